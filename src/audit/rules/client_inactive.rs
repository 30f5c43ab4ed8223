//! `client-inactive`.

use crate::audit::Case;
use crate::audit::applications::{clients, of_client};
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "client-inactive",
    severity: Severity::High,
    what: "An application's OAuth client is switched off.",
    why: "It gets no tokens, and those that it has are refused.",
    fix: "Switch the client on again; don't make another one.",
};
pub(super) const NEEDS: &[&str] = &["oauth_clients"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (one, there) in clients(case) {
        if there.state.as_deref().is_some_and(|state| state.eq_ignore_ascii_case("inactive")) {
            let message = format!("the client of `{}` is switched off", one.application.name);
            found.add(of_client(case, &RULE, one, &one.application.client_id, message).expected("active", "inactive"));
        }
    }
}
