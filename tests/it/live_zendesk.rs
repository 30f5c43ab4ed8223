//! `snapshot zendesk` on accounts of the rehearsal: how many calls it takes, that it is what an import of the same pages is,
//! what it makes of faults, what it says of what it can't read.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use crate::http::read;
use crate::live::Live;
use crate::support::{Ran, Sandbox, rounds};

/// `snapshot zendesk` with more arguments.
fn command(live: &Live, args: &[&str]) -> Command {
    live.command(&[&["snapshot", "zendesk"], args].concat())
}

fn run(live: &Live, args: &[&str]) -> Ran {
    Ran::of(&mut command(live, args))
}

/// The digests of the lists of the first account, and what is lacking.
fn lists(live: &Live, folder: &str) -> Value {
    live.file(folder, &live.account(0, "subdomain"), "snapshot.json")["lists"].clone()
}

/// The lists that are missing, by name.
fn missing(lists: &Value) -> BTreeSet<&str> {
    let lists = lists.as_object().unwrap().iter();
    lists
        .filter(|(_, list)| list["missing"].is_string())
        .map(|(name, _)| name.as_str())
        .collect()
}

const SMALL: [&str; 6] = ["--world", "generated", "--users", "230", "--seed", "3"];

#[test]
fn ten_thousand_people_take_362_calls_with_the_token() {
    let live = Live::start(&["--world", "generated", "--users", "10000"]);
    let done = run(&live, &[]).ended(0);
    let log = live.log();
    assert!(log.len() <= 362, "{} calls", log.len());
    let told = "made 361 calls and 1 for a token, expected 361";
    assert!(done.stderr.contains(told), "{}", done.stderr);
    let lists = lists(&live, "snapshots");
    assert_eq!(lists["users"]["count"], 10_000);
    assert_eq!(lists["group_memberships"]["count"], 25_000);
    assert!(missing(&lists).is_empty());
    for line in log {
        let (method, target) = line.split_once(' ').unwrap();
        assert!(
            method == "GET" || (method == "POST" && target.contains("/oauth/tokens ")),
            "{line}"
        );
    }
}

/// The answers to the calls of a run, fetched once more and imported, are the same snapshot.
#[test]
fn a_live_snapshot_is_an_import_of_the_same_pages() {
    for world in ["small", "rich"] {
        let live = Live::start(&["--world", world]);
        let _ = run(&live, &[]).ended(0);
        let (name, token) = (live.account(0, "subdomain"), live.account(0, "access_token"));
        let url = live.account(0, "url");
        let origin = url.rsplit_once('/').unwrap().0.to_owned();
        let host = format!("/{name}.zendesk.com/api/v2/");
        let calls: Vec<String> = live
            .log()
            .iter()
            .filter_map(|line| {
                line.strip_prefix("GET ")?
                    .rsplit_once(' ')
                    .map(|(call, _)| call.to_owned())
            })
            .filter(|call| call.starts_with(&host) && !call.ends_with("/users/me"))
            .collect();
        assert!(calls.len() >= 12, "{calls:?}");
        for (at, call) in calls.iter().enumerate() {
            let page = read(&format!("{origin}{call}"), &token);
            assert_eq!(page.status, 200, "{call}");
            live.sandbox.write(&format!("pages/{at}.json"), &page.body);
        }
        let _ = run(&live, &["--import", "../pages", "--subdomain", &name, "-o", "imported"]).ended(0);
        assert_eq!(lists(&live, "imported"), lists(&live, "snapshots"), "{world}");
        for list in lists(&live, "imported").as_object().unwrap().keys() {
            let file = |folder: &str| fs::read(live.sandbox.path(&format!("project/{folder}/{name}/{list}.ndjson")));
            assert_eq!(file("imported").unwrap(), file("snapshots").unwrap(), "{list}");
        }
    }
}

