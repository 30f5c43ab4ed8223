//! `map lint`, `map coverage`, `map suggest`: mapping tables as people meet them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use insta::assert_snapshot;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::support::{Sandbox, fixtures};

/// Lints one file; gives what was said about it.
fn lint(name: &str, text: &str, code: i32) -> String {
    let sandbox = Sandbox::new();
    sandbox.write(&format!("tables/{name}"), text);
    sandbox.run(&["map", "lint", "--mappings", "tables"]).ended(code).stdout
}

/// A snapshot's folder from lists.
fn snapshot(sandbox: &Sandbox, subdomain: &str, lists: &[(&str, Vec<Value>)]) {
    let mut manifest = BTreeMap::new();
    for (name, records) in lists {
        let mut records = records.clone();
        records.sort_by_key(|record| record.get("id").and_then(Value::as_u64));
        let mut text = String::new();
        for record in &records {
            writeln!(text, "{record}").unwrap();
        }
        sandbox.write(&format!("snapshots/{subdomain}/{name}.ndjson"), &text);
        let digest = Sha256::digest(text.as_bytes());
        let mut sha256 = String::new();
        for byte in digest {
            write!(sha256, "{byte:02x}").unwrap();
        }
        manifest.insert((*name).to_owned(), json!({"count": records.len(), "sha256": sha256}));
    }
    let manifest = json!({
        "schema": "zd2gc/zendesk-snapshot/1",
        "of": {"subdomain": subdomain},
        "taken_at": "2026-11-20T00:00:00Z",
        "lists": manifest,
    });
    sandbox.write(&format!("snapshots/{subdomain}/snapshot.json"), &manifest.to_string());
}

fn rich(list: &str, file: &str) -> Vec<Value> {
    let text = fs::read_to_string(fixtures().join("zendesk/rich").join(file)).unwrap();
    let body: Value = serde_json::from_str(&text).unwrap();
    body[list].as_array().unwrap().clone()
}

/// The rich account, as far as tables are concerned.
fn rich_snapshot(sandbox: &Sandbox) {
    let mut users = rich("users", "users.page1.json");
    users.extend(rich("users", "users.page2.json"));
    users.retain(|user| user["role"] != "end-user");
    snapshot(
        sandbox,
        "nordlicht",
        &[
            ("users", users),
            ("custom_roles", rich("custom_roles", "custom_roles.json")),
            ("brands", rich("brands", "brands.json")),
            ("oauth_clients", rich("clients", "oauth_clients.json")),
            ("oauth_tokens", rich("tokens", "oauth_tokens.json")),
            ("api_tokens", rich("api_tokens", "api_tokens.json")),
        ],
    );
}

#[test]
fn the_default_tables_have_no_faults() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["map", "lint"]).ended(0);
    assert_snapshot!(ran.stdout, @"5 tables: no faults");
}

#[test]
fn the_overlays_have_no_faults() {
    let sandbox = Sandbox::new();
    let ran = sandbox
        .run(&["map", "lint", "--overlay", "cases", "--overlay", "work-items"])
        .ended(0);
    assert_snapshot!(ran.stdout, @"7 tables: no faults");
}

#[test]
fn an_overlay_that_does_not_ship_is_refused_with_the_nearest() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["map", "lint", "--overlay", "case"]).ended(2);
    assert_snapshot!(ran.stderr, @"error: there is no overlay `case`: did you mean `cases`?");
}

#[test]
fn a_folder_that_is_not_there_is_wrong_usage() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["map", "lint", "--mappings", "nowhere"]).ended(2);
    assert_snapshot!(ran.stderr, @r"
    error: could not read the folder of mapping tables `nowhere`
      caused by: No such file or directory (os error 2)
    hint: `zd2gc init` makes a folder to start from
    ");
}

/// One of each: key, type, word, missing key, permission, wildcard, setting, value, gains, decision, row twice, duplicate key.
const TWELVE: &str = "\
schema: zd2gc/settings/1
settings:
  - setting: macro_access
    value: full
    permisions: [responses:library:view]
    permissions: responses:library:view
    fidelity: exacct
  - setting: macro_acces
    value: full
    permissions: [responses:librari:view, routing:queue:*]
    fidelity: exact
    reason: agreed
  - setting: view_access
    value: ful
    permissions: [routing:queue:view]
    gains: [routing:queue:add]
    fidelity: wider
    decision: who-knows
    reason: agreed
    reason: agreed again
  - {setting: view_access, value: ful, permissions: [], fidelity: none, reason: another view}
";

