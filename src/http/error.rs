//! A call that did not do, told so that somebody else can repeat it.

use std::time::Duration;

/// Why a call did not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The vendor does not take the credential (401, or the token host's answer).
    Credential,
    /// The vendor answers that this is not to be had: 403, 404, 400 and the like.
    Refused,
    /// The vendor asked to come again later as often as we tried (429).
    Limited,
    /// The vendor failed as often as we tried (408, 5xx).
    Failing,
    /// No answer arrived whole: the network, a name that does not resolve, a connection that broke.
    Network(String),
    /// An answer arrived that is not what the call gives: HTML of a gateway, JSON that ends too early.
    Body(String),
    /// The time that the run has is over.
    Deadline,
    /// Somebody stopped the run.
    Stopped,
}

/// A call that did not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallError {
    /// `GET`, or `POST` for a token.
    pub method: &'static str,
    /// The host with the path and query; never a secret.
    pub target: String,
    /// The path alone, below the API's base.
    pub path: String,
    /// Why.
    pub problem: Problem,
    /// The status, where there was an answer.
    pub status: Option<u16>,
    /// The vendor's code.
    pub code: Option<String>,
    /// The vendor's words.
    pub message: Option<String>,
    /// The id under which the vendor's support finds the call.
    pub correlation: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// How long the vendor asked to wait, the last time.
    pub retry_after: Option<Duration>,
}

impl CallError {
    /// An error without an answer.
    pub(crate) fn new(method: &'static str, target: String, path: &str, problem: Problem) -> Self {
        Self {
            method,
            target,
            path: path.to_owned(),
            problem,
            status: None,
            code: None,
            message: None,
            correlation: None,
            attempts: 0,
            retry_after: None,
        }
    }

    /// Whether the vendor answered with this code.
    pub fn is_code(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }

    /// What the vendor said, on one line: `403 missing.any.permissions: You must ...`.
    pub fn answered(&self) -> String {
        let parts = [self.status.map(|status| status.to_string()), self.code.clone()];
        let head: Vec<String> = parts.into_iter().flatten().collect();
        match &self.message {
            Some(message) if head.is_empty() => message.clone(),
            Some(message) => format!("{}: {message}", head.join(" ")),
            None => head.join(" "),
        }
    }
}

impl std::error::Error for CallError {}

impl std::fmt::Display for CallError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ", self.method, self.target)?;
        match &self.problem {
            Problem::Credential => write!(f, "refused the credential")?,
            Problem::Refused => write!(f, "was refused")?,
            Problem::Limited => write!(f, "was put off by the rate limit")?,
            Problem::Failing => write!(f, "failed at the vendor's")?,
            Problem::Network(why) => write!(f, "got no answer: {why}")?,
            Problem::Body(why) => write!(f, "got an answer that is not one: {why}")?,
            Problem::Deadline => write!(f, "was not made any more: the time given by --timeout is over")?,
            Problem::Stopped => write!(f, "was not made any more: stopped")?,
        }
        let answered = self.answered();
        if !answered.is_empty() {
            write!(f, " with {answered}")?;
        }
        let mut more = Vec::new();
        if self.attempts > 1 {
            more.push(format!("{} attempts", self.attempts));
        }
        if let Some(correlation) = &self.correlation {
            more.push(format!("correlation id {correlation}"));
        }
        if !more.is_empty() {
            write!(f, " ({})", more.join(", "))?;
        }
        Ok(())
    }
}
