//! The login host of a region: tokens, the authorize page that a browser clicks through, and signing out.
//!
//! Nobody has a password here: whoever is named signs in, as all of them are invented. Pages say on each that they are
//! a rehearsal's and no vendor's.

mod authorize;
mod credentials;
mod decision;
mod entrance;
mod issue;
mod kept;
mod oauth_error;
mod pages;
mod request;
mod state;
mod steps;
mod token;

pub(in crate::rehearsal) use state::Logins;

use std::time::Duration;

use crate::catalogue::RegionFacts;
use crate::model::Method;
use crate::rehearsal::world::World;
use crate::rehearsal::{Answer, Call, Query, Rehearsal};

use pages::Notice;

/// A client: the org that owns it, of [`World::orgs`], and its place among the org's clients.
type ClientAt = (usize, usize);

/// A call to the login host.
#[derive(Clone, Copy)]
struct Visit<'a> {
    /// The rehearsal.
    rehearsal: &'a Rehearsal,
    /// Its world.
    world: &'a World,
    /// Whose login host it is.
    region: &'static RegionFacts,
    /// The call.
    call: &'a Call,
    /// How long after the beginning it was made.
    now: Duration,
}

/// Answers a call.
pub(super) fn answer(rehearsal: &Rehearsal, region: &'static RegionFacts, call: &Call, now: Duration) -> Answer {
    let visit = Visit {
        rehearsal,
        world: &rehearsal.world,
        region,
        call,
        now,
    };
    match (call.path(), call.method) {
        ("/oauth/token", Method::Post) => token::answer(visit),
        ("/oauth/authorize", Method::Get) => authorize::show(visit),
        ("/oauth/authorize", Method::Post) => steps::take(visit),
        ("/logout", Method::Get) => authorize::sign_out(visit),
        ("/oauth/token" | "/oauth/authorize" | "/logout", _) => Answer::text(405, "method not allowed\n"),
        _ => Notice::nowhere().answer(404),
    }
}

impl Visit<'_> {
    /// The URL of the page with a query. It starts with one slash, however many the call's had: with two, a browser would
    /// take the vendor's host for the server and leave the rehearsal.
    fn here(&self, query: &Query) -> String {
        format!("/{}{}?{query}", self.call.host(), self.call.path())
    }

    /// The client of an id, if an org of this region owns it.
    fn client(&self, id: &str) -> Option<ClientAt> {
        self.world
            .orgs
            .iter()
            .enumerate()
            .filter(|(_, org)| org.region == self.region)
            .find_map(|(at, org)| Some((at, org.clients.iter().position(|client| client.id == id)?)))
    }
}
