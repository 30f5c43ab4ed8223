//! From the orgs of a plan to one sheet an application.

use std::collections::{BTreeMap, BTreeSet};

use super::installer::{self, Task};
use super::model::{
    About, ApplicationSheet, ClientSheet, Entered, Manifest, NoCounterpart, OrgSheet, RoleBody, ScopeSheet,
};
use super::role;
use crate::catalogue::Catalogue;
use crate::finding::{Finding, Rule};
use crate::plan::applications::{rules, vendor_grant};
use crate::plan::model::{ApplicationPlan, RoleHalf, TenantPlan};

/// One application in the orgs that it is for.
type Seats<'a> = Vec<(&'a TenantPlan, &'a ApplicationPlan)>;

/// The names of all applications of a plan, sorted.
pub fn names(tenants: &[TenantPlan]) -> Vec<&str> {
    by_name(tenants).into_keys().collect()
}

/// The sheets of the applications whose name `wanted` lets through.
pub fn build(
    tenants: &[TenantPlan],
    findings: &[Finding],
    catalogue: &Catalogue,
    wanted: impl Fn(&str) -> bool,
) -> Manifest {
    Manifest {
        schema: Manifest::SCHEMA.to_owned(),
        about: about(),
        catalogue: Catalogue::DATE.to_owned(),
        applications: by_name(tenants)
            .into_iter()
            .filter(|(name, _)| wanted(name))
            .map(|(name, seats)| sheet(name, &seats, findings, catalogue))
            .collect(),
    }
}

fn by_name(tenants: &[TenantPlan]) -> BTreeMap<&str, Seats<'_>> {
    let mut by_name: BTreeMap<&str, Seats<'_>> = BTreeMap::new();
    for tenant in tenants {
        for application in &tenant.applications {
            by_name
                .entry(&application.name)
                .or_default()
                .push((tenant, application));
        }
    }
    by_name
}

fn about() -> About {
    let entered = |part: &str, place: &str, operation: Option<&str>| Entered {
        part: part.to_owned(),
        place: place.to_owned(),
        operation: operation.map(str::to_owned),
    };
    About {
        note: "Genesys Cloud has no manifest file for applications and imports none. This sheet holds what has to be \
               entered, part by part, in each org."
            .to_owned(),
        entered: vec![
            entered(
                "clients",
                "Admin > Integrations > OAuth, in the org that owns the client",
                Some("POST /api/v2/oauth/clients"),
            ),
            entered(
                "roles",
                "Admin > People & Permissions > Roles / Permissions, in each org; each entry is the request's body",
                Some("POST /api/v2/authorization/roles"),
            ),
            entered(
                "orgs.roles, orgs.divisions",
                "Admin > People & Permissions: the role's members and divisions, in each org",
                Some("POST /api/v2/authorization/roles/{roleId}"),
            ),
            entered(
                "orgs.approval",
                "Admin > Integrations > Authorized Applications, in each org that does not own the client",
                None,
            ),
            entered(
                "orgs.authorization_url",
                "sent to an administrator of the org; the command zd2gc oauth url adds a fresh state and challenge",
                None,
            ),
            entered(
                "installer_rights, scopes with reasons",
                "the vendor's part of an AppFoundry listing, where the application is offered there",
                None,
            ),
        ],
    }
}

fn sheet(name: &str, seats: &Seats<'_>, findings: &[Finding], catalogue: &Catalogue) -> ApplicationSheet {
    let first = seats.first().map(|(_, application)| *application);
    let (roles, creates) = roles(name, seats);
    ApplicationSheet {
        name: name.to_owned(),
        grant_type: first.map(|one| one.grant_type.clone()).unwrap_or_default(),
        reach: first.map(|one| one.reach.clone()).unwrap_or_default(),
        clients: clients(seats),
        installer_rights: installer::rights(&tasks(seats, creates), catalogue),
        roles,
        orgs: seats
            .iter()
            .map(|(tenant, application)| OrgSheet {
                tenant: tenant.name.clone(),
                org_id: tenant.org_id.clone(),
                org_name: tenant.org_name.clone(),
                region: tenant.region.clone(),
                client_id: application.client_id.clone(),
                authorization_url: application.authorization_url.clone(),
                approval: application.approval.clone(),
                divisions: application.divisions.clone(),
                roles: application.roles.clone(),
            })
            .collect(),
        no_counterpart: no_counterpart(name, findings),
    }
}

