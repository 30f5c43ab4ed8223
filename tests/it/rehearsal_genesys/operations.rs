//! What the API refuses, for operations of the whole catalogue, whether something answers them or not.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use zd2gc::catalogue::{Catalogue, Mode, OperationFacts, ScopeSource};
use zd2gc::model::{Method, Permission};
use zd2gc::rehearsal::world::{Division, Role, SubjectRef, User};
use zd2gc::rehearsal::{Rehearsal, World};

use super::caller::{Caller, free};
use super::people_client;
use super::worlds::full;

/// How many operations are tried unless `ZD2GC_OPERATIONS=all`.
const SOME: usize = 100;
/// What chooses them.
const SEED: u64 = 20_261_120;
/// An id of nothing.
const NOTHING: &str = "00000000-0000-4000-8000-000000000000";

/// The operations that can be tried: it is known what they take.
fn candidates() -> Vec<&'static OperationFacts> {
    Catalogue::embedded()
        .operations()
        .iter()
        .filter(|one| {
            matches!(one.mode, Mode::Any | Mode::All)
                && !one.permissions.is_empty()
                && one.scope_source != ScopeSource::Unknown
                && !one.scopes.is_empty()
                && !(one.no_auth || one.any_token || one.guest_token)
        })
        .collect()
}

/// Some of them by seed, or all.
fn chosen() -> Vec<&'static OperationFacts> {
    let mut all = candidates();
    #[expect(clippy::disallowed_methods, reason = "says how many operations are tried")]
    let wants_all = std::env::var("ZD2GC_OPERATIONS").is_ok_and(|value| value == "all");
    if wants_all {
        return all;
    }
    let mut state = SEED;
    for at in 0..SOME {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let left = (all.len() - at) as u64;
        all.swap(at, at + usize::try_from((state >> 33) % left).unwrap());
    }
    all.truncate(SOME);
    all
}

/// A path of an operation, with ids of what the org has.
fn path(world: &World, operation: &OperationFacts) -> String {
    let org = &world.orgs[0];
    let filled: Vec<String> = operation
        .path
        .split('/')
        .map(|part| match part {
            "{userId}" | "{subjectId}" => org.users[0].id.clone(),
            "{roleId}" => org.roles[0].id.clone(),
            "{divisionId}" => org.divisions[0].id.clone(),
            "{groupId}" => org.groups[0].id.clone(),
            "{clientId}" if operation.path.contains("authorizations") => org.authorizations[0].client.clone(),
            "{clientId}" => org.clients[0].id.clone(),
            "{policyId}" => org.policies[0].id.clone(),
            "{integrationId}" => org.integrations[0].id.clone(),
            "{typeId}" => org.integrations[0].kind.clone(),
            "{trusteeOrgId}" => org.trustees[0].org_id.clone(),
            "{trusteeUserId}" => org.trustees[0].users[0].id.clone(),
            "{trusteeGroupId}" => org.trustees[0].groups[0].id.clone(),
            "{trustorOrgId}" => org.trustors[0].org_id.clone(),
            "{licenseId}" => "engage3".to_owned(),
            part if part.starts_with('{') => NOTHING.to_owned(),
            part => part.to_owned(),
        })
        .collect();
    let query = if operation.path.ends_with("/users/search") {
        "?q64=e30="
    } else {
        ""
    };
    format!("{}{query}", filled.join("/"))
}

/// Who tries an operation.
struct Trio {
    /// May, everywhere.
    may: usize,
    /// May in another division only.
    elsewhere: usize,
    /// Has a scope that the operation takes.
    client: usize,
    /// Has scopes, but none of those.
    stranger: usize,
}

/// A world in which each operation has people of its own.
fn world(operations: &[&OperationFacts]) -> (World, Vec<Trio>, usize) {
    let mut world = full();
    let org = &mut world.orgs[0];
    let other = org.divisions.len();
    org.divisions.push(Division {
        id: "elsewhere".to_owned(),
        name: "Elsewhere".to_owned(),
    });
    let person = |org: &mut zd2gc::rehearsal::Org, id: String| {
        org.users.push(User {
            name: id.clone(),
            email: format!("{id}@test.example"),
            username: format!("{id}@test.example"),
            division: other,
            id,
            ..User::default()
        });
        org.users.len() - 1
    };
    let nobody = person(org, "nobody".to_owned());
    let mut clients: BTreeMap<&str, usize> = BTreeMap::new();
    let mut client = |org: &mut zd2gc::rehearsal::Org, scope: &'static str| {
        *clients.entry(scope).or_insert_with(|| {
            org.clients.push(people_client(&format!("with {scope}"), &[scope]));
            org.clients.len() - 1
        })
    };
    let trios = operations
        .iter()
        .enumerate()
        .map(|(at, operation)| {
            let needed = match operation.mode {
                Mode::All => &operation.permissions[..],
                _ => &operation.permissions[..1],
            };
            let (general, parts) = needed.iter().partition(|one| one.parts().is_none());
            let names = |list: Vec<&Permission>| list.into_iter().map(|one| one.as_str().to_owned()).collect();
            org.roles.push(Role {
                id: format!("for-{at}"),
                name: format!("for {at}"),
                permissions: names(parts),
                general: names(general),
                ..Role::default()
            });
            let role = org.roles.len() - 1;
            let may = person(org, format!("may-{at}"));
            org.grant(role, SubjectRef::User(may), None);
            let elsewhere = person(org, format!("elsewhere-{at}"));
            org.grant(role, SubjectRef::User(elsewhere), Some(other));
            let stranger = ["user-basic-info", "users:readonly", "routing:readonly"]
                .into_iter()
                .find(|scope| !operation.scopes.contains(scope))
                .unwrap();
            Trio {
                may,
                elsewhere,
                client: client(org, operation.scopes[at % operation.scopes.len()]),
                stranger: client(org, stranger),
            }
        })
        .collect();
    (world, trios, nobody)
}

