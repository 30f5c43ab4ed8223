//! Roles: what they hold, and who holds them.

use serde_json::{Value, json};

use super::bodies::{division_ref, subject_type, user_uri};
use super::page::{Page, bare, listing};
use super::refusal::Refusal;
use super::{Row, Seen, Served, licences, rights};
use crate::model::{Method, Pattern, Permission};
use crate::rehearsal::world::{Role, SubjectRef};
use crate::rehearsal::{Answer, Assumption};

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[
    (Method::Get, "/api/v2/authorization/roles", list),
    (Method::Get, "/api/v2/authorization/roles/settings", settings),
    (Method::Get, "/api/v2/authorization/roles/{roleId}", one),
    (
        Method::Get,
        "/api/v2/authorization/roles/{roleId}/subjectgrants",
        subject_grants,
    ),
    (Method::Get, "/api/v2/authorization/roles/{roleId}/users", users),
];

/// The largest page of `subjectgrants` under `subjectgrants-pages-of-100`.
const SMALL_PAGE: usize = 100;

/// Whether a role says how many people hold it (`userCount`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UserCount {
    /// It does.
    With,
    /// It doesn't.
    Without,
}

fn user_count(seen: &Seen<'_>) -> Result<UserCount, Refusal> {
    Ok(if seen.flag("userCount", true)? {
        UserCount::With
    } else {
        UserCount::Without
    })
}

fn list(seen: &Seen<'_>) -> Served {
    let count = user_count(seen)?;
    let ids = seen.ids("id", "max.role.ids", "roles")?;
    let query = &seen.call.query;
    let permissions: Vec<Permission> = query
        .list("permission")
        .map(|name| {
            name.parse()
                .map_err(|_| Refusal::invalid_value("permission", name, "names of permissions"))
        })
        .collect::<Result<_, _>>()?;
    let defaults: Vec<&str> = query.list("defaultRoleId").collect();
    let name = query.get("name").filter(|name| !name.is_empty()).map(str::to_lowercase);
    let wanted = |role: &Role| {
        ids.as_ref().is_none_or(|ids| ids.contains(role.id.as_str()))
            && name.as_ref().is_none_or(|name| role.name.to_lowercase().contains(name))
            && (defaults.is_empty()
                || role
                    .default_role_id
                    .as_ref()
                    .is_some_and(|id| defaults.contains(&id.as_str())))
            && permissions.iter().all(|permission| gives(role, permission))
    };
    let mut found: Vec<usize> = (0..seen.org.roles.len())
        .filter(|at| wanted(&seen.org.roles[*at]))
        .collect();
    // A free text in the API's definition; what else it takes isn't said.
    match query.get("sortBy") {
        Some("name") => found.sort_by_key(|at| seen.org.roles[*at].name.to_lowercase()),
        Some("id") => found.sort_by_key(|at| &seen.org.roles[*at].id),
        _ => {}
    }
    listing(seen, usize::MAX, &found, |at| body(seen, *at, count))
}

/// Whether a role holds a permission, under a condition or not.
fn gives(role: &Role, permission: &Permission) -> bool {
    let under = role.conditions.iter().map(|condition| &condition.permission);
    role.permissions
        .iter()
        .chain(under)
        .any(|text| text.parse::<Pattern>().is_ok_and(|pattern| pattern.matches(permission)))
        || role.general.iter().any(|text| text == permission.as_str())
}

fn one(seen: &Seen<'_>) -> Served {
    let count = user_count(seen)?;
    seen.choice("expand", &["unusedPermissions"])?;
    Ok(Answer::json(200, &body(seen, asked(seen)?, count)))
}

/// The role that the path names.
fn asked(seen: &Seen<'_>) -> Result<usize, Refusal> {
    seen.index.role(seen.org, seen.part(0)).ok_or_else(Refusal::not_found)
}

/// A role (`DomainOrganizationRole`).
pub(super) fn body(seen: &Seen<'_>, at: usize, count: UserCount) -> Value {
    let role = &seen.org.roles[at];
    let mut body = json!({
        "id": role.id,
        "name": role.name,
        "description": role.description,
        "permissions": role.general,
        "permissionPolicies": rights::policies(std::iter::once(role)),
        "roleNeedsUpdate": false,
        "default": role.default_role_id.is_some(),
        "base": role.default_role_id.as_deref() == Some("employee"),
        "addonLicenses": [],
        "selfUri": format!("/api/v2/authorization/roles/{}", role.id),
    });
    if let Some(id) = &role.default_role_id {
        body["defaultRoleId"] = id.as_str().into();
    }
    if let Some(licence) = licences::of(seen.org, role) {
        body["baseLicense"] = licence.into();
    }
    if count == UserCount::With {
        body["userCount"] = seen.index.user_count(at).into();
    }
    body
}

fn subject_grants(seen: &Seen<'_>) -> Served {
    let role = asked(seen)?;
    let largest = if seen.assumes(Assumption::SubjectgrantsPagesOf100) {
        SMALL_PAGE
    } else {
        usize::MAX
    };
    let inherited;
    let holders = if seen.assumes(Assumption::InheritedInSubjectgrants) {
        inherited = seen.index.all_holders(seen.org, role);
        &inherited
    } else {
        seen.index.holders(role)
    };
    listing(seen, largest, holders, |holder| {
        let id = seen.org.subject_id(holder.subject);
        let divisions: Vec<_> = holder.divisions.iter().map(|at| division_ref(seen.org, *at)).collect();
        json!({
            "id": id,
            "name": seen.org.subject_name(holder.subject),
            "divisions": divisions,
            "type": subject_type(holder.subject),
            "selfUri": format!("/api/v2/authorization/subjects/{id}"),
        })
    })
}

fn users(seen: &Seen<'_>) -> Served {
    let role = asked(seen)?;
    let page = Page::asked(seen, usize::MAX)?;
    let inherited;
    let holders = if seen.assumes(Assumption::InheritedInRoleUsers) {
        inherited = seen.index.all_holders(seen.org, role);
        &inherited
    } else {
        seen.index.holders(role)
    };
    let people: Vec<&str> = holders
        .iter()
        .map_while(|holder| match holder.subject {
            SubjectRef::User(at) => Some(seen.org.users[at].id.as_str()),
            _ => None,
        })
        .collect();
    Ok(bare(page, &people, |id| json!({"id": id, "selfUri": user_uri(id)})))
}

/// The org's settings of roles (`RoleSettings`).
fn settings(seen: &Seen<'_>) -> Served {
    let settings = &seen.org.settings;
    Ok(Answer::json(
        200,
        &json!({
            "id": seen.org.id,
            "backfillEnabled": settings.backfill,
            "authorizationGrantDivisionAware": settings.grants_by_division,
            "selfUri": "/api/v2/authorization/roles/settings",
        }),
    ))
}
