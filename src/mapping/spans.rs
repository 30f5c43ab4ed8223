//! Where everything in a YAML text stands, and what of YAML a table may not use.
//!
//! One pass over parser events, before anything is expanded: anchors, aliases, merge keys and tags are refused here,
//! so that a small file can't grow large. What the text *means* is for `serde_yaml` to say; this tree only knows
//! places, and a place that is missed costs a caret, never the meaning.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::fault::Fault;
use super::rules;
use super::source::SourceFile;

/// How deep a table may nest; the formats need six.
const MAX_DEPTH: usize = 32;
/// How many keys and values a file may hold.
const MAX_NODES: usize = 250_000;
/// How many refused anchors, aliases and tags are told one by one.
const MAX_REFUSED: usize = 20;

/// A value and where it stands, in bytes of the text.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// The bytes; for lists and mappings only the start can be relied on.
    pub(super) span: Range<usize>,
    /// What it holds.
    pub(super) kind: NodeKind,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub(super) enum NodeKind {
    /// A text, number, truth value or null.
    Scalar,
    /// A list.
    List(Vec<Node>),
    /// Keys with their places, and values.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The key as written.
    pub(super) key: String,
    /// Where the key stands.
    pub(super) key_span: Range<usize>,
    /// The value.
    pub(super) value: Node,
}

/// One step of a path into a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    /// Under a key.
    Key(&'a str),
    /// At a position in a list.
    At(usize),
}

impl<'a> From<&'a str> for Step<'a> {
    fn from(key: &'a str) -> Self {
        Self::Key(key)
    }
}

impl From<usize> for Step<'_> {
    fn from(index: usize) -> Self {
        Self::At(index)
    }
}

impl Node {
    /// The entry with a key; the last one, which is the one that counts to `serde_yaml`.
    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.kind {
            NodeKind::Map(entries) => entries.iter().rev().find(|entry| entry.key == key),
            _ => None,
        }
    }

    /// The node under a step.
    pub(super) fn step(&self, step: Step<'_>) -> Option<&Self> {
        match (step, &self.kind) {
            (Step::Key(key), _) => self.entry(key).map(|entry| &entry.value),
            (Step::At(index), NodeKind::List(items)) => items.get(index),
            (Step::At(_), _) => None,
        }
    }

    /// The bytes to point at: a scalar itself, the first key (or value) of anything larger.
    pub(super) fn head(&self) -> Range<usize> {
        match &self.kind {
            NodeKind::Scalar => self.span.clone(),
            NodeKind::List(items) => items.first().map_or(self.span.clone(), Self::head),
            NodeKind::Map(entries) => entries.first().map_or(self.span.clone(), |entry| {
                let end = match entry.value.kind {
                    NodeKind::Scalar if entry.value.span.end > entry.key_span.end => entry.value.span.end,
                    _ => entry.key_span.end,
                };
                entry.key_span.start..end
            }),
        }
    }

    /// The bytes at the end of a path; where it leads nowhere, the nearest that there is.
    pub(super) fn at(&self, path: &[Step<'_>]) -> Range<usize> {
        let mut node = self;
        for step in path {
            match node.step(*step) {
                Some(next) => node = next,
                None => break,
            }
        }
        node.head()
    }
}

/// Something begun and not yet ended.
struct Open {
    span: Range<usize>,
    is_map: bool,
    items: Vec<Node>,
    entries: Vec<Entry>,
    /// A key that waits for its value, and whether it stands for the first time.
    key: Option<(String, Range<usize>, bool)>,
    seen: BTreeMap<String, Range<usize>>,
}

/// The places of a text.
pub(super) struct Spans {
    /// The value that the text holds.
    pub(super) root: Node,
    /// Keys that stand a second time; their values are not in the tree.
    pub(super) duplicates: Vec<Range<usize>>,
}

