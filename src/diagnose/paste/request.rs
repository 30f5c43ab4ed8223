//! The request in a paste: method, address, headers, grant.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use super::pattern;

/// What a paste tells of the request.
#[derive(Debug, Default)]
pub(super) struct Request {
    /// The method.
    pub(super) method: Option<String>,
    /// The path, without its query.
    pub(super) path: Option<String>,
    /// The host.
    pub(super) host: Option<String>,
    /// How the token was asked for.
    pub(super) grant_type: Option<String>,
    /// Headers that say something; of secrets, only what kind they are.
    pub(super) headers: BTreeMap<String, String>,
}

/// Headers that say nothing of a refusal.
const IDLE: &[&str] = &[
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "user-agent",
    "date",
];

/// Reads the request.
pub(super) fn read(text: &str, lines: &[&str]) -> Request {
    // `> GET /api/v2/users HTTP/1.1`, as curl shows it.
    static SENT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?m)^\s*(?:>\s*)?(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(\S+)\s+HTTP/[\d.]+"));
    // HTTP/2, as curl shows it.
    static PSEUDO: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[:(method|path|authority): ([^\]]+)\]"));
    // A method and an address or a path, wherever.
    static CALL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r#"\b(GET|POST|PUT|PATCH|DELETE|HEAD)[\s"':]+(https?://[^\s"'<>)\\]+|/[a-z][\w/{}.:%-]*)"#)
    });
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r#"https?://[^\s"'<>)\\,\]]+"#));
    static BARE: LazyLock<Regex> = LazyLock::new(|| pattern(r"/(?:api/v\d|oauth)/[\w/{}.:%-]+"));
    static OF_CURL: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(?:-X|--request)[\s=]*['"]?([A-Z]+)"#));
    // The Python SDK, in its stack.
    static OF_PYTHON: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#"(?:call_api\([^,()]+,\s*['"]|rest_client\.)([A-Z]+)['"(]"#));
    static OF_POWERSHELL: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)Invoke-(?:RestMethod|WebRequest)\b[^\n]*?-Method\s+([A-Za-z]+)"));
    static FIELD: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#"(?i)['"]?\bmethod['"]?\s*[:=]\s*['"]?(GET|POST|PUT|PATCH|DELETE|HEAD)\b"#));

    let mut request = Request {
        headers: headers(lines),
        grant_type: grant(text),
        ..Request::default()
    };
    if let Some(found) = SENT.captures(text) {
        request.method = Some(found[1].to_owned());
        request.go(&found[2]);
    }
    for found in PSEUDO.captures_iter(text) {
        match &found[1] {
            "method" => request.method = request.method.or(Some(found[2].trim().to_owned())),
            "path" if request.path.is_none() => request.go(found[2].trim()),
            "authority" => request.host = request.host.or(Some(found[2].trim().to_owned())),
            _ => {}
        }
    }
    if request.path.is_none()
        && let Some(found) = CALL.captures(text)
    {
        request.method = request.method.or(Some(found[1].to_owned()));
        request.go(&found[2]);
    }
    if request.path.is_none() {
        let mut addresses = ADDRESS.find_iter(text).map(|found| found.as_str());
        if let Some(target) = addresses.find(|address| BARE.is_match(address)) {
            request.go(target);
        } else if let Some(found) = BARE.find(text) {
            request.go(found.as_str());
        }
    }
    if request.method.is_none() {
        let ways: [&Regex; 4] = [&OF_CURL, &OF_PYTHON, &OF_POWERSHELL, &FIELD];
        let named = ways.into_iter().find_map(|way| way.captures(text));
        request.method = named.map(|found| found[1].to_ascii_uppercase());
    }
    if request.host.is_none() {
        request.host = lines.iter().find_map(|line| host_line(line));
    }
    if request.host.is_none() {
        request.host = unreached(text);
    }
    // curl sends what has a body as POST, unless told otherwise; so does what is like it.
    let tool = text.contains("curl ") || text.contains("Invoke-RestMethod -") || text.contains("Invoke-WebRequest -");
    if request.method.is_none() && tool {
        static BODY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\s(?:-d|--data\S*|-F|--form|-Body)[\s=]"));
        let method = if BODY.is_match(text) { "POST" } else { "GET" };
        request.method = request.path.is_some().then(|| method.to_owned());
    }
    request
}

