//! `separation-of-duties`.

use std::collections::BTreeMap;

use crate::access::{Access, Reach, Subject};
use crate::audit::Case;
use crate::finding::{Evidence, Finding, Findings};
use crate::mapping::tables::{DutyRule, DutyScope};
use crate::model::{Pattern, Permission};

// The plan is held against the same rule before anybody has anything.
pub(super) use crate::plan::rules::SEPARATION_OF_DUTIES as RULE;
pub(super) const NEEDS: &[&str] = super::words::GRANTS;

/// Where somebody holds any of some rights.
fn reach(access: &Access, subject: &str, held: &BTreeMap<Permission, &str>, side: &[Pattern]) -> Reach {
    let mut reach = Reach::default();
    for permission in held.keys().filter(|permission| side.iter().any(|pattern| pattern.matches(permission))) {
        reach.extend(access.held(subject, permission).at_most());
    }
    reach
}

/// Whether both sides of a rule meet in somebody's hand.
fn meets(access: &Access, subject: &str, held: &BTreeMap<Permission, &str>, rule: &DutyRule) -> bool {
    let left = reach(access, subject, held, &rule.left);
    let right = reach(access, subject, held, &rule.right);
    if left.is_nowhere() || right.is_nowhere() {
        return false;
    }
    rule.scope == DutyScope::Any || !left.within(&right).is_nowhere()
}

fn finding(case: &Case<'_>, rule: &DutyRule, name: &str, id: &str, paths: &str) -> Finding {
    let message = format!("`{name}` holds both sides of `{}`: {paths}. {}", rule.id, rule.why);
    case.finding(&RULE, name, &rule.id, message)
        .severity(rule.severity)
        .evidence(Evidence::get(format!("/api/v2/authorization/subjects/{id}"), None))
}

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    for shape in case.shapes() {
        let key = shape.key;
        let there = case.held(case.there(), key);
        // Who can do everything has a finding of their own, once.
        if there.keys().any(|permission| permission.as_str().eq_ignore_ascii_case("admin")) {
            continue;
        }
        let wanted = case.held(case.wanted(), key);
        for rule in &case.tables.duties {
            if !meets(case.there(), key, &there, rule) || meets(case.wanted(), key, &wanted, rule) {
                continue;
            }
            for subject in &shape.people {
                found.extend(of_person(case, rule, subject, key, &there));
            }
        }
    }
}

/// The plan's own remedy is for tables; here somebody holds it.
const REMEDY: &str = "Take one of the two away, or have it approved until a day (`--approvals`). Leave two holders of \
                      `authorization:grant:add` at least.";

/// The finding about one of those who hold both sides, unless somebody approved enough of it.
fn of_person<'a>(
    case: &Case<'a>,
    rule: &DutyRule,
    subject: &Subject,
    key: &str,
    there: &BTreeMap<Permission, &'a str>,
) -> Option<Finding> {
    let own = case.org.person(&subject.id).unwrap_or(key);
    let is_side = |permission: &Permission| {
        let mut sides = rule.left.iter().chain(&rule.right);
        sides.any(|pattern| pattern.matches(permission))
    };
    let mut there = there.clone();
    // Asked of what is a finding without, so that an approval of nothing is told of.
    there.retain(|permission, _| is_side(permission) && !case.is_approved(own, &subject.name, permission));
    if !meets(case.there(), key, &there, rule) {
        return None;
    }
    let by = |side: &[Pattern]| {
        let met = there.iter().find(|(permission, _)| side.iter().any(|pattern| pattern.matches(permission)));
        met.map(|(permission, role)| (permission, case.role_name(role)))
    };
    let (left, right) = (by(&rule.left)?, by(&rule.right)?);
    if rule.allow_roles.contains(&left.1) && rule.allow_roles.contains(&right.1) {
        return None;
    }
    let paths = format!("`{}` by the role `{}`, `{}` by the role `{}`", left.0, left.1, right.0, right.1);
    Some(
        finding(case, rule, &subject.name, &subject.id, &paths)
            .expected("one side at most", paths)
            .remedy(REMEDY),
    )
}
