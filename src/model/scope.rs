//! Genesys Cloud OAuth scopes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::InvalidName;
use super::ids::text_newtype;

text_newtype! {
    /// An OAuth scope of Genesys Cloud: `area` or `area:readonly`.
    ///
    /// Only the form is checked here; the catalogue knows which of them exist.
    Scope
}

impl Scope {
    /// The area that the scope opens, without its access: `analytics` of `analytics:readonly`.
    pub fn area(&self) -> &str {
        self.as_str().split(':').next().unwrap_or_default()
    }

    /// Whether this is the reading variant of its area.
    pub fn is_readonly(&self) -> bool {
        self.as_str().ends_with(":readonly")
    }
}

impl FromStr for Scope {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let word = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        };
        if text.split(':').count() <= 2 && text.split(':').all(word) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidName::new(text, "an OAuth scope (`area` or `area:readonly`)"))
        }
    }
}
