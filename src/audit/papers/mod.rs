//! What somebody has said about an audit before it was made: findings that are accepted for a while, rights that are
//! approved, and what has to be so.
//!
//! Days compare with the day that stands in for a clock. A row that is past its day no longer counts and is told of; so is
//! a row that nothing met.

mod approvals;
mod assertions;
mod check;
mod format;
pub mod rules;
mod suppressions;

pub use approvals::{Approval, Approvals};
pub use assertions::{Assertion, Personas, Whom};
pub use check::{Against, approvals, assertions, suppressions};
pub use format::{ApprovalsFile, AssertionsFile, SuppressionsFile};
pub use suppressions::{Suppression, Suppressions};

use globset::{GlobBuilder, GlobMatcher};

/// Everything that was said before.
#[derive(Debug, Clone, Default)]
pub struct Papers {
    /// Findings that are accepted.
    pub suppressions: Suppressions,
    /// Rights that are approved.
    pub approvals: Approvals,
    /// What has to be so.
    pub assertions: Vec<Assertion>,
    /// The people of each role of Zendesk.
    pub personas: Personas,
}

impl Papers {
    /// Whether anything was said that ends on a day.
    pub fn is_dated(&self) -> bool {
        !self.suppressions.is_empty() || !self.approvals.is_empty()
    }
}

/// A name as a row gives it: itself, or a glob. Case does not matter: addresses and names of vendors don't go by it.
#[derive(Debug, Clone)]
pub struct Named {
    text: String,
    glob: Option<GlobMatcher>,
}

impl Named {
    /// A name or glob; `None` where the glob is none.
    pub(super) fn new(text: &str) -> Option<Self> {
        let is_glob = text.contains(['*', '?', '[', '{']);
        let glob = GlobBuilder::new(text).case_insensitive(true).build();
        let glob = match glob {
            Ok(glob) if is_glob => Some(glob.compile_matcher()),
            Ok(_) => None,
            Err(_) => return None,
        };
        Some(Self {
            text: text.to_lowercase(),
            glob,
        })
    }

    /// Whether it stands for a name.
    pub fn is(&self, name: &str) -> bool {
        // Objects hold `*` and `?` themselves: what a finding says can be pasted as it is.
        self.text == name.to_lowercase() || self.glob.as_ref().is_some_and(|glob| glob.is_match(name))
    }
}

/// Whether a day has passed at a time; a row counts through the whole of its day.
pub(super) fn is_past(until: &str, as_of: &str) -> bool {
    // Both begin with year, month and day.
    as_of.get(..10).is_some_and(|today| today > until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_counts_through_its_day() {
        assert!(!is_past("2027-06-30", "2027-06-30T23:59:59Z"));
        assert!(is_past("2027-06-30", "2027-07-01"));
    }

    #[test]
    fn what_a_finding_says_can_be_pasted_and_globs_stand_for_more() {
        let is = |text: &str, name: &str| Named::new(text).unwrap().is(name);
        assert!(is("Tier 2 @ *", "Tier 2 @ *"));
        assert!(is("*@acme.example", "Anna@Acme.example"));
        assert!(is("https://a.example/cb?x=[1]", "https://a.example/cb?x=[1]"));
        assert!(!is("anna@acme.example", "bert@acme.example"));
        assert!(Named::new("a[").is_none());
    }
}
