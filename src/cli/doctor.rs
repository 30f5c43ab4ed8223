//! `zd2gc doctor`.

use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::args::Globals;
use super::connect::{Org, OrgArgs, other_org};
use super::network::{self, NetworkArgs, Progress};
use super::{Console, Exit, Failure, TableArgs};
use crate::config::Settings;
use crate::genesys::doctor::{self, CheckError, OrgChecked, Wanted};
use crate::genesys::live;
use crate::http::Transport;
use crate::live::{ReadChecked, ReadError};
use crate::mapping::Tables;
use crate::report::doctor::{Doctor, Found, Trouble};

/// Arguments of `doctor`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  zd2gc doctor\n  zd2gc doctor --tenant emea\n  GENESYSCLOUD_ACCESS_TOKEN=... zd2gc doctor --region eu-central-1\n  zd2gc doctor --format json\n\nIt ends in 0 when everything can be read, in 5 when some of it can't, in 2, 4 or 6 when settings, credential or network\nare not good enough to find out."
)]
pub struct DoctorArgs {
    #[command(flatten)]
    org: OrgArgs,
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

/// Runs `doctor`.
pub(super) fn run(args: &DoctorArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    let settings = globals.settings()?;
    let tables = args.tables.load_usable(globals, None, console)?;
    let transport = args.network.transport()?;
    let orgs = args.org.resolve_each(&tables.tenants, globals, &settings)?;
    let mut exit = Exit::Done;
    let mut found = Doctor::new(found(args, &settings, &tables));
    for (name, org) in orgs {
        // One org's trouble is not another's.
        match org.and_then(|org| check(&org, &tables, &transport, console)) {
            Ok(checked) => {
                exit = exit.or(judge(&checked.reads));
                found.tenants.push(checked);
            }
            Err(failure) => {
                exit = exit.or(console.fail(&failure));
                found.problems.push(trouble(name, &failure));
                if transport.is_stopped() {
                    break;
                }
            }
        }
    }
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

/// What was found before anybody was asked.
fn found(args: &DoctorArgs, settings: &Settings, tables: &Tables) -> Found {
    let told = |path: std::path::PathBuf| path.display().to_string();
    Found {
        settings: settings.project.value.clone().map(told),
        profile: settings.profile.value.clone(),
        tables: args.tables.folder(settings).map(told),
        tenants: tables.tenants.iter().map(|tenant| tenant.name.clone()).collect(),
    }
}

/// Asks one org.
fn check(org: &Org, tables: &Tables, transport: &Arc<Transport>, console: &mut Console) -> Result<OrgChecked, Failure> {
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

/// What the reads of one org or account amount to: something can't be read, or could not be asked for.
fn judge(reads: &[ReadChecked]) -> Exit {
    let failed = |read: &ReadChecked| read.readable.is_none() && read.answered.is_some();
    if reads.iter().any(failed) {
        Exit::Network
    } else if reads.iter().any(|read| read.readable == Some(false)) {
        Exit::Incomplete
    } else {
        Exit::Done
    }
}

/// A failure as the result tells it.
fn trouble(tenant: String, failure: &Failure) -> Trouble {
    let mut message = failure.error.to_string();
    let mut cause = failure.error.source();
    while let Some(error) = cause {
        message.push_str(&format!(": {error}"));
        cause = error.source();
    }
    Trouble {
        tenant,
        exit: failure.exit().code(),
        message,
        hints: failure.hints.clone(),
    }
}
