//! What is found about an org's snapshot as such.

use crate::finding::Rule;
use crate::model::Severity;

/// A list or a fact that was asked for and is not there.
pub static LIST_NOT_READ: Rule = Rule {
    name: "list-not-read",
    severity: Severity::Medium,
    what: "A list of the org could not be read, or in part only.",
    why: "What could not be read is not checked: a plan or an audit says nothing about it, and never takes it for missing.",
    fix: "`zd2gc doctor` says which permission, scope or product the credential lacks; give it to the client and read again.",
};

/// The rules of this stage.
pub static RULES: &[&Rule] = &[&LIST_NOT_READ];
