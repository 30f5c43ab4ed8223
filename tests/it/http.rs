//! A small HTTP client over loopback, for calls to the rehearsal, and the rehearsal itself as a process.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::support::Sandbox;

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}", String::from_utf8_lossy(&self.body)))
    }
}

/// Makes a call.
///
/// # Errors
/// When the connection breaks, or the body is shorter than it says.
pub(crate) fn ask(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> std::io::Result<Reply> {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, target) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let mut stream = TcpStream::connect(host)?;
    let mut request = format!("{method} {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(request.as_bytes())?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    let mut headers = BTreeMap::new();
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.insert(name.to_ascii_lowercase(), value.to_owned()),
            None => break,
        };
    }
    let mut body = Vec::new();
    reader.read_to_end(&mut body)?;
    let promised = headers.get("content-length").and_then(|length| length.parse().ok());
    if promised.is_some_and(|length: usize| length != body.len()) {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Reply { status, headers, body })
}

/// Reads with a bearer token.
#[track_caller]
pub(crate) fn get(url: &str, token: &str) -> Reply {
    ask("GET", url, &[("authorization", &format!("Bearer {token}"))], "").unwrap()
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
