//! `deleted-subject-grants`.

use crate::audit::Case;
use crate::audit::people::is_everybodys;
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "deleted-subject-grants",
    severity: Severity::Low,
    what: "Grants are left of somebody who is deleted, or whom no list of the org has.",
    why: "Whoever restores the user restores what they could do; and nobody can say whose rights these are.",
    fix: "Take the grants away.",
};
pub(super) const NEEDS: &[&str] = super::words::GRANTS;

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    let there = case.there();
    for (key, grants) in there.grants() {
        let Some(subject) = there.subjects().get(key) else {
            continue;
        };
        let Some(gone) = super::words::is_gone(case, subject) else {
            continue;
        };
        // Of somebody who is planned the rule for absent people speaks.
        if case.wanted().subjects().contains_key(key) {
            continue;
        }
        let roles: Vec<&str> = grants
            .iter()
            .filter_map(|grant| there.rights(&grant.role))
            .filter(|role| !is_everybodys(role))
            .map(|role| role.name.as_str())
            .collect();
        if let Some(first) = grants.first().filter(|_| !roles.is_empty()) {
            let message = format!("`{}` {gone} and holds {}", subject.name, roles.join(", "));
            found.add(
                case.finding(&RULE, &subject.name, "", message)
                    .count(roles.len() as u64).expected("no grants", roles.join(", "))
                    .evidence(case.grants_of(&first.role)),
            );
        }
    }
}
