//! `zd2gc catalogue search`.

use std::io::{self, Write};

use clap::Args;
use tabled::builder::Builder;
use tabled::settings::{Padding, Style};

use super::json;
use crate::catalogue::{Catalogue, Hit};
use crate::cli::{Console, Exit, Failure, Format, Outputs};

/// Shown under the help.
pub(super) const EXAMPLES: &str = "Examples:
  zd2gc catalogue search queue members
  zd2gc catalogue search canned responses --limit 5
  zd2gc catalogue search frankfurt --format json

Words of other products are understood too: tickets, macros, agents, satisfaction.";

/// The width of the column of kinds.
const INDENT: usize = "authorize parameter".len() + 2;

/// Arguments of `catalogue search`.
#[derive(Debug, Args)]
pub(super) struct SearchArgs {
    /// What to look for; every word counts
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,
    /// How many to show
    #[arg(long, default_value_t = 15, value_name = "N")]
    limit: usize,
    /// Where results go.
    #[command(flatten)]
    outputs: Outputs,
}

/// Runs `catalogue search`.
pub(super) fn run(args: &SearchArgs, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&[Format::Text, Format::Json])?;
    let hits = Catalogue::embedded().search(&args.words.join(" "), args.limit);
    if hits.is_empty() {
        console.status("nothing found: try fewer or plainer words");
    }
    let width = console.width();
    args.outputs.write(console, |format, out| match format {
        Format::Json => json(&hits, out),
        _ => text(&hits, width, out),
    })?;
    Ok(Exit::Done)
}

fn text(hits: &[Hit], width: usize, out: &mut dyn Write) -> io::Result<()> {
    if hits.is_empty() {
        return Ok(());
    }
    let mut rows = Builder::default();
    for hit in hits {
        // Names stay whole, to be copied; what is said of them is what gives way.
        let about = wrapped(&hit.about, width.saturating_sub(INDENT));
        rows.push_record([hit.kind.to_string().replace('-', " "), format!("{}\n{about}", hit.name)]);
    }
    let mut table = rows.build();
    table.with(Style::empty()).with(Padding::new(0, 2, 0, 0));
    for line in table.to_string().lines().filter(|line| !line.trim().is_empty()) {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Words on lines of at most this width, each set in a little.
fn wrapped(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("  {word}")),
        }
    }
    lines.join("\n")
}
