//! Genesys Cloud: the API host and the login host of a region.
//!
//! A call goes through the same doors as at the vendor's: token, rate limit, scope of the client, permission of the
//! subject, division. Only then a resource answers: one file each, listed in [`SERVED`].
#![expect(
    clippy::unnecessary_wraps,
    reason = "resources are functions of one type, those included that refuse nobody"
)]

mod approvals;
mod authorizations;
mod bodies;
mod catalogued;
mod clients;
mod divisions;
mod expand;
mod groups;
mod guard;
mod index;
mod integrations;
mod licences;
mod login;
mod organization;
mod page;
mod policies;
mod refusal;
mod rights;
mod roles;
mod search;
mod session;
mod subjects;
mod tokens;
mod trustees;
mod users;

pub(super) use approvals::Approvals;
pub(super) use index::Index;
pub(super) use login::Logins;
pub(super) use session::{Sessions, own_token};

use std::collections::BTreeSet;
use std::time::Duration;

use super::faults::Refused;
use super::limit::{RateLimit, Spent};
use super::world::{Org, World};
use super::{Answer, Assumption, Behaviour, Call, Rehearsal};
use crate::access::{Access, Reach};
use crate::catalogue::{Catalogue, RegionFacts};
use crate::model::Method;

use refusal::Refusal;
use session::Session;

/// What the vendor allows a token in a minute, where `--rate-limit` does not say otherwise. The number is the one that most
/// sources give; `inin-ratelimit-allowed` of a live org says what holds there.
const RATE_LIMIT: RateLimit = RateLimit::a_minute(300);

/// What a resource answers.
type Served = Result<Answer, Refusal>;
/// A resource's function.
type Serve = fn(&Seen<'_>) -> Served;

/// An operation that a resource answers: method, template as the catalogue has it, function.
type Row = (Method, &'static str, Serve);

/// Every operation that holds something; the others are guarded and answer with nothing.
const SERVED: &[&[Row]] = &[
    authorizations::SERVES,
    catalogued::SERVES,
    clients::SERVES,
    divisions::SERVES,
    groups::SERVES,
    integrations::SERVES,
    licences::SERVES,
    organization::SERVES,
    policies::SERVES,
    roles::SERVES,
    search::SERVES,
    subjects::SERVES,
    tokens::SERVES,
    trustees::SERVES,
    users::SERVES,
];

/// A call that was let through, and what its caller may see.
struct Seen<'a> {
    /// All orgs.
    world: &'a World,
    /// The org of the token.
    org: &'a Org,
    /// Who holds what in it.
    access: &'a Access,
    /// Where everything is in it.
    index: &'a Index,
    /// Whose token it is.
    session: &'a Session,
    /// The divisions in which the caller holds what the operation takes: what a list shows and an object must be in.
    reach: Reach,
    /// The call.
    call: &'a Call,
    /// The values of the path's parameters, in their order.
    parts: Vec<&'a str>,
    /// How the rehearsal behaves.
    behaviour: &'a Behaviour,
    /// The rehearsal, for what changes: tokens.
    rehearsal: &'a Rehearsal,
    /// How long after its beginning the call was made.
    now: Duration,
}

impl<'a> Seen<'a> {
    /// The value of the path's parameter at a place.
    fn part(&self, at: usize) -> &'a str {
        self.parts.get(at).copied().unwrap_or_default()
    }

    /// Whether an open question is answered the other way.
    fn assumes(&self, assumption: Assumption) -> bool {
        self.behaviour.assume.contains(&assumption)
    }

    /// A parameter with few values; `None` where it isn't given.
    fn choice(&self, name: &str, values: &[&str]) -> Result<Option<&'a str>, Refusal> {
        match self.call.query.get(name) {
            None | Some("") => Ok(None),
            Some(value) if values.contains(&value) => Ok(Some(value)),
            Some(value) => Err(Refusal::invalid_value(name, value, &values.join(", "))),
        }
    }

    /// A parameter that is true or false.
    fn flag(&self, name: &str, default: bool) -> Result<bool, Refusal> {
        let value = self.choice(name, &["true", "false"])?;
        Ok(value.map_or(default, |value| value == "true"))
    }

    /// Ids of which so many may be asked for at once; `None` where none is given.
    fn ids(&self, name: &'a str, too_many: &'static str, things: &str) -> Result<Option<BTreeSet<&'a str>>, Refusal> {
        let ids: BTreeSet<&str> = self.call.query.list(name).collect();
        if ids.len() > MAX_IDS {
            let message = format!("Only {MAX_IDS} {things} can be requested at a time.");
            return Err(Refusal::new(400, too_many, message));
        }
        Ok(Some(ids).filter(|ids| !ids.is_empty()))
    }
}

