//! The rehearsal's Zendesk, called over HTTP as any client would, and directly where time must pass.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use zd2gc::model::Method;
use zd2gc::rehearsal::world::generated::{self, SMALL, Sizes};
use zd2gc::rehearsal::{Account, Answer, Behaviour, Call, Plan, Rehearsal, Running, Serve, World, serve};

use crate::http::{Response, call, get, post_form, post_json};
use crate::support::{Sandbox, fixtures};

/// A served rehearsal, and the way into its first account.
pub(crate) struct Served {
    pub(crate) running: Running,
    /// What paths are appended to.
    pub(crate) url: String,
    /// The header of the first credentials.
    pub(crate) bearer: String,
    /// The client with the first credentials.
    client: (String, String),
    /// The client that may read people only.
    limited: (String, String),
}

impl Served {
    fn of(world: World, behaviour: Behaviour) -> Self {
        let running = serve(Rehearsal::new(world, behaviour), Serve::default()).unwrap();
        let first = running.rehearsal().zendesk(running.origin()).remove(0);
        Self {
            running,
            url: first.url,
            bearer: format!("Bearer {}", first.access_token),
            client: (first.full.client_id, first.full.client_secret),
            limited: (first.limited.client_id, first.limited.client_secret),
        }
    }

    /// `GET` with the first credentials.
    pub(crate) fn get(&self, path: &str) -> Response {
        get(&format!("{}{path}", self.url), &[("authorization", &self.bearer)])
    }

    /// The records of a list, read by following `links.next`.
    pub(crate) fn all(&self, path: &str) -> Vec<Value> {
        let mark = if path.contains('?') { '&' } else { '?' };
        self.follow(&format!("{}{path}{mark}page[size]=100", self.url)).0
    }

    /// The records of a list from one page on, and how many calls that took.
    fn follow(&self, url: &str) -> (Vec<Value>, usize) {
        let (mut records, mut calls, mut next) = (Vec::new(), 0, Some(url.to_owned()));
        while let Some(url) = next {
            let page = get(&url, &[("authorization", &self.bearer)]);
            assert_eq!(page.status, 200, "{url}: {}", page.body);
            let mut page = page.json();
            calls += 1;
            records.extend(taken(&mut page));
            next = ["/links/next", "/next_page"]
                .iter()
                .find_map(|at| page.pointer(at)?.as_str().map(str::to_owned));
        }
        (records, calls)
    }

    /// A token request.
    fn token(&self, fields: &[(&str, &str)]) -> Response {
        post_form(&format!("{}/oauth/tokens", self.url), fields)
    }

    /// A header with a token of a client for itself.
    fn own_token(&self, (id, secret): &(String, String), scope: &str) -> String {
        let answer = self.token(&[
            ("grant_type", "client_credentials"),
            ("client_id", id),
            ("client_secret", secret),
            ("scope", scope),
        ]);
        assert_eq!(answer.status, 200, "{}", answer.body);
        format!("Bearer {}", answer.json()["access_token"].as_str().unwrap())
    }

    fn account(&self) -> &Account {
        &self.running.rehearsal().world().accounts[0]
    }
}

/// The records of a page, whatever list they are of.
fn taken(page: &mut Value) -> Vec<Value> {
    let page = page.as_object_mut().unwrap();
    let list = page.values_mut().find(|value| value.is_array()).unwrap();
    std::mem::take(list.as_array_mut().unwrap())
}

/// The small world.
pub(crate) fn small() -> Served {
    Served::of(generated::world(SMALL), Behaviour::default())
}

/// A generated world.
fn sized(users: usize, groups: usize) -> Served {
    let sizes = Sizes { users, groups, ..SMALL };
    Served::of(generated::world(sizes), without_limit())
}

fn without_limit() -> Behaviour {
    Behaviour {
        rate_limit: Some("1000000/60".parse().unwrap()),
        ..Behaviour::default()
    }
}

/// A world of one account.
fn world(account: Account) -> World {
    World {
        accounts: vec![account],
        ..World::default()
    }
}

/// The recorded account with everything that makes reading hard.
pub(crate) fn rich_account(plan: Plan) -> Account {
    let names = [
        ("users", "users.page1"),
        ("users", "users.page2"),
        ("deleted_users", "deleted_users"),
        ("custom_roles", "custom_roles"),
        ("groups", "groups"),
        ("group_memberships", "group_memberships"),
        ("organizations", "organizations"),
        ("organization_memberships", "organization_memberships"),
        ("brands", "brands"),
        ("brand_agents", "brand_agents"),
        ("account_settings", "account_settings"),
        ("oauth_clients", "oauth_clients"),
        ("oauth_tokens", "oauth_tokens"),
        ("api_tokens", "api_tokens"),
        ("audit_logs", "audit_logs"),
    ];
    let read = |name: &str| std::fs::read_to_string(fixtures().join(format!("zendesk/rich/{name}.json"))).unwrap();
    let texts: Vec<(&str, String)> = names.iter().map(|(list, name)| (*list, read(name))).collect();
    let pages: Vec<(&str, &str)> = texts.iter().map(|(list, text)| (*list, text.as_str())).collect();
    Account::of_pages("nordlicht-fixture-7421".parse().unwrap(), plan, &pages).unwrap()
}

/// [`rich_account`], served.
pub(crate) fn rich() -> Served {
    Served::of(world(rich_account(Plan::Enterprise)), without_limit())
}

/// An account with an admin and nothing else.
fn sparse_account(plan: Plan) -> Account {
    let admin = r#"[{"id": 7, "name": "Ada", "email": "ada@sparse.example", "role": "admin", "active": true}]"#;
    Account::of_pages("sparse".parse().unwrap(), plan, &[("users", admin)]).unwrap()
}

/// [`sparse_account`], served.
pub(crate) fn sparse() -> Served {
    Served::of(world(sparse_account(Plan::Enterprise)), Behaviour::default())
}

/// Every list with pages, as a caller with all rights reads it.
const LISTS: &[&str] = &[
    "/api/v2/users",
    "/api/v2/deleted_users",
    "/api/v2/groups",
    "/api/v2/group_memberships",
    "/api/v2/organizations",
    "/api/v2/organization_memberships",
    "/api/v2/brands",
    "/api/v2/brand_agents",
    "/api/v2/audit_logs",
    "/api/v2/oauth/clients",
    "/api/v2/oauth/tokens?all=true",
    "/api/v2/api_tokens",
];