/// The clients by id: one serves several orgs of a region.
fn clients(seats: &Seats<'_>) -> Vec<ClientSheet> {
    let mut clients: BTreeMap<&str, ClientSheet> = BTreeMap::new();
    for (tenant, application) in seats {
        let client = clients.entry(&application.client_id).or_insert_with(|| ClientSheet {
            tenants: Vec::new(),
            client_id: application.client_id.clone(),
            owner: application.owner.clone(),
            authorized_grant_type: vendor_grant(&application.grant_type)
                .unwrap_or(&application.grant_type)
                .to_owned(),
            redirect_uris: application.redirect_uris.clone(),
            scopes: application
                .scopes
                .iter()
                .map(|scope| ScopeSheet {
                    scope: scope.scope.clone(),
                    because: scope.because.clone(),
                })
                .collect(),
            recommended_scopes: application.recommended_scopes.clone(),
        });
        client.tenants.push(tenant.name.clone());
        if client.owner != application.owner {
            // One id, registered in each org that it is used in, is what a table says by mistake: no owner is named.
            client.owner = None;
        }
    }
    clients.into_values().collect()
}

/// Whether the installer has to create roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Creates {
    /// New ones, made for this application.
    Roles,
    /// None: the people's own roles hold everything.
    Nothing,
}

/// The bodies of the roles made for the application; roles that its people hold anyway are made elsewhere.
fn roles(name: &str, seats: &Seats<'_>) -> (Vec<RoleBody>, Creates) {
    let mut bodies: Vec<RoleBody> = Vec::new();
    for (tenant, application) in seats {
        let own = tenant.roles.iter().filter(|role| {
            role.half == RoleHalf::Application && !role.existing && application.roles.contains(&role.name)
        });
        for role in own {
            let body = role::body(role, &format!("Least rights of {name}."));
            if !bodies.contains(&body) {
                bodies.push(body);
            }
        }
    }
    bodies.sort_by(|a, b| a.name.cmp(&b.name));
    let creates = if bodies.is_empty() {
        Creates::Nothing
    } else {
        Creates::Roles
    };
    (bodies, creates)
}

fn tasks(seats: &Seats<'_>, creates: Creates) -> Vec<Task> {
    let any = |test: &dyn Fn(&ApplicationPlan) -> bool| seats.iter().any(|(_, application)| test(application));
    let mut tasks = vec![Task::RegisterClient, Task::EditClient];
    if creates == Creates::Roles {
        tasks.push(Task::CreateRole);
    }
    if any(&|application| !application.roles.is_empty()) {
        tasks.push(Task::GrantRole);
    }
    if any(&|application| application.approval.needed) {
        tasks.push(Task::ApproveClient);
    }
    if any(&|application| application.reach == "authorized-organization") {
        tasks.push(Task::PairOrgs);
    }
    tasks
}

/// Rules whose findings say that something of an application was not carried over or could not be decided.
static OPEN: [&Rule; 6] = [
    &rules::APPLICATION_NEEDS_UNKNOWN,
    &rules::OPERATION_NOT_IN_CATALOGUE,
    &rules::PERMISSION_CHOICE_OPEN,
    &rules::SCOPE_UNKNOWN,
    &rules::ZENDESK_SCOPE_NOT_CARRIED,
    &rules::ZENDESK_SCOPE_UNMAPPED,
];

fn no_counterpart(name: &str, findings: &[Finding]) -> Vec<NoCounterpart> {
    let open: BTreeSet<NoCounterpart> = findings
        .iter()
        .filter(|finding| finding.subject == name && OPEN.iter().any(|rule| rule.name == finding.rule))
        .map(|finding| NoCounterpart {
            what: finding.object.clone(),
            why: format!("{}; {}", finding.message, finding.remedy),
        })
        .collect();
    open.into_iter().collect()
}
