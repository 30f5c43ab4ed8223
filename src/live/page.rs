//! One page of a list, as far as readers look at it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A page: records as they came, and where the list goes on.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Page {
    /// The records, each one line.
    pub records: Vec<Box<RawValue>>,
    /// How many the whole list has, where the page says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// The link to the next page, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Page {
    /// Reads a body whose records stand under a key, or that is the list itself.
    ///
    /// # Errors
    /// When it is not JSON, or has no list there.
    pub fn read(body: &[u8], key: &str) -> Result<Self, String> {
        if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
            let records: Vec<&RawValue> = serde_json::from_slice(body).map_err(|error| error.to_string())?;
            return Ok(Self {
                records: records.into_iter().map(one_line).collect::<Result<_, _>>()?,
                ..Self::default()
            });
        }
        let mut json = serde_json::Deserializer::from_slice(body);
        let parts = Envelope { key }.deserialize(&mut json);
        let parts = parts.and_then(|parts| json.end().map(|()| parts));
        let parts = parts.map_err(|error| error.to_string())?;
        let records = parts.records.ok_or_else(|| format!("the answer has no list `{key}`"))?;
        Ok(Self {
            records: records.into_iter().map(one_line).collect::<Result<_, _>>()?,
            total: parts.total.or(parts.count),
            next: match (parts.meta, parts.links) {
                // A list by cursor as Zendesk gives it: `has_more` decides, the link may be there all the same.
                (Some(meta), links) => links.and_then(|links| links.next).filter(|_| meta.has_more),
                (None, _) => parts.next_uri.or(parts.next_page),
            },
        })
    }

    /// A page that holds one object.
    ///
    /// # Errors
    /// When the body is not JSON.
    pub fn of_object(body: &[u8]) -> Result<Self, String> {
        let object: &RawValue = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        Ok(Self {
            records: vec![one_line(object)?],
            ..Self::default()
        })
    }
}

/// What stands around the records, in either vendor's form.
#[derive(Default)]
struct Parts<'a> {
    records: Option<Vec<&'a RawValue>>,
    total: Option<u64>,
    count: Option<u64>,
    next_uri: Option<String>,
    next_page: Option<String>,
    meta: Option<Meta>,
    links: Option<Links>,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(default)]
    has_more: bool,
}

#[derive(Deserialize)]
struct Links {
    #[serde(default)]
    next: Option<String>,
}

/// Reads an answer in one pass: bodies are large, and each pass over one is felt.
struct Envelope<'k> {
    key: &'k str,
}

impl<'de> DeserializeSeed<'de> for Envelope<'_> {
    type Value = Parts<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Envelope<'_> {
    type Value = Parts<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an answer with a list `{}`", self.key)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut parts = Parts::default();
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            match key.as_ref() {
                key if key == self.key => parts.records = Some(map.next_value()?),
                "total" => parts.total = lenient(&mut map)?,
                "count" => parts.count = lenient(&mut map)?,
                "nextUri" => parts.next_uri = lenient(&mut map)?,
                "next_page" => parts.next_page = lenient(&mut map)?,
                "meta" => parts.meta = lenient(&mut map)?,
                "links" => parts.links = lenient(&mut map)?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(parts)
    }
}

/// A value of the expected kind, or nothing: what stands under such a key may be something else in another list.
fn lenient<'de, T: DeserializeOwned, A: MapAccess<'de>>(map: &mut A) -> Result<Option<T>, A::Error> {
    let raw: &RawValue = map.next_value()?;
    Ok(serde_json::from_str::<Option<T>>(raw.get()).ok().flatten())
}

/// A record on one line without needless spaces. Vendors write them so; a gateway may not.
fn one_line(raw: &RawValue) -> Result<Box<RawValue>, String> {
    let text = raw.get();
    let spaced = text.contains('\n') || text.as_bytes().get(1).is_some_and(u8::is_ascii_whitespace);
    let spaced = spaced || text.split_once("\":").is_some_and(|(_, rest)| rest.starts_with(' '));
    if !spaced {
        return Ok(raw.to_owned());
    }
    let value: serde_json::Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    serde_json::value::to_raw_value(&value).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(page: &Page) -> Vec<&str> {
        page.records.iter().map(|record| record.get()).collect()
    }

    #[test]
    fn pages_of_both_vendors_are_read() {
        let genesys = Page::read(
            br#"{"entities":[{"id":"a"},{"id":"b"}],"total":7,"nextUri":"/api/v2/users?pageNumber=2"}"#,
            "entities",
        )
        .unwrap();
        assert_eq!(lines(&genesys), [r#"{"id":"a"}"#, r#"{"id":"b"}"#]);
        assert_eq!(genesys.total, Some(7));
        assert_eq!(genesys.next.as_deref(), Some("/api/v2/users?pageNumber=2"));
        let zendesk = |more: bool| {
            let body = format!(r#"{{"users":[],"meta":{{"has_more":{more}}},"links":{{"next":"https://x/y"}}}}"#);
            Page::read(body.as_bytes(), "users").unwrap().next
        };
        assert_eq!(zendesk(true).as_deref(), Some("https://x/y"));
        assert_eq!(zendesk(false), None, "a link on the last page is not followed");
        assert_eq!(lines(&Page::read(b" [1, 2]", "entities").unwrap()), ["1", "2"]);
    }

    #[test]
    fn spaces_are_taken_out_and_numbers_kept() {
        let page = Page::read(
            b"{\"entities\": [{\n  \"id\": 12345678901234567890, \"a\": [1, 2]\n}, {\"b\": \"x: y\"}]}",
            "entities",
        )
        .unwrap();
        assert_eq!(
            lines(&page),
            [r#"{"id":12345678901234567890,"a":[1,2]}"#, r#"{"b":"x: y"}"#]
        );
    }

    #[test]
    fn what_is_no_list_is_told() {
        assert!(
            Page::read(b"{\"users\": []}", "entities")
                .unwrap_err()
                .contains("`entities`")
        );
        assert!(Page::read(b"{\"entities\": [{\"id\"", "entities").is_err());
        assert!(Page::read(b"{\"entities\": {}}", "entities").is_err());
    }
}
