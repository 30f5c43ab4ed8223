//! Power before anybody has it: rights that should not meet, privileged gains, reach that a grant can't limit.

use std::collections::{BTreeMap, BTreeSet};

use super::body::Cause;
use super::model::RolePlan;
use super::people::{Combination, Counts, people};
use super::places::Placed;
use super::rules;
use super::tenant::TenantDraft;
use crate::finding::{Evidence, Finding};
use crate::mapping::tables::DutyRule;
use crate::model::{Fidelity, Level, Permission};

/// Who holds a permission through which roles: role names by permission.
type Held<'a> = BTreeMap<&'a Permission, Vec<&'a str>>;

/// Holds the duty rules against everything that people and clients would hold.
pub(super) fn duties(draft: &TenantDraft<'_>, tenant: usize, counts: &Counts) -> Vec<Finding> {
    let mut findings = Vec::new();
    let combinations = counts.combinations.get(&tenant).cloned().unwrap_or_default();
    // People with the same roles meet the same rules: once a set of roles, with their number.
    let mut by_roles: BTreeMap<Vec<usize>, (u64, Vec<Evidence>, String)> = BTreeMap::new();
    for (combination, count, evidence) in combinations.into_causes() {
        let roles: BTreeSet<usize> = combination.iter().flat_map(|one| roles_of(draft, one)).collect();
        let roles: Vec<usize> = roles.into_iter().collect();
        let first = counts.first.get(&(tenant, combination)).cloned().unwrap_or_default();
        let entry = by_roles.entry(roles).or_insert_with(|| (0, Vec::new(), first));
        entry.0 += count;
        entry.1.extend(evidence);
    }
    for (roles, (count, evidence, first)) in by_roles {
        let held = held(draft, &roles);
        let names: Vec<_> = roles.iter().map(|at| draft.roles.roles[*at].name.as_str()).collect();
        let subject = if count == 1 { first } else { names.join(" + ") };
        for mut finding in check(draft, &held, &roles, count, &subject) {
            finding.evidence.clone_from(&evidence);
            finding.evidence.truncate(100);
            findings.push(finding);
        }
    }
    for application in draft
        .applications
        .iter()
        .filter(|application| application.grant_type == "client-credentials")
    {
        let roles: Vec<usize> = application
            .roles
            .iter()
            .filter_map(|name| draft.roles.named(name))
            .collect();
        let held = held(draft, &roles);
        findings.extend(check(draft, &held, &roles, 1, &format!("client:{}", application.name)));
    }
    findings
}

