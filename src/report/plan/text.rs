//! The plan at a terminal: people first, then what they lose and gain, then what is to be decided.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::words::{gained, gains_by_level, grant, lost, number, people, source};
use super::{LISTED, MERGED, PlanView};
use crate::model::{Severity, shown};
use crate::plan::model::TenantPlan;
use crate::report::table::table;
use crate::report::wrap::wrapped;

/// Writes the plan as text.
///
/// # Errors
/// When writing, or going through the people, fails.
pub fn write_text(view: &PlanView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let head = view.head;
    writeln!(out, "Access plan as of {}\n", shown(&head.as_of))?;
    for what in view.incomplete {
        writeln!(out, "{}", wrapped("INCOMPLETE: ", what, view.width))?;
    }
    if !view.incomplete.is_empty() {
        writeln!(out)?;
    }
    let counts = &head.coverage.people;
    let left: Vec<_> = [
        ("suspended", counts.suspended),
        ("deleted", counts.deleted),
        ("of other accounts", counts.shared),
        ("without an address", counts.without_email),
        ("with a role that is not listed", counts.without_role),
        ("left out by people.yaml or the wave", counts.left_out),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(why, count)| format!("{} {why}", number(count)))
    .collect();
    let left = if left.is_empty() {
        String::new()
    } else {
        format!("; not planned: {}", left.join(", "))
    };
    let sentence = format!("{} planned{left}.", people(counts.planned));
    writeln!(out, "{}", wrapped("", &sentence, view.width))?;
    writeln!(out, "{} customers counted, none stored.", number(counts.end_users))?;
    for tenant in &head.tenants {
        write_tenant(view, tenant, out)?;
    }
    write_findings(view, out)
}

fn write_tenant(view: &PlanView<'_>, tenant: &TenantPlan, out: &mut dyn Write) -> io::Result<()> {
    let org = tenant.org_name.as_deref().unwrap_or("org");
    let title = format!("{} -> {} ({}, {})", tenant.name, org, tenant.region, tenant.org_id);
    writeln!(
        out,
        "\n{}\n{}",
        shown(&title),
        "=".repeat(title.chars().count().min(view.width))
    )?;
    write_people(view, tenant, out)?;
    write_changes(view, tenant, out)?;
    writeln!(out, "\nRoles")?;
    let rows = tenant.roles.iter().map(|role| {
        let holders: u64 = role.sources.iter().map(|source| source.people).sum();
        let size = role.permissions.len()
            + role
                .wildcards
                .iter()
                .map(|wildcard| wildcard.permissions.len())
                .sum::<usize>();
        vec![
            role.name.clone(),
            if role.existing {
                format!("{} (the org's own)", role.half)
            } else {
                role.half.to_string()
            },
            if role.known {
                number(size as u64)
            } else {
                "unknown".to_owned()
            },
            number(holders),
        ]
    });
    write!(
        out,
        "{}",
        table(&["role", "for", "permissions", "people"], rows, view.width)
    )?;
    if tenant.divisions.len() > 1 {
        writeln!(out, "\nDivisions")?;
        let rows = tenant.divisions.iter().map(|division| {
            let sources: Vec<_> = division
                .sources
                .iter()
                .map(|source| format!("{} {}", source.kind, source.name))
                .collect();
            let exists = match division.exists {
                Some(true) => "yes",
                Some(false) => "no: create it first",
                None => "not known",
            };
            vec![
                division.name.clone(),
                division.key.clone(),
                sources.join(", "),
                exists.to_owned(),
            ]
        });
        write!(
            out,
            "{}",
            table(&["division", "key", "from", "exists"], rows, view.width)
        )?;
    }
    write_applications(view, tenant, out)?;
    if !tenant.decisions.is_empty() {
        writeln!(out, "\nTo be decided")?;
        for decision in &tenant.decisions {
            let title = format!("{}: {}", decision.id, decision.question);
            writeln!(out, "{}", wrapped("  ", &title, view.width))?;
            writeln!(out, "{}", wrapped("    until then: ", &decision.effect, view.width))?;
        }
    }
    Ok(())
}

fn write_people(view: &PlanView<'_>, tenant: &TenantPlan, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = Vec::new();
    let all = (view.people)(&tenant.name, LISTED, &mut |person| {
        let name = if person.name.is_empty() {
            String::new()
        } else {
            format!("{}\n", person.name)
        };
        let mut gets: Vec<_> = person.grants.iter().map(|one| grant(one, Some(tenant))).collect();
        gets.extend(
            person
                .losses
                .iter()
                .map(|loss| format!("nothing for tickets: {}", loss.because)),
        );
        let mut roles = vec![person.source_role.name.clone()];
        roles.extend(
            person
                .also
                .iter()
                .map(|also| format!("{} ({})", also.source_role.name, also.source_role.subdomain)),
        );
        gets.push(person.base.join(", "));
        rows.push(vec![
            format!("{name}{}", person.email),
            roles.join("\n"),
            gets.join("\n"),
        ]);
        Ok(())
    })?;
    let more = all - rows.len() as u64;
    writeln!(out, "\nPeople")?;
    if rows.is_empty() {
        return writeln!(out, "  nobody");
    }
    writeln!(out, "{}\n", wrapped("  ", MERGED, view.width))?;
    write!(
        out,
        "{}",
        table(&["person", "role in Zendesk", "gets"], rows, view.width)
    )?;
    if more > 0 {
        writeln!(
            out,
            "  and {} more: the plan file (-o plan.json) has everybody",
            people(more)
        )?;
    }
    Ok(())
}

