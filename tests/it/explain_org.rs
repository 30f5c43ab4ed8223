//! `zd2gc explain --snapshot`: what a subject may do in an org, and by what.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sha2::Digest as _;

use crate::support::{Ran, Sandbox, fixtures};

/// An org with everything, or both orgs: the other one could not be read whole.
fn orgs(name: &str) -> String {
    fixtures().join("genesys/access").join(name).display().to_string()
}

fn explain(args: &[&str], snapshots: &str) -> Ran {
    Sandbox::new().run(&[&["explain"], args, &["--snapshot", snapshots]].concat())
}

/// The subjects of the only org that answers, as JSON.
#[track_caller]
fn subjects(args: &[&str]) -> Vec<Value> {
    let ran = explain(&[args, &["--format", "json"]].concat(), &orgs("emea")).ended(0);
    let told = ran.json();
    assert_eq!(told["schema"], "zd2gc/access/1");
    assert_eq!(told["of"].as_array().unwrap().len(), 1);
    told["of"][0]["subjects"].as_array().unwrap().clone()
}

/// Permission, role, group, divisions, what stands in the role, whether under a condition: a line each.
fn ways(subject: &Value) -> Vec<String> {
    let all = subject["permissions"].as_array().unwrap().iter().flat_map(|held| {
        let ways = held["ways"].as_array().unwrap().iter();
        ways.map(move |way| {
            let divisions = match &way["divisions"] {
                Value::Array(some) => some
                    .iter()
                    .map(|one| one.as_str().unwrap())
                    .collect::<Vec<_>>()
                    .join(", "),
                all => all.as_str().unwrap().to_owned(),
            };
            let condition = if way["conditional"] == true { "?" } else { "" };
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            format!(
                "{}{condition} {} | {} | {divisions} | {}",
                text(&held["permission"]),
                text(&way["policy"]),
                text(&way["role"]),
                text(&way["through"])
            )
        })
    });
    all.collect()
}

#[test]
fn every_permission_comes_with_every_way_by_which_it_is_held() {
    let found = subjects(&["anna@acme.example"]);
    assert_eq!(
        ways(&found[0]),
        [
            "conversation:call:accept conversation:call:accept | Agent | Billing | direct",
            "directory:user:view directory:user:view | employee | Headquarters | direct",
            "recording:recording:view? recording:recording:view | Listener | all | direct",
            "routing:queue:edit routing:queue:* | Queue keeper | Billing, Frontline | group:Leads",
            "routing:queue:join routing:queue:join | Agent | Billing | direct",
            "routing:queue:join routing:queue:* | Queue keeper | Billing, Frontline | group:Leads",
            "routing:queue:view routing:queue:view | Agent | Billing | direct",
            "routing:queue:view routing:queue:* | Queue keeper | Billing, Frontline | group:Leads",
        ]
    );
    assert_eq!(found[0]["groups"], serde_json::json!(["group:Leads"]));
    assert_eq!(found[0]["permissions"][0]["division_aware"], false);
    assert_eq!(found[0]["permissions"][2]["conditional"], true);
}

#[test]
fn explain_and_who_can_agree() {
    let sandbox = Sandbox::new();
    let emea = orgs("emea");
    let permissions = [
        "admin",
        "conversation:call:accept",
        "directory:user:edit",
        "directory:user:view",
        "recording:recording:view",
        "routing:queue:edit",
        "routing:queue:view",
    ];
    let everybody = [
        "anna@acme.example",
        "bert@acme.example",
        "dora@acme.example",
        "group:Leads",
        "group:Idle",
        "client:Night report",
        "client:Wallboard",
        "Partner GmbH",
    ];
    let mut held = 0;
    for permission in permissions {
        let who = sandbox
            .run(&["who-can", permission, "--in", &emea, "--format", "json"])
            .ended(0)
            .json();
        let row = |subject: &Value, way: &Value| {
            let fields = [
                &subject["subject"],
                &subject["state"],
                &way["role"],
                &way["through"],
                &way["divisions"],
            ];
            fields.map(ToString::to_string).join(" ")
        };
        let holders = who["of"][0]["holders"].as_array().unwrap();
        let expected: BTreeSet<String> = holders.iter().map(|holder| row(holder, holder)).collect();
        let mut found = BTreeSet::new();
        for subject in everybody {
            for subject in subjects(&[subject, permission]) {
                for permission in subject["permissions"].as_array().unwrap() {
                    found.extend(
                        permission["ways"]
                            .as_array()
                            .unwrap()
                            .iter()
                            .map(|way| row(&subject, way)),
                    );
                }
            }
        }
        assert_eq!(found, expected, "{permission}");
        held += found.len();
    }
    assert!(held > 10, "{held}");
}

