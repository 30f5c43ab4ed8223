//! The audit as a page that can be read from top to bottom: what was compared, what could not be checked, the score, then
//! the findings by rule.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::table::table;
use crate::audit::Audited;
use crate::finding::Finding;
use crate::model::{Severity, shown};

/// An org of an audit.
#[derive(Debug)]
pub struct OrgView {
    /// The tenant.
    tenant: String,
    /// The org's id.
    org_id: String,
    /// When its snapshot was taken; `None` where there is none.
    taken_at: Option<String>,
    /// What was compared; `None` where there is no snapshot.
    audited: Option<Audited>,
    /// Lists that are not there, or not whole, and why.
    lacking: BTreeMap<String, String>,
}

impl OrgView {
    /// An org that was held against its plan.
    pub fn of(audited: Audited, taken_at: &str, lacking: &BTreeMap<String, String>) -> Self {
        Self {
            tenant: audited.tenant.clone(),
            org_id: audited.org_id.clone(),
            taken_at: Some(taken_at.to_owned()),
            audited: Some(audited),
            lacking: lacking.clone(),
        }
    }

    /// An org of which there is no snapshot.
    pub fn absent(tenant: &str, org_id: &str) -> Self {
        Self {
            tenant: tenant.to_owned(),
            org_id: org_id.to_owned(),
            taken_at: None,
            audited: None,
            lacking: BTreeMap::new(),
        }
    }

    /// What could not be checked, in one sentence each.
    fn unchecked(&self) -> Vec<String> {
        let Some(audited) = &self.audited else {
            return vec![format!(
                "{}: nothing was checked, there is no snapshot of its org",
                self.tenant
            )];
        };
        // Rules that lack the same list are told together.
        let mut by_why: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (rule, why) in &audited.unchecked {
            by_why.entry(why).or_default().push(rule);
        }
        let told = by_why
            .into_iter()
            .map(|(why, rules)| format!("{}: {why}: {}", self.tenant, rules.join(", ")));
        told.collect()
    }
}

/// An audit.
#[derive(Debug)]
pub struct AuditView<'a> {
    /// The plan's file.
    pub plan: &'a str,
    /// The date that the plan is of.
    pub as_of: &'a str,
    /// The orgs.
    pub orgs: &'a [OrgView],
    /// What was found, worst first.
    pub findings: &'a [Finding],
    /// How many findings are below the severity that is shown.
    pub hidden: usize,
    /// Columns of the terminal.
    pub width: usize,
}

impl AuditView<'_> {
    /// What was and was not checked, as files of findings say it.
    pub fn coverage(&self) -> BTreeMap<String, serde_json::Value> {
        let of = |org: &OrgView| {
            let audited = org.audited.as_ref();
            serde_json::json!({
                "org_id": org.org_id,
                "taken_at": org.taken_at,
                "people": audited.map(|one| one.people),
                "roles": audited.map(|one| one.roles),
                "clients": audited.map(|one| one.clients),
                "unplanned_people": audited.map(|one| one.strangers.0),
                "unplanned_privileged_people": audited.map(|one| one.strangers.1),
                "lacking": org.lacking,
                "unchecked": audited.map(|one| &one.unchecked),
            })
        };
        self.orgs.iter().map(|org| (org.tenant.clone(), of(org))).collect()
    }

    fn score(&self) -> String {
        let severities = [Severity::High, Severity::Medium, Severity::Low, Severity::Info];
        let counts = severities.map(|severity| {
            let count = self
                .findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count();
            (severity, count)
        });
        let told: Vec<String> = counts
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(severity, count)| format!("{count} {severity}"))
            .collect();
        let hidden = match self.hidden {
            0 => String::new(),
            more => format!(" ({more} below --min-severity are not shown)"),
        };
        if told.is_empty() {
            format!("none{hidden}")
        } else {
            format!("{}{hidden}", told.join(", "))
        }
    }

    /// Findings by rule, the worst first.
    fn by_rule(&self) -> Vec<(&str, Vec<&Finding>)> {
        let mut rules: Vec<(&str, Vec<&Finding>)> = Vec::new();
        for finding in self.findings {
            match rules.iter_mut().find(|(rule, _)| *rule == finding.rule) {
                Some((_, findings)) => findings.push(finding),
                None => rules.push((&finding.rule, vec![finding])),
            }
        }
        rules
    }

    fn compared(&self, org: &OrgView) -> String {
        match (&org.audited, &org.taken_at) {
            (Some(audited), Some(taken_at)) => format!(
                "{}, org {}, as of {taken_at}: {} people, {} roles, {} applications' clients. In no plan: {} people, of whom {} \
                 hold privileged rights; they are counted, not judged.",
                shown(&org.tenant),
                org.org_id,
                audited.people,
                audited.roles,
                audited.clients,
                audited.strangers.0,
                audited.strangers.1
            ),
            _ => format!("{}, org {}: no snapshot", shown(&org.tenant), org.org_id),
        }
    }
}

