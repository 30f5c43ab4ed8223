//! `users/search`: people by criteria, limited to the divisions in which the caller may see people.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use serde::Deserialize;
use serde_json::{Value, json};

use super::expand::{Expand, OF_USERS};
use super::page::{Page, WINDOW};
use super::refusal::Refusal;
use super::{Row, Seen, Served, users};
use crate::model::Method;
use crate::rehearsal::world::{State, User};
use crate::rehearsal::{Answer, Assumption};

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[
    (Method::Get, "/api/v2/users/search", by_query),
    (Method::Post, "/api/v2/users/search", by_body),
];

/// The largest page of results.
const PAGE: usize = 100;
/// What is given unasked.
const DEFAULT_PAGE: usize = 25;

/// What is searched for (`UserSearchRequest`).
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Request {
    sort_order: Option<String>,
    sort_by: Option<String>,
    page_size: Option<usize>,
    page_number: Option<usize>,
    expand: Vec<String>,
    query: Vec<Criterion>,
}

/// One criterion, or a group of them (`UserSearchCriteria`).
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Criterion {
    #[serde(rename = "type")]
    kind: Option<String>,
    operator: Option<String>,
    fields: Vec<String>,
    value: Option<String>,
    values: Vec<String>,
    group: Vec<Criterion>,
}

/// The request in `q64`, base64 of its JSON.
fn by_query(seen: &Seen<'_>) -> Served {
    let q64 = seen.call.query.get("q64").unwrap_or_default();
    let wrong = || Refusal::invalid_value("q64", q64, "base64 of a search");
    let text = decoded(q64).ok_or_else(wrong)?;
    let mut request: Value = serde_json::from_slice(&text).map_err(|_| wrong())?;
    if seen.call.query.get("expand").is_some() {
        request["expand"] = seen.call.query.list("expand").collect();
    }
    answer(seen, &request)
}

fn by_body(seen: &Seen<'_>) -> Served {
    match serde_json::from_slice(&seen.call.body) {
        Ok(request) => answer(seen, &request),
        Err(_) => Err(bad_request()),
    }
}

fn bad_request() -> Refusal {
    Refusal::new(
        400,
        "bad.request",
        "The request could not be understood by the server due to malformed syntax.",
    )
}

fn answer(seen: &Seen<'_>, asked: &Value) -> Served {
    let request: Request = serde_json::from_value(asked.clone()).map_err(|_| bad_request())?;
    let page = Page {
        size: request.page_size.unwrap_or(DEFAULT_PAGE).max(1),
        number: request.page_number.unwrap_or(1).max(1),
    };
    if page.size > PAGE.min(seen.behaviour.page_max) {
        return Err(Refusal::too_large());
    }
    if page.is_past(WINDOW) && !seen.assumes(Assumption::SearchWithoutWindow) {
        return Err(Refusal::new(
            400,
            "too.many.requested.results",
            "Too many results requested.",
        ));
    }
    let expand = Expand::of(request.expand.iter().map(String::as_str), &[OF_USERS])?;
    let about_state = request.query.iter().any(Criterion::is_about_state);
    let mut found: Vec<usize> = Vec::new();
    for (at, user) in seen.org.users.iter().enumerate() {
        // People in use, unless the search is about states.
        let wanted = (about_state || user.state == State::Active)
            && seen.reach.includes(&seen.org.divisions[user.division].id)
            && all_meet(&request.query, user)?;
        if wanted {
            found.push(at);
        }
    }
    match request.sort_by.as_deref() {
        Some("name") => found.sort_by_key(|at| seen.org.users[*at].name.to_lowercase()),
        Some("email") => found.sort_by_key(|at| seen.org.users[*at].email.to_lowercase()),
        _ => {}
    }
    if request
        .sort_order
        .is_some_and(|order| order.eq_ignore_ascii_case("DESC"))
    {
        found.reverse();
    }
    let count = found.len().div_ceil(page.size);
    let q64 = |number: usize| {
        let mut asked = asked.clone();
        asked["pageNumber"] = number.into();
        asked["pageSize"] = page.size.into();
        STANDARD.encode(asked.to_string())
    };
    let results: Vec<_> = found[page.range(found.len())]
        .iter()
        .map(|at| users::body(seen, *at, &expand))
        .collect();
    let mut listing = json!({
        "total": found.len(),
        "pageCount": count,
        "pageSize": page.size,
        "pageNumber": page.number,
        "currentPage": q64(page.number),
        "types": ["users"],
        "results": results,
    });
    if page.number > 1 {
        listing["previousPage"] = q64(page.number - 1).into();
    }
    if page.number < count {
        listing["nextPage"] = q64(page.number + 1).into();
    }
    Ok(Answer::json(200, &listing))
}

