//! An org that was checked.

use std::io::{self, Write};

use super::parts::{cost, fact, write_reads};
use crate::genesys::doctor::{ClientSeen, OrgChecked, PermissionNeeded};
use crate::report::table::table;
use crate::report::wrap::wrapped;

/// Writes what was found of it.
pub(super) fn write_org(org: &OrgChecked, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let id = org.org_id.as_deref().unwrap_or("that is not known");
    let name = org
        .org_name
        .as_deref()
        .map_or_else(String::new, |name| format!(" {name}"));
    let title = format!("{}: org{name} ({id}), {}", org.tenant, org.region);
    writeln!(out, "{}\n", wrapped("", &title, width))?;
    fact("asked", &org.api, width, out)?;
    fact("credential", &org.credential, width, out)?;
    let token = org.login.as_ref().map(|login| format!("got from {login}"));
    fact("token", token.as_deref().unwrap_or("as given"), width, out)?;
    match &org.client {
        None => fact("client", "not known: the token may not read what it is", width, out)?,
        Some(client) => write_client(client, width, out)?,
    }
    if let Some(home) = &org.home_org {
        let told = format!("{home}: who signed in comes from there");
        fact("home org", &told, width, out)?;
    }
    write_reads(&org.reads, width, out)?;
    if !org.limited.is_empty() {
        writeln!(
            out,
            "\nWarning: held in some divisions only, so that what is elsewhere is not seen:\n"
        )?;
        let rows = org
            .limited
            .iter()
            .map(|limited| vec![limited.permission.clone(), limited.divisions.join(", ")]);
        write!(out, "{}", table(&["permission", "sees only divisions"], rows, width))?;
    }
    write_role(org, width, out)?;
    write_scopes(org, width, out)?;
    writeln!(out, "\n{}", wrapped("", &cost(&org.calls), width))
}

fn write_client(client: &ClientSeen, width: usize, out: &mut dyn Write) -> io::Result<()> {
    fact(
        "client",
        &format!("{} ({}), {}", client.name, client.id, client.grant_type),
        width,
        out,
    )?;
    let scopes = if client.acts_for_itself() {
        "don't apply to client credentials".to_owned()
    } else if client.scopes.is_empty() {
        "none".to_owned()
    } else {
        client.scopes.join(", ")
    };
    fact("scopes", &scopes, width, out)
}

fn write_role(org: &OrgChecked, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nThe least role that reads everything, in all divisions:\n")?;
    let rows = org.role.policies.iter().map(|policy| {
        let state = |action: &String| {
            let name = format!("{}:{}:{action}", policy.domain, policy.entity);
            let permissions = &org.role.permissions;
            permissions.iter().find(|one| one.permission == name).map_or("", state)
        };
        let states: Vec<&str> = policy.actions.iter().map(state).collect();
        vec![
            policy.domain.clone(),
            policy.entity.clone(),
            policy.actions.join("\n"),
            states.join("\n"),
        ]
    });
    write!(out, "{}", table(&["domain", "entity", "action", ""], rows, width))?;
    let names = |wanted: &[&str]| {
        let permissions = org.role.permissions.iter();
        let permissions = permissions.filter(|permission| wanted.contains(&state(permission)));
        permissions
            .map(|permission| permission.permission.clone())
            .collect::<Vec<_>>()
    };
    for (title, names) in [
        ("Held", names(&["held"])),
        ("Missing", names(&["missing"])),
        ("Not known whether held", names(&["unknown"])),
        (
            "Not held and not needed, as another permission does the same",
            names(&["replaced"]),
        ),
    ] {
        if !names.is_empty() {
            writeln!(out, "\n{title}:")?;
            for name in names {
                writeln!(out, "  {name}")?;
            }
        }
    }
    Ok(())
}

/// Whether a permission is held, in a word.
fn state(permission: &PermissionNeeded) -> &'static str {
    match permission.held {
        _ if permission.replaced => "replaced",
        Some(true) => "held",
        Some(false) => "missing",
        None => "unknown",
    }
}

fn write_scopes(org: &OrgChecked, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let title = match &org.client {
        Some(client) if client.acts_for_itself() => {
            "Scopes don't apply to this client. One with which people sign in would take these:"
        }
        _ => "The least scopes that read everything:",
    };
    writeln!(out, "\n{}", wrapped("", title, width))?;
    for scope in &org.scopes {
        let client = org.client.as_ref().filter(|client| !client.acts_for_itself());
        let lacks = client.is_some_and(|client| {
            let area = scope.trim_end_matches(":readonly");
            !client.scopes.iter().any(|own| own == scope || own == area)
        });
        writeln!(out, "  {scope}{}", if lacks { "  missing" } else { "" })?;
    }
    Ok(())
}
