//! Audits an org of 50,000 people that drifted from its plan, and one of a quarter of that; reports processor seconds and
//! memory, and ends in 1 when a limit isn't held or the time does not grow as people do.
//!
//! `cargo bench --bench audit [-- PEOPLE]`. Accounts, plan, org and drift are the same in every run. The snapshots are
//! read from the rehearsal first, which is not measured. Linux only, because memory is read from `/proc`.
#![expect(clippy::print_stdout, reason = "a bench talks to whoever started it")]

use std::error::Error;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};

mod measure;

use measure::Took;

/// The most processor seconds for 50,000 people.
const SECONDS: f64 = 3.0;
/// The most memory, in KiB: 300 MB.
const MEMORY: u64 = 300 * 1024;
/// How many times as long as a quarter of the people all of them may take: four, and something for what does not grow.
const GROWTH: f64 = 5.0;
/// How often each is measured; the median counts.
const ROUNDS: usize = 5;
/// Limits are for this many people.
const MANY: usize = 50_000;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let people = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(MANY);
    let few = audited(people / 4)?;
    let all = audited(people)?;
    let growth = all.processor / few.processor;
    println!(
        "{people} people: {:.2} s of CPU (at most {SECONDS}), {:.2} s on the clock, {} MB (at most {}), {growth:.1} times \
         as long as for a quarter (at most {GROWTH})",
        all.processor,
        all.seconds,
        all.resident / 1024,
        MEMORY / 1024
    );
    let held = people > MANY || all.processor <= SECONDS && all.resident <= MEMORY;
    if held && growth <= GROWTH {
        Ok(ExitCode::SUCCESS)
    } else {
        println!("a limit is not held");
        Ok(ExitCode::FAILURE)
    }
}

/// What the audit of an org with so many people takes, by the median of processor seconds.
fn audited(people: usize) -> Result<Took, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let at = folder.path();
    let count = people.to_string();
    let source = Serving::new(at, &["--world", "generated", "--users", &count, "--project", "source"])?;
    run(at, "source", &["snapshot", "zendesk"])?;
    drop(source);
    run(at, "source", &["plan", "--snapshot", "snapshots", "-o", "../plan.json"])?;
    let drifted = ["--from-plan", "plan.json", "--drift", "3", "--project", "target"];
    let everybody = ["--assume", "authorizations-of-everybody"];
    let target = Serving::new(at, &[&drifted[..], &everybody].concat())?;
    run(at, "target", &["snapshot", "genesys"])?;
    drop(target);
    let mut all = Vec::new();
    for _ in 0..ROUNDS {
        let mut audit = command(&at.join("target"));
        audit.args(["audit", "--plan", "../plan.json", "--snapshot", "snapshots"]);
        audit.args(["--fail-on", "never", "--format", "json", "-q"]);
        all.push(measure::run(&mut audit)?);
    }
    all.sort_by(|a, b| a.processor.total_cmp(&b.processor));
    Ok(all[ROUNDS / 2])
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zd2gc"));
    command.current_dir(folder);
    command
}

/// Runs what has to be there before anything is measured; findings are no failure.
fn run(at: &Path, project: &str, args: &[&str]) -> Result<(), Box<dyn Error>> {
    let mut command = command(&at.join(project));
    let output = command.args(args).arg("-q").stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{args:?} ended with {}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    )
    .into())
}

/// A rehearsal, ended when it is dropped.
struct Serving(Child);

impl Serving {
    fn new(at: &Path, args: &[&str]) -> Result<Self, Box<dyn Error>> {
        let mut command = command(at);
        command
            .arg("rehearsal")
            .args(args)
            .args(["--rate-limit", "1000000000/60", "-q"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().ok_or("the rehearsal has no output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let serving = Self(child);
        if line.is_empty() {
            return Err("the rehearsal did not start".into());
        }
        Ok(serving)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It holds nothing that could be lost.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
