//! What a snapshot of the org costs: calls, and the time that they take under the vendor's limit.

use std::time::Duration;

use super::probe::{Outcome, Probe};
use crate::genesys::live::reads::{Each, Paging};
use crate::http::Api;
use crate::live::CallsExpected;

/// How long a window of the rate limit is where headers don't tell.
const WINDOW: u64 = 60;
/// The first answer of a window says how long the window is, rounded up, and now and then a second more.
const MINUTE: std::ops::RangeInclusive<u64> = 59..=61;

/// Estimates from what the probes say of each list, the last headers, and how long an answer takes.
pub(super) fn estimate(probes: &[Probe], api: &Api, latency: Duration) -> CallsExpected {
    let calls = Sizes::of(probes);
    let window = seconds(api.window());
    let allowed = api.limit().map(|limit| limit.allowed).filter(|allowed| *allowed > 0);
    let waits = allowed.map_or(0, |allowed| calls.expected.div_ceil(allowed).saturating_sub(1) * window);
    let places = u64::try_from(api.transport().options().concurrency).unwrap_or(1).max(1);
    let answers = Duration::from_millis(millis(latency) * calls.expected / places);
    CallsExpected {
        expected: calls.expected,
        at_most: calls.at_most,
        allowed_a_minute: allowed.map(|allowed| allowed * WINDOW / window),
        seconds: waits + millis(answers).div_ceil(1000),
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

/// Calls.
struct Sizes {
    expected: u64,
    at_most: u64,
}

impl Sizes {
    fn of(probes: &[Probe]) -> Self {
        let total = |gives: &str| {
            let of = probes
                .iter()
                .filter(|probe| probe.read.gives == gives && probe.read.each == Each::Once);
            of.filter_map(Probe::total).sum::<u64>()
        };
        let grants = probes
            .iter()
            .any(|probe| probe.read.gives == "subject_grants" && probe.given().is_some());
        let (mut expected, mut at_most) = (0, 0);
        for probe in probes {
            let size = match probe.read.paging {
                Paging::Numbered(size) | Paging::Cursor(size) => u64::from(size),
                Paging::Whole | Paging::Single => 1,
            };
            let (least, most) = match (probe.read.each, &probe.outcome) {
                // What is refused once is not asked for again.
                (_, Outcome::Refused(_)) => (1, 1),
                (Each::Once, _) => match (probe.read.paging, probe.total()) {
                    (Paging::Numbered(_), Some(total)) => (total.div_ceil(size).max(1), total.div_ceil(size).max(1)),
                    // Counted as pages by number; the first of those tells that they don't reach.
                    (Paging::Cursor(_), _) if probe.read.gives == "users" => (1, 1),
                    // A cursor that goes on: how far, only reading tells.
                    (Paging::Cursor(_), None) => (2, 2),
                    _ => (1, 1),
                },
                (Each::Role, _) => {
                    // Everybody holds the role `employee`; who holds more roles fills more pages.
                    let roles = total("roles");
                    let calls = if roles == 0 { 0 } else { roles + total("users") / size };
                    (calls, calls)
                }
                // Which groups hold grants is known when grants were read.
                (Each::GroupWithGrants, _) if grants => (0, total("groups")),
                (Each::GroupWithGrants, _) => (0, 0),
                (Each::Trustee, _) => (total("trustees"), total("trustees")),
            };
            expected += least;
            at_most += most;
        }
        Self { expected, at_most }
    }
}
