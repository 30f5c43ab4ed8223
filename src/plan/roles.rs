//! A tenant's roles: merged where they are equal, parted where only their names are, each with a name and a stable key.

use std::collections::{BTreeMap, BTreeSet};

use super::live::LiveOrg;
use super::model::RoleHalf;
use super::rules;
use super::source::SourceRole;
use super::translate::{HalfRole, Translation};
use crate::finding::Finding;
use crate::mapping::Tables;
use crate::mapping::tables::Target;
use crate::model::{Pattern, Permission, fold_name, slug};

/// One account's source roles, translated for one tenant; both lists run side by side.
#[derive(Debug)]
pub(super) struct AccountRoles<'a> {
    /// The account.
    pub subdomain: &'a str,
    /// Its source roles.
    pub sources: &'a [SourceRole],
    /// What each becomes.
    pub translations: &'a [Translation],
}

/// A role of the tenant.
#[derive(Debug, Clone)]
pub(super) struct Role {
    /// Stable key.
    pub key: String,
    /// Unique name.
    pub name: String,
    /// What it is for.
    pub half: RoleHalf,
    /// The org's own.
    pub existing: bool,
    /// Whether its permissions are known.
    pub known: bool,
    /// Named outright.
    pub permissions: BTreeSet<Permission>,
    /// Wildcards with what they stand for.
    pub wildcards: BTreeMap<Pattern, Vec<Permission>>,
    /// Whether a row wants it in all divisions.
    pub everywhere: bool,
    /// The source roles it comes from: account, source role.
    pub from: Vec<(usize, usize)>,
}

impl Role {
    /// Everything that holding it allows, as far as it is known.
    pub(super) fn effective(&self) -> BTreeSet<&Permission> {
        self.permissions
            .iter()
            .chain(self.wildcards.values().flatten())
            .collect()
    }
}

/// What a source role gives its people, as indices of [`RoleSet::roles`].
#[derive(Debug, Clone, Default)]
pub(super) struct Given {
    /// The tickets half, or the existing role that takes the place of both halves.
    pub tickets: Option<usize>,
    /// The account half.
    pub account: Option<usize>,
    /// The base roles.
    pub base: Vec<usize>,
    /// Whether the override that sends it to an existing role wants that in all divisions; of others the role itself says so.
    pub everywhere: bool,
}

/// The roles of a tenant.
#[derive(Debug, Default)]
pub(super) struct RoleSet {
    /// All of them; those that nobody holds are left out when the plan is written.
    pub roles: Vec<Role>,
    /// What was noticed.
    pub findings: Vec<Finding>,
    /// What each source role gives its people.
    pub(super) given: BTreeMap<(usize, usize), Given>,
}

/// A half of a source role that wants to be a role.
struct Candidate<'a> {
    from: (usize, usize),
    name: String,
    half: RoleHalf,
    content: &'a HalfRole,
    merge: bool,
}