impl Request {
    /// Takes an address or a path.
    fn go(&mut self, target: &str) {
        let target = target.trim_end_matches(['.', ',', ':', ';']);
        if let Ok(url) = Url::parse(target) {
            self.host = self.host.take().or_else(|| url.host_str().map(str::to_owned));
            self.path = Some(url.path().replace("%7B", "{").replace("%7D", "}"));
        } else {
            self.path = Some(target.split(['?', '#']).next().unwrap_or_default().to_owned());
        }
    }
}

/// A line that names the host: `> Host: api.mypurecloud.de`, `* Connected to ...`.
fn host_line(line: &str) -> Option<String> {
    static HOST: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#"(?i)^\s*(?:>\s*)?['"]?host(?:name)?['"]?\s*[:=]\s*['"]?([a-z0-9.-]+\.[a-z]{2,})"#));
    static CONNECTED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)Connected to ([a-z0-9.-]+\.[a-z]{2,})"));
    let found = HOST.captures(line).or_else(|| CONNECTED.captures(line))?;
    Some(found[1].to_owned())
}

/// The host that a name service did not know.
fn unreached(text: &str) -> Option<String> {
    static HOST: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?:resolve host:?|ENOTFOUND|CONNECT|No such host is known\. \(|getaddrinfo failed for|lookup|UnknownHostException:?|host=')\s*'?([a-z0-9.-]+\.[a-z]{2,})",
        )
    });
    HOST.captures(text).map(|found| found[1].to_owned())
}

/// Headers of the request: what curl shows behind `>`, or takes behind `-H`.
fn headers(lines: &[&str]) -> BTreeMap<String, String> {
    static SHOWN: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*>\s*([A-Za-z][\w-]*):\s*(.*)$"));
    static PSEUDO: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[([a-z][\w-]*): ([^\]]*)\]\s*$"));
    static GIVEN: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#"(?:-H|--header)[\s=]*['"]([A-Za-z][\w-]*):\s*([^'"]*)['"]"#));
    static REQUEST: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s+(?:https?://|/)\S+(?:\s+HTTP/[\d.]+)?\s*$")
    });
    static PLAIN: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*([A-Za-z][\w-]*):[ \t]+(.+)$"));
    let mut headers = BTreeMap::new();
    // Whether the lines before are a request as it is sent: then this may be one of its headers.
    let mut in_request = false;
    for line in lines {
        let plain = PLAIN.captures(line).filter(|_| in_request);
        in_request = REQUEST.is_match(line) || plain.is_some();
        let shown = SHOWN
            .captures(line)
            .or_else(|| PSEUDO.captures(line).filter(|_| line.contains("[HTTP/2]")));
        for found in shown.into_iter().chain(plain).chain(GIVEN.captures_iter(line)) {
            let name = found[1].to_owned();
            if !IDLE.contains(&name.to_ascii_lowercase().as_str()) {
                let value = without_secret(&name, found[2].trim());
                headers.insert(name, value);
            }
        }
    }
    headers
}

/// The value of a header without what must not be kept: of a credential only its kind stays.
fn without_secret(name: &str, value: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let secret = ["authorization", "cookie", "token", "secret", "key"]
        .iter()
        .any(|word| lower.contains(word));
    if !secret {
        return value.to_owned();
    }
    match value.split_once(char::is_whitespace) {
        Some((kind, rest)) if !rest.trim().is_empty() => format!("{kind} [redacted]"),
        _ if value.is_empty() => String::new(),
        // A kind without anything after it is telling: `Bearer` and nothing.
        _ if ["bearer", "basic"].contains(&value.to_ascii_lowercase().as_str()) => value.to_owned(),
        _ => "[redacted]".to_owned(),
    }
}

/// How the token was asked for.
fn grant(text: &str) -> Option<String> {
    static GRANT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#"(?i)\bgrant_?type\\?['"]?\s*[:=]\s*\\?['"]?([A-Za-z][\w:%+.-]*)"#));
    let found = GRANT.captures(text)?;
    let value = found[1].replace("%3A", ":").replace("%3a", ":");
    Some(value.trim_end_matches(['.', ',']).to_owned())
}
