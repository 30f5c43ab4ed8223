//! The answer in a paste: status, code, message.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::pattern;

/// What a paste tells of the answer.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// The HTTP status.
    pub(super) status: Option<u16>,
    /// The vendor's or OAuth's code.
    pub(super) code: Option<String>,
    /// What it says.
    pub(super) message: Option<String>,
    /// The permissions that it names in its parameters.
    pub(super) permissions: Vec<String>,
}

/// Reads the answer: its JSON, wherever that stands, else what is written like it.
pub(super) fn read(text: &str) -> Answer {
    let mut answer = Answer::default();
    // Wrapped lines may have parted the texts of a body; between its parts a blank is as good as a line's end.
    for value in bodies(&text.replace('\n', " ")) {
        answer.take(&value, 0);
    }
    answer.spoken(text);
    // A status line says more than a number in a body that is about something else.
    answer.status = status_line(text).or(answer.status).or_else(|| status_word(text));
    if answer.code.is_none() {
        answer.code = field(text, "code", is_code).or_else(|| field(text, "error", is_code));
    }
    if answer.message.is_none() {
        let any = |_: &str| true;
        answer.message = field(text, "error_description", any).or_else(|| field(text, "message", any));
    }
    if answer.message.is_none() {
        static LINE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?im)^Reason:\s*(.+)$"));
        answer.message = LINE.captures(text).map(|found| found[1].trim().to_owned());
    }
    answer
}

/// Whether a word can be a code of the vendor's or of OAuth's: no number, no sentence, and none of a library's own.
fn is_code(word: &str) -> bool {
    let of_library = word.starts_with("ERR_") || word.starts_with("ECONN") || word.starts_with("ENOT");
    !of_library && !word.contains(' ') && word.parse::<u16>().is_err()
}

impl Answer {
    /// Takes what tools put into one line, and what an authorization page puts into an address.
    fn spoken(&mut self, text: &str) {
        // `API Error: 403 - App not authorized ... (correlation id)`: Go and what is built on it.
        static API: LazyLock<Regex> =
            LazyLock::new(|| pattern(r"(?i)API Error:\s*\d{3}\s*-\s*(.+?)\s*(?:\([0-9a-f-]{8,}\))?\s*$"));
        // `Auth Error: 400 - invalid_client (client not found)`, and how older releases write it.
        static AUTH: LazyLock<Regex> =
            LazyLock::new(|| pattern(r"Auth Error:\s*(?:\d{3}\s*-\s*)?([a-z]+(?:_[a-z]+)+)\s*\(([^();\n]*)"));
        static OLD: LazyLock<Regex> =
            LazyLock::new(|| pattern(r"Auth Error:\s*([^(\n]+?)\s*\(([a-z]+(?:_[a-z]+)+)\s*-"));
        // `Error: [undefined] Invalid login credentials.`: JavaScript in a browser.
        static SCRIPT: LazyLock<Regex> = LazyLock::new(|| pattern(r"Error: \[[\w.]+\] (.+)"));
        static ADDRESS: LazyLock<Regex> =
            LazyLock::new(|| pattern(r"[?&#]error=([a-z_]+)(?:[^\s]*?[?&#]error_description=([^&\s]+))?"));
        if let Some(found) = AUTH.captures(text) {
            self.code = self.code.take().or(Some(found[1].to_owned()));
            self.message = self.message.take().or(Some(found[2].trim().to_owned()));
        } else if let Some(found) = OLD.captures(text) {
            self.code = self.code.take().or(Some(found[2].to_owned()));
            self.message = self.message.take().or(Some(found[1].to_owned()));
        } else if let Some(found) = ADDRESS.captures(text) {
            self.code = self.code.take().or(Some(found[1].to_owned()));
            let told = found
                .get(2)
                .map(|told| told.as_str().replace(['+'], " ").replace("%20", " "));
            self.message = self.message.take().or(told);
        }
        let line = |pattern: &Regex| {
            text.lines()
                .find_map(|line| pattern.captures(line).map(|found| found[1].to_owned()))
        };
        if self.message.is_none() {
            self.message = line(&API).or_else(|| line(&SCRIPT));
        }
    }

