//! What Zendesk's API sends, as far as access is concerned.
//!
//! Unknown fields are ignored here (the snapshot keeps them), missing ones are `None`: these types read what
//! the vendor writes. Field names are the vendor's. Source: developer.zendesk.com, Support API reference.

mod borrowed;
mod id;
mod known;
mod role;
mod user;

pub use borrowed::Text;
pub use id::FlexId;
pub use known::{Knowledge, KnownSetting, asks_for_nothing, knowledge, known_setting, known_settings, same_key};
pub use role::{CustomRole, RoleSetting, RoleType, flatten};
pub use user::{TicketRestriction, User, UserRole};

use serde::Deserialize;

/// A group of agents.
#[derive(Debug, Clone, Deserialize)]
pub struct Group {
    /// The group's id.
    pub id: FlexId,
    /// The display name.
    #[serde(default)]
    pub name: String,
    /// Private groups hide their tickets from those outside, whatever their role (null on older accounts: public).
    #[serde(default)]
    pub is_public: Option<bool>,
    /// Deleted groups stay in the list.
    #[serde(default)]
    pub deleted: Option<bool>,
    /// When it was last changed.
    #[serde(default)]
    pub updated_at: Option<String>,
}

/// An agent's membership of a group.
#[derive(Debug, Clone, Deserialize)]
pub struct GroupMembership {
    /// The member.
    pub user_id: FlexId,
    /// The group.
    pub group_id: FlexId,
}

/// A brand of an account: own subdomain, own host mapping.
#[derive(Debug, Clone, Deserialize)]
pub struct Brand {
    /// The brand's id.
    pub id: FlexId,
    /// The display name.
    #[serde(default)]
    pub name: String,
    /// Its own subdomain.
    #[serde(default)]
    pub subdomain: Option<String>,
    /// The customer's own host for it, `help.acme.example`.
    #[serde(default)]
    pub host_mapping: Option<String>,
    /// Whether it is in use.
    #[serde(default)]
    pub active: Option<bool>,
    /// Whether it was deleted.
    #[serde(default)]
    pub is_deleted: Option<bool>,
    /// Whether it is the account's default brand.
    #[serde(default)]
    pub default: Option<bool>,
    /// When it was last changed.
    #[serde(default)]
    pub updated_at: Option<String>,
}

/// An agent's membership of a brand; only accounts with department spaces have them.
#[derive(Debug, Clone, Deserialize)]
pub struct BrandAgent {
    /// The agent.
    pub user_id: FlexId,
    /// The brand.
    pub brand_id: FlexId,
}

/// An organization of end users.
#[derive(Debug, Clone, Deserialize)]
pub struct Organization {
    /// The organization's id.
    pub id: FlexId,
    /// The display name.
    #[serde(default)]
    pub name: String,
}

/// A user's membership of an organization.
#[derive(Debug, Clone, Deserialize)]
pub struct OrganizationMembership {
    /// The member.
    pub user_id: FlexId,
    /// The organization.
    pub organization_id: FlexId,
}

/// An OAuth client that is registered in the account.
#[derive(Debug, Clone, Deserialize)]
pub struct OAuthClient {
    /// The client's id; tokens refer to it.
    pub id: FlexId,
    /// The identifier that authorization URLs carry.
    #[serde(default)]
    pub identifier: String,
    /// The display name.
    #[serde(default)]
    pub name: String,
    /// `public` or `confidential`.
    #[serde(default)]
    pub kind: Option<String>,
    /// The registered redirect URIs.
    #[serde(default)]
    pub redirect_uri: Option<Vec<String>>,
    /// Whether it is one of Zendesk's own or a partner's global clients.
    #[serde(default)]
    pub global: Option<bool>,
    /// When it was last changed.
    #[serde(default)]
    pub updated_at: Option<String>,
}

/// An OAuth token; the snapshot keeps no part of its value.
#[derive(Debug, Clone, Deserialize)]
pub struct OAuthToken {
    /// The token's id.
    pub id: FlexId,
    /// The client it was given to.
    #[serde(default)]
    pub client_id: Option<FlexId>,
    /// The user it acts for.
    #[serde(default)]
    pub user_id: Option<FlexId>,
    /// What it may do.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
    /// When it was last used.
    #[serde(default)]
    pub used_at: Option<String>,
    /// When it ends.
    #[serde(default)]
    pub expires_at: Option<String>,
}

/// An API token; it acts with all rights of a user.
#[derive(Debug, Clone, Deserialize)]
pub struct ApiToken {
    /// The token's id.
    pub id: FlexId,
    /// What its owner wrote about it.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether it works.
    #[serde(default)]
    pub active: Option<bool>,
    /// Who made it.
    #[serde(default)]
    pub user_id: Option<FlexId>,
    /// When it was last used.
    #[serde(default)]
    pub last_used: Option<String>,
}
