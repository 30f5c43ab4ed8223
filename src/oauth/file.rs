//! The file of authorization URLs: `zd2gc/urls/1`, fields in the file's order.

use serde::{Deserialize, Serialize};

/// All authorization URLs that were asked for.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct UrlsFile {
    /// `zd2gc/urls/1`.
    pub schema: String,
    /// By application, then tenant, in the order of the tables.
    pub urls: Vec<UrlEntry>,
    /// The applications that have no URL in an org, and why.
    pub without_url: Vec<WithoutUrl>,
}

impl UrlsFile {
    /// The schema's name.
    pub const SCHEMA: &'static str = "zd2gc/urls/1";
}

/// The URL of one application in one org.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct UrlEntry {
    /// The application.
    pub application: String,
    /// The tenant.
    pub tenant: String,
    /// The org that the token is for.
    pub org_id: String,
    /// The region, by its AWS name.
    pub region: String,
    /// The host that the person is sent to.
    pub login_host: String,
    /// `authorization-code` or `authorization-code-pkce`.
    pub grant_type: String,
    /// The URL.
    pub url: String,
    /// Must come back unchanged.
    pub state: String,
    /// To be sent with the code, and kept from others until then; null without PKCE.
    pub code_verifier: Option<String>,
    /// The SHA-256 of the verifier, as the URL has it; null without PKCE.
    pub code_challenge: Option<String>,
    /// Where the person comes back to.
    pub redirect_uri: String,
    /// The scopes that the application needs; with `--no-scope` the URL does not name them.
    pub scopes: Vec<String>,
    /// What Genesys Cloud goes by.
    pub decides: String,
    /// What was left out of the URL, and why.
    pub notes: Vec<String>,
}

/// An application without a URL in an org.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WithoutUrl {
    /// The application.
    pub application: String,
    /// The tenant.
    pub tenant: String,
    /// Why, and what to do instead.
    pub why: String,
}
