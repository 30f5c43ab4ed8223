//! What every org of the platform has: permissions and scopes, as the catalogue knows them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::page::listing;
use super::refusal::Refusal;
use super::{Row, Seen, Served};
use crate::catalogue::{Catalogue, PermissionStatus};
use crate::model::{Method, Permission};
use crate::rehearsal::Answer;
use crate::rehearsal::world::{allows_conditions, division_aware};

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[
    (Method::Get, "/api/v2/authorization/permissions", permissions),
    (Method::Get, "/api/v2/oauth/scopes", scopes),
    (Method::Get, "/api/v2/oauth/scopes/{scopeId}", scope),
];

/// Permissions by domain, of those that exist and have three parts.
static DOMAINS: LazyLock<BTreeMap<String, Vec<&'static Permission>>> = LazyLock::new(|| {
    let mut domains: BTreeMap<String, Vec<&Permission>> = BTreeMap::new();
    let listed = Catalogue::embedded()
        .permissions()
        .filter(|facts| matches!(facts.status, PermissionStatus::Api | PermissionStatus::RepoOnly));
    for facts in listed {
        if let Some((domain, _, _)) = facts.name.parts() {
            domains.entry(domain.to_owned()).or_default().push(&facts.name);
        }
    }
    domains
});

fn permissions(seen: &Seen<'_>) -> Served {
    let kind = seen.choice("queryType", &["domain", "permission"])?;
    let names: Vec<String> = seen.call.query.list("query").map(str::to_lowercase).collect();
    let meets = |text: &str| names.is_empty() || names.iter().any(|name| text.to_lowercase() == *name);
    let found: Vec<(&String, Vec<&Permission>)> = DOMAINS
        .iter()
        .filter(|(domain, _)| kind != Some("domain") || meets(domain))
        .map(|(domain, permissions)| {
            let wanted = permissions.iter().copied();
            let wanted = wanted.filter(|permission| kind != Some("permission") || meets(permission.as_str()));
            (domain, wanted.collect())
        })
        .filter(|(_, permissions): &(_, Vec<_>)| !permissions.is_empty())
        .collect();
    listing(seen, usize::MAX, &found, |(domain, permissions)| {
        collection(domain, permissions)
    })
}

/// A domain with its permissions by entity (`DomainPermissionCollection`).
fn collection(domain: &str, permissions: &[&Permission]) -> Value {
    let mut entities: Map<String, Value> = Map::new();
    for permission in permissions {
        let Some((domain, entity, action)) = permission.parts() else {
            continue;
        };
        let list = entities.entry(entity).or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            list.push(json!({
                "domain": domain,
                "entityType": entity,
                "action": action,
                "label": permission.as_str(),
                "allowsConditions": allows_conditions(permission),
                "divisionAware": division_aware(permission),
            }));
        }
    }
    json!({"domain": domain, "permissionMap": entities})
}

fn scopes(seen: &Seen<'_>) -> Served {
    let scopes = Catalogue::embedded().scopes();
    let entities: Vec<Value> = scopes.iter().map(|scope| scope_body(scope.name)).collect();
    Ok(Answer::json(
        200,
        &json!({"entities": entities, "total": scopes.len(), "selfUri": seen.call.path()}),
    ))
}

fn scope(seen: &Seen<'_>) -> Served {
    // Colons may come escaped.
    let name = seen.part(0).replace("%3A", ":").replace("%3a", ":");
    let scope = Catalogue::embedded().scope(&name).ok_or_else(Refusal::not_found)?;
    Ok(Answer::json(200, &scope_body(scope.name)))
}

/// A scope (`OAuthScope`); what the vendor says of it is the vendor's.
fn scope_body(name: &str) -> Value {
    json!({"id": name, "selfUri": format!("/api/v2/oauth/scopes/{name}")})
}
