//! `zd2gc explain --snapshot`: what somebody holds in an org, and through what.

use std::path::Path;

use super::ExplainArgs;
use crate::access::ask::LISTS;
use crate::access::holding::HoldingsFile;
use crate::access::snapshot::{Hints, Org};
use crate::catalogue::Catalogue;
use crate::cli::args::Globals;
use crate::cli::given::{self, Given, Tenants};
use crate::cli::names::near;
use crate::cli::{Console, Exit, Failure, Format};
use crate::model::{Pattern, Permission};
use crate::report;
use crate::snapshot::Snapshot;

/// Runs `explain` on the snapshots of a folder.
pub(super) fn run(
    args: &ExplainArgs,
    folder: &Path,
    globals: &Globals,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let asked = args.permission.as_deref().map(given::permission).transpose()?;
    let Given::Orgs(snapshots) = given::given(folder)? else {
        return Err(
            Failure::usage(format!("`{}` is a file, not a snapshot", folder.display())).hint("a plan goes to --plan"),
        );
    };
    let tenants = Tenants::read(&args.tables, !args.tenant.is_empty(), globals, console)?;
    let mut orgs: Vec<(Snapshot, Org)> = Vec::new();
    for snapshot in snapshots.into_iter().filter(|one| tenants.is_wanted(one, &args.tenant)) {
        let org = given::read_org(&snapshot, &Hints::default())?;
        orgs.push((snapshot, org));
    }
    if orgs.is_empty() {
        return Err(given::no_tenant(&args.tenant, tenants.names()));
    }
    let permission = match asked {
        Some(asked) => Some(given::spelled(
            &asked,
            orgs.iter().map(|(_, org)| org),
            std::iter::empty(),
        )?),
        None => None,
    };
    let mut found = HoldingsFile {
        schema: HoldingsFile::SCHEMA.to_owned(),
        permission: permission.as_ref().map(ToString::to_string),
        of: Vec::new(),
    };
    for (snapshot, org) in &orgs {
        for subject in org.access.named(&args.subject) {
            let mut held = org
                .access
                .holdings(subject, permission.as_ref(), |pattern| listed(org, pattern));
            held.of.clone_from(&org.id);
            held.tenant = tenants.of(snapshot).map(str::to_owned);
            snapshot.taken_at().clone_into(&mut held.as_of);
            held.lacking = org.lacking_of(LISTS);
            held.notes = permission.as_ref().map(|asked| org.notes_on(asked)).unwrap_or_default();
            found.of.push(held);
        }
    }
    if found.of.is_empty() {
        return Err(unknown(&args.subject, &orgs));
    }
    let width = console.width();
    args.outputs.write(console, |format, out| match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &found)?;
            writeln!(out)
        }
        _ => report::holding::write_text(&found, width, out),
    })?;
    let whole = found.of.iter().all(|one| one.lacking.is_empty());
    Ok(if whole { Exit::Done } else { Exit::Incomplete })
}

/// What a wildcard stands for: in this org where that was read, else by the catalogue.
fn listed(org: &Org, pattern: &Pattern) -> Vec<Permission> {
    match &org.permissions {
        Some(all) => all.keys().filter(|name| pattern.matches(name)).cloned().collect(),
        None => Catalogue::embedded().expand(pattern).cloned().collect(),
    }
}

/// Nobody goes by that name; where people could not be read, it is not known.
fn unknown(subject: &str, orgs: &[(Snapshot, Org)]) -> Failure {
    let names = || {
        orgs.iter()
            .flat_map(|(_, org)| org.access.subjects().values().map(|one| one.name.as_str()))
    };
    let mut failure = Failure::usage(format!("no org that was read knows `{subject}`"));
    if let Some(near) = near(subject, names()) {
        failure = failure.hint(format!("did you mean `{near}`?"));
    }
    let unread = LISTS
        .iter()
        .find(|list| orgs.iter().any(|(_, org)| org.lacking(list).is_some()));
    if let Some(list) = unread {
        failure = failure.hint(format!(
            "the list `{list}` was not read whole: who is only there is not known"
        ));
    }
    failure.hint("people go by address or id, groups by `group:NAME`, OAuth clients by `client:NAME`")
}
