//! One record: secrets out, keys sorted, checked, one line.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::snapshot::Key;
use crate::zendesk::account::record as parse;
use crate::zendesk::lists::List;
use crate::zendesk::model::{ApiToken, Brand, CustomRole, Group, OAuthClient, OAuthToken, Organization, User};

/// A record as it goes into the sort.
#[derive(Debug)]
pub(in crate::zendesk) struct Prepared {
    /// What it is sorted by.
    pub(super) key: Key,
    /// When it was last changed, in microseconds since 1970; the least number where it does not say.
    pub(super) version: i64,
    /// The record.
    pub(super) line: String,
}

/// Takes out what no file may hold: secrets, and of customers all that counting does not need.
pub(in crate::zendesk) fn cleaned(list: List, mut record: Map<String, Value>) -> Map<String, Value> {
    // A role's settings are rights, whatever they sound like: `full` is the value of one and no secret.
    drop_secrets(&mut record, list != List::CustomRoles);
    if list == List::OauthClients {
        record.values_mut().for_each(drop_logins);
    }
    if list == List::Users && is_end_user(&record) {
        record = reduced(&record);
    }
    record
}

/// Prepares a record of a list; the error says what is wrong with it.
pub(in crate::zendesk) fn prepare(list: List, record: Map<String, Value>) -> Result<Prepared, String> {
    let record = cleaned(list, record);
    let key = key(list, &record)?;
    let version = version(&record);
    let mut record = Value::Object(record);
    record.sort_all_objects();
    let line = record.to_string();
    check(list, &line)?;
    Ok(Prepared { key, version, line })
}

/// Whether a user is a customer.
pub(super) fn is_end_user(record: &Map<String, Value>) -> bool {
    record.get("role").and_then(Value::as_str) == Some("end-user")
}

/// Customers are counted, not stored: only what counting needs goes into the sort.
fn reduced(record: &Map<String, Value>) -> Map<String, Value> {
    let kept = ["active", "id", "role", "suspended", "updated_at"];
    kept.iter()
        .filter_map(|key| Some(((*key).to_owned(), record.get(*key)?.clone())))
        .collect()
}

/// What a record is sorted by.
pub(in crate::zendesk) fn key(list: List, record: &Map<String, Value>) -> Result<Key, String> {
    let mut numbers = [0; 2];
    for (number, field) in numbers.iter_mut().zip(list.sorted_by()) {
        *number = id(list, field, record.get(*field))?;
    }
    Ok(Key::of(numbers[0], numbers[1]))
}

fn id(list: List, field: &str, value: Option<&Value>) -> Result<u64, String> {
    let found = match value {
        Some(Value::Number(number)) => match number.as_u64() {
            Some(id) => return Ok(id),
            None => format!("the number {number}"),
        },
        Some(Value::String(text)) => match text.parse() {
            Ok(id) => return Ok(id),
            Err(_) => format!("the text `{}`", text.chars().take(40).collect::<String>()),
        },
        Some(Value::Object(_)) => "an object".to_owned(),
        Some(Value::Array(_)) => "a list".to_owned(),
        Some(Value::Bool(_)) => "true or false".to_owned(),
        Some(Value::Null) => "null".to_owned(),
        None => "nothing".to_owned(),
    };
    Err(format!(
        "`{field}` of a record of `{}` should be a whole number and is {found}",
        list.name()
    ))
}

/// When a record was last changed.
pub(super) fn version(record: &Map<String, Value>) -> i64 {
    record
        .get("updated_at")
        .and_then(Value::as_str)
        .and_then(|text| text.parse::<jiff::Timestamp>().ok())
        .map_or(i64::MIN, jiff::Timestamp::as_microsecond)
}

/// Fields that hold secrets wherever they stand. Zendesk shows some of them shortened; no part of one is kept.
fn is_secret(key: &str) -> bool {
    matches!(
        key,
        "secret"
            | "token"
            | "full_token"
            | "access_token"
            | "refresh_token"
            | "api_token"
            | "api_key"
            | "password"
            | "private_key"
            | "authenticity_token"
    ) || key.ends_with("_secret")
        || key.ends_with("_password")
}

