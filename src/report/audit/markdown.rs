//! The audit for a document.

use std::io::{self, Write};

use super::{AuditView, reason};
use crate::finding::Finding;
use crate::model::Severity;
use crate::report::escape::text as cell;

/// Writes it for a document.
///
/// # Errors
/// When the output takes no more.
pub fn write_markdown(view: &AuditView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let gaps = view.gaps();
    writeln!(out, "# Audit\n")?;
    if !gaps.is_empty() {
        writeln!(out, "**Incomplete:** not everything could be checked, see below.\n")?;
    }
    writeln!(out, "Held against {}, planned as of {}.\n", cell(view.plan), view.as_of)?;
    if let Some(today) = view.ends() {
        writeln!(out, "Suppressions and approvals as of {today}.\n")?;
    }
    for org in view.orgs {
        writeln!(out, "- {}", cell(&AuditView::compared(org)))?;
    }
    if !gaps.is_empty() {
        writeln!(out, "\n## Not checked\n")?;
        for gap in &gaps {
            writeln!(out, "- {}", cell(gap))?;
        }
    }
    writeln!(out, "\n## Findings: {}", view.score())?;
    if let Some(standing) = view.standing() {
        writeln!(out, "\n{standing}")?;
    }
    for (rule, causes) in view.by_rule() {
        let findings: Vec<&Finding> = causes.into_iter().flatten().collect();
        let severity = findings.iter().map(|one| one.severity).max().unwrap_or(Severity::Info);
        writeln!(out, "\n### {rule} ({severity}, {})\n", findings.len())?;
        let mut remedies: Vec<&str> = findings.iter().map(|one| one.remedy.as_str()).collect();
        remedies.dedup();
        for remedy in remedies {
            writeln!(out, "{}\n", cell(remedy))?;
        }
        writeln!(
            out,
            "| tenant | subject | object | what | expected | actual | evidence | status |\n| --- | --- | --- | --- | --- | --- | --- | --- |"
        )?;
        for finding in findings {
            let or = |text: &Option<String>| cell(text.as_deref().unwrap_or_default());
            let evidence = finding
                .evidence
                .first()
                .map(|one| format!("{} {}", one.method, one.path));
            let status = finding.status.map(|status| status.to_string());
            writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} | {} | {} |",
                or(&finding.tenant),
                cell(&finding.subject),
                cell(&finding.object),
                cell(&finding.message),
                or(&finding.expected),
                or(&finding.actual),
                or(&evidence),
                or(&status)
            )?;
        }
    }
    if !view.accepted.is_empty() {
        writeln!(out, "\n## Accepted: {}\n", view.accepted.len())?;
        for one in view.accepted {
            writeln!(
                out,
                "- {}: {}; {}",
                one.finding.rule,
                cell(&one.finding.message),
                cell(&reason(one))
            )?;
        }
    }
    if let Some(fixed) = view.fixed.filter(|fixed| !fixed.is_empty()) {
        writeln!(out, "\n## Fixed: {}\n", fixed.len())?;
        for one in fixed {
            writeln!(out, "- {}: {}", one.rule, cell(&one.message))?;
        }
    }
    Ok(())
}
