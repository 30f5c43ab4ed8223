//! Mapping tables: YAML files into checked tables.
//!
//! In: the embedded defaults of `mappings/`, and the user's folder over them. Out: [`Tables`], or all faults of
//! all files in one go, each with its place. Never talks of a snapshot but to say what tables cover of it.

#[expect(dead_code, unused_imports, reason = "the reader of rows comes next")]
mod format;
pub mod known;
mod schemas;
pub mod tables;

pub use format::Kind;
pub use schemas::schemas;
pub use tables::Tables;
