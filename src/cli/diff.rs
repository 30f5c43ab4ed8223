//! `zd2gc diff`: what one plan or org has and the other has not.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::args::Globals;
use super::given::{self, Given, PlanFile, Tenants};
use super::{Console, Exit, Failure, Format, Outputs, TableArgs};
use crate::access::snapshot::Org;
use crate::access::told::{DiffFile, NotCompared, Told, What, told};
use crate::access::{Access, compare};
use crate::plan::access::Planned;
use crate::plan::model::TenantPlan;
use crate::snapshot::Snapshot;

/// Arguments of `diff`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  zd2gc diff plan.json snapshots
  zd2gc diff before/plan.json after/plan.json
  zd2gc diff monday/snapshots friday/snapshots --tenant emea --format json
  zd2gc diff snapshots/ORG-ID-OF-TEST snapshots/ORG-ID-OF-PRODUCTION

Orgs are paired by id. A plan is held against an org as far as it speaks of it: its divisions, its
roles, and what its people, groups and clients hold; `zd2gc audit` judges all the rest.

Ends in 0 without a difference, in 10 with one, in 5 when something could not be compared.")]
pub struct DiffArgs {
    /// The first: a plan, the snapshot of an org, or a folder of snapshots
    #[arg(value_name = "A")]
    a: PathBuf,
    /// The second
    #[arg(value_name = "B")]
    b: PathBuf,
    /// Only this tenant; repeatable [default: all]
    #[arg(long, value_name = "NAME")]
    tenant: Vec<String>,
    #[command(flatten)]
    tables: TableArgs,
    #[command(flatten)]
    outputs: Outputs,
}

/// One org of one side.
enum One<'a> {
    /// As it is planned.
    Plan(&'a PlanFile, &'a TenantPlan),
    /// As it was read.
    Org(&'a Snapshot),
    /// Not in this plan: nothing is planned in it.
    Nothing,
}

/// One of the two.
struct Part<'a> {
    given: &'a Given,
    orgs: BTreeMap<String, One<'a>>,
}

/// Runs `diff`.
pub(super) fn run(args: &DiffArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&[Format::Text, Format::Json])?;
    let tenants = Tenants::read(&args.tables, false, globals, console)?;
    let (a, b) = (given::given(&args.a)?, given::given(&args.b)?);
    let mut first = part(&a, &b, &tenants, &args.tenant);
    let mut second = part(&b, &a, &tenants, &args.tenant);
    let mut file = DiffFile {
        schema: DiffFile::SCHEMA.to_owned(),
        a: args.a.display().to_string(),
        b: args.b.display().to_string(),
        differences: Vec::new(),
        not_compared: Vec::new(),
    };
    pair(&mut first, &mut second, args, &mut file.not_compared)?;
    for (id, one) in &first.orgs {
        let Some(other) = second.orgs.get(id) else { continue };
        let planned = [one, other].into_iter().find_map(|side| match side {
            One::Plan(_, tenant) => Some(tenant.name.as_str()),
            _ => None,
        });
        let named = [one, other].into_iter().find_map(|side| match side {
            One::Org(snapshot) => tenants.of(snapshot),
            _ => None,
        });
        let gaps = &mut file.not_compared;
        file.differences
            .extend(differences(id, planned.or(named), one, other, gaps)?);
    }
    file.not_compared.sort();
    let width = console.width();
    args.outputs.write(console, |format, out| match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &file)?;
            writeln!(out)
        }
        _ => crate::report::diff::write_text(&file, width, out),
    })?;
    let exit = if file.differences.is_empty() {
        Exit::Done
    } else {
        Exit::Differences
    };
    Ok(if file.not_compared.is_empty() {
        exit
    } else {
        exit.or(Exit::Incomplete)
    })
}

/// The orgs of one side that are wanted, by id; a plan on the other side says which org a tenant is, too.
fn part<'a>(given: &'a Given, other: &Given, tenants: &Tenants, wanted: &[String]) -> Part<'a> {
    let is_named = |tenant: &&TenantPlan| wanted.is_empty() || wanted.contains(&tenant.name);
    let orgs = match given {
        Given::Plan(plan) => {
            let all = plan.head.tenants.iter().filter(is_named);
            all.map(|tenant| (tenant.org_id.to_ascii_lowercase(), One::Plan(plan, tenant)))
                .collect()
        }
        Given::Orgs(snapshots) => {
            let by_plan = |snapshot: &Snapshot| match other {
                Given::Plan(plan) => {
                    let mut all = plan.head.tenants.iter().filter(is_named);
                    all.any(|tenant| tenant.org_id.eq_ignore_ascii_case(&given::org_id(snapshot)))
                }
                Given::Orgs(_) => false,
            };
            snapshots
                .iter()
                .filter(|snapshot| by_plan(snapshot) || tenants.is_wanted(snapshot, wanted))
                .map(|snapshot| (given::org_id(snapshot), One::Org(snapshot)))
                .collect()
        }
    };
    Part { given, orgs }
}

