//! Tokens: each belongs to one org, whatever headers say.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::refusal::Refusal;
use crate::catalogue::RegionFacts;
use crate::rehearsal::Call;
use crate::rehearsal::world::{Client, ClientState, GrantKind, Org, SubjectRef, World, uuid};

/// What a token opens.
#[derive(Debug, Clone)]
pub(super) struct Session {
    /// The token itself.
    pub token: String,
    /// The org that it is good for, of [`World::orgs`].
    pub org: usize,
    /// The org in which the one who signed in has their account.
    pub home_org: usize,
    /// The client: its org, and its place in [`Org::clients`].
    pub client: (usize, usize),
    /// Who signed in: of the home org's users; `None` for a client's own token.
    pub person: Option<usize>,
    /// As whom they act in [`Session::org`].
    pub subject: SubjectRef,
    /// The scopes that count; `None` for a client's own token, to which scopes don't apply.
    pub scopes: Option<BTreeSet<String>>,
    /// When it ends.
    pub ends: Duration,
}

impl Session {
    /// The id under which the one who calls stands in grants of the token's org.
    pub(super) fn subject<'a>(&self, org: &'a Org) -> &'a str {
        org.subject_id(self.subject)
    }
}

/// The tokens that are good.
#[derive(Debug, Default)]
pub(in crate::rehearsal) struct Sessions {
    tokens: BTreeMap<String, Session>,
    seed: u64,
    issued: u64,
}

impl Sessions {
    /// With one token for each client of the rehearsal's own, which never ends.
    pub(in crate::rehearsal) fn of(world: &World, seed: u64) -> Self {
        let mut sessions = Self {
            seed,
            ..Self::default()
        };
        for (org, one) in world.orgs.iter().enumerate() {
            for at in 0..one.clients.len().min(2) {
                if one.clients[at].kind == GrantKind::ClientCredentials {
                    let mut session = sessions.of_client(org, at, Duration::MAX);
                    session.token = own_token(one, at);
                    sessions.tokens.insert(session.token.clone(), session);
                }
            }
        }
        sessions
    }

    /// A client's own session, with a new token; not yet kept.
    pub(super) fn of_client(&mut self, org: usize, client: usize, ends: Duration) -> Session {
        Session {
            token: self.new_token(),
            org,
            home_org: org,
            client: (org, client),
            person: None,
            subject: SubjectRef::Client(client),
            scopes: None,
            ends,
        }
    }

    /// Lets a person of an org use a client of it for ever, and says with which token.
    pub(in crate::rehearsal) fn of_person(&mut self, org: usize, at: usize, client: &Client, user: usize) -> String {
        let session = Session {
            token: self.new_token(),
            org,
            home_org: org,
            client: (org, at),
            person: Some(user),
            subject: SubjectRef::User(user),
            scopes: Some(client.scopes.iter().cloned().collect()),
            ends: Duration::MAX,
        };
        let token = session.token.clone();
        self.keep(session);
        token
    }

    /// A token that was never given out.
    pub(super) fn new_token(&mut self) -> String {
        self.issued += 1;
        format!(
            "{}{}",
            uuid(self.seed, "token", self.issued).replace('-', ""),
            uuid(self.seed, "token end", self.issued).replace('-', "")
        )
    }

    /// Keeps a session: its token is good from now on.
    pub(super) fn keep(&mut self, session: Session) {
        self.tokens.insert(session.token.clone(), session);
    }

    /// Ends a token.
    pub(super) fn end(&mut self, token: &str) {
        self.tokens.remove(token);
    }

    /// Whose call it is. A client that was switched off has no good tokens, whenever they were given out.
    pub(super) fn of_call(
        &self,
        world: &World,
        region: &'static RegionFacts,
        call: &Call,
        now: Duration,
    ) -> Result<Session, Refusal> {
        let header = call.header("authorization").unwrap_or_default();
        let token = match header.split_once(' ') {
            Some((kind, token)) if kind.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => token.trim(),
            _ => return Err(Refusal::no_token()),
        };
        let is_good = |session: &&Session| {
            let (owner, client) = session.client;
            session.ends > now
                && world.orgs[session.org].region == region
                && world.orgs[owner].clients[client].state == ClientState::Active
        };
        self.tokens
            .get(token)
            .filter(is_good)
            .cloned()
            .ok_or_else(Refusal::bad_token)
    }
}

/// The token of one of the rehearsal's own clients.
pub(in crate::rehearsal) fn own_token(org: &Org, client: usize) -> String {
    format!("rehearsal-{}", uuid(client as u64, org.id.as_str(), 0).replace('-', ""))
}