/// Whether somebody meets a list of criteria: all with AND, none with NOT, and one of those with OR.
fn all_meet(criteria: &[Criterion], user: &User) -> Result<bool, Refusal> {
    let (mut any, mut some) = (false, false);
    for criterion in criteria {
        let meets = criterion.meets(user)?;
        match criterion.operator.as_deref().map(str::to_ascii_uppercase).as_deref() {
            None | Some("AND") if meets => {}
            Some("NOT") if !meets => {}
            None | Some("AND" | "NOT") => return Ok(false),
            Some("OR") => {
                any = true;
                some |= meets;
            }
            Some(other) => return Err(Refusal::invalid_value("operator", other, "AND, OR, NOT")),
        }
    }
    Ok(!any || some)
}

impl Criterion {
    /// Whether it looks at the state of people.
    fn is_about_state(&self) -> bool {
        self.fields.iter().any(|field| field == "state") || self.group.iter().any(Self::is_about_state)
    }

    fn meets(&self, user: &User) -> Result<bool, Refusal> {
        if !self.group.is_empty() {
            return all_meet(&self.group, user);
        }
        let kind = self.kind.as_deref().unwrap_or("EXACT").to_ascii_uppercase();
        if kind == "MATCH_ALL" {
            return Ok(true);
        }
        let wanted: Vec<String> = self
            .value
            .iter()
            .chain(&self.values)
            .map(|value| value.to_lowercase())
            .collect();
        let compare: fn(&str, &str) -> bool = match kind.as_str() {
            "EXACT" | "TERM" | "TERMS" => |own, wanted| own == wanted,
            "STARTS_WITH" => {
                |own, wanted| own.starts_with(wanted) || own.split(' ').any(|word| word.starts_with(wanted))
            }
            "CONTAINS" | "QUERY_STRING" => |own, wanted| own.contains(wanted),
            "REQUIRED_FIELDS" => {
                return Ok(self.fields.iter().all(|field| !field_of(user, field).is_empty()));
            }
            other => {
                return Err(Refusal::invalid_value(
                    "type",
                    other,
                    "EXACT, TERM, TERMS, STARTS_WITH, CONTAINS, QUERY_STRING, REQUIRED_FIELDS, MATCH_ALL",
                ));
            }
        };
        Ok(self.fields.iter().any(|field| {
            let own = field_of(user, field).to_lowercase();
            wanted.iter().any(|wanted| compare(&own, wanted))
        }))
    }
}

/// What somebody has in a field; nothing in one that isn't kept here.
fn field_of(user: &User, field: &str) -> String {
    match field {
        "id" | "guid" => user.id.clone(),
        "name" => user.name.clone(),
        "email" => user.email.clone(),
        "username" => user.username.clone(),
        "state" => user.state.to_string(),
        "title" => user.title.clone().unwrap_or_default(),
        _ => String::new(),
    }
}

/// The bytes of a text in base64, in the alphabet for addresses as well, with or without its padding.
fn decoded(text: &str) -> Option<Vec<u8>> {
    // A `+` in a query is a space unless it is escaped.
    let text = text.trim_end_matches('=').replace(['-', ' '], "+").replace('_', "/");
    STANDARD_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_in_every_form() {
        for text in ["Pz8+Pg==", "Pz8+Pg", "Pz8-Pg", "Pz8 Pg=="] {
            assert_eq!(decoded(text), Some(b"??>>".to_vec()), "{text}");
        }
        assert_eq!(decoded("%"), None);
    }

    #[test]
    fn criteria_combine_as_their_operators_say() {
        let user = User {
            name: "Anna Brandt".to_owned(),
            email: "anna@x.example".to_owned(),
            ..User::default()
        };
        let meets = |criteria: Value| {
            let criteria: Vec<Criterion> = serde_json::from_value(criteria).unwrap();
            all_meet(&criteria, &user).unwrap()
        };
        let one = |kind: &str, operator: &str, value: &str| json!({"type": kind, "operator": operator, "fields": ["name"], "value": value});
        assert!(meets(json!([])));
        assert!(meets(json!([one("STARTS_WITH", "AND", "bra")])));
        assert!(!meets(json!([one("EXACT", "AND", "anna")])));
        assert!(!meets(json!([one("CONTAINS", "NOT", "nna b")])));
        assert!(meets(json!([one("EXACT", "OR", "bo"), one("CONTAINS", "OR", "anna")])));
        assert!(!meets(json!([
            one("CONTAINS", "AND", "anna"),
            one("EXACT", "OR", "bo")
        ])));
        assert!(meets(json!([{"group": [one("CONTAINS", "AND", "anna")]}])));
    }
}