fn wrapped(text: &str, width: usize, indent: &'static str, out: &mut dyn Write) -> io::Result<()> {
    let options = textwrap::Options::new(width)
        .subsequent_indent(indent)
        .initial_indent(indent);
    writeln!(out, "{}", textwrap::fill(text, options))
}

/// Writes it for a terminal.
///
/// # Errors
/// When the output takes no more.
pub fn write_text(view: &AuditView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let gaps: Vec<String> = view.orgs.iter().flat_map(OrgView::unchecked).collect();
    if !gaps.is_empty() {
        writeln!(out, "INCOMPLETE: not everything could be checked, see below.\n")?;
    }
    writeln!(out, "Audit of {}, planned as of {}", shown(view.plan), view.as_of)?;
    for org in view.orgs {
        wrapped(&view.compared(org), view.width, "  ", out)?;
    }
    if !gaps.is_empty() {
        writeln!(out, "\nNot checked")?;
        for gap in &gaps {
            wrapped(&shown(gap), view.width, "  ", out)?;
        }
    }
    writeln!(out, "\nFindings: {}", view.score())?;
    for (rule, findings) in view.by_rule() {
        writeln!(out, "\n{rule} ({}, {})", findings[0].severity, findings.len())?;
        let several = view.orgs.len() > 1;
        let rows = findings.iter().map(|finding| {
            let mut row = vec![finding.subject.clone(), finding.object.clone(), finding.message.clone()];
            if several {
                row.insert(0, finding.tenant.clone().unwrap_or_default());
            }
            row
        });
        let head: &[&str] = if several {
            &["tenant", "subject", "object", "what"]
        } else {
            &["subject", "object", "what"]
        };
        write!(out, "{}", table(head, rows, view.width))?;
        wrapped(&format!("Remedy: {}", findings[0].remedy), view.width, "  ", out)?;
    }
    Ok(())
}

/// Writes it for a document.
///
/// # Errors
/// When the output takes no more.
pub fn write_markdown(view: &AuditView<'_>, out: &mut dyn Write) -> io::Result<()> {
    use super::escape::text as cell;
    let gaps: Vec<String> = view.orgs.iter().flat_map(OrgView::unchecked).collect();
    writeln!(out, "# Audit\n")?;
    if !gaps.is_empty() {
        writeln!(out, "**Incomplete:** not everything could be checked, see below.\n")?;
    }
    writeln!(out, "Held against {}, planned as of {}.\n", cell(view.plan), view.as_of)?;
    for org in view.orgs {
        writeln!(out, "- {}", cell(&view.compared(org)))?;
    }
    if !gaps.is_empty() {
        writeln!(out, "\n## Not checked\n")?;
        for gap in &gaps {
            writeln!(out, "- {}", cell(gap))?;
        }
    }
    writeln!(out, "\n## Findings: {}", view.score())?;
    for (rule, findings) in view.by_rule() {
        writeln!(
            out,
            "\n### {rule} ({}, {})\n\n{}\n",
            findings[0].severity,
            findings.len(),
            findings[0].remedy
        )?;
        writeln!(
            out,
            "| tenant | subject | object | what | expected | actual |\n| --- | --- | --- | --- | --- | --- |"
        )?;
        for finding in findings {
            let or = |text: &Option<String>| cell(text.as_deref().unwrap_or_default());
            writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} |",
                or(&finding.tenant),
                cell(&finding.subject),
                cell(&finding.object),
                cell(&finding.message),
                or(&finding.expected),
                or(&finding.actual)
            )?;
        }
    }
    Ok(())
}
