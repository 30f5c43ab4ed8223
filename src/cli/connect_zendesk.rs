//! Which accounts of Zendesk are meant, and with which credential each is asked: flags before environment before settings.

use std::path::PathBuf;

use clap::Args;
use secrecy::SecretString;
use url::Url;

use super::args::Globals;
use super::connect::{Client, base_url};
use super::{Console, Failure, Kind, network};
use crate::config::Settings;
use crate::config::secrets::Given;
use crate::http::{Bearer, Fixed, Scheme};
use crate::model::{Subdomain, shown};
use crate::oauth::{ClientAuth, ClientCredentials};
use crate::zendesk::import::ImportError;
use crate::zendesk::live::LiveError;

/// Which accounts.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Account")]
pub(super) struct AccountNames {
    /// The account's subdomain: `acme` of acme.zendesk.com; repeatable [default: all of the settings]
    #[arg(long, value_name = "NAME", env = "ZENDESK_SUBDOMAIN", hide_env_values = true)]
    pub subdomain: Vec<Subdomain>,
    /// What `/api/v2/...` is appended to, where it is not the account's host: a rehearsal or a gateway
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub url: Option<Url>,
}

/// Which accounts, and as whom.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Account")]
pub(super) struct AccountArgs {
    #[command(flatten)]
    pub names: AccountNames,
    /// The OAuth client's identifier
    #[arg(
        long,
        value_name = "ID",
        requires = "client_secret_file",
        help = "The OAuth client's identifier [env: ZENDESK_OAUTH_TOKEN for a token, or ZENDESK_EMAIL and ZENDESK_API_TOKEN]"
    )]
    pub client_id: Option<String>,
    /// The file that holds its secret
    #[arg(long, value_name = "FILE", requires = "client_id")]
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
    /// Where the credential was found: a flag, variables, a file. Never what it is.
    pub(super) origin: String,
}

