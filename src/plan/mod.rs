//! The plan: who gets which role, where, in which org; what that gains and loses; which applications need what.
//!
//! In: snapshots, checked tables, the catalogue. Out: `zd2gc/plan/1`, people streamed. Never reads a clock,
//! never holds all people, never guesses: what is ambiguous is a finding or a decision.

pub mod applications;
pub mod model;
pub mod read;
