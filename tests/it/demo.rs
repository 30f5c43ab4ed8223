//! `demo`: the whole pipeline on what is built in.

use std::fs;

use crate::support::Sandbox;

const RESULTS: [&str; 4] = ["plan.json", "report.md", "urls.json", "manifest.json"];

#[test]
fn every_step_runs_and_every_file_is_there() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["demo"]).ended(0);
    assert_eq!(ran.stdout.matches("would have ended in").count(), 7, "{}", ran.stdout);
    for name in RESULTS {
        assert!(sandbox.path("zd2gc-demo").join(name).exists(), "{name}");
    }
    assert!(sandbox.read("zd2gc-demo/audit.md").contains("## Findings: "));
    for line in ran.stdout.lines().filter(|line| !line.contains('$')) {
        assert!(line.chars().count() <= 80, "wider than a terminal: {line}");
    }
}

#[test]
fn the_same_bytes_come_out_every_time() {
    let sandbox = Sandbox::new();
    let _ = sandbox.run(&["demo", "--dir", "one"]).ended(0);
    let _ = sandbox.run(&["demo", "--dir", "two"]).ended(0);
    let _ = sandbox.run(&["demo", "--dir", "two"]).ended(0);
    for name in RESULTS {
        assert_eq!(
            sandbox.read(&format!("one/{name}")),
            sandbox.read(&format!("two/{name}")),
            "{name}"
        );
    }
}

#[test]
fn hostile_names_stay_harmless_in_the_report() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["demo"]).ended(0);
    let report = sandbox.read("zd2gc-demo/report.md");
    for text in [&ran.stdout, &ran.stderr, &report] {
        assert!(!text.contains('\u{202e}'), "a name turns the text around");
    }
    assert!(!report.contains("<script>"), "a name is markup");
    let plan: serde_json::Value = serde_json::from_str(&sandbox.read("zd2gc-demo/plan.json")).unwrap();
    let names: Vec<&str> = plan["people"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|person| person["name"].as_str())
        .collect();
    assert!(
        names.contains(&"Li \u{202e}evil\u{202c} Wei"),
        "machine files keep names as they are: {names:?}"
    );
}

#[test]
fn nothing_secret_is_written() {
    let sandbox = Sandbox::new();
    let _ = sandbox.run(&["demo"]).ended(0);
    let mut folders = vec![sandbox.path("zd2gc-demo")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                if path.file_name().unwrap() != "account" {
                    folders.push(path);
                }
            } else {
                let text = fs::read_to_string(&path).unwrap();
                assert!(
                    !text.contains("demo-shown"),
                    "{} holds a secret of the export",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn tables_that_were_changed_are_kept_and_used() {
    let sandbox = Sandbox::new();
    let _ = sandbox.run(&["demo"]).ended(0);
    let tenants = sandbox
        .read("zd2gc-demo/mappings/tenants.yaml")
        .replace("eu-central-1", "eu-west-2");
    sandbox.write("zd2gc-demo/mappings/tenants.yaml", &tenants);
    let ran = sandbox.run(&["demo"]).ended(0);
    assert!(
        ran.stderr.contains("kept zd2gc-demo/mappings/tenants.yaml"),
        "{}",
        ran.stderr
    );
    assert!(sandbox.read("zd2gc-demo/urls.json").contains("euw2"));
}

#[test]
fn every_file_is_valid_by_its_published_schema() {
    let sandbox = Sandbox::new();
    let _ = sandbox.run(&["demo"]).ended(0);
    for (file, schema) in [
        ("zd2gc.yaml", "project"),
        ("mappings/tenants.yaml", "tenants"),
        ("mappings/applications.yaml", "applications"),
        ("mappings/overrides.yaml", "roles"),
        ("mappings/people.yaml", "people"),
        ("snapshots/aurora-demo/snapshot.json", "snapshot"),
        ("snapshots/aurora-demo/findings.json", "findings"),
        ("plan.json", "plan"),
        ("urls.json", "urls"),
        ("manifest.json", "manifest"),
    ] {
        let schema = sandbox.run(&["util", "schema", schema]).ended(0).json();
        // JSON is YAML.
        let value: serde_json::Value = serde_yaml::from_str(&sandbox.read(&format!("zd2gc-demo/{file}"))).unwrap();
        if let Err(error) = jsonschema::validator_for(&schema).unwrap().validate(&value) {
            panic!("{file}: {error} at {}", error.instance_path());
        }
    }
}

#[test]
fn settings_of_somebody_else_s_project_do_not_count() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "zd2gc.yaml",
        "schema: zd2gc/project/1\ntenant: acme\noverlays: [cases]\n",
    );
    let _ = sandbox.run(&["demo", "--dir", "a"]).ended(0);
    let output = sandbox
        .command()
        .args(["demo", "--dir", "b"])
        .env("ZD2GC_TENANT", "acme")
        .env("ZD2GC_PROFILE", "pilot")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let plain = Sandbox::new();
    let _ = plain.run(&["demo", "--dir", "c"]).ended(0);
    let plan = plain.read("c/plan.json");
    assert_eq!(sandbox.read("a/plan.json"), plan);
    assert_eq!(sandbox.read("b/plan.json"), plan);
}

#[cfg(unix)]
#[test]
fn commands_are_shown_as_a_shell_takes_them() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["demo", "--dir", "it's $HOME"]).ended(0);
    assert!(
        ran.stdout.contains(r"--plan 'it'\''s $HOME/plan.json'"),
        "{}",
        ran.stdout
    );
    let line = ran
        .stdout
        .lines()
        .find_map(|line| line.trim().strip_prefix("zd2gc explain "))
        .unwrap();
    let output = std::process::Command::new("sh")
        .args(["-c", &format!("\"$0\" explain {line}"), env!("CARGO_BIN_EXE_zd2gc")])
        .current_dir(sandbox.root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
