//! Writing the plan: keys in the file's order, people from where they waited, one a line.

use std::io::{self, Read, Write};

use serde::Serialize;

use super::SpoolReader;
use super::model::SCHEMA;
use super::read::PlanHead;

/// Writes a plan, with the people that [`super::make()`] wrote elsewhere.
///
/// # Errors
/// When reading the people or writing fails.
pub fn write(head: &PlanHead, people: &mut SpoolReader<impl Read>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\n")?;
    key(out, "schema", &SCHEMA, ",\n")?;
    key(out, "inputs", &head.inputs, ",\n")?;
    key(out, "catalogue", &head.catalogue, ",\n")?;
    key(out, "as_of", &head.as_of, ",\n")?;
    key(out, "tenants", &head.tenants, ",\n")?;
    out.write_all(b"  \"people\": [")?;
    let mut before: &[u8] = b"\n";
    let mut end: &[u8] = b"],\n";
    while let Some((head, tail)) = people.next_row()? {
        for part in [before, head, tail] {
            out.write_all(part)?;
        }
        before = b",\n";
        end = b"\n  ],\n";
    }
    out.write_all(end)?;
    key(out, "coverage", &head.coverage, ",\n")?;
    key(out, "findings", &head.findings, "\n}\n")
}

/// One key of the file, pretty-printed one level in.
fn key(out: &mut dyn Write, name: &str, value: &impl Serialize, end: &str) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?.replace('\n', "\n  ");
    write!(out, "  \"{name}\": {text}{end}")
}
