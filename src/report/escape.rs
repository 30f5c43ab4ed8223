//! Names of customers' making in Markdown: they can't break a table, make a link or run as HTML.

use crate::model::shown;

/// Text as text, in a paragraph, a list or a table's cell.
pub(super) fn text(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 8);
    let name = shown(name);
    for (at, character) in name.char_indices() {
        match character {
            '<' => out.push_str("&lt;"),
            // Elsewhere it opens nothing; at the start it would be a quotation.
            '>' if at == 0 => out.push_str("&gt;"),
            '&' if name[at + 1..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '#') => {
                out.push_str("&amp;");
            }
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '!' | '$' => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
    }
    out
}

/// A literal: between backticks where its letters allow, otherwise as text.
pub(super) fn literal(name: &str) -> String {
    let plain = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b" :/._-{}@,".contains(&byte))
        && name.trim() == name;
    if plain { format!("`{name}`") } else { text(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_stay_text() {
        assert_eq!(text("a|b"), "a\\|b");
        assert_eq!(text("<script>"), "&lt;script>");
        assert_eq!(text("> quoted"), "&gt; quoted");
        assert_eq!(text("&lt; & co"), "&amp;lt; & co");
        assert_eq!(text("[x](javascript:1)"), "\\[x\\](javascript:1)");
        assert_eq!(text("a\nb\u{202e}"), "a\\\\u\\{a\\}b\\\\u\\{202e\\}");
        assert_eq!(literal("analytics:readonly"), "`analytics:readonly`");
        assert_eq!(literal("a`b"), "a\\`b");
    }
}
