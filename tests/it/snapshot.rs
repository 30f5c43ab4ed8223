//! `snapshot zendesk --import`: every form of input, every way to go wrong, and what a reader of the result gets.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::support::{Ran, Sandbox, cases, fixtures};

const RICH: &str = "nordlicht-fixture-7421";

/// Imports a folder or file of the sandbox as the account `acme`, with more arguments.
fn import_as(sandbox: &Sandbox, account: &str, path: &str, more: &[&str]) -> Ran {
    let mut args = vec![
        "snapshot",
        "zendesk",
        "--import",
        path,
        "--subdomain",
        account,
        "-o",
        "out",
    ];
    args.extend(more);
    sandbox.run(&args)
}

fn import(sandbox: &Sandbox, path: &str, more: &[&str]) -> Ran {
    import_as(sandbox, "acme", path, more)
}

fn rich(sandbox: &Sandbox, more: &[&str]) -> Ran {
    let path = fixtures().join("zendesk/rich");
    import_as(sandbox, RICH, path.to_str().unwrap(), more)
}

/// Every file of a folder with its bytes.
fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (
                path.file_name().unwrap().to_str().unwrap().to_owned(),
                fs::read(&path).unwrap(),
            )
        })
        .collect()
}

fn records(sandbox: &Sandbox, list: &str) -> Vec<Value> {
    let account = fs::read_dir(sandbox.path("out"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    fs::read_to_string(account.join(format!("{list}.ndjson")))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The findings of a rule: count and the ids in the evidence.
fn found<'a>(findings: &'a Value, rule: &str) -> Vec<&'a Value> {
    findings["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["rule"] == rule)
        .collect()
}

fn ids(findings: &Value, rule: &str) -> Vec<u64> {
    let mut ids: Vec<u64> = found(findings, rule)
        .iter()
        .flat_map(|finding| finding["evidence"].as_array().unwrap())
        .filter_map(|read| read["path"].as_str().unwrap().rsplit('/').next()?.parse().ok())
        .collect();
    ids.sort_unstable();
    ids
}

#[test]
fn a_folder_of_api_answers_becomes_a_snapshot_and_says_what_was_noticed() {
    let sandbox = Sandbox::new();
    let ran = rich(&sandbox, &[]).ended(0);
    insta::assert_snapshot!(ran.stderr, @r#"
    2 files hold nothing of an account and were passed over (-v lists them)
    wrote out/nordlicht-fixture-7421
    "#);
    insta::assert_snapshot!(ran.stdout, @r#"
    Snapshot of nordlicht-fixture-7421, as of 2026-10-19T09:00:09Z

    list                      records
    account_settings                1
    api_tokens                      2
    brand_agents                   71
    brands                          5
    custom_roles                   13
    group_memberships              32
    groups                          7
    oauth_clients                   2
    oauth_tokens                    4
    organization_memberships        2
    organizations                   3
    users                          25

    Team members: 25, of whom 23 active, 1 suspended, 0 deleted, 1 shared.
    End users: 5, counted and not stored.

    Findings: 2 high, 5 medium, 4 low, 12 info

    severity  rule                        what
    high      admin-equivalent-role       The role `People manager` (7421000000506)
                                          can do what an admin can:
                                          manage_roles=all-except-self,
                                          manage_team_members=all-with-self-restrict
                                          ion, manage_api_credentials=true
    high      admin-equivalent-role       The role `Team Lead EMEA` (7421000000500)
                                          can do what an admin can:
                                          ticket_access=all with
                                          manage_business_rules and manage_triggers
    medium    agent-without-role          2 people with the role agent have no
                                          custom role, though the account has some:
                                          7421000000118, 7421000000121
    medium    no-brand                    1 person has no brand: 7421000000122
    medium    role-count-mismatch         Zendesk counts 7 holders of the role `Tier
                                          1` (7421000000501), and the users have 6.
    medium    role-not-listed             1 person has the role 7421000000599, which
                                          is not listed; nothing is granted:
                                          7421000000122
    medium    setting-unknown             The setting `x_future_masking_flag` of 1
                                          role is not known, so no permission is
                                          planned for it: Team Lead EMEA
    low       agent-without-group         2 people are in no group: 7421000000123,
                                          7421000000124
    low       external-id-case-variants   2 people have external ids, some in
                                          capitals and some in small letters, such
                                          as PARTNER-0001 and partner-0002
    low       member-of-deleted-group     1 person is in the deleted group `Retired
                                          group` (7421000000017): 7421000000105
    low       setting-missing             The role `Partner – nur zugewiesene`
                                          (7421000000503) does not mention 4
                                          settings that other roles have:
                                          actions_access, capacity_rules_access,
                                          explore_reports, manage_deletion_schedules
    info      account-owner-unknown       No field of the API names the account
                                          owner; ask the customer.
    info      admin-without-role          1 person with the role admin has no role
                                          id: 7421000000101
    info      deleted-group               1 group is deleted: Retired group
                                          (7421000000017)
    info      duplicate-record            1 record of `users` came in several
                                          versions, of which the newest is kept:
                                          7421000000125
    info      id-as-string                1 person has ids that came as text:
                                          7421000000123
    info      inactive-brand              1 brand is not in use: Old Harbour
                                          (closed) (7421000000004)
    info      inactive-member             1 user is deleted and now an end user, as
                                          a deleted team member is; nothing is
                                          granted: 7421000000125
    info      member-of-several-groups    6 people are in more than one group:
                                          7421000000102, 7421000000104,
                                          7421000000105, 7421000000107,
                                          7421000000114, 7421000000115
    info      product-roles-not-readable  Roles inside Explore, Guide, Talk, Chat
                                          and QA have no public API; they may differ
                                          from what was read.
    info      shared-agent                1 person is shared from another account;
                                          nothing is granted: 7421000000124
    info      suspended-member            1 person is suspended; nothing is granted:
                                          7421000000109
    info      suspended-member            1 user is a suspended end user; nothing is
                                          granted: 7421000000128
    "#);
}

#[test]
fn a_small_account_says_what_its_export_lacks() {
    let sandbox = Sandbox::new();
    let path = fixtures().join("zendesk/small");
    let ran = import_as(&sandbox, "larchpost-fixture-1180", path.to_str().unwrap(), &[]).ended(0);
    insta::assert_snapshot!(ran.stdout, @r#"
    Snapshot of larchpost-fixture-1180, as of 2026-10-15T09:00:05Z

    list                      records
    account_settings                1
    api_tokens                missing  no file in the import holds it
    brand_agents              missing  no file in the import holds it
    brands                          1
    custom_roles                    4
    group_memberships               3
    groups                          1
    oauth_clients             missing  no file in the import holds it
    oauth_tokens              missing  no file in the import holds it
    organization_memberships        0
    organizations                   1
    users                           3

    Team members: 3, of whom 3 active, 0 suspended, 0 deleted, 0 shared.
    End users: 2, counted and not stored.

    Findings: 1 medium, 4 info

    severity  rule                        what
    medium    agent-without-role          1 person with the role agent has no custom
                                          role, though the account has some:
                                          1180000000102
    info      account-owner-unknown       No field of the API names the account
                                          owner; ask the customer.
    info      brand-membership-unread     Nothing says which agents work for which
                                          brands, so everybody is taken to work for
                                          all active ones.
    info      product-roles-not-readable  Roles inside Explore, Guide, Talk, Chat
                                          and QA have no public API; they may differ
                                          from what was read.
    info      setting-missing             No role of the account mentions 36
                                          settings that newer accounts have:
                                          actions_access,
                                          assign_tickets_to_any_brand,
                                          capacity_rules_access, custom_objects,
                                          execute_it_asset_management_actions,
                                          explore_reports and 30 more
    "#);
}

/// The fixture says itself what a right reader notices in it; each of these has a rule.
#[test]
fn everything_that_a_right_reader_notices_is_a_finding_with_the_ids() {
    let sandbox = Sandbox::new();
    let findings = rich(&sandbox, &["--format", "json"]).ended(0).json();
    let text = fs::read_to_string(fixtures().join("zendesk/rich/mapping_expectations.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    let sorted = |value: &Value, field: Option<&str>| {
        let mut ids: Vec<u64> = value
            .as_array()
            .unwrap()
            .iter()
            .map(|item| field.map_or(item, |field| &item[field]).as_u64().unwrap())
            .collect();
        ids.sort_unstable();
        ids
    };
    for (key, field, rule) in [
        ("admin_without_custom_role", None, "admin-without-role"),
        ("agents_without_role", None, "agent-without-role"),
        ("role_id_not_listed", Some("user"), "role-not-listed"),
        ("ids_given_as_strings", None, "id-as-string"),
        ("suspended", None, "suspended-member"),
        ("shared_agents", None, "shared-agent"),
        ("inactive", None, "inactive-member"),
        ("in_more_than_one_group", None, "member-of-several-groups"),
        ("agents_without_group", None, "agent-without-group"),
        ("member_of_deleted_group", Some("user"), "member-of-deleted-group"),
        ("agents_without_brand", None, "no-brand"),
        ("role_count_mismatch", Some("role"), "role-count-mismatch"),
        ("roles_without_members", None, "role-without-members"),
        ("admin_equivalent_roles", Some("role"), "admin-equivalent-role"),
        ("roles_with_missing_keys", None, "setting-missing"),
        ("inactive_brands", None, "inactive-brand"),
    ] {
        assert_eq!(ids(&findings, rule), sorted(&expected[key], field), "{rule}");
    }
    let one = |rule: &str| found(&findings, rule)[0];
    assert_eq!(one("role-not-listed")["object"], "7421000000599");
    assert_eq!(one("member-of-deleted-group")["object"], "group:Retired group");
    assert_eq!(one("setting-unknown")["object"], "x_future_masking_flag");
    assert_eq!(one("role-count-mismatch")["expected"], "7");
    assert_eq!(one("role-count-mismatch")["actual"], "6");
    for variant in expected["case_variants_of_external_id"].as_array().unwrap() {
        let message = one("external-id-case-variants")["message"].as_str().unwrap();
        assert!(message.contains(variant.as_str().unwrap()), "{message}");
    }
    for role in expected["admin_equivalent_roles"].as_array().unwrap() {
        let because: Vec<_> = role["because"]
            .as_array()
            .unwrap()
            .iter()
            .map(|text| text.as_str().unwrap())
            .collect();
        let because = because.join(", ");
        assert!(
            found(&findings, "admin-equivalent-role")
                .iter()
                .any(|finding| finding["object"] == because)
        );
    }
    for standing in ["product-roles-not-readable", "account-owner-unknown", "deleted-group"] {
        assert_eq!(found(&findings, standing).len(), 1, "{standing}");
    }
}

#[test]
fn no_secret_and_no_customer_reaches_the_snapshot() {
    let sandbox = Sandbox::new();
    let _ = rich(&sandbox, &[]).ended(0);
    for (file, bytes) in content(&sandbox.path("out").join(RICH)) {
        let text = String::from_utf8(bytes).unwrap();
        for secret in [
            "fixture000",
            "fixture-cl",
            "kundin@",
            "bozena@",
            "\"secret\"",
            "\"token\"",
        ] {
            assert!(!text.contains(secret), "{file} holds {secret}");
        }
    }
    assert_eq!(records(&sandbox, "users").len(), 25);
    let manifest: Value = serde_json::from_str(&sandbox.read(&format!("out/{RICH}/snapshot.json"))).unwrap();
    assert_eq!(manifest["counts"]["end_users"], 5);
    assert_eq!(manifest["taken_at"], "2026-10-19T09:00:09Z");
}

/// The lists of the rich account, by the key that they have in answers.
fn rich_lists() -> BTreeMap<String, Vec<Value>> {
    let mut lists: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for entry in fs::read_dir(fixtures().join("zendesk/rich")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let Value::Object(envelope) = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap() else {
            continue;
        };
        for (key, value) in envelope {
            match value {
                Value::Array(records)
                    if key != "audit_logs"
                        && records.iter().all(Value::is_object)
                        && !path.ends_with("mapping_expectations.json") =>
                {
                    lists.entry(key).or_default().extend(records);
                }
                _ => {}
            }
        }
    }
    lists
}

/// A generator that needs no crate: the numbers only have to differ.
struct Shuffle(u64);

impl Shuffle {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below.max(1)
    }

    fn order<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.next(at + 1));
        }
    }

    /// The same value with its keys in another order.
    fn keys(&mut self, value: &Value) -> Value {
        match value {
            Value::Object(fields) => {
                let mut fields: Vec<_> = fields
                    .iter()
                    .map(|(key, value)| (key.clone(), self.keys(value)))
                    .collect();
                self.order(&mut fields);
                Value::Object(fields.into_iter().collect())
            }
            Value::Array(values) => Value::Array(values.iter().map(|value| self.keys(value)).collect()),
            other => other.clone(),
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Form {
    CursorPages,
    OffsetPages,
    BareLists,
    Lines,
    OneFile,
}

/// Writes the lists in a form, records, pages and keys in an order that the seed decides.
fn write_lists(sandbox: &Sandbox, lists: &BTreeMap<String, Vec<Value>>, form: Form, page: usize, seed: u64) {
    let mut shuffle = Shuffle(seed);
    let mut all = String::new();
    let mut number = 0;
    let settings: Value =
        serde_json::from_str(&fs::read_to_string(fixtures().join("zendesk/rich/account_settings.json")).unwrap())
            .unwrap();
    let mut documents = vec![shuffle.keys(&settings)];
    for (key, records) in lists {
        let mut records = records.clone();
        shuffle.order(&mut records);
        let last = records.len().div_ceil(page).max(1);
        for (at, chunk) in records.chunks(page).enumerate() {
            let chunk: Vec<_> = chunk.iter().map(|record| shuffle.keys(record)).collect();
            let more = at + 1 < last;
            let url = format!("https://{RICH}.zendesk.com/api/v2/{key}.json?page={}", at + 2);
            match form {
                Form::CursorPages => documents.push(json!({
                    key: chunk, "meta": {"has_more": more, "after_cursor": "x"}, "links": {"next": more.then_some(url)}
                })),
                Form::OffsetPages => documents
                    .push(json!({"count": records.len(), "next_page": more.then_some(url), "previous_page": null, key: chunk})),
                Form::BareLists | Form::OneFile => documents.push(Value::Array(chunk)),
                Form::Lines => documents.extend(chunk),
            }
        }
    }
    shuffle.order(&mut documents);
    for document in documents {
        if matches!(form, Form::OneFile | Form::Lines) {
            all.push_str(&format!("{document}\n"));
        } else {
            number += 1;
            let text = if seed.is_multiple_of(2) {
                serde_json::to_string_pretty(&document).unwrap().replace('\n', "\r\n")
            } else {
                format!("\u{feff}{document}")
            };
            sandbox.write(
                &format!("in/answer-{:03}.json", shuffle.next(900) * 1000 + number),
                &text,
            );
        }
    }
    if !all.is_empty() {
        sandbox.write("in/all.json", &all);
    }
}

proptest! {
    #![proptest_config(cases(20, 100))]

    /// Whatever the order of files, records and keys, whatever the paging: the same bytes.
    #[test]
    fn the_same_content_in_any_order_and_form_gives_the_same_bytes(
        seed in any::<u64>(),
        page in prop_oneof![Just(1_usize), Just(7), Just(100), 2_usize..40],
        form in prop_oneof![
            Just(Form::CursorPages), Just(Form::OffsetPages), Just(Form::BareLists), Just(Form::Lines), Just(Form::OneFile)
        ],
    ) {
        let lists = rich_lists();
        let reference = Sandbox::new();
        write_lists(&reference, &lists, Form::CursorPages, 1000, 1);
        let _ = import_as(&reference, RICH, "in", &[]).ended(0);
        let sandbox = Sandbox::new();
        write_lists(&sandbox, &lists, form, page, seed);
        let _ = import_as(&sandbox, RICH, "in", &[]).ended(0);
        prop_assert_eq!(content(&reference.path("out").join(RICH)), content(&sandbox.path("out").join(RICH)));
    }
}

#[test]
fn an_export_of_users_as_lines_gives_the_same_users_as_the_api() {
    let sandbox = Sandbox::new();
    let _ = rich(&sandbox, &[]).ended(0);
    let users = records(&sandbox, "users");
    let lines = Sandbox::new();
    let path = fixtures().join("zendesk/rich/export_users.ndjson");
    let _ = import_as(&lines, RICH, path.to_str().unwrap(), &[]).ended(0);
    assert_eq!(records(&lines, "users"), users);
}

#[test]
fn a_list_of_team_members_alone_gives_people_without_roles() {
    let sandbox = Sandbox::new();
    let folder = fixtures().join("zendesk/rich");
    for file in ["team_members.csv", "groups.json"] {
        sandbox.write(&format!("in/{file}"), &fs::read_to_string(folder.join(file)).unwrap());
    }
    let findings = import_as(&sandbox, RICH, "in", &["--format", "json"]).ended(0).json();
    let users = records(&sandbox, "users");
    assert_eq!(users.len(), 24);
    assert_eq!(users[0]["id"], 7_421_000_000_101_u64);
    assert_eq!(users[0]["last_login_at"], "2026-11-11T07:45:00Z");
    assert!(users.iter().all(|user| user["role"].is_null()));
    assert_eq!(found(&findings, "user-role-unknown")[0]["count"], 24);
    // The groups of the column are resolved by name.
    let memberships = records(&sandbox, "group_memberships");
    assert!(memberships.contains(&json!({"user_id": 7_421_000_000_102_u64, "group_id": 7_421_000_000_012_u64})));
}

#[test]
fn a_file_of_a_bulk_import_resolves_roles_by_name_and_guesses_none() {
    let sandbox = Sandbox::new();
    let folder = fixtures().join("zendesk/rich");
    for file in ["bulk_users.csv", "custom_roles.json"] {
        sandbox.write(&format!("in/{file}"), &fs::read_to_string(folder.join(file)).unwrap());
    }
    sandbox.write(
        "in/more.csv",
        "Name,Email,Role,Restriction\nNova,nova@x.example,Agent,Tier 9\n",
    );
    let findings = import_as(&sandbox, RICH, "in", &["--format", "json"]).ended(0).json();
    let users = records(&sandbox, "users");
    let by_address = |address: &str| users.iter().find(|user| user["email"] == address).unwrap();
    assert_eq!(
        by_address("sakura@hokkyoku.example")["custom_role_id"],
        7_421_000_000_500_u64
    );
    assert_eq!(by_address("solveig@nordlicht.example")["role"], "admin");
    assert_eq!(by_address("legacy@nordlicht.example")["ticket_restriction"], "assigned");
    assert!(by_address("nova@x.example")["role"].is_null());
    assert_eq!(found(&findings, "role-unknown-in-csv")[0]["subject"], "Tier 9");
    // Without ids they stand in the order of their addresses; customers are not among them.
    let addresses: Vec<_> = users.iter().map(|user| user["email"].as_str().unwrap()).collect();
    assert!(addresses.is_sorted());
    assert!(!addresses.contains(&"kundin@bigcustomer.example"));
}

#[test]
fn people_that_only_a_csv_file_has_are_said_and_not_stored() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "in/users.json",
        &users_page(&[json!({"id": 1, "role": "agent", "email": "a@x.example"})]),
    );
    sandbox.write(
        "in/team.csv",
        "ID,Name,Email,Suspended,Groups\n1,A,a@x.example,FALSE,\n9,New,new@x.example,FALSE,\n",
    );
    sandbox.write(
        "in/bulk.csv",
        "Name;Email;Role;Restriction\nA;A@x.example;Agent;\nB;b@x.example;Agent;\n",
    );
    let findings = import(&sandbox, "in", &["--format", "json", "--taken-at", "2026-11-20"])
        .ended(0)
        .json();
    assert_eq!(records(&sandbox, "users").len(), 1);
    let only = found(&findings, "person-only-in-csv");
    assert_eq!(only[0]["count"], 2);
    let message = only[0]["message"].as_str().unwrap();
    assert!(message.contains("new@x.example, b@x.example"), "{message}");
}

fn users_page(users: &[Value]) -> String {
    json!({"users": users, "meta": {"has_more": false}, "links": {"next": null}}).to_string()
}

fn agent(id: u64) -> Value {
    json!({"id": id, "role": "agent", "email": format!("p{id}@x.example"), "updated_at": "2026-11-01T00:00:00Z"})
}

#[test]
fn lists_that_the_import_lacks_are_coverage_and_no_failure() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "roles.json",
        r#"{"custom_roles": [{"id": 5, "name": "R", "configuration": {}, "updated_at": "2026-11-01T00:00:00Z"}]}"#,
    );
    let findings = import(&sandbox, "roles.json", &["--format", "json"]).ended(0).json();
    assert_eq!(
        findings["coverage"]["users"]["missing"],
        "no file in the import holds it"
    );
    assert_eq!(findings["coverage"]["custom_roles"]["count"], 1);
}

#[test]
fn pages_that_are_not_all_there_are_a_finding() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "in/1.json",
        &json!({"users": [agent(1)], "meta": {"has_more": true}}).to_string(),
    );
    let ran = import(&sandbox, "in", &["--format", "json", "--fail-on", "medium"]).ended(13);
    assert_eq!(found(&ran.json(), "incomplete-pages")[0]["subject"], "users");
}

