//! Power before anybody has it: rights that should not meet, privileged gains, reach that a grant can't limit.

use std::collections::{BTreeMap, BTreeSet};

use super::body::BY_HAND;
use super::counts::{Combination, TenantCounts, people};
use super::model::{Gain, RolePlan, RoleSource, RuleRef, SettingPlan};
use super::rules;
use super::tenant::TenantDraft;
use crate::finding::{Evidence, Finding, Tally};
use crate::mapping::tables::{DutyRule, DutyScope};
use crate::model::{Fidelity, Level, Permission, fold_name};

/// Who holds a permission through which roles: role names and places by permission.
type Held<'a> = BTreeMap<&'a Permission, Vec<(&'a str, Reach)>>;

/// Roles with where each is held.
type RolesHeld = Vec<(usize, Reach)>;

/// The divisions in which a role is held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// In all of them, or nobody asked.
    Everywhere,
    /// In these, as indices of the tenant's divisions.
    In(Vec<usize>),
}

impl Reach {
    /// Whether two roles meet in a division.
    fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::In(own), Self::In(others)) => own.iter().any(|at| others.contains(at)),
            (Self::In(some), Self::Everywhere) | (Self::Everywhere, Self::In(some)) => !some.is_empty(),
            (Self::Everywhere, Self::Everywhere) => true,
        }
    }
}

/// Holds the duty rules against everything that people and clients would hold.
pub(super) fn duties(draft: &TenantDraft<'_>, counts: &TenantCounts) -> Vec<Finding> {
    // People with the same roles in the same places meet the same rules: once a set of roles, with their number.
    let mut by_roles: BTreeMap<RolesHeld, (u64, Vec<Evidence>, String)> = BTreeMap::new();
    for met in counts.combinations.causes() {
        let roles: BTreeSet<(usize, Reach)> = met.cause.iter().flat_map(|one| roles_of(draft, one)).collect();
        let roles: RolesHeld = roles.into_iter().collect();
        let first = || counts.first(met.number).to_owned();
        let entry = by_roles.entry(roles).or_insert_with(|| (0, Vec::new(), first()));
        entry.0 += met.count;
        // No finding keeps more.
        let room = Tally::<()>::LISTED.saturating_sub(entry.1.len());
        entry.1.extend(met.evidence.iter().take(room).cloned());
    }
    let mut found: Vec<(Option<usize>, Finding)> = Vec::new();
    for (roles, (count, evidence, first)) in by_roles {
        let names: BTreeSet<_> = roles
            .iter()
            .map(|(at, _)| draft.roles.roles[*at].name.as_str())
            .collect();
        let names: Vec<_> = names.into_iter().collect();
        let subject = if count == 1 { first } else { names.join(" + ") };
        for (rule, mut finding) in check(draft, &roles, count, &subject) {
            finding.evidence.clone_from(&evidence);
            found.push((rule, finding));
        }
    }
    for application in draft
        .applications
        .iter()
        .filter(|application| application.grant_type == "client-credentials")
    {
        let roles: Vec<(usize, Reach)> = application
            .roles
            .iter()
            .filter_map(|name| draft.roles.named(name))
            .map(|at| (at, Reach::Everywhere))
            .collect();
        found.extend(check(draft, &roles, 1, &format!("client:{}", application.name)));
    }
    // How many may hold both is said of the tenant, not of each set of roles.
    let mut holders: BTreeMap<usize, u64> = BTreeMap::new();
    for (rule, finding) in &found {
        if let Some(rule) = rule {
            *holders.entry(*rule).or_default() += finding.count;
        }
    }
    let agreed = |rule: usize| draft.tables.duties[rule].allow_people >= holders.get(&rule).copied().unwrap_or(0);
    found
        .into_iter()
        .filter(|(rule, _)| !rule.is_some_and(agreed))
        .map(|(_, finding)| finding)
        .collect()
}

