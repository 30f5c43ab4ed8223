//! `role-unplanned`.

use crate::audit::Case;
use crate::finding::{Findings, Rule};
use crate::model::Severity;
use crate::plan::access::role_key;

pub(super) static RULE: Rule = Rule {
    name: "role-unplanned",
    severity: Severity::Info,
    what: "The org has a custom role that is in no plan.",
    why: "Somebody made it beside the migration; what it allows was approved by nobody who approved the plan.",
    fix: "Find out what it is for: add it to the plan, leave it with a suppression and its reason, or remove it.",
};
pub(super) const NEEDS: &[&str] = &["roles"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    let planned: std::collections::BTreeSet<String> = case.planned.tenant.roles.iter().map(role_key).collect();
    for (key, role) in case.there().roles() {
        // Roles that the tool itself reads with are named so.
        if role.is_default() || role.base || planned.contains(key) || case.is_readers(&role.name) {
            continue;
        }
        let message = format!("the custom role `{}` is in no plan", role.name);
        found.add(case.finding(&RULE, &role.name, "", message).expected("a role of the plan, or of the vendor", "a custom role").evidence(case.role_read(key)));
    }
}
