//! What the one who reads holds, and where: from their own grants, and from what could be read.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::probe::{Outcome, Probe};
use crate::catalogue::Mode;
use crate::genesys::model::PermissionCollection;
use crate::model::{Pattern, Permission};

/// What the vendor calls all divisions in a grant.
const ALL: &str = "*";

/// The grants of `authorization/subjects/me`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Subject {
    grants: Vec<Grant>,
}

/// A role, somewhere.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Grant {
    division: Named,
    role: GrantedRole,
}

/// A division.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named {
    id: String,
    name: Option<String>,
}

/// A role, as grants show it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct GrantedRole {
    policies: Option<Vec<GrantedPolicy>>,
}

/// A policy, as grants show it; not in the words in which roles show theirs.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct GrantedPolicy {
    domain: String,
    entity_name: String,
    actions: Vec<String>,
    condition: Option<Value>,
}

impl GrantedPolicy {
    fn gives(&self, permission: &Permission) -> bool {
        self.actions.iter().any(|action| {
            let pattern: Result<Pattern, _> = format!("{}:{}:{action}", self.domain, self.entity_name).parse();
            pattern.is_ok_and(|pattern| pattern.matches(permission))
        })
    }

    fn is_conditional(&self) -> bool {
        self.condition.as_ref().is_some_and(|condition| !condition.is_null())
    }
}

/// What is known of a credential's permissions.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// The grants with all that they allow; `None` where they could not be read whole.
    grants: Option<Vec<Grant>>,
    /// Permissions without which something could not have been read.
    proven: BTreeSet<Permission>,
    /// Permissions that the vendor itself named as missing.
    refused: BTreeSet<Permission>,
    /// Whether divisions limit a permission, where the org's own list says so; `None` without that list.
    aware: Option<BTreeMap<Permission, Option<bool>>>,
    /// How many divisions the org shows, where that is known.
    divisions: Option<u64>,
}

impl Held {
    /// From what all probes gave.
    pub(super) fn of(probes: &[Probe]) -> Self {
        let mut held = Self::default();
        for probe in probes {
            let operation = probe.read.operation();
            match &probe.outcome {
                // Of a list of which one suffices, an answer does not tell which it was.
                Outcome::Given(_) if operation.mode == Mode::All || operation.permissions.len() == 1 => {
                    held.proven.extend(operation.permissions.iter().cloned());
                }
                Outcome::Refused(refusal) if super::missing::is_without_permission(refusal) => {
                    held.refused.extend(super::missing::named(refusal));
                }
                _ => {}
            }
            let Some(page) = probe.given() else { continue };
            match probe.read.gives {
                "subject" => held.grants = grants(page),
                "permissions" => held.aware = aware(page),
                "divisions" => held.divisions = probe.total(),
                _ => {}
            }
        }
        held
    }

    /// Whether a permission is held somewhere; `None` where that can't be known.
    pub(super) fn holds(&self, permission: &Permission) -> Option<bool> {
        if self.proven.contains(permission) {
            return Some(true);
        }
        if self.refused.contains(permission) {
            return Some(false);
        }
        let mut conditional = false;
        for policy in self.grants.as_ref()?.iter().flat_map(Grant::policies) {
            if policy.gives(permission) {
                if !policy.is_conditional() {
                    return Some(true);
                }
                conditional = true;
            }
        }
        // Whether a condition is met, only the vendor can tell.
        (!conditional).then_some(false)
    }

    /// The divisions in which a permission is held, where that are not all of them.
    pub(super) fn limited_to(&self, permission: &Permission) -> Option<BTreeSet<String>> {
        let is_aware = self.aware.as_ref().and_then(|aware| *aware.get(permission)?);
        if is_aware == Some(false) {
            return None;
        }
        let grants = self.grants.as_ref()?.iter();
        let giving = grants.filter(|grant| grant.policies().any(|policy| policy.gives(permission)));
        let divisions: BTreeMap<&str, &Named> = giving
            .map(|grant| (grant.division.id.as_str(), &grant.division))
            .collect();
        let all = divisions.contains_key(ALL) || self.divisions.is_some_and(|all| divisions.len() as u64 >= all);
        if all || divisions.is_empty() {
            return None;
        }
        let name = |division: &Named| division.name.clone().unwrap_or_else(|| division.id.clone());
        Some(divisions.into_values().map(name).collect())
    }

    /// Whether the org's own list lacks a permission: then a product that brings it is not there.
    pub(super) fn is_unknown_to_org(&self, permission: &Permission) -> bool {
        self.aware.as_ref().is_some_and(|aware| !aware.contains_key(permission))
    }
}

impl Grant {
    fn policies(&self) -> impl Iterator<Item = &GrantedPolicy> {
        self.role.policies.iter().flatten()
    }
}

/// The grants, if each of them says what it allows.
fn grants(page: &Value) -> Option<Vec<Grant>> {
    let subject = Subject::deserialize(page).ok()?;
    let whole = subject.grants.iter().all(|grant| grant.role.policies.is_some());
    whole.then_some(subject.grants)
}

/// The org's own list, if the page holds all of it.
fn aware(page: &Value) -> Option<BTreeMap<Permission, Option<bool>>> {
    let domains = Vec::<PermissionCollection>::deserialize(&page["entities"]).ok()?;
    if domains.is_empty() || page["total"].as_u64() != Some(domains.len() as u64) {
        return None;
    }
    let permissions = domains.into_iter().flat_map(|domain| {
        let name = domain.domain;
        domain.permission_map.into_values().flatten().filter_map(move |one| {
            let domain = if one.domain.is_empty() { &name } else { &one.domain };
            let permission = format!("{domain}:{}:{}", one.entity_type, one.action);
            Some((permission.parse().ok()?, one.division_aware))
        })
    });
    Some(permissions.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn held(grants: &Value) -> Held {
        Held {
            grants: super::grants(&json!({ "grants": grants })),
            divisions: Some(3),
            ..Held::default()
        }
    }

    fn grant(division: &str, actions: &[&str], condition: Option<&str>) -> Value {
        json!({
            "division": {"id": division, "name": format!("The {division}")},
            "role": {"policies": [
                {"domain": "directory", "entityName": "user", "actions": actions, "condition": condition},
            ]},
        })
    }

    fn view() -> Permission {
        "directory:user:view".parse().unwrap()
    }

    #[test]
    fn grants_tell_what_is_held_and_where() {
        let everywhere = held(&json!([grant("*", &["*"], None), grant("a", &["view"], None)]));
        assert_eq!(everywhere.holds(&view()), Some(true));
        assert_eq!(everywhere.limited_to(&view()), None);
        let some = held(&json!([grant("b", &["view"], None), grant("a", &["View"], None)]));
        let names = some.limited_to(&view()).unwrap();
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["The a", "The b"]);
        let each = ["a", "b", "c"].map(|division| grant(division, &["view"], None));
        assert_eq!(
            held(&json!(each)).limited_to(&view()),
            None,
            "every division one by one"
        );
        assert_eq!(held(&json!([])).holds(&view()), Some(false));
        assert_eq!(held(&json!([])).limited_to(&view()), None);
    }

    #[test]
    fn conditions_and_silent_grants_leave_it_open() {
        let conditional = held(&json!([grant("*", &["view"], Some("x EQ y"))]));
        assert_eq!(conditional.holds(&view()), None);
        let silent = held(&json!([{"division": {"id": "*"}, "role": {"id": "r"}}]));
        assert_eq!(silent.holds(&view()), None);
        assert_eq!(Held::default().holds(&view()), None);
    }
}
