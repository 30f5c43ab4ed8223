//! A mistake in a table: where it stands, what is wrong, what to do.

use crate::finding::{Finding, Rule};
use crate::model::{Place, Severity};

/// A mistake in a table.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The rule that it breaks.
    pub rule: &'static Rule,
    /// How bad it is; high means that the tables can't be used.
    pub severity: Severity,
    /// Where the caret goes.
    pub place: Place,
    /// A few words at the caret; may be empty.
    pub label: String,
    /// What is wrong.
    pub message: String,
    /// What to do in this case; the rule's own fix, if there is nothing better.
    pub help: Option<String>,
    /// Other places that matter, each with a few words.
    pub also: Vec<(Place, String)>,
}

impl Fault {
    /// A fault of a rule, with the rule's severity.
    pub fn new(rule: &'static Rule, place: Place, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            place,
            label: String::new(),
            message: message.into(),
            help: None,
            also: Vec::new(),
        }
    }

    /// Puts a few words at the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, if there is something to say.
    #[must_use]
    pub fn help_if(mut self, help: Option<String>) -> Self {
        if help.is_some() {
            self.help = help;
        }
        self
    }

    /// Points at another place that matters.
    #[must_use]
    pub fn also(mut self, place: Place, label: impl Into<String>) -> Self {
        self.also.push((place, label.into()));
        self
    }

    /// Replaces the rule's severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Whether the tables can't be used while it stands.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::High
    }

    /// What to do about it.
    pub fn remedy(&self) -> &str {
        self.help.as_deref().unwrap_or(self.rule.fix)
    }

    /// The fault as a finding.
    pub fn to_finding(&self) -> Finding {
        Finding::new(
            self.rule,
            self.place.file.clone(),
            self.label.clone(),
            self.message.clone(),
        )
        .severity(self.severity)
        .remedy(self.remedy())
        .source(&self.place)
    }
}
