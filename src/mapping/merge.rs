//! Laying files over each other: a row takes the place of an earlier layer's row with the same key.

use std::collections::BTreeMap;

use serde_yaml::Value;

use super::fault::Fault;
use super::rows::Row;
use super::rules;
use super::source::Layer;
use super::tables::ReplacedRow;
use crate::model::Place;

/// A checked row with what decides whether it counts.
#[derive(Debug)]
pub(super) struct Layered<C> {
    key: String,
    layer: Layer,
    /// Where carets go.
    pub(super) place: Place,
    value: Value,
    checked: C,
}

impl<C> Layered<C> {
    /// A checked row under its key.
    pub(super) fn of<T>(row: &Row<T>, key: String, checked: C) -> Self {
        Self {
            key,
            layer: row.layer(),
            place: row.place(),
            value: row.value.clone(),
            checked,
        }
    }
}

/// Collects what was replaced and what contradicts itself.
#[derive(Debug, Default)]
pub(super) struct Merge {
    /// Rows that another took the place of; rows that say the same are not told.
    pub(super) replaced: Vec<ReplacedRow>,
    /// Two rows of one layer under one key.
    pub(super) faults: Vec<Fault>,
}

impl Merge {
    /// One row a key, in the order in which the keys first stand. Rows come in the order of their layers.
    pub(super) fn rows<C>(&mut self, rows: Vec<Layered<C>>) -> Vec<C> {
        let mut kept: Vec<Layered<C>> = Vec::with_capacity(rows.len());
        let mut by_key: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows {
            let Some(&at) = by_key.get(&row.key) else {
                by_key.insert(row.key.clone(), kept.len());
                kept.push(row);
                continue;
            };
            let earlier = &mut kept[at];
            if earlier.layer == row.layer {
                self.conflict(earlier, &row);
            } else {
                if earlier.value != row.value {
                    self.replaced.push(ReplacedRow {
                        row: row.key.clone(),
                        replaced: stands(&earlier.place),
                        by: stands(&row.place),
                    });
                }
                *earlier = row;
            }
        }
        kept.into_iter().map(|row| row.checked).collect()
    }

    /// Several rows a key, which stand or fall together: those of a later layer take the place of all earlier ones.
    pub(super) fn groups<C>(&mut self, rows: Vec<Layered<C>>) -> Vec<C> {
        let mut last: BTreeMap<&str, (Layer, &Place)> = BTreeMap::new();
        for row in &rows {
            let entry = last.entry(&row.key).or_insert((row.layer, &row.place));
            if entry.0 < row.layer {
                *entry = (row.layer, &row.place);
            }
        }
        let mut counts = Vec::with_capacity(rows.len());
        for row in &rows {
            let (layer, place) = last.get(row.key.as_str()).copied().unwrap_or((row.layer, &row.place));
            counts.push(layer == row.layer);
            if layer != row.layer {
                self.replaced.push(ReplacedRow {
                    row: row.key.clone(),
                    replaced: stands(&row.place),
                    by: stands(place),
                });
            }
        }
        let kept = rows.into_iter().zip(counts).filter(|(_, counts)| *counts);
        kept.map(|(row, _)| row.checked).collect()
    }

    fn conflict<C>(&mut self, first: &Layered<C>, second: &Layered<C>) {
        let rule = if second.key.starts_with("tenant ") {
            &rules::TENANT_DUPLICATE
        } else {
            &rules::ROW_CONFLICT
        };
        let what = if first.value == second.value {
            "two rows say the same about"
        } else {
            "two rows disagree about"
        };
        self.faults.push(
            Fault::new(rule, second.place.clone(), format!("{what} `{}`", second.key))
                .label("second")
                .also(first.place.clone(), "first"),
        );
    }
}

fn stands(place: &Place) -> String {
    format!("{}:{}", place.file, place.line)
}
