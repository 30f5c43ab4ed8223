//! `zd2gc catalogue`.

use crate::support::{Sandbox, fixtures};

/// Name, kind, first neighbour or `-`.
fn invented() -> Vec<(String, String, String)> {
    let text = std::fs::read_to_string(fixtures().join("invented_names.tsv")).unwrap();
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [name, kind, first] = cells[..] else {
                panic!("three cells: {line}")
            };
            (name.to_owned(), kind.to_owned(), first.to_owned())
        })
        .collect()
}

#[test]
fn a_hundred_invented_names_are_refused_with_a_sensible_neighbour_first() {
    let names = invented();
    assert!(names.len() >= 100);
    let mut args = vec!["catalogue", "check", "--format", "json"];
    args.extend(names.iter().map(|(name, ..)| name.as_str()));
    let answers = Sandbox::new().run(&args).ended(13).json();
    let mut wrong = Vec::new();
    for ((name, kind, first), answer) in names.iter().zip(answers.as_array().unwrap()) {
        assert_eq!(answer["name"], name.as_str());
        let is = (
            answer["exists"].as_bool(),
            answer["kind"].as_str(),
            answer["nearest"][0].as_str(),
        );
        let neighbour = if first == "-" { is.2 } else { Some(first.as_str()) };
        if is != (Some(false), Some(kind.as_str()), neighbour) {
            wrong.push(format!("{name}\n  wanted {kind} {first}\n  got {answer}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        names.len(),
        wrong.join("\n")
    );
}

#[test]
fn check_says_what_each_name_is_and_ends_in_0_when_all_exist() {
    let ran = Sandbox::new()
        .run(&[
            "catalogue",
            "check",
            "routing:QUEUE:view",
            "analytics:readonly",
            "/api/v2/users",
            "GET https://api.mypurecloud.de/api/v2/users/1234?expand=x",
            "api.mypurecloud.de",
            "eu-central-1",
            "login_hint",
            "authorization",
            "routing:queue:*",
        ])
        .ended(0);
    insta::assert_snapshot!(ran.stdout, @r#"
    routing:queue:view: permission, exists
    analytics:readonly: scope, exists
    /api/v2/users: operation, exists
    GET https://api.mypurecloud.de/api/v2/users/1234?expand=x: operation, exists
    api.mypurecloud.de: region, exists
    eu-central-1: region, exists
    login_hint: authorize parameter, exists
    authorization: scope, exists
    routing:queue:*: permission, exists
    "#);
}

#[test]
fn check_shows_the_nearest_names_and_ends_in_13() {
    let ran = Sandbox::new()
        .run(&[
            "catalogue",
            "check",
            "analytics:read",
            "users:readonly",
            "bad\u{202e}name:x:y",
        ])
        .ended(13);
    insta::assert_snapshot!(ran.stdout, @r#"
    analytics:read: scope, does not exist
      near: analytics:readonly
      near: analytics
      near: speech-and-text-analytics:readonly
      near: analytics:datawarehouse:view
      near: analytics:userAggregate:view
    users:readonly: scope, exists
    bad\u{202e}name:x:y: permission, does not exist
      nothing is near it
    "#);
}

#[test]
fn check_has_exactly_four_keys_for_programs() {
    let answers = Sandbox::new()
        .run(&[
            "catalogue",
            "check",
            "--format",
            "json",
            "users:readonly",
            "x-genesys-tenant-id",
        ])
        .ended(13)
        .json();
    insta::assert_json_snapshot!(answers, @r#"
    [
      {
        "name": "users:readonly",
        "kind": "scope",
        "exists": true,
        "nearest": []
      },
      {
        "name": "x-genesys-tenant-id",
        "kind": "header",
        "exists": false,
        "nearest": [
          "target",
          "GET /api/v2/tokens/me"
        ]
      }
    ]
    "#);
}

#[test]
fn fail_on_decides_how_check_ends() {
    let sandbox = Sandbox::new();
    let _ = sandbox
        .run(&["catalogue", "check", "nope:nope", "--fail-on", "never"])
        .ended(0);
    let _ = sandbox
        .run(&["catalogue", "check", "nope:nope", "--fail-on", "high"])
        .ended(0);
    let _ = sandbox
        .run(&["catalogue", "check", "nope:nope", "--fail-on", "medium"])
        .ended(13);
    let _ = sandbox
        .run(&["catalogue", "check", "nope:nope", "--fail-on", "loud"])
        .ended(2);
    let _ = sandbox.run(&["catalogue", "check"]).ended(2);
    let _ = sandbox
        .run(&["catalogue", "check", "x", "--format", "markdown"])
        .ended(2);
}

#[test]
fn show_answers_programs_about_an_operation() {
    let view = Sandbox::new()
        .run(&["catalogue", "show", "GET /api/v2/users/1234/roles", "--format", "json"])
        .ended(0)
        .json();
    insta::assert_json_snapshot!(view, @r#"
    {
      "method": "GET",
      "path": "/api/v2/users/{subjectId}/roles",
      "exists": true,
      "permissions": {
        "mode": "ANY",
        "names": [
          "authorization:grant:view"
        ]
      },
      "scopes": [
        "authorization",
        "authorization:readonly"
      ],
      "scope_source": "exact",
      "deprecated": false,
      "preview": false,
      "first_release": "js140.0.0",
      "removed": null,
      "instead": [],
      "no_auth": false,
      "any_token": false,
      "guest_token": false,
      "catalogue": "2026-11-23"
    }
    "#);
}

#[test]
fn show_offers_what_to_use_in_place_of_an_operation_that_is_gone_or_never_was() {
    let sandbox = Sandbox::new();
    let gone = sandbox
        .run(&["catalogue", "show", "GET /api/v2/alerting/alerts/active"])
        .ended(13);
    insta::assert_snapshot!(gone.stdout, @r#"
    GET /api/v2/alerting/alerts/active
      was removed: last in release js216.0.0 of 2025-02-16
      instead:
        GET /api/v2/alerting/alerts/{alertId}
        POST /api/v2/alerting/alerts/query
        PUT /api/v2/alerting/alerts/{alertId}
        DELETE /api/v2/alerting/alerts/{alertId}
        PATCH /api/v2/alerting/alerts/{alertId}
    Catalogue of 2026-11-23.
    "#);
    let never = sandbox
        .run(&[
            "catalogue",
            "show",
            "POST /api/v2/analytics/conversations/details/export",
            "--format",
            "json",
        ])
        .ended(13)
        .json();
    insta::assert_json_snapshot!(never, @r#"
    {
      "method": "POST",
      "path": "/api/v2/analytics/conversations/details/export",
      "exists": false,
      "permissions": {
        "mode": "unknown",
        "names": []
      },
      "scopes": [],
      "scope_source": "unknown",
      "deprecated": false,
      "preview": false,
      "first_release": null,
      "removed": null,
      "instead": [
        "POST /api/v2/analytics/conversations/details/jobs",
        "GET /api/v2/analytics/conversations/details/jobs/{jobId}",
        "DELETE /api/v2/analytics/conversations/details/jobs/{jobId}",
        "GET /api/v2/analytics/conversations/details/jobs/availability",
        "GET /api/v2/analytics/conversations/details/jobs/{jobId}/results"
      ],
      "no_auth": false,
      "any_token": false,
      "guest_token": false,
      "catalogue": "2026-11-23"
    }
    "#);
}

#[test]
fn show_tells_people_about_operations_permissions_scopes_and_regions() {
    let sandbox = Sandbox::new();
    let mut shown = String::new();
    for name in [
        "DELETE /api/v2/analytics/conversations/details/jobs/{jobId}",
        "routing:wrapupCode:view",
        "usage:readonly",
        "eu-central-1",
    ] {
        shown.push_str(&sandbox.run(&["catalogue", "show", name]).ended(0).stdout);
        shown.push('\n');
    }
    insta::assert_snapshot!(shown, @r#"
    DELETE /api/v2/analytics/conversations/details/jobs/{jobId}
      permissions, any one of:
        analytics:agentConversationDetail:view
        analytics:conversationDetail:view
      scopes, any one of:
        analytics
        analytics:readonly
      how sure the scopes are: stated in the vendor's API definition
      first release: js56.0.0
    Catalogue of 2026-11-23.

    routing:wrapupCode:view
      permission, named by the vendor's API documents
      opens:
        GET /api/v2/routing/wrapupcodes
        GET /api/v2/routing/wrapupcodes/{codeId}
    Catalogue of 2026-11-23.

    usage:readonly
      scope, for reading
      accepted by:
        POST /api/v2/usage/events/aggregates/query
        GET /api/v2/usage/events/definitions
        GET /api/v2/usage/events/definitions/{eventDefinitionId}
        POST /api/v2/usage/events/query
    Catalogue of 2026-11-23.

    eu-central-1
      domain: mypurecloud.de
      API: https://api.mypurecloud.de
      login: https://login.mypurecloud.de
      web applications: https://apps.mypurecloud.de
      environment: prod
    Catalogue of 2026-11-23.
    "#);
}

#[test]
fn show_says_why_a_mistaken_name_does_not_exist() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["catalogue", "show", "tenant_id"]).ended(13);
    insta::assert_snapshot!(ran.stdout, @r#"
    tenant_id
      authorize parameter, does not exist
      one token is one org; `target` enters another
      near: target
    Catalogue of 2026-11-23.
    "#);
    let refuted = sandbox
        .run(&["catalogue", "show", "architect:ivr:view", "--format", "json"])
        .ended(13)
        .json();
    assert_eq!(refuted["status"], "refuted");
    assert_eq!(refuted["exists"], false);
}

#[test]
fn a_path_without_method_is_a_usage_error_that_names_its_methods() {
    let ran = Sandbox::new()
        .run(&["catalogue", "show", "/api/v2/users/1234"])
        .ended(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: `/api/v2/users/1234` is no operation: a method and a path are needed
    hint: ask for `GET /api/v2/users/1234` or `PATCH /api/v2/users/1234` or `DELETE /api/v2/users/1234`
    "#);
    assert!(ran.stdout.is_empty());
}

#[test]
fn search_finds_by_words_of_both_vendors() {
    let sandbox = Sandbox::new();
    let ran = sandbox
        .run(&["catalogue", "search", "queue", "members", "--limit", "3"])
        .ended(0);
    insta::assert_snapshot!(ran.stdout, @r#"
    permission  routing:queueMember:manage
                  13 operations
    operation   GET /api/v2/routing/queues/{queueId}/members
                  any of routing:queue:edit, routing:queue:readonly,
                  routing:queue:view, routing:queueMember:manage
    operation   POST /api/v2/routing/queues/{queueId}/members
                  any of routing:queue:edit, routing:queueMember:manage
    "#);
    let macros = sandbox
        .run(&["catalogue", "search", "macros", "--limit", "1", "--format", "json"])
        .ended(0)
        .json();
    insta::assert_json_snapshot!(macros, @r#"
    [
      {
        "kind": "permission",
        "name": "responses:response:add",
        "about": "1 operation"
      }
    ]
    "#);
}

#[test]
fn search_without_a_hit_says_so_on_stderr() {
    let ran = Sandbox::new()
        .run(&["catalogue", "search", "flurble", "--format", "json"])
        .ended(0);
    assert_eq!(ran.stdout, "[]\n");
    assert!(ran.stderr.contains("nothing found"));
}

#[test]
fn results_go_to_a_file_too_in_place_of_an_older_one() {
    let sandbox = Sandbox::new();
    sandbox.write("region.json", "old");
    let _ = sandbox
        .run(&["catalogue", "show", "eu-west-2", "-o", "region.json"])
        .ended(0);
    assert!(sandbox.read("region.json").contains("api.euw2.pure.cloud"));
    assert!(!sandbox.path("region.json.tmp").exists());
    let _ = sandbox
        .run(&["catalogue", "show", "eu-west-2", "-o", "region.html"])
        .ended(2);
}
