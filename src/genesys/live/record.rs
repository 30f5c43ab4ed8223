//! A record as it is kept: its key, its line, secrets taken out.

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::genesys::List;
use crate::live::Page;
use crate::snapshot::Key;

/// Reads a page of a list; what no file may hold is gone before anybody keeps it.
pub(super) fn page(list: Option<List>, body: &[u8]) -> Result<Page, String> {
    let mut page = Page::read(body, "entities")?;
    if list == Some(List::OauthClients) {
        page.records = page
            .records
            .iter()
            .map(|record| without_secret(record))
            .collect::<Result<_, _>>()?;
    }
    Ok(page)
}

/// A client without its secret, which the vendor shows to those who may change it.
fn without_secret(record: &RawValue) -> Result<Box<RawValue>, String> {
    let mut object: Map<String, Value> = serde_json::from_str(record.get()).map_err(|error| error.to_string())?;
    object.retain(|key, _| !key.to_ascii_lowercase().contains("secret"));
    serde_json::value::to_raw_value(&object).map_err(|error| error.to_string())
}

/// The ids in a record that keys are made of.
#[derive(serde::Deserialize)]
struct Ids<'a> {
    #[serde(borrow, default)]
    id: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, default)]
    domain: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, default)]
    client: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "selfUri")]
    self_uri: Option<std::borrow::Cow<'a, str>>,
}

/// What a record of a list is told apart by, within its list.
pub(super) fn id(list: List, record: &str) -> Result<String, String> {
    let ids: Ids<'_> = serde_json::from_str(record).map_err(|error| error.to_string())?;
    let found = match list {
        List::Permissions => ids.domain.map(std::borrow::Cow::into_owned),
        List::OauthAuthorizations => {
            let of_client = ids
                .client
                .and_then(|client| serde_json::from_str::<Ids<'_>>(client.get()).ok()?.id);
            let of_path = ids.self_uri.and_then(|uri| uri.rsplit('/').next().map(str::to_owned));
            of_client.map(std::borrow::Cow::into_owned).or(of_path)
        }
        _ => ids.id.map(std::borrow::Cow::into_owned),
    };
    found
        .filter(|id| !id.is_empty())
        .ok_or_else(|| "it has no id".to_owned())
}

/// The key of a record that stands under an owner: a subject under a role, a person under a group.
pub(super) fn key(owner: &str, id: &str) -> Key {
    if owner.is_empty() {
        Key::text(id)
    } else {
        // A space sorts before anything that ids consist of.
        Key::text(format!("{owner} {id}"))
    }
}

/// A record with its owner in front: `{"roleId":"...","id":...`.
pub(super) fn under(field: &str, owner: &str, record: &str) -> String {
    let name = serde_json::Value::from(owner);
    let rest = record.trim_start_matches('{');
    let comma = if rest == "}" { "" } else { "," };
    format!("{{\"{field}\":{name}{comma}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_clients_are_dropped() {
        let body = br#"{"entities":[{"id":"c","secret":"hush","clientSecret":"hush","name":"n"}],"total":1}"#;
        let page = page(Some(List::OauthClients), body).unwrap();
        assert_eq!(page.records[0].get(), r#"{"id":"c","name":"n"}"#);
    }

    #[test]
    fn records_have_ids_of_their_own_kind() {
        assert_eq!(id(List::Users, r#"{"id":"u"}"#), Ok("u".to_owned()));
        assert_eq!(
            id(List::Permissions, r#"{"domain":"routing"}"#),
            Ok("routing".to_owned())
        );
        assert_eq!(
            id(List::OauthAuthorizations, r#"{"client":{"id":"c"}}"#),
            Ok("c".to_owned())
        );
        assert_eq!(
            id(
                List::OauthAuthorizations,
                r#"{"selfUri":"/api/v2/oauth/authorizations/c"}"#
            ),
            Ok("c".to_owned())
        );
        assert!(id(List::Users, "{}").is_err());
        assert_eq!(under("roleId", "r", r#"{"id":"u"}"#), r#"{"roleId":"r","id":"u"}"#);
    }
}
