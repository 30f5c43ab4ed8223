//! Where a grant applies.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The key of a division in a plan: `home`, or one derived from its name; stable within a tenant.
pub type DivisionKey = String;

/// Where a grant applies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Divisions {
    /// Every division, those to come included (`*` in Genesys Cloud): a privileged gain, only where a row says so.
    All,
    /// The home division, whatever it is called.
    Home,
    /// The divisions with these keys, sorted, without repeats; `home` may be among them.
    Named(Vec<DivisionKey>),
}

impl Divisions {
    /// The key of the home division.
    pub const HOME: &'static str = "home";

    /// From keys in any order; no key gives `None`, `home` alone gives [`Divisions::Home`].
    pub fn from_keys(mut keys: Vec<DivisionKey>) -> Option<Self> {
        keys.sort();
        keys.dedup();
        match keys.as_slice() {
            [] => None,
            [only] if only == Self::HOME => Some(Self::Home),
            _ => Some(Self::Named(keys)),
        }
    }

    /// The keys, or `None` for all divisions.
    pub fn keys(&self) -> Option<Vec<&str>> {
        match self {
            Self::All => None,
            Self::Home => Some(vec![Self::HOME]),
            Self::Named(keys) => Some(keys.iter().map(String::as_str).collect()),
        }
    }
}

impl Serialize for Divisions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.keys() {
            None => serializer.serialize_str("all"),
            Some(keys) => keys.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Divisions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Raw {
            Word(String),
            Keys(Vec<String>),
        }
        match Raw::deserialize(deserializer)? {
            Raw::Word(word) if word == "all" => Ok(Self::All),
            Raw::Word(word) => Err(serde::de::Error::custom(format!(
                "`{word}` is neither `all` nor a list of division keys"
            ))),
            Raw::Keys(keys) => {
                Self::from_keys(keys).ok_or_else(|| serde::de::Error::custom("a grant needs a division"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisions_read_back_as_they_were_written() {
        for divisions in [
            Divisions::All,
            Divisions::Home,
            Divisions::Named(vec!["billing".into(), "home".into()]),
        ] {
            let text = serde_json::to_string(&divisions).unwrap();
            assert_eq!(serde_json::from_str::<Divisions>(&text).unwrap(), divisions, "{text}");
        }
        assert_eq!(Divisions::from_keys(vec![]), None);
    }
}
