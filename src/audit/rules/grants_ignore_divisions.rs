//! `grants-ignore-divisions`.

use crate::audit::Case;
use crate::finding::{Evidence, Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "grants-ignore-divisions",
    severity: Severity::Medium,
    what: "The org lets whoever may grant in one division grant in every division.",
    why: "Even `authorization:grant:add` held in one division then gives out rights everywhere.",
    fix: "Have grants respect divisions (`authorizationGrantDivisionAware` in the settings of roles).",
};
pub(super) const NEEDS: &[&str] = &["role_settings"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    let settings = case.org.settings.as_ref();
    if settings.and_then(|settings| settings.authorization_grant_division_aware) == Some(false) {
        let message = "whoever may grant in one division may grant in all of them";
        found.add(
            case.finding(&RULE, &case.planned.tenant.name, "", message)
                .expected("grants by division", "grants everywhere")
                .evidence(Evidence::get("/api/v2/authorization/roles/settings", None)),
        );
    }
}
