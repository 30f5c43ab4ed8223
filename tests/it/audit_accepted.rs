//! What somebody said beforehand of those who are not one person: of a group, of a client, and of one among many people who
//! meet the same cause.

use serde_json::json;
use zd2gc::audit::papers::{
    self, Against, Approvals, ApprovalsFile, Papers, Suppressions, SuppressionsFile, rules::APPROVAL_UNUSED,
};
use zd2gc::finding::{Finding, Findings};
use zd2gc::mapping::load_sheet;

use crate::audit_world::{World, grant, tables};
use crate::support::Sandbox;

const DAY: &str = "2026-11-20";

const AGAINST: Against<'_> = Against {
    tenants: &["emea"],
    personas: &[],
    live: &|_| true,
};

/// Rows of approvals: whom, and which rights.
fn approved(rows: &[(&str, &str)]) -> Papers {
    let row = |(subject, permission): &(&str, &str)| {
        format!(
            "  - {{permission: '{permission}', subject: '{subject}', who: Board, until: 2026-12-31, reason: agreed}}\n"
        )
    };
    let rows: String = rows.iter().map(row).collect();
    let sandbox = Sandbox::new();
    sandbox.write("rows.yaml", &format!("schema: zd2gc/approvals/1\napprovals:\n{rows}"));
    let mut sheet = load_sheet::<ApprovalsFile>(&sandbox.path("rows.yaml"));
    let rows = papers::approvals(&mut sheet, AGAINST);
    assert!(sheet.faults.is_empty(), "{:?}", sheet.faults);
    Papers {
        approvals: Approvals::new(rows, DAY),
        ..Papers::default()
    }
}

/// One row of suppressions.
fn accepted(rule: &str, subject: &str) -> Papers {
    let sandbox = Sandbox::new();
    let row = format!("  - {{rule: {rule}, subject: '{subject}', who: Ines, until: 2026-12-31, reason: on leave}}\n");
    sandbox.write(
        "rows.yaml",
        &format!("schema: zd2gc/suppressions/1\nsuppressions:\n{row}"),
    );
    let mut sheet = load_sheet::<SuppressionsFile>(&sandbox.path("rows.yaml"));
    let rows = papers::suppressions(&mut sheet, &[rule], AGAINST);
    assert!(sheet.faults.is_empty(), "{:?}", sheet.faults);
    Papers {
        suppressions: Suppressions::new(rows, DAY),
        ..Papers::default()
    }
}

/// The findings about privileged rights: rule, subject.
fn power(world: &World, papers: &Papers) -> Vec<String> {
    let (found, _) = world.findings(&tables(), None, papers);
    let rules = ["client-privileged", "privileged-holder", "separation-of-duties"];
    let power = found.into_iter().filter(|one| rules.contains(&one.rule.as_str()));
    power.map(|one| format!("{} {}", one.rule, one.subject)).collect()
}

/// Rows that met nothing.
fn unused(papers: &Papers) -> usize {
    let mut left = Findings::default();
    papers.approvals.leftovers(true, &mut left);
    let left = left.into_sorted();
    left.iter().filter(|one| one.rule == APPROVAL_UNUSED.name).count()
}

#[test]
fn what_a_client_may_hold_is_approved_by_its_name() {
    let both = |name| [(name, "authorization:role:*"), (name, "authorization:grant:*")];
    let mut world = World::as_planned();
    world.add("subject_grants", grant("r5", "c9", "PC_OAUTH_CLIENT", "d1"));
    let told = ["client-privileged client:Else", "separation-of-duties client:Else"];
    assert_eq!(power(&world, &Papers::default()), told);
    let papers = approved(&both("client:Else"));
    assert_eq!(power(&world, &papers), [""; 0]);
    assert_eq!(unused(&papers), 0);
    // One side alone does not meet anything; the other right still takes the org.
    let papers = approved(&both("client:else")[..1]);
    assert_eq!(power(&world, &papers), ["client-privileged client:Else"]);
    assert_eq!(unused(&papers), 0);
    // Another client's approval is none of this one.
    let papers = approved(&both("Night report"));
    assert_eq!(power(&world, &papers), told);
    assert_eq!(unused(&papers), 2);
    // The client of a planned application goes by the application's name.
    let mut world = World::as_planned();
    world.add("subject_grants", grant("r5", "c1", "PC_OAUTH_CLIENT", "d1"));
    assert_eq!(power(&world, &Papers::default()), ["separation-of-duties Night report"]);
    let papers = approved(&both("Night report"));
    assert_eq!(power(&world, &papers), [""; 0]);
    assert_eq!(unused(&papers), 0);
}

