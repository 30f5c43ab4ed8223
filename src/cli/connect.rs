//! Which orgs are meant, and with which credential each is asked: flags before environment before settings.

use std::path::PathBuf;

use clap::Args;
use secrecy::SecretString;
use url::Url;

use super::args::Globals;
use super::names::{listed, near};
use super::{Console, Failure, TableArgs, network};
use crate::catalogue::{Catalogue, RegionFacts};
use crate::config::secrets::{Given, SecretError};
use crate::config::{SecretSource, Settings};
use crate::genesys::live::{self, Identity};
use crate::http::{Api, Bearer, Fixed, Scheme};
use crate::mapping::tables::Tenant;
use crate::model::{OrgId, Region, fault_of_base};
use crate::oauth::{ClientAuth, ClientCredentials};

/// Which orgs, and as whom.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Org")]
pub(super) struct OrgArgs {
    /// The tenant of the tables to work on; repeatable [default: all]
    #[arg(long, value_name = "NAME")]
    pub tenant: Vec<String>,
    /// The region, where no tables say it
    #[arg(
        long,
        value_name = "REGION",
        help = "The region, where no tables say it: eu-central-1 or mypurecloud.de [env: GENESYSCLOUD_REGION]"
    )]
    pub region: Option<Region>,
    /// The OAuth client's id
    #[arg(
        long,
        value_name = "ID",
        requires = "client_secret_file",
        help = "The OAuth client's id [env: GENESYSCLOUD_OAUTHCLIENT_ID]"
    )]
    pub client_id: Option<String>,
    /// The file that holds its secret
    #[arg(
        long,
        value_name = "FILE",
        requires = "client_id",
        help = "The file that holds its secret [env: GENESYSCLOUD_OAUTHCLIENT_SECRET, for the secret itself]"
    )]
    pub client_secret_file: Option<PathBuf>,
    /// What `/api/v2/...` is appended to, where it is not the region's: a rehearsal or a gateway
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub api_url: Option<Url>,
    /// What `/oauth/...` is appended to, where it is not the region's
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub login_url: Option<Url>,
}

/// Reads what the vendors' paths are appended to.
pub(super) fn base_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    match fault_of_base(&url) {
        None => Ok(url),
        Some(why) => Err(format!("it {why}")),
    }
}

/// Who asks.
#[derive(Debug, Clone)]
enum Credential {
    Client { id: String, secret: SecretString },
    Token(SecretString),
}

/// An org to ask.
#[derive(Debug, Clone)]
pub(super) struct Org {
    /// The tenant's name, or the region where there are no tables.
    pub(super) name: String,
    /// The org that the tables say it is, by its id.
    pub(super) expected: Option<OrgId>,
    /// The region.
    pub(super) region: Region,
    /// What `/api/v2/...` is appended to.
    pub(super) api_url: Url,
    login_url: Url,
    credential: Credential,
    /// Where the credential was found: a flag, variables, a file. Never what it is.
    pub(super) origin: String,
}

impl Org {
    /// The host that gives the token, unless a token was given.
    pub(super) fn login(&self) -> Option<&str> {
        match self.credential {
            Credential::Client { .. } => Some(self.login_url.as_str()),
            Credential::Token(_) => None,
        }
    }

    /// What is sent to prove who asks.
    pub(super) fn bearer(&self) -> Result<Box<dyn Bearer>, Failure> {
        Ok(match &self.credential {
            Credential::Token(token) => Box::new(Fixed(Scheme::Bearer(token.clone()))),
            Credential::Client { id, secret } => {
                let base = self.login_url.as_str().trim_end_matches('/');
                let url = Url::parse(&format!("{base}/oauth/token")).map_err(Failure::usage)?;
                Box::new(ClientCredentials::new(
                    url,
                    id.clone(),
                    secret.clone(),
                    ClientAuth::Header,
                ))
            }
        })
    }
}

/// Asks whose token it is, and refuses to go on in an org that the tables don't mean.
pub(super) async fn enter(org: &Org, api: &Api) -> Result<Identity, Failure> {
    let identity = live::identify(api, &org.region).await.map_err(network::failure)?;
    match &org.expected {
        Some(expected) if *expected != identity.org_id => Err(other_org(&org.name, expected, identity.org_id.as_str())),
        _ => Ok(identity),
    }
}

