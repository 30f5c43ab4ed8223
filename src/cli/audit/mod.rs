//! `zd2gc audit`.

mod papers;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::Globals;
use super::connect::OrgArgs;
use super::names::{listed, near};
use super::network::NetworkArgs;
use super::{Console, Exit, FailOn, Failure, Format, Outputs, TableArgs};
use crate::access::snapshot::Org;
use crate::audit::papers::{Papers, Personas};
use crate::audit::{self, Audited, checks};
use crate::finding::{Finding, Findings, FindingsFile, Status};
use crate::mapping::Tables;
use crate::model::{Permission, Severity};
use crate::plan::access::Planned;
use crate::plan::model::{PersonPlan, TenantPlan};
use crate::plan::read::PlanHead;
use crate::report::audit::{AuditView, OrgView};
use crate::snapshot::files::FileError;
use crate::snapshot::{Of, Snapshot};

/// Arguments of `audit`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  zd2gc audit --plan plan.json --snapshot snapshots\n  zd2gc audit --plan plan.json -o audit.md -o findings.json\n  zd2gc audit --plan plan.json --only grant-missing --only grant-extra --fail-on medium\n  zd2gc audit --plan plan.json --suppressions accepted.yaml --baseline last-week.json\n\nWithout --snapshot the orgs are read first, and what was read is kept, so that the audit can be made again."
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
    papers: papers::PaperArgs,
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
    let mut personas = Personas::default();
    if args.papers.asserts() {
        read_plan(&args.plan, &plan, Some(&mut |row| personas.person(&row)))?;
    }
    let past = args.papers.past()?;
    // Told before anything is read; permissions that orgs alone have are looked at once they were.
    let today = args.papers.as_of(&head, &[])?;
    let _ = args
        .papers
        .load(&head, &today, &personas, &|_| true, globals, console)?;
    let (folders, mut exit) = if args.snapshot.is_empty() {
        let into = globals
            .settings()?
            .snapshots()
            .unwrap_or_else(|| PathBuf::from("snapshots"));
        let taken = crate::cli::snapshot::take_orgs(&args.org, &args.tables, &args.network, &into, globals, console)?;
        (vec![into], taken)
    } else {
        (args.snapshot.clone(), Exit::Done)
    };
    let snapshots = orgs(&folders)?;
    let listed = permissions(&snapshots)?;
    let of = |tenant: &TenantPlan| snapshots.get(&tenant.org_id.to_ascii_lowercase());
    let tenants = || {
        let all = head.tenants.iter();
        all.filter(|one| wanted.is_empty() || wanted.contains(&one.name))
    };
    let taken: Vec<&str> = tenants().filter_map(of).map(Snapshot::taken_at).collect();
    let today = args.papers.as_of(&head, &taken)?;
    let papers = args
        .papers
        .load(&head, &today, &personas, &|one| listed.contains(one), globals, console)?;
    let mut found = Findings::default();
    let mut views = Vec::new();
    for tenant in tenants() {
        let Some(snapshot) = of(tenant) else {
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
        let audited = one(&head, &planned, &org, &tables, &papers, args, &mut found);
        if !audited.unchecked.is_empty() {
            exit = exit.or(Exit::Incomplete);
        }
        views.push(OrgView::of(audited, snapshot.taken_at(), org.lacks()));
    }
    if views.is_empty() {
        return Err(no_tenant(&wanted, &head));
    }
    let (mut open, mut accepted) = papers.suppressions.part(found);
    for one in &mut accepted {
        one.finding.status = Some(Status::Accepted);
    }
    // Whether a rule was applied in a tenant, or in every one of the plan.
    let was_applied = |rule: &str, tenant: Option<&str>| {
        let of = |name: &str| views.iter().any(|view| view.applied(name, rule));
        match tenant {
            Some(tenant) => of(tenant),
            None => head.tenants.iter().all(|tenant| of(&tenant.name)),
        }
    };
    papers::leftovers(&papers, was_applied, &mut open);
    let mut all = open.into_sorted();
    let mut fixed = Vec::new();
    if let Some(past) = &past {
        past.judge(&mut all);
        let now: Vec<&Finding> = all.iter().chain(accepted.iter().map(|one| &one.finding)).collect();
        // What is said of rows is looked at in every run.
        let own = |rule: &str| {
            audit::papers::rules::RULES
                .iter()
                .any(|one| one.name == rule && !rule.starts_with("assertion"))
        };
        fixed = past.fixed(&now, |then| {
            own(&then.rule) || was_applied(&then.rule, then.tenant.as_deref())
        });
    }
    let counts = |one: &&Finding| past.is_none() || one.status == Some(Status::New);
    let highest = all.iter().filter(counts).map(|one| one.severity).max();
    let shown: Vec<Finding> = all
        .iter()
        .filter(|one| one.severity >= args.min_severity)
        .cloned()
        .collect();
    let view = AuditView {
        plan: &args.plan.display().to_string(),
        as_of: &head.as_of,
        today: papers.is_dated().then_some(&today),
        orgs: &views,
        findings: &shown,
        hidden: all.len() - shown.len(),
        accepted: &accepted,
        fixed: past.is_some().then_some(fixed.as_slice()),
        width: console.width(),
    };
    let accounts: Vec<&str> = head.inputs.snapshots.iter().map(|one| one.of.as_str()).collect();
    args.outputs.write(console, |format, out| match format {
        Format::Markdown => crate::report::audit::write_markdown(&view, out),
        Format::Json => {
            let mut file = FindingsFile::new(accounts.join(", "), view.coverage(), shown.clone());
            file.accepted.clone_from(&accepted);
            file.fixed.clone_from(&fixed);
            serde_json::to_writer_pretty(&mut *out, &file)?;
            writeln!(out)
        }
        _ => crate::report::audit::write_text(&view, out),
    })?;
    Ok(exit.or(args.fail_on.judge(highest)))
}

/// The permissions that any of some orgs lists.
fn permissions(snapshots: &BTreeMap<String, Snapshot>) -> Result<BTreeSet<Permission>, Failure> {
    let mut all = BTreeSet::new();
    for snapshot in snapshots.values() {
        let listed = crate::access::snapshot::permissions(snapshot)
            .map_err(|error| Failure::usage(error).hint("read the org again"))?;
        all.extend(listed.into_iter().flat_map(BTreeMap::into_keys));
    }
    Ok(all)
}

/// Audits one org.
fn one(
    head: &PlanHead,
    planned: &Planned<'_>,
    org: &Org,
    tables: &Tables,
    papers: &Papers,
    args: &AuditArgs,
    found: &mut Findings,
) -> Audited {
    let case = audit::case(head, planned, org, tables, papers);
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
        for snapshot in Snapshot::find(folder).map_err(crate::cli::snapshots::failure)? {
            if let Of::Genesys { org_id, .. } = snapshot.of() {
                found.insert(org_id.to_string(), snapshot);
            }
        }
    }
    Ok(found)
}
