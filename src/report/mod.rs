//! Results as people read them: one file a result, each `fn(&View, &mut dyn Write)`.
//!
//! In: what a stage made. Out: text and Markdown. Computes no verdict, writes no file, knows no terminal.

pub mod access;
pub mod audit;
pub mod coverage;
pub mod diagnose;
pub mod diff;
pub mod doctor;
mod escape;
pub mod explain;
pub mod manifest;
pub mod plan;
pub mod table;
pub mod urls;
pub mod who_can;
mod wrap;
