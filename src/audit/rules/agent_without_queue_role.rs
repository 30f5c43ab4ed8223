//! `agent-without-queue-role`.

use crate::audit::Case;
use crate::audit::case::Person;
use crate::audit::people::ByCause;
use crate::finding::{Evidence, Findings};

// The plan is held against the same rule before anybody has anything.
pub(super) use crate::plan::rules::AGENT_WITHOUT_QUEUE_ROLE as RULE;
pub(super) const NEEDS: &[&str] = super::words::GRANTS;

/// Whether a base role is planned because its holders answer customers, and not because everybody has it.
pub(super) fn is_queue_role(case: &Case<'_>, key: &str) -> bool {
    let everybodys = case.there().rights(key).is_some_and(crate::audit::people::is_everybodys);
    !everybodys && !case.role_name(key).eq_ignore_ascii_case("employee")
}

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    let mut people = ByCause::new(case, &RULE);
    for Person { there, compared } in case.differing() {
        for role in &compared.missing_bases {
            if is_queue_role(case, role) {
                let name = case.role_name(role);
                let message = format!("`{}` answers customers and does not hold the role `{name}`", there.name);
                let finding = case
                    .finding(&RULE, &there.name, &name, message)
                    .expected("the role", "not held")
                    .evidence(Evidence::get(format!("/api/v2/authorization/subjects/{}", there.id), None));
                let together = format!("answer customers and do not hold the role `{name}`");
                people.add(&there.name, &name, together, finding);
            }
        }
    }
    people.into(found);
}
