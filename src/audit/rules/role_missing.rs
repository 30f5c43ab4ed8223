//! `role-missing`.

use crate::audit::Case;
use crate::finding::{Evidence, Findings, Rule};
use crate::model::Severity;
use crate::plan::access::role_key;

pub(super) static RULE: Rule = Rule {
    name: "role-missing",
    severity: Severity::High,
    what: "A role of the plan is not in the org.",
    why: "Nobody can hold it: everybody who was to have it lacks all that it allows.",
    fix: "Create the role as the plan says, with `[zd2gc:KEY]` at the end of its description, then grant it.",
};
pub(super) const NEEDS: &[&str] = &["roles"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for role in &case.planned.tenant.roles {
        if case.there().rights(&role_key(role)).is_some() {
            continue;
        }
        let people: u64 = role.sources.iter().map(|source| source.people).sum();
        let message = format!("the role `{}` is not in the org", role.name);
        found.add(
            case.finding(&RULE, &role.name, "", message)
                .expected(format!("a role with {} permissions, for {people} people", role.permissions.len()), "none")
                .evidence(Evidence::get("/api/v2/authorization/roles", None)),
        );
    }
}
