//! `snapshot genesys`, as it reads orgs of the rehearsal: how many calls it takes, what it makes of faults, what it says of
//! what it can't read.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::live::Live;
use crate::support::{Sandbox, rounds};

/// `snapshot.json` of an org, from a folder of the project.
fn manifest(live: &Live, folder: &str) -> Value {
    live.file(folder, live.org(0, "org_id"), "snapshot.json")
}

/// The digests of the lists, and what is lacking.
fn lists(live: &Live, folder: &str) -> Value {
    manifest(live, folder)["lists"].clone()
}

const SMALL: [&str; 6] = ["--world", "generated", "--users", "100", "--seed", "3"];

#[test]
fn a_whole_org_takes_few_calls_and_none_per_person() {
    for (users, most, assume) in [
        ("100", 75, None),
        ("1000", 76, None),
        ("10000", 114, None),
        ("10000", 262, Some("subjectgrants-pages-of-100")),
    ] {
        let mut args = vec!["--world", "generated", "--users", users];
        args.extend(assume.iter().flat_map(|key| ["--assume", *key]));
        let live = Live::start(&args);
        let ran = live.run(&["snapshot", "genesys"]).ended(0);
        let log = live.log();
        assert!(log.len() <= most, "{users}: {} calls, at most {most}", log.len());
        let told = format!("made {} calls and 1 for a token", log.len() - 1);
        assert!(ran.stderr.contains(&told), "{}", ran.stderr);
        let lists = lists(&live, "snapshots");
        assert_eq!(lists["users"]["count"].to_string(), users);
        assert_eq!(lists["roles"]["count"], 40);
    }
}

