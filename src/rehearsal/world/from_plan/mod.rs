//! Orgs in which a plan was carried out exactly.
//!
//! In: a plan's head and its people. Out: a [`World`] with one org a tenant, in the plan's order: its divisions, its roles
//! (those that the plan makes carry `[zd2gc:KEY]` at the end of their description), one user a person, grants or the
//! groups that hold them, the applications with what approves them. What no plan speaks of comes beside it: see [`noise`].
//! Never guesses what the plan does not say: a client whose owner org is not among the tenants is registered nowhere.
//!
//! Held against its plan, such an org gives an audit nothing to find. What the plan itself forces stands in the org all
//! the same and is the plan's to tell, not the audit's: permissions that no grant limits to a division
//! (`not-division-aware`), wildcards that a row asked for (`wildcard-policy`), rights that the plan gives together
//! (`separation-of-duties`, `privileged-holder`), grants in all divisions, applications whose client is privileged by what
//! it calls (`client-privileged`), and trustees that `authorized-organization` asks for (`trustee-access`).

mod applications;
mod noise;

use std::collections::{BTreeMap, BTreeSet};

use super::ids::{mixed, uuid};
use super::org::{Division, Group, Org, Role, RoleSettings, State, SubjectRef, User};
use super::own;
use super::{Tenant, World};
use crate::catalogue::Catalogue;
use crate::model::Divisions;
use crate::plan::model::{GrantPlan, PersonPlan, RolePlan, TenantPlan};
use crate::plan::read::PlanHead;

pub(super) use noise::{ADMINISTRATOR_ROLES, HARMLESS_ROLES, default_role, stranger};

/// Why no orgs can be made of a plan: it was changed by hand, or is of another version.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum FromPlanError {
    /// A region that does not exist.
    #[error("the plan's tenant `{tenant}` is in the region `{region}`, which Genesys Cloud does not have")]
    Region {
        /// The tenant.
        tenant: String,
        /// Its region.
        region: String,
    },
    /// An org id that is none.
    #[error("the plan's tenant `{tenant}` has the org id `{org_id}`, which is not a UUID")]
    OrgId {
        /// The tenant.
        tenant: String,
        /// What stands there.
        org_id: String,
    },
    /// Two tenants, one org.
    #[error("the plan's tenants `{first}` and `{second}` have the same org id: each needs an org of its own")]
    SharedOrg {
        /// The first tenant.
        first: String,
        /// The other.
        second: String,
    },
    /// A way to get tokens that Genesys Cloud does not have.
    #[error(
        "the plan's application `{application}` has the grant type `{grant_type}`, which Genesys Cloud does not have"
    )]
    GrantType {
        /// The application.
        application: String,
        /// What stands there.
        grant_type: String,
    },
    /// A name that leads nowhere within the plan.
    #[error("the plan's {what} names the {kind} `{name}`, which is not in the plan")]
    Dangling {
        /// Who names it.
        what: String,
        /// What it is.
        kind: &'static str,
        /// The name.
        name: String,
    },
}

impl FromPlanError {
    /// A name that leads nowhere.
    fn dangling(what: impl Into<String>, kind: &'static str, name: &str) -> Self {
        Self::Dangling {
            what: what.into(),
            kind,
            name: name.to_owned(),
        }
    }
}

/// An org in the making, and where in it the plan's names lead.
pub(super) struct Draft<'a> {
    /// What is planned.
    tenant: &'a TenantPlan,
    /// The org.
    org: Org,
    /// Roles by the name that grants have.
    roles: BTreeMap<&'a str, usize>,
    /// Divisions by key.
    divisions: BTreeMap<&'a str, usize>,
    /// Groups by role and place; empty where people hold the grants themselves.
    groups: BTreeMap<(&'a str, &'a Divisions), usize>,
}

