//! Genesys Cloud: its models, live orgs into snapshots, and the lists of an org's snapshot.
//!
//! In: an API, or a snapshot. Out: a snapshot; roles, divisions, permissions, licences. Never talks of Zendesk.

pub mod doctor;
mod lists;
pub mod live;
pub mod model;
mod read;

pub use lists::List;

pub use read::{OrgLists, ReadError};
