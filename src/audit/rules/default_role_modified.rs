//! `default-role-modified`.

use super::words::pairs;
use crate::audit::Case;
use crate::finding::{Findings, Rule};
use crate::model::Severity;

pub(super) static RULE: Rule = Rule {
    name: "default-role-modified",
    severity: Severity::Info,
    what: "A default role of the vendor holds other permissions than when the plan was made.",
    why: "Changes to default roles don't last: restoring defaults and backfill undo them, and take rights away or give them.",
    fix: "Put what is needed into a role of your own, and leave default roles as the vendor made them.",
};
pub(super) const NEEDS: &[&str] = &["roles"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for pair in pairs(case).into_iter().filter(|pair| pair.there.is_default() && pair.plan.existing) {
        let (wanted, there) = pair.permissions(case);
        let more = there.keys().filter(|permission| !wanted.contains_key(*permission));
        let less = wanted.keys().filter(|permission| !there.contains_key(*permission));
        for (permission, how) in more.map(|one| (one, "holds")).chain(less.map(|one| (one, "no longer holds"))) {
            let message = format!("the default role `{}` {how} `{permission}`", pair.plan.name);
            found.add(
                case.finding(&RULE, &pair.plan.name, permission.as_str(), message).expected("as when the plan was made", how)
                    .evidence(case.role_read(&pair.key)),
            );
        }
    }
}