/// Makes the orgs of a plan.
///
/// # Errors
/// When a region or an org id is none, or the plan names a role, division or tenant that it does not have.
pub fn from_plan(head: &PlanHead, people: &[PersonPlan], seed: u64) -> Result<World, FromPlanError> {
    let mut drafts = Vec::new();
    for (at, tenant) in head.tenants.iter().enumerate() {
        if let Some(other) = head.tenants[..at]
            .iter()
            .find(|other| other.org_id.eq_ignore_ascii_case(&tenant.org_id))
        {
            return Err(FromPlanError::SharedOrg {
                first: other.name.clone(),
                second: tenant.name.clone(),
            });
        }
        drafts.push(draft(tenant, seed)?);
    }
    let by_name: BTreeMap<&str, usize> = head
        .tenants
        .iter()
        .enumerate()
        .map(|(at, tenant)| (tenant.name.as_str(), at))
        .collect();
    for person in people {
        let what = || format!("person `{}`", person.email);
        let at = *by_name
            .get(person.tenant.as_str())
            .ok_or_else(|| FromPlanError::dangling(what(), "tenant", &person.tenant))?;
        drafts[at].person(person, seed)?;
    }
    for draft in &mut drafts {
        noise::add(draft, seed);
    }
    applications::add(&mut drafts, seed)?;
    let mut world = World::default();
    for (at, mut draft) in drafts.into_iter().enumerate() {
        draft.org.sort();
        world.tenants.push(Tenant {
            name: draft.tenant.name.clone(),
            subdomains: draft.tenant.subdomains.clone(),
            org: at,
            more: String::new(),
        });
        world.orgs.push(draft.org);
    }
    Ok(world)
}

/// The org of a tenant before anybody is in it: divisions, roles, groups, the rehearsal's own clients.
fn draft(tenant: &TenantPlan, seed: u64) -> Result<Draft<'_>, FromPlanError> {
    let region = Catalogue::embedded()
        .region(&tenant.region)
        .ok_or_else(|| FromPlanError::Region {
            tenant: tenant.name.clone(),
            region: tenant.region.clone(),
        })?;
    let id = tenant.org_id.parse().map_err(|_| FromPlanError::OrgId {
        tenant: tenant.name.clone(),
        org_id: tenant.org_id.clone(),
    })?;
    let seed = seed ^ mixed(0, &tenant.org_id, 0);
    let mut org = Org {
        id,
        name: tenant.org_name.clone().unwrap_or_else(|| tenant.name.clone()),
        region,
        divisions: Vec::new(),
        roles: Vec::new(),
        users: Vec::new(),
        groups: Vec::new(),
        clients: Vec::new(),
        grants: Vec::new(),
        authorizations: Vec::new(),
        trustees: Vec::new(),
        trustors: Vec::new(),
        policies: Vec::new(),
        integrations: Vec::new(),
        products: own::PRODUCTS.iter().map(|name| (*name).to_owned()).collect(),
        // As an audit wants them: nothing flows into default roles unseen, and who grants does so in their divisions.
        settings: RoleSettings {
            backfill: false,
            grants_by_division: true,
        },
        division_limit: (tenant.divisions.len() as u64 + 10).max(50),
    };
    // Home first, whatever the plan's order: that is what the org takes for it.
    let home = tenant.divisions.iter().filter(|one| one.key == Divisions::HOME);
    let others = tenant.divisions.iter().filter(|one| one.key != Divisions::HOME);
    let mut divisions = BTreeMap::new();
    for (at, division) in home.chain(others).enumerate() {
        org.divisions.push(Division {
            id: uuid(seed, "division", at as u64),
            name: division.name.clone(),
        });
        divisions.insert(division.key.as_str(), at);
    }
    if !divisions.contains_key(Divisions::HOME) {
        return Err(FromPlanError::dangling(
            format!("tenant `{}`", tenant.name),
            "division",
            Divisions::HOME,
        ));
    }
    let mut roles = BTreeMap::new();
    for (at, role) in tenant.roles.iter().enumerate() {
        org.roles.push(planned_role(role, seed, at as u64));
        roles.insert(role.name.as_str(), at);
    }
    own::add(&mut org, seed);
    let mut draft = Draft {
        tenant,
        org,
        roles,
        divisions,
        groups: BTreeMap::new(),
    };
    for (at, group) in tenant.groups.iter().enumerate() {
        draft.org.groups.push(Group {
            id: uuid(seed, "group", at as u64),
            name: group.name.clone(),
            description: format!("Holds {}", group.role),
            members: Vec::new(),
            state: State::Active,
        });
        draft.groups.insert((group.role.as_str(), &group.divisions), at);
        let what = || format!("group `{}`", group.name);
        draft.grant(&what, &group.role, &group.divisions, SubjectRef::Group(at))?;
    }
    Ok(draft)
}