/// Fields that hold secrets by the sound of their names and values: `apiKey`, `token_hash`, `twilio_auth_token`.
/// Other endpoints, newer ones and tools that export spell them in their own ways.
fn sounds_secret(key: &str, value: &Value) -> bool {
    let holds_text = match value {
        Value::String(text) => is_text(text),
        Value::Array(values) => values.iter().any(|value| value.as_str().is_some_and(is_text)),
        _ => false,
    };
    // A look that costs little: most fields of a million users end here.
    let may = |part: &[u8]| {
        key.as_bytes()
            .windows(part.len())
            .any(|bytes| bytes.eq_ignore_ascii_case(part))
    };
    if !holds_text || !(may(b"tok") || may(b"sec") || may(b"pass") || may(b"key")) {
        return false;
    }
    let name: String = key
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    // What tells about a secret without holding it: `token_id`, `token_type`.
    let is_about = ["id", "type", "access"].iter().any(|end| name.ends_with(end));
    !is_about
        && [
            "secret",
            "token",
            "password",
            "passwd",
            "passphrase",
            "apikey",
            "accesskey",
            "privatekey",
        ]
        .iter()
        .any(|part| name.contains(part))
}

/// Whether a text could be a secret: dates and switches, as in `token_expires_at` and `api_token_access`, are none.
fn is_text(text: &str) -> bool {
    !matches!(text, "" | "true" | "false") && text.parse::<jiff::Timestamp>().is_err()
}

/// Drops secrets; `by_sound` those too that only sound like one.
fn drop_secrets(record: &mut Map<String, Value>, by_sound: bool) {
    record.retain(|key, value| !(is_secret(key) || (by_sound && sounds_secret(key, value))));
    for value in record.values_mut() {
        drop_secrets_in(value, by_sound);
    }
}

fn drop_secrets_in(value: &mut Value, by_sound: bool) {
    match value {
        Value::Object(record) => drop_secrets(record, by_sound),
        Value::Array(values) => values.iter_mut().for_each(|value| drop_secrets_in(value, by_sound)),
        _ => {}
    }
}

/// Takes user and password out of the addresses of an OAuth client: `https://user:password@host`.
fn drop_logins(value: &mut Value) {
    match value {
        Value::Object(record) => record.values_mut().for_each(drop_logins),
        Value::Array(values) => values.iter_mut().for_each(drop_logins),
        Value::String(text) => {
            let mut from = 0;
            while let Some(at) = text[from..].find("://") {
                let start = from + at + 3;
                let length = text[start..]
                    .find(|letter: char| "/?#".contains(letter) || letter.is_whitespace())
                    .unwrap_or(text.len() - start);
                if let Some(end) = text[start..start + length].rfind('@') {
                    text.replace_range(start..=start + end, "");
                }
                from = start;
            }
        }
        _ => {}
    }
}

