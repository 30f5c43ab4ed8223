//! `explain` on snapshots of orgs: what a subject may do, and by what.

use super::ExplainArgs;
use crate::access::explained::{AccessFile, AccessOf, Question};
use crate::access::named::{Found, lists_of, named, needs};
use crate::access::snapshot::{Hints, Org};
use crate::cli::args::Globals;
use crate::cli::divisions::{Divisions, Within};
use crate::cli::given::{self, Given, Tenants};
use crate::cli::{Console, Exit, Failure, Format};
use crate::model::Permission;
use crate::snapshot::{Of, Snapshot};

/// Explains a subject of orgs.
pub(super) fn run(args: &ExplainArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    let asked = args.permission.as_deref().map(given::permission).transpose()?;
    let tenants = Tenants::read(&args.tables, false, globals, console)?;
    let orgs = read(args, &tenants)?;
    let spelled = |asked| given::spelled(&asked, orgs.iter().map(|(_, org)| org), std::iter::empty());
    let permission = asked.map(spelled).transpose()?;
    let found = AccessFile {
        schema: AccessFile::SCHEMA.to_owned(),
        subject: args.subject.clone(),
        permission: permission.as_ref().map(ToString::to_string),
        division: args.division.clone(),
        of: ask(args, &orgs, &tenants, permission.as_ref())?,
    };
    let width = console.width();
    args.outputs.write(console, |format, out| match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &found)?;
            writeln!(out)
        }
        _ => crate::report::access::write_text(&found, width, out),
    })?;
    let whole = found.of.iter().all(|org| org.lacking.is_empty());
    Ok(if whole { Exit::Done } else { Exit::Incomplete })
}

/// The orgs that are asked: those of the tenants that are wanted.
fn read(args: &ExplainArgs, tenants: &Tenants) -> Result<Vec<(Snapshot, Org)>, Failure> {
    let mut orgs = Vec::new();
    let mut names = Vec::new();
    for path in &args.snapshot {
        let Given::Orgs(snapshots) = given::given(path)? else {
            let plan = path.display();
            return Err(
                Failure::usage(format!("`{plan}` is a plan, not the snapshot of an org"))
                    .hint(format!("zd2gc explain SUBJECT --plan {plan}")),
            );
        };
        for snapshot in snapshots {
            if tenants.is_wanted(&snapshot, &args.tenant) {
                let org = given::read_org(&snapshot, &Hints::default())?;
                orgs.push((snapshot, org));
            } else {
                names.push(name(&snapshot, tenants));
            }
        }
    }
    if orgs.is_empty() {
        return Err(given::no_tenant(&args.tenant, names.iter().map(String::as_str)));
    }
    Ok(orgs)
}

/// What an org goes by in `--tenant`: the tables' name for it, else its own.
fn name(snapshot: &Snapshot, tenants: &Tenants) -> String {
    let own = match snapshot.of() {
        Of::Genesys { org_name, .. } => org_name,
        Of::Zendesk { subdomain } => subdomain.as_str(),
    };
    tenants.of(snapshot).unwrap_or(own).to_owned()
}

/// What each org says of the subject; those that say that there is none are left out.
fn ask(
    args: &ExplainArgs,
    orgs: &[(Snapshot, Org)],
    tenants: &Tenants,
    permission: Option<&Permission>,
) -> Result<Vec<AccessOf>, Failure> {
    let mut answers = Vec::new();
    let mut divisions = Divisions::new(args.division.as_deref());
    let mut near: Option<(f64, String)> = None;
    // Whether an org has the subject, or may have it.
    let mut known = false;
    for (snapshot, org) in orgs {
        let found = named(snapshot, org, &args.subject).map_err(Failure::usage)?;
        let hidden = org.lacking_of(lists_of(&args.subject));
        nearer(&mut near, &found);
        if found.meant.is_empty() && hidden.is_empty() {
            continue;
        }
        known = true;
        let division = match divisions.of(&org.access, org.lacking("divisions").is_none()) {
            Within::Anywhere => None,
            Within::Division(key) => Some(key),
            Within::Nowhere => continue,
        };
        let question = Question {
            permission,
            division: division.as_deref(),
            listed: &|pattern| given::listed(&[org], pattern),
        };
        let subjects: Vec<_> = found.meant.iter().map(|one| org.explain(one, &question)).collect();
        let mut notes = org.notes_for(&subjects, permission);
        let mut lacking = hidden;
        for one in &found.meant {
            let kind = org.access.subjects().get(&one.key).map(|subject| subject.kind);
            lacking.extend(kind.map(|kind| org.lacking_of(needs(kind))).unwrap_or_default());
        }
        if subjects.is_empty() {
            notes.push(unseen(&args.subject, &found));
        }
        answers.push(AccessOf {
            of: org.id.clone(),
            tenant: tenants.of(snapshot).map(str::to_owned),
            as_of: snapshot.taken_at().to_owned(),
            subjects,
            lacking,
            notes,
        });
    }
    if !known {
        return Err(unknown(&args.subject, near));
    }
    divisions.check()?;
    Ok(answers)
}

/// Keeps the most similar name of all orgs.
fn nearer(near: &mut Option<(f64, String)>, found: &Found) {
    if let Some((likeness, _)) = &found.near
        && near.as_ref().is_none_or(|(best, _)| likeness > best)
    {
        near.clone_from(&found.near);
    }
}

/// What to say of a subject whom a part of the org's lists may hide.
fn unseen(subject: &str, found: &Found) -> String {
    let near = match &found.near {
        Some((_, near)) => format!("; the nearest is `{near}`"),
        None => String::new(),
    };
    format!("nobody in what was read goes by `{subject}`{near}")
}

/// The failure of a subject whom no org has.
fn unknown(subject: &str, near: Option<(f64, String)>) -> Failure {
    let failure = Failure::usage(format!("no org that was searched has a subject `{subject}`"));
    let failure = match near {
        Some((_, near)) => failure.hint(format!("did you mean `{near}`?")),
        None => failure,
    };
    failure.hint(
        "people go by address, username, id or name; others as group:NAME, client:NAME, by a trustee's name, or by id",
    )
}
