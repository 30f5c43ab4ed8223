//! What has to be so, held against an org.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::{ASSERTION_FAILED, ASSERTION_OF_NOBODY};
use crate::access::{Path, Reach, keys};
use crate::audit::Case;
use crate::audit::case::places;
use crate::finding::{Evidence, Finding, Findings, Tally};
use crate::model::{Pattern, Permission, Place, fold_name};
use crate::plan::model::PersonPlan;

/// Of whom something is asserted.
#[derive(Debug, Clone)]
pub enum Whom {
    /// Everybody of a role of the plan or of Zendesk.
    Persona(String),
    /// One person, by address.
    Person(String),
}

/// A row, checked.
#[derive(Debug, Clone)]
pub struct Assertion {
    /// A name for it.
    pub id: Option<String>,
    /// Of whom.
    pub whom: Whom,
    /// The tenant, or all.
    pub tenant: Option<String>,
    /// What each must hold.
    pub must: Vec<Pattern>,
    /// What none may hold.
    pub must_not: Vec<Pattern>,
    /// Where, or anywhere.
    pub division: Option<String>,
    /// Why.
    pub why: String,
    /// Where the row stands.
    pub place: Place,
}

/// The people of each role of Zendesk, by the role's folded name.
#[derive(Debug, Clone, Default)]
pub struct Personas {
    people: BTreeMap<String, BTreeSet<String>>,
    names: BTreeSet<String>,
    planned: BTreeSet<String>,
}

impl Personas {
    /// Adds a person of the plan.
    pub fn person(&mut self, row: &PersonPlan) {
        self.planned.insert(keys::person(&row.email));
        let also = row.also.iter().map(|also| &also.source_role.name);
        for role in also.chain([&row.source_role.name]) {
            let key = (row.tenant.as_str(), fold_name(role));
            self.people
                .entry(format!("{} {}", key.1, key.0))
                .or_default()
                .insert(keys::person(&row.email));
            self.names.insert(role.clone());
        }
    }

    /// The names of the roles.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    fn of(&self, tenant: &str, role: &str) -> impl Iterator<Item = &str> {
        let found = self.people.get(&format!("{} {tenant}", fold_name(role)));
        found.into_iter().flatten().map(String::as_str)
    }
}

/// How many people are named one by one.
const NAMED: usize = 5;

