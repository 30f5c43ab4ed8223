//! `zd2gc rehearsal` as a process: what it says, writes and refuses, and how it ends.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::time::Instant;

use serde_json::json;

use crate::http::{Rehearsing, post_form, read, try_call};
use crate::support::Sandbox;

/// Sends a signal to a process, by its id.
fn signal(name: &str, id: u32) {
    let sent = std::process::Command::new("kill")
        .args([&format!("-{name}"), &id.to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
}

#[test]
fn the_first_line_says_where_and_with_which_credentials() {
    let sandbox = Sandbox::new();
    let served = Rehearsing::start(&sandbox, &["--world", "rich"]);
    assert_eq!(served.first["schema"], "zd2gc/rehearsal/1");
    assert_eq!(served.first["drift"], json!([]));
    for org in served.first["genesys"].as_array().unwrap() {
        let text = |key: &str| org[key].as_str().unwrap();
        let me = read(&format!("{}/api/v2/tokens/me", text("api_url")), text("access_token"));
        assert_eq!(me.status, 200);
        assert_eq!(me.json()["organization"]["id"], org["org_id"]);
        let limited = &org["limited"];
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", limited["client_id"].as_str().unwrap()),
            ("client_secret", limited["client_secret"].as_str().unwrap()),
        ];
        let token = post_form(&format!("{}/oauth/token", text("login_url")), &form);
        assert_eq!(token.status, 200);
        let token = token.json()["access_token"].as_str().unwrap().to_owned();
        let ways = [
            "authorization/roles",
            "oauth/clients",
            "oauth/authorizations",
            "orgauthorization/trustees",
        ];
        let statuses: BTreeSet<u16> = ways
            .iter()
            .map(|way| read(&format!("{}/api/v2/{way}", text("api_url")), &token).status)
            .collect();
        assert_eq!(statuses, [200, 403].into(), "it holds half of the rights");
    }
    assert_eq!(served.first["genesys"].as_array().unwrap().len(), 2);
    let accounts = served.first["zendesk"].as_array().unwrap();
    assert_eq!(accounts.len(), 2);
    for account in accounts {
        let text = |key: &str| account[key].as_str().unwrap();
        let me = read(&format!("{}/api/v2/users/me.json", text("url")), text("access_token"));
        assert_eq!(me.json()["user"]["role"], "admin");
    }
}

#[test]
fn the_same_seed_gives_the_same_first_line_but_for_the_port() {
    let sandbox = Sandbox::new();
    let line = |seed: &str| {
        let served = Rehearsing::start(&sandbox, &["--world", "generated", "--seed", seed]);
        let origin = served.org(0, "api_url").split("/api.").next().unwrap().to_owned();
        served.first.to_string().replace(&origin, "ORIGIN")
    };
    assert_eq!(line("3"), line("3"));
    assert_ne!(line("3"), line("4"));
}

#[test]
fn every_command_works_in_its_project_with_an_empty_environment() {
    let sandbox = Sandbox::new();
    let served = Rehearsing::start(&sandbox, &["--world", "rich", "--project", "try"]);
    let _ = sandbox
        .run(&["map", "lint", "--config", "try/zd2gc.yaml", "--fail-on", "medium"])
        .ended(0);
    let urls = sandbox.run(&["oauth", "url", "--config", "try/zd2gc.yaml"]).ended(0);
    assert!(urls.stdout.contains(served.org(0, "login_url")), "{}", urls.stdout);
    let settings = sandbox
        .run(&["util", "config", "--config", "try/zd2gc.yaml", "--format", "json"])
        .ended(0)
        .json();
    for (vendor, count) in [("zendesk", 2), ("genesys", 2)] {
        let connections = settings[vendor]["value"].as_array().unwrap();
        assert_eq!(connections.len(), count);
        for connection in connections {
            let file = connection["client_secret"]["file"].as_str().unwrap();
            let secret = sandbox.read(file);
            let listed = served.first[vendor].as_array().unwrap().iter();
            let known: BTreeSet<_> = listed.map(|one| one["client_secret"].as_str().unwrap()).collect();
            assert!(known.contains(secret.trim()));
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                let mode = std::fs::metadata(sandbox.path(file)).unwrap().permissions().mode();
                assert_eq!(mode & 0o777, 0o600);
            }
        }
    }
    let limited = sandbox
        .run(&["util", "config", "--config", "try/zd2gc.yaml", "--profile", "limited"])
        .ended(0);
    assert!(limited.stdout.contains("profile limited"), "{}", limited.stdout);
}

#[test]
fn a_project_of_somebody_else_is_left_alone() {
    let sandbox = Sandbox::new();
    let _ = sandbox.run(&["init", "mine"]).ended(0);
    let before = sandbox.read("mine/zd2gc.yaml");
    let ran = sandbox.run(&["rehearsal", "--project", "mine"]).ended(2);
    assert!(
        ran.stderr.contains("would be overwritten") && ran.stderr.contains("hint:"),
        "{}",
        ran.stderr
    );
    assert_eq!(sandbox.read("mine/zd2gc.yaml"), before);
    drop(Rehearsing::start(&sandbox, &["--project", "ours"]));
    drop(Rehearsing::start(&sandbox, &["--project", "ours"]));
}

#[test]
fn the_log_has_each_call_before_its_answer() {
    let sandbox = Sandbox::new();
    let served = Rehearsing::start(&sandbox, &["--log", "calls.log"]);
    let url = format!("{}/api/v2/users?pageSize=2&state=any", served.org(0, "api_url"));
    assert_eq!(read(&url, served.org(0, "access_token")).status, 200);
    assert_eq!(
        sandbox.read("calls.log"),
        "GET /api.mypurecloud.de/api/v2/users?pageSize=2&state=any 200\n"
    );
    assert_eq!(read(&url, "nobody").status, 401);
    assert!(sandbox.read("calls.log").ends_with(" 401\n"));
    assert!(!sandbox.read("calls.log").contains(served.org(0, "access_token")));
}

