//! The plan for people: who gets what, what they lose and gain, what is to be decided.

mod markdown;
mod text;
mod words;

use std::io;

use crate::plan::model::PersonPlan;
use crate::plan::read::PlanHead;

pub use markdown::write_markdown;
pub use text::write_text;

/// Hands people over, one by one, until told to stop by `false`.
pub type EachPerson<'a> = dyn Fn(&mut dyn FnMut(&PersonPlan) -> bool) -> io::Result<()> + 'a;

/// A plan whose people can be gone through.
pub struct PlanView<'a> {
    /// Everything but the people.
    pub head: &'a PlanHead,
    /// Goes through the people, until told to stop by `false`.
    pub people: &'a EachPerson<'a>,
    /// What could not be read or known; not empty: the plan is incomplete.
    pub incomplete: &'a [String],
    /// Columns of the terminal.
    pub width: usize,
}

/// How many people a report lists by name; the plan file has all of them.
const LISTED: u64 = 500;
