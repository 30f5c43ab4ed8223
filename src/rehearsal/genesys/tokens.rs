//! `tokens/me`: what a token is.

use serde_json::{Value, json};

use super::{Row, Seen, Served};
use crate::model::Method;
use crate::rehearsal::Answer;
use crate::rehearsal::world::Org;

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[
    (Method::Get, "/api/v2/tokens/me", me),
    (Method::Head, "/api/v2/tokens/me", head),
    (Method::Delete, "/api/v2/tokens/me", end),
];

fn me(seen: &Seen<'_>) -> Served {
    seen.flag("preserveIdleTTL", false)?;
    Ok(Answer::json(200, &body(seen)))
}

/// The token of a call (`TokenInfo`).
pub(super) fn body(seen: &Seen<'_>) -> Value {
    let (owner, client) = seen.session.client;
    let owner = &seen.world.orgs[owner];
    let client = &owner.clients[client];
    let named = |org: &Org| json!({"id": org.id, "name": org.name});
    json!({
        "organization": named(seen.org),
        "homeOrganization": named(&seen.world.orgs[seen.session.home_org]),
        "authorizedScope": seen.session.scopes.clone().unwrap_or_default(),
        "OAuthClient": {
            "id": client.id,
            "name": client.name,
            "authorizedGrantType": client.kind.to_string(),
            "scope": client.scopes,
            "state": client.state.to_string(),
            "organization": named(owner),
        },
    })
}

fn head(_seen: &Seen<'_>) -> Served {
    Ok(Answer::empty(200))
}

/// Signs out: the one thing that a caller can change here.
fn end(seen: &Seen<'_>) -> Served {
    seen.rehearsal.sessions().end(&seen.session.token);
    Ok(Answer::empty(200))
}
