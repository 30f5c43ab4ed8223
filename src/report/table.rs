//! Tables for terminals: as wide as there is room, wrapped between words.

use tabled::builder::Builder;
use tabled::settings::peaker::Priority;
use tabled::settings::{Alignment, Padding, Style, Width, object::Columns};

use crate::model::shown;

/// A table with a head, at most `width` columns wide; numbers stand right.
pub(super) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>, width: usize) -> String {
    let mut builder = Builder::default();
    builder.push_record(head.iter().map(ToString::to_string));
    let mut numeric = vec![true; head.len()];
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            let is_number = !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
            numeric[at] &= is_number;
        }
        builder.push_record(
            row.iter()
                .map(|cell| cell.split('\n').map(shown).collect::<Vec<_>>().join("\n")),
        );
    }
    let mut table = builder.build();
    table.with(Style::psql()).with(Padding::new(1, 1, 0, 0));
    for (at, _) in numeric.iter().enumerate().filter(|(_, numeric)| **numeric) {
        table.modify(Columns::one(at), Alignment::right());
    }
    table.with(Width::wrap(width).keep_words(true).priority(Priority::max(true)));
    let mut text = table.to_string();
    text.push('\n');
    text
}
