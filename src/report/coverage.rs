//! What the tables cover of some accounts: as text.

use std::io::{self, Write};

use super::table::table;
use crate::mapping::Coverage;

/// Writes the coverage as text, for a terminal of this width.
///
/// # Errors
/// When writing fails.
pub fn write_text(coverage: &Coverage, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for (subdomain, people) in &coverage.people {
        writeln!(
            out,
            "{subdomain}: {} hold a role, {} of them one that is not listed;\n  left out: {} suspended, {} deleted, {} shared",
            counted_people(people.team_members),
            people.role_not_listed,
            people.suspended,
            people.deleted,
            people.shared
        )?;
    }
    let asked = coverage.settings.len();
    writeln!(
        out,
        "{} asked for: {} covered, {} of them with a loss, {} without a row\n",
        if asked == 1 {
            "1 setting".to_owned()
        } else {
            format!("{asked} settings")
        },
        asked - coverage.uncovered.len(),
        coverage.lost.len(),
        coverage.uncovered.len()
    )?;
    let mut roles = Vec::new();
    let several = coverage.accounts.len() > 1;
    for role in &coverage.roles {
        let name = if several {
            format!("{} ({})", role.name, role.subdomain)
        } else {
            role.name.clone()
        };
        let numbers = [role.asks, role.kept, role.narrower, role.none, role.uncovered];
        let mut row = vec![name, role.people.to_string(), role.becomes.clone()];
        row.extend(numbers.map(|number| number.to_string()));
        roles.push(row);
    }
    let head = ["role", "people", "becomes", "asks", "kept", "less", "none", "no row"];
    write!(out, "{}", table(&head, roles, width))?;
    for (title, rows) in [
        ("No row speaks of", &coverage.uncovered),
        ("Lost, in whole or in part", &coverage.lost),
    ] {
        if rows.is_empty() {
            continue;
        }
        writeln!(out, "\n{title}:\n")?;
        let rows = rows.iter().map(|row| {
            vec![
                format!("{}: {}", row.setting, row.value),
                row.people.to_string(),
                row.fidelity
                    .map_or_else(|| "-".to_owned(), |fidelity| fidelity.to_string()),
                row.reason.clone().unwrap_or_else(|| "-".to_owned()),
            ]
        });
        write!(out, "{}", table(&["asked for", "people", "kept", "why"], rows, width))?;
    }
    Ok(())
}

fn counted_people(count: u64) -> String {
    if count == 1 {
        "1 person".to_owned()
    } else {
        format!("{count} people")
    }
}