fn ids(records: &[Value]) -> Vec<String> {
    records.iter().map(|record| record["id"].to_string()).collect()
}

#[test]
fn both_styles_of_paging_give_every_record_once() {
    for served in [sized(40, 5), rich()] {
        for list in LISTS {
            let mark = if list.contains('?') { '&' } else { '?' };
            let (by_cursor, cursor_calls) = served.follow(&format!("{}{list}{mark}page[size]=7", served.url));
            let (by_number, number_calls) = served.follow(&format!("{}{list}{mark}page=1&per_page=7", served.url));
            assert_eq!(by_cursor, by_number, "{list}");
            let once: BTreeSet<String> = ids(&by_cursor).into_iter().collect();
            assert_eq!(once.len(), by_cursor.len(), "{list}: a record came twice");
            let pages = by_cursor.len().div_ceil(7).max(1);
            assert_eq!((cursor_calls, number_calls), (pages, pages), "{list}");
            let count = served.get(&format!("{list}{mark}per_page=1&page=1")).json()["count"].clone();
            assert_eq!(count, by_cursor.len(), "{list}");
        }
    }
}

#[test]
fn a_list_reads_backwards_and_in_other_orders() {
    let served = sized(40, 5);
    let all = served.all("/api/v2/users");
    for (sort, expected) in [
        ("id", all.clone()),
        ("-id", all.iter().rev().cloned().collect()),
        ("updated_at", {
            let mut sorted = all.clone();
            sorted.sort_by_key(|user| (user["updated_at"].to_string(), user["id"].as_u64()));
            sorted
        }),
    ] {
        let first = format!("{}/api/v2/users?page[size]=9&sort={sort}", served.url);
        let (forward, _) = served.follow(&first);
        assert_eq!(ids(&forward), ids(&expected), "{sort}");
        let mut pages = Vec::new();
        let mut next = Some(first);
        while let Some(url) = next {
            let page = get(&url, &[("authorization", &served.bearer)]).json();
            next = page["links"]["next"].as_str().map(str::to_owned);
            pages.push(page);
        }
        // The last page names its cursors, and no next one.
        let last = pages.last().unwrap();
        assert_eq!(last["meta"]["has_more"], false);
        assert!(last["meta"]["after_cursor"].is_string());
        let mut backward = Vec::new();
        let mut at = last.clone();
        while let Some(url) = at["links"]["prev"].as_str() {
            at = get(url, &[("authorization", &served.bearer)]).json();
            backward.push(ids(at["users"].as_array().unwrap()));
        }
        let forward: Vec<_> = pages
            .iter()
            .map(|page| ids(page["users"].as_array().unwrap()))
            .collect();
        backward.reverse();
        assert_eq!(backward[..], forward[..forward.len() - 1], "{sort}");
        assert_eq!(at["meta"]["has_more"], false, "{sort}: nothing before the first");
    }
}

#[test]
fn a_full_last_page_says_that_it_is_the_last() {
    let served = small();
    let page = served.get("/api/v2/organizations?page[size]=100").json();
    assert_eq!(page["organizations"].as_array().unwrap().len(), 100);
    assert_eq!(
        page["meta"],
        json!({"has_more": false, "after_cursor": null, "before_cursor": null})
    );
    assert_eq!(page["links"], json!({"prev": null, "next": null}));
    let page = served.get("/api/v2/organizations?per_page=100").json();
    assert_eq!((&page["next_page"], &page["count"]), (&Value::Null, &json!(100)));
}

#[test]
fn users_are_found_by_role_custom_role_and_external_id() {
    let served = sized(600, 5);
    let everybody = served.all("/api/v2/users");
    let team = served.all("/api/v2/users?role[]=agent&role[]=admin");
    assert_eq!(team.len(), 600);
    assert!(everybody.len() > 600, "end users come only unasked");
    let admins = served.all("/api/v2/users?role=admin");
    assert!(admins.iter().all(|user| user["role"] == "admin") && admins.len() == 3);
    let roles = served.get("/api/v2/custom_roles").json();
    let roles = roles["custom_roles"].as_array().unwrap();
    let mut held = 0;
    for role in roles {
        let holders = served.all(&format!("/api/v2/users?permission_set={}", role["id"]));
        assert!(holders.iter().all(|user| user["custom_role_id"] == role["id"]));
        assert_eq!(role["team_member_count"], holders.len());
        held += holders.len();
    }
    let without = team.iter().filter(|user| user["custom_role_id"].is_null()).count();
    assert_eq!(held + without, 600);
    let found = served.all("/api/v2/users?external_id=HR-000004");
    assert_eq!(ids(&found), [team[3]["id"].to_string()]);
    let count = served.get("/api/v2/users/count?role[]=agent&role[]=admin").json();
    assert_eq!(count["count"]["value"], 600);
    let many = served.get(&format!(
        "/api/v2/users/show_many?ids={},1,{}",
        team[5]["id"], team[2]["id"]
    ));
    assert_eq!(
        ids(many.json()["users"].as_array().unwrap()),
        ids(&[team[2].clone(), team[5].clone()])
    );
    let email = team[4]["email"].as_str().unwrap();
    let found = served
        .get(&format!("/api/v2/users/search.json?query=email:{email}"))
        .json();
    assert_eq!(found["count"], 1);
    // Looser than it looks: a part of an address is enough.
    let found = served.get("/api/v2/users/search?query=email:rehearsal.example").json();
    assert_eq!(found["count"], 600);
}

#[test]
fn memberships_are_read_of_a_user_and_of_a_group() {
    let served = sized(30, 4);
    let all = served.all("/api/v2/group_memberships");
    assert_eq!(all.len(), 75);
    let user = &all[3]["user_id"];
    let of_user = served.all(&format!("/api/v2/users/{user}/group_memberships"));
    let expected: Vec<Value> = all.iter().filter(|one| one["user_id"] == *user).cloned().collect();
    assert_eq!(of_user, expected);
    let group = &all[3]["group_id"];
    let of_group = served.all(&format!("/api/v2/groups/{group}/memberships"));
    assert!(of_group.len() > 1 && of_group.iter().all(|one| one["group_id"] == *group));
    let one = served
        .get(&format!("/api/v2/group_memberships/{}.json", all[3]["id"]))
        .json();
    assert_eq!(one["group_membership"], all[3]);
}

