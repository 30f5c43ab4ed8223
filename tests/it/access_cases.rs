//! What people hold in an org, worked out by hand: small orgs in the vendor's shape, and the answer with its paths.
//!
//! Each case says why the answer is that. An org is what all cases share, with what a case puts in place of a list or
//! beside it; answers are rows `subject | role | through | divisions`, `?` behind a row that holds under a condition only.

use serde_json::{Value, json};

use crate::plans;
use crate::support::{Ran, Sandbox};

/// A case.
struct Case {
    /// What it is about, and why the answer is that.
    why: &'static str,
    /// Lists in place of the shared ones.
    lists: Vec<(&'static str, Value)>,
    /// The permission that is asked about, and flags.
    ask: &'static [&'static str],
    /// Who holds it, in the order of the answer.
    holds: &'static [&'static str],
}

fn case(
    why: &'static str,
    lists: Vec<(&'static str, Value)>,
    ask: &'static [&'static str],
    holds: &'static [&'static str],
) -> Case {
    Case { why, lists, ask, holds }
}

/// A role: permissions `a:b:c`, `a:b:c?` under a condition, general ones of one word.
fn role(id: &str, permissions: &[&str]) -> Value {
    let general: Vec<&&str> = permissions.iter().filter(|name| !name.contains(':')).collect();
    let policies: Vec<Value> = permissions
        .iter()
        .filter(|name| name.contains(':'))
        .map(|name| {
            let parts: Vec<&str> = name.trim_end_matches('?').split(':').collect();
            let condition = name.ends_with('?').then(|| json!({"conjunction": "AND", "terms": []}));
            json!({"domain": parts[0], "entityName": parts[1], "actionSet": [parts[2]], "resourceConditionNode": condition})
        })
        .collect();
    json!({"id": id, "name": id, "permissions": general, "permissionPolicies": policies})
}

/// A grant: of a role, to somebody of a kind, in divisions.
fn grant(role: &str, id: &str, kind: &str, divisions: &[&str]) -> Value {
    let divisions: Vec<Value> = divisions.iter().map(|id| json!({"id": id})).collect();
    json!({"roleId": role, "id": id, "type": kind, "divisions": divisions})
}

fn user(id: &str, state: &str) -> Value {
    json!({"id": id, "name": id, "email": format!("{id}@acme.example"), "state": state})
}

const VIEW: &[&str] = &["routing:queue:view"];

/// What every org has unless a case says otherwise: anna, ben, cleo; the group Leads with ben; divisions Home, Billing, Sales.
fn shared(name: &str) -> Value {
    match name {
        "divisions" => json!([
            {"id": "d0", "name": "Home", "homeDivision": true},
            {"id": "d1", "name": "Billing"},
            {"id": "d2", "name": "Sales"}
        ]),
        "roles" => json!([role("Queues", VIEW)]),
        "users" => json!([user("anna", "active"), user("ben", "active"), user("cleo", "active")]),
        "groups" => json!([{"id": "g1", "name": "Leads", "state": "active"}]),
        "group_members" => json!([{"groupId": "g1", "id": "ben"}]),
        "permissions" => json!([{"domain": "routing", "permissionMap": {"queue": [
            {"domain": "routing", "entityType": "queue", "action": "view", "divisionAware": true},
            {"domain": "routing", "entityType": "queue", "action": "edit", "divisionAware": true}
        ], "language": [{"domain": "routing", "entityType": "language", "action": "view", "divisionAware": false}]}}]),
        _ => json!([]),
    }
}

/// Every list that an answer rests on.
const LISTS: &[&str] = &[
    "divisions",
    "roles",
    "users",
    "groups",
    "group_members",
    "subject_grants",
    "permissions",
    "oauth_clients",
    "oauth_authorizations",
    "trustees",
    "policies",
];