/// Reads the places of a text. `None` when it can't be read at all, or must not be; the faults say why.
pub(super) fn read(file: &SourceFile, faults: &mut Vec<Fault>) -> Option<Spans> {
    let text = file.text();
    let bytes = ByteIndex::new(text);
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    let mut documents = 0;
    let mut nodes = 0;
    let mut refused = 0;
    let mut last_end = 0;
    let mut duplicates = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let start = bytes.of(error.marker().index()).min(text.len());
                faults.push(
                    Fault::new(
                        &rules::YAML_SYNTAX,
                        file.place(one_char(text, start)),
                        "this is not YAML",
                    )
                    .label(error.info().to_owned()),
                );
                return None;
            }
        };
        let mut span = bytes.range(span);
        if let Event::Scalar(_, style, ..) = &event {
            span = scalar_span(text, span, *style);
        }
        let (anchor, tag) = match &event {
            Event::Scalar(_, _, anchor, tag) | Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) => {
                (*anchor, tag.is_some())
            }
            _ => (0, false),
        };
        if anchor != 0 || tag || matches!(event, Event::Alias(_)) {
            refused += 1;
            if refused <= MAX_REFUSED {
                faults.push(refuse(file, &event, &span, last_end, tag && anchor == 0));
            }
        }
        let done = match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    faults.push(
                        Fault::new(
                            &rules::YAML_SYNTAX,
                            file.place(span.start..(span.start + 3).min(text.len())),
                            "a second document starts here, and a file holds one table",
                        )
                        .help("put each table into a file of its own, without `---` between"),
                    );
                    return None;
                }
                None
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if open.len() >= MAX_DEPTH {
                    faults.push(
                        Fault::new(
                            &rules::FILE_TOO_LARGE,
                            file.place(one_char(text, span.start)),
                            format!("more than {MAX_DEPTH} levels deep"),
                        )
                        .help("a table needs six levels at most"),
                    );
                    return None;
                }
                open.push(Open {
                    span: span.clone(),
                    is_map: matches!(event, Event::MappingStart(..)),
                    items: Vec::new(),
                    entries: Vec::new(),
                    key: None,
                    seen: BTreeMap::new(),
                });
                None
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(|open| {
                let kind = if open.is_map {
                    NodeKind::Map(open.entries)
                } else {
                    NodeKind::List(open.items)
                };
                (Node { span: open.span, kind }, None)
            }),
            Event::Scalar(value, ..) => Some((
                Node {
                    span: span.clone(),
                    kind: NodeKind::Scalar,
                },
                Some(value.into_owned()),
            )),
            Event::Alias(_) => Some((
                Node {
                    span: span.clone(),
                    kind: NodeKind::Scalar,
                },
                Some(String::new()),
            )),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => None,
        };
        last_end = span.end.max(last_end);
        let Some((node, scalar)) = done else { continue };
        nodes += 1;
        if nodes > MAX_NODES {
            faults.push(Fault::new(
                &rules::FILE_TOO_LARGE,
                file.place(one_char(text, node.span.start)),
                format!("more than {MAX_NODES} keys and values in one file"),
            ));
            return None;
        }
        match open.last_mut() {
            None => root = Some(node),
            Some(parent) if !parent.is_map => parent.items.push(node),
            Some(parent) => match parent.key.take() {
                Some((key, key_span, true)) => parent.entries.push(Entry {
                    key,
                    key_span,
                    value: node,
                }),
                Some((_, _, false)) => {}
                None => {
                    let Some(key) = scalar else {
                        faults.push(Fault::new(
                            &rules::YAML_SYNTAX,
                            file.place(node.head()),
                            "a list or a mapping can't be a key",
                        ));
                        return None;
                    };
                    let mut first_time = true;
                    if key == "<<" {
                        faults.push(
                            Fault::new(
                                &rules::ANCHOR_REFUSED,
                                file.place(node.span.clone()),
                                "merge keys are not used in tables",
                            )
                            .label("merge key"),
                        );
                        refused += 1;
                    } else if let Some(first) = parent.seen.get(&key) {
                        faults.push(
                            Fault::new(
                                &rules::KEY_DUPLICATE,
                                file.place(node.span.clone()),
                                format!("the key `{key}` stands twice in one mapping"),
                            )
                            .label("again")
                            .also(file.place(first.clone()), "first here"),
                        );
                        duplicates.push(node.span.clone());
                        first_time = false;
                    } else {
                        parent.seen.insert(key.clone(), node.span.clone());
                    }
                    parent.key = Some((key, node.span, first_time));
                }
            },
        }
    }
    let root = (refused == 0).then_some(root).flatten()?;
    Some(Spans { root, duplicates })
}

/// The fault for an anchor, an alias or a tag, with the caret on the mark itself where it can be found.
fn refuse(file: &SourceFile, event: &Event<'_>, span: &Range<usize>, from: usize, is_tag: bool) -> Fault {
    let (mark, what) = match event {
        Event::Alias(_) => ('*', "alias"),
        _ if is_tag => ('!', "tag"),
        _ => ('&', "anchor"),
    };
    let text = file.text();
    let from = from.min(span.start);
    let place = if mark == '*' {
        span.clone()
    } else {
        // The parser's span is that of the value; the mark stands between the event before and the value.
        let start = if text[span.start..].starts_with(mark) {
            Some(span.start)
        } else {
            let between = text.get(from..span.start);
            between.and_then(|between| between.rfind(mark)).map(|at| from + at)
        };
        match start {
            Some(start) => {
                let length = text[start..].find(char::is_whitespace).unwrap_or(1);
                start..start + length
            }
            None => span.start..span.start,
        }
    };
    Fault::new(
        &rules::ANCHOR_REFUSED,
        file.place(place),
        match what {
            "alias" => "aliases are not used in tables",
            "tag" => "tags are not used in tables",
            _ => "anchors are not used in tables",
        },
    )
    .label(what)
}

