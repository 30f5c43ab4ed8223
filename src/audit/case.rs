//! What a rule looks at: one org, as it was planned and as it is.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::papers::Papers;
use super::people::Compared;
use crate::access::snapshot::Org;
use crate::access::{Access, Kind, Reach, State, Subject, keys};
use crate::catalogue::Catalogue;
use crate::finding::{Evidence, Finding, Rule};
use crate::mapping::Tables;
use crate::model::{Divisions, Level, Pattern, Permission};
use crate::plan::access::Planned;
use crate::plan::model::{ApplicationPlan, RolePlan};

/// One org.
pub struct Case<'a> {
    /// What is planned in it.
    pub planned: &'a Planned<'a>,
    /// What is there.
    pub org: &'a Org,
    /// The applications whose client this org owns, of whatever tenant, each client once with all that is asked of it.
    pub owned: Vec<Owned<'a>>,
    /// What is privileged, and what must not meet.
    pub tables: &'a Tables,
    /// What somebody said before.
    pub papers: &'a Papers,
    /// What several rules ask, worked out once.
    worked: Worked<'a>,
}

/// What several rules ask.
#[derive(Default)]
struct Worked<'a> {
    compared: OnceCell<Vec<Person<'a>>>,
    shapes: OnceCell<Vec<Shape<'a>>>,
    wanted: OnceCell<Expanded<'a>>,
    there: OnceCell<Expanded<'a>>,
}

/// What each role of one side stands for.
type Expanded<'a> = BTreeMap<&'a str, BTreeMap<Permission, bool>>;

/// A planned person of the org in whom something differs.
pub(super) struct Person<'a> {
    /// Who they are there.
    pub(super) there: &'a Subject,
    /// What differs.
    pub(super) compared: Compared<'a>,
}

/// Planned people of the org who are to hold the same and hold the same: what is true of one is true of all.
pub(super) struct Shape<'a> {
    /// The key of one of them.
    pub(super) key: &'a str,
    /// Who they are there.
    pub(super) people: Vec<&'a Subject>,
}

impl std::fmt::Debug for Case<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Case")
            .field("tenant", &self.planned.tenant.name)
            .finish_non_exhaustive()
    }
}

/// A client that the org owns, and what the plan's applications ask of it.
#[derive(Debug, Clone)]
pub struct Owned<'a> {
    /// The first application that uses it; its name is the finding's subject.
    pub application: &'a ApplicationPlan,
    /// The least scopes, of all tenants.
    pub scopes: BTreeSet<&'a str>,
    /// Scopes that do no harm beside the least.
    pub recommended: BTreeSet<&'a str>,
    /// The redirect URIs, of all tenants.
    pub redirect_uris: BTreeSet<&'a str>,
}

impl<'a> Case<'a> {
    /// An org and its plan.
    pub fn new(
        planned: &'a Planned<'a>,
        org: &'a Org,
        owned: Vec<Owned<'a>>,
        tables: &'a Tables,
        papers: &'a Papers,
    ) -> Self {
        Self {
            planned,
            org,
            owned,
            tables,
            papers,
            worked: Worked::default(),
        }
    }

    /// The planned people of the org in whom something differs.
    pub(super) fn differing(&self) -> &[Person<'a>] {
        self.worked.compared.get_or_init(|| {
            self.people()
                .map(|(key, there)| Person {
                    there,
                    compared: Compared::person(self, key),
                })
                .filter(|person| !person.compared.is_empty())
                .collect()
        })
    }

    /// The planned people of the org, those alike together.
    pub(super) fn shapes(&self) -> &[Shape<'a>] {
        self.worked.shapes.get_or_init(|| {
            let mut shapes: BTreeMap<_, Shape<'a>> = BTreeMap::new();
            for (key, there) in self.people() {
                let own = (Self::effective(self.wanted(), key), Self::effective(self.there(), key));
                let shape = shapes.entry(own).or_insert_with(|| Shape {
                    key,
                    people: Vec::new(),
                });
                shape.people.push(there);
            }
            shapes.into_values().collect()
        })
    }

