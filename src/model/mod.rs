//! The words that every stage shares: permissions, scopes, operations, organizations, subjects.
//!
//! In: text. Out: checked values that cannot be mixed up. Never reads a file, never knows what *exists*
//! (that is `catalogue`), imports nothing of the crate.

mod division;
mod fidelity;
mod host;
mod ids;
mod operation;
mod permission;
mod place;
mod scope;
mod severity;
mod subject;
mod text;

pub use division::{DivisionKey, Divisions};
pub use fidelity::{Fidelity, Half, Level};
pub use host::{fault_of_base, is_loopback};
pub use ids::{InvalidName, OrgId, Region, Subdomain};
pub use operation::{Method, Operation};
pub use permission::{Pattern, Permission};
pub use place::Place;
pub use scope::Scope;
pub use severity::Severity;
pub use subject::Subject;
pub use text::{fold_address, fold_name, shown, slug};
