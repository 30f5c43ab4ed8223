//! `util`: schemas, completions, man pages, effective settings.

use std::fs;

use crate::support::Sandbox;

#[test]
fn settings_say_where_they_come_from() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "zd2gc.yaml",
        "schema: zd2gc/project/1\ntenant: emea\nprofiles:\n  pilot:\n    mappings: pilot\n",
    );
    sandbox.write(".config/zd2gc/config.yaml", "schema: zd2gc/project/1\ncolor: never\n");
    let mut command = sandbox.command();
    command
        .args(["util", "config", "--profile", "pilot"])
        .env("ZD2GC_OVERLAYS", "cases");
    let output = command.output().unwrap();
    let stdout = String::from_utf8(output.stdout)
        .unwrap()
        .replace(sandbox.root().to_str().unwrap(), "HOME");
    insta::assert_snapshot!(stdout, @r##"
project    zd2gc.yaml               default
profile    pilot                    flag --profile
mappings   pilot                    zd2gc.yaml, profile pilot
snapshots  -                        default
overlays   cases                    environment ZD2GC_OVERLAYS
tenant     emea                     zd2gc.yaml
color      never                    HOME/.config/zd2gc/config.yaml (user file)
zendesk    -                        default
genesys    -                        default
"##);
}

#[test]
fn settings_are_there_for_programs_too() {
    let sandbox = Sandbox::new();
    sandbox.write("zd2gc.yaml", "schema: zd2gc/project/1\ntenant: emea\n");
    let json = sandbox.run(&["util", "config", "--format", "json"]).ended(0).json();
    assert_eq!(json["tenant"]["value"], "emea");
    assert_eq!(json["tenant"]["origin"]["file"], "zd2gc.yaml");
    let ran = sandbox.run(&["util", "config", "--format", "yaml"]).ended(2);
    insta::assert_snapshot!(ran.stderr, @r##"
error: this command has no form `yaml`
hint: it has: text, json
"##);
}

#[test]
fn wrong_settings_end_in_2_and_do_not_hide_help() {
    let sandbox = Sandbox::new();
    sandbox.write("zd2gc.yaml", "schema: zd2gc/project/1\ntennant: emea\n");
    let ran = sandbox.run(&["util", "config"]).ended(2);
    insta::assert_snapshot!(ran.stderr, @r##"
error: unknown setting `tennant` in `zd2gc.yaml`
hint: did you mean `tenant`?
"##);
    let _ = sandbox.run(&["--help"]).ended(0);
    let ran = sandbox.run(&["util", "config", "--config", "none.yaml"]).ended(2);
    insta::assert_snapshot!(ran.stderr, @r##"
error: could not read settings file `none.yaml`
  caused by: No such file or directory (os error 2)
hint: `zd2gc init` writes a project file to start from
"##);
}

#[test]
fn every_format_has_a_schema_that_is_one() {
    let sandbox = Sandbox::new();
    let listed = sandbox.run(&["util", "schema"]).ended(0).stdout;
    for line in listed.lines() {
        let name = line.split_whitespace().next().unwrap();
        let schema = sandbox.run(&["util", "schema", name]).ended(0).json();
        jsonschema::validator_for(&schema).unwrap();
    }
    let _ = sandbox.run(&["util", "schema", "-o", "schemas"]).ended(0);
    assert_eq!(
        fs::read_dir(sandbox.path("schemas")).unwrap().count(),
        listed.lines().count()
    );
    let ran = sandbox.run(&["util", "schema", "tenant"]).ended(2);
    assert!(
        ran.stderr.contains("no file format is called `tenant`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn completions_and_man_pages_know_every_command() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = sandbox.run(&["util", "completions", shell]).ended(0);
        assert!(ran.stdout.contains("catalogue"), "{shell}");
    }
    let _ = sandbox.run(&["util", "man", "-o", "man"]).ended(0);
    for page in ["zd2gc.1", "zd2gc-plan.1", "zd2gc-util-schema.1"] {
        assert!(sandbox.path("man").join(page).exists(), "{page}");
    }
    assert!(
        !sandbox.path("man/zd2gc-util-docs.1").exists(),
        "hidden commands have no page"
    );
}

#[test]
fn settings_files_are_valid_by_their_schema() {
    let sandbox = Sandbox::new();
    let _ = sandbox.run(&["init"]).ended(0);
    let schema = sandbox.run(&["util", "schema", "project"]).ended(0).json();
    let project: serde_json::Value = serde_yaml::from_str(&sandbox.read("zd2gc.yaml")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&project));
    assert!(!validator.is_valid(&serde_json::json!({"schema": "zd2gc/project/1", "mapings": "x"})));
}

#[test]
fn messages_are_there_for_programs_too() {
    let sandbox = Sandbox::new();
    let ran = sandbox
        .run(&["--log-format", "json", "explain", "anna@acme.example"])
        .ended(2);
    let line: serde_json::Value = serde_json::from_str(ran.stderr.trim()).unwrap();
    assert_eq!(line["level"], "error");
    assert!(line["message"].as_str().unwrap().contains("plan.json"), "{line}");
    assert!(!line["causes"].as_array().unwrap().is_empty());
    assert!(!line["hints"].as_array().unwrap().is_empty());
}

#[test]
fn a_schema_is_found_by_the_name_that_files_carry() {
    let sandbox = Sandbox::new();
    let short = sandbox.run(&["util", "schema", "plan"]).ended(0);
    let long = sandbox.run(&["util", "schema", "zd2gc/plan/1"]).ended(0);
    assert_eq!(short.stdout, long.stdout);
    let unknown = sandbox.run(&["util", "schema", "zd2gc/plans/1"]).ended(2);
    assert!(unknown.stderr.contains("there are"), "{}", unknown.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn a_stdout_that_takes_no_more_is_told_apart_from_a_full_disk() {
    let sandbox = Sandbox::new();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let ran = sandbox
        .command()
        .args(["util", "config"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(1));
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(
        said.starts_with("error: could not write the output\n  caused by: No space left"),
        "{said}"
    );
}
