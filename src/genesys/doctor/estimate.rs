//! How many calls a snapshot of the org takes.

use super::probe::{Outcome, Probe};
use crate::genesys::live::reads::{Each, Paging};
use crate::live::Sizes;

/// Counts from what the probes say of each list.
pub(super) fn sizes(probes: &[Probe]) -> Sizes {
    let total = |gives: &str| {
        let of = probes
            .iter()
            .filter(|probe| probe.read.gives == gives && probe.read.each == Each::Once);
        of.filter_map(Probe::total).sum::<u64>()
    };
    let grants = probes
        .iter()
        .any(|probe| probe.read.gives == "subject_grants" && probe.given().is_some());
    let (mut expected, mut at_most, mut at_least) = (0, 0, false);
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
                (Paging::Cursor(_), None) => {
                    at_least |= probe.given().is_some();
                    (2, 2)
                }
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
    Sizes {
        expected,
        at_most,
        at_least,
    }
}
