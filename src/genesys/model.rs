//! What the Platform API sends, as far as plans look at it. Unknown fields are ignored, missing ones are `None`.
//!
//! Field names are the vendor's. Source: the Platform API's definition, resources Authorization and License.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A role of an org (`GET /api/v2/authorization/roles`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Role {
    /// The role's id.
    pub id: String,
    /// The display name.
    pub name: String,
    /// Ours end with `[zd2gc:KEY]`.
    pub description: Option<String>,
    /// Which default role it is, however it is named today.
    pub default_role_id: Option<String>,
    /// Whether everybody has it.
    pub base: Option<bool>,
    /// General permissions, of one word.
    pub permissions: Vec<String>,
    /// The permissions, as policies.
    pub permission_policies: Vec<PermissionPolicy>,
    /// The licence that holding it takes.
    pub base_license: Option<String>,
}

/// Some actions on one entity, maybe under a condition.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PermissionPolicy {
    /// The domain.
    pub domain: String,
    /// The entity; `*` for all.
    pub entity_name: String,
    /// The actions; `*` for all.
    pub action_set: Vec<String>,
    /// The condition, if the permission holds only under one.
    pub resource_condition_node: Option<serde_json::Value>,
}

impl PermissionPolicy {
    /// Its permissions as patterns, each with whether it is under a condition.
    pub fn patterns(&self) -> impl Iterator<Item = (String, bool)> + '_ {
        let conditional = self
            .resource_condition_node
            .as_ref()
            .is_some_and(|node| !node.is_null());
        self.action_set
            .iter()
            .map(move |action| (format!("{}:{}:{action}", self.domain, self.entity_name), conditional))
    }
}

/// A division (`GET /api/v2/authorization/divisions/query`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Division {
    /// The division's id.
    pub id: String,
    /// The display name.
    pub name: String,
    /// Whether it is the home division.
    pub home_division: Option<bool>,
}

/// The permissions of one domain (`GET /api/v2/authorization/permissions`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PermissionCollection {
    /// The domain.
    pub domain: String,
    /// The permissions by entity.
    pub permission_map: BTreeMap<String, Vec<DomainPermission>>,
}

/// A permission that an org has.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DomainPermission {
    /// The domain.
    pub domain: String,
    /// The entity.
    pub entity_type: String,
    /// The action.
    pub action: String,
    /// Whether a grant limits it to divisions.
    pub division_aware: Option<bool>,
    /// Whether a role may hold it under a condition.
    pub allows_conditions: Option<bool>,
}

/// A licence and the permissions that it covers (`GET /api/v2/license/definitions`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LicenseDefinition {
    /// The licence's id.
    pub id: String,
    /// The permissions that it covers.
    pub permissions: Option<LicensePermissions>,
}

/// Permissions by name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LicensePermissions {
    /// The names.
    pub ids: Vec<String>,
}

/// Something by its id and name (`DomainEntityRef`, `NamedEntity`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Named {
    /// The id.
    pub id: String,
    /// The name, where it is told.
    pub name: Option<String>,
}

/// A person (`GET /api/v2/users`), or somebody of another org (`TrustUser`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct User {
    /// The id.
    pub id: String,
    /// The display name.
    pub name: String,
    /// The address.
    pub email: Option<String>,
    /// The name to sign in with.
    pub username: Option<String>,
    /// `active`, `inactive` or `deleted`.
    pub state: String,
}

/// A group (`GET /api/v2/groups`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Group {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// `active`, `inactive` or `deleted`.
    pub state: String,
}

/// A member of a group, as snapshots keep it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GroupMember {
    /// The group.
    pub group_id: String,
    /// The person.
    pub id: String,
}

/// Who holds a role where, as snapshots keep it (`SubjectDivisionGrants`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SubjectGrant {
    /// The role.
    pub role_id: String,
    /// The subject.
    pub id: String,
    /// The subject's name.
    pub name: Option<String>,
    /// `PC_USER`, `PC_GROUP`, `PC_OAUTH_CLIENT`, `PC_TRUSTEE_USER` or `PC_TRUSTEE_GROUP`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where; an id of `*` is every division.
    pub divisions: Vec<Named>,
}

/// An OAuth client (`GET /api/v2/oauth/clients`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OAuthClient {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// `CODE`, `TOKEN`, `CLIENT-CREDENTIALS`, `SAML2-BEARER`.
    pub authorized_grant_type: Option<String>,
    /// How long its tokens last, in seconds.
    pub access_token_validity_seconds: Option<u64>,
    /// Where codes may go.
    pub registered_redirect_uri: Vec<String>,
    /// Its scopes.
    pub scope: Vec<String>,
    /// `active` or `inactive`.
    pub state: Option<String>,
    /// Who made it.
    pub created_by: Option<Named>,
}

/// The approval of a client (`GET /api/v2/oauth/authorizations`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OAuthAuthorization {
    /// The client.
    pub client: Option<Named>,
    /// The scopes that it is approved for.
    pub scope: Vec<String>,
    /// The roles that it is approved for; none for all.
    pub roles: Vec<String>,
    /// `Authorized`, `Requested` or `Revoked`, in some case.
    pub state: Option<String>,
    /// Whether it waits for its approval.
    pub pending: Option<bool>,
    /// Who approved it.
    pub created_by: Option<Named>,
    /// Its address, which ends with the client's id.
    pub self_uri: Option<String>,
}

/// An org that may enter, as snapshots keep it (`Trustee`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Trustee {
    /// The org's id.
    pub id: String,
    /// Whether it may enter now.
    pub enabled: Option<bool>,
    /// Whether it may do everything.
    pub has_full_access: Option<bool>,
    /// Until when.
    pub date_expired: Option<String>,
    /// The org.
    pub organization: Option<Named>,
    /// Its people who may enter.
    pub users: Vec<User>,
    /// Its groups that may enter.
    pub groups: Vec<Group>,
}

/// An access policy (`GET /api/v2/authorization/policies`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AccessPolicy {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// What it is about: a permission.
    pub target_resource: Option<String>,
    /// `ALLOW` or `DENY`.
    pub effect: Option<String>,
    /// Whether it is in force.
    pub active: Option<bool>,
}

/// Settings of roles (`GET /api/v2/authorization/roles/settings`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RoleSettings {
    /// Whether default roles are filled up with new permissions.
    pub backfill_enabled: Option<bool>,
    /// Whether `authorization:grant:add` in one division grants in that one only.
    pub authorization_grant_division_aware: Option<bool>,
}
