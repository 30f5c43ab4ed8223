//! `division-missing`.

use crate::audit::Case;
use crate::finding::{Evidence, Findings, Rule};
use crate::model::{Divisions, Severity};

pub(super) static RULE: Rule = Rule {
    name: "division-missing",
    severity: Severity::High,
    what: "A division of the plan is not in the org.",
    why: "Nothing can be granted in it; everybody who was to work there lacks what they had.",
    fix: "Create the division, place its queues, flows and users in it, then make the grants.",
};
pub(super) const NEEDS: &[&str] = &["divisions"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for division in case.planned.tenant.divisions.iter().filter(|one| one.key != Divisions::HOME) {
        if case.there().divisions().contains_key(&case.planned.division(&division.key)) {
            continue;
        }
        let message = format!("the division `{}` is not in the org", division.name);
        found.add(
            case.finding(&RULE, &division.name, &division.key, message).expected("a division of this name", "none")
                .evidence(Evidence::get("/api/v2/authorization/divisions/query", None)),
        );
    }
}
