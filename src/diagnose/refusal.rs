//! What is known of a refused call, as people tell it. Every field may lack; every text is free text.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// The longest text that is looked at, in characters: a cause shows early, and a file of megabytes is no refusal.
const LONGEST: usize = 20_000;

/// A refused call. Fields that are null, missing or of another JSON type than expected are evidence of nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
#[schemars(extend("additionalProperties" = true))]
pub struct Refusal {
    /// The HTTP status.
    #[serde(deserialize_with = "status")]
    #[schemars(with = "Option<u16>")]
    pub http_status: Option<u16>,
    /// The vendor's or OAuth's code: `missing.any.permissions`, `invalid_client`.
    #[serde(deserialize_with = "text")]
    pub error_code: Option<String>,
    /// What the answer says to people.
    #[serde(deserialize_with = "text")]
    pub message: Option<String>,
    /// The HTTP method.
    #[serde(deserialize_with = "text")]
    pub method: Option<String>,
    /// The path, or a whole URL.
    #[serde(deserialize_with = "text")]
    pub path: Option<String>,
    /// The host that the call went to.
    #[serde(deserialize_with = "text")]
    pub host: Option<String>,
    /// Scopes of the client or of the request.
    #[serde(deserialize_with = "texts")]
    pub scopes: Vec<String>,
    /// Permissions of the caller, or those that the answer names.
    #[serde(deserialize_with = "texts")]
    pub permissions: Vec<String>,
    /// How the application gets its tokens.
    #[serde(deserialize_with = "text")]
    pub grant_type: Option<String>,
    /// Headers of the request.
    #[serde(deserialize_with = "headers")]
    pub headers: BTreeMap<String, String>,
    /// Whatever else is known, in words.
    #[serde(deserialize_with = "text")]
    pub notes: Option<String>,
}

impl Refusal {
    /// Whether nothing at all is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes from another what this one lacks; lists and notes are joined.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let joined = |mut own: Vec<String>, other: Vec<String>| {
            own.extend(other);
            own.dedup();
            own
        };
        let mut headers = other.headers;
        headers.extend(self.headers);
        Self {
            http_status: self.http_status.or(other.http_status),
            error_code: self.error_code.or(other.error_code),
            message: self.message.or(other.message),
            method: self.method.or(other.method),
            path: self.path.or(other.path),
            host: self.host.or(other.host),
            scopes: joined(self.scopes, other.scopes),
            permissions: joined(self.permissions, other.permissions),
            grant_type: self.grant_type.or(other.grant_type),
            headers,
            notes: match (self.notes, other.notes) {
                (Some(own), Some(other)) => Some(format!("{own}\n{other}")),
                (own, other) => own.or(other),
            },
        }
    }
}

/// A value as text: numbers and words are; null, lists and objects say nothing.
fn as_text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    let text: String = text.chars().take(LONGEST).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let value = Value::deserialize(from)?;
    // Notes come as lists of sentences too.
    Ok(match &value {
        Value::Array(parts) => {
            let parts: Vec<String> = parts.iter().filter_map(as_text).collect();
            (!parts.is_empty()).then(|| parts.join("\n"))
        }
        one => as_text(one),
    })
}

/// A list of texts; one text is split where lists in a text are.
fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let split = |text: String| -> Vec<String> {
        text.split([' ', ',', ';', '\n', '\t'])
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    Ok(match Value::deserialize(from)? {
        Value::Array(parts) => parts.iter().filter_map(as_text).flat_map(split).collect(),
        one => as_text(&one).map(split).unwrap_or_default(),
    })
}

/// A status, also as text: `403`, `"403 Forbidden"`, `"HTTP 403"`.
fn status<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u16>, D::Error> {
    Ok(as_text(&Value::deserialize(from)?).and_then(|text| status_in(&text)))
}

/// The first number of a text that can be a status.
pub(super) fn status_in(text: &str) -> Option<u16> {
    text.split(|sign: char| !sign.is_ascii_digit())
        .filter(|digits| digits.len() == 3)
        .filter_map(|digits| digits.parse().ok())
        .find(|status| (100..600).contains(status))
}

/// Headers: an object, or a list of lines `Name: value`.
fn headers<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    let line = |text: &str| {
        let (name, value) = text.split_once(':').unwrap_or((text, ""));
        (name.trim().to_owned(), value.trim().to_owned())
    };
    Ok(match Value::deserialize(from)? {
        Value::Object(pairs) => pairs
            .iter()
            .map(|(name, value)| (name.trim().to_owned(), as_text(value).unwrap_or_default()))
            .collect(),
        Value::Array(lines) => lines.iter().filter_map(as_text).map(|text| line(&text)).collect(),
        Value::String(text) => text.lines().filter(|text| !text.trim().is_empty()).map(line).collect(),
        _ => BTreeMap::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_field_holds_is_read_as_far_as_it_means_something() {
        let read = |json: &str| serde_json::from_str::<Refusal>(json).unwrap();
        assert!(read("{}").is_empty());
        assert!(read(r#"{"http_status": null, "scopes": null, "headers": null, "notes": []}"#).is_empty());
        assert_eq!(read(r#"{"http_status": "HTTP 403 Forbidden"}"#).http_status, Some(403));
        assert_eq!(read(r#"{"http_status": 4031}"#).http_status, None);
        assert_eq!(
            read(r#"{"scopes": "users, analytics:readonly"}"#).scopes,
            ["users", "analytics:readonly"]
        );
        assert_eq!(
            read(r#"{"scopes": {"a": 1}, "error_code": 17}"#).error_code.as_deref(),
            Some("17")
        );
        assert_eq!(
            read(r#"{"headers": ["Accept: json", "X"]}"#)
                .headers
                .keys()
                .collect::<Vec<_>>(),
            ["Accept", "X"]
        );
        assert_eq!(
            read(r#"{"notes": ["a", null, "b"], "unheard": 1}"#).notes.as_deref(),
            Some("a\nb")
        );
    }
}
