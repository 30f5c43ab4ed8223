//! How many instructions planning takes: the same in every run, whatever else the machine does, so that a change that
//! makes it slower is noticed when it is made. Slow itself, hence asked for by name: `-- --ignored instructions`.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::Sandbox;

#[path = "../bench/account.rs"]
mod account;

/// How many people are planned.
const PEOPLE: u64 = 20_000;
/// Instructions, in millions, of the optimised program. Set anew by whoever makes planning faster, or slower for a reason.
const PLAN: u64 = 3_373;
/// By how much, in percent, a run may be off: compilers and C libraries differ.
const OFF: u64 = 10;

#[test]
#[ignore = "needs valgrind, and the optimised program beside this one"]
fn planning_takes_as_many_instructions_as_before() {
    // Under valgrind the unoptimised program takes minutes, and its figure says little.
    let optimised = Path::new(env!("CARGO_BIN_EXE_zd2gc"))
        .parent()
        .and_then(Path::parent)
        .unwrap()
        .join("release/zd2gc");
    if !optimised.is_file() {
        skipped("there is no optimised program; `cargo build --release` makes it");
        return;
    }
    let have = Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if have.is_err() {
        skipped("valgrind is not installed");
        return;
    }
    let sandbox = Sandbox::new();
    account::write(&sandbox.path("snapshots"), PEOPLE).unwrap();
    account::tables(&sandbox.path("mappings"), "group").unwrap();
    let ended = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=counted"])
        .arg(&optimised)
        .args(["plan", "-q", "--snapshot", "snapshots", "-o", "plan.json"])
        .current_dir(sandbox.root())
        .env("HOME", sandbox.root())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let counted = fs::read_to_string(sandbox.path("counted")).unwrap();
    let counted: u64 = counted
        .lines()
        .find_map(|line| line.strip_prefix("summary: "))
        .and_then(|count| count.trim().parse().ok())
        .unwrap();
    let millions = counted / 1_000_000;
    let (least, most) = (PLAN * (100 - OFF) / 100, PLAN * (100 + OFF) / 100);
    assert!(
        (least..=most).contains(&millions),
        "planning {PEOPLE} people took {millions} million instructions; {least} to {most} are expected.\n\
         Slower without a reason: look for it with `callgrind_annotate`. Faster, or for a reason: set PLAN to {millions}."
    );
}

/// Says that nothing was measured.
#[expect(clippy::print_stderr, reason = "a test that measured nothing should say so")]
fn skipped(why: &str) {
    eprintln!("skipped, no instructions were counted: {why}");
}
