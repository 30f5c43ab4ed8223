//! What is found out of an org.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::live::{CallsExpected, ReadChecked};

/// An org, as it shows itself to a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrgChecked {
    /// The tenant of the tables, or the region where there are none.
    pub tenant: String,
    /// The org that the token is good for; null where the token may not even read that.
    pub org_id: Option<String>,
    /// Its name.
    pub org_name: Option<String>,
    /// The region that was asked.
    pub region: String,
    /// The host that was asked.
    pub api: String,
    /// Where the credential was found; never what it is.
    pub credential: String,
    /// The host that gave the token; null where the token itself was given.
    pub login: Option<String>,
    /// The org in which the one who signed in has their account, where it is another.
    pub home_org: Option<String>,
    /// The OAuth client; null where the token may not read it.
    pub client: Option<ClientSeen>,
    /// The coming reads, in the order of a snapshot.
    pub reads: Vec<ReadChecked>,
    /// Permissions that are held in some divisions only: lists that go by them hold what is there.
    pub limited: Vec<Limited>,
    /// The least role with which everything can be read.
    pub role: RoleNeeded,
    /// The least scopes with which a client for people reads everything; they don't apply to client credentials.
    pub scopes: Vec<String>,
    /// What a snapshot of the org costs.
    pub calls: CallsExpected,
}

/// The client that a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClientSeen {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its grant type, in the vendor's word.
    pub grant_type: String,
    /// The scopes that the token has in this org.
    pub scopes: Vec<String>,
    /// The scopes that stand on the client, whether this org approved them or not.
    pub registered_scopes: Vec<String>,
}

impl ClientSeen {
    /// Whether its tokens are its own, so that scopes don't apply. Vendors' documents spell the type in several ways.
    pub fn acts_for_itself(&self) -> bool {
        let letters = self.grant_type.chars().filter(char::is_ascii_alphanumeric);
        letters.collect::<String>().eq_ignore_ascii_case("clientcredentials")
    }
}

/// A permission that is held in some divisions only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Limited {
    /// The permission.
    pub permission: String,
    /// The names of the divisions.
    pub divisions: Vec<String>,
}

/// The least role with which everything can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RoleNeeded {
    /// Its permissions, by name.
    pub permissions: Vec<PermissionNeeded>,
    /// The same as policies of a role.
    pub policies: Vec<Policy>,
}

/// A permission that reading takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PermissionNeeded {
    /// The permission.
    pub permission: String,
    /// Whether the credential holds it; null where that can't be known.
    pub held: Option<bool>,
    /// Whether all that it is for can be read without it, by another permission.
    pub replaced: bool,
    /// The paths that it is for.
    #[serde(rename = "for")]
    pub paths: Vec<String>,
}

/// Actions on an entity, as a role has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Policy {
    /// The domain.
    pub domain: String,
    /// The entity.
    pub entity: String,
    /// The actions.
    pub actions: Vec<String>,
}
