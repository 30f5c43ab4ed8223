//! Connections: which client speaks to which account or org, and where its secret is kept. Never the secret itself.

use std::fmt;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_yaml::Value as Yaml;
use url::Url;

use super::settings::beside;
use crate::model::{Subdomain, fault_of_base};

/// Where a secret is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SecretSource {
    /// In a file that only its owner may read, relative to the settings file.
    File(PathBuf),
    /// In an environment variable of this name.
    Env(String),
}

impl<'de> Deserialize<'de> for SecretSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // By hand: errors of serde show what they found, which could be the secret.
        let wrong = || {
            serde::de::Error::custom(
                "expected `{file: PATH}` or `{env: NAME}`: a settings file says where a secret is, never what it is",
            )
        };
        let Ok(Yaml::Mapping(map)) = Yaml::deserialize(deserializer) else {
            return Err(wrong());
        };
        let mut entries = map.iter();
        match (entries.next(), entries.next()) {
            (Some((Yaml::String(key), Yaml::String(value))), None) if key == "file" => Ok(Self::File(value.into())),
            (Some((Yaml::String(key), Yaml::String(value))), None) if key == "env" => Ok(Self::Env(value.clone())),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => write!(f, "file {}", file.display()),
            Self::Env(name) => write!(f, "variable {name}"),
        }
    }
}

/// How an account of Zendesk is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZendeskConnection {
    /// The account: `acme` of acme.zendesk.com.
    #[schemars(with = "String")]
    pub subdomain: Subdomain,
    /// What `/api/v2/...` is appended to, where it is not `https://SUBDOMAIN.zendesk.com`: a rehearsal or a gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub url: Option<Url>,
    /// The identifier of the OAuth client.
    pub client_id: String,
    /// Where its secret is kept.
    pub client_secret: SecretSource,
}

/// How an org of Genesys Cloud is reached; where it is stands in the tenant's row of the mapping tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GenesysConnection {
    /// The tenant.
    pub tenant: String,
    /// The id of the OAuth client, which gets its tokens by client credentials.
    pub client_id: String,
    /// Where its secret is kept.
    pub client_secret: SecretSource,
}

impl ZendeskConnection {
    /// What is wrong with it, besides its form.
    pub(super) fn fault(&self) -> Option<String> {
        let url = self.url.as_ref()?;
        let why = fault_of_base(url)?;
        Some(format!("the url of `{}` {why}", self.subdomain))
    }
}

/// The same, paths meant from where the settings file is.
pub(super) trait Beside {
    /// Takes the folder of the settings file.
    fn beside(self, file: &Path) -> Self;
}

impl Beside for SecretSource {
    fn beside(self, file: &Path) -> Self {
        match self {
            Self::File(path) => Self::File(beside(file, &path)),
            env @ Self::Env(_) => env,
        }
    }
}

impl Beside for ZendeskConnection {
    fn beside(mut self, file: &Path) -> Self {
        self.client_secret = self.client_secret.beside(file);
        self
    }
}

impl Beside for GenesysConnection {
    fn beside(mut self, file: &Path) -> Self {
        self.client_secret = self.client_secret.beside(file);
        self
    }
}

impl<T: Beside> Beside for Vec<T> {
    fn beside(self, file: &Path) -> Self {
        self.into_iter().map(|one| one.beside(file)).collect()
    }
}
