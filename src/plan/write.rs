//! Writing the plan: keys in the file's order, people copied from where they were spooled, one a line.

use std::io::{self, Read, Write};

use serde::Serialize;

use super::model::SCHEMA;
use super::read::PlanHead;

/// How many bytes of people are copied at a time; [`io::copy`] takes 8 KiB.
const PART: usize = 1 << 18;

/// Writes a plan. `people` are the rows as [`super::make()`] wrote them.
///
/// # Errors
/// When reading the rows or writing fails.
pub fn write(head: &PlanHead, people: &mut dyn Read, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\n")?;
    key(out, "schema", &SCHEMA, ",\n")?;
    key(out, "inputs", &head.inputs, ",\n")?;
    key(out, "catalogue", &head.catalogue, ",\n")?;
    key(out, "as_of", &head.as_of, ",\n")?;
    key(out, "tenants", &head.tenants, ",\n")?;
    out.write_all(b"  \"people\": [")?;
    let mut copied = 0;
    let mut part = vec![0; PART];
    loop {
        let length = match people.read(&mut part) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        out.write_all(&part[..length])?;
        copied += length;
    }
    out.write_all(if copied == 0 { b"],\n" } else { b"\n  ],\n" })?;
    key(out, "coverage", &head.coverage, ",\n")?;
    key(out, "findings", &head.findings, "\n}\n")
}

/// One key of the file, pretty-printed one level in.
fn key(out: &mut dyn Write, name: &str, value: &impl Serialize, end: &str) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?.replace('\n', "\n  ");
    write!(out, "  \"{name}\": {text}{end}")
}