/// What the people of a source role lose and gain.
#[derive(Default)]
struct Changes {
    people: u64,
    losses: Vec<String>,
    gains: Vec<String>,
}

/// What each source role loses and gains; its halves together.
fn write_changes(view: &PlanView<'_>, tenant: &TenantPlan, out: &mut dyn Write) -> io::Result<()> {
    let several =
        tenant.roles.iter().flat_map(|role| &role.sources).any(|one| {
            tenant.roles.iter().flat_map(|role| &role.sources).any(|other| {
                !one.subdomain.is_empty() && !other.subdomain.is_empty() && one.subdomain != other.subdomain
            })
        });
    let mut changes: BTreeMap<(String, Option<u64>, String), Changes> = BTreeMap::new();
    for role in &tenant.roles {
        for own in role.sources.iter().filter(|own| own.people > 0) {
            let key = (own.subdomain.clone(), own.role_id, own.name.clone());
            let entry = changes.entry(key).or_default();
            entry.people = entry.people.max(own.people);
            for loss in &own.losses {
                let text = lost(loss);
                if !entry.losses.contains(&text) {
                    entry.losses.push(text);
                }
            }
            for (level, gains) in gains_by_level(&own.gains) {
                for gain in gains {
                    let text = if gain.permission.as_deref() == Some("unknown") {
                        format!("? what {} contains", role.name)
                    } else if level == "not privileged" {
                        gained(gain)
                    } else {
                        format!("{} {}", &level[..1], gained(gain))
                    };
                    if !entry.gains.contains(&text) {
                        entry.gains.push(text);
                    }
                }
            }
        }
    }
    writeln!(
        out,
        "\nWhat they lose and gain (A, B, C: privileged; ?: not known offline)"
    )?;
    for ((subdomain, _, name), mut changed) in changes {
        // Privileged gains first: they are what an approval is about.
        changed
            .gains
            .sort_by_key(|gain| !gain.starts_with(['A', 'B', 'C']) || gain.as_bytes().get(1) != Some(&b' '));
        let title = format!("{}, {}", source(&subdomain, &name, several), people(changed.people));
        writeln!(out, "{}", wrapped("  ", &title, view.width))?;
        writeln!(out, "{}", wrapped("    loses ", &few(&changed.losses), view.width))?;
        writeln!(out, "{}", wrapped("    gains ", &few(&changed.gains), view.width))?;
    }
    Ok(())
}

/// The first of a list, and how many more.
fn few(texts: &[String]) -> String {
    const SHOWN: usize = 12;
    if texts.is_empty() {
        return "nothing".to_owned();
    }
    let mut text = texts.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if texts.len() > SHOWN {
        text.push_str(&format!(", and {} more", texts.len() - SHOWN));
    }
    text
}

fn write_applications(view: &PlanView<'_>, tenant: &TenantPlan, out: &mut dyn Write) -> io::Result<()> {
    if tenant.applications.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nApplications")?;
    let rows = tenant.applications.iter().map(|application| {
        let scopes: Vec<_> = application.scopes.iter().map(|scope| scope.scope.clone()).collect();
        let permissions: Vec<_> = application
            .permissions
            .iter()
            .map(|permission| permission.permission.clone())
            .collect();
        vec![
            format!(
                "{}\n{}, {}",
                application.name, application.grant_type, application.reach
            ),
            if scopes.is_empty() {
                "none apply".to_owned()
            } else {
                scopes.join("\n")
            },
            permissions.join("\n"),
            application.roles.join("\n"),
        ]
    });
    write!(
        out,
        "{}",
        table(&["application", "scopes", "permissions", "roles"], rows, view.width)
    )
}

fn write_findings(view: &PlanView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = &view.head.findings;
    if findings.is_empty() {
        return writeln!(out, "\nNothing to note.");
    }
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    writeln!(
        out,
        "\nFindings: {} high, {} medium, {} low, {} info",
        count(Severity::High),
        count(Severity::Medium),
        count(Severity::Low),
        count(Severity::Info)
    )?;
    let rows = findings.iter().map(|finding| {
        let tenant = finding
            .tenant
            .as_ref()
            .map(|tenant| format!(" [{tenant}]"))
            .unwrap_or_default();
        vec![
            finding.severity.to_string(),
            finding.rule.clone(),
            format!("{}{tenant}", finding.message),
        ]
    });
    write!(out, "{}", table(&["severity", "rule", "what"], rows, view.width))
}
