//! What there is to notice besides people: roles, settings, groups, brands, and what no API tells.

use std::collections::{BTreeMap, BTreeSet};

use super::{MemberCounts, counted, listed};
use crate::finding::{Evidence, Finding, Findings, Rule};
use crate::model::shown;
use crate::zendesk::Account;
use crate::zendesk::lists::List;
use crate::zendesk::model::{CustomRole, RoleType, flatten};
use crate::zendesk::model::{Knowledge, knowledge, known_settings};
use crate::zendesk::rules::{
    ACCOUNT_OWNER_UNKNOWN, ADMIN_EQUIVALENT_ROLE, BRAND_MEMBERSHIP_UNREAD, DELETED_GROUP, INACTIVE_BRAND,
    PRODUCT_ROLES_NOT_READABLE, ROLE_COUNT_MISMATCH, ROLE_WITHOUT_MEMBERS, SETTING_MISSING, SETTING_UNKNOWN,
};

/// What has to be known of a role once the people were counted.
#[derive(Debug)]
pub(super) struct RoleFacts {
    id: u64,
    name: String,
    counted: Option<u64>,
    custom: bool,
    evidence: Evidence,
}

/// The roles of an account, for [`holders`].
pub(super) fn roles(account: &Account) -> Vec<RoleFacts> {
    // Without users nobody holds anything, which says nothing about roles.
    if !account.has(List::Users.name()) {
        return Vec::new();
    }
    account
        .roles
        .iter()
        .map(|role| RoleFacts {
            id: role.id.value,
            name: role.name.clone(),
            counted: role.team_member_count,
            custom: role.kind() == RoleType::Custom,
            evidence: evidence(role),
        })
        .collect()
}

/// Looks at everything besides people.
pub(super) fn survey(account: &Account) -> Findings {
    let mut findings = Findings::default();
    let subdomain = account.subdomain.as_str();
    standing(subdomain, &mut findings);
    let deleted: Vec<_> = account
        .groups
        .iter()
        .filter(|group| group.deleted == Some(true))
        .map(|group| (group.id.value, group.name.as_str(), group.updated_at.as_deref()))
        .collect();
    named(
        &DELETED_GROUP,
        subdomain,
        List::Groups,
        &deleted,
        ("group is", "groups are"),
        "deleted",
        &mut findings,
    );
    let inactive: Vec<_> = account
        .brands
        .iter()
        .filter(|brand| brand.active == Some(false) || brand.is_deleted == Some(true))
        .map(|brand| (brand.id.value, brand.name.as_str(), brand.updated_at.as_deref()))
        .collect();
    named(
        &INACTIVE_BRAND,
        subdomain,
        List::Brands,
        &inactive,
        ("brand is", "brands are"),
        "not in use",
        &mut findings,
    );
    let brand_rows = account.coverage.get(List::BrandAgents.name());
    if !matches!(brand_rows, Some(crate::snapshot::Coverage::Read { count, .. }) if *count > 0) {
        let message =
            "Nothing says which agents work for which brands, so everybody is taken to work for all active ones.";
        findings.add(
            Finding::new(&BRAND_MEMBERSHIP_UNREAD, subdomain, List::BrandAgents.name(), message)
                .evidence(Evidence::get(List::BrandAgents.path(), None)),
        );
    }
    for role in &account.roles {
        admin_equivalent(role, &mut findings);
    }
    unknown_settings(&account.roles, &mut findings);
    missing_settings(subdomain, &account.roles, &mut findings);
    findings
}

/// What no snapshot can tell.
fn standing(subdomain: &str, findings: &mut Findings) {
    for (rule, object, message) in [
        (
            &PRODUCT_ROLES_NOT_READABLE,
            "product roles",
            "Roles inside Explore, Guide, Talk, Chat and QA have no public API; they may differ from what was read.",
        ),
        (
            &ACCOUNT_OWNER_UNKNOWN,
            "account owner",
            "No field of the API names the account owner; ask the customer.",
        ),
    ] {
        findings.add(Finding::new(rule, subdomain, object, message));
    }
}

