//! The sentences in a paste: what somebody wrote beside the output, and what tools say in words.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern;

/// How many lines are kept.
const MOST: usize = 60;

/// The lines that say something in words, without those that only repeat the message.
pub(super) fn prose(lines: &[&str], message: Option<&str>) -> Option<String> {
    let kept: Vec<&str> = lines
        .iter()
        .map(|line| line.trim())
        .filter(|line| is_prose(line) && message.is_none_or(|message| !line.contains(message)))
        .take(MOST)
        .collect();
    (!kept.is_empty()).then(|| kept.join("\n"))
}

/// Whether a line is words: no header, no frame of a stack, no JSON, no command, no dump of a connection.
fn is_prose(line: &str) -> bool {
    static FRAME: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"^(?:at\s+\S+|File\s+".*", line \d+|goroutine \d|\S+\.go:\d+|Traceback|raise\b|return\b|self\.|\.\.\. \d+ more)"#,
        )
    });
    static HEADER: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#"^[<>]?\s*['"]?[A-Za-z][\w-]*['"]?\s*[:=]\s*\S+[,;]?$"#));
    static RECORD: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#"^[<>{}\[\]*'"|+]|^\w+\s*[({=]|^-{2,}|^[$%]\s|^(?:#\s*)?curl\s"#));
    static HOST: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)could not resolve|ENOTFOUND|no such host|TCP_DENIED|<!doctype|<html|<title|invalid character")
    });
    if HOST.is_match(line) {
        return true;
    }
    let words = line.split_whitespace().filter(|word| {
        word.chars()
            .all(|sign| sign.is_alphabetic() || ",.;:!?'()-\u{2019}".contains(sign))
    });
    words.count() >= 3 && !FRAME.is_match(line) && !HEADER.is_match(line) && !RECORD.is_match(line)
}
