//! Applications planned without any account: for those who have tables and no Zendesk snapshot.

use super::{needs, serves};
use crate::catalogue::Catalogue;
use crate::finding::Finding;
use crate::mapping::Tables;
use crate::mapping::tables::{Application, Tenant};
use crate::model::{Divisions, slug};
use crate::plan::model::{RoleHalf, RolePlan, TenantPlan};

/// What the applications of the tables need in each tenant, and what was found.
///
/// Without accounts nobody's own roles are known, so that every application gets a role of its own; a plan with a
/// snapshot may find that its people hold all it needs.
pub fn alone(tables: &Tables, catalogue: &Catalogue) -> (Vec<TenantPlan>, Vec<Finding>) {
    let mut findings = Vec::new();
    let tenants = tables
        .tenants
        .iter()
        .map(|tenant| tenant_alone(tenant, tables, catalogue, &mut findings))
        .collect();
    (tenants, findings)
}

fn tenant_alone(tenant: &Tenant, tables: &Tables, catalogue: &Catalogue, findings: &mut Vec<Finding>) -> TenantPlan {
    let mut plan = TenantPlan {
        name: tenant.name.clone(),
        org_id: tenant.org_id.to_string(),
        org_name: tenant.org_name.clone(),
        region: tenant.region.clone(),
        subdomains: tenant.subdomains.clone(),
        divisions: Vec::new(),
        roles: Vec::new(),
        applications: Vec::new(),
        decisions: Vec::new(),
        licences: "unknown".into(),
        groups: Vec::new(),
    };
    let mut served: Vec<&Application> = tables
        .applications
        .iter()
        .filter(|application| serves(application, tenant))
        .collect();
    served.sort_by(|a, b| a.name.cmp(&b.name));
    for application in served {
        let mut needed = needs(application, tenant, tables, catalogue);
        findings.append(&mut needed.findings);
        let mut roles = Vec::new();
        if !needed.permissions.is_empty() {
            let role = role(
                application,
                needed.permissions.iter().map(|plan| plan.permission.clone()),
            );
            roles.push(role.name.clone());
            plan.roles.push(role);
        }
        let places = divisions(&needed.divisions);
        plan.applications.push(needed.planned(application, roles, places));
    }
    plan
}

/// The role `zd2gc NAME`, as a plan with a snapshot names it.
fn role(application: &Application, permissions: impl Iterator<Item = String>) -> RolePlan {
    let name = format!("zd2gc {}", application.name);
    RolePlan {
        key: slug(&name),
        name,
        half: RoleHalf::Application,
        existing: false,
        known: true,
        permissions: permissions.collect(),
        wildcards: Vec::new(),
        sources: Vec::new(),
    }
}

/// Keys as a plan gives them, as far as names tell.
fn divisions(names: &[String]) -> Vec<String> {
    let mut keys: Vec<String> = names
        .iter()
        .map(|name| match name.as_str() {
            "all" | Divisions::HOME => name.clone(),
            _ => slug(name),
        })
        .collect();
    keys.sort();
    keys.dedup();
    keys
}
