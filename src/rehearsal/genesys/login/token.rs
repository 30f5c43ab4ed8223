//! `POST /oauth/token`.

use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::Visit;
use super::credentials::{Asking, asking};
use super::issue::Issued;
use super::oauth_error::Refused;
use super::state::{Code, Granted};
use crate::rehearsal::limit::RateLimit;
use crate::rehearsal::world::GrantKind;
use crate::rehearsal::{Answer, Query};

/// How many tokens a client may ask for in a minute, where `--rate-limit` does not say otherwise. That there is a limit is
/// recorded, its number is not; this is the one of calls.
const RATE_LIMIT: RateLimit = RateLimit::a_minute(300);

/// Answers a call for a token.
pub(super) fn answer(visit: Visit<'_>) -> Answer {
    token(visit).unwrap_or_else(|refused| refused.answer())
}

fn token(visit: Visit<'_>) -> Result<Answer, Refused> {
    let is_json = |kind: &str| kind.trim_start().to_ascii_lowercase().starts_with("application/json");
    if visit.call.header("content-type").is_some_and(is_json) {
        return Err(Refused::BadRequest);
    }
    let form = visit.call.form();
    let grant_type = form.get("grant_type").filter(|text| !text.is_empty());
    let grant_type = grant_type.ok_or(Refused::BadRequest)?;
    let asking = asking(&visit, &form)?;
    let limit = visit.rehearsal.behaviour.rate_limit.unwrap_or(RATE_LIMIT);
    let who = format!("tokens of {}", asking.client.id);
    if visit.rehearsal.windows().count(&who, limit, visit.now).is_over() {
        return Err(Refused::TooMany);
    }
    match grant_type {
        "client_credentials" => own(visit, asking),
        "authorization_code" => of_code(visit, asking, &form),
        "refresh_token" => refreshed(visit, asking, &form),
        "urn:ietf:params:oauth:grant-type:saml2-bearer" => {
            meant_for(asking, GrantKind::Saml, "saml2_bearer")?;
            Err(Refused::Grant("the rehearsal takes no SAML assertions"))
        }
        _ => Err(Refused::Unsupported),
    }
}

/// A client's own token.
fn own(visit: Visit<'_>, asking: Asking<'_>) -> Result<Answer, Refused> {
    proved(asking)?;
    meant_for(asking, GrantKind::ClientCredentials, "client_credential")?;
    if !visit.has_roles(asking.at) {
        return Err(Refused::WithoutRoles);
    }
    Ok(answered(&visit.issue_own(asking.at), None))
}

/// A person's token for a code.
fn of_code(visit: Visit<'_>, asking: Asking<'_>, form: &Query) -> Result<Answer, Refused> {
    let value = form.get("code").ok_or(Refused::Missing("code"))?;
    let verifier = form.get("code_verifier");
    // A public client shows the verifier in place of a secret.
    if verifier.is_none() {
        proved(asking)?;
    }
    meant_for(asking, GrantKind::Code, "authorization_code")?;
    let spent = visit.rehearsal.logins().spend_code(value, asking.at, visit.now);
    let code = spent.ok_or(Refused::Grant("authorization code is invalid or has expired"))?;
    if form.get("redirect_uri") != Some(code.redirect_uri.as_str()) {
        return Err(Refused::Grant("redirect_uri does not match"));
    }
    if !is_verified(&code, verifier) {
        return Err(Refused::Grant("code_verifier does not match"));
    }
    Ok(given(visit, asking, code.granted))
}

/// A person's next token.
fn refreshed(visit: Visit<'_>, asking: Asking<'_>, form: &Query) -> Result<Answer, Refused> {
    let value = form.get("refresh_token").ok_or(Refused::Missing("refresh_token"))?;
    proved(asking)?;
    meant_for(asking, GrantKind::Code, "refresh_token")?;
    let spent = visit.rehearsal.logins().spend_refresh(value, asking.at, visit.now);
    let granted = spent.ok_or(Refused::Grant("refresh token is invalid or has expired"))?;
    Ok(given(visit, asking, granted))
}

/// Tokens for what was granted. Each answer has a new refresh token, as the vendor's SDKs expect it, but for a public
/// client: those SDKs look for none after PKCE, and nothing would prove who sends it.
fn given(visit: Visit<'_>, asking: Asking<'_>, granted: Granted) -> Answer {
    let issued = visit.issue(&granted);
    let refresh = asking
        .proved
        .then(|| visit.rehearsal.logins().refresh(granted, visit.now));
    answered(&issued, refresh.as_deref())
}

/// A token call without a secret is a public client's, which can do one thing only.
fn proved(asking: Asking<'_>) -> Result<(), Refused> {
    if asking.proved {
        Ok(())
    } else {
        Err(Refused::AuthenticationFailed)
    }
}

/// Whether the client is registered for this grant type; `name` as the refusal writes it.
fn meant_for(asking: Asking<'_>, kind: GrantKind, name: &'static str) -> Result<(), Refused> {
    if asking.client.kind == kind {
        Ok(())
    } else {
        Err(Refused::GrantType(name))
    }
}

/// Whether the verifier is the one of the challenge (RFC 7636, section 4.6, S256). A code without a challenge takes no
/// verifier either, or leaving the challenge out would get around it.
fn is_verified(code: &Code, verifier: Option<&str>) -> bool {
    match (&code.challenge, verifier) {
        (Some(challenge), Some(verifier)) => {
            let right = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            (43..=128).contains(&verifier.len())
                && verifier.bytes().all(right)
                && Sha256::digest(verifier.as_bytes())[..] == challenge[..]
        }
        (None, None) => true,
        _ => false,
    }
}

/// The recorded fields, and the refresh token that the SDKs read.
fn answered(issued: &Issued, refresh: Option<&str>) -> Answer {
    let mut body = json!({
        "access_token": issued.token,
        "token_type": "bearer",
        "expires_in": issued.expires_in,
    });
    if let Some(refresh) = refresh {
        body["refresh_token"] = refresh.into();
    }
    Answer::json(200, &body).with("cache-control", "no-store")
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;
    use crate::rehearsal::genesys::login::state::PersonAt;
    use crate::rehearsal::world::SubjectRef;

    #[test]
    fn the_verifier_of_the_standard_matches_its_challenge() {
        let code = |challenge: Option<&str>| Code {
            granted: Granted {
                client: (0, 0),
                person: PersonAt { org: 0, user: 0 },
                org: 0,
                subject: SubjectRef::User(0),
            },
            redirect_uri: String::new(),
            challenge: challenge.map(|text| URL_SAFE_NO_PAD.decode(text).unwrap()),
        };
        // RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let with = code(Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        assert!(is_verified(&with, Some(verifier)));
        assert!(!is_verified(&with, Some(&verifier.replace('d', "e"))));
        assert!(!is_verified(&with, None));
        assert!(!is_verified(&code(None), Some(verifier)));
        assert!(is_verified(&code(None), None));
    }
}
