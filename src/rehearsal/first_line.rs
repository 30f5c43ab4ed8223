//! What a rehearsal says when it serves: where, and with which credentials.

use serde::Serialize;

use super::Rehearsal;
use super::genesys::own_token;
use super::world::{Account, Org};
use super::zendesk;

/// An id and its secret.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Credential {
    /// The client's id.
    pub client_id: String,
    /// Its secret, worth nothing outside of the rehearsal.
    pub client_secret: String,
}

/// An account, as the first line names it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Zendesk {
    /// The subdomain.
    pub subdomain: String,
    /// What `/api/v2/...` and `/oauth/...` are appended to.
    pub url: String,
    /// A token that may read everything, and never ends.
    pub access_token: String,
    /// The client that it is of, tied to an admin.
    #[serde(flatten)]
    pub full: Credential,
    /// A client that may read people only, tied to an agent.
    pub limited: Credential,
}

/// An org, as the first line names it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Genesys {
    /// The tenant id.
    pub org_id: String,
    /// The short name.
    pub org_name: String,
    /// The AWS region.
    pub region: String,
    /// What `/api/v2/...` is appended to.
    pub api_url: String,
    /// What `/oauth/...` is appended to.
    pub login_url: String,
    /// A token that may read everything.
    pub access_token: String,
    /// The client that it is of.
    #[serde(flatten)]
    pub full: Credential,
    /// A client that may read half of it.
    pub limited: Credential,
}

impl Rehearsal {
    /// The accounts, when this is served at an origin.
    pub fn zendesk(&self, origin: &str) -> Vec<Zendesk> {
        self.world
            .accounts
            .iter()
            .map(|account| zendesk_line(account, origin))
            .collect()
    }

    /// The orgs, when this is served at an origin.
    pub fn genesys(&self, origin: &str) -> Vec<Genesys> {
        self.world.orgs.iter().map(|org| genesys(org, origin)).collect()
    }
}

fn genesys(org: &Org, origin: &str) -> Genesys {
    let credential = |at: usize| Credential {
        client_id: org.clients[at].id.clone(),
        client_secret: org.clients[at].secret.clone(),
    };
    Genesys {
        org_id: org.id.to_string(),
        org_name: org.name.clone(),
        region: org.region.name.to_owned(),
        api_url: format!("{origin}/{}", org.region.api_host()),
        login_url: format!("{origin}/{}", org.region.login_host()),
        access_token: own_token(org, 0),
        full: credential(0),
        limited: credential(1),
    }
}

fn zendesk_line(account: &Account, origin: &str) -> Zendesk {
    let credential = |at: usize| Credential {
        client_id: account.clients[at].identifier.clone(),
        client_secret: account.clients[at].secret.clone(),
    };
    Zendesk {
        subdomain: account.subdomain.to_string(),
        url: format!("{origin}/{}.zendesk.com", account.subdomain),
        access_token: zendesk::own_token(account),
        full: credential(0),
        limited: credential(1),
    }
}