/// An account by name, or why it can't be asked.
pub(super) type Named = (Subdomain, Result<Account, Failure>);

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
                let url = Url::parse(&self.token_url()).map_err(Failure::usage)?;
                let client = ClientCredentials::new(url, id.clone(), secret.clone(), ClientAuth::Form);
                // A token for no scope that is named may write, so `read` is asked for first.
                Box::new(client.with_scopes(&["read"]).or_less())
            }
        })
    }

    fn token_url(&self) -> String {
        format!("{}/oauth/tokens", self.url.as_str().trim_end_matches('/'))
    }

    /// Where the token is got, unless a token was given.
    pub(super) fn login(&self) -> Option<String> {
        matches!(self.credential, Credential::Client { .. }).then(|| self.token_url())
    }

    /// Whether the credential has scopes: an API token has none.
    pub(super) fn has_scopes(&self) -> bool {
        !matches!(self.credential, Credential::ApiToken { .. })
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

impl AccountNames {
    /// The accounts that are meant, each once.
    pub(super) fn of(&self, settings: &Settings) -> Vec<Subdomain> {
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
        names
    }
}

/// What to say of an account that could not be read.
pub(super) fn live_failure(error: LiveError, account: &Account) -> Failure {
    let name = &account.subdomain;
    let url = shown(account.url.as_str()).into_owned();
    match error {
        LiveError::Read(error) => network::failure(error),
        LiveError::Making(error) => making_failure(error),
        error @ LiveError::Nobody => Failure::of(Kind::Credential, error).hint(format!(
            "check that {url} is the account `{name}` and that nothing in between takes the Authorization header away; then \
             get a new token"
        )),
        error @ LiveError::NoMember { .. } => Failure::of(Kind::Credential, error)
            .hint("use the credential of an admin, or of an agent for a part of the lists"),
        error @ LiveError::Nothing { .. } => Failure::of(Kind::Incomplete, error)
            .hint("give the client the scope `read`, or use one that has it; nothing was written"),
    }
}

/// What to say of a snapshot that could not be made.
pub(super) fn making_failure(error: ImportError) -> Failure {
    let kind = match &error {
        ImportError::Interrupted => Kind::Interrupted,
        error if error.is_usage() => Kind::Usage,
        _ => Kind::Unexpected,
    };
    let hint = error.hint();
    let failure = Failure::of(kind, error);
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

impl AccountArgs {
    /// The one account that files are of.
    pub(super) fn only(&self) -> Result<&Subdomain, Failure> {
        match &self.names.subdomain[..] {
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
        let accounts = self.resolve_each(globals, settings, console)?;
        accounts.into_iter().map(|(_, account)| account).collect()
    }

    /// The accounts to ask by name, each with its credential or why there is none.
    pub(super) fn resolve_each(
        &self,
        globals: &Globals,
        settings: &Settings,
        console: &mut Console,
    ) -> Result<Vec<Named>, Failure> {
        let given = if globals.alone {
            Given::default()
        } else {
            Given::of_process()
        };
        let names = self.names.of(settings);
        let alone = names.len() == 1;
        if names.is_empty() {
            let failure = Failure::usage("which account?");
            return Err(failure.hint("name it with --subdomain or under `zendesk:` in the settings"));
        }
        if !alone && self.names.url.is_some() {
            return Err(Failure::usage("--url is of one account, and there are several")
                .hint("choose one with --subdomain, or name the url of each under `zendesk:` in the settings"));
        }
        let accounts: Vec<Named> = names
            .into_iter()
            .map(|subdomain| (subdomain.clone(), self.account(subdomain, alone, settings, &given)))
            .collect();
        let is_api_token = |account: &Account| matches!(account.credential, Credential::ApiToken { .. });
        if accounts
            .iter()
            .any(|(_, account)| account.as_ref().is_ok_and(is_api_token))
        {
            console.warn("API tokens end on 2027-04-30: make an OAuth client for client credentials in their place");
        }
        Ok(accounts)
    }

    /// One account with its credential.
    fn account(
        &self,
        subdomain: Subdomain,
        alone: bool,
        settings: &Settings,
        given: &Given,
    ) -> Result<Account, Failure> {
        let (credential, origin) = self.credential(&subdomain, alone, settings, given)?;
        let connection = settings.zendesk.value.iter().find(|one| one.subdomain == subdomain);
        let url = match (&self.names.url, connection.and_then(|one| one.url.as_ref())) {
            (Some(url), _) | (None, Some(url)) => url.clone(),
            (None, None) => Url::parse(&format!("https://{subdomain}.zendesk.com")).map_err(Failure::usage)?,
        };
        Ok(Account {
            subdomain,
            url,
            credential,
            origin,
        })
    }

    /// The credential of one account, and where it was found. What flags and environment name is one credential, and so for
    /// one account.
    fn credential(
        &self,
        name: &Subdomain,
        alone: bool,
        settings: &Settings,
        given: &Given,
    ) -> Result<(Credential, String), Failure> {
        let credential = |client: Client| {
            let Client { id, secret, origin } = client;
            (Credential::Client { id, secret }, origin)
        };
        if alone {
            if let Some(client) = Client::of_flags(self.client_id.as_ref(), self.client_secret_file.as_ref())? {
                return Ok(credential(client));
            }
            if let Some(token) = &given.zendesk_token {
                let origin = "token from variable ZENDESK_OAUTH_TOKEN".to_owned();
                return Ok((Credential::Token(token.clone()), origin));
            }
            if let Some((email, token)) = &given.zendesk_api_token {
                let credential = Credential::ApiToken {
                    email: email.clone(),
                    token: token.clone(),
                };
                let origin = format!("API token of {email} from variable ZENDESK_API_TOKEN");
                return Ok((credential, origin));
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
        Client::of_settings(&connection.client_id, &connection.client_secret).map(credential)
    }
}
