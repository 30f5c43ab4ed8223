//! `zd2gc catalogue refresh`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde::Serialize;

use super::json;
use crate::cli::args::Globals;
use crate::cli::connect::{OrgArgs, enter};
use crate::cli::network::{self, NetworkArgs, Progress, now};
use crate::cli::{Console, Exit, Failure, TableArgs};
use crate::genesys::live::{self, Refreshed};
use crate::model::shown;

/// Shown at the end of the help.
pub(super) const EXAMPLES: &str = "Examples:\n  zd2gc catalogue refresh\n  zd2gc catalogue refresh --tenant emea -o snapshots --format json\n\nPlans that are given the snapshot go by what the org has: `zd2gc plan --snapshot snapshots`.";

/// Arguments of `catalogue refresh`.
#[derive(Debug, Args)]
pub(super) struct RefreshArgs {
    #[command(flatten)]
    org: OrgArgs,
    #[command(flatten)]
    tables: TableArgs,
    /// The folder of the snapshots; other lists of one that stands there stay as they are [default: the project's]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// The form of stdout; in JSON, one object an org
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Form,
    #[command(flatten)]
    network: NetworkArgs,
}

/// The form of stdout.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Form {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Runs it.
pub(super) fn run(args: &RefreshArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    let settings = globals.settings()?;
    let into = network::folder(args.output.as_ref(), &settings)?;
    let transport = args.network.transport()?;
    let mut exit = Exit::Done;
    for org in args.org.resolve(&args.tables, globals, &settings, console)? {
        let api = live::api(Arc::clone(&transport), org.api_url.clone(), org.bearer()?);
        let progress = Progress::new(console, org.name.clone());
        let work = async {
            let identity = enter(&org, &api).await?;
            let done = live::refresh(&api, &identity, &into, now(), &progress).await;
            done.map_err(network::failure)
        };
        let done = network::run(&transport, work).and_then(|done| done);
        drop(progress);
        match done {
            Ok(refreshed) => {
                let mut bytes = Vec::new();
                match args.format {
                    Form::Text => text(&org.name, &refreshed, &mut bytes)?,
                    Form::Json => json(&Told::of(&org.name, &refreshed), &mut bytes)?,
                }
                console.data(&bytes)?;
            }
            Err(failure) => {
                exit = exit.or(console.fail(&failure));
                if transport.is_stopped() {
                    break;
                }
            }
        }
    }
    Ok(exit)
}

/// What an org has, for programs.
#[derive(Serialize)]
struct Told<'a> {
    org: &'a str,
    org_id: &'a str,
    permissions: Kind<'a>,
    scopes: Kind<'a>,
}

/// How many of a kind there are, and how they differ from the embedded catalogue.
#[derive(Serialize)]
struct Kind<'a> {
    count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    division_aware: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conditional: Option<u64>,
    not_in_catalogue: &'a [String],
    not_in_org: &'a [String],
}

impl<'a> Told<'a> {
    fn of(org: &'a str, refreshed: &'a Refreshed) -> Self {
        Self {
            org,
            org_id: refreshed.snapshot.of().folder(),
            permissions: Kind {
                count: refreshed.permissions,
                division_aware: Some(refreshed.division_aware),
                conditional: Some(refreshed.conditional),
                not_in_catalogue: &refreshed.new_permissions,
                not_in_org: &refreshed.absent_permissions,
            },
            scopes: Kind {
                count: refreshed.scopes,
                division_aware: None,
                conditional: None,
                not_in_catalogue: &refreshed.new_scopes,
                not_in_org: &refreshed.absent_scopes,
            },
        }
    }
}

fn text(org: &str, refreshed: &Refreshed, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}, org {}", shown(org), refreshed.snapshot.of().folder())?;
    writeln!(
        out,
        "permissions: {}, of which {} go by division and {} allow conditions",
        refreshed.permissions, refreshed.division_aware, refreshed.conditional
    )?;
    names("  not in the catalogue", &refreshed.new_permissions, out)?;
    names(
        "  in the catalogue and not in this org",
        &refreshed.absent_permissions,
        out,
    )?;
    writeln!(out, "scopes: {}", refreshed.scopes)?;
    names("  not in the catalogue", &refreshed.new_scopes, out)?;
    names("  in the catalogue and not in this org", &refreshed.absent_scopes, out)
}

/// How many names are listed in text; JSON has all of them.
const LISTED: usize = 20;

fn names(what: &str, names: &[String], out: &mut dyn Write) -> io::Result<()> {
    if names.is_empty() {
        return writeln!(out, "{what}: none");
    }
    writeln!(out, "{what}: {}", names.len())?;
    for name in names.iter().take(LISTED) {
        writeln!(out, "    {}", shown(name))?;
    }
    if names.len() > LISTED {
        writeln!(out, "    and {} more (--format json lists them)", names.len() - LISTED)?;
    }
    Ok(())
}
