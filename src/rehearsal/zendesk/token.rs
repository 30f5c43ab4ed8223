//! `POST /oauth/tokens`: how clients get tokens.
//!
//! Source: the vendor's page on grant types, 2025; error words of RFC 6749, section 5.2.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::refusal::Refusal;
use super::scope::{covers, granted, joined};
use super::session::{Session, may_sign_in};
use crate::rehearsal::world::account::{Account, Application, Kind};
use crate::rehearsal::{Answer, Call, Query, Rehearsal};

/// How long an access token may last, in seconds.
const LIFE: std::ops::RangeInclusive<u64> = 300..=172_800;
/// How long it lasts unasked: that of clients made since 2026-04-30.
const DEFAULT_LIFE: u64 = 1_800;
/// How long a refresh token may last, in seconds.
const REFRESH_LIFE: std::ops::RangeInclusive<u64> = 604_800..=7_776_000;
/// How long it lasts unasked.
const DEFAULT_REFRESH_LIFE: u64 = 2_592_000;

/// Answers a token request.
pub(super) fn answer(rehearsal: &Rehearsal, account: usize, call: &Call, now: Duration) -> Answer {
    let asked = Asked {
        rehearsal,
        account: &rehearsal.world.accounts[account],
        at: account,
        form: parameters(call),
        now,
    };
    match asked.answer() {
        Ok(answer) => answer.with("cache-control", "no-store"),
        Err(refusal) => refusal.answer(),
    }
}

/// The parameters of a request: JSON, as the vendor's page shows, or a form, as the standard has it.
fn parameters(call: &Call) -> Query {
    let Ok(Value::Object(fields)) = serde_json::from_slice(&call.body) else {
        return call.form();
    };
    fields
        .iter()
        .fold(Query::default(), |query, (name, value)| match value {
            Value::String(text) => query.set(name, text.as_str()),
            Value::Number(number) => query.set(name, number.to_string()),
            _ => query,
        })
}

/// What `invalid_grant` stands for.
fn invalid_grant(why: &str) -> Refusal {
    Refusal::oauth(400, "invalid_grant", why)
}

/// What `invalid_request` stands for.
fn invalid_request(why: &str) -> Refusal {
    Refusal::oauth(400, "invalid_request", why)
}

/// A token request.
struct Asked<'a> {
    rehearsal: &'a Rehearsal,
    account: &'a Account,
    /// The account, of the world's.
    at: usize,
    /// Its parameters.
    form: Query,
    now: Duration,
}

