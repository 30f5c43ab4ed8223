//! Which licence each role takes: that of its most expensive permission, as the org's own definitions tell.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::live::LiveOrg;
use super::model::RolePlan;
use crate::model::Permission;

/// Licences by role and by people, or `unknown` without the org's definitions.
///
/// The definitions tell what a licence covers and not what it costs: the one that covers less counts as the cheaper.
/// `held` are sets of roles that people hold together, by name, with how many people hold each: a person takes the most
/// expensive licence of their roles.
pub(super) fn licences(live: Option<&LiveOrg>, roles: &[RolePlan], held: &[(BTreeSet<String>, u64)]) -> Value {
    let Some(definitions) = live.and_then(|live| live.licences.as_ref()) else {
        return json!("unknown");
    };
    let mut by_size: Vec<&(String, BTreeSet<Permission>)> = definitions.iter().collect();
    by_size.sort_by_key(|(id, permissions)| (permissions.len(), id.clone()));
    let mut ranks: BTreeMap<&str, usize> = BTreeMap::new();
    let mut told = Vec::new();
    for role in roles {
        let own = live
            .and_then(|live| live.role(&role.name))
            .and_then(|own| own.base_license.clone());
        let permissions = role
            .permissions
            .iter()
            .chain(role.wildcards.iter().flat_map(|wildcard| &wildcard.permissions));
        let mut highest: Option<(usize, &str)> = None;
        let mut uncovered = Vec::new();
        for name in permissions {
            let Ok(permission) = name.parse::<Permission>() else {
                continue;
            };
            match by_size.iter().position(|(_, covered)| covered.contains(&permission)) {
                Some(at) if highest.is_none_or(|(most, _)| at > most) => highest = Some((at, name)),
                Some(_) => {}
                None => uncovered.push(name.clone()),
            }
        }
        let licence = match (&own, highest) {
            (Some(own), _) if role.existing => own.clone(),
            (_, Some((at, _))) => by_size[at].0.clone(),
            _ => "unknown".to_owned(),
        };
        let holders: u64 = role.sources.iter().map(|source| source.people).sum();
        ranks.extend(
            by_size
                .iter()
                .position(|(id, _)| *id == licence)
                .map(|rank| (role.name.as_str(), rank)),
        );
        told.push(json!({
            "role": role.name,
            "licence": licence,
            "raised_by": highest.map(|(_, name)| name),
            "not_covered": uncovered,
            "people": holders,
        }));
    }
    let mut people: BTreeMap<&str, u64> = BTreeMap::new();
    for (names, count) in held {
        let highest = names.iter().filter_map(|name| ranks.get(name.as_str())).max();
        let licence = highest.map_or("unknown", |rank| by_size[*rank].0.as_str());
        *people.entry(licence).or_default() += count;
    }
    json!({"roles": told, "people": people})
}
