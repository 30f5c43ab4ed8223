//! People of an org.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::bodies::{ALL, DivisionRef, division_ref, user_uri};
use super::expand::{Expand, OF_ME, OF_USERS};
use super::page::{Page, WINDOW, cursor_uri, page_of, stretch};
use super::refusal::Refusal;
use super::{Row, Seen, Served, groups, organization, rights, roles, tokens, trustees};
use crate::access::Reach;
use crate::catalogue::Mode;
use crate::model::Method;
use crate::rehearsal::world::{State, SubjectRef, User, moment};
use crate::rehearsal::{Answer, Assumption};

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[
    (Method::Get, "/api/v2/users", list),
    (Method::Get, "/api/v2/users/me", me),
    (Method::Get, "/api/v2/users/query", query),
    (Method::Get, "/api/v2/users/{subjectId}/roles", roles_of),
    (Method::Get, "/api/v2/users/{userId}", one),
    (Method::Get, "/api/v2/users/{userId}/trustors", trustors),
];

/// A person (`User`).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserBody<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    division: Option<DivisionRef<'a>>,
    email: &'a str,
    username: &'a str,
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    version: u32,
    acd_auto_answer: bool,
    self_uri: String,
    #[serde(flatten)]
    expanded: Map<String, Value>,
}

/// Where the people are integrated from, of whom a call wants the presence.
const SOURCES: &[&str] = &["MicrosoftTeams", "ZoomPhone", "EightByEight"];
/// Directions of sorting, and the short forms of the vendor's own defaults.
pub(super) const ORDERS: &[&str] = &["ascending", "descending", "ASC", "DESC"];
/// The largest page of `users/query`; what the vendor allows isn't known.
const QUERY_PAGE: usize = 100;

fn list(seen: &Seen<'_>) -> Served {
    let state = seen
        .choice("state", &["active", "inactive", "deleted", "any"])?
        .unwrap_or("active");
    seen.choice("integrationPresenceSource", SOURCES)?;
    let expand = Expand::asked(seen, &[OF_USERS])?;
    let ids = seen.ids("id", "max.user.ids", "users")?;
    let page = Page::asked(seen, usize::MAX)?;
    // Known of inactive people only; of the others it is known that the list goes on.
    if state == "inactive" && page.is_past(WINDOW) {
        return Err(Refusal::window());
    }
    let every;
    let mut all: &[usize] = match state {
        "inactive" => seen.index.in_state(State::Inactive),
        "deleted" => seen.index.in_state(State::Deleted),
        "active" => seen.index.in_state(State::Active),
        _ => {
            every = (0..seen.org.users.len()).collect::<Vec<_>>();
            &every
        }
    };
    let mut some: Vec<usize>;
    if ids.is_some() || seen.call.query.get("jabberId").is_some() || is_descending(seen)? {
        let wanted = |at: &usize| {
            ids.as_ref()
                .is_none_or(|ids| ids.contains(seen.org.users[*at].id.as_str()))
        };
        // Nobody here has a jabber id.
        let known = seen.call.query.get("jabberId").is_none();
        some = all.iter().copied().filter(|at| known && wanted(at)).collect();
        if is_descending(seen)? {
            some.reverse();
        }
        all = &some;
    }
    let shown: Vec<_> = all[page.range(all.len())]
        .iter()
        .map(|at| body(seen, *at, &expand))
        .collect();
    Ok(page_of(seen, page, all.len(), &shown))
}

/// Whether a list is wanted from its end.
pub(super) fn is_descending(seen: &Seen<'_>) -> Result<bool, Refusal> {
    let order = seen.choice("sortOrder", ORDERS)?;
    Ok(matches!(order, Some("descending" | "DESC")))
}

/// People by cursor. The vendor wants `directory:user:view` in all divisions for it.
fn query(seen: &Seen<'_>) -> Served {
    if seen.reach != Reach::All {
        let permission = "directory:user:view".parse().expect("three parts");
        return Err(Refusal::missing_in_division(Mode::Any, &[&permission], ALL));
    }
    let state = seen
        .choice("state", &["active", "inactive", "deleted", "any"])?
        .unwrap_or("active");
    let expand = Expand::asked(seen, &[OF_USERS])?;
    let mut all: Vec<usize> = match state {
        "inactive" => seen.index.in_state(State::Inactive).to_vec(),
        "deleted" => seen.index.in_state(State::Deleted).to_vec(),
        "active" => seen.index.in_state(State::Active).to_vec(),
        _ => (0..seen.org.users.len()).collect(),
    };
    if is_descending(seen)? {
        all.reverse();
    }
    let largest = if seen.assumes(Assumption::UsersQueryPagesOf500) {
        usize::MAX
    } else {
        QUERY_PAGE
    };
    let stretch = stretch(seen, ("cursor", None), largest, &all, |at| &seen.org.users[*at].id)?;
    let entities: Vec<_> = stretch.items.iter().map(|at| body(seen, *at, &expand)).collect();
    let own = seen.call.query.to_string();
    let mut listing = json!({
        "results": entities.len(),
        "entities": entities,
        "selfUri": if own.is_empty() { seen.call.path().to_owned() } else { format!("{}?{own}", seen.call.path()) },
    });
    if let Some(cursor) = stretch.next {
        listing["nextUri"] = cursor_uri(seen, "cursor", &cursor).into();
        listing["cursor"] = cursor.into();
    }
    Ok(Answer::json(200, &listing))
}

