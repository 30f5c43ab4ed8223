//! A cell of a plan followed back, as a tree for a terminal.

use std::io::{self, Write};

use crate::model::shown;
use crate::plan::explain::{Explanation, Held, PermissionExplained};
use crate::plan::model::{Gain, Loss, SettingPlan};
use crate::report::wrap::wrapped;

/// Writes an explanation as text, for a terminal of this width.
///
/// # Errors
/// When writing fails.
pub fn write_text(explanation: &Explanation, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Vec::new();
    write_lines(explanation, &mut lines)?;
    for line in String::from_utf8_lossy(&lines).lines() {
        let text = line.trim_start();
        writeln!(out, "{}", wrapped(&line[..line.len() - text.len()], text, width))?;
    }
    Ok(())
}

fn write_lines(explanation: &Explanation, out: &mut dyn Write) -> io::Result<()> {
    for person in &explanation.people {
        let id = person
            .zendesk_id
            .map_or_else(|| "no id".to_owned(), |id| format!("Zendesk user {id}"));
        writeln!(
            out,
            "{} ({}, {id}) in tenant {}",
            shown(&person.email),
            shown(&person.name),
            shown(&person.tenant)
        )?;
        for role in &person.source_roles {
            let id = role
                .role_id
                .map_or_else(|| "system role".to_owned(), |id| format!("role {id}"));
            writeln!(
                out,
                "  has `{}` ({id}) in Zendesk account {}",
                shown(&role.name),
                shown(&role.subdomain)
            )?;
        }
        for held in &person.holds {
            write_held(held, out)?;
        }
        if person.holds.is_empty() {
            let what = explanation.permission.as_deref().unwrap_or("anything");
            writeln!(out, "  would not hold {}", shown(what))?;
        }
        write_changes(&person.losses, &person.gains, out)?;
    }
    for role in &explanation.roles {
        writeln!(
            out,
            "role {} [{}] in tenant {}",
            shown(&role.role),
            shown(&role.key),
            shown(&role.tenant)
        )?;
        if !role.known {
            writeln!(out, "  what it contains is known only from a live org")?;
        }
        for source in &role.sources {
            let account = if source.source.subdomain.is_empty() {
                "application".to_owned()
            } else {
                source.source.role_id.map_or_else(
                    || format!("system role of {}", source.source.subdomain),
                    |id| format!("role {id} of {}", source.source.subdomain),
                )
            };
            writeln!(
                out,
                "  from `{}` ({}), {} holders",
                shown(&source.source.name),
                shown(&account),
                source.people
            )?;
            for permission in &source.permissions {
                write_permission(permission, out)?;
            }
            write_changes(&source.losses, &source.gains, out)?;
        }
    }
    for found in &explanation.applications {
        let application = &found.application;
        writeln!(
            out,
            "application {} in tenant {}",
            shown(&application.name),
            shown(&found.tenant)
        )?;
        for scope in &application.scopes {
            writeln!(out, "  scope {}", shown(&scope.scope))?;
            for why in &scope.because {
                writeln!(out, "    needed by {}", shown(why))?;
            }
        }
        for permission in &application.permissions {
            writeln!(out, "  permission {}", shown(&permission.permission))?;
            for why in &permission.because {
                writeln!(out, "    needed by {}", shown(why))?;
            }
            if !permission.instead_of.is_empty() {
                writeln!(out, "    instead of {}", shown(&permission.instead_of.join(", ")))?;
            }
        }
        for role in &application.roles {
            writeln!(out, "  through role {}", shown(role))?;
        }
    }
    Ok(())
}

fn write_held(held: &Held, out: &mut dyn Write) -> io::Result<()> {
    match &held.grant {
        None => writeln!(out, "  holds {} as everybody who earns it does", shown(&held.role))?,
        Some(grant) => {
            let place = grant
                .divisions
                .keys()
                .map_or_else(|| "all divisions".to_owned(), |keys| keys.join(", "));
            writeln!(
                out,
                "  holds {} in {} ({})",
                shown(&held.role),
                shown(&place),
                grant.fidelity
            )?;
            if let (Some(setting), Some(value)) = (&grant.because.setting, &grant.because.value) {
                let groups = if grant.because.groups.is_empty() {
                    String::new()
                } else {
                    format!(": {}", grant.because.groups.join(", "))
                };
                writeln!(
                    out,
                    "    there because {} = {}{}",
                    shown(setting),
                    shown(value),
                    shown(&groups)
                )?;
            }
        }
    }
    if !held.known {
        writeln!(out, "    what it contains is known only from a live org")?;
    }
    for permission in &held.permissions {
        write_permission(permission, out)?;
    }
    Ok(())
}

fn write_permission(permission: &PermissionExplained, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "    {}", shown(&permission.permission))?;
    for row in &permission.because {
        writeln!(out, "      {}", shown(&because(row)))?;
    }
    Ok(())
}

fn because(row: &SettingPlan) -> String {
    let cause = match (&row.setting, &row.value) {
        (Some(setting), Some(value)) => format!("{setting} = {value}"),
        _ => "no setting".to_owned(),
    };
    format!(
        "{cause} -> {}:{} ({}): {}",
        row.rule.file, row.rule.line, row.fidelity, row.reason
    )
}

fn write_changes(losses: &[Loss], gains: &[Gain], out: &mut dyn Write) -> io::Result<()> {
    for loss in losses {
        writeln!(
            out,
            "  loses {} = {}: {}",
            shown(&loss.setting),
            shown(&loss.value),
            shown(&loss.because)
        )?;
    }
    for gain in gains {
        let level = gain.level.map(|level| format!(" (level {level})")).unwrap_or_default();
        writeln!(
            out,
            "  gains {}{level}: {}",
            shown(gain.permission.as_deref().unwrap_or("a wider view")),
            shown(&gain.because)
        )?;
    }
    Ok(())
}