/// The permissions that know divisions, as the org itself says.
fn division_aware(caller: &Caller<'_>) -> BTreeSet<String> {
    let mut aware = BTreeSet::new();
    for domain in caller.all("/api/v2/authorization/permissions?pageSize=500") {
        for permission in domain["permissionMap"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|list| list.as_array().unwrap())
        {
            if permission["divisionAware"] == true {
                let part = |name: &str| permission[name].as_str().unwrap().to_ascii_lowercase();
                aware.insert(format!("{}:{}:{}", part("domain"), part("entityType"), part("action")));
            }
        }
    }
    aware
}

#[test]
fn operations_take_a_token_a_scope_a_permission_and_the_division() {
    let mut operations = chosen();
    // What a more outright path of the past hides can't be called by any id.
    let before = operations.len();
    let probe = full();
    operations.retain(|one| {
        let path = path(&probe, one);
        let path = path.split('?').next().unwrap();
        let found = Catalogue::embedded().operation(one.method, path);
        found.is_some_and(|found| found.path == one.path)
    });
    assert!(
        operations.len() * 100 >= before * 99,
        "{} of {before}",
        operations.len()
    );

    let (world, trios, nobody) = world(&operations);
    let rehearsal = Rehearsal::new(world, free());
    let aware = division_aware(&Caller::own(&rehearsal));
    assert!(aware.contains("routing:queue:view"));
    let (mut limited, mut filtered) = (0, 0);
    for (operation, trio) in operations.iter().zip(&trios) {
        let path = path(rehearsal.world(), operation);
        let body = if matches!(operation.method, Method::Get | Method::Head) {
            Value::Null
        } else {
            json!({})
        };
        let person = |client, user| Caller::person(&rehearsal, client, user).answer(operation.method, &path, &body);
        let named = format!("{} {path}", operation.method);

        let answer = person(trio.client, trio.may);
        assert!(
            (200..300).contains(&answer.status),
            "{named}: {} {}",
            answer.status,
            answer.value()
        );
        assert_eq!(
            answer.header("x-rehearsal").filter(|said| *said != "guard-only"),
            None,
            "{named}"
        );

        let refused = |answer: zd2gc::rehearsal::Answer, status: u16, code: &str| {
            let said = answer.value();
            assert_eq!(
                (answer.status, said["code"].as_str()),
                (status, Some(code)),
                "{named}: {said}"
            );
            assert!(answer.header("inin-ratelimit-count").is_some());
        };
        refused(person(trio.stranger, trio.may), 403, "app.not.authorized.for.scope");
        let missing = match operation.mode {
            Mode::All => "missing.permissions",
            _ => "missing.any.permissions",
        };
        refused(person(trio.client, nobody), 403, missing);
        let without = Caller::with(&rehearsal, String::new());
        refused(
            without.answer(operation.method, &path, &body),
            401,
            "authentication.required",
        );
        let wrong = Caller::with(&rehearsal, "wrong".to_owned());
        refused(wrong.answer(operation.method, &path, &body), 401, "bad.credentials");

        let held = match operation.mode {
            Mode::All => &operation.permissions[..],
            _ => &operation.permissions[..1],
        };
        let is_aware = held
            .iter()
            .any(|one| aware.contains(&one.as_str().to_ascii_lowercase()));
        let answer = person(trio.client, trio.elsewhere);
        let searched = operation.path.ends_with("/users/search");
        let one_object = (operation.path.contains('{') || operation.writes()) && !searched;
        if is_aware && (one_object || operation.path.ends_with("/users/query")) {
            limited += 1;
            refused(answer, 403, "missing.division.permission");
        } else {
            assert!((200..300).contains(&answer.status), "{named}: {}", answer.value());
            filtered += usize::from(is_aware);
            if searched {
                for user in answer.value()["results"].as_array().unwrap() {
                    assert_eq!(user["division"]["id"], "elsewhere");
                }
            }
        }
    }
    assert!(limited > 0, "none of them knows divisions");
    assert!(filtered > 0, "no list among them");
}
