//! `zd2gc plan`: snapshots and tables in, roles, grants, gains and losses out.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::Globals;
use super::snapshots::Snapshots;
use super::{Console, Exit, FailOn, Failure, Format, Kind, Outputs, TableArgs};
use crate::model::{Level, Severity, fold_address, fold_name};
use crate::plan::model::{PersonPlan, SnapshotInput};
use crate::plan::{AccountInput, LiveOrg, Made, PlanError, Request, SpoolReader, make, write};
use crate::report::plan::{PlanView, write_markdown, write_text};
use crate::snapshot::Snapshot;
use crate::zendesk::import::import_findings;
use crate::zendesk::{Account, People};

/// Arguments of `plan`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  zd2gc plan --snapshot snapshots -o plan.json -o plan.md
  zd2gc plan --snapshot snapshots --people wave-1.txt --no-new-access
  zd2gc plan --snapshot snapshots --overlay cases --format json | jq .coverage

Ends in 5 when a list that the plan needs is missing, or when --no-new-access can't
be answered without a Genesys snapshot; in 14 when there is new access.")]
pub struct PlanArgs {
    /// A snapshot, or a folder of snapshots: Zendesk accounts, and Genesys orgs where there are. Repeatable
    #[arg(long, value_name = "DIR")]
    pub snapshot: Vec<PathBuf>,
    /// The tables.
    #[command(flatten)]
    pub tables: TableArgs,
    /// Plan only this tenant. Repeatable
    #[arg(long, value_name = "NAME")]
    pub tenant: Vec<String>,
    /// Fail when anybody would gain a privileged right that no Zendesk setting of theirs asked for
    #[arg(long)]
    pub no_new_access: bool,
    /// The levels that count for --no-new-access
    #[arg(long, value_name = "LEVELS", value_delimiter = ',', default_value = "A,B", value_parser = level)]
    pub privileged: Vec<Level>,
    /// Plan only the people of this file (a wave): an address a line, or a CSV with a column `email`
    #[arg(long, value_name = "FILE")]
    pub people: Option<PathBuf>,
    /// The date that stands in for a clock (YYYY-MM-DD or RFC 3339) [default: the newest snapshot's]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// From which severity on findings decide the exit code
    #[arg(long, value_name = "SEVERITY", default_value = "never")]
    pub fail_on: FailOn,
    /// Where results go.
    #[command(flatten)]
    pub outputs: Outputs,
}

/// Runs `plan`.
pub(super) fn run(args: &PlanArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&[Format::Text, Format::Json, Format::Markdown])?;
    let as_of = args.as_of.as_deref().map(date).transpose()?;
    let wave = args.people.as_deref().map(read_wave).transpose()?;
    let folders = snapshot_folders(&args.snapshot, globals)?;
    let loaded = Inputs::read(&folders, &args.tables, globals, console)?;
    let mut planned = plan(
        &loaded,
        &Choices {
            wave,
            as_of,
            only: args.tenant.clone(),
            no_new_access: args.no_new_access.then(|| args.privileged.iter().copied().collect()),
        },
        console,
    )?;
    let width = console.width();
    args.outputs
        .write(console, |format, out| planned.render(format, width, out))?;
    let highest = planned.made.head.findings.iter().map(|finding| finding.severity).max();
    let mut exit = args.fail_on.judge(highest);
    if planned
        .made
        .head
        .findings
        .iter()
        .any(|finding| finding.rule == crate::plan::rules::NEW_ACCESS.name)
    {
        exit = exit.or(Exit::Findings(Severity::High));
    }
    for what in &planned.made.incomplete {
        console.warn(&format!("the plan is incomplete: {what}"));
        exit = exit.or(Exit::Incomplete);
    }
    Ok(exit)
}

