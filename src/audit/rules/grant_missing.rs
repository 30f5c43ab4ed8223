//! `grant-missing`.

use crate::audit::Case;
use crate::audit::case::Person;
use crate::audit::people::{ByCause, Compared};
use crate::finding::{Evidence, Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "grant-missing",
    severity: Severity::Medium,
    what: "A person or group lacks a role that the plan gives them.",
    why: "They can't do what they could before.",
    fix: "Grant the role in the divisions that the plan names, or put the person into the group that holds it.",
};
pub(super) const NEEDS: &[&str] = super::words::GRANTS;

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    let mut people = ByCause::new(case, &RULE);
    for Person { there, compared } in case.differing() {
        let queue = |role: &&str| super::agent_without_queue_role::is_queue_role(case, role);
        let bases = compared.missing_bases.iter().copied().filter(|role| !queue(role));
        for role in compared.missing.iter().copied().chain(bases) {
            let name = case.role_name(role);
            let message = format!("`{}` does not hold the role `{name}`", there.name);
            let finding = case
                .finding(&RULE, &there.name, &name, message)
                .expected("the role", "not held")
                .evidence(Evidence::get(format!("/api/v2/authorization/subjects/{}", there.id), None));
            people.add(&there.name, &name, format!("do not hold the role `{name}`"), finding);
        }
    }
    people.into(found);
    for group in &case.planned.tenant.groups {
        let key = crate::access::keys::group(&group.name);
        let held = Compared::alone(case, &key);
        let role = case.planned.role(&group.role).unwrap_or_default();
        let absent = !case.there().subjects().contains_key(&key) && case.there().rights(role).is_some();
        if absent || held.missing.contains(role) {
            let actual = if absent { "the group is not in the org" } else { "not held" };
            let message = format!("the group `{}` does not hold the role `{}`: {actual}", group.name, group.role);
            found.add(
                case.finding(&RULE, format!("group:{}", group.name), &group.role, message)
                    .expected("the role", actual)
                    .evidence(case.grants_of(role)),
            );
        }
    }
}
