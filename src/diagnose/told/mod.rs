//! Causes in words: what is so, how it is known, how sure it is, what would decide, what to do.

mod details;
mod texts;

use schemars::JsonSchema;
use serde::Serialize;

use super::cause::{Cause, Layer};
use super::known::Known;
use super::seen::Seen;
use super::weigh::Weighed;

/// How many observations are told of a cause.
const EVIDENCE: usize = 8;

/// A cause, told.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Told {
    /// The cause.
    #[schemars(with = "String")]
    pub id: Cause,
    /// The layer that it lies in.
    #[schemars(with = "String")]
    pub layer: Layer,
    /// How sure it is, from 0 to 1. Causes don't exclude each other: two can both be sure.
    pub confidence: f64,
    /// What is so, where that is known from, and how sure it is.
    pub explanation: String,
    /// What was seen, and why that speaks for it, what weighs most first; at last what speaks against it.
    pub evidence: Vec<String>,
    /// What to do, in order.
    pub remedy: Vec<String>,
}

/// Tells a cause.
pub(super) fn told(weighed: &Weighed, other: Option<Cause>, seen: &Seen<'_>, known: &Known<'_>) -> Told {
    let cause = weighed.cause;
    let text = texts::of(cause);
    let details = details::of(cause, seen, known);
    let confidence = weighed.confidence();
    let mut sentences = vec![text.what.to_owned()];
    sentences.extend(details.more);
    sentences.push(format!("Known from {}.", text.known_from));
    sentences.push(format!("{} ({confidence:.2}).", sureness(confidence)));
    if let Some(other) = other {
        sentences.push(format!("What tells it from {other}: {}.", text.proof));
    }
    let evidence = weighed.evidence.iter().take(EVIDENCE).map(|one| {
        let side = if one.steps < 0 { "against it: " } else { "" };
        format!("{side}{}: {}", one.seen, one.because)
    });
    Told {
        id: cause,
        layer: cause.layer(),
        confidence,
        explanation: sentences.join(" "),
        evidence: evidence.collect(),
        remedy: details
            .first
            .into_iter()
            .chain(text.remedy.iter().map(|step| (*step).to_owned()))
            .collect(),
    }
}

/// A confidence in words.
fn sureness(confidence: f64) -> &'static str {
    match confidence {
        sure if sure >= 0.9 => "Nearly certain",
        sure if sure >= 0.7 => "Likely",
        sure if sure >= 0.4 => "Possible",
        _ => "Only a hint",
    }
}

/// Names between backticks.
fn quoted(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// Every text that is said of causes whatever the case, for the test that looks up the names in them.
#[cfg(test)]
pub(super) fn texts() -> impl Iterator<Item = &'static str> {
    use strum::IntoEnumIterator as _;
    Cause::iter().map(texts::of).flat_map(|text| {
        let parts = [text.what, text.known_from, text.proof];
        parts.into_iter().chain(text.remedy.iter().copied())
    })
}
