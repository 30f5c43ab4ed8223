//! `zd2gc explain`: follow a cell of the plan back to its causes, or what somebody holds in an org to what gives it.

mod snapshot;

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use clap::Args;

use super::args::Globals;
use super::{Console, Exit, Failure, Format, Outputs, TableArgs};
use crate::catalogue::{Catalogue, Kind};
use crate::model::{Permission, fold_name};
use crate::plan::explain::{explain, is_person};
use crate::plan::read;
use crate::report;

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  zd2gc explain anna@acme.example
  zd2gc explain anna@acme.example routing:queue:join
  zd2gc explain \"Tier 2\" --plan plan.json --format json
  zd2gc explain client:\"Compliance export\"
  zd2gc explain anna@acme.example --snapshot snapshots
  zd2gc explain group:Supervisors recording:recording:view --snapshot snapshots --tenant emea

With --snapshot it ends in 5 when something could not be read that may give more: what it is stands first.")]
pub struct ExplainArgs {
    /// Whom or what: an address, a Zendesk user id, a person's, role's or application's name; in an org also group:NAME,
    /// client:NAME or an id
    #[arg(value_name = "SUBJECT")]
    pub subject: String,
    /// Only this permission
    #[arg(value_name = "PERMISSION")]
    pub permission: Option<String>,
    /// The plan
    #[arg(long, value_name = "FILE", default_value = "plan.json", conflicts_with = "snapshot")]
    pub plan: PathBuf,
    /// An org instead of a plan: its snapshot, or a folder of snapshots
    #[arg(long, value_name = "DIR")]
    pub snapshot: Option<PathBuf>,
    /// Only this tenant; repeatable [default: all]
    #[arg(long, value_name = "NAME", requires = "snapshot")]
    pub tenant: Vec<String>,
    /// Where the names of tenants come from.
    #[command(flatten)]
    pub tables: TableArgs,
    /// Where results go.
    #[command(flatten)]
    pub outputs: Outputs,
}

/// Runs `explain`.
pub(super) fn run(args: &ExplainArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&[Format::Text, Format::Json])?;
    if let Some(folder) = &args.snapshot {
        return snapshot::run(args, folder, globals, console);
    }
    let permission = args.permission.as_deref().map(known_permission).transpose()?;
    let file = File::open(&args.plan).map_err(|error| {
        Failure::usage(crate::snapshot::files::FileError::new("read", &args.plan)(error))
            .hint("make a plan first: zd2gc plan --snapshot DIR -o plan.json, or name one with --plan")
    })?;
    let mut people = Vec::new();
    let mut near: Option<(f64, String)> = None;
    let wanted = fold_name(&args.subject);
    let head = read::read(BufReader::with_capacity(1 << 16, file), &mut |row| {
        let likeness =
            strsim::jaro_winkler(&wanted, &row.email).max(strsim::jaro_winkler(&wanted, &fold_name(&row.name)));
        if likeness > 0.8 && near.as_ref().is_none_or(|(best, _)| likeness > *best) {
            near = Some((likeness, row.email.clone()));
        }
        if is_person(&args.subject, &row) {
            people.push(row);
        }
    })
    .map_err(|error| {
        Failure::usage(error).hint(format!(
            "`{}` should be what `zd2gc plan -o plan.json` wrote",
            args.plan.display()
        ))
    })?;
    if let Some(asked) = &permission {
        held_somewhere(asked, &head)?;
    }
    let explanation = explain(&head, &people, &args.subject, permission.as_ref());
    if !explanation.is_known() {
        let mut failure = Failure::usage(format!(
            "the plan has no person, role or application `{}`",
            args.subject
        ));
        if let Some((_, near)) = near {
            failure = failure.hint(format!("did you mean `{near}`?"));
        }
        let roles: Vec<_> = head
            .tenants
            .iter()
            .flat_map(|tenant| &tenant.roles)
            .take(8)
            .map(|role| format!("`{}`", role.name))
            .collect();
        return Err(failure.hint(format!(
            "people go by address, Zendesk id or name; roles are: {}",
            roles.join(", ")
        )));
    }
    let width = console.width();
    args.outputs.write(console, |format, out| match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &explanation)?;
            writeln!(out)
        }
        _ => report::explain::write_text(&explanation, width, out),
    })?;
    Ok(Exit::Done)
}

/// A name that the catalogue and the plan both lack is a slip of the pen, not a right that nobody has.
fn held_somewhere(asked: &Permission, head: &read::PlanHead) -> Result<(), Failure> {
    let catalogue = Catalogue::embedded();
    let mut roles = head.tenants.iter().flat_map(|tenant| &tenant.roles);
    let in_plan = roles.any(|role| {
        let wild = role.wildcards.iter().flat_map(|wildcard| &wildcard.permissions);
        let mut all = role.permissions.iter().chain(wild);
        all.any(|name| name.eq_ignore_ascii_case(asked.as_str()))
    });
    if in_plan || catalogue.permission(asked).is_some() {
        return Ok(());
    }
    let near = catalogue.nearest(asked.as_str(), Kind::Permission, 3).join(", ");
    Err(
        Failure::usage(format!("neither the plan nor the catalogue has a permission `{asked}`"))
            .hint(format!("nearest: {near}")),
    )
}

fn known_permission(text: &str) -> Result<Permission, Failure> {
    let catalogue = Catalogue::embedded();
    let near = || catalogue.nearest(text, Kind::Permission, 3).join(", ");
    text.parse::<Permission>()
        .map_err(|error| Failure::usage(error).hint(format!("nearest: {}", near())))
}
