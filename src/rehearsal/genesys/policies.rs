//! Access policies.

use serde_json::{Value, json};

use super::page::cursor_listing;
use super::refusal::Refusal;
use super::{Row, Seen, Served};
use crate::model::Method;
use crate::rehearsal::Answer;
use crate::rehearsal::world::{BEGIN, OrgPolicy};

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[
    (Method::Get, "/api/v2/authorization/policies", list),
    (Method::Get, "/api/v2/authorization/policies/{policyId}", one),
];

/// The largest page, as the API's definition says.
const PAGE: usize = 200;

fn list(seen: &Seen<'_>) -> Served {
    cursor_listing(seen, None, PAGE, &seen.org.policies, |policy| &policy.id, body)
}

fn one(seen: &Seen<'_>) -> Served {
    let found = seen.org.policies.iter().find(|policy| policy.id == seen.part(0));
    Ok(Answer::json(200, &body(found.ok_or_else(Refusal::not_found)?)))
}

/// A policy (`AuthorizationPolicy`); here each is about everybody.
fn body(policy: &OrgPolicy) -> Value {
    json!({
        "id": policy.id,
        "name": policy.name,
        "targetResource": policy.target,
        "subject": {"type": "ALL"},
        "effect": if policy.denies { "DENY" } else { "ALLOW" },
        "condition": {},
        "dateModified": BEGIN,
        "active": policy.active,
        "applyToClients": false,
        "selfUri": format!("/api/v2/authorization/policies/{}", policy.id),
    })
}