#[test]
fn files_of_another_account_than_named_are_a_finding() {
    let sandbox = Sandbox::new();
    let path = fixtures().join("zendesk/small");
    let ran = import(
        &sandbox,
        path.to_str().unwrap(),
        &["--format", "json", "--fail-on", "high"],
    )
    .ended(14);
    assert_eq!(
        found(&ran.json(), "subdomain-mismatch")[0]["actual"],
        "larchpost-fixture-1180"
    );
}

#[test]
fn hostile_names_are_kept_in_files_and_shown_escaped() {
    let sandbox = Sandbox::new();
    let long = "n".repeat(300);
    let names = [
        "=cmd|' /C calc'!A0",
        "a\u{202e}b\u{7}\u{200b}",
        "${x}",
        "<script>|</script>",
        long.as_str(),
        "\u{2028}\r\n",
    ];
    let roles: Vec<_> = (1_u64..)
        .zip(names)
        .map(|(id, name)| json!({"id": id, "name": name, "configuration": {"manage_roles": "all", "ünknown\u{202e}": true}}))
        .collect();
    sandbox.write("in/roles.json", &json!({"custom_roles": roles}).to_string());
    sandbox.write("in/users.json", &users_page(&[agent(1)]));
    let ran = import(&sandbox, "in", &[]).ended(0);
    assert!(
        !ran.stdout.contains(['\u{202e}', '\u{7}', '\u{200b}', '\u{2028}']),
        "{}",
        ran.stdout
    );
    let kept: Vec<_> = records(&sandbox, "custom_roles")
        .iter()
        .map(|role| role["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kept, names);
}

#[test]
fn dates_decide_who_is_dormant() {
    let sandbox = Sandbox::new();
    let mut user = agent(1);
    user["last_login_at"] = json!("2026-08-22T00:00:00Z");
    sandbox.write("users.json", &users_page(&[user]));
    for (date, dormant) in [("2026-11-20", 0), ("2026-11-20T00:00:01Z", 1)] {
        let findings = import(&sandbox, "users.json", &["--format", "json", "--taken-at", date])
            .ended(0)
            .json();
        assert_eq!(found(&findings, "dormant-member").len(), dormant, "{date}");
    }
    let ran = import(&sandbox, "users.json", &["--taken-at", "yesterday"]).ended(2);
    assert!(
        ran.stderr.contains("expected a date such as 2026-11-20"),
        "{}",
        ran.stderr
    );
}

#[test]
fn files_that_are_nothing_of_an_account_are_passed_over_and_said() {
    let sandbox = Sandbox::new();
    sandbox.write("in/users.json", &users_page(&[agent(1)]));
    sandbox.write("in/logs.json", r#"{"audit_logs": [{"id": 1}]}"#);
    sandbox.write("in/notes.txt", "call Anna back");
    sandbox.write("in/.hidden.json", "{");
    let ran = import(&sandbox, "in", &["-v"]).ended(0);
    insta::assert_snapshot!(ran.stderr, @r#"
    in/logs.json: nothing of an account, passed over
    in/notes.txt: nothing of an account, passed over
    in/users.json: 1 users
    2 files hold nothing of an account and were passed over (-v lists them)
    wrote out/acme
    "#);
}

/// Each wrong input: the error names the file and the place, and says what to do; nothing is written.
#[test]
fn wrong_inputs_are_refused_with_the_place_and_the_remedy() {
    let cases: [(&str, &[(&str, &str)]); 11] = [
        (
            "cut off",
            &[("users.json", "{\"users\": [\n  {\"id\": 1, \"role\": \"age")],
        ),
        (
            "wrong type of an id",
            &[("users.json", "{\"users\": [\n  {\"id\": {}, \"role\": \"agent\"}\n]}")],
        ),
        (
            "wrong type of a field",
            &[(
                "users.json",
                r#"{"users": [{"id": 1, "role": "agent", "active": "yes"}]}"#,
            )],
        ),
        ("record that is no object", &[("users.json", r#"{"users": [7]}"#)]),
        ("list that is no list", &[("users.json", r#"{"users": {"id": 1}}"#)]),
        ("not JSON", &[("users.json", "<html>Sign in</html>")]),
        ("empty file", &[("users.json", "")]),
        ("UTF-16", &[("users.json", "{\0\"\0")]),
        (
            "ragged CSV",
            &[("team.csv", "ID,Name,Email,Groups\n1,A,a@x.example,G\n2,B\n")],
        ),
        (
            "CSV with rounded ids",
            &[("team.csv", "ID,Name,Email,Groups\n7.42E+12,A,a@x.example,G\n")],
        ),
        (
            "nothing known",
            &[("a.json", r#"{"audit_logs": []}"#), ("b.txt", "hello")],
        ),
    ];
    let mut told = String::new();
    for (name, files) in cases {
        let sandbox = Sandbox::new();
        for (file, text) in files {
            sandbox.write(&format!("in/{file}"), text);
        }
        let ran = import(&sandbox, "in", &[]).ended(2);
        assert_eq!(
            fs::read_dir(sandbox.path("out")).map_or(0, Iterator::count),
            0,
            "{name}"
        );
        told.push_str(&format!("# {name}\n{}\n", ran.stderr));
    }
    insta::assert_snapshot!(told, @r#"
    # cut off
    error: `in/users.json` breaks off at line 2 column 24
      caused by: EOF while parsing a string at line 2 column 24
    hint: fetch this file again, or take it out of the folder

    # wrong type of an id
    error: could not understand `in/users.json`
      caused by: `id` of a record of `users` should be a whole number and is an object at line 3 column 1
    hint: fetch this file again; if it is not an answer of the Zendesk API, take it out of the folder

    # wrong type of a field
    error: could not understand `in/users.json`
      caused by: `active` of a record of `users`: invalid type: string "yes", expected a boolean at line 1 column 55
    hint: fetch this file again; if it is not an answer of the Zendesk API, take it out of the folder

    # record that is no object
    error: could not understand `in/users.json`
      caused by: a record of `users` should be an object at line 1 column 13
    hint: fetch this file again; if it is not an answer of the Zendesk API, take it out of the folder

    # list that is no list
    error: could not understand `in/users.json`
      caused by: `users` should be a list at line 1 column 20
    hint: fetch this file again; if it is not an answer of the Zendesk API, take it out of the folder

    # not JSON
    error: could not understand `in/users.json`
      caused by: expected value at line 1 column 1
    hint: fetch this file again; if it is not an answer of the Zendesk API, take it out of the folder

    # empty file
    error: `in/users.json` is empty
    hint: fetch this file again, or take it out of the folder

    # UTF-16
    error: `in/users.json` is UTF-16, and only UTF-8 can be read
    hint: save it as UTF-8 and import again

    # ragged CSV
    error: could not understand line 3 of `in/team.csv`: it has 2 fields and the header has 4
    hint: correct the row in the file, or export the file again without opening it in between

    # CSV with rounded ids
    error: could not understand line 2 of `in/team.csv`: the ID `7.42E+12` is not a whole number (spreadsheet programs round long ones)
    hint: correct the row in the file, or export the file again without opening it in between

    # nothing known
    error: nothing in `in` is a list of a Zendesk account
    hint: give a folder with answers of the Zendesk API (users, custom_roles, groups, ...), an export of users as NDJSON, or a CSV file of team members
    "#);
}

#[test]
fn an_import_without_any_date_is_a_snapshot_that_says_so() {
    let sandbox = Sandbox::new();
    sandbox.write("in/users.json", r#"{"users": [], "meta": {"has_more": false}}"#);
    let ran = import(&sandbox, "in", &["--format", "json"]).ended(0);
    assert_eq!(found(&ran.json(), "taken-at-unknown").len(), 1);
    let ran = import(&sandbox, "in", &["--format", "json", "--taken-at", "2026-11-20"]).ended(0);
    assert!(found(&ran.json(), "taken-at-unknown").is_empty());
}

#[test]
fn two_accounts_in_one_import_are_refused_with_both_names_and_files() {
    let sandbox = Sandbox::new();
    for account in ["rich", "small"] {
        let users = if account == "rich" {
            "users.page1.json"
        } else {
            "users.json"
        };
        for file in [users, "brands.json"] {
            let text = fs::read_to_string(fixtures().join("zendesk").join(account).join(file)).unwrap();
            sandbox.write(&format!("in/{account}/{file}"), &text);
        }
    }
    let ran = import(&sandbox, "in", &[]).ended(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: the import mixes two accounts: `larchpost-fixture-1180` (`in/small/brands.json`) and `nordlicht-fixture-7421` (`in/rich/brands.json`)
    hint: import each account from a folder of its own; if these are brands of one account, add its list of brands (GET /api/v2/brands)
    "#);
}

#[test]
fn places_that_can_not_be_written_end_with_1_or_2_and_harm_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("users.json", &users_page(&[agent(1)]));
    let ran = import(&sandbox, "nowhere", &[]).ended(2);
    assert!(ran.stderr.contains("could not read `nowhere`"), "{}", ran.stderr);
    sandbox.write("out/acme/notes.txt", "mine");
    let ran = import(&sandbox, "users.json", &[]).ended(2);
    assert!(
        ran.stderr.contains("is no snapshot, so it is left alone"),
        "{}",
        ran.stderr
    );
    assert_eq!(sandbox.read("out/acme/notes.txt"), "mine");
    let ran = sandbox
        .run(&[
            "snapshot",
            "zendesk",
            "--import",
            "users.json",
            "--subdomain",
            "acme",
            "-o",
            "users.json/x",
        ])
        .ended(1);
    assert!(ran.stderr.contains("could not create `users.json/x`"), "{}", ran.stderr);
    let ran = sandbox
        .run(&[
            "snapshot",
            "zendesk",
            "--import",
            "users.json",
            "--subdomain",
            "acme.zendesk.com",
            "-o",
            "o",
        ])
        .ended(2);
    assert!(ran.stderr.contains("is not a Zendesk subdomain"), "{}", ran.stderr);
}

/// A pipe would be waited for, and is empty at the second look.
#[cfg(unix)]
#[test]
fn what_is_neither_a_file_nor_a_folder_is_refused() {
    let sandbox = Sandbox::new();
    let ran = import(&sandbox, "/dev/null", &[]).ended(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: `/dev/null` is neither a file nor a folder
    hint: save what comes out of it to a file, and import that
    "#);
}

#[test]
fn an_archive_is_to_be_unpacked() {
    let sandbox = Sandbox::new();
    sandbox.write("export.zip", "PK\u{3}\u{4}");
    let ran = import(&sandbox, "export.zip", &[]).ended(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: nothing in `export.zip` is a list of a Zendesk account
    hint: unpack it, and import the folder
    "#);
}

#[test]
fn of_many_roles_with_an_unknown_setting_the_first_are_named_and_the_others_counted() {
    let sandbox = Sandbox::new();
    let roles: Vec<String> = (1..=8)
        .map(|id| {
            format!(
                r#"{{"id": {id}, "name": "Role {id}", "configuration": {{"x_new": true}}, "updated_at": "2026-01-01T00:00:00Z"}}"#
            )
        })
        .collect();
    sandbox.write(
        "in/roles.json",
        &format!(r#"{{"custom_roles": [{}]}}"#, roles.join(", ")),
    );
    let _ = import(&sandbox, "in", &[]).ended(0);
    let findings: Value = serde_json::from_str(&sandbox.read("out/acme/findings.json")).unwrap();
    assert_eq!(
        found(&findings, "setting-unknown")[0]["message"],
        "The setting `x_new` of 8 roles is not known, so no permission is planned for it: Role 1, Role 2, Role 3, \
         Role 4, Role 5, Role 6 and 2 more"
    );
}

/// The limit stands for a full disk: writes beyond it fail in the same way.
#[cfg(unix)]
#[test]
fn a_full_disk_ends_with_1_and_leaves_the_old_snapshot() {
    let sandbox = Sandbox::new();
    let _ = rich(&sandbox, &[]).ended(0);
    let before = content(&sandbox.path("out").join(RICH));
    let script = format!(
        "trap '' XFSZ; ulimit -f 8; exec {} snapshot zendesk --import {} --subdomain {RICH} -o out",
        env!("CARGO_BIN_EXE_zd2gc"),
        fixtures().join("zendesk/rich").display()
    );
    let output = std::process::Command::new("sh")
        .args(["-c", &script])
        .current_dir(sandbox.root())
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("could not write `"), "{stderr}");
    assert_eq!(content(&sandbox.path("out").join(RICH)), before);
    assert_eq!(
        fs::read_dir(sandbox.path("out")).unwrap().count(),
        1,
        "no draft stays behind"
    );
}

/// Writes an account of so many people, with a mark in each name.
fn write_people(sandbox: &Sandbox, people: u64, mark: &str) {
    let users: Vec<_> = (1..=people)
        .map(|id| {
            let mut user = agent(id);
            user["name"] = json!(mark);
            user
        })
        .collect();
    sandbox.write("users.json", &users_page(&users));
}

/// Whoever reads after a kill at any moment finds the old snapshot or the new one, whole.
#[test]
fn a_kill_at_any_moment_leaves_the_old_or_the_new_snapshot() {
    let sandbox = Sandbox::new();
    write_people(&sandbox, 3000, "old");
    let _ = import(&sandbox, "users.json", &[]).ended(0);
    let old = content(&sandbox.path("out/acme"));
    write_people(&sandbox, 3000, "new");
    let whole = Sandbox::new();
    write_people(&whole, 3000, "new");
    let begun = std::time::Instant::now();
    let _ = import(&whole, "users.json", &[]).ended(0);
    let takes = begun.elapsed();
    let new = content(&whole.path("out/acme"));
    for step in 0..16 {
        let mut child = sandbox
            .command()
            .args([
                "snapshot",
                "zendesk",
                "--import",
                "users.json",
                "--subdomain",
                "acme",
                "-o",
                "out",
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(takes * step / 14);
        let _ = child.kill();
        child.wait().unwrap();
        let is = content(&sandbox.path("out/acme"));
        assert!(is == old || is == new, "killed at step {step}");
    }
    // The next run removes what the killed ones left behind.
    let _ = import(&sandbox, "users.json", &[]).ended(0);
    assert_eq!(content(&sandbox.path("out/acme")), new);
    assert_eq!(fs::read_dir(sandbox.path("out")).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_with_130_and_cleans_up() {
    let sandbox = Sandbox::new();
    write_people(&sandbox, 30_000, "many");
    let child = sandbox
        .command()
        .args([
            "snapshot",
            "zendesk",
            "--import",
            "users.json",
            "--subdomain",
            "acme",
            "-o",
            "out",
        ])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while fs::read_dir(sandbox.path("out")).map_or(0, Iterator::count) == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(100));
    let killed = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert!(stderr.contains("interrupted; nothing was changed"), "{stderr}");
    assert_eq!(fs::read_dir(sandbox.path("out")).unwrap().count(), 0);
}

#[test]
fn the_newest_of_several_versions_is_kept_and_counted() {
    let sandbox = Sandbox::new();
    let mut newer = agent(1);
    newer["updated_at"] = json!("2026-11-02T00:00:00+02:00");
    newer["name"] = json!("newer");
    sandbox.write("a.json", &users_page(&[agent(1), newer, agent(1), agent(2)]));
    let findings = import(&sandbox, "a.json", &["--format", "json"]).ended(0).json();
    let users = records(&sandbox, "users");
    assert_eq!(users.len(), 2);
    assert_eq!(users[0]["name"], "newer");
    assert_eq!(found(&findings, "duplicate-record")[0]["count"], 1);
    assert_eq!(
        found(&findings, "duplicate-record")[0]["evidence"][0]["path"],
        "/api/v2/users/1"
    );
}

#[test]
fn deeply_nested_and_oversized_values_are_refused_or_passed_over() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "in/deep.json",
        &format!(
            "{{\"users\": [{{\"id\": 1, \"x\": {}1{}}}]}}",
            "[".repeat(5000),
            "]".repeat(5000)
        ),
    );
    let _ = import(&sandbox, "in", &[]).ended(2);
    let wide: Map<String, Value> = (0..60_000).map(|at| (format!("f{at}"), json!(at))).collect();
    sandbox.write(
        "in/deep.json",
        &json!({"users": [{"id": 1, "role": "agent", "user_fields": wide}]}).to_string(),
    );
    let ran = import(&sandbox, "in", &[]).ended(2);
    assert!(ran.stderr.contains("more than 50000 values"), "{}", ran.stderr);
}
