//! What is counted while people go by, and what is noticed of them.
//!
//! What people have in common is looked up once, when it is worked out; from then on a person is a number that grows.

use std::collections::{BTreeMap, BTreeSet};

use super::body::Cause;
use super::model::PeopleCoverage;
use super::places::Nowhere;
use super::rules;
use super::tenant::TenantDraft;
use crate::finding::{Evidence, Finding, Tally};
use crate::mapping::tables::DutyScope;
use crate::model::Divisions;

/// What was counted while people went by.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// People by what became of them.
    pub people: PeopleCoverage,
    /// Addresses of the wave that were met.
    pub met: BTreeSet<String>,
    /// What was counted in each tenant.
    pub tenants: Vec<TenantCounts>,
}

/// What was counted in a tenant.
#[derive(Debug, Default)]
pub(super) struct TenantCounts {
    /// Holders of each source role, by account and source role.
    pub holders: Sums<(usize, usize)>,
    /// People by the roles they would hold, for the duty rules; several for a person of several accounts.
    pub combinations: Tally<Vec<Combination>>,
    /// People by what decides their grants, for tenants that grant to groups.
    pub causes: Sums<Cause>,
    /// Grants of people of several accounts, by role and place; each person once.
    pub joined: BTreeMap<(String, Divisions), u64>,
    /// People without a division, by why and account.
    pub nowhere: Tally<(Nowhere, usize)>,
    /// People who answer and can't go on queue, by account and source role.
    pub queueless: Tally<(usize, usize)>,
    /// People of several accounts.
    pub several: Tally<()>,
    /// The address of the first person of each combination, by its number.
    first: Vec<Option<String>>,
}

/// Sums by number: what is counted is looked up once, not for everybody.
#[derive(Debug)]
pub(super) struct Sums<K> {
    numbers: BTreeMap<K, usize>,
    sums: Vec<u64>,
}

impl<K> Default for Sums<K> {
    fn default() -> Self {
        Self {
            numbers: BTreeMap::new(),
            sums: Vec::new(),
        }
    }
}

impl<K: Ord> Sums<K> {
    /// The number under which something is counted.
    pub(super) fn number(&mut self, what: K) -> usize {
        let next = self.sums.len();
        let number = *self.numbers.entry(what).or_insert(next);
        if number == next {
            self.sums.push(0);
        }
        number
    }

    /// Counts one more under a number.
    pub(super) fn add(&mut self, number: usize) {
        self.sums[number] += 1;
    }

    /// How many there are; `None` when there are none.
    pub(super) fn get(&self, what: &K) -> Option<u64> {
        let sum = self.sums[*self.numbers.get(what)?];
        (sum > 0).then_some(sum)
    }

    /// Everything of which there is one or more, sorted.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&K, u64)> {
        self.numbers
            .iter()
            .map(|(what, number)| (what, self.sums[*number]))
            .filter(|(_, sum)| *sum > 0)
    }
}

/// The roles that a person would hold together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Combination {
    /// The account.
    pub account: usize,
    /// The source role.
    pub source: usize,
    /// Whether the tickets half finds a division.
    pub placed: bool,
    /// Where; kept only where a duty rule asks for rights that meet in one division, as it makes many combinations.
    pub divisions: Vec<usize>,
    /// The row of people.yaml.
    pub person_row: Option<usize>,
}

impl Combination {
    /// The combination that a cause leads to.
    pub(super) fn of(cause: &Cause, draft: &TenantDraft<'_>) -> Self {
        let mut rules = draft.tables.duties.iter();
        let by_division = rules.any(|rule| rule.scope == DutyScope::SameDivision);
        Self {
            account: cause.account,
            source: cause.source,
            placed: !cause.placed.divisions.is_empty(),
            divisions: if by_division || cause.person_row.is_some() {
                cause.placed.divisions.clone()
            } else {
                Vec::new()
            },
            person_row: cause.person_row,
        }
    }
}

impl TenantCounts {
    /// Counts a person under the roles that they would hold together.
    pub(super) fn combine(&mut self, number: usize, address: &str, seen: impl FnOnce() -> Evidence) {
        if self.first.len() <= number {
            self.first.resize(number + 1, None);
        }
        if self.first[number].is_none() {
            self.first[number] = Some(address.to_owned());
        }
        self.combinations.add_to(number, seen);
    }

    /// The address of the first person of a combination.
    pub(super) fn first(&self, number: usize) -> &str {
        self.first.get(number).and_then(Option::as_deref).unwrap_or_default()
    }

    /// What was noticed of people.
    pub(super) fn findings(&self, draft: &TenantDraft<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let name = &draft.tenant.name;
        for met in self.nowhere.causes() {
            let (nowhere, account) = *met.cause;
            if nowhere == Nowhere::NoBrand {
                // The survey of the account says so already, as `no-brand`.
                continue;
            }
            let finding = Finding::new(
                &rules::NO_DIVISION,
                draft.accounts[account].subdomain,
                "tickets half",
                format!(
                    "{} nothing for tickets: {}{}",
                    people_who(met.count, "gets", "get"),
                    nowhere.because(),
                    listed(met.evidence)
                ),
            );
            findings.push(of(finding, name, met.count, met.evidence));
        }
        for met in self.queueless.causes() {
            let (account, source) = *met.cause;
            let role = &draft.accounts[account].sources.roles[source];
            let finding = Finding::new(
                &rules::AGENT_WITHOUT_QUEUE_ROLE,
                role.name.clone(),
                "User",
                format!(
                    "`{}` answers customers, and nothing it gets lets its people go on queue ({})",
                    role.name,
                    people(met.count)
                ),
            );
            findings.push(of(finding, name, met.count, met.evidence));
        }
        for met in self.several.causes() {
            let finding = Finding::new(
                &rules::PERSON_IN_SEVERAL_ACCOUNTS,
                name.clone(),
                "",
                format!(
                    "{} in several accounts of this tenant; each is one person there",
                    people_who(met.count, "is a team member", "are team members")
                ),
            );
            findings.push(of(finding, name, met.count, met.evidence));
        }
        findings
    }
}

/// A finding about so many people of a tenant.
fn of(mut finding: Finding, tenant: &str, count: u64, evidence: &[Evidence]) -> Finding {
    finding.evidence = evidence.to_vec();
    finding.tenant(tenant).count(count)
}

/// "1 person" or "7 people".
pub(super) fn people(count: u64) -> String {
    if count == 1 {
        "1 person".to_owned()
    } else {
        format!("{count} people")
    }
}

/// "1 person gets" or "7 people get".
pub(super) fn people_who(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", people(count), if count == 1 { one } else { many })
}

/// The first ids of some evidence, in brackets.
fn listed(evidence: &[Evidence]) -> String {
    let ids: Vec<_> = evidence
        .iter()
        .take(5)
        .filter_map(|one| one.path.rsplit('/').next())
        .collect();
    let more = if evidence.len() > ids.len() { ", ..." } else { "" };
    format!(" ({}{more})", ids.join(", "))
}