impl Assertion {
    /// The lists without which nothing can be said.
    pub const NEEDS: &'static [&'static str] = crate::audit::GRANTS;

    fn name(&self) -> String {
        match &self.id {
            Some(id) => id.clone(),
            None => format!("line {}", self.place.line),
        }
    }

    /// Whom it speaks of in an org: keys of those who are active there.
    fn people(&self, case: &Case<'_>, personas: &Personas) -> BTreeSet<String> {
        let mut people: BTreeSet<String> = BTreeSet::new();
        match &self.whom {
            Whom::Person(address) => {
                people.insert(keys::person(address));
            }
            Whom::Persona(name) => {
                people.extend(personas.of(&case.planned.tenant.name, name).map(str::to_owned));
                let folded = fold_name(name);
                let roles = case.planned.tenant.roles.iter();
                for role in roles.filter(|role| fold_name(&role.name) == folded) {
                    let key = crate::plan::access::role_key(role);
                    for access in [case.wanted(), case.there()] {
                        let holds = |one: &&str| access.held_by(one).any(|(_, grant)| grant.role == key);
                        people.extend(access.holders().filter(holds).map(str::to_owned));
                    }
                }
            }
        }
        let active: BTreeSet<&str> = case.active_people().map(|(key, _)| key).collect();
        people.retain(|key| active.contains(key.as_str()));
        people
    }

    /// Whether it speaks of people of other tenants alone.
    fn is_elsewhere(&self, case: &Case<'_>, personas: &Personas) -> bool {
        match &self.whom {
            Whom::Person(address) => {
                let key = keys::person(address);
                personas.planned.contains(&key) && !case.wanted().subjects().contains_key(&key)
            }
            // That a tenant has the role was seen when the row was read.
            Whom::Persona(name) => {
                let folded = fold_name(name);
                let mut roles = case.planned.tenant.roles.iter();
                let is_role = roles.any(|role| fold_name(&role.name) == folded);
                !is_role && personas.of(&case.planned.tenant.name, name).next().is_none()
            }
        }
    }

    /// Holds it against an org.
    pub fn check(&self, case: &Case<'_>, personas: &Personas, found: &mut Findings) {
        if self
            .tenant
            .as_deref()
            .is_some_and(|own| own != case.planned.tenant.name)
        {
            return;
        }
        let people = self.people(case, personas);
        if people.is_empty() && self.tenant.is_none() && self.is_elsewhere(case, personas) {
            return;
        }
        let whom = match &self.whom {
            Whom::Persona(name) | Whom::Person(name) => name,
        };
        let name = self.name();
        if people.is_empty() {
            let message = format!("the assertion `{name}` speaks of `{whom}`, and nobody of them is active in the org");
            found.add(
                case.finding(&ASSERTION_OF_NOBODY, whom, &name, message)
                    .expected("somebody", "nobody")
                    .evidence(Evidence::get("/api/v2/users", None))
                    .source(&self.place),
            );
            return;
        }
        let division = self.division.as_deref().map(|text| match text {
            "all" | "*" => "*".to_owned(),
            text => case.planned.division(text),
        });
        if let (Some(key), Some(text)) = (&division, &self.division)
            && key != "*"
            && !case.there().divisions().contains_key(key)
        {
            // What may not be held in a division that is misspelt is held there by nobody.
            let message = format!("`{name}` fails: there is no division `{text}` in the org. {}", self.why);
            found.add(
                case.finding(&ASSERTION_FAILED, whom, text, message)
                    .expected("a division of the org", "none of this name")
                    .evidence(Evidence::get("/api/v2/authorization/divisions/query", None))
                    .source(&self.place),
            );
            return;
        }
        let expand = |patterns: &[Pattern]| -> BTreeSet<Permission> {
            let one = |pattern: &Pattern| match pattern.exact() {
                Some(permission) => vec![permission.clone()],
                None => case.listed(pattern),
            };
            patterns.iter().flat_map(one).collect()
        };
        for (permissions, must) in [(expand(&self.must), true), (expand(&self.must_not), false)] {
            for permission in &permissions {
                let mut failing: Vec<(&str, String)> = Vec::new();
                for person in &people {
                    let paths: Vec<Path<'_>> = case.there().paths(person, permission).collect();
                    let meets = |path: &&Path<'_>| is_there(path.at, division.as_deref(), must);
                    let mut outright = paths.iter().filter(meets).filter(|path| !path.conditional || !must);
                    match (must, outright.next()) {
                        (true, None) => failing.push((person, lacks(case, &paths))),
                        (false, Some(path)) => failing.push((person, told(case, path))),
                        _ => {}
                    }
                }
                if !failing.is_empty() {
                    found.add(self.failed(case, permission, must, &failing));
                }
            }
        }
    }

    fn failed(&self, case: &Case<'_>, permission: &Permission, must: bool, failing: &[(&str, String)]) -> Finding {
        let (whom, of) = match &self.whom {
            Whom::Persona(name) => (name, format!("{} of the role `{name}`", people(failing.len()))),
            Whom::Person(name) => (name, format!("`{name}`")),
        };
        let subject = |key: &str| case.there().subjects().get(key);
        let named: Vec<&str> = failing
            .iter()
            .take(NAMED)
            .map(|(key, _)| subject(key).map_or(*key, |subject| subject.name.as_str()))
            .collect();
        let who = match (&self.whom, failing.len() - named.len()) {
            (Whom::Person(_), _) => String::new(),
            (Whom::Persona(_), 0) => format!(" ({})", named.join(", ")),
            (Whom::Persona(_), more) => format!(" ({} and {more} more)", named.join(", ")),
        };
        let at = match &self.division {
            Some(division) => format!(" in `{division}`"),
            None => String::new(),
        };
        let verb = match (must, failing.len()) {
            (true, 1) => "lacks",
            (true, _) => "lack",
            (false, 1) => "holds",
            (false, _) => "hold",
        };
        let message = format!(
            "`{}` fails: {of}{who} {verb} `{permission}`{at}. {}",
            self.name(),
            self.why
        );
        let expected = if must { "held" } else { "not held" };
        let mut finding = case
            .finding(&ASSERTION_FAILED, whom, permission.as_str(), message)
            .expected(format!("{expected}{at}"), &failing[0].1)
            .count(failing.len() as u64)
            .source(&self.place);
        let ids = failing
            .iter()
            .filter_map(|(key, _)| subject(key))
            .map(|one| one.id.as_str());
        finding.evidence = ids
            .take(Tally::<()>::LISTED)
            .map(|id| Evidence::get(format!("/api/v2/authorization/subjects/{id}"), None))
            .collect();
        finding
    }
}

fn people(count: usize) -> String {
    match count {
        1 => "1 person".to_owned(),
        count => format!("{count} people"),
    }
}

/// Whether a grant is in a place. All divisions are covered by all only; what may not be held anywhere, by any.
fn is_there(at: &Reach, division: Option<&str>, must: bool) -> bool {
    match division {
        Some("*") if must => *at == Reach::All,
        None | Some("*") => !at.is_nowhere(),
        Some(division) => at.includes(division),
    }
}

/// Why somebody lacks a right: they hold it nowhere, elsewhere, or under a condition.
fn lacks(case: &Case<'_>, paths: &[Path<'_>]) -> String {
    match paths.first() {
        None => "not held".to_owned(),
        Some(path) => format!("held otherwise: {}", told(case, path)),
    }
}

/// A path by which a right is held, in words.
fn told(case: &Case<'_>, path: &Path<'_>) -> String {
    let name = |key: &str| {
        case.there()
            .subjects()
            .get(key)
            .map_or_else(|| key.to_owned(), |one| one.name.clone())
    };
    let divisions: Vec<String> = places(path.at).map(|key| case.division_name(key)).collect();
    let through = path
        .through
        .map(|group| format!(" through `{}`", name(group)))
        .unwrap_or_default();
    let condition = if path.conditional { ", under a condition" } else { "" };
    format!(
        "`{}` holds the role `{}` in {}{through}{condition}",
        name(path.subject),
        case.role_name(path.role),
        divisions.join(", ")
    )
}