    /// What each role of a side stands for.
    fn expanded(&self, access: &'a Access) -> &Expanded<'a> {
        let worked = if std::ptr::eq(access, self.wanted()) {
            &self.worked.wanted
        } else {
            &self.worked.there
        };
        worked.get_or_init(|| {
            let roles = access.roles().iter();
            roles
                .map(|(key, role)| (key.as_str(), role.expanded(|pattern| self.listed(pattern))))
                .collect()
        })
    }

    /// The rights that are planned.
    pub fn wanted(&self) -> &'a Access {
        &self.planned.access
    }

    /// The rights that are there.
    pub fn there(&self) -> &'a Access {
        &self.org.access
    }

    /// A finding of this tenant.
    pub fn finding(
        &self,
        rule: &Rule,
        subject: impl Into<String>,
        object: impl Into<String>,
        message: impl Into<String>,
    ) -> Finding {
        Finding::new(rule, subject, object, message).tenant(&self.planned.tenant.name)
    }

    /// The roles that the plan makes or uses and the org has: plan, key.
    pub fn roles(&self) -> impl Iterator<Item = (&'a RolePlan, String)> + '_ {
        let all = self.planned.tenant.roles.iter();
        all.map(|role| (role, crate::plan::access::role_key(role)))
            .filter(|(_, key)| self.there().rights(key).is_some())
    }

    /// The name by which a role goes in findings: the plan's, else the org's.
    pub fn role_name(&self, key: &str) -> String {
        let planned = self.planned.planned_role(key).map(|role| role.name.clone());
        let own = || self.there().rights(key).map(|role| role.name.clone());
        planned.or_else(own).unwrap_or_else(|| key.to_owned())
    }

    /// How findings name a division: the plan's key, else the org's name; `*` stands for itself.
    pub fn division_name(&self, key: &str) -> String {
        if key == Divisions::HOME || key == "*" {
            return key.to_owned();
        }
        let planned = self.planned.division_name(key).map(str::to_owned);
        let own = || self.there().divisions().get(key).map(|division| division.name.clone());
        planned.or_else(own).unwrap_or_else(|| key.to_owned())
    }

    /// Whether a planned division is in the org.
    pub fn has_division(&self, key: &str) -> bool {
        key == "*" || self.there().divisions().contains_key(key) || self.org.lacking("divisions").is_some()
    }

    /// The planned people who are in the org and active: key, who they are there.
    pub fn people(&self) -> impl Iterator<Item = (&'a str, &'a Subject)> + '_ {
        self.planned_people().filter_map(|(key, _)| {
            let there = self.there().subjects().get(key)?;
            (there.state == State::Active).then_some((key, there))
        })
    }

    /// Everybody who is in the org and active.
    pub fn active_people(&self) -> impl Iterator<Item = (&'a str, &'a Subject)> + '_ {
        let all = self.there().subjects().iter();
        all.filter(|(_, subject)| subject.kind == Kind::Person && subject.state == State::Active)
            .map(|(key, subject)| (key.as_str(), subject))
    }

    /// The people of the plan, whether they are in the org or not.
    pub fn planned_people(&self) -> impl Iterator<Item = (&'a str, &'a Subject)> + '_ {
        let all = self.wanted().subjects().iter();
        all.filter(|(_, subject)| subject.kind == Kind::Person)
            .map(|(key, subject)| (key.as_str(), subject))
    }

    /// What somebody is to hold by themselves, or holds there with everything through groups: roles with places.
    pub fn effective(access: &'a Access, subject: &'a str) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let mut held: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (_, grant) in access.held_by(subject) {
            held.entry(&grant.role).or_default().extend(places(&grant.at));
        }
        held
    }

    /// What somebody holds by themselves: roles with places.
    pub fn direct(access: &'a Access, subject: &str) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let own = access.grants().get(subject).into_iter().flatten();
        own.map(|grant| (grant.role.as_str(), places(&grant.at).collect()))
            .collect()
    }

    /// The roles of the org that give a right of the kind that is asked for.
    pub(super) fn roles_with(&self, is: impl Fn(&Permission) -> bool) -> BTreeSet<&'a str> {
        let roles = self.expanded(self.there()).iter();
        roles
            .filter(|(_, permissions)| permissions.keys().any(&is))
            .map(|(role, _)| *role)
            .collect()
    }

    /// What a wildcard stands for: in this org where that is known, else by the catalogue.
    pub fn listed(&self, pattern: &Pattern) -> Vec<Permission> {
        match &self.org.permissions {
            Some(all) => all
                .keys()
                .filter(|permission| pattern.matches(permission))
                .cloned()
                .collect(),
            None => Catalogue::embedded().expand(pattern).cloned().collect(),
        }
    }

    /// How privileged a permission is.
    pub fn level(&self, permission: &Permission) -> Option<Level> {
        self.tables.level(permission)
    }

    /// Every permission that somebody holds anywhere, conditions taken as fulfilled, with a role that gives it.
    pub fn held(&self, access: &'a Access, subject: &'a str) -> BTreeMap<Permission, &'a str> {
        let roles = self.expanded(access);
        let mut all = BTreeMap::new();
        for (_, grant) in access.held_by(subject) {
            for permission in roles.get(grant.role.as_str()).into_iter().flat_map(BTreeMap::keys) {
                all.entry(permission.clone()).or_insert(grant.role.as_str());
            }
        }
        all
    }

    /// Whether somebody approved that a subject holds a privileged right here: they themselves, or each group through which
    /// they hold it. `name` is how findings call them.
    pub fn is_approved(&self, subject: &str, name: &str, permission: &Permission) -> bool {
        if self.papers.approvals.has(&self.planned.tenant.name, name, permission) {
            return true;
        }
        let mut paths = self.there().paths(subject, permission).peekable();
        paths.peek().is_some() && paths.all(|path| self.is_approved_through(path.through, permission))
    }

    /// Whether a right is held through a group for which somebody approved it.
    pub(super) fn is_approved_through(&self, group: Option<&str>, permission: &Permission) -> bool {
        let group = group.and_then(|key| self.there().subjects().get(key));
        group.is_some_and(|group| {
            let approvals = &self.papers.approvals;
            approvals.has(&self.planned.tenant.name, &group.name, permission)
        })
    }

    /// Whether a role is of the tool's own, to read with: named `zd2gc ...` and not planned.
    pub fn is_readers(&self, name: &str) -> bool {
        name.to_ascii_lowercase().starts_with("zd2gc ")
    }

    /// Whether a client is the one that read the snapshot.
    pub fn is_reader(&self, client: &str) -> bool {
        self.org
            .reader
            .as_deref()
            .is_some_and(|reader| reader.eq_ignore_ascii_case(client))
    }

    /// The name by which a client's findings go: its application's, else `client:NAME`.
    pub fn client_name(&self, id: &str) -> String {
        let owned = self
            .owned
            .iter()
            .find(|one| one.application.client_id.eq_ignore_ascii_case(id));
        let planned = owned.map(|one| one.application.name.clone());
        let there = || {
            self.there()
                .subjects()
                .get(&keys::client(id))
                .map(|subject| subject.name.clone())
        };
        planned.or_else(there).unwrap_or_else(|| format!("client:{id}"))
    }

    /// The read that shows who holds a role.
    pub fn grants_of(&self, role: &str) -> Evidence {
        let id = self.there().rights(role).map_or("", |role| role.id.as_str());
        Evidence::get(format!("/api/v2/authorization/roles/{id}/subjectgrants"), None)
    }

    /// The read that shows a role.
    pub fn role_read(&self, role: &str) -> Evidence {
        let id = self.there().rights(role).map_or("", |role| role.id.as_str());
        Evidence::get(format!("/api/v2/authorization/roles/{id}"), None)
    }
}

/// The divisions of a place; `*` for all.
pub(super) fn places(reach: &Reach) -> impl Iterator<Item = &str> {
    let (all, named) = match reach {
        Reach::All => (Some("*"), None),
        Reach::In(divisions) => (None, Some(divisions)),
    };
    all.into_iter().chain(named.into_iter().flatten().map(String::as_str))
}
