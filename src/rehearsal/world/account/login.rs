//! Who can get tokens of an account, and with which secrets: what no list of the API shows.

use serde_json::json;

use super::Record;
use crate::model::Subdomain;
use crate::rehearsal::world::ids::{mixed, uuid};

/// Whether an OAuth client can keep a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub enum Kind {
    /// It can't: a code verifier (PKCE) takes the place of the secret.
    Public,
    /// It can.
    Confidential,
}

/// An OAuth client.
#[derive(Debug, Clone)]
pub struct Application {
    /// The id in lists.
    pub id: u64,
    /// What it calls itself in OAuth: `client_id`.
    pub identifier: String,
    /// The display name.
    pub name: String,
    /// What it says about itself.
    pub description: String,
    /// The secret; invented, and worth nothing outside of the rehearsal.
    pub secret: String,
    /// Whether it can keep it.
    pub kind: Kind,
    /// Where codes may be sent.
    pub redirect_uris: Vec<String>,
    /// The scopes that it may ask for; `None` for any.
    pub ceiling: Option<Vec<String>>,
    /// Whom it is tied to, and as whom it acts with its own credentials: the place in the list of users.
    pub user: usize,
}

/// An API token: who has it acts as any team member whose address they give.
#[derive(Debug, Clone)]
pub struct ApiToken {
    /// The id in lists.
    pub id: u64,
    /// The token; invented, and worth nothing outside of the rehearsal.
    pub token: String,
    /// Whether it still works.
    pub active: bool,
}

/// What a list shows of a secret.
pub(super) const SHOWN: usize = 10;

/// The rehearsal's own two clients, for an admin and an agent by their places in the list of users.
pub(super) fn own(subdomain: &Subdomain, first_id: u64, admin: usize, agent: usize) -> [Application; 2] {
    let one = |number: u64, identifier: &str, name: &str, description: &str, scope: &str, user: usize| Application {
        id: first_id + number,
        identifier: identifier.to_owned(),
        name: name.to_owned(),
        description: description.to_owned(),
        secret: secret(subdomain, number),
        kind: Kind::Confidential,
        redirect_uris: vec![
            "http://127.0.0.1:8484/callback".to_owned(),
            "http://localhost:8484/callback".to_owned(),
        ],
        ceiling: Some(vec![scope.to_owned()]),
        user,
    };
    [
        one(0, "zd2gc", "zd2gc", "May read what a snapshot reads", "read", admin),
        one(
            1,
            "zd2gc_limited",
            "zd2gc limited",
            "May read people only, as an agent",
            "users:read",
            agent,
        ),
    ]
}

/// A secret that depends on these only.
pub(super) fn secret(subdomain: &Subdomain, number: u64) -> String {
    let account = mixed(0, subdomain.as_str(), 0);
    format!("rehearsal{}", uuid(account, "zendesk secret", number).replace('-', ""))
}

/// A client as its list shows it. Fields without a value are left out where the API's definition knows no `null`.
pub(super) fn client_record(subdomain: &Subdomain, client: &Application, user_id: u64) -> Record {
    let mut record = Record::new();
    let mut put = |name: &str, value: serde_json::Value| record.insert(name.to_owned(), value);
    let id = client.id;
    put(
        "url",
        format!("https://{subdomain}.zendesk.com/api/v2/oauth/clients/{id}.json").into(),
    );
    put("id", id.into());
    put("identifier", client.identifier.as_str().into());
    put("name", client.name.as_str().into());
    put("company", "Rehearsal".into());
    put("description", client.description.as_str().into());
    put("global", false.into());
    put("kind", client.kind.to_string().into());
    put("redirect_uri", json!(client.redirect_uris));
    if client.kind == Kind::Confidential {
        put("secret", client.secret.chars().take(SHOWN).collect::<String>().into());
    }
    put("user_id", user_id.into());
    put("created_at", "2026-06-01T08:00:00Z".into());
    put("updated_at", "2026-06-01T08:00:00Z".into());
    record
}
