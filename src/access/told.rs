//! Differences by name: what `diff` answers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::compare::ALL;
use super::{Access, Difference, Kind, Side};

/// What differs between two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DiffFile {
    /// `zd2gc/diff/1`.
    pub schema: String,
    /// The first, as it was named.
    pub a: String,
    /// The second, as it was named.
    pub b: String,
    /// What differs, by org and kind.
    pub differences: Vec<Told>,
    /// What was not compared.
    pub not_compared: Vec<NotCompared>,
}

impl DiffFile {
    /// The schema's name.
    pub const SCHEMA: &'static str = "zd2gc/diff/1";
}

/// Something of an org that was not compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct NotCompared {
    /// The org.
    pub org_id: String,
    /// What was left out; null for the whole org.
    pub kind: Option<What>,
    /// Why.
    pub why: String,
}

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, strum::Display)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum What {
    /// A division.
    Division,
    /// A role.
    Role,
    /// A permission of a role that both have.
    Permission,
    /// A role in a division, held by a subject.
    Grant,
}

impl What {
    /// Every kind.
    pub const EVERY: [Self; 4] = [Self::Division, Self::Role, Self::Permission, Self::Grant];

    /// The lists of a snapshot without which it can't be compared.
    pub fn needs(self) -> &'static [&'static str] {
        match self {
            Self::Division => &["divisions"],
            Self::Role | Self::Permission => &["roles"],
            Self::Grant => super::snapshot::GRANTS,
        }
    }

    /// What a difference is of.
    pub fn of(difference: &Difference) -> Self {
        match difference {
            Difference::Division { .. } => Self::Division,
            Difference::Role { .. } => Self::Role,
            Difference::Permission { .. } => Self::Permission,
            Difference::Grant { .. } => Self::Grant,
        }
    }
}

/// Which of two has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Only {
    /// The first only.
    A,
    /// The second only.
    B,
}

/// A difference, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Told {
    /// The org.
    pub org_id: String,
    /// The tenant that it is; null where no table and no plan says.
    pub tenant: Option<String>,
    /// What it is.
    pub kind: What,
    /// Who has it.
    pub only: Only,
    /// The subject of a grant, as findings name it; null where many have the same difference.
    pub subject: Option<String>,
    /// The role, or null.
    pub role: Option<String>,
    /// The permission, or null.
    pub permission: Option<String>,
    /// The division, `all` for all of them, or null.
    pub division: Option<String>,
    /// Whether the permission holds under a condition only.
    pub conditional: bool,
    /// How many have this difference.
    pub count: u64,
    /// Who they are, where they are many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<String>,
}

/// From so many on, people with the same difference are told of together.
const MANY: usize = 10;

/// Differences by name. Where many people have the same one, it stands once.
pub fn told(org_id: &str, tenant: Option<&str>, a: &Access, b: &Access, differences: &[Difference]) -> Vec<Told> {
    let mut rows = Vec::new();
    // People by what they have in common: role, division, who has it.
    let mut people: BTreeMap<(&str, &str, Side), Vec<String>> = BTreeMap::new();
    for difference in differences {
        let (Difference::Division { only, .. }
        | Difference::Role { only, .. }
        | Difference::Permission { only, .. }
        | Difference::Grant { only, .. }) = difference;
        let names = Names::of(*only, a, b);
        let mut row = Told {
            org_id: org_id.to_owned(),
            tenant: tenant.map(str::to_owned),
            kind: What::of(difference),
            only: side(*only),
            subject: None,
            role: None,
            permission: None,
            division: None,
            conditional: false,
            count: 1,
            subjects: Vec::new(),
        };
        match difference {
            Difference::Division { division, .. } => row.division = Some(names.division(division)),
            Difference::Role { role, .. } => row.role = Some(names.role(role)),
            Difference::Permission {
                role,
                permission,
                conditional,
                ..
            } => {
                row.role = Some(names.role(role));
                row.permission = Some(permission.to_string());
                row.conditional = *conditional;
            }
            Difference::Grant {
                subject,
                role,
                division,
                ..
            } => {
                if names.is_person(subject) {
                    let same = people.entry((role, division, *only)).or_default();
                    same.push(names.subject(subject));
                    continue;
                }
                row.subject = Some(names.subject(subject));
                row.role = Some(names.role(role));
                row.division = Some(names.division(division));
            }
        }
        rows.push(row);
    }
    for ((role, division, only), mut who) in people {
        let names = Names::of(only, a, b);
        who.sort();
        let row = |subject: Option<String>, subjects: Vec<String>| Told {
            org_id: org_id.to_owned(),
            tenant: tenant.map(str::to_owned),
            kind: What::Grant,
            only: side(only),
            subject,
            role: Some(names.role(role)),
            permission: None,
            division: Some(names.division(division)),
            conditional: false,
            count: subjects.len().max(1) as u64,
            subjects,
        };
        if who.len() >= MANY {
            rows.push(row(None, who));
        } else {
            rows.extend(who.into_iter().map(|one| row(Some(one), Vec::new())));
        }
    }
    // Who has it comes last, so that both directions are in the same order.
    rows.sort_by(|x, y| {
        let key = |row: &Told| (row.kind, row.role.clone(), row.permission.clone(), row.subject.clone());
        let rest = |row: &Told| (row.division.clone(), row.conditional, row.subjects.clone(), row.only);
        key(x).cmp(&key(y)).then_with(|| rest(x).cmp(&rest(y)))
    });
    rows
}

fn side(only: Side) -> Only {
    match only {
        Side::First => Only::A,
        Side::Second => Only::B,
    }
}

/// The names of things: as whoever has the difference names them, else as the other does.
struct Names<'a> {
    own: &'a Access,
    other: &'a Access,
}

impl<'a> Names<'a> {
    fn of(only: Side, a: &'a Access, b: &'a Access) -> Self {
        match only {
            Side::First => Self { own: a, other: b },
            Side::Second => Self { own: b, other: a },
        }
    }

    fn subject(&self, key: &str) -> String {
        let has = self.own.subjects().contains_key(key);
        if has { self.own } else { self.other }.subject_name(key)
    }

    fn is_person(&self, key: &str) -> bool {
        let found = self.own.subjects().get(key).or_else(|| self.other.subjects().get(key));
        found.is_none_or(|subject| subject.kind == Kind::Person)
    }

    fn role(&self, key: &str) -> String {
        let has = self.own.rights(key).is_some();
        if has { self.own } else { self.other }.role_name(key)
    }

    fn division(&self, key: &str) -> String {
        if key == ALL {
            return "all".to_owned();
        }
        let has = self.own.divisions().contains_key(key);
        if has { self.own } else { self.other }.division_name(key)
    }
}
