//! The audit for a terminal.

use std::io::{self, Write};

use super::{AuditView, reason};
use crate::finding::Finding;
use crate::model::{Severity, shown};
use crate::report::wrap::wrapped;

/// Writes it for a terminal.
///
/// # Errors
/// When the output takes no more.
pub fn write_text(view: &AuditView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let gaps = view.gaps();
    if !gaps.is_empty() {
        writeln!(out, "INCOMPLETE: not everything could be checked, see below.\n")?;
    }
    writeln!(out, "Audit of {}, planned as of {}", shown(view.plan), view.as_of)?;
    if let Some(today) = view.ends() {
        writeln!(out, "Suppressions and approvals as of {today}")?;
    }
    for org in view.orgs {
        line(out, view, "  ", &AuditView::compared(org))?;
    }
    if !gaps.is_empty() {
        writeln!(out, "\nNot checked")?;
        for gap in &gaps {
            line(out, view, "  ", gap)?;
        }
    }
    writeln!(out, "\nFindings: {}", view.score())?;
    if let Some(standing) = view.standing() {
        line(out, view, "", &standing)?;
    }
    for (rule, causes) in view.by_rule() {
        let count = causes.iter().map(Vec::len).sum::<usize>();
        let severity = causes
            .iter()
            .flatten()
            .map(|one| one.severity)
            .max()
            .unwrap_or(Severity::Info);
        writeln!(out, "\n{rule} ({severity}, {count})")?;
        for (at, group) in causes.iter().enumerate() {
            let Some(first) = group.first() else { continue };
            let last = causes.get(at + 1).and_then(|next| next.first());
            write_cause(view, group, last.is_none_or(|next| next.remedy != first.remedy), out)?;
        }
    }
    if !view.accepted.is_empty() {
        writeln!(out, "\nAccepted ({})", view.accepted.len())?;
        for one in view.accepted {
            line(
                out,
                view,
                "- ",
                &format!("{}: {}", one.finding.rule, one.finding.message),
            )?;
            line(out, view, "  ", &reason(one))?;
        }
    }
    if let Some(fixed) = view.fixed.filter(|fixed| !fixed.is_empty()) {
        writeln!(out, "\nFixed ({})", fixed.len())?;
        for one in fixed {
            line(out, view, "- ", &format!("{}: {}", one.rule, one.message))?;
        }
    }
    Ok(())
}

/// What people who meet one cause have in common.
fn cause_of(group: &[&Finding]) -> String {
    match (group, group.first()) {
        ([only], _) => only.message.clone(),
        (_, Some(first)) if !first.object.is_empty() => format!("{} people: `{}`", group.len(), first.object),
        _ => format!("{} people", group.len()),
    }
}

fn line(out: &mut dyn Write, view: &AuditView<'_>, word: &str, text: &str) -> io::Result<()> {
    writeln!(out, "{}", wrapped(word, text, view.width))
}

/// One cause: who meets it, what was expected, what is, and how that is known. The remedy stands once below all that share it.
fn write_cause(view: &AuditView<'_>, group: &[&Finding], remedy: bool, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = group.first() else { return Ok(()) };
    let tenant = match &first.tenant {
        Some(tenant) if view.orgs.len() > 1 => format!("{tenant}: "),
        _ => String::new(),
    };
    let status = first.status.map(|status| format!("{status}: ")).unwrap_or_default();
    line(out, view, "- ", &format!("{status}{tenant}{}", cause_of(group)))?;
    if group.len() > 1 {
        let who: Vec<&str> = group.iter().map(|one| one.subject.as_str()).collect();
        line(out, view, "  who       ", &who.join(", "))?;
    }
    if let Some(expected) = &first.expected {
        line(out, view, "  expected  ", expected)?;
    }
    if let Some(actual) = &first.actual {
        line(out, view, "  actual    ", actual)?;
    }
    let mut evidence: Vec<String> = Vec::new();
    for one in group.iter().flat_map(|one| &one.evidence) {
        let read = format!("{} {}", one.method, one.path);
        if !evidence.contains(&read) {
            evidence.push(read);
        }
    }
    for read in evidence.iter().take(EVIDENCE) {
        line(out, view, "  evidence  ", read)?;
    }
    if evidence.len() > EVIDENCE {
        let more = evidence.len() - EVIDENCE;
        line(out, view, "            ", &format!("and {more} more, in the JSON form"))?;
    }
    if let Some(source) = &first.source {
        line(out, view, "  from      ", &format!("{}:{}", source.file, source.line))?;
    }
    if remedy {
        line(out, view, "  remedy    ", &first.remedy)?;
    }
    Ok(())
}

/// How many reads of one cause are shown to people.
const EVIDENCE: usize = 3;
