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