#[test]
fn one_run_shows_all_faults_of_a_file() {
    assert_snapshot!(lint("rows.yaml", TWELVE, 14), @r"
    error[key-missing]: a row of `settings` lacks `reason`
     --> rows.yaml:3:5
      |
    3 |   - setting: macro_access
      |     ^^^^^^^^^^^^^^^^^^^^^ here
      |
      = help: add `reason`: a text

    error[key-unknown]: a row of `settings` has no key `permisions`
     --> rows.yaml:5:5
      |
    5 |     permisions: [responses:library:view]
      |     ^^^^^^^^^^ unknown key
      |
      = help: did you mean `permissions`?

    error[value-wrong-type]: `permissions` takes a list, and this is a text
     --> rows.yaml:6:18
      |
    6 |     permissions: responses:library:view
      |                  ^^^^^^^^^^^^^^^^^^^^^^ a text
      |
      = help: write [responses:library:view]

    error[value-wrong-type]: `fidelity` can't be `exacct`
     --> rows.yaml:7:15
      |
    7 |     fidelity: exacct
      |               ^^^^^^ one of exact, narrower, wider, none
      |
      = help: did you mean `exact`?

    warning[row-setting-unknown]: Zendesk's roles are not known to have a setting `macro_acces`
     --> rows.yaml:8:14
      |
    8 |   - setting: macro_acces
      |              ^^^^^^^^^^^ unknown setting
      |
      = help: did you mean `macro_access`?

    error[permission-not-in-catalogue]: the catalogue has no permission `responses:librari:view`
      --> rows.yaml:10:19
       |
    10 |     permissions: [responses:librari:view, routing:queue:*]
       |                   ^^^^^^^^^^^^^^^^^^^^^^ unknown permission
       |
       = help: did you mean `responses:library:view`?

    warning[permission-wildcard]: `routing:queue:*` gives 7 permissions today, and what the vendor adds
      --> rows.yaml:10:43
       |
    10 |     permissions: [responses:librari:view, routing:queue:*]
       |                                           ^^^^^^^^^^^^^^^ a privileged gain (level C)
       |
       = help: name those that are needed of routing:queue:add, routing:queue:delete, routing:queue:edit, routing:queue:join, routing:queue:readonly, routing:queue:search, routing:queue:view

    warning[value-unknown]: `view_access` is not known to take `ful`
      --> rows.yaml:14:12
       |
    14 |     value: ful
       |            ^^^ unknown value
       |
       = help: did you mean `full`? It takes `playonly`, `readonly`, `manage-personal`, `manage-group` or `full`

    error[gains-odd]: `routing:queue:add` is listed as gained and not given
      --> rows.yaml:16:13
       |
    16 |     gains: [routing:queue:add]
       |             ^^^^^^^^^^^^^^^^^ not among `permissions`
       |
       = help: list only permissions of the row, in rows with `fidelity: wider`

    error[decision-unknown]: no table has a decision `who-knows`
      --> rows.yaml:18:15
       |
    18 |     decision: who-knows
       |               ^^^^^^^^^ unknown decision
       |
       = help: there are `who-administers-access`, `free-seats`, `who-reads-past-contents`, `who-publishes-flows`, `business-rules-scope`, `service-levels`, `who-edits-channels`, `who-makes-api-clients`, `who-edits-roles`, `who-manages-people`, `who-exports-data`, `where-restricted-articles-go` and 1 more

    error[key-duplicate]: the key `reason` stands twice in one mapping
      --> rows.yaml:20:5
       |
    20 |     reason: agreed again
       |     ^^^^^^ again
       |
      ::: rows.yaml:19:5
       |
    19 |     reason: agreed
       |     ------ first here
       |
       = help: keep one of them

    error[row-conflict]: two rows disagree about `view_access=ful`
      --> rows.yaml:21:35
       |
    21 |   - {setting: view_access, value: ful, permissions: [], fidelity: none, ...
       |                                   ^^^ second
       |
      ::: rows.yaml:14:12
       |
    14 |     value: ful
       |            --- first
       |
       = help: keep one of them

    warning[value-unknown]: `view_access` is not known to take `ful`
      --> rows.yaml:21:35
       |
    21 |   - {setting: view_access, value: ful, permissions: [], fidelity: none, ...
       |                                   ^^^ unknown value
       |
       = help: did you mean `full`? It takes `playonly`, `readonly`, `manage-personal`, `manage-group` or `full`

    6 tables: 13 faults (9 high, 4 medium); the tables can't be used
    ");
}

#[test]
fn a_duplicate_key_shows_both_places() {
    let text = "schema: zd2gc/people/1\npeople:\n  - match: anna@acme.example\n    skip: true\n    skip: false\n    reason: x\n";
    assert_snapshot!(lint("people.yaml", text, 14), @r"
    error[key-duplicate]: the key `skip` stands twice in one mapping
     --> people.yaml:5:5
      |
    5 |     skip: false
      |     ^^^^ again
      |
     ::: people.yaml:4:5
      |
    4 |     skip: true
      |     ---- first here
      |
      = help: keep one of them

    6 tables: 1 fault (1 high); the tables can't be used
    ");
}

#[test]
fn anchors_aliases_merge_keys_and_tags_are_refused() {
    let text = "schema: zd2gc/people/1\nbase: &base\n  skip: true\npeople:\n  - match: anna@acme.example\n    <<: *base\n    reason: !!str x\n";
    assert_snapshot!(lint("people.yaml", text, 14), @r"
    error[anchor-refused]: anchors are not used in tables
     --> people.yaml:2:7
      |
    2 | base: &base
      |       ^^^^^ anchor
      |
      = help: write the row out

    error[anchor-refused]: merge keys are not used in tables
     --> people.yaml:6:5
      |
    6 |     <<: *base
      |     ^^ merge key
      |
      = help: write the row out

    error[anchor-refused]: aliases are not used in tables
     --> people.yaml:6:9
      |
    6 |     <<: *base
      |         ^^^^^ alias
      |
      = help: write the row out

    error[anchor-refused]: tags are not used in tables
     --> people.yaml:7:13
      |
    7 |     reason: !!str x
      |             ^^^^^ tag
      |
      = help: write the row out

    6 tables: 4 faults (4 high); the tables can't be used
    ");
}

#[test]
fn a_bomb_costs_nothing() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..40 {
        let below = level - 1;
        writeln!(
            text,
            "a{level}: &a{level} [*a{below}, *a{below}, *a{below}, *a{below}, *a{below}, *a{below}]"
        )
        .unwrap();
    }
    let started = std::time::Instant::now();
    let said = lint("bomb.yaml", &text, 14);
    assert!(said.contains("error[anchor-refused]"), "{said}");
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn nesting_and_size_are_bounded() {
    assert_snapshot!(lint("deep.yaml", &format!("schema: {}", "[".repeat(100_000)), 14), @r"
    error[yaml-syntax]: this is not YAML
     --> deep.yaml:1:161
      |
    1 | ...[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[...
      |                          ^ recursion limit exceeded
      |
      = help: correct the text at the caret; indentation and quotes are the usual causes

    6 tables: 1 fault (1 high); the tables can't be used
    ");
    let rows = "  - {match: a@b.example, skip: true, reason: x}\n".repeat(120_000);
    let said = lint("long.yaml", &format!("schema: zd2gc/people/1\npeople:\n{rows}"), 14);
    assert_snapshot!(said, @r"
    error[file-too-large]: `long.yaml` is larger than 4 MB
    --> long.yaml
     = help: split it into several files

    5 tables: 1 fault (1 high); the tables can't be used
    ");
}

#[test]
fn files_that_are_no_tables_are_told_by_name() {
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.path("tables/folder.yaml")).unwrap();
    fs::File::create(sandbox.path("tables/empty.yaml")).unwrap();
    sandbox.write("tables/people.yml", "people: []\n");
    sandbox.write("tables/typo.yaml", "schema: zd2gc/setings/1\n");
    sandbox.write("tables/newer.yaml", "schema: zd2gc/settings/2\n");
    sandbox.write(
        "tables/two.yaml",
        "schema: zd2gc/people/1\n---\nschema: zd2gc/people/1\n",
    );
    sandbox.write("tables/tab.yaml", "schema: zd2gc/people/1\npeople:\n\t- match: x\n");
    sandbox.write("tables/scalar.yaml", "just words\n");
    sandbox.write("tables/.hidden.yaml", "not: read\n");
    sandbox.write("tables/notes.txt", "not: read\n");
    let binary = [b"schema: x\n".as_slice(), &[0xff, 0xfe, 0x00, 0x01]].concat();
    write_bytes(&sandbox, "tables/binary.yaml", &binary);
    let utf16: Vec<u8> = "\u{feff}schema: x\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    write_bytes(&sandbox, "tables/utf16.yaml", &utf16);
    let ran = sandbox.run(&["map", "lint", "--mappings", "tables"]).ended(14);
    assert_snapshot!(ran.stdout, @r"
    error[file-unreadable]: `binary.yaml` is not UTF-8 text: byte 11 in line 2 is none
    --> binary.yaml
     = help: make the file readable, save it as UTF-8, or take it out of the folder

    error[schema-unknown]: the file does not say what it is
    --> empty.yaml
     = help: begin it with `schema:` and one of zd2gc/settings/1, zd2gc/roles/1, zd2gc/scopes/1, zd2gc/tenants/1, zd2gc/applications/1, zd2gc/people/1, zd2gc/duties/1, zd2gc/privileged/1

    error[file-unreadable]: `folder.yaml` is not a file
    --> folder.yaml
     = help: rename the folder, or take it out of the folder of tables

    error[schema-unknown]: `zd2gc/settings/2` is no schema of a table
     --> newer.yaml:1:9
      |
    1 | schema: zd2gc/settings/2
      |         ^^^^^^^^^^^^^^^^ unknown schema
      |
      = help: this version of the program reads `zd2gc/settings/1`

    error[schema-unknown]: the file does not say what it is
     --> people.yml:1:1
      |
    1 | people: []
      | ^^^^^^
      |
      = help: begin it with `schema: zd2gc/people/1`

    error[schema-unknown]: the file does not say what it is
     --> scalar.yaml:1:1
      |
    1 | just words
      | ^^^^^^^^^^
      |
      = help: begin it with `schema:` and one of zd2gc/settings/1, zd2gc/roles/1, zd2gc/scopes/1, zd2gc/tenants/1, zd2gc/applications/1, zd2gc/people/1, zd2gc/duties/1, zd2gc/privileged/1

    error[yaml-syntax]: this is not YAML
     --> tab.yaml:3:2
      |
    3 |  - match: x
      |  ^ tabs disallowed within this context (block indentation)
      |
      = help: correct the text at the caret; indentation and quotes are the usual causes

    error[yaml-syntax]: a second document starts here, and a file holds one table
     --> two.yaml:2:1
      |
    2 | ---
      | ^^^
      |
      = help: put each table into a file of its own, without `---` between

    error[schema-unknown]: `zd2gc/setings/1` is no schema of a table
     --> typo.yaml:1:9
      |
    1 | schema: zd2gc/setings/1
      |         ^^^^^^^^^^^^^^^ unknown schema
      |
      = help: did you mean `zd2gc/settings/1`?

    error[file-unreadable]: `utf16.yaml` is not UTF-8 text: byte 1 in line 1 is none
    --> utf16.yaml
     = help: it is UTF-16: save it as UTF-8

    12 tables: 10 faults (10 high); the tables can't be used
    ");
}

fn write_bytes(sandbox: &Sandbox, name: &str, bytes: &[u8]) {
    use std::io::Write as _;
    fs::File::create(sandbox.path(name)).unwrap().write_all(bytes).unwrap();
}

#[test]
fn carets_are_right_after_other_scripts_windows_line_ends_and_a_byte_order_mark() {
    let text = "\u{feff}# Čokoládovna 北極\r\nschema: zd2gc/people/1\r\npeople:\r\n  - {reason: \"北極 é\", match: nobody, skip: true}\r\n";
    assert_snapshot!(lint("people.yaml", text, 14), @r#"
    error[person-match-invalid]: `nobody` is neither an address nor a domain
     --> people.yaml:4:29
      |
    4 |   - {reason: "北極 é", match: nobody, skip: true}
      |                               ^^^^^^ not an address
      |
      = help: write `anna@acme.example`, or `@acme.example` for everyone there

    6 tables: 1 fault (1 high); the tables can't be used
    "#);
}

#[test]
fn hostile_names_stay_harmless_in_drawings() {
    let text = "schema: zd2gc/people/1\npeople:\n  - {match: \"a\u{202e}b\u{200b}\", skip: true, reason: \"\\e[31m|<script>\"}\n";
    let said = lint("people\u{202e}.yaml", text, 14);
    assert!(!said.contains(['\u{202e}', '\u{200b}', '\u{1b}']), "{said}");
    assert_snapshot!(said, @r#"
    error[person-match-invalid]: `a\u{202e}b\u{200b}` is neither an address nor a domain
     --> people\u{202e}.yaml:3:13
      |
    3 |   - {match: "a\u{202e}b\u{200b}", skip: true, reason: "\e[31m|<script>"}
      |             ^^^^^^^^^^^^^^^^^^^^ not an address
      |
      = help: write `anna@acme.example`, or `@acme.example` for everyone there

    6 tables: 1 fault (1 high); the tables can't be used
    "#);
}

const TENANTS: &str = "\
schema: zd2gc/tenants/1
tenants:
  - name: emea
    subdomains: [acme, Acme-EMEA, acme]
    org_id: 00000000-0000-4000-8000-000000000001
    region: eu-central-9
  - name: us
    subdomains: [acme, \"not a host\"]
    org_id: not-a-uuid
    region: us-east-1
    identity_provider: octa
    api_url: http://api.example
    login_url: http://127.0.0.1:8080
  - name: us
    subdomains: []
    org_id: 00000000-0000-0000-0000-000000000000
    region: mypurecloud.de
    divisions: {by: brands, rename: {24: \"\"}}
";

#[test]
fn tenants_are_held_against_regions_and_each_other() {
    assert_snapshot!(lint("tenants.yaml", TENANTS, 14), @r#"
    error[region-unknown]: Genesys Cloud has no region `eu-central-9`
     --> tenants.yaml:6:13
      |
    6 |     region: eu-central-9
      |             ^^^^^^^^^^^^ unknown region
      |
      = help: did you mean `eu-central-1`?

    error[subdomain-invalid]: `not a host` is neither a Zendesk subdomain nor a host
     --> tenants.yaml:8:24
      |
    8 |     subdomains: [acme, "not a host"]
      |                        ^^^^^^^^^^^^ not a subdomain
      |
      = help: write `acme` for acme.zendesk.com

    error[org-id-invalid]: `not-a-uuid` is not a UUID such as 00000000-0000-4000-8000-000000000001
     --> tenants.yaml:9:13
      |
    9 |     org_id: not-a-uuid
      |             ^^^^^^^^^^ not a UUID
      |
      = help: copy the id from the organization's or client's page in Genesys Cloud

    warning[value-invalid]: an identity provider goes into the URL only together with `org_name`
      --> tenants.yaml:11:5
       |
    11 |     identity_provider: octa
       |     ^^^^^^^^^^^^^^^^^ left out of the URL
       |
       = help: add `org_name`, the org's short name

    warning[identity-provider-undocumented]: the authorize page does not document the provider `octa`
      --> tenants.yaml:11:24
       |
    11 |     identity_provider: octa
       |                        ^^^^ not documented
       |
       = help: did you mean `okta`? It documents `okta`, `adfs`, `salesforce`, `onelogin`, `gsuite` or `ping`

    error[url-invalid]: `http://api.example` is not https
      --> tenants.yaml:12:14
       |
    12 |     api_url: http://api.example
       |              ^^^^^^^^^^^^^^^^^^ sent in the clear
       |
       = help: use https, or http on 127.0.0.1 or localhost

    error[value-wrong-type]: `by` can't be `brands`
      --> tenants.yaml:18:21
       |
    18 |     divisions: {by: brands, rename: {24: ""}}
       |                     ^^^^^^ one of none, brand, group
       |
       = help: did you mean `brand`?

    6 tables: 7 faults (5 high, 2 medium); the tables can't be used
    "#);
}

#[test]
fn tenants_share_neither_subdomain_nor_org_nor_name() {
    let text = "\
schema: zd2gc/tenants/1
tenants:
  - {name: emea, subdomains: [acme], org_id: 00000000-0000-4000-8000-000000000001, region: eu-central-1}
  - {name: us, subdomains: [acme.zendesk.com], org_id: 00000000-0000-4000-8000-000000000001, region: us-east-1}
  - {name: us, subdomains: [acme-us], org_id: 00000000-0000-4000-8000-000000000003, region: us-east-1}
";
    assert_snapshot!(lint("tenants.yaml", text, 14), @r"
    error[subdomain-in-two-tenants]: the subdomain `acme` is in two tenants: `emea` and `us`
     --> tenants.yaml:4:29
      |
    4 |   - {name: us, subdomains: [acme.zendesk.com], org_id: 00000000-0000-4000...
      |                             ^^^^^^^^^^^^^^^^ again
      |
     ::: tenants.yaml:3:31
      |
    3 |   - {name: emea, subdomains: [acme], org_id: 00000000-0000-4000-8000-0000...
      |                               ---- in `emea`
      |
      = help: give it to one tenant; brands that part ways have subdomains of their own

    error[org-in-two-tenants]: the tenants `emea` and `us` have the same org
     --> tenants.yaml:4:56
      |
    4 | ...com], org_id: 00000000-0000-4000-8000-000000000001, region: us-east-1}
      |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ again
      |
     ::: tenants.yaml:3:46
      |
    3 | ...e], org_id: 00000000-0000-4000-8000-000000000001, region: eu-central-1}
      |                ------------------------------------ in `emea`
      |
      = help: make them one tenant with all the subdomains

    error[tenant-duplicate]: two rows disagree about `tenant us`
     --> tenants.yaml:5:6
      |
    5 |   - {name: us, subdomains: [acme-us], org_id: 00000000-0000-4000-8000-000...
      |      ^^^^^^^^ second
      |
     ::: tenants.yaml:4:6
      |
    4 |   - {name: us, subdomains: [acme.zendesk.com], org_id: 00000000-0000-4000...
      |      -------- first
      |
      = help: give one of them another name

    6 tables: 3 faults (3 high); the tables can't be used
    ");
}

#[test]
fn applications_that_cant_work_are_told_what_to_do_instead() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "tables/tenants.yaml",
        "\
schema: zd2gc/tenants/1
tenants:
  - {name: emea, subdomains: [acme], org_id: 00000000-0000-4000-8000-000000000001, region: eu-central-1}
  - {name: us, subdomains: [acme-us], org_id: 00000000-0000-4000-8000-000000000002, region: us-east-1}
",
    );
    sandbox.write(
        "tables/applications.yaml",
        "\
schema: zd2gc/applications/1
applications:
  - name: Nightly
    client_id: 00000000-0000-4000-8000-0000000000aa
    grant_type: client-credentials
    reach: authorized-client
    operations: [GET /api/v2/users/1234/rolez, POST /api/v2/users/me, GET users]
  - name: Saml
    client_id: {emea: 00000000-0000-4000-8000-0000000000ab, usa: 00000000-0000-4000-8000-0000000000ac}
    grant_type: saml2-bearer
    reach: authorized-organization
    divisions: [home]
    tenants: [emea, us]
    zendesk_scopes: [tickets:reed]
  - name: Export
    client_id: 00000000-0000-4000-8000-0000000000ad
    grant_type: authorization-code
    reach: authorized-client
    owner: emea
    operations: [GET /api/v2/users]
  - name: Export 2
    client_id: 00000000-0000-4000-8000-0000000000ad
    grant_type: authorization-code-pkce
    redirect_uris: [http://app.example/cb, \"http://127.0.0.1:1/cb\", \"https://a:b@app.example/\", \"myapp://cb\"]
    owner: emae
    tenants: [emae]
",
    );
    let ran = sandbox.run(&["map", "lint", "--mappings", "tables"]).ended(14);
    assert_snapshot!(ran.stdout, @r#"
    error[application-no-division]: the client of `Nightly` has roles of its own, and the row says no division
     --> applications.yaml:5:17
      |
    5 |     grant_type: client-credentials
      |                 ^^^^^^^^^^^^^^^^^^ needs `divisions`
      |
      = help: add `divisions: [home]`, the divisions' names, or `all`

    note[application-owner-missing]: `Nightly` reaches other orgs and does not say whose client it is
     --> applications.yaml:6:12
      |
    6 |     reach: authorized-client
      |            ^^^^^^^^^^^^^^^^^ whose client?
      |
      = help: add `owner`: a tenant's name or an org id

    error[application-reach-impossible]: a client-credentials client can't act in an org that is not its own
     --> applications.yaml:6:12
      |
    6 |     reach: authorized-client
      |            ^^^^^^^^^^^^^^^^^ impossible with `client-credentials`
      |
     ::: applications.yaml:5:17
      |
    5 |     grant_type: client-credentials
      |                 ------------------ its grant
      |
      = help: create a client in each org: `reach: own-client`, `client_id: {emea: ID, us: ID}`, `divisions`; or let people sign in, with `grant_type: authorization-code`

    error[operation-unknown]: the Platform API has no operation `GET /api/v2/users/1234/rolez`
     --> applications.yaml:7:18
      |
    7 |     operations: [GET /api/v2/users/1234/rolez, POST /api/v2/users/me, GET...
      |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown operation
      |
      = help: did you mean `GET /api/v2/users/{subjectId}/roles`?

    error[operation-unknown]: the Platform API has no operation `POST /api/v2/users/me`
     --> applications.yaml:7:48
      |
    7 | ...rs/1234/rolez, POST /api/v2/users/me, GET users]
      |                   ^^^^^^^^^^^^^^^^^^^^^ unknown operation
      |
      = help: this path takes `GET`, `PATCH` or `DELETE`

    error[operation-unknown]: `GET users` is not an operation (a method and a path: `GET /api/v2/users`)
     --> applications.yaml:7:71
      |
    7 | ...OST /api/v2/users/me, GET users]
      |                          ^^^^^^^^^ not an operation
      |
      = help: write the method and the path: `GET /api/v2/users`

    error[client-id-missing]: `Saml` has no client id for the tenant `us`
     --> applications.yaml:9:5
      |
    9 |     client_id: {emea: 00000000-0000-4000-8000-0000000000ab, usa: 00000000...
      |     ^^^^^^^^^ lacks `us`
      |
      = help: add `us: CLIENT-ID`, or name the tenants that it serves in `tenants`

    error[tenant-unknown]: no table has a tenant `usa`
     --> applications.yaml:9:61
      |
    9 | ...0-4000-8000-0000000000ab, usa: 00000000-0000-4000-8000-0000000000ac}
      |                              ^^^ unknown tenant
      |
      = help: did you mean `us`?

    note[application-owner-missing]: `Saml` reaches other orgs and does not say whose client it is
      --> applications.yaml:11:12
       |
    11 |     reach: authorized-organization
       |            ^^^^^^^^^^^^^^^^^^^^^^^ whose client?
       |
       = help: add `owner`: a tenant's name or an org id

    error[application-reach-impossible]: a saml2-bearer client can't act in an org that is not its own
      --> applications.yaml:11:12
       |
    11 |     reach: authorized-organization
       |            ^^^^^^^^^^^^^^^^^^^^^^^ impossible with `saml2-bearer`
       |
      ::: applications.yaml:10:17
       |
    10 |     grant_type: saml2-bearer
       |                 ------------ its grant
       |
       = help: use `reach: own-client` with a client in each org: a SAML assertion is for the org that trusts its issuer

    warning[application-division-ignored]: people sign in to `Saml`: their own divisions count
      --> applications.yaml:12:5
       |
    12 |     divisions: [home]
       |     ^^^^^^^^^ no effect
       |
       = help: take `divisions` out

    warning[scope-unknown]: no row says what Zendesk's scope `tickets:reed` becomes
      --> applications.yaml:14:22
       |
    14 |     zendesk_scopes: [tickets:reed]
       |                      ^^^^^^^^^^^^ no row of `scopes`
       |
       = help: did you mean `tickets:read`?

    error[redirect-uri-missing]: people sign in to `Export`, and it has no redirect URI
      --> applications.yaml:17:17
       |
    17 |     grant_type: authorization-code
       |                 ^^^^^^^^^^^^^^^^^^ needs `redirect_uris`
       |
       = help: add `redirect_uris`, as the client has them registered

    error[application-other-region]: the client of `Export` is in eu-central-1 (`emea`), and `us` is in us-east-1
      --> applications.yaml:19:12
       |
    19 |     owner: emea
       |            ^^^^ another region
       |
      ::: tenants.yaml:4:6
       |
     4 |   - {name: us, subdomains: [acme-us], org_id: 00000000-0000-4000-8000-00...
       |      -------- to be reached
       |
       = help: register a client in that region and give `client_id` by tenant

    note[application-without-operations]: `Export 2` lists neither operations nor Zendesk scopes
      --> applications.yaml:21:5
       |
    21 |   - name: Export 2
       |     ^^^^^^^^^^^^^^ no scopes, no permissions
       |
       = help: add `operations`, the calls that it makes

    error[url-invalid]: `http://app.example/cb` is not https
      --> applications.yaml:24:21
       |
    24 |     redirect_uris: [http://app.example/cb, "http://127.0.0.1:1/cb", "htt...
       |                     ^^^^^^^^^^^^^^^^^^^^^ sent in the clear
       |
       = help: use https, or http on 127.0.0.1 or localhost

    error[url-invalid]: a URL in a table holds no credentials
      --> applications.yaml:24:69
       |
    24 | ...p://127.0.0.1:1/cb", "https://a:b@app.example/", "myapp://cb"]
       |                         ^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: take the part before `@` out

    error[url-invalid]: `myapp` URLs are not taken
      --> applications.yaml:24:97
       |
    24 | ...s://a:b@app.example/", "myapp://cb"]
       |                           ^^^^^^^^^^^^ not https
       |
       = help: use https, or http on 127.0.0.1 or localhost

    error[application-owner-unknown]: the owner `emae` is neither a tenant nor an org id
      --> applications.yaml:25:12
       |
    25 |     owner: emae
       |            ^^^^ unknown owner
       |
       = help: did you mean `emea`?

    error[tenant-unknown]: no table has a tenant `emae`
      --> applications.yaml:26:15
       |
    26 |     tenants: [emae]
       |               ^^^^ unknown tenant
       |
       = help: did you mean `emea`?

    7 tables: 20 faults (15 high, 2 medium, 3 low); the tables can't be used
    "#);
}

#[test]
fn overrides_that_contradict_themselves_or_never_match_are_told() {
    let text = "\
schema: zd2gc/roles/1
base:
  - {role: Superviser, when: [{voice_access: maybe}, {ticket_coment_access: public}], reason: x}
overrides:
  - {match: {name: \"*\"}, merge: false, reason: x}
  - {match: {name: \"Tier*\"}, rename: Tiers, reason: x}
  - {match: {name: Tier 2, role_id: 5}, rename: T2, to: Supervisor, reason: x}
  - {match: {subdomain: acme.zendesk.com, name: Tier 2}, skip: true, reason: x}
  - {match: {role_id: five}, skip: true, reason: x}
  - {match: {name: Tier 3}, skip: true, add: [admin], to: User, reason: x}
  - {match: {}, reason: x}
  - {match: {name: \"Tier [\"}, rename: x, reason: \"\"}
";
    assert_snapshot!(lint("roles.yaml", text, 14), @r#"
    note[role-unknown]: `Superviser` is not among the default roles of Genesys Cloud
     --> roles.yaml:3:12
      |
    3 |   - {role: Superviser, when: [{voice_access: maybe}, {ticket_coment_acces...
      |            ^^^^^^^^^^ the org's own?
      |
      = help: did you mean `Supervisor`? If it is the org's own role, give the plan a Genesys Cloud snapshot

    warning[row-dead]: no role ever asks for `voice_access: maybe`
     --> roles.yaml:3:46
      |
    3 |   - {role: Superviser, when: [{voice_access: maybe}, {ticket_coment_acces...
      |                                              ^^^^^ never true
      |
      = help: it takes `true` or `false`

    warning[row-setting-unknown]: Zendesk's roles are not known to have a setting `ticket_coment_access`
     --> roles.yaml:3:55
      |
    3 | ...access: maybe}, {ticket_coment_access: public}], reason: x}
      |                     ^^^^^^^^^^^^^^^^^^^^ unknown setting
      |
      = help: did you mean `ticket_comment_access`?

    warning[row-dead]: an earlier override matches every role that `Tier*` does
     --> roles.yaml:6:6
      |
    6 |   - {match: {name: "Tier*"}, rename: Tiers, reason: x}
      |      ^^^^^ never reached
      |
     ::: roles.yaml:5:6
      |
    5 |   - {match: {name: "*"}, merge: false, reason: x}
      |      ----- counts instead
      |
      = help: take it out, or correct what it matches

    error[override-contradiction]: the override matches by id and by name
     --> roles.yaml:7:14
      |
    7 |   - {match: {name: Tier 2, role_id: 5}, rename: T2, to: Supervisor, reaso...
      |              ^^^^ second
      |
     ::: roles.yaml:7:28
      |
    7 |   - {match: {name: Tier 2, role_id: 5}, rename: T2, to: Supervisor, reaso...
      |                            ------- first
      |
      = help: keep `role_id`, which does not change when the role is renamed

    error[subdomain-invalid]: `acme.zendesk.com` is not a Zendesk subdomain (letters, digits and hyphens: `acme` of acme.zendesk.com)
     --> roles.yaml:8:25
      |
    8 |   - {match: {subdomain: acme.zendesk.com, name: Tier 2}, skip: true, reas...
      |                         ^^^^^^^^^^^^^^^^ not a subdomain
      |
      = help: write `acme` for acme.zendesk.com

    error[value-wrong-type]: `role_id` takes a whole number, and this is `five`
     --> roles.yaml:9:23
      |
    9 |   - {match: {role_id: five}, skip: true, reason: x}
      |                       ^^^^ not a number
      |
      = help: a role's id is in its address in Zendesk; to match by name use `name`

    error[override-contradiction]: the override has both `to` and `skip`
      --> roles.yaml:10:29
       |
    10 |   - {match: {name: Tier 3}, skip: true, add: [admin], to: User, reason: x}
       |                             ^^^^ second
       |
      ::: roles.yaml:10:55
       |
    10 |   - {match: {name: Tier 3}, skip: true, add: [admin], to: User, reason: x}
       |                                                       -- first
       |
       = help: keep one

    error[override-contradiction]: the role is skipped, and `add` has no effect
      --> roles.yaml:10:41
       |
    10 |   - {match: {name: Tier 3}, skip: true, add: [admin], to: User, reason: x}
       |                                         ^^^ no effect
       |
      ::: roles.yaml:10:29
       |
    10 |   - {match: {name: Tier 3}, skip: true, add: [admin], to: User, reason: x}
       |                             ---- skipped
       |
       = help: keep one

    warning[permission-general]: `admin` is a general permission: it opens whole areas
      --> roles.yaml:10:47
       |
    10 |   - {match: {name: Tier 3}, skip: true, add: [admin], to: User, reason: x}
       |                                               ^^^^^
       |
       = help: name the permissions that are needed

    error[key-missing]: `match` names no role
      --> roles.yaml:11:6
       |
    11 |   - {match: {}, reason: x}
       |      ^^^^^ which role?
       |
       = help: add `name` (a glob may hold `*` and `?`) or `role_id`

    error[value-invalid]: `Tier [` is no glob
      --> roles.yaml:12:20
       |
    12 |   - {match: {name: "Tier ["}, rename: x, reason: ""}
       |                    ^^^^^^^^ unclosed character class; missing ']'
       |
       = help: put brackets and braces that are part of the name into `[...]`: `[[]`

    error[value-invalid]: the reason is empty
      --> roles.yaml:12:50
       |
    12 |   - {match: {name: "Tier ["}, rename: x, reason: ""}
       |                                                  ^^
       |
       = help: correct the value

    6 tables: 13 faults (8 high, 4 medium, 1 low); the tables can't be used
    "#);
}

#[test]
fn people_rows_are_checked() {
    let text = "\
schema: zd2gc/people/1
people:
  - {match: anna, skip: true, reason: x}
  - {match: \"@acme.example\", to: anna@acme.example, reason: x}
  - {match: ben@acme.example, to: \"@acme.example\", reason: x}
  - {match: Eva@acme.example, skip: true, to: eva@b.example, reason: x}
  - {match: eva@ACME.example, reason: x}
";
    assert_snapshot!(lint("people.yaml", text, 14), @r#"
    error[person-match-invalid]: `anna` is neither an address nor a domain
     --> people.yaml:3:13
      |
    3 |   - {match: anna, skip: true, reason: x}
      |             ^^^^ not an address
      |
      = help: write `anna@acme.example`, or `@acme.example` for everyone there

    error[person-match-invalid]: everyone of a domain would go to one address
     --> people.yaml:4:34
      |
    4 |   - {match: "@acme.example", to: anna@acme.example, reason: x}
      |                                  ^^^^^^^^^^^^^^^^^ one address
      |
      = help: write the new domain: `to: "@acme-emea.example"`

    error[person-match-invalid]: one address would go to a domain
     --> people.yaml:5:35
      |
    5 |   - {match: ben@acme.example, to: "@acme.example", reason: x}
      |                                   ^^^^^^^^^^^^^^^ a domain
      |
      = help: write the whole new address

    error[person-contradiction]: the row leaves them out and has `to`
     --> people.yaml:6:43
      |
    6 |   - {match: Eva@acme.example, skip: true, to: eva@b.example, reason: x}
      |                                           ^^ has no effect
      |
     ::: people.yaml:6:31
      |
    6 |   - {match: Eva@acme.example, skip: true, to: eva@b.example, reason: x}
      |                               ---- left out
      |
      = help: keep `skip: true`, or the rest

    error[row-conflict]: two rows disagree about `person eva@acme.example`
     --> people.yaml:7:6
      |
    7 |   - {match: eva@ACME.example, reason: x}
      |      ^^^^^^^^^^^^^^^^^^^^^^^ second
      |
     ::: people.yaml:6:6
      |
    6 |   - {match: Eva@acme.example, skip: true, to: eva@b.example, reason: x}
      |      ----------------------- first
      |
      = help: keep one of them

    warning[row-dead]: the row changes nothing
     --> people.yaml:7:6
      |
    7 |   - {match: eva@ACME.example, reason: x}
      |      ^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: add `to`, `skip: true`, `divisions` or `roles`, or take it out

    6 tables: 6 faults (5 high, 1 medium); the tables can't be used
    "#);
}

#[test]
fn duties_scopes_and_levels_are_checked() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "tables/duties.yaml",
        "schema: zd2gc/duties/1\nduties:\n  - {id: a, severity: hihg, left: [], right: [authorization:grants:add], why: x}\n  - {id: b, severity: high, left: [], right: [architect:ivr:view], scope: any, why: x}\n",
    );
    sandbox.write(
        "tables/scopes.yaml",
        "schema: zd2gc/scopes/1\nscopes:\n  - {zendesk: tickets:read, scopes: [analytics:read], permissions: [routing:queue:*], fidelity: none, reason: x}\n",
    );
    sandbox.write(
        "tables/levels.yaml",
        "schema: zd2gc/privileged/1\nlevels:\n  - {level: D, permissions: [\"*:*:*\"], reason: x}\n",
    );
    let ran = sandbox.run(&["map", "lint", "--mappings", "tables"]).ended(14);
    assert_snapshot!(ran.stdout, @r#"
    error[value-wrong-type]: `severity` can't be `hihg`
     --> duties.yaml:3:23
      |
    3 |   - {id: a, severity: hihg, left: [], right: [authorization:grants:add], ...
      |                       ^^^^ one of info, low, medium, high
      |
      = help: did you mean `high`?

    error[permission-not-in-catalogue]: the catalogue has no permission `authorization:grants:add`
     --> duties.yaml:3:47
      |
    3 | ... [], right: [authorization:grants:add], why: x}
      |                 ^^^^^^^^^^^^^^^^^^^^^^^^ unknown permission
      |
      = help: did you mean `authorization:grant:add`?

    warning[row-dead]: `left` is empty, so that the rule never fires
     --> duties.yaml:4:29
      |
    4 |   - {id: b, severity: high, left: [], right: [architect:ivr:view], scope:...
      |                             ^^^^ empty
      |
      = help: take it out, or correct what it matches

    error[permission-not-in-catalogue]: `architect:ivr:view` is named here and there, and does not exist
     --> duties.yaml:4:47
      |
    4 | ...left: [], right: [architect:ivr:view], scope: any, why: x}
      |                      ^^^^^^^^^^^^^^^^^^ does not exist
      |
      = help: did you mean `routing:identityResolutionIvr:view`?

    error[value-wrong-type]: `level` can't be `D`
     --> levels.yaml:3:13
      |
    3 |   - {level: D, permissions: ["*:*:*"], reason: x}
      |             ^ one of A, B, C
      |
      = help: it takes `A`, `B` or `C`

    error[permission-not-in-catalogue]: `*:*:*` is not a permission (domain:entity:action, where `*` may stand for a whole entity or action)
     --> levels.yaml:3:30
      |
    3 |   - {level: D, permissions: ["*:*:*"], reason: x}
      |                              ^^^^^^^ not a permission
      |
      = help: use the nearest real name; if an org really has it, take a Genesys Cloud snapshot and give it with `--snapshot`

    error[scope-unknown]: Genesys Cloud has no scope `analytics:read`
     --> scopes.yaml:3:38
      |
    3 |   - {zendesk: tickets:read, scopes: [analytics:read], permissions: [routi...
      |                                      ^^^^^^^^^^^^^^ unknown scope
      |
      = help: did you mean `analytics:readonly`?

    error[permission-wildcard]: `routing:queue:*` is a wildcard, and this list takes permissions only
     --> scopes.yaml:3:69
      |
    3 | ...s:read], permissions: [routing:queue:*], fidelity: none, reason: x}
      |                           ^^^^^^^^^^^^^^^ wildcard
      |
      = help: name the permissions that are needed

    warning[fidelity-odd]: the row gives something and says `none`
     --> scopes.yaml:3:97
      |
    3 | ...ns: [routing:queue:*], fidelity: none, reason: x}
      |                                     ^^^^
      |
      = help: say `none` where nothing is given, and something else where something is

    8 tables: 9 faults (7 high, 2 medium); the tables can't be used
    "#);
}

#[test]
fn a_row_of_the_user_takes_the_place_of_a_default_without_a_word() {
    let text = "schema: zd2gc/settings/1\nsettings:\n  - {setting: macro_access, value: full, permissions: [responses:library:view], fidelity: narrower, reason: agreed}\n";
    assert_snapshot!(lint("mine.yaml", text, 0), @"6 tables: no faults");
}

#[test]
fn two_files_of_a_folder_must_not_speak_of_the_same_thing() {
    let sandbox = Sandbox::new();
    let row = |permission: &str| {
        format!(
            "schema: zd2gc/settings/1\nsettings:\n  - {{setting: macro_access, values: [full, readonly], permissions: [{permission}], fidelity: exact, reason: x}}\n"
        )
    };
    sandbox.write("tables/a.yaml", &row("responses:library:view"));
    sandbox.write("tables/b.yaml", &row("responses:response:view"));
    let ran = sandbox.run(&["map", "lint", "--mappings", "tables"]).ended(14);
    assert_snapshot!(ran.stdout, @r"
    error[row-conflict]: two rows disagree about `macro_access=full`
     --> b.yaml:3:38
      |
    3 |   - {setting: macro_access, values: [full, readonly], permissions: [respo...
      |                                      ^^^^ second
      |
     ::: a.yaml:3:38
      |
    3 |   - {setting: macro_access, values: [full, readonly], permissions: [respo...
      |                                      ---- first
      |
      = help: keep one of them

    error[row-conflict]: two rows disagree about `macro_access=readonly`
     --> b.yaml:3:44
      |
    3 |   - {setting: macro_access, values: [full, readonly], permissions: [respo...
      |                                            ^^^^^^^^ second
      |
     ::: a.yaml:3:44
      |
    3 |   - {setting: macro_access, values: [full, readonly], permissions: [respo...
      |                                            -------- first
      |
      = help: keep one of them

    7 tables: 2 faults (2 high); the tables can't be used
    ");
}

#[test]
fn lists_whose_rows_are_all_commented_out_are_empty() {
    let text = "schema: zd2gc/applications/1\napplications:\n  # - name: Export\n";
    assert_snapshot!(lint("applications.yaml", text, 0), @"6 tables: no faults");
}

#[test]
fn fail_on_decides_the_exit_code_and_json_is_a_findings_file() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "mappings/settings.yaml",
        "schema: zd2gc/settings/1\nsettings:\n  - {setting: brand_new, value: true, permissions: [], fidelity: none, reason: x}\n",
    );
    assert_eq!(
        sandbox.run(&["map", "lint"]).code,
        13,
        "the project's own folder is read"
    );
    assert_eq!(sandbox.run(&["map", "lint", "--fail-on", "high"]).code, 0);
    assert_eq!(sandbox.run(&["map", "lint", "--fail-on", "never"]).code, 0);
    let ran = sandbox.run(&["map", "lint", "--format", "json"]).ended(13);
    let file = ran.json();
    assert_eq!(file["schema"], "zd2gc/findings/1");
    assert_eq!(file["findings"][0]["rule"], "row-setting-unknown");
    assert_eq!(
        file["findings"][0]["source"],
        json!({"file": "settings.yaml", "line": 3})
    );
    let ran = sandbox.run(&["map", "lint", "--format", "markdown"]).ended(13);
    assert_snapshot!(ran.stdout, @r"
    # Mapping tables

    6 tables: 1 fault (1 medium); the tables can be used.

    | severity | place | rule | what | what to do |
    | --- | --- | --- | --- | --- |
    | medium | settings.yaml:3 | row-setting-unknown | Zendesk's roles are not known to have a setting `brand_new` | Use the nearest setting, or suppress this for one that is new. |
    ");
}

#[test]
fn coverage_says_what_is_kept_and_what_is_lost() {
    let sandbox = Sandbox::new();
    rich_snapshot(&sandbox);
    let ran = sandbox.run(&["map", "coverage", "--snapshot", "snapshots"]).ended(0);
    assert!(
        ran.stdout.lines().all(|line| line.chars().count() <= 80),
        "{}",
        ran.stdout
    );
    let head: Vec<&str> = ran.stdout.lines().take(30).collect();
    assert_snapshot!(head.join("\n"), @r"
    nordlicht: 23 people hold a role, 1 of them one that is not listed;
      left out: 1 suspended, 0 deleted, 1 shared
    118 settings asked for: 117 covered, 69 of them with a loss, 1 without a row

    role                       people  becomes     asks  kept  less  none  no row
    Team Lead EMEA                  2  translated    70    25    21    23       1
    Tier 1                          5  translated    17     7     7     3       0
    Org desk                        1  translated    10     4     4     2       0
    Partner – nur zugewiesene       2  translated     7     3     3     1       0
    Reporting analyst               1  translated    20    10     4     6       0
    Workflow admin                  1  translated    35    14    11    10       0
    People manager                  1  translated    27    13    10     4       0
    Auditeur / Prüfer               1  translated    17     6     3     8       0
    Light agent                     1  translated    12     4     5     3       0
    Chat-only agent                 1  translated     8     5     2     1       0
    Contributor                     1  translated     8     3     3     2       0
    legacy-agent                    1  translated     3     1     2     0       0
    light-agent                     1  translated    11     3     5     3       0
    admin                           2  translated    76    28    24    24       0
    billing-admin                   1  translated    76    28    24    24       0
    role 7421000000599              1  not-listed     0     0     0     0       0

    No row speaks of:

    asked for                    people  kept  why
    x_future_masking_flag: true       2     -    -

    Lost, in whole or in part:

    asked for                             people  kept      why
    ");
}

#[test]
fn coverage_as_json_counts_every_setting() {
    let sandbox = Sandbox::new();
    rich_snapshot(&sandbox);
    let ran = sandbox
        .run(&[
            "map",
            "coverage",
            "--snapshot",
            "snapshots/nordlicht",
            "--format",
            "json",
        ])
        .ended(0);
    let coverage = ran.json();
    for key in ["roles", "settings", "people", "uncovered", "lost"] {
        assert!(!coverage[key].is_null(), "{key}");
    }
    let settings = coverage["settings"].as_array().unwrap();
    let without = settings.iter().filter(|setting| setting["fidelity"].is_null()).count();
    assert_eq!(without, coverage["uncovered"].as_array().unwrap().len());
    for role in coverage["roles"].as_array().unwrap() {
        let count = |key: &str| role[key].as_u64().unwrap();
        assert_eq!(
            count("asks"),
            count("kept") + count("narrower") + count("none") + count("uncovered"),
            "{role}"
        );
    }
}

#[test]
fn suggestions_are_tables_that_pass_once_pasted() {
    let sandbox = Sandbox::new();
    rich_snapshot(&sandbox);
    let ran = sandbox.run(&["map", "suggest", "--snapshot", "snapshots"]).ended(0);
    assert_snapshot!(ran.stdout, @r#"
    schema: zd2gc/settings/1
    settings:
      # a setting that is new to these tables; asked for by 2 people in 1 role
      - setting: x_future_masking_flag
        value: true
        permissions: []
        fidelity: none
        reason: to be decided
    ---
    schema: zd2gc/tenants/1
    tenants:
      # fill in the org, then take the `#` away
      # - name: nordlicht
      #   subdomains: [nordlicht]
      #   org_id: 00000000-0000-0000-0000-000000000000   # of the org, in Genesys Cloud: Admin, Organization settings
      #   region: eu-central-1   # the org's own
      #   divisions:
      #     by: brand   # 4 active brands
    ---
    schema: zd2gc/applications/1
    applications:
      # OAuth client bi_export_fixture of nordlicht
      # - name: "BI export"
      #   client_id: 00000000-0000-0000-0000-000000000000
      #   grant_type: authorization-code
      #   redirect_uris: ["https://bi.nordlicht.example/cb"]
      #   zendesk_client: bi_export_fixture
      #   zendesk_scopes: ["auditlogs:read", "hc:read", impersonate, read, "users:write", write]
      #   operations: []   # the calls that it will make
      # OAuth client phone_bridge_fixture of nordlicht
      # - name: "Phone bridge"
      #   client_id: 00000000-0000-0000-0000-000000000000
      #   grant_type: authorization-code-pkce
      #   redirect_uris: ["http://127.0.0.1:8484/callback"]
      #   zendesk_client: phone_bridge_fixture
      #   zendesk_scopes: ["tickets:read", "users:read"]
      #   operations: []   # the calls that it will make
      # API token 7421000000851 of nordlicht, last used 2026-11-22T02:00:00Z; it acted with all rights of its user
      # - name: "nightly job"
      #   client_id: 00000000-0000-0000-0000-000000000000
      #   grant_type: client-credentials
      #   divisions: [home]
      #   zendesk_client: "7421000000851"
      #   operations: []   # the calls that it will make
    "#);
    for kind in ["settings", "tenants", "applications"] {
        let ran = sandbox
            .run(&["map", "suggest", "--snapshot", "snapshots", "--only", kind])
            .ended(0);
        sandbox.write(&format!("mappings/{kind}.yaml"), &ran.stdout);
    }
    let said = sandbox.run(&["map", "lint", "--fail-on", "high"]).ended(0).stdout;
    assert!(said.contains("can be used"), "{said}");
    // With the comments taken away, only the ids are left to fill in.
    for kind in ["tenants", "applications"] {
        let text = sandbox.read(&format!("mappings/{kind}.yaml"));
        let rows: Vec<String> = text
            .lines()
            .map(|line| match line.strip_prefix("  # ") {
                Some(row) if row.starts_with("- ") || row.starts_with("  ") => format!("  {row}"),
                _ => line.to_owned(),
            })
            .collect();
        let filled = rows.join("\n").replace(
            "00000000-0000-0000-0000-000000000000",
            "00000000-0000-4000-8000-000000000001",
        );
        sandbox.write(&format!("mappings/{kind}.yaml"), &filled);
    }
    let _ = sandbox.run(&["map", "lint", "--fail-on", "high"]).ended(0);
    let ran = sandbox.run(&["map", "suggest", "--snapshot", "snapshots"]).ended(0);
    assert_eq!(ran.stdout, "", "nothing is left to suggest");
}

#[test]
fn rows_that_meet_nothing_are_told_with_a_snapshot() {
    let sandbox = Sandbox::new();
    rich_snapshot(&sandbox);
    sandbox.write(
        "mappings/mine.yaml",
        "schema: zd2gc/roles/1\noverrides:\n  - {match: {name: Teir 9}, skip: true, reason: x}\n",
    );
    sandbox.write(
        "mappings/people.yaml",
        "schema: zd2gc/people/1\npeople:\n  - {match: nobody@nowhere.example, skip: true, reason: x}\n",
    );
    assert_eq!(sandbox.run(&["map", "lint"]).code, 0);
    let ran = sandbox.run(&["map", "lint", "--snapshot", "snapshots"]).ended(11);
    assert_snapshot!(ran.stdout, @r"
    info[row-unused]: no role in the snapshots matches the override; one is called `Tier 1`
     --> mine.yaml:3:6
      |
    3 |   - {match: {name: Teir 9}, skip: true, reason: x}
      |      ^^^^^ not used
      |
      = help: take it out, or check its spelling against the snapshot

    info[row-unused]: nobody in the snapshots matches the row
     --> people.yaml:3:6
      |
    3 |   - {match: nobody@nowhere.example, skip: true, reason: x}
      |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not used
      |
      = help: take it out, or check its spelling against the snapshot

    7 tables: 2 faults (2 info); the tables can be used
    ");
}

#[test]
fn coverage_needs_a_snapshot_and_usable_tables() {
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.path("empty")).unwrap();
    let ran = sandbox.run(&["map", "coverage", "--snapshot", "empty"]).ended(2);
    assert_snapshot!(ran.stderr, @r"
    error: `empty` is no snapshot and holds none
    hint: take one with `zd2gc snapshot zendesk --subdomain NAME -o DIR`; with `--import PATH`, of what a customer exported
    ");
    rich_snapshot(&sandbox);
    sandbox.write("mappings/bad.yaml", "schema: zd2gc/people/1\npeople: [{match: x}]\n");
    let ran = sandbox.run(&["map", "coverage", "--snapshot", "snapshots"]).ended(2);
    assert_snapshot!(ran.stderr, @r"
    error[key-missing]: a row of `people` lacks `reason`
     --> bad.yaml:2:11
      |
    2 | people: [{match: x}]
      |           ^^^^^^^^ here
      |
      = help: add `reason`: a text

    error: the mapping tables can't be used: 1 fault
    hint: `zd2gc map lint` shows all of them
    ");
}

#[test]
fn a_permission_that_only_the_org_lists_is_no_fault_beside_its_snapshot() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "mappings/own.yaml",
        "schema: zd2gc/settings/1\nsettings:\n  - setting: ticket_merge\n    value: true\n    permissions: [conversation:merge:add]\n    fidelity: exact\n    reason: the org's own product merges\n",
    );
    let ran = sandbox.run(&["map", "lint"]).ended(14);
    assert!(ran.stdout.contains("permission-not-in-catalogue"), "{}", ran.stdout);
    let list = "{\"domain\":\"conversation\",\"permissionMap\":{\"merge\":[{\"domain\":\"conversation\",\"entityType\":\"merge\",\"action\":\"add\",\"divisionAware\":true}]}}\n";
    sandbox.write("org/permissions.ndjson", list);
    sandbox.write(
        "org/snapshot.json",
        &format!(
            "{{\"schema\":\"zd2gc/genesys-snapshot/1\",\"of\":{{\"org_id\":\"00000000-0000-4000-8000-000000000001\",\"org_name\":\"emea\",\"region\":\"eu-central-1\"}},\"taken_at\":\"2026-11-20T00:00:00Z\",\"lists\":{{\"permissions\":{{\"count\":1,\"sha256\":\"{}\"}}}}}}",
            sha256(list)
        ),
    );
    let _ = sandbox.run(&["map", "lint", "--snapshot", "org"]).ended(0);
}

fn sha256(text: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::new(), |mut hex, byte| {
            use std::fmt::Write as _;
            write!(hex, "{byte:02x}").unwrap();
            hex
        })
}
