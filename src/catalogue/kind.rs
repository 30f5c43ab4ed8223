//! The kinds of names that the catalogue knows.

use serde::Serialize;
use strum::Display;

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// An OAuth scope.
    Scope,
    /// A permission, or a pattern over permissions.
    Permission,
    /// An operation of the Platform API.
    Operation,
    /// A region, by its AWS name, its domain or one of its hosts.
    Region,
    /// A parameter of the authorization URL.
    AuthorizeParameter,
    /// An HTTP header.
    Header,
    /// A default role.
    DefaultRole,
}
