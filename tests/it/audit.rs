//! `audit`, held against orgs of the rehearsal in which plans were carried out, and in which something differs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use zd2gc::genesys::List;

use crate::http::Rehearsing;
use crate::plans::{PLANS, Plan};
use crate::support::{Ran, Sandbox, rounds};

/// Rule, subject, object.
pub(crate) type Entry = (String, String, String);

/// A plan carried out, with the snapshot of its orgs.
pub(crate) struct Audit {
    pub(crate) sandbox: Sandbox,
    pub(crate) drift: Vec<Entry>,
}

fn entries(list: &Value) -> Vec<Entry> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let entry = |one: &Value| (text(&one["rule"]), text(&one["subject"]), text(&one["object"]));
    let mut all: Vec<Entry> = list.as_array().unwrap().iter().map(entry).collect();
    all.sort();
    all
}

impl Audit {
    /// Carries a plan out, and reads the orgs with the credentials of a profile.
    pub(crate) fn of(plan: &Plan, drift: Option<u64>, profile: &[&str]) -> Self {
        let sandbox = Sandbox::new();
        sandbox.write("plan.json", &plan.text);
        let seed = drift.unwrap_or_default().to_string();
        let mut args = vec!["-q", "--from-plan", "plan.json", "--project", "project"];
        args.extend(["--rate-limit", "100000/60", "--assume", "authorizations-of-everybody"]);
        if drift.is_some() {
            args.extend(["--drift", &seed]);
        }
        let rehearsal = Rehearsing::start(&sandbox, &args);
        let args = [
            profile,
            &[
                "snapshot",
                "genesys",
                "-q",
                "--config",
                "project/zd2gc.yaml",
                "-o",
                "snaps",
            ],
        ]
        .concat();
        let read = sandbox.run(&args);
        assert!([0, 5].contains(&read.code), "{}", read.stderr);
        let drift = entries(&rehearsal.first["drift"]);
        Self { sandbox, drift }
    }

    /// Changes what each snapshot says of itself.
    pub(crate) fn change_snapshots(&self, change: impl Fn(&mut Value)) {
        for entry in std::fs::read_dir(self.sandbox.path("snaps")).unwrap() {
            let folder = entry.unwrap().file_name().into_string().unwrap();
            let file = format!("snaps/{folder}/snapshot.json");
            let mut told: Value = serde_json::from_str(&self.sandbox.read(&file)).unwrap();
            change(&mut told);
            self.sandbox.write(&file, &told.to_string());
        }
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        let all = [&["audit", "--plan", "plan.json", "--snapshot", "snaps"], args].concat();
        self.sandbox.run(&all)
    }

    /// What was found, with the exit that follows.
    pub(crate) fn found(&self, args: &[&str]) -> (Vec<Entry>, Value, i32) {
        let ran = self.run(&[args, &["--format", "json"]].concat());
        let json = ran.json();
        (entries(&json["findings"]), json, ran.code)
    }
}

pub(crate) fn plan(name: &str) -> &'static Plan {
    PLANS.iter().find(|plan| plan.name == name).unwrap()
}

#[test]
fn in_an_org_that_is_as_planned_nothing_is_found() {
    for plan in PLANS.iter() {
        let audit = Audit::of(plan, None, &[]);
        let (found, json, code) = audit.found(&[]);
        assert_eq!((found, code), (Vec::new(), 0), "{}", plan.name);
        for tenant in &plan.head.tenants {
            let people = plan.people.iter().filter(|one| one.tenant == tenant.name);
            let people: std::collections::BTreeSet<&String> = people.map(|one| &one.email).collect();
            assert_eq!(json["coverage"][&tenant.name]["people"], people.len());
        }
        let text = audit.run(&[]).ended(0).stdout;
        assert!(text.contains("Findings: none"), "{text}");
    }
}