/// What a set of roles breaks, each with its rule; none for what breaks them all at once.
fn check(
    draft: &TenantDraft<'_>,
    roles: &[(usize, Reach)],
    count: u64,
    subject: &str,
) -> Vec<(Option<usize>, Finding)> {
    let held = held(draft, roles);
    let mut findings = Vec::new();
    let is_admin = held
        .keys()
        .any(|permission| permission.as_str().eq_ignore_ascii_case("admin"));
    let wildcards: Vec<_> = roles
        .iter()
        .flat_map(|(at, _)| draft.roles.roles[*at].wildcards.keys())
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
    for (number, rule) in draft.tables.duties.iter().enumerate() {
        if is_admin || covers(rule) {
            covered = true;
            continue;
        }
        let side = |patterns: &[crate::model::Pattern]| -> Vec<_> {
            held.iter()
                .filter(|(permission, _)| patterns.iter().any(|pattern| pattern.matches(permission)))
                .collect()
        };
        let (left, right) = (side(&rule.left), side(&rule.right));
        let together = |one: &[(&str, Reach)], other: &[(&str, Reach)]| {
            rule.scope == DutyScope::Any
                || one
                    .iter()
                    .any(|(_, one)| other.iter().any(|(_, other)| one.meets(other)))
        };
        // One right on both sides is not two that meet.
        let meets = left
            .iter()
            .any(|(l, one)| right.iter().any(|(r, other)| l != r && together(one, other)));
        let allowed = roles.iter().any(|(at, _)| {
            let name = fold_name(&draft.roles.roles[*at].name);
            rule.allow_roles.iter().any(|allowed| fold_name(allowed) == name)
        });
        if !meets || allowed {
            continue;
        }
        let path = |side: &[(&&Permission, &Vec<(&str, Reach)>)]| {
            let through = |roles: &[(&str, Reach)]| {
                let names: BTreeSet<&str> = roles.iter().map(|(name, _)| *name).collect();
                names.into_iter().collect::<Vec<_>>().join(", ")
            };
            side.iter()
                .map(|(permission, roles)| format!("`{permission}` through `{}`", through(roles)))
                .collect::<Vec<_>>()
                .join(", ")
        };
        findings.push((
            Some(number),
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
        ));
    }
    if covered {
        findings.push((
            None,
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
        ));
    }
    findings
}

/// The sets of roles that people of a tenant would hold, by name, with how many hold each.
pub(super) fn role_sets(draft: &TenantDraft<'_>, counts: &TenantCounts) -> Vec<(BTreeSet<String>, u64)> {
    counts
        .combinations
        .causes()
        .map(|met| {
            let roles = met.cause.iter().flat_map(|one| roles_of(draft, one));
            let names = roles.map(|(at, _)| draft.roles.roles[at].name.clone()).collect();
            (names, met.count)
        })
        .collect()
}

/// The roles that a combination of account, role and place leads to, with where each is held.
fn roles_of(draft: &TenantDraft<'_>, combination: &Combination) -> Vec<(usize, Reach)> {
    let mut rules = draft.tables.duties.iter();
    let by_division = rules.any(|rule| rule.scope == DutyScope::SameDivision);
    let given = draft.roles.given(combination.account, combination.source);
    let reach = |at: usize, divisions: Vec<usize>| {
        if by_division && !draft.roles.roles[at].everywhere {
            (at, Reach::In(divisions))
        } else {
            (at, Reach::Everywhere)
        }
    };
    let mut roles: BTreeSet<(usize, Reach)> = given.base.iter().map(|at| reach(*at, vec![0])).collect();
    roles.extend(
        given
            .account
            .map(|at| reach(at, draft.places.account(combination.account))),
    );
    if combination.placed {
        let extra = draft.application_roles.get(&(combination.account, combination.source));
        let all = given.tickets.iter().chain(extra.into_iter().flatten());
        roles.extend(all.map(|at| {
            if given.everywhere && given.tickets == Some(*at) {
                (*at, Reach::Everywhere)
            } else {
                reach(*at, combination.divisions.clone())
            }
        }));
    }
    if let Some(row) = combination.person_row {
        let divisions = if combination.placed {
            combination.divisions.clone()
        } else {
            vec![0]
        };
        let named = draft.tables.people[row]
            .roles
            .iter()
            .filter_map(|name| draft.roles.named(name));
        roles.extend(named.map(|at| reach(at, divisions.clone())));
    }
    roles.into_iter().collect()
}

