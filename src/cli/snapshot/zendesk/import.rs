//! `zd2gc snapshot zendesk --import`: files.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Form, ZendeskArgs, json, text, told};
use crate::cli::connect_zendesk::making_failure;
use crate::cli::{Console, Exit, Failure};
use crate::zendesk::import::{Import, Watch};

/// Runs it.
pub(super) fn run(path: &Path, args: &ZendeskArgs, into: &Path, console: &mut Console) -> Result<Exit, Failure> {
    let import = Import {
        path: path.to_owned(),
        subdomain: args.account.only()?.clone(),
        taken_at: args.taken_at,
        into: into.to_owned(),
    };
    let watch = Progress::new(console.shows_progress());
    let imported = import.run(&watch);
    watch.bar.finish_and_clear();
    let imported = imported.map_err(making_failure)?;
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
        Form::Text => text(
            &imported.snapshot,
            &imported.members,
            &imported.findings,
            console.width(),
            &mut bytes,
        )?,
        Form::Json => json(&imported.snapshot, &imported.findings, &mut bytes)?,
    }
    console.data(&bytes)?;
    Ok(args
        .fail_on
        .judge(imported.findings.iter().map(|finding| finding.severity).max()))
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
