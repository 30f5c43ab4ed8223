//! Tables for terminals: as wide as there is room, wrapped between words.

use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::{Alignment, Padding, Style};
use unicode_width::UnicodeWidthStr;

use crate::model::shown;

/// A table with a head, at most `width` columns wide; numbers stand right. A cell may have several lines.
pub(super) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>, width: usize) -> String {
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|row| {
            row.iter()
                .map(|cell| cell.split('\n').map(shown).collect::<Vec<_>>().join("\n"))
                .collect()
        })
        .collect();
    let widths = widths(head, &rows, width);
    let mut numeric = vec![!rows.is_empty(); head.len()];
    let mut builder = Builder::default();
    builder.push_record(head.iter().map(ToString::to_string));
    for row in &rows {
        for (at, cell) in row.iter().enumerate() {
            numeric[at] &= !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
        }
        // tabled would wrap too, but it takes the end of one line and the start of the next for one word.
        builder.push_record(row.iter().zip(&widths).map(|(cell, width)| wrap(cell, *width)));
    }
    let mut table = builder.build();
    table.with(Style::psql()).with(Padding::new(1, 1, 0, 0));
    for (at, _) in numeric.iter().enumerate().filter(|(_, numeric)| **numeric) {
        table.modify(Columns::one(at), Alignment::right());
    }
    let mut text = String::new();
    for line in table.to_string().lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// How wide each column gets: what it needs, and where that is too much, an equal share of what the others leave.
fn widths(head: &[&str], rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let needs: Vec<usize> = (0..head.len())
        .map(|at| {
            let lines = rows.iter().filter_map(|row| row.get(at)).flat_map(|cell| cell.lines());
            lines
                .map(UnicodeWidthStr::width)
                .chain([head[at].width()])
                .max()
                .unwrap_or(0)
        })
        .collect();
    // Two blanks a column, and a bar between two.
    let mut room = width.saturating_sub(3 * head.len() - 1).max(head.len() * 4);
    let mut widths = vec![0; head.len()];
    let mut order: Vec<usize> = (0..head.len()).collect();
    order.sort_by_key(|at| needs[*at]);
    for (done, at) in order.iter().enumerate() {
        let share = room / (head.len() - done);
        widths[*at] = needs[*at].min(share);
        room -= widths[*at];
    }
    widths
}

/// Wraps each line of a cell; only a word that is longer than the column is broken.
fn wrap(cell: &str, width: usize) -> String {
    let options = textwrap::Options::new(width).word_splitter(textwrap::WordSplitter::NoHyphenation);
    cell.split('\n')
        .map(|line| textwrap::fill(line, &options))
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_stay_within_their_width_and_break_between_words() {
        let row = |name: &str| {
            vec![
                "7".to_owned(),
                name.to_owned(),
                "Tier 2 in Billing, home\nReporting analyst in home".to_owned(),
            ]
        };
        let text = table(&["n", "name", "gets"], [row("北極サポート"), row("a b\u{202e}c")], 40);
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
        assert!(text.contains("Reporting analyst"), "{text}");
        assert!(text.contains("\\u{202e}"), "{text}");
    }
}