/// The folders to look for snapshots in: the flags', else the project's.
pub(super) fn snapshot_folders(given: &[PathBuf], globals: &Globals) -> Result<Vec<PathBuf>, Failure> {
    if !given.is_empty() {
        return Ok(given.to_vec());
    }
    globals.settings()?.snapshots().map(|folder| vec![folder]).ok_or_else(|| {
        Failure::usage("no snapshot was named")
            .hint("name one: --snapshot DIR, or set `snapshots` in zd2gc.yaml")
            .hint("to make one of an account: zd2gc snapshot zendesk --subdomain NAME -o snapshots")
            .hint("to make one from a customer's export: zd2gc snapshot zendesk --import PATH --subdomain NAME -o snapshots")
    })
}

/// Everything that a plan is made from, read.
pub(super) struct Inputs {
    tables: crate::mapping::Tables,
    accounts: Vec<(Account, Snapshot)>,
    live: Vec<(LiveOrg, SnapshotInput)>,
}

impl Inputs {
    /// Reads snapshots and tables.
    pub(super) fn read(
        folders: &[PathBuf],
        tables: &TableArgs,
        globals: &Globals,
        console: &mut Console,
    ) -> Result<Self, Failure> {
        let found = Snapshots::read(folders)?;
        let tables = tables.load_usable(globals, Some(&|permission| found.list(permission)), console)?;
        let Snapshots { accounts, orgs: live } = found;
        Ok(Self { tables, accounts, live })
    }
}

/// What is to be planned of it.
#[derive(Default)]
pub(super) struct Choices {
    wave: Option<BTreeSet<String>>,
    as_of: Option<String>,
    only: Vec<String>,
    no_new_access: Option<BTreeSet<Level>>,
}

/// A plan whose people lie in a file that goes away with it.
pub(super) struct Planned {
    pub(super) made: Made,
    people: File,
}

/// Makes a plan.
pub(super) fn plan(inputs: &Inputs, choices: &Choices, console: &mut Console) -> Result<Planned, Failure> {
    let named: BTreeSet<String> = inputs
        .tables
        .tenants
        .iter()
        .flat_map(|tenant| tenant.organizations.keys())
        .map(|name| fold_name(name))
        .collect();
    let mut accounts = Vec::new();
    for (account, snapshot) in &inputs.accounts {
        let organizations = if named.is_empty() {
            std::collections::BTreeMap::default()
        } else {
            Account::organizations_named(snapshot, &named).map_err(Failure::usage)?
        };
        let noticed = import_findings(snapshot).map_err(Failure::usage)?.into_iter().collect();
        accounts.push(AccountInput {
            account,
            organizations,
            noticed,
        });
    }
    let people = |at: usize| People::open(&inputs.accounts[at].1);
    let spool = tempfile::tempfile().map_err(|error| {
        Failure::unexpected(error).hint("a plan keeps its people in a temporary file; TMPDIR says where")
    })?;
    let bar = super::progress::spinner(console, "planning");
    let mut out = BufWriter::with_capacity(1 << 18, spool);
    let made = make(
        &Request {
            tables: &inputs.tables,
            accounts: &accounts,
            people: &people,
            live: &inputs.live,
            wave: choices.wave.clone(),
            as_of: choices.as_of.clone(),
            only: choices.only.clone(),
            no_new_access: choices.no_new_access.clone(),
        },
        &mut out,
    );
    bar.finish_and_clear();
    let made = made.map_err(explain_failure)?;
    let people = out
        .into_inner()
        .map_err(|error| Failure::unexpected(error.into_error()))?;
    Ok(Planned { made, people })
}

