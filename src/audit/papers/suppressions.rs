//! Findings that somebody accepts for a while.

use std::cell::Cell;

use super::rules::{SUPPRESSION_EXPIRED, SUPPRESSION_UNUSED};
use super::{Named, is_past};
use crate::audit::about_row;
use crate::finding::{Accepted, Finding, Findings};
use crate::model::Place;

/// A row, checked.
#[derive(Debug, Clone)]
pub struct Suppression {
    /// The rule.
    pub rule: String,
    /// The tenant, or all.
    pub tenant: Option<String>,
    /// Subjects, or any.
    pub subject: Option<Named>,
    /// Objects, or any.
    pub object: Option<Named>,
    /// Why.
    pub reason: String,
    /// Who accepts it.
    pub who: String,
    /// The last day.
    pub until: String,
    /// Where the row stands.
    pub place: Place,
}

impl Suppression {
    fn meets(&self, finding: &Finding) -> bool {
        let is = |named: &Option<Named>, text: &str| named.as_ref().is_none_or(|named| named.is(text));
        self.rule == finding.rule
            && (self.tenant.is_none() || self.tenant == finding.tenant)
            && is(&self.subject, &finding.subject)
            && is(&self.object, &finding.object)
    }

    /// The row as messages name it.
    fn told(&self) -> String {
        format!("`{}`, accepted by {} until {}", self.rule, self.who, self.until)
    }
}

/// The rows of a file, and which of them something met.
#[derive(Debug, Clone, Default)]
pub struct Suppressions {
    rows: Vec<(Suppression, Cell<bool>)>,
    as_of: String,
}

impl Suppressions {
    /// Rows, at a day.
    pub fn new(rows: Vec<Suppression>, as_of: &str) -> Self {
        Self {
            rows: rows.into_iter().map(|row| (row, Cell::new(false))).collect(),
            as_of: as_of.to_owned(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row that accepts a finding and is in force.
    pub fn row(&self, finding: &Finding) -> Option<&Suppression> {
        let mut found = None;
        for (row, met) in self.rows.iter().filter(|(row, _)| row.meets(finding)) {
            met.set(true);
            if found.is_none() && !is_past(&row.until, &self.as_of) {
                found = Some(row);
            }
        }
        found
    }

    /// Parts findings into those that stand and those that are accepted.
    pub fn part(&self, found: Findings) -> (Findings, Vec<Accepted>) {
        let mut open = Findings::default();
        let mut accepted = Vec::new();
        for finding in found.into_sorted() {
            match self.row(&finding) {
                Some(row) => accepted.push(Accepted {
                    reason: row.reason.clone(),
                    who: row.who.clone(),
                    until: row.until.clone(),
                    by: (&row.place).into(),
                    finding,
                }),
                None => open.add(finding),
            }
        }
        (open, accepted)
    }

    /// Rows that are past their day, and rows that nothing met. `was_applied` says whether a rule was, in a tenant.
    pub fn leftovers(&self, was_applied: impl Fn(&str, Option<&str>) -> bool, found: &mut Findings) {
        for (row, met) in &self.rows {
            let object = row.place.file.clone();
            if is_past(&row.until, &self.as_of) {
                let finding = about_row(
                    &SUPPRESSION_EXPIRED,
                    row.tenant.as_deref(),
                    &row.rule,
                    object,
                    format!("this row no longer counts: {}", row.told()),
                    &row.place,
                );
                found.add(finding.expected(format!("in force on {}", self.as_of), format!("until {}", row.until)));
            } else if !met.get() && was_applied(&row.rule, row.tenant.as_deref()) {
                found.add(about_row(
                    &SUPPRESSION_UNUSED,
                    row.tenant.as_deref(),
                    &row.rule,
                    object,
                    format!("this row meets no finding: {}", row.told()),
                    &row.place,
                ));
            }
        }
    }
}
