//! GET, as often as it takes.

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use reqwest::StatusCode;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use url::Url;

use super::answer::{Limit, retry_after};
use super::pace::{Pace, Ticket};
use super::transport::{body, told};
use super::words::Words;
use super::{Answer, Bearer, CallError, Handed, Problem, Scheme, Target, Transport};

/// How often a call is tried.
const ATTEMPTS: u32 = 7;
/// How often a connection is tried that does not come about: nobody listens there, or the name is nobody's.
const CONNECTIONS: u32 = 4;
/// How often a call may get another token and find that one refused too. Tokens that other calls got in the meantime don't
/// count: with several calls side by side, each may find them ended one after the other.
const RENEWALS: u32 = 4;
/// The first wait after a failure; each next one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(200);
/// The longest wait that we choose ourselves.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// The longest that a vendor's `Retry-After` is followed without asking the user.
const LONGEST_RETRY_AFTER: Duration = Duration::from_mins(15);

/// One host's API, with one credential and its budget.
pub struct Api {
    transport: Arc<Transport>,
    base: Url,
    bearer: Box<dyn Bearer>,
    pace: Pace,
    /// The scheme that was sent last: another one has another budget.
    sent: std::sync::Mutex<Option<Scheme>>,
    /// What the headers of the last answer said, and how long a window is.
    told: std::sync::Mutex<(Option<Limit>, Option<Duration>)>,
    /// Whether the vendor has taken the credential once.
    accepted: std::sync::atomic::AtomicBool,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api")
            .field("base", &self.base.as_str())
            .finish_non_exhaustive()
    }
}

/// How one attempt ended without an answer.
struct Failed {
    error: CallError,
    /// How often trying may help.
    tries: u32,
    /// What was sent, where the vendor does not take it: another call may have got a newer one meanwhile.
    used: Option<Handed>,
}

impl Failed {
    fn new(error: CallError, tries: u32) -> Self {
        Self {
            error,
            tries,
            used: None,
        }
    }
}

impl Api {
    /// An API below a base, which paths are appended to.
    pub fn new(transport: Arc<Transport>, base: Url, bearer: Box<dyn Bearer>) -> Self {
        let pace = Pace::new(transport.options().max_rps);
        Self {
            transport,
            base,
            bearer,
            pace,
            sent: std::sync::Mutex::default(),
            accepted: std::sync::atomic::AtomicBool::new(false),
            told: std::sync::Mutex::default(),
        }
    }

    /// What paths are appended to.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// What all calls of the run share.
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// What the last answer that spoke of the rate limit said.
    pub fn limit(&self) -> Option<Limit> {
        self.told().0
    }

    /// How long a window of the rate limit is, where an answer opened one: then it is open for so long.
    pub fn window(&self) -> Option<Duration> {
        self.told().1
    }

    fn told(&self) -> std::sync::MutexGuard<'_, (Option<Limit>, Option<Duration>)> {
        self.told.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Gets a target and reads its body. What can't be read is asked for again, like an answer that did not come.
    ///
    /// # Errors
    /// When the vendor refuses, or trying did not help.
    pub async fn get<T>(&self, target: &Target, read: impl Fn(&[u8]) -> Result<T, String>) -> Result<T, CallError> {
        let mut waits = ExponentialBuilder::new()
            .with_min_delay(FIRST_WAIT)
            .with_max_delay(LONGEST_WAIT)
            .without_max_times()
            .with_jitter()
            .build();
        let places = self.transport.places(&self.base);
        let mut attempts = 0;
        // Without those that found a token ended: what is wrong with tokens says nothing of the call.
        let mut failures = 0;
        let mut renewals = 0;
        let mut refused: Option<Scheme> = None;
        loop {
            let work = async {
                // Closed by nobody.
                let _place = places.acquire().await;
                self.once(target, refused.as_ref(), attempts > 0).await
            };
            let done = self.transport.within(work).await;
            attempts += 1;
            let stopped = |problem| CallError {
                attempts,
                ..self.error(target, problem)
            };
            let mut failed = match done.map_err(stopped)? {
                Ok(answer) => {
                    self.accepted.store(true, std::sync::atomic::Ordering::Relaxed);
                    match read(&answer.body) {
                        Ok(read) => return Ok(read),
                        Err(why) => {
                            Failed::new(self.error(target, Problem::Body(self.transport.redact(&why))), ATTEMPTS)
                        }
                    }
                }
                Err(failed) => failed,
            };
            failed.error.attempts = attempts;
            if failed.error.problem == Problem::Credential && failed.error.method == "GET" {
                let used = failed.used.take();
                renewals += u32::from(used.as_ref().is_some_and(|used| used.renewed));
                let exhausted = renewals == RENEWALS;
                let accepted = self.accepted.load(std::sync::atomic::Ordering::Relaxed);
                if !self.bearer.renews() || exhausted && !accepted {
                    return Err(failed.error);
                }
                refused = used.map(|used| used.scheme);
                if !exhausted {
                    continue;
                }
                // New tokens are refused of a client that was let in before: it is the vendor that is failing.
                renewals = 0;
                failed.error.problem = Problem::Failing;
                failed.tries = ATTEMPTS;
            }
            failures += 1;
            if failures >= failed.tries {
                return Err(failed.error);
            }
            let own = waits.next().unwrap_or(LONGEST_WAIT);
            let wait = failed.error.retry_after.unwrap_or(own);
            if wait > LONGEST_RETRY_AFTER {
                return Err(failed.error);
            }
            self.transport.within(tokio::time::sleep(wait)).await.map_err(stopped)?;
        }
    }

