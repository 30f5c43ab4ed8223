//! Operations of the Genesys Cloud Platform API: a method and a path.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};

use super::InvalidName;

/// An HTTP method that the Platform API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString)]
#[strum(serialize_all = "UPPERCASE", ascii_case_insensitive)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or asks a question too long for a URL.
    Post,
    /// Replaces.
    Put,
    /// Changes in part.
    Patch,
    /// Removes.
    Delete,
    /// Asks for headers only.
    Head,
    /// Asks what is allowed.
    Options,
}

/// A method and a path, `POST /api/v2/analytics/conversations/details/jobs`.
///
/// The path may be a template (`/api/v2/users/{userId}`) or a concrete path; host, query and fragment are cut off.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Operation {
    /// The method.
    pub method: Method,
    /// The path, starting with `/`, without a slash at its end.
    pub path: String,
}

impl Operation {
    /// Cuts scheme, host, query, fragment and a closing slash off, as people paste whole URLs.
    pub fn clean_path(text: &str) -> String {
        let text = text.trim();
        let path = text
            .split_once("://")
            .map_or(text, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let path = path.trim_end_matches('/');
        if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        }
    }
}

impl FromStr for Operation {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let wrong = || InvalidName::new(text, "an operation (a method and a path: `GET /api/v2/users`)");
        let (method, path) = text.trim().split_once(char::is_whitespace).ok_or_else(wrong)?;
        let method = method.parse().map_err(|_| wrong())?;
        let path = path.trim();
        if path.is_empty() || path.contains(char::is_whitespace) || !path.contains('/') {
            return Err(wrong());
        }
        Ok(Self {
            method,
            path: Self::clean_path(path),
        })
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

impl TryFrom<String> for Operation {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        text.parse()
    }
}

impl From<Operation> for String {
    fn from(value: Operation) -> String {
        value.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_read_as_people_paste_it() {
        let operation: Operation = "get https://api.mypurecloud.de/api/v2/users/?pageSize=1"
            .parse()
            .unwrap();
        assert_eq!(operation.to_string(), "GET /api/v2/users");
        assert!("/api/v2/users".parse::<Operation>().is_err());
        assert!("FETCH /api/v2/users".parse::<Operation>().is_err());
    }
}