#[test]
fn it_ends_when_told_to() {
    let sandbox = Sandbox::new();
    let served = Rehearsing::start(&sandbox, &[]);
    signal("INT", served.id());
    assert_eq!(served.wait(), 130);
    let served = Rehearsing::start(&sandbox, &[]);
    signal("TERM", served.id());
    assert_eq!(served.wait(), 0);
}

#[test]
fn what_cannot_be_is_refused_with_a_remedy() {
    let sandbox = Sandbox::new();
    sandbox.write("plan.json", "{\"schema\": \"zd2gc/findings/1\"}");
    for (args, code, told) in [
        (&["--fault", "coffee"][..], 2, "429-bare"),
        (&["--fault", "slow=2"], 2, "from 0 to 1"),
        (&["--rate-limit", "many"], 2, "300/60"),
        (&["--assume", "luck"], 2, "inherited-in-subjectgrants"),
        (&["--users", "5"], 2, "--world generated"),
        (&["--world", "rich", "--roles", "5"], 2, "--world generated"),
        (&["--page-max", "0"], 2, "--page-max"),
        (&["--drift", "1"], 2, "--from-plan"),
        (&["--from-plan", "none.json"], 2, "zd2gc plan -o plan.json"),
        (&["--from-plan", "plan.json"], 2, "zd2gc/findings/1"),
        (&["--log", "no/such/folder/calls.log"], 1, "calls.log"),
    ] {
        let mut all = vec!["rehearsal"];
        all.extend(args);
        let ran = sandbox.run(&all).ended(code);
        assert!(ran.stderr.contains(told), "{args:?}: {}", ran.stderr);
        assert!(ran.stdout.is_empty());
    }
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = sandbox.run(&["rehearsal", "--port", &port]).ended(1);
    assert!(
        ran.stderr.contains("could not listen") && ran.stderr.contains("--port"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_rate_limit_is_a_window_that_opens_at_its_first_call() {
    let sandbox = Sandbox::new();
    let served = Rehearsing::start(&sandbox, &["--rate-limit", "3/1"]);
    let url = format!("{}/api/v2/tokens/me", served.org(0, "api_url"));
    let call = || read(&url, served.org(0, "access_token"));
    for count in 1..=3 {
        let reply = call();
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("inin-ratelimit-count").unwrap(), count.to_string());
        assert_eq!(reply.header("inin-ratelimit-allowed").unwrap(), "3");
    }
    let over = call();
    assert_eq!(over.status, 429);
    assert_eq!(over.header("retry-after").unwrap(), "1");
    std::thread::sleep(std::time::Duration::from_millis(1_050));
    assert_eq!(call().status, 200);
}

#[test]
fn each_fault_shows_on_the_wire_as_it_does_in_life() {
    let sandbox = Sandbox::new();
    let faulty = |fault: &str| {
        let served = Rehearsing::start(&sandbox, &["--fault", &format!("{fault}=1"), "--world", "generated"]);
        let url = format!("{}/api/v2/users?pageSize=100&expand=groups", served.org(0, "api_url"));
        let token = format!("Bearer {}", served.org(0, "access_token"));
        let began = Instant::now();
        let reply = try_call("GET", &url, &[("authorization", &token)], "");
        (reply, began.elapsed().as_millis(), served)
    };
    let status = |fault: &str| faulty(fault).0.unwrap();
    let reply = status("429");
    assert_eq!((reply.status, reply.header("retry-after").unwrap()), (429, "1"));
    assert!(reply.header("inin-ratelimit-count").is_some());
    let reply = status("429-bare");
    assert_eq!((reply.status, reply.header("retry-after")), (429, None));
    assert!((500..505).contains(&status("5xx").status));
    assert_eq!(status("expired-token").json()["code"], "bad.credentials");
    assert_eq!(status("too-large").json()["code"], "response.entity.too.large");
    let (reply, took, _) = faulty("slow");
    assert!(reply.unwrap().status == 200 && took >= 1_000);
    let (reply, _, _) = faulty("cut");
    assert_eq!(
        reply.unwrap_err().kind(),
        std::io::ErrorKind::UnexpectedEof,
        "less than was promised"
    );
    let reply = status("bad-json");
    assert!(serde_json::from_str::<serde_json::Value>(&reply.body).is_err());
    assert_eq!(reply.status, 200);
    let reply = status("content-type");
    assert_eq!(
        (reply.status, reply.header("content-type").unwrap()),
        (200, "text/html")
    );
    let reply = status("total-mismatch").json();
    assert!(reply["total"].as_u64().unwrap() > 89);
    let reply = status("endless-next").json();
    assert_eq!(reply["nextUri"], "/api/v2/users?pageSize=100&expand=groups");
    let lost = status("lost-expand").json();
    assert!(
        lost["entities"]
            .as_array()
            .unwrap()
            .iter()
            .all(|user| user.get("groups").is_none())
    );
    assert_eq!(
        status("lost-expand").header("x-rehearsal-fault").unwrap(),
        "lost-expand"
    );
    let deep = faulty("offset-window").2;
    let url = format!("{}/api/v2/users?pageSize=100&pageNumber=101", deep.org(0, "api_url"));
    assert_eq!(read(&url, deep.org(0, "access_token")).status, 400);
}