#[test]
fn people_go_by_address_username_id_and_name_and_others_by_kind_and_name_or_by_id() {
    for (name, subject) in [
        ("ANNA@acme.example ", "anna@acme.example"),
        ("anna.berg@corp.example", "anna@acme.example"),
        ("anna berg", "anna@acme.example"),
        ("00000000-0000-4000-8000-0000000000A0", "anna@acme.example"),
        ("group:leads", "group:Leads"),
        ("Leads", "group:Leads"),
        ("night REPORT", "client:Night report"),
        ("00000000-0000-4000-8000-0000000000b0", "group:Leads"),
        ("client:night report", "client:Night report"),
        ("client:00000000-0000-4000-8000-0000000000c0", "client:Night report"),
        ("00000000-0000-4000-8000-0000000000c0", "client:Night report"),
        ("partner gmbh", "Partner GmbH"),
        ("trustee:Partner GmbH", "Partner GmbH"),
        ("00000000-0000-4000-8000-0000000000f1", "Partner GmbH"),
    ] {
        let found = subjects(&[name]);
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(found[0]["subject"], subject, "{name}");
    }
}

#[test]
fn all_who_share_an_address_are_told_of() {
    let found = subjects(&["dora@acme.example"]);
    let told: Vec<_> = found
        .iter()
        .map(|one| (&one["name"], &one["state"], ways(one).len()))
        .collect();
    assert_eq!(
        told,
        [
            (&"Dora Lind".into(), &"active".into(), 0),
            (&"Dora Marsh".into(), &"deleted".into(), 3)
        ]
    );
}

#[test]
fn what_is_not_held_comes_with_what_is_nearest() {
    // Held elsewhere: by which role, and where.
    let found = subjects(&["anna@acme.example", "ROUTING:queue:EDIT", "--division", "home"]);
    assert!(ways(&found[0]).is_empty());
    let near = serde_json::json!([{"role": "Queue keeper", "permissions": 3, "conditional": false,
        "through": "group:Leads", "divisions": ["Billing", "Frontline"]}]);
    assert_eq!(found[0]["nearest"], near);
    // Held nowhere: the roles that carry it, those with the least beside it first, and never one that gives everything before.
    let found = subjects(&["bert@acme.example", "directory:user:edit"]);
    let near = found[0]["nearest"].as_array().unwrap();
    let roles: Vec<_> = near.iter().map(|one| (&one["role"], &one["through"])).collect();
    assert_eq!(
        roles,
        [
            (&"Directory clerk".into(), &Value::Null),
            (&"Master Admin".into(), &Value::Null)
        ]
    );
    // Carried by no role.
    let ran = explain(&["anna@acme.example", "gdpr:request:add"], &orgs("emea")).ended(0);
    assert!(ran.stdout.contains("does not hold gdpr:request:add"), "{}", ran.stdout);
    assert!(ran.stdout.contains("no role of the org carries it"), "{}", ran.stdout);
}

