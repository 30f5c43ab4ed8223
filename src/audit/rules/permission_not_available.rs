//! `permission-not-available`.

use super::words::is_available;
use crate::audit::Case;
use crate::finding::{Evidence, Findings};
use crate::model::Permission;

// The plan is held against the same rule before anybody has anything.
pub(super) use crate::plan::rules::PERMISSION_NOT_AVAILABLE as RULE;
pub(super) const NEEDS: &[&str] = &["permissions"];

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for role in case.planned.tenant.roles.iter().filter(|role| !role.existing) {
        let named = role.permissions.iter().filter_map(|name| name.parse::<Permission>().ok());
        for permission in named.filter(|permission| !is_available(case, permission)) {
            let message = format!("`{permission}`, planned for the role `{}`, is not in the org's list", role.name);
            found.add(
                case.finding(&RULE, &role.name, permission.as_str(), message).expected("in the list", "not in it")
                    .evidence(Evidence::get("/api/v2/authorization/permissions", None)),
            );
        }
    }
}
