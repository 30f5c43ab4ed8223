//! The plan as a document that a customer can approve.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::words::{gained, gains_by_level, number, people, person, place, source};
use super::{LISTED, MERGED, PlanView};
use crate::model::Severity;
use crate::plan::model::TenantPlan;
use crate::report::escape::{literal, text};

/// Writes the plan as Markdown.
///
/// # Errors
/// When writing, or going through the people, fails.
pub fn write_markdown(view: &PlanView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let head = view.head;
    writeln!(out, "# Access plan\n")?;
    writeln!(
        out,
        "From Zendesk to Genesys Cloud, as of {}; permissions and scopes as of {}. Nothing has been changed in either: \
         this is what would be set up, for approval.\n",
        text(&head.as_of),
        text(&head.catalogue)
    )?;
    if !view.incomplete.is_empty() {
        writeln!(out, "> **This plan is incomplete.**")?;
        for what in view.incomplete {
            writeln!(out, "> - {}", text(what))?;
        }
        writeln!(out)?;
    }
    summary(view, out)?;
    for tenant in &head.tenants {
        writeln!(
            out,
            "## {} → {} ({})\n",
            text(&tenant.name),
            text(tenant.org_name.as_deref().unwrap_or(&tenant.org_id)),
            text(&tenant.region)
        )?;
        writeln!(
            out,
            "Org {}, fed by {}.\n",
            literal(&tenant.org_id),
            tenant
                .subdomains
                .iter()
                .map(|name| literal(name))
                .collect::<Vec<_>>()
                .join(", ")
        )?;
        write_people(view, tenant, out)?;
        write_changes(tenant, out)?;
        write_decisions(tenant, out)?;
        write_roles(tenant, out)?;
        write_divisions(tenant, out)?;
        write_applications(tenant, out)?;
    }
    write_findings(view, out)?;
    write_coverage(view, out)
}

fn summary(view: &PlanView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let head = view.head;
    let counts = &head.coverage.people;
    writeln!(out, "| people | number |\n| --- | ---: |")?;
    for (what, count, always) in [
        ("planned", counts.planned, true),
        ("of these without a place for tickets", counts.without_division, false),
        ("suspended: get nothing", counts.suspended, false),
        ("deleted: get nothing", counts.deleted, false),
        ("of other accounts (shared): get nothing", counts.shared, false),
        ("without an address: get nothing", counts.without_email, false),
        (
            "with a role that is not listed: get nothing",
            counts.without_role,
            false,
        ),
        ("left out by people.yaml or not in this wave", counts.left_out, false),
        ("customers: counted, not stored", counts.end_users, true),
    ] {
        if always || count > 0 {
            writeln!(out, "| {what} | {} |", number(count))?;
        }
    }
    let count = |severity| {
        head.findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    writeln!(
        out,
        "\nFindings: **{} high**, {} medium, {} low, {} for information. Decisions waiting: {}.\n",
        count(Severity::High),
        count(Severity::Medium),
        count(Severity::Low),
        count(Severity::Info),
        head.tenants.iter().map(|tenant| tenant.decisions.len()).sum::<usize>()
    )
}

fn write_people(view: &PlanView<'_>, tenant: &TenantPlan, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### People\n\n{MERGED}\n")?;
    let mut shown_rows = 0;
    let all = (view.people)(&tenant.name, LISTED, &mut |row| {
        if shown_rows == 0 {
            writeln!(
                out,
                "| person | role in Zendesk | gets | and |\n| --- | --- | --- | --- |"
            )?;
        }
        shown_rows += 1;
        let mut gets: Vec<_> = row
            .grants
            .iter()
            .map(|grant| {
                format!(
                    "**{}** in {}",
                    text(&grant.role),
                    text(&place(&grant.divisions, Some(tenant)))
                )
            })
            .collect();
        gets.extend(
            row.losses
                .iter()
                .map(|loss| format!("*nothing for tickets: {}*", text(&loss.because))),
        );
        let mut roles = vec![text(&row.source_role.name)];
        roles.extend(row.also.iter().map(|also| {
            format!(
                "{} ({})",
                text(&also.source_role.name),
                text(&also.source_role.subdomain)
            )
        }));
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            text(&person(row)),
            roles.join("<br>"),
            gets.join("<br>"),
            row.base.iter().map(|base| text(base)).collect::<Vec<_>>().join(", ")
        )
    })?;
    let more = all - shown_rows;
    if shown_rows == 0 {
        writeln!(out, "Nobody.")?;
    }
    if more > 0 {
        writeln!(out, "\nAnd {} more; the plan file has everybody.", people(more))?;
    }
    writeln!(out)
}

