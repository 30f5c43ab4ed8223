//! `client-scope-extra`.

use crate::audit::Case;
use crate::audit::applications::{of_client, scoped};
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "client-scope-extra",
    severity: Severity::Medium,
    what: "An application's client has a scope that none of its operations takes.",
    why: "Whoever gets hold of its tokens can do more than the application ever needed.",
    fix: "Take the scope from the client.",
};
pub(super) const NEEDS: &[&str] = &["oauth_clients"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (one, there) in scoped(case) {
        for scope in &there.scope {
            let wanted = one.scopes.contains(scope.as_str()) || one.recommended.contains(scope.as_str());
            // One that does not exist opens nothing; another rule speaks of it.
            if !wanted && super::client_scope_unknown::exists(case, scope) {
                let message = format!("the client of `{}` has the scope `{scope}`, which it does not need", one.application.name);
                found.add(of_client(case, &RULE, one, scope, message).expected("not among its scopes", "among them"));
            }
        }
    }
}
