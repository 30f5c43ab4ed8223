//! What somebody holds in an org, for a terminal.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::table::table;
use super::who_can::write_lacking;
use super::wrap::wrapped;
use crate::access::holding::{Holdings, HoldingsFile, PermissionHeld};

/// Writes it for a terminal.
///
/// # Errors
/// When the output takes no more.
pub fn write_text(found: &HoldingsFile, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut told = Vec::new();
    for one in &found.of {
        let name = one.tenant.as_deref().unwrap_or(&one.of);
        // Several subjects of an org share what is not known of it.
        if !told.contains(&name) {
            told.push(name);
            write_lacking(one.lacking.iter().map(|(list, why)| (name, list, why)), width, out)?;
        }
    }
    for (nth, one) in found.of.iter().enumerate() {
        if nth > 0 {
            writeln!(out)?;
        }
        subject(one, found.permission.as_deref(), width, out)?;
    }
    Ok(())
}

fn subject(one: &Holdings, permission: Option<&str>, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let tenant = one.tenant.as_deref().map(|tenant| format!("{tenant}, "));
    let head = format!(
        "{} ({}, {}) in {}org {} as of {}",
        one.subject,
        one.kind,
        one.state,
        tenant.unwrap_or_default(),
        one.of,
        one.as_of
    );
    writeln!(out, "{}", wrapped("", &head, width))?;
    if !one.groups.is_empty() {
        writeln!(out, "{}", wrapped("  in the groups: ", &one.groups.join(", "), width))?;
    }
    for note in &one.notes {
        writeln!(out, "{}", wrapped("  note: ", note, width))?;
    }
    match permission {
        Some(permission) if one.permissions.is_empty() => lacks(one, permission, width, out),
        Some(permission) => {
            writeln!(out, "  holds {permission}")?;
            let rows = one.permissions.iter().map(|held| {
                let condition = if held.conditional { " (under a condition)" } else { "" };
                vec![
                    held.role.clone(),
                    held.through.clone(),
                    format!("{}{condition}", held.divisions),
                ]
            });
            write!(out, "{}", table(&["role", "through", "divisions"], rows, width))
        }
        None => everything(one, width, out),
    }
}

/// That a permission is not held, and what would give it.
fn lacks(one: &Holdings, permission: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  does not hold {permission}")?;
    let told = if one.given_by.is_empty() {
        "no role of the org gives it".to_owned()
    } else {
        format!("roles of the org that give it: {}", one.given_by.join(", "))
    };
    writeln!(out, "{}", wrapped("  ", &told, width))
}

/// Roles with their places, and the permissions that each gives.
fn everything(one: &Holdings, width: usize, out: &mut dyn Write) -> io::Result<()> {
    if one.roles.is_empty() {
        return writeln!(out, "  holds no role");
    }
    let rows = one
        .roles
        .iter()
        .map(|held| vec![held.role.clone(), held.through.clone(), held.divisions.to_string()]);
    write!(out, "{}", table(&["role", "through", "divisions"], rows, width))?;
    let mut by_role: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for held in &one.permissions {
        let names = by_role.entry(&held.role).or_default();
        let name = named(held);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for (role, names) in by_role {
        writeln!(out, "{}", wrapped("  ", &format!("{role} gives:"), width))?;
        writeln!(out, "{}", wrapped("    ", &names.join(", "), width))?;
    }
    Ok(())
}

/// A permission with its condition.
fn named(held: &PermissionHeld) -> String {
    let condition = if held.conditional { " (under a condition)" } else { "" };
    format!("{}{condition}", held.permission)
}