#[test]
fn deleted_groups_are_left_out_on_demand() {
    let served = rich();
    let all = served.all("/api/v2/groups");
    let kept = served.all("/api/v2/groups?exclude_deleted=true");
    assert_eq!(all.len(), kept.len() + 1);
    assert!(kept.iter().all(|group| group["deleted"] == false));
}

#[test]
fn the_export_of_users_holds_everybody_in_the_order_of_change() {
    let served = sized(2_500, 5);
    let (mut seen, mut url) = (
        Vec::new(),
        format!("{}/api/v2/incremental/users/cursor?start_time=0", served.url),
    );
    let mut sizes = Vec::new();
    loop {
        let page = get(&url, &[("authorization", &served.bearer)]);
        assert!(
            page.header("zendesk-ratelimit-incremental-exports")
                .unwrap()
                .starts_with("total=10; remaining=")
        );
        let page = page.json();
        let users = page["users"].as_array().unwrap().clone();
        sizes.push(users.len());
        seen.extend(users);
        if page["end_of_stream"] == true {
            break;
        }
        page["after_url"].as_str().unwrap().clone_into(&mut url);
    }
    assert_eq!(sizes[..2], [1_000, 1_000]);
    let dates: Vec<&str> = seen.iter().map(|user| user["updated_at"].as_str().unwrap()).collect();
    assert!(dates.is_sorted());
    let expected: BTreeSet<String> = ids(&served.all("/api/v2/users"))
        .into_iter()
        .chain(ids(&served.all("/api/v2/deleted_users")))
        .collect();
    assert_eq!(ids(&seen).into_iter().collect::<BTreeSet<_>>(), expected);
    assert_eq!(seen.len(), expected.len());
    let since: jiff::Timestamp = dates[2_000].parse().unwrap();
    let later = served.get(&format!(
        "/api/v2/incremental/users/cursor.json?start_time={}&per_page=2000",
        since.as_second()
    ));
    let expected = dates.iter().filter(|date| **date >= dates[2_000]).count();
    assert_eq!(later.json()["users"].as_array().unwrap().len(), expected);
}

/// Calls without a server, so that time can pass.
struct Clock {
    rehearsal: Rehearsal,
    host: String,
    bearer: String,
}

impl Clock {
    fn of(account: Account, behaviour: Behaviour) -> Self {
        let rehearsal = Rehearsal::new(world(account), behaviour);
        let first = rehearsal.zendesk("http://x").remove(0);
        Self {
            host: format!("/{}.zendesk.com", first.subdomain),
            bearer: format!("Bearer {}", first.access_token),
            rehearsal,
        }
    }

    fn call(&self, call: &Call, seconds: u64) -> Answer {
        self.rehearsal.answer(call, Duration::from_secs(seconds))
    }

    fn get(&self, path: &str, authorization: &str, seconds: u64) -> Answer {
        let call = Call::new(Method::Get, "http://x", &format!("{}{path}", self.host));
        self.call(&call.with("authorization", authorization), seconds)
    }

    /// With the first credentials, at the beginning.
    fn read(&self, path: &str) -> Answer {
        self.get(path, &self.bearer, 0)
    }

    fn post(&self, path: &str, fields: &Value, seconds: u64) -> Answer {
        let call = Call::new(Method::Post, "http://x", &format!("{}{path}", self.host));
        self.call(&call.with_body(fields.to_string()), seconds)
    }

    fn client(&self, at: usize) -> (String, String) {
        let client = &self.rehearsal.world().accounts[0].clients[at];
        (client.identifier.clone(), client.secret.clone())
    }

    fn own_token(&self, at: usize, scope: &str) -> Answer {
        let (id, secret) = self.client(at);
        self.post(
            "/oauth/tokens",
            &json!({"grant_type": "client_credentials", "client_id": id, "client_secret": secret, "scope": scope}),
            0,
        )
    }

    fn own_bearer(&self, at: usize, scope: &str) -> String {
        let answer = self.own_token(at, scope).value();
        format!(
            "Bearer {}",
            answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}"))
        )
    }
}

#[test]
fn refusals_are_as_they_were_recorded() {
    let recorded: Value =
        serde_json::from_str(&std::fs::read_to_string(fixtures().join("zendesk/errors.json")).unwrap()).unwrap();
    let clock = Clock::of(rich_account(Plan::Professional), Behaviour::default());
    let enterprise = Clock::of(rich_account(Plan::Enterprise), Behaviour::default());
    let team = Clock::of(rich_account(Plan::Team), Behaviour::default());
    let exhausted = Clock::of(rich_account(Plan::Professional), Behaviour::default());
    for _ in 0..400 {
        assert_eq!(exhausted.read("/api/v2/groups").status, 200);
    }
    let users_only = enterprise.own_bearer(0, "users:read");
    let agent = enterprise.own_bearer(1, "users:read");
    let anonymous = Call::new(Method::Get, "http://x", &format!("{}/api/v2/users/me.json", clock.host));
    let answers = [
        ("unauthenticated", clock.get("/api/v2/users", "Basic x", 0)),
        ("oauth_expired", clock.get("/api/v2/users", "Bearer x", 0)),
        ("forbidden_plan_or_right", clock.read("/api/v2/custom_roles")),
        (
            "forbidden_plan_or_right",
            enterprise.get("/api/v2/incremental/users/cursor?start_time=0", &agent, 0),
        ),
        ("forbidden_scope", enterprise.get("/api/v2/groups", &users_only, 0)),
        ("not_found", clock.read("/api/v2/users/1")),
        ("not_on_plan", team.read("/api/v2/custom_roles.json")),
        ("not_on_plan", clock.read("/api/v2/no_such_thing")),
        ("offset_too_deep", clock.read("/api/v2/users?page=101&per_page=1")),
        ("invalid_scope", clock.own_token(1, "read")),
        ("rate_limited", exhausted.get("/api/v2/groups", &exhausted.bearer, 43)),
        ("anonymous_me", clock.call(&anonymous, 0)),
    ];
    for (name, answer) in &answers {
        let expected = &recorded[*name];
        assert_eq!(expected["status"], answer.status, "{name}");
        assert_eq!(expected["body"], answer.value(), "{name}");
        for (header, value) in expected["headers"].as_object().unwrap() {
            // The recorded answer was of an export, whose limit is looked at elsewhere.
            if header != "zendesk-ratelimit-incremental-exports" {
                assert_eq!(Some(value.as_str().unwrap()), answer.header(header), "{name}: {header}");
            }
        }
    }
    // These need something that the rehearsal never does by itself: writes, jobs, faults.
    let never = ["unprocessable", "rate_limited_no_body", "maintenance", "too_many_jobs"];
    let shown: BTreeSet<&str> = answers.iter().map(|(name, _)| *name).chain(never).collect();
    let all: BTreeSet<&str> = recorded.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(shown, all);
}

