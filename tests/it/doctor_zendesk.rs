//! `doctor`, on accounts of the rehearsal: what it says of credentials that may read everything, a part, or nothing, and that
//! a snapshot with the same credential lacks the same.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::live::Live;
use crate::support::{Ran, Sandbox};

impl Live {
    /// A file of the snapshot of an account.
    fn snapshot(&self, at: usize, file: &str) -> Value {
        let path = format!("project/snapshots/{}/{file}", self.account(at, "subdomain"));
        serde_json::from_str(&self.sandbox.read(&path)).unwrap()
    }
}

/// The lists of a checked account whose read is as wanted.
fn lists(account: &Value, wanted: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    let reads = account["reads"].as_array().unwrap().iter();
    let reads = reads.filter(|read| wanted(read));
    reads.map(|read| read["gives"].as_str().unwrap().to_owned()).collect()
}

/// The lists that a snapshot lacks.
fn missing(manifest: &Value) -> BTreeSet<String> {
    let lists = manifest["lists"].as_object().unwrap().iter();
    let lists = lists.filter(|(_, list)| list["missing"].is_string() || list["partial"].is_string());
    lists.map(|(name, _)| name.clone()).collect()
}

fn is_refused(read: &Value) -> bool {
    read["readable"] == false
}

#[track_caller]
fn fits_80_columns(text: &str) {
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn the_limited_credential_lacks_what_a_snapshot_lacks() {
    let live = Live::start(&[]);
    let ran = live.run(&["-p", "limited", "doctor", "--format", "json"]).ended(5);
    let file = ran.json();
    let schema = live.sandbox.run(&["util", "schema", "doctor"]).ended(0).json();
    jsonschema::validate(&schema, &file).unwrap();
    let account = &file["accounts"][0];
    assert_eq!(account["user"]["role"], "agent");
    assert_eq!(account["granted_scopes"], serde_json::json!(["users:read"]));
    assert_eq!(account["scopes"], serde_json::json!(["read"]));
    let lacking = lists(account, is_refused);
    let read = |name: &str| {
        let mut reads = account["reads"].as_array().unwrap().iter();
        reads.find(|read| read["gives"] == name).unwrap().clone()
    };
    let groups = read("groups")["missing"].clone();
    assert_eq!(
        (&groups["scopes"][0], &groups["broader_scopes"][0]),
        (&"groups:read".into(), &"read".into())
    );
    assert_eq!(groups["other"], Value::Null, "an agent may read groups");
    assert_eq!(read("custom_roles")["missing"]["scopes"], serde_json::json!(["read"]));
    let admins = lists(account, |read| {
        let other = read["missing"]["other"].as_str();
        other.is_some_and(|other| other.contains("an admin: the role of who reads is `agent`"))
    });
    let expected = ["api_tokens", "brand_agents", "brands", "oauth_clients", "oauth_tokens"];
    assert_eq!(admins, expected.map(str::to_owned).into());

    let _ = live.run(&["-p", "limited", "snapshot", "zendesk"]).ended(5);
    assert_eq!(missing(&live.snapshot(0, "snapshot.json")), lacking);
    let findings = live.snapshot(0, "findings.json");
    let found = findings["findings"].as_array().unwrap();
    let of = |rule: &str| found.iter().filter(|one| one["rule"] == rule).collect::<Vec<_>>();
    let named: BTreeSet<String> = of("list-not-read")
        .iter()
        .map(|one| one["subject"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(named, lacking);
    // One cause, whatever the number of roles.
    let roles = of("role-not-listed");
    assert_eq!(roles.len(), 1, "{roles:?}");
    assert_eq!(roles[0]["object"], "custom_roles");
    assert!(roles[0]["count"].as_u64().unwrap() > 1);

    let text = live
        .run(&["-p", "limited", "doctor", "--only", "zendesk"])
        .ended(5)
        .stdout;
    fits_80_columns(&text);
    assert!(text.contains("lacks      scope groups:read, or read"), "{text}");
    assert!(!text.contains("org "), "only the account was asked:\n{text}");
}

#[test]
fn a_credential_that_may_read_everything_ends_in_0_and_the_cost_is_no_less_than_told() {
    let live = Live::start(&["--world", "generated", "--users", "230", "--seed", "3"]);
    let ran = live.run(&["doctor", "--only", "zendesk", "--format", "json"]).ended(0);
    for line in live.sandbox.read("log").lines() {
        let is_token = line.starts_with("POST") && line.contains("/oauth/tokens ");
        assert!(line.starts_with("GET ") || is_token, "{line}");
    }
    let file = ran.json();
    assert!(file["tenants"].as_array().unwrap().is_empty());
    let account = &file["accounts"][0];
    assert!(lists(account, is_refused).is_empty(), "{account:#}");
    assert_eq!(account["user"]["role"], "admin");
    assert_eq!(
        account["calls"]["at_least"], true,
        "lists by cursor don't say how long they are"
    );
    let said = live.run(&["snapshot", "zendesk"]).ended(0).stderr;
    let made = said.split("made ").nth(1).unwrap().split(' ').next().unwrap();
    let made: u64 = made.parse().unwrap();
    let told = account["calls"]["expected"].as_u64().unwrap();
    assert!(told <= made && told > 12, "{told} {made}");
    let text = live.run(&["doctor", "--only", "zendesk"]).ended(0).stdout;
    fits_80_columns(&text);
    assert!(
        text.contains("A snapshot takes at least ") && !text.contains("Can't be read"),
        "{text}"
    );
}

/// Custom roles are of larger plans: an account without them lacks nothing, for the doctor as for a snapshot.
#[test]
fn what_is_not_on_a_plan_is_an_answer_and_no_failure() {
    let live = Live::start(&["--world", "rich"]);
    let name = live.account(1, "subdomain");
    let args = ["doctor", "--only", "zendesk", "--subdomain", &name];
    let file = live.run(&[&args[..], &["--format", "json"]].concat()).ended(0).json();
    let account = &file["accounts"][0];
    assert_eq!(account["subdomain"], name);
    let absent = lists(account, |read| read["absent"].is_string());
    assert_eq!(absent, ["custom_roles".to_owned()].into());
    let text = live.run(&args).ended(0).stdout;
    fits_80_columns(&text);
    let told = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("says the same to who lacks the right"), "{text}");
    let _ = live.run(&["snapshot", "zendesk", "--subdomain", &name]).ended(0);
    assert_eq!(missing(&live.snapshot(1, "snapshot.json")), absent);
}

#[test]
fn both_vendors_are_checked_unless_one_is_chosen_or_missing() {
    let live = Live::start(&["--world", "rich"]);
    let file = live.run(&["doctor", "--format", "json"]).ended(0).json();
    let count = |file: &Value, what: &str| file[what].as_array().unwrap().len();
    assert_eq!((count(&file, "tenants"), count(&file, "accounts")), (2, 2));
    let orgs = live
        .run(&["doctor", "--only", "genesys", "--format", "json"])
        .ended(0)
        .json();
    assert_eq!((count(&orgs, "tenants"), count(&orgs, "accounts")), (2, 0));
    // Who chooses a tenant means the accounts that move there: each account moves to one.
    let mut moving = 0;
    for tenant in file["tenants"].as_array().unwrap() {
        let args = [
            "doctor",
            "--tenant",
            tenant["tenant"].as_str().unwrap(),
            "--format",
            "json",
        ];
        let one = live.run(&args).ended(0).json();
        assert_eq!(count(&one, "tenants"), 1);
        moving += count(&one, "accounts");
    }
    assert_eq!(moving, 2);

    // Without settings and tables, flags and environment name the account.
    let elsewhere = Sandbox::new();
    let with = |args: &[&str], token: &str| {
        let mut command = elsewhere.command();
        Ran::of(command.arg("doctor").args(args).env("ZENDESK_OAUTH_TOKEN", token))
    };
    let nothing = with(&[], "x").ended(2);
    assert!(nothing.stderr.contains("neither an org nor an account") && nothing.stderr.contains("hint: "));
    let (name, url) = (live.account(0, "subdomain"), live.account(0, "url"));
    let args = ["--subdomain", &name, "--url", &url];
    let done = with(
        &[&args[..], &["--format", "json"]].concat(),
        &live.account(0, "access_token"),
    )
    .ended(0);
    let file = done.json();
    assert_eq!((count(&file, "tenants"), count(&file, "accounts")), (0, 1));
    assert_eq!(
        file["accounts"][0]["credential"],
        "token from variable ZENDESK_OAUTH_TOKEN"
    );
    let refused = with(&args, "wrong-token").ended(4);
    assert!(
        refused.stdout.contains(&format!("{name}: not checked")),
        "{}",
        refused.stdout
    );
    assert!(!refused.stdout.contains("wrong-token") && !refused.stderr.contains("wrong-token"));
    let neither = with(&[&args[..], &["--only", "genesys"]].concat(), "x").ended(2);
    assert!(neither.stderr.contains("which org?"), "{}", neither.stderr);
    let neither = with(&["--only", "zendesk"], "x").ended(2);
    assert!(neither.stderr.contains("which account?"), "{}", neither.stderr);
}
