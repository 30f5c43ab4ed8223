//! Files about a customer: tenants, applications, people.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Name, OneOrMany, OperationText, OrgIdText, RegionText, UrlText};
use crate::mapping::tables::{DivisionRule, GrantTo, GrantType, Reach};

/// Which subdomain becomes which org.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "the lists are read row by row, so that one bad row does not hide the others"
)]
pub(in crate::mapping) struct TenantsFile {
    /// zd2gc/tenants/1
    schema: String,
    /// One row for each org.
    #[serde(default)]
    tenants: Vec<TenantRow>,
}

/// The org that the people of some subdomains go to.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::mapping) struct TenantRow {
    /// Your short name for it.
    pub(in crate::mapping) name: String,
    /// Subdomains of accounts, and of brands (or their own hosts) where brands part ways.
    pub(in crate::mapping) subdomains: Vec<String>,
    /// The org's id.
    pub(in crate::mapping) org_id: OrgIdText,
    /// The org's short name.
    pub(in crate::mapping) org_name: Option<String>,
    /// The org's region.
    pub(in crate::mapping) region: RegionText,
    /// How divisions are made.
    #[serde(default)]
    pub(in crate::mapping) divisions: DivisionsRow,
    /// Who receives grants.
    #[serde(default)]
    pub(in crate::mapping) grant_to: GrantTo,
    /// The identity provider that people sign in with: okta, adfs, salesforce, onelogin, gsuite or ping.
    pub(in crate::mapping) identity_provider: Option<String>,
    /// The API's base, where it is not the region's: a rehearsal or a gateway.
    pub(in crate::mapping) api_url: Option<UrlText>,
    /// The login host's base, where it is not the region's.
    pub(in crate::mapping) login_url: Option<UrlText>,
}

/// How the divisions of a tenant are made.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::mapping) struct DivisionsRow {
    /// From nothing, brands or groups.
    #[serde(default)]
    pub(in crate::mapping) by: DivisionRule,
    /// Names of divisions by names of brands or groups.
    #[serde(default)]
    pub(in crate::mapping) rename: BTreeMap<String, Name>,
    /// Divisions by names of Zendesk organizations.
    #[serde(default)]
    pub(in crate::mapping) organizations: BTreeMap<String, Name>,
}

/// The applications to carry over.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "the lists are read row by row, so that one bad row does not hide the others"
)]
pub(in crate::mapping) struct ApplicationsFile {
    /// zd2gc/applications/1
    schema: String,
    /// One row for each application.
    #[serde(default)]
    applications: Vec<ApplicationRow>,
}

/// An application to carry over.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::mapping) struct ApplicationRow {
    /// Its name.
    pub(in crate::mapping) name: String,
    /// The id of its OAuth client, or one for each tenant: clients are regional.
    pub(in crate::mapping) client_id: ClientId,
    /// How it gets its tokens.
    pub(in crate::mapping) grant_type: GrantType,
    /// Its registered redirect URIs; the first goes into the authorization URL.
    #[serde(default)]
    pub(in crate::mapping) redirect_uris: Vec<UrlText>,
    /// Where its client is registered, seen from each tenant.
    #[serde(default)]
    pub(in crate::mapping) reach: Reach,
    /// The org in which its client is registered: a tenant's name or an org id.
    pub(in crate::mapping) owner: Option<String>,
    /// Zendesk roles whose people log in.
    #[serde(default)]
    pub(in crate::mapping) used_by: Vec<String>,
    /// Divisions of a client-credentials client: `all`, `home` or names.
    pub(in crate::mapping) divisions: Option<OneOrMany<Name>>,
    /// The tenants that it serves; all, if left out.
    #[serde(default)]
    pub(in crate::mapping) tenants: Vec<String>,
    /// The Zendesk scopes that it had.
    #[serde(default)]
    pub(in crate::mapping) zendesk_scopes: Vec<String>,
    /// The Zendesk OAuth client (identifier or id) or API token (id) that it takes the place of.
    pub(in crate::mapping) zendesk_client: Option<Name>,
    /// The operations that it calls.
    #[serde(default)]
    pub(in crate::mapping) operations: Vec<OperationText>,
}

/// The ids of an application's client.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::mapping) enum ClientId {
    /// One everywhere.
    One(OrgIdText),
    /// One for each tenant, by the tenant's name.
    PerTenant(BTreeMap<String, OrgIdText>),
}

/// Addresses that change, people to leave out or to place by hand.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "the lists are read row by row, so that one bad row does not hide the others"
)]
pub(in crate::mapping) struct PeopleFile {
    /// zd2gc/people/1
    schema: String,
    /// One row for each person or domain.
    #[serde(default)]
    people: Vec<PersonEntry>,
}

/// An exception for a person or a domain.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::mapping) struct PersonEntry {
    /// An address, or `@domain` for everyone there.
    #[serde(rename = "match")]
    pub(in crate::mapping) who: String,
    /// The address in Genesys Cloud, or `@domain`.
    pub(in crate::mapping) to: Option<String>,
    /// True: left out of the plan.
    #[serde(default)]
    pub(in crate::mapping) skip: bool,
    /// Divisions instead of those that the rules give: `home` or names.
    #[serde(default)]
    pub(in crate::mapping) divisions: Vec<Name>,
    /// Roles in Genesys Cloud beside their own.
    #[serde(default)]
    pub(in crate::mapping) roles: Vec<String>,
    /// Why.
    pub(in crate::mapping) reason: String,
}
