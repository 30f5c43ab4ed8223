//! `user-inactive-with-grants`.

use crate::access::State;
use crate::audit::Case;
use crate::audit::people::is_everybodys;
use crate::finding::{Evidence, Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "user-inactive-with-grants",
    severity: Severity::Medium,
    what: "Somebody of the plan is switched off and holds roles.",
    why: "What they hold is there and can't be used; whoever switches them on again gives it all at once.",
    fix: "Switch the user on if they are to work, or take the roles away until then.",
};
pub(super) const NEEDS: &[&str] = super::words::GRANTS;

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (key, _) in case.planned_people() {
        let Some(there) = case.there().subjects().get(key).filter(|there| there.state == State::Inactive) else {
            continue;
        };
        if holds(case, key) {
            let message = format!("`{}` is switched off and holds what is planned for them, or some of it", there.name);
            found.add(
                case.finding(&RULE, &there.name, "", message)
                    .expected("an active user", "inactive")
                    .evidence(Evidence::get(format!("/api/v2/users/{}", there.id), None)),
            );
        }
    }
}

/// Whether somebody holds more than everybody does.
pub(super) fn holds(case: &Case<'_>, key: &str) -> bool {
    let there = case.there();
    let mut held = there.held_by(key).map(|(_, grant)| grant);
    held.any(|grant| there.rights(&grant.role).is_none_or(|role| !is_everybodys(role)))
}