/// An org without its credential.
struct Place {
    name: String,
    org_id: Option<OrgId>,
    region: Region,
    api_url: Url,
    login_url: Url,
}

/// An org by name, or why it can't be asked.
pub(super) type Named = (String, Result<Org, Failure>);

impl OrgArgs {
    /// The orgs to ask, each with its credential.
    pub(super) fn resolve(
        &self,
        tables: &TableArgs,
        globals: &Globals,
        settings: &Settings,
        console: &mut Console,
    ) -> Result<Vec<Org>, Failure> {
        let tenants = tables.load_usable(globals, None, console)?.tenants;
        let orgs = self.resolve_each(&tenants, globals, settings)?;
        orgs.into_iter().map(|(_, org)| org).collect()
    }

    /// The orgs to ask by name, each with its credential or why there is none.
    pub(super) fn resolve_each(
        &self,
        tenants: &[Tenant],
        globals: &Globals,
        settings: &Settings,
    ) -> Result<Vec<Named>, Failure> {
        let given = if globals.alone {
            Given::default()
        } else {
            Given::of_process()
        };
        let places = self.places(tenants, settings, &given)?;
        let alone = places.len() == 1;
        let with_credential = |place: Place| {
            let found = self.credential(&place.name, alone, settings, &given);
            let name = place.name.clone();
            let org = found.map(|(credential, origin)| Org {
                name: place.name,
                expected: place.org_id,
                region: place.region,
                api_url: place.api_url,
                login_url: place.login_url,
                credential,
                origin,
            });
            (name, org)
        };
        Ok(places.into_iter().map(with_credential).collect())
    }

    /// The tenants that are meant, by name; all where there is none.
    pub(super) fn wanted(&self, globals: &Globals) -> Result<Vec<String>, Failure> {
        let settings = globals.settings()?;
        Ok(self.wanted_of(&settings).into_iter().map(str::to_owned).collect())
    }

    fn wanted_of<'a>(&'a self, settings: &'a Settings) -> Vec<&'a str> {
        if self.tenant.is_empty() {
            settings.tenant().into_iter().collect()
        } else {
            self.tenant.iter().map(String::as_str).collect()
        }
    }

    fn places(&self, tenants: &[Tenant], settings: &Settings, given: &Given) -> Result<Vec<Place>, Failure> {
        let wanted = self.wanted_of(settings);
        for name in &wanted {
            if !tenants.iter().any(|tenant| tenant.name == **name) {
                let known = tenants.iter().map(|tenant| tenant.name.as_str());
                let failure = Failure::usage(format!("no tenant of the tables is called `{name}`"));
                return Err(match near(name, known.clone()) {
                    Some(near) => failure.hint(format!("did you mean `{near}`?")),
                    None => failure.hint(format!("the tables have {}", listed(known))),
                });
            }
        }
        let region = self.region.clone();
        if tenants.is_empty() || region.is_some() {
            let region = match (region, &given.region) {
                (Some(region), _) => region,
                (None, Some(text)) => text.parse().map_err(|error| {
                    Failure::usage(error).hint("`GENESYSCLOUD_REGION` takes a region such as eu-central-1")
                })?,
                (None, None) => {
                    return Err(Failure::usage("which org?").hint(
                        "name a tenant in mappings/tenants.yaml (`zd2gc init` makes one), or a region with --region",
                    ));
                }
            };
            return Ok(vec![self.place_of(&region)?]);
        }
        tenants
            .iter()
            .filter(|tenant| wanted.is_empty() || wanted.contains(&tenant.name.as_str()))
            .map(|tenant| {
                let facts = region_facts(&tenant.region)?;
                Ok(Place {
                    name: tenant.name.clone(),
                    org_id: Some(tenant.org_id.clone()),
                    region: tenant.region.parse().map_err(Failure::usage)?,
                    api_url: self.url(self.api_url.as_ref().or(tenant.api_url.as_ref()), &facts.api_host())?,
                    login_url: self.url(
                        self.login_url.as_ref().or(tenant.login_url.as_ref()),
                        &facts.login_host(),
                    )?,
                })
            })
            .collect()
    }