#[test]
fn what_a_credential_may_not_read_is_not_checked_and_ends_in_5() {
    let live = Live::start(&SMALL);
    let done = run(&live, &["-p", "limited"]).ended(5);
    let lists = lists(&live, "snapshots");
    let all: BTreeSet<&str> = lists.as_object().unwrap().keys().map(String::as_str).collect();
    let lacking: BTreeSet<&str> = all.into_iter().filter(|name| *name != "users").collect();
    assert_eq!(missing(&lists), lacking);
    let why = lists["groups"]["missing"].as_str().unwrap();
    assert!(
        why.starts_with("not checked: /api/v2/groups was refused with 403 Forbidden: ") && why.contains("groups:read"),
        "{why}"
    );
    assert!(done.stderr.contains("not read, or not whole: "), "{}", done.stderr);
}

/// Custom roles are of larger plans; an account without them is whole all the same.
#[test]
fn a_plan_without_custom_roles_is_an_answer_and_no_failure() {
    let live = Live::start(&["--world", "rich"]);
    let done = run(&live, &["--format", "json"]).ended(0);
    let files: Vec<Value> = serde_json::Deserializer::from_str(&done.stdout)
        .into_iter()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(files.len(), 2, "an object an account");
    let name = live.account(1, "subdomain");
    let manifest: Value =
        serde_json::from_str(&live.sandbox.read(&format!("project/snapshots/{name}/snapshot.json"))).unwrap();
    assert_eq!(missing(&manifest["lists"]), ["custom_roles"].into());
    let why = manifest["lists"]["custom_roles"]["missing"].as_str().unwrap();
    assert!(
        why.starts_with("not on this plan, or not for this user: /api/v2/custom_roles was refused with 403"),
        "{why}"
    );
}

#[test]
fn the_plan_of_a_live_account_can_be_made() {
    let live = Live::start(&["--world", "rich"]);
    let _ = run(&live, &["-q"]).ended(0);
    let mut plan = live.sandbox.command();
    plan.current_dir(live.sandbox.path("project"))
        .args(["plan", "--snapshot", "snapshots", "-o", "plan.json"]);
    let _ = Ran::of(&mut plan).ended(0);
}

#[test]
fn one_account_by_name_and_credentials_of_the_environment() {
    let live = Live::start(&["--world", "rich"]);
    let name = live.account(1, "subdomain");
    let _ = run(&live, &["--subdomain", &name, "-o", "one"]).ended(0);
    assert_eq!(fs::read_dir(live.sandbox.path("project/one")).unwrap().count(), 1);
    let elsewhere = Sandbox::new();
    let url = live.account(1, "url");
    let args = ["snapshot", "zendesk", "--url", &url, "-o", "out"];
    let with = |variables: &[(&str, &str)]| {
        let mut command = elsewhere.command();
        command.args(args).env("ZENDESK_SUBDOMAIN", &name);
        Ran::of(command.envs(variables.iter().copied()))
    };
    let token = live.account(1, "access_token");
    let _ = with(&[("ZENDESK_OAUTH_TOKEN", &token)]).ended(0);
    let refused = with(&[("ZENDESK_OAUTH_TOKEN", "wrong")]).ended(4);
    assert!(refused.stderr.contains("hint: "), "{}", refused.stderr);
    let refused = with(&[("ZENDESK_EMAIL", "a@b.example"), ("ZENDESK_API_TOKEN", "wrong-secret")]).ended(4);
    assert!(refused.stderr.contains("2027-04-30"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("wrong-secret"));
    let none = with(&[]).ended(2);
    assert!(none.stderr.contains("no credential is known"), "{}", none.stderr);
    let secret = elsewhere.write("secret", "not-the-secret\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let id = live.account(1, "client_id");
    let mut command = elsewhere.command();
    command
        .args(args)
        .args(["--subdomain", &name, "--client-id", &id, "--client-secret-file"])
        .arg(&secret);
    let refused = Ran::of(&mut command).ended(4);
    assert!(
        refused.stderr.contains("401 invalid_client") && !refused.stderr.contains("not-the-secret"),
        "{}",
        refused.stderr
    );
}

/// A server of a few lines: answers each call by its path and query. Says where it is, and what it was asked.
fn answering(answer: impl Fn(&str) -> (u16, String) + Send + 'static) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = [0; 8192];
            let length = stream.read(&mut head).unwrap_or(0);
            let head = String::from_utf8_lossy(&head[..length]).into_owned();
            let call = head.split(' ').nth(1).unwrap_or_default().to_owned();
            let (status, body) = answer(&call);
            noted.lock().unwrap().push(call);
            let _ = write!(
                stream,
                "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
        }
    });
    (url, asked)
}

