//! `client-owner-gone`.

use crate::access::State;
use crate::audit::Case;
use crate::finding::{Evidence, Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "client-owner-gone",
    severity: Severity::Medium,
    what: "Whoever made an OAuth client is switched off or deleted.",
    why: "Nobody answers for it: who rotates its secret, and who would notice that it is misused?",
    fix: "Name somebody who answers for the client, and have its secret renewed.",
};
pub(super) const NEEDS: &[&str] = &["oauth_clients", "users"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for client in case.org.clients.values() {
        let Some(maker) = client.created_by.as_ref().filter(|maker| !maker.id.is_empty()) else {
            continue;
        };
        let known = case.org.person(&maker.id).and_then(|key| case.there().subjects().get(key));
        let (who, how) = match known {
            Some(subject) if subject.state == State::Active => continue,
            Some(subject) => (subject.name.clone(), subject.state.to_string()),
            None => (maker.id.clone(), "in no list of people".to_owned()),
        };
        let name = case.client_name(&client.id);
        let message = format!("`{name}` was made by `{who}`, who is {how}");
        let evidence = Evidence::get(format!("/api/v2/oauth/clients/{}", client.id), None);
        found.add(case.finding(&RULE, name, who, message).expected("made by somebody who is active", how).evidence(evidence));
    }
}
