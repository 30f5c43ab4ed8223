//! `region-mismatch`.

use crate::audit::Case;
use crate::catalogue::Catalogue;
use crate::finding::{Evidence, Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "region-mismatch",
    severity: Severity::High,
    what: "The org is in another region than the plan says.",
    why: "Hosts of the authorization URLs, and of everything that calls the API, are of the wrong region.",
    fix: "Correct `region` in tenants.yaml, plan again, and give out the new URLs.",
};
pub(super) const NEEDS: &[&str] = &[];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    let name = |region: &str| Catalogue::embedded().region(region).map(|facts| facts.name);
    let (wanted, actual) = (&case.planned.tenant.region, &case.org.region);
    if name(wanted) != name(actual) {
        let message = format!("the org is in {actual}, and the plan says {wanted}");
        found.add(
            case.finding(&RULE, &case.planned.tenant.name, actual, message)
                .expected(wanted, actual)
                .evidence(Evidence::get("/api/v2/organizations/me", None)),
        );
    }
}