#[test]
fn a_division_limits_only_what_divisions_limit() {
    let asked =
        |permission, division| ways(&subjects(&["anna@acme.example", permission, "--division", division])[0]).len();
    assert_eq!(asked("routing:queue:view", "Billing"), 2);
    assert_eq!(asked("routing:queue:view", "frontline"), 1);
    assert_eq!(asked("routing:queue:view", "Headquarters"), 0);
    // In all divisions.
    assert_eq!(asked("recording:recording:view", "home"), 1);
    // The org's list says that no division limits it.
    assert_eq!(asked("conversation:call:accept", "home"), 1);
    let all = subjects(&["anna@acme.example", "--division", "Frontline"]);
    let roles: Vec<_> = all[0]["roles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|role| &role["role"])
        .collect();
    assert_eq!(roles, ["Agent", "Listener", "Queue keeper", "employee"]);
    let held: BTreeSet<_> = ways(&all[0])
        .into_iter()
        .map(|way| way.split(' ').next().unwrap().to_owned())
        .collect();
    assert!(
        held.contains("conversation:call:accept"),
        "Agent is there for what no division limits: {held:?}"
    );
    let queues = ways(&all[0]).into_iter().filter(|way| way.starts_with("routing:"));
    assert!(queues.clone().all(|way| way.contains("Queue keeper")) && queues.count() == 3);
}

#[test]
fn what_bears_on_the_answer_beside_grants_is_noted() {
    let said = |args: &[&str], note: &str| {
        let ran = explain(args, &orgs("emea")).ended(0);
        let text = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(note), "{note}: {}", ran.stdout);
    };
    said(
        &["group:Leads"],
        "policy `No edits at night` denies `routing:queue:edit`",
    );
    said(&["Partner GmbH"], "may enter with full access");
    said(&["client:Wallboard"], "is registered for CODE");
    said(
        &["bert@acme.example", "conversation:call:accept"],
        "not limited by divisions",
    );
    let ran = explain(&["client:Night report"], &orgs("emea")).ended(0);
    assert!(!ran.stdout.contains("registered"), "{}", ran.stdout);
}

#[test]
fn of_somebody_of_another_org_the_trust_is_told() {
    // As it stands in the list of the fixture, then with what is put in.
    let trust = |more: Value| {
        let sandbox = Sandbox::new();
        let from = fixtures().join("genesys/access/emea");
        for entry in std::fs::read_dir(&from).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let text = std::fs::read_to_string(from.join(&name)).unwrap();
            sandbox.write(&format!("org/{name}"), &text);
        }
        let mut trustee: Value = serde_json::from_str(&sandbox.read("org/trustees.ndjson")).unwrap();
        let record = trustee.as_object_mut().unwrap();
        record.extend(more.as_object().unwrap().clone());
        record.retain(|_, value| !value.is_null());
        let line = format!("{trustee}\n");
        sandbox.write("org/trustees.ndjson", &line);
        let mut told: Value = serde_json::from_str(&sandbox.read("org/snapshot.json")).unwrap();
        let digest = sha2::Sha256::digest(line.as_bytes());
        let digest: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        told["lists"]["trustees"]["sha256"] = digest.concat().into();
        sandbox.write("org/snapshot.json", &told.to_string());
        let args = ["explain", "Partner GmbH", "--snapshot", "org"];
        let text = sandbox.run(&args).ended(0).stdout;
        let json = sandbox
            .run(&[&args[..], &["--format", "json"]].concat())
            .ended(0)
            .json();
        let line = text
            .lines()
            .find(|line| line.starts_with("  trust "))
            .unwrap()
            .to_owned();
        (line, json["of"][0]["subjects"][0]["trust"].clone())
    };
    for (more, line, told) in [
        (
            json!({}),
            "  trust enabled, without an end",
            json!({"enabled": true, "expires": null}),
        ),
        (
            json!({"enabled": false, "dateExpired": "2027-06-30T00:00:00Z"}),
            "  trust disabled, until 2027-06-30T00:00:00Z",
            json!({"enabled": false, "expires": "2027-06-30T00:00:00Z"}),
        ),
        (
            json!({"enabled": null, "dateExpired": ""}),
            "  trust without an end",
            json!({"enabled": null, "expires": null}),
        ),
    ] {
        assert_eq!(trust(more), (line.to_owned(), told));
    }
    // Whoever is of this org needs no trust.
    let found = subjects(&["anna@acme.example"]);
    assert!(found[0].get("trust").is_none());
}

