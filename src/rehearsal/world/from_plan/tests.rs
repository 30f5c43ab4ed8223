//! What no plan of the fixture accounts has: wildcards, all divisions, roles of the org by name, odd orders.

use serde_json::{Value, json};

use super::*;
use crate::access::Reach;
use crate::plan::read::read;
use crate::rehearsal::world::World;

/// A plan of one tenant.
fn plan(tenant: &Value, people: &Value) -> (PlanHead, Vec<PersonPlan>) {
    let text = json!({"schema": "zd2gc/plan/1", "tenants": [tenant], "people": people}).to_string();
    let mut rows = Vec::new();
    let head = read(text.as_bytes(), &mut |person| rows.push(person)).unwrap();
    (head, rows)
}

fn tenant() -> Value {
    let role = |name: &str, half: &str, existing: bool, permissions: &[&str]| {
        json!({"key": crate::model::slug(name), "name": name, "half": half, "existing": existing, "known": !existing,
            "permissions": permissions, "wildcards": [], "sources": []})
    };
    let mut wild = role("Wild", "tickets", false, &["routing:queue:view"]);
    wild["wildcards"] =
        json!([{"pattern": "architect:flow:*", "permissions": ["architect:flow:view", "architect:flow:add"]}]);
    json!({"name": "emea", "org_id": "00000000-0000-4000-8000-000000000001", "org_name": null, "region": "mypurecloud.de",
        "subdomains": ["acme"], "applications": [], "decisions": [], "licences": "unknown",
        "divisions": [{"key": "billing", "name": "Billing", "sources": [], "exists": null},
            {"key": "home", "name": "Headquarters", "sources": [], "exists": true}],
        "roles": [role("employee", "base", true, &[]), role("PureCloud User", "base", true, &[]),
            role("Supervisor", "tickets", true, &[]), role("House role", "tickets", true, &[]), wild]})
}

fn person(email: &str, grants: &Value) -> Value {
    json!({"tenant": "emea", "email": email, "name": "Anna", "zendesk_id": 1,
        "source_role": {"subdomain": "acme", "role_id": 5, "name": "Tier"}, "base": ["employee"],
        "grants": grants, "gains": [], "losses": []})
}

fn grant(role: &str, divisions: &Value) -> Value {
    json!({"role": role, "divisions": divisions, "fidelity": "exact",
        "because": {"setting": null, "value": null, "groups": []}})
}

fn made(grants: &Value) -> World {
    let (head, people) = plan(&tenant(), &json!([person("anna@acme.example", grants)]));
    from_plan(&head, &people, 1).unwrap()
}

#[test]
fn home_comes_first_wherever_the_plan_has_it() {
    let org = &made(&json!([])).orgs[0];
    let names: Vec<&str> = org.divisions.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Headquarters", "Billing"]);
    assert_eq!((org.name.as_str(), org.region.name), ("emea", "eu-central-1"));
}

#[test]
fn a_role_of_the_org_is_a_default_one_where_the_catalogue_knows_it() {
    let org = &made(&json!([])).orgs[0];
    let role = |name: &str| org.roles.iter().find(|role| role.name == name).unwrap();
    assert_eq!(role("employee").default_role_id.as_deref(), Some("employee"));
    assert!(role("Supervisor").default_role_id.is_some());
    assert_eq!(role("House role").default_role_id, None);
    // By the older name it is the same role.
    assert_eq!(role("PureCloud User").permissions, own::default_roles(1)[1].permissions);
    assert_eq!(role("Wild").description, "From the plan [zd2gc:wild]");
    for role in &org.roles {
        for permission in &role.permissions {
            let pattern: crate::model::Pattern = permission.parse().unwrap();
            let catalogue = Catalogue::embedded();
            let exists = pattern.exact().is_none_or(|exact| catalogue.has_permission(exact));
            assert!(exists, "{permission}");
        }
    }
}

#[test]
fn all_divisions_are_all_and_a_wildcard_is_one_policy() {
    let world = made(&json!([grant("Wild", &json!("all"))]));
    let org = &world.orgs[0];
    let held = org
        .access()
        .held(&org.users[0].id, &"architect:flow:publish".parse().unwrap());
    assert_eq!(held.outright, Reach::All);
}

#[test]
fn a_person_sits_in_the_first_division_of_their_first_grant() {
    let world = made(&json!([grant("Wild", &json!(["billing"]))]));
    assert_eq!(world.orgs[0].divisions[world.orgs[0].users[0].division].name, "Billing");
    let world = made(&json!([grant("Wild", &json!(["home"]))]));
    assert_eq!(world.orgs[0].users[0].division, 0);
}

#[test]
fn two_administrators_of_no_plan_can_still_grant_and_nobody_else_can() {
    let world = made(&json!([]));
    let org = &world.orgs[0];
    let access = org.access();
    let can: Vec<&User> = org
        .users
        .iter()
        .filter(|user| {
            !access
                .held(&user.id, &"authorization:grant:add".parse().unwrap())
                .is_nowhere()
        })
        .collect();
    assert_eq!(can.len(), 2);
    assert!(can.iter().all(|user| user.email.ends_with("@unplanned.example")));
}

#[test]
fn default_roles_that_a_plan_claims_are_not_used_for_others() {
    let (mut head, people) = plan(&tenant(), &json!([]));
    for name in ADMINISTRATOR_ROLES {
        let mut role = head.tenants[0].roles[2].clone();
        role.name = name.to_owned();
        head.tenants[0].roles.push(role);
    }
    let org = &from_plan(&head, &people, 1).unwrap().orgs[0];
    let mut names: Vec<&str> = org.roles.iter().map(|role| role.name.as_str()).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
    let planned = head.tenants[0]
        .roles
        .iter()
        .position(|role| role.name == "Master Admin")
        .unwrap();
    assert!(!org.grants.iter().any(|grant| grant.role == planned));
}

#[test]
fn an_application_with_another_grant_type_is_refused() {
    let mut tenant = tenant();
    tenant["applications"] = json!([{"name": "Odd", "client_id": "c", "owner": null, "grant_type": "password",
        "reach": "own-client", "scopes": [], "recommended_scopes": [], "permissions": [], "redirect_uris": [],
        "authorization_url": null, "roles": [], "divisions": [], "approval": {"needed": false, "scopes": []}}]);
    let (head, people) = plan(&tenant, &json!([]));
    let error = from_plan(&head, &people, 1).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the plan's application `Odd` has the grant type `password`, which Genesys Cloud does not have"
    );
}
