//! Approvals of clients that are given, or asked for, while the rehearsal runs: what the world holds stays as it is, and
//! this lies on top of it.

use std::collections::BTreeMap;

use crate::rehearsal::world::{Authorization, AuthorizationState, Org};

/// What changed, by org (of the world's) and client id.
#[derive(Debug, Default)]
pub(in crate::rehearsal) struct Approvals {
    changed: BTreeMap<(usize, String), Authorization>,
}

impl Approvals {
    /// The approvals of an org as they are now: those of the world in their order, then those that came since, by client.
    pub(in crate::rehearsal) fn of(&self, at: usize, org: &Org) -> Vec<Authorization> {
        let own = org.authorizations.iter().map(|one| {
            let changed = self.changed.get(&(at, one.client.clone()));
            changed.unwrap_or(one).clone()
        });
        let since = self
            .changed
            .range((at, String::new())..(at + 1, String::new()))
            .map(|(_, one)| one)
            .filter(|one| !org.authorizations.iter().any(|own| own.client == one.client))
            .cloned();
        own.chain(since).collect()
    }

    /// The approval of one client in an org, as it is now.
    pub(in crate::rehearsal) fn get(&self, at: usize, org: &Org, client: &str) -> Option<Authorization> {
        let changed = self.changed.get(&(at, client.to_owned()));
        let own = || org.authorizations.iter().find(|one| one.client == client);
        changed.or_else(own).cloned()
    }

    /// Somebody approved a client for everybody, with all of its scopes.
    pub(super) fn approve(&mut self, at: usize, client: &str, scopes: &[String], by: usize) {
        self.set(
            at,
            Authorization {
                client: client.to_owned(),
                state: AuthorizationState::Authorized,
                pending: false,
                scopes: scopes.to_vec(),
                roles: Vec::new(),
                by: Some(by),
            },
        );
    }

    /// Somebody who may not approve asked for a client. Whether the scopes that it would like already stand in a pending
    /// approval is not documented; here none do, as none were approved.
    pub(super) fn ask(&mut self, at: usize, client: &str, by: usize) {
        self.set(
            at,
            Authorization {
                client: client.to_owned(),
                state: AuthorizationState::Requested,
                pending: true,
                scopes: Vec::new(),
                roles: Vec::new(),
                by: Some(by),
            },
        );
    }

    /// Puts a change in place of whatever was there.
    fn set(&mut self, at: usize, changed: Authorization) {
        self.changed.insert((at, changed.client.clone()), changed);
    }
}
