//! `zd2gc snapshot zendesk`.

mod import;
mod live;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

use super::{Form, findings, json, lists, told};
use crate::cli::args::Globals;
use crate::cli::connect_zendesk::AccountArgs;
use crate::cli::network::NetworkArgs;
use crate::cli::{Console, Exit, FailOn, Failure};
use crate::finding::Finding;
use crate::snapshot::Snapshot;
use crate::zendesk::MemberCounts;

/// Arguments of `snapshot zendesk`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  zd2gc snapshot zendesk -o snapshots\n  ZENDESK_OAUTH_TOKEN=... zd2gc snapshot zendesk --subdomain acme -o snapshots\n  zd2gc snapshot zendesk --import export/ --subdomain acme -o snapshots\n  zd2gc snapshot zendesk --import users.json --subdomain acme -o snapshots --taken-at 2026-11-20\n\nA run on a live account that was cut off goes on where it was when it is started again within a day."
)]
pub(super) struct ZendeskArgs {
    /// Files in place of the live account: a file or a folder of answers of the API under any names, exports of users, CSV
    /// files of team members
    #[arg(long, value_name = "PATH", conflicts_with_all = ["url", "client_id", "client_secret_file"])]
    import: Option<PathBuf>,
    /// The folder to write to; each snapshot goes into a folder in it, named after the account [default: the project's]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// As of when the files are true: a date or an RFC 3339 time [default: their newest `updated_at`]
    #[arg(long, value_name = "DATE", value_parser = date, requires = "import")]
    taken_at: Option<Timestamp>,
    /// Begin anew, whatever a run that was cut off has read
    #[arg(long, conflicts_with = "import")]
    afresh: bool,
    /// The form of stdout; in JSON, one object an account
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Form,
    /// End with 11 to 14 if there are findings of this severity or above: info, low, medium, high or never
    #[arg(long, value_name = "SEVERITY", default_value = "never")]
    fail_on: FailOn,
    #[command(flatten)]
    account: AccountArgs,
    #[command(flatten)]
    network: NetworkArgs,
}

/// Reads a date, which means its first moment in UTC, or a time with its offset.
fn date(text: &str) -> Result<Timestamp, String> {
    // A date alone, and nothing that merely begins with one.
    let time = if text.parse::<jiff::civil::Date>().is_ok() && text.len() == "2026-11-20".len() {
        format!("{text}T00:00:00Z")
    } else {
        text.to_owned()
    };
    time.parse()
        .map_err(|_| "expected a date such as 2026-11-20 or a time such as 2026-11-20T08:00:00Z".to_owned())
}

/// Runs it.
pub(super) fn run(args: &ZendeskArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    let settings = globals.settings()?;
    let into = args.output.clone().or_else(|| settings.snapshots()).ok_or_else(|| {
        Failure::usage("where should the snapshots go?").hint("name a folder with -o, or `snapshots:` in the settings")
    })?;
    match &args.import {
        Some(path) => import::run(path, args, &into, console),
        None => live::run(args, &into, globals, &settings, console),
    }
}

/// What a snapshot holds, for people.
fn text(
    snapshot: &Snapshot,
    members: &MemberCounts,
    found: &[Finding],
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        out,
        "Snapshot of {}, as of {}\n",
        snapshot.of().folder(),
        snapshot.taken_at()
    )?;
    lists(snapshot, width, out)?;
    writeln!(
        out,
        "\nTeam members: {}, of whom {} active, {} suspended, {} deleted, {} shared.\nEnd users: {}, counted and not stored.",
        members.members, members.active, members.suspended, members.deleted, members.shared, members.end_users
    )?;
    findings(found, width, out)
}
