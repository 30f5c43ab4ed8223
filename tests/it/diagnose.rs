//! `zd2gc diagnose`: why a call was refused.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use serde::Deserialize;
use serde_json::Value;
use zd2gc::catalogue::Catalogue;
use zd2gc::diagnose::{Diagnosis, Known, Refusal, diagnose, paste};

use crate::support::{Sandbox, fixtures};

/// A case: what was told, and the cause that has to come first.
#[derive(Debug, Deserialize)]
struct Case {
    name: String,
    kind: String,
    input: Refusal,
    expect: String,
    /// Causes that may come first as well.
    #[serde(default)]
    also_ok: Vec<String>,
}

fn cases(file: &str) -> Vec<Case> {
    let text = fs::read_to_string(fixtures().join("diagnose").join(file)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn found(refusal: &Refusal) -> Diagnosis {
    diagnose(refusal, &Known::only(&|_| None))
}

fn ids(found: &Diagnosis) -> Vec<String> {
    found.causes.iter().map(|cause| cause.id.to_string()).collect()
}

/// How many cases have the right cause first: over all, and averaged over the causes.
fn score(cases: &[Case]) -> (Vec<String>, f64) {
    let mut by_cause: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in cases {
        let ids = ids(&found(&case.input));
        let first = ids.first();
        let right = first == Some(&case.expect) || first.is_some_and(|first| case.also_ok.contains(first));
        let count = by_cause.entry(&case.expect).or_default();
        count.1 += 1.0;
        if right {
            count.0 += 1.0;
        } else {
            wrong.push(format!(
                "{} ({}): expected {}, found {ids:?}",
                case.name, case.kind, case.expect
            ));
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "there are thirty causes")]
    let average = by_cause.values().map(|(right, all)| right / all).sum::<f64>() / by_cause.len() as f64;
    (wrong, average)
}

#[test]
fn the_cause_comes_first_in_every_case_from_the_facts() {
    let cases = cases("cases.jsonl");
    assert!(cases.len() >= 90, "{}", cases.len());
    let mut by_cause: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for case in &cases {
        by_cause.entry(&case.expect).or_default().insert(&case.kind);
    }
    assert_eq!(by_cause.len(), 30);
    for (cause, kinds) in by_cause {
        for kind in ["plain", "misleading", "sparse"] {
            assert!(kinds.contains(kind), "{cause} has no {kind} case");
        }
    }
    let (wrong, _) = score(&cases);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Written by others who had not seen how causes are found. Before anything was fitted to them, 250 of 324 had the right
/// cause first; what remains wrong is mostly told in a language of which we know single words only.
#[test]
fn the_cause_comes_first_in_nearly_all_cases_that_came_later() {
    let cases = cases("later.jsonl");
    let (wrong, _) = score(&cases);
    let right = cases.len() - wrong.len();
    assert!(right >= 312, "{right} right of {}\n{}", cases.len(), wrong.join("\n"));
}

/// Written by others who had not seen how causes are found, and never fitted to: what it says is how good we are on what
/// we have not seen. 384 of 457 have the right cause first (0.84 by cause; the last 150, in words that are far from the
/// obvious ones, 0.72); it must not become worse.
#[test]
fn the_cause_comes_first_in_most_cases_that_nothing_was_fitted_to() {
    let cases = cases("held_out.jsonl");
    let (wrong, average) = score(&cases);
    let right = cases.len() - wrong.len();
    assert!(
        right >= 384 && average >= 0.83,
        "{right} right, {average:.3} by cause\n{}",
        wrong.join("\n")
    );
}

/// What a right reader finds in a paste.
#[derive(Debug, Deserialize)]
struct Paste {
    http_status: Option<u16>,
    error_code: Option<String>,
    method: Option<String>,
    path: Option<String>,
    host: Option<String>,
    grant_type: Option<String>,
    expect: Option<String>,
    #[serde(default)]
    expect_any: Vec<String>,
    #[serde(default)]
    secrets: Vec<String>,
    #[serde(default)]
    notes_contain: Vec<String>,
}

/// Pastes that hold too little for the cause that really was: no cause, or a hint only, is the right answer there.
const SILENT: &[&str] = &["java-stack-trace-only", "js-pkce-axioserror"];

#[test]
fn pastes_of_every_tool_are_read_and_their_secrets_dropped() {
    let folder = fixtures().join("diagnose/paste");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    assert!(files.len() > 60, "{}", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap();
        let want: Paste = serde_json::from_str(&fs::read_to_string(file.with_extension("json")).unwrap()).unwrap();
        let got = paste::read(&text);
        let mut differ = |field: &str, want: Option<String>, got: Option<String>| {
            if want.is_some() && want != got {
                wrong.push(format!("{name}: {field}: {want:?}, read as {got:?}"));
            }
        };
        differ(
            "status",
            want.http_status.map(|status| status.to_string()),
            got.http_status.map(|s| s.to_string()),
        );
        differ("code", want.error_code, got.error_code.clone());
        differ(
            "method",
            want.method.filter(|method| method != "CONNECT"),
            got.method.clone(),
        );
        differ("path", want.path, got.path.clone());
        differ("host", want.host, got.host.clone());
        differ("grant", want.grant_type, got.grant_type.clone());
        let told = found(&got);
        let kept = format!("{got:?}{}", serde_json::to_string(&told).unwrap());
        for secret in want.secrets {
            assert!(!kept.contains(&secret), "{name} keeps a secret");
        }
        for note in want.notes_contain {
            let notes = got.notes.clone().unwrap_or_default();
            if !notes.contains(&note) {
                wrong.push(format!("{name}: the notes lack {note:?}: {notes:?}"));
            }
        }
        let right: Vec<String> = want.expect.into_iter().chain(want.expect_any).collect();
        let first = ids(&told).into_iter().next().unwrap_or_default();
        if !right.contains(&first) && !SILENT.contains(&name.as_str()) {
            wrong.push(format!("{name}: expected {right:?}, found {:?}", ids(&told)));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Fields of answers and words of HTTP that are printed between backticks, and commands.
const OTHER_NAMES: &[&str] = &[
    "api.",
    "login.",
    "me",
    "state",
    "S256",
    "Basic",
    "Bearer",
    "Retry-After",
    "Authorization: Bearer",
    "Content-Type: application/x-www-form-urlencoded",
    "authorizedGrantType",
    "authorizedScope",
    "registeredRedirectUri",
    "roleDivisions",
    "refresh_token",
    "grant_type",
    "code_verifier",
    "expand=authorization",
];

#[test]
fn names_that_are_printed_as_real_are_real() {
    let catalogue = Catalogue::embedded();
    let mut checked = 0;
    let files = ["cases.jsonl", "later.jsonl", "held_out.jsonl"];
    for case in files.into_iter().flat_map(cases) {
        let told = found(&case.input);
        let sentences = told.causes.iter().flat_map(|cause| {
            let own = [&cause.explanation];
            own.into_iter().chain(&cause.evidence).chain(&cause.remedy)
        });
        for sentence in sentences.chain(&told.facts) {
            for name in sentence.split('`').skip(1).step_by(2) {
                let other = OTHER_NAMES.contains(&name) || name.starts_with("curl ") || name.starts_with("zd2gc ");
                let code = name.contains('.') && !name.contains('/') && sentence.contains("code");
                assert!(
                    other || code || catalogue.check(name).exists,
                    "{}: `{name}` in: {sentence}",
                    case.name
                );
                checked += 1;
            }
        }
    }
    assert!(checked > 1_000, "{checked}");
}

const MODEL: &[&str] = &[
    "diagnose",
    "--call",
    "GET /api/v2/analytics/conversations/details/export",
    "--host",
    "api.mypurecloud.de",
    "--status",
    "401",
    "--message",
    "scope analytics:conversation:read not granted",
    "--scope",
    "analytics:read",
    "--grant-type",
    "refresh_token",
    "--header",
    "x-genesys-tenant-id: 00000000-0000-4000-8000-000000000002",
    "--note",
    "approved in the second org; /api/v2/users/me works; told to look for analytics:read in a manifest.json",
    "--format",
    "json",
];

fn check_model(told: &Value) {
    let causes = told["causes"].as_array().unwrap();
    let first: Vec<&str> = causes
        .iter()
        .take(3)
        .map(|cause| cause["id"].as_str().unwrap())
        .collect();
    assert_eq!(first, ["nonexistent-endpoint", "invented-scope", "token-org-mismatch"]);
    assert_eq!(causes[0]["layer"], "request");
    let all = told.to_string();
    for right in [
        "POST /api/v2/analytics/conversations/details/jobs",
        "analytics:readonly",
        "analytics:conversationDetail:view",
        "GET /api/v2/tokens/me",
        "GET /api/v2/organizations/me",
    ] {
        assert!(all.contains(right), "{right} lacks in {all}");
    }
    // What does not exist is never advised.
    let advised: String = causes.iter().map(|cause| cause["remedy"].to_string()).collect();
    for invented in [
        "analytics:read\"",
        "analytics:conversation:read",
        "x-genesys-tenant-id",
        "details/export",
    ] {
        assert!(!advised.contains(invented), "{advised}");
    }
    let header = causes[2]["explanation"].as_str().unwrap();
    assert!(
        header.contains("\u{201c}x-genesys-tenant-id\u{201d} (does not exist)"),
        "{header}"
    );
}

#[test]
fn the_case_that_started_it_is_solved_by_flags() {
    let ran = Sandbox::new().run(MODEL).ended(0);
    check_model(&ran.json());
}

#[test]
fn the_case_that_started_it_is_solved_by_paste() {
    let sandbox = Sandbox::new();
    let pasted = "\
$ curl -v -H 'Authorization: Bearer abcdefghijklmnop' -H 'x-genesys-tenant-id: 2' \
https://api.mypurecloud.de/api/v2/analytics/conversations/details/export
> GET /api/v2/analytics/conversations/details/export HTTP/1.1
> Host: api.mypurecloud.de
> Authorization: Bearer abcdefghijklmnop
> x-genesys-tenant-id: 2
>
< HTTP/1.1 401 Unauthorized
< content-type: application/json
<
{\"message\": \"scope analytics:conversation:read not granted\", \"status\": 401}

The second org has approved the application. GET /api/v2/users/me works with the same refresh token.
";
    let mut child = sandbox
        .command()
        .args(["diagnose", "--paste", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(pasted.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("abcdefghijklmnop"));
    check_model(&serde_json::from_str(&text).unwrap());
}

#[test]
fn the_same_input_gives_the_same_bytes_from_flags_and_from_a_file() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "refusal.json",
        r#"{"http_status": "403", "error_code": "missing.any.permissions", "path": "GET /api/v2/users", "unheard": 1}"#,
    );
    let by_file = sandbox.run(&["diagnose", "--input", "refusal.json"]);
    let by_flags = sandbox
        .run(&[
            "diagnose",
            "--call",
            "GET /api/v2/users",
            "--status",
            "403",
            "--code",
            "missing.any.permissions",
        ])
        .ended(0);
    assert_eq!(by_file.stdout, by_flags.stdout);
    assert!(
        by_file
            .stdout
            .starts_with("1. role-permission-missing (permission layer"),
        "{}",
        by_file.stdout
    );
    assert!(
        by_file.stdout.lines().all(|line| line.chars().count() <= 80),
        "{}",
        by_file.stdout
    );
}

#[test]
fn a_call_that_exists_always_says_what_it_takes() {
    let ran = Sandbox::new()
        .run(&[
            "diagnose",
            "--call",
            "POST /api/v2/analytics/conversations/details/jobs",
            "--status",
            "429",
            "--format",
            "json",
        ])
        .ended(0);
    let told = ran.json();
    assert_eq!(told["causes"][0]["id"], "rate-limited-api");
    let call = &told["calls"][0];
    assert_eq!(call["operation"], "POST /api/v2/analytics/conversations/details/jobs");
    assert_eq!(call["scopes"][0], "analytics:readonly");
    assert!(
        call["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .any(|name| name == "analytics:conversationDetail:view")
    );
    assert!(call["actor"].as_str().unwrap().contains("client"));
    assert!(call["check"].as_str().unwrap().starts_with("curl "));
}

#[test]
fn what_says_nothing_ends_in_5_and_what_is_no_input_in_2() {
    let sandbox = Sandbox::new();
    let nothing = sandbox.run(&["diagnose"]).ended(2);
    assert!(nothing.stderr.contains("nothing was told"), "{}", nothing.stderr);

    let silent = sandbox.run(&["diagnose", "--note", "it does something"]).ended(5);
    assert!(
        silent.stdout.contains("nothing that was told speaks for a cause"),
        "{}",
        silent.stdout
    );

    sandbox.write("broken.json", "{\"http_status\": 403,");
    let broken = sandbox.run(&["diagnose", "--input", "broken.json"]).ended(2);
    assert!(
        broken.stderr.contains("broken.json") && broken.stderr.contains("line 1"),
        "{}",
        broken.stderr
    );

    let nowhere = sandbox.run(&["diagnose", "--input", "nowhere.json"]).ended(2);
    assert!(nowhere.stderr.contains("nowhere.json"), "{}", nowhere.stderr);
    let twice = sandbox.run(&["diagnose", "--input", "-", "--paste"]).ended(2);
    assert!(twice.stderr.contains("standard input"), "{}", twice.stderr);

    let _ = sandbox
        .run(&["diagnose", "--status", "403", "--format", "yaml"])
        .ended(2);

    let alone = sandbox
        .run(&["diagnose", "--status", "403", "--who", "anna@acme.example"])
        .ended(2);
    assert!(alone.stderr.contains("--plan or --snapshot"), "{}", alone.stderr);
}

#[test]
fn odd_input_is_evidence_and_never_an_error() {
    let sandbox = Sandbox::new();
    for grant in ["authorization_code+pkce", "saml", "???", "\u{1f512}"] {
        for call in [
            "users/me",
            "GET",
            "the users endpoint",
            "/api/v2/analytics/conv",
            "https://",
            "\u{1f512} /",
        ] {
            let ran = sandbox.run(&[
                "diagnose",
                "--call",
                call,
                "--grant-type",
                grant,
                "--status",
                "abc",
                "--code",
                "E-17",
                "--header",
                "nonsense",
                "--message",
                "403",
            ]);
            assert!(
                [0, 5].contains(&ran.code),
                "{call} {grant}: {} {}",
                ran.code,
                ran.stderr
            );
        }
    }
}

/// The folder of the fixtures is part of the repository.
#[test]
fn sources_of_the_pastes_are_told() {
    assert!(Path::new(&fixtures()).join("diagnose/paste/SOURCES.md").is_file());
}

/// The same refusal, told with and without a sentence: the sentence moves the order.
#[test]
fn what_is_said_in_words_moves_the_order() {
    let invalid_client = r#""http_status": 400, "error_code": "invalid_client", "path": "/oauth/token""#;
    let denied = r#""http_status": 401, "grant_type": "code", "path": "GET /api/v2/users""#;
    let listed = r#""http_status": 200, "path": "GET /api/v2/routing/queues""#;
    for (told, words, cause) in [
        (
            invalid_client,
            "it fails since the secret was rotated",
            "bad-secret-or-auth-encoding",
        ),
        (
            invalid_client,
            "the client was made in the Frankfurt region, we ask another region",
            "wrong-region-or-client-id",
        ),
        (
            denied,
            "it works in the first org and fails in the second, where nobody approved it",
            "client-not-authorized-in-org",
        ),
        (
            denied,
            "it works from the office and fails from the new cloud server",
            "ip-not-allowed",
        ),
        (listed, "only half of the queues come back", "division-filtered-result"),
    ] {
        let without: Refusal = serde_json::from_str(&format!("{{{told}}}")).unwrap();
        let with: Refusal = serde_json::from_str(&format!("{{{told}, \"notes\": \"{words}\"}}")).unwrap();
        let sure = |found: &Diagnosis| {
            let cause = found.causes.iter().find(|one| one.id.to_string() == cause);
            cause.map_or(0.0, |one| one.confidence)
        };
        let (before, after) = (found(&without), found(&with));
        assert_eq!(ids(&after)[0], cause, "{words}");
        assert!(
            sure(&after) > sure(&before),
            "{words}: {:?}, before {:?}",
            ids(&after),
            ids(&before)
        );
    }
}
