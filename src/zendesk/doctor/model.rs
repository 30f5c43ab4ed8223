//! What is found out of an account.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::live::{CallsExpected, ReadChecked};

/// An account, as it shows itself to a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountChecked {
    /// The account's subdomain.
    pub subdomain: String,
    /// The host that was asked.
    pub api: String,
    /// Where the credential was found; never what it is.
    pub credential: String,
    /// The host that gave the token; null where the token itself was given.
    pub login: Option<String>,
    /// The user whose rights count; null where the token may not read who that is.
    pub user: Option<UserSeen>,
    /// Why nobody knows who reads, in the vendor's words.
    pub user_hidden: Option<String>,
    /// The scopes that the token has; null where the credential has none, as an API token, or the vendor does not say.
    pub granted_scopes: Option<Vec<String>>,
    /// Whether scopes apply: they don't to API tokens.
    pub scopes_apply: bool,
    /// The coming reads, in the order of the lists.
    pub reads: Vec<ReadChecked>,
    /// The least scopes with which a token of an admin reads everything.
    pub scopes: Vec<String>,
    /// What would do for all lists but those that only a broader scope opens.
    pub narrower_scopes: Vec<String>,
    /// The lists that only a broader scope opens.
    pub only_broader: Vec<String>,
    /// What a snapshot of the account costs.
    pub calls: CallsExpected,
}

/// The user whose credential it is, or to whom the client is bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UserSeen {
    /// The user's id.
    pub id: u64,
    /// `agent` or `admin`.
    pub role: String,
}

impl AccountChecked {
    /// Whether the token has a scope, or one that covers it; `None` where that is not known.
    pub fn has_scope(&self, scope: &str) -> Option<bool> {
        let granted = self.granted_scopes.as_ref().filter(|_| self.scopes_apply)?;
        let covers = |own: &String| own == scope || (own == "read" && scope.ends_with(":read"));
        Some(granted.iter().any(covers))
    }
}
