//! Which client asks for a token, and whether it is the one that it says it is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::oauth_error::Refused;
use super::{ClientAt, Visit};
use crate::rehearsal::Query;
use crate::rehearsal::world::{Client, ClientState};

/// A client that asks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asking<'a> {
    /// Where it is.
    pub at: ClientAt,
    /// The client.
    pub client: &'a Client,
    /// Whether it showed its secret; a public client with PKCE has none to show.
    pub proved: bool,
}

/// Reads who asks: from the `Basic` header, else from the form. A secret that is shown has to be right.
pub(super) fn asking<'a>(visit: &Visit<'a>, form: &Query) -> Result<Asking<'a>, Refused> {
    let (id, secret) = match visit.call.header("authorization") {
        Some(header) => {
            let (id, secret) = basic(header).ok_or(Refused::BadRequest)?;
            (id, Some(secret))
        }
        None => (
            form.get("client_id").unwrap_or_default().to_owned(),
            form.get("client_secret").map(str::to_owned),
        ),
    };
    if id.is_empty() {
        return Err(Refused::AuthenticationFailed);
    }
    let at = visit.client(&id).ok_or(Refused::ClientNotFound)?;
    let client = &visit.world.orgs[at.0].clients[at.1];
    if client.state != ClientState::Active || secret.as_ref().is_some_and(|secret| *secret != client.secret) {
        return Err(Refused::AuthenticationFailed);
    }
    Ok(Asking {
        at,
        client,
        proved: secret.is_some(),
    })
}

/// Id and secret of a `Basic` header; `None` where it is not base64, such as a placeholder that was never filled in.
/// Without a colon all of it is the id, and the secret is empty.
fn basic(header: &str) -> Option<(String, String)> {
    let (kind, text) = header.split_once(' ')?;
    let bytes = STANDARD
        .decode(text.trim())
        .ok()
        .filter(|_| kind.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(bytes).ok()?;
    let (id, secret) = text.split_once(':').unwrap_or((&text, ""));
    // Both are form-encoded before they are joined (RFC 6749, section 2.3.1); ours hold nothing that would change.
    Some((id.to_owned(), secret.to_owned()))
}
