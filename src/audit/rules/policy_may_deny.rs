//! `policy-may-deny`.

use crate::audit::Case;
use crate::finding::{Evidence, Findings, Rule};
use crate::model::{Permission, Severity};

pub(super) static RULE: Rule = Rule {
    name: "policy-may-deny",
    severity: Severity::Medium,
    what: "An access policy in force denies something that a role of the plan allows.",
    why: "If enforcement is on, people are refused what their roles give them; whether it is on, no list tells.",
    fix: "Read the policy and its conditions with whoever made it.",
};
pub(super) const NEEDS: &[&str] = &["policies"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    let denies = |effect: &Option<String>| effect.as_deref().is_some_and(|effect| effect.eq_ignore_ascii_case("DENY"));
    for policy in case.org.policies.iter().filter(|policy| policy.active != Some(false) && denies(&policy.effect)) {
        let Some(Ok(target)) = policy.target_resource.as_deref().map(str::parse::<Permission>) else {
            continue;
        };
        let roles: Vec<&str> = case
            .planned
            .tenant
            .roles
            .iter()
            .filter(|role| role.permissions.iter().any(|name| name.eq_ignore_ascii_case(target.as_str())))
            .map(|role| role.name.as_str())
            .collect();
        if roles.is_empty() {
            continue;
        }
        let message = format!("if enforcement is on, `{}` denies `{target}`, which {} allows", policy.name, roles.join(", "));
        let evidence = Evidence::get(format!("/api/v2/authorization/policies/{}", policy.id), None);
        found.add(
            case.finding(&RULE, &policy.name, target.as_str(), message)
                .count(roles.len() as u64).expected("allowed", "denied, if enforcement is on")
                .evidence(evidence),
        );
    }
}
