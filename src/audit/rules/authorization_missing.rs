//! `authorization-missing`.

use crate::audit::Case;
use crate::audit::applications::{approvals, of_approval};
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "authorization-missing",
    severity: Severity::High,
    what: "The org has not approved a client that it has to approve.",
    why: "Whoever signs in with the application is refused.",
    fix: "Have somebody who may (`oauth:client:authorize`) open the authorization URL of this org and approve.",
};
pub(super) const NEEDS: &[&str] = &["oauth_authorizations"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    // A list that may show the caller's own alone says nothing of others'.
    if super::approvals_hidden(case).is_some() {
        return;
    }
    for (one, _) in approvals(case).filter(|(_, approval)| approval.is_none()) {
        let message = format!("`{}` is not approved", one.name);
        found.add(of_approval(case, &RULE, one, &one.client_id, message).expected("approved", "no approval"));
    }
}
