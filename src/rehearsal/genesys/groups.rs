//! Groups and who is in them.

use serde_json::{Value, json};

use super::expand::{Expand, OF_USERS};
use super::page::{Page, listing, page_of};
use super::refusal::Refusal;
use super::{Row, Seen, Served, users};
use crate::model::Method;
use crate::rehearsal::Answer;
use crate::rehearsal::world::{BEGIN, State};

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[
    (Method::Get, "/api/v2/groups", list),
    (Method::Get, "/api/v2/groups/{groupId}", one),
    (Method::Get, "/api/v2/groups/{groupId}/individuals", individuals),
    (Method::Get, "/api/v2/groups/{groupId}/members", members),
];

fn list(seen: &Seen<'_>) -> Served {
    let ids: Vec<&str> = seen.call.query.list("id").collect();
    let descending = users::is_descending(seen)?;
    // Nobody here has a jabber id.
    let known = seen.call.query.get("jabberId").is_none();
    let wanted = |at: &usize| {
        let group = &seen.org.groups[*at];
        known && group.state != State::Deleted && (ids.is_empty() || ids.contains(&group.id.as_str()))
    };
    let mut found: Vec<usize> = (0..seen.org.groups.len()).filter(wanted).collect();
    if descending {
        found.reverse();
    }
    listing(seen, usize::MAX, &found, |at| body(seen, *at))
}

/// The group that the path names.
fn asked(seen: &Seen<'_>) -> Result<usize, Refusal> {
    seen.index.group(seen.org, seen.part(0)).ok_or_else(Refusal::not_found)
}

fn one(seen: &Seen<'_>) -> Served {
    Ok(Answer::json(200, &body(seen, asked(seen)?)))
}

/// A group (`Group`).
pub(super) fn body(seen: &Seen<'_>, at: usize) -> Value {
    let group = &seen.org.groups[at];
    json!({
        "id": group.id,
        "name": group.name,
        "description": group.description,
        "dateModified": BEGIN,
        "memberCount": group.members.len(),
        "state": group.state.to_string(),
        "version": 1,
        "type": "official",
        "rulesVisible": true,
        "visibility": "public",
        "rolesEnabled": true,
        "includeOwners": false,
        "callsEnabled": false,
        "selfUri": format!("/api/v2/groups/{}", group.id),
    })
}

fn members(seen: &Seen<'_>) -> Served {
    let group = &seen.org.groups[asked(seen)?];
    let expand = Expand::asked(seen, &[OF_USERS])?;
    let mut members = group.members.clone();
    if users::is_descending(seen)? {
        members.reverse();
    }
    listing(seen, usize::MAX, &members, |at| users::body(seen, *at, &expand))
}

/// The people who are in a group themselves, on one page whatever their number: here nobody is in one by a rule.
fn individuals(seen: &Seen<'_>) -> Served {
    let members = &seen.org.groups[asked(seen)?].members;
    let page = Page {
        size: members.len().max(1),
        number: 1,
    };
    let shown: Vec<_> = members
        .iter()
        .map(|at| users::body(seen, *at, &Expand::default()))
        .collect();
    Ok(page_of(seen, page, shown.len(), &shown))
}