fn held<'d>(draft: &'d TenantDraft<'_>, roles: &[(usize, Reach)]) -> Held<'d> {
    let live = draft.live.and_then(|live| live.permissions.as_ref());
    let mut held: Held<'_> = BTreeMap::new();
    for (at, reach) in roles {
        let role = &draft.roles.roles[*at];
        for permission in role.effective() {
            // What a grant can't limit is held wherever anything is.
            let unlimited = live.is_some_and(|live| live.get(permission) == Some(&Some(false)));
            let reach = if unlimited { Reach::Everywhere } else { reach.clone() };
            held.entry(permission).or_default().push((&role.name, reach));
        }
    }
    held
}

/// Roles that rows for people give, with who gives them: sources of the plan's roles, by role.
pub(super) fn by_hand(draft: &TenantDraft<'_>, counts: &TenantCounts) -> BTreeMap<usize, Vec<RoleSource>> {
    let mut found: BTreeMap<(usize, usize), (u64, BTreeSet<&Permission>)> = BTreeMap::new();
    for met in counts.combinations.causes() {
        for one in met.cause {
            let Some(row) = one.person_row else { continue };
            let asked = &draft.accounts[one.account].translations[one.source].asked;
            for at in draft.tables.people[row]
                .roles
                .iter()
                .filter_map(|name| draft.roles.named(name))
            {
                let role = &draft.roles.roles[at];
                let entry = found.entry((at, row)).or_default();
                entry.0 += met.count;
                entry.1.extend(
                    role.effective()
                        .into_iter()
                        .filter(|permission| !asked.contains(*permission)),
                );
            }
        }
    }
    let mut sources: BTreeMap<usize, Vec<RoleSource>> = BTreeMap::new();
    for ((at, row), (people, gained)) in found {
        let (role, row) = (&draft.roles.roles[at], &draft.tables.people[row]);
        let place = format!("{}:{}", row.place.file, row.place.line);
        let why = format!("{BY_HAND} {place}: {}", row.reason);
        let gains = if role.known {
            let gain = |permission: &Permission| Gain {
                permission: Some(permission.to_string()),
                level: draft.tables.level(permission),
                because: why.clone(),
            };
            gained.into_iter().map(gain).collect()
        } else {
            vec![Gain {
                permission: Some("unknown".to_owned()),
                level: None,
                because: why,
            }]
        };
        sources.entry(at).or_default().push(RoleSource {
            subdomain: String::new(),
            role_id: None,
            name: format!("{BY_HAND} {place}"),
            people,
            settings: vec![SettingPlan {
                setting: None,
                value: None,
                fidelity: Fidelity::Wider,
                permissions: role.effective().into_iter().map(ToString::to_string).collect(),
                rule: RuleRef {
                    file: row.place.file.clone(),
                    line: row.place.line,
                },
                reason: row.reason.clone(),
            }],
            losses: Vec::new(),
            gains,
        });
    }
    sources
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

/// Adds what a grant can't limit to the gains of the roles that hold it: it reaches the whole org.
pub(super) fn gain_reach(draft: &TenantDraft<'_>, roles: &mut [RolePlan]) {
    let Some(live) = draft.live.and_then(|live| live.permissions.as_ref()) else {
        return;
    };
    for role in roles.iter_mut().filter(|role| !role.existing) {
        let unlimited = role.permissions.iter().filter(|name| {
            name.parse::<Permission>()
                .is_ok_and(|permission| live.get(&permission) == Some(&Some(false)))
        });
        let gains: Vec<Gain> = unlimited
            .map(|name| Gain {
                permission: Some(name.clone()),
                // The right itself is no gain, its reach is: levels are about rights.
                level: None,
                because: "not division-aware: it holds in the whole org, whatever the grant says".to_owned(),
            })
            .collect();
        for source in &mut role.sources {
            source.gains.extend(gains.iter().cloned());
        }
    }
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
