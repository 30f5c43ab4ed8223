//! The plan: who gets which role, where, in which org; what that gains and loses; which applications need what.
//!
//! In: snapshots, checked tables, the catalogue. Out: `zd2gc/plan/1`, people streamed. Never reads a clock,
//! never holds all people, never guesses: what is ambiguous is a finding or a decision.

// What is written.
pub mod access;
pub mod explain;
pub mod model;
pub mod read;
pub mod rules;
pub mod write;

// From settings to roles.
mod live;
mod roles;
mod source;
mod sources;
mod spoken;
mod translate;

// Where, and for whom.
mod body;
mod claims;
mod counts;
mod divisions;
mod people;
mod places;
mod tenant;

// What follows.
pub mod applications;
mod licences;
mod make;
mod memo;
mod power;
mod spool;
mod wire;

pub use live::{LiveOrg, LiveRole};
pub use make::{AccountInput, Made, PlanError, Request, Spooled, make};
pub use spool::SpoolReader;
