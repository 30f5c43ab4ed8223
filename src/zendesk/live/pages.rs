//! The pages of a list, by cursor or however the vendor gives them.

use std::cell::Cell;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::page;
use crate::http::Target;
use crate::live::{Page, ReadError, Reader};
use crate::zendesk::List;
use crate::zendesk::import::record::key;

/// How often a list is read whole before we say that the vendor announces more than it gives.
const PASSES: u32 = 3;
/// Above this, the vendor's `count` is an estimate.
const COUNTED: u64 = 100_000;

/// Takes a record.
pub(super) type Take<'a> = &'a mut dyn FnMut(Map<String, Value>) -> Result<(), ReadError>;

/// How far a list was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// To its end.
    End,
    /// As many pages as were wanted, and there are more.
    Limit,
}

/// Reads lists.
pub(super) struct Pages<'a> {
    pub(super) reader: &'a Reader<'a>,
    /// How many pages there are of what was read: what a run without trouble takes.
    pub(super) count: Cell<u64>,
}

impl<'a> Pages<'a> {
    pub(super) fn new(reader: &'a Reader<'a>) -> Self {
        Self {
            reader,
            count: Cell::new(0),
        }
    }

    /// Reads a list to its end, or `most` pages of it. Records may be handed over more than once.
    pub(super) async fn read(
        &self,
        list: List,
        first: &Target,
        most: Option<usize>,
        take: Take<'_>,
    ) -> Result<Reach, ReadError> {
        let mut passes = 1;
        loop {
            match self.pass(list, first, most, passes > 1, take).await {
                Err(ReadError::Gap { .. }) if passes < PASSES => passes += 1,
                done => return done,
            }
        }
    }

    /// Reads a list once; `again` passes over what the journal holds.
    async fn pass(
        &self,
        list: List,
        first: &Target,
        most: Option<usize>,
        again: bool,
        take: Take<'_>,
    ) -> Result<Reach, ReadError> {
        let mut target = first.clone();
        let mut visited = BTreeSet::new();
        let mut keys = BTreeSet::new();
        let mut announced: Option<u64> = None;
        let reach = loop {
            visited.insert(page::same(&target));
            let mut page = self.page(list, &target, again).await?;
            let mut next = self.next(&page)?;
            if leads_back(next.as_ref(), &visited) {
                // Once more: a link that leads back may be a slip.
                page = self.page(list, &target, true).await?;
                next = self.next(&page)?;
                if leads_back(next.as_ref(), &visited) {
                    return Err(ReadError::Endless {
                        what: target.path().to_owned(),
                    });
                }
            }
            announced = announced.max(page.total);
            for line in &page.records {
                let wrong = |why| ReadError::Record {
                    what: target.path().to_owned(),
                    why,
                };
                let record: Map<String, Value> = serde_json::from_str(line.get())
                    .map_err(|_| wrong(format!("a record of `{}` should be an object", list.name())))?;
                if announced.is_some() {
                    keys.insert(key(list, &record).map_err(wrong)?);
                }
                take(record)?;
            }
            self.reader.watch().pages(list.name(), visited.len() as u64, None);
            match next {
                Some(_) if most.is_some_and(|most| visited.len() >= most) => break Reach::Limit,
                Some(next) => target = next,
                None => break Reach::End,
            }
        };
        let arrived = keys.len() as u64;
        match announced {
            Some(announced) if reach == Reach::End && announced <= COUNTED && announced != arrived => {
                Err(ReadError::Gap {
                    what: first.path().to_owned(),
                    announced,
                    arrived,
                })
            }
            _ => {
                self.count.set(self.count.get() + visited.len() as u64);
                Ok(reach)
            }
        }
    }

    async fn page(&self, list: List, target: &Target, again: bool) -> Result<Page, ReadError> {
        let read = |body: &[u8]| page::read(list, target, body);
        if again {
            self.reader.page_again(target, read).await
        } else {
            self.reader.page(target, read).await
        }
    }

    /// Where a list goes on.
    fn next(&self, page: &Page) -> Result<Option<Target>, ReadError> {
        let base = self.reader.api().base();
        let next = page.next.as_deref().map(|link| Target::of_link(base, link));
        Ok(next.transpose()?)
    }
}

fn leads_back(next: Option<&Target>, visited: &BTreeSet<String>) -> bool {
    next.is_some_and(|next| visited.contains(&page::same(next)))
}
