//! Duties that meet in an org: in the hand of a person, of a client, and of a group, which hands them on.

use serde_json::json;
use zd2gc::audit::papers::Papers;
use zd2gc::finding::Finding;

use crate::audit_world::{World, grant, policies, tables};

const RULE: &str = "separation-of-duties";
const DUTY: &str = "writes-and-gives-roles";

/// Who is told of, with how many hold what they hold.
fn told(world: &World) -> Vec<(String, u64)> {
    let (found, _) = world.findings(&tables(), None, &Papers::default());
    let duties = found.into_iter().filter(|one| one.rule == RULE);
    duties
        .map(|one: Finding| {
            assert_eq!(one.object, DUTY);
            (one.subject, one.count)
        })
        .collect()
}

fn is(subject: &str, count: u64) -> Vec<(String, u64)> {
    vec![(subject.to_owned(), count)]
}

/// The org with a group in which Anna and Bert are, and two roles, each with one side of a duty.
fn with_group() -> World {
    let mut world = World::as_planned();
    world.add("groups", json!({"id": "g1", "name": "Night shift", "state": "active"}));
    for person in ["u1", "u2"] {
        world.add("group_members", json!({"id": person, "groupId": "g1"}));
    }
    for (id, name, right) in [
        ("r7", "Writes", "authorization:role:add"),
        ("r8", "Gives", "authorization:grant:add"),
    ] {
        world.add(
            "roles",
            json!({"id": id, "name": name, "defaultRoleId": name, "permissionPolicies": policies(&[right])}),
        );
    }
    world
}

#[test]
fn a_group_that_holds_both_sides_is_told_of_once_for_everybody_in_it() {
    let mut world = with_group();
    world.add("subject_grants", grant("r7", "g1", "PC_GROUP", "d1"));
    assert_eq!(told(&world), [], "one side");
    world.add("subject_grants", grant("r8", "g1", "PC_GROUP", "d2"));
    assert_eq!(told(&world), is("group:Night shift", 2));
    // Nobody has to be in it: whoever comes in holds both.
    world.list("group_members").clear();
    assert_eq!(told(&world), is("group:Night shift", 1));
    // A deleted group gives nothing to anybody.
    world.one("groups", "g1")["state"] = json!("deleted");
    assert_eq!(told(&world), []);
}

#[test]
fn what_meets_beside_a_group_is_told_of_the_person() {
    let mut world = with_group();
    world.add("subject_grants", grant("r7", "g1", "PC_GROUP", "d1"));
    world.add("subject_grants", grant("r8", "u1", "PC_USER", "d1"));
    assert_eq!(told(&world), is("anna@acme.example", 1));
    // Whoever leaves the group that holds both still holds both.
    world.add("subject_grants", grant("r7", "u1", "PC_USER", "d1"));
    world.add("subject_grants", grant("r8", "g1", "PC_GROUP", "d1"));
    let both = [is("anna@acme.example", 1), is("group:Night shift", 2)].concat();
    assert_eq!(told(&world), both);
}

#[test]
fn a_client_that_holds_both_sides_is_told_of_whether_it_is_planned_or_not() {
    for (id, name) in [("c1", "Night report"), ("c9", "client:Else")] {
        let mut world = with_group();
        world.add("subject_grants", grant("r7", id, "PC_OAUTH_CLIENT", "d1"));
        assert_eq!(told(&world), [], "{name}");
        world.add("subject_grants", grant("r8", id, "PC_OAUTH_CLIENT", "d2"));
        assert_eq!(told(&world), is(name, 1));
        // What is left of a client that is gone is another rule's.
        world.without("oauth_clients", "id", id);
        assert_eq!(told(&world), [], "{name}");
        // Where clients were not read, what they hold is known all the same.
        let (found, _) = world.findings(&tables(), Some("oauth_clients"), &Papers::default());
        assert!(found.iter().any(|one| one.rule == RULE), "{name}");
    }
    // The client with which the org was read is known to whoever audits.
    let mut world = World::as_planned();
    world.org["facts"]["token"] = json!({"OAuthClient": {"id": "c9"}});
    world.add("subject_grants", grant("r5", "c9", "PC_OAUTH_CLIENT", "d1"));
    assert_eq!(told(&world), []);
}

#[test]
fn what_the_plan_gives_together_is_the_plans_to_tell() {
    let mut world = with_group();
    let both = ["authorization:role:add", "authorization:grant:add"];
    for role in ["tier-2", "night"] {
        let roles = world.tenant["roles"].as_array_mut().unwrap();
        let planned = roles.iter_mut().find(|one| one["key"] == role).unwrap();
        planned["permissions"] = json!(both);
    }
    world.tenant["groups"] = json!([{"name": "Night shift", "role": "Tier 2", "divisions": ["billing"], "members": 2}]);
    for id in ["r1", "r4"] {
        world.one("roles", id)["permissionPolicies"] = policies(&both);
    }
    world.list("subject_grants").retain(|one| one["roleId"] != "r1");
    world.add("subject_grants", grant("r1", "g1", "PC_GROUP", "d2"));
    assert_eq!(told(&world), []);
}
