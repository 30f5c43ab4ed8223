//! What free text says: sentences as words, and patterns of words that are looked for in them.
//!
//! A pattern is groups of words, all of which stand near each other in a sentence, in any order:
//! `secret|password rotat*|chang*|new`. Words of a group stand beside `|`; `*` ends a beginning of words; `_` joins
//! words that follow each other. A group is not met by a word that the sentence denies (`not the secret`), unless the
//! pattern asks for a denial itself with the group `NO`. `-word` is a group that must lack from the sentence, `N` any
//! number.

use super::glossary;

/// Where a sentence ends that has no end: after so many words.
const SENTENCE: usize = 80;
/// How many sentences are looked at.
const SENTENCES: usize = 300;
/// How far apart the words of a pattern may stand.
const NEAR: usize = 12;
/// How far before a word its denial may stand, articles not counted.
const DENIED: usize = 2;
/// Words that deny.
const NO: &[&str] = &[
    "no", "not", "never", "without", "missing", "absent", "nothing", "none", "neither", "nor", "empty",
];
/// Words that deny what comes after them. `missing` and `empty` do not: `missing permission` speaks of a permission.
const DENIALS: &[&str] = &[
    "no", "not", "never", "without", "neither", "nor", "isnt", "unlike", "ruled",
];
/// Up to so many words before a colon introduce what comes: `my guess:`.
const INTRODUCTION: usize = 3;
/// What makes a guess of a part of a sentence.
const GUESSES: &[&str] = &[
    "maybe",
    "first_thought|i_thought|we_thought",
    "tells_me|tell_me|told_me|tells_us|told_us|claims_that",
    "must_have",
    "were_about_to",
    "my_guess",
    "my_suspicion",
    "perhaps",
    "probably",
    "possibly",
    "presumably",
    "suspect*",
    "guess*",
    "assum*",
    "i_think",
    "we_think",
    "thinks",
    "i_believe",
    "we_believe",
    "somebody_says",
    "someone_says",
    "must_be_the|must_be_a|must_be_an|must_be_wrong|must_be_some*|must_be_missing|must_be_expired|must_be_something",
    "looks_like_a",
    "looks_like_the",
    "seems_that|seems_to_be",
    "i_am_sure|we_are_sure|im_sure|surely|obviously",
    "may_be_missing|may_be_wrong|might_need|may_need",
    "could_be",
    "might_be",
    "wondering",
];
/// What a question begins with that asks whether a guess is right. `How` asks for something else: what is wanted.
const ASKING: &[&str] = &[
    "is", "are", "was", "were", "does", "did", "which", "should", "could", "might", "has", "have",
];
/// Words before the first that counts.
const JOINING: &[&str] = &["and", "or", "so", "but", "then", "also"];
/// Words that don't count.
const ARTICLES: &[&str] = &[
    "a", "an", "the", "any", "our", "my", "your", "this", "that", "its", "their", "really", "out",
];

/// Free text as sentences of words.
#[derive(Debug, Default)]
pub(super) struct Said {
    sentences: Vec<Vec<String>>,
}

