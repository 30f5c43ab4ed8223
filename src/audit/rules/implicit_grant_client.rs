//! `implicit-grant-client`.

use crate::audit::Case;
use crate::finding::{Evidence, Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "implicit-grant-client",
    severity: Severity::Medium,
    what: "An OAuth client uses the implicit grant.",
    why: "Tokens come in the address of a page, where history, logs and other scripts find them.",
    fix: "Change the application to the authorization code with PKCE.",
};
pub(super) const NEEDS: &[&str] = &["oauth_clients"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for client in case.org.clients.values() {
        if client.authorized_grant_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("TOKEN")) {
            let name = case.client_name(&client.id);
            let message = format!("`{name}` uses the implicit grant");
            let evidence = Evidence::get(format!("/api/v2/oauth/clients/{}", client.id), None);
            found.add(case.finding(&RULE, name, &client.id, message).expected("CODE with PKCE", "TOKEN").evidence(evidence));
        }
    }
}