#[test]
fn what_a_group_may_hold_is_approved_for_everybody_who_holds_it_through_the_group_alone() {
    let both = [
        ("group:Board", "authorization:role:*"),
        ("group:Board", "authorization:grant:*"),
    ];
    let mut world = World::as_planned();
    world.add("groups", json!({"id": "g1", "name": "Board", "state": "active"}));
    world.add("group_members", json!({"id": "u1", "groupId": "g1"}));
    world.add("subject_grants", grant("r5", "g1", "PC_GROUP", "d1"));
    assert_eq!(
        power(&world, &Papers::default()),
        [
            "privileged-holder anna@acme.example",
            "separation-of-duties group:Board"
        ]
    );
    let papers = approved(&both);
    assert_eq!(power(&world, &papers), [""; 0]);
    assert_eq!(unused(&papers), 0);
    // What Anna holds beside the group nobody approved.
    world.add("subject_grants", grant("r5", "u1", "PC_USER", "d1"));
    let own = [
        "privileged-holder anna@acme.example",
        "separation-of-duties anna@acme.example",
    ];
    assert_eq!(power(&world, &approved(&both)), own);
    // Nor what another group gives.
    world.without("subject_grants", "id", "u1");
    world.add("groups", json!({"id": "g2", "name": "Guests", "state": "active"}));
    world.add("group_members", json!({"id": "u1", "groupId": "g2"}));
    world.add("subject_grants", grant("r5", "g2", "PC_GROUP", "d1"));
    assert_eq!(
        power(&world, &approved(&both)),
        [
            "privileged-holder anna@acme.example",
            "separation-of-duties group:Guests"
        ]
    );
}

/// The org with a dozen people, each of whom lacks the same role.
fn dozen() -> World {
    let mut world = World::as_planned();
    let anna = world.people[0].clone();
    world.people.clear();
    world.list("users").clear();
    world.list("subject_grants").retain(|one| one["type"] != "PC_USER");
    for number in 1..=12 {
        let (id, email) = (format!("u{number}"), format!("p{number:02}@acme.example"));
        let mut person = anna.clone();
        person["email"] = json!(email);
        world.people.push(person);
        world.add(
            "users",
            json!({"id": id, "name": email, "email": email, "state": "active"}),
        );
        for base in ["r2", "r3"] {
            world.add("subject_grants", grant(base, &id, "PC_USER", "d1"));
        }
    }
    world
}

#[test]
fn one_who_is_accepted_is_told_apart_of_the_many_who_meet_the_same_cause() {
    let world = dozen();
    let missing = |papers: &Papers| -> Vec<Finding> {
        let (found, _) = world.findings(&tables(), None, papers);
        found.into_iter().filter(|one| one.rule == "grant-missing").collect()
    };
    let all = missing(&Papers::default());
    assert_eq!((all.len(), all[0].count, all[0].subject.as_str()), (1, 12, "Tier 2"));
    let papers = accepted("grant-missing", "p07@acme.example");
    let mut found = Findings::default();
    found.extend(missing(&papers));
    let (open, accepted) = papers.suppressions.part(found);
    let open = open.into_sorted();
    assert_eq!((open.len(), open[0].count), (1, 11));
    assert!(open[0].message.starts_with("11 people"), "{}", open[0].message);
    let accepted: Vec<_> = accepted
        .iter()
        .map(|one| (one.finding.subject.as_str(), one.finding.count, one.who.as_str()))
        .collect();
    assert_eq!(accepted, [("p07@acme.example", 1, "Ines")]);
}

#[test]
fn with_fewer_than_many_left_each_is_told_of_alone() {
    let world = dozen();
    let papers = accepted("grant-missing", "p1*@acme.example");
    let (found, _) = world.findings(&tables(), None, &papers);
    let mut missing = Findings::default();
    missing.extend(found.into_iter().filter(|one| one.rule == "grant-missing"));
    let (open, accepted) = papers.suppressions.part(missing);
    let open = open.into_sorted();
    assert_eq!((open.len(), accepted.len()), (9, 3));
    assert!(open.iter().all(|one| one.count == 1));
}
