//! What a plan gives, as effective rights: the same value that an org's snapshot is read into.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{ApplicationPlan, PersonPlan, RoleHalf, RolePlan, TenantPlan};
use crate::access::snapshot::Hints;
use crate::access::{Access, ByKey, Division, Kind, Policy, Reach, RoleRights, State, Subject, keys};
use crate::model::{Divisions, fold_name};

/// What is planned in one org.
#[derive(Debug, Clone)]
pub struct Planned<'a> {
    /// The tenant.
    pub tenant: &'a TenantPlan,
    /// Roles, divisions, groups, clients, and the people added so far. Base roles are among the grants, at home.
    pub access: Access,
    /// The base roles of each person, by key: held anywhere, they are held.
    pub bases: ByKey<BTreeSet<String>>,
    /// The groups that people are to be in, with the role that each holds.
    pub groups: BTreeMap<String, String>,
    roles: BTreeMap<&'a str, String>,
    divisions: BTreeMap<&'a str, String>,
}

/// The key of a planned role.
pub fn role_key(role: &RolePlan) -> String {
    if role.existing {
        keys::role(&role.name)
    } else {
        keys::planned_role(&role.key)
    }
}

impl<'a> Planned<'a> {
    /// Everything of a tenant but its people.
    pub fn new(tenant: &'a TenantPlan) -> Self {
        let mut planned = Self {
            tenant,
            access: Access::default(),
            bases: ByKey::default(),
            groups: BTreeMap::new(),
            roles: BTreeMap::new(),
            divisions: BTreeMap::new(),
        };
        for division in &tenant.divisions {
            let home = division.key == Divisions::HOME;
            let key = keys::division(&division.name, home);
            planned.divisions.insert(&division.key, key.clone());
            let told = Division {
                name: division.name.clone(),
                id: String::new(),
                home,
            };
            planned.access.division(key, told);
        }
        for role in &tenant.roles {
            let key = role_key(role);
            planned.roles.insert(&role.name, key.clone());
            planned.access.role(key, rights(role));
        }
        for group in &tenant.groups {
            let key = keys::group(&group.name);
            planned
                .access
                .subject(key.clone(), subject(Kind::Group, &format!("group:{}", group.name)));
            planned.grant(&key, &group.role, &group.divisions);
            if let Some(role) = planned.roles.get(group.role.as_str()) {
                planned.groups.insert(key, role.clone());
            }
        }
        for application in tenant.applications.iter().filter(|one| acts_for_itself(one)) {
            planned.client(application);
        }
        planned
    }

    /// Adds a person.
    pub fn person(&mut self, row: &PersonPlan) {
        let key = keys::person(&row.email);
        self.access.subject(key.clone(), subject(Kind::Person, &row.email));
        for base in &row.base {
            self.grant(&key, base, &Divisions::Home);
            if let Some(role) = self.roles.get(base.as_str()) {
                self.bases.entry(key.clone()).or_default().insert(role.clone());
            }
        }
        for grant in &row.grants {
            let mut groups = self.tenant.groups.iter();
            match groups.find(|group| group.role == grant.role && group.divisions == grant.divisions) {
                Some(group) => {
                    let group = keys::group(&group.name);
                    // Several accounts can give the same person the same grant.
                    if !self.access.groups_of(&key).contains(&group) {
                        self.access.member(&key, &group);
                    }
                }
                None => self.grant(&key, &grant.role, &grant.divisions),
            }
        }
    }

    fn client(&mut self, application: &ApplicationPlan) {
        let key = keys::client(&application.client_id);
        self.access.subject(
            key.clone(),
            subject(Kind::Client, &format!("client:{}", application.name)),
        );
        let divisions = if application.divisions.iter().any(|key| key == "all") {
            Some(Divisions::All)
        } else {
            Divisions::from_keys(application.divisions.clone())
        };
        if let Some(divisions) = divisions {
            for role in &application.roles {
                self.grant(&key, role, &divisions);
            }
        }
    }

    fn grant(&mut self, subject: &str, role: &str, divisions: &Divisions) {
        let Some(role) = self.roles.get(role).cloned() else {
            return;
        };
        let at = match divisions.keys() {
            None => Reach::All,
            Some(named) => Reach::In(named.into_iter().map(|key| self.division(key)).collect()),
        };
        self.access.grant(subject, &role, at);
    }

    /// The key that an org knows a division of the plan by.
    pub fn division(&self, key: &str) -> String {
        self.divisions
            .get(key)
            .cloned()
            .unwrap_or_else(|| keys::division(key, false))
    }

    /// How the plan names a division: its key there, else its name in the org.
    pub fn division_name(&self, key: &str) -> Option<&'a str> {
        let found = self.divisions.iter().find(|(_, own)| *own == key);
        found.map(|(name, _)| *name)
    }

    /// The key of a role by the name that the plan gives it.
    pub fn role(&self, name: &str) -> Option<&str> {
        self.roles.get(name).map(String::as_str)
    }

    /// The role of the plan with a key.
    pub fn planned_role(&self, key: &str) -> Option<&'a RolePlan> {
        self.tenant.roles.iter().find(|role| role_key(role) == key)
    }

    /// What whoever reads the org should know of its names.
    pub fn hints(&self) -> Hints {
        let roles = self.roles.iter().map(|(name, key)| (fold_name(name), key.clone()));
        let people = self
            .access
            .subjects()
            .iter()
            .filter(|(_, subject)| subject.kind == Kind::Person);
        Hints {
            roles: roles.collect(),
            people: people.map(|(key, _)| key.clone()).collect(),
        }
    }
}

/// The roles of a plan that somebody holds and of which it is not known what they allow, as a list that lacks.
pub fn unknown_roles(access: &Access) -> BTreeMap<String, String> {
    let held: BTreeSet<&str> = access
        .grants()
        .values()
        .flatten()
        .map(|grant| grant.role.as_str())
        .collect();
    let unknown: Vec<String> = held
        .into_iter()
        .filter_map(|key| access.rights(key).filter(|role| !role.known))
        .map(|role| format!("`{}`", role.name))
        .collect();
    if unknown.is_empty() {
        return BTreeMap::new();
    }
    let why = format!("what {} may do is known only from a live org", unknown.join(", "));
    BTreeMap::from([("roles".to_owned(), why)])
}

/// Whether an application's client holds roles itself.
fn acts_for_itself(application: &ApplicationPlan) -> bool {
    application.grant_type == "client-credentials" && !application.client_id.is_empty()
}

fn subject(kind: Kind, name: &str) -> Subject {
    Subject {
        kind,
        name: name.to_owned(),
        id: String::new(),
        state: State::Active,
    }
}

fn rights(role: &RolePlan) -> RoleRights {
    let wildcards = role.wildcards.iter().map(|wildcard| &wildcard.pattern);
    let patterns = role.permissions.iter().chain(wildcards);
    RoleRights {
        name: role.name.clone(),
        key: (!role.existing).then(|| role.key.clone()),
        base: role.half == RoleHalf::Base,
        known: role.known,
        policies: patterns
            .filter_map(|pattern| {
                Some(Policy {
                    pattern: pattern.parse().ok()?,
                    conditional: false,
                })
            })
            .collect(),
        ..RoleRights::default()
    }
}
