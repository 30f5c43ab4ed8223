//! `zd2gc map`: mapping tables checked, and held against snapshots.

use std::collections::BTreeMap;
use std::io::Write;

use clap::{Args, Subcommand};
use serde_json::json;

use super::args::Globals;
use super::{Console, Exit, FailOn, Failure, Format, Outputs, TableArgs};
use crate::finding::FindingsFile;
use crate::mapping::{Fault, Loaded, Paint};
use crate::model::{Severity, shown};

/// Arguments of `map`.
#[derive(Debug, Args)]
pub struct MapArgs {
    #[command(subcommand)]
    command: MapCommand,
}

/// What to do with tables.
#[derive(Debug, Subcommand)]
enum MapCommand {
    /// Check tables: all faults of all files in one run
    Lint(LintArgs),
}

/// Arguments of `map lint`.
#[derive(Debug, Args)]
struct LintArgs {
    #[command(flatten)]
    tables: TableArgs,
    #[command(flatten)]
    outputs: Outputs,
    /// From which severity on findings make the exit code: info, low, medium, high, never
    #[arg(long, value_name = "SEVERITY", default_value = "info")]
    fail_on: FailOn,
}

/// How many faults are drawn; a file has the rest.
const DRAWN: usize = 200;

/// Runs `map`.
pub(super) fn run(args: &MapArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        MapCommand::Lint(args) => lint(args, globals, console),
    }
}

fn lint(args: &LintArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&[Format::Text, Format::Json, Format::Markdown])?;
    let loaded = args.tables.load(globals, None)?;
    let width = console.width();
    let paint = if args.outputs.files.is_empty() {
        Paint::Coloured
    } else {
        Paint::Plain
    };
    args.outputs.write(console, |format, out| match format {
        Format::Json => lint_json(&loaded, out),
        Format::Markdown => lint_markdown(&loaded, out),
        _ => lint_text(&loaded, width, paint, out),
    })?;
    Ok(args.fail_on.judge(loaded.highest()))
}

fn lint_text(loaded: &Loaded, width: usize, paint: Paint, out: &mut dyn Write) -> std::io::Result<()> {
    for fault in loaded.faults.iter().take(DRAWN) {
        writeln!(out, "{}", loaded.draw(fault, width, paint))?;
    }
    if loaded.faults.len() > DRAWN {
        let more = loaded.faults.len() - DRAWN;
        writeln!(out, "... and {more} more: `-o faults.json` lists them all\n")?;
    }
    writeln!(out, "{}", summary(loaded))
}

fn summary(loaded: &Loaded) -> String {
    let files = counted(loaded.files.len(), "table");
    if loaded.faults.is_empty() {
        return format!("{files}: no faults");
    }
    let mut by_severity: BTreeMap<Severity, usize> = BTreeMap::new();
    for fault in &loaded.faults {
        *by_severity.entry(fault.severity).or_default() += 1;
    }
    let parts: Vec<String> = by_severity
        .iter()
        .rev()
        .map(|(severity, count)| format!("{count} {severity}"))
        .collect();
    let faults = counted(loaded.faults.len(), "fault");
    let usable = if loaded.tables.is_some() {
        "the tables can be used"
    } else {
        "the tables can't be used"
    };
    format!("{files}: {faults} ({}); {usable}", parts.join(", "))
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}

fn lint_json(loaded: &Loaded, out: &mut dyn Write) -> std::io::Result<()> {
    let files: Vec<_> = loaded.files.iter().map(|file| json!(file)).collect();
    let file = FindingsFile {
        schema: FindingsFile::SCHEMA.to_owned(),
        of: "mapping tables".to_owned(),
        coverage: BTreeMap::from([("files".to_owned(), json!(files))]),
        findings: loaded.findings().into_sorted(),
    };
    serde_json::to_writer_pretty(&mut *out, &file)?;
    writeln!(out)
}

fn lint_markdown(loaded: &Loaded, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "# Mapping tables\n\n{}.", summary(loaded))?;
    if loaded.faults.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\n| severity | place | rule | what | what to do |\n| --- | --- | --- | --- | --- |"
    )?;
    for fault in &loaded.faults {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            fault.severity,
            cell(&place(fault)),
            fault.rule.name,
            cell(&fault.message),
            cell(fault.remedy())
        )?;
    }
    Ok(())
}

fn place(fault: &Fault) -> String {
    if fault.place.line == 0 {
        fault.place.file.clone()
    } else {
        format!("{}:{}", fault.place.file, fault.place.line)
    }
}

/// A text that can't break out of its cell.
fn cell(text: &str) -> String {
    let mut cell = String::new();
    for character in shown(text).chars() {
        match character {
            '|' => cell.push_str("\\|"),
            '<' => cell.push_str("&lt;"),
            '>' => cell.push_str("&gt;"),
            '&' => cell.push_str("&amp;"),
            other => cell.push(other),
        }
    }
    cell
}
