//! Imports an invented account of a million people and reports time and peak memory of the binary.
//!
//! `cargo bench --bench import [-- PEOPLE]`. The account is the same in every run. Linux only, because memory is
//! read from `/proc`. It is imported twice: as pages of a hundred records, and as one file a list.
#![expect(clippy::print_stdout, reason = "a bench talks to whoever started it")]
#![expect(clippy::unwrap_used, reason = "a bench that can't go on should panic")]

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Groups that a person is in, on average.
const GROUPS_EACH: f64 = 2.5;
const GROUPS: u64 = 500;
const ROLES: u64 = 150;
/// What docs/snapshots.md promises: 200 MB.
const LIMIT_KB: u64 = 200 * 1024;

fn main() {
    let people = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir().unwrap();
    for (name, page) in [("pages of 100", 100), ("one file a list", u64::MAX)] {
        let input = folder.path().join("in");
        let bytes = write_account(&input, people, page);
        let run = import(&input, &folder.path().join("out"));
        println!(
            "{name}: {people} people, {:.0} MB in {:.1} s, peak memory {} MB",
            to_mb(bytes),
            run.took.as_secs_f64(),
            run.peak_kb / 1024
        );
        assert!(
            run.peak_kb < LIMIT_KB,
            "memory grew beyond the limit of docs/snapshots.md"
        );
        fs::remove_dir_all(&input).unwrap();
    }
}

#[expect(clippy::cast_precision_loss, reason = "megabytes for people")]
fn to_mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// A stream of numbers that is the same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % below
    }
}

/// Writes the account and says how many bytes it has.
fn write_account(folder: &Path, people: u64, page: u64) -> u64 {
    fs::create_dir(folder).unwrap();
    let roles = (1..=ROLES).map(|id| {
        json!({"id": id, "name": format!("Role {id}"), "role_type": 0, "team_member_count": 1, "updated_at": AT,
            "configuration": {"ticket_access": "all", "macro_access": "full", "voice_access": true}})
    });
    let groups =
        (1..=GROUPS).map(|id| json!({"id": id, "name": format!("Group {id}"), "deleted": false, "updated_at": AT}));
    let mut numbers = Numbers(7);
    let users = (0..people).map(|at| user(scattered(at, people), &mut numbers));
    let mut bytes = write_list(folder, "custom_roles", roles, page);
    bytes += write_list(folder, "groups", groups, page);
    bytes += write_list(folder, "users", users, page);
    let mut numbers = Numbers(11);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a count"
    )]
    let memberships = (people as f64 * GROUPS_EACH) as u64;
    let memberships = (0..memberships).map(|at| {
        let (id, user) = (5_000_000_000_000 + at, ID + numbers.next(people));
        json!({"id": id, "url": format!("https://acme.zendesk.com/api/v2/group_memberships/{id}.json"), "user_id": user,
            "group_id": 1 + numbers.next(GROUPS), "default": false, "created_at": AT, "updated_at": AT})
    });
    bytes + write_list(folder, "group_memberships", memberships, page)
}

const AT: &str = "2026-11-01T00:00:00Z";
const ID: u64 = 7_421_000_000_000;

/// Every id once, in no order.
fn scattered(at: u64, people: u64) -> u64 {
    ID + at * 7_368_787 % people
}

fn user(id: u64, numbers: &mut Numbers) -> Value {
    json!({"id": id, "url": format!("https://acme.zendesk.com/api/v2/users/{id}.json"), "name": format!("Person Number {id}"),
        "email": format!("person.{id}@acme.example"), "created_at": AT, "updated_at": AT, "time_zone": "Berlin",
        "iana_time_zone": "Europe/Berlin", "phone": null, "shared_phone_number": null, "photo": null, "locale_id": 1,
        "locale": "en-US", "organization_id": null, "role": "agent", "verified": true, "external_id": null, "tags": ["a", "b"],
        "alias": "", "active": true, "shared": false, "shared_agent": false, "last_login_at": AT,
        "two_factor_auth_enabled": false, "signature": null, "details": null, "notes": null, "role_type": 0,
        "custom_role_id": 1 + numbers.next(ROLES), "moderator": false, "ticket_restriction": null,
        "only_private_comments": false, "restricted_agent": false, "suspended": false, "suspension_details": null,
        "default_group_id": 1 + numbers.next(GROUPS), "report_csv": false, "user_fields": {"team": "blue", "site": "Hamburg"}})
}

fn write_list(folder: &Path, key: &str, records: impl Iterator<Item = Value>, page: u64) -> u64 {
    let mut records = records.peekable();
    let (mut bytes, mut number) = (0, 0);
    while records.peek().is_some() {
        let path = folder.join(format!("{key}-{number}.json"));
        let mut out = BufWriter::new(File::create(&path).unwrap());
        write!(out, "{{\"{key}\":[").unwrap();
        let mut written = 0;
        while written < page
            && let Some(record) = records.next()
        {
            let comma = if written == 0 { "" } else { "," };
            write!(out, "{comma}{record}").unwrap();
            written += 1;
        }
        let more = records.peek().is_some();
        write!(out, "],\"meta\":{{\"has_more\":{more}}}}}").unwrap();
        out.flush().unwrap();
        bytes += fs::metadata(&path).unwrap().len();
        number += 1;
    }
    bytes
}

struct Run {
    took: Duration,
    peak_kb: u64,
}

fn import(input: &Path, output: &Path) -> Run {
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_zd2gc"))
        .args(["snapshot", "zendesk", "--subdomain", "acme", "--import"])
        .arg(input)
        .arg("-o")
        .arg(output)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kb = 0;
    loop {
        let ended = child.try_wait().unwrap();
        if let Some(kb) = fs::read_to_string(&status).ok().and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
            line.split_whitespace().nth(1)?.parse().ok()
        }) {
            peak_kb = kb;
        }
        if let Some(ended) = ended {
            assert!(ended.success(), "the import ended with {ended}");
            return Run {
                took: begun.elapsed(),
                peak_kb,
            };
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
