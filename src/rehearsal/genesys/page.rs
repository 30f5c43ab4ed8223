//! Pages: `pageSize` and `pageNumber`, and the listing around the entities.

use serde::Serialize;

use super::refusal::Refusal;
use super::{Seen, Served};
use crate::rehearsal::{Answer, Assumption};

/// What the vendor gives unasked.
const DEFAULT_SIZE: usize = 25;
/// Where lists end that can't be read whole by page number.
pub(super) const WINDOW: usize = 10_000;

/// Which part of a list was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    /// How many entities, at most.
    pub size: usize,
    /// Which page, counted from 1.
    pub number: usize,
}

impl Page {
    /// What a call asks for; `largest` is the list's own limit, where it has one below `--page-max`.
    pub(super) fn asked(seen: &Seen<'_>, largest: usize) -> Result<Self, Refusal> {
        let page = Self {
            size: number(seen, "pageSize", DEFAULT_SIZE)?,
            number: number(seen, "pageNumber", 1)?,
        };
        if page.size > largest.min(seen.behaviour.page_max) {
            return Err(Refusal::too_large());
        }
        if seen.assumes(Assumption::OffsetWindow10000) && page.is_past(WINDOW) {
            return Err(Refusal::window());
        }
        Ok(page)
    }

    /// Whether it goes past so many entities.
    pub(super) fn is_past(self, window: usize) -> bool {
        self.size.saturating_mul(self.number) > window
    }

    /// The entities of this page among `total`.
    pub(super) fn range(self, total: usize) -> std::ops::Range<usize> {
        let start = self.size.saturating_mul(self.number - 1).min(total);
        start..(start + self.size).min(total)
    }
}

/// A parameter that is a number from 1.
fn number(seen: &Seen<'_>, name: &str, default: usize) -> Result<usize, Refusal> {
    match seen.call.query.get(name) {
        None | Some("") => Ok(default),
        Some(text) => match text.parse() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err(Refusal::invalid_value(name, text, "whole numbers from 1")),
        },
    }
}

/// A page of a list, with the addresses of the others.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listing<'a, T> {
    entities: &'a [T],
    page_size: usize,
    page_number: usize,
    total: usize,
    first_uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_uri: Option<String>,
    self_uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_uri: Option<String>,
    last_uri: String,
    page_count: usize,
}

/// Answers with one page of a list that is all in memory; `show` writes an item as the API does.
pub(super) fn listing<I, T: Serialize>(seen: &Seen<'_>, largest: usize, items: &[I], show: impl Fn(&I) -> T) -> Served {
    let page = Page::asked(seen, largest)?;
    let entities: Vec<T> = items[page.range(items.len())].iter().map(show).collect();
    Ok(page_of(seen, page, items.len(), &entities))
}

/// Answers with the entities of a page.
pub(super) fn page_of<T: Serialize>(seen: &Seen<'_>, page: Page, total: usize, entities: &[T]) -> Answer {
    let count = total.div_ceil(page.size);
    let at = |number: usize| {
        let query = seen
            .call
            .query
            .set("pageSize", page.size.to_string())
            .set("pageNumber", number.to_string());
        format!("{}?{query}", seen.call.path())
    };
    Answer::json(
        200,
        &Listing {
            entities,
            page_size: page.size,
            page_number: page.number,
            total,
            first_uri: at(1),
            previous_uri: (page.number > 1).then(|| at(page.number - 1)),
            self_uri: at(page.number),
            next_uri: (page.number < count).then(|| at(page.number + 1)),
            last_uri: at(count.max(1)),
            page_count: count,
        },
    )
}

/// A page of one of the lists that don't say the addresses of the others (`AuthzDivisionGrantEntityListing`,
/// `UserReferenceEntityListing`).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bare<T> {
    entities: Vec<T>,
    page_size: usize,
    page_number: usize,
    total: usize,
    page_count: usize,
}

