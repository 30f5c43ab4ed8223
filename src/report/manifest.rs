//! Access sheets for people.

use std::io::{self, Write};

use super::escape::{literal, text};
use crate::manifest::{ApplicationSheet, Manifest, OrgSheet, RoleBody};
use crate::model::shown;

/// As text for a terminal.
pub fn write_text(manifest: &Manifest, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", manifest.about.note)?;
    for sheet in &manifest.applications {
        writeln!(
            out,
            "\n{} ({}, {})",
            shown(&sheet.name),
            shown(&sheet.grant_type),
            shown(&sheet.reach)
        )?;
        for client in &sheet.clients {
            writeln!(
                out,
                "  client {} ({}) for {}",
                shown(&client.client_id),
                shown(&client.authorized_grant_type),
                list(&client.tenants)
            )?;
            for uri in &client.redirect_uris {
                writeln!(out, "    redirect URI  {}", shown(uri))?;
            }
            for scope in &client.scopes {
                writeln!(
                    out,
                    "    scope         {}: {}",
                    shown(&scope.scope),
                    list(&scope.because)
                )?;
            }
            for scope in &client.recommended_scopes {
                writeln!(out, "    recommended   {}", shown(scope))?;
            }
        }
        for role in &sheet.roles {
            writeln!(out, "  new role {}", shown(&role.name))?;
            for permission in permissions(role) {
                writeln!(out, "    {}", shown(&permission))?;
            }
        }
        for org in &sheet.orgs {
            writeln!(
                out,
                "  org {} ({}, {})",
                shown(&org.tenant),
                shown(&org.region),
                shown(&org.org_id)
            )?;
            writeln!(out, "    roles         {}", list(&org.roles))?;
            if !org.divisions.is_empty() {
                writeln!(out, "    divisions     {}", list(&org.divisions))?;
            }
            writeln!(out, "    approval      {}", approval(org))?;
            if let Some(url) = &org.authorization_url {
                writeln!(out, "    URL           {}", shown(url))?;
            }
        }
        writeln!(out, "  whoever installs it needs")?;
        for right in &sheet.installer_rights {
            writeln!(out, "    {}: {} ({})", right.permission, right.task, right.org)?;
        }
        if !sheet.no_counterpart.is_empty() {
            writeln!(out, "  without a counterpart, or open")?;
            for item in &sheet.no_counterpart {
                writeln!(out, "    {}: {}", shown(&item.what), shown(&item.why))?;
            }
        }
    }
    Ok(())
}

/// As Markdown for a document.
pub fn write_markdown(manifest: &Manifest, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Access sheets\n\n{}\n", manifest.about.note)?;
    writeln!(out, "| part | where it is entered | operation |\n| --- | --- | --- |")?;
    for entered in &manifest.about.entered {
        writeln!(
            out,
            "| {} | {} | {} |",
            text(&entered.part),
            text(&entered.place),
            entered.operation.as_deref().map(literal).unwrap_or_default()
        )?;
    }
    for sheet in &manifest.applications {
        write_sheet(sheet, out)?;
    }
    Ok(())
}

fn write_sheet(sheet: &ApplicationSheet, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "\n## {}\n\n{}, {}",
        text(&sheet.name),
        literal(&sheet.grant_type),
        literal(&sheet.reach)
    )?;
    for client in &sheet.clients {
        writeln!(
            out,
            "\n### Client {}\n\n- grant type: {}\n- owner: {}\n- used in: {}",
            literal(&client.client_id),
            literal(&client.authorized_grant_type),
            client
                .owner
                .as_deref()
                .map_or_else(|| "not told by the tables".to_owned(), literal),
            texts(&client.tenants)
        )?;
        for uri in &client.redirect_uris {
            writeln!(out, "- redirect URI: {}", literal(uri))?;
        }
        for scope in &client.recommended_scopes {
            writeln!(out, "- recommended scope: {}", literal(scope))?;
        }
        if !client.scopes.is_empty() {
            writeln!(out, "\n| scope | needed by |\n| --- | --- |")?;
            for scope in &client.scopes {
                writeln!(out, "| {} | {} |", literal(&scope.scope), literals(&scope.because))?;
            }
        }
    }
    for role in &sheet.roles {
        writeln!(out, "\n### New role {}\n", text(&role.name))?;
        for permission in permissions(role) {
            writeln!(out, "- {}", literal(&permission))?;
        }
    }
    writeln!(
        out,
        "\n### Orgs\n\n| org | region | roles | divisions | approval |\n| --- | --- | --- | --- | --- |"
    )?;
    for org in &sheet.orgs {
        writeln!(
            out,
            "| {} {} | {} | {} | {} | {} |",
            text(&org.tenant),
            literal(&org.org_id),
            literal(&org.region),
            texts(&org.roles),
            if org.divisions.is_empty() {
                "as granted to its people".to_owned()
            } else {
                texts(&org.divisions)
            },
            text(&approval(org))
        )?;
    }
    for org in &sheet.orgs {
        if let Some(url) = &org.authorization_url {
            writeln!(
                out,
                "\nAuthorization URL for {}:\n\n```\n{}\n```",
                text(&org.tenant),
                // A plan is a file that anybody may have edited: nothing in it closes the fence.
                shown(url).replace('`', "%60")
            )?;
        }
    }
    writeln!(
        out,
        "\n### Rights of whoever installs it\n\n| permission | for | where | operation |\n| --- | --- | --- | --- |"
    )?;
    for right in &sheet.installer_rights {
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            literal(&right.permission),
            text(&right.task),
            text(&right.org),
            literal(&right.operation)
        )?;
    }
    if !sheet.no_counterpart.is_empty() {
        writeln!(out, "\n### Without a counterpart, or open\n")?;
        for item in &sheet.no_counterpart {
            writeln!(out, "- {}: {}", literal(&item.what), text(&item.why))?;
        }
    }
    Ok(())
}

fn permissions(role: &RoleBody) -> Vec<String> {
    let mut names = role.permissions.clone();
    for policy in &role.permission_policies {
        for action in &policy.action_set {
            names.push(format!("{}:{}:{action}", policy.domain, policy.entity_name));
        }
    }
    names
}

fn approval(org: &OrgSheet) -> String {
    if org.approval.needed {
        format!("needed, for {}", list(&org.approval.scopes))
    } else {
        "not needed".to_owned()
    }
}

fn list(names: &[String]) -> String {
    joined(names, |name| shown(name).into_owned())
}

fn texts(names: &[String]) -> String {
    joined(names, text)
}

fn literals(names: &[String]) -> String {
    joined(names, literal)
}

fn joined(names: &[String], show: impl Fn(&str) -> String) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.iter().map(|name| show(name)).collect::<Vec<_>>().join(", ")
    }
}