/// The first few of a longer list, and how many more there are.
fn first_of(names: &[impl AsRef<str>]) -> String {
    const SHOWN: usize = 6;
    let first: Vec<&str> = names.iter().take(SHOWN).map(AsRef::as_ref).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// One finding for some objects of one list.
fn named(
    rule: &Rule,
    subdomain: &str,
    list: List,
    objects: &[(u64, &str, Option<&str>)],
    (one, many): (&str, &str),
    what: &str,
    findings: &mut Findings,
) {
    let Some((first, rest)) = objects.split_first() else {
        return;
    };
    let count = objects.len() as u64;
    let subject = if rest.is_empty() { first.1 } else { subdomain };
    let names: Vec<_> = objects
        .iter()
        .map(|(id, name, _)| format!("{} ({id})", shown(name)))
        .collect();
    let names = first_of(&names);
    let mut finding = Finding::new(
        rule,
        subject,
        list.name(),
        format!("{} {what}: {names}", counted(count, one, many)),
    )
    .count(count);
    finding.evidence = objects
        .iter()
        .take(crate::finding::Tally::<()>::LISTED)
        .map(|(id, _, at)| Evidence::get(format!("{}/{id}", list.path()), *at))
        .collect();
    findings.add(finding);
}

fn evidence(role: &CustomRole) -> Evidence {
    Evidence::get(
        format!("{}/{}", List::CustomRoles.path(), role.id.value),
        role.updated_at.as_deref(),
    )
}

/// Rights that lead to all others, after Zendesk's own warnings beside these settings.
fn admin_equivalent(role: &CustomRole, findings: &mut Findings) {
    if matches!(role.kind(), RoleType::Admin | RoleType::BillingAdmin) {
        return;
    }
    let text = |key: &str| role.configuration.get(key).and_then(serde_json::Value::as_str);
    let holds = |key: &str| role.configuration.get(key) == Some(&serde_json::Value::Bool(true));
    let mut because = Vec::new();
    if let Some(value) = text("manage_roles").filter(|value| *value != "none") {
        because.push(format!("manage_roles={value}"));
    }
    if let Some(value) = text("manage_team_members").filter(|value| value.starts_with("all")) {
        because.push(format!("manage_team_members={value}"));
    }
    if holds("manage_api_credentials") {
        because.push("manage_api_credentials=true".to_owned());
    }
    if text("ticket_access") == Some("all") && holds("manage_business_rules") && holds("manage_triggers") {
        because.push("ticket_access=all with manage_business_rules and manage_triggers".to_owned());
    }
    if because.is_empty() {
        return;
    }
    let because = because.join(", ");
    findings.add(
        Finding::new(
            &ADMIN_EQUIVALENT_ROLE,
            role.name.as_str(),
            because.as_str(),
            format!(
                "The role `{}` ({}) can do what an admin can: {because}",
                shown(&role.name),
                role.id.value
            ),
        )
        .evidence(evidence(role)),
    );
}

fn unknown_settings(roles: &[CustomRole], findings: &mut Findings) {
    let mut unknown: BTreeMap<String, Vec<&CustomRole>> = BTreeMap::new();
    for role in roles {
        let mut seen = BTreeSet::new();
        for setting in flatten(&role.configuration) {
            let object = match knowledge(&setting) {
                Knowledge::Known => continue,
                Knowledge::UnknownValue => format!("{}={}", setting.setting, setting.value),
                Knowledge::UnknownSetting => setting.setting,
            };
            if seen.insert(object.clone()) {
                unknown.entry(object).or_default().push(role);
            }
        }
    }
    for (object, roles) in unknown {
        let count = roles.len() as u64;
        let names: Vec<_> = roles.iter().map(|role| shown(&role.name)).collect();
        let names = first_of(&names);
        let mut finding = Finding::new(
            &SETTING_UNKNOWN,
            roles[0].name.as_str(),
            object.as_str(),
            format!(
                "The setting `{}` of {} is not known, so no permission is planned for it: {names}",
                shown(&object),
                counted(count, "role", "roles")
            ),
        )
        .count(count);
        finding.evidence = roles.iter().map(|role| evidence(role)).collect();
        findings.add(finding);
    }
}

/// Settings that others of the account have; those that no role has are told once, as older accounts have fewer.
fn missing_settings(subdomain: &str, roles: &[CustomRole], findings: &mut Findings) {
    if roles.is_empty() {
        return;
    }
    let known: BTreeSet<&str> = known_settings()
        .keys()
        .map(|known| known.split('.').next().unwrap_or_default())
        // The old name of end_user_profile_access: one of the two is enough.
        .filter(|setting| *setting != "end_user_profile")
        .collect();
    let used: BTreeSet<&str> = roles
        .iter()
        .flat_map(|role| role.configuration.keys())
        .map(String::as_str)
        .collect();
    for role in roles {
        let missing: Vec<&str> = known
            .iter()
            .copied()
            .filter(|setting| used.contains(setting) && !role.configuration.contains_key(*setting))
            .collect();
        if missing.is_empty() {
            continue;
        }
        let names = missing.join(", ");
        findings.add(
            Finding::new(
                &SETTING_MISSING,
                role.name.as_str(),
                names.as_str(),
                format!(
                    "The role `{}` ({}) does not mention {} that other roles have: {names}",
                    shown(&role.name),
                    role.id.value,
                    counted(missing.len() as u64, "setting", "settings")
                ),
            )
            .count(missing.len() as u64)
            .evidence(evidence(role)),
        );
    }
    let nowhere: Vec<&str> = known
        .iter()
        .copied()
        .filter(|setting| !used.contains(setting))
        .collect();
    if nowhere.is_empty() {
        return;
    }
    let names = first_of(&nowhere);
    findings.add(
        Finding::new(
            &SETTING_MISSING,
            subdomain,
            nowhere.join(", "),
            format!(
                "No role of the account mentions {} that newer accounts have: {names}",
                counted(nowhere.len() as u64, "setting", "settings")
            ),
        )
        .severity(crate::model::Severity::Info)
        .count(nowhere.len() as u64)
        .remedy("Nothing: no permission is planned for a setting that the account does not have.")
        .evidence(Evidence::get(List::CustomRoles.path(), None)),
    );
}

/// Compares the holders of each role with what Zendesk counts.
pub(super) fn holders(roles: &[RoleFacts], counts: &MemberCounts, findings: &mut Findings) {
    let mut unused = Vec::new();
    for role in roles {
        let holders = counts.by_role.get(&role.id).copied().unwrap_or_default();
        if let Some(counted) = role.counted
            && counted != holders
        {
            findings.add(
                Finding::new(
                    &ROLE_COUNT_MISMATCH,
                    role.name.as_str(),
                    "team_member_count",
                    format!(
                        "Zendesk counts {counted} holders of the role `{}` ({}), and the users have {holders}.",
                        shown(&role.name),
                        role.id
                    ),
                )
                .expected(counted.to_string(), holders.to_string())
                .evidence(role.evidence.clone()),
            );
        }
        if role.custom && holders == 0 {
            unused.push(role);
        }
    }
    if let Some(first) = unused.first() {
        let count = unused.len() as u64;
        let evidence: Vec<_> = unused.iter().map(|role| role.evidence.clone()).collect();
        let message = format!(
            "Nobody holds {}: {}",
            counted(count, "role", "roles"),
            listed(&evidence, count)
        );
        let mut finding = Finding::new(&ROLE_WITHOUT_MEMBERS, first.name.as_str(), "holders", message).count(count);
        finding.evidence = evidence;
        findings.add(finding);
    }
}
