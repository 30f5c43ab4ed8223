//! Pages of lists, in the vendor's two styles: by cursor (`page[size]`, `page[after]`, `page[before]`) and by number
//! (`page`, `per_page`). Who asks for neither gets numbers.
//!
//! Source: the vendor's page on paging, 2026.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::cursor::Cursor;
use super::refusal::Refusal;
use super::{Seen, Served};
use crate::rehearsal::world::account::{Id, List, Record, id_at};
use crate::rehearsal::{Answer, Query};

/// The largest page, and the one that is given unasked.
pub(super) const LARGEST: usize = 100;
/// How far numbers go: pages.
const DEEPEST_PAGE: usize = 100;
/// How far numbers go: records.
const DEEPEST_RECORD: usize = 10_000;

/// Which records of a list are asked for, by their places.
pub(super) type Filter<'a> = &'a dyn Fn(usize) -> bool;

/// Answers with a page of a list.
pub(super) fn listing(seen: &Seen<'_>, list: List, filter: Filter<'_>) -> Served {
    shown(seen, list, filter, &|record| record)
}

/// As [`listing`]; `show` has the last word on each record.
pub(super) fn shown(seen: &Seen<'_>, list: List, filter: Filter<'_>, show: &dyn Fn(Record) -> Record) -> Served {
    if seen.call.query.pairs().any(|(name, _)| name.starts_with("page[")) {
        by_cursor(seen, list, filter, show)
    } else {
        by_number(seen, list, filter, show)
    }
}

/// Answers with a whole list, for those that have no pages.
pub(super) fn whole(seen: &Seen<'_>, list: List) -> Served {
    let count = seen.account.lists.count(list);
    let records: Vec<Record> = (0..count).map(|at| seen.account.lists.record(list, at)).collect();
    Ok(numbered(list, &records, (None, None), count))
}

/// A list and what stands beside it. Records are written as they are: a page of a hundred users has thousands of fields.
struct Page<'a> {
    list: List,
    records: &'a [Record],
    beside: Record,
}

