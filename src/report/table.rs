//! Tables for terminals: as wide as there is room, wrapped between words.

use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::{Alignment, Padding, Style};
use unicode_width::UnicodeWidthStr;

use crate::model::shown;

/// A table with a head, at most `width` columns wide; numbers stand right. A cell may have several lines.
///
/// Columns stand apart by two blanks, without a frame: what is read is the words.
pub fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>, width: usize) -> String {
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
            numeric[at] &= is_number(cell);
        }
        // tabled would wrap too, but it takes the end of one line and the start of the next for one word.
        builder.push_record(row.iter().zip(&widths).map(|(cell, width)| wrap(cell, *width)));
    }
    let mut table = builder.build();
    table.with(Style::empty()).with(Padding::new(0, GAP, 0, 0));
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

/// Whether a cell stands in a column of numbers: a number, or a word in place of one.
fn is_number(cell: &str) -> bool {
    matches!(cell, "missing" | "unknown" | "-")
        || (!cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b','))
}

/// Blanks between two columns.
const GAP: usize = 2;

/// How wide each column gets: its longest word first, then of what is left as it needs.
fn widths(head: &[&str], rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let cells = |at: usize| {
        rows.iter()
            .filter_map(move |row| row.get(at).map(String::as_str))
            .chain([head[at]])
    };
    let longest = |lines: &mut dyn Iterator<Item = &str>| lines.map(UnicodeWidthStr::width).max().unwrap_or(0);
    let needs: Vec<usize> = (0..head.len())
        .map(|at| longest(&mut cells(at).flat_map(str::lines)))
        .collect();
    let room = width.saturating_sub(GAP * head.len().saturating_sub(1));
    let mut widths: Vec<usize> = (0..head.len())
        .map(|at| longest(&mut cells(at).flat_map(str::split_whitespace)))
        .collect();
    // Too many long words: the longest give way, evenly.
    while widths.iter().sum::<usize>() > room {
        let Some(widest) = widths.iter_mut().max() else { break };
        if *widest <= 1 {
            break;
        }
        *widest -= 1;
    }
    // What is left goes where most is missing, so that long texts get long lines.
    let left = room.saturating_sub(widths.iter().sum());
    let missing: Vec<usize> = needs
        .iter()
        .zip(&widths)
        .map(|(need, width)| need.saturating_sub(*width))
        .collect();
    let all: usize = missing.iter().sum();
    for (width, missing) in widths.iter_mut().zip(missing) {
        *width += missing.min((left * missing).checked_div(all).unwrap_or(0));
    }
    widths
}

/// Wraps each line of a cell; only a word that is longer than the column is broken.
fn wrap(cell: &str, width: usize) -> String {
    let options = textwrap::Options::new(width.max(1)).word_splitter(textwrap::WordSplitter::NoHyphenation);
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
