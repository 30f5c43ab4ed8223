//! Snapshots: what was read, in one folder, in the vendor's own words, the same bytes for the same content.
//!
//! In: lists, record by record, in any order. Out: a folder with `snapshot.json` and one sorted NDJSON file a list.
//! A journal keeps what a reading got so far. Knows no vendor: what a list is called and by what it is sorted is said by `zendesk` and `genesys`.

mod error;
pub mod files;
mod journal;
mod list;
mod manifest;
mod open;
mod rules;
mod sort;
mod swap;
mod write;

pub use error::SnapshotError;
pub use journal::Journal;
pub use list::ListReader;
pub use manifest::{Coverage, Of};
pub use open::Snapshot;
pub use rules::{LIST_NOT_READ, RULES, list_not_read};
pub use sort::{Key, Merged, Sorted, Sorts};
pub use write::{Draft, ListWriter};