impl Asked<'_> {
    /// By grant type.
    fn answer(&self) -> Result<Answer, Refusal> {
        match self.form.get("grant_type") {
            Some("authorization_code") => self.code(),
            Some("refresh_token") => self.refresh(),
            Some("client_credentials") => self.own(),
            Some(_) => Err(Refusal::oauth(
                400,
                "unsupported_grant_type",
                "authorization_code, refresh_token and client_credentials are supported",
            )),
            None => Err(invalid_request("grant_type is missing")),
        }
    }

    /// The client, by its id, and by its secret where it has one.
    fn client(&self) -> Result<(usize, &Application), Refusal> {
        let wrong = || Refusal::oauth(401, "invalid_client", "client unknown, or its secret is wrong");
        let id = self.form.get("client_id").ok_or_else(wrong)?;
        let (at, client) = find(self.account, id).ok_or_else(wrong)?;
        let right = client.kind == Kind::Public || self.form.get("client_secret") == Some(client.secret.as_str());
        if right { Ok((at, client)) } else { Err(wrong()) }
    }

    /// A code, that somebody's browser brought.
    fn code(&self) -> Result<Answer, Refusal> {
        let (client, application) = self.client()?;
        let wrong = || invalid_grant("code unknown, used or expired");
        let code = self
            .form
            .get("code")
            .ok_or_else(|| invalid_request("code is missing"))?;
        let code = self.rehearsal.zendesk_sessions().take_code(code).ok_or_else(wrong)?;
        if code.account != self.at || code.client != client || code.ends <= self.now {
            return Err(wrong());
        }
        if self.form.get("redirect_uri") != Some(code.redirect_uri.as_str()) {
            return Err(invalid_grant("redirect_uri is not the one that the code was sent to"));
        }
        match (&code.challenge, self.form.get("code_verifier")) {
            (Some(challenge), Some(verifier)) if is_verified(challenge, verifier) => {}
            (None, None) if application.kind == Kind::Confidential => {}
            _ => return Err(invalid_grant("code_verifier does not fit the challenge")),
        }
        self.issue(client, code.user, code.scopes, Refresh::Given)
    }

    /// A refresh token: it and the access token that came with it end.
    fn refresh(&self) -> Result<Answer, Refusal> {
        let (client, _) = self.client()?;
        let wrong = || invalid_grant("refresh token unknown, used or expired");
        let refresh = self
            .form
            .get("refresh_token")
            .ok_or_else(|| invalid_request("refresh_token is missing"))?;
        let old = self
            .rehearsal
            .zendesk_sessions()
            .of_refresh(refresh)
            .cloned()
            .filter(|old| old.account == self.at && old.client == client)
            .filter(|old| old.refresh.as_ref().is_some_and(|(_, ends)| *ends > self.now))
            .ok_or_else(wrong)?;
        let scopes = match self.form.get("scope").unwrap_or_default() {
            "" => old.scopes.clone(),
            asked => {
                let asked = granted(asked, None)?;
                if !asked.iter().all(|scope| covers(&old.scopes, scope)) {
                    return Err(Refusal::oauth(400, "invalid_scope", "scope was not agreed to"));
                }
                asked
            }
        };
        // What would be refused is, before the old tokens end; of two requests at once, one ends them.
        self.lives()?;
        if !self.rehearsal.zendesk_sessions().end_refresh(refresh) {
            return Err(wrong());
        }
        self.issue(client, old.user, scopes, Refresh::Given)
    }

    /// The client for itself, as the user whom it is tied to.
    fn own(&self) -> Result<Answer, Refusal> {
        let (client, application) = self.client()?;
        if application.kind == Kind::Public {
            return Err(Refusal::oauth(
                400,
                "unauthorized_client",
                "client_credentials is for confidential clients",
            ));
        }
        let scopes = granted(
            self.form.get("scope").unwrap_or_default(),
            application.ceiling.as_deref(),
        )?;
        self.issue(client, application.user, scopes, Refresh::None)
    }

    /// How long something lasts, in seconds.
    fn life(&self, name: &str, default: u64, allowed: &std::ops::RangeInclusive<u64>) -> Result<u64, Refusal> {
        match self.form.get(name).map(str::parse::<u64>) {
            None => Ok(default),
            Some(Ok(seconds)) if allowed.contains(&seconds) => Ok(seconds),
            Some(_) => {
                let (least, most) = (allowed.start(), allowed.end());
                Err(invalid_request(&format!("{name} is from {least} to {most} seconds")))
            }
        }
    }

    /// How long the access token lasts, and the refresh token.
    fn lives(&self) -> Result<(u64, u64), Refusal> {
        let access = self.life("expires_in", DEFAULT_LIFE, &LIFE)?;
        let refresh = self.life("refresh_token_expires_in", DEFAULT_REFRESH_LIFE, &REFRESH_LIFE)?;
        Ok((access, refresh))
    }

    /// Issues a token, with what goes along.
    fn issue(
        &self,
        client: usize,
        user: usize,
        scopes: std::collections::BTreeSet<String>,
        refresh: Refresh,
    ) -> Result<Answer, Refusal> {
        if !may_sign_in(self.account, user) {
            return Err(invalid_grant("the user can't sign in"));
        }
        let (life, refresh_life) = self.lives()?;
        let mut sessions = self.rehearsal.zendesk_sessions();
        let (token, id) = sessions.new_secret("zendesk token");
        let refresh = match refresh {
            Refresh::None => None,
            Refresh::Given => {
                let (refresh, _) = sessions.new_secret("zendesk refresh token");
                Some((refresh, self.now + Duration::from_secs(refresh_life)))
            }
        };
        let mut body = json!({"access_token": token});
        if let Some((refresh, _)) = &refresh {
            body["refresh_token"] = refresh.as_str().into();
        }
        body["token_type"] = "bearer".into();
        body["scope"] = joined(&scopes).into();
        body["expires_in"] = life.into();
        if refresh.is_some() {
            body["refresh_token_expires_in"] = refresh_life.into();
        }
        sessions.keep(Session {
            account: self.at,
            id,
            token,
            client,
            user,
            scopes,
            began: self.now,
            ends: self.now + Duration::from_secs(life),
            refresh,
        });
        Ok(Answer::json(200, &body))
    }
}

/// Whether a refresh token comes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refresh {
    /// It does.
    Given,
    /// Not for a client's own tokens.
    None,
}

/// A client by the name that it has in OAuth.
pub(super) fn find<'a>(account: &'a Account, id: &str) -> Option<(usize, &'a Application)> {
    account
        .clients
        .iter()
        .enumerate()
        .find(|(_, client)| client.identifier == id)
}

/// Whether a verifier is the one of a challenge (RFC 7636, S256).
fn is_verified(challenge: &str, verifier: &str) -> bool {
    (43..=128).contains(&verifier.len()) && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == challenge
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_fits_as_in_the_standards_example() {
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(is_verified(challenge, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!is_verified(challenge, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"));
    }
}
