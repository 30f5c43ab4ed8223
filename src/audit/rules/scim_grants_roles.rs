//! `scim-grants-roles`.

use crate::access::Kind;
use crate::audit::Case;
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "scim-grants-roles",
    severity: Severity::Info,
    what: "A client holds the default role for SCIM integrations.",
    why: "An identity provider that sends roles by SCIM overwrites what was granted by hand, at its next round.",
    fix: "See whether the provider sends roles; if so, make the grants there, or switch that off.",
};
pub(super) const NEEDS: &[&str] = &["oauth_clients", "roles", "subject_grants"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    let there = case.there();
    for (key, subject) in there.subjects().iter().filter(|(_, subject)| subject.kind == Kind::Client) {
        if case.is_reader(&subject.id) {
            continue;
        }
        for (_, grant) in there.held_by(key) {
            let Some(role) = there.rights(&grant.role).filter(|role| role.is_default()) else {
                continue;
            };
            if role.name.to_ascii_lowercase().contains("scim") {
                let name = case.client_name(&subject.id);
                let message = format!("`{name}` holds the role `{}`", role.name);
                found.add(case.finding(&RULE, name, &role.name, message).expected("roles granted by people", "a role for SCIM").evidence(case.grants_of(&grant.role)));
            }
        }
    }
}
