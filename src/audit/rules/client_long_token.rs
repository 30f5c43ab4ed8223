//! `client-long-token`.

use crate::audit::Case;
use crate::finding::{Evidence, Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "client-long-token",
    severity: Severity::Low,
    what: "Tokens of an OAuth client last longer than two days.",
    why: "A token that is lost stays good all that time.",
    fix: "Set `accessTokenValiditySeconds` to a day or less; a client for SCIM alone needs more.",
};
pub(super) const NEEDS: &[&str] = &["oauth_clients"];

/// Two days, the most that the vendor gives a client that is not for SCIM; its default is one.
const LONGEST: u64 = 172_800;

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for client in case.org.clients.values() {
        let Some(seconds) = client.access_token_validity_seconds.filter(|seconds| *seconds > LONGEST) else {
            continue;
        };
        let name = case.client_name(&client.id);
        let message = format!("tokens of `{name}` last {} days", seconds / 86_400);
        let evidence = Evidence::get(format!("/api/v2/oauth/clients/{}", client.id), None);
        found.add(
            case.finding(&RULE, name, &client.id, message)
                .expected("a day or less", format!("{seconds} seconds"))
                .evidence(evidence),
        );
    }
}
