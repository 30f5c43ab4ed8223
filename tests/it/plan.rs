//! `zd2gc plan`: what it says, and where it ends.

use std::fs;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use crate::support::{Ran, Sandbox, fixtures};

/// A tenant row for the account `acme`.
const TENANTS: &str = "schema: zd2gc/tenants/1\ntenants:\n  - name: emea\n    subdomains: [acme]\n    org_id: 00000000-0000-4000-8000-000000000001\n    org_name: acme-emea\n    region: eu-central-1\n";

/// A role of everybody who answers in their own groups.
fn tier(id: u64, name: &str) -> Value {
    json!({"id": id, "name": name, "role_type": 0, "configuration": {
        "ticket_access": "within-groups", "ticket_comment_access": "public", "ticket_editing": true,
        "macro_access": "full", "manage_triggers": true}})
}

fn agent(id: u64, role: u64) -> Value {
    json!({"id": id, "name": format!("Agent {id}"), "email": format!("a{id}@acme.example"), "role": "agent",
        "custom_role_id": role, "role_type": 0, "active": true, "suspended": false, "last_login_at": "2026-10-01T00:00:00Z",
        "updated_at": "2026-10-02T00:00:00Z"})
}

/// Lists of an account, as the API sends them.
struct Lists {
    subdomain: &'static str,
    lists: Vec<(&'static str, Value)>,
}

impl Lists {
    /// One role, two agents in two groups, two brands.
    fn acme() -> Self {
        Self {
            subdomain: "acme",
            lists: vec![
                ("custom_roles", json!([tier(5, "Tier 1")])),
                ("users", json!([agent(1, 5), agent(2, 5)])),
                (
                    "groups",
                    json!([{"id": 11, "name": "Billing", "deleted": false, "is_public": true},
                    {"id": 12, "name": "Legal", "deleted": false, "is_public": false}]),
                ),
                (
                    "group_memberships",
                    json!([{"id": 21, "user_id": 1, "group_id": 11}, {"id": 22, "user_id": 2, "group_id": 12}]),
                ),
                (
                    "brands",
                    json!([{"id": 31, "name": "Acme", "subdomain": "acme", "active": true, "default": true},
                    {"id": 32, "name": "Bistro", "subdomain": "bistro", "active": true}]),
                ),
            ],
        }
    }

    fn with(mut self, name: &'static str, rows: Value) -> Self {
        self.lists.retain(|(own, _)| *own != name);
        if !rows.is_null() {
            self.lists.push((name, rows));
        }
        self
    }

    /// Makes a snapshot of it below `snaps`.
    fn snapshot(&self, sandbox: &Sandbox) {
        for (name, rows) in &self.lists {
            sandbox.write(
                &format!("in-{}/{name}.json", self.subdomain),
                &json!({ *name: rows }).to_string(),
            );
        }
        let from = format!("in-{}", self.subdomain);
        let made = sandbox.run(&[
            "snapshot",
            "zendesk",
            "--taken-at",
            "2026-10-02T00:00:00Z",
            "--import",
            &from,
            "--subdomain",
            self.subdomain,
            "-o",
            "snaps",
        ]);
        assert!(made.code == 0 || made.code == 5, "{}", made.stderr);
    }
}

/// A sandbox with the account and its tenant.
fn acme(lists: &Lists) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("m/tenants.yaml", TENANTS);
    lists.snapshot(&sandbox);
    sandbox
}

fn plan(sandbox: &Sandbox, more: &[&str]) -> Ran {
    let mut args = vec!["plan", "--snapshot", "snaps", "--mappings", "m"];
    args.extend(more);
    sandbox.run(&args)
}

fn planned(sandbox: &Sandbox) -> Value {
    plan(sandbox, &["--format", "json"]).ended(0).json()
}

fn overrides(sandbox: &Sandbox, rows: &str) {
    sandbox.write("m/roles.yaml", &format!("schema: zd2gc/roles/1\noverrides:\n{rows}"));
}

fn role<'v>(plan: &'v Value, name: &str) -> &'v Value {
    let roles = plan["tenants"][0]["roles"].as_array().unwrap();
    roles
        .iter()
        .find(|role| role["name"] == name)
        .unwrap_or_else(|| panic!("no role {name} among {:?}", names(plan)))
}

fn names(plan: &Value) -> Vec<&str> {
    let roles = plan["tenants"][0]["roles"].as_array().unwrap();
    roles.iter().map(|role| role["name"].as_str().unwrap()).collect()
}

fn person<'v>(plan: &'v Value, email: &str) -> &'v Value {
    let people = plan["people"].as_array().unwrap();
    people.iter().find(|person| person["email"] == email).unwrap()
}

/// Where a person holds a role.
fn place(plan: &Value, email: &str, role: &str) -> Value {
    let grants = person(plan, email)["grants"].as_array().unwrap();
    let grant = grants.iter().find(|grant| grant["role"] == role);
    grant.map_or(Value::Null, |grant| json!([grant["divisions"], grant["fidelity"]]))
}

