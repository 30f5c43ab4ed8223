//! Trust between orgs: who may come in, and where people of this org may go.

use serde_json::{Value, json};

use super::bodies::{foreign_org, trusted_user};
use super::page::listing;
use super::refusal::Refusal;
use super::{Row, Seen, Served, rights};
use crate::model::Method;
use crate::rehearsal::Answer;
use crate::rehearsal::world::{BEGIN, Person, State, Trustee, Trustor};

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[
    (Method::Get, "/api/v2/orgauthorization/trustees", list),
    (Method::Get, "/api/v2/orgauthorization/trustees/{trusteeOrgId}", one),
    (
        Method::Get,
        "/api/v2/orgauthorization/trustees/{trusteeOrgId}/groups",
        groups,
    ),
    (
        Method::Get,
        "/api/v2/orgauthorization/trustees/{trusteeOrgId}/groups/{trusteeGroupId}",
        one_group,
    ),
    (
        Method::Get,
        "/api/v2/orgauthorization/trustees/{trusteeOrgId}/groups/{trusteeGroupId}/roles",
        group_roles,
    ),
    (
        Method::Get,
        "/api/v2/orgauthorization/trustees/{trusteeOrgId}/users",
        users,
    ),
    (
        Method::Get,
        "/api/v2/orgauthorization/trustees/{trusteeOrgId}/users/{trusteeUserId}",
        one_user,
    ),
    (
        Method::Get,
        "/api/v2/orgauthorization/trustees/{trusteeOrgId}/users/{trusteeUserId}/roles",
        user_roles,
    ),
    (Method::Get, "/api/v2/orgauthorization/trustors", trustors),
    (
        Method::Get,
        "/api/v2/orgauthorization/trustors/{trustorOrgId}",
        one_trustor,
    ),
];

fn list(seen: &Seen<'_>) -> Served {
    listing(seen, usize::MAX, &seen.org.trustees, trustee)
}

/// The trustee that the path names.
fn asked<'a>(seen: &Seen<'a>) -> Result<&'a Trustee, Refusal> {
    let found = seen.org.trustees.iter().find(|one| one.org_id == seen.part(0));
    found.ok_or_else(Refusal::not_found)
}

fn one(seen: &Seen<'_>) -> Served {
    Ok(Answer::json(200, &trustee(asked(seen)?)))
}

/// An org that people may come in from (`Trustee`).
fn trustee(trustee: &Trustee) -> Value {
    let mut body = json!({
        "id": trustee.org_id,
        "enabled": trustee.enabled,
        "usesDefaultRole": false,
        "dateCreated": BEGIN,
        "organization": foreign_org(&trustee.org_id, &trustee.org_name),
        "hasFullAccess": trustee.full_access,
        "selfUri": format!("/api/v2/orgauthorization/trustees/{}", trustee.org_id),
    });
    if let Some(expires) = &trustee.expires {
        body["dateExpired"] = expires.as_str().into();
    }
    body
}

fn users(seen: &Seen<'_>) -> Served {
    listing(seen, usize::MAX, &asked(seen)?.users, trusted_user)
}

fn groups(seen: &Seen<'_>) -> Served {
    listing(seen, usize::MAX, &asked(seen)?.groups, group)
}

/// A group of another org (`TrustGroup`).
fn group(group: &Person) -> Value {
    json!({
        "id": group.id,
        "name": group.name,
        "state": State::Active.to_string(),
        "version": 1,
        "type": "official",
        "rulesVisible": true,
        "visibility": "public",
        "rolesEnabled": true,
        "dateCreated": BEGIN,
    })
}

/// The one that the path names, of a trustee's people or groups.
fn member<'a>(seen: &Seen<'a>, of: impl Fn(&'a Trustee) -> &'a [Person]) -> Result<&'a Person, Refusal> {
    let found = of(asked(seen)?).iter().find(|person| person.id == seen.part(1));
    found.ok_or_else(Refusal::not_found)
}

fn one_user(seen: &Seen<'_>) -> Served {
    let person = member(seen, |trustee| &trustee.users)?;
    Ok(Answer::json(200, &trusted_user(person)))
}

fn one_group(seen: &Seen<'_>) -> Served {
    Ok(Answer::json(200, &group(member(seen, |trustee| &trustee.groups)?)))
}

fn user_roles(seen: &Seen<'_>) -> Served {
    let person = member(seen, |trustee| &trustee.users)?;
    Ok(Answer::json(200, &rights::authorization(seen, &person.id)))
}

fn group_roles(seen: &Seen<'_>) -> Served {
    let group = member(seen, |trustee| &trustee.groups)?;
    Ok(Answer::json(200, &rights::authorization(seen, &group.id)))
}

fn trustors(seen: &Seen<'_>) -> Served {
    listing(seen, usize::MAX, &seen.org.trustors, trustor)
}

fn one_trustor(seen: &Seen<'_>) -> Served {
    let found = seen.org.trustors.iter().find(|one| one.org_id == seen.part(0));
    Ok(Answer::json(200, &trustor(found.ok_or_else(Refusal::not_found)?)))
}

/// An org that people of this one may enter (`Trustor`).
pub(super) fn trustor(trustor: &Trustor) -> Value {
    json!({
        "id": trustor.org_id,
        "enabled": trustor.enabled,
        "dateCreated": BEGIN,
        "organization": foreign_org(&trustor.org_id, &trustor.org_name),
        "selfUri": format!("/api/v2/orgauthorization/trustors/{}", trustor.org_id),
    })
}

/// The orgs that a person of this one may enter: those of this world that name the person.
pub(super) fn entered_by<'a>(seen: &Seen<'a>, user: &'a str) -> impl Iterator<Item = &'a Trustor> + use<'a> {
    let (world, own) = (seen.world, seen.org);
    own.trustors.iter().filter(move |trustor| {
        let orgs = world.orgs.iter().filter(|org| org.id.as_str() == trustor.org_id);
        let mut trustees = orgs
            .flat_map(|org| &org.trustees)
            .filter(|one| one.org_id == own.id.as_str());
        trustees.any(|trustee| trustee.users.iter().any(|person| person.id == user))
    })
}
