//! Progress on stderr, only where somebody looks.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::Console;

/// A spinner with a word; hidden unless stderr is a terminal that wants it.
pub(super) fn spinner(console: &Console, what: &'static str) -> ProgressBar {
    if !console.shows_progress() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner().with_message(what);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
