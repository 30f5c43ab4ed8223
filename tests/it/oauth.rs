//! `zd2gc oauth url`: authorization URLs from tables.

use std::fs;

use crate::support::{Ran, Sandbox, fixtures};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    for file in ["tenants.yaml", "applications.yaml"] {
        sandbox.write(
            &format!("mappings/{file}"),
            &fs::read_to_string(fixtures().join("applications").join(file)).unwrap(),
        );
    }
    sandbox
}

fn url(sandbox: &Sandbox, args: &[&str]) -> Ran {
    sandbox.run(&[&["oauth", "url", "--mappings", "mappings"], args].concat())
}

#[test]
fn all_applications_in_all_orgs_are_listed_with_what_counts() {
    let ran = url(&sandbox(), &["--state", "s1", "--code-verifier", VERIFIER]).ended(0);
    insta::assert_snapshot!(ran.stdout, @r#"
    Compliance export in emea (eu-central-1, org 00000000-0000-4000-8000-000000000001)
    https://login.mypurecloud.de/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-0000000000c1&state=s1&redirect_uri=https%3A%2F%2Fcompliance.example%2Fcallback&scope=analytics%3Areadonly&org=acme-emea&provider=okta
      state          s1
      goes by        `scope` states the intent, the scopes that the client has registered decide; the token is for the org in which the person signs in

    Compliance export in us (us-east-1, org 00000000-0000-4000-8000-000000000002)
    https://login.mypurecloud.com/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-0000000000c2&state=s1&redirect_uri=https%3A%2F%2Fcompliance.example%2Fcallback&scope=analytics%3Areadonly
      state          s1
      goes by        `scope` states the intent, the scopes that the client has registered decide; the token is for the org in which the person signs in

    Wallboard in emea (eu-central-1, org 00000000-0000-4000-8000-000000000001)
    https://login.mypurecloud.de/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-0000000000c3&state=s1&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&redirect_uri=https%3A%2F%2Fwallboard.example&scope=routing%3Areadonly&org=acme-emea&provider=okta
      state          s1
      code_verifier  dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
      goes by        `scope` states the intent, the scopes that the client has registered decide; the token is for the org in which the person signs in

    Without a URL:
      Night report in us: with client-credentials nobody signs in: the client fetches its token itself; grant the planned role to the client in its divisions, and let it fetch tokens from the login host
    "#);
    assert_eq!(ran.stderr, "");
}

#[test]
fn markdown_is_a_document() {
    let args = ["--state", "s1", "--code-verifier", VERIFIER, "--format", "markdown"];
    insta::assert_snapshot!(url(&sandbox(), &args).ended(0).stdout, @r#"
    # Authorization URLs

    ## Compliance export in emea

    Org `00000000-0000-4000-8000-000000000001`, region `eu-central-1`.

    ```
    https://login.mypurecloud.de/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-0000000000c1&state=s1&redirect_uri=https%3A%2F%2Fcompliance.example%2Fcallback&scope=analytics%3Areadonly&org=acme-emea&provider=okta
    ```

    - state: `s1`
    - goes by: `scope` states the intent, the scopes that the client has registered decide; the token is for the org in which the person signs in

    ## Compliance export in us

    Org `00000000-0000-4000-8000-000000000002`, region `us-east-1`.

    ```
    https://login.mypurecloud.com/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-0000000000c2&state=s1&redirect_uri=https%3A%2F%2Fcompliance.example%2Fcallback&scope=analytics%3Areadonly
    ```

    - state: `s1`
    - goes by: `scope` states the intent, the scopes that the client has registered decide; the token is for the org in which the person signs in

    ## Wallboard in emea

    Org `00000000-0000-4000-8000-000000000001`, region `eu-central-1`.

    ```
    https://login.mypurecloud.de/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-0000000000c3&state=s1&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&redirect_uri=https%3A%2F%2Fwallboard.example&scope=routing%3Areadonly&org=acme-emea&provider=okta
    ```

    - state: `s1`
    - code_verifier: `dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`
    - goes by: `scope` states the intent, the scopes that the client has registered decide; the token is for the org in which the person signs in

    ## Without a URL

    | application | tenant | why |
    | --- | --- | --- |
    | Night report | us | with client-credentials nobody signs in: the client fetches its token itself; grant the planned role to the client in its divisions, and let it fetch tokens from the login host |
    "#);
}

#[test]
fn json_has_all_that_is_needed_to_take_the_answer() {
    let args = [
        "--application",
        "Wallboard",
        "--state",
        "s1",
        "--code-verifier",
        VERIFIER,
        "--format",
        "json",
    ];
    let json = url(&sandbox(), &args).ended(0).json();
    insta::assert_json_snapshot!(json, @r#"
    {
      "schema": "zd2gc/urls/1",
      "urls": [
        {
          "application": "Wallboard",
          "tenant": "emea",
          "org_id": "00000000-0000-4000-8000-000000000001",
          "region": "eu-central-1",
          "login_host": "login.mypurecloud.de",
          "grant_type": "authorization-code-pkce",
          "url": "https://login.mypurecloud.de/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-0000000000c3&state=s1&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&redirect_uri=https%3A%2F%2Fwallboard.example&scope=routing%3Areadonly&org=acme-emea&provider=okta",
          "state": "s1",
          "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
          "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
          "redirect_uri": "https://wallboard.example",
          "scopes": [
            "routing:readonly"
          ],
          "decides": "`scope` states the intent, the scopes that the client has registered decide; the token is for the org in which the person signs in",
          "notes": []
        }
      ],
      "without_url": []
    }
    "#);
}

#[test]
fn state_and_verifier_are_fresh_each_time() {
    let sandbox = sandbox();
    let args = ["--application", "Wallboard", "--format", "json"];
    let first = url(&sandbox, &args).ended(0).json()["urls"][0].clone();
    let second = url(&sandbox, &args).ended(0).json()["urls"][0].clone();
    for key in ["state", "code_verifier", "code_challenge"] {
        assert_ne!(first[key], second[key], "{key}");
    }
    assert!(first["state"].as_str().unwrap().len() >= 22, "128 bits in base64url");
    let all = url(&sandbox, &["--format", "json"]).ended(0).json();
    assert_ne!(all["urls"][0]["state"], all["urls"][1]["state"], "one login, one state");
}

#[test]
fn choices_show_in_the_url() {
    let args = [
        "--application",
        "Compliance export",
        "--tenant",
        "emea",
        "--no-scope",
        "--login-hint",
        "anna@acme.example",
        "--prompt",
        "login",
        "--redirect-uri",
        "https://compliance.example/second",
        "--state",
        "s1",
    ];
    insta::assert_snapshot!(url(&sandbox(), &args).ended(0).stdout, @r#"
    Compliance export in emea (eu-central-1, org 00000000-0000-4000-8000-000000000001)
    https://login.mypurecloud.de/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-0000000000c1&state=s1&redirect_uri=https%3A%2F%2Fcompliance.example%2Fsecond&org=acme-emea&provider=okta&login_hint=anna%40acme.example&prompt=login
      state          s1
      goes by        the scopes that the client has registered decide; the token is for the org in which the person signs in; login_hint only fills the form in
    "#);
}

#[test]
fn an_application_without_a_url_says_why_when_it_is_asked_for() {
    let ran = url(&sandbox(), &["--application", "Night report", "--tenant", "us"]).ended(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: there is no authorization URL for `Night report` in `us`: with client-credentials nobody signs in: the client fetches its token itself
    hint: grant the planned role to the client in its divisions, and let it fetch tokens from the login host
    "#);
    let ran = url(&sandbox(), &["--application", "Wallboard", "--tenant", "us"]).ended(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: there is no authorization URL for `Wallboard` in `us`: its row lists the tenants that it is for, and `us` is not among them
    hint: add the tenant to the application's `tenants`, or leave it out of the question
    "#);
}

#[test]
fn unknown_names_come_with_their_nearest() {
    let ran = url(&sandbox(), &["--application", "Walboard"]).ended(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: the tables have no application `Walboard`
    hint: did you mean `Wallboard`?
    "#);
    let ran = url(&sandbox(), &["--tenant", "japan"]).ended(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: the tables have no tenant `japan`
    hint: they have: `emea`, `us`
    "#);
}

#[test]
fn what_is_malformed_or_unregistered_is_refused() {
    let ran = url(&sandbox(), &["--code-verifier", "short-secret"]).ended(2);
    assert!(!ran.stderr.contains("short-secret"));
    insta::assert_snapshot!(ran.stderr, @r#"
    error: a code verifier has 43 to 128 characters out of A-Z, a-z, 0-9 and `-._~`; this one does not
    hint: leave --code-verifier out: a random one is made
    "#);
    let ran = url(&sandbox(), &["--state", "two words"]).ended(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: a state has 1 to 512 visible ASCII characters without spaces; this one does not
    hint: leave --state out: a random one is made
    "#);
    let ran = url(&sandbox(), &["--redirect-uri", "https://evil.example/callback"]).ended(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: there is no authorization URL for `Compliance export` in `emea`: `https://evil.example/callback` is not among the application's redirect URIs
    hint: register it on the OAuth client and add it to `redirect_uris`; every letter counts, a closing slash too
    "#);
}

#[test]
fn each_region_has_its_own_login_host() {
    for (region, host) in [
        ("us-east-1", "login.mypurecloud.com"),
        ("eu-central-1", "login.mypurecloud.de"),
        ("us-east-2", "login.use2.us-gov-pure.cloud"),
        ("ap-northeast-1", "login.mypurecloud.jp"),
    ] {
        let sandbox = sandbox();
        let tenants = fs::read_to_string(fixtures().join("applications/tenants.yaml")).unwrap();
        sandbox.write("mappings/tenants.yaml", &tenants.replace("eu-central-1", region));
        let json = url(&sandbox, &["--application", "Wallboard", "--format", "json"])
            .ended(0)
            .json();
        assert_eq!(json["urls"][0]["login_host"], host);
    }
}

#[test]
fn hostile_names_stay_harmless() {
    let sandbox = sandbox();
    let applications = fs::read_to_string(fixtures().join("applications/applications.yaml")).unwrap();
    let hostile = r#""</script>|`x`\u202E\e[31m=cmd ${x} [a](javascript:b)""#;
    sandbox.write(
        "mappings/applications.yaml",
        &applications.replace("name: Wallboard", &format!("name: {hostile}")),
    );
    let text = url(&sandbox, &[]).ended(0).stdout;
    let markdown = url(&sandbox, &["--format", "markdown"]).ended(0).stdout;
    for shown in [&text, &markdown] {
        assert!(!shown.contains(['\u{202e}', '\u{1b}']), "{shown}");
    }
    assert!(!markdown.contains("</script"));
    let json = url(&sandbox, &["--format", "json"]).ended(0).json();
    assert_eq!(
        json["urls"][2]["application"],
        "</script>|`x`\u{202e}\u{1b}[31m=cmd ${x} [a](javascript:b)"
    );
}

#[test]
fn what_can_never_work_is_refused_with_the_place_and_a_way_out() {
    let sandbox = sandbox();
    let applications = fs::read_to_string(fixtures().join("applications/applications.yaml")).unwrap();
    for reach in ["authorized-client", "authorized-organization"] {
        sandbox.write(
            "mappings/applications.yaml",
            &applications.replace(
                "grant_type: client-credentials",
                &format!("grant_type: client-credentials\n    reach: {reach}"),
            ),
        );
        let ran = url(&sandbox, &[]).ended(2);
        assert!(ran.stderr.contains("applications.yaml:19"), "{}", ran.stderr);
        assert!(ran.stderr.contains("create a client in each org"), "{}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
}

#[test]
fn without_applications_there_is_a_warning_and_no_failure() {
    let ran = Sandbox::new().run(&["oauth", "url"]).ended(0);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.starts_with("warning: the tables have no application"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_file_is_as_its_schema_says() {
    let file = url(&sandbox(), &["--format", "json"]).ended(0).json();
    let schema = fs::read_to_string(fixtures().join("../../docs/schemas/urls.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    jsonschema::validate(&schema, &file).unwrap();
}
