//! `role-permission-extra`.

use super::words::custom_pairs;
use crate::audit::Case;
use crate::finding::{Findings, Rule};
use crate::model::{Permission, Severity};

pub(super) static RULE: Rule = Rule {
    name: "role-permission-extra",
    severity: Severity::Medium,
    what: "A role of the plan allows more in the org than the plan says.",
    why: "Whoever holds the role has gained a right that nobody approved.",
    fix: "Take the permission out of the role, or add it to the plan with a reason and have that approved.",
};
pub(super) const NEEDS: &[&str] = &["roles"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for pair in custom_pairs(case) {
        let (wanted, _) = pair.permissions(case);
        // What a wildcard stands for is told once, with the wildcard; `admin` has a rule of its own.
        let exact = pair.there.policies.iter().filter_map(|policy| policy.pattern.exact());
        let general = pair.there.general.iter().filter(|name| !name.as_str().eq_ignore_ascii_case("admin"));
        let all: std::collections::BTreeSet<&Permission> = exact.chain(general).collect();
        for permission in all.into_iter().filter(|permission| !wanted.contains_key(*permission)) {
            let message = format!("the role `{}` allows `{permission}`, which no plan gives it", pair.plan.name);
            let mut finding = case
                .finding(&RULE, &pair.plan.name, permission.as_str(), message)
                .expected("not in the role", "held by everybody who has the role")
                .evidence(case.role_read(&pair.key));
            if super::is_power(case, permission) {
                finding = finding.severity(Severity::High);
            }
            found.add(finding);
        }
    }
}
