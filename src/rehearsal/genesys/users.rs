//! People of an org.

use serde::Serialize;

use super::page::{Page, page_of};
use super::refusal::Refusal;
use super::{Row, Seen, Served};
use crate::model::Method;
use crate::rehearsal::world::{State, User};

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[(Method::Get, "/api/v2/users", list)];

/// A person, as lists show them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UserBody<'a> {
    id: &'a str,
    name: &'a str,
    division: DivisionBody<'a>,
    email: &'a str,
    username: &'a str,
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_last_login: Option<&'a str>,
    version: u32,
    acd_auto_answer: bool,
    self_uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DivisionBody<'a> {
    id: &'a str,
    name: &'a str,
    self_uri: String,
}

fn list(seen: &Seen<'_>) -> Served {
    let state = seen.call.query.get("state").unwrap_or("active");
    let wanted = |user: &&User| match state {
        "any" => true,
        "inactive" => user.state == State::Inactive,
        "deleted" => user.state == State::Deleted,
        _ => user.state == State::Active,
    };
    if !["active", "inactive", "deleted", "any"].contains(&state) {
        return Err(Refusal::invalid_value("state", state, "active, inactive, deleted, any"));
    }
    let page = Page::asked(seen, usize::MAX)?;
    let all: Vec<&User> = seen.org.users.iter().filter(wanted).collect();
    let shown: Vec<_> = all[page.range(all.len())].iter().map(|user| body(seen, user)).collect();
    Ok(page_of(seen, page, all.len(), &shown))
}

fn body<'a>(seen: &'a Seen<'_>, user: &'a User) -> UserBody<'a> {
    let division = &seen.org.divisions[user.division];
    UserBody {
        id: &user.id,
        name: &user.name,
        division: DivisionBody {
            id: &division.id,
            name: &division.name,
            self_uri: format!("/api/v2/authorization/divisions/{}", division.id),
        },
        email: &user.email,
        username: &user.username,
        state: user.state.to_string(),
        title: user.title.as_deref(),
        date_last_login: user.last_login.as_deref(),
        version: 1,
        acd_auto_answer: false,
        self_uri: format!("/api/v2/users/{}", user.id),
    }
}
