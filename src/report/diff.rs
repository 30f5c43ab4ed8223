//! What differs between two plans or orgs, a line each.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::wrap::wrapped;
use crate::access::told::{DiffFile, Only, Told, What};
use crate::model::shown;

/// How many people of many are named.
const NAMED: usize = 3;

/// Writes it for a terminal.
///
/// # Errors
/// When the output takes no more.
pub fn write_text(diff: &DiffFile, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for gap in &diff.not_compared {
        let what = gap
            .kind
            .map_or_else(|| "everything".to_owned(), |kind| format!("{kind}s"));
        let told = format!("org {}: {what}: {}", gap.org_id, gap.why);
        writeln!(out, "{}", wrapped("not compared: ", &told, width))?;
    }
    if !diff.not_compared.is_empty() {
        writeln!(out)?;
    }
    writeln!(out, "- only in {}\n+ only in {}", shown(&diff.a), shown(&diff.b))?;
    if diff.differences.is_empty() {
        writeln!(out, "\nNo difference")?;
    }
    let mut org = None;
    let mut kind = None;
    for line in lines(&diff.differences) {
        let first = line.rows[0];
        if org.replace(&first.org_id) != Some(&first.org_id) {
            kind = None;
            let tenant = first.tenant.as_deref().map(|tenant| format!("{tenant}, "));
            let head = format!("{}org {}", tenant.unwrap_or_default(), first.org_id);
            writeln!(out, "\n{}", shown(&head))?;
        }
        if kind.replace(first.kind) != Some(first.kind) {
            writeln!(out, "\n{}", heading(first.kind))?;
        }
        let sign = match first.only {
            Only::A => "- ",
            Only::B => "+ ",
        };
        writeln!(out, "{}", wrapped(sign, &line.told(), width))?;
    }
    Ok(())
}

fn heading(kind: What) -> &'static str {
    match kind {
        What::Division => "Divisions",
        What::Role => "Roles",
        What::Permission => "Permissions of roles that both have",
        What::Grant => "Grants",
    }
}

/// A line: one difference, or the divisions in which the same people hold the same role.
struct Line<'a> {
    rows: Vec<&'a Told>,
}

/// What rows of one line have in common; whoever holds something in several divisions is told of once.
type Common<'a> = (
    &'a str,
    What,
    Option<&'a str>,
    Option<&'a str>,
    &'a [String],
    Only,
    usize,
);

fn lines(differences: &[Told]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut by_common: BTreeMap<Common<'_>, usize> = BTreeMap::new();
    for (at, row) in differences.iter().enumerate() {
        // Only grants share lines.
        let own = if row.kind == What::Grant { 0 } else { at + 1 };
        let (role, subject) = (row.role.as_deref(), row.subject.as_deref());
        let common = (
            row.org_id.as_str(),
            row.kind,
            role,
            subject,
            row.subjects.as_slice(),
            row.only,
            own,
        );
        let line = *by_common.entry(common).or_insert_with(|| {
            lines.push(Line { rows: Vec::new() });
            lines.len() - 1
        });
        lines[line].rows.push(row);
    }
    lines
}

impl Line<'_> {
    fn told(&self) -> String {
        let row = self.rows[0];
        let role = row.role.as_deref().unwrap_or_default();
        match row.kind {
            What::Division => row.division.clone().unwrap_or_default(),
            What::Role => role.to_owned(),
            What::Permission => {
                let condition = if row.conditional { " (under a condition)" } else { "" };
                format!("{role}: {}{condition}", row.permission.as_deref().unwrap_or_default())
            }
            What::Grant => {
                let divisions: Vec<&str> = self.rows.iter().filter_map(|row| row.division.as_deref()).collect();
                let divisions = match divisions.as_slice() {
                    ["all"] => "all divisions".to_owned(),
                    some => some.join(", "),
                };
                let who = match (&row.subject, row.subjects.as_slice()) {
                    (Some(subject), _) => subject.clone(),
                    (None, many) => {
                        let named = many.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
                        let more = many.len().saturating_sub(NAMED);
                        format!("{} people: {named} and {more} more", row.count)
                    }
                };
                format!("{role} in {divisions}: {who}")
            }
        }
    }
}