    /// An error of a call to this API.
    fn error(&self, target: &Target, problem: Problem) -> CallError {
        let host = self.base.as_str().split_once("://").map_or("", |(_, rest)| rest);
        CallError::new(
            "GET",
            format!("{}{target}", host.trim_end_matches('/')),
            target.path(),
            problem,
        )
    }

    /// What to send; notes whether it is another than before.
    async fn scheme(&self, refused: Option<&Scheme>) -> Result<Handed, CallError> {
        let handed = self.bearer.scheme(&self.transport, refused).await?;
        self.transport.note_secret(handed.scheme.secret());
        Ok(handed)
    }

    async fn once(&self, target: &Target, refused: Option<&Scheme>, again: bool) -> Result<Answer, Failed> {
        let give_up = |problem| Failed::new(self.error(target, problem), 1);
        let url = target
            .below(&self.base)
            .map_err(|error| give_up(Problem::Network(error.to_string())))?;
        let client = self
            .transport
            .client(&url)
            .map_err(|error| give_up(Problem::Network(error.to_string())))?;
        let handed = self.scheme(refused).await;
        let handed = handed.map_err(|error| Failed::new(error, 1))?;
        let Some(header) = handed.scheme.header() else {
            return Err(give_up(Problem::Credential));
        };
        self.note_sent(&handed.scheme);
        let ticket = self.pace.turn().await;
        self.transport.calls().count_get(again);
        let sent = client
            .get(url)
            .header(AUTHORIZATION, header)
            .header(ACCEPT, "application/json")
            .send()
            .await;
        match sent {
            Ok(response) => self.judge(target, response, ticket).await.map_err(|failed| Failed {
                used: Some(handed),
                ..failed
            }),
            Err(error) => {
                let tries = if error.is_connect() { CONNECTIONS } else { ATTEMPTS };
                let why = told(error, &self.transport);
                Err(Failed::new(self.error(target, Problem::Network(why)), tries))
            }
        }
    }

    /// Another token has another budget.
    fn note_sent(&self, scheme: &Scheme) {
        use secrecy::ExposeSecret as _;
        let mut sent = self.sent.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let same = |before: &Scheme| before.secret().expose_secret() == scheme.secret().expose_secret();
        if !sent.as_ref().is_some_and(same) {
            if sent.is_some() {
                self.pace.renew();
            }
            *sent = Some(scheme.clone());
        }
    }