/// What to do about a plan that can't be made.
fn explain_failure(error: PlanError) -> Failure {
    let hint = match &error {
        PlanError::NoTenants => {
            "add mappings/tenants.yaml; `zd2gc init` writes one to fill in, `zd2gc map suggest` one for your snapshots"
                .to_owned()
        }
        PlanError::Unclaimed { subdomain, .. } => {
            format!(
                "add `{subdomain}` to the `subdomains` of a tenant in tenants.yaml, or `zd2gc map suggest` for a row to paste"
            )
        }
        PlanError::NoAccounts => {
            "make one: zd2gc snapshot zendesk --subdomain NAME -o snapshots; with --import PATH, of what a customer exported"
                .to_owned()
        }
        PlanError::Twice { .. } => "name one of them with --snapshot".to_owned(),
        PlanError::UnknownTenant { .. } => "tenants are named in tenants.yaml".to_owned(),
        PlanError::Read(_) => "take the snapshot again".to_owned(),
        PlanError::Spool(_) => "a plan keeps its people in a temporary file; TMPDIR says where".to_owned(),
        PlanError::Json(_) => "this is a mistake of ours: please report it".to_owned(),
    };
    let kind = match &error {
        PlanError::Spool(_) | PlanError::Json(_) => Kind::Unexpected,
        _ => Kind::Usage,
    };
    Failure::of(kind, error).hint(hint)
}

impl Planned {
    /// Renders one form.
    pub(super) fn render(&mut self, format: Format, width: usize, out: &mut dyn Write) -> io::Result<()> {
        self.people.rewind()?;
        if format == Format::Json {
            let people = BufReader::with_capacity(1 << 18, &self.people);
            return write::write(&self.made.head, &mut SpoolReader::new(people), out);
        }
        let file = &self.people;
        let spooled = &self.made.spooled;
        let people = |tenant: &str, limit: u64, each: &mut dyn FnMut(&PersonPlan) -> io::Result<()>| {
            let Some(part) = spooled.iter().find(|part| part.tenant == tenant) else {
                return Ok(0);
            };
            let mut file = file;
            file.seek(SeekFrom::Start(part.at))?;
            let mut rows = SpoolReader::new(BufReader::new(file));
            let mut row = Vec::new();
            for _ in 0..part.rows.min(limit) {
                if !rows.next_row(&mut row)? {
                    break;
                }
                each(&serde_json::from_slice(&row)?)?;
                row.clear();
            }
            Ok(part.rows)
        };
        let view = PlanView {
            head: &self.made.head,
            people: &people,
            incomplete: &self.made.incomplete,
            width,
        };
        if format == Format::Markdown {
            write_markdown(&view, out)
        } else {
            write_text(&view, out)
        }
    }
}

/// A level of privilege.
fn level(text: &str) -> Result<Level, String> {
    text.trim()
        .to_ascii_uppercase()
        .parse()
        .map_err(|_| "expected A, B or C, or several: A,B".to_owned())
}

/// A date as people write one.
pub(super) fn date(text: &str) -> Result<String, Failure> {
    let right = text.parse::<jiff::civil::Date>().is_ok() || text.parse::<jiff::Timestamp>().is_ok();
    if right {
        Ok(text.to_owned())
    } else {
        Err(Failure::usage(format!("`{text}` is not a date")).hint("write 2026-11-20 or 2026-11-20T08:00:00Z"))
    }
}

/// Addresses, one a line or in the column `email` of a CSV.
fn read_wave(path: &Path) -> Result<BTreeSet<String>, Failure> {
    let wrong = |what: String| {
        Failure::usage(format!("could not read the people of `{}`: {what}", path.display()))
            .hint("one address a line, or a CSV with a column `email`")
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_path(path)
        .map_err(|error| wrong(error.to_string()))?;
    let mut column = 0;
    let mut addresses = BTreeSet::new();
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(|error| wrong(error.to_string()))?;
        if at == 0
            && let Some(found) = record.iter().position(|cell| {
                let name = fold_name(cell.trim_start_matches('\u{feff}'));
                name == "email" || name == "e-mail"
            })
        {
            column = found;
            continue;
        }
        let Some(cell) = record.get(column).map(|cell| cell.trim_start_matches('\u{feff}')) else {
            continue;
        };
        if cell.is_empty() {
            continue;
        }
        if !cell.contains('@') {
            let line = record.position().map_or(at as u64 + 1, csv::Position::line);
            return Err(wrong(format!("line {line}: `{cell}` is not an address")));
        }
        addresses.insert(fold_address(cell).into_owned());
    }
    if addresses.is_empty() {
        return Err(wrong("it holds no address".to_owned()));
    }
    Ok(addresses)
}
