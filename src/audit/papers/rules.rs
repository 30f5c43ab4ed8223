//! The rules about what people said before the audit.

use crate::finding::Rule;
use crate::model::Severity;

/// `suppression-expired`.
pub static SUPPRESSION_EXPIRED: Rule = Rule {
    name: "suppression-expired",
    severity: Severity::Low,
    what: "A row of the suppressions is past its day and no longer counts.",
    why: "Somebody accepted a finding for a while. The while is over, and what was accepted stands among the findings again.",
    fix: "Mend what was accepted, or have it accepted anew with another day.",
};

/// `suppression-unused`.
pub static SUPPRESSION_UNUSED: Rule = Rule {
    name: "suppression-unused",
    severity: Severity::Info,
    what: "A row of the suppressions meets no finding.",
    why: "What it accepted is mended, or the row was never right; it would swallow the next finding of the kind unseen.",
    fix: "Take the row out.",
};

/// `approval-expired`.
pub static APPROVAL_EXPIRED: Rule = Rule {
    name: "approval-expired",
    severity: Severity::Low,
    what: "A row of the approvals is past its day and no longer counts.",
    why: "A privileged right was approved for a while. Whoever still holds it holds it without approval.",
    fix: "Take the right away, or have it approved anew with another day.",
};

/// `approval-unused`.
pub static APPROVAL_UNUSED: Rule = Rule {
    name: "approval-unused",
    severity: Severity::Info,
    what: "A row of the approvals meets no right that would otherwise be a finding.",
    why: "The right is gone, planned, or was never held; the row would let it come back unseen.",
    fix: "Take the row out.",
};

/// `assertion-failed`.
pub static ASSERTION_FAILED: Rule = Rule {
    name: "assertion-failed",
    severity: Severity::High,
    what: "Something that has to be so is not: somebody lacks a right that they must hold, or holds one that they must not.",
    why: "Whoever wrote the assertion made it a condition of the migration.",
    fix: "Follow the path that the finding shows: add or take away the permission, the grant or the membership.",
};

/// `assertion-of-nobody`.
pub static ASSERTION_OF_NOBODY: Rule = Rule {
    name: "assertion-of-nobody",
    severity: Severity::Medium,
    what: "An assertion speaks of people of whom there are none in the org.",
    why: "What is asserted of nobody always holds, and proves nothing.",
    fix: "Name people who are there, or take the row out.",
};

/// The rules of this part.
pub static RULES: &[&Rule] = &[
    &SUPPRESSION_EXPIRED,
    &SUPPRESSION_UNUSED,
    &APPROVAL_EXPIRED,
    &APPROVAL_UNUSED,
    &ASSERTION_FAILED,
    &ASSERTION_OF_NOBODY,
];
