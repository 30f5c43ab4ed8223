//! Genesys Cloud: its models, and the lists of an org's snapshot.
//!
//! In: a snapshot. Out: roles, divisions, permissions, licences. Never talks of Zendesk.

pub mod model;
mod read;

pub use read::{OrgLists, ReadError};
