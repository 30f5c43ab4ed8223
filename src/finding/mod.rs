//! Findings: results about the user's data, as opposed to errors, which mean that we could not do the job.
//!
//! In: rules declared beside the stage that checks them. Out: a sorted list, the highest severity, a file
//! `zd2gc/findings/1`. Never formats for a medium, never decides an exit code.

mod list;
mod past;
mod rule;

pub use list::{Accepted, Findings, FindingsFile, Met, Tally};
pub use past::Past;
pub use rule::{Evidence, Finding, Rule, Source, Status};
