//! `client-division-extra`.

use crate::audit::Case;
use crate::audit::applications::{machines, of_client};
use crate::audit::people::Compared;
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "client-division-extra",
    severity: Severity::Medium,
    what: "An application's client holds a role in a division that the plan does not name.",
    why: "A machine reaches data that was not approved for it.",
    fix: "Take the division out of the client's role.",
};
pub(super) const NEEDS: &[&str] = &["oauth_clients", "roles", "divisions", "subject_grants"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (one, key) in machines(case) {
        let Some((key, _)) = case.wanted().subjects().get_key_value(&key) else {
            continue;
        };
        for (role, division) in Compared::alone(case, key).more {
            let object = super::words::at(case, role, division);
            let message = format!("the client of `{}` holds `{object}`, which is not planned", one.application.name);
            found.add(of_client(case, &RULE, one, &object, message).expected("not held there", "held there"));
        }
    }
}
