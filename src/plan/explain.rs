//! Following a cell of a plan back: person, grant, role, permission, setting, row.

use serde::Serialize;

use super::body::BY_HAND;
use super::model::{
    ApplicationPlan, Gain, GrantPlan, Loss, PersonPlan, RolePlan, RoleSource, SettingPlan, SourceRoleRef, TenantPlan,
};
use super::read::PlanHead;
use crate::model::{Permission, fold_address, fold_name};

/// What was asked for, found in a plan.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// `zd2gc/explanation/1`.
    pub schema: &'static str,
    /// The subject as it was asked for.
    pub subject: String,
    /// The permission, if one was asked for.
    pub permission: Option<String>,
    /// People that the subject names.
    pub people: Vec<PersonExplained>,
    /// Roles that the subject names.
    pub roles: Vec<RoleExplained>,
    /// Applications that the subject names.
    pub applications: Vec<ApplicationExplained>,
}

/// A person in one tenant.
#[derive(Debug, Clone, Serialize)]
pub struct PersonExplained {
    /// The tenant.
    pub tenant: String,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The id in Zendesk.
    pub zendesk_id: Option<u64>,
    /// The roles in Zendesk, one an account.
    pub source_roles: Vec<SourceRoleRef>,
    /// What is held, and why.
    pub holds: Vec<Held>,
    /// What this person gains beyond what the roles say.
    pub gains: Vec<Gain>,
    /// What this person loses beyond what the roles say.
    pub losses: Vec<Loss>,
}

/// A role that a person holds.
#[derive(Debug, Clone, Serialize)]
pub struct Held {
    /// The role's name.
    pub role: String,
    /// Whether what it contains is known.
    pub known: bool,
    /// The grant; `None` for a base role, which is held in home.
    pub grant: Option<GrantPlan>,
    /// The permissions, each with the rows that gave it.
    pub permissions: Vec<PermissionExplained>,
}

/// A permission and the rows that gave it.
#[derive(Debug, Clone, Serialize)]
pub struct PermissionExplained {
    /// The permission.
    pub permission: String,
    /// The rows, with the setting that each answers to.
    pub because: Vec<SettingPlan>,
}

/// A role in one tenant.
#[derive(Debug, Clone, Serialize)]
pub struct RoleExplained {
    /// The tenant.
    pub tenant: String,
    /// The role's name.
    pub role: String,
    /// Its key.
    pub key: String,
    /// Whether what it contains is known.
    pub known: bool,
    /// Where it comes from, with the rows behind each permission.
    pub sources: Vec<SourceExplained>,
}

/// A source of a role.
#[derive(Debug, Clone, Serialize)]
pub struct SourceExplained {
    /// The role in Zendesk, or the application.
    pub source: SourceRoleRef,
    /// How many people hold it.
    pub people: u64,
    /// The permissions, each with the rows that gave it.
    pub permissions: Vec<PermissionExplained>,
    /// What is lost.
    pub losses: Vec<Loss>,
    /// What is gained.
    pub gains: Vec<Gain>,
}

/// An application in one tenant.
#[derive(Debug, Clone, Serialize)]
pub struct ApplicationExplained {
    /// The tenant.
    pub tenant: String,
    /// What is planned for it: each scope and permission names the operations behind it.
    pub application: ApplicationPlan,
}

/// Whether a row of people is the one that a subject names: by address, by Zendesk id, or by whole name.
pub fn is_person(subject: &str, row: &PersonPlan) -> bool {
    let wanted = subject.trim();
    if row.email == *fold_address(wanted) {
        return true;
    }
    if let (Ok(id), Some(own)) = (wanted.parse::<u64>(), row.zendesk_id) {
        return id == own;
    }
    !row.name.is_empty() && fold_name(&row.name) == fold_name(wanted)
}

/// Explains a subject: the people that [`is_person`] chose, and the roles and applications of that name.
pub fn explain(head: &PlanHead, people: &[PersonPlan], subject: &str, permission: Option<&Permission>) -> Explanation {
    let wanted = subject.trim();
    let name = fold_name(wanted.strip_prefix("client:").unwrap_or(wanted));
    let tenant_of = |name: &str| head.tenants.iter().find(|tenant| tenant.name == name);
    Explanation {
        schema: "zd2gc/explanation/1",
        subject: subject.to_owned(),
        permission: permission.map(ToString::to_string),
        people: people
            .iter()
            .filter_map(|row| tenant_of(&row.tenant).map(|tenant| person(tenant, row, permission)))
            .collect(),
        roles: head
            .tenants
            .iter()
            .flat_map(|tenant| tenant.roles.iter().map(move |role| (tenant, role)))
            .filter(|(_, role)| fold_name(&role.name) == name || role.key == wanted)
            .map(|(tenant, role)| RoleExplained {
                tenant: tenant.name.clone(),
                role: role.name.clone(),
                key: role.key.clone(),
                known: role.known,
                sources: role.sources.iter().map(|own| source(own, role, permission)).collect(),
            })
            .collect(),
        applications: head
            .tenants
            .iter()
            .flat_map(|tenant| tenant.applications.iter().map(move |application| (tenant, application)))
            .filter(|(_, application)| fold_name(&application.name) == name)
            .map(|(tenant, application)| ApplicationExplained {
                tenant: tenant.name.clone(),
                application: application.clone(),
            })
            .collect(),
    }
}

