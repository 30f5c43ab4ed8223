//! What a plan or a snapshot knows of the client, its approval, and the caller's rights.

use std::collections::BTreeSet;

use super::cause::Cause::{
    self, ClientInactive, ClientNotAuthorizedInOrg, DivisionNotGranted, GrantTypeMismatch, InventedScope,
    PermissionNotLicensed, PolicyDenied, RolePermissionMissing, ScopeNotOnClient, SsoNotAuthz, TokenInvalid,
    TokenOrgMismatch, WrongRegionOrClientId,
};
use super::seen::{Grant, Seen};
use crate::model::{Level, Permission};

/// What is known besides the refusal itself.
pub struct Known<'a> {
    /// How much power a permission gives, by the tables: remedies avoid it.
    pub levels: &'a dyn Fn(&Permission) -> Option<Level>,
    /// The orgs that were looked into.
    pub orgs: Vec<Org>,
}

/// What is known of an org.
#[derive(Debug, Clone, Default)]
pub struct Org {
    /// Its name, with the tenant's where the tables have one.
    pub name: String,
    /// The domain of its region's hosts.
    pub domain: Option<String>,
    /// Whether this comes from a plan (what should be) or from a snapshot (what was).
    pub planned: bool,
    /// All permissions that the org offers; `None` where that was not read.
    pub permissions: Option<BTreeSet<Permission>>,
    /// Whether it has access policies about the permissions that the call takes.
    pub policies: bool,
    /// The client that called.
    pub client: Option<Client>,
    /// Who called.
    pub caller: Option<Caller>,
}

/// What is known of a client in an org.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// Its name.
    pub name: String,
    /// Whether the org lists it at all, as its own or as an approved one; `None` where that was not read.
    pub there: Option<bool>,
    /// Whether it is active.
    pub active: Option<bool>,
    /// The vendor's name of its grant.
    pub grant: Option<String>,
    /// The scopes it has; `None` where they are not known.
    pub scopes: Option<Vec<String>>,
    /// Its approval in the org, where it is another org's.
    pub approval: Option<Approval>,
}

/// How an approval stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    /// Given, for these scopes.
    Given(Vec<String>),
    /// Asked for.
    Pending,
    /// Taken back.
    Revoked,
}

/// Who called, in an org.
#[derive(Debug, Clone)]
pub struct Caller {
    /// By what they go.
    pub name: String,
    /// What they hold of what the call takes.
    pub holds: Holds,
}

/// What a caller holds of what a call takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// The org has nobody of that name.
    Absent,
    /// The person is inactive.
    Inactive,
    /// Enough, in all divisions.
    Everywhere,
    /// Enough, in these divisions only.
    Within(Vec<String>),
    /// Not enough.
    Not,
    /// It can't be told: something was not read, or the call takes nothing that is known.
    Unknown,
}

/// An observation that rests on what is known.
pub(super) struct Observation {
    /// What is seen.
    pub(super) seen: String,
    /// What it speaks for and against.
    pub(super) speaks: Vec<(Cause, i8)>,
    /// Why.
    pub(super) because: &'static str,
}

impl<'a> Known<'a> {
    /// Knows of nothing but the power of permissions.
    pub fn only(levels: &'a dyn Fn(&Permission) -> Option<Level>) -> Self {
        Self {
            levels,
            orgs: Vec::new(),
        }
    }

    /// What speaks for and against causes.
    pub(super) fn observations(&self, seen: &Seen<'_>) -> Vec<Observation> {
        self.orgs.iter().flat_map(|org| org.observations(seen)).collect()
    }
}

impl Org {
    fn observations(&self, seen: &Seen<'_>) -> Vec<Observation> {
        let mut found = Vec::new();
        self.host(seen, &mut found);
        self.permission(seen, &mut found);
        if let Some(client) = &self.client {
            self.client(client, seen, &mut found);
        }
        if let Some(caller) = &self.caller {
            self.caller(caller, &mut found);
        }
        found
    }

