//! Whether a person may let a client act for them: the approval of their own org decides.
//!
//! Source: the vendor's help on authorizing an OAuth client. A client of the own org needs no approval; one of another org
//! is approved in each org once, by somebody with `oauth:client:authorize`, for everybody or for some roles.

use std::collections::BTreeSet;

use super::state::{Granted, PersonAt};
use super::{ClientAt, Visit};
use crate::model::Permission;
use crate::rehearsal::world::{AuthorizationState, Client};

/// The right to approve clients of other orgs.
const APPROVE: &str = "oauth:client:authorize";

/// What comes next for a person who is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// Back to the client.
    Go,
    /// The org approved the client; the person says yes for themselves, once.
    Consent,
    /// The org did not; the person may, for everybody.
    Approve,
    /// The org did not, and the person may not.
    AskAdministrator,
    /// The org did, for roles that the person has none of.
    NotForTheirRoles,
}

impl Visit<'_> {
    /// The client of a place.
    pub(super) fn client_at(&self, at: ClientAt) -> &Client {
        &self.world.orgs[at.0].clients[at.1]
    }

    /// Whether somebody may approve clients in their own org.
    pub(super) fn may_approve(&self, person: PersonAt) -> bool {
        let permission: Permission = APPROVE.parse().expect("a permission of three words");
        let user = &self.world.orgs[person.org].users[person.user];
        let held = self.rehearsal.access[person.org].held(&user.id, &permission);
        !held.outright.is_nowhere()
    }

    /// What comes next.
    pub(super) fn decide(&self, person: PersonAt, client: ClientAt) -> Decision {
        if client.0 == person.org {
            return Decision::Go;
        }
        let org = &self.world.orgs[person.org];
        let id = &self.client_at(client).id;
        let approval = self.rehearsal.approvals().get(person.org, org, id);
        match approval.filter(|approval| approval.state == AuthorizationState::Authorized) {
            None if self.may_approve(person) => Decision::Approve,
            None => Decision::AskAdministrator,
            Some(approval) if !approval.roles.is_empty() && !self.holds_one(person, &approval.roles) => {
                Decision::NotForTheirRoles
            }
            Some(_) if self.rehearsal.logins().consented(person, client) => Decision::Go,
            Some(_) => Decision::Consent,
        }
    }

    /// Whether somebody holds one of the roles anywhere, directly or through a group.
    fn holds_one(&self, person: PersonAt, roles: &[String]) -> bool {
        let user = &self.world.orgs[person.org].users[person.user];
        let mut held = self.rehearsal.access[person.org].held_by(&user.id);
        held.any(|(_, grant)| roles.contains(&grant.role))
    }

    /// The scopes that count: what the client registered, and for a client of another org only what the person's org
    /// approved. What the authorize URL says of scopes is not looked at: the vendor documents no such parameter.
    pub(super) fn scopes(&self, granted: &Granted) -> BTreeSet<String> {
        let client = self.client_at(granted.client);
        let registered = client.scopes.iter().cloned();
        if granted.client.0 == granted.person.org {
            return registered.collect();
        }
        let org = &self.world.orgs[granted.person.org];
        let approval = self.rehearsal.approvals().get(granted.person.org, org, &client.id);
        let approved = approval.map(|approval| approval.scopes).unwrap_or_default();
        registered.filter(|scope| approved.contains(scope)).collect()
    }
}
