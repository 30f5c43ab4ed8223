//! The rehearsal's orgs that a plan was carried out in, held against that plan by a comparison of its own: it knows nothing
//! of how they were made.

use std::collections::{BTreeMap, BTreeSet};

use zd2gc::access::{Access, Reach};
use zd2gc::catalogue::Catalogue;
use zd2gc::model::{Divisions, Pattern, Permission};
use zd2gc::plan::model::{ApplicationPlan, PersonPlan, RolePlan, TenantPlan};
use zd2gc::plan::read::PlanHead;
use zd2gc::rehearsal::World;
use zd2gc::rehearsal::world::{AuthorizationState, ClientState, GrantKind, Org, State, SubjectRef, drift, from_plan};

use crate::plans::{PLANS, Plan};

/// How many seeds each plan is drifted by.
const SEEDS: u64 = 20;

/// What was found: rule, subject, object.
type Entry = (String, String, String);

/// Holds an org against its tenant's plan, and notes each difference once.
struct Comparison<'a> {
    tenant: &'a TenantPlan,
    people: Vec<&'a PersonPlan>,
    org: &'a Org,
    access: Access,
    /// Keys of planned divisions that the org lacks.
    gone: BTreeSet<&'a str>,
    found: BTreeSet<Entry>,
}

/// Roles by name, each with the keys or names of divisions; `*` is all.
type Places = BTreeMap<String, BTreeSet<String>>;

impl<'a> Comparison<'a> {
    fn of(plan: &'a Plan, at: usize, world: &'a World) -> Self {
        let tenant = &plan.head.tenants[at];
        let org = &world.orgs[at];
        let is_there = |name: &str| org.divisions.iter().any(|own| own.name == name);
        Self {
            tenant,
            people: plan.people.iter().filter(|one| one.tenant == tenant.name).collect(),
            org,
            access: org.access(),
            gone: tenant
                .divisions
                .iter()
                .filter(|one| !is_there(&one.name))
                .map(|one| one.key.as_str())
                .collect(),
            found: BTreeSet::new(),
        }
    }

    fn note(&mut self, rule: &str, subject: impl Into<String>, object: impl Into<String>) {
        self.found.insert((rule.to_owned(), subject.into(), object.into()));
    }

    /// Notes a deviation that no rule is expected for.
    fn wrong(&mut self, what: impl Into<String>) {
        self.note("WRONG", what, "");
    }

    /// Everything.
    fn compare(mut self) -> BTreeSet<Entry> {
        for key in self.gone.clone() {
            let name = self.tenant.divisions.iter().find(|one| one.key == key).unwrap();
            self.note("division-missing", &name.name, key);
        }
        self.roles();
        self.groups();
        self.persons();
        self.strangers();
        self.applications();
        self.clients();
        self.power();
        if self.org.settings.backfill {
            self.note("role-backfill-on", &self.tenant.name, "");
        }
        if !self.org.settings.grants_by_division {
            self.note("grants-ignore-divisions", &self.tenant.name, "");
        }
        self.found
    }

