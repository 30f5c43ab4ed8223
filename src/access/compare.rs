//! Two values side by side: what one has and the other has not.

use std::collections::{BTreeMap, BTreeSet};

use super::{Access, Reach, RoleRights};
use crate::model::{Pattern, Permission};

/// Which of two has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Side {
    /// The first only.
    First,
    /// The second only.
    Second,
}

impl Side {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }
}

/// Something that one of two has and the other has not; keys as in [`keys`](super::keys).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// A division.
    Division {
        /// The division.
        division: String,
        /// Who has it.
        only: Side,
    },
    /// A role.
    Role {
        /// The role.
        role: String,
        /// Who has it.
        only: Side,
    },
    /// A permission of a role that both have.
    Permission {
        /// The role.
        role: String,
        /// The permission, in its owner's spelling.
        permission: Permission,
        /// Whether it holds under a condition only: another permission than the same one without.
        conditional: bool,
        /// Who has it.
        only: Side,
    },
    /// A role in a division, held by a subject; a division of `*` is all of them.
    Grant {
        /// The subject.
        subject: String,
        /// The role.
        role: String,
        /// The division.
        division: String,
        /// Who has it.
        only: Side,
    },
}

impl Difference {
    /// The same, seen from the other side.
    #[must_use]
    pub fn mirrored(mut self) -> Self {
        let (Self::Division { only, .. }
        | Self::Role { only, .. }
        | Self::Permission { only, .. }
        | Self::Grant { only, .. }) = &mut self;
        *only = only.other();
        self
    }
}

/// All divisions, those to come included.
pub(super) const ALL: &str = "*";

/// What one of two has and the other has not, sorted. Grants are effective ones: what is held through a group counts as held.
/// `listed` says what a wildcard stands for.
pub fn compare(first: &Access, second: &Access, listed: impl Fn(&Pattern) -> Vec<Permission>) -> Vec<Difference> {
    let mut found = Vec::new();
    for (own, other, only) in [(first, second, Side::First), (second, first, Side::Second)] {
        for division in own
            .divisions()
            .keys()
            .filter(|key| !other.divisions().contains_key(*key))
        {
            found.push(Difference::Division {
                division: division.clone(),
                only,
            });
        }
        for (key, role) in own.roles() {
            match other.rights(key) {
                None => found.push(Difference::Role {
                    role: key.clone(),
                    only,
                }),
                Some(twin) => {
                    for (permission, conditional) in permissions_beside(role, twin, &listed) {
                        found.push(Difference::Permission {
                            role: key.clone(),
                            permission,
                            conditional,
                            only,
                        });
                    }
                }
            }
        }
        for subject in own.holders() {
            let has = effective(other, subject);
            for (role, at) in effective(own, subject) {
                let theirs = has.get(role);
                // Whoever holds it everywhere holds it in each division, too.
                let beside = |there: &BTreeSet<&str>, division: &str| !there.contains(division) && !there.contains(ALL);
                for division in at
                    .iter()
                    .filter(|division| theirs.is_none_or(|there| beside(there, division)))
                {
                    found.push(Difference::Grant {
                        subject: subject.to_owned(),
                        role: role.to_owned(),
                        division: (*division).to_owned(),
                        only,
                    });
                }
            }
        }
    }
    found.sort();
    found
}

/// The permissions that a role has beside those of another; one that holds under a condition in one of both is in neither
/// what it is in the other. Nothing where one of both is not known.
pub(super) fn permissions_beside(
    own: &RoleRights,
    other: &RoleRights,
    listed: &impl Fn(&Pattern) -> Vec<Permission>,
) -> Vec<(Permission, bool)> {
    if !own.known || !other.known {
        return Vec::new();
    }
    let theirs = other.expanded(listed);
    let own = own.expanded(listed).into_iter();
    own.filter(|(permission, conditional)| theirs.get(permission) != Some(conditional))
        .collect()
}

/// What a subject holds, directly and through groups: roles with their divisions, `*` for all.
fn effective<'a>(access: &'a Access, subject: &'a str) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut held: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, grant) in access.held_by(subject) {
        let at = held.entry(&grant.role).or_default();
        match &grant.at {
            Reach::All => {
                at.insert(ALL);
            }
            Reach::In(divisions) => at.extend(divisions.iter().map(String::as_str)),
        }
    }
    for at in held.values_mut().filter(|at| at.contains(ALL)) {
        at.retain(|division| *division == ALL);
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(grants: &[(&str, Reach)]) -> Access {
        let mut access = Access::default();
        access.role("role:lead", RoleRights::default());
        for (subject, at) in grants {
            access.grant(subject, "role:lead", at.clone());
        }
        access
    }

    fn compared(first: &Access, second: &Access) -> Vec<Difference> {
        compare(first, second, |_| Vec::new())
    }

    #[test]
    fn what_is_held_everywhere_is_held_in_each_division() {
        let some = holding(&[("anna", Reach::one("emea"))]);
        let mut all = holding(&[("anna", Reach::All), ("leads", Reach::one("emea"))]);
        all.member("anna", "leads");
        let found = compared(&some, &all);
        let more = Difference::Grant {
            subject: "anna".to_owned(),
            role: "role:lead".to_owned(),
            division: ALL.to_owned(),
            only: Side::Second,
        };
        assert_eq!(found[0], more, "and nothing that only the first has");
        assert!(
            found[1..]
                .iter()
                .all(|one| matches!(one, Difference::Grant { subject, .. } if subject == "leads"))
        );
    }

    #[test]
    fn a_value_does_not_differ_from_itself_and_both_sides_mirror() {
        let one = holding(&[("anna", Reach::All), ("bert", Reach::one("home"))]);
        let two = holding(&[("anna", Reach::one("home")), ("carl", Reach::one("emea"))]);
        assert_eq!(compared(&one, &one), []);
        let mut mirrored: Vec<_> = compared(&two, &one).into_iter().map(Difference::mirrored).collect();
        mirrored.sort();
        assert_eq!(compared(&one, &two), mirrored);
        // Everywhere for Anna, whose home that takes in; home for Bert; EMEA for Carl.
        assert_eq!(mirrored.len(), 3);
    }
}