    async fn judge(&self, target: &Target, response: reqwest::Response, ticket: Ticket<'_>) -> Result<Answer, Failed> {
        let status = response.status();
        let headers = response.headers().clone();
        let asked_to_wait = retry_after(&headers);
        let limited = status == StatusCode::TOO_MANY_REQUESTS;
        if limited {
            self.transport.calls().count_put_off();
        }
        let waits = limited || status == StatusCode::SERVICE_UNAVAILABLE;
        let limit = Limit::of(&headers);
        if let Some(limit) = limit {
            let mut told = self.told();
            told.0 = Some(limit);
            if limit.used == 1 {
                told.1 = Some(limit.reset);
            }
        }
        ticket.answered(limit, asked_to_wait.filter(|_| waits));
        let is_json = is_json(&headers);
        let read = body(response, &self.transport).await;
        let fail = |problem, tries| {
            let error = CallError {
                status: Some(status.as_u16()),
                ..self.error(target, problem)
            };
            Failed::new(error, tries)
        };
        if status.is_success() {
            let whole = read.map_err(|why| fail(Problem::Network(why), ATTEMPTS))?;
            if !is_json {
                let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
                let why = format!("expected JSON, got {}", kind.unwrap_or("no media type"));
                return Err(fail(Problem::Body(why), ATTEMPTS));
            }
            return Ok(Answer { body: whole });
        }
        let (problem, tries) = match status {
            StatusCode::UNAUTHORIZED => (Problem::Credential, 1),
            StatusCode::TOO_MANY_REQUESTS => (Problem::Limited, ATTEMPTS),
            StatusCode::REQUEST_TIMEOUT => (Problem::Failing, ATTEMPTS),
            status if status.is_server_error() => (Problem::Failing, ATTEMPTS),
            _ => (Problem::Refused, 1),
        };
        let words = Words::of(&read.unwrap_or_default());
        let mut failed = fail(problem, tries);
        failed.error.code = words.code.map(|code| self.transport.redact(&code));
        failed.error.message = words.message.map(|message| self.transport.redact(&message));
        let params = words.params.into_iter();
        failed.error.params = params
            .map(|(name, value)| (name, self.transport.redact(&value)))
            .collect();
        failed.error.correlation = correlation(&headers).or(words.correlation);
        failed.error.retry_after = asked_to_wait;
        Err(failed)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    // A vendor that says nothing is believed until its body is read.
    kind.is_none_or(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        kind == "application/json" || kind.ends_with("+json")
    })
}

/// The id under which the vendor's support finds the call.
fn correlation(headers: &HeaderMap) -> Option<String> {
    let names = ["inin-correlation-id", "x-request-id", "x-zendesk-request-id"];
    let value = names.iter().find_map(|name| headers.get(*name))?;
    value.to_str().ok().map(|text| text.chars().take(100).collect())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::io::{Read as _, Write as _};

    use futures::future::LocalBoxFuture;
    use secrecy::SecretString;

    use super::*;
    use crate::http::Options;

    /// Hands out `token1`, `token2`, ...: each time that one is refused the next, got by this call or by another.
    struct Counting {
        handed: Cell<u32>,
        by_this_call: bool,
    }

    impl Bearer for Counting {
        fn scheme<'a>(
            &'a self,
            _transport: &'a Transport,
            refused: Option<&'a Scheme>,
        ) -> LocalBoxFuture<'a, Result<Handed, CallError>> {
            self.handed.set(self.handed.get() + 1);
            let token = SecretString::from(format!("token-number-{}", self.handed.get()));
            Box::pin(async move {
                Ok(Handed {
                    scheme: Scheme::Bearer(token),
                    renewed: self.by_this_call && refused.is_some(),
                })
            })
        }

        fn renews(&self) -> bool {
            true
        }
    }

    /// A host that takes these tokens and no other.
    fn host(taken: &'static [u32]) -> Url {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut head = [0; 4096];
                let length = stream.read(&mut head).unwrap_or(0);
                let head = String::from_utf8_lossy(&head[..length]).into_owned();
                let is_taken = taken.iter().any(|nth| head.contains(&format!("token-number-{nth}\r")));
                let status = if is_taken { "200 OK" } else { "401 Unauthorized" };
                let _ = write!(
                    stream,
                    "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{{}}"
                );
            }
        });
        url
    }

    fn api(taken: &'static [u32], by_this_call: bool) -> Api {
        let bearer = Counting {
            handed: Cell::new(0),
            by_this_call,
        };
        let transport = Arc::new(Transport::new(Options::default()).unwrap());
        Api::new(transport, host(taken), Box::new(bearer))
    }

    async fn ask(api: &Api) -> Result<(), CallError> {
        api.get(&Target::new("/api/v2/users"), |_| Ok(())).await
    }

    #[tokio::test]
    async fn tokens_that_other_calls_got_do_not_count_against_a_call() {
        ask(&api(&[9], false)).await.unwrap();
        let error = ask(&api(&[9], true)).await.unwrap_err();
        assert_eq!((error.problem, error.attempts), (Problem::Credential, RENEWALS + 1));
    }

    #[tokio::test]
    async fn a_client_that_was_let_in_before_is_tried_as_long_as_a_vendor_that_fails() {
        let api = api(&[1, 12], true);
        ask(&api).await.unwrap();
        ask(&api).await.unwrap();
    }
}
