//! Live orgs into snapshots.
//!
//! In: an API with a credential. Out: who it is, and the snapshot of its org with what could not be read.

mod org;
mod pages;
pub mod reads;
mod record;
mod refresh;

pub use org::{Taken, take};
pub use refresh::{Refreshed, refresh};

use std::sync::Arc;

use serde_json::{Value, json};
use url::Url;

use crate::http::{Api, Bearer, Problem, Target, Transport};
use crate::live::ReadError;
use crate::model::{OrgId, Region};

/// Whose token it is, and of which org.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The org that the token is good for.
    pub org_id: OrgId,
    /// Its short name; the display name where only that may be read.
    pub org_name: String,
    /// The region that was asked.
    pub region: Region,
    /// The OAuth client.
    pub client_id: String,
    /// What the vendor says of the token; nothing of it is secret.
    pub token: Value,
    /// What the vendor says of the org, or why it doesn't.
    pub organization: Result<Value, String>,
}

/// An org's API.
pub fn api(transport: Arc<Transport>, base: Url, bearer: Box<dyn Bearer>) -> Api {
    Api::new(transport, base, bearer)
}

/// How many calls [`identify`] makes.
const IDENTITY_CALLS: u64 = 2;

/// Asks whose token it is: two calls.
///
/// # Errors
/// When the credential is refused or the network gives out.
pub async fn identify(api: &Api, region: &Region) -> Result<Identity, ReadError> {
    let object = |body: &[u8]| serde_json::from_slice::<Value>(body).map_err(|error| error.to_string());
    let token = api.get(&Target::new(reads::TOKEN.path), object).await?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let org_id: OrgId = text(&token["organization"]["id"])
        .parse()
        .map_err(|_| ReadError::Record {
            what: reads::TOKEN.path.to_owned(),
            why: "it names no organization".to_owned(),
        })?;
    let organization = match api.get(&Target::new(reads::ORGANIZATION.path), object).await {
        Ok(organization) => Ok(organization),
        Err(error) if error.problem == Problem::Refused => Err(why(&error.into())),
        Err(error) => return Err(error.into()),
    };
    let short = organization.as_ref().ok().map(|org| text(&org["thirdPartyOrgName"]));
    let short = short.filter(|name| !name.is_empty());
    let client = &token["OAuthClient"];
    let fields = ["id", "name", "authorizedGrantType", "scope", "state", "organization"];
    let client_kept: serde_json::Map<String, Value> = fields
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), client.get(name)?.clone())))
        .collect();
    Ok(Identity {
        org_id,
        org_name: short.unwrap_or_else(|| text(&token["organization"]["name"])),
        region: region.clone(),
        client_id: text(&client["id"]),
        token: json!({
            "organization": token["organization"],
            "homeOrganization": token["homeOrganization"],
            "authorizedScope": token["authorizedScope"],
            "OAuthClient": client_kept,
        }),
        organization,
    })
}

/// Why something is not in a snapshot: the same words for the same refusal, whenever it was asked.
fn why(error: &ReadError) -> String {
    match error {
        ReadError::Call(error) => format!("not checked: {} was refused with {}", error.path, error.answered()),
        other => format!("not whole: {other}"),
    }
}
