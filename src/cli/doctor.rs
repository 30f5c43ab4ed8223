//! `zd2gc doctor`.

use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::args::Globals;
use super::connect::{Org, OrgArgs, other_org};
use super::connect_zendesk::{Account, AccountArgs, AccountNames, live_failure};
use super::network::{self, NetworkArgs, Progress};
use super::{Console, Exit, Failure, TableArgs};
use crate::config::Settings;
use crate::config::secrets::Given;
use crate::genesys::doctor::{self, CheckError, OrgChecked, Wanted};
use crate::genesys::live;
use crate::http::{Api, Transport};
use crate::live::{ReadChecked, ReadError};
use crate::mapping::Tables;
use crate::model::Subdomain;
use crate::report::doctor::{Doctor, Found, Trouble};
use crate::zendesk::doctor::AccountChecked;

/// Arguments of `doctor`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  zd2gc doctor\n  zd2gc doctor --tenant emea\n  zd2gc doctor --only zendesk\n  GENESYSCLOUD_ACCESS_TOKEN=... zd2gc doctor --region eu-central-1\n  zd2gc doctor --format json\n\nIt ends in 0 when everything can be read, in 5 when some of it can't, in 2, 4 or 6 when settings, credential or network\nare not good enough to find out."
)]
pub struct DoctorArgs {
    /// Check one vendor only; a client that flags name is then one of that vendor
    #[arg(long, value_name = "VENDOR", value_enum)]
    only: Option<Vendor>,
    #[command(flatten)]
    org: OrgArgs,
    #[command(flatten)]
    account: AccountNames,
    #[command(flatten)]
    tables: TableArgs,
    /// The form of stdout
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Form,
    #[command(flatten)]
    network: NetworkArgs,
}

/// The form of stdout.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Form {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Whose orgs or accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Vendor {
    /// The accounts.
    Zendesk,
    /// The orgs.
    Genesys,
}

/// Runs `doctor`.
pub(super) fn run(args: &DoctorArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    let settings = globals.settings()?;
    let tables = args.tables.load_usable(globals, None, console)?;
    let transport = args.network.transport()?;
    let names = args.accounts(&tables, &settings);
    let (has_orgs, has_accounts) = (args.names_orgs(&tables, globals), !names.is_empty());
    if args.only.is_none() && !has_orgs && !has_accounts {
        return Err(Failure::usage("neither an org nor an account is named anywhere").hint(
            "`zd2gc init` makes settings and tables that name them; or name an org with --region, an account with --subdomain",
        ));
    }
    let mut check = Check {
        tables: &tables,
        transport: &transport,
        console,
        exit: Exit::Done,
        found: Doctor::new(found(args, &settings, &tables, &names)),
    };
    if args.only == Some(Vendor::Genesys) || (args.only.is_none() && has_orgs) {
        check.orgs(args.org.resolve_each(&tables.tenants, globals, &settings)?);
    }
    if !transport.is_stopped() && (args.only == Some(Vendor::Zendesk) || (args.only.is_none() && has_accounts)) {
        // Flags name one client, which is an org's where both vendors are asked.
        let client = Some(&args.org).filter(|_| args.only == Some(Vendor::Zendesk));
        let accounts = AccountArgs {
            names: AccountNames {
                subdomain: names,
                url: args.account.url.clone(),
            },
            client_id: client.and_then(|args| args.client_id.clone()),
            client_secret_file: client.and_then(|args| args.client_secret_file.clone()),
        };
        let accounts = accounts.resolve_each(globals, &settings, check.console)?;
        check.accounts(accounts);
    }
    let Check {
        console, exit, found, ..
    } = check;
    let mut bytes = Vec::new();
    match args.format {
        Form::Text => found.write_text(console.width(), &mut bytes)?,
        Form::Json => {
            serde_json::to_writer_pretty(&mut bytes, &found).map_err(Failure::unexpected)?;
            bytes.push(b'\n');
        }
    }
    console.data(&bytes)?;
    Ok(exit)
}

impl DoctorArgs {
    /// Whether tables, flags or environment name an org.
    fn names_orgs(&self, tables: &Tables, globals: &Globals) -> bool {
        let given = !globals.alone && Given::of_process().region.is_some();
        !tables.tenants.is_empty() || !self.org.tenant.is_empty() || self.org.region.is_some() || given
    }

    /// The accounts that are meant. Who chooses tenants means the accounts that move there.
    fn accounts(&self, tables: &Tables, settings: &Settings) -> Vec<Subdomain> {
        let mut names = self.account.of(settings);
        let own = self.org.tenant.iter().map(String::as_str);
        let chosen: Vec<&str> = own
            .chain(settings.tenant().filter(|_| self.org.tenant.is_empty()))
            .collect();
        if self.account.subdomain.is_empty() && !chosen.is_empty() {
            let chosen = tables.tenants.iter().filter(|one| chosen.contains(&one.name.as_str()));
            let moving: Vec<&String> = chosen.flat_map(|tenant| &tenant.subdomains).collect();
            names.retain(|name| moving.iter().any(|moving| **moving == name.as_str()));
        }
        names
    }
}

