//! Users: team members and end users.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::page::{LARGEST, listing};
use super::refusal::Refusal;
use super::resources::{named, single};
use super::{Seen, Served};
use crate::rehearsal::Answer;
use crate::rehearsal::world::account::{Id, List, Record, place};
use crate::rehearsal::world::moment;

/// Whether a user is asked for: by role, by custom role, by external id.
fn filter<'a>(seen: &'a Seen<'_>) -> impl Fn(usize) -> bool + 'a {
    let lists = &*seen.account.lists;
    let query = &seen.call.query;
    let roles: BTreeSet<&str> = query.list("role").chain(query.list("role[]")).collect();
    let custom_role = query.get("permission_set").map(Id::of_text);
    let external_id = query.get("external_id");
    move |at| {
        let role_fits = roles.is_empty() || {
            let role = lists.field(List::Users, at, "role");
            role.as_str().is_some_and(|role| roles.contains(role))
        };
        role_fits
            && custom_role
                .as_ref()
                .is_none_or(|id| Id::of_value(&lists.field(List::Users, at, "custom_role_id")) == *id)
            && external_id.is_none_or(|id| is_text(&lists.field(List::Users, at, "external_id"), id))
    }
}

/// Whether a value is a text, upper and lower case alike, as the vendor compares external ids and addresses.
fn is_text(value: &Value, text: &str) -> bool {
    value
        .as_str()
        .is_some_and(|own| own.to_lowercase() == text.to_lowercase())
}

/// Answers with users.
pub(super) fn list(seen: &Seen<'_>) -> Served {
    listing(seen, List::Users, &filter(seen))
}

/// Answers with how many there are.
pub(super) fn count(seen: &Seen<'_>) -> Served {
    let filter = filter(seen);
    let value = (0..seen.account.lists.count(List::Users))
        .filter(|at| filter(*at))
        .count();
    let refreshed_at = moment(seen.now);
    Ok(Answer::json(
        200,
        &json!({"count": {"value": value, "refreshed_at": refreshed_at}}),
    ))
}

/// Answers with those whose ids, or external ids, are given; ids of nobody are passed over.
pub(super) fn show_many(seen: &Seen<'_>) -> Served {
    let lists = &*seen.account.lists;
    let query = &seen.call.query;
    let ids: Vec<&str> = query.list("ids").collect();
    let external: Vec<&str> = query.list("external_ids").collect();
    if ids.len() + external.len() > LARGEST {
        return Err(Refusal::paging("ids is invalid", "at most 100 ids are expected"));
    }
    let by_id: BTreeSet<usize> = ids
        .iter()
        .filter_map(|id| place(lists, List::Users, &Id::of_text(id)))
        .collect();
    let by_external = (0..lists.count(List::Users)).filter(|at| {
        !external.is_empty() && {
            let own = lists.field(List::Users, *at, "external_id");
            external.iter().any(|id| is_text(&own, id))
        }
    });
    let places: BTreeSet<usize> = by_external.chain(by_id).collect();
    listing(seen, List::Users, &|at| places.contains(&at))
}

/// Answers with users whose name or address holds a text: looser than most callers think. `email:` looks at addresses only,
/// `role:` at roles; words are joined by "and".
pub(super) fn search(seen: &Seen<'_>) -> Served {
    let lists = &*seen.account.lists;
    let query = &seen.call.query;
    let words: Vec<(&str, String)> = query
        .get("query")
        .unwrap_or_default()
        .split_whitespace()
        .map(|word| {
            let (field, text) = word.split_once(':').unwrap_or(("", word));
            (field, text.trim_matches('"').to_lowercase())
        })
        .collect();
    let external_id = query.get("external_id");
    listing(seen, List::Users, &|at| {
        let holds = |field: &str, text: &str| {
            let own = lists.field(List::Users, at, field);
            own.as_str().is_some_and(|own| own.to_lowercase().contains(text))
        };
        external_id.is_none_or(|id| is_text(&lists.field(List::Users, at, "external_id"), id))
            && words.iter().all(|(field, text)| match *field {
                "" => holds("name", text) || holds("email", text),
                field => holds(field, text),
            })
    })
}

/// Answers with one user, who may be deleted.
pub(super) fn one(seen: &Seen<'_>) -> Served {
    let lists = &*seen.account.lists;
    let record = match named(seen, List::Users) {
        Ok(at) => lists.record(List::Users, at),
        Err(_) => lists.record(List::DeletedUsers, named(seen, List::DeletedUsers)?),
    };
    Ok(single(List::Users, record))
}

/// Answers with the one who calls: to who shows no credentials, with nobody, and no error.
pub(super) fn me(seen: &Seen<'_>) -> Served {
    let record = match &seen.caller {
        Some(caller) => seen.account.lists.record(List::Users, caller.user),
        None => anonymous(),
    };
    Ok(single(List::Users, record))
}

/// As recorded.
fn anonymous() -> Record {
    let mut record = Record::new();
    record.insert("id".to_owned(), Value::Null);
    record.insert("name".to_owned(), "Anonymous user".into());
    record.insert("email".to_owned(), "invalid@example.com".into());
    record.insert("role".to_owned(), "end-user".into());
    record
}
