//! Why a call is refused: the vendor's statuses, and its four kinds of bodies.
//!
//! Sources: recorded answers, and the vendor's pages on errors, paging, rate limits and OAuth.

use serde_json::{Value, json};

use crate::rehearsal::Answer;
use crate::rehearsal::faults::Refused;
use crate::rehearsal::limit::Spent;

/// A refused call.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    body: Value,
    headers: Vec<(&'static str, String)>,
}

impl Refusal {
    /// A refusal without headers.
    fn new(status: u16, body: Value) -> Self {
        Self {
            status,
            body,
            headers: Vec::new(),
        }
    }

    /// Adds a header.
    pub(super) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// No credentials, or some that are not a token's.
    pub(super) fn unauthenticated() -> Self {
        Self::new(401, json!({"error": "Couldn't authenticate you"}))
            .with("www-authenticate", "Basic realm=\"Web Password\"".to_owned())
    }

    /// An access token that is none, or none any more.
    pub(super) fn invalid_token() -> Self {
        Self::oauth(401, "invalid_token", "access token expired, revoked or malformed")
    }

    /// The OAuth form of an error.
    pub(super) fn oauth(status: u16, error: &str, description: &str) -> Self {
        Self::new(status, json!({"error": error, "error_description": description}))
    }

    /// The plan has it not, or the user may not: nobody can tell which.
    pub(super) fn forbidden() -> Self {
        Self::new(
            403,
            json!({"error": {"title": "Forbidden", "message": "no access, ask the account owner"}}),
        )
    }

    /// The token has none of the scopes, one of which would do.
    pub(super) fn scope(any_of: &[&str]) -> Self {
        Self::new(
            403,
            json!({
                "error": "Forbidden",
                "description": format!("You are missing the following required scopes: {}", any_of.join(", ")),
            }),
        )
    }

    /// No record of that id.
    pub(super) fn not_found() -> Self {
        Self::new(404, json!({"error": "RecordNotFound", "description": "Not found"}))
    }

    /// No such path, on this plan at least.
    pub(super) fn invalid_endpoint() -> Self {
        Self::new(404, json!({"error": "InvalidEndpoint", "description": "Not found"}))
    }

    /// A call that would change something.
    pub(super) fn read_only() -> Self {
        Self::new(
            405,
            json!({"error": {"title": "Method not allowed", "message": "the rehearsal changes nothing"}}),
        )
    }

    /// A parameter of paging with a value that it can't have.
    pub(super) fn paging(title: &str, detail: &str) -> Self {
        Self::array("InvalidPaginationParameter", title, detail)
    }

    /// Further by page numbers than the vendor goes.
    pub(super) fn too_deep() -> Self {
        Self::array(
            "InvalidPaginationDepth",
            "offset paging stops at page 100",
            "use cursor paging",
        )
    }

    /// The form in which errors are a list.
    fn array(code: &str, title: &str, detail: &str) -> Self {
        Self::new(
            400,
            json!({"errors": [{"code": code, "title": title, "detail": detail}]}),
        )
    }

    /// More calls than the window allows; this long to wait.
    pub(super) fn too_many(spent: Spent) -> Self {
        Self::too_many_requests().with("retry-after", spent.seconds().to_string())
    }

    /// Too many calls, without a word on when to come again.
    fn too_many_requests() -> Self {
        Self::new(
            429,
            json!({"error": "TooManyRequests", "description": "Too many requests"}),
        )
    }

    /// As the vendor writes it.
    pub(super) fn answer(&self) -> Answer {
        self.headers
            .iter()
            .fold(Answer::json(self.status, &self.body), |answer, (name, value)| {
                answer.with(name, value)
            })
    }
}

/// Refuses a call that was answered, as a fault wants it; what the answer says of the rate limit stays.
pub(in crate::rehearsal) fn refuse(refused: Refused, answer: Answer) -> Answer {
    let mut refusal = match refused {
        Refused::TooMany(seconds) => {
            let refusal = Refusal::too_many_requests();
            match seconds {
                Some(seconds) => refusal.with("retry-after", seconds.to_string()).answer(),
                None => refusal.answer(),
            }
        }
        // Maintenance says how long it may take.
        Refused::Server(503) => Answer::empty(503).with("retry-after", "1"),
        Refused::Server(status) => Answer::empty(status),
        Refused::Expired => Refusal::invalid_token().answer(),
        // Zendesk's own limits of pages stand with its lists.
        Refused::TooLarge | Refused::Window => return answer,
    };
    let kept =
        |name: &str| name.starts_with("x-rate-limit") || name.starts_with("ratelimit-") || name == "x-request-id";
    refusal
        .headers
        .extend(answer.headers.into_iter().filter(|(name, _)| kept(name)));
    refusal
}
