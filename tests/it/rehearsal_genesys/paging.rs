//! Every list gives each entity once, whatever the page.

use std::collections::BTreeSet;

use serde_json::Value;
use zd2gc::rehearsal::Rehearsal;

use super::caller::{Caller, free};
use super::worlds::full;

/// Lists by page number, with the largest page of each.
fn lists(rehearsal: &Rehearsal) -> Vec<String> {
    let org = &rehearsal.world().orgs[0];
    let employee = &org.roles[0].id;
    let (division, group, trustee) = (&org.divisions[0].id, &org.groups[0].id, &org.trustees[0].org_id);
    let own = &org.clients[0].id;
    vec![
        "/api/v2/users?state=any".to_owned(),
        "/api/v2/users?state=active".to_owned(),
        "/api/v2/authorization/roles?".to_owned(),
        format!("/api/v2/authorization/roles/{employee}/subjectgrants?"),
        format!("/api/v2/authorization/roles/{employee}/users?"),
        "/api/v2/authorization/divisions?".to_owned(),
        format!("/api/v2/authorization/divisions/{division}/grants?"),
        format!("/api/v2/authorization/divisionspermitted/paged/{own}?permission=directory:user:view"),
        "/api/v2/authorization/divisionspermitted/paged/me?permission=directory:user:view".to_owned(),
        "/api/v2/authorization/permissions?".to_owned(),
        "/api/v2/groups?".to_owned(),
        format!("/api/v2/groups/{group}/members?"),
        "/api/v2/integrations?".to_owned(),
        "/api/v2/integrations/types?".to_owned(),
        "/api/v2/orgauthorization/trustees?".to_owned(),
        format!("/api/v2/orgauthorization/trustees/{trustee}/users?"),
        format!("/api/v2/orgauthorization/trustees/{trustee}/groups?"),
        "/api/v2/orgauthorization/trustors?".to_owned(),
        format!("/api/v2/users/{}/trustors?", org.users[0].id),
    ]
}

#[test]
fn every_list_gives_each_entity_once_at_any_page_size() {
    let rehearsal = Rehearsal::new(full(), free());
    let caller = Caller::own(&rehearsal);
    let mut counts = Vec::new();
    for list in lists(&rehearsal) {
        let whole = caller.all(&format!("{list}&pageSize=500"));
        // Grants have no id of their own.
        let each: BTreeSet<String> = whole.iter().map(Value::to_string).collect();
        assert_eq!(each.len(), whole.len(), "{list}");
        for size in [1, 7, 25, 100] {
            let read = caller.all(&format!("{list}&pageSize={size}"));
            assert!(read == whole, "{list} at {size}: {} of {}", read.len(), whole.len());
        }
        let past = caller.ok(&format!("{list}&pageSize=25&pageNumber=9999"));
        assert_eq!(past["entities"], Value::Array(Vec::new()), "{list}");
        assert_eq!(past["total"], whole.len(), "{list}");
        let unasked = caller.ok(&list);
        assert_eq!(
            unasked["entities"].as_array().unwrap().len(),
            whole.len().min(25),
            "{list}"
        );
        caller.refused(&format!("{list}&pageSize=501"), 400, "response.entity.too.large");
        caller.refused(&format!("{list}&pageSize=0"), 400, "invalid.value");
        caller.refused(&format!("{list}&pageNumber=x"), 400, "invalid.value");
        counts.push((list, whole.len()));
    }
    let empty: Vec<_> = counts.iter().filter(|(_, count)| *count == 0).collect();
    assert_eq!(empty.len(), 1, "only nobody's trustors are none: {empty:?}");
}

#[test]
fn the_addresses_of_other_pages_lead_there() {
    let rehearsal = Rehearsal::new(full(), free());
    let caller = Caller::own(&rehearsal);
    let first = caller.ok("/api/v2/users?pageSize=40&state=any&expand=groups");
    let mut seen = Vec::new();
    let mut next = Some(first.clone());
    while let Some(page) = next {
        assert_eq!(page["firstUri"], first["firstUri"]);
        assert_eq!(caller.ok(page["selfUri"].as_str().unwrap()), page);
        seen.extend(page["entities"].as_array().unwrap().iter().cloned());
        next = page["nextUri"].as_str().map(|uri| caller.ok(uri));
        if let Some(after) = &next {
            assert_eq!(caller.ok(after["previousUri"].as_str().unwrap()), page);
        } else {
            assert_eq!(page["lastUri"], page["selfUri"]);
        }
    }
    assert_eq!(seen.len(), 100);
}

#[test]
fn lists_by_cursor_give_each_entity_once() {
    let mut world = full();
    let one = world.orgs[0].policies[0].clone();
    for at in 0..30 {
        let mut policy = one.clone();
        policy.id = format!("policy-{at}");
        world.orgs[0].policies.push(policy);
    }
    let rehearsal = Rehearsal::new(world, free());
    let caller = Caller::own(&rehearsal);
    for (list, largest, count) in [
        ("/api/v2/authorization/divisions/query", 200, 20),
        ("/api/v2/authorization/policies", 200, 31),
        ("/api/v2/users/query", 100, 89),
    ] {
        for size in [1, 7, 25, largest] {
            let read = caller.all_by_cursor(&format!("{list}?pageSize={size}"));
            let each: BTreeSet<&str> = read.iter().map(|one| one["id"].as_str().unwrap()).collect();
            assert_eq!((read.len(), each.len()), (count, count), "{list} at {size}");
        }
        caller.refused(
            &format!("{list}?pageSize={}", largest + 1),
            400,
            "response.entity.too.large",
        );
    }
    let second = caller.ok("/api/v2/authorization/divisions/query?pageSize=5");
    let second = caller.ok(second["nextUri"].as_str().unwrap());
    let first = caller.ok(second["previousUri"].as_str().unwrap());
    assert_eq!(first["entities"][0]["homeDivision"], true);
    assert!(first.get("previousUri").is_none());
    caller.refused(
        "/api/v2/authorization/divisions/query?after=a&before=b",
        400,
        "both.after.and.before.provided",
    );
    caller.refused(
        "/api/v2/authorization/divisions/query?after=nothing",
        400,
        "invalid.value",
    );
}