impl Said {
    /// Reads texts. Addresses, paths and names with colons say nothing as words: they are read elsewhere.
    pub(super) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut said = Self::default();
        for text in texts {
            let text = text.replace('\u{3002}', ". ");
            let mut words = Vec::new();
            let mut clause: Vec<String> = Vec::new();
            let (mut guessed, mut opened) = (false, false);
            for token in text.split_inclusive(char::is_whitespace) {
                let line_ends = token.ends_with('\n');
                let token = token.trim();
                let asks = token.ends_with('?');
                let ends = line_ends || asks || token.ends_with(['.', '!', ';']) || clause.len() >= SENTENCE;
                if !is_name(token) {
                    clause.extend(split(token));
                    clause.extend(glossary::within(token).into_iter().map(str::to_owned));
                }
                if ends || token.ends_with([',', ':']) {
                    // What is guessed goes on: `the role must be wrong, or the scope is missing`, `my guess: the role`.
                    guessed = guessed && goes_on(&clause, opened) || is_guess(&clause, asks);
                    opened = token.ends_with(':') && clause.len() <= INTRODUCTION;
                    if !guessed {
                        words.append(&mut clause);
                    }
                    clause.clear();
                }
                if ends || words.len() >= SENTENCE {
                    said.end(&mut words);
                    guessed = false;
                }
                if said.sentences.len() >= SENTENCES {
                    return said;
                }
            }
            if !(guessed && goes_on(&clause, opened) || is_guess(&clause, false)) {
                words.append(&mut clause);
            }
            said.end(&mut words);
        }
        said
    }

    /// Ends a sentence, if it has words.
    fn end(&mut self, words: &mut Vec<String>) {
        if !words.is_empty() {
            self.sentences.push(std::mem::take(words));
        }
    }

    /// Whether a sentence fits one of the patterns.
    pub(super) fn any(&self, patterns: &[&str]) -> bool {
        patterns.iter().any(|pattern| self.has(pattern))
    }

    /// Whether a sentence fits the pattern.
    pub(super) fn has(&self, pattern: &str) -> bool {
        let groups: Vec<&str> = pattern.split_whitespace().collect();
        let denying = groups
            .iter()
            .any(|group| group.split('|').any(|way| way == "NO" || way == "not"));
        self.sentences.iter().any(|words| {
            let (lacking, wanted): (Vec<&&str>, Vec<&&str>) = groups.iter().partition(|group| group.starts_with('-'));
            let absent = lacking
                .iter()
                .all(|group| places(words, group.trim_start_matches('-'), true).is_empty());
            let Some((first, rest)) = wanted.split_first() else {
                return false;
            };
            let rest: Vec<Vec<usize>> = rest.iter().map(|group| places(words, group, denying)).collect();
            absent
                && places(words, first, denying).iter().any(|at| {
                    rest.iter()
                        .all(|others| others.iter().any(|other| other.abs_diff(*at) <= NEAR))
                })
        })
    }
}

/// Whether a part of a sentence goes on with what came before it: introduced by a colon, or one more possibility.
fn goes_on(clause: &[String], introduced: bool) -> bool {
    introduced || clause.first().is_some_and(|word| word == "or")
}

/// Whether a part of a sentence is what somebody guesses or asks: it shows nothing of what happened.
fn is_guess(clause: &[String], asks: bool) -> bool {
    let begins = clause.iter().find(|word| !JOINING.contains(&word.as_str()));
    let guesses = GUESSES.iter().any(|guess| !places(clause, guess, true).is_empty());
    guesses || asks && begins.is_some_and(|word| ASKING.contains(&word.as_str()))
}

/// Where a group is met in a sentence.
fn places(words: &[String], group: &str, denied_too: bool) -> Vec<usize> {
    let meets = |at: usize, part: &str| {
        words.get(at).is_some_and(|word| match part.strip_suffix('*') {
            Some(start) => word.starts_with(start),
            None if part == "N" => word.bytes().all(|sign| sign.is_ascii_digit()),
            None => word == part,
        })
    };
    (0..words.len())
        .filter(|at| {
            group.split('|').any(|way| match way {
                "NO" => words.get(*at).is_some_and(|word| NO.contains(&word.as_str())),
                way => way.split('_').enumerate().all(|(nth, part)| meets(at + nth, part)),
            })
        })
        .filter(|at| denied_too || !is_denied(words, *at))
        .collect()
}

/// Whether a word before denies the one at this place.
fn is_denied(words: &[String], at: usize) -> bool {
    words[..at]
        .iter()
        .rev()
        .filter(|word| !ARTICLES.contains(&word.as_str()))
        .take(DENIED)
        .any(|word| DENIALS.contains(&word.as_str()))
}

