//! `grant-division-extra`.

use super::words::at;
use crate::access::keys;
use crate::audit::Case;
use crate::audit::case::Person;
use crate::audit::people::{ByCause, Compared};
use crate::finding::{Evidence, Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "grant-division-extra",
    severity: Severity::Medium,
    what: "A person or group holds a planned role in a division that the plan does not name; `*` stands for all divisions.",
    why: "They see and do there what was not approved.",
    fix: "Take the division out of the grant, or put it into the plan and have it approved.",
};
pub(super) const NEEDS: &[&str] = super::words::GRANTS;

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    let mut people = ByCause::new(case, &RULE);
    for Person { there, compared } in case.differing() {
        for (role, division) in &compared.more {
            let object = at(case, role, division);
            let message = format!("`{}` holds `{object}`, which is not planned", there.name);
            let mut finding = case
                .finding(&RULE, &there.name, &object, message)
                .expected("not held there", "held there")
                .evidence(Evidence::get(format!("/api/v2/authorization/subjects/{}", there.id), None));
            if *division == "*" {
                finding = finding.severity(Severity::High);
            }
            people.add(&there.name, &object, format!("hold `{object}`, which is not planned"), finding);
        }
    }
    people.into(found);
    for group in &case.planned.tenant.groups {
        let key = keys::group(&group.name);
        for (role, division) in Compared::alone(case, &key).more {
            let object = at(case, role, division);
            let message = format!("the group `{}` holds `{object}`, which is not planned", group.name);
            found.add(
                case.finding(&RULE, format!("group:{}", group.name), object, message)
                    .expected("not held there", "held there")
                    .evidence(case.grants_of(role)),
            );
        }
    }
}
