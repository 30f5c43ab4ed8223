//! `privileged-holder`.

use crate::audit::Case;
use crate::finding::{Evidence, Findings};
use crate::model::{Level, Permission};

// The plan is held against the same rule before anybody has anything.
pub(super) use crate::plan::rules::PRIVILEGED_HOLDER as RULE;
pub(super) const NEEDS: &[&str] = super::words::GRANTS;

/// The right that matters most of those that somebody has gained.
fn worst<'a>(case: &Case<'_>, gained: &[&'a Permission]) -> Option<&'a Permission> {
    let admin = gained.iter().find(|permission| permission.as_str().eq_ignore_ascii_case("admin"));
    let first = || gained.iter().find(|permission| case.level(permission) == Some(Level::A));
    admin.or_else(first).copied()
}

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for shape in case.shapes() {
        let wanted = case.held(case.wanted(), shape.key);
        let there = case.held(case.there(), shape.key);
        let is_gained = |permission: &&Permission| {
            !wanted.contains_key(*permission) && !is_planned_existing(case, there.get(*permission).copied())
        };
        let gained: Vec<&Permission> = there.keys().filter(is_gained).filter(|one| super::is_power(case, one)).collect();
        if gained.is_empty() {
            continue;
        }
        for subject in &shape.people {
            let key = case.org.person(&subject.id).unwrap_or(shape.key);
            let gained: Vec<&Permission> =
                gained.iter().copied().filter(|one| !case.is_approved(key, &subject.name, one)).collect();
            let Some(permission) = worst(case, &gained) else {
                continue;
            };
            let role = there.get(permission).map(|role| case.role_name(role)).unwrap_or_default();
            let more = match gained.len() {
                1 => String::new(),
                all => format!(" and {} other privileged rights", all - 1),
            };
            let message = format!("`{}` holds `{permission}`{more} by the role `{role}`", subject.name);
            let shows = Evidence::get(format!("/api/v2/authorization/subjects/{}", subject.id), None);
            found.add(
                case.finding(&RULE, &subject.name, permission.as_str(), message)
                    .count(gained.len() as u64)
                    .expected("not held", format!("held by the role `{role}`"))
                    .remedy(REMEDY)
                    .evidence(shows),
            );
        }
    }
}

/// The plan's own remedy is for tables; here somebody holds it.
const REMEDY: &str = "Take the role away, or have the right approved until a day (`--approvals`). Leave two holders of \
                      `authorization:grant:add` at least.";

/// Whether a role is one that the plan gives without knowing what is in it: that was told when it was planned.
fn is_planned_existing(case: &Case<'_>, role: Option<&str>) -> bool {
    let role = role.and_then(|role| case.wanted().rights(role));
    role.is_some_and(|role| !role.known)
}
