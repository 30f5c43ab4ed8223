//! Names of organizations, accounts and regions.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that is not a name of the kind it was read as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}")]
pub struct InvalidName {
    /// What was read.
    pub text: String,
    /// What would have been right, with its article: "an organization id (a UUID)".
    pub expected: &'static str,
}

impl InvalidName {
    pub(crate) fn new(text: &str, expected: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            expected,
        }
    }
}

/// Serialises as text and reads back through `FromStr`, so that only checked values exist.
macro_rules! text_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text as it is written in files and sent to the vendors.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;

            fn try_from(text: String) -> Result<Self, InvalidName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }
    };
}
pub(crate) use text_newtype;

text_newtype! {
    /// The id of a Genesys Cloud organization (the tenant id): a UUID, kept in lower case.
    OrgId
}

impl FromStr for OrgId {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let right = text.len() == 36
            && text.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            });
        if right {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(InvalidName::new(
                text,
                "a UUID such as 00000000-0000-4000-8000-000000000001",
            ))
        }
    }
}

text_newtype! {
    /// A Zendesk subdomain, `acme` of acme.zendesk.com, of an account or of a brand; lower case.
    Subdomain
}

impl FromStr for Subdomain {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let lower = text.to_ascii_lowercase();
        let right = (1..=63).contains(&lower.len())
            && !lower.starts_with('-')
            && !lower.ends_with('-')
            && lower
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if right {
            Ok(Self(lower))
        } else {
            Err(InvalidName::new(
                text,
                "a Zendesk subdomain (letters, digits and hyphens: `acme` of acme.zendesk.com)",
            ))
        }
    }
}

text_newtype! {
    /// A Genesys Cloud region by its AWS name (`eu-central-1`) or its domain (`mypurecloud.de`).
    ///
    /// Only the form is checked here; the catalogue knows which of them exist.
    Region
}

impl FromStr for Region {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let lower = text.trim().to_ascii_lowercase();
        let right = !lower.is_empty()
            && lower
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.');
        if right {
            Ok(Self(lower))
        } else {
            Err(InvalidName::new(
                text,
                "a Genesys Cloud region such as eu-central-1 or mypurecloud.de",
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn org_id_is_a_uuid_in_lower_case() {
        let id: OrgId = "ABCDEF00-0000-4000-8000-00000000000A".parse().unwrap();
        assert_eq!(id.as_str(), "abcdef00-0000-4000-8000-00000000000a");
        assert!("abcdef0000004000800000000000000a".parse::<OrgId>().is_err());
    }

    #[test]
    fn subdomain_refuses_a_whole_host() {
        assert!("acme.zendesk.com".parse::<Subdomain>().is_err());
        assert_eq!("Acme-1".parse::<Subdomain>().unwrap().as_str(), "acme-1");
    }
}
