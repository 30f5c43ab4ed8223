//! Serves an org of 50,000 people and reports how soon the first line comes, how long pages of 500 take and how much
//! memory that needs; ends in 1 when a limit isn't held.
//!
//! `cargo bench --bench rehearsal [-- PEOPLE]`. The org is the same in every run. Linux only, because memory is read
//! from `/proc`. Each page is asked for several times over one connection: the fastest answer tells what it takes, the
//! others what else the machine did.
#![expect(clippy::print_stdout, reason = "a bench talks to whoever started it")]
#![expect(clippy::unwrap_used, reason = "a bench that can't go on should panic")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// How often each page is asked for.
const TIMES: usize = 7;
/// The most that a page may take.
const PAGE_LIMIT: Duration = Duration::from_millis(5);
/// The most that may pass before the first line.
const FIRST_LINE_LIMIT: Duration = Duration::from_secs(2);
/// The most memory: 500 MB.
const MEMORY_LIMIT_KB: u64 = 500 * 1024;

fn main() -> ExitCode {
    let people: usize = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(50_000);
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_zd2gc"))
        .args(["rehearsal", "--world", "generated", "--rate-limit", "1000000000/60"])
        .args(["--users", &people.to_string()])
        .stdout(Stdio::piped())
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let first_line = start.elapsed();
    let first: Value = serde_json::from_str(&line).unwrap();
    let mut caller = Caller::of(&first["genesys"][0]);

    let mut held = first_line <= FIRST_LINE_LIMIT;
    println!("{people} people: first line after {:.2} s", first_line.as_secs_f64());
    let roles = caller.get("/api/v2/authorization/roles?pageSize=500&userCount=false").1;
    let employee = roles["entities"].as_array().unwrap().iter();
    let employee = employee.clone().find(|role| role["base"] == true).unwrap()["id"].clone();
    for (list, name) in [
        ("/api/v2/users?state=active".to_owned(), "users"),
        (
            format!(
                "/api/v2/authorization/roles/{}/subjectgrants?",
                employee.as_str().unwrap()
            ),
            "subjectgrants",
        ),
    ] {
        let times = pages(&mut caller, &list);
        let (best, median, worst) = (times[0], times[times.len() / 2], times[times.len() - 1]);
        held &= worst <= PAGE_LIMIT;
        println!(
            "{name}: {} pages of 500, fastest {:.2} ms, median {:.2} ms, slowest {:.2} ms",
            times.len(),
            ms(best),
            ms(median),
            ms(worst)
        );
    }
    let memory = peak_kb(&child);
    held &= memory <= MEMORY_LIMIT_KB;
    println!("peak memory {} MB", memory / 1024);
    child.kill().unwrap();
    child.wait().unwrap();
    if held {
        ExitCode::SUCCESS
    } else {
        println!(
            "a limit is not held: first line {} s, page {} ms, memory {} MB",
            FIRST_LINE_LIMIT.as_secs(),
            PAGE_LIMIT.as_millis(),
            MEMORY_LIMIT_KB / 1024
        );
        ExitCode::FAILURE
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// What each page of a list takes, sorted.
fn pages(caller: &mut Caller, list: &str) -> Vec<Duration> {
    let mut times = Vec::new();
    let mut arrived = 0;
    for number in 1.. {
        let path = format!("{list}&pageSize=500&pageNumber={number}");
        let mut fastest = Duration::MAX;
        let mut page = Value::Null;
        for _ in 0..TIMES {
            let (took, body) = caller.get(&path);
            fastest = fastest.min(took);
            page = body;
        }
        times.push(fastest);
        arrived += page["entities"].as_array().unwrap().len();
        if page["pageCount"].as_u64().unwrap() <= number {
            assert_eq!(page["total"], arrived);
            break;
        }
    }
    times.sort();
    times
}

/// `VmHWM` of a program, in KiB.
fn peak_kb(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// One connection to an org.
struct Caller {
    connection: BufReader<TcpStream>,
    base: String,
    token: String,
}

impl Caller {
    /// With the token of an org in the first line.
    fn of(org: &Value) -> Self {
        let url = org["api_url"].as_str().unwrap().strip_prefix("http://").unwrap();
        let (address, host) = url.split_once('/').unwrap();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            connection: BufReader::new(stream),
            base: format!("/{host}"),
            token: org["access_token"].as_str().unwrap().to_owned(),
        }
    }

    /// How long an answer took, until its last byte, and the answer.
    fn get(&mut self, path: &str) -> (Duration, Value) {
        let request = format!(
            "GET {}{path} HTTP/1.1\r\nhost: rehearsal\r\nauthorization: Bearer {}\r\n\r\n",
            self.base, self.token
        );
        let start = Instant::now();
        self.connection.get_mut().write_all(request.as_bytes()).unwrap();
        let mut line = String::new();
        self.connection.read_line(&mut line).unwrap();
        assert!(line.contains(" 200 "), "{path}: {line}");
        let mut length = 0;
        loop {
            line.clear();
            self.connection.read_line(&mut line).unwrap();
            match line.trim().to_ascii_lowercase().split_once(": ") {
                Some(("content-length", value)) => length = value.parse().unwrap(),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.connection.read_exact(&mut body).unwrap();
        (start.elapsed(), serde_json::from_slice(&body).unwrap())
    }
}
