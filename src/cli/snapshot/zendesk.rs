//! `zd2gc snapshot zendesk`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;

use super::{Form, findings, json, lists, told};
use crate::cli::{Console, Exit, FailOn, Failure, Kind};
use crate::model::Subdomain;
use crate::zendesk::import::{Import, ImportError, Imported, Watch};

/// Arguments of `snapshot zendesk`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  zd2gc snapshot zendesk --import export/ --subdomain acme -o snapshots\n  zd2gc snapshot zendesk --import users.json --subdomain acme -o snapshots --taken-at 2026-11-20"
)]
pub(super) struct ZendeskArgs {
    /// A file or a folder: answers of the API under any names, exports of users, CSV files of team members
    #[arg(long, value_name = "PATH")]
    import: PathBuf,
    /// The account's subdomain: `acme` of acme.zendesk.com
    #[arg(long, value_name = "NAME", env = "ZENDESK_SUBDOMAIN")]
    subdomain: Subdomain,
    /// The folder to write to; the snapshot goes into a folder in it, named after the account
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// As of when the files are true: a date or an RFC 3339 time [default: their newest `updated_at`]
    #[arg(long, value_name = "DATE", value_parser = date)]
    taken_at: Option<Timestamp>,
    /// The form of stdout
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Form,
    /// End with 11 to 14 if there are findings of this severity or above: info, low, medium, high or never
    #[arg(long, value_name = "SEVERITY", default_value = "never")]
    fail_on: FailOn,
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
pub(super) fn run(args: &ZendeskArgs, console: &mut Console) -> Result<Exit, Failure> {
    let import = Import {
        path: args.import.clone(),
        subdomain: args.subdomain.clone(),
        taken_at: args.taken_at,
        into: args.output.clone(),
    };
    let watch = Progress::new(console.shows_progress());
    let imported = import.run(&watch);
    watch.bar.finish_and_clear();
    let imported = imported.map_err(failure)?;
    let mut passed_over = 0;
    for (path, lists) in &imported.files {
        if lists.is_empty() {
            passed_over += 1;
            console.detail(&format!("{}: nothing of an account, passed over", told(path)));
        } else {
            let held: Vec<_> = lists
                .iter()
                .map(|(list, count)| format!("{count} {}", list.name()))
                .collect();
            console.detail(&format!("{}: {}", told(path), held.join(", ")));
        }
    }
    if passed_over > 0 {
        let files = if passed_over == 1 { "file holds" } else { "files hold" };
        console.status(&format!(
            "{passed_over} {files} nothing of an account and were passed over (-v lists them)"
        ));
    }
    console.status(&format!("wrote {}", told(imported.snapshot.folder())));
    let mut bytes = Vec::new();
    match args.format {
        Form::Text => text(&imported, console.width(), &mut bytes)?,
        Form::Json => json(&imported.snapshot, &imported.findings, &mut bytes)?,
    }
    console.data(&bytes)?;
    Ok(args
        .fail_on
        .judge(imported.findings.iter().map(|finding| finding.severity).max()))
}

fn failure(error: ImportError) -> Failure {
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

fn text(imported: &Imported, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let snapshot = &imported.snapshot;
    writeln!(
        out,
        "Snapshot of {}, as of {}\n",
        snapshot.of().folder(),
        snapshot.taken_at()
    )?;
    lists(snapshot, width, out)?;
    let people = &imported.members;
    writeln!(
        out,
        "\nTeam members: {}, of whom {} active, {} suspended, {} deleted, {} shared.\nEnd users: {}, counted and not stored.",
        people.members, people.active, people.suspended, people.deleted, people.shared, people.end_users
    )?;
    findings(&imported.findings, width, out)
}

/// Shows how far the import is, and hears Ctrl-C.
struct Progress {
    bar: ProgressBar,
    stop: Arc<AtomicBool>,
}

impl Progress {
    fn new(shows: bool) -> Self {
        let bar = if shows {
            let style = ProgressStyle::with_template("{spinner} {msg} [{pos}/{len}]");
            let bar = ProgressBar::new(0);
            if let Ok(style) = style {
                bar.set_style(style);
            }
            bar.enable_steady_tick(std::time::Duration::from_millis(120));
            bar
        } else {
            ProgressBar::hidden()
        };
        Self {
            bar,
            stop: hear_ctrl_c(),
        }
    }
}

impl Watch for Progress {
    fn file(&self, path: &Path, number: usize, of: usize) {
        self.bar.set_length(of as u64);
        self.bar.set_position(number as u64);
        self.bar.set_message(told(path));
    }

    fn closing(&self) {
        self.bar.set_message("writing the snapshot");
    }

    fn wants_to_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Sets a flag at Ctrl-C. Where that can't be arranged, Ctrl-C ends the process, which loses nothing either.
fn hear_ctrl_c() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let heard = Arc::clone(&stop);
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else {
            return;
        };
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            heard.store(true, Ordering::Relaxed);
        }
    });
    stop
}
