//! `zd2gc audit`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::Globals;
use super::connect::OrgArgs;
use super::names::{listed, near};
use super::network::NetworkArgs;
use super::{Console, Exit, FailOn, Failure, Format, Outputs, TableArgs};
use crate::access::snapshot::Org;
use crate::audit::{self, Audited, checks};
use crate::finding::{Finding, Findings, FindingsFile};
use crate::mapping::Tables;
use crate::model::Severity;
use crate::plan::access::Planned;
use crate::plan::model::PersonPlan;
use crate::plan::read::PlanHead;
use crate::report::audit::{AuditView, OrgView};
use crate::snapshot::files::FileError;
use crate::snapshot::{Of, Snapshot};

/// Arguments of `audit`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  zd2gc audit --plan plan.json --snapshot snapshots\n  zd2gc audit --plan plan.json -o audit.md -o findings.json\n  zd2gc audit --plan plan.json --only grant-missing --only grant-extra --fail-on medium\n\nWithout --snapshot the orgs are read first, and what was read is kept, so that the audit can be made again."
)]
pub struct AuditArgs {
    /// The plan
    #[arg(long, value_name = "FILE", default_value = "plan.json")]
    plan: PathBuf,
    /// Snapshots of the orgs, or a folder of them; repeatable [default: read the orgs now]
    #[arg(long, value_name = "DIR")]
    snapshot: Vec<PathBuf>,
    /// Only this rule; repeatable
    #[arg(long, value_name = "RULE")]
    only: Vec<String>,
    /// Without this rule; repeatable
    #[arg(long, value_name = "RULE", conflicts_with = "only")]
    skip: Vec<String>,
    /// Show findings of this severity and above: info, low, medium or high
    #[arg(long, value_name = "SEVERITY", default_value = "info")]
    min_severity: Severity,
    /// End with 11 to 14 if there are findings of this severity or above: info, low, medium, high or never
    #[arg(long, value_name = "SEVERITY", default_value = "info")]
    fail_on: FailOn,
    #[command(flatten)]
    outputs: Outputs,
    #[command(flatten)]
    tables: TableArgs,
    #[command(flatten)]
    org: OrgArgs,
    #[command(flatten)]
    network: NetworkArgs,
}

const FORMATS: [Format; 3] = [Format::Text, Format::Json, Format::Markdown];

/// Runs `audit`.
pub(super) fn run(args: &AuditArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&FORMATS)?;
    for name in args.only.iter().chain(&args.skip) {
        known_rule(name)?;
    }
    let tables = args.tables.load_usable(globals, None, console)?;
    let plan = open(&args.plan)?;
    let head = read_plan(&args.plan, &plan, None)?;
    let wanted = args.org.wanted(globals)?;
    let (folders, mut exit) = if args.snapshot.is_empty() {
        let into = globals
            .settings()?
            .snapshots()
            .unwrap_or_else(|| PathBuf::from("snapshots"));
        let taken = super::snapshot::take_orgs(&args.org, &args.tables, &args.network, &into, globals, console)?;
        (vec![into], taken)
    } else {
        (args.snapshot.clone(), Exit::Done)
    };
    let snapshots = orgs(&folders)?;
    let mut found = Findings::default();
    let mut views = Vec::new();
    for tenant in head
        .tenants
        .iter()
        .filter(|one| wanted.is_empty() || wanted.contains(&one.name))
    {
        let Some(snapshot) = snapshots.get(&tenant.org_id.to_ascii_lowercase()) else {
            exit = exit.or(Exit::Incomplete);
            views.push(OrgView::absent(&tenant.name, &tenant.org_id));
            continue;
        };
        let mut planned = Planned::new(tenant);
        // Once more for each org: people are many, and none is kept but what they hold.
        read_plan(
            &args.plan,
            &plan,
            Some(&mut |row| {
                if row.tenant == tenant.name {
                    planned.person(&row);
                }
            }),
        )?;
        planned.access.sort();
        let org =
            Org::read(snapshot, &planned.hints()).map_err(|error| Failure::usage(error).hint("read the org again"))?;
        let audited = one(&head, &planned, &org, &tables, args, &mut found);
        if !audited.unchecked.is_empty() {
            exit = exit.or(Exit::Incomplete);
        }
        views.push(OrgView::of(audited, snapshot.taken_at(), org.lacks()));
    }
    if views.is_empty() {
        return Err(no_tenant(&wanted, &head));
    }
    let all = found.into_sorted();
    let shown: Vec<Finding> = all
        .iter()
        .filter(|one| one.severity >= args.min_severity)
        .cloned()
        .collect();
    let view = AuditView {
        plan: &args.plan.display().to_string(),
        as_of: &head.as_of,
        orgs: &views,
        findings: &shown,
        hidden: all.len() - shown.len(),
        width: console.width(),
    };
    args.outputs.write(console, |format, out| match format {
        Format::Markdown => crate::report::audit::write_markdown(&view, out),
        Format::Json => {
            let file = FindingsFile {
                schema: FindingsFile::SCHEMA.to_owned(),
                of: head
                    .inputs
                    .snapshots
                    .iter()
                    .map(|one| one.of.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
                coverage: view.coverage(),
                findings: shown.clone(),
            };
            serde_json::to_writer_pretty(&mut *out, &file)?;
            writeln!(out)
        }
        _ => crate::report::audit::write_text(&view, out),
    })?;
    Ok(exit.or(args.fail_on.judge(all.iter().map(|one| one.severity).max())))
}

