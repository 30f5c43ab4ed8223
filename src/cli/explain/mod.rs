//! `zd2gc explain`: why somebody holds something, by a plan or in an org.

mod plan;
mod snapshot;

use std::path::PathBuf;

use clap::Args;

use super::args::Globals;
use super::{Console, Exit, Failure, Format, Outputs, TableArgs};

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  zd2gc explain anna@acme.example
  zd2gc explain anna@acme.example routing:queue:join
  zd2gc explain \"Tier 2\" --plan plan.json --format json
  zd2gc explain client:\"Compliance export\"
  zd2gc explain anna@acme.example --snapshot snapshots
  zd2gc explain group:Leads recording:recording:view --snapshot snapshots --tenant emea
  zd2gc explain anna@acme.example routing:queue:edit --snapshot snapshots --division Billing

By a plan, it follows what is planned back to Zendesk settings and lines of tables. With --snapshot, it
tells what the subject may do in an org as it was read: roles, divisions, groups, permissions; where the
permission is not held, what is nearest. It ends in 5 when something could not be read that bears on the
answer: what it is stands first.")]
pub struct ExplainArgs {
    /// Whom or what: an address, id or name of a person, group:NAME, client:NAME, a trustee; in a plan a role or an application, too
    #[arg(value_name = "SUBJECT")]
    pub subject: String,
    /// Only this permission
    #[arg(value_name = "PERMISSION")]
    pub permission: Option<String>,
    /// The plan
    #[arg(long, value_name = "FILE", default_value = "plan.json")]
    pub plan: PathBuf,
    /// In an org, as it was read: its snapshot, or a folder of snapshots; repeatable
    #[arg(long, value_name = "DIR", conflicts_with = "plan")]
    pub snapshot: Vec<PathBuf>,
    /// Only in this tenant; repeatable [default: all in which the subject is]
    #[arg(long, value_name = "NAME", requires = "snapshot")]
    pub tenant: Vec<String>,
    /// Only what holds in this division: its name, or home
    #[arg(long, value_name = "NAME", requires = "snapshot")]
    pub division: Option<String>,
    /// Where the tables are that say which tenant an org is.
    #[command(flatten)]
    pub tables: TableArgs,
    /// Where results go.
    #[command(flatten)]
    pub outputs: Outputs,
}

/// Runs `explain`.
pub(super) fn run(args: &ExplainArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&[Format::Text, Format::Json])?;
    if !args.snapshot.is_empty() {
        return snapshot::run(args, globals, console);
    }
    if args.tables.mappings.is_some() || !args.tables.overlay.is_empty() {
        return Err(
            Failure::usage("a plan is explained by what stands in it, not by tables")
                .hint("--mappings and --overlay go with --snapshot: they say which tenant an org is"),
        );
    }
    plan::run(args, console)
}
