//! Who holds a permission, as a table for a terminal.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::table::table;
use super::wrap::wrapped;
use crate::access::ask::{Asked, Holder, WhoCan};

/// What could not be read, a line each, before anything else is said.
///
/// # Errors
/// When the output takes no more.
pub(super) fn write_lacking<'a>(
    lacking: impl IntoIterator<Item = (&'a str, &'a String, &'a String)>,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut any = false;
    for (org, list, why) in lacking {
        // Lists that were refused say so themselves.
        let why = why.strip_prefix("not checked: ").unwrap_or(why);
        let told = format!("{org}: `{list}`: {why}");
        writeln!(out, "{}", wrapped("not checked: ", &told, width))?;
        any = true;
    }
    if any {
        writeln!(out)?;
    }
    Ok(())
}

/// What an org goes by: its tenant's name where there is one.
fn name(asked: &Asked) -> &str {
    asked.tenant.as_deref().unwrap_or(&asked.of)
}

/// Writes it for a terminal.
///
/// # Errors
/// When the output takes no more.
pub fn write_text(found: &WhoCan, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let lacking = found.of.iter().flat_map(|asked| {
        let lists = asked.lacking.iter();
        lists.map(move |(list, why)| (name(asked), list, why))
    });
    write_lacking(lacking, width, out)?;
    writeln!(out, "Who holds {}", found.permission)?;
    for asked in &found.of {
        let from = if asked.from == "plan" {
            "planned as of"
        } else {
            "in the org as of"
        };
        let tenant = asked.tenant.as_deref().map(|tenant| format!("{tenant}, "));
        let head = format!(
            "{}org {}, {from} {}: {}",
            tenant.unwrap_or_default(),
            asked.of,
            asked.as_of,
            count(&asked.holders)
        );
        writeln!(out, "\n{}", wrapped("", &head, width))?;
        for note in &asked.notes {
            writeln!(out, "{}", wrapped("  note: ", note, width))?;
        }
        if asked.holders.is_empty() {
            continue;
        }
        let rows = asked.holders.iter().map(|holder| {
            let condition = if holder.conditional { " (under a condition)" } else { "" };
            vec![
                holder.subject.clone(),
                holder.kind.clone(),
                holder.state.clone(),
                holder.role.clone(),
                holder.through.clone(),
                format!("{}{condition}", holder.divisions),
            ]
        });
        let head = ["subject", "kind", "state", "role", "through", "divisions"];
        write!(out, "{}", table(&head, rows, width))?;
    }
    Ok(())
}

fn count(holders: &[Holder]) -> String {
    let subjects: BTreeSet<(&str, &str, &str)> = holders
        .iter()
        .map(|holder| (holder.kind.as_str(), holder.subject.as_str(), holder.state.as_str()))
        .collect();
    match subjects.len() {
        0 => "nobody".to_owned(),
        1 => "1 holder".to_owned(),
        many => format!("{many} holders"),
    }
}