/// Reads the account `acme` of such a server into `out`.
fn read_from(sandbox: &Sandbox, url: &str) -> Ran {
    let mut command = sandbox.command();
    command
        .args(["snapshot", "zendesk", "--subdomain", "acme", "--url", url, "-o", "out"])
        .env("ZENDESK_OAUTH_TOKEN", "token");
    Ran::of(&mut command)
}

/// The lists of that account.
fn lists_of(sandbox: &Sandbox) -> Value {
    let manifest: Value = serde_json::from_str(&sandbox.read("out/acme/snapshot.json")).unwrap();
    manifest["lists"].clone()
}

/// What an account of two people answers where a test does not say otherwise: the second has a custom role and belongs to
/// an organization.
fn usual(call: &str) -> (u16, String) {
    let path = call.split('?').next().unwrap().trim_end_matches(".json");
    let list = path.rsplit('/').next().unwrap();
    let body = match list {
        "me" => json!({"user": {"id": 1, "role": "admin"}}),
        "settings" => json!({"settings": {"tickets": {}}}),
        "users" => json!({"users": [
            {"id": 1, "name": "A", "email": "a@x.example", "role": "admin", "active": true},
            {"id": 2, "name": "B", "email": "b@x.example", "role": "agent", "active": true, "custom_role_id": 5,
             "organization_id": 7},
        ]}),
        "custom_roles" => json!({"custom_roles": [{"id": 5, "name": "R", "role_type": 0, "configuration": {}}]}),
        list => json!({list: []}),
    };
    (200, body.to_string())
}

/// The list of organization memberships holds every customer's.
#[test]
fn memberships_of_customers_are_not_read_to_the_end() {
    let (url, asked) = answering(|call| {
        let membership = |id: u64, user: u64| json!({"id": id, "user_id": user, "organization_id": 7});
        if call.starts_with("/api/v2/users/2/organization_memberships") {
            let body =
                json!({"organization_memberships": [membership(1, 2)], "meta": {"has_more": false}, "links": {}});
            return (200, body.to_string());
        }
        if call.starts_with("/api/v2/organization_memberships") {
            let number = call.len() as u64;
            let next = format!("{call}1");
            let body = json!({
                "organization_memberships": [membership(number, 1000 + number)],
                "meta": {"has_more": true, "after_cursor": "x"}, "links": {"next": next},
            });
            return (200, body.to_string());
        }
        usual(call)
    });
    let sandbox = Sandbox::new();
    let _ = read_from(&sandbox, &url).ended(0);
    assert_eq!(lists_of(&sandbox)["organization_memberships"]["count"], 1);
    let asked = asked.lock().unwrap().clone();
    let of = |path: &str| asked.iter().filter(|call| call.starts_with(path)).count();
    assert_eq!(of("/api/v2/organization_memberships"), 1, "{asked:?}");
    assert_eq!(of("/api/v2/users/2/organization_memberships"), 1);
}

