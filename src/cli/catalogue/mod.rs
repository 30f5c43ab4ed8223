//! `zd2gc catalogue`: what exists in Genesys Cloud.

mod check;
mod refresh;
mod search;
mod show;

use std::io::{self, Write};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::args::Globals;
use super::{Console, Exit, Failure};

/// Arguments of `catalogue`.
#[derive(Debug, Args)]
pub struct CatalogueArgs {
    /// What to do.
    #[command(subcommand)]
    command: CatalogueCommand,
}

/// The commands of `catalogue`.
#[derive(Debug, Subcommand)]
enum CatalogueCommand {
    /// Find operations, permissions, scopes, regions, roles and parameters by words
    #[command(after_help = search::EXAMPLES)]
    Search(search::SearchArgs),
    /// What an operation needs; what a permission or scope opens; the hosts of a region
    #[command(after_help = show::EXAMPLES)]
    Show(show::ShowArgs),
    /// Whether names exist, and the nearest real ones of those that don't
    #[command(after_help = check::EXAMPLES)]
    Check(check::CheckArgs),
    /// What live orgs really have, into their snapshots, where it wins over what is built in
    #[command(after_help = refresh::EXAMPLES)]
    Refresh(Box<refresh::RefreshArgs>),
}

/// Runs `catalogue`.
pub(super) fn run(args: &CatalogueArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        CatalogueCommand::Search(args) => search::run(args, console),
        CatalogueCommand::Show(args) => show::run(args, console),
        CatalogueCommand::Check(args) => check::run(args, console),
        CatalogueCommand::Refresh(args) => refresh::run(args, globals, console),
    }
}

/// Writes a value as JSON for programs that people look over the shoulder of.
fn json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}
