//! Divisions, and the grants in them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::bodies::{ALL, division};
use super::page::{Page, bare, cursor_listing, listing};
use super::refusal::Refusal;
use super::{Row, Seen, Served, subjects};
use crate::model::Method;
use crate::rehearsal::world::SubjectRef;
use crate::rehearsal::{Answer, Assumption};

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[
    (Method::Get, "/api/v2/authorization/divisions", list),
    (Method::Get, "/api/v2/authorization/divisions/home", home),
    (Method::Get, "/api/v2/authorization/divisions/limit", limit),
    (Method::Get, "/api/v2/authorization/divisions/query", query),
    (Method::Get, "/api/v2/authorization/divisions/{divisionId}", one),
    (
        Method::Get,
        "/api/v2/authorization/divisions/{divisionId}/grants",
        grants,
    ),
];

/// The largest page of `divisions/query`, as the API's definition says.
const QUERY_PAGE: usize = 200;
/// The largest page of grants in a division, as the API's definition says.
const GRANTS_PAGE: usize = 500;

/// The divisions that a call asks for by id and name; all without either.
fn asked(seen: &Seen<'_>) -> Vec<usize> {
    let ids: BTreeSet<&str> = seen.call.query.list("id").collect();
    let name = seen.call.query.get("name").unwrap_or_default().to_lowercase();
    let wanted = |at: &usize| {
        let division = &seen.org.divisions[*at];
        (ids.is_empty() || ids.contains(division.id.as_str())) && division.name.to_lowercase().contains(&name)
    };
    (0..seen.org.divisions.len()).filter(wanted).collect()
}

fn list(seen: &Seen<'_>) -> Served {
    let counted = seen.flag("objectCount", false)?;
    listing(seen, usize::MAX, &asked(seen), |at| body(seen, *at, counted))
}

fn query(seen: &Seen<'_>) -> Served {
    let asked = asked(seen);
    cursor_listing(
        seen,
        Some("before"),
        QUERY_PAGE,
        &asked,
        |at| &seen.org.divisions[*at].id,
        |at| division(seen.org, Some(*at)),
    )
}

fn home(seen: &Seen<'_>) -> Served {
    Ok(Answer::json(200, &division(seen.org, Some(0))))
}

/// How many divisions there may be: a bare number, as the SDKs read it.
fn limit(seen: &Seen<'_>) -> Served {
    Ok(Answer::json(200, &seen.org.division_limit))
}

fn one(seen: &Seen<'_>) -> Served {
    let counted = seen.flag("objectCount", false)?;
    let at = seen
        .index
        .division(seen.org, seen.part(0))
        .ok_or_else(Refusal::not_found)?;
    Ok(Answer::json(200, &body(seen, at, counted)))
}

/// A division, with how many objects stand in it where that is wanted.
fn body(seen: &Seen<'_>, at: usize, counted: bool) -> Value {
    let mut body = division(seen.org, Some(at));
    if counted {
        let people = seen.org.users.iter().filter(|user| user.division == at).count();
        body["objectCounts"] = json!({"USER": people});
    }
    body
}

fn grants(seen: &Seen<'_>) -> Served {
    let division = match seen.part(0) {
        ALL if seen.assumes(Assumption::DivisionStarGrants) => None,
        id => Some(seen.index.division(seen.org, id).ok_or_else(Refusal::not_found)?),
    };
    let page = Page::asked(seen, GRANTS_PAGE)?;
    let own = seen.index.grants_in(division).iter();
    let inherited = seen.assumes(Assumption::InheritedInDivisionGrants);
    // Each grant, under its own subject or under a person who holds it through a group.
    let all: Vec<(usize, SubjectRef)> = own
        .flat_map(|at| {
            let subject = seen.org.grants[*at].subject;
            let members: &[usize] = match subject {
                SubjectRef::Group(group) if inherited => &seen.org.groups[group].members,
                _ => &[],
            };
            let people = members.iter().map(|member| SubjectRef::User(*member));
            std::iter::once(subject).chain(people).map(|subject| (*at, subject))
        })
        .collect();
    Ok(bare(page, &all, |(at, subject)| subjects::grant(seen, *at, *subject)))
}