    /// Where it is known from.
    fn source(&self) -> &'static str {
        if self.planned { "the plan" } else { "the snapshot" }
    }

    fn host(&self, seen: &Seen<'_>, found: &mut Vec<Observation>) {
        if let (Some(own), Some(called)) = (&self.domain, seen.host.region())
            && own != called.domain
        {
            let speaks = if seen.is_token_request() {
                vec![(WrongRegionOrClientId, 4)]
            } else {
                vec![(TokenInvalid, 3), (TokenOrgMismatch, 2)]
            };
            found.push(Observation {
                seen: format!("the call went to `{}`, and {} is in `{own}`", called.domain, self.name),
                speaks,
                because: "an org is in one region, and so are its clients and tokens",
            });
        }
    }

    fn permission(&self, seen: &Seen<'_>, found: &mut Vec<Observation>) {
        let Some((operation, listed)) = seen.operation().zip(self.permissions.as_ref()) else {
            return;
        };
        if operation.permissions.is_empty() {
            return;
        }
        let has = operation
            .permissions
            .iter()
            .any(|permission| listed.contains(permission));
        found.push(if has {
            Observation {
                seen: format!("{} offers a permission that the call takes", self.name),
                speaks: vec![(PermissionNotLicensed, -3)],
                because: "an org lists the permissions of the products that it has",
            }
        } else {
            Observation {
                seen: format!("{} offers none of the permissions that the call takes", self.name),
                speaks: vec![(PermissionNotLicensed, 6), (RolePermissionMissing, -2)],
                because: "no role of that org can hold them",
            }
        });
        if self.policies {
            found.push(Observation {
                seen: format!("{} has access policies about what the call takes", self.name),
                speaks: vec![(PolicyDenied, 1)],
                because: "a policy may deny, if enforcement is on",
            });
        }
    }

    fn client(&self, client: &Client, seen: &Seen<'_>, found: &mut Vec<Observation>) {
        let mut add = |seen: String, speaks: Vec<(Cause, i8)>, because: &'static str| {
            found.push(Observation { seen, speaks, because });
        };
        let named = |what: &str| format!("{}: the client `{}` {what}", self.source(), client.name);
        if client.there == Some(false) {
            add(
                format!(
                    "{}: {} has no such client, of its own or approved",
                    self.source(),
                    self.name
                ),
                vec![(ClientNotAuthorizedInOrg, 4), (WrongRegionOrClientId, 2)],
                "an org lets in the clients that it owns and those that it approved",
            );
        }
        match client.active {
            Some(false) => add(named("is inactive"), vec![(ClientInactive, 6)], "it gets no tokens"),
            Some(true) => add(named("is active"), vec![(ClientInactive, -3)], "it gets tokens"),
            None => {}
        }
        if let Some(grant) = &client.grant {
            let own = Grant::of_vendor(grant);
            let asked = seen.grants.first().map(|asked| asked.vendors());
            if let (Some(own), Some(asked)) = (own, asked)
                && own.vendors() != asked
            {
                add(
                    named(&format!("has the grant `{grant}`, and the request used another")),
                    vec![(GrantTypeMismatch, 5)],
                    "a client has one grant",
                );
            }
        }
        let enough = |scopes: &[String]| {
            let operation = seen.operation().filter(|operation| !operation.scopes.is_empty())?;
            Some(scopes.iter().any(|scope| operation.scopes.contains(&scope.as_str())))
        };
        if let Some(scopes) = &client.scopes {
            match enough(scopes) {
                Some(true) => add(
                    named("has a scope that the operation accepts"),
                    vec![(ScopeNotOnClient, -2), (InventedScope, -1)],
                    "one of the operation's scopes suffices",
                ),
                Some(false) => add(
                    named("has none of the scopes that the operation accepts"),
                    vec![(ScopeNotOnClient, 4)],
                    "one of the operation's scopes must be on the client",
                ),
                None => {}
            }
        }
        match &client.approval {
            Some(Approval::Pending) => add(
                format!(
                    "{}: the approval of `{}` in {} is pending",
                    self.source(),
                    client.name,
                    self.name
                ),
                vec![(ClientNotAuthorizedInOrg, 6)],
                "the client is not let in before that",
            ),
            Some(Approval::Revoked) => add(
                format!(
                    "{}: the approval of `{}` in {} was taken back",
                    self.source(),
                    client.name,
                    self.name
                ),
                vec![(ClientNotAuthorizedInOrg, 6)],
                "the client is not let in any more",
            ),
            Some(Approval::Given(scopes)) => {
                add(
                    format!("{}: {} has approved `{}`", self.source(), self.name, client.name),
                    vec![(ClientNotAuthorizedInOrg, -4)],
                    "the client is let in",
                );
                if enough(scopes) == Some(false) {
                    add(
                        format!(
                            "{}: the approval in {} has none of the operation's scopes",
                            self.source(),
                            self.name
                        ),
                        vec![(ScopeNotOnClient, 5)],
                        "each org approves scopes for itself",
                    );
                }
            }
            None => {}
        }
    }

    fn caller(&self, caller: &Caller, found: &mut Vec<Observation>) {
        let named = |what: &str| format!("{}: `{}` {what}", self.source(), caller.name);
        let (seen, speaks, because): (String, Vec<(Cause, i8)>, &'static str) = match &caller.holds {
            Holds::Absent => (
                format!("{}: {} has nobody by that name", self.source(), self.name),
                vec![(SsoNotAuthz, 3), (TokenOrgMismatch, 2)],
                "who is not in the org holds nothing there",
            ),
            Holds::Inactive => (
                named("is inactive"),
                vec![(TokenInvalid, 4), (SsoNotAuthz, 1)],
                "inactive people are not let in",
            ),
            Holds::Everywhere => (
                named("holds what the call takes, in all divisions"),
                vec![(RolePermissionMissing, -5), (DivisionNotGranted, -5)],
                "what is held everywhere must be refused by something else",
            ),
            Holds::Within(divisions) => (
                named(&format!("holds what the call takes in {} only", divisions.join(", "))),
                vec![(RolePermissionMissing, -4), (DivisionNotGranted, 4)],
                "objects elsewhere are out of reach",
            ),
            Holds::Not => (
                named("does not hold what the call takes"),
                vec![(RolePermissionMissing, 5), (DivisionNotGranted, -3)],
                "no role of theirs carries it",
            ),
            Holds::Unknown => return,
        };
        found.push(Observation { seen, speaks, because });
    }
}
