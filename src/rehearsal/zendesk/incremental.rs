//! The incremental export of users: everybody who changed since a time, deleted users included, in the order of change.
//!
//! It has a rate limit of its own and cursors that last. Source: the vendor's page on incremental exports, 2025.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::json;

use super::page::address;
use super::refusal::Refusal;
use super::{Seen, Served};
use crate::rehearsal::limit::{RateLimit, Spent};
use crate::rehearsal::world::account::{Id, List, Record, id_at};
use crate::rehearsal::{Answer, Query};

/// What the vendor allows all incremental exports of an account together.
const RATE_LIMIT: RateLimit = RateLimit::a_minute(10);
/// The largest page, and the one that is given unasked.
const LARGEST: usize = 1_000;
/// What says how much of [`RATE_LIMIT`] is left.
const HEADER: &str = "zendesk-ratelimit-incremental-exports";

/// Answers with a page of the export.
pub(super) fn users(seen: &Seen<'_>) -> Served {
    let who = format!("zendesk {} incremental", seen.account.subdomain);
    let spent = seen.rehearsal.windows().count(&who, RATE_LIMIT, seen.now);
    if spent.is_over() {
        return Err(Refusal::too_many(spent).with(HEADER, left(spent)));
    }
    page(seen)
        .map(|answer| answer.with(HEADER, left(spent)))
        .map_err(|refusal| refusal.with(HEADER, left(spent)))
}

/// What is left, as the header says it.
fn left(spent: Spent) -> String {
    format!(
        "total={}; remaining={}; resets={}",
        spent.allowed,
        spent.allowed.saturating_sub(spent.count),
        spent.seconds()
    )
}

/// A place in the export: the second of a change, and who changed.
type Changed = (i64, Id);

/// A page: from a cursor, or from a time on.
fn page(seen: &Seen<'_>) -> Served {
    let query = &seen.call.query;
    let from: Changed = match (query.get("cursor"), query.get("start_time")) {
        (Some(cursor), _) => {
            read(cursor).ok_or_else(|| Refusal::paging("cursor is invalid", "not a cursor of this export"))?
        }
        (None, Some(time)) => {
            let time: i64 = time
                .parse()
                .map_err(|_| Refusal::paging("start_time is invalid", "seconds since 1970 are expected"))?;
            // Everybody who changed in that second is after it.
            (time - 1, Id::Text(String::new()))
        }
        (None, None) => {
            return Err(Refusal::paging(
                "start_time is missing",
                "start_time or cursor is expected",
            ));
        }
    };
    let size = match query.get("per_page").map(str::parse::<usize>) {
        None => LARGEST,
        Some(Ok(size)) if size > 0 => size.min(LARGEST),
        Some(_) => {
            return Err(Refusal::paging(
                "per_page is invalid",
                "a whole number from 1 is expected",
            ));
        }
    };
    let lists = &*seen.account.lists;
    let mut changed: Vec<(Changed, List, usize)> = [List::Users, List::DeletedUsers]
        .into_iter()
        .flat_map(|list| (0..lists.count(list)).map(move |at| (list, at)))
        .map(|(list, at)| {
            let time = second(&lists.field(list, at, "updated_at"));
            ((time, id_at(lists, list, at)), list, at)
        })
        .filter(|(own, _, _)| *own > from)
        .collect();
    changed.sort();
    let end_of_stream = changed.len() <= size;
    changed.truncate(size);
    let records: Vec<Record> = changed.iter().map(|(_, list, at)| lists.record(*list, *at)).collect();
    let after = match changed.last() {
        Some((own, _, _)) => Some(text(own)),
        None => query.get("cursor").map(str::to_owned),
    };
    let after_url = after.as_ref().map(|cursor| {
        let next = Query::default().set("cursor", cursor.as_str());
        let next = match query.get("per_page") {
            Some(_) => next.set("per_page", size.to_string()),
            None => next,
        };
        address(seen, &next)
    });
    Ok(Answer::json(
        200,
        &json!({
            "users": records,
            "after_url": after_url,
            "after_cursor": after,
            "before_url": null,
            "before_cursor": null,
            "end_of_stream": end_of_stream,
        }),
    ))
}

/// The second of a date; the first of all where it is none.
fn second(date: &serde_json::Value) -> i64 {
    date.as_str()
        .and_then(|date| date.parse::<jiff::Timestamp>().ok())
        .map_or(0, jiff::Timestamp::as_second)
}

/// A cursor, in the form that was recorded.
fn text((second, id): &Changed) -> String {
    URL_SAFE.encode(format!("{second}.0||{id}"))
}

/// Reads a cursor.
fn read(cursor: &str) -> Option<Changed> {
    let text = String::from_utf8(URL_SAFE.decode(cursor).ok()?).ok()?;
    let (second, id) = text.split_once(".0||")?;
    Some((second.parse().ok()?, Id::of_text(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_have_the_recorded_form() {
        let recorded = "MTc2MzkwNzIwMC4wfHw3NDIx";
        let place = (1_763_907_200, Id::Number(7_421));
        assert_eq!(read(recorded), Some(place.clone()));
        assert_eq!(text(&place), recorded);
        assert_eq!(read("7421"), None);
    }
}
