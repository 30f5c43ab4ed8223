//! Where in a file something stands.

use std::ops::Range;

/// A place in a file that a person wrote, for carets and for `source` in findings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// The file's name as it is shown, relative to the folder of tables.
    pub file: String,
    /// The line, counted from 1; 0 when unknown.
    pub line: usize,
    /// The bytes of the text that it points at; empty when unknown.
    pub span: (usize, usize),
}

impl Place {
    /// A place that points at some bytes of a line.
    pub fn new(file: &str, line: usize, span: Range<usize>) -> Self {
        Self {
            file: file.to_owned(),
            line,
            span: (span.start, span.end),
        }
    }
}
