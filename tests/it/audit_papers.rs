//! What is said of an audit beforehand: what is accepted, what is approved, what has to be so; and an earlier audit.

use std::sync::LazyLock;

use serde_json::Value;

use crate::audit::{Audit, Entry, plan};

/// The demo's orgs, drifted, and read five days after the day that the plan is of. Seed 5 gives somebody a role with both
/// sides of a duty rule.
static DRIFTED: LazyLock<Audit> = LazyLock::new(|| {
    let audit = Audit::of(plan("demo"), Some(5), &[]);
    assert!(plan("demo").head.as_of.starts_with("2026-11-20"));
    audit.change_snapshots(|told| told["taken_at"] = "2026-11-25T09:00:00Z".into());
    audit
});

fn with(name: &str, text: &str) -> String {
    DRIFTED.sandbox.write(name, text);
    name.to_owned()
}

fn of<'a>(found: &'a [Entry], rule: &str) -> &'a Entry {
    found.iter().find(|entry| entry.0 == rule).unwrap()
}

fn rules(list: &Value) -> Vec<&str> {
    let all = list.as_array().into_iter().flatten();
    all.map(|one| one["rule"].as_str().or(one["finding"]["rule"].as_str()).unwrap())
        .collect()
}

#[test]
fn what_is_accepted_is_listed_apart_and_decides_nothing() {
    let rows = "schema: zd2gc/suppressions/1
suppressions:
  - {rule: user-missing, subject: '*@aurora.example', reason: on leave, who: Ines, until: 2027-06-30}
";
    let file = with("accepted.yaml", rows);
    let (found, json, code) = DRIFTED.found(&["--only", "user-missing", "--suppressions", &file]);
    assert_eq!((found, code), (Vec::new(), 0));
    assert_eq!(rules(&json["accepted"]), ["user-missing"]);
    assert_eq!(json["accepted"][0]["who"], "Ines");
    assert_eq!(json["accepted"][0]["by"]["line"], 3);
    assert_eq!(json["accepted"][0]["finding"]["status"], "accepted");
    for form in ["text", "markdown"] {
        let ran = DRIFTED.run(&["--only", "user-missing", "--suppressions", &file, "--format", form]);
        let said = ran.ended(0).stdout;
        assert!(said.contains("Accepted") && said.contains("on leave"), "{said}");
    }
    // Past its day the row no longer counts, and is told of.
    let args = [
        "--only",
        "user-missing",
        "--suppressions",
        &file,
        "--as-of",
        "2027-07-01",
    ];
    let (found, _, code) = DRIFTED.found(&args);
    let told: Vec<&str> = found.iter().map(|entry| entry.0.as_str()).collect();
    assert_eq!((told, code), (vec!["suppression-expired", "user-missing"], 14));
    let ran = DRIFTED.run(&["--suppressions", &file, "--as-of", "tomorrow"]).ended(2);
    assert!(ran.stderr.contains("is not a date"), "{}", ran.stderr);
}

fn rows_until(day: &str) -> String {
    format!(
        "schema: zd2gc/suppressions/1\nsuppressions:\n  - {{rule: user-missing, reason: r, who: w, until: {day}}}\n"
    )
}

#[test]
fn a_row_that_ended_between_the_plan_and_the_snapshot_no_longer_counts() {
    let told = |file: &str, more: &[&str]| {
        let args = [&["--only", "user-missing", "--suppressions", file], more].concat();
        let (found, ..) = DRIFTED.found(&args);
        found.into_iter().map(|entry| entry.0).collect::<Vec<_>>()
    };
    let ended = with("ended.yaml", &rows_until("2026-11-24"));
    assert_eq!(told(&ended, &[]), ["suppression-expired", "user-missing"]);
    let ran = DRIFTED
        .run(&["--only", "user-missing", "--suppressions", &ended])
        .ended(14);
    assert!(
        ran.stdout
            .contains("Suppressions and approvals as of 2026-11-25T09:00:00Z"),
        "{}",
        ran.stdout
    );
    // Through the whole of its day.
    assert_eq!(told(&with("ends.yaml", &rows_until("2026-11-25")), &[]), [""; 0]);
    // The day that is named goes before both.
    assert_eq!(told(&ended, &["--as-of", "2026-11-20"]), [""; 0]);
    // Of approvals likewise.
    let (all, ..) = DRIFTED.found(&[]);
    let who = of(&all, "separation-of-duties").1.clone();
    let rows = format!(
        "schema: zd2gc/approvals/1\napprovals:\n  - {{permission: 'outbound:dncList:*', subject: {who}, reason: r, who: w, until: 2026-11-24}}\n"
    );
    let file = with("approved-until.yaml", &rows);
    let (found, ..) = DRIFTED.found(&["--approvals", &file]);
    of(&found, "separation-of-duties");
    of(&found, "approval-expired");
    // A snapshot that is older than the plan decides nothing.
    let older = Audit::of(plan("demo"), Some(5), &[]);
    older.change_snapshots(|told| told["taken_at"] = "2026-01-01T00:00:00Z".into());
    older.sandbox.write("ended.yaml", &rows_until("2026-11-19"));
    let (found, ..) = older.found(&["--only", "user-missing", "--suppressions", "ended.yaml"]);
    of(&found, "suppression-expired");
    let ran = DRIFTED.run(&["--only", "user-missing"]);
    assert!(!ran.stdout.contains("as of 2026-11-25"), "{}", ran.stdout);
}

