//! The sheets as they are written: `zd2gc/manifest/1`, fields in the file's order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::plan::model::Approval;

/// The access sheets of some applications.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// `zd2gc/manifest/1`.
    pub schema: String,
    /// What this file is, and where its parts are entered.
    pub about: About,
    /// The catalogue's date.
    pub catalogue: String,
    /// One sheet an application, by name.
    pub applications: Vec<ApplicationSheet>,
}

impl Manifest {
    /// The schema's name.
    pub const SCHEMA: &'static str = "zd2gc/manifest/1";
}

/// What a manifest is, and where its parts are entered.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct About {
    /// That nothing imports it.
    pub note: String,
    /// Where each part is entered.
    pub entered: Vec<Entered>,
}

/// Where a part of a sheet is entered.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Entered {
    /// The part: a field of the sheet.
    pub part: String,
    /// The page of the administration, or the vendor's process.
    pub place: String,
    /// The operation that takes it, or null.
    pub operation: Option<String>,
}

/// All that one application needs.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ApplicationSheet {
    /// Its name.
    pub name: String,
    /// How it gets its tokens.
    pub grant_type: String,
    /// Where its client is registered, seen from the orgs.
    pub reach: String,
    /// Its OAuth clients, by id.
    pub clients: Vec<ClientSheet>,
    /// New roles that it needs, each as the body of `POST /api/v2/authorization/roles`.
    pub roles: Vec<RoleBody>,
    /// What the person who installs it has to be allowed to do.
    pub installer_rights: Vec<InstallerRight>,
    /// The orgs that it is for.
    pub orgs: Vec<OrgSheet>,
    /// What it had or may need that no part of the sheet carries.
    pub no_counterpart: Vec<NoCounterpart>,
}

/// An OAuth client, to be registered or compared.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClientSheet {
    /// The tenants that use it.
    pub tenants: Vec<String>,
    /// Its id.
    pub client_id: String,
    /// The org in which it is registered; null where the tables don't say.
    pub owner: Option<String>,
    /// The vendor's word for its grant: `CODE`, `CLIENT-CREDENTIALS`, `SAML2-BEARER`.
    pub authorized_grant_type: String,
    /// Its registered redirect URIs.
    pub redirect_uris: Vec<String>,
    /// The least scopes.
    pub scopes: Vec<ScopeSheet>,
    /// Scopes that serve a person signing in, beside the least.
    pub recommended_scopes: Vec<String>,
}

/// A scope and why it is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScopeSheet {
    /// The scope.
    pub scope: String,
    /// The operations, or the Zendesk scopes, that need it.
    pub because: Vec<String>,
}

/// The body of `POST /api/v2/authorization/roles`, in the vendor's field names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoleBody {
    /// The name.
    pub name: String,
    /// What it is for; ends with the plan's key, by which it is found again when it is renamed.
    pub description: String,
    /// General permissions, the ones without entity and action.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<String>,
    /// The permissions, one policy an entity.
    pub permission_policies: Vec<PermissionPolicy>,
}

/// Some actions on one entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PermissionPolicy {
    /// The domain.
    pub domain: String,
    /// The entity.
    pub entity_name: String,
    /// The actions, sorted.
    pub action_set: Vec<String>,
    /// Always false: planned permissions carry no condition.
    pub allow_conditions: bool,
}

/// Something that the person who installs the application has to be allowed to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InstallerRight {
    /// The permission.
    pub permission: String,
    /// In which org.
    pub org: String,
    /// What for.
    pub task: String,
    /// The operation that asks for it.
    pub operation: String,
}

/// One org that the application is for.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OrgSheet {
    /// The tenant.
    pub tenant: String,
    /// The org's id.
    pub org_id: String,
    /// The org's short name, or null.
    pub org_name: Option<String>,
    /// The region, by its AWS name.
    pub region: String,
    /// The client that is used here.
    pub client_id: String,
    /// The authorization URL without state and challenge, or null.
    pub authorization_url: Option<String>,
    /// Whether the org has to approve the client, and for which scopes.
    pub approval: Approval,
    /// Where the client holds its role; empty where people sign in.
    pub divisions: Vec<String>,
    /// The roles that the client, or the people who sign in, need here.
    pub roles: Vec<String>,
}

/// Something that no part of the sheet carries.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct NoCounterpart {
    /// What.
    pub what: String,
    /// Why not, and what to do about it.
    pub why: String,
}
