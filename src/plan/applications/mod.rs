//! What an application needs in an org: the least scopes, the least permissions, an approval, a URL.
//!
//! In: an application's row, the tenant, the tables, the catalogue. Out: [`Needs`], from which the plan makes its
//! `applications`. Knows nothing of people or roles; the same answer whatever the order of the operations.

mod alone;
mod calls;
mod permissions;
pub mod rules;
mod scopes;
mod urls;

use crate::catalogue::Catalogue;
use crate::finding::{Finding, Findings};
use crate::mapping::Tables;
use crate::mapping::tables::{Application, GrantType, Reach, Tenant};

use super::model::{ApplicationPlan, Approval, PermissionPlan, ScopePlan};
use calls::Calls;

pub use alone::alone;
pub use urls::{NoUrl, UrlChoices, authorize_request, url_notes};

/// What an application needs in one org.
#[derive(Debug, Clone)]
pub struct Needs {
    /// The client's id in this org's region; `None` where the row lists ids by tenant and leaves this one out.
    pub client_id: Option<String>,
    /// The org in which the client is registered; `None` where the tables don't say.
    pub owner: Option<String>,
    /// The least scopes, by name; empty for client credentials, to which scopes do not apply.
    pub scopes: Vec<ScopePlan>,
    /// Scopes that serve a person signing in, beside the least.
    pub recommended_scopes: Vec<String>,
    /// The least permissions, by name.
    pub permissions: Vec<PermissionPlan>,
    /// The authorization URL without state and challenge; `None` where there is none.
    pub authorization_url: Option<String>,
    /// Where the client itself holds its role, as the row says; empty where people sign in.
    pub divisions: Vec<String>,
    /// Whether the org has to approve the client, and for which scopes.
    pub approval: Approval,
    /// What to know or decide, with the tenant set.
    pub findings: Vec<Finding>,
}

/// What the application needs in the tenant's org.
pub fn needs(application: &Application, tenant: &Tenant, tables: &Tables, catalogue: &Catalogue) -> Needs {
    let mut findings = Findings::default();
    let calls = Calls::of(application, catalogue, &mut findings);
    let carried = scopes::choose(application, &calls, tables, &mut findings);
    let permissions = permissions::choose(application, &calls, tables, &mut findings);

    let user_grant = application.grant_type != GrantType::ClientCredentials;
    let chosen: Vec<String> = carried.iter().map(|scope| scope.scope.clone()).collect();
    let scopes = if user_grant {
        carried
    } else {
        findings.add(Finding::new(
            &rules::SCOPES_NOT_APPLIED,
            &application.name,
            application.grant_type.to_string(),
            "scopes do not bind a client-credentials client: the roles that it is granted decide what it may do",
        ));
        Vec::new()
    };
    let recommended_scopes = if user_grant && !chosen.iter().any(|scope| scope == scopes::BASIC_INFO) {
        vec![scopes::BASIC_INFO.to_owned()]
    } else {
        Vec::new()
    };

    let owner = owner(application, tenant, tables);
    let foreign = is_foreign(application, tenant, tables);
    if application.reach != Reach::OwnClient && owner.is_none() {
        findings.add(
            Finding::new(
                &rules::APPLICATION_OWNER_UNKNOWN,
                &application.name,
                application.reach.to_string(),
                "the tables don't say in which org this application's client is registered, \
                 so its registration can't be checked",
            )
            .source(&application.place),
        );
    }
    if foreign && application.reach == Reach::AuthorizedOrganization {
        findings.add(
            Finding::new(
                &rules::TRUST_NEEDED,
                &application.name,
                owner.clone().unwrap_or_else(|| "the client's org".to_owned()),
                format!(
                    "people enter `{}` as trustees: this org must have the client's org among its trustees, \
                     and give them the role there",
                    tenant.name
                ),
            )
            .source(&application.place),
        );
    }
    let approval_needed = user_grant && foreign && application.reach == Reach::AuthorizedClient;
    let scope_names: Vec<String> = scopes.iter().map(|scope| scope.scope.clone()).collect();
    Needs {
        client_id: application
            .client_id
            .in_tenant(&tenant.name)
            .map(|id| id.as_str().to_owned()),
        authorization_url: authorize_request(application, tenant, tables, &scope_names, &UrlChoices::default())
            .ok()
            .map(|request| request.bare().to_string()),
        owner,
        approval: Approval {
            needed: approval_needed,
            scopes: if approval_needed { scope_names } else { Vec::new() },
        },
        scopes,
        recommended_scopes,
        permissions,
        divisions: if user_grant {
            Vec::new()
        } else {
            application.divisions.clone()
        },
        findings: findings
            .into_sorted()
            .into_iter()
            .map(|finding| finding.tenant(&tenant.name))
            .collect(),
    }
}

impl Needs {
    /// What the plan says of the application, with the roles and divisions that were found for it.
    pub fn planned(self, application: &Application, roles: Vec<String>, divisions: Vec<String>) -> ApplicationPlan {
        ApplicationPlan {
            name: application.name.clone(),
            client_id: self.client_id.unwrap_or_default(),
            owner: self.owner,
            grant_type: application.grant_type.to_string(),
            reach: application.reach.to_string(),
            scopes: self.scopes,
            recommended_scopes: self.recommended_scopes,
            permissions: self.permissions,
            redirect_uris: application.redirect_uris.clone(),
            authorization_url: self.authorization_url,
            roles,
            divisions,
            approval: self.approval,
        }
    }
}

/// Whether the application is to be in this tenant.
pub fn serves(application: &Application, tenant: &Tenant) -> bool {
    application.tenants.is_empty() || application.tenants.contains(&tenant.name)
}

/// The vendor's word for a grant type as plans write it: `CODE` for both code flows.
pub fn vendor_grant(grant_type: &str) -> Option<&'static str> {
    [
        GrantType::AuthorizationCode,
        GrantType::AuthorizationCodePkce,
        GrantType::ClientCredentials,
        GrantType::Saml2Bearer,
    ]
    .into_iter()
    .find(|one| one.to_string() == grant_type)
    .map(GrantType::vendor_name)
}

/// The org id in which the client is registered: what `owner` names, or each tenant's own for `own-client`.
fn owner(application: &Application, tenant: &Tenant, tables: &Tables) -> Option<String> {
    match &application.owner {
        Some(text) => Some(
            tables
                .tenants
                .iter()
                .find(|tenant| tenant.name == *text)
                .map_or_else(|| text.to_ascii_lowercase(), |tenant| tenant.org_id.to_string()),
        ),
        None if application.reach == Reach::OwnClient => Some(tenant.org_id.to_string()),
        None => None,
    }
}

/// Whether the client is registered in another org than the tenant's.
///
/// The owner's own org is one of the tenants where a vendor uses its own application: nothing is approved there.
fn is_foreign(application: &Application, tenant: &Tenant, tables: &Tables) -> bool {
    application.reach != Reach::OwnClient
        && owner(application, tenant, tables).is_none_or(|owner| owner != tenant.org_id.as_str())
}

#[cfg(test)]
mod tests;
