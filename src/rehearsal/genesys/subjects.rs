//! Subjects: the grants of one, and where it may do something.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::bodies::division;
use super::page::{Page, page_of};
use super::refusal::Refusal;
use super::{Row, Seen, Served, rights};
use crate::access::Reach;
use crate::model::{Method, Permission};
use crate::rehearsal::Answer;
use crate::rehearsal::world::{BEGIN, SubjectRef};

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[
    (
        Method::Get,
        "/api/v2/authorization/divisionspermitted/me",
        permitted_bare,
    ),
    (
        Method::Get,
        "/api/v2/authorization/divisionspermitted/paged/me",
        permitted_me,
    ),
    (
        Method::Get,
        "/api/v2/authorization/divisionspermitted/paged/{subjectId}",
        permitted,
    ),
    (Method::Get, "/api/v2/authorization/subjects/me", me),
    (Method::Get, "/api/v2/authorization/subjects/rolecounts", role_counts),
    (Method::Get, "/api/v2/authorization/subjects/{subjectId}", one),
];

fn one(seen: &Seen<'_>) -> Served {
    let subject = seen
        .index
        .subject(seen.org, seen.part(0))
        .ok_or_else(Refusal::not_found)?;
    body(seen, subject)
}

fn me(seen: &Seen<'_>) -> Served {
    body(seen, seen.session.subject)
}

/// A subject with what it holds (`AuthzSubject`), what its groups hold included: such grants carry the group's id. Unless
/// duplicates are wanted, a role stands once for each division.
fn body(seen: &Seen<'_>, subject: SubjectRef) -> Served {
    let duplicates = seen.flag("includeDuplicates", false)?;
    let id = seen.org.subject_id(subject);
    let mut shown = BTreeSet::new();
    let grants: Vec<Value> = grants_of(seen, subject)
        .filter(|at| {
            let grant = &seen.org.grants[*at];
            shown.insert((grant.role, grant.division)) || duplicates
        })
        .map(|at| grant(seen, at, seen.org.grants[at].subject))
        .collect();
    Ok(Answer::json(
        200,
        &json!({
            "id": id,
            "name": seen.org.subject_name(subject),
            "grants": grants,
            "version": 1,
            "selfUri": format!("/api/v2/authorization/subjects/{id}"),
        }),
    ))
}

/// The grants of a subject, its own before those of its groups.
fn grants_of<'a>(seen: &Seen<'a>, subject: SubjectRef) -> impl Iterator<Item = usize> + use<'a> {
    let index = seen.index;
    let groups = match subject {
        SubjectRef::User(at) => index.groups_of(at),
        _ => &[],
    };
    let own = index.grants_of(subject).iter().copied();
    own.chain(
        groups
            .iter()
            .flat_map(move |group| index.grants_of(SubjectRef::Group(*group)).iter().copied()),
    )
}

/// One grant (`AuthzGrant`), under a subject that holds it.
pub(super) fn grant(seen: &Seen<'_>, at: usize, subject: SubjectRef) -> Value {
    let grant = &seen.org.grants[at];
    let role = &seen.org.roles[grant.role];
    json!({
        "subjectId": seen.org.subject_id(subject),
        "division": division(seen.org, grant.division),
        "role": {
            "id": role.id,
            "name": role.name,
            "description": role.description,
            "policies": rights::grant_policies(role),
            "default": role.default_role_id.is_some(),
            "selfUri": format!("/api/v2/authorization/roles/{}", role.id),
        },
        "grantMadeAt": BEGIN,
    })
}

/// How many roles each of some subjects holds.
fn role_counts(seen: &Seen<'_>) -> Served {
    let ids = seen.ids("id", "max.subject.ids", "subjects")?.unwrap_or_default();
    let counts: Map<String, Value> = ids
        .into_iter()
        .filter_map(|id| {
            let subject = seen.index.subject(seen.org, id)?;
            let roles: BTreeSet<usize> = grants_of(seen, subject).map(|at| seen.org.grants[at].role).collect();
            Some((id.to_owned(), roles.len().into()))
        })
        .collect();
    Ok(Answer::json(200, &counts))
}

/// The divisions in which a subject holds the permission that the call names; those are told apart by name, too.
fn permitted_in(seen: &Seen<'_>, subject: &str) -> Result<(Reach, Vec<usize>), Refusal> {
    let name = seen.call.query.get("permission").unwrap_or_default();
    if name.is_empty() {
        return Err(Refusal::new(
            400,
            "missing.permission.param",
            "Missing required permission parameter",
        ));
    }
    let permission: Permission = name
        .parse()
        .map_err(|_| Refusal::invalid_value("permission", name, "names of permissions"))?;
    let reach = seen.access.held(subject, &permission).at_most();
    let divisions = (0..seen.org.divisions.len())
        .filter(|at| reach.includes(&seen.org.divisions[*at].id))
        .collect();
    Ok((reach, divisions))
}

fn permitted_me(seen: &Seen<'_>) -> Served {
    permitted_page(seen, seen.session.subject(seen.org))
}

fn permitted(seen: &Seen<'_>) -> Served {
    seen.index
        .subject(seen.org, seen.part(0))
        .ok_or_else(Refusal::not_found)?;
    permitted_page(seen, seen.part(0))
}

fn permitted_page(seen: &Seen<'_>, subject: &str) -> Served {
    let (reach, divisions) = permitted_in(seen, subject)?;
    let page = Page::asked(seen, usize::MAX)?;
    let shown: Vec<Value> = divisions[page.range(divisions.len())]
        .iter()
        .map(|at| division(seen.org, Some(*at)))
        .collect();
    // As other listings, and one field more.
    let mut listing = page_of(seen, page, divisions.len(), &shown).value();
    listing["allDivsPermitted"] = (reach == Reach::All).into();
    Ok(Answer::json(200, &listing))
}

/// The old form: a bare list.
fn permitted_bare(seen: &Seen<'_>) -> Served {
    let (_, divisions) = permitted_in(seen, seen.session.subject(seen.org))?;
    let name = seen.call.query.get("name").unwrap_or_default().to_lowercase();
    let shown: Vec<Value> = divisions
        .iter()
        .filter(|at| seen.org.divisions[**at].name.to_lowercase().contains(&name))
        .map(|at| division(seen.org, Some(*at)))
        .collect();
    Ok(Answer::json(200, &shown))
}
