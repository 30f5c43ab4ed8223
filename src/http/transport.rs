//! The connections, and what all calls of a run share: time-outs, how many at once, how long, and how often.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::redact::redacted;
use super::{CallError, Problem};
use crate::model::is_loopback;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long an answer may say nothing.
const READ: Duration = Duration::from_mins(1);
/// The largest body that is taken. The vendors' largest pages have some megabytes.
const LARGEST: usize = 64 << 20;
/// How many redirects are followed within a host.
const REDIRECTS: usize = 4;

/// What the user wants of all calls.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many calls may be under way at a host.
    pub concurrency: usize,
    /// The most calls a second to a host, besides what the vendor allows.
    pub max_rps: Option<f64>,
    /// How long the whole run may take.
    pub timeout: Option<Duration>,
    /// Certificates (PEM) to trust in place of the system's.
    pub ca: Option<Vec<u8>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            concurrency: 8,
            max_rps: None,
            timeout: None,
            ca: None,
        }
    }
}

/// Why there can be no connections.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TransportError {
    /// A file of certificates that holds none.
    #[error("the file of certificates can't be used: {0}")]
    Certificates(String),
    /// TLS can't be set up.
    #[error("no secure connection is possible here: {0}")]
    Tls(String),
}

impl TransportError {
    /// What to do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Certificates(_) => "give a file of PEM certificates, such as your proxy's, with --ca-file",
            Self::Tls(_) => {
                "install the system's certificates (the package ca-certificates), or name a file of them with --ca-file"
            }
        }
    }
}

/// How many calls were made.
#[derive(Debug, Default)]
pub struct Calls {
    gets: AtomicU64,
    retries: AtomicU64,
    tokens: AtomicU64,
    put_off: AtomicU64,
}

impl Calls {
    /// GETs that were sent, repeated ones included.
    pub fn gets(&self) -> u64 {
        self.gets.load(Ordering::Relaxed)
    }

    /// Those among them that repeated another.
    pub fn retries(&self) -> u64 {
        self.retries.load(Ordering::Relaxed)
    }

    /// Requests for a token.
    pub fn tokens(&self) -> u64 {
        self.tokens.load(Ordering::Relaxed)
    }

    /// Answers with status 429.
    pub fn put_off(&self) -> u64 {
        self.put_off.load(Ordering::Relaxed)
    }

    pub(super) fn count_get(&self, again: bool) {
        self.gets.fetch_add(1, Ordering::Relaxed);
        self.retries.fetch_add(u64::from(again), Ordering::Relaxed);
    }

    pub(super) fn count_put_off(&self) {
        self.put_off.fetch_add(1, Ordering::Relaxed);
    }
}

/// The connections of a run.
#[derive(Debug)]
pub struct Transport {
    options: Options,
    // Made at the first call that leaves the machine: without a store of certificates it can't be, and loopback needs none.
    secure: OnceLock<Result<Client, TransportError>>,
    loopback: Client,
    hosts: Mutex<BTreeMap<String, Arc<Semaphore>>>,
    secrets: Mutex<Vec<SecretString>>,
    calls: Calls,
    stop: CancellationToken,
    deadline: Option<Instant>,
}

/// What the token host answered; which of it is a secret, its reader knows.
#[derive(Debug)]
pub struct TokenAnswer {
    /// The status.
    pub status: u16,
    /// The media type.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Transport {
    /// Sets the connections up; the run begins now.
    ///
    /// # Errors
    /// When the certificates given can't be used.
    pub fn new(options: Options) -> Result<Self, TransportError> {
        if let Some(pem) = &options.ca {
            certificates(pem)?;
        }
        let loopback = base().no_proxy().tls_certs_only([]).build();
        let loopback = loopback.map_err(|error| TransportError::Tls(chain(&error)))?;
        Ok(Self {
            secure: OnceLock::new(),
            loopback,
            hosts: Mutex::default(),
            secrets: Mutex::default(),
            calls: Calls::default(),
            stop: CancellationToken::new(),
            deadline: options.timeout.map(|timeout| Instant::now() + timeout),
            options,
        })
    }

    /// What was asked of it.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// How many calls were made so far.
    pub fn calls(&self) -> &Calls {
        &self.calls
    }

