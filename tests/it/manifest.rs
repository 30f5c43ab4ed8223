//! `zd2gc manifest build`: access sheets from a plan file.

use std::fs;

use crate::support::{Sandbox, fixtures};

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(
        "plan.json",
        &fs::read_to_string(fixtures().join("manifest/plan.json")).unwrap(),
    );
    sandbox
}

#[test]
fn text_says_what_to_enter_for_each_application() {
    let ran = sandbox().run(&["manifest", "build"]).ended(0);
    insta::assert_snapshot!(ran.stdout, @r#"
    Genesys Cloud has no manifest file for applications and imports none. This sheet holds what has to be entered, part by part, in each org.

    Compliance export (authorization-code, authorized-client)
      client 00000000-0000-4000-8000-0000000000c1 (CODE) for emea, apac
        redirect URI  https://compliance.example/callback
        scope         analytics:readonly: POST /api/v2/analytics/conversations/details/jobs
        recommended   user-basic-info
      new role zd2gc Compliance export
        analytics:conversationDetail:view
      org emea (eu-central-1, 00000000-0000-4000-8000-000000000001)
        roles         zd2gc Compliance export
        approval      needed, for analytics:readonly
        URL           https://login.mypurecloud.de/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-0000000000c1&redirect_uri=https%3A%2F%2Fcompliance.example%2Fcallback&scope=analytics%3Areadonly
      org apac (eu-central-1, 00000000-0000-4000-8000-000000000002)
        roles         zd2gc Compliance export
        approval      needed, for analytics:readonly
        URL           https://login.mypurecloud.de/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-0000000000c1&redirect_uri=https%3A%2F%2Fcompliance.example%2Fcallback&scope=analytics%3Areadonly
      whoever installs it needs
        oauth:client:add: register the OAuth client (the org that owns the client)
        oauth:client:edit: set the client's scopes, redirect URIs or roles (the org that owns the client)
        authorization:role:add: create the role (each org)
        authorization:grant:add: grant the role in its divisions (each org)
        oauth:client:authorize: approve the client (Admin > Integrations > Authorized Applications) and see its state (each org)
    "#);
    assert_eq!(ran.stderr, "");
}

#[test]
fn markdown_is_a_document_with_all_parts() {
    let ran = sandbox().run(&["manifest", "build", "--format", "markdown"]).ended(0);
    insta::assert_snapshot!(ran.stdout, @r#"
    # Access sheets

    Genesys Cloud has no manifest file for applications and imports none. This sheet holds what has to be entered, part by part, in each org.

    | part | where it is entered | operation |
    | --- | --- | --- |
    | clients | Admin > Integrations > OAuth, in the org that owns the client | `POST /api/v2/oauth/clients` |
    | roles | Admin > People & Permissions > Roles / Permissions, in each org; each entry is the request's body | `POST /api/v2/authorization/roles` |
    | orgs.roles, orgs.divisions | Admin > People & Permissions: the role's members and divisions, in each org | `POST /api/v2/authorization/roles/{roleId}` |
    | orgs.approval | Admin > Integrations > Authorized Applications, in each org that does not own the client |  |
    | orgs.authorization\_url | sent to an administrator of the org; the command zd2gc oauth url adds a fresh state and challenge |  |
    | installer\_rights, scopes with reasons | the vendor's part of an AppFoundry listing, where the application is offered there |  |

    ## Compliance export

    `authorization-code`, `authorized-client`

    ### Client `00000000-0000-4000-8000-0000000000c1`

    - grant type: `CODE`
    - owner: `00000000-0000-4000-8000-000000000009`
    - used in: emea, apac
    - redirect URI: `https://compliance.example/callback`
    - recommended scope: `user-basic-info`

    | scope | needed by |
    | --- | --- |
    | `analytics:readonly` | `POST /api/v2/analytics/conversations/details/jobs` |

    ### New role zd2gc Compliance export

    - `analytics:conversationDetail:view`

    ### Orgs

    | org | region | roles | divisions | approval |
    | --- | --- | --- | --- | --- |
    | emea `00000000-0000-4000-8000-000000000001` | `eu-central-1` | zd2gc Compliance export | as granted to its people | needed, for analytics:readonly |
    | apac `00000000-0000-4000-8000-000000000002` | `eu-central-1` | zd2gc Compliance export | as granted to its people | needed, for analytics:readonly |

    Authorization URL for emea:

    ```
    https://login.mypurecloud.de/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-0000000000c1&redirect_uri=https%3A%2F%2Fcompliance.example%2Fcallback&scope=analytics%3Areadonly
    ```

    Authorization URL for apac:

    ```
    https://login.mypurecloud.de/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-0000000000c1&redirect_uri=https%3A%2F%2Fcompliance.example%2Fcallback&scope=analytics%3Areadonly
    ```

    ### Rights of whoever installs it

    | permission | for | where | operation |
    | --- | --- | --- | --- |
    | `oauth:client:add` | register the OAuth client | the org that owns the client | `POST /api/v2/oauth/clients` |
    | `oauth:client:edit` | set the client's scopes, redirect URIs or roles | the org that owns the client | `PUT /api/v2/oauth/clients/{clientId}` |
    | `authorization:role:add` | create the role | each org | `POST /api/v2/authorization/roles` |
    | `authorization:grant:add` | grant the role in its divisions | each org | `POST /api/v2/authorization/roles/{roleId}` |
    | `oauth:client:authorize` | approve the client (Admin > Integrations > Authorized Applications) and see its state | each org | `GET /api/v2/oauth/authorizations/{clientId}` |
    "#);
}

#[test]
fn json_holds_bodies_that_the_api_takes() {
    let sandbox = sandbox();
    let json = sandbox.run(&["manifest", "build", "--format", "json"]).ended(0).json();
    assert_eq!(json["schema"], "zd2gc/manifest/1");
    assert!(json["about"]["note"].as_str().unwrap().contains("imports none"));
    let sheet = &json["applications"][0];
    insta::assert_json_snapshot!(sheet["roles"], @r#"
    [
      {
        "name": "zd2gc Compliance export",
        "description": "Least rights of Compliance export. [zd2gc:zd2gc-compliance-export]",
        "permissionPolicies": [
          {
            "domain": "analytics",
            "entityName": "conversationDetail",
            "actionSet": [
              "view"
            ],
            "allowConditions": false
          }
        ]
      }
    ]
    "#);
    assert_eq!(sheet["clients"][0]["scopes"][0]["scope"], "analytics:readonly");
    assert_eq!(sheet["orgs"][1]["approval"]["needed"], true);
}

#[test]
fn yaml_says_the_same_as_json() {
    let sandbox = sandbox();
    let ran = sandbox
        .run(&["manifest", "build", "-o", "m.json", "-o", "m.yaml"])
        .ended(0);
    assert_eq!(ran.stderr, "wrote m.json\nwrote m.yaml\n");
    let json: serde_json::Value = serde_json::from_str(&sandbox.read("m.json")).unwrap();
    let yaml: serde_json::Value = serde_yaml::from_str(&sandbox.read("m.yaml")).unwrap();
    assert_eq!(json, yaml);
}

#[test]
fn an_application_that_the_plan_does_not_have_is_named_with_its_nearest() {
    let ran = sandbox()
        .run(&["manifest", "build", "--application", "Complience export"])
        .ended(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: there is no application `Complience export`
    hint: did you mean `Compliance export`?
    "#);
}

#[test]
fn no_plan_and_no_readable_plan_say_what_to_do() {
    let sandbox = Sandbox::new();
    let missing = sandbox.run(&["manifest", "build"]).ended(2);
    insta::assert_snapshot!(missing.stderr, @r#"
    error: could not read `plan.json`
      caused by: No such file or directory (os error 2)
    hint: make a plan with `zd2gc plan -o plan.json`, name one with --plan, or give tables alone with --mappings
    "#);
    sandbox.write("other.json", r#"{"schema": "zd2gc/urls/1"}"#);
    let other = sandbox.run(&["manifest", "build", "--plan", "other.json"]).ended(2);
    insta::assert_snapshot!(other.stderr, @r#"
    error: this is a file of schema `zd2gc/urls/1`, not a plan (`zd2gc/plan/1`)
    hint: the file is other.json
    hint: name a file that `zd2gc plan -o FILE.json` has written
    "#);
    sandbox.write("half.json", r#"{"schema": "zd2gc/plan/1", "ten"#);
    let half = sandbox.run(&["manifest", "build", "--plan", "half.json"]).ended(2);
    insta::assert_snapshot!(half.stderr, @r#"
    error: the plan can't be read
      caused by: EOF while parsing a string at line 1 column 31
    hint: the file is half.json
    hint: the file may be cut off or edited: plan again
    "#);
}

#[test]
fn an_unknown_form_is_refused_before_anything_is_read() {
    let ran = Sandbox::new()
        .run(&["manifest", "build", "-o", "manifest.docx"])
        .ended(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: the extension of `manifest.docx` names no form that this command has
    hint: it has: text, json, yaml, markdown
    "#);
}

#[test]
fn hostile_names_stay_harmless() {
    let hostile = "</script>|`x`\u{202e}\u{1b}[31m=cmd ${x} [a](javascript:b)";
    let sandbox = Sandbox::new();
    let mut plan: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(fixtures().join("manifest/plan.json")).unwrap()).unwrap();
    for tenant in plan["tenants"].as_array_mut().unwrap() {
        tenant["name"] = hostile.into();
        tenant["roles"][0]["name"] = hostile.into();
        tenant["applications"][0]["name"] = hostile.into();
        tenant["applications"][0]["roles"][0] = hostile.into();
        tenant["applications"][0]["scopes"][0]["because"][0] = hostile.into();
    }
    sandbox.write("plan.json", &plan.to_string());
    let text = sandbox.run(&["manifest", "build"]).ended(0).stdout;
    let markdown = sandbox
        .run(&["manifest", "build", "--format", "markdown"])
        .ended(0)
        .stdout;
    for shown in [&text, &markdown] {
        assert!(!shown.contains(['\u{202e}', '\u{1b}']), "{shown}");
    }
    assert!(!markdown.contains("</script"));
    assert!(!markdown.contains("[a](javascript"));
    let json = sandbox.run(&["manifest", "build", "--format", "json"]).ended(0).json();
    assert_eq!(json["applications"][0]["name"], hostile, "machine files keep the name");
}

#[test]
fn tables_alone_will_do() {
    let tables = fixtures().join("applications");
    let ran = Sandbox::new()
        .run(&[
            "manifest",
            "build",
            "--mappings",
            tables.to_str().unwrap(),
            "--application",
            "Night report",
        ])
        .ended(0);
    insta::assert_snapshot!(ran.stdout, @r#"
    Genesys Cloud has no manifest file for applications and imports none. This sheet holds what has to be entered, part by part, in each org.

    Night report (client-credentials, own-client)
      client 00000000-0000-4000-8000-0000000000c4 (CLIENT-CREDENTIALS) for us
      new role zd2gc Night report
        routing:queue:view
      org us (us-east-1, 00000000-0000-4000-8000-000000000002)
        roles         zd2gc Night report
        divisions     home
        approval      not needed
      whoever installs it needs
        oauth:client:add: register the OAuth client (the org that owns the client)
        oauth:client:edit: set the client's scopes, redirect URIs or roles (the org that owns the client)
        authorization:role:add: create the role (each org)
        authorization:grant:add: grant the role in its divisions (each org)
    "#);
}

#[test]
fn a_plan_and_tables_at_once_are_refused() {
    let ran = Sandbox::new()
        .run(&["manifest", "build", "--plan", "plan.json", "--mappings", "mappings"])
        .ended(2);
    assert!(ran.stderr.contains("cannot be used with"), "{}", ran.stderr);
}

#[test]
fn the_file_is_as_its_schema_says() {
    let file = sandbox()
        .run(&["manifest", "build", "--format", "json"])
        .ended(0)
        .json();
    let schema = fs::read_to_string(fixtures().join("../../docs/schemas/manifest.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    jsonschema::validate(&schema, &file).unwrap();
}
