//! What deviations choose from: the orgs with their plan side by side, what was touched already, and chance by seed.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Divisions, fold_name};
use crate::plan::model::{ApplicationPlan, GroupPlan, PersonPlan, RolePlan, TenantPlan};
use crate::plan::read::PlanHead;
use crate::rehearsal::world::World;
use crate::rehearsal::world::from_plan::{HARMLESS_ROLES, default_role};
use crate::rehearsal::world::ids::{mixed, uuid};
use crate::rehearsal::world::org::{Division, Org, Role, SubjectRef};

/// Something that a deviation used up, by org.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Touched {
    /// A role, by its id.
    Role(String),
    /// A person, by org and place.
    Person(usize, usize),
    /// A group, by its id.
    Group(String),
    /// A client, by its id.
    Client(String),
    /// The approval of a client in an org.
    Approval(usize, String),
    /// A division, by its id.
    Division(String),
}

/// A person of the plan in their org.
#[derive(Clone, Copy)]
pub(super) struct Somebody<'a> {
    /// The org.
    pub org: usize,
    /// The user.
    pub user: usize,
    /// What is planned.
    pub plan: &'a PersonPlan,
}

/// An application of the plan whose client is registered in one of the orgs.
#[derive(Clone, Copy)]
pub(super) struct Registered<'a> {
    /// The client's org.
    pub org: usize,
    /// The client.
    pub client: usize,
    /// What is planned.
    pub plan: &'a ApplicationPlan,
}

/// A client that is approved in an org.
#[derive(Clone, Copy)]
pub(super) struct Approved<'a> {
    /// The org that approved it.
    pub org: usize,
    /// The approval.
    pub at: usize,
    /// What is planned.
    pub plan: &'a ApplicationPlan,
}

/// Orgs and plan side by side.
pub(super) struct Scene<'a> {
    /// The orgs, in the plan's order of tenants.
    pub world: &'a mut World,
    /// What is planned in each of them.
    tenants: &'a [TenantPlan],
    /// Everybody of the plan who is in their org.
    people: Vec<Somebody<'a>>,
    /// What is used up.
    touched: BTreeSet<Touched>,
    /// What chance depends on.
    seed: u64,
    /// How often chance was asked.
    draws: u64,
}

