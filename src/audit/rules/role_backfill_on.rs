//! `role-backfill-on`.

use crate::audit::Case;
use crate::finding::{Evidence, Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "role-backfill-on",
    severity: Severity::Low,
    what: "The org lets new permissions of the vendor flow into its default roles.",
    why: "Whoever holds a default role gains rights that nobody has looked at.",
    fix: "Switch backfill off (`backfillEnabled` in the settings of roles), or review default roles with every release.",
};
pub(super) const NEEDS: &[&str] = &["role_settings"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    let settings = case.org.settings.as_ref();
    if settings.and_then(|settings| settings.backfill_enabled) == Some(true) {
        let message = "new permissions of the vendor flow into default roles unseen";
        found.add(
            case.finding(&RULE, &case.planned.tenant.name, "", message)
                .expected("off", "on")
                .evidence(Evidence::get("/api/v2/authorization/roles/settings", None)),
        );
    }
}
