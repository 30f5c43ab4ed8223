//! Rows of scopes, duties and privileged rights.

use super::filled;
use super::names::{Names, Wildcards};
use crate::mapping::fault::Fault;
use crate::mapping::format::{DutyRow, LevelRow, ScopeEntry};
use crate::mapping::rows::Row;
use crate::mapping::rules;
use crate::mapping::tables::{DutyRule, PrivilegedRow, ScopeRow};
use crate::model::Fidelity;

/// What a Zendesk OAuth scope becomes.
pub(in crate::mapping) fn scope(names: &mut Names<'_>, row: &Row<ScopeEntry>) -> ScopeRow {
    let raw = &row.raw;
    filled(names, row, &["zendesk".into()], &raw.zendesk, "Zendesk's scope");
    filled(names, row, &["reason".into()], &raw.reason, "the reason");
    let scopes = raw
        .scopes
        .iter()
        .enumerate()
        .filter_map(|(index, scope)| names.scope(&scope.0, row.at(&["scopes".into(), index.into()])))
        .collect();
    let permissions = names.permissions(row, &["permissions".into()], &raw.permissions);
    if raw.fidelity == Fidelity::None && !(raw.scopes.is_empty() && raw.permissions.is_empty()) {
        names.faults.push(Fault::new(
            &rules::FIDELITY_ODD,
            row.at(&["fidelity".into()]),
            "the row gives something and says `none`",
        ));
    }
    ScopeRow {
        zendesk: raw.zendesk.clone(),
        scopes,
        permissions,
        fidelity: raw.fidelity,
        reason: raw.reason.clone(),
        place: row.place(),
    }
}

/// Rights that nobody should hold together.
pub(in crate::mapping) fn duty(names: &mut Names<'_>, row: &Row<DutyRow>) -> DutyRule {
    let raw = &row.raw;
    filled(names, row, &["id".into()], &raw.id, "the id");
    filled(names, row, &["why".into()], &raw.why, "the reason");
    for (key, list) in [("left", &raw.left), ("right", &raw.right)] {
        if list.is_empty() {
            names.faults.push(
                Fault::new(
                    &rules::ROW_DEAD,
                    row.key(&[], key),
                    format!("`{key}` is empty, so that the rule never fires"),
                )
                .label("empty"),
            );
        }
    }
    DutyRule {
        id: raw.id.clone(),
        severity: raw.severity,
        left: names.patterns(row, "left", &raw.left, Wildcards::Welcome),
        right: names.patterns(row, "right", &raw.right, Wildcards::Welcome),
        scope: raw.scope,
        why: raw.why.clone(),
        allow_roles: raw.allow.roles.clone(),
        allow_people: raw.allow.max_people,
        place: row.place(),
    }
}

/// The privileged rights of one level.
pub(in crate::mapping) fn level(names: &mut Names<'_>, row: &Row<LevelRow>) -> PrivilegedRow {
    filled(names, row, &["reason".into()], &row.raw.reason, "the reason");
    PrivilegedRow {
        level: row.raw.level,
        permissions: names.patterns(row, "permissions", &row.raw.permissions, Wildcards::Welcome),
        reason: row.raw.reason.clone(),
        place: row.place(),
    }
}
