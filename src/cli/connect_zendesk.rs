//! Which accounts of Zendesk are meant, and with which credential each is asked: flags before environment before settings.

use std::path::PathBuf;

use clap::Args;
use secrecy::SecretString;
use url::Url;

use super::args::Globals;
use super::connect::{base_url, secret_failure};
use super::{Console, Failure};
use crate::config::secrets::Given;
use crate::config::{SecretSource, Settings};
use crate::http::{Bearer, Fixed, Scheme};
use crate::model::Subdomain;
use crate::oauth::{ClientAuth, ClientCredentials};

/// Which accounts, and as whom.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Account")]
pub(super) struct AccountArgs {
    /// The account's subdomain: `acme` of acme.zendesk.com; repeatable [default: all of the settings]
    #[arg(long, value_name = "NAME", env = "ZENDESK_SUBDOMAIN", hide_env_values = true)]
    pub subdomain: Vec<Subdomain>,
    /// What `/api/v2/...` is appended to, where it is not the account's host: a rehearsal or a gateway
    #[arg(long, value_name = "URL", value_parser = base_url, conflicts_with = "import")]
    pub url: Option<Url>,
    /// The OAuth client's identifier
    #[arg(
        long,
        value_name = "ID",
        requires = "client_secret_file",
        conflicts_with = "import",
        help = "The OAuth client's identifier [env: ZENDESK_OAUTH_TOKEN for a token, or ZENDESK_EMAIL and ZENDESK_API_TOKEN]"
    )]
    pub client_id: Option<String>,
    /// The file that holds its secret
    #[arg(long, value_name = "FILE", requires = "client_id", conflicts_with = "import")]
    pub client_secret_file: Option<PathBuf>,
}

/// Who asks.
#[derive(Debug, Clone)]
enum Credential {
    Client { id: String, secret: SecretString },
    Token(SecretString),
    ApiToken { email: String, token: SecretString },
}

/// An account to ask.
#[derive(Debug, Clone)]
pub(super) struct Account {
    /// Its subdomain.
    pub(super) subdomain: Subdomain,
    /// What `/api/v2/...` is appended to.
    pub(super) url: Url,
    credential: Credential,
}

impl Account {
    /// What is sent to prove who asks.
    pub(super) fn bearer(&self) -> Result<Box<dyn Bearer>, Failure> {
        Ok(match &self.credential {
            Credential::Token(token) => Box::new(Fixed(Scheme::Bearer(token.clone()))),
            Credential::ApiToken { email, token } => Box::new(Fixed(Scheme::ApiToken {
                email: email.clone(),
                token: token.clone(),
            })),
            Credential::Client { id, secret } => {
                let base = self.url.as_str().trim_end_matches('/');
                let url = Url::parse(&format!("{base}/oauth/tokens")).map_err(Failure::usage)?;
                let client = ClientCredentials::new(url, id.clone(), secret.clone(), ClientAuth::Form);
                // A token for no scope that is named may write, so `read` is asked for first.
                Box::new(client.with_scopes(&["read"]).or_less())
            }
        })
    }

    /// What the credential is called, without what is secret in it.
    pub(super) fn credential(&self) -> &str {
        match &self.credential {
            Credential::Client { id, .. } => id,
            Credential::Token(_) => "token",
            Credential::ApiToken { email, .. } => email,
        }
    }
}

impl AccountArgs {
    /// The one account that files are of.
    pub(super) fn only(&self) -> Result<&Subdomain, Failure> {
        match &self.subdomain[..] {
            [one] => Ok(one),
            [] => Err(Failure::usage("which account are the files of?")
                .hint("name it with --subdomain: `acme` of acme.zendesk.com")),
            [..] => Err(Failure::usage("files are of one account, and several are named")
                .hint("import each account from a folder of its own, with its own --subdomain")),
        }
    }

    /// The accounts to ask, each with its credential.
    pub(super) fn resolve(
        &self,
        globals: &Globals,
        settings: &Settings,
        console: &mut Console,
    ) -> Result<Vec<Account>, Failure> {
        let given = if globals.alone {
            Given::default()
        } else {
            Given::of_process()
        };
        let mut names: Vec<Subdomain> = Vec::new();
        let connected = settings.zendesk.value.iter().map(|one| &one.subdomain);
        let wanted: Vec<&Subdomain> = if self.subdomain.is_empty() {
            connected.collect()
        } else {
            self.subdomain.iter().collect()
        };
        for name in wanted {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        let alone = names.len() == 1;
        match &names[..] {
            [] => {
                return Err(Failure::usage("which account?").hint(
                    "name it with --subdomain or under `zendesk:` in the settings, or give files of it with --import",
                ));
            }
            [_] => {}
            [..] if self.url.is_some() => {
                return Err(Failure::usage("--url is of one account, and there are several")
                    .hint("choose one with --subdomain, or name the url of each under `zendesk:` in the settings"));
            }
            [..] => {}
        }
        let mut warned = false;
        names
            .into_iter()
            .map(|subdomain| {
                let credential = self.credential(&subdomain, alone, settings, &given)?;
                if matches!(credential, Credential::ApiToken { .. }) && !std::mem::replace(&mut warned, true) {
                    console.warn(
                        "API tokens end on 2027-04-30: make an OAuth client for client credentials in their place",
                    );
                }
                let connection = settings.zendesk.value.iter().find(|one| one.subdomain == subdomain);
                let url = match (&self.url, connection.and_then(|one| one.url.as_ref())) {
                    (Some(url), _) | (None, Some(url)) => url.clone(),
                    (None, None) => Url::parse(&format!("https://{subdomain}.zendesk.com")).map_err(Failure::usage)?,
                };
                Ok(Account {
                    subdomain,
                    url,
                    credential,
                })
            })
            .collect()
    }

    /// The credential of one account. What flags and environment name is one credential, and so for one account.
    fn credential(
        &self,
        name: &Subdomain,
        alone: bool,
        settings: &Settings,
        given: &Given,
    ) -> Result<Credential, Failure> {
        if alone {
            if let (Some(id), Some(file)) = (&self.client_id, &self.client_secret_file) {
                let secret = SecretSource::File(file.clone()).read().map_err(secret_failure)?;
                return Ok(Credential::Client { id: id.clone(), secret });
            }
            if let Some(token) = &given.zendesk_token {
                return Ok(Credential::Token(token.clone()));
            }
            if let Some((email, token)) = &given.zendesk_api_token {
                return Ok(Credential::ApiToken {
                    email: email.clone(),
                    token: token.clone(),
                });
            }
        } else if self.client_id.is_some() {
            return Err(
                Failure::usage("--client-id names one client, and there are several accounts")
                    .hint("choose one with --subdomain, or name a client for each under `zendesk:` in the settings"),
            );
        }
        let connection = settings.zendesk.value.iter().find(|one| one.subdomain == *name);
        let Some(connection) = connection else {
            let failure = Failure::usage(format!("no credential is known for `{name}`"));
            return Err(failure.hint(
                "name a client and where its secret is under `zendesk:` in zd2gc.yaml or with --client-id and \
                 --client-secret-file, or set ZENDESK_OAUTH_TOKEN, or ZENDESK_EMAIL and ZENDESK_API_TOKEN (one account at a \
                 time: --subdomain)",
            ));
        };
        let secret = connection.client_secret.read().map_err(secret_failure)?;
        Ok(Credential::Client {
            id: connection.client_id.clone(),
            secret,
        })
    }
}
