//! Pasted output: what curl, an SDK, Postman, Terraform or a log says of a refused call.
//!
//! No format is asked for: whatever of it can be a request line, a status, a header, a body or a sentence is taken for
//! that, wherever it stands. Secrets are dropped while reading.

mod answer;
mod request;
mod words;

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::Refusal;

/// The longest paste that is looked at, in characters.
const LONGEST: usize = 200_000;

/// A pattern of ours: a test compiles them all.
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is ours, and a test uses it")
}

/// Reads a paste.
pub fn read(text: &str) -> Refusal {
    let text = plain(text);
    let lines: Vec<&str> = text.lines().collect();
    let answer = answer::read(&text);
    let request = request::read(&text, &lines);
    let notes = words::prose(&lines, answer.message.as_deref());
    Refusal {
        http_status: answer.status,
        error_code: answer.code,
        message: answer.message,
        method: request.method,
        path: request.path,
        host: request.host,
        scopes: Vec::new(),
        permissions: answer.permissions,
        grant_type: request.grant_type,
        headers: request.headers,
        notes,
    }
}

/// A paste without colours, line ends of Windows, and what a log writes before each line.
fn plain(text: &str) -> String {
    static COLOUR: LazyLock<Regex> = LazyLock::new(|| pattern("\u{1b}\\[[0-9;]*[A-Za-z]"));
    // A time or a level at the beginning of lines, as logs and containers put it.
    static STAMP: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?m)^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]*(?:Z|[+-]\d\d:?\d\d)?\]?[ \t]*(?:\[?(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\]?:?[ \t]*)?",
        )
    });
    let short: Cow<'_, str> = match text.char_indices().nth(LONGEST) {
        Some((at, _)) => Cow::Owned(text[..at].to_owned()),
        None => Cow::Borrowed(text),
    };
    let text = short.replace("\r\n", "\n").replace('\r', "\n");
    let text = COLOUR.replace_all(&text, "");
    let text = STAMP.replace_all(&text, "");
    // The box that Terraform draws around an error.
    let lines: Vec<&str> = text
        .lines()
        .map(|line| {
            line.trim_start()
                .strip_prefix('\u{2502}')
                .map_or(line, |rest| rest.strip_prefix(' ').unwrap_or(rest))
        })
        .collect();
    without_secrets(&lines.join("\n"))
}

/// A text without credentials: whatever follows their kinds and names.
fn without_secrets(text: &str) -> String {
    static KIND: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(bearer|basic)(\s+|%20)[A-Za-z0-9._~+/=-]{8,}"));
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"(?i)(secret|_token|\btoken|password|passwd|cookie|api[-_]?key|verifier|assertion)(\\?["']?\s*[:=]\s*\\?["']?)[^\s"'&,;}\\]{6,}"#,
        )
    });
    static USER: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(\s(?:-u|--user)[\s=]+)("[^"]*"|'[^']*'|\S+)"#));
    static IN_ADDRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(https?://)[^\s/@]+@"));
    let text = KIND.replace_all(text, "$1$2[redacted]");
    let text = NAMED.replace_all(&text, "$1$2[redacted]");
    let text = USER.replace_all(&text, "$1[redacted]");
    IN_ADDRESS.replace_all(&text, "$1").into_owned()
}