/// Pairs the orgs of both sides; what has no pair is not compared, unless both are plans: what a plan does not name is not
/// planned.
fn pair<'a>(
    a: &mut Part<'a>,
    b: &mut Part<'a>,
    args: &DiffArgs,
    not_compared: &mut Vec<NotCompared>,
) -> Result<(), Failure> {
    match (a.given, b.given) {
        (Given::Plan(_), Given::Plan(_)) => {
            let ids: Vec<String> = a.orgs.keys().chain(b.orgs.keys()).cloned().collect();
            for id in ids {
                a.orgs.entry(id.clone()).or_insert(One::Nothing);
                b.orgs.entry(id).or_insert(One::Nothing);
            }
        }
        (Given::Orgs(_), Given::Orgs(_)) if a.orgs.len() == 1 && b.orgs.len() == 1 => {
            // Two orgs that were named are compared, whichever they are.
            if let (Some((id, _)), Some((_, one))) = (a.orgs.first_key_value(), b.orgs.pop_first()) {
                b.orgs.insert(id.clone(), one);
            }
        }
        _ => {}
    }
    let path = |path: &PathBuf| path.display().to_string();
    for (one, other, there) in [(&*a, &*b, path(&args.b)), (&*b, &*a, path(&args.a))] {
        // A plan does not speak of every org of which there is a snapshot.
        if matches!(other.given, Given::Plan(_)) {
            continue;
        }
        for id in one.orgs.keys().filter(|id| !other.orgs.contains_key(*id)) {
            not_compared.push(NotCompared {
                org_id: id.clone(),
                kind: None,
                why: format!("`{there}` has no snapshot of it"),
            });
        }
    }
    if !a.orgs.keys().any(|id| b.orgs.contains_key(id)) {
        let ids = |part: &Part<'_>| super::names::listed(part.orgs.keys().map(String::as_str));
        return Err(
            Failure::usage("there is nothing to compare: the two have no org in common")
                .hint(format!("`{}` is of {}", path(&args.a), ids(a)))
                .hint(format!("`{}` is of {}", path(&args.b), ids(b))),
        );
    }
    Ok(())
}

/// One org of one side, read.
struct Side<'a> {
    planned: Option<Planned<'a>>,
    org: Option<Org>,
}

impl Side<'_> {
    fn access(&self) -> Access {
        let planned = self.planned.as_ref().map(|planned| planned.access.clone());
        let there = || self.org.as_ref().map(|org| org.access.clone());
        planned.or_else(there).unwrap_or_default()
    }
}

fn differences(
    id: &str,
    tenant: Option<&str>,
    a: &One<'_>,
    b: &One<'_>,
    not_compared: &mut Vec<NotCompared>,
) -> Result<Vec<Told>, Failure> {
    let planned = [a, b].map(|one| match one {
        One::Plan(plan, tenant) => Some(plan.planned(tenant)),
        _ => None,
    });
    let hints = planned.iter().flatten().next().map(Planned::hints).unwrap_or_default();
    let read = |one: &One<'_>| match one {
        One::Org(snapshot) => given::read_org(snapshot, &hints).map(Some),
        _ => Ok::<_, Failure>(None),
    };
    let orgs = [read(a)?, read(b)?];
    let [plan_a, plan_b] = planned;
    let [org_a, org_b] = orgs;
    let first = Side {
        planned: plan_a,
        org: org_a,
    };
    let second = Side {
        planned: plan_b,
        org: org_b,
    };
    let (one, two) = (first.access(), second.access());
    let (left, right) = match (&first, &second) {
        (
            Side {
                planned: Some(plan), ..
            },
            Side { org: Some(org), .. },
        ) => plan.spoken_of(&org.access),
        (
            Side { org: Some(org), .. },
            Side {
                planned: Some(plan), ..
            },
        ) => {
            let (wanted, there) = plan.spoken_of(&org.access);
            (there, wanted)
        }
        _ => (one.clone(), two.clone()),
    };
    let lists: Vec<&Org> = [&first, &second]
        .into_iter()
        .filter_map(|side| side.org.as_ref())
        .collect();
    let mut all = compare(&left, &right, |pattern| given::listed(&lists, pattern));
    for kind in What::EVERY {
        let lacks = |org: &&Org| {
            let mut needs = kind.needs().iter();
            needs.find_map(|list| Some(format!("`{list}` is {}", org.lacking(list)?)))
        };
        if let Some(why) = lists.iter().find_map(lacks) {
            all.retain(|difference| What::of(difference) != kind);
            not_compared.push(NotCompared {
                org_id: id.to_owned(),
                kind: Some(kind),
                why,
            });
        }
    }
    Ok(told(id, tenant, &one, &two, &all))
}
