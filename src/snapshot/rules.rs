//! What is found about a snapshot as such, whichever vendor it is of.

use crate::finding::{Evidence, Finding, Rule};
use crate::model::Severity;

/// A list or a fact that was asked for and is not there.
pub static LIST_NOT_READ: Rule = Rule {
    name: "list-not-read",
    severity: Severity::Medium,
    what: "A list of the account or org was asked for and could not be read, or in part only.",
    why: "What could not be read is not checked: a plan or an audit says nothing about it, and never takes it for missing.",
    fix: "`zd2gc doctor` says which permission, scope, role or product the credential lacks; give it to the client and read again.",
};

/// The rules of this stage.
pub static RULES: &[&Rule] = &[&LIST_NOT_READ];

/// A list or fact that could not be read, with the words that the snapshot says why in.
pub fn list_not_read(name: &str, why: &str, path: Option<&str>) -> Finding {
    let finding = Finding::new(&LIST_NOT_READ, name, "coverage", format!("`{name}` is {why}"));
    match path {
        Some(path) => finding.evidence(Evidence::get(path, None)),
        None => finding,
    }
}
