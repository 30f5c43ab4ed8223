//! `authorization-revoked`.

use crate::audit::Case;
use crate::audit::applications::{approvals, is, is_pending, of_approval};
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "authorization-revoked",
    severity: Severity::High,
    what: "The approval of a client was taken back.",
    why: "Whoever signs in with the application is refused; somebody may have had a reason.",
    fix: "Ask who took it back and why before it is given again.",
};
pub(super) const NEEDS: &[&str] = &["oauth_authorizations"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (one, approval) in approvals(case) {
        if approval.is_some_and(|approval| is(approval, "revoked") && !is_pending(approval)) {
            let message = format!("the approval of `{}` was taken back", one.name);
            found.add(of_approval(case, &RULE, one, &one.client_id, message).expected("approved", "revoked"));
        }
    }
}