#[test]
fn pages_are_followed_in_whatever_form_they_come() {
    let group = |id: u64| json!({"id": id, "name": format!("G{id}"), "deleted": false});
    let (url, _) = answering(move |call| {
        let body = match call.split_once('?') {
            // By number, unasked, with an address on this host.
            Some(("/api/v2/groups", query)) if !query.contains("page=2") => {
                json!({"groups": [group(1)], "count": 2, "next_page": "/api/v2/groups.json?page=2&per_page=1"})
            }
            Some(("/api/v2/groups.json", _)) => json!({"groups": [group(2)], "count": 2, "next_page": null}),
            // A cursor and no link, and on the last page a cursor that leads nowhere.
            Some(("/api/v2/brands", query)) if !query.contains("after") => {
                json!({"brands": [{"id": 1, "name": "B1"}], "meta": {"has_more": true, "after_cursor": "c"}})
            }
            Some(("/api/v2/brands", query)) => {
                assert!(query.contains("page%5Bafter%5D=c"), "{query}");
                json!({"brands": [{"id": 2, "name": "B2"}], "meta": {"has_more": false, "after_cursor": "d"},
                    "links": {"next": "/api/v2/brands?gone"}})
            }
            _ => return usual(call),
        };
        (200, body.to_string())
    });
    let sandbox = Sandbox::new();
    let _ = read_from(&sandbox, &url).ended(0);
    let lists = lists_of(&sandbox);
    assert_eq!(lists["groups"]["count"], 2);
    assert_eq!(lists["brands"]["count"], 2);
}

#[test]
fn a_list_that_does_not_come_whole_is_named_with_the_reason() {
    let (url, _) = answering(|call| {
        let (status, body) = match call.split('?').next().unwrap() {
            "/api/v2/groups" => (200, json!({"groups": [], "count": 3, "next_page": null})),
            "/api/v2/organizations" => (
                400,
                json!({"errors": [{"code": "InvalidPaginationDepth", "title": "t", "detail": "too deep"}]}),
            ),
            "/api/v2/oauth/tokens" => (
                200,
                json!({"tokens": [], "meta": {"has_more": true}, "links": {"next": "https://elsewhere.example/api"}}),
            ),
            "/api/v2/group_memberships" => (200, json!({"group_memberships": [{"id": 1, "user_id": "x"}]})),
            "/api/v2/brand_agents" => (404, json!({"error": "InvalidEndpoint", "description": "Not found"})),
            "/api/v2/api_tokens" => (403, json!({"error": {"title": "Forbidden", "message": "no"}})),
            _ => return usual(call),
        };
        (status, body.to_string())
    });
    let sandbox = Sandbox::new();
    let done = read_from(&sandbox, &url).ended(5);
    let lists = lists_of(&sandbox);
    for (list, why) in [
        ("groups", "not whole: 0 of 3 records of /api/v2/groups arrived"),
        (
            "organizations",
            "not whole: /api/v2/organizations was refused with 400 InvalidPaginationDepth: too deep",
        ),
        ("oauth_tokens", "leads to another host"),
        (
            "group_memberships",
            "`user_id` of a record of `group_memberships` should be a whole number",
        ),
        (
            "brand_agents",
            "not on this account or plan: /api/v2/brand_agents was refused with 404 InvalidEndpoint",
        ),
        (
            "api_tokens",
            "not checked: /api/v2/api_tokens was refused with 403 Forbidden: no; it takes an admin",
        ),
    ] {
        let told = lists[list]["missing"].as_str().unwrap();
        assert!(told.contains(why), "{list}: {told}");
        assert_eq!(done.stderr.contains(list), list != "brand_agents", "{}", done.stderr);
    }
    assert_eq!(missing(&lists).len(), 6);
}

#[test]
fn roles_that_people_have_are_needed_whatever_the_plan() {
    let (url, _) = answering(|call| match call {
        "/api/v2/custom_roles" => (
            404,
            json!({"error": "InvalidEndpoint", "description": "Not found"}).to_string(),
        ),
        _ => usual(call),
    });
    let sandbox = Sandbox::new();
    let done = read_from(&sandbox, &url).ended(5);
    assert!(done.stderr.contains("custom_roles"), "{}", done.stderr);
}

