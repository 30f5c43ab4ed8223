//! Faults as people read them: the lines of the table with carets under what is wrong.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::fault::Fault;
use crate::model::{Place, Severity, shown};

/// Whether a drawing carries ANSI colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Colours, for a stream that strips them where they are not wanted.
    Coloured,
    /// None.
    Plain,
}

/// The longest stretch of a line that is drawn, in bytes on either side of the caret.
const REACH: usize = 160;

/// Draws a fault over the texts of its files; `text_of` gives the text of a file by its shown name.
pub fn draw(fault: &Fault, text_of: &dyn Fn(&str) -> Option<String>, width: usize, paint: Paint) -> String {
    let level = match fault.severity {
        Severity::High => Level::ERROR,
        Severity::Medium => Level::WARNING,
        Severity::Low => Level::NOTE,
        Severity::Info => Level::INFO,
    };
    let message = shown(&fault.message).into_owned();
    let mut excerpts = vec![Excerpt::new(&fault.place, text_of, shown(&fault.label).into_owned())];
    for (place, label) in &fault.also {
        excerpts.push(Excerpt::new(place, text_of, shown(label).into_owned()));
    }
    let mut group = level
        .primary_title(message)
        .id(fault.rule.name)
        .elements(Vec::<Snippet<'_, annotate_snippets::Annotation<'_>>>::new());
    for (at, excerpt) in excerpts.iter().enumerate() {
        group = match &excerpt.text {
            Some(text) => {
                let kind = if at == 0 {
                    AnnotationKind::Primary
                } else {
                    AnnotationKind::Context
                };
                let mut annotation = kind.span(excerpt.span.clone());
                if !excerpt.label.is_empty() {
                    annotation = annotation.label(excerpt.label.as_str());
                }
                group.element(
                    Snippet::source(text.as_str())
                        .line_start(excerpt.line)
                        .path(excerpt.file.as_str())
                        .annotation(annotation),
                )
            }
            None => group.element(annotate_snippets::Origin::path(excerpt.file.as_str())),
        };
    }
    let help = shown(&match &fault.help {
        Some(help) => help.clone(),
        None => as_hint(fault.rule.fix),
    })
    .into_owned();
    let groups: Vec<Group<'_>> = vec![group.element(Level::HELP.message(help))];
    let renderer = match paint {
        Paint::Coloured => Renderer::styled(),
        Paint::Plain => Renderer::plain(),
    };
    let mut drawing = renderer
        .decor_style(DecorStyle::Ascii)
        .term_width(width)
        .render(&groups);
    // Trailing blanks come with empty gutters.
    drawing = drawing.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    drawing.push('\n');
    drawing
}

/// A sentence of a rule's page as a hint: without capital and full stop.
fn as_hint(sentence: &str) -> String {
    let mut letters = sentence.strip_suffix('.').unwrap_or(sentence).chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// The line that a place points at, made harmless.
struct Excerpt {
    file: String,
    line: usize,
    text: Option<String>,
    span: Range<usize>,
    label: String,
}

impl Excerpt {
    fn new(place: &Place, text_of: &dyn Fn(&str) -> Option<String>, label: String) -> Self {
        let file = shown(&place.file).into_owned();
        let cut = (place.line > 0)
            .then(|| text_of(&place.file))
            .flatten()
            .map(|text| harmless_line(&text, place.span.0..place.span.1));
        let (text, span) = cut.map_or((None, 0..0), |(text, span)| (Some(text), span));
        Self {
            file,
            line: place.line,
            text,
            span,
            label,
        }
    }
}

/// The line of a span, cut to a reach around it, hidden characters written out; and the span in it.
fn harmless_line(text: &str, span: Range<usize>) -> (String, Range<usize>) {
    let start = floor(text, span.start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
    let end = floor(text, span.end.clamp(start, line_end));
    let from = floor(text, line_start.max(start.saturating_sub(REACH)));
    let to = floor(text, line_end.min(end.min(start + REACH) + REACH));
    let mut line = String::new();
    let mut drawn = (0, 0);
    for (at, character) in text[from..to].char_indices() {
        if from + at == start {
            drawn.0 = line.len();
        }
        if from + at == end {
            drawn.1 = line.len();
        }
        if character == '\t' {
            line.push(' ');
        } else {
            let mut buffer = [0; 4];
            // Writing to a String cannot fail.
            let _ = write!(line, "{}", shown(character.encode_utf8(&mut buffer)));
        }
    }
    if start >= to {
        drawn.0 = line.len();
    }
    if end >= to {
        drawn.1 = line.len();
    }
    (line, drawn.0..drawn.1.max(drawn.0))
}

/// The nearest boundary of a character at or before a byte.
fn floor(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}
