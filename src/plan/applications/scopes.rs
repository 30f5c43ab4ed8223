//! The least scopes of an application.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue::{least, scope_rank};
use crate::finding::{Evidence, Finding, Findings};
use crate::mapping::Tables;
use crate::mapping::tables::{Application, GrantType};
use crate::plan::model::ScopePlan;

use super::calls::Calls;
use super::rules;

/// The scope that lets an application see who has signed in.
pub(super) const BASIC_INFO: &str = "user-basic-info";

/// The least scopes: from the operations, or, where the row names none, from the Zendesk scopes it had.
pub(super) fn choose(
    application: &Application,
    calls: &Calls<'_>,
    tables: &Tables,
    findings: &mut Findings,
) -> Vec<ScopePlan> {
    let carried = from_zendesk(application, tables, findings);
    if application.operations.is_empty() {
        if application.zendesk_scopes.is_empty() {
            findings.add(
                Finding::new(
                    &rules::APPLICATION_NEEDS_UNKNOWN,
                    &application.name,
                    "operations",
                    "the row names neither operations nor Zendesk scopes, so no scope and no permission can be planned",
                )
                .source(&application.place),
            );
        }
        return plan(carried);
    }
    let chosen = from_calls(calls);
    if application.grant_type != GrantType::ClientCredentials {
        report_writes(application, calls, &chosen, findings);
    }
    report_not_carried(application, tables, &chosen, findings);
    plan(chosen)
}

/// Each scope with what needs it.
type Because = BTreeMap<String, BTreeSet<String>>;

fn plan(because: Because) -> Vec<ScopePlan> {
    because
        .into_iter()
        .map(|(scope, because)| ScopePlan {
            scope,
            because: because.into_iter().collect(),
        })
        .collect()
}

/// Any one scope of an operation's list suffices; reading variants come before whole areas.
fn from_calls(calls: &Calls<'_>) -> Because {
    let lists: Vec<Vec<&str>> = calls.iter().map(|call| call.facts.scopes.clone()).collect();
    let chosen = least(&lists, scope_rank);
    let mut because = Because::new();
    for call in calls.iter() {
        for scope in call.facts.scopes.iter().filter(|scope| chosen.contains(*scope)) {
            because
                .entry((*scope).to_owned())
                .or_default()
                .insert(call.name.clone());
        }
    }
    because
}

/// What the row's Zendesk scopes become by the tables; a whole area makes its reading variant needless.
fn from_zendesk(application: &Application, tables: &Tables, findings: &mut Findings) -> Because {
    let mut because = Because::new();
    let asked: BTreeSet<&String> = application.zendesk_scopes.iter().collect();
    for zendesk in asked {
        let Some(row) = tables.scopes.iter().find(|row| row.zendesk == *zendesk) else {
            findings.add(
                Finding::new(
                    &rules::ZENDESK_SCOPE_UNMAPPED,
                    &application.name,
                    zendesk,
                    format!("no row of the scopes table speaks of the Zendesk scope `{zendesk}`"),
                )
                .source(&application.place),
            );
            continue;
        };
        for scope in &row.scopes {
            because
                .entry(scope.as_str().to_owned())
                .or_default()
                .insert(format!("Zendesk scope {zendesk}"));
        }
    }
    let narrowed: Vec<(String, String)> = because
        .keys()
        .filter_map(|scope| {
            let area = scope.strip_suffix(":readonly")?;
            because.contains_key(area).then(|| (scope.clone(), area.to_owned()))
        })
        .collect();
    for (readonly, area) in narrowed {
        let moved = because.remove(&readonly).unwrap_or_default();
        because.entry(area).or_default().extend(moved);
    }
    because
}

/// Says where a scope called `:readonly` lets an operation change something.
fn report_writes(application: &Application, calls: &Calls<'_>, chosen: &Because, findings: &mut Findings) {
    for call in calls.iter().filter(|call| call.changes_something()) {
        for scope in call.facts.scopes.iter().filter(|scope| scope.ends_with(":readonly")) {
            if chosen.contains_key(*scope) {
                findings.add(
                    Finding::new(
                        &rules::READONLY_SCOPE_WRITES,
                        &application.name,
                        &call.name,
                        format!(
                            "`{}` changes something and still accepts the scope `{scope}`",
                            call.name
                        ),
                    )
                    .evidence(Evidence::operation(&call.operation())),
                );
            }
        }
    }
}

/// Says which of the Zendesk scopes the operations don't ask for.
fn report_not_carried(application: &Application, tables: &Tables, chosen: &Because, findings: &mut Findings) {
    let asked: BTreeSet<&String> = application.zendesk_scopes.iter().collect();
    for zendesk in asked {
        let Some(row) = tables.scopes.iter().find(|row| row.zendesk == *zendesk) else {
            continue;
        };
        let missing: BTreeSet<&str> = row
            .scopes
            .iter()
            .filter(|scope| !chosen.contains_key(scope.as_str()) && !chosen.contains_key(scope.area()))
            .map(crate::model::Scope::as_str)
            .collect();
        if !missing.is_empty() {
            let missing = missing.into_iter().collect::<Vec<_>>().join(", ");
            findings.add(
                Finding::new(
                    &rules::ZENDESK_SCOPE_NOT_CARRIED,
                    &application.name,
                    zendesk,
                    format!(
                        "the application had the Zendesk scope `{zendesk}` ({missing} here), \
                         which no operation of its row needs: it is left out"
                    ),
                )
                .source(&application.place),
            );
        }
    }
}
