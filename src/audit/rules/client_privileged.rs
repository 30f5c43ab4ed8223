//! `client-privileged`.

use std::collections::BTreeSet;

use crate::access::{Kind, keys};
use crate::audit::Case;
use crate::finding::{Evidence, Findings, Rule};
use crate::model::{Permission, Severity};

pub(super) static RULE: Rule = Rule {
    name: "client-privileged",
    severity: Severity::High,
    what: "An OAuth client that acts for itself can take the org, or take its data out, and no plan says so.",
    why: "Its secret is worth as much as an administrator's password, and is kept in more places.",
    fix: "Give the client the least role that its calls take, then take the others away.",
};
pub(super) const NEEDS: &[&str] = &["oauth_clients", "roles", "subject_grants"];

/// A role that no plan gives the client is told of by the rule for such roles; what it allows is not told again.
pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    let there = case.there();
    for (key, subject) in there.subjects().iter().filter(|(_, subject)| subject.kind == Kind::Client) {
        if case.is_reader(&subject.id) || case.wanted().subjects().contains_key(key) {
            continue;
        }
        let held = case.held(there, key);
        let name = case.client_name(&subject.id);
        let power: BTreeSet<&Permission> = held
            .keys()
            .filter(|permission| super::is_power(case, permission))
            .filter(|permission| !case.is_approved(key, &name, permission))
            .collect();
        let Some(first) = power.iter().find(|one| one.as_str().eq_ignore_ascii_case("admin")).or(power.first()) else {
            continue;
        };
        let more = match power.len() {
            1 => String::new(),
            all => format!(" and {} other privileged rights", all - 1),
        };
        let message = format!("`{name}` holds `{first}`{more}, and is in no plan");
        let client = Evidence::get(format!("/api/v2/oauth/clients/{}", subject.id), None);
        debug_assert_eq!(*key, keys::client(&subject.id));
        found.add(case.finding(&RULE, name, first.as_str(), message).count(power.len() as u64).expected("no privileged right", format!("{} of them", power.len())).evidence(client));
    }
}