fn one(seen: &Seen<'_>) -> Served {
    let expand = Expand::asked(seen, &[OF_USERS])?;
    seen.choice("integrationPresenceSource", SOURCES)?;
    let state = seen.choice("state", &["active", "deleted"])?.unwrap_or("active");
    let at = seen.index.user(seen.org, seen.part(0)).ok_or_else(Refusal::not_found)?;
    // Deleted people are shown to who asks for them only.
    if (seen.org.users[at].state == State::Deleted) != (state == "deleted") {
        return Err(Refusal::not_found());
    }
    Ok(Answer::json(200, &body(seen, at, &expand)))
}

fn roles_of(seen: &Seen<'_>) -> Served {
    let id = seen.part(0);
    seen.index.subject(seen.org, id).ok_or_else(Refusal::not_found)?;
    Ok(Answer::json(200, &rights::authorization(seen, id)))
}

/// The orgs that a person may enter, as far as the world knows of it.
fn trustors(seen: &Seen<'_>) -> Served {
    let id = seen.part(0);
    seen.index.user(seen.org, id).ok_or_else(Refusal::not_found)?;
    let entered: Vec<_> = trustees::entered_by(seen, id).collect();
    super::page::listing(seen, usize::MAX, &entered, |trustor| trustees::trustor(trustor))
}

/// The one who calls. Tokens of clients don't come this far.
fn me(seen: &Seen<'_>) -> Served {
    let expand = Expand::asked(seen, &[OF_USERS, OF_ME])?;
    seen.choice("integrationPresenceSource", SOURCES)?;
    let person = seen.session.person.ok_or_else(Refusal::not_a_user)?;
    let home = &seen.world.orgs[seen.session.home_org];
    let guest = !matches!(seen.session.subject, SubjectRef::User(_));
    let mut body = if guest {
        // Known at home; what they are here is in the roles that they hold.
        let mut body = plain(&home.users[person], None);
        if expand.has("authorization") {
            let id = seen.session.subject(seen.org);
            body.expanded
                .insert("authorization".to_owned(), rights::authorization(seen, id));
        }
        body
    } else {
        body(seen, person, &expand)
    };
    let mut add = |name: &str, value: &dyn Fn() -> Value| {
        // Asked for in lower case, answered in the case of fields.
        if expand.has(&name.to_ascii_lowercase()) {
            body.expanded.insert(name.to_owned(), value());
        }
    };
    add("organization", &|| organization::body(seen));
    add("orgProducts", &|| organization::product_list(seen));
    add("orgAuthorization", &|| {
        let held = seen.access.held_by(seen.session.subject(seen.org));
        let held = held.filter_map(|(_, grant)| seen.index.role(seen.org, &grant.role));
        let held: std::collections::BTreeSet<usize> = held.collect();
        held.into_iter()
            .map(|at| roles::body(seen, at, roles::UserCount::Without))
            .collect()
    });
    add("token", &|| tokens::body(seen));
    add("trustors", &|| {
        let id = seen.session.subject(seen.org);
        trustees::entered_by(seen, id).map(trustees::trustor).collect()
    });
    add("date", &|| json!({"currentDate": moment(seen.now)}));
    for name in ["favorites", "superiors", "directReports", "routingSkills"] {
        add(name, &|| json!([]));
    }
    Ok(Answer::json(200, &body))
}

/// A person of the org.
pub(super) fn body<'a>(seen: &Seen<'a>, at: usize, expand: &Expand<'_>) -> UserBody<'a> {
    let user = &seen.org.users[at];
    let mut body = plain(user, Some(division_ref(seen.org, Some(user.division))));
    let mut add = |name: &str, value: Value| {
        if !value.is_null() {
            body.expanded.insert(name.to_owned(), value);
        }
    };
    if expand.has("authorization") {
        add("authorization", rights::authorization(seen, &user.id));
    }
    if expand.has("groups") {
        let own = seen.index.groups_of(at).iter().map(|group| groups::body(seen, *group));
        add("groups", own.collect());
    }
    if expand.has("dateLastLogin") {
        add("dateLastLogin", json!(user.last_login));
    }
    // Nobody here has any.
    for name in ["profileSkills", "certifications", "locations", "skills", "languages"] {
        if expand.has(name) {
            add(name, json!([]));
        }
    }
    body
}

/// A person without anything that has to be asked for.
fn plain<'a>(user: &'a User, division: Option<DivisionRef<'a>>) -> UserBody<'a> {
    UserBody {
        id: &user.id,
        name: &user.name,
        division,
        email: &user.email,
        username: &user.username,
        state: user.state.to_string(),
        title: user.title.as_deref(),
        version: 1,
        acd_auto_answer: false,
        self_uri: user_uri(&user.id),
        expanded: Map::new(),
    }
}