impl Explanation {
    /// Whether the plan knows the subject at all.
    pub fn is_known(&self) -> bool {
        !(self.people.is_empty() && self.roles.is_empty() && self.applications.is_empty())
    }
}

fn person(tenant: &TenantPlan, row: &PersonPlan, permission: Option<&Permission>) -> PersonExplained {
    let mut source_roles = vec![row.source_role.clone()];
    source_roles.extend(row.also.iter().map(|also| also.source_role.clone()));
    let role_of = |name: &str| tenant.roles.iter().find(|role| role.name == name);
    let mut holds = Vec::new();
    let granted = row.grants.iter().map(|grant| (grant.role.as_str(), Some(grant)));
    for (name, grant) in granted.chain(row.base.iter().map(|base| (base.as_str(), None))) {
        let role = role_of(name);
        let mut permissions = Vec::new();
        if let Some(role) = role {
            let own: Vec<_> = role
                .sources
                .iter()
                .filter(|own| is_source(own, &source_roles, grant))
                .collect();
            for granted in listed(role).filter(|granted| is_wanted(granted, permission)) {
                let because = own.iter().flat_map(|own| rows(own, granted)).collect();
                permissions.push(PermissionExplained {
                    permission: granted.to_owned(),
                    because,
                });
            }
        }
        let known = role.is_some_and(|role| role.known);
        // Asked for one permission, roles that don't have it say nothing; those that might, do.
        if permission.is_none() || !permissions.is_empty() || !known {
            holds.push(Held {
                role: name.to_owned(),
                known,
                grant: grant.cloned(),
                permissions,
            });
        }
    }
    PersonExplained {
        tenant: tenant.name.clone(),
        email: row.email.clone(),
        name: row.name.clone(),
        zendesk_id: row.zendesk_id,
        source_roles,
        holds,
        gains: row.gains.clone(),
        losses: row.losses.clone(),
    }
}

/// Whether a source of a role is the one through which this person holds it; an application's source is everybody's.
fn is_source(own: &RoleSource, roles: &[SourceRoleRef], grant: Option<&GrantPlan>) -> bool {
    if own.subdomain.is_empty() {
        // A row for people is the cause of the grants that name it; an application's source is everybody's.
        return own.name.strip_prefix(BY_HAND).is_none_or(|place| {
            grant.is_some_and(|grant| {
                grant.because.setting.as_deref() == Some(BY_HAND)
                    && grant.because.value.as_deref() == Some(place.trim())
            })
        });
    }
    let account = grant.and_then(|grant| grant.because.subdomain.as_deref());
    roles
        .iter()
        .any(|role| role.subdomain == own.subdomain && role.role_id == own.role_id && role.name == own.name)
        && account.is_none_or(|account| account == own.subdomain)
}

fn source(own: &RoleSource, role: &RolePlan, permission: Option<&Permission>) -> SourceExplained {
    SourceExplained {
        source: SourceRoleRef {
            subdomain: own.subdomain.clone(),
            role_id: own.role_id,
            name: own.name.clone(),
        },
        people: own.people,
        permissions: listed(role)
            .filter(|granted| is_wanted(granted, permission))
            .map(|granted| PermissionExplained {
                permission: granted.to_owned(),
                because: rows(own, granted),
            })
            .collect(),
        losses: own.losses.clone(),
        gains: own.gains.clone(),
    }
}

/// The permissions of a role, those behind wildcards too.
fn listed(role: &RolePlan) -> impl Iterator<Item = &str> {
    let wild = role.wildcards.iter().flat_map(|wildcard| &wildcard.permissions);
    role.permissions.iter().chain(wild).map(String::as_str)
}

fn is_wanted(granted: &str, permission: Option<&Permission>) -> bool {
    permission.is_none_or(|permission| permission.as_str().eq_ignore_ascii_case(granted))
}

/// The rows of a source that gave a permission.
fn rows(own: &RoleSource, permission: &str) -> Vec<SettingPlan> {
    own.settings
        .iter()
        .filter(|row| row.permissions.iter().any(|given| given == permission))
        .cloned()
        .collect()
}