#[test]
fn an_agent_sees_brands_perhaps_in_part() {
    let (url, _) = answering(|call| match call {
        "/api/v2/users/me" => (200, json!({"user": {"id": 2, "role": "agent"}}).to_string()),
        _ => usual(call),
    });
    let sandbox = Sandbox::new();
    let _ = read_from(&sandbox, &url).ended(5);
    let why = lists_of(&sandbox)["brands"]["partial"].as_str().unwrap().to_owned();
    assert!(why.contains("agents"), "{why}");
}

#[test]
fn a_token_that_opens_nothing_leaves_the_older_snapshot() {
    let sandbox = Sandbox::new();
    let (url, _) = answering(usual);
    let _ = read_from(&sandbox, &url).ended(0);
    let before = lists_of(&sandbox);
    let (url, _) = answering(|call| match call {
        "/api/v2/oauth/tokens/current" => (200, json!({"token": {"id": 1, "scopes": ["tickets"]}}).to_string()),
        _ => (
            403,
            json!({"error": "Forbidden", "description": "You are missing the following required scopes: read"})
                .to_string(),
        ),
    });
    let done = read_from(&sandbox, &url).ended(5);
    assert!(
        done.stderr.contains("nothing of the account may be read") && done.stderr.contains("hint: "),
        "{}",
        done.stderr
    );
    assert_eq!(lists_of(&sandbox), before);
}

