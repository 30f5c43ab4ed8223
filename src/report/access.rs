//! What a subject of an org may do, and by what, as text for a terminal.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::table::table;
use super::who_can::write_lacking;
use super::wrap::wrapped;
use crate::access::ask::DIRECT;
use crate::access::explained::{AccessFile, AccessOf, HeldPermission, Near, SubjectAccess, Trust, Way};

/// Writes it for a terminal.
///
/// # Errors
/// When the output takes no more.
pub fn write_text(found: &AccessFile, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let lacking = found.of.iter().flat_map(|org| {
        let name = org.tenant.as_deref().unwrap_or(&org.of);
        org.lacking.iter().map(move |(list, why)| (name, list, why))
    });
    write_lacking(lacking, width, out)?;
    for (at, org) in found.of.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        let tenant = org.tenant.as_deref().map(|tenant| format!("{tenant}, "));
        let head = format!("{}org {}, as of {}", tenant.unwrap_or_default(), org.of, org.as_of);
        writeln!(out, "{}", wrapped("", &head, width))?;
        for note in &org.notes {
            writeln!(out, "{}", wrapped("  note: ", note, width))?;
        }
        for subject in &org.subjects {
            writeln!(out, "\n{}", wrapped("", &who(subject), width))?;
            writeln!(out, "{}", wrapped("  id ", &subject.id, width))?;
            if let Some(trust) = &subject.trust {
                writeln!(out, "{}", wrapped("  trust ", &trusted(trust), width))?;
            }
            if !subject.groups.is_empty() {
                writeln!(out, "{}", wrapped("  in ", &subject.groups.join(", "), width))?;
            }
            match &found.permission {
                Some(permission) => write_one(found, org, subject, permission, width, out)?,
                None => write_all(found, org, subject, width, out)?,
            }
        }
    }
    Ok(())
}

/// Who it is, in a line.
fn who(subject: &SubjectAccess) -> String {
    let named = subject.name.as_deref().filter(|name| *name != subject.subject);
    let name = named.map(|name| format!("{name}, ")).unwrap_or_default();
    format!("{} ({name}{}, {})", subject.subject, subject.kind, subject.state)
}

/// Whether the trust in their org is switched on, and when it ends.
fn trusted(trust: &Trust) -> String {
    let state = match trust.enabled {
        Some(true) => "enabled, ",
        Some(false) => "disabled, ",
        None => "",
    };
    match &trust.expires {
        Some(date) => format!("{state}until {date}"),
        None => format!("{state}without an end"),
    }
}

/// Where it was asked for, if it was.
fn place(found: &AccessFile) -> String {
    let division = found.division.as_deref();
    division.map(|name| format!(" in division {name}")).unwrap_or_default()
}

/// That nothing is held, no more sure than what was read.
fn not_held(org: &AccessOf, what: &str) -> String {
    if org.lacking.is_empty() {
        format!("does not hold {what}")
    } else {
        format!("does not hold {what}, as far as could be read")
    }
}

/// Whether one permission is held, and by what; else what is nearest.
fn write_one(
    found: &AccessFile,
    org: &AccessOf,
    subject: &SubjectAccess,
    permission: &str,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let what = format!("{permission}{}", place(found));
    let Some(held) = subject.permissions.first() else {
        writeln!(out, "{}", wrapped("  ", &not_held(org, &what), width))?;
        for near in &subject.nearest {
            writeln!(out, "{}", wrapped("    nearest: ", &nearest(near), width))?;
        }
        if subject.nearest.is_empty() && !org.lacking.contains_key("roles") {
            writeln!(out, "    no role of the org carries it")?;
        }
        return Ok(());
    };
    let condition = if held.conditional {
        ", under a condition only"
    } else {
        ""
    };
    writeln!(out, "{}", wrapped("  ", &format!("holds {what}{condition}"), width))?;
    for way in &held.ways {
        let policy = policy(way, permission);
        let condition = if way.conditional { ", under a condition" } else { "" };
        writeln!(
            out,
            "{}",
            wrapped("    by ", &format!("{}{policy}{condition}", by(way)), width)
        )?;
    }
    Ok(())
}

/// The grant of a way: the role, where, and through what.
fn by(way: &Way) -> String {
    format!("{} in {} ({})", way.role, way.divisions, through(&way.through))
}

/// Through what a role is held.
fn through(name: &str) -> String {
    if name == DIRECT {
        DIRECT.to_owned()
    } else {
        format!("through {name}")
    }
}

/// The wildcard that a permission is one of, where the role does not name it.
fn policy(way: &Way, permission: &str) -> String {
    if way.policy.eq_ignore_ascii_case(permission) {
        String::new()
    } else {
        format!(", as one of {}", way.policy)
    }
}

/// A role that carries what is not held.
fn nearest(near: &Near) -> String {
    let condition = if near.conditional { ", under a condition" } else { "" };
    let others = match near.permissions.saturating_sub(1) {
        0 => "and nothing else".to_owned(),
        1 => "and 1 other".to_owned(),
        many => format!("and {many} others"),
    };
    let held = match (&near.divisions, &near.through) {
        (Some(divisions), Some(group)) => format!("held in {divisions} ({})", through(group)),
        _ => "not held".to_owned(),
    };
    format!("role {}, which carries it{condition} {others}: {held}", near.role)
}

/// Everything that is held: the roles, then the permissions by what gives them.
fn write_all(
    found: &AccessFile,
    org: &AccessOf,
    subject: &SubjectAccess,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    if subject.roles.is_empty() {
        let what = format!("any role{}", place(found));
        return writeln!(out, "{}", wrapped("  ", &not_held(org, &what), width));
    }
    let rows = subject.roles.iter().map(|role| {
        vec![
            role.role.clone(),
            role.through.clone(),
            role.divisions.to_string(),
            role.permissions.to_string(),
        ]
    });
    writeln!(out)?;
    write!(
        out,
        "{}",
        table(&["role", "through", "divisions", "permissions"], rows, width)
    )?;
    // What is held by the same grants stands together.
    let mut groups: BTreeMap<Vec<String>, Vec<&HeldPermission>> = BTreeMap::new();
    for held in &subject.permissions {
        let grants = held.ways.iter().map(by).collect();
        groups.entry(grants).or_default().push(held);
    }
    for (grants, permissions) in groups {
        writeln!(out, "\n{}", wrapped("by ", &grants.join("; and by "), width))?;
        for held in permissions {
            writeln!(out, "{}", wrapped("  ", &told(held), width))?;
        }
    }
    Ok(())
}

/// A permission below the grants that give it, with what limits or widens it.
fn told(held: &HeldPermission) -> String {
    let mut text = held.permission.clone();
    for way in &held.ways {
        let role = if held.ways.len() > 1 {
            format!(" in {}", way.role)
        } else {
            String::new()
        };
        let policy = policy(way, &held.permission);
        if !policy.is_empty() {
            text.push_str(&format!("{policy}{role}"));
        }
        if way.conditional {
            text.push_str(&format!(", under a condition{role}"));
        }
    }
    if held.division_aware == Some(false) {
        text.push_str(", in the whole org");
    }
    text
}
