//! `who-can` and `diff`, asked of plans and of the orgs of the rehearsal in which they were carried out.

use serde_json::Value;

use crate::http::Rehearsing;
use crate::plans::PLANS;
use crate::support::{Ran, Sandbox, fixtures};

/// A plan carried out, with the snapshots of its orgs in `snaps`.
fn carried_out(at: usize, drift: Option<&str>, profile: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("plan.json", &PLANS[at].text);
    let mut args = vec!["-q", "--from-plan", "plan.json", "--project", "project"];
    args.extend(["--rate-limit", "100000/60"]);
    args.extend(drift.into_iter().flat_map(|seed| ["--drift", seed]));
    let _rehearsal = Rehearsing::start(&sandbox, &args);
    let read = [
        "snapshot",
        "genesys",
        "-q",
        "--config",
        "project/zd2gc.yaml",
        "-o",
        "snaps",
    ];
    let read: Ran = sandbox.run(&[profile, &read].concat());
    assert!([0, 5].contains(&read.code), "{}", read.stderr);
    sandbox
}

fn differences(ran: &Ran) -> Vec<Value> {
    ran.json()["differences"].as_array().unwrap().clone()
}

#[test]
fn a_plan_carried_out_does_not_differ_from_its_orgs() {
    for at in 0..PLANS.len() {
        let sandbox = carried_out(at, None, &[]);
        for pair in [
            ["plan.json", "snaps"],
            ["snaps", "plan.json"],
            ["snaps", "snaps"],
            ["plan.json", "plan.json"],
        ] {
            let ran = sandbox.run(&["diff", pair[0], pair[1]]).ended(0);
            assert!(ran.stdout.contains("No difference"), "{}", PLANS[at].name);
        }
    }
}

#[test]
fn both_directions_mirror() {
    for at in 0..PLANS.len() {
        let sandbox = carried_out(at, Some("5"), &[]);
        let there = sandbox
            .run(&["diff", "plan.json", "snaps", "--format", "json"])
            .ended(10);
        let back = sandbox
            .run(&["diff", "snaps", "plan.json", "--format", "json"])
            .ended(10);
        let mut mirrored = differences(&back);
        for row in &mut mirrored {
            let other = if row["only"] == "a" { "b" } else { "a" };
            row["only"] = other.into();
        }
        let sorted = |mut rows: Vec<Value>| {
            rows.sort_by_key(ToString::to_string);
            rows
        };
        assert_eq!(sorted(differences(&there)), sorted(mirrored), "{}", PLANS[at].name);
    }
}

#[test]
fn who_can_names_every_holder_and_refuses_unknown_names() {
    let sandbox = carried_out(0, None, &[]);
    let ask = |args: &[&str]| sandbox.run(&[&["who-can"], args].concat());
    let found = ask(&["ROUTING:queue:view", "--in", "snaps", "--format", "json"])
        .ended(0)
        .json();
    assert_eq!(
        (&found["schema"], &found["permission"]),
        (&"zd2gc/who-can/1".into(), &"routing:queue:view".into())
    );
    assert!(!found["of"][0]["holders"].as_array().unwrap().is_empty());
    // What a role that the plan does not make contains is not known: that is said first.
    let planned = ask(&["routing:queue:view", "--in", "plan.json"]).ended(5);
    assert!(planned.stdout.starts_with("not checked: "), "{}", planned.stdout);
    let wrong = ask(&["routing:queue:veiw", "--in", "snaps"]).ended(2);
    assert!(wrong.stderr.contains("nearest: routing:queue:view"), "{}", wrong.stderr);
    let wrong = ask(&["routing:queue:view", "--in", "snaps", "--division", "Nowhere at all"]).ended(2);
    assert!(wrong.stderr.contains("there is no division"), "{}", wrong.stderr);
}

#[test]
fn a_client_goes_by_the_same_name_in_a_plan_and_in_its_org() {
    let at = PLANS.iter().position(|plan| plan.name == "rich").unwrap();
    let sandbox = carried_out(at, None, &[]);
    let clients = |within: &str| {
        let told = sandbox
            .run(&["who-can", "routing:queue:view", "--in", within, "--format", "json"])
            .json();
        let orgs = told["of"].as_array().unwrap().iter();
        let holders = orgs.flat_map(|org| org["holders"].as_array().unwrap());
        let clients = holders.filter(|holder| holder["kind"] == "client");
        clients
            .map(|holder| holder["subject"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(clients("plan.json").contains(&"client:Night report".to_owned()));
    assert!(clients("snaps").contains(&"client:Night report".to_owned()));
}

#[test]
fn a_division_hides_nobody_whose_right_no_division_limits() {
    let sandbox = Sandbox::new();
    let emea = fixtures().join("genesys/access/emea");
    let holders = |permission: &str| {
        let args = [
            "who-can",
            permission,
            "--in",
            emea.to_str().unwrap(),
            "--division",
            "Frontline",
            "--format",
            "json",
        ];
        let told = sandbox.run(&args).ended(0).json();
        let holders = told["of"][0]["holders"].as_array().unwrap().clone();
        holders
            .iter()
            .map(|holder| holder["subject"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(holders("routing:queue:view"), ["anna@acme.example", "group:Leads"]);
    assert!(holders("conversation:call:accept").contains(&"bert@acme.example".to_owned()));
}

#[test]
fn what_could_not_be_read_is_said_and_not_compared() {
    let sandbox = carried_out(0, None, &[]);
    let folder = std::fs::read_dir(sandbox.path("snaps"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let manifest = folder.join("snapshot.json");
    let mut told: Value = serde_json::from_slice(&std::fs::read(&manifest).unwrap()).unwrap();
    told["lists"]["subject_grants"] = serde_json::json!({"missing": "not checked: refused"});
    let name = manifest
        .strip_prefix(sandbox.root())
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    sandbox.write(&name, &told.to_string());
    let diff = sandbox
        .run(&["diff", "plan.json", "snaps", "--format", "json"])
        .ended(5);
    assert_eq!(differences(&diff), Vec::<Value>::new());
    assert_eq!(diff.json()["not_compared"][0]["kind"], "grant");
    let ran = sandbox
        .run(&["who-can", "routing:queue:view", "--in", "snaps"])
        .ended(5);
    assert!(
        ran.stdout.starts_with("not checked: ") && ran.stdout.contains("subject_grants"),
        "{}",
        ran.stdout
    );
}
