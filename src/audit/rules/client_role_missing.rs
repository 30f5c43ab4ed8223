//! `client-role-missing`.

use crate::audit::Case;
use crate::audit::applications::{machines, of_client};
use crate::audit::people::Compared;
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "client-role-missing",
    severity: Severity::High,
    what: "An application's client that acts for itself lacks a role, or a division of it.",
    why: "Its calls are refused, or show less than there is.",
    fix: "Give the client the role in the divisions that the plan names.",
};
pub(super) const NEEDS: &[&str] = &["oauth_clients", "roles", "divisions", "subject_grants"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (one, key) in machines(case) {
        let Some((key, _)) = case.wanted().subjects().get_key_value(&key) else {
            continue;
        };
        let compared = Compared::alone(case, key);
        for role in compared.missing {
            let name = case.role_name(role);
            let message = format!("the client of `{}` does not hold the role `{name}`", one.application.name);
            found.add(of_client(case, &RULE, one, &name, message).expected("held", "not held"));
        }
        for (role, division) in compared.less {
            let object = super::words::at(case, role, division);
            let message = format!("the client of `{}` does not hold `{object}`", one.application.name);
            found.add(of_client(case, &RULE, one, &object, message).expected("held there", "not held there"));
        }
    }
}
