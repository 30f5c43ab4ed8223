//! Zendesk: one account's host.

use std::time::Duration;

use super::faults::Refused;
use super::{Answer, Call, Rehearsal};

/// Answers a call to an account's host.
pub(super) fn answer(_rehearsal: &Rehearsal, _account: usize, _call: &Call, _now: Duration) -> Answer {
    Answer::json(
        404,
        &serde_json::json!({"error": "InvalidEndpoint", "description": "Not found"}),
    )
}

/// Refuses a call that was answered; what the answer says of the rate limit stays.
pub(super) fn refuse(refused: Refused, answer: Answer) -> Answer {
    let error = |status, error: &str, description: &str| {
        Answer::json(status, &serde_json::json!({"error": error, "description": description}))
    };
    let mut refusal = match refused {
        Refused::TooMany(seconds) => {
            let answer = error(429, "TooManyRequests", "Too many requests");
            match seconds {
                Some(seconds) => answer.with("retry-after", seconds.to_string()),
                None => answer,
            }
        }
        // Maintenance says how long it may take.
        Refused::Server(503) => Answer::empty(503).with("retry-after", "1"),
        Refused::Server(status) => Answer::empty(status),
        Refused::Expired => Answer::json(
            401,
            &serde_json::json!({
                "error": "invalid_token",
                "error_description": "access token expired, revoked or malformed",
            }),
        ),
        // Zendesk's own limits of pages stand with its lists.
        Refused::TooLarge | Refused::Window => return answer,
    };
    let kept = |name: &str| name.starts_with("x-rate-limit") || name.starts_with("ratelimit-");
    refusal
        .headers
        .extend(answer.headers.into_iter().filter(|(name, _)| kept(name)));
    refusal
}
