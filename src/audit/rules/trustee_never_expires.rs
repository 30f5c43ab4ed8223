//! `trustee-never-expires`.

use crate::audit::Case;
use crate::finding::{Evidence, Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "trustee-never-expires",
    severity: Severity::Medium,
    what: "Another org may enter this one for ever.",
    why: "Projects end, and nobody takes the trust back.",
    fix: "Set a day on which the trust ends.",
};
pub(super) const NEEDS: &[&str] = &["trustees"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    let is_open = |date: &Option<String>| date.as_deref().is_none_or(str::is_empty);
    for trustee in case.org.trustees.iter().filter(|one| one.enabled != Some(false) && is_open(&one.date_expired)) {
        let name = super::trustee_full_access::name(trustee);
        let message = format!("the trust in `{name}` has no end");
        let evidence = Evidence::get(format!("/api/v2/orgauthorization/trustees/{}", trustee.id), None);
        found.add(case.finding(&RULE, name, "", message).expected("a day on which it ends", "none").evidence(evidence));
    }
}
