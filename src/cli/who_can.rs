//! `zd2gc who-can`: who holds a permission, where, and through what.

use std::path::PathBuf;

use clap::Args;

use super::args::Globals;
use super::divisions::{Divisions, Within};
use super::given::{self, Given, PlanFile, Tenants};
use super::{Console, Exit, Failure, Format, Outputs, TableArgs};
use crate::access::Access;
use crate::access::ask::{Asked, Holder, LISTS, WhoCan};
use crate::access::snapshot::{Hints, Org};
use crate::model::Permission;
use crate::plan::access::{Planned, unknown_roles};
use crate::snapshot::Snapshot;

/// Arguments of `who-can`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  zd2gc who-can recording:recording:view
  zd2gc who-can authorization:grant:add --in snapshots --tenant emea
  zd2gc who-can routing:queue:edit --in plan.json --division Billing
  zd2gc who-can admin --in snapshots --format json | jq '.of[].holders[].subject'

Ends in 5 when something could not be read that may hide a holder: what it is stands first.")]
pub struct WhoCanArgs {
    /// The permission: domain:entity:action, or a general one such as admin
    #[arg(value_name = "PERMISSION")]
    permission: String,
    /// A plan, the snapshot of an org, or a folder of snapshots; repeatable [default: the project's snapshots, else plan.json]
    #[arg(long = "in", value_name = "PATH")]
    within: Vec<PathBuf>,
    /// Only this tenant; repeatable [default: all]
    #[arg(long, value_name = "NAME")]
    tenant: Vec<String>,
    /// Only who holds it in this division: its name, or home
    #[arg(long, value_name = "NAME")]
    division: Option<String>,
    #[command(flatten)]
    tables: TableArgs,
    #[command(flatten)]
    outputs: Outputs,
}

/// What is asked, read.
struct Read {
    plans: Vec<PlanFile>,
    orgs: Vec<(Snapshot, Org)>,
    tenants: Tenants,
}

/// Runs `who-can`.
pub(super) fn run(args: &WhoCanArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&[Format::Text, Format::Json])?;
    let asked = given::permission(&args.permission)?;
    let read = Read::new(args, globals, console)?;
    let heads = read.plans.iter().map(|plan| &plan.head);
    let permission = given::spelled(&asked, read.orgs.iter().map(|(_, org)| org), heads)?;
    let found = WhoCan {
        schema: WhoCan::SCHEMA.to_owned(),
        permission: permission.to_string(),
        of: read.ask(&permission, args)?,
    };
    let width = console.width();
    args.outputs.write(console, |format, out| match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &found)?;
            writeln!(out)
        }
        _ => crate::report::who_can::write_text(&found, width, out),
    })?;
    let whole = found.of.iter().all(|asked| asked.lacking.is_empty());
    Ok(if whole { Exit::Done } else { Exit::Incomplete })
}

impl Read {
    fn new(args: &WhoCanArgs, globals: &Globals, console: &mut Console) -> Result<Self, Failure> {
        let paths = if args.within.is_empty() {
            given::default_paths(globals)?
        } else {
            args.within.clone()
        };
        let mut read = Self {
            plans: Vec::new(),
            orgs: Vec::new(),
            tenants: Tenants::read(&args.tables, false, globals, console)?,
        };
        for path in &paths {
            match given::given(path)? {
                Given::Plan(plan) => read.plans.push(*plan),
                Given::Orgs(snapshots) => {
                    for snapshot in snapshots {
                        if read.tenants.is_wanted(&snapshot, &args.tenant) {
                            let org = given::read_org(&snapshot, &Hints::default())?;
                            read.orgs.push((snapshot, org));
                        }
                    }
                }
            }
        }
        Ok(read)
    }

    fn ask(&self, permission: &Permission, args: &WhoCanArgs) -> Result<Vec<Asked>, Failure> {
        let mut answers = Vec::new();
        let mut divisions = Divisions::new(args.division.as_deref());
        for plan in &self.plans {
            let tenants = plan.head.tenants.iter();
            for tenant in tenants.filter(|one| args.tenant.is_empty() || args.tenant.contains(&one.name)) {
                let planned: Planned<'_> = plan.planned(tenant);
                let within = divisions.of(&planned.access, true);
                answers.push(Asked {
                    of: tenant.org_id.clone(),
                    tenant: Some(tenant.name.clone()),
                    from: "plan".to_owned(),
                    as_of: plan.head.as_of.clone(),
                    holders: holders(&planned.access, permission, &within),
                    lacking: unknown_roles(&planned.access),
                    notes: Vec::new(),
                });
            }
        }
        for (snapshot, org) in &self.orgs {
            let within = match divisions.of(&org.access, org.lacking("divisions").is_none()) {
                // What no division limits is held in each, wherever it was granted.
                Within::Division(_) if org.limit_of(permission).is_some() => Within::Anywhere,
                within => within,
            };
            answers.push(Asked {
                of: org.id.clone(),
                tenant: self.tenants.of(snapshot).map(str::to_owned),
                from: "snapshot".to_owned(),
                as_of: snapshot.taken_at().to_owned(),
                holders: holders(&org.access, permission, &within),
                lacking: org.lacking_of(LISTS),
                notes: org.notes_on(permission),
            });
        }
        if answers.is_empty() {
            let planned = self.plans.iter().flat_map(|plan| &plan.head.tenants);
            return Err(given::no_tenant(
                &args.tenant,
                planned.map(|tenant| tenant.name.as_str()),
            ));
        }
        divisions.check()?;
        Ok(answers)
    }
}

/// Who holds a permission in one org, where it was asked for.
fn holders(access: &Access, permission: &Permission, within: &Within) -> Vec<Holder> {
    match within {
        Within::Anywhere => access.holders_of(permission, None),
        Within::Division(key) => access.holders_of(permission, Some(key)),
        Within::Nowhere => Vec::new(),
    }
}
