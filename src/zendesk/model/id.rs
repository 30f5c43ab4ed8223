//! Ids: integers in the documentation, now and then strings in what accounts send.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};

/// An id, and whether it came as a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlexId {
    /// The id.
    pub value: u64,
    /// Whether it was quoted, which says that it went through another tool.
    pub quoted: bool,
}

impl<'de> Deserialize<'de> for FlexId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Id;

        impl Visitor<'_> for Id {
            type Value = FlexId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id (a whole number, quoted or not)")
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<FlexId, E> {
                Ok(FlexId { value, quoted: false })
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<FlexId, E> {
                let value = text
                    .parse()
                    .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))?;
                Ok(FlexId { value, quoted: true })
            }
        }

        deserializer.deserialize_any(Id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_quoted_or_not() {
        let plain: FlexId = serde_json::from_str("7").unwrap();
        let quoted: FlexId = serde_json::from_str("\"7\"").unwrap();
        assert_eq!((plain.value, plain.quoted), (7, false));
        assert_eq!((quoted.value, quoted.quoted), (7, true));
        assert!(serde_json::from_str::<FlexId>("\"seven\"").is_err());
        assert!(serde_json::from_str::<FlexId>("-1").is_err());
    }
}
