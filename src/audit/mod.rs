//! Audit: a plan held against live orgs.
//!
//! In: a plan, what a snapshot of each org says of access, tables of power. Out: findings, each with what was expected, what
//! is there, how it is known and what to do; and what could not be checked. One file a rule in `rules`. Reads no clock, asks
//! nobody; a list that could not be read is never taken for one that is empty.

mod applications;
mod case;
pub mod papers;
mod people;
mod rules;

pub use case::{Case, Owned};
pub use rules::{Check, RULES, checks};

use std::collections::{BTreeMap, BTreeSet};

use papers::{Assertion, Papers};
use rules::GRANTS;

use crate::access::snapshot::Org;
use crate::access::{Kind, State};
use crate::finding::{Finding, Findings, Rule};
use crate::mapping::Tables;
use crate::model::Place;
use crate::plan::access::Planned;
use crate::plan::read::PlanHead;

/// What one org gave.
#[derive(Debug, Clone)]
pub struct Audited {
    /// The tenant.
    pub tenant: String,
    /// The org's id.
    pub org_id: String,
    /// How many planned people were looked for.
    pub people: u64,
    /// How many planned roles.
    pub roles: u64,
    /// How many clients of planned applications that the org owns.
    pub clients: u64,
    /// Why rules could not be applied: rule, and what was missing.
    pub unchecked: BTreeMap<&'static str, String>,
    /// The rules that were applied.
    pub applied: BTreeSet<&'static str>,
    /// How many active people of the org are in no plan, and how many of them hold a right of level A or B.
    pub strangers: (u64, u64),
}

/// Holds one org against its plan; `wanted` says which rules are.
pub fn audit(case: &Case<'_>, wanted: impl Fn(&Check) -> bool, found: &mut Findings) -> Audited {
    let mut unchecked = BTreeMap::new();
    let mut applied = BTreeSet::new();
    for check in checks().iter().filter(|check| wanted(check)) {
        let lacking = check
            .needs
            .iter()
            .find_map(|list| Some((list, case.org.lacking(list)?)));
        if let Some((list, why)) = lacking {
            unchecked.insert(check.rule.name, format!("`{list}` is {why}"));
        } else {
            (check.run)(case, found);
            applied.insert(check.rule.name);
        }
    }
    if !case.papers.assertions.is_empty() {
        let asserted = papers::rules::ASSERTION_FAILED.name;
        let lacking = Assertion::NEEDS
            .iter()
            .find_map(|list| Some((list, case.org.lacking(list)?)));
        if let Some((list, why)) = lacking {
            unchecked.insert(asserted, format!("`{list}` is {why}"));
        } else {
            for assertion in &case.papers.assertions {
                assertion.check(case, &case.papers.personas, found);
            }
            applied.extend([asserted, papers::rules::ASSERTION_OF_NOBODY.name]);
        }
    }
    if let Some(why) = rules::approvals_hidden(case) {
        applied.remove(rules::AUTHORIZATION_MISSING);
        unchecked.insert(rules::AUTHORIZATION_MISSING, why.to_owned());
    }
    Audited {
        tenant: case.planned.tenant.name.clone(),
        org_id: case.org.id.clone(),
        people: case.planned_people().count() as u64,
        roles: case.planned.tenant.roles.len() as u64,
        clients: case.owned.len() as u64,
        unchecked,
        applied,
        strangers: strangers(case),
    }
}

/// Active people of whom no plan speaks, and those of them who hold something privileged: counted, not judged.
fn strangers(case: &Case<'_>) -> (u64, u64) {
    let (mut all, mut privileged) = (0, 0);
    let power = case.roles_with(|permission| rules::is_power(case, permission));
    for (key, subject) in case.there().subjects() {
        let planned = case.wanted().subjects().contains_key(key);
        if subject.kind != Kind::Person || subject.state != State::Active || planned {
            continue;
        }
        all += 1;
        let mut held = case.there().held_by(key);
        privileged += u64::from(held.any(|(_, grant)| power.contains(grant.role.as_str())));
    }
    (all, privileged)
}

/// The clients of a plan's applications that an org owns, each once, with all that any tenant asks of it.
pub fn owned<'a>(head: &'a PlanHead, org_id: &str) -> Vec<Owned<'a>> {
    let mut owned: BTreeMap<String, Owned<'a>> = BTreeMap::new();
    // The owner's own row first: what clients hold is granted there.
    let mut tenants: Vec<_> = head.tenants.iter().collect();
    tenants.sort_by_key(|tenant| !tenant.org_id.eq_ignore_ascii_case(org_id));
    for application in tenants.into_iter().flat_map(|tenant| &tenant.applications) {
        let is_here = application
            .owner
            .as_deref()
            .is_some_and(|owner| owner.eq_ignore_ascii_case(org_id));
        if !is_here || application.client_id.is_empty() {
            continue;
        }
        let one = owned
            .entry(application.client_id.to_ascii_lowercase())
            .or_insert_with(|| Owned {
                application,
                scopes: BTreeSet::new(),
                recommended: BTreeSet::new(),
                redirect_uris: BTreeSet::new(),
            });
        one.scopes
            .extend(application.scopes.iter().map(|scope| scope.scope.as_str()));
        one.recommended
            .extend(application.recommended_scopes.iter().map(String::as_str));
        one.redirect_uris
            .extend(application.redirect_uris.iter().map(String::as_str));
    }
    owned.into_values().collect()
}

/// An org and its plan.
pub fn case<'a>(
    head: &'a PlanHead,
    planned: &'a Planned<'a>,
    org: &'a Org,
    tables: &'a Tables,
    papers: &'a Papers,
) -> Case<'a> {
    Case::new(planned, org, owned(head, &org.id), tables, papers)
}

/// A finding about a row of what people said before.
fn about_row(
    rule: &Rule,
    tenant: Option<&str>,
    subject: &str,
    object: impl Into<String>,
    message: String,
    place: &Place,
) -> Finding {
    let finding = Finding::new(rule, subject, object, message).source(place);
    match tenant {
        Some(tenant) => finding.tenant(tenant),
        None => finding,
    }
}
