//! `client-redirect-uri-mismatch`.

use std::collections::BTreeSet;

use crate::audit::Case;
use crate::audit::applications::{clients, of_client};
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "client-redirect-uri-mismatch",
    severity: Severity::High,
    what: "The redirect URIs of an application's client differ from the plan's.",
    why: "A missing one breaks signing in; one that nobody planned is a place to which codes can be sent.",
    fix: "Register exactly the planned URIs with the client.",
};
pub(super) const NEEDS: &[&str] = &["oauth_clients"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (one, there) in clients(case) {
        let actual: BTreeSet<&str> = there.registered_redirect_uri.iter().map(String::as_str).collect();
        for uri in one.redirect_uris.difference(&actual) {
            let message = format!("the client of `{}` has not registered `{uri}`", one.application.name);
            found.add(of_client(case, &RULE, one, uri, message).expected("registered", "not registered"));
        }
        for uri in actual.difference(&one.redirect_uris) {
            let message = format!("the client of `{}` has registered `{uri}`, which is not planned", one.application.name);
            found.add(of_client(case, &RULE, one, uri, message).expected("not registered", "registered"));
        }
    }
}
