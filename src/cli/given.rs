//! What a question about access is put to: a plan, or the snapshots of orgs.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use super::args::Globals;
use super::{Console, Failure, TableArgs, names};
use crate::access::snapshot::{Hints, Org};
use crate::catalogue::{Catalogue, Kind};
use crate::model::{Permission, fold_name};
use crate::plan::access::Planned;
use crate::plan::model::{PersonPlan, TenantPlan};
use crate::plan::read::PlanHead;
use crate::snapshot::files::FileError;
use crate::snapshot::{Of, Snapshot};

/// A plan, or the snapshots of orgs.
pub(super) enum Given {
    /// A plan.
    Plan(Box<PlanFile>),
    /// Snapshots of orgs, by the org's id.
    Orgs(Vec<Snapshot>),
}

/// A plan with its people.
pub(super) struct PlanFile {
    /// Everything but the people.
    pub(super) head: PlanHead,
    /// The people.
    pub(super) people: Vec<PersonPlan>,
}

impl PlanFile {
    /// What is planned in an org.
    pub(super) fn planned<'a>(&'a self, tenant: &'a TenantPlan) -> Planned<'a> {
        let mut planned = Planned::new(tenant);
        for row in self.people.iter().filter(|row| row.tenant == tenant.name) {
            planned.person(row);
        }
        planned
    }

    fn read(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path)
            .map_err(FileError::new("read", path))
            .map_err(|error| {
                Failure::usage(error)
                    .hint("name a plan that `zd2gc plan -o plan.json` wrote, or the snapshot of an org")
            })?;
        let mut people = Vec::new();
        let reader = BufReader::with_capacity(1 << 16, file);
        let head = crate::plan::read::read(reader, &mut |person| people.push(person)).map_err(|error| {
            Failure::usage(error)
                .hint(format!("the file is {}", path.display()))
                .hint("name a file that `zd2gc plan -o FILE.json` has written, or the folder of an org's snapshot")
        })?;
        Ok(Self { head, people })
    }
}

/// Reads what lies at a path: a file is a plan, a folder holds the snapshot of an org, or several.
pub(super) fn given(path: &Path) -> Result<Given, Failure> {
    let is_folder = path.is_dir() || (!path.exists() && path.extension().is_none());
    if !is_folder {
        return Ok(Given::Plan(Box::new(PlanFile::read(path)?)));
    }
    let orgs = orgs(path)?;
    if orgs.is_empty() {
        return Err(
            Failure::usage(format!("`{}` holds no snapshot of an org", path.display()))
                .hint("take one with `zd2gc snapshot genesys`, or name a plan"),
        );
    }
    Ok(Given::Orgs(orgs))
}

/// The snapshots of orgs in a folder; none where it holds only accounts.
pub(super) fn orgs(path: &Path) -> Result<Vec<Snapshot>, Failure> {
    let found = Snapshot::find(path).map_err(super::snapshots::failure)?;
    let orgs = found
        .into_iter()
        .filter(|snapshot| matches!(snapshot.of(), Of::Genesys { .. }));
    Ok(orgs.collect())
}

/// Where to look if nothing is named: the project's snapshots if there are any of orgs, else its plan.
pub(super) fn default_paths(globals: &Globals) -> Result<Vec<PathBuf>, Failure> {
    let snapshots = globals.settings()?.snapshots().filter(|folder| folder.is_dir());
    if let Some(folder) = snapshots
        && orgs(&folder).is_ok_and(|orgs| !orgs.is_empty())
    {
        return Ok(vec![folder]);
    }
    let plan = PathBuf::from("plan.json");
    if plan.is_file() {
        return Ok(vec![plan]);
    }
    Err(
        Failure::usage("there is neither a snapshot of an org nor a `plan.json`")
            .hint("name a plan or a snapshot with --in")
            .hint("`zd2gc snapshot genesys` reads orgs, `zd2gc plan -o plan.json` makes a plan"),
    )
}

/// Reads what a snapshot says of access.
pub(super) fn read_org(snapshot: &Snapshot, hints: &Hints) -> Result<Org, Failure> {
    Org::read(snapshot, hints).map_err(|error| {
        Failure::usage(error)
            .hint(format!("the snapshot is {}", snapshot.folder().display()))
            .hint("read the org again")
    })
}