impl Serialize for Page<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1 + self.beside.len()))?;
        map.serialize_entry(self.list.key(), self.records)?;
        for (name, value) in &self.beside {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// A page by number.
fn numbered(
    list: List,
    records: &[Record],
    (next, previous): (Option<String>, Option<String>),
    count: usize,
) -> Answer {
    let mut beside = Record::new();
    beside.insert("next_page".to_owned(), next.into());
    beside.insert("previous_page".to_owned(), previous.into());
    beside.insert("count".to_owned(), count.into());
    Answer::json(200, &Page { list, records, beside })
}

/// The address of the call with another query, as the vendor writes addresses of pages.
pub(super) fn address(seen: &Seen<'_>, query: &Query) -> String {
    let path = seen.call.path().trim_end_matches('/').trim_end_matches(".json");
    format!("{}{path}.json?{query}", seen.call.base())
}

/// A whole number of the query.
fn number(query: &Query, name: &str, default: usize) -> Option<usize> {
    match query.get(name) {
        None | Some("") => Some(default),
        Some(text) => text.parse().ok().filter(|number| *number > 0),
    }
}

/// A page by its number.
fn by_number(seen: &Seen<'_>, list: List, filter: Filter<'_>, show: &dyn Fn(Record) -> Record) -> Served {
    let lists = &*seen.account.lists;
    let query = &seen.call.query;
    let wrong = |name: &str| Refusal::paging(&format!("{name} is invalid"), "a whole number from 1 is expected");
    let page = number(query, "page", 1).ok_or_else(|| wrong("page"))?;
    let size = number(query, "per_page", LARGEST)
        .ok_or_else(|| wrong("per_page"))?
        .min(LARGEST);
    if page > DEEPEST_PAGE || page * size > DEEPEST_RECORD {
        return Err(Refusal::too_deep());
    }
    let mut places: Vec<usize> = (0..lists.count(list)).filter(|at| filter(*at)).collect();
    if let Some(by @ ("id" | "name" | "created_at" | "updated_at")) = query.get("sort_by") {
        places.sort_by_cached_key(|at| (text_of(&lists.field(list, *at, by)), *at));
    }
    if query.get("sort_order") == Some("desc") {
        places.reverse();
    }
    let count = places.len();
    let start = ((page - 1) * size).min(count);
    let end = (start + size).min(count);
    let records: Vec<Record> = places[start..end]
        .iter()
        .map(|at| show(lists.record(list, *at)))
        .collect();
    let at = |page: usize| {
        let query = query.set("page", page.to_string()).set("per_page", size.to_string());
        address(seen, &query)
    };
    let next = (end < count).then(|| at(page + 1));
    let previous = (page > 1).then(|| at(page - 1));
    Ok(numbered(list, &records, (next, previous), count))
}

/// A page after or before a cursor, or the first one.
fn by_cursor(seen: &Seen<'_>, list: List, filter: Filter<'_>, show: &dyn Fn(Record) -> Record) -> Served {
    let query = &seen.call.query;
    let size = number(query, "page[size]", LARGEST)
        .filter(|size| *size <= LARGEST)
        .ok_or_else(|| Refusal::paging("page[size] is invalid", "a whole number from 1 to 100 is expected"))?;
    let order = Order::asked(seen, list)?;
    // A cursor belongs to the path, the order and the filters with which it was made.
    let listing = filters(query).to_string();
    let listing = format!(
        "{} {} {listing}",
        seen.account.subdomain,
        seen.call.path().trim_end_matches(".json")
    );
    let read = |name: &str| {
        let given = query.get(name).filter(|text| !text.is_empty());
        let cursor = given.map(|text| {
            Cursor::read(text, &listing)
                .ok_or_else(|| Refusal::paging(&format!("{name} is invalid"), "not a cursor of this list"))
        });
        cursor.transpose()
    };
    let found = match (read("page[after]")?, read("page[before]")?) {
        (Some(_), Some(_)) => {
            return Err(Refusal::paging(
                "page is invalid",
                "page[after] and page[before] exclude each other",
            ));
        }
        (after, None) => forward(&order, filter, size, after.as_ref()),
        (None, Some(before)) => backward(&order, filter, size, &before),
    };
    let cursor = |at: Option<&usize>| at.map(|at| order.cursor(*at).text(&listing));
    // As recorded: a list that fits on one page names no cursors, and the last page of a longer one still names both.
    let several = found.before || found.after;
    let after = cursor(found.places.last().filter(|_| several));
    let before = cursor(found.places.first().filter(|_| found.before));
    let link = |name: &str, cursor: &Option<String>, there: bool| {
        let cursor = cursor.clone().filter(|_| there)?;
        let query = filters(query).set(name, cursor).set("page[size]", size.to_string());
        Some(address(seen, &query))
    };
    let links = json!({
        "prev": link("page[before]", &before, found.before),
        "next": link("page[after]", &after, found.after),
    });
    let has_more = if query.get("page[before]").is_some() {
        found.before
    } else {
        found.after
    };
    let records: Vec<Record> = found
        .places
        .iter()
        .map(|at| show(seen.account.lists.record(list, *at)))
        .collect();
    let mut beside = Record::new();
    beside.insert(
        "meta".to_owned(),
        json!({"has_more": has_more, "after_cursor": after, "before_cursor": before}),
    );
    beside.insert("links".to_owned(), links);
    Ok(Answer::json(
        200,
        &Page {
            list,
            records: &records,
            beside,
        },
    ))
}

/// The query without paging: what a cursor belongs to.
fn filters(query: &Query) -> Query {
    ["page[size]", "page[after]", "page[before]", "page", "per_page"]
        .iter()
        .fold(query.clone(), |query, name| query.without(name))
}

/// Records that are shown, and whether there are others before and after them.
#[derive(Debug)]
struct Found {
    /// Their places in the list.
    places: Vec<usize>,
    /// Whether there are others before them.
    before: bool,
    /// Whether there are others after them.
    after: bool,
}

/// The records after a cursor.
fn forward(order: &Order<'_>, filter: Filter<'_>, size: usize, cursor: Option<&Cursor>) -> Found {
    let start = cursor.map_or(0, |cursor| {
        order.first(|other| other > std::cmp::Ordering::Equal, cursor)
    });
    let mut rest = (start..order.count())
        .map(|at| order.place(at))
        .filter(|at| filter(*at));
    let places: Vec<usize> = rest.by_ref().take(size).collect();
    Found {
        after: rest.next().is_some(),
        before: (0..start).any(|at| filter(order.place(at))),
        places,
    }
}

/// The records before a cursor.
fn backward(order: &Order<'_>, filter: Filter<'_>, size: usize, cursor: &Cursor) -> Found {
    let end = order.first(|other| other >= std::cmp::Ordering::Equal, cursor);
    let mut rest = (0..end).rev().map(|at| order.place(at)).filter(|at| filter(*at));
    let mut places: Vec<usize> = rest.by_ref().take(size).collect();
    places.reverse();
    Found {
        before: rest.next().is_some(),
        after: (end..order.count()).any(|at| filter(order.place(at))),
        places,
    }
}

/// The order of a list. By id it needs no sorting: lists are kept so.
struct Order<'a> {
    seen: &'a Seen<'a>,
    list: List,
    /// The field, besides the id.
    by: Option<&'static str>,
    /// Whether the last comes first.
    descending: bool,
    /// Places in ascending order; `None` where the list is in that order.
    sorted: Option<Vec<usize>>,
}

