//! `client-grant-type-mismatch`.

use crate::audit::Case;
use crate::audit::applications::{clients, of_client};
use crate::finding::{Findings, Rule};
use crate::model::Severity;
use crate::plan::applications::vendor_grant;

pub(super) static RULE: Rule = Rule {
    name: "client-grant-type-mismatch",
    severity: Severity::High,
    what: "An application's OAuth client gets its tokens in another way than planned.",
    why: "Signing in fails, or works with other rights: a client that acts for itself goes by its roles, one for which people sign in by their rights and its scopes.",
    fix: "Register the application as planned. The grant type of a client that orgs have approved is not changed by making a new one.",
};
pub(super) const NEEDS: &[&str] = &["oauth_clients"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (one, there) in clients(case) {
        let wanted = vendor_grant(&one.application.grant_type);
        let (Some(wanted), Some(actual)) = (wanted, there.authorized_grant_type.as_deref()) else {
            continue;
        };
        // The implicit grant has a rule of its own.
        if !wanted.eq_ignore_ascii_case(actual) && !actual.eq_ignore_ascii_case("TOKEN") {
            let message = format!("the client of `{}` is registered for {actual}", one.application.name);
            found.add(of_client(case, &RULE, one, &one.application.client_id, message).expected(wanted, actual));
        }
    }
}
