//! What the catalogue says of each thing.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};

use crate::model::{Method, Permission};

/// How the permissions of an operation combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Display, EnumString)]
pub enum Mode {
    /// One of them suffices.
    #[serde(rename = "ANY")]
    #[strum(serialize = "ANY")]
    Any,
    /// All of them are needed.
    #[serde(rename = "ALL")]
    #[strum(serialize = "ALL")]
    All,
    /// None is listed: being signed in, or owning the object, decides.
    #[serde(rename = "none")]
    #[strum(serialize = "none")]
    None,
    /// The facts don't tell.
    #[serde(rename = "unknown")]
    #[strum(serialize = "unknown")]
    Unknown,
}

/// How sure the scopes of an operation are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Display, EnumString)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ScopeSource {
    /// The vendor's API definition says so.
    Exact,
    /// Derived from the path and the operations beside it; right about 92 times in 100.
    Derived,
    /// The facts don't tell.
    Unknown,
}

/// An operation of the Platform API.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "they are the vendor's independent flags")]
pub struct OperationFacts {
    /// The method.
    pub method: Method,
    /// The path as a template: `/api/v2/users/{userId}`.
    pub path: &'static str,
    /// How its permissions combine.
    pub mode: Mode,
    /// Its permissions, in the vendor's order of names.
    pub permissions: Vec<Permission>,
    /// Its scopes; any one suffices.
    pub scopes: Vec<&'static str>,
    /// How sure the scopes are.
    pub scope_source: ScopeSource,
    /// Deprecated by the vendor.
    pub deprecated: bool,
    /// A preview that may change or go.
    pub preview: bool,
    /// Needs no token.
    pub no_auth: bool,
    /// Takes any token, whatever its scopes.
    pub any_token: bool,
    /// Takes a web-messaging guest's token.
    pub guest_token: bool,
    /// The first SDK release that had it (`js2.0.0`), or empty.
    pub since: &'static str,
}

/// An operation that the API once had.
#[derive(Debug, Clone, Copy)]
pub struct RemovedOperation {
    /// The method.
    pub method: Method,
    /// The path as a template.
    pub path: &'static str,
    /// The first SDK release that had it.
    pub first_release: &'static str,
    /// The last SDK release that had it.
    pub last_release: &'static str,
    /// When that was published.
    pub last_date: &'static str,
    /// Whether only a parameter of its path was renamed: the operation lives on under another template.
    pub renamed_parameter: bool,
}

/// What is known of a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Display, EnumString)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum PermissionStatus {
    /// API documents name it.
    Api,
    /// One word, without entity and action.
    General,
    /// Stands for a whole entity or action.
    Wildcard,
    /// Another spelling of one that API documents name.
    CaseVariant,
    /// Seen in public code only.
    RepoOnly,
    /// Named somewhere, and shown not to exist.
    Refuted,
}

/// A permission.
#[derive(Debug, Clone)]
pub struct PermissionFacts {
    /// The name in the vendor's spelling.
    pub name: Permission,
    /// What is known of it.
    pub status: PermissionStatus,
    /// How many operations list it.
    pub operations: u32,
}

/// An OAuth scope.
#[derive(Debug, Clone, Copy)]
pub struct ScopeFacts {
    /// The scope.
    pub name: &'static str,
    /// `full`, `readonly` or `other`.
    pub access: &'static str,
    /// How many operations accept it.
    pub operations: u32,
    /// How many of those read.
    pub reads: u32,
    /// How many of those write; not zero for some readonly scopes.
    pub writes: u32,
}

/// A region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegionFacts {
    /// The AWS region, our name for it: `eu-central-1`.
    pub name: &'static str,
    /// The domain of its hosts: `mypurecloud.de`.
    pub domain: &'static str,
    /// `prod`, `fedramp` or `eusc`.
    pub environment: &'static str,
}

impl RegionFacts {
    /// The API's host.
    pub fn api_host(&self) -> String {
        format!("api.{}", self.domain)
    }

    /// The login host: authorization and tokens.
    pub fn login_host(&self) -> String {
        format!("login.{}", self.domain)
    }

    /// The host of the web applications.
    pub fn apps_host(&self) -> String {
        format!("apps.{}", self.domain)
    }
}

/// A default role of new or older orgs.
#[derive(Debug, Clone, Copy)]
pub struct DefaultRole {
    /// The name.
    pub name: &'static str,
    /// Its `defaultRoleId`, where known.
    pub default_role_id: Option<&'static str>,
    /// `default`, `likely` or `legacy`.
    pub standing: &'static str,
}

/// What a name around the authorization URL is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// A parameter that the authorize page documents.
    Documented,
    /// One that it does not document, but that OAuth does (`scope`).
    Undocumented,
    /// One that people advise and that does not exist.
    NotAParameter,
    /// A header that people advise and that does not exist.
    NotAHeader,
}

/// A parameter of the authorization URL, or a name that is mistaken for one.
#[derive(Debug, Clone, Copy)]
pub struct AuthorizeParameter {
    /// The name.
    pub name: &'static str,
    /// What it is.
    pub kind: ParameterKind,
    /// What it does, or what to use in its place, in our words.
    pub meaning: &'static str,
}
