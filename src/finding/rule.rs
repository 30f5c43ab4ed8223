//! What a rule is, and what one of its findings says.

use serde::{Deserialize, Serialize};

use crate::model::{Operation, Place, Severity};

/// A rule: a stable kebab-case name, never used again for something else, with the text of its page.
#[derive(Debug)]
pub struct Rule {
    /// The name that findings, suppressions and pages use.
    pub name: &'static str,
    /// How much a finding matters unless the finding says otherwise.
    pub severity: Severity,
    /// What the rule checks: one or more sentences for its page.
    pub what: &'static str,
    /// Why that matters to the customer.
    pub why: &'static str,
    /// What to do about it; the default remedy of its findings.
    pub fix: &'static str,
}

/// The read that a finding rests on, so that it can be looked up again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Evidence {
    /// The HTTP method, `GET` for everything that was read.
    pub method: String,
    /// The vendor's path of the object.
    pub path: String,
    /// When the object was last changed or read (RFC 3339), as the vendor wrote it.
    pub at: Option<String>,
}

impl Evidence {
    /// Evidence that a `GET` of the path shows.
    pub fn get(path: impl Into<String>, at: Option<&str>) -> Self {
        Self {
            method: "GET".to_owned(),
            path: path.into(),
            at: at.map(str::to_owned),
        }
    }

    /// Evidence that an operation's entry in the catalogue shows.
    pub fn operation(operation: &Operation) -> Self {
        Self {
            method: operation.method.to_string(),
            path: operation.path.clone(),
            at: None,
        }
    }
}

/// The file and line that a finding comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Source {
    /// The file, relative to the folder of tables or to the working folder.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
}

impl From<&Place> for Source {
    fn from(place: &Place) -> Self {
        Self {
            file: place.file.clone(),
            line: place.line,
        }
    }
}

/// One result about the user's data: what is so, what was expected, how it is known, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Finding {
    /// The rule's name.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// The tenant concerned, or null.
    pub tenant: Option<String>,
    /// Who or what it is about: an e-mail address, a role's or application's name, `group:NAME`, `client:NAME`.
    pub subject: String,
    /// The thing that is missing, extra or odd: a permission, a setting, a division, an id.
    pub object: String,
    /// One or two sentences for a person.
    pub message: String,
    /// How many people or things meet the same cause.
    pub count: u64,
    /// What should be, or null.
    pub expected: Option<String>,
    /// What is, or null.
    pub actual: Option<String>,
    /// The reads it rests on; at most [`super::Tally::LISTED`] of them.
    pub evidence: Vec<Evidence>,
    /// What to do next.
    pub remedy: String,
    /// The table row it comes from, or null.
    pub source: Option<Source>,
    /// How it stands to an earlier run, where it was held against one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

/// How a finding stands to those of an earlier run.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema, strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Status {
    /// It was not found then, or has become worse.
    New,
    /// It was found then too.
    Open,
    /// It was found then and is not found now.
    Fixed,
    /// It is found, and somebody accepts it.
    Accepted,
}

impl Finding {
    /// A finding of a rule, with the rule's severity and fix; the rest is added by the methods below.
    pub fn new(rule: &Rule, subject: impl Into<String>, object: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            rule: rule.name.to_owned(),
            severity: rule.severity,
            tenant: None,
            subject: subject.into(),
            object: object.into(),
            message: message.into(),
            count: 1,
            expected: None,
            actual: None,
            evidence: Vec::new(),
            remedy: rule.fix.to_owned(),
            source: None,
            status: None,
        }
    }

    /// Says which tenant it concerns.
    #[must_use]
    pub fn tenant(mut self, tenant: &str) -> Self {
        self.tenant = Some(tenant.to_owned());
        self
    }

    /// Says how many meet the same cause.
    #[must_use]
    pub fn count(mut self, count: u64) -> Self {
        self.count = count;
        self
    }

    /// Says what should be and what is.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>, actual: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self.actual = Some(actual.into());
        self
    }

    /// Adds a read that it rests on.
    #[must_use]
    pub fn evidence(mut self, evidence: Evidence) -> Self {
        self.evidence.push(evidence);
        self
    }

    /// Replaces the rule's general fix by a particular one.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }

    /// Says which table row it comes from.
    #[must_use]
    pub fn source(mut self, place: &Place) -> Self {
        self.source = Some(place.into());
        self
    }

    /// Replaces the rule's severity, where the case is worse or milder than usual.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}