fn check(draft: &TenantDraft<'_>, held: &Held<'_>, roles: &[usize], count: u64, subject: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let is_admin = held
        .keys()
        .any(|permission| permission.as_str().eq_ignore_ascii_case("admin"));
    let wildcards: Vec<_> = roles
        .iter()
        .flat_map(|at| draft.roles.roles[*at].wildcards.keys())
        .collect();
    let covers = |rule: &DutyRule| {
        wildcards.iter().any(|wildcard| {
            let side = |patterns: &[crate::model::Pattern]| {
                patterns
                    .iter()
                    .filter_map(|pattern| pattern.exact())
                    .any(|permission| wildcard.matches(permission))
            };
            side(&rule.left) && side(&rule.right)
        })
    };
    let mut covered = is_admin;
    for rule in &draft.tables.duties {
        if is_admin || covers(rule) {
            covered = true;
            continue;
        }
        let side = |patterns: &[crate::model::Pattern]| -> Vec<(String, String)> {
            held.iter()
                .filter(|(permission, _)| patterns.iter().any(|pattern| pattern.matches(permission)))
                .map(|(permission, through)| (permission.to_string(), through.join(", ")))
                .collect()
        };
        let (left, right) = (side(&rule.left), side(&rule.right));
        // One right on both sides is not two that meet.
        let meets = left.iter().any(|(l, _)| right.iter().any(|(r, _)| l != r));
        let allowed = rule.allow_people >= count && rule.allow_people > 0
            || roles
                .iter()
                .any(|at| rule.allow_roles.contains(&draft.roles.roles[*at].name));
        if !meets || allowed {
            continue;
        }
        let path = |side: &[(String, String)]| {
            side.iter()
                .map(|(permission, through)| format!("`{permission}` through `{through}`"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        findings.push(
            Finding::new(
                &rules::SEPARATION_OF_DUTIES,
                subject,
                rule.id.clone(),
                format!(
                    "{} would hold {} together with {}: {}",
                    people(count),
                    path(&left),
                    path(&right),
                    rule.why
                ),
            )
            .tenant(&draft.tenant.name)
            .severity(rule.severity)
            .count(count)
            .source(&rule.place),
        );
    }
    if covered {
        findings.push(
            Finding::new(
                &rules::PRIVILEGED_HOLDER,
                subject,
                if is_admin {
                    "admin".to_owned()
                } else {
                    wildcards.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
                },
                format!(
                    "{} would hold rights that cover both sides of duty rules at once",
                    people(count)
                ),
            )
            .tenant(&draft.tenant.name)
            .count(count),
        );
    }
    findings
}

/// The roles that a combination of account, role and place leads to, sorted.
fn roles_of(draft: &TenantDraft<'_>, combination: &Combination) -> Vec<usize> {
    let given = draft.roles.given(combination.account, combination.source);
    let mut roles: BTreeSet<usize> = given.base.iter().chain(&given.account).copied().collect();
    if combination.placed {
        roles.extend(given.tickets);
        roles.extend(
            draft
                .application_roles
                .get(&(combination.account, combination.source))
                .into_iter()
                .flatten(),
        );
    }
    if combination.person_row.is_some() {
        let placed = Placed {
            divisions: Vec::new(),
            fidelity: Fidelity::Exact,
            because: Vec::new(),
            nowhere: None,
        };
        let cause = Cause {
            account: combination.account,
            source: combination.source,
            placed,
            person_row: combination.person_row,
        };
        roles.extend(
            cause
                .body(draft)
                .grants
                .iter()
                .filter_map(|grant| draft.roles.named(&grant.role)),
        );
    }
    roles.into_iter().collect()
}

fn held<'d>(draft: &'d TenantDraft<'_>, roles: &[usize]) -> Held<'d> {
    let mut held: Held<'_> = BTreeMap::new();
    for at in roles {
        let role = &draft.roles.roles[*at];
        for permission in role.effective() {
            held.entry(permission).or_default().push(&role.name);
        }
    }
    held
}

/// Privileged gains of roles that people would hold; second, whether some gains can't be known.
pub(super) fn new_access(tenant: &str, roles: &[RolePlan], levels: &BTreeSet<Level>) -> (Vec<Finding>, bool) {
    let mut findings = Vec::new();
    let mut unknown = false;
    for role in roles {
        let mut gained: BTreeMap<&str, (u64, Option<Level>, &str)> = BTreeMap::new();
        for source in role.sources.iter().filter(|source| source.people > 0) {
            for gain in &source.gains {
                match gain.permission.as_deref() {
                    Some("unknown") => unknown = true,
                    Some(permission) if gain.level.is_some_and(|level| levels.contains(&level)) => {
                        let entry = gained
                            .entry(permission)
                            .or_insert((0, gain.level, gain.because.as_str()));
                        entry.0 += source.people;
                    }
                    None if gain.level.is_some_and(|level| levels.contains(&level)) => {
                        let entry = gained
                            .entry("all divisions")
                            .or_insert((0, gain.level, gain.because.as_str()));
                        entry.0 += source.people;
                    }
                    _ => {}
                }
            }
        }
        for (permission, (count, level, because)) in gained {
            let level = level.map(|level| format!("{level}")).unwrap_or_default();
            findings.push(
                Finding::new(
                    &rules::NEW_ACCESS,
                    role.name.clone(),
                    permission,
                    format!(
                        "{} would gain `{permission}` (level {level}) through `{}`: {because}",
                        people(count),
                        role.name
                    ),
                )
                .tenant(tenant)
                .count(count),
            );
        }
    }
    (findings, unknown)
}

/// What a live org says of planned permissions: not there, or not limited by a grant.
pub(super) fn reach(draft: &TenantDraft<'_>, roles: &[RolePlan]) -> Vec<Finding> {
    let planned = || roles.iter().filter(|role| !role.existing);
    let mut by_permission: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for role in planned() {
        for permission in &role.permissions {
            by_permission.entry(permission).or_default().push(&role.name);
        }
    }
    let tenant = &draft.tenant.name;
    let Some(live) = draft.live.and_then(|live| live.permissions.as_ref()) else {
        if by_permission.is_empty() {
            return Vec::new();
        }
        return vec![
            Finding::new(
                &rules::DIVISION_AWARENESS_UNKNOWN,
                tenant.clone(),
                "",
                format!(
                    "of {} planned permissions it is not known which a grant limits to divisions",
                    by_permission.len()
                ),
            )
            .tenant(tenant)
            .count(by_permission.len() as u64),
        ];
    };
    let mut findings = Vec::new();
    for (name, through) in by_permission {
        let Ok(permission) = name.parse::<Permission>() else {
            continue;
        };
        let roles = through.join(", ");
        match live.get(&permission) {
            None => findings.push(
                Finding::new(
                    &rules::PERMISSION_NOT_AVAILABLE,
                    roles.clone(),
                    name,
                    format!("the org does not have `{name}`, which {roles} would hold"),
                )
                .tenant(tenant)
                .count(through.len() as u64),
            ),
            Some(Some(false)) => findings.push(
                Finding::new(
                    &rules::NOT_DIVISION_AWARE,
                    roles.clone(),
                    name,
                    format!("`{name}` holds in the whole org, whatever division {roles} are granted in"),
                )
                .tenant(tenant)
                .count(through.len() as u64),
            ),
            _ => {}
        }
    }
    findings
}
