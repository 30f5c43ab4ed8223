//! The audit as a page that can be read from top to bottom: what was compared, what could not be checked, the score, then
//! the findings by rule and cause, people who meet one cause together.

mod markdown;
mod text;

pub use markdown::write_markdown;
pub use text::write_text;

use std::collections::BTreeMap;

use crate::audit::Audited;
use crate::finding::{Accepted, Finding, Status};
use crate::model::Severity;

/// An org of an audit.
#[derive(Debug)]
pub struct OrgView {
    /// The tenant.
    tenant: String,
    /// The org's id.
    org_id: String,
    /// When its snapshot was taken; `None` where there is none.
    taken_at: Option<String>,
    /// What was compared; `None` where there is no snapshot.
    audited: Option<Audited>,
    /// Lists that are not there, or not whole, and why.
    lacking: BTreeMap<String, String>,
}

impl OrgView {
    /// An org that was held against its plan.
    pub fn of(audited: Audited, taken_at: &str, lacking: &BTreeMap<String, String>) -> Self {
        Self {
            tenant: audited.tenant.clone(),
            org_id: audited.org_id.clone(),
            taken_at: Some(taken_at.to_owned()),
            audited: Some(audited),
            lacking: lacking.clone(),
        }
    }

    /// An org of which there is no snapshot.
    pub fn absent(tenant: &str, org_id: &str) -> Self {
        Self {
            tenant: tenant.to_owned(),
            org_id: org_id.to_owned(),
            taken_at: None,
            audited: None,
            lacking: BTreeMap::new(),
        }
    }

    /// Whether a rule was applied, if this is the org of a tenant.
    pub fn applied(&self, tenant: &str, rule: &str) -> bool {
        self.tenant == tenant
            && self
                .audited
                .as_ref()
                .is_some_and(|audited| audited.applied.contains(rule))
    }

    /// What could not be checked, in one sentence each.
    fn unchecked(&self) -> Vec<String> {
        let Some(audited) = &self.audited else {
            return vec![format!(
                "{}: nothing was checked, there is no snapshot of its org",
                self.tenant
            )];
        };
        // Rules that lack the same list are told together.
        let mut by_why: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (rule, why) in &audited.unchecked {
            by_why.entry(why).or_default().push(rule);
        }
        let told = by_why
            .into_iter()
            .map(|(why, rules)| format!("{}: {why}: {}", self.tenant, rules.join(", ")));
        told.collect()
    }
}

/// An audit.
#[derive(Debug)]
pub struct AuditView<'a> {
    /// The plan's file.
    pub plan: &'a str,
    /// The date that the plan is of.
    pub as_of: &'a str,
    /// The day by which suppressions and approvals end; `None` where there are none.
    pub today: Option<&'a str>,
    /// The orgs.
    pub orgs: &'a [OrgView],
    /// What was found, worst first.
    pub findings: &'a [Finding],
    /// How many findings are below the severity that is shown.
    pub hidden: usize,
    /// What somebody accepts, with the row.
    pub accepted: &'a [Accepted],
    /// What an earlier audit found and this one does not; `None` where there is no earlier one.
    pub fixed: Option<&'a [Finding]>,
    /// Columns of the terminal.
    pub width: usize,
}

