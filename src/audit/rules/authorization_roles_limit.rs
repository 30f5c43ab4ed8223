//! `authorization-roles-limit`.

use crate::audit::Case;
use crate::audit::applications::{approved, of_approval};
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "authorization-roles-limit",
    severity: Severity::High,
    what: "A client is approved for people with certain roles only, and not for one that its people hold.",
    why: "Whoever holds the role and not one of the others is refused when they sign in with the application.",
    fix: "Add the role to the approval.",
};
pub(super) const NEEDS: &[&str] = &["oauth_authorizations", "roles"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (one, approval) in approved(case).filter(|(_, approval)| !approval.roles.is_empty()) {
        for name in &one.roles {
            let Some(key) = case.planned.role(name) else {
                continue;
            };
            let is_named = approval.roles.iter().any(|id| case.org.role(id) == Some(key));
            if case.there().rights(key).is_some() && !is_named {
                let message = format!("`{}` is not approved for people with the role `{name}`", one.name);
                found.add(of_approval(case, &RULE, one, name, message).expected("approved for the role", "for others only"));
            }
        }
    }
}
