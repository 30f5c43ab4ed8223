//! `client-missing`.

use crate::audit::Case;
use crate::audit::applications::of_client;
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "client-missing",
    severity: Severity::High,
    what: "The org that is to own an application's OAuth client does not have it.",
    why: "Nobody can sign in with the application, and every org that approved the client approved nothing.",
    fix: "Look whether the client was made anew under another id: then every org has to be told and approve that one. Never delete a client that orgs have approved.",
};
pub(super) const NEEDS: &[&str] = &["oauth_clients"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for one in &case.owned {
        let id = &one.application.client_id;
        if !case.org.clients.contains_key(&id.to_ascii_lowercase()) {
            let message = format!("the client `{id}` of `{}` is not in its owner's org", one.application.name);
            found.add(of_client(case, &RULE, one, id, message).expected("registered here", "absent"));
        }
    }
}
