//! What a reading costs: calls, and the time that they take under the vendor's limit.

use std::time::Duration;

use super::CallsExpected;
use crate::http::Api;

/// How long a window of the rate limit is where headers don't tell.
const WINDOW: u64 = 60;
/// The first answer of a window says how long the window is, rounded up, and now and then a second more.
const MINUTE: std::ops::RangeInclusive<u64> = 59..=61;

/// How many calls a reading takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sizes {
    /// By what lists say of their sizes.
    pub expected: u64,
    /// The most, as far as that is known.
    pub at_most: u64,
    /// Whether it may be more all the same.
    pub at_least: bool,
}

impl Sizes {
    /// The same with the time that it takes, by the last headers and by how long an answer takes.
    pub fn estimate(self, api: &Api, latency: Duration) -> CallsExpected {
        let window = seconds(api.window());
        let allowed = api.limit().map(|limit| limit.allowed).filter(|allowed| *allowed > 0);
        let waits = allowed.map_or(0, |allowed| self.expected.div_ceil(allowed).saturating_sub(1) * window);
        let places = u64::try_from(api.transport().options().concurrency).unwrap_or(1).max(1);
        let answers = Duration::from_millis(millis(latency) * self.expected / places);
        CallsExpected {
            expected: self.expected,
            at_most: self.at_most,
            at_least: self.at_least,
            allowed_a_minute: allowed.map(|allowed| allowed * WINDOW / window),
            seconds: waits + millis(answers).div_ceil(1000),
        }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX / 1_000_000)
}

/// How long a window is, in seconds.
fn seconds(window: Option<Duration>) -> u64 {
    match window.map(|window| window.as_secs()) {
        Some(told) if told > 0 && !MINUTE.contains(&told) => told,
        _ => WINDOW,
    }
}