/// The span of a scalar without what the parser adds at its end: blanks, and the comment behind a closing quote.
fn scalar_span(text: &str, span: Range<usize>, style: ScalarStyle) -> Range<usize> {
    let own = &text[span.clone()];
    let length = match style {
        ScalarStyle::SingleQuoted => {
            let mut quotes = own
                .char_indices()
                .skip(1)
                .filter(|(_, character)| *character == '\'')
                .peekable();
            let mut end = own.len();
            while let Some((at, _)) = quotes.next() {
                // Two quotes stand for one.
                if quotes.next_if(|(next, _)| *next == at + 1).is_none() {
                    end = at + 1;
                    break;
                }
            }
            end
        }
        ScalarStyle::DoubleQuoted => {
            let mut characters = own.char_indices().skip(1);
            let mut end = own.len();
            while let Some((at, character)) = characters.next() {
                match character {
                    '\\' => {
                        characters.next();
                    }
                    '"' => {
                        end = at + 1;
                        break;
                    }
                    _ => {}
                }
            }
            end
        }
        _ => own.trim_end().len(),
    };
    span.start..span.start + length
}

/// The character at a byte, or nothing at the end.
fn one_char(text: &str, start: usize) -> Range<usize> {
    let length = text
        .get(start..)
        .and_then(|rest| rest.chars().next())
        .map_or(0, |character| if character == '\n' { 0 } else { character.len_utf8() });
    start..start + length
}

/// The parser counts characters; texts are sliced by bytes.
struct ByteIndex(Option<Vec<u32>>, usize);

impl ByteIndex {
    fn new(text: &str) -> Self {
        let table = (!text.is_ascii()).then(|| {
            text.char_indices()
                // A file is bounded far below what 32 bits count.
                .map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX))
                .collect()
        });
        Self(table, text.len())
    }

    fn of(&self, character: usize) -> usize {
        match &self.0 {
            None => character.min(self.1),
            Some(table) => table.get(character).map_or(self.1, |at| *at as usize),
        }
    }

    fn range(&self, span: Span) -> Range<usize> {
        let start = self.of(span.start.index());
        start..self.of(span.end.index()).max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::source::Layer;

    fn spans(text: &str) -> (SourceFile, Node) {
        let file = SourceFile::new("t.yaml", Layer::User, text);
        let mut faults = Vec::new();
        let spans = read(&file, &mut faults);
        let root = spans.unwrap_or_else(|| panic!("{faults:?} in {text:?}")).root;
        (file, root)
    }

    #[test]
    fn block_scalars_and_comments_do_not_shift_what_follows() {
        let text = "a: |\r\n  žluť\r\n  北極\r\n# é\r\nb: >-\r\n  x\r\n\r\n  y\r\nc: 'it''s' # é\r\nd: [\"\\u00e9\", plain]\r\n";
        let (file, root) = spans(text);
        let at = |path: &[Step<'_>]| &file.text()[root.at(path)];
        assert_eq!(at(&["c".into()]), "'it''s'");
        assert_eq!(at(&["d".into(), 0.into()]), "\"\\u00e9\"");
        assert_eq!(at(&["d".into(), 1.into()]), "plain");
        assert_eq!(file.place(root.at(&["d".into()])).line, 10);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

        /// Each value holds its own number, so that a span can be checked by what it points at.
        #[test]
        fn a_span_points_at_the_text_it_names(
            rows in proptest::collection::vec((0..4u8, "[a-zé北😀]{0,6}", 0..3u8), 1..12),
            ending in 0..2u8,
        ) {
            let eol = if ending == 0 { "\n" } else { "\r\n" };
            let mut text = format!("# Ž 北{eol}rows:{eol}");
            for (index, (style, noise, comment)) in rows.iter().enumerate() {
                let comment = if *comment == 0 { format!(" # {noise}") } else { String::new() };
                text.push_str(&match style {
                    0 => format!("  - k{noise}: v{index}{noise}{comment}{eol}"),
                    1 => format!("  - k{noise}: \"v{index}{noise}\"{comment}{eol}"),
                    2 => format!("  - {{k{noise}: 'v{index}{noise}'}}{comment}{eol}"),
                    _ => format!("  -{comment}{eol}    k{noise}: v{index}{noise}{eol}{eol}"),
                });
            }
            let (file, root) = spans(&text);
            let value: serde_yaml::Value = serde_yaml::from_str(file.text()).unwrap();
            for (index, (_, noise, _)) in rows.iter().enumerate() {
                let key = format!("k{noise}");
                let path = ["rows".into(), index.into(), key.as_str().into()];
                let shown = file.text()[root.at(&path)].trim_matches(['"', '\'']);
                proptest::prop_assert_eq!(Some(shown), value["rows"][index][key.as_str()].as_str());
            }
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "[\\-\\[\\]{}:,#&*!|>'\"%@`a \n\té]{0,60}") {
            let file = SourceFile::new("t.yaml", Layer::User, &text);
            let mut faults = Vec::new();
            let _ = read(&file, &mut faults);
            for fault in &faults {
                let drawn = crate::mapping::draw(fault, &|_| Some(file.text().to_owned()), 80, crate::mapping::Paint::Plain);
                proptest::prop_assert!(drawn.contains(fault.rule.name));
            }
            let _ = crate::mapping::compile::compile_texts(&[("t.yaml", &format!("schema: zd2gc/people/1\npeople:\n{text}"))]);
        }
    }
}