/// Writes the org of a case.
fn org(lists: &[(&str, Value)], without: Option<&str>) -> Sandbox {
    let sandbox = Sandbox::new();
    let texts: Vec<(&str, String)> = LISTS
        .iter()
        .filter(|name| Some(**name) != without)
        .map(|name| {
            let own = lists.iter().find(|(list, _)| list == name);
            let rows = own.map_or_else(|| shared(name), |(_, rows)| rows.clone());
            let lines = rows.as_array().unwrap().iter().map(|row| format!("{row}\n"));
            (*name, lines.collect())
        })
        .collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    plans::snapshot(&sandbox, &texts);
    if let Some(list) = without {
        let mut told: Value = serde_json::from_str(&sandbox.read("snaps/org/snapshot.json")).unwrap();
        told["lists"][list] = json!({"missing": "not checked: refused with 403"});
        sandbox.write("snaps/org/snapshot.json", &told.to_string());
    }
    sandbox
}

/// The rows of an answer.
fn rows(ran: &Ran) -> Vec<String> {
    let told = ran.json();
    let holders = told["of"][0]["holders"].as_array().unwrap().iter();
    holders
        .map(|holder| path(holder["subject"].as_str().unwrap(), holder))
        .collect()
}

/// A way by which a subject holds something, as a row.
fn path(subject: &str, way: &Value) -> String {
    let text = |name: &str| way[name].as_str().unwrap();
    let divisions = match &way["divisions"] {
        Value::String(all) => all.clone(),
        named => {
            let names = named.as_array().unwrap().iter();
            names.map(|name| name.as_str().unwrap()).collect::<Vec<_>>().join(", ")
        }
    };
    let condition = if way["conditional"] == true { " ?" } else { "" };
    format!(
        "{subject} | {} | {} | {divisions}{condition}",
        text("role"),
        text("through")
    )
}

