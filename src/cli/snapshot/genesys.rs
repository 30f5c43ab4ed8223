//! `zd2gc snapshot genesys`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::{Form, findings, json, lists, told};
use crate::cli::args::Globals;
use crate::cli::connect::{Org, OrgArgs, enter};
use crate::cli::network::{self, NetworkArgs, Progress, now};
use crate::cli::{Console, Exit, FailOn, Failure, TableArgs};
use crate::genesys::live::{self, Taken};
use crate::http::Transport;

/// Arguments of `snapshot genesys`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  zd2gc snapshot genesys -o snapshots\n  zd2gc snapshot genesys --tenant emea -o snapshots\n  GENESYSCLOUD_ACCESS_TOKEN=... zd2gc snapshot genesys --region eu-central-1 -o snapshots\n\nA run that was cut off goes on where it was when it is started again within a day."
)]
pub(super) struct GenesysArgs {
    #[command(flatten)]
    org: OrgArgs,
    #[command(flatten)]
    tables: TableArgs,
    /// The folder to write to; each snapshot goes into a folder in it, named after the org [default: the project's]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Begin anew, whatever a run that was cut off has read
    #[arg(long)]
    afresh: bool,
    /// The form of stdout; in JSON, one object an org
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Form,
    /// End with 11 to 14 if there are findings of this severity or above: info, low, medium, high or never
    #[arg(long, value_name = "SEVERITY", default_value = "never")]
    fail_on: FailOn,
    #[command(flatten)]
    network: NetworkArgs,
}

/// Runs it.
pub(super) fn run(args: &GenesysArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    let settings = globals.settings()?;
    let into = network::folder(args.output.as_ref(), &settings)?;
    let transport = args.network.transport()?;
    let orgs = args.org.resolve(&args.tables, globals, &settings, console)?;
    Ok(each(&orgs, &transport, console, |org, console| {
        take(org, args, &into, &transport, console)
    }))
}

/// Reads one org, and says on stderr what it took.
fn read(
    org: &Org,
    into: &Path,
    afresh: bool,
    transport: &Arc<Transport>,
    console: &mut Console,
) -> Result<Taken, Failure> {
    let api = live::api(Arc::clone(transport), org.api_url.clone(), org.bearer()?);
    let before = (transport.calls().gets(), transport.calls().tokens());
    let progress = Progress::new(console, org.name.clone());
    let work = async {
        let identity = enter(org, &api).await?;
        let taken = live::take(&api, &identity, into, now(), afresh, &progress).await;
        taken.map_err(network::failure)
    };
    let taken = network::run(transport, work)??;
    drop(progress);
    let calls = transport.calls();
    let made = calls.gets() - before.0;
    let resumed = match taken.resumed {
        0 => String::new(),
        answers => format!("; {answers} answers came from a run that was cut off"),
    };
    console.status(&format!(
        "{}: made {made} calls and {} for a token, expected {}{resumed}",
        org.name,
        calls.tokens() - before.1,
        taken.expected,
    ));
    console.status(&format!("wrote {}", told(taken.snapshot.folder())));
    Ok(taken)
}

/// Reads orgs for a command that goes on with them; what could not be read is said by the exit, and by the snapshots.
pub(in crate::cli) fn take_orgs(
    org: &OrgArgs,
    tables: &TableArgs,
    network: &NetworkArgs,
    into: &Path,
    globals: &Globals,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let settings = globals.settings()?;
    let transport = network.transport()?;
    let orgs = org.resolve(tables, globals, &settings, console)?;
    Ok(each(&orgs, &transport, console, |org, console| {
        let taken = read(org, into, false, &transport, console)?;
        Ok(if taken.findings.is_empty() {
            Exit::Done
        } else {
            Exit::Incomplete
        })
    }))
}

/// One org after the other; one's trouble is not another's.
fn each(
    orgs: &[Org],
    transport: &Transport,
    console: &mut Console,
    one: impl Fn(&Org, &mut Console) -> Result<Exit, Failure>,
) -> Exit {
    let mut exit = Exit::Done;
    for org in orgs {
        match one(org, console) {
            Ok(ended) => exit = exit.or(ended),
            Err(failure) => {
                exit = exit.or(console.fail(&failure));
                if transport.is_stopped() {
                    break;
                }
            }
        }
    }
    exit
}

fn take(
    org: &Org,
    args: &GenesysArgs,
    into: &Path,
    transport: &Arc<Transport>,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let taken = read(org, into, args.afresh, transport, console)?;
    let mut bytes = Vec::new();
    match args.format {
        Form::Text => text(org, &taken, console.width(), &mut bytes)?,
        Form::Json => json(&taken.snapshot, &taken.findings, &mut bytes)?,
    }
    console.data(&bytes)?;
    let complete = if taken.findings.is_empty() {
        Exit::Done
    } else {
        Exit::Incomplete
    };
    let found = taken.findings.iter().map(|finding| finding.severity).max();
    Ok(complete.or(args.fail_on.judge(found)))
}

fn text(org: &Org, taken: &Taken, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let snapshot = &taken.snapshot;
    let name = crate::model::shown(&org.name);
    writeln!(
        out,
        "Snapshot of {name}, org {}, as of {}\n",
        snapshot.of().folder(),
        snapshot.taken_at()
    )?;
    lists(snapshot, width, out)?;
    findings(&taken.findings, width, out)
}
