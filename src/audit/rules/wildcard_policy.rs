//! `wildcard-policy`.

use super::words::custom_pairs;
use crate::audit::Case;
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "wildcard-policy",
    severity: Severity::Medium,
    what: "A role of the plan holds a wildcard that the plan does not have.",
    why: "A wildcard stands for what the vendor adds later too: rights that nobody has looked at.",
    fix: "Name the permissions that are needed, and take the wildcard out of the role.",
};
pub(super) const NEEDS: &[&str] = &["roles"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for pair in custom_pairs(case) {
        let planned = |text: &str| pair.wanted.policies.iter().any(|own| own.pattern.as_str().eq_ignore_ascii_case(text));
        let wild = pair.there.policies.iter().filter(|policy| policy.pattern.exact().is_none());
        for policy in wild.filter(|policy| !planned(policy.pattern.as_str())) {
            let pattern = policy.pattern.as_str();
            let stands_for = case.listed(&policy.pattern).len();
            let message = format!(
                "the role `{}` holds `{pattern}`, which stands for {stands_for} permissions today",
                pair.plan.name
            );
            found.add(
                case.finding(&RULE, &pair.plan.name, pattern, message)
                    .expected("permissions by name", pattern)
                    .evidence(case.role_read(&pair.key)),
            );
        }
    }
}