#[expect(clippy::too_many_lines, reason = "a table of cases, each a few lines")]
fn cases() -> Vec<Case> {
    let user_grant = |role: &str, id: &str, divisions: &[&str]| grant(role, id, "PC_USER", divisions);
    vec![
        case(
            "a grant of one's own holds where it was given",
            vec![("subject_grants", json!([user_grant("Queues", "anna", &["d1"])]))],
            &["routing:queue:view"],
            &["anna@acme.example | Queues | direct | Billing"],
        ),
        case(
            "a grant of several divisions holds in each, told by name",
            vec![("subject_grants", json!([user_grant("Queues", "anna", &["d2", "d0"])]))],
            &["routing:queue:view"],
            &["anna@acme.example | Queues | direct | Home, Sales"],
        ),
        case(
            "`*` is all divisions, those to come included",
            vec![("subject_grants", json!([user_grant("Queues", "anna", &["*"])]))],
            &["routing:queue:view"],
            &["anna@acme.example | Queues | direct | all"],
        ),
        case(
            "`*` beside a division is all divisions",
            vec![("subject_grants", json!([user_grant("Queues", "anna", &["d1", "*"])]))],
            &["routing:queue:view"],
            &["anna@acme.example | Queues | direct | all"],
        ),
        case(
            "members hold what their group was granted, and the group does too",
            vec![("subject_grants", json!([grant("Queues", "g1", "PC_GROUP", &["d1"])]))],
            &["routing:queue:view"],
            &[
                "ben@acme.example | Queues | group:Leads | Billing",
                "group:Leads | Queues | direct | Billing",
            ],
        ),
        case(
            "a group without members holds alone",
            vec![
                ("group_members", json!([])),
                ("subject_grants", json!([grant("Queues", "g1", "PC_GROUP", &["d0"])])),
            ],
            &["routing:queue:view"],
            &["group:Leads | Queues | direct | Home"],
        ),
        case(
            "the same right by one's own grant and through a group is told twice: both must go to take it away",
            vec![(
                "subject_grants",
                json!([
                    grant("Queues", "g1", "PC_GROUP", &["d1"]),
                    user_grant("Queues", "ben", &["d2"])
                ]),
            )],
            &["routing:queue:view"],
            &[
                "ben@acme.example | Queues | direct | Sales",
                "ben@acme.example | Queues | group:Leads | Billing",
                "group:Leads | Queues | direct | Billing",
            ],
        ),
        case(
            "two roles that give the same right are two ways",
            vec![
                ("roles", json!([role("Queues", VIEW), role("Reports", VIEW)])),
                (
                    "subject_grants",
                    json!([
                        user_grant("Queues", "anna", &["d1"]),
                        user_grant("Reports", "anna", &["d2"])
                    ]),
                ),
            ],
            &["routing:queue:view"],
            &[
                "anna@acme.example | Queues | direct | Billing",
                "anna@acme.example | Reports | direct | Sales",
            ],
        ),
        case(
            "grants of one role add up",
            vec![(
                "subject_grants",
                json!([
                    user_grant("Queues", "anna", &["d1"]),
                    user_grant("Queues", "anna", &["d2"])
                ]),
            )],
            &["routing:queue:view"],
            &["anna@acme.example | Queues | direct | Billing, Sales"],
        ),
        case(
            "a wildcard for actions gives each of them",
            vec![
                ("roles", json!([role("All queues", &["routing:queue:*"])])),
                ("subject_grants", json!([user_grant("All queues", "anna", &["d1"])])),
            ],
            &["routing:queue:edit"],
            &["anna@acme.example | All queues | direct | Billing"],
        ),
        case(
            "a wildcard for entities gives the action on each of them",
            vec![
                ("roles", json!([role("Viewer", &["routing:*:view"])])),
                ("subject_grants", json!([user_grant("Viewer", "anna", &["d1"])])),
            ],
            &["routing:queue:view"],
            &["anna@acme.example | Viewer | direct | Billing"],
        ),
        case(
            "a wildcard for entities gives no other action",
            vec![
                ("roles", json!([role("Viewer", &["routing:*:view"])])),
                ("subject_grants", json!([user_grant("Viewer", "anna", &["d1"])])),
            ],
            &["routing:queue:edit"],
            &[],
        ),
        case(
            "a wildcard of another domain gives nothing here",
            vec![
                ("roles", json!([role("Recordings", &["recording:*:*"])])),
                ("subject_grants", json!([user_grant("Recordings", "anna", &["*"])])),
            ],
            &["routing:queue:view"],
            &[],
        ),
        case(
            "a right under a condition is another right, and is told as one",
            vec![
                ("roles", json!([role("Some queues", &["routing:queue:view?"])])),
                ("subject_grants", json!([user_grant("Some queues", "anna", &["d1"])])),
            ],
            &["routing:queue:view"],
            &["anna@acme.example | Some queues | direct | Billing ?"],
        ),
        case(
            "a role that gives it under a condition and without gives it without",
            vec![
                (
                    "roles",
                    json!([role("Both", &["routing:queue:view?", "routing:queue:view"])]),
                ),
                ("subject_grants", json!([user_grant("Both", "anna", &["d1"])])),
            ],
            &["routing:queue:view"],
            &["anna@acme.example | Both | direct | Billing"],
        ),
        case(
            "a condition on a wildcard holds for all that it stands for",
            vec![
                ("roles", json!([role("Some", &["routing:queue:*?"])])),
                ("subject_grants", json!([user_grant("Some", "anna", &["d1"])])),
            ],
            &["routing:queue:edit"],
            &["anna@acme.example | Some | direct | Billing ?"],
        ),
        case(
            "a general permission is held by its own name",
            vec![
                ("roles", json!([role("Master", &["admin"])])),
                ("subject_grants", json!([user_grant("Master", "anna", &["*"])])),
            ],
            &["admin"],
            &["anna@acme.example | Master | direct | all"],
        ),
        case(
            "names compare without regard to case, as the vendor compares them",
            vec![
                ("roles", json!([role("Queues", &["Routing:Queue:View"])])),
                ("subject_grants", json!([user_grant("Queues", "anna", &["d1"])])),
            ],
            &["ROUTING:queue:VIEW"],
            &["anna@acme.example | Queues | direct | Billing"],
        ),
        case(
            "a division that no list has goes by its id: it may be new, and the right is held",
            vec![("subject_grants", json!([user_grant("Queues", "anna", &["d9"])]))],
            &["routing:queue:view"],
            &["anna@acme.example | Queues | direct | d9"],
        ),
        case(
            "a grant in no division holds nowhere",
            vec![("subject_grants", json!([user_grant("Queues", "anna", &[])]))],
            &["routing:queue:view"],
            &[],
        ),
        case(
            "a role without the permission gives nothing",
            vec![
                ("roles", json!([role("Queues", &["routing:queue:edit"])])),
                ("subject_grants", json!([user_grant("Queues", "anna", &["*"])])),
            ],
            &["routing:queue:view"],
            &[],
        ),
        case(
            "a grant of a role that the org does not list gives nothing that is known",
            vec![("subject_grants", json!([user_grant("Gone", "anna", &["*"])]))],
            &["routing:queue:view"],
            &[],
        ),
        case(
            "a client holds what it was granted",
            vec![
                (
                    "oauth_clients",
                    json!([{"id": "c1", "name": "Night report", "state": "active"}]),
                ),
                (
                    "subject_grants",
                    json!([grant("Queues", "c1", "PC_OAUTH_CLIENT", &["d1"])]),
                ),
            ],
            &["routing:queue:view"],
            &["client:Night report | Queues | direct | Billing"],
        ),
        case(
            "people of a partner org hold what was granted to them here, told by the org's name",
            vec![
                (
                    "trustees",
                    json!([{"id": "t1", "enabled": true, "organization": {"id": "o2", "name": "Partner"}, "users": [{"id": "x1"}], "groups": []}]),
                ),
                (
                    "subject_grants",
                    json!([grant("Queues", "x1", "PC_TRUSTEE_USER", &["*"])]),
                ),
            ],
            &["routing:queue:view"],
            &["Partner | Queues | direct | all"],
        ),
        case(
            "a group of a partner org likewise",
            vec![
                (
                    "trustees",
                    json!([{"id": "t1", "enabled": true, "organization": {"id": "o2", "name": "Partner"}, "users": [], "groups": [{"id": "x2"}]}]),
                ),
                (
                    "subject_grants",
                    json!([grant("Queues", "x2", "PC_TRUSTEE_GROUP", &["d2"])]),
                ),
            ],
            &["routing:queue:view"],
            &["Partner | Queues | direct | Sales"],
        ),
        case(
            "asked about a division, only who holds it there",
            vec![(
                "subject_grants",
                json!([
                    user_grant("Queues", "anna", &["d1"]),
                    user_grant("Queues", "cleo", &["d2"])
                ]),
            )],
            &["routing:queue:view", "--division", "Billing"],
            &["anna@acme.example | Queues | direct | Billing"],
        ),
        case(
            "asked about a division, who holds it everywhere holds it there",
            vec![("subject_grants", json!([user_grant("Queues", "anna", &["*"])]))],
            &["routing:queue:view", "--division", "Sales"],
            &["anna@acme.example | Queues | direct | all"],
        ),
        case(
            "names of divisions compare without regard to case",
            vec![("subject_grants", json!([user_grant("Queues", "anna", &["d1"])]))],
            &["routing:queue:view", "--division", "bILLING"],
            &["anna@acme.example | Queues | direct | Billing"],
        ),
        case(
            "the home division is `home`, whatever its name",
            vec![
                (
                    "divisions",
                    json!([{"id": "d0", "name": "Zentrale", "homeDivision": true}]),
                ),
                ("subject_grants", json!([user_grant("Queues", "anna", &["d0"])])),
            ],
            &["routing:queue:view", "--division", "home"],
            &["anna@acme.example | Queues | direct | Zentrale"],
        ),
        case(
            "asked about a division, a way through a group in another one does not count",
            vec![(
                "subject_grants",
                json!([
                    grant("Queues", "g1", "PC_GROUP", &["d1"]),
                    user_grant("Queues", "ben", &["d2"])
                ]),
            )],
            &["routing:queue:view", "--division", "Sales"],
            &["ben@acme.example | Queues | direct | Sales"],
        ),
        case(
            "who is inactive still holds it: switched on again, it is theirs",
            vec![
                ("users", json!([user("anna", "inactive")])),
                ("subject_grants", json!([user_grant("Queues", "anna", &["d1"])])),
            ],
            &["routing:queue:view"],
            &["anna@acme.example | Queues | direct | Billing"],
        ),
        case(
            "two people of one address are two: who is there has the address, who is gone goes by the id",
            vec![
                (
                    "users",
                    json!([user("anna", "active"), {"id": "old", "name": "old", "email": "anna@acme.example", "state": "deleted"}]),
                ),
                ("subject_grants", json!([user_grant("Queues", "old", &["d1"])])),
            ],
            &["routing:queue:view"],
            &["anna@acme.example | Queues | direct | Billing"],
        ),
    ]
}

