//! What stands in these orgs exists, and tells the story that it is there for.

use super::*;
use crate::model::{Method, Pattern, Permission, fold_name};
use crate::rehearsal::{Behaviour, Call, Rehearsal};

#[test]
fn every_permission_scope_and_region_exists() {
    let catalogue = Catalogue::embedded();
    for org in world(1).orgs {
        assert_eq!(catalogue.region(org.region.name), Some(org.region));
        for role in &org.roles {
            let conditional = role.conditions.iter().map(|one| &one.permission);
            for text in role.permissions.iter().chain(conditional) {
                let pattern: Pattern = text.parse().unwrap();
                let exists = match pattern.exact() {
                    Some(permission) => catalogue.has_permission(permission),
                    None => catalogue.expand(&pattern).count() > 1,
                };
                assert!(exists, "{text} of {}", role.name);
            }
            for text in &role.general {
                assert!(catalogue.has_permission(&text.parse::<Permission>().unwrap()), "{text}");
            }
            if role.default_role_id.is_some() {
                assert!(catalogue.default_role(&role.name).is_some(), "{}", role.name);
            }
        }
        let clients = org.clients.iter().flat_map(|client| &client.scopes);
        let approved = org.authorizations.iter().flat_map(|one| &one.scopes);
        for scope in clients.chain(approved) {
            assert!(catalogue.scope(scope).is_some(), "{scope}");
        }
        for policy in &org.policies {
            assert!(
                catalogue.has_permission(&policy.target.parse().unwrap()),
                "{}",
                policy.target
            );
        }
    }
}

#[test]
fn ids_differ_and_depend_on_the_seed() {
    let ids = |seed: u64| -> Vec<String> {
        let mut ids = Vec::new();
        for org in world(seed).orgs {
            ids.extend(org.users.into_iter().map(|user| user.id));
            ids.extend(org.roles.into_iter().map(|role| role.id));
            ids.extend(org.divisions.into_iter().map(|division| division.id));
            ids.extend(org.groups.into_iter().map(|group| group.id));
            ids.extend(org.clients.into_iter().map(|client| client.id));
        }
        ids.sort();
        ids
    };
    let first = ids(1);
    let mut once = first.clone();
    once.dedup();
    assert_eq!(first, once);
    assert_eq!(first, ids(1));
    assert_ne!(first, ids(2));
}

#[test]
fn the_orgs_are_half_of_the_way() {
    let world = world(1);
    let emea = &world.orgs[0];
    let has = |name: &str| emea.divisions.iter().any(|own| fold_name(&own.name) == fold_name(name));
    assert!(has("Aurora Travel") && !has("Schools"));
    let user = |email: &str| emea.users.iter().find(|user| user.email.eq_ignore_ascii_case(email));
    assert_eq!(user("ines@aurora.example").unwrap().state, State::Active);
    assert!(user("noor@aurora.example").is_none());
    assert!(emea.users.iter().any(|user| user.username == "noor@aurora.example"));
    assert_eq!(user("otto@aurora.example").unwrap().state, State::Inactive);
    assert_eq!(user("priya@aurora.example").unwrap().state, State::Deleted);
    assert!(user("fen@aurora.example").is_none(), "some are yet to come");
}

/// A closing slash, a case, a mark: what is hostile must still be there after somebody tidied up.
#[test]
fn names_are_as_awkward_as_real_ones() {
    let text = format!("{:?}", world(1).orgs);
    for awkward in ["<script>", "\\u{202e}", "=cmd", "callback/"] {
        assert!(text.contains(awkward), "{awkward}");
    }
}

#[test]
fn both_accounts_are_served_and_only_the_larger_one_has_custom_roles() {
    let rehearsal = Rehearsal::new(world(1), Behaviour::default());
    let accounts = rehearsal.zendesk("http://127.0.0.1:1");
    let names: Vec<&str> = accounts.iter().map(|account| account.subdomain.as_str()).collect();
    assert_eq!(names, ["aurora-demo", "aurora-nordic"]);
    let get = |at: usize, path: &str| {
        let target = format!("/{}.zendesk.com{path}", accounts[at].subdomain);
        let call = Call::new(Method::Get, "http://127.0.0.1:1", &target);
        let call = call.with("authorization", format!("Bearer {}", accounts[at].access_token));
        rehearsal.answer(&call, std::time::Duration::ZERO)
    };
    let emails = |at: usize| -> Vec<String> {
        let page = get(at, "/api/v2/users?page[size]=100").value();
        let users = page["users"].as_array().unwrap().iter();
        users
            .filter_map(|user| user["email"].as_str())
            .map(str::to_lowercase)
            .collect()
    };
    let (aurora, nordic) = (emails(0), emails(1));
    let both: Vec<&String> = nordic.iter().filter(|email| aurora.contains(email)).collect();
    assert_eq!(
        both,
        [
            "mara@aurora.example",
            "noor@aurora.example",
            "zoe.angstrom@aurora.example"
        ]
    );
    assert_eq!(get(0, "/api/v2/custom_roles").status, 200);
    assert_eq!(get(1, "/api/v2/custom_roles").status, 403);
}
