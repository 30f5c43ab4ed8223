//! The Genesys Cloud API of the rehearsal: what its resources hold, as callers see it.

pub(crate) mod caller;
pub(crate) mod worlds;

mod calls;
mod operations;
mod paging;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use zd2gc::model::Method;
use zd2gc::rehearsal::world::generated::{Sizes, world};
use zd2gc::rehearsal::world::{Authorization, AuthorizationState, Client, ClientState, GrantKind, State, SubjectRef};
use zd2gc::rehearsal::{Assumption, Behaviour, Rehearsal, World};

use caller::{Caller, free, ids};

/// A client of people, with scopes.
pub(crate) fn people_client(id: &str, scopes: &[&str]) -> Client {
    Client {
        id: id.to_owned(),
        secret: String::new(),
        name: format!("client {id}"),
        description: String::new(),
        kind: GrantKind::Code,
        redirect_uris: Vec::new(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        state: ClientState::Active,
        token_seconds: 86_400,
        created_by: None,
    }
}

/// Lets the first person of the first org do something in divisions (`None`: in all), with a client that has every scope
/// of these tests; the client's and the person's places.
fn person_who_may(world: &mut World, permissions: &[&str], divisions: &[Option<usize>]) -> (usize, usize) {
    let org = &mut world.orgs[0];
    // Nothing that they hold otherwise.
    org.grants.retain(|grant| grant.subject != SubjectRef::User(0));
    for group in &mut org.groups {
        group.members.retain(|member| *member != 0);
    }
    org.roles.push(zd2gc::rehearsal::world::Role {
        id: "role-of-test".to_owned(),
        name: "role of the test".to_owned(),
        permissions: permissions.iter().map(|name| (*name).to_owned()).collect(),
        ..Default::default()
    });
    for division in divisions {
        org.grant(org.roles.len() - 1, SubjectRef::User(0), *division);
    }
    org.clients.push(people_client(
        "client-of-people",
        &["users", "authorization", "oauth", "user-basic-info", "groups"],
    ));
    (org.clients.len() - 1, 0)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn assuming(assumptions: &[Assumption]) -> Behaviour {
    Behaviour {
        assume: assumptions.iter().copied().collect(),
        ..free()
    }
}

#[test]
fn people_are_listed_by_state_and_by_id() {
    let rehearsal = Rehearsal::new(world(Sizes::default()), free());
    let caller = Caller::own(&rehearsal);
    let total = |query: &str| caller.ok(&format!("/api/v2/users?pageSize=1&{query}"))["total"].clone();
    assert_eq!(total("state=active"), total(""));
    assert_eq!(total("state=inactive"), 10);
    assert_eq!(total("state=deleted"), 1);
    assert_eq!(total("state=any"), 100);
    let users = &rehearsal.world().orgs[0].users;
    let two = caller.ok(&format!("/api/v2/users?id={}&id={}", users[4].id, users[1].id));
    assert_eq!(ids(&two), [users[1].id.as_str(), &users[4].id]);
    let all: Vec<String> = (0..101).map(|at| format!("id=nobody{at}")).collect();
    caller.refused(&format!("/api/v2/users?{}", all.join("&")), 400, "max.user.ids");
    caller.refused("/api/v2/users?state=asleep", 400, "invalid.value");
    caller.refused("/api/v2/users?pageSize=0", 400, "invalid.value");
    caller.refused("/api/v2/users?expand=shoes", 400, "invalid.value");
    let up = caller.ok("/api/v2/users?pageSize=500");
    let mut down = ids(&caller.ok("/api/v2/users?pageSize=500&sortOrder=descending"));
    down.reverse();
    assert_eq!(ids(&up), down);
    caller.refused(&format!("/api/v2/users/{}", users[57].id), 404, "not.found");
    let deleted = caller.ok(&format!("/api/v2/users/{}?state=deleted", users[57].id));
    assert_eq!(deleted["state"], "deleted");
}

#[test]
fn inactive_people_end_at_ten_thousand_and_active_ones_do_not() {
    let mut world = world(Sizes {
        users: 11_000,
        ..Sizes::default()
    });
    let half = world.orgs[0].users.len();
    for at in 0..half {
        let mut user = world.orgs[0].users[at].clone();
        user.id = format!("more-{at}");
        user.state = State::Inactive;
        world.orgs[0].users.push(user);
    }
    let rehearsal = Rehearsal::new(world, free());
    let caller = Caller::own(&rehearsal);
    caller.ok("/api/v2/users?state=inactive&pageSize=100&pageNumber=100");
    caller.refused(
        "/api/v2/users?state=inactive&pageSize=100&pageNumber=101",
        400,
        "invalid.value",
    );
    caller.ok("/api/v2/users?state=any&pageSize=500&pageNumber=41");
    let rehearsal = Rehearsal::new(
        zd2gc::rehearsal::world::generated::world(Sizes::default()),
        assuming(&[Assumption::OffsetWindow10000]),
    );
    Caller::own(&rehearsal).refused("/api/v2/users?pageSize=500&pageNumber=21", 400, "invalid.value");
}

#[test]
fn grants_of_a_role_name_their_subjects_types_and_divisions() {
    let rehearsal = Rehearsal::new(world(Sizes::default()), free());
    let caller = Caller::own(&rehearsal);
    let org = &rehearsal.world().orgs[0];
    let mut types = BTreeSet::new();
    let mut count = 0;
    for role in caller.all("/api/v2/authorization/roles?pageSize=500") {
        let id = role["id"].as_str().unwrap();
        let holders = caller.all(&format!("/api/v2/authorization/roles/{id}/subjectgrants?pageSize=500"));
        let people = holders.iter().filter(|one| one["type"] == "PC_USER").count();
        assert_eq!(role["userCount"], people);
        for holder in holders {
            types.insert(holder["type"].as_str().unwrap().to_owned());
            count += holder["divisions"].as_array().unwrap().len();
            if holder["type"] == "PC_TRUSTEE_USER" {
                assert_eq!(holder["divisions"][0]["id"], "*");
                assert_eq!(holder["divisions"][0]["name"], "*");
            }
        }
    }
    assert_eq!(count, org.grants.len());
    let expected = ["PC_GROUP", "PC_OAUTH_CLIENT", "PC_TRUSTEE_USER", "PC_USER"];
    assert_eq!(types, expected.map(str::to_owned).into());
    let by_division: usize = org
        .divisions
        .iter()
        .map(|one| {
            let path = format!("/api/v2/authorization/divisions/{}/grants?pageSize=500", one.id);
            caller.all(&path).len()
        })
        .sum();
    let everywhere = org.grants.iter().filter(|grant| grant.division.is_none()).count();
    assert_eq!(
        by_division + everywhere,
        count,
        "the two sweeps agree, but for what is in all divisions"
    );
}

#[test]
fn open_questions_are_answered_the_harder_way_unless_assumed() {
    let sizes = Sizes::default();
    let plain = Rehearsal::new(world(sizes), free());
    let caller = Caller::own(&plain);
    let org = &plain.world().orgs[0];
    let group_grant = org
        .grants
        .iter()
        .find(|grant| matches!(grant.subject, SubjectRef::Group(at) if !org.groups[at].members.is_empty()))
        .unwrap();
    let role = &org.roles[group_grant.role].id;
    let division = &org.divisions[group_grant.division.unwrap()].id;
    let grants = format!("/api/v2/authorization/roles/{role}/subjectgrants?pageSize=100");
    let users = format!("/api/v2/authorization/roles/{role}/users?pageSize=100");
    let there = format!("/api/v2/authorization/divisions/{division}/grants?pageSize=100");
    let everywhere = "/api/v2/authorization/divisions/*/grants?pageSize=100";
    let total = |caller: &Caller<'_>, path: &str| caller.ok(path)["total"].as_u64().unwrap();

    let assumed = Rehearsal::new(
        world(sizes),
        assuming(&[
            Assumption::InheritedInSubjectgrants,
            Assumption::InheritedInRoleUsers,
            Assumption::InheritedInDivisionGrants,
            Assumption::DivisionStarGrants,
            Assumption::SubjectgrantsPagesOf100,
            Assumption::UsersQueryPagesOf500,
        ]),
    );
    let other = Caller::own(&assumed);
    for path in [&grants, &users, &there] {
        assert!(total(&other, path) > total(&caller, path), "{path}");
    }
    caller.refused(everywhere, 404, "not.found");
    assert!(total(&other, everywhere) > 0);
    let large = grants.replace("=100", "=101");
    caller.ok(&large);
    other.refused(&large, 400, "response.entity.too.large");
    caller.refused("/api/v2/users/query?pageSize=500", 400, "response.entity.too.large");
    other.ok("/api/v2/users/query?pageSize=500");
}

#[test]
fn approvals_are_the_callers_own_unless_assumed() {
    let approved = || {
        let mut world = world(Sizes::default());
        let approval = |client: &str, by| Authorization {
            client: client.to_owned(),
            state: AuthorizationState::Authorized,
            pending: false,
            scopes: vec!["users:readonly".to_owned()],
            roles: Vec::new(),
            by,
        };
        world.orgs[0].authorizations = vec![approval("mine", Some(0)), approval("theirs", Some(1))];
        let who = person_who_may(&mut world, &["oauth:client:authorize"], &[None]);
        (world, who)
    };
    let (world, (client, user)) = approved();
    let rehearsal = Rehearsal::new(world, free());
    let caller = Caller::person(&rehearsal, client, user);
    assert_eq!(caller.ok("/api/v2/oauth/authorizations")["total"], 1);
    caller.ok("/api/v2/oauth/authorizations/mine");
    caller.refused("/api/v2/oauth/authorizations/theirs", 404, "not.found");
    let (world, _) = approved();
    let rehearsal = Rehearsal::new(world, assuming(&[Assumption::AuthorizationsOfEverybody]));
    let caller = Caller::own(&rehearsal);
    assert_eq!(caller.ok("/api/v2/oauth/authorizations")["total"], 2);
    assert_eq!(caller.ok("/api/v2/oauth/authorizations/theirs")["state"], "Authorized");
}

#[test]
fn a_subjects_grants_name_the_group_that_they_come_through() {
    let rehearsal = Rehearsal::new(world(Sizes::default()), free());
    let caller = Caller::own(&rehearsal);
    let org = &rehearsal.world().orgs[0];
    let (group, member) = (0..org.groups.len())
        .find_map(|at| {
            let granted = org.grants.iter().any(|grant| grant.subject == SubjectRef::Group(at));
            Some((at, *org.groups[at].members.first()?)).filter(|_| granted)
        })
        .unwrap();
    let (group, user) = (&org.groups[group].id, &org.users[member].id);
    let all = caller.ok(&format!("/api/v2/authorization/subjects/{user}?includeDuplicates=true"));
    let all = all["grants"].as_array().unwrap();
    assert!(all.iter().any(|grant| grant["subjectId"] == group.as_str()));
    assert!(all.iter().any(|grant| grant["subjectId"] == user.as_str()));
    let once = caller.ok(&format!("/api/v2/authorization/subjects/{user}"));
    let once = once["grants"].as_array().unwrap();
    let pairs: BTreeSet<String> = all
        .iter()
        .map(|grant| format!("{} {}", grant["role"]["id"], grant["division"]["id"]))
        .collect();
    assert_eq!(once.len(), pairs.len());
    let roles: BTreeSet<&str> = all.iter().map(|grant| text(&grant["role"]["name"])).collect();
    let counts = caller.ok(&format!(
        "/api/v2/authorization/subjects/rolecounts?id={user}&id=nobody"
    ));
    assert_eq!(counts, json!({user.as_str(): roles.len()}));
    let held = caller.ok(&format!("/api/v2/users/{user}/roles"));
    assert_eq!(held["roles"].as_array().unwrap().len(), roles.len());
    let expanded = caller.ok(&format!("/api/v2/users/{user}?expand=authorization,groups"));
    assert_eq!(expanded["authorization"], held);
    assert!(ids(&json!({"entities": expanded["groups"]})).contains(&group.as_str().to_owned()));
    let many: Vec<String> = (0..101).map(|at| format!("id={at}")).collect();
    let path = format!("/api/v2/authorization/subjects/rolecounts?{}", many.join("&"));
    caller.refused(&path, 400, "max.subject.ids");
}

#[test]
fn searching_people_shows_the_callers_divisions_only() {
    let mut world = world(Sizes::default());
    let (client, user) = person_who_may(&mut world, &["directory:user:view"], &[Some(1), Some(2)]);
    let rehearsal = Rehearsal::new(world, free());
    let caller = Caller::person(&rehearsal, client, user);
    let org = &rehearsal.world().orgs[0];
    let expected = org
        .users
        .iter()
        .filter(|user| user.state == State::Active && (1..=2).contains(&user.division))
        .count();
    let mut found: Vec<Value> = Vec::new();
    let mut path = Some("/api/v2/users/search?q64=eyJwYWdlU2l6ZSI6M30=".to_owned());
    while let Some(next) = path {
        let page = caller.ok(&next);
        found.extend(page["results"].as_array().unwrap().iter().cloned());
        path = page["nextPage"]
            .as_str()
            .map(|q64| format!("/api/v2/users/search?q64={}", q64.replace('+', "%2B")));
    }
    let there: BTreeSet<&str> = found.iter().map(|user| text(&user["id"])).collect();
    assert_eq!((there.len(), found.len()), (expected, expected));
    let body = json!({"pageSize": 100, "query": [
        {"type": "EXACT", "fields": ["state"], "values": ["active", "inactive", "deleted"]},
        {"type": "CONTAINS", "fields": ["email"], "value": "@rehearsal.example"}
    ]});
    let (status, posted) = caller.send(Method::Post, "/api/v2/users/search", &body);
    assert_eq!(status, 200, "{posted}");
    assert!(posted["total"].as_u64().unwrap() > expected as u64);
    caller.refused("/api/v2/users/query", 403, "missing.division.permission");
    assert_eq!(
        ids(&caller.ok("/api/v2/authorization/divisionspermitted/paged/me?permission=directory:user:view")),
        [org.divisions[1].id.as_str(), &org.divisions[2].id]
    );
    caller.refused(
        "/api/v2/authorization/divisionspermitted/paged/me",
        400,
        "missing.permission.param",
    );
}

#[test]
fn the_one_who_calls_is_a_person_or_is_told_so() {
    let mut world = world(Sizes::default());
    let (client, user) = person_who_may(&mut world, &["directory:user:view"], &[Some(0)]);
    let rehearsal = Rehearsal::new(world, free());
    Caller::own(&rehearsal).refused("/api/v2/users/me", 400, "not.a.user");
    let caller = Caller::person(&rehearsal, client, user);
    let me = caller.ok("/api/v2/users/me?expand=authorization,organization,token,date,orgauthorization");
    let org = &rehearsal.world().orgs[0];
    assert_eq!(me["id"], org.users[0].id.as_str());
    assert_eq!(me["organization"]["id"], org.id.as_str());
    assert_eq!(me["token"]["OAuthClient"]["id"], "client-of-people");
    assert_eq!(me["date"]["currentDate"], "2026-11-20T08:00:00Z");
    assert!(
        me["orgAuthorization"]
            .as_array()
            .unwrap()
            .iter()
            .any(|role| role["id"] == "role-of-test")
    );
    assert!(caller.ok("/api/v2/users/me").get("authorization").is_none());
}

#[test]
fn clients_name_their_roles_by_division_and_never_their_secret() {
    let rehearsal = Rehearsal::new(world(Sizes::default()), free());
    let caller = Caller::own(&rehearsal);
    let all = caller.ok("/api/v2/oauth/clients");
    assert_eq!(all["total"], 20);
    assert_eq!(all["entities"][0]["roleDivisions"][0]["divisionId"], "*");
    let text = all.to_string();
    for client in &rehearsal.world().orgs[0].clients {
        assert!(!text.contains(&client.secret));
        let one = caller.ok(&format!("/api/v2/oauth/clients/{}", client.id));
        assert!(all["entities"].as_array().unwrap().contains(&one));
        assert_eq!(
            one.get("roleDivisions").is_some(),
            client.kind == GrantKind::ClientCredentials
        );
    }
    caller.refused("/api/v2/oauth/clients/nobody", 404, "not.found");
    let id = &rehearsal.world().orgs[0].clients[0].id;
    let (status, started) = caller.get(&format!("/api/v2/oauth/clients/{id}/usage/summary?days=30"));
    assert_eq!(status, 202);
    let results = caller.ok(started["resultsUri"].as_str().unwrap());
    assert_eq!(results["queryStatus"], "Complete");
}

#[test]
fn the_org_says_which_permissions_know_divisions_and_what_it_may_use() {
    let rehearsal = Rehearsal::new(world(Sizes::default()), free());
    let caller = Caller::own(&rehearsal);
    let domains = caller.all("/api/v2/authorization/permissions?pageSize=500");
    let of = |domain: &str, entity: &str, action: &str| {
        let domain = domains.iter().find(|one| one["domain"] == domain).unwrap();
        let actions = domain["permissionMap"][entity].as_array().unwrap();
        actions.iter().find(|one| one["action"] == action).unwrap().clone()
    };
    assert_eq!(of("routing", "queue", "view")["divisionAware"], true);
    assert_eq!(of("authorization", "role", "view")["divisionAware"], false);
    assert_eq!(of("recording", "recording", "view")["allowsConditions"], true);
    let some =
        caller.ok("/api/v2/authorization/permissions?queryType=permission&query=routing:queue:view,oauth:client:view");
    assert_eq!(some["total"], 2);
    assert_eq!(caller.ok("/api/v2/authorization/divisions/limit"), json!(50));
    let limits = caller.ok("/api/v2/organizations/limits/namespaces/platform.api");
    assert!(limits["entities"].as_array().unwrap().len() > 1);
    caller.refused("/api/v2/organizations/limits/namespaces/nothing", 404, "not.found");
    let settings = caller.ok("/api/v2/authorization/roles/settings");
    assert_eq!(settings["authorizationGrantDivisionAware"], false);
    let licences = caller.ok("/api/v2/license/definitions");
    let known: BTreeSet<&str> = licences
        .as_array()
        .unwrap()
        .iter()
        .map(|one| text(&one["id"]))
        .collect();
    for role in caller.all("/api/v2/authorization/roles?pageSize=500") {
        assert!(known.contains(text(&role["baseLicense"])), "{role}");
    }
    let scopes = caller.ok("/api/v2/oauth/scopes");
    assert_eq!(scopes["total"], scopes["entities"].as_array().unwrap().len());
    assert_eq!(caller.ok("/api/v2/oauth/scopes/users:readonly")["id"], "users:readonly");
}

#[test]
fn roles_are_found_by_name_permission_and_default() {
    let rehearsal = Rehearsal::new(world(Sizes::default()), free());
    let caller = Caller::own(&rehearsal);
    let roles = |query: &str| caller.all(&format!("/api/v2/authorization/roles?pageSize=500&{query}"));
    assert_eq!(roles("name=TEAM ROLE 0").len(), 9);
    assert_eq!(roles("defaultRoleId=employee")[0]["base"], true);
    assert!(roles("userCount=false")[0].get("userCount").is_none());
    let all = roles("");
    assert_eq!(all.len(), 40);
    let with = |role: &Value| {
        role["permissionPolicies"].as_array().unwrap().iter().any(|policy| {
            policy["domain"] == "routing"
                && policy["entityName"] == "queue"
                && policy["actionSet"].as_array().unwrap().contains(&json!("view"))
        })
    };
    let expected = all.iter().filter(|role| with(role)).count();
    assert_eq!(roles("permission=routing:queue:view").len(), expected);
    assert!((1..40).contains(&expected));
    let named: Vec<String> = roles("sortBy=name")
        .iter()
        .map(|role| role["name"].as_str().unwrap().to_lowercase())
        .collect();
    assert!(named.is_sorted());
    let many: Vec<String> = (0..101).map(|at| format!("id={at}")).collect();
    caller.refused(
        &format!("/api/v2/authorization/roles?{}", many.join("&")),
        400,
        "max.role.ids",
    );
}
