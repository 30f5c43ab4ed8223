//! Causes of a refusal, for a terminal.

use std::io::{self, Write};

use super::wrap::wrapped;
use crate::diagnose::{Diagnosis, Told};

/// How many causes are told in full.
const WHOLE: usize = 3;

/// Writes it for a terminal.
///
/// # Errors
/// When the output takes no more.
pub fn write_text(found: &Diagnosis, width: usize, out: &mut dyn Write) -> io::Result<()> {
    if found.causes.is_empty() {
        let told =
            "nothing that was told speaks for a cause. Status, code and message of the answer, and the call, say most";
        writeln!(out, "{}", wrapped("", told, width))?;
    }
    for (nth, cause) in found.causes.iter().enumerate() {
        if nth == WHOLE {
            writeln!(out, "Less likely:")?;
        }
        if nth < WHOLE {
            whole(nth + 1, cause, width, out)?;
        } else {
            let line = format!(
                "{} ({:.2}): {}",
                cause.id,
                cause.confidence,
                first_sentence(&cause.explanation)
            );
            writeln!(out, "{}", wrapped("  ", &line, width))?;
        }
    }
    if found.causes.len() > WHOLE {
        writeln!(out)?;
    }
    if !found.facts.is_empty() {
        writeln!(out, "What is so whatever the cause (catalogue of {}):", found.catalogue)?;
        for fact in &found.facts {
            writeln!(out, "{}", wrapped("  - ", fact, width))?;
        }
    }
    Ok(())
}

/// A cause with everything that is said of it.
fn whole(nth: usize, cause: &Told, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{nth}. {} ({} layer, {:.2})",
        cause.id, cause.layer, cause.confidence
    )?;
    writeln!(out, "{}", wrapped("   ", &cause.explanation, width))?;
    writeln!(out, "   Seen:")?;
    for seen in &cause.evidence {
        writeln!(out, "{}", wrapped("   - ", seen, width))?;
    }
    writeln!(out, "   To do:")?;
    for (nth, step) in cause.remedy.iter().enumerate() {
        writeln!(out, "{}", wrapped(&format!("   {}. ", nth + 1), step, width))?;
    }
    writeln!(out)
}

/// A text up to its first full stop.
fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |at| &text[..=at])
}
