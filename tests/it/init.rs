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
    insta::assert_snapshot!(ran.stderr, @r##"
Next:
  cd acme
  zd2gc snapshot zendesk --import EXPORT --subdomain NAME -o snapshots
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
