//! The cause of a refusal: which layer of the platform refused, why, and what to do.
//!
//! In: a refused call as people tell it ([`Refusal`]), and what a plan or a snapshot knows ([`Known`]). Out: causes,
//! most likely first ([`Diagnosis`]). Between the two: what can be seen (`seen`), the signs that it shows
//! (`signs`), what they weigh together (`weigh`), and the words for it (`told`). Nothing is called, nothing is read.

mod cause;
mod glossary;
mod known;
pub mod paste;
mod refusal;
mod said;
mod seen;
mod signs;
mod takes;
mod told;
mod weigh;

#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::Serialize;

pub use cause::{Cause, Layer};
pub use known::{Approval, Caller, Client, Holds, Known, Org};
pub use refusal::Refusal;
pub use takes::Takes;
pub use told::Told;

use crate::catalogue::{Catalogue, OperationFacts};
use seen::Seen;

/// Causes of a refusal, most likely first.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Diagnosis {
    /// `zd2gc/diagnosis/1`.
    pub schema: String,
    /// The causes, most likely first; empty where nothing was told that speaks for one.
    pub causes: Vec<Told>,
    /// What is so whatever the cause: what the call takes, and how to check.
    pub facts: Vec<String>,
    /// What the call takes; of one that does not exist, what the nearest real ones take.
    pub calls: Vec<Takes>,
    /// The day of the catalogue's facts.
    pub catalogue: String,
}

impl Diagnosis {
    /// The schema's name.
    pub const SCHEMA: &'static str = "zd2gc/diagnosis/1";
}

/// Finds the causes of a refusal.
pub fn diagnose(refusal: &Refusal, known: &Known<'_>) -> Diagnosis {
    let seen = Seen::of(refusal);
    let weighed = weigh::weigh(&seen, known);
    let ids: Vec<Cause> = weighed.iter().map(|one| one.cause).collect();
    // The first two are told apart from each other; the others from the first.
    let other = |nth: usize| if nth == 0 { ids.get(1) } else { ids.first() };
    let causes = weighed
        .iter()
        .enumerate()
        .map(|(nth, one)| told::told(one, other(nth).copied().filter(|_| nth < 2), &seen, known))
        .collect();
    let (calls, facts) = takes::of_call(&seen);
    Diagnosis {
        schema: Diagnosis::SCHEMA.to_owned(),
        causes,
        facts,
        calls,
        catalogue: Catalogue::DATE.to_owned(),
    }
}

/// The operation that was refused, where it exists: whoever knows of rights looks up those that it takes.
pub fn operation(refusal: &Refusal) -> Option<&'static OperationFacts> {
    Seen::of(refusal).operation()
}
