//! Lines for terminals: wrapped between words, names left whole.

use crate::model::shown;

/// A text behind a word, wrapped; its lines stand below each other.
pub(super) fn wrapped(word: &str, text: &str, width: usize) -> String {
    let indent = " ".repeat(word.len());
    let options = textwrap::Options::new(width)
        .initial_indent(word)
        .subsequent_indent(&indent)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(&shown(text), options)
}
