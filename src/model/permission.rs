//! Genesys Cloud permissions, and patterns over them.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::InvalidName;

/// A permission `domain:entity:action`, or one of the few general ones (`admin`).
///
/// The vendor compares names without regard to case and so does this type; it prints as it was written,
/// which for names that went through the catalogue is the catalogue's spelling.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Permission(Arc<str>);

impl Permission {
    /// The name as it prints.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The three parts, or `None` for a general permission.
    pub fn parts(&self) -> Option<(&str, &str, &str)> {
        split(&self.0)
    }
}

fn split(text: &str) -> Option<(&str, &str, &str)> {
    let (domain, rest) = text.split_once(':')?;
    let (entity, action) = rest.split_once(':')?;
    Some((domain, entity, action))
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

impl FromStr for Permission {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let right = match text.matches(':').count() {
            0 => is_word(text),
            2 => text.split(':').all(is_word),
            _ => false,
        };
        if right {
            Ok(Self(text.into()))
        } else {
            Err(InvalidName::new(text, "a permission (domain:entity:action)"))
        }
    }
}

impl TryFrom<String> for Permission {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        text.parse()
    }
}

impl From<Permission> for String {
    fn from(value: Permission) -> String {
        value.0.as_ref().to_owned()
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq for Permission {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Permission {}

impl PartialOrd for Permission {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Permission {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0
            .bytes()
            .map(|byte| byte.to_ascii_lowercase())
            .cmp(other.0.bytes().map(|byte| byte.to_ascii_lowercase()))
    }
}

impl Hash for Permission {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for byte in self.0.bytes() {
            state.write_u8(byte.to_ascii_lowercase());
        }
    }
}

/// A permission in which `*` stands for a whole entity or a whole action: `routing:queue:*`, `authorization:*:add`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern(Permission);

impl Pattern {
    /// The pattern as it is written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The pattern as a plain permission, if it has no `*`.
    pub fn exact(&self) -> Option<&Permission> {
        (!self.as_str().contains('*')).then_some(&self.0)
    }

    /// Whether the permission is one of those that the pattern stands for, without regard to case.
    pub fn matches(&self, permission: &Permission) -> bool {
        match (self.0.parts(), permission.parts()) {
            (Some((domain, entity, action)), Some((d, e, a))) => {
                let part = |pattern: &str, name: &str| pattern == "*" || pattern.eq_ignore_ascii_case(name);
                domain.eq_ignore_ascii_case(d) && part(entity, e) && part(action, a)
            }
            _ => self.0 == *permission,
        }
    }
}

impl FromStr for Pattern {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let part = |text: &str| text == "*" || is_word(text);
        match split(text) {
            Some((domain, entity, action)) if is_word(domain) && part(entity) && part(action) => {
                Ok(Self(Permission(text.into())))
            }
            None => text.parse().map(Self),
            Some(_) => Err(InvalidName::new(
                text,
                "a permission (domain:entity:action, where `*` may stand for a whole entity or action)",
            )),
        }
    }
}

impl TryFrom<String> for Pattern {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        text.parse()
    }
}

impl From<Pattern> for String {
    fn from(value: Pattern) -> String {
        value.0.into()
    }
}

impl From<Permission> for Pattern {
    fn from(value: Permission) -> Self {
        Self(value)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_compare_without_case_and_print_as_written() {
        let a: Permission = "Routing:Queue:View".parse().unwrap();
        let b: Permission = "routing:queue:view".parse().unwrap();
        assert_eq!(a, b);
        assert_eq!(a.cmp(&b), Ordering::Equal);
        assert_eq!(a.to_string(), "Routing:Queue:View");
    }

    #[test]
    fn two_parts_are_no_permission() {
        assert!("analytics:read".parse::<Permission>().is_err());
        assert!("a:b:c:d".parse::<Permission>().is_err());
        assert!("admin".parse::<Permission>().is_ok());
    }

    #[test]
    fn star_stands_for_a_whole_part_only() {
        assert!("routing:queue:vi*".parse::<Pattern>().is_err());
        assert!("*:queue:view".parse::<Pattern>().is_err());
        let pattern: Pattern = "authorization:*:add".parse().unwrap();
        assert!(pattern.matches(&"authorization:Grant:ADD".parse().unwrap()));
        assert!(!pattern.matches(&"authorization:grant:delete".parse().unwrap()));
        assert!(pattern.exact().is_none());
    }
}