fn found<'v>(plan: &'v Value, rule: &str) -> Vec<&'v Value> {
    let findings = plan["findings"].as_array().unwrap();
    findings.iter().filter(|finding| finding["rule"] == rule).collect()
}

fn by_group(sandbox: &Sandbox) {
    sandbox.write("m/tenants.yaml", &format!("{TENANTS}    divisions: {{by: group}}\n"));
}

#[test]
fn plan_text_tells_who_gets_what() {
    let ran = plan(&acme(&Lists::acme()), &[]).ended(0);
    insta::assert_snapshot!(ran.stdout, @r##"
Access plan as of 2026-10-02T00:00:00Z

2 people planned.
0 customers counted, none stored.

emea -> acme-emea (eu-central-1, 00000000-0000-4000-8000-000000000001)
======================================================================

People
  Roles that allow the same are one role, under the name of the first.

person           role in Zendesk  gets
Agent 1          Tier 1           Tier 1 in home
a1@acme.example                   Tier 1 - account in home
                                  employee, User
Agent 2          Tier 1           Tier 1 in home
a2@acme.example                   Tier 1 - account in home
                                  employee, User

What they lose and gain (A, B, C: privileged; ?: not known offline)
  Tier 1, 2 people
    loses ticket_access = within-groups, ticket_editing = true, macro_access =
          full
    gains ? what employee contains, architect:flow:add, architect:flow:edit, ?
          what User contains

Roles
role              for                   permissions  people
employee          base (the org's own)      unknown       2
Tier 1            tickets                        17       2
Tier 1 - account  account                        11       2
User              base (the org's own)      unknown       2

To be decided
  who-publishes-flows: A Zendesk trigger is live when it is saved; a flow is
  live when it is published, calls included. Who publishes?
    until then: Flows can be drafted by those who maintained triggers; nobody
                can publish.
  who-reads-past-contents: Past e-mails and calls are kept as recordings, and
  one right opens both. Who may open them?
    until then: Conversations and messages can be looked up; the text of past
                e-mails and the sound of past calls cannot.

Findings: 0 high, 0 medium, 1 low, 5 info
severity  rule                        what
low       brands-share-home           2 active brands of `acme` share the home
                                      division: everybody sees every brand
                                      [emea]
info      account-owner-unknown       No field of the API names the account
                                      owner; ask the customer.
info      brand-membership-unread     Nothing says which agents work for which
                                      brands, so everybody is taken to work for
                                      all active ones.
info      division-awareness-unknown  of 28 planned permissions it is not known
                                      which a grant limits to divisions [emea]
info      product-roles-not-readable  Roles inside Explore, Guide, Talk, Chat
                                      and QA have no public API; they may differ
                                      from what was read.
info      setting-missing             No role of the account mentions 67
                                      settings that newer accounts have:
                                      actions_access,
                                      assign_tickets_to_any_brand,
                                      assign_tickets_to_any_group,
                                      capacity_rules_access, chat_access,
                                      custom_objects and 61 more
"##);
}

#[test]
fn the_tickets_half_holds_in_the_groups_of_a_person_and_the_account_half_everywhere_in_the_account() {
    let sandbox = acme(&Lists::acme());
    by_group(&sandbox);
    let plan = planned(&sandbox);
    assert_eq!(place(&plan, "a1@acme.example", "Tier 1"), json!([["billing"], "exact"]));
    assert_eq!(
        place(&plan, "a1@acme.example", "Tier 1 - account"),
        json!([["billing", "home", "legal"], "exact"])
    );
}

#[test]
fn each_ticket_access_has_its_place() {
    for (access, none, brand, group) in [
        (
            "all",
            json!([["home"], "exact"]),
            json!([["acme", "bistro"], "exact"]),
            json!([["billing", "home", "legal"], "exact"]),
        ),
        (
            "within-groups",
            json!([["home"], "wider"]),
            json!([["acme", "bistro"], "wider"]),
            json!([["legal"], "exact"]),
        ),
        (
            "within-groups-and-public-groups",
            json!([["home"], "wider"]),
            json!([["acme", "bistro"], "wider"]),
            json!([["billing", "legal"], "exact"]),
        ),
        (
            "within-organization",
            json!([["home"], "wider"]),
            json!([["acme", "bistro"], "wider"]),
            Value::Null,
        ),
        (
            "assigned-only",
            json!([["home"], "narrower"]),
            json!([["acme", "bistro"], "narrower"]),
            json!([["legal"], "narrower"]),
        ),
    ] {
        let mut role = tier(5, "Tier 1");
        role["configuration"]["ticket_access"] = json!(access);
        let sandbox = acme(&Lists::acme().with("custom_roles", json!([role])));
        for (by, expected) in [("none", &none), ("brand", &brand), ("group", &group)] {
            sandbox.write("m/tenants.yaml", &format!("{TENANTS}    divisions: {{by: {by}}}\n"));
            let plan = planned(&sandbox);
            assert_eq!(&place(&plan, "a2@acme.example", "Tier 1"), expected, "{access} by {by}");
            assert_ne!(
                place(&plan, "a2@acme.example", "Tier 1 - account"),
                Value::Null,
                "{access} by {by}"
            );
        }
    }
}

#[test]
fn a_role_that_does_not_say_which_tickets_it_shows_gets_none_of_them() {
    let mut role = tier(5, "Tier 1");
    role["configuration"].as_object_mut().unwrap().remove("ticket_access");
    let plan = planned(&acme(&Lists::acme().with("custom_roles", json!([role]))));
    assert_eq!(place(&plan, "a1@acme.example", "Tier 1"), Value::Null);
    assert_ne!(place(&plan, "a1@acme.example", "Tier 1 - account"), Value::Null);
    assert_eq!(person(&plan, "a1@acme.example")["base"], json!(["employee", "User"]));
    assert_eq!(found(&plan, "no-division")[0]["count"], 2);
}

#[test]
fn a_deleted_group_never_counts() {
    let lists = Lists::acme().with(
        "groups",
        json!([{"id": 11, "name": "Billing", "deleted": false}, {"id": 12, "name": "Legal", "deleted": true}]),
    );
    let sandbox = acme(&lists);
    by_group(&sandbox);
    let plan = planned(&sandbox);
    assert_eq!(place(&plan, "a2@acme.example", "Tier 1"), Value::Null);
    assert_eq!(plan["tenants"][0]["divisions"].as_array().unwrap().len(), 2);
}

#[test]
fn a_group_that_does_not_say_that_it_is_public_is_not() {
    let mut role = tier(5, "Tier 1");
    role["configuration"]["ticket_access"] = json!("within-groups-and-public-groups");
    let lists = Lists::acme().with("custom_roles", json!([role])).with(
        "groups",
        json!([{"id": 11, "name": "Billing"}, {"id": 12, "name": "Legal"}]),
    );
    let sandbox = acme(&lists);
    by_group(&sandbox);
    assert_eq!(
        place(&planned(&sandbox), "a2@acme.example", "Tier 1"),
        json!([["legal"], "exact"])
    );
}

#[test]
fn a_role_of_the_org_takes_the_place_of_both_halves_and_its_losses_stand_on_it() {
    for target in ["User", "Supervisor"] {
        let sandbox = acme(&Lists::acme());
        overrides(
            &sandbox,
            &format!("  - match: {{name: Tier 1}}\n    to: {target}\n    reason: agreed\n"),
        );
        let plan = planned(&sandbox);
        let role = role(&plan, target);
        let own = &role["sources"][0];
        assert_eq!((&role["existing"], &role["known"]), (&json!(true), &json!(false)));
        assert_eq!(
            own["settings"][0]["rule"],
            json!({"file": "roles.yaml", "line": 3}),
            "{target}"
        );
        let losses: Vec<_> = own["losses"]
            .as_array()
            .unwrap()
            .iter()
            .map(|loss| &loss["setting"])
            .collect();
        assert!(losses.contains(&&json!("macro_access")), "{target}: {losses:?}");
        assert_eq!(place(&plan, "a1@acme.example", target), json!([["home"], "wider"]));
        assert_eq!(place(&plan, "a1@acme.example", "Tier 1 - account"), Value::Null);
    }
}

#[test]
fn a_default_role_with_changes_is_a_copy_that_never_carries_its_name() {
    let lists = Lists::acme().with("custom_roles", json!([tier(5, "Supervisor")]));
    let sandbox = acme(&lists);
    overrides(
        &sandbox,
        "  - match: {name: Supervisor}\n    to: Supervisor\n    add: [recording:recording:view]\n    reason: agreed\n",
    );
    let plan = planned(&sandbox);
    let copy = role(&plan, "Supervisor (acme)");
    assert_eq!((&copy["existing"], &copy["known"]), (&json!(false), &json!(false)));
    assert_eq!(copy["permissions"], json!(["recording:recording:view"]));
}

#[test]
fn all_divisions_of_one_row_are_not_those_of_another_with_the_same_target() {
    let lists = Lists::acme()
        .with("custom_roles", json!([tier(5, "Tier 1"), tier(6, "Tier 2")]))
        .with("users", json!([agent(1, 5), agent(2, 6)]));
    let sandbox = acme(&lists);
    overrides(
        &sandbox,
        "  - match: {name: Tier 1}\n    to: Supervisor\n    reason: agreed\n  - match: {name: Tier 2}\n    to: Supervisor\n    divisions: all\n    reason: agreed\n",
    );
    let plan = planned(&sandbox);
    assert_eq!(
        place(&plan, "a1@acme.example", "Supervisor"),
        json!([["home"], "wider"])
    );
    assert_eq!(place(&plan, "a2@acme.example", "Supervisor"), json!(["all", "wider"]));
    let sources = role(&plan, "Supervisor")["sources"].as_array().unwrap();
    let levels = |at: usize| {
        sources[at]["gains"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|gain| gain["level"] == "C")
            .count()
    };
    assert_eq!((levels(0), levels(1)), (0, 1));
    assert_eq!(found(&plan, "all-divisions").len(), 1);
}

#[test]
fn a_role_that_is_skipped_loses_everything_and_says_so() {
    let sandbox = acme(&Lists::acme());
    overrides(
        &sandbox,
        "  - match: {name: Tier 1}\n    skip: true\n    reason: nobody needs it\n",
    );
    let plan = planned(&sandbox);
    assert_eq!(person(&plan, "a1@acme.example")["grants"], json!([]));
    let losses = role(&plan, "employee")["sources"][0]["losses"].as_array().unwrap();
    let lost: Vec<_> = losses.iter().map(|loss| loss["setting"].as_str().unwrap()).collect();
    assert_eq!(
        lost,
        [
            "macro_access",
            "manage_triggers",
            "ticket_access",
            "ticket_comment_access",
            "ticket_editing"
        ]
    );
}

#[test]
fn what_an_override_adds_to_an_assigned_only_role_stays_and_is_a_gain() {
    let mut role_of = tier(5, "Tier 1");
    role_of["configuration"]["ticket_access"] = json!("assigned-only");
    let sandbox = acme(&Lists::acme().with("custom_roles", json!([role_of])));
    let shows = |plan: &Value| {
        role(plan, "Tier 1")["permissions"]
            .as_array()
            .unwrap()
            .contains(&json!("analytics:conversationDetail:view"))
    };
    assert!(!shows(&planned(&sandbox)));
    overrides(
        &sandbox,
        "  - match: {name: Tier 1}\n    add: [analytics:conversationDetail:view]\n    reason: agreed\n",
    );
    let plan = planned(&sandbox);
    assert!(shows(&plan));
    let gains = role(&plan, "Tier 1")["sources"][0]["gains"].as_array().unwrap();
    assert!(
        gains
            .iter()
            .any(|gain| gain["permission"] == "analytics:conversationDetail:view")
    );
}

#[test]
fn equal_roles_are_one_and_kept_apart_on_request() {
    let lists = Lists::acme().with("custom_roles", json!([tier(5, "Tier 1"), tier(6, "Tier 2")]));
    let sandbox = acme(&lists);
    assert!(!names(&planned(&sandbox)).contains(&"Tier 2"));
    overrides(
        &sandbox,
        "  - match: {name: Tier 2}\n    merge: false\n    reason: apart\n",
    );
    assert!(names(&planned(&sandbox)).contains(&"Tier 2"));
}

#[test]
fn roles_of_one_name_part_and_a_made_up_name_gives_way() {
    let mut other = tier(6, "Tier 1");
    other["configuration"]["voice_access"] = json!(true);
    let mut chat = tier(7, "Chat agent");
    chat["configuration"]["chat_access"] = json!(true);
    chat["configuration"]["manage_skills"] = json!(true);
    let plan = planned(&acme(
        &Lists::acme().with("custom_roles", json!([tier(5, "Tier 1"), other, chat])),
    ));
    let names = names(&plan);
    assert!(
        names.contains(&"Tier 1 (acme)") && names.contains(&"Tier 1 (acme 6)"),
        "{names:?}"
    );
    assert!(names.contains(&"Chat agent - account"), "{names:?}");
    assert_eq!(found(&plan, "name-clash").len(), 2);
}

#[test]
fn a_row_for_people_places_them_without_touching_others() {
    let sandbox = acme(&Lists::acme());
    by_group(&sandbox);
    let before = planned(&sandbox);
    sandbox.write(
        "m/people.yaml",
        "schema: zd2gc/people/1\npeople:\n  - match: a1@acme.example\n    divisions: [Legal]\n    reason: moved\n  - match: a9@acme.example\n    divisions: [Nowhere]\n    reason: left\n",
    );
    let plan = planned(&sandbox);
    assert_eq!(place(&plan, "a1@acme.example", "Tier 1"), json!([["legal"], "wider"]));
    assert_eq!(person(&plan, "a2@acme.example"), person(&before, "a2@acme.example"));
    assert_eq!(plan["tenants"][0]["divisions"], before["tenants"][0]["divisions"]);
    assert_eq!(found(&plan, "divisions-merged").len(), 0);
    let gains = person(&plan, "a1@acme.example")["gains"].as_array().unwrap();
    assert_eq!(gains.len(), 1, "{gains:?}");
}

#[test]
fn a_role_given_by_hand_is_in_the_plan_counts_and_explains() {
    let lists = Lists::acme().with(
        "users",
        json!([agent(1, 5), {"id": 3, "name": "Boss", "email": "boss@acme.example", "role": "admin", "active": true}]),
    );
    let sandbox = acme(&lists);
    assert_eq!(found(&planned(&sandbox), "administration-without-holders").len(), 1);
    sandbox.write(
        "m/people.yaml",
        "schema: zd2gc/people/1\npeople:\n  - match: a1@acme.example\n    roles: [Access administration, Watcher]\n    reason: decided\n",
    );
    let plan_file = planned(&sandbox);
    assert_eq!(found(&plan_file, "administration-without-holders").len(), 0);
    assert_eq!(found(&plan_file, "people-role-unknown").len(), 1);
    assert_eq!(role(&plan_file, "Watcher")["known"], json!(false));
    let ran = plan(&sandbox, &["--no-new-access", "--format", "json"]).ended(5).json();
    let gained: Vec<_> = found(&ran, "new-access")
        .iter()
        .map(|finding| finding["object"].clone())
        .collect();
    assert!(gained.contains(&json!("authorization:grant:add")), "{gained:?}");
    let _ = plan(&sandbox, &["-o", "plan.json"]).ended(0);
    let ran = sandbox
        .run(&["explain", "a1@acme.example", "authorization:grant:add"])
        .ended(0);
    assert!(ran.stdout.contains("people.yaml:3"), "{}", ran.stdout);
}

/// The same address in two accounts.
fn two_accounts() -> Sandbox {
    let sandbox = acme(&Lists::acme());
    let mut beta = Lists::acme().with("brands", Value::Null);
    beta.subdomain = "beta";
    let beta = beta
        .with(
            "groups",
            json!([{"id": 11, "name": "Billing"}, {"id": 13, "name": "Support"}]),
        )
        .with("group_memberships", json!([{"id": 23, "user_id": 1, "group_id": 13}]))
        .with("users", json!([agent(1, 5)]));
    beta.snapshot(&sandbox);
    sandbox.write(
        "m/tenants.yaml",
        &TENANTS.replace("[acme]", "[acme, beta]").replace(
            "region: eu-central-1\n",
            "region: eu-central-1\n    divisions: {by: group}\n",
        ),
    );
    sandbox
}

#[test]
fn a_person_of_two_accounts_is_one_and_gains_nothing_across_them() {
    let plan = planned(&two_accounts());
    let emails: Vec<_> = plan["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["email"].as_str().unwrap())
        .collect();
    assert_eq!(emails, ["a1@acme.example", "a2@acme.example"]);
    let grants = person(&plan, "a1@acme.example")["grants"].as_array().unwrap();
    let told: Vec<_> = grants
        .iter()
        .map(|grant| {
            (
                grant["because"]["subdomain"].as_str().unwrap(),
                grant["divisions"].to_string(),
            )
        })
        .collect();
    insta::assert_debug_snapshot!(told, @r##"
[
    (
        "acme",
        "[\"billing-acme\"]",
    ),
    (
        "acme",
        "[\"billing-acme\",\"home\",\"legal\"]",
    ),
    (
        "beta",
        "[\"support\"]",
    ),
    (
        "beta",
        "[\"billing-beta\",\"home\",\"support\"]",
    ),
]
"##);
    assert_eq!(found(&plan, "person-in-several-accounts").len(), 1);
    assert_eq!(found(&plan, "division-name-clash").len(), 1);
    let other = person(&plan, "a2@acme.example")["grants"].to_string();
    assert!(!other.contains("support") && !other.contains("beta"), "{other}");
}

/// Its name is the one that a group of another name would be given to part it from its like.
#[test]
fn a_group_that_is_called_like_a_parted_one_keeps_a_division_of_its_own() {
    for (groups, parted) in [
        (["Billing", "Billing (acme)"], ["billing-11", "billing-acme"]),
        (["Billing (acme)", "Billing"], ["billing-acme", "billing-12"]),
        (["Billing", "Support"], ["billing-acme", "support-acme"]),
    ] {
        let sandbox = two_accounts();
        let rows = json!([{"id": 11, "name": groups[0]}, {"id": 12, "name": groups[1]}]);
        Lists::acme().with("groups", rows).snapshot(&sandbox);
        let plan = planned(&sandbox);
        let held = |email: &str| {
            let grants = person(&plan, email)["grants"].as_array().unwrap();
            grants[0]["divisions"].clone()
        };
        assert_eq!(held("a1@acme.example"), json!([parted[0]]), "{groups:?}");
        assert_eq!(held("a2@acme.example"), json!([parted[1]]), "{groups:?}");
        assert_eq!(found(&plan, "divisions-merged").len(), 0, "{groups:?}");
    }
}

#[test]
fn accounts_that_share_home_are_told() {
    let sandbox = two_accounts();
    sandbox.write("m/tenants.yaml", &TENANTS.replace("[acme]", "[acme, beta]"));
    let plan = planned(&sandbox);
    let shared = found(&plan, "brands-share-home");
    assert!(
        shared
            .iter()
            .any(|finding| finding["message"].as_str().unwrap().contains("acme, beta")),
        "{shared:?}"
    );
}

#[test]
fn groups_that_get_grants_count_each_person_once() {
    let sandbox = two_accounts();
    sandbox.write(
        "m/tenants.yaml",
        &format!("{}    grant_to: group\n", TENANTS.replace("[acme]", "[acme, beta]")),
    );
    let plan = planned(&sandbox);
    let groups = plan["tenants"][0]["groups"].as_array().unwrap();
    assert!(groups.iter().all(|group| group["members"] == 2), "{groups:?}");
}

/// Rules of the customer's own: whoever edits flows must not edit responses.
fn duty(sandbox: &Sandbox, more: &str) {
    sandbox.write(
        "m/duties.yaml",
        &format!("schema: zd2gc/duties/1\nduties:\n  - id: own-rule\n    severity: low\n    left: [architect:flow:edit]\n    right: [conversation:communication:view]\n    why: test\n{more}"),
    );
}

#[test]
fn duties_meet_in_one_division_where_the_rule_says_so_and_allow_so_many_people() {
    let sandbox = acme(&Lists::acme());
    let own = |plan: &Value| {
        found(plan, "separation-of-duties")
            .iter()
            .filter(|one| one["object"] == "own-rule")
            .count()
    };
    duty(&sandbox, "");
    assert_eq!(own(&planned(&sandbox)), 1);
    duty(&sandbox, "    scope: same-division\n");
    assert_eq!(own(&planned(&sandbox)), 1);
    duty(&sandbox, "    allow: {max_people: 1}\n");
    assert_eq!(own(&planned(&sandbox)), 1);
    duty(&sandbox, "    allow: {max_people: 2}\n");
    assert_eq!(own(&planned(&sandbox)), 0);
    duty(&sandbox, "    allow: {roles: [tier 1]}\n");
    assert_eq!(own(&planned(&sandbox)), 0);
}

#[test]
fn as_of_decides_who_is_dormant() {
    let sandbox = acme(&Lists::acme());
    assert_eq!(found(&planned(&sandbox), "dormant-member").len(), 0);
    for day in ["2027-03-01", "2027-03-01T00:00:00Z"] {
        let plan = plan(&sandbox, &["--as-of", day, "--format", "json"]).ended(0).json();
        assert_eq!(plan["as_of"], day);
        assert_eq!(found(&plan, "dormant-member")[0]["count"], 2);
    }
}

#[test]
fn a_wave_plans_its_people_and_names_those_it_does_not_find() {
    let sandbox = acme(&Lists::acme().with("users", json!([agent(1, 5), agent(2, 99)])));
    sandbox.write(
        "wave.csv",
        "name,email\nA,A1@acme.example\nB,a2@acme.example\nC,gone@acme.example\n",
    );
    let plan = plan(&sandbox, &["--people", "wave.csv", "--format", "json"])
        .ended(0)
        .json();
    assert_eq!(plan["coverage"]["people"]["planned"], 1);
    let missing: Vec<_> = found(&plan, "wave-person-not-found")
        .iter()
        .map(|one| one["subject"].clone())
        .collect();
    assert_eq!(missing, [json!("a2@acme.example"), json!("gone@acme.example")]);
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    let lists = Lists::acme();
    let first = planned(&acme(&lists)).to_string();
    let mut turned = Lists::acme();
    for (_, rows) in &mut turned.lists {
        rows.as_array_mut().unwrap().reverse();
    }
    let second = planned(&acme(&turned)).to_string();
    assert_eq!(first, second);
}

#[test]
fn every_permission_of_every_role_has_a_row_in_every_source() {
    for by in ["none", "brand", "group"] {
        let sandbox = rich(by);
        let plan = plan(&sandbox, &["--format", "json"]).json();
        let mut seen = 0;
        for role in plan["tenants"][0]["roles"].as_array().unwrap() {
            let wild = role["wildcards"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|one| one["permissions"].as_array().unwrap());
            let permissions: Vec<_> = role["permissions"].as_array().unwrap().iter().chain(wild).collect();
            for source in role["sources"].as_array().unwrap() {
                let rows = source["settings"].as_array().unwrap();
                for permission in &permissions {
                    let explained = rows
                        .iter()
                        .any(|row| row["permissions"].as_array().unwrap().contains(permission));
                    assert!(
                        explained,
                        "{} of {} through {}",
                        permission, role["name"], source["name"]
                    );
                    seen += 1;
                }
                for given in rows.iter().flat_map(|row| row["permissions"].as_array().unwrap()) {
                    assert!(permissions.contains(&given), "{given} is not in {}", role["name"]);
                }
            }
        }
        assert!(seen > 100);
    }
}

/// The rich account, divided.
fn rich(by: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let from = fixtures().join("zendesk/rich");
    let made = sandbox.run(&[
        "snapshot",
        "zendesk",
        "--import",
        from.to_str().unwrap(),
        "--subdomain",
        "acme",
        "-o",
        "snaps",
    ]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    sandbox.write("m/tenants.yaml", &format!("{TENANTS}    divisions: {{by: {by}}}\n"));
    sandbox
}

#[test]
fn text_fits_into_eighty_columns_and_tables_do_not_break() {
    let hostile = "| `x` <script>\u{202e}\u{7}\n=cmd ${x} and on and on and on and on and on and on and on and on";
    let mut role = tier(5, hostile);
    role["name"] = json!(hostile);
    let mut user = agent(1, 5);
    user["name"] = json!(hostile);
    for sandbox in [
        rich("group"),
        acme(
            &Lists::acme()
                .with("custom_roles", json!([role]))
                .with("users", json!([user])),
        ),
    ] {
        let ran = plan(&sandbox, &["-o", "plan.json", "-o", "plan.md", "--format", "text"]);
        for line in ran.stdout.lines() {
            assert!(line.width() <= 80, "{} columns: {line}", line.width());
        }
        assert!(!ran.stdout.contains('\u{202e}') && !ran.stdout.contains('\u{7}'));
        let markdown = sandbox.read("plan.md");
        assert!(!markdown.contains('\u{202e}') && !markdown.contains("<script>"));
        let mut columns = None;
        for line in markdown.lines() {
            if !line.starts_with('|') {
                columns = None;
                continue;
            }
            let cells = line.replace("\\|", "").matches('|').count();
            assert_eq!(*columns.get_or_insert(cells), cells, "{line}");
        }
        let plan: Value = serde_json::from_str(&sandbox.read("plan.json")).unwrap();
        assert_eq!(plan["schema"], "zd2gc/plan/1");
    }
}

#[test]
fn a_list_that_the_plan_needs_ends_it_in_5() {
    for list in ["users", "groups", "group_memberships", "custom_roles"] {
        let sandbox = acme(&Lists::acme().with(list, Value::Null));
        let ran = plan(&sandbox, &["--fail-on", "info"]).ended(5);
        assert!(ran.stderr.contains(list), "{list}: {}", ran.stderr);
        assert!(ran.stdout.contains("INCOMPLETE"), "{list}");
    }
}

#[test]
fn new_access_ends_in_5_while_roles_are_unknown_and_in_14_when_they_are_not() {
    let sandbox = acme(&Lists::acme());
    overrides(
        &sandbox,
        "  - match: {name: Tier 1}\n    add: [directory:user:add]\n    reason: agreed\n",
    );
    let _ = plan(&sandbox, &["--no-new-access"]).ended(5);
    org(&sandbox, &[("roles", ROLES), ("divisions", DIVISIONS)]);
    let ran = plan(&sandbox, &["--no-new-access", "--format", "json"])
        .ended(14)
        .json();
    assert_eq!(found(&ran, "new-access").len(), 1);
    assert_eq!(
        person(&ran, "a1@acme.example")["base"],
        json!(["employee", "Engage User"])
    );
    assert_eq!(
        ran["tenants"][0]["divisions"][0],
        json!({"key": "home", "name": "Headquarters", "sources": [], "exists": true})
    );
    let _ = plan(&sandbox, &["--no-new-access", "--privileged", "B"]).ended(0);
}

const ROLES: &str = "{\"id\":\"1\",\"name\":\"Engage User\",\"defaultRoleId\":\"engageUser\",\"permissionPolicies\":[{\"domain\":\"conversation\",\"entityName\":\"call\",\"actionSet\":[\"accept\"]}]}\n{\"id\":\"2\",\"name\":\"employee\",\"defaultRoleId\":\"employee\",\"permissionPolicies\":[]}\n";
const DIVISIONS: &str = "{\"id\":\"3\",\"name\":\"Headquarters\",\"homeDivision\":true}\n";

/// A snapshot of the org that `emea` goes to, with these lists.
fn org(sandbox: &Sandbox, lists: &[(&str, &str)]) {
    let mut told = serde_json::Map::new();
    for (name, lines) in lists {
        sandbox.write(&format!("snaps/org/{name}.ndjson"), lines);
        told.insert(
            (*name).to_owned(),
            json!({"count": lines.lines().count(), "sha256": sha(lines)}),
        );
    }
    let snapshot = json!({"schema": "zd2gc/genesys-snapshot/1", "taken_at": "2026-10-03T00:00:00Z",
        "of": {"org_id": "00000000-0000-4000-8000-000000000001", "org_name": "acme-emea", "region": "eu-central-1"},
        "lists": told});
    sandbox.write("snaps/org/snapshot.json", &snapshot.to_string());
}

fn sha(text: &str) -> String {
    use sha2::Digest as _;
    use std::fmt::Write as _;
    sha2::Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::new(), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}

#[test]
fn findings_decide_the_exit_code_on_request() {
    let sandbox = acme(&Lists::acme());
    let _ = plan(&sandbox, &[]).ended(0);
    let _ = plan(&sandbox, &["--fail-on", "info"]).ended(12);
    let _ = plan(&sandbox, &["--fail-on", "high"]).ended(0);
}

#[test]
fn what_is_wrong_ends_in_2_and_says_what_to_do() {
    let sandbox = acme(&Lists::acme());
    let mut told = String::new();
    let mut note = |ran: Ran| told.push_str(&format!("{}\n", ran.ended(2).stderr));
    note(sandbox.run(&["plan"]));
    note(sandbox.run(&["plan", "--snapshot", "in-acme", "--mappings", "m"]));
    note(sandbox.run(&["plan", "--snapshot", "snaps"]));
    note(plan(&sandbox, &["--snapshot", "snaps"]));
    note(plan(&sandbox, &["--tenant", "emae"]));
    note(plan(&sandbox, &["--as-of", "yesterday"]));
    sandbox.write("wave.txt", "anna\n");
    note(plan(&sandbox, &["--people", "wave.txt"]));
    sandbox.write("m/tenants.yaml", &TENANTS.replace("acme]", "other]"));
    note(plan(&sandbox, &[]));
    insta::assert_snapshot!(told, @r##"
error: no snapshot was named
hint: name one: --snapshot DIR, or set `snapshots` in zd2gc.yaml
hint: to make one of an account: zd2gc snapshot zendesk --subdomain NAME -o snapshots
hint: to make one from a customer's export: zd2gc snapshot zendesk --import PATH --subdomain NAME -o snapshots

error: `in-acme` is no snapshot and holds none
hint: take one with `zd2gc snapshot zendesk --subdomain NAME -o DIR`; with `--import PATH`, of what a customer exported

error: no table names a tenant: it is not said which subdomain becomes which org
hint: add mappings/tenants.yaml; `zd2gc init` writes one to fill in, `zd2gc map suggest` one for your snapshots

error: two snapshots are of the account `acme`
hint: name one of them with --snapshot

error: there is no tenant `emae`; the tables have: emea
hint: tenants are named in tenants.yaml

error: `yesterday` is not a date
hint: write 2026-11-20 or 2026-11-20T08:00:00Z

error: could not read the people of `wave.txt`: line 1: `anna` is not an address
hint: one address a line, or a CSV with a column `email`

error: no tenant claims the brand `Acme` of `acme`
hint: add `acme` to the `subdomains` of a tenant in tenants.yaml, or `zd2gc map suggest` for a row to paste
"##);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let sandbox = rich("none");
    let mut child = sandbox
        .command()
        .args(["plan", "--snapshot", "snaps", "--mappings", "m", "--format", "json"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert!(!String::from_utf8_lossy(&ended.stderr).contains("panicked"));
    assert!(
        !String::from_utf8_lossy(&ended.stderr).contains("error"),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    assert!(fs::read_dir(sandbox.root()).unwrap().count() > 0);
}

#[test]
fn what_a_grant_can_not_limit_is_a_gain_of_everybody_who_gets_it() {
    const PERMISSIONS: &str = concat!(
        r#"{"domain":"conversation","permissionMap":{"email":[{"domain":"conversation","entityType":"email","action":"send","divisionAware":false}]}}"#,
        "\n"
    );
    let sandbox = acme(&Lists::acme());
    org(&sandbox, &[("permissions", PERMISSIONS)]);
    let ran = plan(&sandbox, &["--format", "json"]).ended(0).json();
    let finding = found(&ran, "not-division-aware");
    assert_eq!(finding.len(), 1);
    assert_eq!(finding[0]["object"], "conversation:email:send");
    let gained = ran["tenants"][0]["roles"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|role| role["sources"].as_array().unwrap())
        .flat_map(|source| source["gains"].as_array().unwrap())
        .any(|gain| {
            gain["permission"] == "conversation:email:send"
                && gain["because"].as_str().unwrap().starts_with("not division-aware")
        });
    assert!(gained);
    assert!(
        !found(&ran, "permission-not-available").is_empty(),
        "all others are not in this org"
    );
}

#[test]
fn people_take_the_licence_of_their_most_expensive_permission() {
    const LICENCES: &str = concat!(
        r#"{"id":"collaborate","permissions":{"ids":["analytics:conversationDetail:view"]}}"#,
        "\n",
        r#"{"id":"engage","permissions":{"ids":["analytics:conversationDetail:view","conversation:email:send"]}}"#,
        "\n"
    );
    let sandbox = acme(&Lists::acme());
    org(&sandbox, &[("license_definitions", LICENCES)]);
    let ran = plan(&sandbox, &["--format", "json"]).ended(0).json();
    let licences = &ran["tenants"][0]["licences"];
    let tier = licences["roles"]
        .as_array()
        .unwrap()
        .iter()
        .find(|role| role["role"] == "Tier 1")
        .unwrap();
    assert_eq!(tier["licence"], "engage");
    assert_eq!(tier["raised_by"], "conversation:email:send");
    let people: u64 = licences["people"]
        .as_object()
        .unwrap()
        .values()
        .map(|count| count.as_u64().unwrap())
        .sum();
    assert_eq!(
        people,
        ran["coverage"]["people"]["planned"].as_u64().unwrap(),
        "each person once"
    );
    assert!(licences["people"]["engage"].as_u64().unwrap() >= tier["people"].as_u64().unwrap());
}

#[test]
fn a_role_of_the_org_with_the_same_name_parts_names_and_its_divisions_are_known() {
    const OWN: &str = concat!(
        r#"{"id":"r1","name":"tier 1","permissionPolicies":[{"domain":"routing","entityName":"queue","actionSet":["view"]}]}"#,
        "\n"
    );
    let sandbox = acme(&Lists::acme());
    org(&sandbox, &[("roles", OWN), ("divisions", DIVISIONS)]);
    let ran = plan(&sandbox, &["--format", "json"]).ended(0).json();
    let clash = found(&ran, "name-clash");
    assert_eq!(clash.len(), 1);
    assert_eq!(clash[0]["subject"], "Tier 1 (acme)");
    assert!(clash[0]["remedy"].as_str().unwrap().contains("rename"), "{}", clash[0]);
    assert_eq!(ran["tenants"][0]["divisions"][0]["exists"], true);
}
