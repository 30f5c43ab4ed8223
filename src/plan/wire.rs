//! Applications meet roles: which role a client gets, which roles its people need, and who gets one for its sake.

use std::collections::{BTreeMap, BTreeSet};

use super::applications::{Needs, needs, serves};
use super::model::{Gain, RoleHalf, RoleSource, RuleRef, SettingPlan};
use super::roles::Role;
use super::rules;
use super::tenant::TenantDraft;
use crate::catalogue::Catalogue;
use crate::finding::{Evidence, Finding};
use crate::mapping::tables::{Application, GrantType};
use crate::model::{Divisions, Fidelity, Permission, fold_name};
use crate::zendesk::Account;

/// Plans the tenant's applications, adding roles to the draft where none of its people's roles will do.
pub(super) fn applications(draft: &mut TenantDraft<'_>) {
    let mut sorted: Vec<&Application> = draft
        .tables
        .applications
        .iter()
        .filter(|application| serves(application, draft.tenant))
        .collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    for application in sorted {
        let mut needed = needs(application, draft.tenant, draft.tables, Catalogue::embedded());
        let (roles, divisions) = if application.grant_type == GrantType::ClientCredentials {
            (
                vec![add_role(draft, application, &needed)],
                client_divisions(draft, application, &needed),
            )
        } else {
            (people_roles(draft, application, &needed), Vec::new())
        };
        draft.findings.append(&mut needed.findings);
        let names = roles.into_iter().map(|at| draft.roles.roles[at].name.clone()).collect();
        draft.applications.push(needed.planned(application, names, divisions));
    }
}

/// A role `zd2gc NAME` with just what the application needs.
fn add_role(draft: &mut TenantDraft<'_>, application: &Application, needed: &Needs) -> usize {
    let permissions: BTreeSet<Permission> = wanted(needed);
    let mut name = format!("zd2gc {}", application.name);
    if draft.roles.named(&name).is_some() {
        name = format!("zd2gc application {}", application.name);
    }
    let at = draft.roles.add(Role {
        key: String::new(),
        name,
        half: RoleHalf::Application,
        existing: false,
        known: true,
        permissions: permissions.clone(),
        wildcards: BTreeMap::new(),
        everywhere: false,
        from: Vec::new(),
    });
    let source = RoleSource {
        subdomain: String::new(),
        role_id: None,
        name: application.name.clone(),
        people: 0,
        settings: vec![SettingPlan {
            setting: None,
            value: None,
            fidelity: Fidelity::Exact,
            permissions: permissions.iter().map(ToString::to_string).collect(),
            rule: RuleRef {
                file: application.place.file.clone(),
                line: application.place.line,
            },
            reason: format!("the operations that `{}` calls need it", application.name),
        }],
        losses: Vec::new(),
        gains: permissions
            .iter()
            .map(|permission| Gain {
                permission: Some(permission.to_string()),
                level: draft.tables.level(permission),
                because: format!("the application `{}` needs it", application.name),
            })
            .collect(),
    };
    draft.application_sources.insert(at, vec![source]);
    at
}

fn wanted(needed: &Needs) -> BTreeSet<Permission> {
    needed
        .permissions
        .iter()
        .filter_map(|permission| permission.permission.parse().ok())
        .collect()
}

/// The keys of the divisions in which a client holds its role.
fn client_divisions(draft: &mut TenantDraft<'_>, application: &Application, needed: &Needs) -> Vec<String> {
    let mut keys = BTreeSet::new();
    for name in &needed.divisions {
        if name == "all" {
            return vec!["all".to_owned()];
        }
        match draft.places.named(name) {
            _ if name == Divisions::HOME => {
                keys.insert(Divisions::HOME.to_owned());
            }
            Some(at) => {
                keys.insert(draft.places.divisions[at].key.clone());
            }
            None => draft.findings.push(
                Finding::new(
                    &rules::APPLICATION_DIVISION_UNKNOWN,
                    application.name.clone(),
                    name.clone(),
                    format!(
                        "`{}` is to hold its role in `{name}`, a division that `{}` does not get",
                        application.name, draft.tenant.name
                    ),
                )
                .tenant(&draft.tenant.name)
                .source(&application.place),
            ),
        }
    }
    keys.into_iter().collect()
}