    fn plan_of(&self, role: &str) -> Option<&'a RolePlan> {
        self.tenant.roles.iter().find(|one| one.name == role)
    }

    fn roles(&mut self) {
        for plan in &self.tenant.roles {
            let Some(role) = self.org.roles.iter().find(|role| role.name == plan.name) else {
                self.note("role-missing", &plan.name, "");
                continue;
            };
            let wanted: BTreeSet<&String> = plan
                .permissions
                .iter()
                .chain(plan.wildcards.iter().map(|one| &one.pattern))
                .collect();
            let has: BTreeSet<&String> = role.permissions.iter().collect();
            assert_eq!(has.len(), role.permissions.len(), "{} names something twice", role.name);
            if plan.existing {
                for extra in has.symmetric_difference(&wanted).filter(|_| plan.known) {
                    self.note("default-role-modified", &plan.name, *extra);
                }
                continue;
            }
            if !role.description.ends_with(&format!("[zd2gc:{}]", plan.key)) || role.default_role_id.is_some() {
                self.wrong(format!("{} is not made by the plan", role.name));
            }
            let conditional: BTreeSet<&String> = role.conditions.iter().map(|one| &one.permission).collect();
            for permission in &conditional {
                self.note("condition-extra", &plan.name, *permission);
            }
            for missing in wanted.difference(&has).filter(|one| !conditional.contains(**one)) {
                self.note("role-permission-missing", &plan.name, *missing);
            }
            for extra in has.difference(&wanted) {
                let rule = if extra.contains('*') {
                    "wildcard-policy"
                } else {
                    "role-permission-extra"
                };
                self.note(rule, &plan.name, *extra);
            }
            for general in &role.general {
                self.note("admin-general-permission", &plan.name, general);
            }
        }
        for role in &self.org.roles {
            let own = ["zd2gc reader", "zd2gc limited reader"].contains(&role.name.as_str());
            if role.default_role_id.is_none() && !own && self.plan_of(&role.name).is_none() {
                self.note("role-unplanned", &role.name, "");
            }
        }
    }

    /// A division of the org as findings name it.
    fn place(&self, division: Option<usize>) -> String {
        let Some(at) = division else { return "*".to_owned() };
        let name = &self.org.divisions[at].name;
        let planned = self.tenant.divisions.iter().find(|one| one.name == *name);
        planned.map_or_else(|| name.clone(), |one| one.key.clone())
    }

    /// What a subject holds by its own grants.
    fn direct(&self, subject: SubjectRef) -> Places {
        let mut places = Places::new();
        for grant in self.org.grants.iter().filter(|grant| grant.subject == subject) {
            let role = self.org.roles[grant.role].name.clone();
            places.entry(role).or_default().insert(self.place(grant.division));
        }
        places
    }

    /// Planned divisions, without those that are missing.
    fn wanted(&self, divisions: &Divisions) -> BTreeSet<String> {
        match divisions.keys() {
            None => BTreeSet::from(["*".to_owned()]),
            Some(keys) => keys
                .into_iter()
                .filter(|key| !self.gone.contains(key))
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Holds roles and places against others.
    fn places(&mut self, subject: &str, wanted: &Places, has: &Places, rules: [&str; 4]) {
        let [missing, extra, division_missing, division_extra] = rules;
        for (role, places) in wanted.iter().filter(|(_, places)| !places.is_empty()) {
            let Some(own) = has.get(role) else {
                self.note(missing, subject, role);
                continue;
            };
            for place in places.difference(own) {
                self.note(division_missing, subject, format!("{role} @ {place}"));
            }
            for place in own.difference(places) {
                self.note(division_extra, subject, format!("{role} @ {place}"));
            }
        }
        for role in has
            .keys()
            .filter(|role| wanted.get(*role).is_none_or(BTreeSet::is_empty))
        {
            self.note(extra, subject, role);
        }
    }

    fn groups(&mut self) {
        for plan in &self.tenant.groups {
            let Some(at) = self.org.groups.iter().position(|group| group.name == plan.name) else {
                self.wrong(format!("no group {}", plan.name));
                continue;
            };
            let wanted = Places::from([(plan.role.clone(), self.wanted(&plan.divisions))]);
            let has = self.direct(SubjectRef::Group(at));
            let name = format!("group:{}", plan.name);
            self.places(&name, &wanted, &has, GRANTS);
        }
    }

    fn persons(&mut self) {
        for plan in self.people.clone() {
            let all: Vec<usize> = (0..self.org.users.len())
                .filter(|at| self.org.users[*at].email == plan.email)
                .collect();
            let [at] = all[..] else {
                assert!(all.is_empty(), "{} is there {} times", plan.email, all.len());
                self.note("user-missing", &plan.email, "");
                continue;
            };
            let user = &self.org.users[at];
            if user.state == State::Inactive {
                self.note("user-inactive-with-grants", &plan.email, "");
            } else if user.state == State::Deleted {
                self.wrong(format!("{} is deleted", plan.email));
            }
            if user.name != plan.name || user.username != plan.email {
                self.wrong(format!("{} is called otherwise", plan.email));
            }
            let mut has = self.direct(SubjectRef::User(at));
            for base in &plan.base {
                let rule = if base == "employee" {
                    "grant-missing"
                } else {
                    "agent-without-queue-role"
                };
                match has.get_mut(base) {
                    Some(places) if places.contains("home") => {
                        let also = plan.grants.iter().any(|grant| grant.role == *base);
                        if !also {
                            has.remove(base);
                        }
                    }
                    _ => self.note(rule, &plan.email, base),
                }
            }
            let mut wanted = Places::new();
            let mut groups = BTreeSet::new();
            for grant in &plan.grants {
                let group = self
                    .tenant
                    .groups
                    .iter()
                    .find(|group| group.role == grant.role && group.divisions == grant.divisions);
                match group {
                    Some(group) => {
                        groups.insert(&group.name);
                        let own = self.org.groups.iter().find(|own| own.name == group.name).unwrap();
                        if !own.members.contains(&at) {
                            self.note("grant-missing", &plan.email, &group.role);
                        }
                    }
                    None => wanted
                        .entry(grant.role.clone())
                        .or_default()
                        .extend(self.wanted(&grant.divisions)),
                }
            }
            for group in &self.org.groups {
                if group.members.contains(&at) && !groups.contains(&group.name) {
                    self.wrong(format!("{} is in {}", plan.email, group.name));
                }
            }
            for base in &plan.base {
                if let Some(places) = wanted.get_mut(base) {
                    places.insert("home".to_owned());
                }
            }
            self.places(&plan.email, &wanted, &has, GRANTS);
        }
    }

    /// Those of whom no plan speaks hold no role that the plan makes.
    fn strangers(&mut self) {
        let planned: BTreeSet<&str> = self.people.iter().map(|one| one.email.as_str()).collect();
        for (at, user) in self.org.users.iter().enumerate() {
            if planned.contains(user.email.as_str()) {
                continue;
            }
            let has = self.direct(SubjectRef::User(at));
            let made = |role: &&String| self.plan_of(role).is_some_and(|role| !role.existing);
            let held: Vec<&String> = has.keys().filter(made).collect();
            for role in held {
                self.wrong(format!("{} holds {role}", user.email));
            }
            if user.state == State::Deleted && !has.is_empty() {
                self.note("deleted-subject-grants", &user.email, "");
            }
            if user.state == State::Inactive && !has.is_empty() {
                self.wrong(format!("{} is inactive and holds something", user.email));
            }
        }
    }

    /// Approvals and trustees of this tenant's applications.
    fn applications(&mut self) {
        for plan in self.tenant.applications.iter().filter(|plan| plan.approval.needed) {
            let Some(own) = self.org.authorizations.iter().find(|own| own.client == plan.client_id) else {
                self.note("authorization-missing", &plan.name, &plan.client_id);
                continue;
            };
            match own.state {
                AuthorizationState::Requested => self.note("authorization-pending", &plan.name, &plan.client_id),
                AuthorizationState::Revoked => self.note("authorization-revoked", &plan.name, &plan.client_id),
                AuthorizationState::Authorized => assert!(!own.pending),
            }
            assert_eq!(self.org.users[own.by.unwrap()].state, State::Active);
            for scope in plan.approval.scopes.iter().filter(|scope| !own.scopes.contains(scope)) {
                self.note("authorization-scope-missing", &plan.name, scope);
            }
            for scope in own.scopes.iter().filter(|scope| !knows(plan, scope)) {
                self.note("authorization-scope-extra", &plan.name, scope);
            }
            for role in plan.roles.iter().filter(|_| !own.roles.is_empty()) {
                let id = self.org.roles.iter().find(|own| own.name == *role).map(|own| &own.id);
                if !own.roles.contains(id.unwrap()) {
                    self.note("authorization-roles-limit", &plan.name, role);
                }
            }
        }
        let wanted: BTreeSet<&str> = self
            .tenant
            .applications
            .iter()
            .filter(|plan| plan.reach == "authorized-organization")
            .filter_map(|plan| plan.owner.as_deref())
            .filter(|owner| *owner != self.org.id.as_str())
            .collect();
        for (at, trustee) in self.org.trustees.iter().enumerate() {
            let name = &trustee.org_name;
            if trustee.full_access {
                self.note("trustee-full-access", name, "");
            }
            if trustee.expires.is_none() {
                self.note("trustee-never-expires", name, "");
            }
            let planned = wanted.contains(trustee.org_id.as_str());
            for who in 0..trustee.users.len() {
                for (role, places) in self.direct(SubjectRef::TrusteeUser(at, who)) {
                    let is_planned = self.tenant.applications.iter().any(|plan| {
                        plan.roles.contains(&role) && plan.owner.as_deref() == Some(trustee.org_id.as_str())
                    });
                    for place in places {
                        if planned && is_planned && place == "*" {
                            continue;
                        }
                        self.note("trustee-access", name, format!("{role} @ {place}"));
                    }
                }
            }
        }
        for owner in wanted {
            if !self.org.trustees.iter().any(|one| one.org_id == owner) {
                self.wrong(format!("{owner} is not trusted"));
            }
        }
    }

    /// Clients that are registered here, whoever planned them.
    fn clients(&mut self) {
        for (at, client) in self.org.clients.iter().enumerate() {
            let plan = self.tenant.applications.iter().find(|plan| plan.client_id == client.id);
            let name = plan.map_or_else(|| format!("client:{}", client.name), |plan| plan.name.clone());
            let maker = client.created_by.map(|at| &self.org.users[at]);
            if let Some(maker) = maker.filter(|maker| maker.state != State::Active) {
                self.note("client-owner-gone", &name, &maker.email);
            }
            if client.token_seconds > 86_400 {
                self.note("client-long-token", &name, &client.id);
            }
            if client.kind == GrantKind::Token {
                self.note("implicit-grant-client", &name, &client.id);
            }
            // The rehearsal's own are the one who audits.
            if at > 1 && plan.is_none() {
                for role in self.direct(SubjectRef::Client(at)).keys() {
                    let role = self.org.roles.iter().find(|own| own.name == *role).unwrap();
                    for right in role.permissions.iter().filter(|right| is_level_a(right)) {
                        self.note("client-privileged", &name, right);
                    }
                }
            }
        }
    }

    fn power(&mut self) {
        for policy in self.org.policies.iter().filter(|policy| policy.denies && policy.active) {
            self.note("policy-may-deny", &policy.name, &policy.target);
        }
        for plan in self.people.clone() {
            let Some(user) = self.org.users.iter().find(|user| user.email == plan.email) else {
                continue;
            };
            if !self.access.held(&user.id, &"admin".parse().unwrap()).is_nowhere() {
                self.note("privileged-holder", &plan.email, "admin");
                continue;
            }
            for (id, left, right) in duties() {
                let meet = |holds: &dyn Fn(&str) -> bool| {
                    left.iter().any(|name| holds(name)) && right.iter().any(|name| holds(name))
                };
                let now = meet(&|name| !self.access.held(&user.id, &name.parse().unwrap()).is_nowhere());
                let by_plan = meet(&|name| {
                    let mut roles = plan.grants.iter().filter_map(|grant| self.plan_of(&grant.role));
                    roles.any(|role| gives(role, name))
                });
                if now && !by_plan {
                    self.note("separation-of-duties", &plan.email, id);
                }
            }
        }
    }
}

/// The rules of [`Comparison::places`] for people and groups.
const GRANTS: [&str; 4] = [
    "grant-missing",
    "grant-extra",
    "grant-division-missing",
    "grant-division-extra",
];

/// The rules of [`Comparison::places`] for clients. No deviation takes a division from one.
const CLIENTS: [&str; 4] = [
    "client-role-missing",
    "client-role-extra",
    "WRONG",
    "client-division-extra",
];

/// Whether the plan wants a scope, or recommends it.
fn knows(plan: &ApplicationPlan, scope: &str) -> bool {
    plan.scopes.iter().any(|one| one.scope == scope) || plan.recommended_scopes.iter().any(|one| one == scope)
}

/// Whether a planned role gives a permission.
fn gives(role: &RolePlan, permission: &str) -> bool {
    let wild = role.wildcards.iter().flat_map(|one| &one.permissions);
    role.permissions
        .iter()
        .chain(wild)
        .any(|own| own.eq_ignore_ascii_case(permission))
}

/// Whether a right can take the org, of those that default roles have here.
fn is_level_a(right: &str) -> bool {
    let writes = ["add", "edit", "delete"].iter().any(|end| right.ends_with(end));
    right.starts_with("authorization:") && writes
}

/// The duty rules that come with the tool: id and both sides.
fn duties() -> Vec<(&'static str, Vec<&'static str>, Vec<&'static str>)> {
    static TEXT: &str = include_str!("../../mappings/duties.yaml");
    fn side(rest: &'static str) -> Vec<&'static str> {
        let from = rest.find(['[', '-']).unwrap();
        if rest[from..].starts_with('[') {
            let to = rest.find(']').unwrap();
            rest[from + 1..to].split(',').map(str::trim).collect()
        } else {
            rest.lines()
                .skip(1)
                .map_while(|line| line.trim().strip_prefix("- "))
                .collect()
        }
    }
    TEXT.split("  - id: ")
        .skip(1)
        .map(|rule| {
            let after = |key: &str| &rule[rule.find(key).unwrap()..];
            (
                rule.lines().next().unwrap(),
                side(after("left:")),
                side(after("right:")),
            )
        })
        .collect()
}

/// Clients of the plan in their owner's org: once each, whichever tenants it serves.
fn registered(plan: &Plan, world: &World, found: &mut BTreeSet<Entry>) {
    let mut noted = Vec::new();
    let mut note = |rule: &str, subject: &str, object: &str| {
        noted.push((rule.to_owned(), subject.to_owned(), object.to_owned()));
    };
    for tenant in &plan.head.tenants {
        for application in tenant.applications.iter().filter(|one| !one.client_id.is_empty()) {
            let owner = world
                .orgs
                .iter()
                .position(|org| Some(org.id.as_str()) == application.owner.as_deref());
            let Some(owner) = owner else {
                for org in &world.orgs {
                    assert!(!org.clients.iter().any(|own| own.id == application.client_id));
                }
                continue;
            };
            let org = &world.orgs[owner];
            let Some(at) = org.clients.iter().position(|own| own.id == application.client_id) else {
                note("client-missing", &application.name, &application.client_id);
                continue;
            };
            let client = &org.clients[at];
            if client.state != ClientState::Active {
                note("client-inactive", &application.name, &application.client_id);
            }
            let kind = match application.grant_type.as_str() {
                "client-credentials" => "CLIENT-CREDENTIALS",
                "saml2-bearer" => "SAML2-BEARER",
                _ => "CODE",
            };
            if client.kind.to_string() != kind {
                note("client-grant-type-mismatch", &application.name, &application.client_id);
            }
            let uris: BTreeSet<&String> = client.redirect_uris.iter().collect();
            for uri in uris.symmetric_difference(&application.redirect_uris.iter().collect()) {
                note("client-redirect-uri-mismatch", &application.name, uri);
            }
            if kind != "CLIENT-CREDENTIALS" {
                for scope in application.scopes.iter().map(|one| &one.scope) {
                    if !client.scopes.contains(scope) {
                        note("client-scope-missing", &application.name, scope);
                    }
                }
                for scope in client.scopes.iter().filter(|scope| !knows(application, scope)) {
                    let exists = Catalogue::embedded().scope(scope).is_some();
                    let rule = if exists {
                        "client-scope-extra"
                    } else {
                        "client-scope-unknown"
                    };
                    note(rule, &application.name, scope);
                }
                continue;
            }
            let mut comparison = Comparison::of(plan, owner, world);
            let has = comparison.direct(SubjectRef::Client(at));
            let places: BTreeSet<String> = if application.divisions.contains(&"all".to_owned()) {
                BTreeSet::from(["*".to_owned()])
            } else {
                application.divisions.iter().cloned().collect()
            };
            let wanted = application
                .roles
                .iter()
                .map(|role| (role.clone(), places.clone()))
                .collect();
            comparison.places(&application.name, &wanted, &has, CLIENTS);
            found.extend(comparison.found);
        }
    }
    found.extend(noted);
}

/// Every difference between a plan and the orgs.
fn differences(plan: &Plan, world: &World) -> BTreeSet<Entry> {
    let mut found = BTreeSet::new();
    for at in 0..plan.head.tenants.len() {
        found.extend(Comparison::of(plan, at, world).compare());
    }
    registered(plan, world, &mut found);
    found
}

fn entries(world: &World) -> Vec<Entry> {
    let all = world.drift.iter();
    all.map(|one| (one.rule.clone(), one.subject.clone(), one.object.clone()))
        .collect()
}

/// What is wrong with what a person effectively holds: each permission that the plan or the org knows of, in each division.
/// Roles whose content no plan knows are taken as the org has them.
fn effective(plan: &Plan, at: usize, world: &World, access: &Access, person: &PersonPlan) -> Vec<String> {
    let (tenant, org) = (&plan.head.tenants[at], &world.orgs[at]);
    let user = org.users.iter().find(|user| user.email == person.email).unwrap();
    let id = |key: &str| {
        let name = &tenant.divisions.iter().find(|one| one.key == key).unwrap().name;
        let own = org.divisions.iter().find(|one| one.name == *name).unwrap();
        own.id.clone()
    };
    let reach = |divisions: &Divisions| match divisions.keys() {
        None => Reach::All,
        Some(keys) => Reach::In(keys.into_iter().map(id).collect()),
    };
    let home = Divisions::Home;
    let grants = person.grants.iter().map(|grant| (&grant.role, &grant.divisions));
    let grants: Vec<(&String, &Divisions)> = grants.chain(person.base.iter().map(|base| (base, &home))).collect();
    let mut wanted: BTreeMap<Permission, Reach> = BTreeMap::new();
    for (name, divisions) in grants {
        let role = tenant.roles.iter().find(|role| role.name == *name).unwrap();
        let own = org.roles.iter().find(|own| own.name == *name).unwrap();
        let permissions: Vec<&String> = if role.known {
            let wild = role.wildcards.iter().flat_map(|one| &one.permissions);
            role.permissions.iter().chain(wild).collect()
        } else {
            assert!(role.existing, "{name} is made and not known");
            own.permissions.iter().collect()
        };
        for permission in permissions {
            wanted
                .entry(permission.parse().unwrap())
                .or_default()
                .extend(reach(divisions));
        }
    }
    let mut all: BTreeSet<Permission> = wanted.keys().cloned().collect();
    for role in &org.roles {
        for text in role.permissions.iter().chain(&role.general) {
            let pattern: Pattern = text.parse().unwrap();
            match pattern.exact() {
                Some(exact) => {
                    all.insert(exact.clone());
                }
                None => all.extend(Catalogue::embedded().expand(&pattern).cloned()),
            }
        }
    }
    let mut wrong = Vec::new();
    for permission in all {
        let held = access.held(&user.id, &permission);
        let want = wanted.get(&permission).cloned().unwrap_or_default();
        if held.outright != want || !held.conditional.is_nowhere() {
            wrong.push(format!("{}: {permission}: {want:?}, not {held:?}", person.email));
        }
    }
    wrong
}

#[test]
fn in_an_org_made_from_a_plan_everybody_holds_what_the_plan_says_and_nothing_else() {
    for plan in PLANS.iter() {
        let world = plan.world(1);
        assert_eq!(world.orgs.len(), plan.head.tenants.len());
        let mut seen = 0;
        for (at, tenant) in plan.head.tenants.iter().enumerate() {
            assert_eq!(world.orgs[at].id.as_str(), tenant.org_id);
            assert_eq!(world.tenants[at].subdomains, tenant.subdomains);
            let access = world.orgs[at].access();
            for person in plan.people.iter().filter(|one| one.tenant == tenant.name) {
                assert_eq!(effective(plan, at, &world, &access, person), [""; 0], "{}", plan.name);
                seen += 1;
            }
        }
        assert_eq!(seen, plan.people.len(), "{}", plan.name);
        assert!(seen > 2, "{}", plan.name);
    }
}

#[test]
fn without_drift_nothing_differs_and_nothing_is_listed() {
    for plan in PLANS.iter() {
        for seed in [1, 2] {
            let world = plan.world(seed);
            assert_eq!(world.drift, []);
            assert_eq!(differences(plan, &world), BTreeSet::new(), "{}", plan.name);
        }
    }
}

#[test]
fn drift_is_exactly_what_its_list_says() {
    let mut rules: BTreeMap<String, usize> = BTreeMap::new();
    for plan in PLANS.iter() {
        for seed in 0..SEEDS {
            let mut world = plan.world(seed);
            let listed = drift::apply(&mut world, &plan.head, &plan.people, seed);
            assert_eq!(listed, world.drift);
            let listed = entries(&world);
            assert!(listed.is_sorted(), "{} {seed}", plan.name);
            let unique: BTreeSet<Entry> = listed.iter().cloned().collect();
            assert_eq!(unique.len(), listed.len(), "{} {seed}: {listed:?}", plan.name);
            assert!(
                (8..=24).contains(&listed.len()),
                "{} {seed}: {}",
                plan.name,
                listed.len()
            );
            assert_eq!(differences(plan, &world), unique, "{} {seed}", plan.name);
            for (rule, _, _) in listed {
                *rules.entry(rule).or_default() += 1;
            }
        }
    }
    let seen: Vec<&str> = rules.keys().map(String::as_str).collect();
    assert_eq!(seen, RULES, "{rules:?}");
}

/// Every rule that some deviation is for.
const RULES: [&str; 45] = [
    "admin-general-permission",
    "agent-without-queue-role",
    "authorization-missing",
    "authorization-pending",
    "authorization-revoked",
    "authorization-roles-limit",
    "authorization-scope-extra",
    "authorization-scope-missing",
    "client-division-extra",
    "client-grant-type-mismatch",
    "client-inactive",
    "client-long-token",
    "client-missing",
    "client-owner-gone",
    "client-privileged",
    "client-redirect-uri-mismatch",
    "client-role-extra",
    "client-role-missing",
    "client-scope-extra",
    "client-scope-missing",
    "client-scope-unknown",
    "condition-extra",
    "default-role-modified",
    "deleted-subject-grants",
    "division-missing",
    "grant-division-extra",
    "grant-division-missing",
    "grant-extra",
    "grant-missing",
    "grants-ignore-divisions",
    "implicit-grant-client",
    "policy-may-deny",
    "privileged-holder",
    "role-backfill-on",
    "role-missing",
    "role-permission-extra",
    "role-permission-missing",
    "role-unplanned",
    "separation-of-duties",
    "trustee-access",
    "trustee-full-access",
    "trustee-never-expires",
    "user-inactive-with-grants",
    "user-missing",
    "wildcard-policy",
];

#[test]
fn who_is_in_no_entry_still_holds_what_the_plan_says() {
    for plan in PLANS.iter() {
        for seed in 0..SEEDS {
            let mut world = plan.world(seed);
            drift::apply(&mut world, &plan.head, &plan.people, seed);
            let listed = entries(&world);
            let named: BTreeSet<&str> = listed.iter().map(|(_, subject, _)| subject.as_str()).collect();
            if listed.iter().any(|(rule, _, _)| rule == "division-missing") {
                // Whoever held something there lacks it: the comparison above has counted that.
                continue;
            }
            // One person in each org is enough: the comparison above has looked at everybody's grants.
            for (at, tenant) in plan.head.tenants.iter().enumerate() {
                let untouched = |person: &&PersonPlan| {
                    let roles = person.grants.iter().map(|grant| grant.role.as_str());
                    let mut names = roles
                        .chain([person.email.as_str()])
                        .chain(person.base.iter().map(String::as_str));
                    let groups = tenant
                        .groups
                        .iter()
                        .filter(|group| named.contains(&*format!("group:{}", group.name)));
                    let mut groups = groups.map(|group| (&group.role, &group.divisions));
                    person.tenant == tenant.name
                        && !names.any(|name| named.contains(name))
                        && !groups.any(|group| person.grants.iter().any(|own| (&own.role, &own.divisions) == group))
                };
                if let Some(person) = plan.people.iter().find(untouched) {
                    let access = world.orgs[at].access();
                    assert_eq!(
                        effective(plan, at, &world, &access, person),
                        [""; 0],
                        "{} {seed}",
                        plan.name
                    );
                }
            }
        }
    }
}

#[test]
fn the_same_seed_drifts_the_same_and_another_otherwise() {
    let plan = &PLANS[0];
    let drifted = |seed| {
        let mut world = plan.world(7);
        drift::apply(&mut world, &plan.head, &plan.people, seed);
        format!("{:?} {:?}", world.drift, world.orgs)
    };
    assert_eq!(drifted(3), drifted(3));
    assert_ne!(drifted(3), drifted(4));
}

#[test]
fn a_plan_that_names_what_it_does_not_have_is_refused() {
    let mut told = Vec::new();
    let mut refused = |change: &dyn Fn(&mut PlanHead, &mut Vec<PersonPlan>)| {
        let (mut head, mut people) = (PLANS[0].head.clone(), PLANS[0].people.clone());
        change(&mut head, &mut people);
        told.push(from_plan(&head, &people, 1).unwrap_err().to_string());
    };
    refused(&|head, _| head.tenants[0].region = "mars-north-1".to_owned());
    refused(&|head, _| head.tenants[0].org_id = "aurora".to_owned());
    refused(&|head, _| head.tenants[1].org_id = head.tenants[0].org_id.to_uppercase());
    refused(&|_, people| people[0].tenant = "apac".to_owned());
    refused(&|_, people| people[0].base.push("Chief".to_owned()));
    refused(&|_, people| people[0].grants[0].divisions = Divisions::Named(vec!["moon".to_owned()]));
    refused(&|head, _| head.tenants[0].divisions.clear());
    insta::assert_snapshot!(told.join("\n"), @r"
    the plan's tenant `emea` is in the region `mars-north-1`, which Genesys Cloud does not have
    the plan's tenant `emea` has the org id `aurora`, which is not a UUID
    the plan's tenants `emea` and `us` have the same org id: each needs an org of its own
    the plan's person `mara@aurora.example` names the tenant `apac`, which is not in the plan
    the plan's person `mara@aurora.example` names the role `Chief`, which is not in the plan
    the plan's person `mara@aurora.example` names the division `moon`, which is not in the plan
    the plan's tenant `emea` names the division `home`, which is not in the plan
    ");
}
