//! The text of a table file, and where the file stands among the others.

use std::ops::Range;

use crate::model::Place;

/// Which files lie over which: a row of a later layer takes the place of an earlier one with the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    /// Shipped with the program.
    Default,
    /// Shipped with the program and asked for by name, in the order asked for.
    Overlay(usize),
    /// The user's own.
    User,
}

/// The text of a table file.
#[derive(Debug)]
pub(super) struct SourceFile {
    /// The name as it is shown.
    pub(super) name: String,
    /// Where it stands among the others.
    pub(super) layer: Layer,
    text: String,
    line_starts: Vec<usize>,
}

impl SourceFile {
    /// A file from its text; a byte order mark is cut off.
    pub(super) fn new(name: impl Into<String>, layer: Layer, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let line_starts = std::iter::once(0)
            .chain(
                text.bytes()
                    .enumerate()
                    .filter(|(_, byte)| *byte == b'\n')
                    .map(|(at, _)| at + 1),
            )
            .collect();
        Self {
            name: name.into(),
            layer,
            text,
            line_starts,
        }
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The line of a byte, counted from 1.
    pub(super) fn line(&self, byte: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= byte)
    }

    /// A place in this file.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        Place::new(&self.name, self.line(span.start), span)
    }

    /// The file as a whole.
    pub(super) fn whole(&self) -> Place {
        Place::new(&self.name, 0, 0..0)
    }
}
