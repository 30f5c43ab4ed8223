//! A planned role as the body that creates it.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{PermissionPolicy, RoleBody};
use crate::plan::model::RolePlan;

/// The body of `POST /api/v2/authorization/roles` for a planned role.
///
/// Wildcards stand as what they are, not as what they stand for: that is how the plan grants them.
pub(super) fn body(role: &RolePlan, purpose: &str) -> RoleBody {
    let mut general = BTreeSet::new();
    let mut policies: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    let patterns = role.wildcards.iter().map(|wildcard| wildcard.pattern.as_str());
    let covered: BTreeSet<&String> = role
        .wildcards
        .iter()
        .flat_map(|wildcard| &wildcard.permissions)
        .collect();
    let plain = role
        .permissions
        .iter()
        .filter(|permission| !covered.contains(permission));
    for name in plain.map(String::as_str).chain(patterns) {
        let mut parts = name.splitn(3, ':');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(domain), Some(entity), Some(action)) => {
                policies.entry((domain, entity)).or_default().insert(action);
            }
            _ => {
                general.insert(name);
            }
        }
    }
    RoleBody {
        name: role.name.clone(),
        description: format!("{purpose} [zd2gc:{}]", role.key),
        permissions: general.into_iter().map(str::to_owned).collect(),
        permission_policies: policies
            .into_iter()
            .map(|((domain, entity), actions)| PermissionPolicy {
                domain: domain.to_owned(),
                entity_name: entity.to_owned(),
                action_set: actions.into_iter().map(str::to_owned).collect(),
                allow_conditions: false,
            })
            .collect(),
    }
}
