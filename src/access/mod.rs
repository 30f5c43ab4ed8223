//! Who effectively holds what, where, and through what: effective rights as one value.
//!
//! In: roles, grants and memberships, from wherever they were read or planned. Out: where a subject holds a permission, who
//! holds one, and through what. Names of permissions compare as the vendor compares them, without regard to case. Never
//! asks a vendor, and reads no clock.
//!
//! Subjects, roles and divisions go by keys that whoever builds the value chooses. [`snapshot`] and the plan choose the
//! same ones for the same things, so that what is planned and what is there can be compared: see [`keys`].

pub mod ask;
mod compare;
pub mod explained;
pub mod keys;
pub mod named;
mod reach;
mod rights;
pub mod snapshot;
mod subject;
pub mod told;
mod who;

pub use compare::{Difference, Side, compare};
pub use reach::{Held, Reach};
pub use rights::{Policy, RoleRights};
pub use subject::{Division, Kind, State, Subject};
pub use who::Path;

use std::collections::BTreeMap;

use foldhash::fast::FixedState;
use indexmap::IndexMap;

use crate::model::Permission;

/// A role held somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role's key.
    pub role: String,
    /// Where.
    pub at: Reach,
}

/// What there is a lot of, by key, and what is looked up far more often than gone through: hashed, the same in every run,
/// in the order of arrival until it is sorted.
pub type ByKey<V> = IndexMap<String, V, FixedState>;

/// Who holds what: subjects, roles and divisions by key, groups among the subjects.
#[derive(Debug, Clone, Default)]
pub struct Access {
    roles: BTreeMap<String, RoleRights>,
    divisions: BTreeMap<String, Division>,
    subjects: ByKey<Subject>,
    grants: ByKey<Vec<Grant>>,
    groups_of: ByKey<Vec<String>>,
}

impl Access {
    /// Says what a role lets its holders do.
    pub fn role(&mut self, key: impl Into<String>, rights: RoleRights) {
        self.roles.insert(key.into(), rights);
    }

    /// Says that there is a division.
    pub fn division(&mut self, key: impl Into<String>, division: Division) {
        self.divisions.insert(key.into(), division);
    }

    /// Says who somebody is.
    pub fn subject(&mut self, key: impl Into<String>, subject: Subject) {
        self.subjects.insert(key.into(), subject);
    }

    /// Grants a role to a subject. Grants of one role add up.
    pub fn grant(&mut self, subject: &str, role: &str, at: Reach) {
        let own = match self.grants.get_mut(subject) {
            Some(own) => own,
            None => self.grants.entry(subject.to_owned()).or_default(),
        };
        match own.iter_mut().find(|grant| grant.role == role) {
            Some(grant) => grant.at.extend(at),
            None => own.push(Grant {
                role: role.to_owned(),
                at,
            }),
        }
    }

    /// Makes a subject a member of a group, whose grants it then holds too.
    pub fn member(&mut self, subject: &str, group: &str) {
        self.groups_of
            .entry(subject.to_owned())
            .or_default()
            .push(group.to_owned());
    }

    /// Brings subjects into the order of their keys: what is gone through then does not depend on who came first.
    pub fn sort(&mut self) {
        self.subjects.sort_unstable_keys();
        self.grants.sort_unstable_keys();
        self.groups_of.sort_unstable_keys();
    }

    /// The rights of a role.
    pub fn rights(&self, role: &str) -> Option<&RoleRights> {
        self.roles.get(role)
    }

    /// The roles, by key.
    pub fn roles(&self) -> &BTreeMap<String, RoleRights> {
        &self.roles
    }

    /// The divisions, by key.
    pub fn divisions(&self) -> &BTreeMap<String, Division> {
        &self.divisions
    }

    /// The subjects of whom something is known, by key.
    pub fn subjects(&self) -> &ByKey<Subject> {
        &self.subjects
    }

    /// The direct grants, by subject.
    pub fn grants(&self) -> &ByKey<Vec<Grant>> {
        &self.grants
    }

    /// The groups of each member.
    pub fn groups_of(&self, subject: &str) -> &[String] {
        self.groups_of.get(subject).map(Vec::as_slice).unwrap_or_default()
    }

    /// Who holds anything, directly or through a group.
    pub fn holders(&self) -> impl Iterator<Item = &str> {
        let through = self
            .groups_of
            .keys()
            .filter(|member| !self.grants.contains_key(*member));
        self.grants.keys().chain(through).map(String::as_str)
    }

    /// The grants of a subject, each with the group through which it is held, or `None` where it is direct.
    pub fn held_by<'a>(&'a self, subject: &'a str) -> impl Iterator<Item = (Option<&'a str>, &'a Grant)> {
        let of = |key: &str| self.grants.get(key).into_iter().flatten();
        let through = self.groups_of.get(subject).into_iter().flatten();
        of(subject)
            .map(|grant| (None, grant))
            .chain(through.flat_map(move |group| of(group).map(move |grant| (Some(group.as_str()), grant))))
    }

    /// Where a subject holds a permission, directly and through groups.
    pub fn held(&self, subject: &str, permission: &Permission) -> Held {
        let mut held = Held::default();
        for path in self.paths(subject, permission) {
            let reach = if path.conditional {
                &mut held.conditional
            } else {
                &mut held.outright
            };
            reach.extend(path.at.clone());
        }
        held
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access() -> Access {
        let mut access = Access::default();
        let policy = |text: &str, conditional| Policy {
            pattern: text.parse().unwrap(),
            conditional,
        };
        access.role(
            "lead",
            RoleRights {
                name: "Lead".to_owned(),
                policies: vec![
                    policy("routing:queue:*", false),
                    policy("recording:recording:view", true),
                ],
                general: vec!["admin".parse().unwrap()],
                ..RoleRights::default()
            },
        );
        access
    }

    fn at(divisions: &[&str]) -> Reach {
        Reach::In(divisions.iter().map(|id| (*id).to_owned()).collect())
    }

    #[test]
    fn direct_and_inherited_grants_add_up() {
        let mut access = access();
        access.grant("anna", "lead", at(&["home"]));
        access.grant("leads", "lead", at(&["emea"]));
        access.member("anna", "leads");
        let held = access.held("anna", &"Routing:Queue:VIEW".parse().unwrap());
        assert_eq!(held.outright, at(&["emea", "home"]));
        assert!(
            access
                .held("leads", &"admin".parse().unwrap())
                .outright
                .includes("emea")
        );
        let through: Vec<_> = access.held_by("anna").map(|(through, _)| through).collect();
        assert_eq!(through, [None, Some("leads")]);
    }

    #[test]
    fn a_permission_under_a_condition_is_another_one() {
        let mut access = access();
        access.grant("anna", "lead", Reach::All);
        let held = access.held("anna", &"recording:recording:view".parse().unwrap());
        assert!(held.outright.is_nowhere());
        assert!(held.conditional.includes("anywhere"));
        assert!(!held.is_nowhere());
    }

    #[test]
    fn what_nobody_granted_is_held_nowhere() {
        let access = access();
        assert!(access.held("bert", &"routing:queue:view".parse().unwrap()).is_nowhere());
    }
}
