//! The operations of an application, looked up, in an order of their own.

use std::collections::BTreeMap;

use crate::catalogue::{Catalogue, OperationFacts, ScopeSource};
use crate::finding::{Evidence, Finding, Findings};
use crate::mapping::tables::Application;
use crate::model::{Method, Operation};

use super::rules;

/// One operation that the application calls.
#[derive(Debug, Clone)]
pub(super) struct Call<'a> {
    /// As the catalogue spells it.
    pub(super) name: String,
    /// What the catalogue says of it.
    pub(super) facts: &'a OperationFacts,
}

impl Call<'_> {
    /// The operation itself, for evidence.
    pub(super) fn operation(&self) -> Operation {
        Operation {
            method: self.facts.method,
            path: self.facts.path.to_owned(),
        }
    }

    /// Whether the permissions that count depend on what is sent in the body.
    ///
    /// The vendor lists for SCIM and for PATCH of participants everything that *some* body may need, as alternatives.
    pub(super) fn depends_on_body(&self) -> bool {
        let path = self.facts.path;
        let writes = self.facts.method != Method::Get;
        let participant = path.rsplit('/').nth(1) == Some("participants") || path.contains("/participants/");
        (writes && path.starts_with("/api/v2/scim/") && self.facts.permissions.len() > 1)
            || (self.facts.method == Method::Patch && participant && self.facts.permissions.len() > 1)
    }

    /// Whether it changes something, as opposed to a POST that asks a question too long for a URL.
    pub(super) fn changes_something(&self) -> bool {
        match self.facts.method {
            Method::Get | Method::Head | Method::Options => false,
            Method::Put | Method::Patch | Method::Delete => true,
            Method::Post => {
                !self.facts.permissions.is_empty()
                    && !self.facts.permissions.iter().any(|permission| {
                        permission.parts().is_some_and(|(_, _, action)| {
                            ["view", "search", "read"].iter().any(|verb| action.starts_with(verb))
                        })
                    })
            }
        }
    }
}

/// The operations of an application.
#[derive(Debug, Clone, Default)]
pub(super) struct Calls<'a>(Vec<Call<'a>>);

impl<'a> Calls<'a> {
    /// Looks the operations up; each once, by path and method, whatever their order in the row.
    pub(super) fn of(application: &Application, catalogue: &'a Catalogue, findings: &mut Findings) -> Self {
        let mut calls = BTreeMap::new();
        for operation in &application.operations {
            let subject = &application.name;
            let Some(facts) = catalogue.operation(operation.method, &operation.path) else {
                let (rule, message) = match catalogue.removed(operation.method, &operation.path) {
                    Some(removed) => (
                        &rules::OPERATION_REMOVED,
                        format!(
                            "`{operation}` is no longer in the API: last seen in release {} of {}",
                            removed.last_release, removed.last_date
                        ),
                    ),
                    None => (
                        &rules::OPERATION_NOT_IN_CATALOGUE,
                        format!("`{operation}` is not in the catalogue, so what it needs is not known"),
                    ),
                };
                findings.add(
                    Finding::new(rule, subject, operation.to_string(), message)
                        .evidence(Evidence::operation(operation))
                        .source(&application.place),
                );
                continue;
            };
            let call = Call {
                name: format!("{} {}", facts.method, facts.path),
                facts,
            };
            calls.insert((facts.path, facts.method), call);
        }
        for call in calls.values() {
            for finding in call.notes(application) {
                findings.add(finding);
            }
        }
        Self(calls.into_values().collect())
    }

    /// The operations, by path and method.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Call<'a>> {
        self.0.iter()
    }
}

impl Call<'_> {
    /// What is to be known of the operation before one relies on it.
    fn notes(&self, application: &Application) -> Vec<Finding> {
        let finding = |rule, message: String| {
            Finding::new(rule, &application.name, &self.name, message)
                .evidence(Evidence::operation(&self.operation()))
                .source(&application.place)
        };
        let mut notes = Vec::new();
        if self.facts.deprecated {
            notes.push(finding(
                &rules::OPERATION_DEPRECATED,
                format!("`{}` is deprecated by the vendor", self.name),
            ));
        }
        if self.facts.preview {
            notes.push(finding(
                &rules::OPERATION_PREVIEW,
                format!("`{}` is a preview: it may change or go without notice", self.name),
            ));
        }
        let bare = self.facts.no_auth || self.facts.any_token || self.facts.guest_token;
        match self.facts.scope_source {
            ScopeSource::Unknown if !bare => notes.push(finding(
                &rules::SCOPE_UNKNOWN,
                format!(
                    "which scope `{}` accepts is not known: none is planned for it",
                    self.name
                ),
            )),
            ScopeSource::Derived if !bare => notes.push(finding(
                &rules::SCOPE_DERIVED,
                format!(
                    "the scopes of `{}` ({}) are derived from its path and its neighbours",
                    self.name,
                    self.facts.scopes.join(", ")
                ),
            )),
            _ => {}
        }
        notes
    }
}
