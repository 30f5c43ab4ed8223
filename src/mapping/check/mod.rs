//! Rows into checked rows: every name held against what exists, every row against itself.

mod applications;
mod names;
mod people;
mod rights;
mod roles;
mod settings;
mod tenants;

pub(super) use applications::{application, applications_among_tenants};
pub(super) use names::Names;
pub(super) use people::person;
pub(super) use rights::{duty, level, scope};
pub(super) use roles::{administration, base, overrides, shadows, system};
pub(super) use settings::{decision, others_conversations, settings};
pub(super) use tenants::{tenant, tenants_among_themselves};

use super::rows::Row;
use super::spans::Step;
use super::{fault::Fault, rules};

/// Refuses an empty text.
fn filled<T>(names: &mut Names<'_>, row: &Row<T>, path: &[Step<'_>], text: &str, what: &str) -> bool {
    if text.trim().is_empty() {
        names.faults.push(Fault::new(
            &rules::VALUE_INVALID,
            row.at(path),
            format!("{what} is empty"),
        ));
        return false;
    }
    true
}
