//! `client-scope-unknown`.

use crate::audit::Case;
use crate::audit::applications::{of_client, scoped};
use crate::catalogue::Catalogue;
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "client-scope-unknown",
    severity: Severity::Low,
    what: "An application's client has a scope that does not exist.",
    why: "It opens nothing. Whoever put it there meant another one, which is then missing.",
    fix: "Take it away; `zd2gc catalogue check NAME` shows the nearest real ones.",
};
pub(super) const NEEDS: &[&str] = &["oauth_clients"];

/// Whether a scope exists: by the org's own list where it was read, else by the catalogue.
pub(super) fn exists(case: &Case<'_>, scope: &str) -> bool {
    match &case.org.scopes {
        Some(all) => all.contains(scope),
        None => Catalogue::embedded().scope(scope).is_some(),
    }
}

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (one, there) in scoped(case) {
        for scope in there.scope.iter().filter(|scope| !exists(case, scope)) {
            let message = format!("the client of `{}` has the scope `{scope}`, which does not exist", one.application.name);
            found.add(of_client(case, &RULE, one, scope, message).expected("a scope that exists", scope));
        }
    }
}
