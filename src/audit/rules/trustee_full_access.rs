//! `trustee-full-access`.

use crate::audit::Case;
use crate::finding::{Evidence, Findings, Rule};
use crate::genesys::model::Trustee;
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "trustee-full-access",
    severity: Severity::High,
    what: "Another org has full access to this one.",
    why: "Whoever the other org lets in can do everything here.",
    fix: "Give its people the roles that they need, then take full access away.",
};
pub(super) const NEEDS: &[&str] = &["trustees"];

/// The name of an org that may enter.
pub(super) fn name(trustee: &Trustee) -> &str {
    let named = trustee.organization.as_ref().and_then(|org| org.name.as_deref());
    named.filter(|name| !name.is_empty()).unwrap_or(&trustee.id)
}

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for trustee in case.org.trustees.iter().filter(|trustee| trustee.has_full_access == Some(true)) {
        let name = name(trustee);
        let message = format!("`{name}` has full access");
        let evidence = Evidence::get(format!("/api/v2/orgauthorization/trustees/{}", trustee.id), None);
        found.add(case.finding(&RULE, name, "", message).expected("roles by name", "everything").evidence(evidence));
    }
}