/// Exactly what the rehearsal's first line says that it changed: six drifted plans, or as many seeds of each as asked.
#[test]
fn what_differs_is_found_and_nothing_else() {
    let seeds = rounds("ZD2GC_DRIFTS", 0);
    let few: Vec<(&Plan, u64)> = PLANS.iter().zip(3..).chain([(plan("rich"), 11)]).collect();
    let all = PLANS.iter().flat_map(|plan| (0..seeds).map(move |seed| (plan, seed)));
    let mut rules: BTreeMap<String, usize> = BTreeMap::new();
    for (plan, seed) in few.into_iter().chain(all) {
        let audit = Audit::of(plan, Some(seed), &[]);
        let (found, json, code) = audit.found(&[]);
        assert_eq!(found, audit.drift, "{} {seed}", plan.name);
        for finding in json["findings"].as_array().unwrap() {
            assert!(!finding["remedy"].as_str().unwrap().is_empty());
            *rules.entry(finding["rule"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        let severities = json["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["severity"].as_str().unwrap());
        let worst = severities
            .map(|one| {
                ["info", "low", "medium", "high"]
                    .iter()
                    .position(|own| *own == one)
                    .unwrap()
            })
            .max();
        assert_eq!(
            code,
            worst.map_or(0, |at| 11 + i32::try_from(at).unwrap()),
            "{} {seed}",
            plan.name
        );
    }
    assert!(rules.len() > 25, "{rules:?}");
}

#[test]
fn the_same_audit_gives_the_same_bytes() {
    let audit = Audit::of(plan("demo"), Some(5), &[]);
    for form in ["text", "json", "markdown"] {
        let once = audit.run(&["--format", form]).stdout;
        assert_eq!(once, audit.run(&["--format", form]).stdout, "{form}");
    }
}

/// What could not be read is not missing: the rules that need it say nothing, the first lines say so, and the run ends in 5.
#[test]
fn what_could_not_be_read_is_never_called_missing() {
    let audit = Audit::of(plan("demo"), None, &["-p", "limited"]);
    // The rehearsal's other client of its own may approve clients, which is a power, and reads nothing here.
    let found = || {
        let (mut found, json, code) = audit.found(&[]);
        found.retain(|(_, subject, _)| subject != "client:zd2gc");
        (found, json, code)
    };
    let (entries, json, code) = found();
    assert_eq!((entries, code), (Vec::new(), 5));
    let tenant = json["coverage"].as_object().unwrap().values().next().unwrap();
    assert!(
        tenant["unchecked"]["policy-may-deny"]
            .as_str()
            .unwrap()
            .contains("not checked")
    );
    assert!(
        tenant["unchecked"]["authorization-pending"]
            .as_str()
            .unwrap()
            .contains("`oauth_authorizations`")
    );
    assert!(tenant["unchecked"]["grant-missing"].is_null(), "grants were read");
    let text = audit.run(&[]).ended(5).stdout;
    assert!(text.starts_with("INCOMPLETE"), "{text}");
    // Without the grants nobody lacks anything.
    audit.change_snapshots(|told| {
        for list in ["subject_grants", "users"] {
            told["lists"][list] = serde_json::json!({"missing": "not checked: refused"});
        }
    });
    let (entries, json, code) = found();
    assert_eq!((entries, code), (Vec::new(), 5));
    let tenant = json["coverage"].as_object().unwrap().values().next().unwrap();
    for rule in [
        "grant-missing",
        "user-missing",
        "agent-without-queue-role",
        "privileged-holder",
    ] {
        assert!(tenant["unchecked"][rule].is_string(), "{rule}");
    }
}

/// A snapshot names every list; one that is not named is not empty: nobody knows what is in it.
#[test]
fn a_list_that_the_snapshot_does_not_name_is_not_checked_as_one_that_is_named_missing() {
    let audit = Audit::of(plan("small"), None, &[]);
    let (_, json, _) = audit.found(&[]);
    let org_id = json["coverage"].as_object().unwrap().values().next().unwrap()["org_id"].clone();
    let file = format!("snaps/{}/snapshot.json", org_id.as_str().unwrap());
    let whole = audit.sandbox.read(&file);
    let told: Value = serde_json::from_str(&whole).unwrap();
    let named: BTreeSet<&str> = told["lists"].as_object().unwrap().keys().map(String::as_str).collect();
    let every: BTreeSet<&str> = List::all().map(List::name).collect();
    assert_eq!(named, every, "a reading names every list");
    let run = |list: &str, coverage: Option<Value>| {
        let mut told = told.clone();
        let lists = told["lists"].as_object_mut().unwrap();
        lists.remove(list);
        lists.extend(coverage.map(|coverage| (list.to_owned(), coverage)));
        audit.sandbox.write(&file, &told.to_string());
        let (found, json, code) = audit.found(&[]);
        let unchecked = json["coverage"].as_object().unwrap().values();
        let rules: BTreeSet<String> = unchecked
            .flat_map(|tenant| tenant["unchecked"].as_object().unwrap().keys().cloned())
            .collect();
        (found, rules, code)
    };
    for list in every {
        let (found, rules, code) = run(list, None);
        assert_eq!(found, [], "{list}");
        let missing = run(list, Some(serde_json::json!({"missing": "not checked: refused"})));
        assert_eq!((&rules, code), (&missing.1, missing.2), "{list}");
        assert_eq!(code, if rules.is_empty() { 0 } else { 5 }, "{list}");
        let _ = run(list, None);
        let text = audit.run(&[]).ended(code).stdout;
        assert_eq!(text.starts_with("INCOMPLETE"), code == 5, "{list}: {text}");
    }
    let (_, rules, _) = run("subject_grants", None);
    assert!(
        rules.contains("grant-missing") && rules.contains("separation-of-duties"),
        "{rules:?}"
    );
    let text = audit.run(&[]).ended(5).stdout;
    assert!(text.contains("the snapshot does not name it"), "{text}");
}

#[test]
fn rules_are_chosen_and_findings_are_judged_by_severity() {
    let audit = Audit::of(plan("demo"), Some(5), &[]);
    let (all, _, _) = audit.found(&[]);
    let rule = all[0].0.clone();
    let of_rule = all.iter().filter(|entry| entry.0 == rule).count();
    let (only, _, _) = audit.found(&["--only", &rule]);
    assert_eq!(only.len(), of_rule);
    let (rest, _, _) = audit.found(&["--skip", &rule]);
    assert_eq!(rest.len(), all.len() - of_rule);
    let (_, _, code) = audit.found(&["--fail-on", "never"]);
    assert_eq!(code, 0);
    let (high, json, _) = audit.found(&["--min-severity", "high"]);
    assert!(high.len() < all.len() && json["findings"][0]["severity"] == "high");
    let ran = audit.run(&["--only", "grant-mising"]).ended(2);
    assert!(ran.stderr.contains("did you mean `grant-missing`?"), "{}", ran.stderr);
}

#[test]
fn without_a_snapshot_the_orgs_are_read_and_kept() {
    let sandbox = Sandbox::new();
    sandbox.write("plan.json", &plan("small").text);
    let _rehearsal = Rehearsing::start(
        &sandbox,
        &[
            "-q",
            "--from-plan",
            "plan.json",
            "--project",
            "project",
            "--assume",
            "authorizations-of-everybody",
        ],
    );
    let ran = sandbox
        .run(&["audit", "--config", "project/zd2gc.yaml", "-o", "audit.md"])
        .ended(0);
    assert!(ran.stderr.contains("wrote"), "{}", ran.stderr);
    assert!(sandbox.read("audit.md").starts_with("# Audit\n"));
    assert!(sandbox.path("project/snapshots").is_dir());
}

#[test]
fn what_is_wrong_with_the_input_is_told() {
    let audit = Audit::of(plan("small"), None, &[]);
    let ran = audit
        .sandbox
        .run(&["audit", "--snapshot", "snaps", "--plan", "nothing.json"])
        .ended(2);
    assert!(
        ran.stderr.contains("nothing.json") && ran.stderr.contains("zd2gc plan -o plan.json"),
        "{}",
        ran.stderr
    );
    let ran = audit.run(&["--tenant", "nobody"]).ended(2);
    assert!(ran.stderr.contains("the plan has no tenant"), "{}", ran.stderr);
    audit.sandbox.write("other.json", &plan("demo").text);
    let ran = audit
        .sandbox
        .run(&["audit", "--plan", "other.json", "--snapshot", "snaps"])
        .ended(5);
    assert!(ran.stdout.contains("there is no snapshot of its org"), "{}", ran.stdout);
}
