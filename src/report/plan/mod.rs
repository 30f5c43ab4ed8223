//! The plan for people: who gets what, what they lose and gain, what is to be decided.

mod markdown;
mod text;
mod words;

use std::io;

use crate::plan::model::PersonPlan;
use crate::plan::read::PlanHead;

pub use markdown::write_markdown;
pub use text::write_text;

/// Hands over the first people of a tenant, so many at most, one by one; says how many the tenant has.
pub type EachPerson<'a> = dyn Fn(&str, u64, &mut dyn FnMut(&PersonPlan) -> io::Result<()>) -> io::Result<u64> + 'a;

/// A plan whose people can be gone through.
pub struct PlanView<'a> {
    /// Everything but the people.
    pub head: &'a PlanHead,
    /// Goes through the first people of a tenant.
    pub people: &'a EachPerson<'a>,
    /// What could not be read or known; not empty: the plan is incomplete.
    pub incomplete: &'a [String],
    /// Columns of the terminal.
    pub width: usize,
}

/// How many people a report lists by name; the plan file has all of them.
const LISTED: u64 = 500;

/// What puzzles people who meet a role under another role's name.
const MERGED: &str = "Roles that allow the same are one role, under the name of the first.";