impl RoleSet {
    /// Makes the roles of a tenant from its accounts' source roles, in the accounts' order.
    pub(super) fn new(tenant: &str, accounts: &[AccountRoles<'_>], tables: &Tables, live: Option<&LiveOrg>) -> Self {
        let mut set = Self::default();
        set.base(tables, live);
        set.administration(tables);
        let mut candidates = Vec::new();
        for (account, roles) in accounts.iter().enumerate() {
            for (source, (role, translation)) in roles.sources.iter().zip(roles.translations).enumerate() {
                let from = (account, source);
                let base = translation.base.clone();
                let given = set.given.entry(from).or_default();
                given.base = base;
                let name = match &translation.target {
                    Target::Skipped => continue,
                    Target::Existing(name) => {
                        let copy = if fold_name(&role.name) == fold_name(name) {
                            format!("{} ({})", role.name.trim(), roles.subdomain)
                        } else {
                            role.name.trim().to_owned()
                        };
                        set.existing(from, name, copy, translation, tables, live);
                        continue;
                    }
                    Target::Renamed(name) => name.clone(),
                    Target::Translated => role.name.trim().to_owned(),
                };
                for (half, content) in [
                    (RoleHalf::Tickets, &translation.tickets),
                    (RoleHalf::Account, &translation.account),
                ] {
                    if !content.is_empty() {
                        let name = if half == RoleHalf::Account {
                            format!("{name} - account")
                        } else {
                            name.clone()
                        };
                        candidates.push(Candidate {
                            from,
                            name,
                            half,
                            content,
                            merge: translation.merge,
                        });
                    }
                }
            }
        }
        // A name that the customer gave goes before one that we made up for a system role, which perhaps nobody holds.
        candidates.sort_by_key(|one| accounts[one.from.0].sources[one.from.1].role_id().is_none());
        set.merge(candidates);
        set.part(tenant, accounts, live);
        set.give_keys(accounts);
        set
    }

    /// Roles that rows for people name and the plan does not make: they are taken to be the org's.
    pub(super) fn by_hand(&mut self, tables: &Tables, live: Option<&LiveOrg>) {
        for name in tables.people.iter().flat_map(|row| &row.roles) {
            if self.named(name).is_some() {
                continue;
            }
            let own = live.and_then(|live| live.role(name));
            self.add(Role {
                key: String::new(),
                name: own.map_or_else(|| name.trim().to_owned(), |own| own.name.clone()),
                half: RoleHalf::Tickets,
                existing: true,
                known: own.is_some(),
                permissions: own.map(|own| own.permissions.clone()).unwrap_or_default(),
                wildcards: BTreeMap::new(),
                everywhere: false,
                from: Vec::new(),
            });
        }
    }

    fn base(&mut self, tables: &Tables, live: Option<&LiveOrg>) {
        for base in &tables.base {
            let own = live.and_then(|live| live.base_role(base));
            self.roles.push(Role {
                key: String::new(),
                name: own.map_or_else(|| base.role.clone(), |own| own.name.clone()),
                half: RoleHalf::Base,
                existing: true,
                known: own.is_some(),
                permissions: own.map(|own| own.permissions.clone()).unwrap_or_default(),
                wildcards: BTreeMap::new(),
                everywhere: false,
                from: Vec::new(),
            });
        }
    }

    fn administration(&mut self, tables: &Tables) {
        if let Some(row) = &tables.administration {
            self.roles.push(Role {
                key: String::new(),
                name: row.name.clone(),
                half: RoleHalf::Administration,
                existing: false,
                known: true,
                permissions: row.permissions.iter().cloned().collect(),
                wildcards: BTreeMap::new(),
                everywhere: false,
                from: Vec::new(),
            });
        }
    }

    /// A source role that becomes a role of the org, or a copy of one with changes: default roles are never edited.
    fn existing(
        &mut self,
        from: (usize, usize),
        name: &str,
        copy: String,
        translation: &Translation,
        tables: &Tables,
        live: Option<&LiveOrg>,
    ) {
        let Some(row) = translation.overridden.map(|at| &tables.overrides[at]) else {
            return;
        };
        self.given.entry(from).or_default().everywhere = row.divisions == Some(crate::model::Divisions::All);
        let own = live.and_then(|live| live.role(name));
        let changed = !row.add.is_empty() || !row.remove.is_empty();
        let name = if changed {
            copy
        } else {
            own.map_or_else(|| name.to_owned(), |own| own.name.clone())
        };
        if !changed
            && let Some(at) = self
                .roles
                .iter()
                .position(|known| known.existing && fold_name(&known.name) == fold_name(&name))
        {
            self.roles[at].from.push(from);
            self.given.entry(from).or_default().tickets = Some(at);
            return;
        }
        let mut permissions = own.map(|own| own.permissions.clone()).unwrap_or_default();
        let mut wildcards = BTreeMap::new();
        for pattern in &row.add {
            if let Some(permission) = pattern.exact() {
                permissions.insert(permission.clone());
            } else {
                let halves = [&translation.tickets, &translation.account];
                let expanded = halves.iter().find_map(|half| half.wildcards.get(pattern));
                wildcards.insert(pattern.clone(), expanded.cloned().unwrap_or_default());
            }
        }
        permissions.retain(|permission| !row.remove.iter().any(|pattern| pattern.matches(permission)));
        self.roles.push(Role {
            key: String::new(),
            name,
            half: RoleHalf::Tickets,
            existing: !changed,
            known: own.is_some(),
            permissions,
            wildcards,
            everywhere: false,
            from: vec![from],
        });
        self.given.entry(from).or_default().tickets = Some(self.roles.len() - 1);
    }

    /// Roles with the same content and half are one, under the name of the first.
    fn merge(&mut self, candidates: Vec<Candidate<'_>>) {
        let mut equal = BTreeMap::new();
        for candidate in candidates {
            let content = (
                candidate.half,
                candidate.content.permissions.clone(),
                candidate.content.wildcards.keys().cloned().collect::<Vec<_>>(),
                candidate.content.everywhere,
            );
            let at = match equal.get(&content) {
                Some(at) if candidate.merge => *at,
                _ => {
                    self.roles.push(Role {
                        key: String::new(),
                        name: candidate.name,
                        half: candidate.half,
                        existing: false,
                        known: true,
                        permissions: candidate.content.permissions.clone(),
                        wildcards: candidate.content.wildcards.clone(),
                        everywhere: candidate.content.everywhere,
                        from: Vec::new(),
                    });
                    if candidate.merge {
                        equal.insert(content, self.roles.len() - 1);
                    }
                    self.roles.len() - 1
                }
            };
            self.roles[at].from.push(candidate.from);
            let given = self.given.entry(candidate.from).or_default();
            match candidate.half {
                RoleHalf::Account => given.account = Some(at),
                _ => given.tickets = Some(at),
            }
        }
    }

    /// Same name, different content: all of them get their account's name behind theirs.
    fn part(&mut self, tenant: &str, accounts: &[AccountRoles<'_>], live: Option<&LiveOrg>) {
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, role) in self.roles.iter().enumerate() {
            by_name.entry(fold_name(&role.name)).or_default().push(at);
        }
        let fixed = |role: &Role| role.existing || role.half == RoleHalf::Administration;
        for (name, alike) in &by_name {
            let in_org = live.and_then(|live| live.roles.get(name));
            let differs = |role: &Role| {
                in_org.is_some_and(|own| {
                    own.key.is_none() && (own.conditional || own.permissions.iter().ne(role.effective()))
                })
            };
            if alike.len() < 2
                && !alike
                    .iter()
                    .any(|at| !fixed(&self.roles[*at]) && differs(&self.roles[*at]))
            {
                continue;
            }
            let free: Vec<usize> = alike.iter().copied().filter(|at| !fixed(&self.roles[*at])).collect();
            let is_listed = |at: usize| {
                let first = self.roles[at].from.first();
                first.is_some_and(|(account, source)| accounts[*account].sources[*source].role_id().is_some())
            };
            // Of a system role the name is ours: it gives way, and the customer's stays.
            let stays = alike
                .iter()
                .filter(|at| fixed(&self.roles[**at]) || is_listed(**at))
                .count()
                < 2
                && !alike.iter().any(|at| is_listed(*at) && differs(&self.roles[*at]));
            let free: Vec<usize> = free.into_iter().filter(|at| !(stays && is_listed(*at))).collect();
            for at in free {
                let Some((account, source)) = self.roles[at].from.first().copied() else {
                    continue;
                };
                let (subdomain, role) = (accounts[account].subdomain, &accounts[account].sources[source]);
                let plain = self.roles[at].name.clone();
                let mut parted = format!("{plain} ({subdomain})");
                let taken = |name: &str| {
                    by_name.contains_key(&fold_name(name))
                        || live.is_some_and(|live| live.role(name).is_some_and(|own| own.key.is_none()))
                        || self
                            .roles
                            .iter()
                            .enumerate()
                            .any(|(other, role)| other != at && fold_name(&role.name) == fold_name(name))
                };
                if taken(&parted) {
                    let id = role.role_id().map_or_else(|| slug(&role.name), |id| id.to_string());
                    parted = format!("{plain} ({subdomain} {id})");
                }
                self.roles[at].name.clone_from(&parted);
                let is_listed = self.roles[at]
                    .from
                    .iter()
                    .any(|(account, source)| accounts[*account].sources[*source].role_id().is_some());
                if is_listed {
                    let place = if in_org.is_some() {
                        "the org has"
                    } else {
                        "the tenant gets"
                    };
                    self.findings.push(
                        Finding::new(
                            &rules::NAME_CLASH,
                            parted.clone(),
                            plain.clone(),
                            format!("{place} another role called `{plain}` with other permissions; this one becomes `{parted}`"),
                        )
                        .tenant(tenant)
                        .expected(plain.clone(), parted.clone())
                        .remedy(format!(
                            "to choose the name, add to `overrides` in a roles table: - match: {{subdomain: {subdomain}, name: {}}}, rename: ..., reason: ...",
                            yaml_text(&role.name)
                        )),
                    );
                }
            }
        }
    }

    /// Keys come from names as they were before parting, with the source behind them where several are alike.
    fn give_keys(&mut self, accounts: &[AccountRoles<'_>]) {
        let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, role) in self.roles.iter().enumerate() {
            alike.entry(slug(&role.name)).or_default().push(at);
        }
        let mut taken = BTreeSet::new();
        for (plain, group) in alike {
            for at in &group {
                let mut key = plain.clone();
                if group.len() > 1
                    && let Some((account, source)) = self.roles[*at].from.first()
                {
                    let role = &accounts[*account].sources[*source];
                    let id = role.role_id().map_or_else(|| slug(&role.name), |id| id.to_string());
                    key = format!("{plain}-{}-{id}", accounts[*account].subdomain);
                }
                let mut number = 2;
                while !taken.insert(key.clone()) {
                    key = format!("{plain}-{number}");
                    number += 1;
                }
                self.roles[*at].key = key;
            }
        }
    }

    /// What a source role of an account gives.
    pub(super) fn given(&self, account: usize, source: usize) -> &Given {
        static NOTHING: Given = Given {
            tickets: None,
            account: None,
            base: Vec::new(),
            everywhere: false,
        };
        self.given.get(&(account, source)).unwrap_or(&NOTHING)
    }

    /// The role with a name, whichever it is.
    pub(super) fn named(&self, name: &str) -> Option<usize> {
        self.roles
            .iter()
            .position(|role| fold_name(&role.name) == fold_name(name))
    }

    /// Adds a role of the org, or one for an application; gives its index.
    pub(super) fn add(&mut self, role: Role) -> usize {
        let mut role = role;
        let plain = slug(&role.name);
        let mut number = 2;
        role.key.clone_from(&plain);
        while self.roles.iter().any(|other| other.key == role.key) {
            role.key = format!("{plain}-{number}");
            number += 1;
        }
        self.roles.push(role);
        self.roles.len() - 1
    }
}

/// A text as a YAML scalar that reads back as itself.
fn yaml_text(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
