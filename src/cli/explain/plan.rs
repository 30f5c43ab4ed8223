//! `explain` on a plan: from a cell back to its causes.

use std::fs::File;
use std::io::BufReader;

use super::ExplainArgs;
use crate::catalogue::{Catalogue, Kind};
use crate::cli::{Console, Exit, Failure, Format, given};
use crate::model::{Permission, fold_name};
use crate::plan::explain::{explain, is_person};
use crate::plan::read;
use crate::report;

/// Explains a subject of a plan.
pub(super) fn run(args: &ExplainArgs, console: &mut Console) -> Result<Exit, Failure> {
    let permission = args.permission.as_deref().map(given::permission).transpose()?;
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