/// Which tenant an org is, by its id: what the tables say.
pub(super) struct Tenants(BTreeMap<String, String>);

impl Tenants {
    /// Reads the tables. Only where a tenant was asked for has it to be known: else faulty tables forbid nothing.
    pub(super) fn read(
        tables: &TableArgs,
        asked: bool,
        globals: &Globals,
        console: &mut Console,
    ) -> Result<Self, Failure> {
        let loaded = if asked || tables.mappings.is_some() {
            Some(tables.load_usable(globals, None, console)?)
        } else {
            tables.load(globals, None)?.tables
        };
        let tenants = loaded.into_iter().flat_map(|tables| tables.tenants);
        let named = tenants.map(|tenant| (tenant.org_id.to_string().to_ascii_lowercase(), tenant.name));
        Ok(Self(named.collect()))
    }

    /// The tenant that a snapshot is of.
    pub(super) fn of(&self, snapshot: &Snapshot) -> Option<&str> {
        self.0.get(&org_id(snapshot)).map(String::as_str)
    }

    /// The names of all tenants.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }

    /// Whether a snapshot is of one of the tenants asked for, by the tables' name or the org's own; of any if none was.
    pub(super) fn is_wanted(&self, snapshot: &Snapshot, wanted: &[String]) -> bool {
        let own = match snapshot.of() {
            Of::Genesys { org_name, .. } => Some(org_name.as_str()),
            Of::Zendesk { .. } => None,
        };
        let mut names = self.of(snapshot).into_iter().chain(own);
        wanted.is_empty() || names.any(|name| wanted.iter().any(|one| fold_name(one) == fold_name(name)))
    }
}

/// The id of the org that a snapshot is of.
pub(super) fn org_id(snapshot: &Snapshot) -> String {
    snapshot.of().folder().to_ascii_lowercase()
}

/// The failure of a tenant that nothing is of.
pub(super) fn no_tenant<'a>(wanted: &[String], there: impl IntoIterator<Item = &'a str>) -> Failure {
    let wanted = names::listed(wanted.iter().map(String::as_str));
    Failure::usage(format!("nothing that was named is of the tenant {wanted}"))
        .hint(format!("there is {}", names::listed(there)))
}

/// A permission as people write it.
pub(super) fn permission(text: &str) -> Result<Permission, Failure> {
    text.parse::<Permission>().map_err(|error| {
        let near = Catalogue::embedded().nearest(text, Kind::Permission, 3).join(", ");
        Failure::usage(error).hint(format!("nearest: {near}"))
    })
}

/// A permission in the spelling of whoever has it: the catalogue, a list or a role of an org, a role of a plan.
pub(super) fn spelled<'a>(
    asked: &Permission,
    mut orgs: impl Iterator<Item = &'a Org>,
    mut plans: impl Iterator<Item = &'a PlanHead>,
) -> Result<Permission, Failure> {
    let catalogue = Catalogue::embedded();
    if let Some(facts) = catalogue.permission(asked).filter(|_| catalogue.has_permission(asked)) {
        return Ok(facts.name.clone());
    }
    let in_org = orgs.find_map(|org| {
        let listed = org.permissions.as_ref()?.get_key_value(asked);
        let listed = listed.map(|(name, _)| name.clone());
        listed.or_else(|| org.access.roles().values().find_map(|role| role.spelled(asked)))
    });
    let in_plan = || {
        plans.find_map(|head| {
            let roles = head.tenants.iter().flat_map(|tenant| &tenant.roles);
            let names = roles.flat_map(|role| {
                let wild = role.wildcards.iter().flat_map(|wildcard| &wildcard.permissions);
                role.permissions.iter().chain(wild)
            });
            let parsed = names.filter_map(|name| name.parse::<Permission>().ok());
            parsed.into_iter().find(|name| name == asked)
        })
    };
    in_org.or_else(in_plan).ok_or_else(|| {
        let near = catalogue.nearest(asked.as_str(), Kind::Permission, 3).join(", ");
        Failure::usage(format!(
            "neither the catalogue nor what was searched has a permission `{asked}`"
        ))
        .hint(format!("nearest: {near}"))
    })
}
