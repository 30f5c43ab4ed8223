//! `role-permission-missing`.

use super::words::{custom_pairs, is_available};
use crate::audit::Case;
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "role-permission-missing",
    severity: Severity::Medium,
    what: "A role of the org lacks a permission that the plan gives it.",
    why: "Whoever holds the role can't do something that they could before, or that their work takes.",
    fix: "Add the permission to the role.",
};
pub(super) const NEEDS: &[&str] = &["roles"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for pair in custom_pairs(case) {
        let (wanted, there) = pair.permissions(case);
        // What holds under a condition is there, and another rule's.
        let missing = wanted.keys().filter(|permission| !there.contains_key(*permission));
        for permission in missing.filter(|permission| is_available(case, permission)) {
            let message = format!("the role `{}` lacks `{permission}`", pair.plan.name);
            found.add(
                case.finding(&RULE, &pair.plan.name, permission.as_str(), message)
                    .expected("held by the role", "not in its policies")
                    .evidence(case.role_read(&pair.key)),
            );
        }
    }
}