/// A role of the plan as the org has it.
fn planned_role(role: &RolePlan, seed: u64, number: u64) -> Role {
    let id = uuid(seed, "role", number);
    let permissions: BTreeSet<String> = role
        .permissions
        .iter()
        .cloned()
        .chain(role.wildcards.iter().map(|one| one.pattern.clone()))
        .collect();
    if role.existing {
        let mut own = noise::default_role(&role.name, id);
        if role.known {
            own.permissions = permissions.into_iter().collect();
        }
        return own;
    }
    let from: BTreeSet<&str> = role.sources.iter().map(|source| source.name.as_str()).collect();
    let from: Vec<&str> = from.into_iter().collect();
    Role {
        id,
        name: role.name.clone(),
        // The key stays when the name changes; the vendor's limits on descriptions are not known, so it must be short.
        description: format!(
            "From {} [zd2gc:{}]",
            from.first().copied().unwrap_or("the plan"),
            role.key
        ),
        permissions: permissions.into_iter().collect(),
        ..Role::default()
    }
}

impl<'a> Draft<'a> {
    /// What everything in this org depends on: orgs share nothing, even of one seed.
    fn seed(&self, seed: u64) -> u64 {
        seed ^ mixed(0, &self.tenant.org_id, 0)
    }

    /// Adds a person with everything that is planned for them.
    fn person(&mut self, person: &'a PersonPlan, seed: u64) -> Result<(), FromPlanError> {
        let seed = self.seed(seed);
        let what = || format!("person `{}`", person.email);
        let at = self.org.users.len();
        let division = match person.grants.first().map(|grant| &grant.divisions) {
            Some(Divisions::Named(keys)) => self.division(&what, &keys[0])?,
            _ => 0,
        };
        let number = at as u64;
        let draw = mixed(seed, "login", number);
        self.org.users.push(User {
            id: uuid(seed, "user", number),
            name: person.name.clone(),
            email: person.email.clone(),
            username: person.email.clone(),
            state: State::Active,
            division,
            title: None,
            last_login: Some(format!("2026-11-{:02}T07:30:00.000Z", 1 + draw % 19)),
        });
        for base in &person.base {
            self.grant(&what, base, &Divisions::Home, SubjectRef::User(at))?;
        }
        for GrantPlan { role, divisions, .. } in &person.grants {
            match self.groups.get(&(role.as_str(), divisions)) {
                // Several accounts can give the same person the same grant.
                Some(group) if self.org.groups[*group].members.last() == Some(&at) => {}
                Some(group) => self.org.groups[*group].members.push(at),
                None => self.grant(&what, role, divisions, SubjectRef::User(at))?,
            }
        }
        Ok(())
    }

    /// Grants a planned role where the plan says.
    fn grant(
        &mut self,
        what: &dyn Fn() -> String,
        role: &str,
        divisions: &Divisions,
        to: SubjectRef,
    ) -> Result<(), FromPlanError> {
        let role = self.role(what, role)?;
        match divisions {
            Divisions::All => self.org.grant(role, to, None),
            Divisions::Home => self.org.grant(role, to, Some(0)),
            Divisions::Named(keys) => {
                for key in keys {
                    let division = self.division(what, key)?;
                    self.org.grant(role, to, Some(division));
                }
            }
        }
        Ok(())
    }

    /// The role with a name.
    fn role(&self, what: &dyn Fn() -> String, name: &str) -> Result<usize, FromPlanError> {
        let found = self.roles.get(name).copied();
        found.ok_or_else(|| FromPlanError::dangling(what(), "role", name))
    }

    /// The division with a key.
    fn division(&self, what: &dyn Fn() -> String, key: &str) -> Result<usize, FromPlanError> {
        let found = self.divisions.get(key).copied();
        found.ok_or_else(|| FromPlanError::dangling(what(), "division", key))
    }
}

#[cfg(test)]
mod tests;
