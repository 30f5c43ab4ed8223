//! Approvals of OAuth clients in the org.

use serde_json::{Value, json};

use super::bodies::user_ref;
use super::refusal::Refusal;
use super::{Row, Seen, Served};
use crate::model::Method;
use crate::rehearsal::world::{Authorization, BEGIN};
use crate::rehearsal::{Answer, Assumption};

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[
    (Method::Get, "/api/v2/oauth/authorizations", list),
    (Method::Get, "/api/v2/oauth/authorizations/{clientId}", one),
];

/// Whether the caller sees an approval. The API's definition speaks of the resource owner; whether that is the one who
/// approved or the org isn't known. What nobody in particular approved is everybody's.
fn is_shown(seen: &Seen<'_>, one: &Authorization) -> bool {
    seen.assumes(Assumption::AuthorizationsOfEverybody)
        || one.by.is_none()
        || seen.session.org == seen.session.home_org && one.by == seen.session.person
}

/// The approvals that the caller sees, as they are now.
fn shown(seen: &Seen<'_>) -> impl Iterator<Item = Authorization> {
    let all = seen.rehearsal.authorizations(seen.session.org);
    all.into_iter().filter(|one| is_shown(seen, one))
}

fn list(seen: &Seen<'_>) -> Served {
    let shown: Vec<Value> = shown(seen).map(|one| body(seen, &one)).collect();
    Ok(Answer::json(
        200,
        &json!({"total": shown.len(), "entities": shown, "selfUri": seen.call.path()}),
    ))
}

fn one(seen: &Seen<'_>) -> Served {
    let found = shown(seen).find(|one| one.client == seen.part(0));
    Ok(Answer::json(200, &body(seen, &found.ok_or_else(Refusal::not_found)?)))
}

/// An approval (`OAuthAuthorization`), with as much of the client as its approval shows.
fn body(seen: &Seen<'_>, one: &Authorization) -> Value {
    let clients = seen.world.orgs.iter().flat_map(|org| &org.clients);
    let mut body = json!({
        "scope": one.scopes,
        "roles": one.roles,
        "dateCreated": BEGIN,
        "dateModified": BEGIN,
        "state": one.state.to_string(),
        "pending": one.pending,
        "selfUri": format!("/api/v2/oauth/authorizations/{}", one.client),
    });
    // A client that is registered in no org of this world can't say what it is.
    if let Some(client) = clients.into_iter().find(|client| client.id == one.client) {
        body["client"] = json!({
            "id": client.id,
            "name": client.name,
            "description": client.description,
            "authorizedGrantType": client.kind.to_string(),
            "scope": client.scopes,
            "state": client.state.to_string(),
            "selfUri": format!("/api/v2/oauth/clients/{}", client.id),
        });
    }
    if let Some(user) = one.by {
        let by = user_ref(&seen.org.users[user]);
        body["createdBy"] = by.clone();
        body["modifiedBy"] = by;
    }
    body
}
