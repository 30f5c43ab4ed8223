//! Rows of settings.

use super::filled;
use super::names::{Names, Wildcards};
use crate::mapping::fault::Fault;
use crate::mapping::format::{DecisionRow, PermissionText, SettingEntry, SettingValue};
use crate::mapping::rows::Row;
use crate::mapping::rules;
use crate::mapping::tables::{Decision, SettingRow};
use crate::model::{Divisions, Fidelity, Permission, Place};
use crate::zendesk::model::{asks_for_nothing, known_setting};

/// One row for each value, each with the place of the value.
pub(in crate::mapping) fn settings(names: &mut Names<'_>, row: &Row<SettingEntry>) -> Vec<(SettingRow, Place)> {
    let raw = &row.raw;
    let setting = raw.setting.0.trim();
    let setting_place = row.at(&["setting".into()]);
    filled(names, row, &["setting".into()], setting, "the setting's key");
    filled(names, row, &["reason".into()], &raw.reason, "the reason");
    let values: Vec<(&SettingValue, Place)> = match (&raw.value, &raw.values) {
        (Some(value), None) => vec![(value, row.at(&["value".into()]))],
        (None, Some(values)) => {
            if values.is_empty() {
                names.faults.push(
                    Fault::new(
                        &rules::VALUE_INVALID,
                        row.key(&[], "values"),
                        "the list of values is empty",
                    )
                    .label("no value"),
                );
            }
            let place = |index: usize| row.at(&["values".into(), index.into()]);
            values
                .iter()
                .enumerate()
                .map(|(index, value)| (value, place(index)))
                .collect()
        }
        (Some(_), Some(_)) => {
            names.faults.push(
                Fault::new(
                    &rules::VALUE_INVALID,
                    row.key(&[], "values"),
                    "the row has both `value` and `values`",
                )
                .label("second")
                .also(row.key(&[], "value"), "first")
                .help("keep one of them"),
            );
            Vec::new()
        }
        (None, None) => {
            names.faults.push(
                Fault::new(&rules::KEY_MISSING, row.place(), "a row of `settings` lacks `value`")
                    .label("here")
                    .help("add `value:`, or `values:` for several that become the same"),
            );
            Vec::new()
        }
    };
    for (index, (value, place)) in values.iter().enumerate() {
        let text = value.text();
        // An unknown setting is told once, an unknown value each time.
        if index == 0 || known_setting(setting).is_some() {
            names.setting(setting, setting_place.clone(), &text, place.clone());
        }
        // Zendesk's word for "internal notes only" is `none`: there it asks for something.
        if asks_for_nothing(&text) && setting != "ticket_comment_access" {
            names.faults.push(
                Fault::new(
                    &rules::VALUE_ASKS_NOTHING,
                    place.clone(),
                    format!("`{setting}: {text}` asks for nothing and needs no row"),
                )
                .label("asks for nothing"),
            );
        }
    }
    let permissions = names.patterns(row, "permissions", &raw.permissions, Wildcards::Warned);
    let gains = raw.gains.as_ref().map(|gains| gains_of(names, row, gains));
    if raw.fidelity == Fidelity::None && !raw.permissions.is_empty() {
        names.faults.push(Fault::new(
            &rules::FIDELITY_ODD,
            row.at(&["fidelity".into()]),
            "the row gives permissions and says `none`",
        ));
    }
    values
        .into_iter()
        .map(|(value, place)| {
            let checked = SettingRow {
                setting: setting.to_owned(),
                value: value.text(),
                permissions: permissions.clone(),
                fidelity: raw.fidelity,
                half: raw.half,
                gains: gains.clone(),
                divisions: raw.divisions.map(|_| Divisions::All),
                decision: raw.decision.clone(),
                reason: raw.reason.clone(),
                place: row.place(),
            };
            (checked, place)
        })
        .collect()
}

fn gains_of(names: &mut Names<'_>, row: &Row<SettingEntry>, gains: &[PermissionText]) -> Vec<Permission> {
    if row.raw.fidelity != Fidelity::Wider {
        names.faults.push(
            Fault::new(
                &rules::GAINS_ODD,
                row.key(&[], "gains"),
                format!("the row lists gains and says `{}`", row.raw.fidelity),
            )
            .label("gains in a row that is not `wider`"),
        );
    }
    let checked = names.permissions(row, &["gains".into()], gains);
    for (index, gain) in gains.iter().enumerate() {
        let given = row.raw.permissions.iter().any(|permission| {
            match (
                permission.0.parse::<crate::model::Pattern>(),
                gain.0.parse::<Permission>(),
            ) {
                (Ok(pattern), Ok(gain)) => pattern.matches(&gain),
                // What is no permission was told already.
                _ => true,
            }
        });
        if !given {
            names.faults.push(
                Fault::new(
                    &rules::GAINS_ODD,
                    row.at(&["gains".into(), index.into()]),
                    format!("`{}` is listed as gained and not given", gain.0),
                )
                .label("not among `permissions`"),
            );
        }
    }
    checked
}

/// A decision.
pub(in crate::mapping) fn decision(names: &mut Names<'_>, row: &Row<DecisionRow>) -> Decision {
    let raw = &row.raw;
    filled(names, row, &["id".into()], &raw.id, "the id");
    filled(names, row, &["question".into()], &raw.question, "the question");
    Decision {
        id: raw.id.clone(),
        question: raw.question.clone(),
        options: raw.options.clone(),
        effect: raw.effect.clone(),
    }
}

/// The permissions that show others' conversations.
pub(in crate::mapping) fn others_conversations(
    names: &mut Names<'_>,
    row: &Row<Vec<PermissionText>>,
) -> Vec<Permission> {
    names.permissions(row, &[], &row.raw)
}
