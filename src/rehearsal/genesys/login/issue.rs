//! Gives tokens out.

use std::time::Duration;

use super::Visit;
use super::state::Granted;
use crate::rehearsal::genesys::session::Session;
use crate::rehearsal::world::SubjectRef;

/// A token, as it is told to a client.
#[derive(Debug)]
pub(super) struct Issued {
    /// The token.
    pub token: String,
    /// How many whole seconds are left of it. Recorded answers say 86399 for a client with the default of 86400: the first
    /// second has begun.
    pub expires_in: u64,
}

impl Visit<'_> {
    /// A client's own token.
    pub(super) fn issue_own(&self, client: super::ClientAt) -> Issued {
        let seconds = self.client_at(client).token_seconds;
        let mut sessions = self.rehearsal.sessions();
        let session = sessions.of_client(client.0, client.1, self.ends(seconds));
        let token = session.token.clone();
        sessions.keep(session);
        issued(token, seconds)
    }

    /// A token for what a person granted.
    pub(super) fn issue(&self, granted: &Granted) -> Issued {
        let seconds = self.client_at(granted.client).token_seconds;
        let scopes = self.scopes(granted);
        let mut sessions = self.rehearsal.sessions();
        let token = sessions.new_token();
        sessions.keep(Session {
            token: token.clone(),
            org: granted.org,
            home_org: granted.person.org,
            client: granted.client,
            person: Some(granted.person.user),
            subject: granted.subject,
            scopes: Some(scopes),
            ends: self.ends(seconds),
        });
        issued(token, seconds)
    }

    /// When a token of so many seconds ends.
    fn ends(&self, seconds: u64) -> Duration {
        self.now.saturating_add(Duration::from_secs(seconds))
    }

    /// Whether a client holds a role anywhere in its own org.
    pub(super) fn has_roles(&self, client: super::ClientAt) -> bool {
        let id = self.world.orgs[client.0].subject_id(SubjectRef::Client(client.1));
        self.rehearsal.access[client.0].held_by(id).next().is_some()
    }
}

fn issued(token: String, seconds: u64) -> Issued {
    Issued {
        token,
        expires_in: seconds.saturating_sub(1),
    }
}
