//! Refusals of the token endpoint. All of them are 400: no other status is recorded anywhere. A recorded body holds
//! `error` and the same text twice, as `description` and as `error_description`.

use serde_json::json;

use crate::rehearsal::Answer;

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refused {
    /// No client of this id in this region: another region's, mistyped, deleted.
    ClientNotFound,
    /// The secret is wrong, or there is none. What an inactive or disabled client is told is recorded nowhere; here it is
    /// this, which tells the least.
    AuthenticationFailed,
    /// The client has another grant type. The recorded text is for client credentials, and writes it without an `s`.
    GrantType(&'static str),
    /// A client-credentials client without a role. That one can't be made is known
    /// (`missing.client.roles`); what one is told that lost its last role is not.
    WithoutRoles,
    /// A code or refresh token that is used, expired, another client's, or comes with another redirect URI or verifier. The
    /// code is RFC 6749's, section 5.2; the vendor's texts are not recorded.
    Grant(&'static str),
    /// A parameter is missing (RFC 6749, section 5.2).
    Missing(&'static str),
    /// A grant type that there is not (RFC 6749, section 5.2).
    Unsupported,
    /// Too many tokens in too short a time: 400 with `invalid_request`, not 429. Clients know it by the text's beginning.
    TooMany,
    /// No form, or a form without a grant type: no code at all.
    BadRequest,
}

impl Refused {
    /// As the vendor writes it.
    pub(super) fn answer(&self) -> Answer {
        let (error, description) = match self {
            Self::ClientNotFound => ("invalid_client", "client not found".to_owned()),
            Self::AuthenticationFailed => ("invalid_client", "authentication failed".to_owned()),
            Self::GrantType(name) => (
                "unauthorized_client",
                format!("client is not authorized to use the {name} grant type"),
            ),
            Self::WithoutRoles => ("unauthorized_client", "client has no roles".to_owned()),
            Self::Grant(why) => ("invalid_grant", (*why).to_owned()),
            Self::Missing(name) => ("invalid_request", format!("{name} is missing")),
            Self::Unsupported => ("unsupported_grant_type", "grant type is not supported".to_owned()),
            Self::TooMany => ("invalid_request", "rate limit exceeded; retry later".to_owned()),
            Self::BadRequest => return Answer::text(400, "bad request").with("cache-control", "no-store"),
        };
        let body = json!({
            "error": error,
            "description": description,
            "error_description": description,
        });
        Answer::json(400, &body).with("cache-control", "no-store")
    }
}
