//! `grant-division-missing`.

use super::words::at;
use crate::access::keys;
use crate::audit::Case;
use crate::audit::case::Person;
use crate::audit::people::{ByCause, Compared};
use crate::finding::{Evidence, Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "grant-division-missing",
    severity: Severity::Medium,
    what: "A person or group holds a planned role, and not in all the divisions that the plan names.",
    why: "They don't see what lies in that division.",
    fix: "Grant the role in the division too.",
};
pub(super) const NEEDS: &[&str] = super::words::GRANTS;

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    let mut people = ByCause::new(case, &RULE);
    for Person { there, compared } in case.differing() {
        for (role, division) in &compared.less {
            let object = at(case, role, division);
            let message = format!("`{}` does not hold `{object}`", there.name);
            let finding = case
                .finding(&RULE, &there.name, &object, message)
                .expected("held there", "not held there")
                .evidence(Evidence::get(format!("/api/v2/authorization/subjects/{}", there.id), None));
            people.add(&there.name, &object, format!("do not hold `{object}`"), finding);
        }
    }
    people.into(found);
    for group in &case.planned.tenant.groups {
        let key = keys::group(&group.name);
        for (role, division) in Compared::alone(case, &key).less {
            let object = at(case, role, division);
            let message = format!("the group `{}` does not hold `{object}`", group.name);
            found.add(
                case.finding(&RULE, format!("group:{}", group.name), object, message)
                    .expected("held there", "not held there")
                    .evidence(case.grants_of(role)),
            );
        }
    }
}