/// Whether the record can be read back as what it is taken for.
fn check(list: List, line: &str) -> Result<(), String> {
    fn reads<'a, T: Deserialize<'a>>(list: List, line: &'a str) -> Result<(), String> {
        parse::<T>(line).map(drop).map_err(|error| {
            let what = error.inner().to_string();
            // The position within the line that we wrote ourselves would only confuse.
            let what = what.split(" at line ").next().unwrap_or_default();
            format!("`{}` of a record of `{}`: {what}", error.path(), list.name())
        })
    }
    match list {
        List::Users => reads::<User<'_>>(list, line),
        List::CustomRoles => reads::<CustomRole>(list, line),
        List::Groups => reads::<Group>(list, line),
        List::Brands => reads::<Brand>(list, line),
        List::Organizations => reads::<Organization>(list, line),
        List::OauthClients => reads::<OAuthClient>(list, line),
        List::OauthTokens => reads::<OAuthToken>(list, line),
        List::ApiTokens => reads::<ApiToken>(list, line),
        // The ids of memberships were read for the key; settings are kept as they are.
        List::GroupMemberships | List::BrandAgents | List::OrganizationMemberships | List::AccountSettings => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(list: List, json: &str) -> Result<String, String> {
        let Value::Object(record) = serde_json::from_str(json).unwrap() else {
            panic!("an object");
        };
        prepare(list, record).map(|prepared| prepared.line)
    }

    #[test]
    fn keys_are_sorted_at_every_depth_and_unknown_fields_kept() {
        assert_eq!(
            line(
                List::Groups,
                r#"{"z": {"b": 1, "a": [{"d": 1.50, "c": null}]}, "name": "\u202eN", "id": 3}"#
            )
            .unwrap(),
            "{\"id\":3,\"name\":\"\u{202e}N\",\"z\":{\"a\":[{\"c\":null,\"d\":1.5}],\"b\":1}}"
        );
    }

    #[test]
    fn secrets_are_dropped_at_every_depth() {
        let kept = line(
            List::OauthTokens,
            r#"{"id": 1, "token": "x", "refresh_token": "x", "client_id": 2, "scopes": [], "more": [{"client_secret": "x"}]}"#,
        );
        assert_eq!(kept.unwrap(), r#"{"client_id":2,"id":1,"more":[{}],"scopes":[]}"#);
    }

    #[test]
    fn secrets_that_are_spelt_otherwise_are_dropped_and_what_tells_about_them_kept() {
        let kept = line(
            List::OauthClients,
            r#"{"id": 1, "Secret": "x", "secret_hash": "x", "apiKey": "x", "accessToken": "x", "api-key": ["x"],
                "truncated_token": "x", "settings": {"twilio_auth_token": "x"}, "backup_tokens": ["x"],
                "token_id": "5", "refresh_token_expires_at": "2026-01-01T00:00:00Z", "api_token_access": "true",
                "password_login": false, "keyword": "x"}"#,
        );
        assert_eq!(
            kept.unwrap(),
            r#"{"api_token_access":"true","id":1,"keyword":"x","password_login":false,"refresh_token_expires_at":"2026-01-01T00:00:00Z","settings":{},"token_id":"5"}"#
        );
    }

    #[test]
    fn a_client_s_addresses_keep_no_login() {
        let kept = line(
            List::OauthClients,
            r#"{"id": 1, "description": "see https://a:b@c.example and x@y", "redirect_uri": ["https://u:p@x.example/cb?to=a@b", "https://é@", "://"]}"#,
        );
        assert_eq!(
            kept.unwrap(),
            r#"{"description":"see https://c.example and x@y","id":1,"redirect_uri":["https://x.example/cb?to=a@b","https://","://"]}"#
        );
    }

    #[test]
    fn a_setting_of_a_role_that_sounds_like_a_secret_is_kept() {
        let role = r#"{"id": 1, "name": "R", "configuration": {"manage_password_rules": "full"}}"#;
        assert!(line(List::CustomRoles, role).unwrap().contains("manage_password_rules"));
    }

    #[test]
    fn customers_keep_no_name_and_no_address() {
        let kept = line(
            List::Users,
            r#"{"id": 1, "role": "end-user", "active": true, "name": "Ann", "email": "ann@x.example"}"#,
        );
        assert_eq!(kept.unwrap(), r#"{"active":true,"id":1,"role":"end-user"}"#);
    }

    #[test]
    fn wrong_types_say_which_field_of_which_list() {
        let wrong = line(List::Users, r#"{"id": {}, "role": "agent"}"#).unwrap_err();
        assert_eq!(
            wrong,
            "`id` of a record of `users` should be a whole number and is an object"
        );
        let wrong = line(List::Users, r#"{"id": 1, "role": "agent", "active": "yes"}"#).unwrap_err();
        assert_eq!(
            wrong,
            "`active` of a record of `users`: invalid type: string \"yes\", expected a boolean"
        );
    }
}
