//! What a subject holds, told by name: what `explain` answers of an org.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ask::Places;
use super::{Access, Kind, keys};
use crate::model::{Pattern, Permission, fold_address, fold_name};

/// How many roles are named that would give what is not held.
const NEAR: usize = 5;

/// What a subject holds, in each org in which it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HoldingsFile {
    /// `zd2gc/access/1`.
    pub schema: String,
    /// The permission that was asked about; null for everything that is held.
    pub permission: Option<String>,
    /// What is held, by org and subject.
    pub of: Vec<Holdings>,
}

impl HoldingsFile {
    /// The schema's name.
    pub const SCHEMA: &'static str = "zd2gc/access/1";
}

/// What a subject holds in an org.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Holdings {
    /// The org's id.
    pub of: String,
    /// The tenant that it is; null where no table says.
    pub tenant: Option<String>,
    /// As of when it answers.
    pub as_of: String,
    /// Who, as findings name them.
    pub subject: String,
    /// `person`, `group`, `client`, `trustee-user` or `trustee-group`.
    pub kind: String,
    /// `active`, `inactive`, `deleted`, or `unknown` where no list has them.
    pub state: String,
    /// The groups that it is in.
    pub groups: Vec<String>,
    /// The roles that it holds, a row for each way and place.
    pub roles: Vec<RoleHeld>,
    /// The permissions that come with them, a row for each role and way.
    pub permissions: Vec<PermissionHeld>,
    /// Roles of the org that would give the permission that was asked about, where it is not held.
    pub given_by: Vec<String>,
    /// What is not known, or in part only, and why: by the list that would say it.
    pub lacking: BTreeMap<String, String>,
    /// What else bears on the answer.
    pub notes: Vec<String>,
}

/// A role that is held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct RoleHeld {
    /// The role.
    pub role: String,
    /// The group through which it is held, or `direct`.
    pub through: String,
    /// Where.
    pub divisions: Places,
}

/// A permission that is held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct PermissionHeld {
    /// The permission; what a wildcard stands for is told one by one.
    pub permission: String,
    /// The role that gives it.
    pub role: String,
    /// The group through which the role is held, or `direct`.
    pub through: String,
    /// Where.
    pub divisions: Places,
    /// Whether it holds under a condition only.
    pub conditional: bool,
}

impl Access {
    /// The keys of the subjects that go by a name: an address, an id, `group:NAME`, `client:NAME`, a trustee's org.
    pub fn named(&self, name: &str) -> Vec<&str> {
        let person = keys::person(&fold_address(name));
        let folded = fold_name(name);
        let bare = |kind: Kind| match kind {
            Kind::Group => folded.strip_prefix("group:"),
            Kind::Client => folded.strip_prefix("client:"),
            Kind::Person | Kind::TrusteeUser | Kind::TrusteeGroup => None,
        };
        let found = self.subjects().iter().filter(|(key, subject)| {
            let own = fold_name(&subject.name);
            let short = own.split_once(':').map_or(own.as_str(), |(_, name)| name);
            **key == person
                || own == folded
                || !subject.id.is_empty() && subject.id.eq_ignore_ascii_case(name.trim())
                || bare(subject.kind)
                    .is_some_and(|bare| short == bare.trim() || subject.id.eq_ignore_ascii_case(bare.trim()))
                || subject.kind != Kind::Person && short == folded
        });
        found.map(|(key, _)| key.as_str()).collect()
    }

    /// What a subject holds, everything or one permission; `listed` says what a wildcard stands for.
    pub fn holdings(
        &self,
        subject: &str,
        permission: Option<&Permission>,
        listed: impl Fn(&Pattern) -> Vec<Permission>,
    ) -> Holdings {
        let known = self.subjects().get(subject);
        let mut roles = Vec::new();
        let mut permissions = Vec::new();
        for (through, grant) in self.held_by(subject).filter(|(_, grant)| !grant.at.is_nowhere()) {
            let held = RoleHeld {
                role: self.role_name(&grant.role),
                through: self.through(through),
                divisions: self.places(&grant.at),
            };
            let gives = self
                .rights(&grant.role)
                .map(|role| role.expanded(&listed))
                .unwrap_or_default();
            let asked = gives
                .into_iter()
                .filter(|(name, _)| permission.is_none_or(|wanted| wanted == name));
            permissions.extend(asked.map(|(name, conditional)| PermissionHeld {
                permission: name.to_string(),
                role: held.role.clone(),
                through: held.through.clone(),
                divisions: held.divisions.clone(),
                conditional,
            }));
            roles.push(held);
        }
        roles.sort();
        roles.dedup();
        permissions.sort();
        permissions.dedup();
        let given_by = match permission {
            Some(wanted) if permissions.is_empty() => self.roles_giving(wanted),
            _ => Vec::new(),
        };
        Holdings {
            of: String::new(),
            tenant: None,
            as_of: String::new(),
            subject: self.subject_name(subject),
            kind: known.map_or_else(|| "person".to_owned(), |subject| subject.kind.to_string()),
            state: known.map_or_else(|| "unknown".to_owned(), |subject| subject.state.to_string()),
            groups: self
                .groups_of(subject)
                .iter()
                .map(|group| self.subject_name(group))
                .collect(),
            roles,
            permissions,
            given_by,
            lacking: BTreeMap::new(),
            notes: Vec::new(),
        }
    }

    /// The first roles that give a permission, by name.
    fn roles_giving(&self, permission: &Permission) -> Vec<String> {
        let giving = self.roles().values().filter(|role| role.gives(permission).is_some());
        let mut names: Vec<String> = giving.map(|role| role.name.clone()).collect();
        names.sort();
        names.truncate(NEAR);
        names
    }
}