#[test]
fn what_people_hold_is_what_was_worked_out_by_hand() {
    let cases = cases();
    assert!(cases.len() >= 30, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let sandbox = org(&case.lists, None);
        let args = [&["who-can", "--in", "snaps", "--format", "json"], case.ask].concat();
        let ran = sandbox.run(&args);
        if ran.code != 0 {
            wrong.push(format!("{}: ended in {}: {}", case.why, ran.code, ran.stderr));
        } else if rows(&ran) != case.holds {
            wrong.push(format!(
                "{}: expected {:?}, found {:?}",
                case.why,
                case.holds,
                rows(&ran)
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The same answers from the side of who holds: each row of `who-can` is a row of `explain`.
#[test]
fn explain_tells_each_holder_what_who_can_tells_of_the_permission() {
    for case in cases()
        .iter()
        .filter(|case| !case.holds.is_empty() && case.ask.len() == 1)
    {
        let sandbox = org(&case.lists, None);
        for row in case.holds {
            let subject = row.split(" | ").next().unwrap();
            let ran = sandbox
                .run(&[
                    "explain",
                    subject,
                    case.ask[0],
                    "--snapshot",
                    "snaps",
                    "--format",
                    "json",
                ])
                .ended(0);
            let told = ran.json();
            let mut held = Vec::new();
            for one in told["of"][0]["subjects"].as_array().unwrap() {
                let name = one["subject"].as_str().unwrap();
                for permission in one["permissions"].as_array().unwrap() {
                    let ways = permission["ways"].as_array().unwrap().iter();
                    held.extend(ways.map(|way| path(name, way)));
                }
            }
            assert!(
                held.contains(&(*row).to_owned()),
                "{}: {row} is not among {held:?}",
                case.why
            );
        }
    }
}

#[test]
fn a_permission_that_divisions_do_not_limit_is_held_in_the_whole_org_and_that_is_said() {
    let lists = [
        ("roles", json!([role("Languages", &["routing:language:view"])])),
        (
            "subject_grants",
            json!([grant("Languages", "anna", "PC_USER", &["d1"])]),
        ),
    ];
    let sandbox = org(&lists, None);
    let ran = sandbox
        .run(&["who-can", "routing:language:view", "--in", "snaps"])
        .ended(0);
    assert!(ran.stdout.contains("is not limited by divisions"), "{}", ran.stdout);
}

#[test]
fn what_could_not_be_read_comes_first_and_nothing_is_claimed_of_it() {
    let lists = [("subject_grants", json!([grant("Queues", "anna", "PC_USER", &["d1"])]))];
    for list in ["subject_grants", "group_members", "users", "roles"] {
        let sandbox = org(&lists, Some(list));
        let ran = sandbox
            .run(&["who-can", "routing:queue:view", "--in", "snaps"])
            .ended(5);
        assert!(ran.stdout.contains(&format!("`{list}`")), "{list}: {}", ran.stdout);
        assert!(ran.stdout.starts_with("not checked: "), "{list}: {}", ran.stdout);
    }
}

#[test]
fn explain_of_an_org_tells_roles_permissions_and_what_is_not_held() {
    let lists = [
        (
            "roles",
            json!([
                role("All queues", &["routing:queue:*"]),
                role("Languages", &["routing:language:view?"]),
                role("Spare", &["routing:queue:edit"])
            ]),
        ),
        (
            "subject_grants",
            json!([
                grant("All queues", "g1", "PC_GROUP", &["d1"]),
                grant("Languages", "ben", "PC_USER", &["*"])
            ]),
        ),
    ];
    let sandbox = org(&lists, None);
    let all = sandbox
        .run(&["explain", "BEN@acme.example", "--snapshot", "snaps"])
        .ended(0);
    for said in [
        "ben@acme.example (ben, person, active)",
        "  in group:Leads",
        "  routing:queue:edit, as one of routing:queue:*",
        "  routing:queue:view, as one of routing:queue:*",
        "  routing:language:view, under a condition",
        "all divisions",
    ] {
        assert!(all.stdout.contains(said), "{said}: {}", all.stdout);
    }
    let none = sandbox
        .run(&[
            "explain",
            "cleo@acme.example",
            "routing:queue:edit",
            "--snapshot",
            "snaps",
        ])
        .ended(0);
    assert!(
        none.stdout.contains("does not hold routing:queue:edit"),
        "{}",
        none.stdout
    );
    assert!(
        none.stdout
            .contains("nearest: role Spare, which carries it and nothing else: not held\n    nearest: role All queues"),
        "{}",
        none.stdout
    );
    let by_id = sandbox.run(&["explain", "cleo", "--snapshot", "snaps"]).ended(0);
    assert!(by_id.stdout.contains("does not hold any role"), "{}", by_id.stdout);
    assert!(
        by_id.stdout.lines().all(|line| line.chars().count() <= 80),
        "{}",
        by_id.stdout
    );
}

#[test]
fn explain_of_an_org_says_what_it_does_not_know() {
    let lists = [("subject_grants", json!([grant("Queues", "anna", "PC_USER", &["d1"])]))];
    let sandbox = org(&lists, None);
    let slip = sandbox
        .run(&["explain", "ana@acme.example", "--snapshot", "snaps"])
        .ended(2);
    assert!(
        slip.stderr.contains("did you mean `anna@acme.example`?"),
        "{}",
        slip.stderr
    );
    let both = sandbox
        .run(&["explain", "anna", "--snapshot", "snaps", "--plan", "plan.json"])
        .ended(2);
    assert!(both.stderr.contains("cannot be used with"), "{}", both.stderr);
    let tenant = sandbox.run(&["explain", "anna", "--snapshot", "snaps", "--tenant", "nowhere"]);
    assert_eq!(tenant.code, 2, "{}", tenant.stderr);
    let name = sandbox
        .run(&["explain", "anna", "routing:queues:view", "--snapshot", "snaps"])
        .ended(2);
    assert!(name.stderr.contains("routing:queue:view"), "{}", name.stderr);
    let folder = sandbox.run(&["explain", "anna", "--snapshot", "nowhere"]).ended(2);
    assert!(folder.stderr.contains("nowhere"), "{}", folder.stderr);

    let half = org(&lists, Some("group_members"));
    let told = half.run(&["explain", "anna", "--snapshot", "snaps"]).ended(5);
    assert!(told.stdout.starts_with("not checked: "), "{}", told.stdout);
}
