//! Authorization URLs for people: each on one unbroken line, so that it can be copied.

use std::io::{self, Write};

use super::escape::{literal, text};
use crate::model::shown;
use crate::oauth::{UrlEntry, UrlsFile};

/// As text for a terminal.
pub fn write_text(file: &UrlsFile, out: &mut dyn Write) -> io::Result<()> {
    for (at, entry) in file.urls.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(
            out,
            "{} in {} ({}, org {})",
            shown(&entry.application),
            shown(&entry.tenant),
            entry.region,
            entry.org_id
        )?;
        writeln!(out, "{}", entry.url)?;
        for (name, value) in secrets(entry) {
            writeln!(out, "  {name:<14} {value}")?;
        }
        writeln!(out, "  {:<14} {}", "goes by", entry.decides)?;
        for note in &entry.notes {
            writeln!(out, "  {:<14} {}", "note", shown(note))?;
        }
    }
    if !file.without_url.is_empty() {
        if !file.urls.is_empty() {
            writeln!(out)?;
        }
        writeln!(out, "Without a URL:")?;
        for without in &file.without_url {
            writeln!(
                out,
                "  {} in {}: {}",
                shown(&without.application),
                shown(&without.tenant),
                shown(&without.why)
            )?;
        }
    }
    Ok(())
}

/// As Markdown for a document.
pub fn write_markdown(file: &UrlsFile, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Authorization URLs")?;
    for entry in &file.urls {
        writeln!(out, "\n## {} in {}\n", text(&entry.application), text(&entry.tenant))?;
        writeln!(
            out,
            "Org {}, region {}.\n",
            literal(&entry.org_id),
            literal(&entry.region)
        )?;
        // A URL is ASCII without spaces or backticks: a fence can't be left.
        writeln!(out, "```\n{}\n```\n", entry.url)?;
        for (name, value) in secrets(entry) {
            writeln!(out, "- {name}: {}", literal(value))?;
        }
        writeln!(out, "- goes by: {}", entry.decides)?;
        for note in &entry.notes {
            writeln!(out, "- note: {}", text(note))?;
        }
    }
    if !file.without_url.is_empty() {
        writeln!(out, "\n## Without a URL\n")?;
        writeln!(out, "| application | tenant | why |\n| --- | --- | --- |")?;
        for without in &file.without_url {
            writeln!(
                out,
                "| {} | {} | {} |",
                text(&without.application),
                text(&without.tenant),
                text(&without.why)
            )?;
        }
    }
    Ok(())
}

/// What the application has to keep until the answer comes.
fn secrets(entry: &UrlEntry) -> impl Iterator<Item = (&'static str, &str)> {
    [
        ("state", Some(&entry.state)),
        ("code_verifier", entry.code_verifier.as_ref()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?.as_str())))
}
