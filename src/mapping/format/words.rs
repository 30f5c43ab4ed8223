//! The words inside rows: each kind of name has a type, so that its schema can complete it.

use schemars::JsonSchema;
use serde::Deserialize;

/// Declares a text with a schema of its own.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub(in crate::mapping) struct $name(pub(in crate::mapping) String);
    };
}

text! {
    /// A Genesys Cloud permission, `domain:entity:action`; `*` may stand for a whole entity or a whole action.
    PermissionText
}
text! {
    /// A Genesys Cloud OAuth scope, `area` or `area:readonly`.
    ScopeText
}
text! {
    /// A Zendesk role setting; nested ones are joined by dots, a segment may be `*`.
    SettingKey
}
text! {
    /// An operation of the Platform API, `GET /api/v2/users`.
    OperationText
}
text! {
    /// A Genesys Cloud region, by its AWS name or its domain.
    RegionText
}
text! {
    /// A UUID.
    OrgIdText
}
text! {
    /// An https URL; http for loopback only.
    UrlText
}

/// A name: text, or something that YAML reads as a number or a truth value.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::mapping) enum Name {
    /// A text.
    Text(String),
    /// A name that is a number, such as a group called `24`.
    Number(i64),
}

impl Name {
    /// The name as text.
    pub(in crate::mapping) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// A value of a setting: `full`, `true`; `*` for any.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::mapping) enum SettingValue {
    /// On or off.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A word.
    Text(String),
}

impl SettingValue {
    /// The value as settings compare it.
    pub(in crate::mapping) fn text(&self) -> String {
        match self {
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// The id of a Zendesk role, quoted or not.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::mapping) enum RoleIdText {
    /// A number.
    Number(u64),
    /// A number in quotes.
    Text(String),
}

/// One thing, or a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::mapping) enum OneOrMany<T> {
    /// A list.
    Many(Vec<T>),
    /// One.
    One(T),
}

impl<T> OneOrMany<T> {
    /// As a list.
    pub(in crate::mapping) fn as_slice(&self) -> &[T] {
        match self {
            Self::Many(list) => list,
            Self::One(one) => std::slice::from_ref(one),
        }
    }
}

/// The word `all`: all divisions, those to come included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(in crate::mapping) enum AllWord {
    /// All divisions.
    All,
}
