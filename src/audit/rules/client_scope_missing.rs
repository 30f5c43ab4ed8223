//! `client-scope-missing`.

use crate::audit::Case;
use crate::audit::applications::{of_client, scoped};
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "client-scope-missing",
    severity: Severity::Medium,
    what: "An application's client lacks a scope that its operations take.",
    why: "The calls are refused with 403 `app.not.authorized.for.scope`, whatever rights its people have.",
    fix: "Add the scope to the client, then have every org that approved it approve it for the scope.",
};
pub(super) const NEEDS: &[&str] = &["oauth_clients"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (one, there) in scoped(case) {
        for scope in &one.scopes {
            // The whole area opens what its reading half does.
            let whole = scope.trim_end_matches(":readonly");
            if !there.scope.iter().any(|own| own == scope || own == whole) {
                let message = format!("the client of `{}` lacks the scope `{scope}`", one.application.name);
                found.add(of_client(case, &RULE, one, scope, message).expected("among its scopes", "not among them"));
            }
        }
    }
}
