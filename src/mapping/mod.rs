//! Mapping tables: YAML files into checked tables.
//!
//! In: the embedded defaults of `mappings/`, and the user's folder over them. Out: [`Tables`], or all faults of
//! all files in one go, each with its place. Never talks of a snapshot but to say what tables cover of it.

mod check;
mod compile;
mod coverage;
pub mod defaults;
mod draw;
mod duty;
mod fault;
mod format;
mod load;
mod lookup;
mod merge;
mod nearest;
mod rows;
pub mod rules;
mod schemas;
mod sheet;
mod source;
mod spans;
mod structure;
mod suggest;
pub mod tables;
mod usage;

pub use compile::Loaded;
pub use coverage::{Coverage, RoleCoverage, SettingCoverage, coverage, unused};
pub use draw::{Paint, draw};
pub use fault::Fault;
pub use format::Kind;
pub use load::{LoadError, Sources, load, load_sheet};
pub use nearest::did_you_mean;
pub use rows::Row;
pub use rules::RULES;
pub use schemas::{offered, schemas};
pub use sheet::{PermissionName, Sheet, SheetFile};
pub use suggest::suggest;
pub use tables::Tables;
pub use usage::{AccountUse, HeldRole, PeopleUse};