#[test]
fn an_answer_to_nobody_and_one_to_a_customer_are_no_login() {
    let sandbox = Sandbox::new();
    let told = |body: &'static str| {
        let (url, _) = answering(|_| (200, body.to_owned()));
        read_from(&sandbox, &url).ended(4).stderr
    };
    let nobody = told(r#"{"user": {"id": null, "name": "Anonymous user", "role": "end-user"}}"#);
    assert!(nobody.contains("nobody's") && nobody.contains("hint: "), "{nobody}");
    let customer = told(r#"{"user": {"id": 7, "role": "end-user"}}"#);
    assert!(customer.contains("the role is `end-user`"), "{customer}");
    assert!(!sandbox.path("out/acme").exists());
}

#[test]
fn what_is_wrong_with_a_run_is_told_with_its_remedy() {
    let live = Live::start(&["--world", "rich"]);
    let told = |args: &[&str], code: i32, words: &[&str]| {
        let done = run(&live, args).ended(code);
        for word in words {
            assert!(
                done.stderr.contains(word),
                "{args:?} should say {word:?}:\n{}",
                done.stderr
            );
        }
    };
    told(&["--offline"], 2, &["--offline forbids it"]);
    told(&["--taken-at", "2026-11-20"], 2, &["--import"]);
    told(
        &["--subdomain", "nobody"],
        2,
        &["no credential is known for `nobody`", "hint: "],
    );
    told(&["--url", "http://example.com"], 2, &["https"]);
    told(
        &["--url", "http://127.0.0.1:1"],
        2,
        &["--url is of one account", "--subdomain"],
    );
    told(
        &["--import", "x", "--url", "http://127.0.0.1:1"],
        2,
        &["cannot be used with"],
    );
    let (a, b) = (live.account(0, "subdomain"), live.account(1, "subdomain"));
    told(
        &["--import", "x", "--subdomain", &a, "--subdomain", &b],
        2,
        &["several are named"],
    );
    told(&["--import", "x"], 2, &["which account are the files of?"]);
    let elsewhere = Sandbox::new();
    let _ = elsewhere.run(&["snapshot", "zendesk"]).ended(2);
    let _ = elsewhere.run(&["snapshot", "zendesk", "-o", "out"]).ended(2);
}

#[test]
fn a_port_that_nobody_listens_at_ends_in_6() {
    let sandbox = Sandbox::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mut command = sandbox.command();
    command
        .args([
            "snapshot",
            "zendesk",
            "--subdomain",
            "acme",
            "--url",
            &url,
            "-o",
            "out",
            "--timeout",
            "1s",
        ])
        .env("ZENDESK_OAUTH_TOKEN", "token");
    let done = Ran::of(&mut command).ended(6);
    assert!(done.stderr.contains("error: "), "{}", done.stderr);
}

/// Faults of each kind. What stays whole is the same; what does not is named, and the run ends in 5 or 6.
#[test]
fn faults_change_nothing_or_are_named() {
    let few = [
        "429=0.2",
        "5xx=0.2",
        "cut=0.2",
        "expired-token=0.1",
        "total-mismatch=0.3",
        "endless-next=0.3",
    ];
    let kinds = ["429-bare", "bad-json", "content-type", "slow", "all"];
    let rates = ["0.02", "0.1", "0.3"];
    let rounds = usize::try_from(rounds("ZD2GC_FAULTS", few.len() as u64)).unwrap();
    let calm = Live::start(&SMALL);
    let _ = run(&calm, &[]).ended(0);
    let whole = lists(&calm, "snapshots");
    for at in 0..rounds {
        let own = || format!("{}={}", kinds[at % kinds.len()], rates[at / kinds.len() % rates.len()]);
        let fault = few.get(at).map_or_else(own, |fault| (*fault).to_owned());
        let live = Live::start(&[&SMALL[..], &["--fault", &fault]].concat());
        let done = run(&live, &["--timeout", "60s"]);
        match done.code {
            0 => assert_eq!(lists(&live, "snapshots"), whole, "{fault}"),
            5 => {
                let lists = lists(&live, "snapshots");
                for (name, list) in lists.as_object().unwrap() {
                    let named = list["missing"].is_string() || list["partial"].is_string();
                    assert!(
                        named || *list == whole[name],
                        "{fault}: {name} differs and is not named"
                    );
                    assert!(
                        !named || done.stderr.contains(name.as_str()),
                        "{fault}: {}",
                        done.stderr
                    );
                }
            }
            6 => assert!(done.stderr.contains("error: "), "{fault}: {}", done.stderr),
            other => panic!("{fault} ended in {other}:\n{}", done.stderr),
        }
    }
}

/// Killed at moments that differ, then started again: the same lists, and no page is asked for twice.
#[cfg(unix)]
#[test]
fn a_run_that_was_killed_goes_on_where_it_was() {
    let live = Live::start(&[&SMALL[..], &["--latency", "15"]].concat());
    let _ = run(&live, &["-o", "whole"]).ended(0);
    let whole = lists(&live, "whole");
    let calls = live.log().len();
    for round in 0..rounds("ZD2GC_KILLS", 4) {
        let folder = format!("round-{round}");
        let mut child = command(&live, &["-o", &folder])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(30 + 47 * round % 200));
        // It may have ended already.
        let _ = child.kill();
        let _ = child.wait();
        let before = live.log().len();
        let done = run(&live, &["-o", &folder]).ended(0);
        assert_eq!(lists(&live, &folder), whole, "round {round}");
        if done.stderr.contains("came from a run that was cut off") {
            // Calls that the killed run had under way may be noted after its end: eight at most.
            assert!(live.log().len() - before < calls + 8, "pages were asked for again");
        }
        let left = fs::read_dir(live.sandbox.path("project").join(&folder))
            .unwrap()
            .count();
        assert_eq!(left, 1, "neither journal nor drafts stay");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_was_read_and_ends_in_130() {
    let live = Live::start(&[&SMALL[..], &["--latency", "40"]].concat());
    let child = command(&live, &[])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while live.log().len() < 8 {
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
    let journal = fs::read_to_string(
        live.sandbox
            .path("project/snapshots")
            .join(format!(".zd2gc-{}.journal", live.account(0, "subdomain"))),
    );
    assert!(!journal.unwrap().contains("\"secret\""), "no part of a secret is kept");
    let done = run(&live, &[]).ended(0);
    assert!(
        done.stderr.contains("came from a run that was cut off"),
        "{}",
        done.stderr
    );
}