/// How many objects may be asked for by their ids at once (`max.user.ids`, `max.role.ids`, `max.subject.ids`).
const MAX_IDS: usize = 100;

/// Answers a call to the API host.
pub(super) fn answer(rehearsal: &Rehearsal, region: &'static RegionFacts, call: &Call, now: Duration) -> Answer {
    let correlation = super::world::uuid(rehearsal.behaviour.seed, call.path(), rehearsal.next_call());
    let (answer, spent) = match limited(rehearsal, region, call, now) {
        Ok((answer, spent)) => (answer, Some(spent)),
        Err((refusal, spent)) => (refusal.answer(&correlation), spent),
    };
    let answer = answer.with("inin-correlation-id", correlation);
    match spent {
        None => answer,
        Some(spent) => answer
            .with("inin-ratelimit-count", spent.count.to_string())
            .with("inin-ratelimit-allowed", spent.allowed.to_string())
            .with("inin-ratelimit-reset", spent.seconds().to_string()),
    }
}

/// Token and rate limit, then [`guarded`]. A call that has no good token is counted by its address, of which there is one.
fn limited(
    rehearsal: &Rehearsal,
    region: &'static RegionFacts,
    call: &Call,
    now: Duration,
) -> Result<(Answer, Spent), (Refusal, Option<Spent>)> {
    let session = rehearsal.sessions().of_call(&rehearsal.world, region, call, now);
    let limit = rehearsal.behaviour.rate_limit.unwrap_or(RATE_LIMIT);
    let who = session.as_ref().map_or("anonymous", |session| session.token.as_str());
    let spent = rehearsal.windows().count(who, limit, now);
    let fail = |refusal| (refusal, Some(spent));
    let session = session.map_err(fail)?;
    if spent.is_over() {
        return Err(fail(Refusal::too_many(spent)));
    }
    let answer = guarded(rehearsal, &session, call, now).map_err(fail)?;
    Ok((answer, spent))
}

/// Scope, permission, division, then the resource.
fn guarded(rehearsal: &Rehearsal, session: &Session, call: &Call, now: Duration) -> Served {
    let path = call.path();
    let Some(operation) = Catalogue::embedded().operation(call.method, path) else {
        return Err(Refusal::not_found());
    };
    let org = &rehearsal.world.orgs[session.org];
    let access = &rehearsal.access[session.org];
    let row = SERVED
        .iter()
        .copied()
        .flatten()
        .find(|(method, template, _)| *method == operation.method && *template == operation.path);
    let pass = guard::pass(operation, session, access, org, row.is_some())?;
    let seen = Seen {
        world: &rehearsal.world,
        org,
        access,
        index: &rehearsal.indices[session.org],
        session,
        reach: pass.reach,
        call,
        parts: values(operation.path, path),
        behaviour: &rehearsal.behaviour,
        rehearsal,
        now,
    };
    let answer = match row {
        Some((_, _, serve)) => serve(&seen)?,
        // Guarded as the vendor does; what it would hold, the world has not.
        None => Answer::json(200, &serde_json::json!({})).with("x-rehearsal", "guard-only"),
    };
    Ok(if pass.unguarded {
        answer.with("x-rehearsal", "unguarded")
    } else {
        answer
    })
}

/// The values of a template's parameters in a path.
fn values<'a>(template: &str, path: &'a str) -> Vec<&'a str> {
    template
        .split('/')
        .zip(path.split('/'))
        .filter(|(part, _)| part.starts_with('{'))
        .map(|(_, value)| value)
        .collect()
}

/// Answers a call to the login host.
pub(super) fn login(rehearsal: &Rehearsal, region: &'static RegionFacts, call: &Call, now: Duration) -> Answer {
    login::answer(rehearsal, region, call, now)
}

/// Refuses a call that was answered; what the answer says of the rate limit stays.
pub(super) fn refuse(refused: Refused, answer: Answer) -> Answer {
    let correlation = answer.header("inin-correlation-id").unwrap_or_default();
    let mut refusal = Refusal::of_fault(refused).answer(correlation);
    let kept = answer.headers.into_iter().filter(|(name, _)| name.starts_with("inin-"));
    refusal.headers.extend(kept);
    refusal
}
