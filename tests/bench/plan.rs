//! Planning a big account against a pass that only parses it.
//!
//! `cargo bench --bench plan` measures 1,000,000 people; `-- PEOPLE...` other sizes. Linux only: it reads `/proc`.
//! Ends in 1 when planning a million takes more than 1.5 times the pass, or any number more than 40 MB of memory.
//!
//! The pass reads what a plan can't avoid to read (people, memberships of groups and of brands), through the same reader,
//! and understands each line as the same types, then drops it. It joins nothing and keeps nothing. It runs in a
//! process of its own, as the plan does, the two in turns; what counts is the least of the processor seconds: other work
//! on the machine can only add to them. Each plan is a file that was not there before. The reader checks the lists' SHA-256; `--no-digest` measures against a pass that
//! does not.
#![expect(clippy::print_stdout, reason = "figures are what this is for")]
#![expect(clippy::cast_precision_loss, reason = "figures are rounded anyway")]

mod account;
mod measure;

use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, ExitCode};

use zd2gc::snapshot::Snapshot;
use zd2gc::zendesk::model::{BrandAgent, GroupMembership, User};

/// The most that planning may take, as a multiple of the pass, from [`MANY`] people on.
const RATIO: f64 = 1.5;
/// Below, starting up (tables, catalogue) weighs too much for a ratio to say anything.
const MANY: u64 = 1_000_000;
/// The most memory that may be resident, in KiB: 40 MB.
const RESIDENT: u64 = 40_000_000 / 1024;
/// How often each is run.
const RUNS: usize = 5;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    // Cargo adds `--bench`.
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["parse", folder] => parse(Path::new(folder)).map(|()| ExitCode::SUCCESS),
        ["parse", folder, "--no-digest"] => parse_without_digest(Path::new(folder)).map(|()| ExitCode::SUCCESS),
        ["make", folder, people] => {
            account::write(Path::new(folder), people.parse()?)?;
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            let (flags, sizes): (Vec<&str>, Vec<&str>) = args.iter().partition(|arg| arg.starts_with("--"));
            let mut sizes: Vec<u64> = sizes.into_iter().map(str::parse).collect::<Result<_, _>>()?;
            if sizes.is_empty() {
                sizes = vec![100_000, 1_000_000];
            }
            let mut good = true;
            for people in sizes {
                good &= compare(people, &flags)?;
            }
            Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

/// Measures one size; whether it is within the limits.
fn compare(people: u64, flags: &[&str]) -> Result<bool, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let snapshots = folder.path().join("snapshots");
    let snapshot = account::write(&snapshots, people)?;
    let bytes = LISTS
        .iter()
        .map(|(list, _)| snapshot.folder().join(format!("{list}.ndjson")).metadata())
        .try_fold(0, |sum, file| file.map(|file| sum + file.len()))?;
    println!("{people} people, {} MB", bytes / 1_000_000);
    let mut good = true;
    for divide_by in ["brand", "group"] {
        let mappings = folder.path().join(divide_by);
        account::tables(&mappings, divide_by)?;
        let (mut passes, mut plans, mut resident) = (Vec::new(), Vec::new(), 0);
        for _ in 0..RUNS {
            let mut pass = Command::new(std::env::current_exe()?);
            pass.arg("parse").arg(snapshot.folder()).args(flags);
            passes.push(measure::run(&mut pass)?);
            // Freeing the pages of the plan before is none of this one's work.
            let written = folder.path().join("plan.json");
            if written.exists() {
                std::fs::remove_file(&written)?;
            }
            let mut plan = Command::new(env!("CARGO_BIN_EXE_zd2gc"));
            plan.env_clear()
                .current_dir(folder.path())
                .args(["plan", "-q", "--snapshot"])
                .arg(&snapshots)
                .arg("--mappings")
                .arg(&mappings)
                .args(["-o", "plan.json"]);
            let took = measure::run(&mut plan)?;
            resident = resident.max(took.resident);
            plans.push(took);
        }
        let pass = least(passes.iter().map(|took| took.processor));
        let plan = least(plans.iter().map(|took| took.processor));
        let clock = least(plans.iter().map(|took| took.seconds));
        let ratio = plan / pass;
        let mega = resident as f64 * 1024.0 / 1e6;
        println!(
            "  divided by {divide_by}: pass {pass:.2} s, plan {plan:.2} s ({clock:.2} s on the clock), \
             ratio {ratio:.2} (at most {RATIO}), {mega:.1} MB resident (at most 40)"
        );
        good &= (ratio <= RATIO || people < MANY) && resident <= RESIDENT;
    }
    if !good {
        println!("  not within the limits");
    }
    Ok(good)
}

fn least(figures: impl Iterator<Item = f64>) -> f64 {
    figures.fold(f64::INFINITY, f64::min)
}

/// The lists that a plan can't avoid to read, and how a line of each is understood.
const LISTS: [(&str, Understand); 3] = [
    ("users", |line| understood(serde_json::from_str::<User<'_>>(line))),
    ("group_memberships", |line| {
        understood(serde_json::from_str::<GroupMembership>(line))
    }),
    ("brand_agents", |line| {
        understood(serde_json::from_str::<BrandAgent>(line))
    }),
];

/// Drops a record in a way that keeps the compiler from leaving out what made it.
fn understood<T>(record: serde_json::Result<T>) -> serde_json::Result<()> {
    black_box(record?);
    Ok(())
}

type Understand = fn(&str) -> serde_json::Result<()>;

/// The pass.
fn parse(folder: &Path) -> Result<(), Box<dyn Error>> {
    let snapshot = Snapshot::open(folder)?;
    for (list, understand) in LISTS {
        let mut list = snapshot.list(list)?.ok_or("the snapshot has the list")?;
        while let Some(line) = list.next_line()? {
            understand(line)?;
        }
    }
    Ok(())
}

/// The pass without the reader's SHA-256.
fn parse_without_digest(folder: &Path) -> Result<(), Box<dyn Error>> {
    for (list, understand) in LISTS {
        let mut file = BufReader::with_capacity(1 << 18, File::open(folder.join(format!("{list}.ndjson")))?);
        let mut line = Vec::new();
        while file.read_until(b'\n', &mut line)? > 0 {
            understand(std::str::from_utf8(&line)?)?;
            line.clear();
        }
    }
    Ok(())
}
