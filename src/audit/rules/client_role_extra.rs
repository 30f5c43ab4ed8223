//! `client-role-extra`.

use crate::audit::Case;
use crate::audit::applications::{machines, of_client};
use crate::audit::people::Compared;
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "client-role-extra",
    severity: Severity::High,
    what: "An application's client that acts for itself holds a role that the plan does not give it.",
    why: "A machine can do more than was approved, day and night, and nobody watches it.",
    fix: "Take the role from the client.",
};
pub(super) const NEEDS: &[&str] = &["oauth_clients", "roles", "divisions", "subject_grants"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (one, key) in machines(case) {
        let Some((key, _)) = case.wanted().subjects().get_key_value(&key) else {
            continue;
        };
        for role in Compared::alone(case, key).extra {
            let name = case.role_name(role);
            let message = format!("the client of `{}` holds the role `{name}`, which is not planned", one.application.name);
            found.add(of_client(case, &RULE, one, &name, message).expected("not held", "held"));
        }
    }
}
