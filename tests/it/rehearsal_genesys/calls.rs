//! How many calls it takes to read an org whole.

use std::collections::BTreeSet;

use zd2gc::rehearsal::world::generated::{Sizes, world};
use zd2gc::rehearsal::{Assumption, Rehearsal};

use super::assuming;
use super::caller::Caller;

/// Reads an org as a straightforward reader would, and says how many calls that took.
fn read_whole(users: usize, assumptions: &[Assumption], grants_page: usize) -> usize {
    let world = world(Sizes {
        users,
        ..Sizes::default()
    });
    let rehearsal = Rehearsal::new(world, assuming(assumptions));
    let caller = Caller::own(&rehearsal);
    let org = &rehearsal.world().orgs[0];
    for single in [
        "/api/v2/tokens/me",
        "/api/v2/organizations/me",
        "/api/v2/oauth/clients",
        "/api/v2/oauth/authorizations",
        "/api/v2/oauth/scopes",
        "/api/v2/license/definitions",
        "/api/v2/authorization/roles/settings",
        "/api/v2/authorization/divisions/limit",
    ] {
        caller.ok(single);
    }
    let mut grants = 0;
    let mut groups_with_grants = BTreeSet::new();
    for role in caller.all("/api/v2/authorization/roles?pageSize=500&userCount=false") {
        let id = role["id"].as_str().unwrap();
        let path = format!("/api/v2/authorization/roles/{id}/subjectgrants?pageSize={grants_page}");
        for holder in caller.all(&path) {
            grants += holder["divisions"].as_array().unwrap().len();
            if holder["type"] == "PC_GROUP" {
                groups_with_grants.insert(holder["id"].as_str().unwrap().to_owned());
            }
        }
    }
    assert_eq!(grants, org.grants.len());
    let divisions = caller.all_by_cursor("/api/v2/authorization/divisions/query?pageSize=200");
    assert_eq!(divisions.len(), 20);
    let people: usize = ["active", "inactive", "deleted"]
        .iter()
        .map(|state| caller.all(&format!("/api/v2/users?state={state}&pageSize=500")).len())
        .sum();
    assert_eq!(people, users);
    assert_eq!(caller.all("/api/v2/groups?pageSize=500").len(), 50);
    assert_eq!(groups_with_grants.len(), 10);
    for group in &groups_with_grants {
        caller.all(&format!("/api/v2/groups/{group}/members?pageSize=500"));
    }
    caller.all("/api/v2/authorization/permissions?pageSize=500");
    for trustee in caller.all("/api/v2/orgauthorization/trustees?pageSize=500") {
        let id = trustee["id"].as_str().unwrap();
        for kind in ["users", "groups"] {
            caller.all(&format!("/api/v2/orgauthorization/trustees/{id}/{kind}?pageSize=500"));
        }
    }
    caller.all("/api/v2/orgauthorization/trustors?pageSize=500");
    caller.all_by_cursor("/api/v2/authorization/policies?pageSize=200");
    caller.all("/api/v2/integrations?pageSize=500");
    caller.calls()
}

#[test]
fn an_org_is_read_whole_within_the_calls_that_its_size_takes() {
    for (users, most) in [(100, 75), (1_000, 76), (10_000, 114), (50_000, 342)] {
        let calls = read_whole(users, &[], 500);
        assert!(calls <= most, "{users} people took {calls} calls of {most}");
    }
    let calls = read_whole(10_000, &[Assumption::SubjectgrantsPagesOf100], 100);
    assert!(calls <= 262, "10,000 people took {calls} calls of 262");
}
