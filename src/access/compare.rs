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
                for division in at
                    .iter()
                    .filter(|division| !theirs.is_some_and(|there| there.contains(*division)))
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
    held
}
