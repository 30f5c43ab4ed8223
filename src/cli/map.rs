//! `zd2gc map`: mapping tables checked, and held against snapshots.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::args::Globals;
use super::snapshots::{Snapshots, unreadable};
use super::{Console, Exit, FailOn, Failure, Format, Outputs, TableArgs};
use crate::finding::FindingsFile;
use crate::mapping::{AccountUse, Fault, Kind, Loaded, Paint, Tables, coverage, suggest, unused};
use crate::model::{Severity, shown};
use crate::report;
use crate::zendesk::People;

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
    /// Say which part of a snapshot's roles, settings and people the tables cover, and what is lost
    Coverage(CoverageArgs),
    /// Print rows for what the tables don't cover: settings, tenants, applications
    Suggest(SuggestArgs),
}

/// Arguments of `map lint`.
#[derive(Debug, Args)]
struct LintArgs {
    #[command(flatten)]
    tables: TableArgs,
    /// Also tell which of your rows nothing in these Zendesk snapshots meets. Repeatable
    #[arg(long, value_name = "DIR")]
    snapshot: Vec<PathBuf>,
    #[command(flatten)]
    outputs: Outputs,
    /// From which severity on findings make the exit code: info, low, medium, high, never
    #[arg(long, value_name = "SEVERITY", default_value = "info")]
    fail_on: FailOn,
}

/// Arguments of `map coverage`.
#[derive(Debug, Args)]
struct CoverageArgs {
    /// A Zendesk snapshot, or a folder of several. Repeatable
    #[arg(long, value_name = "DIR", required = true)]
    snapshot: Vec<PathBuf>,
    #[command(flatten)]
    tables: TableArgs,
    #[command(flatten)]
    outputs: Outputs,
}

/// Arguments of `map suggest`.
#[derive(Debug, Args)]
struct SuggestArgs {
    /// A Zendesk snapshot, or a folder of several. Repeatable
    #[arg(long, value_name = "DIR", required = true)]
    snapshot: Vec<PathBuf>,
    /// Only rows of this kind: settings, tenants, applications
    #[arg(long, value_name = "KIND")]
    only: Option<Kind>,
    #[command(flatten)]
    tables: TableArgs,
    #[command(flatten)]
    outputs: Outputs,
}

/// How many faults are drawn; a file has the rest.
const DRAWN: usize = 200;

/// Runs `map`.
pub(super) fn run(args: &MapArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        MapCommand::Lint(args) => lint(args, globals, console),
        MapCommand::Coverage(args) => cover(args, globals, console),
        MapCommand::Suggest(args) => rows(args, globals, console),
    }
}

fn lint(args: &LintArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&[Format::Text, Format::Json, Format::Markdown])?;
    let found = Snapshots::read(&args.snapshot)?;
    let mut loaded = args.tables.load(globals, Some(&|permission| found.list(permission)))?;
    // Orgs alone tell which permissions there are; which rows nobody uses, accounts do.
    if let (Some(tables), false) = (&loaded.tables, found.accounts.is_empty()) {
        let faults = unused(tables, &accounts(found, tables)?);
        loaded.add(faults);
    }
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

fn cover(args: &CoverageArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&[Format::Text, Format::Json])?;
    let found = Snapshots::read(&args.snapshot)?;
    let tables = args
        .tables
        .load_usable(globals, Some(&|permission| found.list(permission)), console)?;
    let accounts = accounts(found, &tables)?;
    let coverage = coverage(&tables, &accounts);
    let width = console.width();
    args.outputs.write(console, |format, out| {
        if format == Format::Json {
            serde_json::to_writer_pretty(&mut *out, &coverage)?;
            writeln!(out)
        } else {
            report::coverage::write_text(&coverage, width, out)
        }
    })?;
    Ok(Exit::Done)
}

fn rows(args: &SuggestArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&[Format::Text, Format::Yaml])?;
    let found = Snapshots::read(&args.snapshot)?;
    let tables = args
        .tables
        .load_usable(globals, Some(&|permission| found.list(permission)), console)?;
    let accounts = accounts(found, &tables)?;
    let suggested = suggest(&tables, &accounts);
    let texts: Vec<&str> = suggested
        .iter()
        .filter(|(kind, _)| args.only.is_none_or(|only| only == *kind))
        .map(|(_, text)| text.as_str())
        .collect();
    if texts.is_empty() {
        console.status("nothing to suggest: the tables cover it all");
    } else if texts.len() > 1 {
        console.status("a file holds one table: `--only settings|tenants|applications` prints one of them");
    }
    args.outputs
        .write(console, |_, out| out.write_all(texts.join("---\n").as_bytes()))?;
    Ok(Exit::Done)
}

/// What the accounts among some snapshots ask for.
fn accounts(found: Snapshots, tables: &Tables) -> Result<Vec<AccountUse>, Failure> {
    let mut accounts = Vec::new();
    for (account, snapshot) in found.accounts {
        let mut asked = AccountUse::new(account.subdomain.clone());
        asked.roles = account.roles;
        asked.brands = account.brands;
        asked.oauth_clients = account.oauth_clients;
        asked.oauth_tokens = account.oauth_tokens;
        asked.api_tokens = account.api_tokens;
        let mut people = People::open(&snapshot).map_err(unreadable)?;
        while let Some(row) = people.next().map_err(unreadable)? {
            asked.person(&row.user, tables);
        }
        accounts.push(asked);
    }
    if accounts.is_empty() {
        return Err(Failure::usage("there is no snapshot of a Zendesk account here")
            .hint("make one with `zd2gc snapshot zendesk --subdomain NAME -o DIR`; with `--import PATH`, of what a customer exported"));
    }
    Ok(accounts)
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
    let file = FindingsFile::new(
        "mapping tables",
        BTreeMap::from([("files".to_owned(), json!(files))]),
        loaded.findings().into_sorted(),
    );
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
