//! Writing the plan: keys in the file's order, people from where they waited, one a line.

use std::io::{self, Read, Write};

use serde::Serialize;

use super::SpoolReader;
use super::model::SCHEMA;
use super::read::PlanHead;

/// How many bytes of rows are written in one go.
const GATHERED: usize = 1 << 18;

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
    let mut rows = b"\n".to_vec();
    let mut any = false;
    while people.next_row(&mut rows)? {
        any = true;
        // Gathered here and not in what `out` may gather, which would copy every row once more.
        if rows.len() >= GATHERED {
            out.write_all(&rows)?;
            rows.clear();
        }
        rows.extend_from_slice(b",\n");
    }
    if any {
        // Behind the last row stands no comma.
        rows.truncate(rows.len() - 2);
        out.write_all(&rows)?;
        out.write_all(b"\n  ")?;
    }
    out.write_all(b"],\n")?;
    key(out, "coverage", &head.coverage, ",\n")?;
    key(out, "findings", &head.findings, "\n}\n")
}

/// One key of the file, pretty-printed one level in.
fn key(out: &mut dyn Write, name: &str, value: &impl Serialize, end: &str) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?.replace('\n', "\n  ");
    write!(out, "  \"{name}\": {text}{end}")
}
