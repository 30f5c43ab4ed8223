//! OAuth clients that are registered in the org.

use serde_json::{Value, json};

use super::bodies::{ALL, user_ref};
use super::page::{Page, page_of};
use super::refusal::Refusal;
use super::{Row, Seen, Served};
use crate::model::Method;
use crate::rehearsal::Answer;
use crate::rehearsal::world::{BEGIN, GrantKind, SubjectRef, uuid};

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[
    (Method::Get, "/api/v2/oauth/clients", list),
    (Method::Get, "/api/v2/oauth/clients/{clientId}", one),
    (
        Method::Get,
        "/api/v2/oauth/clients/{clientId}/usage/query/results/{executionId}",
        usage_results,
    ),
    (Method::Get, "/api/v2/oauth/clients/{clientId}/usage/summary", usage),
];

/// All clients at once: the list takes no pages.
fn list(seen: &Seen<'_>) -> Served {
    let total = seen.org.clients.len();
    let page = Page {
        size: total.max(1),
        number: 1,
    };
    let shown: Vec<Value> = (0..total).map(|at| body(seen, at)).collect();
    let mut listing = page_of(seen, page, total, &shown).value();
    for name in ["firstUri", "lastUri", "selfUri"] {
        listing[name] = seen.call.path().into();
    }
    Ok(Answer::json(200, &listing))
}

fn one(seen: &Seen<'_>) -> Served {
    Ok(Answer::json(200, &body(seen, asked(seen)?)))
}

/// The client that the path names.
fn asked(seen: &Seen<'_>) -> Result<usize, Refusal> {
    seen.index.client(seen.org, seen.part(0)).ok_or_else(Refusal::not_found)
}

/// A client (`OAuthClient`), without its secret.
fn body(seen: &Seen<'_>, at: usize) -> Value {
    let client = &seen.org.clients[at];
    let mut body = json!({
        "id": client.id,
        "name": client.name,
        "description": client.description,
        "authorizedGrantType": client.kind.to_string(),
        "accessTokenValiditySeconds": client.token_seconds,
        "registeredRedirectUri": client.redirect_uris,
        "scope": client.scopes,
        "state": client.state.to_string(),
        "dateCreated": BEGIN,
        "dateModified": BEGIN,
        "selfUri": format!("/api/v2/oauth/clients/{}", client.id),
    });
    if let Some(user) = client.created_by {
        let by = user_ref(&seen.org.users[user]);
        body["createdBy"] = by.clone();
        body["modifiedBy"] = by;
    }
    if client.kind == GrantKind::ClientCredentials {
        let grants = seen.index.grants_of(SubjectRef::Client(at)).iter();
        let pairs = grants.map(|grant| {
            let grant = &seen.org.grants[*grant];
            let division = grant.division.map_or(ALL, |at| &seen.org.divisions[at].id);
            json!({"roleId": seen.org.roles[grant.role].id, "divisionId": division})
        });
        body["roleDivisions"] = pairs.collect();
    }
    body
}

/// Starts counting what a client was used for; the count is at the address that this names.
fn usage(seen: &Seen<'_>) -> Served {
    let client = &seen.org.clients[asked(seen)?];
    let days = seen.call.query.get("days").unwrap_or("7");
    if days.parse::<u16>().is_err() {
        return Err(Refusal::invalid_value("days", days, "whole numbers"));
    }
    let execution = uuid(seen.behaviour.seed, &format!("usage of {} {days}", client.id), 0);
    Ok(Answer::json(
        202,
        &json!({
            "executionId": execution,
            "resultsUri": format!("/api/v2/oauth/clients/{}/usage/query/results/{execution}", client.id),
        }),
    ))
}

/// What a client was used for (`ApiUsageQueryResult`): here no client was ever used but by who asks.
fn usage_results(seen: &Seen<'_>) -> Served {
    asked(seen)?;
    Ok(Answer::json(200, &json!({"results": [], "queryStatus": "Complete"})))
}