    /// Stops: calls under way are given up, no other is made.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Whether it was stopped.
    pub fn is_stopped(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Notes a secret: no error will hold it, whoever sends it back to us.
    pub fn note_secret(&self, secret: &SecretString) {
        let mut secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |own: &SecretString| own.expose_secret() == secret.expose_secret();
        if !secret.expose_secret().is_empty() && !secrets.iter().any(known) {
            secrets.push(secret.clone());
        }
    }

    /// A text without any secret that was noted.
    pub fn redact(&self, text: &str) -> String {
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        let secrets: Vec<&str> = secrets.iter().map(ExposeSecret::expose_secret).collect();
        redacted(text, &secrets)
    }

    /// The client for an address.
    pub(super) fn client(&self, url: &Url) -> Result<&Client, TransportError> {
        if is_loopback(url) {
            return Ok(&self.loopback);
        }
        let made = self.secure.get_or_init(|| {
            let mut builder = base();
            if let Some(pem) = &self.options.ca {
                builder = builder.tls_certs_only(certificates(pem)?);
            }
            builder.build().map_err(|error| TransportError::Tls(chain(&error)))
        });
        made.as_ref().map_err(Clone::clone)
    }

    /// The places at a host; who holds one may call.
    pub(super) fn places(&self, url: &Url) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let host = url.origin().ascii_serialization();
        let places = hosts
            .entry(host)
            .or_insert_with(|| Arc::new(Semaphore::new(self.options.concurrency)));
        Arc::clone(places)
    }

    /// Runs something until it is done, the run is stopped, or its time is over.
    pub(super) async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T, Problem> {
        let over = async {
            match self.deadline {
                Some(deadline) => tokio::time::sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(Problem::Stopped),
            () = over => Err(Problem::Deadline),
            done = work => Ok(done),
        }
    }

    /// Asks the token host: the one request that is no GET. It is sent once: what it changes, nobody knows.
    ///
    /// # Errors
    /// When no answer arrives.
    pub async fn token(
        &self,
        url: &str,
        headers: impl IntoIterator<Item = (String, Vec<u8>)>,
        form: Vec<u8>,
    ) -> Result<TokenAnswer, CallError> {
        let target = url.split('?').next().unwrap_or_default();
        let fail = |problem| CallError {
            attempts: 1,
            ..CallError::new("POST", target.to_owned(), target, problem)
        };
        let network = |why: String| fail(Problem::Network(why));
        let parsed = Url::parse(url).map_err(|error| network(error.to_string()))?;
        let client = self.client(&parsed).map_err(|error| network(error.to_string()))?;
        let mut request = client.post(parsed).body(form);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        self.calls.tokens.fetch_add(1, Ordering::Relaxed);
        let work = async {
            let response = request.send().await.map_err(|error| told(error, self))?;
            let content_type = response.headers().get(reqwest::header::CONTENT_TYPE);
            let content_type = content_type.and_then(|value| value.to_str().ok().map(str::to_owned));
            Ok(TokenAnswer {
                status: response.status().as_u16(),
                content_type,
                body: body(response, self).await?,
            })
        };
        self.within(work).await.map_err(fail)?.map_err(network)
    }
}

/// What both kinds of client have.
fn base() -> ClientBuilder {
    let within_host = Policy::custom(|attempt| {
        let same = attempt
            .previous()
            .first()
            .is_some_and(|first| first.origin() == attempt.url().origin());
        if same && attempt.previous().len() <= REDIRECTS {
            attempt.follow()
        } else {
            attempt.stop()
        }
    });
    Client::builder()
        .user_agent(concat!("zd2gc/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .read_timeout(READ)
        .redirect(within_host)
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, TransportError> {
    let read = Certificate::from_pem_bundle(pem).map_err(|error| TransportError::Certificates(chain(&error)))?;
    if read.is_empty() {
        return Err(TransportError::Certificates("no certificate in it".to_owned()));
    }
    Ok(read)
}

/// An error with its causes on one line; without the address, of which the query is nobody's business.
pub(super) fn told(error: reqwest::Error, transport: &Transport) -> String {
    transport.redact(&chain(&error.without_url()))
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}

/// Reads a body to its end, up to the largest that is taken.
pub(super) async fn body(mut response: reqwest::Response, transport: &Transport) -> Result<Vec<u8>, String> {
    let announced = response.content_length().unwrap_or(0);
    let mut bytes = Vec::with_capacity(usize::try_from(announced).unwrap_or(0).min(LARGEST));
    while let Some(chunk) = response.chunk().await.map_err(|error| told(error, transport))? {
        if bytes.len() + chunk.len() > LARGEST {
            return Err(format!("the body has more than {} MB", LARGEST >> 20));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
