//! What can be observed in a refusal, and what each observation speaks for and against.
//!
//! A sign is one observation: a code, a status, something that the catalogue knows of the call, or something that is
//! said in words. It speaks for causes (above 0) and against them (below), in steps of evidence: 1 is a hint, 3 is
//! even odds on its own, 6 is what the platform says outright. Signs know nothing of each other; a contradiction is a
//! sign of its own. One file a subject, by layer.

mod authorize;
mod client;
mod grant;
mod limit;
mod permission;
mod request;
mod scope;
mod token;

use super::cause::Cause;
use super::seen::Seen;

/// An observation that can be made.
pub(super) struct Sign {
    /// What is seen, as the evidence is told.
    pub(super) seen: &'static str,
    /// When it is.
    pub(super) when: When,
    /// What it speaks for and against, and how much.
    pub(super) speaks: &'static [(Cause, i8)],
    /// Why.
    pub(super) because: &'static str,
}

/// How a sign is seen.
pub(super) enum When {
    /// One of these codes was given.
    Code(&'static [&'static str]),
    /// Free text fits one of these patterns (see [`super::said`]).
    Said(&'static [&'static str]),
    /// What the catalogue and the fields show.
    Shows(fn(&Seen<'_>) -> bool),
}

impl Sign {
    /// Whether a refusal shows it.
    pub(super) fn is_in(&self, seen: &Seen<'_>) -> bool {
        match &self.when {
            When::Code(codes) => seen.has_code(codes),
            When::Said(patterns) => seen.says(patterns),
            When::Shows(shows) => shows(seen),
        }
    }
}

/// All signs, by layer.
pub(super) fn all() -> impl Iterator<Item = &'static Sign> {
    [
        request::SIGNS,
        authorize::SIGNS,
        client::SIGNS,
        grant::SIGNS,
        token::SIGNS,
        limit::SIGNS,
        scope::SIGNS,
        permission::SIGNS,
    ]
    .into_iter()
    .flatten()
}
