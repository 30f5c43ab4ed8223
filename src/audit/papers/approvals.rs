//! Privileged rights that somebody approved.

use std::cell::Cell;

use super::rules::{APPROVAL_EXPIRED, APPROVAL_UNUSED};
use super::{Named, is_past};
use crate::audit::about_row;
use crate::finding::Findings;
use crate::model::{Pattern, Permission, Place};

/// A row, checked.
#[derive(Debug, Clone)]
pub struct Approval {
    /// The right.
    pub permission: Pattern,
    /// Who may hold it.
    pub subject: Named,
    /// As it was written.
    pub subject_text: String,
    /// The tenant, or all.
    pub tenant: Option<String>,
    /// Who approved it.
    pub who: String,
    /// The last day.
    pub until: String,
    /// Why.
    pub reason: String,
    /// Where the row stands.
    pub place: Place,
}

/// The rows of a file, and which of them something met.
#[derive(Debug, Clone, Default)]
pub struct Approvals {
    rows: Vec<(Approval, Cell<bool>)>,
    as_of: String,
}

impl Approvals {
    /// Rows, at a day.
    pub fn new(rows: Vec<Approval>, as_of: &str) -> Self {
        Self {
            rows: rows.into_iter().map(|row| (row, Cell::new(false))).collect(),
            as_of: as_of.to_owned(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether somebody approved that a subject holds a right. Asked of rights only that are findings without.
    pub fn has(&self, tenant: &str, subject: &str, permission: &Permission) -> bool {
        let mut has = false;
        for (row, met) in &self.rows {
            let is_meant = row.tenant.as_deref().is_none_or(|own| own == tenant)
                && row.permission.matches(permission)
                && row.subject.is(subject);
            if is_meant {
                met.set(true);
                has |= !is_past(&row.until, &self.as_of);
            }
        }
        has
    }

    /// Rows that are past their day, and, where everything was looked at, rows that nothing met.
    pub fn leftovers(&self, everything: bool, found: &mut Findings) {
        for (row, met) in &self.rows {
            let told = format!(
                "`{}` for `{}`, approved by {} until {}",
                row.permission.as_str(),
                row.subject_text,
                row.who,
                row.until
            );
            let (rule, how) = if is_past(&row.until, &self.as_of) {
                (&APPROVAL_EXPIRED, "no longer counts")
            } else if !met.get() && everything {
                (&APPROVAL_UNUSED, "meets nothing")
            } else {
                continue;
            };
            found.add(about_row(
                rule,
                row.tenant.as_deref(),
                &row.subject_text,
                row.permission.as_str(),
                format!("this row {how}: {told}"),
                &row.place,
            ));
        }
    }
}
