//! Who holds a permission, told by name: what `who-can` answers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::snapshot::Org;
use super::{Access, Reach};
use crate::model::Permission;

/// The lists of a snapshot without which it is not known who holds what, who they are, and where.
pub const LISTS: &[&str] = &[
    "divisions",
    "group_members",
    "groups",
    "oauth_clients",
    "roles",
    "subject_grants",
    "trustees",
    "users",
];

/// Who holds a permission, in each org that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WhoCan {
    /// `zd2gc/who-can/1`.
    pub schema: String,
    /// The permission, in the vendor's spelling.
    pub permission: String,
    /// The orgs.
    pub of: Vec<Asked>,
}

impl WhoCan {
    /// The schema's name.
    pub const SCHEMA: &'static str = "zd2gc/who-can/1";
}

/// An org that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Asked {
    /// The org's id.
    pub of: String,
    /// The tenant that it is; null where no table and no plan says.
    pub tenant: Option<String>,
    /// What answers: `plan`, for what is planned, or `snapshot`, for what was there.
    pub from: String,
    /// As of when it answers.
    pub as_of: String,
    /// Who holds it, a row for each way by which it is held.
    pub holders: Vec<Holder>,
    /// What is not known, or in part only, and why: by the list that would say it.
    pub lacking: BTreeMap<String, String>,
    /// What else bears on the answer.
    pub notes: Vec<String>,
}

/// A way by which somebody holds a permission.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Holder {
    /// Who, as findings name them: an address, `group:NAME`, `client:NAME`, a trustee's name.
    pub subject: String,
    /// `person`, `group`, `client`, `trustee-user` or `trustee-group`.
    pub kind: String,
    /// `active`, `inactive`, `deleted`, or `unknown` where no list has them.
    pub state: String,
    /// The role that gives it.
    pub role: String,
    /// The group through which it is held, or `direct`.
    pub through: String,
    /// Where.
    pub divisions: Places,
    /// Whether it holds under a condition only.
    pub conditional: bool,
}

/// Divisions by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Places {
    /// All of them, those to come included.
    All(Everywhere),
    /// These.
    Named(Vec<String>),
}

/// The word for all divisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Everywhere {
    /// `all`.
    All,
}

impl std::fmt::Display for Places {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::All(_) => f.write_str("all divisions"),
            Self::Named(names) => f.write_str(&names.join(", ")),
        }
    }
}

/// What a grant says that is the subject's own, in place of a group.
pub const DIRECT: &str = "direct";

impl Access {
    /// Who holds a permission, by name; `within` a division's key, only those who hold it there.
    pub fn holders_of(&self, permission: &Permission, within: Option<&str>) -> Vec<Holder> {
        let rows = self
            .who_can(permission)
            .filter(|path| !path.at.is_nowhere() && within.is_none_or(|division| path.at.includes(division)));
        let mut holders: Vec<Holder> = rows
            .map(|path| {
                let subject = self.subjects().get(path.subject);
                Holder {
                    subject: self.subject_name(path.subject),
                    kind: subject.map_or_else(|| "person".to_owned(), |subject| subject.kind.to_string()),
                    state: subject.map_or_else(|| "unknown".to_owned(), |subject| subject.state.to_string()),
                    role: self.role_name(path.role),
                    through: self.through(path.through),
                    divisions: self.places(path.at),
                    conditional: path.conditional,
                }
            })
            .collect();
        holders.sort();
        holders.dedup();
        holders
    }

    /// How findings name a subject.
    pub fn subject_name(&self, key: &str) -> String {
        let found = self.subjects().get(key);
        found.map_or_else(|| key.to_owned(), |subject| subject.name.clone())
    }

    /// The name of a role.
    pub fn role_name(&self, key: &str) -> String {
        let found = self.rights(key);
        found.map_or_else(|| key.to_owned(), |role| role.name.clone())
    }

    /// The name of a division; one that no list has goes by its key.
    pub fn division_name(&self, key: &str) -> String {
        let found = self.divisions().get(key);
        found.map_or_else(|| key.to_owned(), |division| division.name.clone())
    }

    /// The name of a group through which something is held, or [`DIRECT`].
    pub(super) fn through(&self, group: Option<&str>) -> String {
        group.map_or_else(|| DIRECT.to_owned(), |group| self.subject_name(group))
    }

    /// Divisions by name, sorted.
    pub fn places(&self, at: &Reach) -> Places {
        match at {
            Reach::All => Places::All(Everywhere::All),
            Reach::In(keys) => {
                let mut names: Vec<String> = keys.iter().map(|key| self.division_name(key)).collect();
                names.sort();
                Places::Named(names)
            }
        }
    }

    /// The key of a division by what people call it: its name, or `home` for the home division.
    pub fn division_key(&self, name: &str) -> Option<&str> {
        let wanted = crate::model::fold_name(name);
        let mut all = self.divisions().iter();
        let named = all.find(|(_, division)| crate::model::fold_name(&division.name) == wanted);
        let found = named.map(|(key, _)| key.as_str());
        found.or_else(|| self.divisions().get_key_value(&wanted).map(|(key, _)| key.as_str()))
    }
}

impl Org {
    /// What is not known of who holds what, and why.
    pub fn lacking_of(&self, lists: &[&str]) -> BTreeMap<String, String> {
        let found = lists
            .iter()
            .filter_map(|list| Some(((*list).to_owned(), self.lacking(list)?.to_owned())));
        found.collect()
    }

    /// What bears on who holds a permission beside roles and grants.
    pub fn notes_on(&self, permission: &Permission) -> Vec<String> {
        let mut notes: Vec<String> = self.limit_of(permission).into_iter().collect();
        for trustee in self.trustees.iter().filter(|one| one.has_full_access == Some(true)) {
            let named = trustee.organization.as_ref().and_then(|org| org.name.as_deref());
            notes.push(format!(
                "the org `{}` may enter with full access: its people are not among the holders, and may hold it",
                named.unwrap_or(&trustee.id)
            ));
        }
        notes.extend(self.denials_of(permission));
        notes
    }

    /// That a permission holds in the whole org wherever it is granted, where the org's own list says so.
    pub fn limit_of(&self, permission: &Permission) -> Option<String> {
        let facts = self.permissions.as_ref().and_then(|all| all.get(permission));
        let unlimited = facts.and_then(|facts| facts.division_aware) == Some(false);
        unlimited
            .then(|| format!("`{permission}` is not limited by divisions: whoever holds it holds it in the whole org"))
    }

    /// Access policies that may deny a permission to those who hold it.
    pub fn denials_of(&self, permission: &Permission) -> impl Iterator<Item = String> {
        let active = self.policies.iter().filter(|policy| policy.active != Some(false));
        let denying = active.filter(|policy| {
            let effect = policy.effect.as_deref();
            let target = policy.target_resource.as_deref();
            effect.is_some_and(|effect| effect.eq_ignore_ascii_case("DENY"))
                && target.is_some_and(|target| target.eq_ignore_ascii_case(permission.as_str()))
        });
        denying.map(move |policy| {
            format!(
                "the access policy `{}` denies `{permission}`, if enforcement is on",
                policy.name
            )
        })
    }
}