#[test]
fn the_limits_of_paging_are_the_vendors() {
    let clock = Clock::of(
        Account::generated("acme".parse().unwrap(), Sizes { users: 10_500, ..SMALL }),
        without_limit(),
    );
    let code = |path: &str| {
        let answer = clock.read(path);
        (
            answer.status,
            answer.value()["errors"][0]["code"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        )
    };
    let wrong = (400, "InvalidPaginationParameter".to_owned());
    let deep = (400, "InvalidPaginationDepth".to_owned());
    assert_eq!(code("/api/v2/users?page=100&per_page=100").0, 200);
    assert_eq!(code("/api/v2/users?page=101&per_page=100"), deep);
    assert_eq!(code("/api/v2/users?page=0"), wrong);
    assert_eq!(code("/api/v2/users?page[size]=101"), wrong);
    assert_eq!(code("/api/v2/users?page[size]=0"), wrong);
    assert_eq!(code("/api/v2/users?page[size]=2&sort=name"), wrong);
    assert_eq!(
        code("/api/v2/users?page[size]=2&sort_by=name").0,
        200,
        "dropped without a word"
    );
    assert_eq!(code("/api/v2/users?page[after]=x"), wrong);
    let cursor = clock.read("/api/v2/users?page[size]=1").value()["meta"]["after_cursor"].clone();
    let cursor = cursor.as_str().unwrap();
    assert_eq!(code(&format!("/api/v2/users?page[size]=9&page[after]={cursor}")).0, 200);
    assert_eq!(
        code(&format!("/api/v2/group_memberships?page[after]={cursor}")),
        wrong,
        "another list's"
    );
    assert_eq!(
        code(&format!("/api/v2/users?role=agent&page[after]={cursor}")),
        wrong,
        "with another filter"
    );
    assert_eq!(
        code(&format!("/api/v2/users?page[after]={cursor}&page[before]={cursor}")),
        wrong
    );
    let page = clock.read("/api/v2/users?per_page=1000").value();
    assert_eq!(
        page["users"].as_array().unwrap().len(),
        100,
        "more than 100 are not given"
    );
    let export = clock
        .read("/api/v2/incremental/users/cursor?start_time=0&per_page=5000")
        .value();
    assert_eq!(export["users"].as_array().unwrap().len(), 1_000);
    assert_eq!(code("/api/v2/incremental/users/cursor").0, 400);
    assert_eq!(code("/api/v2/incremental/users/cursor?cursor=x").0, 400);
}

#[test]
fn nothing_is_changed_by_any_call() {
    let served = small();
    let before = served.all("/api/v2/users");
    let user = format!("{}/api/v2/users/{}.json", served.url, before[2]["id"]);
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let answer = call(
            method,
            &user,
            &[("authorization", &served.bearer)],
            r#"{"user": {"role": "admin"}}"#,
        );
        assert_eq!(answer.status, 405, "{method}");
        let nowhere = format!("{}/api/v2/users/update_many", served.url);
        let answer = call(method, &nowhere, &[("authorization", &served.bearer)], "{}");
        assert!([404, 405].contains(&answer.status), "{method}");
    }
    assert_eq!(served.all("/api/v2/users"), before);
}

#[test]
fn plans_differ_in_limits_and_in_what_they_have() {
    for (plan, limit, roles) in [
        (Plan::Team, "200", 404),
        (Plan::Growth, "400", 404),
        (Plan::Professional, "400", 403),
        (Plan::Enterprise, "700", 200),
        (Plan::EnterprisePlus, "2500", 200),
    ] {
        let clock = Clock::of(rich_account(plan), Behaviour::default());
        let answer = clock.read("/api/v2/custom_roles");
        assert_eq!(answer.status, roles, "{plan:?}");
        assert_eq!(answer.header("x-rate-limit"), Some(limit));
        assert_eq!(clock.read("/api/v2/users").status, 200);
    }
}

#[test]
fn the_rate_limit_is_the_accounts_and_not_the_tokens() {
    let behaviour = Behaviour {
        rate_limit: Some("3/60".parse().unwrap()),
        ..Behaviour::default()
    };
    let clock = Clock::of(rich_account(Plan::Enterprise), behaviour);
    let other = clock.own_bearer(0, "read");
    let at = |bearer: &str, seconds: u64| {
        let answer = clock.get("/api/v2/groups", bearer, seconds);
        let header = |name: &str| answer.header(name).map(str::to_owned);
        (
            answer.status,
            header("ratelimit-remaining").unwrap(),
            header("retry-after"),
        )
    };
    assert_eq!(at(&clock.bearer, 5), (200, "2".to_owned(), None));
    assert_eq!(at(&other, 6), (200, "1".to_owned(), None));
    assert_eq!(at("Bearer x", 7).0, 401, "counted as well");
    assert_eq!(at(&other, 8), (429, "0".to_owned(), Some("57".to_owned())));
    assert_eq!(at(&clock.bearer, 64).0, 429);
    assert_eq!(at(&clock.bearer, 65).0, 200, "a new window");
}

#[test]
fn exports_have_a_limit_of_their_own() {
    let clock = Clock::of(rich_account(Plan::Enterprise), Behaviour::default());
    let path = "/api/v2/incremental/users/cursor?start_time=0";
    for left in (0..10).rev() {
        let answer = clock.get(path, &clock.bearer, 1);
        let header = answer.header("zendesk-ratelimit-incremental-exports");
        assert_eq!(
            (answer.status, header),
            (200, Some(&*format!("total=10; remaining={left}; resets=60")))
        );
    }
    let answer = clock.get(path, &clock.bearer, 44);
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("17")));
    assert_eq!(
        answer.header("zendesk-ratelimit-incremental-exports"),
        Some("total=10; remaining=0; resets=17")
    );
    assert_eq!(
        clock.get("/api/v2/users", &clock.bearer, 44).status,
        200,
        "other reads go on"
    );
    assert_eq!(clock.get(path, &clock.bearer, 61).status, 200);
}

