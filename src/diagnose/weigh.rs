//! From observations to causes: what each sign says is added up, cause by cause.

use std::collections::BTreeMap;

use super::cause::Cause;
use super::known::Known;
use super::seen::Seen;
use super::signs::{self, Sign};

/// At this many steps of evidence a cause is as likely as not.
const EVEN: f64 = 3.0;
/// Causes below this much evidence are not told, unless there is none above.
const LEAST: i32 = 2;
/// How many causes are told at most.
const MOST: usize = 5;

/// A cause and what speaks about it.
#[derive(Debug)]
pub(super) struct Weighed {
    /// The cause.
    pub(super) cause: Cause,
    /// The steps of evidence, for less against.
    pub(super) steps: i32,
    /// What was seen and why that matters, what weighs most first.
    pub(super) evidence: Vec<Evidence>,
}

/// An observation about a cause.
#[derive(Debug)]
pub(super) struct Evidence {
    /// Steps for the cause, below 0 against it.
    pub(super) steps: i8,
    /// What was seen.
    pub(super) seen: String,
    /// Why it matters.
    pub(super) because: String,
}

impl Weighed {
    /// How sure the cause is, from 0 to 1 in hundredths: 0.5 at three steps of evidence, e times the odds each further.
    ///
    /// Causes are not exclusive: a path and a scope can both be made up, each for sure.
    pub(super) fn confidence(&self) -> f64 {
        let odds = (f64::from(self.steps) - EVEN).exp();
        let sure = odds / (1.0 + odds);
        (sure.min(0.99) * 100.0).round() / 100.0
    }
}

/// The causes that the evidence speaks for, most likely first; of equals the one that a call meets first.
pub(super) fn weigh(seen: &Seen<'_>, known: &Known<'_>) -> Vec<Weighed> {
    let mut by_cause: BTreeMap<Cause, Vec<Evidence>> = BTreeMap::new();
    for Sign {
        seen: what,
        speaks,
        because,
        ..
    } in signs::all().filter(|sign| sign.is_in(seen))
    {
        for (cause, steps) in *speaks {
            by_cause.entry(*cause).or_default().push(Evidence {
                steps: *steps,
                seen: (*what).to_owned(),
                because: (*because).to_owned(),
            });
        }
    }
    for fact in known.observations(seen) {
        for (cause, steps) in &fact.speaks {
            by_cause.entry(*cause).or_default().push(Evidence {
                steps: *steps,
                seen: fact.seen.clone(),
                because: fact.because.to_owned(),
            });
        }
    }
    let mut weighed: Vec<Weighed> = by_cause
        .into_iter()
        .map(|(cause, mut evidence)| {
            evidence.sort_by_key(|one| std::cmp::Reverse(one.steps));
            let steps = evidence.iter().map(|one| i32::from(one.steps)).sum();
            Weighed { cause, steps, evidence }
        })
        .filter(|one| one.steps > 0)
        .collect();
    weighed.sort_by_key(|one| (std::cmp::Reverse(one.steps), one.cause.layer(), one.cause));
    let told = weighed.iter().filter(|one| one.steps >= LEAST).count().clamp(1, MOST);
    weighed.truncate(told);
    weighed
}
