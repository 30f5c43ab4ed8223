//! `condition-missing`.

use super::words::custom_pairs;
use crate::audit::Case;
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "condition-missing",
    severity: Severity::High,
    what: "A permission that the plan gives under a condition holds without one.",
    why: "A permission with a condition is another one than the same without: this one reaches everything.",
    fix: "Add the condition to the policy of the role.",
};
pub(super) const NEEDS: &[&str] = &["roles"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for pair in custom_pairs(case) {
        let (wanted, there) = pair.permissions(case);
        for permission in wanted.iter().filter(|(_, conditional)| **conditional).map(|(permission, _)| permission) {
            if there.get(permission) == Some(&false) {
                let message = format!("the role `{}` holds `{permission}` without its condition", pair.plan.name);
                found.add(
                    case.finding(&RULE, &pair.plan.name, permission.as_str(), message)
                        .expected("under a condition", "without one")
                        .evidence(case.role_read(&pair.key)),
                );
            }
        }
    }
}
