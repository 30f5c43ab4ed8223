//! Client credentials: a client's own token, got when it is needed and again when it ends.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::future::LocalBoxFuture;
use oauth2::basic::{BasicClient, BasicErrorResponseType};
use oauth2::{
    AuthType, ClientId, ClientSecret, HttpRequest, HttpResponse, RequestTokenError, Scope, TokenResponse as _, TokenUrl,
};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;
use url::Url;

use crate::http::{Bearer, CallError, Handed, Problem, Scheme, Transport};

/// How the client says who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientAuth {
    /// In the header (Genesys Cloud).
    Header,
    /// In the form (Zendesk).
    Form,
}

/// A client that gets tokens for itself.
#[derive(Debug)]
pub struct ClientCredentials {
    url: Url,
    id: String,
    secret: SecretString,
    auth: ClientAuth,
    scopes: Vec<String>,
    /// Whether to take what the client may have where it may not ask for that; and whether it came to that.
    yields: bool,
    yielded: AtomicBool,
    // Held while a token is being got, so that calls which find it ended together get one new one.
    token: Mutex<Option<SecretString>>,
}

impl ClientCredentials {
    /// A client at a token host.
    pub fn new(url: Url, id: String, secret: SecretString, auth: ClientAuth) -> Self {
        Self {
            url,
            id,
            secret,
            auth,
            scopes: Vec::new(),
            yields: false,
            yielded: AtomicBool::new(false),
            token: Mutex::new(None),
        }
    }

    /// Asks for these scopes, where the vendor has a client say what it wants.
    #[must_use]
    pub fn with_scopes(mut self, scopes: &[&str]) -> Self {
        self.scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self
    }

    /// Takes whatever the client may have where it may not ask for these: an administrator may have limited it to less.
    #[must_use]
    pub fn or_less(mut self) -> Self {
        self.yields = true;
        self
    }

    async fn request(&self, transport: &Transport) -> Result<SecretString, CallError> {
        if self.yielded.load(Ordering::Relaxed) {
            return self.request_for(&[], transport).await;
        }
        match self.request_for(&self.scopes, transport).await {
            Err(error) if self.yields && error.is_code("invalid_scope") => {
                self.yielded.store(true, Ordering::Relaxed);
                self.request_for(&[], transport).await
            }
            done => done,
        }
    }

    async fn request_for(&self, scopes: &[String], transport: &Transport) -> Result<SecretString, CallError> {
        transport.note_secret(&self.secret);
        let fail = |problem| CallError {
            attempts: 1,
            ..CallError::new("POST", self.url.as_str().to_owned(), self.url.path(), problem)
        };
        let token_url = TokenUrl::from_url(self.url.clone());
        let client = BasicClient::new(ClientId::new(self.id.clone()))
            .set_client_secret(ClientSecret::new(self.secret.expose_secret().to_owned()))
            .set_auth_type(match self.auth {
                ClientAuth::Header => AuthType::BasicAuth,
                ClientAuth::Form => AuthType::RequestBody,
            })
            .set_token_uri(token_url);
        // The library keeps no status of a refusal, and vendors differ in it.
        let status = Cell::new(400);
        let send = async |request: HttpRequest| {
            let response = send(transport, request).await?;
            status.set(response.status().as_u16());
            Ok::<_, Sent>(response)
        };
        let answer = client
            .exchange_client_credentials()
            .add_scopes(scopes.iter().cloned().map(Scope::new))
            .request_async(&send)
            .await;
        match answer {
            Ok(token) => Ok(SecretString::from(token.access_token().secret().clone())),
            Err(RequestTokenError::Request(error)) => Err(error.into_call()),
            Err(RequestTokenError::ServerResponse(said)) => {
                // The token host's own limit is a 400 with a text that names it (calls.md); all else is about the client.
                let described = said.error_description().map(|text| transport.redact(text));
                let limited = described.as_deref().is_some_and(|text| text.contains("rate limit"));
                let code = match said.error() {
                    BasicErrorResponseType::Extension(code) => code.clone(),
                    known => known.as_ref().to_owned(),
                };
                Err(CallError {
                    status: Some(status.get()),
                    code: Some(transport.redact(&code)),
                    message: described,
                    ..fail(if limited { Problem::Limited } else { Problem::Credential })
                })
            }
            Err(RequestTokenError::Parse(error, _)) => Err(fail(Problem::Body(transport.redact(&error.to_string())))),
            Err(RequestTokenError::Other(text)) => Err(fail(Problem::Body(transport.redact(&text)))),
        }
    }
}

/// An error on its way through the OAuth library.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Sent(CallError);

impl Sent {
    fn into_call(self) -> CallError {
        self.0
    }
}

/// Sends a request of the OAuth library.
async fn send(transport: &Transport, request: HttpRequest) -> Result<HttpResponse, Sent> {
    let url = request.uri().to_string();
    let headers: Vec<(String, Vec<u8>)> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
        .collect();
    let answer = transport
        .token(&url, headers, request.into_body())
        .await
        .map_err(Sent)?;
    if answer.status == 429 || answer.status >= 500 {
        let problem = if answer.status == 429 {
            Problem::Limited
        } else {
            Problem::Failing
        };
        return Err(Sent(CallError {
            status: Some(answer.status),
            attempts: 1,
            ..CallError::new("POST", url.clone(), &url, problem)
        }));
    }
    let mut response = oauth2::http::Response::builder().status(answer.status);
    if let Some(kind) = answer.content_type {
        response = response.header("content-type", kind);
    }
    response.body(answer.body).map_err(|error| {
        let problem = Problem::Body(error.to_string());
        Sent(CallError::new("POST", url.clone(), &url, problem))
    })
}

/// How often a token is asked for when its host is busy.
const ATTEMPTS: u32 = 5;

impl Bearer for ClientCredentials {
    fn scheme<'a>(
        &'a self,
        transport: &'a Transport,
        refused: Option<&'a Scheme>,
    ) -> LocalBoxFuture<'a, Result<Handed, CallError>> {
        Box::pin(async move {
            let mut token = self.token.lock().await;
            let is_refused = |held: &SecretString| {
                refused.is_some_and(|refused| refused.secret().expose_secret() == held.expose_secret())
            };
            if let Some(held) = token.as_ref()
                && !is_refused(held)
            {
                return Ok(Handed::held(Scheme::Bearer(held.clone())));
            }
            let mut wait = std::time::Duration::from_millis(500);
            for attempt in 1.. {
                match self.request(transport).await {
                    Ok(new) => {
                        *token = Some(new.clone());
                        return Ok(Handed {
                            scheme: Scheme::Bearer(new),
                            renewed: refused.is_some(),
                        });
                    }
                    Err(error) if attempt < ATTEMPTS && may_pass(&error.problem) => {}
                    Err(error) => {
                        return Err(CallError {
                            attempts: attempt,
                            ..error
                        });
                    }
                }
                tokio::time::sleep(wait).await;
                wait *= 2;
            }
            unreachable!("the last attempt returns")
        })
    }

    fn renews(&self) -> bool {
        true
    }
}

/// Whether asking again may help: a token that was given and got lost on the way harms nobody.
fn may_pass(problem: &Problem) -> bool {
    matches!(problem, Problem::Limited | Problem::Failing | Problem::Network(_))
}