    /// Takes what an object has of an answer; what was found first counts.
    fn take(&mut self, value: &Value, depth: usize) {
        if depth > 6 {
            return;
        }
        match value {
            Value::Object(fields) => {
                let text = |name: &str| fields.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
                let code = text("code").or_else(|| text("error").filter(|code| !code.contains(' ')));
                let told = text("message")
                    .or_else(|| text("error_description"))
                    .or_else(|| text("description"));
                // A message without code is an exception's own, which often wraps the answer's.
                if code.is_some() && self.code.is_none() {
                    self.code = code.filter(|code| code.parse::<u16>().is_err()).map(str::to_owned);
                    self.message = told.map(str::to_owned).or(self.message.take());
                } else if self.message.is_none() {
                    self.message = told.map(str::to_owned);
                }
                let number = ["status", "statusCode", "status_code", "http_status"]
                    .iter()
                    .find_map(|name| fields.get(*name))
                    .and_then(|status| status.as_u64().or_else(|| status.as_str()?.parse().ok()));
                let number = number.and_then(|status| u16::try_from(status).ok());
                self.status = self.status.or(number.filter(|status| (100..600).contains(status)));
                if let Some(Value::Object(params)) = fields.get("messageParams") {
                    for named in params.values().filter_map(Value::as_str) {
                        let names = named
                            .split([',', ' ', '[', ']'])
                            .filter(|name| name.matches(':').count() == 2);
                        self.permissions.extend(names.map(str::to_owned));
                    }
                }
                for inner in fields.values() {
                    self.take(inner, depth + 1);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.take(item, depth + 1)),
            // A body inside of a text, as exceptions and logs keep it.
            Value::String(text) if text.contains('{') => {
                for inner in bodies(text) {
                    self.take(&inner, depth + 1);
                }
            }
            _ => {}
        }
    }
}

/// Every JSON object in a text, outermost only.
fn bodies(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('{') {
        let start = from + at;
        let mut stream = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
        match stream.next() {
            Some(Ok(value @ Value::Object(_))) => {
                from = start + stream.byte_offset().max(1);
                found.push(value);
            }
            _ => from = start + 1,
        }
        if found.len() > 50 {
            break;
        }
    }
    // A body that was escaped once: `"body": "{\"code\": ...` cut short, or in a log's line.
    if found.is_empty() && text.contains("\\\"") {
        return bodies(&text.replace("\\\"", "\"").replace("\\n", " "));
    }
    found
}

/// `HTTP/1.1 403 Forbidden`, `HTTP/2 401`, and what SDKs write in its place; of several the last counts.
fn status_line(text: &str) -> Option<u16> {
    static LINE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bHTTP/[\d.]+\s+([1-5]\d\d)\b"));
    static EXCEPTION: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?m)(?:API Error:\s*|ApiException:\s*|Status:\s*|status code\s*(?:of|is|:|=)?\s*|^\s*|Exception:\s*)\(?([1-5]\d\d)\)?(?:\s*-|\s*$|\s+[A-Z]|\s*Reason)",
        )
    });
    // Squid's log, and how Python prints an answer.
    static OTHER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:TCP_\w+/|<Response \[)([1-5]\d\d)\b"));
    let last = |pattern: &Regex| {
        pattern
            .captures_iter(text)
            .last()
            .and_then(|found| found[1].parse().ok())
    };
    last(&LINE).or_else(|| last(&EXCEPTION)).or_else(|| last(&OTHER))
}

/// A number that is called a status, or stands before its phrase.
fn status_word(text: &str) -> Option<u16> {
    static WORD: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"(?i)(?:status|status_?code|error_?code|http|code|response|returned|error)['"]?(?:\s*code)?[\s:=('"]+([1-5]\d\d)\b"#,
        )
    });
    static PHRASE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b([1-5]\d\d)[ \t:,-]+(?:OK|Bad Request|Unauthorized|Forbidden|Not Found|Method Not Allowed|Conflict|Too Many Requests|Internal Server Error|Service Unavailable)\b",
        )
    });
    // An access log: the status stands behind the request line.
    static LOGGED: LazyLock<Regex> = LazyLock::new(|| pattern(r#"HTTP/[\d.]+"?\s+([1-5]\d\d)\b"#));
    let first = |pattern: &Regex| pattern.captures(text).and_then(|found| found[1].parse().ok());
    first(&LOGGED).or_else(|| first(&PHRASE)).or_else(|| first(&WORD))
}

/// A field as programs print it: `code: 'x'`, `"code": "x"`, `code=x`; the first value that fits.
fn field(text: &str, name: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
    let quoted = pattern(&format!(
        r#"(?i)\b{name}\\?['"]?\s*[:=]\s*\\?(?:"((?:[^"\\]|\\[^"])*)\\?"|'([^']*)')"#
    ));
    let bare = pattern(&format!(r"(?i)\b{name}\s*[:=]\s*([a-z][a-z_]*(?:[._][a-z_]+)+)\b"));
    let quoted = quoted
        .captures_iter(text)
        .filter_map(|found| found.get(1).or_else(|| found.get(2)));
    let bare = bare.captures_iter(text).filter_map(|found| found.get(1));
    let mut values = quoted.chain(bare).map(|found| found.as_str().trim());
    values.find(|value| !value.is_empty() && fits(value)).map(str::to_owned)
}