/// Audits one org.
fn one(
    head: &PlanHead,
    planned: &Planned<'_>,
    org: &Org,
    tables: &Tables,
    args: &AuditArgs,
    found: &mut Findings,
) -> Audited {
    let case = audit::case(head, planned, org, tables);
    let wanted = |name: &str| {
        let is = |names: &[String]| names.iter().any(|one| one == name);
        (args.only.is_empty() || is(&args.only)) && !is(&args.skip)
    };
    audit::audit(&case, |check| wanted(check.rule.name), found)
}

/// Refuses a rule that there is not.
fn known_rule(name: &str) -> Result<(), Failure> {
    let names = || checks().iter().map(|check| check.rule.name);
    if names().any(|known| known == name) {
        return Ok(());
    }
    let failure = Failure::usage(format!("the audit has no rule `{name}`"));
    Err(match near(name, names()) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint(format!("it has {}", listed(names()))),
    })
}

fn no_tenant(wanted: &[String], head: &PlanHead) -> Failure {
    let names = head.tenants.iter().map(|tenant| tenant.name.as_str());
    Failure::usage(format!(
        "the plan has no tenant {}",
        listed(wanted.iter().map(String::as_str))
    ))
    .hint(format!("it has {}", listed(names)))
}

/// The bytes of a plan.
fn open(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path)
        .map_err(FileError::new("read", path))
        .map_err(|error| {
            Failure::usage(error).hint("make a plan with `zd2gc plan -o plan.json`, or name one with --plan")
        })
}

/// Reads a plan; its people are handed over one by one where somebody takes them.
fn read_plan(path: &Path, plan: &[u8], people: Option<&mut dyn FnMut(PersonPlan)>) -> Result<PlanHead, Failure> {
    crate::plan::read::read_slice(plan, people).map_err(|error| {
        Failure::usage(error)
            .hint(format!("the file is {}", path.display()))
            .hint("name a file that `zd2gc plan -o FILE.json` has written")
    })
}

/// The snapshots of orgs in some folders, by the org's id.
fn orgs(folders: &[PathBuf]) -> Result<BTreeMap<String, Snapshot>, Failure> {
    let mut found = BTreeMap::new();
    for folder in folders {
        for snapshot in Snapshot::find(folder).map_err(super::snapshots::failure)? {
            if let Of::Genesys { org_id, .. } = snapshot.of() {
                found.insert(org_id.to_string(), snapshot);
            }
        }
    }
    Ok(found)
}
