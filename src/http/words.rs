//! What the body of a refusal says, in the forms that both vendors have.

use std::collections::BTreeMap;

use serde_json::Value;

/// A code and a text, as far as a body has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// The vendor's code: `missing.any.permissions`, `RecordNotFound`, `invalid_client`.
    pub(super) code: Option<String>,
    /// What it says to people.
    pub(super) message: Option<String>,
    /// The id under which the vendor's support finds the call, where the body has it.
    pub(super) correlation: Option<String>,
    /// What the text speaks of, by the vendor's names.
    pub(super) params: BTreeMap<String, String>,
}

/// The longest text that is kept of a vendor's: pages of HTML are no explanation.
const LONGEST: usize = 400;
/// The most parameters that are kept of a text: the vendor's have a few.
const PARAMETERS: usize = 20;

impl Words {
    /// Reads a body: Genesys Cloud's `ErrorBody`, the four envelopes of Zendesk, and OAuth's errors of RFC 6749.
    pub(super) fn of(body: &[u8]) -> Self {
        let Ok(Value::Object(body)) = serde_json::from_slice(body) else {
            return Self::default();
        };
        let text = |value: Option<&Value>| {
            let text = value?.as_str()?;
            (!text.is_empty()).then(|| text.chars().take(LONGEST).collect::<String>())
        };
        let mut words = Self {
            code: text(body.get("code")),
            message: text(body.get("message")),
            correlation: text(body.get("contextId")),
            params: body
                .get("messageParams")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .filter_map(|(name, value)| Some((name.chars().take(LONGEST).collect(), text(Some(value))?)))
                .take(PARAMETERS)
                .collect(),
        };
        match body.get("error") {
            Some(Value::String(error)) => {
                words.code = words.code.or_else(|| Some(error.chars().take(LONGEST).collect()));
                let described = text(body.get("error_description")).or_else(|| text(body.get("description")));
                words.message = words.message.or(described);
            }
            Some(Value::Object(error)) => {
                words.code = words.code.or_else(|| text(error.get("title")));
                words.message = words.message.or_else(|| text(error.get("message")));
            }
            _ => {}
        }
        if let Some(first) = body.get("errors").and_then(|errors| errors.get(0)) {
            words.code = words.code.or_else(|| text(first.get("code")));
            let described = text(first.get("detail")).or_else(|| text(first.get("title")));
            words.message = words.message.or(described);
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str) -> (Option<String>, Option<String>) {
        let words = Words::of(body.as_bytes());
        (words.code, words.message)
    }

    #[test]
    fn what_a_text_speaks_of_is_kept() {
        let words = Words::of(br#"{"code": "a", "messageParams": {"permissions": "x:y:z", "n": 1}}"#);
        assert_eq!(
            words.params,
            BTreeMap::from([("permissions".to_owned(), "x:y:z".to_owned())])
        );
    }

    #[test]
    fn the_forms_of_both_vendors_are_read() {
        let told = |code: &str, message: &str| (Some(code.to_owned()), Some(message.to_owned()));
        assert_eq!(
            of(r#"{"code": "not.found", "message": "gone", "contextId": "c", "errors": []}"#),
            told("not.found", "gone")
        );
        assert_eq!(
            of(r#"{"error": "RecordNotFound", "description": "Not found"}"#),
            told("RecordNotFound", "Not found")
        );
        assert_eq!(
            of(r#"{"error": {"title": "Forbidden", "message": "no"}}"#),
            told("Forbidden", "no")
        );
        assert_eq!(
            of(r#"{"errors": [{"code": "InvalidPaginationDepth", "title": "t", "detail": "d"}]}"#),
            told("InvalidPaginationDepth", "d")
        );
        assert_eq!(
            of(r#"{"error": "invalid_client", "error_description": "no such client"}"#),
            told("invalid_client", "no such client")
        );
        assert_eq!(of("<html>"), (None, None));
        assert_eq!(of("[1]"), (None, None));
    }
}
