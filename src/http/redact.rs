//! Texts without secrets.

/// The least length of a secret that is looked for inside of words: what is shorter is part of ordinary words, and texts
/// without those are no use to anybody. The vendors' own secrets have 32 characters and more.
const WORTH: usize = 8;
/// What stands in a secret's place.
const MARK: &str = "[redacted]";
/// The same where a secret is a part of that; shorter than what is worth looking for.
const OTHER_MARK: &str = "***";

/// A text without these secrets: long ones wherever they are, short ones where they stand alone.
pub(super) fn redacted(text: &str, secrets: &[&str]) -> String {
    let mut secrets: Vec<&str> = secrets.iter().copied().filter(|secret| !secret.is_empty()).collect();
    // A secret that is a part of another must not take it apart.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    let is_long = |secret: &str| secret.chars().count() >= WORTH;
    let long: Vec<&str> = secrets.iter().copied().filter(|secret| is_long(secret)).collect();
    let mark = if long.iter().any(|secret| MARK.contains(secret)) {
        OTHER_MARK
    } else {
        MARK
    };
    let text = secrets.iter().fold(text.to_owned(), |text, secret| {
        if is_long(secret) {
            text.replace(secret, mark)
        } else {
            without_word(&text, secret, mark)
        }
    });
    // What stands around a mark may make up another secret with it.
    if long.iter().any(|secret| text.contains(secret)) {
        return OTHER_MARK.to_owned();
    }
    text
}

/// A text without a word where it stands alone: no letter or digit beside it.
fn without_word(text: &str, word: &str, mark: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let (before, after) = (&rest[..at], &rest[at + word.len()..]);
        let last = before.chars().next_back().or_else(|| out.chars().next_back());
        let joins = |beside: Option<char>| beside.is_some_and(char::is_alphanumeric);
        out.push_str(before);
        if joins(last) || joins(after.chars().next()) {
            // On by a character: the word may begin inside itself.
            let first = word.chars().next().map_or(0, char::len_utf8);
            out.push_str(&word[..first]);
            rest = &rest[at + first..];
        } else {
            out.push_str(mark);
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_secrets_are_taken_out_where_they_stand_alone() {
        assert_eq!(
            redacted("token `to` is not of the host: to", &["to"]),
            "token `[redacted]` is not of the host: [redacted]"
        );
        assert_eq!(redacted("aaa aa", &["aa"]), "aaa [redacted]");
        assert_eq!(redacted("an error", &[""]), "an error");
    }

    #[test]
    fn a_secret_within_another_does_not_take_it_apart() {
        assert_eq!(redacted("x=abcdefghij", &["abcdefgh", "abcdefghij"]), "x=[redacted]");
        assert_eq!(redacted("is redacted", &["redacted"]), "is ***");
    }

    proptest! {
        #[test]
        fn a_secret_of_eight_characters_never_survives(
            secret in "\\PC{8,40}",
            other in "\\PC{0,12}",
            around in proptest::collection::vec("\\PC{0,12}", 1..5),
        ) {
            let text = around.join(&secret);
            for secrets in [vec![&*secret, &*other], vec![&*other, &*secret]] {
                prop_assert!(!redacted(&text, &secrets).contains(&secret));
            }
        }
    }
}
