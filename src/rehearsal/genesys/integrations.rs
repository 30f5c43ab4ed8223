//! Integrations and their types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::page::listing;
use super::refusal::Refusal;
use super::{Row, Seen, Served};
use crate::model::Method;
use crate::rehearsal::Answer;
use crate::rehearsal::world::{BEGIN, Integration};

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[
    (Method::Get, "/api/v2/integrations", list),
    (Method::Get, "/api/v2/integrations/types", types),
    (Method::Get, "/api/v2/integrations/types/{typeId}", one_type),
    (Method::Get, "/api/v2/integrations/{integrationId}", one),
];

/// How an integration says that it is doing.
const STATES: &[&str] = &["ACTIVE", "ACTIVATING", "INACTIVE", "DEACTIVATING", "ERROR"];

fn list(seen: &Seen<'_>) -> Served {
    let ids: BTreeSet<&str> = seen.call.query.list("ids").collect();
    let kind = seen.call.query.get("integrationType");
    let state = seen.call.query.get("reportedState").map(str::to_uppercase);
    if let Some(state) = state.as_deref().filter(|state| !STATES.contains(state)) {
        return Err(Refusal::invalid_value("reportedState", state, &STATES.join(", ")));
    }
    let found: Vec<&Integration> = seen
        .org
        .integrations
        .iter()
        .filter(|one| {
            (ids.is_empty() || ids.contains(one.id.as_str()))
                && kind.is_none_or(|kind| one.kind == kind)
                && state.as_deref().is_none_or(|state| reported(one) == state)
                // None has credentials.
                && seen.call.query.get("credentialId").is_none()
        })
        .collect();
    listing(seen, usize::MAX, &found, |one| body(one))
}

fn one(seen: &Seen<'_>) -> Served {
    let found = seen.org.integrations.iter().find(|one| one.id == seen.part(0));
    Ok(Answer::json(200, &body(found.ok_or_else(Refusal::not_found)?)))
}

/// The types of which the org has an integration.
fn kinds<'a>(seen: &Seen<'a>) -> Vec<&'a str> {
    let kinds: BTreeSet<&str> = seen.org.integrations.iter().map(|one| one.kind.as_str()).collect();
    kinds.into_iter().collect()
}

fn types(seen: &Seen<'_>) -> Served {
    listing(seen, usize::MAX, &kinds(seen), |kind| type_body(kind))
}

fn one_type(seen: &Seen<'_>) -> Served {
    let kind = kinds(seen).into_iter().find(|kind| *kind == seen.part(0));
    Ok(Answer::json(200, &type_body(kind.ok_or_else(Refusal::not_found)?)))
}

/// What an integration says that it is doing.
fn reported(one: &Integration) -> &'static str {
    if one.enabled { "ACTIVE" } else { "INACTIVE" }
}

/// An integration (`Integration`).
fn body(one: &Integration) -> Value {
    json!({
        "id": one.id,
        "name": one.name,
        "integrationType": type_body(&one.kind),
        "intendedState": if one.enabled { "ENABLED" } else { "DISABLED" },
        "reportedState": {"code": reported(one), "lastUpdated": BEGIN},
        "attributes": BTreeMap::<&str, &str>::new(),
        "selfUri": format!("/api/v2/integrations/{}", one.id),
    })
}

/// A type (`IntegrationType`).
fn type_body(kind: &str) -> Value {
    json!({"id": kind, "selfUri": format!("/api/v2/integrations/types/{kind}")})
}