/// What each source role loses and gains.
fn write_changes(tenant: &TenantPlan, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### What they lose and gain\n")?;
    let mut accounts: Vec<_> = tenant
        .roles
        .iter()
        .flat_map(|role| &role.sources)
        .map(|own| &own.subdomain)
        .filter(|own| !own.is_empty())
        .collect();
    accounts.sort();
    accounts.dedup();
    let mut keys: BTreeMap<_, u64> = BTreeMap::new();
    for role in &tenant.roles {
        for own in role.sources.iter().filter(|own| own.people > 0) {
            let key = (&own.subdomain, own.role_id, &own.name);
            let count = keys.entry(key).or_default();
            *count = (*count).max(own.people);
        }
    }
    for ((subdomain, id, name), count) in keys {
        writeln!(
            out,
            "#### {} ({})\n",
            text(&source(subdomain, name, accounts.len() > 1)),
            people(count)
        )?;
        let own = || {
            tenant
                .roles
                .iter()
                .flat_map(|role| &role.sources)
                .filter(|own| own.subdomain == *subdomain && own.role_id == id && own.name == *name)
        };
        let mut losses: Vec<_> = own().flat_map(|own| &own.losses).collect();
        losses.sort();
        losses.dedup();
        if losses.is_empty() {
            writeln!(out, "Loses nothing.\n")?;
        } else {
            writeln!(out, "| loses | how much | why |\n| --- | --- | --- |")?;
            for loss in losses {
                let much = if loss.fidelity == crate::model::Fidelity::None {
                    "all of it"
                } else {
                    "a part"
                };
                writeln!(
                    out,
                    "| {} = {} | {much} | {} |",
                    literal(&loss.setting),
                    literal(&loss.value),
                    text(&loss.because)
                )?;
            }
            writeln!(out)?;
        }
        let gains: Vec<_> = own().flat_map(|own| own.gains.clone()).collect();
        if gains.is_empty() {
            writeln!(out, "Gains nothing.\n")?;
            continue;
        }
        writeln!(out, "| gains | level | why |\n| --- | --- | --- |")?;
        for (level, gains) in gains_by_level(&gains) {
            for gain in gains {
                let name = gain
                    .permission
                    .as_deref()
                    .filter(|name| *name != "unknown")
                    .map_or_else(|| gained(gain), literal);
                writeln!(out, "| {name} | {level} | {} |", text(&gain.because))?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_decisions(tenant: &TenantPlan, out: &mut dyn Write) -> io::Result<()> {
    if tenant.decisions.is_empty() {
        return Ok(());
    }
    writeln!(out, "### To be decided by the customer\n")?;
    for decision in &tenant.decisions {
        writeln!(out, "- **{}**: {}", text(&decision.id), text(&decision.question))?;
        for option in &decision.options {
            writeln!(out, "  - [ ] {}", text(option))?;
        }
        writeln!(out, "  - until then: {}", text(&decision.effect))?;
    }
    writeln!(out)
}

fn write_roles(tenant: &TenantPlan, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "### Roles\n\n| role | for | people | permissions |\n| --- | --- | ---: | --- |"
    )?;
    for role in &tenant.roles {
        let holders: u64 = role.sources.iter().map(|own| own.people).sum();
        let permissions = if role.known {
            let named = role.permissions.iter().map(|permission| literal(permission));
            let wild = role
                .wildcards
                .iter()
                .map(|wildcard| format!("{} ({} today)", literal(&wildcard.pattern), wildcard.permissions.len()));
            named.chain(wild).collect::<Vec<_>>().join("<br>")
        } else {
            "not known without a snapshot of the org".to_owned()
        };
        let what = if role.existing {
            format!("{}, the org's own", role.half)
        } else {
            role.half.to_string()
        };
        writeln!(
            out,
            "| {} | {what} | {} | {permissions} |",
            text(&role.name),
            number(holders)
        )?;
    }
    writeln!(out)
}

fn write_divisions(tenant: &TenantPlan, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "### Divisions\n\n| division | from | in the org |\n| --- | --- | --- |"
    )?;
    for division in &tenant.divisions {
        let sources: Vec<_> = division
            .sources
            .iter()
            .map(|own| format!("{} {} of {}", own.kind, text(&own.name), text(&own.subdomain)))
            .collect();
        let exists = match division.exists {
            Some(true) => "yes",
            Some(false) => "no: to be created first",
            None if division.key == "home" => "yes, whatever it is called",
            None => "not known",
        };
        writeln!(
            out,
            "| {} | {} | {exists} |",
            text(&division.name),
            sources.join("<br>")
        )?;
    }
    writeln!(
        out,
        "\nIn this order: create the divisions, place queues, flows and users in them, then grant. New objects sit in home until somebody moves them.\n"
    )
}

fn write_applications(tenant: &TenantPlan, out: &mut dyn Write) -> io::Result<()> {
    if tenant.applications.is_empty() {
        return Ok(());
    }
    writeln!(out, "### Applications\n")?;
    for application in &tenant.applications {
        writeln!(out, "#### {}\n", text(&application.name))?;
        writeln!(
            out,
            "- {}, {}; client {}",
            text(&application.grant_type),
            text(&application.reach),
            literal(&application.client_id)
        )?;
        for scope in &application.scopes {
            writeln!(
                out,
                "- scope {}: {}",
                literal(&scope.scope),
                scope
                    .because
                    .iter()
                    .map(|why| literal(why))
                    .collect::<Vec<_>>()
                    .join(", ")
            )?;
        }
        for scope in &application.recommended_scopes {
            writeln!(
                out,
                "- scope {}: recommended, lets the application greet who signed in",
                literal(scope)
            )?;
        }
        for permission in &application.permissions {
            let instead = if permission.instead_of.is_empty() {
                String::new()
            } else {
                format!(
                    " (instead of {})",
                    permission
                        .instead_of
                        .iter()
                        .map(|name| literal(name))
                        .collect::<Vec<_>>()
                        .join(", ")
                )
            };
            writeln!(
                out,
                "- permission {}{instead}: {}",
                literal(&permission.permission),
                permission
                    .because
                    .iter()
                    .map(|why| literal(why))
                    .collect::<Vec<_>>()
                    .join(", ")
            )?;
        }
        if !application.roles.is_empty() {
            writeln!(
                out,
                "- through the role {}",
                application
                    .roles
                    .iter()
                    .map(|role| text(role))
                    .collect::<Vec<_>>()
                    .join(", ")
            )?;
        }
        if application.approval.needed {
            writeln!(
                out,
                "- an admin of this org has to approve the client for {}",
                application
                    .approval
                    .scopes
                    .iter()
                    .map(|scope| literal(scope))
                    .collect::<Vec<_>>()
                    .join(", ")
            )?;
        }
        if let Some(url) = &application.authorization_url {
            writeln!(
                out,
                "- authorization URL: <{}>",
                url.replace('<', "%3C").replace('>', "%3E")
            )?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_findings(view: &PlanView<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Findings\n")?;
    if view.head.findings.is_empty() {
        return writeln!(out, "None.\n");
    }
    writeln!(
        out,
        "| severity | rule | what | what to do |\n| --- | --- | --- | --- |"
    )?;
    for finding in &view.head.findings {
        let tenant = finding
            .tenant
            .as_ref()
            .map(|tenant| format!(" *({})*", text(tenant)))
            .unwrap_or_default();
        writeln!(
            out,
            "| {} | {} | {}{tenant} | {} |",
            finding.severity,
            literal(&finding.rule),
            text(&finding.message),
            text(&finding.remedy)
        )?;
    }
    writeln!(out)
}

fn write_coverage(view: &PlanView<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "## What this rests on\n\n| account | list | read |\n| --- | --- | --- |"
    )?;
    for (account, lists) in &view.head.coverage.lists {
        for (list, state) in lists {
            let state = match state.get("missing").and_then(serde_json::Value::as_str) {
                Some(why) => format!("missing: {}", text(why)),
                None => format!("{state} records"),
            };
            writeln!(out, "| {} | {} | {state} |", text(account), literal(list))?;
        }
    }
    writeln!(out, "\n| input | SHA-256 |\n| --- | --- |")?;
    for input in &view.head.inputs.snapshots {
        writeln!(out, "| snapshot of {} | {} |", text(&input.of), literal(&input.sha256))?;
    }
    for input in &view.head.inputs.tables {
        writeln!(out, "| table {} | {} |", text(&input.file), literal(&input.sha256))?;
    }
    Ok(())
}