#[test]
fn records_stand_in_the_vendors_words_sorted_and_whole() {
    let live = Live::start(&SMALL);
    live.run(&["snapshot", "genesys"]).ended(0).stdout.clear();
    let id = live.org(0, "org_id");
    let list = |name: &str| -> Vec<Value> {
        let text = live.sandbox.read(&format!("project/snapshots/{id}/{name}.ndjson"));
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let mut states: BTreeMap<String, usize> = BTreeMap::new();
    for user in list("users") {
        *states.entry(user["state"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    assert_eq!(states.keys().collect::<Vec<_>>(), ["active", "deleted", "inactive"]);
    let grants = list("subject_grants");
    let keys: Vec<(&str, &str)> = grants
        .iter()
        .map(|grant| (grant["roleId"].as_str().unwrap(), grant["id"].as_str().unwrap()))
        .collect();
    assert!(keys.is_sorted(), "by role, then subject");
    assert!(grants.iter().all(|grant| grant["divisions"].is_array()));
    let holding = grants.iter().filter(|grant| grant["type"] == "PC_GROUP");
    let holding: std::collections::BTreeSet<&str> = holding.map(|grant| grant["id"].as_str().unwrap()).collect();
    let members = list("group_members");
    assert!(
        members
            .iter()
            .all(|member| holding.contains(member["groupId"].as_str().unwrap()))
    );
    let trustees = list("trustees");
    assert!(trustees[0]["users"].is_array() && trustees[0]["groups"].is_array());
    let permissions = list("permissions");
    assert!(
        permissions[0]["permissionMap"].is_object(),
        "with division awareness and conditions"
    );
    let facts = manifest(&live, "snapshots")["facts"].clone();
    assert_eq!(facts["token"]["organization"]["id"], id);
    assert!(facts["role_settings"]["authorizationGrantDivisionAware"].is_boolean());
    assert!(facts["division_limit"].is_u64());
}

#[test]
fn a_plan_takes_the_org_that_was_read() {
    let live = Live::start(&["--world", "small"]);
    live.run(&["snapshot", "genesys"]).ended(0).stdout.clear();
    assert!(
        manifest(&live, "snapshots")["taken_at"]
            .as_str()
            .unwrap()
            .ends_with('Z')
    );
    // Twice in a row: the same lists.
    let before = lists(&live, "snapshots");
    live.run(&["snapshot", "genesys"]).ended(0).stdout.clear();
    assert_eq!(lists(&live, "snapshots"), before);
}

/// Faults of each kind. What stays whole is the same; what does not is named, and the run ends in 5 or 6.
#[test]
fn faults_change_nothing_or_are_named() {
    let few = [
        "429=0.2",
        "5xx=0.2",
        "cut=0.2",
        "expired-token=0.1",
        "total-mismatch=0.2",
        "all=0.03",
    ];
    let kinds = [
        "429",
        "429-bare",
        "5xx",
        "cut",
        "bad-json",
        "content-type",
        "expired-token",
        "lost-expand",
        "offset-window",
        "too-large",
        "total-mismatch",
        "endless-next",
        "slow",
        "all",
    ];
    let rates = ["0.02", "0.1", "0.3"];
    let rounds = usize::try_from(rounds("ZD2GC_FAULTS", few.len() as u64)).unwrap();
    let all = (0..rounds).map(|at| {
        let own = || format!("{}={}", kinds[at % kinds.len()], rates[at / kinds.len() % rates.len()]);
        (few.get(at).map_or_else(own, |fault| (*fault).to_owned()), at + 3)
    });
    for (fault, seed) in all {
        let seed = seed.to_string();
        // The seed makes the world as well as the faults.
        let world = [&SMALL[..4], &["--seed", &seed]].concat();
        let calm = Live::start(&world);
        calm.run(&["snapshot", "genesys"]).ended(0).stdout.clear();
        let whole = lists(&calm, "snapshots");
        let live = Live::start(&[&world[..], &["--fault", &fault]].concat());
        let ran = live.run(&["snapshot", "genesys", "--timeout", "60s"]);
        match ran.code {
            0 => assert_eq!(lists(&live, "snapshots"), whole, "{fault}, seed {seed}"),
            5 => {
                let lists = lists(&live, "snapshots");
                for (name, list) in lists.as_object().unwrap() {
                    let named = list["missing"].is_string() || list["partial"].is_string();
                    assert!(
                        named || *list == whole[name],
                        "{fault}, seed {seed}: {name} differs and is not named"
                    );
                    assert_eq!(
                        named,
                        ran.stdout.contains(&format!("`{name}` is")),
                        "{fault}: {name}\n{}",
                        ran.stdout
                    );
                }
            }
            6 => {
                assert!(ran.stderr.contains("error: "), "{fault}: {}", ran.stderr);
                assert!(!live.path("snapshots").join(live.org(0, "org_id")).exists());
            }
            other => panic!("{fault}, seed {seed} ended in {other}:\n{}", ran.stderr),
        }
    }
}

/// Killed at moments that differ, then started again: the same lists, and no call is made twice.
#[cfg(unix)]
#[test]
fn a_run_that_was_killed_goes_on_where_it_was() {
    let live = Live::start(&[
        "--world",
        "generated",
        "--users",
        "100",
        "--seed",
        "3",
        "--latency",
        "12",
    ]);
    live.run(&["snapshot", "genesys", "-o", "whole"])
        .ended(0)
        .stdout
        .clear();
    let whole = lists(&live, "whole");
    let rounds = rounds("ZD2GC_KILLS", 6);
    for round in 0..rounds {
        let folder = format!("round-{round}");
        let mut child = live
            .command(&["snapshot", "genesys", "-o", &folder])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(20 + 53 * round % 300));
        // It may have ended already.
        let _ = child.kill();
        let _ = child.wait();
        let before = live.log().len();
        let ran = live.run(&["snapshot", "genesys", "-o", &folder]).ended(0);
        assert_eq!(lists(&live, &folder), whole, "round {round}");
        let further = live.log().split_off(before);
        if ran.stderr.contains("came from a run that was cut off") {
            assert!(further.len() < 73, "{} calls were repeated", further.len());
        }
        let left = fs::read_dir(live.path(&folder)).unwrap().count();
        assert_eq!(left, 1, "neither journal nor drafts stay");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_was_read_and_ends_in_130() {
    let live = Live::start(&["--world", "generated", "--users", "100", "--latency", "40"]);
    let child = live
        .command(&["snapshot", "genesys"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while live.log().len() < 20 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert!(stderr.contains("goes on from what was read"), "{stderr}");
    let ran = live.run(&["snapshot", "genesys"]).ended(0);
    assert!(
        ran.stderr.contains("came from a run that was cut off"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_a_credential_may_not_read_is_not_checked_and_ends_in_5() {
    let live = Live::start(&SMALL);
    let ran = live.run(&["-p", "limited", "snapshot", "genesys"]).ended(5);
    let lists = lists(&live, "snapshots");
    let missing: Vec<&String> = lists
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, list)| list["missing"].is_string())
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        missing,
        ["integrations", "oauth_authorizations", "policies", "trustors"]
    );
    assert!(
        lists["trustees"]["partial"]
            .as_str()
            .unwrap()
            .starts_with("not checked: ")
    );
    let why = lists["policies"]["missing"].as_str().unwrap();
    assert!(
        why.starts_with("not checked: /api/v2/authorization/policies was refused with 403 missing.any.permissions")
            && why.contains("authorization:policy:view"),
        "{why}"
    );
    assert!(ran.stdout.contains("5 medium"), "{}", ran.stdout);
    assert!(ran.stdout.contains("`zd2gc doctor`") || ran.stdout.contains("list-not-read"));
}

/// On a calm run, what was expected is what was made: groups, trustees and refusals included.
#[test]
fn the_calls_that_were_expected_are_made() {
    for (world, profile) in [("small", "limited"), ("rich", ""), ("small", "")] {
        let live = Live::start(&["--world", world]);
        let own = ["-p", profile];
        let own: &[&str] = if profile.is_empty() { &[] } else { &own };
        let ran = live.run(&[own, &["snapshot", "genesys"]].concat());
        let told: Vec<&str> = ran.stderr.lines().filter(|line| line.contains(": made ")).collect();
        assert!(!told.is_empty(), "{}", ran.stderr);
        for line in told {
            let number = |after: &str| {
                let rest = line.split(after).nth(1).unwrap();
                rest.split([' ', ';']).next().unwrap().parse::<u64>().unwrap()
            };
            assert_eq!(number("made "), number("expected "), "{world} {profile}: {line}");
        }
    }
}

#[test]
fn only_gets_and_token_requests_are_sent() {
    let live = Live::start(&["--world", "rich"]);
    live.run(&["snapshot", "genesys"]).ended(0).stdout.clear();
    for line in live.log() {
        let (method, target) = line.split_once(' ').unwrap();
        assert!(
            method == "GET" || (method == "POST" && target.contains("/oauth/token ")),
            "{line}"
        );
    }
}

#[test]
fn several_orgs_are_read_in_one_run_and_one_by_name() {
    let live = Live::start(&["--world", "rich"]);
    let ran = live.run(&["snapshot", "genesys", "--format", "json"]).ended(0);
    let files: Vec<Value> = serde_json::Deserializer::from_str(&ran.stdout)
        .into_iter()
        .collect::<Result<_, _>>()
        .unwrap();
    let ids: Vec<&str> = files.iter().map(|file| file["of"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 2);
    assert!(ids.contains(&live.org(0, "org_id")) && ids.contains(&live.org(1, "org_id")));
    let tenants = live.sandbox.read("project/mappings/tenants.yaml");
    let name = tenants
        .lines()
        .find_map(|line| line.trim().strip_prefix("- name: "))
        .unwrap();
    live.run(&["snapshot", "genesys", "--tenant", name, "-o", "one"])
        .ended(0)
        .stdout
        .clear();
    assert_eq!(fs::read_dir(live.path("one")).unwrap().count(), 1);
    let ran = live.run(&["snapshot", "genesys", "--tenant", "nobody"]).ended(2);
    assert!(
        ran.stderr.contains("no tenant of the tables is called `nobody`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_token_from_the_environment_does_without_tables() {
    let live = Live::start(&SMALL);
    let org = |key: &str| live.org(0, key).to_owned();
    let elsewhere = Sandbox::new();
    let args = [
        "snapshot",
        "genesys",
        "-o",
        "out",
        "--api-url",
        &org("api_url"),
        "--login-url",
        &org("login_url"),
    ];
    let mut command = elsewhere.command();
    command.args(args).env("GENESYSCLOUD_REGION", org("region"));
    let ended = |command: &mut Command| command.output().unwrap().status.code();
    assert_eq!(
        ended(command.env("GENESYSCLOUD_ACCESS_TOKEN", org("access_token"))),
        Some(0)
    );
    assert_eq!(ended(command.env("GENESYSCLOUD_ACCESS_TOKEN", "wrong")), Some(4));
    command.env_remove("GENESYSCLOUD_ACCESS_TOKEN");
    assert_eq!(ended(&mut command), Some(2), "no credential");
    command.env("GENESYSCLOUD_OAUTHCLIENT_ID", org("client_id"));
    command.env("GENESYSCLOUD_OAUTHCLIENT_SECRET", org("client_secret"));
    assert_eq!(ended(&mut command), Some(0));
    command.env_remove("GENESYSCLOUD_REGION");
    assert_eq!(ended(&mut command), Some(2), "no region");
}

#[test]
fn what_is_wrong_with_a_run_is_told_with_its_remedy() {
    let live = Live::start(&SMALL);
    let tenants = live.sandbox.read("project/mappings/tenants.yaml");
    let told = |args: &[&str], code: i32, words: &[&str]| {
        let all = [&["snapshot", "genesys"], args].concat();
        let ran = live.run(&all).ended(code);
        for word in words {
            assert!(
                ran.stderr.contains(word),
                "{args:?} should say {word:?}:\n{}",
                ran.stderr
            );
        }
    };
    told(&["--offline"], 2, &["--offline forbids it"]);
    told(&["--ca-file", "none.pem"], 2, &["none.pem", "PEM certificates"]);
    told(&["--ca-file", "zd2gc.yaml"], 2, &["no certificate in it"]);
    told(&["--timeout", "soon"], 2, &["90s, 15m or 2h"]);
    told(&["--max-rps", "0"], 2, &["0.01"]);
    told(&["--api-url", "http://example.com"], 2, &["https"]);
    told(
        &["--timeout", "1ms"],
        6,
        &["--timeout is over", "run the same command again"],
    );
    // Nobody listens there.
    told(
        &["--api-url", "http://127.0.0.1:9"],
        6,
        &["got no answer", "4 attempts"],
    );
    let other = tenants.replace(live.org(0, "org_id"), "00000000-0000-4000-8000-0000000000ff");
    live.sandbox.write("project/mappings/tenants.yaml", &other);
    told(
        &[],
        2,
        &[
            "the tables say 00000000-0000-4000-8000-0000000000ff",
            "good for one org",
        ],
    );
    live.sandbox.write("project/mappings/tenants.yaml", &tenants);
    let secret = fs::read_dir(live.path("credentials"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let secret = secret.into_iter().find(|path| path.ends_with("genesys-main")).unwrap();
    fs::remove_file(&secret).unwrap();
    told(&[], 2, &["could not read the secret"]);
    let name = secret
        .strip_prefix(live.sandbox.root())
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    live.sandbox.write(&name, "wrong-secret-of-the-test\n");
    told(&[], 2, &["others may read the secret", "chmod 600"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
        told(
            &[],
            4,
            &[
                "refused the credential",
                "invalid_client",
                "the client's id or secret is wrong",
            ],
        );
        let ran = live.run(&["snapshot", "genesys", "-v"]).ended(4);
        assert!(!ran.stderr.contains("wrong-secret-of-the-test"));
    }
}

/// The client's secret and its token stand in no output and no file but the one that holds it.
#[test]
fn secrets_are_nowhere() {
    let live = Live::start(&[&SMALL[..], &["--fault", "5xx=0.1"]].concat());
    let mut said = String::new();
    for args in [
        &["snapshot", "genesys", "-v"][..],
        &["-p", "limited", "snapshot", "genesys", "-o", "other", "-v"],
        &[
            "snapshot",
            "genesys",
            "-o",
            "late",
            "--timeout",
            "300ms",
            "-vv",
            "--log-format",
            "json",
        ],
    ] {
        let ran = live.run(args);
        said.push_str(&ran.stdout);
        said.push_str(&ran.stderr);
    }
    let mut files = vec![live.sandbox.path("project")];
    let mut secrets = vec![live.org(0, "access_token").to_owned()];
    let mut texts = vec![said];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.parent().unwrap().ends_with("credentials") {
            secrets.push(fs::read_to_string(&path).unwrap().trim().to_owned());
        } else {
            texts.push(fs::read_to_string(&path).unwrap());
        }
    }
    assert!(secrets.len() >= 3 && texts.len() > 20);
    for secret in secrets {
        assert!(texts.iter().all(|text| !text.contains(&secret)));
    }
}

#[test]
fn a_refresh_reads_what_the_org_has_and_keeps_the_rest() {
    let live = Live::start(&SMALL);
    let ran = live.run(&["catalogue", "refresh", "--format", "json"]).ended(0);
    let told = ran.json();
    assert_eq!(told["org_id"], live.org(0, "org_id"));
    assert!(told["permissions"]["count"].as_u64().unwrap() > 1_000);
    assert!(told["permissions"]["division_aware"].as_u64().unwrap() > 0);
    assert_eq!(told["permissions"]["not_in_org"], serde_json::json!([]));
    assert!(told["scopes"]["count"].as_u64().unwrap() > 100);
    let calls = live.log();
    assert_eq!(calls.len(), 5, "token, whose it is, permissions, scopes: {calls:?}");
    let alone = lists(&live, "snapshots");
    assert!(alone["roles"]["missing"].as_str().unwrap().starts_with("not asked for"));
    live.run(&["snapshot", "genesys"]).ended(0).stdout.clear();
    let whole = manifest(&live, "snapshots");
    assert_eq!(whole["lists"]["permissions"], alone["permissions"]);
    live.run(&["catalogue", "refresh"]).ended(0).stdout.clear();
    assert_eq!(manifest(&live, "snapshots"), whole, "the rest stays");
}
