//! Texts from both vendors are hostile input: how they are compared, shown and turned into keys.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// A name as it compares: trimmed, NFC, without regard to case.
pub fn fold_name(name: &str) -> String {
    name.trim().nfc().collect::<String>().to_lowercase()
}

/// An e-mail address as it compares: trimmed, NFC, lower case. Borrowed where it already is.
pub fn fold_address(address: &str) -> Cow<'_, str> {
    let trimmed = address.trim();
    if trimmed.is_ascii() {
        if trimmed.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(trimmed.to_ascii_lowercase())
        } else {
            Cow::Borrowed(trimmed)
        }
    } else if is_nfc(trimmed) && !trimmed.chars().any(char::is_uppercase) {
        Cow::Borrowed(trimmed)
    } else {
        Cow::Owned(fold_name(trimmed))
    }
}

/// A text as it is shown to people: control, zero-width and bidirectional characters become `\u{...}`.
///
/// Machine files keep the text as it is; terminals, reports and messages show this.
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_hidden(character) {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// Characters that move, hide or reorder the text around them (Unicode categories Cc, Cf and the line separators).
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A key or file name from a name: `[a-z0-9-]` only, never empty, at most 60 bytes.
///
/// A name with nothing of that alphabet becomes the hexadecimal code points of its first letters, so that
/// two names in another script stay apart; the caller still has to part equal keys.
pub fn slug(name: &str) -> String {
    let mut key = String::new();
    for character in name.nfkd() {
        if character.is_ascii_alphanumeric() {
            key.push(character.to_ascii_lowercase());
        } else if !key.is_empty() && !key.ends_with('-') && !unicode_normalization::char::is_combining_mark(character) {
            key.push('-');
        }
    }
    key.truncate(60);
    let key = key.trim_end_matches('-').to_owned();
    if key.is_empty() {
        let mut hex = String::from("u");
        for character in name.trim().chars().take(8) {
            let _ = write!(hex, "-{:x}", u32::from(character));
        }
        return hex;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_shown_as_escapes() {
        assert_eq!(shown("a\u{202e}b\u{7}c\u{200b}"), "a\\u{202e}b\\u{7}c\\u{200b}");
        assert!(matches!(shown("Čokoládovna 北極"), Cow::Borrowed(_)));
    }

    #[test]
    fn addresses_compare_trimmed_composed_and_lower_case() {
        assert_eq!(fold_address(" Anna@ACME.example "), "anna@acme.example");
        assert_eq!(fold_address("e\u{301}@x.example"), "é@x.example");
    }

    #[test]
    fn slugs_use_the_safe_alphabet_only() {
        assert_eq!(slug("Tier 2 – Eskalation"), "tier-2-eskalation");
        assert_eq!(slug("Čokoládovna Žitná 12"), "cokoladovna-zitna-12");
        assert_eq!(slug("../../etc/passwd"), "etc-passwd");
        assert_eq!(slug("北極"), "u-5317-6975");
        assert_ne!(slug("北極カフェ"), slug("北極サポート"));
    }
}