#[test]
fn a_row_that_meets_nothing_is_told_of_where_its_rule_was_applied() {
    let rows = "schema: zd2gc/suppressions/1
suppressions:
  - {rule: user-missing, subject: nobody@x.example, reason: r, who: w, until: 2027-06-30}
";
    let file = with("unused.yaml", rows);
    let (found, json, _) = DRIFTED.found(&["--suppressions", &file]);
    of(&found, "suppression-unused");
    assert!(rules(&json["accepted"]).is_empty());
    let (found, ..) = DRIFTED.found(&["--suppressions", &file, "--only", "role-missing"]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_projects_own_files_are_taken_and_what_is_wrong_in_them_is_shown() {
    let rows = "schema: zd2gc/suppressions/1
suppressions:
  - {rule: user-mising, subjet: a, reason: r, who: w, until: 2027-06-30}
  - {rule: user-mising, tenant: emae, reason: ' ', who: w, until: 30.6.2027}
  - {rule: user-missing, reason: r, until: 2027-06-30}
";
    let file = with("wrong.yaml", rows);
    let ran = DRIFTED.run(&["--suppressions", &file]).ended(2);
    for said in [
        "wrong.yaml:3",
        "has no key `subjet`",
        "did you mean `subject`?",
        "did you mean `user-missing`?",
        "did you mean `emea`?",
        "`reason` is empty",
        "is no day",
        "lacks `who`",
    ] {
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
    let file = with("other.yaml", "schema: zd2gc/suppression/1\nsuppressions: []\n");
    let ran = DRIFTED.run(&["--suppressions", &file]).ended(2);
    assert!(
        ran.stderr.contains("did you mean `zd2gc/suppressions/1`?"),
        "{}",
        ran.stderr
    );
    let ran = DRIFTED.run(&["--approvals", "nowhere.yaml"]).ended(2);
    assert!(ran.stderr.contains("could not read `nowhere.yaml`"), "{}", ran.stderr);
    let own = "schema: zd2gc/suppressions/1
suppressions:
  - {rule: user-missing, reason: r, who: w, until: 2027-06-30}
";
    let _ = with("own/suppressions.yaml", own);
    let _ = with("own/zd2gc.yaml", "schema: zd2gc/project/1\n");
    let (found, json, code) = DRIFTED.found(&["--config", "own/zd2gc.yaml", "--only", "user-missing"]);
    assert_eq!((found, code), (Vec::new(), 0));
    assert_eq!(rules(&json["accepted"]), ["user-missing"]);
}

#[test]
fn what_is_approved_is_no_finding_until_its_day() {
    let (all, ..) = DRIFTED.found(&[]);
    let (_, who, duty) = of(&all, "separation-of-duties").clone();
    let rows = format!(
        "schema: zd2gc/approvals/1
approvals:
  - {{permission: 'outbound:dncList:*', subject: {who}, reason: campaign, who: Ines, until: 2027-06-30}}
  - {{permission: 'outbound:campaign:start', subject: nobody@x.example, reason: r, who: w, until: 2027-06-30}}
"
    );
    let file = with("approved.yaml", &rows);
    let (found, ..) = DRIFTED.found(&["--approvals", &file]);
    assert!(!found.iter().any(|entry| entry.2 == duty), "{found:?}");
    assert_eq!(of(&found, "approval-unused").1, "nobody@x.example");
    let (found, ..) = DRIFTED.found(&["--approvals", &file, "--as-of", "2027-07-01"]);
    of(&found, "separation-of-duties");
    of(&found, "approval-expired");
    let rows = "schema: zd2gc/approvals/1
approvals:
  - {permission: outbound:dnclists:edit, subject: a, reason: r, who: w, until: 2027-06-30}
";
    let ran = DRIFTED.run(&["--approvals", &with("bad.yaml", rows)]).ended(2);
    assert!(
        ran.stderr
            .contains("the catalogue has no permission `outbound:dnclists:edit`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn held_against_an_earlier_audit_new_findings_alone_decide() {
    let _ = DRIFTED.run(&["-o", "before.json"]).ended(14);
    let (_, json, code) = DRIFTED.found(&["--baseline", "before.json"]);
    let all = json["findings"].as_array().unwrap();
    assert!(all.iter().all(|one| one["status"] == "open") && code == 0, "{code}");
    // One that was not there then is new; one that is gone is fixed.
    let mut before: Value = serde_json::from_str(&DRIFTED.sandbox.read("before.json")).unwrap();
    let list = before["findings"].as_array_mut().unwrap();
    let new = list.remove(0);
    let mut gone = list[0].clone();
    gone["subject"] = "gone@aurora.example".into();
    gone["evidence"] = serde_json::json!([]);
    list.push(gone);
    DRIFTED.sandbox.write("older.json", &before.to_string());
    let (_, json, code) = DRIFTED.found(&["--baseline", "older.json"]);
    let is_new: Vec<&Value> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["status"] == "new")
        .collect();
    assert_eq!((is_new.len(), &is_new[0]["rule"], code), (1, &new["rule"], 14));
    assert_eq!(json["fixed"][0]["subject"], "gone@aurora.example");
    let text = DRIFTED.run(&["--baseline", "older.json"]).ended(14).stdout;
    assert!(text.contains("1 new, ") && text.contains("Fixed (1)"), "{text}");
    let markdown = DRIFTED
        .run(&["--baseline", "older.json", "--format", "markdown"])
        .ended(14);
    assert!(markdown.stdout.contains("## Fixed: 1"), "{}", markdown.stdout);
    let ran = DRIFTED.run(&["--baseline", "plan.json"]).ended(2);
    assert!(
        ran.stderr.contains("could not read the earlier findings"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_has_to_be_so_is_held_against_the_org_with_the_path() {
    let (all, ..) = DRIFTED.found(&[]);
    let who = of(&all, "separation-of-duties").1.clone();
    let rows = format!(
        "schema: zd2gc/assertions/1
assertions:
  - {{id: no-dialling, person: {who}, must_not: ['outbound:campaign:start'], why: agreed}}
  - {{id: lists, person: {who}, must: ['outbound:dncList:edit'], why: agreed}}
  - {{id: accepts, persona: Team Lead, must: ['routing:queue:view'], must_not: [admin], why: they lead}}
  - {{id: where, person: {who}, division: biling, must_not: [admin], why: agreed}}
  - {{id: typo, person: nobody@x.example, tenant: emea, must_not: [admin], why: agreed}}
"
    );
    let file = with("must.yaml", &rows);
    let (found, json, code) = DRIFTED.found(&["--assert", &file, "--only", "role-missing"]);
    assert_eq!(code, 14);
    let failed: Vec<&Value> = json["findings"].as_array().unwrap().iter().collect();
    let dialling = failed.iter().find(|one| one["source"]["line"] == 3).unwrap();
    assert_eq!(
        (&dialling["rule"], &dialling["subject"]),
        (&"assertion-failed".into(), &who.as_str().into())
    );
    assert!(
        dialling["actual"]
            .as_str()
            .unwrap()
            .contains("holds the role `Outbound Admin`")
    );
    assert_eq!(of(&found, "assertion-of-nobody").2, "typo");
    let misspelt = failed.iter().find(|one| one["source"]["line"] == 6).unwrap();
    assert_eq!(
        (&misspelt["rule"], &misspelt["object"]),
        (&"assertion-failed".into(), &"biling".into())
    );
    assert!(!failed.iter().any(|one| one["source"]["line"] == 4), "{failed:?}");
    let rows = "schema: zd2gc/assertions/1
assertions:
  - {persona: Team Leed, must: ['routing:queue:view'], why: w}
  - {persona: Team Lead, person: a@b.example, why: w}
";
    let ran = DRIFTED.run(&["--assert", &with("bad-must.yaml", rows)]).ended(2);
    for said in [
        "did you mean `Team Lead`?",
        "one of `persona` and `person`",
        "`must` or `must_not`",
    ] {
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
}