impl AuditView<'_> {
    /// What was and was not checked, as files of findings say it.
    pub fn coverage(&self) -> BTreeMap<String, serde_json::Value> {
        let of = |org: &OrgView| {
            let audited = org.audited.as_ref();
            serde_json::json!({
                "org_id": org.org_id,
                "taken_at": org.taken_at,
                "people": audited.map(|one| one.people),
                "roles": audited.map(|one| one.roles),
                "clients": audited.map(|one| one.clients),
                "unplanned_people": audited.map(|one| one.strangers.0),
                "unplanned_privileged_people": audited.map(|one| one.strangers.1),
                "lacking": org.lacking,
                "unchecked": audited.map(|one| &one.unchecked),
            })
        };
        self.orgs.iter().map(|org| (org.tenant.clone(), of(org))).collect()
    }

    /// How many there are of each severity, in words.
    fn score(&self) -> String {
        let mut told: Vec<String> = Vec::new();
        for severity in [Severity::High, Severity::Medium, Severity::Low, Severity::Info] {
            match self
                .findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count()
            {
                0 => {}
                count => told.push(format!("{count} {severity}")),
            }
        }
        let hidden = match self.hidden {
            0 => String::new(),
            more => format!(" ({more} below --min-severity are not shown)"),
        };
        if told.is_empty() {
            format!("none{hidden}")
        } else {
            format!("{}{hidden}", told.join(", "))
        }
    }

    /// How the findings stand to an earlier audit and to what is accepted, where there is either.
    fn standing(&self) -> Option<String> {
        let accepted = self.accepted.len();
        let count = |status| self.findings.iter().filter(|one| one.status == Some(status)).count();
        match self.fixed {
            Some(fixed) => Some(format!(
                "{} new, {} open, {} fixed, {accepted} accepted; new ones alone decide how the run ends.",
                count(Status::New),
                count(Status::Open),
                fixed.len()
            )),
            None if accepted > 0 => Some(format!(
                "{accepted} accepted, listed at the end; they don't decide how the run ends."
            )),
            None => None,
        }
    }

    /// Findings by rule, the worst first, and in each by cause.
    fn by_rule(&self) -> Vec<(&str, Vec<Vec<&Finding>>)> {
        let mut rules: Vec<(&str, Vec<&Finding>)> = Vec::new();
        for finding in self.findings {
            match rules.iter_mut().find(|(rule, _)| *rule == finding.rule) {
                Some((_, findings)) => findings.push(finding),
                None => rules.push((&finding.rule, vec![finding])),
            }
        }
        rules
            .into_iter()
            .map(|(rule, findings)| (rule, causes(&findings)))
            .collect()
    }

    fn compared(org: &OrgView) -> String {
        match (&org.audited, &org.taken_at) {
            (Some(audited), Some(taken_at)) => format!(
                "{}, org {}, read {}: {}, {}, {} of applications. In no plan: {}, of whom {} with privileged rights; \
                 they are counted, not judged.",
                org.tenant,
                org.org_id,
                // To the second: nobody reads more.
                taken_at
                    .get(..19)
                    .map_or_else(|| taken_at.clone(), |to| format!("{to}Z")),
                several(audited.people, "person", "people"),
                several(audited.roles, "role", "roles"),
                several(audited.clients, "client", "clients"),
                several(audited.strangers.0, "person", "people"),
                audited.strangers.1
            ),
            _ => format!("{}, org {}: no snapshot", org.tenant, org.org_id),
        }
    }

    /// The day by which suppressions and approvals end, where it is not the plan's.
    fn ends(&self) -> Option<&str> {
        self.today.filter(|today| *today != self.as_of)
    }

    fn gaps(&self) -> Vec<String> {
        self.orgs.iter().flat_map(OrgView::unchecked).collect()
    }
}

fn several(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Findings of one rule parted by cause: people who meet the same one stand together.
fn causes<'a>(findings: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings {
        let is_same = |other: &&Finding| {
            is_person(other)
                && is_person(finding)
                && (&other.tenant, &other.object, other.severity)
                    == (&finding.tenant, &finding.object, finding.severity)
                && (&other.expected, &other.actual, &other.remedy)
                    == (&finding.expected, &finding.actual, &finding.remedy)
                && other.status == finding.status
        };
        match groups.iter_mut().find(|group| group.first().is_some_and(is_same)) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// Whether a finding is about one person, whose words are told of others too.
fn is_person(finding: &Finding) -> bool {
    finding.subject.contains('@') && finding.count == 1
}

/// Why something is accepted.
fn reason(one: &Accepted) -> String {
    format!(
        "accepted by {} until {}: {} ({}:{})",
        one.who, one.until, one.reason, one.by.file, one.by.line
    )
}
