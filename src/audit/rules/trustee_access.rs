//! `trustee-access`.

use crate::access::keys;
use crate::audit::{Case, case::places};
use crate::finding::{Findings, Rule};
use crate::genesys::model::Trustee;
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "trustee-access",
    severity: Severity::Medium,
    what: "People of another org hold a role in this one, and no application of the plan asks for it.",
    why: "Whom the other org lets act as them, this one does not decide.",
    fix: "Ask what they are here for; take the role away when that is done.",
};
pub(super) const NEEDS: &[&str] = &["trustees", "roles", "divisions", "subject_grants"];

/// Whether an application of the plan that people of its owner's org run asks for a role here.
fn is_asked_for(case: &Case<'_>, trustee: &Trustee, role: &str) -> bool {
    let id = trustee.organization.as_ref().map_or(trustee.id.as_str(), |org| org.id.as_str());
    let applications = &case.planned.tenant.applications;
    applications.iter().any(|one| {
        let is_theirs = one.owner.as_deref().is_some_and(|owner| owner.eq_ignore_ascii_case(id) || owner == trustee.id);
        let needs_it = one.roles.iter().any(|name| case.planned.role(name) == Some(role));
        one.reach == "authorized-organization" && is_theirs && needs_it
    })
}

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for trustee in &case.org.trustees {
        let name = super::trustee_full_access::name(trustee);
        let people = trustee.users.iter().map(|user| &user.id).chain(trustee.groups.iter().map(|group| &group.id));
        for id in people {
            for grant in case.there().grants().get(&keys::trustee(id)).into_iter().flatten() {
                if is_asked_for(case, trustee, &grant.role) {
                    continue;
                }
                for division in places(&grant.at) {
                    let object = super::words::at(case, &grant.role, division);
                    let message = format!("somebody of `{name}` holds `{object}`");
                    found.add(case.finding(&RULE, name, object, message).expected("not held", "held").evidence(case.grants_of(&grant.role)));
                }
            }
        }
    }
}
