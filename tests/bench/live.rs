//! Reads a thousand pages of a hundred people from the rehearsal: with the reader of `snapshot genesys`, and with the
//! official SDKs, in turns. Reports the reader's CPU time a page and how much longer the SDKs take; ends in 1 when a limit
//! isn't held.
//!
//! `cargo bench --bench live [-- PAGES]`. The SDKs are measured where `ZD2GC_SDK` names a folder with the scripts of
//! `tests/sdk/genesys` and what they need installed (`python/bin/python` in it, and `node` on the path), as
//! `.ci/long` makes it. Linux only, because CPU time is read from `/proc`.
#![expect(clippy::print_stdout, reason = "a bench talks to whoever started it")]
#![expect(clippy::unwrap_used, reason = "a bench that can't go on should panic")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use secrecy::SecretString;
use serde_json::Value;
use zd2gc::http::{Api, Fixed, Options, Scheme, Target, Transport};
use zd2gc::live::{Page, Reader, Watch};
use zd2gc::snapshot::{Journal, Of};

/// The most CPU time that a page may take.
const CPU_LIMIT: Duration = Duration::from_micros(300);
/// How many times as long the JavaScript SDK takes at least.
const JAVASCRIPT: f64 = 4.0;
/// How many times as long the Python SDK takes at least.
const PYTHON: f64 = 40.0;
/// How often each is measured; the fastest counts.
const ROUNDS: usize = 3;

/// Nobody watches.
struct Quiet;

impl Watch for Quiet {
    fn pages(&self, _list: &str, _read: u64, _of: Option<u64>) {}
    fn note(&self, _text: &str) {}
}

fn main() -> ExitCode {
    let pages: u64 = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(1_000);
    let (mut serving, line) = serve();
    let folder = tempfile::tempdir().unwrap();
    let first = folder.path().join("first.json");
    let mut file = fs::File::create(&first).unwrap();
    std::io::Write::write_all(&mut file, line.as_bytes()).unwrap();
    let org: Value = serde_json::from_str(&line).unwrap();
    let org = &org["genesys"][0];

    let scripts = std::env::var_os("ZD2GC_SDK").map(PathBuf::from);
    let (mut own, mut cpu) = (Duration::MAX, Duration::MAX);
    let (mut javascript, mut python) = (f64::MAX, f64::MAX);
    for round in 0..ROUNDS {
        let (took, spent) = read(org, pages, &folder.path().join(round.to_string()));
        own = own.min(took);
        cpu = cpu.min(spent);
        if let Some(scripts) = &scripts {
            javascript = javascript.min(sdk(Path::new("node"), &scripts.join("pages.mjs"), &first, pages));
            // One round of it takes longer than all others together, and a tenth of the pages tells as much.
            let few = (pages / 10).max(1);
            let took = sdk(
                &scripts.join("python/bin/python"),
                &scripts.join("pages.py"),
                &first,
                few,
            );
            python = python.min(took * count(pages) / count(few));
        }
    }
    serving.kill().unwrap();
    serving.wait().unwrap();

    let per_page = cpu.div_f64(count(pages));
    println!(
        "{pages} pages of 100 people: {:.2} s, {:.3} ms of CPU a page",
        own.as_secs_f64(),
        per_page.as_secs_f64() * 1e3
    );
    let mut held = per_page <= CPU_LIMIT;
    if scripts.is_some() {
        let (javascript, python) = (javascript / own.as_secs_f64(), python / own.as_secs_f64());
        println!("the JavaScript SDK takes {javascript:.1} times as long, the Python SDK {python:.1} times");
        held &= javascript >= JAVASCRIPT && python >= PYTHON;
    } else {
        println!("the SDKs were not measured: ZD2GC_SDK names no folder of them");
    }
    if held {
        ExitCode::SUCCESS
    } else {
        println!("a limit is not held: {CPU_LIMIT:?} a page, {JAVASCRIPT} times, {PYTHON} times");
        ExitCode::FAILURE
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody reads that many pages")]
fn count(pages: u64) -> f64 {
    pages as f64
}

/// A rehearsal, with its first line.
fn serve() -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_zd2gc"))
        .args([
            "rehearsal",
            "-q",
            "--world",
            "generated",
            "--rate-limit",
            "1000000000/60",
        ])
        .args(["--users", "10000"])
        .stdout(Stdio::piped())
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    (child, line)
}

/// Reads pages into a journal, as a snapshot does: how long that took, and how much CPU.
fn read(org: &Value, pages: u64, into: &Path) -> (Duration, Duration) {
    let transport = Arc::new(Transport::new(Options::default()).unwrap());
    let token = SecretString::from(org["access_token"].as_str().unwrap());
    let base = org["api_url"].as_str().unwrap().parse().unwrap();
    let api = Api::new(transport, base, Box::new(Fixed(Scheme::Bearer(token))));
    let of = Of::Genesys {
        org_id: org["org_id"].as_str().unwrap().parse().unwrap(),
        org_name: String::new(),
        region: org["region"].as_str().unwrap().parse().unwrap(),
    };
    let mut journal = Journal::open(into, &of, "bench", jiff::Timestamp::UNIX_EPOCH, true).unwrap();
    let reader = Reader::new(&api, &mut journal, &Quiet);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (start, cpu) = (Instant::now(), cpu());
    runtime.block_on(async {
        // The org has some ninety such pages of active people.
        let all = futures::stream::iter(0..pages).map(|at| {
            let target = Target::new("/api/v2/users")
                .with("pageSize", 100)
                .with("pageNumber", at % 80 + 1);
            let reader = &reader;
            async move { reader.page_again(&target, |body| Page::read(body, "entities")).await }
        });
        let mut all = std::pin::pin!(all.buffer_unordered(8));
        while let Some(page) = all.next().await {
            assert_eq!(page.unwrap().records.len(), 100);
        }
    });
    (start.elapsed(), self::cpu().saturating_sub(cpu))
}

/// The CPU time of this process so far, in steps of the kernel's clock.
fn cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    // utime and stime, in hundredths of a second.
    let ticks: u64 = fields[11..13].iter().map(|field| field.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

/// Seconds that an SDK takes for pages, as its script says.
fn sdk(program: &Path, script: &Path, first: &Path, pages: u64) -> f64 {
    let output = Command::new(program)
        .arg(script)
        .arg(first)
        .arg(pages.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    said.parse().unwrap_or_else(|_| {
        panic!(
            "{}: {said}\n{}",
            script.display(),
            String::from_utf8_lossy(&output.stderr)
        )
    })
}
