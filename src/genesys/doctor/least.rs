//! The least with which everything can be read: permissions for a role, scopes for a client.

use std::collections::{BTreeMap, BTreeSet};

use super::held::Held;
use super::missing;
use super::model::{PermissionNeeded, Policy, RoleNeeded};
use super::probe::{Outcome, Probe, Refusal};
use crate::catalogue::{Mode, least, rank, scope_rank};
use crate::genesys::live::reads::{self, Read};
use crate::live::ReadChecked;
use crate::model::{Level, Permission};

/// How privileged a permission is, by the tables.
pub type Levels<'a> = &'a dyn Fn(&Permission) -> Option<Level>;

/// What the reads of the table take at least.
pub(super) struct Least {
    /// The permissions in the order in which they are to be given away, the cheapest first, as far as reads list them.
    ranks: BTreeMap<Permission, (u8, u8)>,
    permissions: BTreeSet<Permission>,
    scopes: BTreeSet<&'static str>,
    paths: BTreeMap<Permission, BTreeSet<&'static str>>,
}

/// Every read of the table, those included that large orgs only take.
fn all() -> impl Iterator<Item = Read> {
    reads::reads()
        .flat_map(|read| [Some(read), read.beyond.copied()])
        .flatten()
}

/// The permissions of which each list takes one. What the vendor itself named counts more than the catalogue.
fn lists(read: &Read, refusal: Option<&Refusal>) -> Vec<BTreeSet<Permission>> {
    let operation = read.operation();
    let named = refusal.map(missing::named).filter(|named| !named.is_empty());
    let one_each =
        |permissions: BTreeSet<Permission>| permissions.into_iter().map(|one| BTreeSet::from([one])).collect();
    let listed: BTreeSet<Permission> = operation.permissions.iter().cloned().collect();
    let any = |refusal: &Refusal| refusal.code.contains(".any.");
    match (operation.mode, named) {
        (_, Some(named)) if refusal.is_some_and(any) => vec![named],
        // Of some that are needed together, those are named that are missing.
        (Mode::All, Some(named)) => one_each(listed.into_iter().chain(named).collect()),
        (_, Some(named)) => one_each(named),
        (Mode::Any, None) => vec![listed],
        (Mode::All, None) => one_each(listed),
        (Mode::None | Mode::Unknown, None) => Vec::new(),
    }
}

impl Least {
    /// The least of all reads, of which some were refused.
    pub(super) fn of_reads(probes: &[Probe], levels: Levels<'_>) -> Self {
        let refusal = |read: &Read| {
            probes.iter().find_map(|probe| match &probe.outcome {
                Outcome::Refused(refusal) if probe.read.path == read.path => Some(refusal),
                _ => None,
            })
        };
        let lists: Vec<(Read, BTreeSet<Permission>)> = all()
            .flat_map(|read| lists(&read, refusal(&read)).into_iter().map(move |list| (read, list)))
            .collect();
        let ranks: BTreeMap<Permission, (u8, u8)> = lists
            .iter()
            .flat_map(|(_, list)| list)
            .map(|permission| (permission.clone(), rank(permission, levels(permission))))
            .collect();
        let of: Vec<Vec<Permission>> = lists.iter().map(|(_, list)| list.iter().cloned().collect()).collect();
        let permissions = least(&of, |permission| ranks.get(permission).copied());
        let mut paths: BTreeMap<Permission, BTreeSet<&'static str>> = BTreeMap::new();
        for (read, list) in &lists {
            for permission in list.intersection(&permissions) {
                paths.entry(permission.clone()).or_default().insert(read.path);
            }
        }
        let of: Vec<Vec<&'static str>> = all().map(|read| read.operation().scopes.clone()).collect();
        Self {
            ranks,
            permissions,
            scopes: least(&of, scope_rank),
            paths,
        }
    }

    /// The least of a list of which one suffices: what everything else takes anyway, else the cheapest.
    pub(super) fn of(&self, list: &BTreeSet<Permission>) -> BTreeSet<Permission> {
        let chosen: BTreeSet<Permission> = list.intersection(&self.permissions).cloned().collect();
        if !chosen.is_empty() {
            return chosen;
        }
        least(&[list.iter().cloned().collect()], |permission| {
            let known = self.ranks.get(permission).copied();
            known.unwrap_or_else(|| rank(permission, None))
        })
    }

    /// The least scope of a read.
    pub(super) fn scopes_of(&self, read: &Read) -> Vec<String> {
        let operation = read.operation();
        let chosen = operation.scopes.iter().filter(|scope| self.scopes.contains(*scope));
        chosen.map(|scope| (*scope).to_owned()).collect()
    }

    /// The least scopes of all reads.
    pub(super) fn scopes(&self) -> Vec<String> {
        self.scopes.iter().map(|scope| (*scope).to_owned()).collect()
    }

    /// The permissions.
    pub(super) fn permissions(&self) -> &BTreeSet<Permission> {
        &self.permissions
    }

    /// The role, split into what is held and what is missing.
    pub(super) fn role(&self, held: &Held, reads: &[ReadChecked]) -> RoleNeeded {
        let mut policies: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for (domain, entity, action) in self.permissions.iter().filter_map(Permission::parts) {
            policies.entry((domain, entity)).or_default().insert(action);
        }
        let permissions = self.permissions.iter().map(|permission| {
            let paths = self.paths.get(permission).into_iter().flatten();
            let paths: Vec<String> = paths.map(|path| (*path).to_owned()).collect();
            let holds = held.holds(permission);
            let mut served = reads.iter().filter(|read| paths.contains(&read.path)).peekable();
            let served = served.peek().is_some() && served.all(|read| read.readable == Some(true));
            PermissionNeeded {
                permission: permission.to_string(),
                held: holds,
                replaced: holds == Some(false) && served,
                paths,
            }
        });
        RoleNeeded {
            permissions: permissions.collect(),
            policies: policies
                .into_iter()
                .map(|((domain, entity), actions)| Policy {
                    domain: domain.to_owned(),
                    entity: entity.to_owned(),
                    actions: actions.into_iter().map(str::to_owned).collect(),
                })
                .collect(),
        }
    }
}
