//! `authorization-scope-extra`.

use crate::audit::Case;
use crate::audit::applications::{approved, of_approval};
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "authorization-scope-extra",
    severity: Severity::Medium,
    what: "A client is approved for a scope that none of its operations takes.",
    why: "Its tokens open more in this org than the application needs.",
    fix: "Have the client approved again, for the planned scopes only.",
};
pub(super) const NEEDS: &[&str] = &["oauth_authorizations"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (one, approval) in approved(case) {
        let least = one.scopes.iter().map(|scope| &scope.scope);
        let wanted: Vec<&String> = least.chain(&one.recommended_scopes).chain(&one.approval.scopes).collect();
        for scope in approval.scope.iter().filter(|scope| !wanted.contains(scope)) {
            let message = format!("`{}` is approved for `{scope}`, which it does not need", one.name);
            found.add(of_approval(case, &RULE, one, scope, message).expected("not approved for it", "approved for it"));
        }
    }
}
