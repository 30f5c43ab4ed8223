//! Collecting findings: one cause that meets many people is one finding with a count.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Evidence, Finding};
use crate::model::Severity;

/// The findings of a run.
#[derive(Debug, Default, Clone)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Adds one.
    pub fn add(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// The highest severity, or `None` when nothing was found.
    pub fn highest(&self) -> Option<Severity> {
        self.0.iter().map(|finding| finding.severity).max()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The findings in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter()
    }

    /// The findings in the order in which they are written: worst first, then by rule, tenant, subject, object.
    pub fn into_sorted(mut self) -> Vec<Finding> {
        self.0.sort_by(|a, b| {
            b.severity
                .cmp(&a.severity)
                .then_with(|| a.rule.cmp(&b.rule))
                .then_with(|| a.tenant.cmp(&b.tenant))
                .then_with(|| a.subject.cmp(&b.subject))
                .then_with(|| a.object.cmp(&b.object))
                .then_with(|| a.message.cmp(&b.message))
        });
        self.0
    }
}

impl Extend<Finding> for Findings {
    fn extend<T: IntoIterator<Item = Finding>>(&mut self, findings: T) {
        self.0.extend(findings);
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<Finding> for Findings {
    fn from_iter<T: IntoIterator<Item = Finding>>(findings: T) -> Self {
        Self(findings.into_iter().collect())
    }
}

/// Counts the people that meet one cause, in constant memory: the first [`Tally::LISTED`] are kept as evidence.
///
/// People arrive sorted by id, so what is kept does not depend on the input's order.
#[derive(Debug, Clone)]
pub struct Tally<K: Ord> {
    numbers: BTreeMap<K, usize>,
    met: Vec<(u64, Vec<Evidence>)>,
}

/// A cause, and who met it.
#[derive(Debug)]
pub struct Met<'t, K> {
    /// The cause.
    pub cause: &'t K,
    /// Its number.
    pub number: usize,
    /// How many met it.
    pub count: u64,
    /// The first of them.
    pub evidence: &'t [Evidence],
}

impl<K: Ord> Default for Tally<K> {
    fn default() -> Self {
        Self {
            numbers: BTreeMap::new(),
            met: Vec::new(),
        }
    }
}

impl<K: Ord> Tally<K> {
    /// How many of those that meet a cause are kept as evidence.
    pub const LISTED: usize = 100;

    /// The number of a cause, for [`Self::add_to`]: looked up once where many meet it. Asking alone counts nobody.
    pub fn number(&mut self, cause: K) -> usize {
        let next = self.met.len();
        let number = *self.numbers.entry(cause).or_insert(next);
        if number == next {
            self.met.push((0, Vec::new()));
        }
        number
    }

    /// Counts one more that meets the cause with a number.
    pub fn add_to(&mut self, number: usize, evidence: impl FnOnce() -> Evidence) {
        let (count, kept) = &mut self.met[number];
        *count += 1;
        if kept.len() < Self::LISTED {
            kept.push(evidence());
        }
    }

    /// Counts one more that meets the cause.
    pub fn add(&mut self, cause: K, evidence: impl FnOnce() -> Evidence) {
        let number = self.number(cause);
        self.add_to(number, evidence);
    }

    /// Each cause that somebody met, sorted.
    pub fn causes(&self) -> impl Iterator<Item = Met<'_, K>> {
        self.numbers
            .iter()
            .map(|(cause, number)| {
                let (count, evidence) = &self.met[*number];
                Met {
                    cause,
                    number: *number,
                    count: *count,
                    evidence,
                }
            })
            .filter(|met| met.count > 0)
    }

    /// Each cause with its count and the evidence kept, sorted by cause.
    pub fn into_causes(mut self) -> impl Iterator<Item = (K, u64, Vec<Evidence>)> {
        let all = self.numbers.into_iter().map(move |(cause, number)| {
            let (count, kept) = std::mem::take(&mut self.met[number]);
            (cause, count, kept)
        });
        all.filter(|(_, count, _)| *count > 0)
    }
}

/// A file `zd2gc/findings/1`.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FindingsFile {
    /// `zd2gc/findings/1`.
    pub schema: String,
    /// What was looked at: the account's subdomain, the plan, the org.
    pub of: String,
    /// What could and could not be looked at.
    pub coverage: BTreeMap<String, serde_json::Value>,
    /// Worst first.
    pub findings: Vec<Finding>,
    /// Findings that somebody accepts for a while: they count for no exit code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<Accepted>,
    /// Findings of the earlier run that this one was held against, which are gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<Finding>,
}

/// A finding that somebody accepts for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Accepted {
    /// The finding.
    pub finding: Finding,
    /// Why it is accepted.
    pub reason: String,
    /// Who accepts it.
    pub who: String,
    /// The last day on which it is accepted.
    pub until: String,
    /// The row that says so.
    pub by: super::Source,
}

impl FindingsFile {
    /// The schema's name.
    pub const SCHEMA: &'static str = "zd2gc/findings/1";

    /// A file of findings, none of them accepted or gone.
    pub fn new(of: impl Into<String>, coverage: BTreeMap<String, serde_json::Value>, findings: Vec<Finding>) -> Self {
        Self {
            schema: Self::SCHEMA.to_owned(),
            of: of.into(),
            coverage,
            findings,
            accepted: Vec::new(),
            fixed: Vec::new(),
        }
    }
}