#[test]
fn what_could_not_be_read_stands_first_and_ends_in_5() {
    let ran = explain(&["anna@acme.example"], &orgs("")).ended(5);
    assert!(ran.stdout.starts_with("not checked: "), "{}", ran.stdout);
    assert!(ran.stdout.contains("`group_members`"), "{}", ran.stdout);
    assert!(
        !ran.stdout.contains("`trustees`"),
        "bears on nobody's rights: {}",
        ran.stdout
    );
    // The org's own permissions are not known: wildcards are the catalogue's.
    assert!(ran.stdout.contains("wildcards stand for what the"), "{}", ran.stdout);
    // What is not held may be held through a group.
    let ran = explain(&["anna@acme.example", "recording:recording:view"], &orgs("us")).ended(5);
    assert!(ran.stdout.contains("as far as could be read"), "{}", ran.stdout);
    // Only the other org is asked.
    let args = ["anna@acme.example", "--tenant", "acme-emea"];
    let _ = explain(&args, &orgs("")).ended(0);
    // Nobody goes by it in what was read, and a list that may have it is not there.
    let ran = explain(&["group:Leads", "--format", "json"], &orgs("")).ended(5);
    let told = ran.json();
    assert_eq!(told["of"][0]["subjects"].as_array().unwrap().len(), 1);
    assert_eq!(told["of"][1]["subjects"].as_array().unwrap().len(), 0);
    assert!(told["of"][1]["lacking"]["groups"].is_string());
    let ran = explain(&["group:Leads"], &orgs("us")).ended(5);
    assert!(
        ran.stdout.contains("nobody in what was read goes by `group:Leads`"),
        "{}",
        ran.stdout
    );
}

#[test]
fn what_does_not_exist_ends_in_2_with_what_is_nearest() {
    let wrong = |args: &[&str], says: &str| {
        let ran = explain(args, &orgs("emea")).ended(2);
        assert!(ran.stderr.contains(says), "{says}: {}", ran.stderr);
        assert!(ran.stdout.is_empty());
    };
    wrong(&["anna@acme.exampel"], "did you mean `anna@acme.example`?");
    wrong(&["Leeds"], "did you mean `group:Leads`?");
    wrong(
        &["client:Leads"],
        "no org that was searched has a subject `client:Leads`",
    );
    wrong(&["client:Nigth report"], "did you mean `client:Night report`?");
    wrong(
        &["anna@acme.example", "routing:queue:veiw"],
        "nearest: routing:queue:view",
    );
    wrong(
        &["anna@acme.example", "--division", "Biling"],
        "did you mean `Billing`?",
    );
    wrong(&["anna@acme.example", "--tenant", "apac"], "there is `acme-emea`");
    wrong(&["anna@acme.example", "--plan", "plan.json"], "cannot be used with");
    let sandbox = Sandbox::new();
    sandbox.write("plan.json", r#"{"schema": "zd2gc/plan/1"}"#);
    let args = ["explain", "anna@acme.example", "--snapshot", "plan.json"];
    let ran = sandbox.run(&args).ended(2);
    assert!(
        ran.stderr.contains("is a plan, not the snapshot of an org"),
        "{}",
        ran.stderr
    );
    for flag in [["--tenant", "emea"], ["--division", "home"], ["--mappings", "m"]] {
        let ran = sandbox
            .run(&[&["explain", "anna@acme.example"], &flag[..]].concat())
            .ended(2);
        assert!(ran.stderr.contains("--snapshot"), "{}", ran.stderr);
    }
}
