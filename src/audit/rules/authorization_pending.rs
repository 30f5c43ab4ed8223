//! `authorization-pending`.

use crate::audit::Case;
use crate::audit::applications::{approvals, is_pending, of_approval};
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "authorization-pending",
    severity: Severity::High,
    what: "A client waits for its approval.",
    why: "Until then whoever signs in with the application is refused.",
    fix: "Have the request approved by somebody who may (`oauth:client:authorize`).",
};
pub(super) const NEEDS: &[&str] = &["oauth_authorizations"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (one, approval) in approvals(case) {
        if approval.is_some_and(is_pending) {
            let message = format!("`{}` waits for its approval", one.name);
            found.add(of_approval(case, &RULE, one, &one.client_id, message).expected("approved", "requested"));
        }
    }
}