#[test]
fn scopes_open_what_they_cover_and_refusals_name_those_that_would_do() {
    let clock = Clock::of(rich_account(Plan::Enterprise), without_limit());
    let refused = |scope: &str, path: &str| {
        let answer = clock.get(path, &clock.own_bearer(2, scope), 0);
        (
            answer.status,
            answer.value()["description"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let missing = |scopes: &str| (403, format!("You are missing the following required scopes: {scopes}"));
    for open in ["", "read", "write", "users:read", "users:read nothing:known"] {
        assert_eq!(refused(open, "/api/v2/users").0, 200, "`{open}`");
    }
    assert_eq!(refused("users:write", "/api/v2/users"), missing("users:read, read"));
    assert_eq!(refused("groups:read", "/api/v2/users/me"), missing("users:read, read"));
    assert_eq!(refused("users:read", "/api/v2/users/search?query=x"), missing("read"));
    assert_eq!(refused("users:read", "/api/v2/custom_roles"), missing("read"));
    assert_eq!(refused("brands:read", "/api/v2/brands").0, 200);
    assert_eq!(refused("nothing:known", "/api/v2/users"), missing("users:read, read"));
    assert_eq!(refused("nothing:known", "/api/v2/oauth/tokens/current").0, 403);
    assert_eq!(
        clock.own_token(2, "nothing:known").value()["scope"],
        "",
        "granted, against what was asked"
    );
    let current = clock
        .get("/api/v2/oauth/tokens/current", &clock.own_bearer(2, "users:read"), 0)
        .value();
    assert_eq!(current["token"]["scopes"], json!(["users:read"]));
    assert_eq!(
        current["token"]["token"].as_str().unwrap().len(),
        10,
        "the beginning only"
    );
}

#[test]
fn agents_read_what_agents_may() {
    let clock = Clock::of(rich_account(Plan::Enterprise), without_limit());
    let account = &clock.rehearsal.world().accounts[0];
    let of = |email: &str, path: &str| {
        let token = &account.api_tokens[0].token;
        let basic = format!("Basic {}", STANDARD.encode(format!("{email}/token:{token}")));
        clock.get(path, &basic, 0)
    };
    let (admin, agent) = ("solveig@nordlicht.example", "maryam@nordlicht.example");
    for path in [
        "/api/v2/users",
        "/api/v2/groups",
        "/api/v2/custom_roles",
        "/api/v2/account/settings",
        "/api/v2/oauth/tokens",
    ] {
        assert_eq!((of(admin, path).status, of(agent, path).status), (200, 200), "{path}");
    }
    for path in [
        "/api/v2/oauth/clients",
        "/api/v2/oauth/tokens?all=true",
        "/api/v2/api_tokens",
        "/api/v2/brand_agents",
        "/api/v2/incremental/users/cursor?start_time=0",
    ] {
        assert_eq!((of(admin, path).status, of(agent, path).status), (200, 403), "{path}");
    }
    let hosts = |email: &str| {
        let brands = of(email, "/api/v2/brands").value();
        let brands = brands["brands"].as_array().unwrap().clone();
        (
            brands.len(),
            brands
                .iter()
                .filter(|brand| brand.get("host_mapping").is_some())
                .count(),
        )
    };
    assert_eq!(hosts(admin), (5, 5));
    assert_eq!(hosts(agent).1, 0, "only admins see where brands are hosted");
    // Team members of one brand see that one.
    let everybody: Vec<String> = clock.read("/api/v2/users?per_page=100").value()["users"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|user| user["role"] == "agent" && user["suspended"] == false && user["active"] == true)
        .map(|user| user["email"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert!(everybody.iter().any(|email| hosts(email).0 < 5));
    // The auditor's role reads the audit log.
    let readers = everybody
        .iter()
        .filter(|email| of(email, "/api/v2/audit_logs").status == 200)
        .count();
    assert!(readers > 0 && readers < everybody.len(), "{readers}");
    // Who is limited to an organization can't list all of them.
    assert!(
        everybody
            .iter()
            .any(|email| of(email, "/api/v2/organizations").status == 403)
    );
}

#[test]
fn api_tokens_work_and_passwords_do_not() {
    let served = small();
    let admin = served.all("/api/v2/users?role=admin").remove(0);
    let email = admin["email"].as_str().unwrap();
    let tokens: Vec<String> = served
        .account()
        .api_tokens
        .iter()
        .map(|one| one.token.clone())
        .collect();
    let status = |login: &str| {
        let basic = format!("Basic {}", STANDARD.encode(login));
        let answer = get(&format!("{}/api/v2/users/me", served.url), &[("authorization", &basic)]);
        (answer.status, answer.json()["user"]["id"].clone())
    };
    assert_eq!(
        status(&format!("{email}/token:{}", tokens[0])),
        (200, admin["id"].clone())
    );
    assert_eq!(
        status(&format!("{email}/token:{}", tokens[1])).0,
        401,
        "an inactive token"
    );
    assert_eq!(
        status(&format!("{email}:{}", tokens[0])).0,
        401,
        "password access ended"
    );
    assert_eq!(status(&format!("nobody@x.example/token:{}", tokens[0])).0, 401);
    assert_eq!(status(&format!("{email}/token:x")).0, 401);
    // Suspended people can't sign in.
    let suspended = served
        .all("/api/v2/users")
        .into_iter()
        .find(|user| user["suspended"] == true)
        .unwrap();
    assert_eq!(
        status(&format!("{}/token:{}", suspended["email"].as_str().unwrap(), tokens[0])).0,
        401
    );
}

#[test]
fn the_limited_client_reads_people_as_an_agent_and_nothing_else() {
    let served = small();
    let bearer = served.own_token(&served.limited, "");
    let status = |path: &str| get(&format!("{}{path}", served.url), &[("authorization", &bearer)]).status;
    assert_eq!(status("/api/v2/users"), 200);
    for path in [
        "/api/v2/groups",
        "/api/v2/custom_roles",
        "/api/v2/oauth/clients",
        "/api/v2/brands",
    ] {
        assert_eq!(status(path), 403, "{path}");
    }
    let me = get(
        &format!("{}/api/v2/users/me", served.url),
        &[("authorization", &bearer)],
    )
    .json();
    assert_eq!(me["user"]["role"], "agent");
}

#[test]
fn tokens_end_when_they_said() {
    let clock = Clock::of(rich_account(Plan::Enterprise), without_limit());
    let (id, secret) = clock.client(0);
    let asked = |life: Value| {
        clock.post(
            "/oauth/tokens",
            &json!({"grant_type": "client_credentials", "client_id": id, "client_secret": secret, "expires_in": life}),
            10,
        )
    };
    let answer = asked(json!(300)).value();
    assert_eq!(
        (&answer["expires_in"], &answer["token_type"]),
        (&json!(300), &json!("bearer"))
    );
    assert!(answer.get("refresh_token").is_none(), "clients for themselves get none");
    let bearer = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    assert_eq!(clock.get("/api/v2/users", &bearer, 309).status, 200);
    assert_eq!(clock.get("/api/v2/users", &bearer, 310).status, 401);
    for wrong in [json!(299), json!(172_801), json!("soon")] {
        let answer = asked(wrong.clone());
        assert_eq!(
            (answer.status, &answer.value()["error"]),
            (400, &json!("invalid_request")),
            "{wrong}"
        );
    }
    assert_eq!(
        clock.get("/api/v2/users", &clock.bearer, 100_000_000).status,
        200,
        "the first one never ends"
    );
}

#[test]
fn token_requests_are_refused_in_the_words_of_oauth() {
    let served = rich();
    let clients = &served.account().clients;
    let public = clients
        .iter()
        .find(|client| client.redirect_uris[0].contains(":8484") && client.ceiling.is_none());
    let (id, secret) = &served.client;
    let error = |fields: &[(&str, &str)]| {
        let answer = served.token(fields);
        (answer.status, answer.json()["error"].as_str().unwrap().to_owned())
    };
    let says = |status: u16, error: &str| (status, error.to_owned());
    let own = ("grant_type", "client_credentials");
    assert_eq!(error(&[]), says(400, "invalid_request"));
    assert_eq!(
        error(&[("grant_type", "password")]),
        says(400, "unsupported_grant_type")
    );
    assert_eq!(error(&[own, ("client_id", "x")]), says(401, "invalid_client"));
    assert_eq!(
        error(&[own, ("client_id", id), ("client_secret", "x")]),
        says(401, "invalid_client")
    );
    assert_eq!(
        error(&[own, ("client_id", &public.unwrap().identifier)]),
        says(400, "unauthorized_client")
    );
    let who = [("client_id", &**id), ("client_secret", &**secret)];
    assert_eq!(
        error(&[own, who[0], who[1], ("scope", "write")]),
        says(400, "invalid_scope")
    );
    let code = ("grant_type", "authorization_code");
    assert_eq!(error(&[code, who[0], who[1]]), says(400, "invalid_request"));
    assert_eq!(
        error(&[code, who[0], who[1], ("code", "x")]),
        says(400, "invalid_grant")
    );
    let refresh = ("grant_type", "refresh_token");
    assert_eq!(
        error(&[refresh, who[0], who[1], ("refresh_token", "x")]),
        says(400, "invalid_grant")
    );
    let json = json!({"grant_type": "client_credentials", "client_id": id, "client_secret": secret});
    let answer = post_json(&format!("{}/oauth/tokens", served.url), &json);
    assert_eq!(
        (answer.status, &answer.json()["scope"]),
        (200, &json!("read")),
        "JSON as well as a form"
    );
}

const VERIFIER: &str = "a-verifier-of-forty-three-characters-or-more-0123";
const REDIRECT: &str = "http://127.0.0.1:8484/callback";

fn authorize_query(more: &[(&str, &str)]) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let mut query: BTreeMap<&str, &str> = [
        ("response_type", "code"),
        ("client_id", "phone_bridge"),
        ("redirect_uri", REDIRECT),
        ("scope", "users:read groups:read"),
        ("state", "a&b=\"<c>"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]
    .into();
    query.extend(more.iter().copied());
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query)
        .finish()
}

/// The fields that a page's form sends along, and where it goes.
fn form_of(page: &str) -> (String, Vec<(String, String)>) {
    let unescaped = |text: &str| {
        let mut text = text.to_owned();
        for (entity, plain) in [
            ("&#60;", "<"),
            ("&#62;", ">"),
            ("&#34;", "\""),
            ("&#39;", "'"),
            ("&#38;", "&"),
        ] {
            text = text.replace(entity, plain);
        }
        text
    };
    let between = |text: &str, from: &str| {
        let start = text.find(from).unwrap() + from.len();
        unescaped(&text[start..start + text[start..].find('"').unwrap()])
    };
    let fields = page
        .match_indices("<input type=\"hidden\"")
        .map(|(at, _)| (between(&page[at..], "name=\""), between(&page[at..], "value=\"")))
        .collect();
    (between(page, "action=\""), fields)
}

/// What a browser does with the page: sends the form, with a decision.
fn decide(page: &Response, more: &[(&str, &str)]) -> Response {
    let (action, fields) = form_of(&page.body);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain(more.iter().copied())
        .collect();
    post_form(&action, &fields)
}

/// The parameters of the address that a browser is sent back to.
fn back(answer: &Response) -> BTreeMap<String, String> {
    assert_eq!(answer.status, 302, "{}", answer.body);
    let to = answer.header("location").unwrap();
    let to = url::Url::parse(to).unwrap();
    assert!(to.as_str().starts_with(REDIRECT));
    to.query_pairs().into_owned().collect()
}

#[test]
fn a_person_allows_an_application_and_it_gets_its_token() {
    let served = small();
    let page = get(
        &format!("{}/oauth/authorizations/new?{}", served.url, authorize_query(&[])),
        &[],
    );
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    assert!(page.body.contains("Phone bridge asks for access to rehearsal"));
    assert!(!page.body.contains("<c>"), "what comes in is escaped");
    let agent = served.all("/api/v2/users?role=agent").remove(0);
    let sent = back(&decide(
        &page,
        &[("user", agent["email"].as_str().unwrap()), ("decision", "allow")],
    ));
    assert_eq!(sent["state"], "a&b=\"<c>");
    let exchange = |verifier: &str, code: &str| {
        served.token(&[
            ("grant_type", "authorization_code"),
            ("client_id", "phone_bridge"),
            ("redirect_uri", REDIRECT),
            ("code", code),
            ("code_verifier", verifier),
            ("refresh_token_expires_in", "604800"),
        ])
    };
    let answer = exchange(VERIFIER, &sent["code"]);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let token = answer.json();
    assert_eq!(token["scope"], "groups:read users:read");
    assert_eq!(
        (&token["expires_in"], &token["refresh_token_expires_in"]),
        (&json!(1_800), &json!(604_800))
    );
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let me = get(
        &format!("{}/api/v2/users/me", served.url),
        &[("authorization", &bearer)],
    )
    .json();
    assert_eq!(me["user"]["id"], agent["id"]);
    assert_eq!(
        exchange(VERIFIER, &sent["code"]).json()["error"],
        "invalid_grant",
        "a code is good once"
    );

    let sent = back(&decide(
        &page,
        &[("email", agent["email"].as_str().unwrap()), ("decision", "allow")],
    ));
    let other = format!("{VERIFIER}x");
    assert_eq!(
        exchange(&other, &sent["code"]).json()["error"],
        "invalid_grant",
        "another verifier"
    );

    let sent = back(&decide(&page, &[("decision", "deny")]));
    assert_eq!((&*sent["error"], &*sent["state"]), ("access_denied", "a&b=\"<c>"));
    assert!(!sent.contains_key("code"));

    let answer = decide(&page, &[("email", "nobody@x.example"), ("decision", "allow")]);
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("role=\"alert\""), "asked again");
}

#[test]
fn authorization_requests_that_are_wrong_go_back_unless_nobody_knows_where_to() {
    let served = small();
    let ask = |more: &[(&str, &str)]| {
        let query = authorize_query(more);
        get(&format!("{}/oauth/authorizations/new?{query}", served.url), &[])
    };
    for (field, value) in [
        ("client_id", "x"),
        ("redirect_uri", "https://evil.example/"),
        ("redirect_uri", ""),
    ] {
        let answer = ask(&[(field, value)]);
        assert_eq!((answer.status, answer.header("location")), (400, None), "{field}");
    }
    for (field, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
    ] {
        let sent = back(&ask(&[(field, value)]));
        assert_eq!(
            (&*sent["error"], &*sent["state"]),
            (error, "a&b=\"<c>"),
            "{field}={value}"
        );
    }
    let sent = back(&ask(&[("client_id", "zd2gc_limited"), ("scope", "read")]));
    assert_eq!(sent["error"], "invalid_scope");
    // Without `code_challenge` and method, public clients are refused, confidential ones have a secret.
    let none = [("code_challenge", ""), ("code_challenge_method", "")];
    assert_eq!(back(&ask(&none))["error"], "invalid_request");
    assert_eq!(
        ask(&[none[0], none[1], ("client_id", "zd2gc"), ("scope", "")]).status,
        200
    );
}

#[test]
fn codes_end_after_two_minutes_and_refresh_tokens_rotate() {
    let clock = Clock::of(Account::generated("rehearsal".parse().unwrap(), SMALL), without_limit());
    let email = clock.read("/api/v2/users").value()["users"][2]["email"].clone();
    let code = |at: u64| {
        let query = authorize_query(&[("decision", "allow"), ("email", email.as_str().unwrap())]);
        let call = Call::new(
            Method::Post,
            "http://x",
            &format!("{}/oauth/authorizations", clock.host),
        );
        let answer = clock.call(&call.with_body(query), at);
        let to = url::Url::parse(answer.header("location").unwrap()).unwrap();
        to.query_pairs()
            .find(|(name, _)| name == "code")
            .unwrap()
            .1
            .into_owned()
    };
    let exchange = |code: &str, at: u64| {
        clock.post(
            "/oauth/tokens",
            &json!({"grant_type": "authorization_code", "client_id": "phone_bridge", "redirect_uri": REDIRECT,
                "code": code, "code_verifier": VERIFIER}),
            at,
        )
    };
    assert_eq!(exchange(&code(0), 120).status, 400);
    let first = exchange(&code(0), 119).value();
    let refresh = |token: &Value, scope: &str, at: u64| {
        clock.post(
            "/oauth/tokens",
            &json!({"grant_type": "refresh_token", "client_id": "phone_bridge", "refresh_token": token, "scope": scope}),
            at,
        )
    };
    let status = |token: &Value, at: u64| {
        let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
        clock.get("/api/v2/users", &bearer, at).status
    };
    assert_eq!(status(&first, 200), 200);
    assert_eq!(
        refresh(&first["refresh_token"], "read", 200).value()["error"],
        "invalid_scope"
    );
    let second = refresh(&first["refresh_token"], "", 200).value();
    assert_eq!(second["scope"], first["scope"]);
    assert_eq!(
        (status(&first, 200), status(&second, 200)),
        (401, 200),
        "the old one ends at once"
    );
    assert_eq!(
        refresh(&first["refresh_token"], "", 201).value()["error"],
        "invalid_grant"
    );
    let too_long = json!({"grant_type": "refresh_token", "client_id": "phone_bridge", "expires_in": 1,
        "refresh_token": second["refresh_token"]});
    assert_eq!(
        clock.post("/oauth/tokens", &too_long, 201).value()["error"],
        "invalid_request",
        "and the token is still good"
    );
    // An access token that ended is renewed; a refresh token that ended is not.
    let third = refresh(&second["refresh_token"], "users:read", 3_000).value();
    assert_eq!((&third["scope"], status(&third, 3_000)), (&json!("users:read"), 200));
    assert_eq!(refresh(&third["refresh_token"], "", 3_000 + 2_592_000).status, 400);
    assert_eq!(refresh(&third["refresh_token"], "", 2_999 + 2_592_000).status, 200);
    // Another client's is none.
    let (id, secret) = clock.client(0);
    let fourth = exchange(&code(10), 11).value();
    let other = json!({"grant_type": "refresh_token", "client_id": id, "client_secret": secret,
        "refresh_token": fourth["refresh_token"]});
    assert_eq!(
        clock.post("/oauth/tokens", &other, 12).value()["error"],
        "invalid_grant"
    );
}

#[test]
fn accounts_of_one_process_keep_apart() {
    let sizes = |users, seed| Sizes { users, seed, ..SMALL };
    let accounts = vec![
        Account::generated("acme".parse().unwrap(), sizes(12, 1)),
        Account::generated("acme-emea".parse().unwrap(), sizes(20, 2)),
        sparse_account(Plan::Team),
    ];
    let behaviour = Behaviour {
        rate_limit: Some("4/60".parse().unwrap()),
        ..Behaviour::default()
    };
    let served = Served::of(
        World {
            accounts,
            ..World::default()
        },
        behaviour,
    );
    let lines = served.running.rehearsal().zendesk(served.running.origin());
    let users = |at: usize, token: &str| {
        let url = format!("{}/api/v2/users?role[]=agent&role[]=admin", lines[at].url);
        let answer = get(&url, &[("authorization", &format!("Bearer {token}"))]);
        (answer.status, answer.json()["count"].as_u64().unwrap_or_default())
    };
    assert_eq!(users(0, &lines[0].access_token), (200, 12));
    assert_eq!(users(1, &lines[1].access_token), (200, 20));
    assert_eq!(users(2, &lines[2].access_token), (200, 1));
    assert_eq!(users(1, &lines[0].access_token).0, 401, "a token is of one account");
    for _ in 0..4 {
        let _ = users(0, &lines[0].access_token);
    }
    assert_eq!(users(0, &lines[0].access_token).0, 429);
    assert_eq!(
        users(1, &lines[1].access_token).0,
        200,
        "each account has its own limit"
    );
    let secret = (&lines[0].full.client_id, &lines[1].full.client_secret);
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", secret.0),
        ("client_secret", secret.1),
    ];
    assert_eq!(
        post_form(&format!("{}/oauth/tokens", lines[0].url), &fields).status,
        401
    );
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let read = |seed: u64| {
        let account = Account::generated("rehearsal".parse().unwrap(), Sizes { seed, ..SMALL });
        let clock = Clock::of(account, without_limit());
        let lists = LISTS
            .iter()
            .chain(&["/api/v2/custom_roles", "/api/v2/account/settings"]);
        lists.map(|list| clock.read(list).body).collect::<Vec<_>>()
    };
    assert_eq!(read(1), read(1));
    assert_ne!(read(1), read(2));
}

/// What an audit reads, beside the two long lists.
const OTHERS: &[&str] = &[
    "/api/v2/custom_roles",
    "/api/v2/groups?page[size]=100",
    "/api/v2/brands?page[size]=100",
    "/api/v2/brand_agents?page[size]=100",
    "/api/v2/organizations?page[size]=100",
    "/api/v2/organization_memberships?page[size]=100",
    "/api/v2/oauth/clients?page[size]=100",
    "/api/v2/oauth/tokens?all=true&page[size]=100",
    "/api/v2/api_tokens",
];

#[test]
fn ten_thousand_agents_are_read_in_362_calls() {
    let served = sized(10_000, 50);
    let (users, user_calls) = served.follow(&format!(
        "{}/api/v2/users?role[]=agent&role[]=admin&page[size]=100",
        served.url
    ));
    let (memberships, membership_calls) =
        served.follow(&format!("{}/api/v2/group_memberships?page[size]=100", served.url));
    assert_eq!((users.len(), user_calls), (10_000, 100));
    assert_eq!((memberships.len(), membership_calls), (25_000, 250));
    let others: usize = OTHERS
        .iter()
        .map(|list| served.follow(&format!("{}{list}", served.url)).1)
        .sum();
    assert_eq!(served.get("/api/v2/account/settings").status, 200);
    assert_eq!(served.get("/api/v2/users/me").status, 200);
    let calls = user_calls + membership_calls + others + 2;
    assert!(calls <= 362, "{calls} calls");
}

#[test]
fn what_was_read_is_an_account_to_the_importer() {
    let sandbox = Sandbox::new();
    let served = sized(300, 12);
    let mut lists = vec!["/api/v2/custom_roles", "/api/v2/users?role[]=agent&role[]=admin"];
    lists.extend(
        LISTS
            .iter()
            .filter(|list| !list.ends_with("users") && !list.ends_with("audit_logs")),
    );
    for (at, list) in lists.iter().enumerate() {
        let mark = if list.contains('?') { '&' } else { '?' };
        let mut next = Some(format!("{}{list}{mark}page[size]=100", served.url));
        let mut page = 0;
        while let Some(url) = next {
            let answer = get(&url, &[("authorization", &served.bearer)]);
            sandbox.write(&format!("read/{at}-{page}.json"), &answer.body);
            next = answer.json()["links"]["next"].as_str().map(str::to_owned);
            page += 1;
        }
    }
    sandbox.write("read/settings.json", &served.get("/api/v2/account/settings").body);
    let args = [
        "snapshot",
        "zendesk",
        "--import",
        "read",
        "--subdomain",
        "rehearsal",
        "-o",
        "out",
    ];
    let ran = sandbox.run(&[&args[..], &["--format", "json"]].concat()).ended(0);
    let findings = ran.json();
    let findings = findings["findings"].as_array().unwrap();
    // What is said is about what the people hold, not about how the records look.
    let expected: BTreeSet<&str> = [
        "account-owner-unknown",
        "admin-equivalent-role",
        "agent-without-role",
        "brand-membership-unread",
        "dormant-member",
        "member-of-several-groups",
        "product-roles-not-readable",
        "role-without-members",
        "suspended-member",
    ]
    .into();
    let found: BTreeSet<&str> = findings
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap())
        .collect();
    let strange: Vec<_> = found.difference(&expected).collect();
    assert!(strange.is_empty(), "{strange:?}");
    let snapshot: Value = serde_json::from_str(&sandbox.read("out/rehearsal/snapshot.json")).unwrap();
    assert_eq!(snapshot["lists"]["users"]["count"], 300);
    assert_eq!(snapshot["lists"]["group_memberships"]["count"], 750);
    assert_eq!(snapshot["lists"]["custom_roles"]["count"], 16);
    for (name, list) in snapshot["lists"].as_object().unwrap() {
        assert!(list.get("count").is_some(), "{name}: {list}");
    }
}

#[test]
fn the_command_says_where_the_account_is() {
    let sandbox = Sandbox::new();
    let mut child = sandbox
        .command()
        .args(["rehearsal", "--world", "generated", "--users", "50000"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let first: Value = serde_json::from_str(&line).unwrap();
    let account = &first["zendesk"][0];
    let url = account["url"].as_str().unwrap();
    let bearer = format!("Bearer {}", account["access_token"].as_str().unwrap());
    let count = get(
        &format!("{url}/api/v2/users/count?role[]=agent&role[]=admin"),
        &[("authorization", &bearer)],
    );
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(account["subdomain"], "rehearsal");
    assert!(account["client_id"].is_string() && account["limited"]["client_secret"].is_string());
    assert_eq!(count.json()["count"]["value"], 50_000);
}