/// Whether a token is an address, a path or a name with colons.
fn is_name(token: &str) -> bool {
    let bare = token.trim_matches(|sign: char| !sign.is_alphanumeric() && sign != '/');
    let colons = bare.contains(':')
        && bare
            .split(':')
            .all(|part| part.starts_with(|c: char| c.is_alphanumeric()));
    bare.contains("://") || bare.starts_with('/') || colons
}

/// The words of a token in lower case: `doesn't` denies, hyphens and underscores part words.
fn split(token: &str) -> Vec<String> {
    let lower = token.to_lowercase().replace('\u{2019}', "'");
    let mut words = Vec::new();
    for word in lower.split(|sign: char| !sign.is_alphanumeric() && sign != '\'') {
        let word = word.trim_matches('\'');
        match word.strip_suffix("n't") {
            Some(verb) => {
                if !verb.is_empty() {
                    words.push(verb.to_owned());
                }
                words.push("not".to_owned());
            }
            None if word == "cannot" => words.extend(["can".to_owned(), "not".to_owned()]),
            None if word.is_empty() => {}
            None => {
                let word = word.trim_end_matches("'s");
                // `l'application`, `d'accès`: the article stands in the word.
                let word = match word.split_once('\'') {
                    Some((article, rest)) if article.len() <= 2 => rest,
                    _ => word,
                };
                match glossary::english(word) {
                    Some(english) => words.extend(english.split('_').map(str::to_owned)),
                    None => words.push(word.to_owned()),
                }
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, pattern: &str) -> bool {
        Said::of([text]).has(pattern)
    }

    #[test]
    fn groups_are_met_in_any_order_within_a_sentence() {
        assert!(said("It fails since we rotated the secret.", "secret rotat*"));
        assert!(!said("We rotated the logs. The secret is old.", "secret rotat*"));
        assert!(said(
            "works in the first org, fails in the second",
            "work* fail* second|other"
        ));
        assert!(said("the client-credentials grant", "client_credential*"));
    }

    #[test]
    fn what_is_denied_is_not_said() {
        assert!(!said("this is not a rate limit", "rate limit*"));
        assert!(!said("we don't use SSO", "sso"));
        assert!(said("no refresh token comes back", "NO refresh_token"));
        assert!(said("The refresh token isn't there", "refresh_token NO"));
        assert!(said("missing permission", "permission"));
        assert!(said("the org has no licence", "licen* NO|expired"));
    }

    #[test]
    fn a_group_that_must_lack_rules_a_sentence_out() {
        assert!(said("users are missing", "missing -permission*"));
        assert!(!said("users are missing a permission", "missing -permission*"));
    }

    #[test]
    fn what_is_guessed_or_asked_is_not_said() {
        assert!(!said("refused, maybe the secret is wrong", "secret wrong"));
        assert!(!said("Still refused, is the secret wrong?", "secret wrong"));
        assert!(said("The secret is wrong, maybe.", "secret wrong"));
        assert!(said("How can we limit it to a division?", "limit* division"));
    }

    #[test]
    fn a_guess_goes_on_behind_a_comma_and_behind_what_introduces_it() {
        assert!(!said("The role must be wrong, or the secret is.", "secret"));
        assert!(!said("Still refused, my guess: the secret is wrong.", "secret wrong"));
        assert!(said(
            "Perhaps a bug, but the secret is new: it was rotated.",
            "secret rotat*"
        ));
    }

    #[test]
    fn numbers_and_other_languages_are_understood() {
        assert!(said("we get 9 lists of 40", "get* of_N"));
        assert!(!said("we get none of them", "get* of_N"));
        assert!(said("Das Geheimnis wurde erneuert", "secret rotat*"));
        assert!(said("l'application n'est pas autorisée", "application not_authorized"));
        assert!(said("許可されていないトークンです。権限がない。", "token allow*"));
    }

    #[test]
    fn names_are_no_words() {
        assert!(!said(
            "GET /api/v2/users/me and analytics:conversation:read",
            "users|conversation"
        ));
        assert!(said("note: users", "note users"));
    }
}