impl<'a> Scene<'a> {
    /// Finds each person of the plan in their org.
    pub(super) fn new(world: &'a mut World, head: &'a PlanHead, people: &'a [PersonPlan], seed: u64) -> Self {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, tenant) in head.tenants.iter().enumerate() {
            places.insert(&tenant.name, at);
        }
        let mut users: Vec<BTreeMap<&str, usize>> = Vec::new();
        for org in &world.orgs {
            let by_address = org.users.iter().enumerate();
            users.push(by_address.map(|(at, user)| (user.email.as_str(), at)).collect());
        }
        let mut somebodies = Vec::new();
        for plan in people {
            let org = places.get(plan.tenant.as_str()).copied();
            if let Some(org) = org
                && let Some(user) = users.get(org).and_then(|users| users.get(plan.email.as_str()))
            {
                somebodies.push(Somebody { org, user: *user, plan });
            }
        }
        drop(users);
        Self {
            world,
            tenants: &head.tenants,
            people: somebodies,
            touched: BTreeSet::new(),
            seed,
            draws: 0,
        }
    }

    /// A number below `limit`, which is not 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.draws += 1;
        let draw = mixed(self.seed, "drift", self.draws) % limit.max(1) as u64;
        usize::try_from(draw).unwrap_or(0)
    }

    /// Puts things into an order by chance.
    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for at in (1..things.len()).rev() {
            let other = self.below(at + 1);
            things.swap(at, other);
        }
    }

    /// One of some things.
    pub(super) fn pick<T>(&mut self, mut things: Vec<T>) -> Option<T> {
        if things.is_empty() {
            return None;
        }
        let at = self.below(things.len());
        Some(things.swap_remove(at))
    }

    /// An id that nothing else has.
    pub(super) fn id(&mut self, kind: &str) -> String {
        self.draws += 1;
        uuid(self.seed, kind, self.draws)
    }

    /// Uses something up.
    pub(super) fn touch(&mut self, what: Touched) {
        self.touched.insert(what);
    }

    /// Whether something is still as the plan wants it.
    pub(super) fn is_free(&self, what: &Touched) -> bool {
        !self.touched.contains(what)
    }

    /// What is planned in an org.
    pub(super) fn tenant(&self, org: usize) -> &'a TenantPlan {
        &self.tenants[org]
    }

    /// The orgs, by number.
    pub(super) fn orgs(&self) -> std::ops::Range<usize> {
        0..self.tenants.len().min(self.world.orgs.len())
    }

    /// One of the orgs.
    pub(super) fn any_org(&mut self) -> usize {
        self.below(self.orgs().len())
    }

    /// An org.
    pub(super) fn org(&mut self, at: usize) -> &mut Org {
        &mut self.world.orgs[at]
    }

    /// The role of an org by name.
    pub(super) fn role(&self, org: usize, name: &str) -> Option<usize> {
        self.world.orgs[org].roles.iter().position(|role| role.name == name)
    }

    /// The roles of the plan that are untouched: org, place in it, plan.
    pub(super) fn roles(&self) -> Vec<(usize, usize, &'a RolePlan)> {
        let mut roles = Vec::new();
        for org in self.orgs() {
            for plan in &self.tenants[org].roles {
                if let Some(at) = self.role(org, &plan.name)
                    && self.is_free(&Touched::Role(self.world.orgs[org].roles[at].id.clone()))
                {
                    roles.push((org, at, plan));
                }
            }
        }
        roles
    }

    /// The roles that the plan makes and that are untouched.
    pub(super) fn made_roles(&self) -> Vec<(usize, usize, &'a RolePlan)> {
        let mut roles = self.roles();
        roles.retain(|(_, _, plan)| !plan.existing);
        roles
    }

    /// Whether anybody holds a role.
    pub(super) fn is_held(&self, org: usize, role: usize) -> bool {
        self.world.orgs[org].grants.iter().any(|grant| grant.role == role)
    }

    /// Uses a role up, and gives it.
    pub(super) fn take_role(&mut self, org: usize, at: usize) -> &mut Role {
        let id = self.world.orgs[org].roles[at].id.clone();
        self.touch(Touched::Role(id));
        &mut self.world.orgs[org].roles[at]
    }

    /// A default role of an org that is in no plan and holds nothing privileged.
    pub(super) fn harmless_role(&self, org: usize) -> Option<usize> {
        let roles = &self.world.orgs[org].roles;
        let is_planned = |name: &str| {
            let mut planned = self.tenants[org].roles.iter();
            planned.any(|role| fold_name(&role.name) == fold_name(name))
        };
        roles
            .iter()
            .position(|role| HARMLESS_ROLES.contains(&role.name.as_str()) && !is_planned(&role.name))
    }

    /// Adds a default role that the org had not, with rights of its own; `None` where it is there already.
    pub(super) fn add_default_role(&mut self, org: usize, name: &str) -> Option<&mut Role> {
        let folded = fold_name(name);
        if self.world.orgs[org]
            .roles
            .iter()
            .any(|role| fold_name(&role.name) == folded)
        {
            return None;
        }
        let id = self.id("drifted role");
        let mut role = default_role(name, id);
        role.permissions.clear();
        self.world.orgs[org].roles.push(role);
        self.world.orgs[org].roles.last_mut()
    }

    /// The people of the plan who are untouched.
    pub(super) fn people(&self) -> impl Iterator<Item = Somebody<'a>> + '_ {
        self.people
            .iter()
            .copied()
            .filter(|one| self.is_free(&Touched::Person(one.org, one.user)))
    }

    /// Uses a person up.
    pub(super) fn take(&mut self, person: Somebody<'_>) {
        self.touch(Touched::Person(person.org, person.user));
    }

    /// The place in an org of the division that a key stands for.
    pub(super) fn division(&self, org: usize, key: &str) -> Option<usize> {
        if key == Divisions::HOME {
            return Some(0);
        }
        let name = &self.tenants[org].divisions.iter().find(|one| one.key == key)?.name;
        self.world.orgs[org].divisions.iter().position(|one| one.name == *name)
    }

    /// Whether the divisions of a grant are as the plan wants them.
    pub(super) fn places_are_free(&self, org: usize, divisions: &Divisions) -> bool {
        divisions.keys().into_iter().flatten().all(|key| {
            let at = self.division(org, key);
            at.is_some_and(|at| self.is_free(&Touched::Division(self.world.orgs[org].divisions[at].id.clone())))
        })
    }

    /// A division in which nobody is to hold a role: one of the plan beside `divisions`, or one that the plan does not have.
    /// Gives its place, and the key or name that stands for it.
    pub(super) fn division_beside(&mut self, org: usize, divisions: &BTreeSet<&str>) -> (usize, String) {
        let others: Vec<&str> = self.tenants[org]
            .divisions
            .iter()
            .map(|one| one.key.as_str())
            .filter(|key| !divisions.contains(key))
            .filter(|key| self.places_are_free(org, &Divisions::Named(vec![(*key).to_owned()])))
            .collect();
        if let Some(key) = self.pick(others)
            && let Some(at) = self.division(org, key)
        {
            return (at, key.to_owned());
        }
        let mut name = "Training".to_owned();
        while self.tenants[org]
            .divisions
            .iter()
            .any(|one| fold_name(&one.name) == fold_name(&name))
        {
            name.push_str(" ground");
        }
        let there = self.world.orgs[org].divisions.iter().position(|one| one.name == name);
        let at = there.unwrap_or_else(|| {
            let id = self.id("drifted division");
            self.world.orgs[org].divisions.push(Division { id, name: name.clone() });
            self.world.orgs[org].divisions.len() - 1
        });
        (at, name)
    }

    /// Groups of the plan that are untouched: org, group, plan.
    pub(super) fn groups(&self) -> Vec<(usize, usize, &'a GroupPlan)> {
        let mut groups = Vec::new();
        for org in self.orgs() {
            for plan in &self.tenants[org].groups {
                let own = &self.world.orgs[org].groups;
                if let Some(at) = own.iter().position(|group| group.name == plan.name)
                    && self.is_free(&Touched::Group(own[at].id.clone()))
                {
                    groups.push((org, at, plan));
                }
            }
        }
        groups
    }

    /// Clients of the plan that are registered here and untouched, each once.
    pub(super) fn registered(&self) -> Vec<Registered<'a>> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for plan in self.tenants.iter().flat_map(|tenant| &tenant.applications) {
            for org in self.orgs() {
                let clients = &self.world.orgs[org].clients;
                if let Some(client) = clients.iter().position(|one| one.id == plan.client_id)
                    && self.is_free(&Touched::Client(plan.client_id.clone()))
                    && seen.insert(&plan.client_id)
                {
                    found.push(Registered { org, client, plan });
                }
            }
        }
        found
    }

    /// One of the registered clients for which something holds, used up.
    pub(super) fn take_client(&mut self, wanted: impl Fn(&Self, &Registered<'a>) -> bool) -> Option<Registered<'a>> {
        let mut all = self.registered();
        all.retain(|one| wanted(self, one));
        let one = self.pick(all)?;
        self.touch(Touched::Client(one.plan.client_id.clone()));
        Some(one)
    }

    /// One of the approvals of the plan for which something holds, used up.
    pub(super) fn take_approval(&mut self, wanted: impl Fn(&Self, &Approved<'a>) -> bool) -> Option<Approved<'a>> {
        let mut all = Vec::new();
        for org in self.orgs() {
            for plan in self.tenants[org].applications.iter().filter(|one| one.approval.needed) {
                let approvals = &self.world.orgs[org].authorizations;
                if let Some(at) = approvals.iter().position(|one| one.client == plan.client_id)
                    && self.is_free(&Touched::Approval(org, plan.client_id.clone()))
                {
                    all.push(Approved { org, at, plan });
                }
            }
        }
        all.retain(|one| wanted(self, one));
        let one = self.pick(all)?;
        self.touch(Touched::Approval(one.org, one.plan.client_id.clone()));
        Some(one)
    }

    /// The name by which a client's findings go: its application's where it has one, else `client:NAME`.
    pub(super) fn client_name(&self, org: usize, client: usize) -> String {
        let own = &self.world.orgs[org].clients[client];
        let mut planned = self.tenants.iter().flat_map(|tenant| &tenant.applications);
        planned
            .find(|one| one.client_id == own.id)
            .map_or_else(|| format!("client:{}", own.name), |one| one.name.clone())
    }
}

/// Takes every grant of a subject away for which something holds.
pub(super) fn revoke(
    org: &mut Org,
    subject: SubjectRef,
    wanted: impl Fn(&crate::rehearsal::world::org::Grant) -> bool,
) {
    org.grants.retain(|grant| grant.subject != subject || !wanted(grant));
}
