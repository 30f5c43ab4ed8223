//! A client of a few lines, for what listens on loopback: one call, one connection. And the rehearsal as a process.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::support::Sandbox;

/// An answer.
#[must_use]
#[derive(Debug, Clone)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Response {
    /// A header, by name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(own, _)| own == name)?;
        Some(&found.1)
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.body))
    }
}

/// `GET` of a whole URL.
pub(crate) fn get(url: &str, headers: &[(&str, &str)]) -> Response {
    call("GET", url, headers, "")
}

/// `POST` of a form.
pub(crate) fn post_form(url: &str, fields: &[(&str, &str)]) -> Response {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    call("POST", url, &headers, &form.finish())
}

/// `POST` of JSON.
pub(crate) fn post_json(url: &str, body: &Value) -> Response {
    call("POST", url, &[("content-type", "application/json")], &body.to_string())
}

/// `GET` with a bearer token.
pub(crate) fn read(url: &str, token: &str) -> Response {
    get(url, &[("authorization", &format!("Bearer {token}"))])
}

/// Any call.
pub(crate) fn call(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Response {
    try_call(method, url, headers, body).unwrap()
}

/// Any call, over a connection that may break.
pub(crate) fn try_call(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> std::io::Result<Response> {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let mut stream = TcpStream::connect(host)?;
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    };
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let response = Response {
        status,
        headers,
        body: body.to_owned(),
    };
    let promised = response.header("content-length").and_then(|length| length.parse().ok());
    if method != "HEAD" && promised.is_some_and(|length: usize| length != body.len()) {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(response)
}

/// A rehearsal that serves until it is dropped.
pub(crate) struct Rehearsing {
    child: Child,
    pub(crate) first: Value,
}

impl Rehearsing {
    /// Starts one in a sandbox.
    #[track_caller]
    pub(crate) fn start(sandbox: &Sandbox, args: &[&str]) -> Self {
        let mut child = sandbox
            .command()
            .arg("rehearsal")
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let first = serde_json::from_str(&line).unwrap_or_else(|error| panic!("no first line ({error}): {line}"));
        Self { child, first }
    }

    /// What one of its orgs is reached by: a key of the first line.
    pub(crate) fn org(&self, at: usize, key: &str) -> &str {
        self.first["genesys"][at][key].as_str().unwrap()
    }

    /// The process's id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it ends by itself.
    pub(crate) fn wait(mut self) -> i32 {
        self.child.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Rehearsing {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
