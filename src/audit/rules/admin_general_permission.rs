//! `admin-general-permission`.

use super::words::custom_pairs;
use crate::audit::Case;
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "admin-general-permission",
    severity: Severity::High,
    what: "A role of the plan holds the general permission `admin`.",
    why: "It stands for everything in the org, whatever policies the role has besides.",
    fix: "Take `admin` out of the role; the plan names the permissions that it needs.",
};
pub(super) const NEEDS: &[&str] = &["roles"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for pair in custom_pairs(case) {
        let is_admin = |name: &crate::model::Permission| name.as_str().eq_ignore_ascii_case("admin");
        let approved = |name| case.papers.approvals.has(&case.planned.tenant.name, &pair.plan.name, name);
        let mut given = pair.there.general.iter().filter(|name| is_admin(name));
        if !pair.wanted.general.iter().any(is_admin) && given.any(|name| !approved(name)) {
            let message = format!("the role `{}` holds the general permission `admin`", pair.plan.name);
            found.add(
                case.finding(&RULE, &pair.plan.name, "admin", message)
                    .expected("policies by name", "everything")
                    .evidence(case.role_read(&pair.key)),
            );
        }
    }
}