/// Answers with one page, without the addresses of the others.
pub(super) fn bare<I, T: Serialize>(page: Page, items: &[I], show: impl Fn(&I) -> T) -> Answer {
    Answer::json(
        200,
        &Bare {
            entities: items[page.range(items.len())].iter().map(show).collect(),
            page_size: page.size,
            page_number: page.number,
            total: items.len(),
            page_count: items.len().div_ceil(page.size),
        },
    )
}

/// Part of a list that is read by cursor: what is shown, and where it goes on.
pub(super) struct Stretch<'a, I> {
    /// What is shown.
    pub items: &'a [I],
    /// The cursor after which more follows.
    pub next: Option<String>,
    /// The cursor before which more stands.
    pub previous: Option<String>,
}

/// Cuts what a call asks for out of a list in which each item has an id, which serves as cursor: vendors' cursors say
/// nothing to their callers. `after` and `before` are the names of the parameters, `before` only where there is one.
pub(super) fn stretch<'a, I>(
    seen: &Seen<'_>,
    (after, before): (&str, Option<&str>),
    largest: usize,
    items: &'a [I],
    id: impl Fn(&'a I) -> &'a str,
) -> Result<Stretch<'a, I>, Refusal> {
    let size = number(seen, "pageSize", DEFAULT_SIZE)?;
    if size > largest.min(seen.behaviour.page_max) {
        return Err(Refusal::too_large());
    }
    let find = |name: &str, cursor: &str| {
        let at = items.iter().position(|item| id(item) == cursor);
        at.ok_or_else(|| Refusal::invalid_value(name, cursor, "cursors of this list"))
    };
    let given = |name| Some((name, seen.call.query.get(name).filter(|cursor| !cursor.is_empty())?));
    let after = given(after);
    let before = before.and_then(given);
    let range = match (after, before) {
        (Some(_), Some(_)) => {
            return Err(Refusal::new(
                400,
                "both.after.and.before.provided",
                "Can not provide both after and before key in the same request.",
            ));
        }
        (Some((name, cursor)), None) => {
            let start = find(name, cursor)? + 1;
            start..(start + size).min(items.len())
        }
        (None, Some((name, cursor))) => {
            let end = find(name, cursor)?;
            end.saturating_sub(size)..end
        }
        (None, None) => 0..size.min(items.len()),
    };
    let shown = &items[range.clone()];
    Ok(Stretch {
        items: shown,
        next: shown
            .last()
            .filter(|_| range.end < items.len())
            .map(|item| id(item).to_owned()),
        previous: shown
            .first()
            .filter(|_| range.start > 0)
            .map(|item| id(item).to_owned()),
    })
}

/// The address of the same call with another cursor.
pub(super) fn cursor_uri(seen: &Seen<'_>, name: &str, cursor: &str) -> String {
    let query = ["after", "before", "cursor"]
        .iter()
        .fold(seen.call.query.clone(), |query, name| query.without(name));
    format!("{}?{}", seen.call.path(), query.set(name, cursor))
}

/// Answers with a list that is read by cursor (`after`, and `before` where `back` says so).
pub(super) fn cursor_listing<'a, I, T: Serialize>(
    seen: &Seen<'_>,
    before: Option<&str>,
    largest: usize,
    items: &'a [I],
    id: impl Fn(&'a I) -> &'a str,
    show: impl Fn(&I) -> T,
) -> Served {
    /// The listing of `divisions/query` and `policies`.
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Cursors<T> {
        entities: Vec<T>,
        #[serde(skip_serializing_if = "Option::is_none")]
        next_uri: Option<String>,
        self_uri: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        previous_uri: Option<String>,
    }
    let stretch = stretch(seen, ("after", before), largest, items, id)?;
    let query = &seen.call.query;
    Ok(Answer::json(
        200,
        &Cursors {
            entities: stretch.items.iter().map(show).collect(),
            next_uri: stretch.next.map(|cursor| cursor_uri(seen, "after", &cursor)),
            self_uri: if query.is_empty() {
                seen.call.path().to_owned()
            } else {
                format!("{}?{query}", seen.call.path())
            },
            previous_uri: before
                .zip(stretch.previous)
                .map(|(name, cursor)| cursor_uri(seen, name, &cursor)),
        },
    ))
}