impl<'a> Order<'a> {
    /// The order that a call asks for. Parameters of paging by number (`sort_by`, `sort_order`) are passed over here, as the
    /// vendor does.
    fn asked(seen: &'a Seen<'a>, list: List) -> Result<Self, Refusal> {
        let asked = seen.call.query.get("sort").unwrap_or("id");
        let (descending, name) = match asked.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, asked),
        };
        let by = match name {
            "id" => None,
            "updated_at" => Some("updated_at"),
            "created_at" if list == List::AuditLogs => Some("created_at"),
            _ => {
                return Err(Refusal::paging(
                    "sort is invalid",
                    "this list is sorted by id or updated_at",
                ));
            }
        };
        let lists = &*seen.account.lists;
        let sorted = by.map(|by| {
            let mut places: Vec<usize> = (0..lists.count(list)).collect();
            places.sort_by_cached_key(|at| (text_of(&lists.field(list, *at, by)), *at));
            places
        });
        Ok(Self {
            seen,
            list,
            by,
            descending,
            sorted,
        })
    }

    /// How long the list is.
    fn count(&self) -> usize {
        self.seen.account.lists.count(self.list)
    }

    /// The place in the list of the record that stands there in this order.
    fn place(&self, at: usize) -> usize {
        let at = if self.descending { self.count() - 1 - at } else { at };
        self.sorted.as_ref().map_or(at, |sorted| sorted[at])
    }

    /// The cursor at a record.
    fn cursor(&self, place: usize) -> Cursor {
        let lists = &*self.seen.account.lists;
        Cursor {
            key: self
                .by
                .map_or_else(String::new, |by| text_of(&lists.field(self.list, place, by))),
            id: id_at(lists, self.list, place),
        }
    }

    /// Where, in this order, the records begin that stand to a cursor as `is` says.
    fn first(&self, is: impl Fn(std::cmp::Ordering) -> bool, cursor: &Cursor) -> usize {
        let (mut low, mut high) = (0, self.count());
        while low < high {
            let middle = low.midpoint(high);
            let own = self.cursor(self.place(middle));
            let ordering = (&own.key, &own.id).cmp(&(&cursor.key, &cursor.id));
            let ordering = if self.descending { ordering.reverse() } else { ordering };
            if is(ordering) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }
}

/// A value to sort by.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(_) => match Id::of_value(value) {
            Id::Number(number) => format!("{number:020}"),
            Id::Text(text) => text,
        },
        _ => String::new(),
    }
}