    fn place_of(&self, region: &Region) -> Result<Place, Failure> {
        let facts = region_facts(region.as_str())?;
        Ok(Place {
            name: facts.name.to_owned(),
            org_id: None,
            region: facts.name.parse().map_err(Failure::usage)?,
            api_url: self.url(self.api_url.as_ref(), &facts.api_host())?,
            login_url: self.url(self.login_url.as_ref(), &facts.login_host())?,
        })
    }

    #[expect(clippy::unused_self, reason = "it reads as one of the steps above")]
    fn url(&self, given: Option<&Url>, host: &str) -> Result<Url, Failure> {
        match given {
            Some(url) => Ok(url.clone()),
            None => Url::parse(&format!("https://{host}")).map_err(Failure::usage),
        }
    }

    /// The credential of one org, and where it was found. What flags and environment name is one credential, and so for one
    /// org.
    fn credential(
        &self,
        name: &str,
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
            if let Some(token) = &given.genesys_token {
                let origin = "token from variable GENESYSCLOUD_ACCESS_TOKEN".to_owned();
                return Ok((Credential::Token(token.clone()), origin));
            }
            if let Some((id, secret)) = &given.genesys_client {
                let kept = "variable GENESYSCLOUD_OAUTHCLIENT_SECRET";
                return Ok(credential(Client::new(id, secret.clone(), kept)));
            }
        } else if self.client_id.is_some() {
            return Err(
                Failure::usage("--client-id names one client, and there are several orgs")
                    .hint("choose one with --tenant, or name a client for each under `genesys:` in the settings"),
            );
        }
        let connection = settings.genesys.value.iter().find(|one| one.tenant == name);
        let Some(connection) = connection else {
            let failure = Failure::usage(format!("no credential is known for `{name}`"));
            return Err(failure.hint(
                "name a client and where its secret is under `genesys:` in zd2gc.yaml, or set GENESYSCLOUD_OAUTHCLIENT_ID and \
                 GENESYSCLOUD_OAUTHCLIENT_SECRET, or GENESYSCLOUD_ACCESS_TOKEN (one org at a time: --tenant)",
            ));
        };
        Client::of_settings(&connection.client_id, &connection.client_secret).map(credential)
    }
}

/// What to say of a token that is of another org than the tables say.
pub(super) fn other_org(name: &str, expected: &OrgId, found: &str) -> Failure {
    let told = format!("the token of `{name}` is of the org {found}, and the tables say {expected}");
    Failure::usage(told).hint(
        "a token is good for one org, whatever headers say: use a client of that org, or correct `org_id` in tenants.yaml",
    )
}

/// A client with its secret, and where that was found.
pub(super) struct Client {
    pub(super) id: String,
    pub(super) secret: SecretString,
    /// Told to people; never the secret.
    pub(super) origin: String,
}

impl Client {
    /// A client whose secret is in hand.
    pub(super) fn new(id: &str, secret: SecretString, kept: &str) -> Self {
        Self {
            id: id.to_owned(),
            secret,
            origin: format!("client {id}, secret from {kept}"),
        }
    }

    /// The client that flags name, with the file of its secret; clap takes both or neither.
    pub(super) fn of_flags(id: Option<&String>, file: Option<&PathBuf>) -> Result<Option<Self>, Failure> {
        let (Some(id), Some(file)) = (id, file) else {
            return Ok(None);
        };
        let source = SecretSource::File(file.clone());
        let secret = source.read().map_err(secret_failure)?;
        Ok(Some(Self::new(id, secret, &format!("{source} (--client-secret-file)"))))
    }

    /// The client that settings name, its secret read from where they say it is.
    pub(super) fn of_settings(id: &str, source: &SecretSource) -> Result<Self, Failure> {
        let secret = source.read().map_err(secret_failure)?;
        Ok(Self::new(id, secret, &source.to_string()))
    }
}

/// What to say of a secret that can't be had.
pub(super) fn secret_failure(error: SecretError) -> Failure {
    let hint = error.hint();
    Failure::usage(error).hint(hint)
}

fn region_facts(name: &str) -> Result<&'static RegionFacts, Failure> {
    Catalogue::embedded().region(name).ok_or_else(|| {
        Failure::usage(format!("`{name}` is no region of Genesys Cloud"))
            .hint(format!("`zd2gc catalogue search {name}` looks for it"))
    })
}
