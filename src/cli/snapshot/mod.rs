//! `zd2gc snapshot`.

mod genesys;
mod zendesk;

pub(super) use genesys::take_orgs;

use std::io::{self, Write};
use std::path::Path;

use clap::{Args, Subcommand, ValueEnum};

use super::args::Globals;
use super::{Console, Exit, Failure};
use crate::finding::{Finding, FindingsFile};
use crate::model::{Severity, shown};
use crate::report::table::table;
use crate::snapshot::{Coverage, Snapshot};

/// Arguments of `snapshot`.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub struct SnapshotArgs {
    #[command(subcommand)]
    vendor: Vendor,
}

/// Whose accounts.
#[derive(Debug, Subcommand)]
enum Vendor {
    /// Zendesk accounts, as they are now or from files that were exported from them
    Zendesk(Box<zendesk::ZendeskArgs>),
    /// Genesys Cloud orgs, as they are now
    Genesys(Box<genesys::GenesysArgs>),
}

/// The form of stdout.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Form {
    /// For people.
    #[default]
    Text,
    /// For programs: the findings, as in `findings.json`.
    Json,
}

/// Runs `snapshot`.
pub(super) fn run(args: &SnapshotArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    match &args.vendor {
        Vendor::Zendesk(args) => zendesk::run(args, globals, console),
        Vendor::Genesys(args) => genesys::run(args, globals, console),
    }
}

/// A path as it is shown.
fn told(path: &Path) -> String {
    shown(&path.display().to_string()).into_owned()
}

/// What was found, as in `findings.json`.
fn json(snapshot: &Snapshot, findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let file = FindingsFile::new(snapshot.of().folder(), snapshot.coverage_told(), findings.to_vec());
    serde_json::to_writer_pretty(&mut *out, &file)?;
    writeln!(out)
}

/// The lists of a snapshot, and what it lacks.
fn lists(snapshot: &Snapshot, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let lists = snapshot.coverage().iter().map(|(list, coverage)| match coverage {
        Coverage::Read { count, partial, .. } => {
            vec![list.clone(), count.to_string(), partial.clone().unwrap_or_default()]
        }
        Coverage::Missing { why } => vec![list.clone(), "missing".to_owned(), why.clone()],
    });
    write!(out, "{}", table(&["list", "records", ""], lists, width))
}

/// What was found, worst first.
fn findings(findings: &[Finding], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let severities = [Severity::High, Severity::Medium, Severity::Low, Severity::Info];
    let counts: Vec<_> = severities
        .iter()
        .map(|severity| {
            (
                severity,
                findings.iter().filter(|finding| finding.severity == *severity).count(),
            )
        })
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| format!("{count} {severity}"))
        .collect();
    if counts.is_empty() {
        return writeln!(out, "\nFindings: none");
    }
    writeln!(out, "\nFindings: {}\n", counts.join(", "))?;
    let rows = findings.iter().map(|finding| {
        vec![
            finding.severity.to_string(),
            finding.rule.clone(),
            finding.message.clone(),
        ]
    });
    write!(out, "{}", table(&["severity", "rule", "what"], rows, width))
}
