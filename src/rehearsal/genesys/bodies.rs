//! What stands in many answers: references to people, orgs and divisions.

use serde::Serialize;
use serde_json::{Value, json};

use crate::rehearsal::world::{BEGIN, Division, Org, Person, State, SubjectRef, User};

/// The id and the name that stand for all divisions.
pub(super) const ALL: &str = "*";

/// A division as other objects name it (`Division`).
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DivisionRef<'a> {
    id: &'a str,
    name: &'a str,
    self_uri: String,
}

/// A division, or all of them, as other objects name it.
pub(super) fn division_ref(org: &Org, at: Option<usize>) -> DivisionRef<'_> {
    let (id, name) = match at {
        Some(at) => (org.divisions[at].id.as_str(), org.divisions[at].name.as_str()),
        None => (ALL, ALL),
    };
    DivisionRef {
        id,
        name,
        self_uri: division_uri(id),
    }
}

/// A division in full (`AuthzDivision`), or what stands for all of them.
pub(super) fn division(org: &Org, at: Option<usize>) -> Value {
    let (id, name) = match at.map(|at| &org.divisions[at]) {
        Some(Division { id, name }) => (id.as_str(), name.as_str()),
        None => (ALL, ALL),
    };
    json!({
        "id": id,
        "name": name,
        "description": "",
        "homeDivision": at == Some(0),
        "selfUri": division_uri(id),
    })
}

fn division_uri(id: &str) -> String {
    format!("/api/v2/authorization/divisions/{id}")
}

/// An org as trusts name it (`Organization`), with no more than others may know.
pub(super) fn foreign_org(id: &str, name: &str) -> Value {
    json!({
        "id": id,
        "name": name,
        "version": 1,
        "state": "active",
        "selfUri": format!("/api/v2/organizations/{id}"),
    })
}

/// A person by reference (`DomainEntityRef`).
pub(super) fn user_ref(user: &User) -> Value {
    json!({"id": user.id, "name": user.name, "selfUri": user_uri(&user.id)})
}

/// The address of a person.
pub(super) fn user_uri(id: &str) -> String {
    format!("/api/v2/users/{id}")
}

/// Somebody of another org (`TrustUser`).
pub(super) fn trusted_user(person: &Person) -> Value {
    json!({
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "username": person.email,
        "state": State::Active.to_string(),
        "version": 1,
        "acdAutoAnswer": false,
        "trustUserDetails": {"dateCreated": BEGIN},
    })
}

/// The kind of a subject, as grants name it.
pub(super) fn subject_type(subject: SubjectRef) -> &'static str {
    match subject {
        SubjectRef::User(_) => "PC_USER",
        SubjectRef::Group(_) => "PC_GROUP",
        SubjectRef::Client(_) => "PC_OAUTH_CLIENT",
        SubjectRef::TrusteeUser(..) => "PC_TRUSTEE_USER",
        SubjectRef::TrusteeGroup(..) => "PC_TRUSTEE_GROUP",
    }
}
