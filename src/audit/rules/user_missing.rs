//! `user-missing`.

use crate::access::State;
use crate::audit::Case;
use crate::finding::{Evidence, Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "user-missing",
    severity: Severity::High,
    what: "Somebody of the plan is not in the org: no user has their address, or the one who has is deleted or switched off.",
    why: "They can't sign in, and hold nothing of what is planned.",
    fix: "Create or restore the user; where the address is another one in the org, say so in people.yaml.",
};
pub(super) const NEEDS: &[&str] = &["users"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for (key, subject) in case.planned_people() {
        let state = case.there().subjects().get(key).map(|there| there.state);
        let actual = match state {
            Some(State::Active) => continue,
            // Who is switched off and still holds something has a rule of their own.
            Some(State::Inactive) if super::user_inactive_with_grants::holds(case, key) => continue,
            Some(State::Inactive) => "switched off, and holds nothing",
            Some(State::Deleted) => "deleted",
            Some(State::Unknown) | None => "absent",
        };
        let message = format!("`{}` is {actual}", subject.name);
        found.add(
            case.finding(&RULE, &subject.name, "", message)
                .expected("an active user", actual)
                .evidence(Evidence::get("/api/v2/users", None)),
        );
    }
}