/// A check under way.
struct Check<'a> {
    tables: &'a Tables,
    transport: &'a Arc<Transport>,
    console: &'a mut Console,
    exit: Exit,
    found: Doctor,
}

impl Check<'_> {
    /// Checks each org. One's trouble is not another's.
    fn orgs(&mut self, orgs: Vec<super::connect::Named>) {
        for (name, org) in orgs {
            match org.and_then(|org| check_org(&org, self.tables, self.transport, self.console)) {
                Ok(checked) => {
                    self.exit = self.exit.or(judge(&checked.reads));
                    self.found.tenants.push(checked);
                }
                Err(failure) => {
                    self.exit = self.exit.or(self.console.fail(&failure));
                    self.found.problems.push(trouble(Some(name), None, &failure));
                    if self.transport.is_stopped() {
                        break;
                    }
                }
            }
        }
    }

    /// Checks each account, in the same way.
    fn accounts(&mut self, accounts: Vec<super::connect_zendesk::Named>) {
        for (name, account) in accounts {
            match account.and_then(|account| check_account(&account, self.transport, self.console)) {
                Ok(checked) => {
                    self.exit = self.exit.or(judge(&checked.reads));
                    self.found.accounts.push(checked);
                }
                Err(failure) => {
                    self.exit = self.exit.or(self.console.fail(&failure));
                    self.found
                        .problems
                        .push(trouble(None, Some(name.to_string()), &failure));
                    if self.transport.is_stopped() {
                        break;
                    }
                }
            }
        }
    }
}

/// What was found before anybody was asked.
fn found(args: &DoctorArgs, settings: &Settings, tables: &Tables, accounts: &[Subdomain]) -> Found {
    let told = |path: std::path::PathBuf| path.display().to_string();
    Found {
        settings: settings.project.value.clone().map(told),
        profile: settings.profile.value.clone(),
        tables: args.tables.folder(settings).map(told),
        tenants: tables.tenants.iter().map(|tenant| tenant.name.clone()).collect(),
        accounts: accounts.iter().map(ToString::to_string).collect(),
    }
}

/// Asks one org.
fn check_org(
    org: &Org,
    tables: &Tables,
    transport: &Arc<Transport>,
    console: &mut Console,
) -> Result<OrgChecked, Failure> {
    let api = live::api(Arc::clone(transport), org.api_url.clone(), org.bearer()?);
    let wanted = Wanted {
        tenant: &org.name,
        org_id: org.expected.as_ref(),
        region: &org.region,
        credential: &org.origin,
        login: org.login(),
    };
    let progress = Progress::new(console, format!("asking {}", org.name));
    let levels = |permission: &_| tables.level(permission);
    let done = network::run(transport, doctor::check(&api, wanted, &levels));
    drop(progress);
    done?.map_err(|error| match (error, &org.expected) {
        (CheckError::Call(error), _) => network::failure(ReadError::Call(error)),
        (CheckError::OtherOrg { found }, Some(expected)) => other_org(&org.name, expected, &found),
        (error @ CheckError::OtherOrg { .. }, None) => Failure::usage(error),
    })
}

/// Asks one account.
fn check_account(
    account: &Account,
    transport: &Arc<Transport>,
    console: &mut Console,
) -> Result<AccountChecked, Failure> {
    let api = Api::new(Arc::clone(transport), account.url.clone(), account.bearer()?);
    let login = account.login();
    let wanted = crate::zendesk::doctor::Wanted {
        subdomain: &account.subdomain,
        credential: &account.origin,
        login: login.as_deref(),
        scopes_apply: account.has_scopes(),
    };
    let progress = Progress::new(console, format!("asking {}", account.subdomain));
    let done = network::run(transport, crate::zendesk::doctor::check(&api, wanted));
    drop(progress);
    done?.map_err(|error| live_failure(error, account))
}

/// What the reads of one org or account amount to: something can't be read, or could not be asked for.
fn judge(reads: &[ReadChecked]) -> Exit {
    if reads.iter().any(ReadChecked::failed) {
        Exit::Network
    } else if reads.iter().any(|read| read.readable == Some(false)) {
        Exit::Incomplete
    } else {
        Exit::Done
    }
}

/// A failure as the result tells it.
fn trouble(tenant: Option<String>, account: Option<String>, failure: &Failure) -> Trouble {
    let mut message = failure.error.to_string();
    let mut cause = failure.error.source();
    while let Some(error) = cause {
        message.push_str(&format!(": {error}"));
        cause = error.source();
    }
    Trouble {
        tenant,
        account,
        exit: failure.exit().code(),
        message,
        hints: failure.hints.clone(),
    }
}
