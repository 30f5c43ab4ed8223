//! `grant-extra`.

use std::collections::BTreeSet;

use crate::access::{Kind, State, keys};
use crate::audit::Case;
use crate::audit::case::Person;
use crate::audit::people::{ByCause, Compared};
use crate::finding::{Evidence, Findings, Rule};
use crate::model::Severity;
use crate::plan::access::role_key;

pub(super) static RULE: Rule = Rule {
    name: "grant-extra",
    severity: Severity::Medium,
    what: "A person or group of the plan holds a role that the plan does not give them, or somebody else holds a role that the \
           plan makes.",
    why: "They can do more than was approved.",
    fix: "Take the role away, or put it into the plan and have it approved. Leave two holders of `authorization:grant:add` at \
          least.",
};
pub(super) const NEEDS: &[&str] = super::words::GRANTS;

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    let mut people = ByCause::new(case, &RULE);
    for Person { there, compared } in case.differing() {
        for role in &compared.extra {
            let name = case.role_name(role);
            let message = format!("`{}` holds the role `{name}`, which no plan gives them", there.name);
            let finding = case
                .finding(&RULE, &there.name, &name, message)
                .expected("not held", "held")
                .evidence(Evidence::get(format!("/api/v2/authorization/subjects/{}", there.id), None));
            people.add(&there.name, &name, format!("hold the role `{name}`, which no plan gives them"), finding);
        }
    }
    people.into(found);
    for group in &case.planned.tenant.groups {
        let key = keys::group(&group.name);
        for role in Compared::alone(case, &key).extra {
            add(case, &format!("group:{}", group.name), role, found);
        }
    }
    strangers(case, found);
}

/// Those of whom no plan speaks and who hold a role that the plan makes.
fn strangers(case: &Case<'_>, found: &mut Findings) {
    let owned: BTreeSet<String> = case.owned.iter().map(|one| keys::client(&one.application.client_id)).collect();
    let made = case.planned.tenant.roles.iter().filter(|role| !role.existing);
    let made: BTreeSet<String> = made.map(role_key).collect();
    for (subject, grants) in case.there().grants() {
        let Some(there) = case.there().subjects().get(subject) else {
            continue;
        };
        let elsewhere = matches!(there.kind, Kind::TrusteeUser | Kind::TrusteeGroup);
        let gone = matches!(there.state, State::Deleted | State::Unknown);
        // Each of them has rules of its own.
        if elsewhere || gone || case.wanted().subjects().contains_key(subject) || owned.contains(subject) {
            continue;
        }
        for grant in grants.iter().filter(|grant| made.contains(&grant.role)) {
            add(case, &there.name, &grant.role, found);
        }
    }
}

fn add(case: &Case<'_>, subject: &str, role: &str, found: &mut Findings) {
    let name = case.role_name(role);
    let message = format!("`{subject}` holds the role `{name}`, which no plan gives it");
    found.add(
        case.finding(&RULE, subject, &name, message)
            .expected("not held", "held")
            .evidence(case.grants_of(role)),
    );
}
