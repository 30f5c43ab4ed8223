//! Snapshots: what was read, in one folder, in the vendor's own words, the same bytes for the same content.
//!
//! In: lists, page by page. Out: a folder with `snapshot.json` and one sorted NDJSON file a list. Knows no vendor.

pub mod files;
