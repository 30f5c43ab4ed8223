//! Pages: `pageSize` and `pageNumber`, and the listing around the entities.

use serde::Serialize;

use super::refusal::Refusal;
use super::{Seen, Served};
use crate::rehearsal::Answer;

/// What the vendor gives unasked.
const DEFAULT_SIZE: usize = 25;

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
        let number = |name: &str, default: usize| match seen.call.query.get(name) {
            None | Some("") => Ok(default),
            Some(text) => match text.parse() {
                Ok(number) if number > 0 => Ok(number),
                _ => Err(Refusal::invalid_value(name, text, "whole numbers from 1")),
            },
        };
        let page = Self {
            size: number("pageSize", DEFAULT_SIZE)?,
            number: number("pageNumber", 1)?,
        };
        if page.size > largest.min(seen.behaviour.page_max) {
            return Err(Refusal::too_large());
        }
        Ok(page)
    }

    /// The entities of this page among `total`.
    pub(super) fn range(self, total: usize) -> std::ops::Range<usize> {
        let start = self.size.saturating_mul(self.number - 1).min(total);
        start..(start + self.size).min(total)
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
