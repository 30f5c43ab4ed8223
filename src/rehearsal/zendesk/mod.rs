//! Zendesk: one account's host.

use std::time::Duration;

use super::{Answer, Call, Rehearsal};

/// Answers a call to an account's host.
pub(super) fn answer(_rehearsal: &Rehearsal, _account: usize, _call: &Call, _now: Duration) -> Answer {
    Answer::json(
        404,
        &serde_json::json!({"error": "InvalidEndpoint", "description": "Not found"}),
    )
}
