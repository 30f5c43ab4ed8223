//! The authorization URL of Genesys Cloud: the parameters that its authorize page has, and no other.

use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope};
use url::Url;

use super::pkce::{CodeVerifier, State};
use crate::model::OrgId;

/// The identity providers that the authorize page documents for `provider`.
/// Source: developer.genesys.cloud, "Additional parameters" of the authorization page.
pub const PROVIDERS: [&str; 6] = ["okta", "adfs", "salesforce", "onelogin", "gsuite", "ping"];

/// Which of the two code flows; the login host calls both `code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// The application keeps a client secret.
    Code,
    /// The application proves itself by PKCE with S256.
    Pkce,
}

/// Whether the login page asks again although a session exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Prompt {
    /// Only when there is no session.
    #[default]
    AsNeeded,
    /// Always: `prompt=login`.
    Login,
}

/// The identity provider through which people sign in: `org` and `provider`, which the vendor takes together only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeLogin {
    /// The short name of the org in which they sign in; not its id.
    pub org: String,
    /// One of [`PROVIDERS`].
    pub provider: String,
}

/// What to ask the login host for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizeRequest {
    /// The client.
    pub client_id: String,
    /// The login host: `https://login.mypurecloud.de`.
    pub login_base: Url,
    /// One of the client's registered URIs, to the letter: the vendor compares texts, so that a closing slash counts.
    pub redirect_uri: String,
    /// Sent in the order given; none leaves the parameter out.
    pub scopes: Vec<String>,
    /// With or without PKCE.
    pub flow: Flow,
    /// The org to enter as a trustee.
    pub target: Option<OrgId>,
    /// The identity provider to go to at once.
    pub home: Option<HomeLogin>,
    /// Fills the login page in; grants and selects nothing.
    pub login_hint: Option<String>,
    /// Whether to ask again.
    pub prompt: Prompt,
}

/// A URL to send a person to, with what is needed to take the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// Where to send the person.
    pub url: Url,
    /// Must come back unchanged.
    pub state: State,
    /// To be sent with the code; PKCE only.
    pub code_verifier: Option<CodeVerifier>,
    /// What the URL says of the verifier; PKCE only.
    pub code_challenge: Option<String>,
}

impl AuthorizeRequest {
    /// The URL without state and challenge: the part that stays the same from one login to the next.
    pub fn bare(&self) -> Url {
        // The crate always sends a state; it is cut out again.
        let mut url = self.build("-", None);
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| name != "state")
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        url.query_pairs_mut().clear().extend_pairs(kept);
        url
    }

    /// The URL for one login. The verifier is used with PKCE only.
    pub fn fresh(&self, state: State, verifier: CodeVerifier) -> Prepared {
        match self.flow {
            Flow::Code => Prepared {
                url: self.build(state.as_str(), None),
                state,
                code_verifier: None,
                code_challenge: None,
            },
            Flow::Pkce => {
                let secret = PkceCodeVerifier::new(verifier.reveal().to_owned());
                let challenge = PkceCodeChallenge::from_code_verifier_sha256(&secret);
                let code_challenge = challenge.as_str().to_owned();
                Prepared {
                    url: self.build(state.as_str(), Some(challenge)),
                    state,
                    code_verifier: Some(verifier),
                    code_challenge: Some(code_challenge),
                }
            }
        }
    }

    fn build(&self, state: &str, challenge: Option<PkceCodeChallenge>) -> Url {
        let mut endpoint = self.login_base.clone();
        let base = endpoint.path().trim_end_matches('/').to_owned();
        endpoint.set_path(&format!("{base}/oauth/authorize"));
        let mut client =
            BasicClient::new(ClientId::new(self.client_id.clone())).set_auth_uri(AuthUrl::from_url(endpoint));
        // Taken as text: from a parsed URL it would gain a slash that is not registered. It was parsed when it was read.
        if let Ok(redirect) = RedirectUrl::new(self.redirect_uri.clone()) {
            client = client.set_redirect_uri(redirect);
        }
        let state = CsrfToken::new(state.to_owned());
        let mut request = client
            .authorize_url(|| state)
            .add_scopes(self.scopes.iter().cloned().map(Scope::new));
        if let Some(challenge) = challenge {
            request = request.set_pkce_challenge(challenge);
        }
        for (name, value) in self.additional() {
            request = request.add_extra_param(name, value);
        }
        request.url().0
    }

    /// The vendor's additional parameters, in the order of its documentation.
    fn additional(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if let Some(home) = &self.home {
            pairs.push(("org", home.org.clone()));
            pairs.push(("provider", home.provider.clone()));
        }
        if let Some(target) = &self.target {
            pairs.push(("target", target.to_string()));
        }
        if let Some(hint) = &self.login_hint {
            pairs.push(("login_hint", hint.clone()));
        }
        if self.prompt == Prompt::Login {
            pairs.push(("prompt", "login".to_owned()));
        }
        pairs
    }

    /// What Genesys Cloud goes by, whatever the URL says: one line for the person who uses it.
    pub fn decides(&self) -> String {
        let mut text = if self.scopes.is_empty() {
            "the scopes that the client has registered decide".to_owned()
        } else {
            "`scope` states the intent, the scopes that the client has registered decide".to_owned()
        };
        match &self.target {
            Some(target) => {
                text.push_str(&format!("; the token is for org {target} only, entered as a trustee"));
            }
            None => text.push_str("; the token is for the org in which the person signs in"),
        }
        if self.login_hint.is_some() {
            text.push_str("; login_hint only fills the form in");
        }
        text
    }
}

#[cfg(test)]
mod tests;
