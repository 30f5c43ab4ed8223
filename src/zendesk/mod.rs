//! Zendesk: its models, and its lists into snapshots.
//!
//! In: a live account, or files that a customer exported. Out: a snapshot, and people read back from it one by one.
//! Never talks of Genesys Cloud: what a right means there is `mapping`'s and `plan`'s to say.

mod account;
pub mod doctor;
pub mod import;
mod lists;
pub mod live;
pub mod model;
mod people;
mod rules;
mod survey;

pub use account::{Account, ReadError};
pub use lists::List;
pub use people::{People, PersonRow};
pub use rules::{NO_BRAND, RULES};
pub use survey::{MemberCounts, Survey};
