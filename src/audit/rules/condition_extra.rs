//! `condition-extra`.

use super::words::custom_pairs;
use crate::audit::Case;
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "condition-extra",
    severity: Severity::Medium,
    what: "A permission of a role holds under a condition that the plan does not have.",
    why: "It holds for less than planned, and which part of it only the vendor can tell.",
    fix: "Remove the condition from the policy of the role, or put the permission into the plan with it.",
};
pub(super) const NEEDS: &[&str] = &["roles"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for pair in custom_pairs(case) {
        let (wanted, there) = pair.permissions(case);
        for (permission, _) in wanted.iter().filter(|(_, conditional)| !**conditional) {
            if there.get(permission) == Some(&true) {
                let message = format!("the role `{}` holds `{permission}` under a condition only", pair.plan.name);
                found.add(
                    case.finding(&RULE, &pair.plan.name, permission.as_str(), message)
                        .expected("without a condition", "under one")
                        .evidence(case.role_read(&pair.key)),
                );
            }
        }
    }
}