/// The roles that people who log in need: their own where those suffice, else one for the application, given to them.
fn people_roles(draft: &mut TenantDraft<'_>, application: &Application, needed: &Needs) -> Vec<usize> {
    let wanted = wanted(needed);
    let mut findings = Vec::new();
    let mut users = Vec::new();
    for name in &application.used_by {
        let folded = fold_name(name);
        let before = users.len();
        for (account, own) in draft.accounts.iter().enumerate() {
            let here = own
                .sources
                .roles
                .iter()
                .enumerate()
                .filter(|(_, role)| fold_name(&role.name) == folded);
            users.extend(here.map(|(source, _)| (account, source)));
        }
        if users.len() == before {
            findings.push(
                Finding::new(
                    &rules::APPLICATION_ROLE_UNKNOWN,
                    application.name.clone(),
                    name.clone(),
                    format!(
                        "`{}` is used by `{name}`, a role that no account of `{}` has",
                        application.name, draft.tenant.name
                    ),
                )
                .tenant(&draft.tenant.name)
                .source(&application.place),
            );
        }
    }
    if application.used_by.is_empty() {
        findings.push(
            Finding::new(
                &rules::APPLICATION_USERS_UNKNOWN,
                application.name.clone(),
                "used_by",
                format!(
                    "people log in to `{}`, and its row does not say which",
                    application.name
                ),
            )
            .tenant(&draft.tenant.name)
            .source(&application.place),
        );
    }
    draft.findings.extend(findings);
    let mut roles = BTreeSet::new();
    let mut lacking = Vec::new();
    for (account, source) in users {
        let given = draft.roles.given(account, source);
        let held: Vec<usize> = given
            .tickets
            .iter()
            .chain(&given.account)
            .chain(&given.base)
            .copied()
            .collect();
        let carrying: BTreeSet<usize> = held
            .iter()
            .copied()
            .filter(|at| {
                draft.roles.roles[*at]
                    .effective()
                    .iter()
                    .any(|permission| wanted.contains(*permission))
            })
            .collect();
        let all: BTreeSet<&Permission> = carrying
            .iter()
            .flat_map(|at| draft.roles.roles[*at].effective())
            .collect();
        if wanted.iter().all(|permission| all.contains(permission)) {
            roles.extend(carrying);
        } else {
            lacking.push((account, source));
        }
    }
    if !wanted.is_empty() && (!lacking.is_empty() || roles.is_empty()) {
        let at = add_role(draft, application, needed);
        for from in lacking {
            draft.application_roles.entry(from).or_default().push(at);
        }
        roles.insert(at);
    }
    roles.into_iter().collect()
}

/// Each Zendesk OAuth client and active API token that no application takes the place of.
pub(super) fn unmapped(account: &Account, applications: &[Application]) -> Vec<Finding> {
    let covered = |names: &[String]| {
        applications.iter().any(|application| {
            names.iter().any(|name| {
                application.zendesk_client.as_deref().is_some_and(|own| own == name)
                    || (!name.is_empty() && fold_name(&application.name) == fold_name(name))
            })
        })
    };
    let mut findings = Vec::new();
    for client in &account.oauth_clients {
        if covered(&[
            client.identifier.clone(),
            client.id.value.to_string(),
            client.name.clone(),
        ]) {
            continue;
        }
        let tokens = account
            .oauth_tokens
            .iter()
            .filter(|token| token.client_id.is_some_and(|id| id.value == client.id.value));
        let last = tokens.clone().filter_map(|token| token.used_at.as_deref()).max();
        let scopes: BTreeSet<&str> = tokens
            .flat_map(|token| token.scopes.iter().flatten())
            .map(String::as_str)
            .collect();
        let scopes = if scopes.is_empty() {
            "none seen".to_owned()
        } else {
            scopes.into_iter().collect::<Vec<_>>().join(", ")
        };
        findings.push(
            Finding::new(
                &rules::APPLICATION_UNMAPPED,
                format!("client:{}", client.name),
                client.identifier.clone(),
                format!(
                    "the OAuth client `{}` of `{}` has no successor: last used {}, scopes of its tokens: {scopes}",
                    client.name,
                    account.subdomain,
                    last.unwrap_or("never, as far as its tokens tell")
                ),
            )
            .evidence(Evidence::get(
                format!("/api/v2/oauth/clients/{}", client.id.value),
                client.updated_at.as_deref(),
            )),
        );
    }
    for token in account.api_tokens.iter().filter(|token| token.active == Some(true)) {
        let description = token.description.clone().unwrap_or_default();
        if covered(&[token.id.value.to_string(), description.clone()]) {
            continue;
        }
        findings.push(
            Finding::new(
                &rules::APPLICATION_UNMAPPED,
                format!("client:{}", if description.is_empty() { "API token" } else { &description }),
                token.id.value.to_string(),
                format!(
                    "the API token {} (`{description}`) of `{}` acts with all rights of a user and has no successor: last used {}; API tokens end on 2027-04-30",
                    token.id.value,
                    account.subdomain,
                    token.last_used.as_deref().unwrap_or("never")
                ),
            )
            .evidence(Evidence::get("/api/v2/api_tokens", token.last_used.as_deref())),
        );
    }
    findings
}
