//! `authorization-scope-missing`.

use crate::audit::Case;
use crate::audit::applications::{approved, of_approval};
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "authorization-scope-missing",
    severity: Severity::Medium,
    what: "A client is approved without a scope that its operations take.",
    why: "The calls are refused with 403 `app.not.authorized.for.scope` in this org, and work in others.",
    fix: "Have the client approved again, for the planned scopes.",
};
pub(super) const NEEDS: &[&str] = &["oauth_authorizations"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (one, approval) in approved(case) {
        for scope in &one.approval.scopes {
            let whole = scope.trim_end_matches(":readonly");
            if !approval.scope.iter().any(|own| own == scope || own == whole) {
                let message = format!("`{}` is approved without `{scope}`", one.name);
                found.add(of_approval(case, &RULE, one, scope, message).expected("approved for it", "not approved for it"));
            }
        }
    }
}
