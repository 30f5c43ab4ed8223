//! `init`: a project to start from.

use crate::support::Sandbox;

#[test]
fn a_project_is_written_and_says_what_comes_next() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["init", "acme"]).ended(0);
    insta::assert_snapshot!(ran.stdout, @r##"
wrote       zd2gc.yaml
wrote       mappings/tenants.yaml
wrote       mappings/applications.yaml
wrote       mappings/overlay.yaml
wrote       mappings/overrides.yaml
wrote       .gitignore
"##);
    insta::assert_snapshot!(ran.stderr.trim_start(), @r##"
Next:
  cd acme
  zd2gc snapshot zendesk -o snapshots   (the accounts that zd2gc.yaml names)
  zd2gc snapshot zendesk --import EXPORT --subdomain NAME -o snapshots   (files)
  fill in mappings/tenants.yaml and mappings/applications.yaml
  zd2gc map lint
  zd2gc plan --snapshot snapshots -o plan.json -o plan.md
"##);
}

#[test]
fn nothing_is_overwritten() {
    let sandbox = Sandbox::new();
    sandbox.write("mappings/tenants.yaml", "mine\n");
    sandbox.write(".gitignore", "");
    let ran = sandbox.run(&["init", "--quiet"]).ended(0);
    insta::assert_snapshot!(ran.stdout, @r##"
wrote       zd2gc.yaml
left alone  mappings/tenants.yaml (it was there)
wrote       mappings/applications.yaml
wrote       mappings/overlay.yaml
wrote       mappings/overrides.yaml
left alone  .gitignore (it was there)
"##);
    assert_eq!(ran.stderr, "");
    assert_eq!(sandbox.read("mappings/tenants.yaml"), "mine\n");
    let again = sandbox.run(&["init"]).ended(0);
    assert!(!again.stdout.contains("wrote"), "{}", again.stdout);
}

#[test]
fn the_project_it_writes_is_valid() {
    let sandbox = Sandbox::new();
    let _ = sandbox.run(&["init"]).ended(0);
    let ran = sandbox.run(&["util", "config"]).ended(0);
    insta::assert_snapshot!(ran.stdout, @r##"
project    zd2gc.yaml               default
profile    -                        default
mappings   mappings                 zd2gc.yaml
snapshots  snapshots                zd2gc.yaml
overlays   -                        default
tenant     -                        default
color      auto                     default
zendesk    -                        default
genesys    -                        default
"##);
}

#[test]
fn a_folder_that_cannot_be_made_is_said() {
    let sandbox = Sandbox::new();
    sandbox.write("file", "");
    let ran = sandbox.run(&["init", "file/project"]).ended(1);
    insta::assert_snapshot!(ran.stderr, @r##"
error: could not create `file/project`
  caused by: Not a directory (os error 20)
"##);
}

/// Takes the `#` away from lines that are YAML; prose has a single space behind its `#`.
fn uncommented(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let example = line
            .strip_prefix('#')
            .filter(|rest| !rest.starts_with(' ') || rest.starts_with("  "));
        out.push_str(example.unwrap_or(line));
        out.push('\n');
    }
    out
}

#[test]
fn its_tables_are_valid_before_and_after_their_examples_are_uncommented() {
    let sandbox = Sandbox::new();
    let _ = sandbox.run(&["init"]).ended(0);
    for (file, schema, list) in [
        ("zd2gc.yaml", "project", ""),
        ("mappings/tenants.yaml", "tenants", "tenants"),
        ("mappings/applications.yaml", "applications", "applications"),
        ("mappings/overlay.yaml", "settings", "settings"),
        ("mappings/overrides.yaml", "roles", "overrides"),
    ] {
        let schema = sandbox.run(&["util", "schema", schema]).ended(0).json();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let text = sandbox.read(file);
        for text in [text.clone(), uncommented(&text)] {
            let value: serde_json::Value = serde_yaml::from_str(&text).unwrap();
            if let Err(error) = validator.validate(&value) {
                panic!("{file}: {error} at {}\n{text}", error.instance_path());
            }
        }
        let value: serde_json::Value = serde_yaml::from_str(&uncommented(&text)).unwrap();
        assert!(list.is_empty() || value[list].as_array().unwrap().len() == 1, "{file}");
    }
}

#[test]
fn the_shipped_tables_are_there_to_read() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["init", "--defaults"]).ended(0);
    assert!(ran.stdout.contains("defaults/settings.yaml"), "{}", ran.stdout);
    assert!(sandbox.read("defaults/settings.yaml").contains("zd2gc/settings/1"));
    assert!(
        !sandbox.path("mappings/settings.yaml").exists(),
        "they are not loaded twice"
    );
}
