//! The pages of a list, in each way that the Platform API gives them.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use futures::{StreamExt as _, TryStreamExt as _, stream};

use super::reads::{Paging, Read};
use super::record;
use crate::genesys::List;
use crate::http::{CallError, Problem, Target};
use crate::live::{Page, ReadError, Reader};

/// The sizes of pages, the largest first: the next one is asked for where the vendor finds an answer too large. 100 is what
/// is known to pass, 25 is the vendor's own default.
const SIZES: [u32; 8] = [500, 250, 200, 100, 50, 25, 10, 1];
/// How often a list is read whole before we say that the vendor announces more than it gives.
const PASSES: u32 = 3;

/// Reads lists; remembers of each operation how large its pages may be.
pub(super) struct Pages<'a> {
    pub(super) reader: &'a Reader<'a>,
    /// How many pages there are of what was read, refusals included: what a run without trouble takes.
    pub(super) count: Cell<u64>,
    sizes: RefCell<BTreeMap<&'static str, u32>>,
    concurrency: usize,
}

/// Takes a record: its id within what was read, and its line.
pub(super) type Take<'a> = &'a mut dyn FnMut(String, &str) -> Result<(), ReadError>;

/// Where a list by number stops before its end.
enum Stop {
    /// A smaller page might pass.
    Smaller,
    /// Only another read goes further.
    Window(CallError),
    /// Neither.
    Failed(ReadError),
}

impl From<ReadError> for Stop {
    fn from(error: ReadError) -> Self {
        Self::Failed(error)
    }
}

impl<'a> Pages<'a> {
    pub(super) fn new(reader: &'a Reader<'a>) -> Self {
        Self {
            reader,
            count: Cell::new(0),
            sizes: RefCell::default(),
            concurrency: reader.api().transport().options().concurrency,
        }
    }

    /// Reads a list to its end. Records may be handed over more than once.
    pub(super) async fn read(&self, read: &Read, values: &[&str], take: Take<'_>) -> Result<(), ReadError> {
        let done = self.list(read, values, take).await;
        if done.is_err() {
            // To learn that took a call at least.
            self.counted(1);
        }
        done
    }

    fn counted(&self, calls: u64) {
        self.count.set(self.count.get() + calls);
    }

    async fn list(&self, read: &Read, values: &[&str], take: Take<'_>) -> Result<(), ReadError> {
        match read.paging {
            Paging::Whole => self.whole(read, values, take).await,
            Paging::Single => unreachable!("a fact is no list"),
            Paging::Cursor(largest) => self.cursor(read, values, largest, take).await,
            Paging::Numbered(largest) => match self.numbered(read, values, largest, take).await {
                Ok(()) => Ok(()),
                Err(Stop::Window(error)) => match read.beyond {
                    Some(beyond) => {
                        // The page that told.
                        self.counted(1);
                        Box::pin(self.list(beyond, values, take)).await
                    }
                    None => Err(error.into()),
                },
                Err(Stop::Failed(error)) => Err(error),
                Err(Stop::Smaller) => unreachable!("smaller pages were tried"),
            },
        }
    }

    /// The first record of a list, to see whether it may be read at all.
    fn target(read: &Read, values: &[&str]) -> Target {
        let target = Target::of_template(read.path, values);
        read.query
            .iter()
            .fold(target, |target, (name, value)| target.with(name, value))
    }

    /// A fact.
    pub(super) async fn single(&self, read: &Read) -> Result<serde_json::Value, ReadError> {
        let target = Self::target(read, &[]);
        self.counted(1);
        let page = self.reader.page(&target, Page::of_object).await?;
        let text = page.records.first().map_or("null", |record| record.get());
        serde_json::from_str(text).map_err(|error| ReadError::Record {
            what: read.path.to_owned(),
            why: error.to_string(),
        })
    }

    async fn whole(&self, read: &Read, values: &[&str], take: Take<'_>) -> Result<(), ReadError> {
        let target = Self::target(read, values);
        let parse = |body: &[u8]| record::page(read.list(), body);
        let mut page = self.reader.page(&target, parse).await?;
        for pass in 1.. {
            let arrived = page.records.len() as u64;
            match page.total {
                Some(announced) if announced != arrived => {
                    if pass == PASSES {
                        return Err(gap(&target, announced, arrived));
                    }
                    page = self.reader.page_again(&target, parse).await?;
                }
                _ => break,
            }
        }
        hand_over(read, &page, &mut BTreeSet::new(), take)?;
        self.counted(1);
        Ok(())
    }

    async fn cursor(&self, read: &Read, values: &[&str], largest: u32, take: Take<'_>) -> Result<(), ReadError> {
        let parse = |body: &[u8]| record::page(read.list(), body);
        let mut size = self.size(read, largest);
        'sized: loop {
            let mut target = Self::target(read, values).with("pageSize", size);
            let mut visited = BTreeSet::new();
            let mut ids = BTreeSet::new();
            loop {
                visited.insert(target.clone());
                let mut page = match self.reader.page(&target, parse).await {
                    Err(ReadError::Call(error)) if is_too_large(&error) => {
                        size = self.smaller(read, size, *error)?;
                        continue 'sized;
                    }
                    page => page?,
                };
                let base = self.reader.api().base();
                let mut next = page
                    .next
                    .as_deref()
                    .map(|link| Target::of_link(base, link))
                    .transpose()?;
                if next.as_ref().is_some_and(|next| visited.contains(next)) {
                    // Once more: a link that leads back may be a slip.
                    page = self.reader.page_again(&target, parse).await?;
                    next = page
                        .next
                        .as_deref()
                        .map(|link| Target::of_link(base, link))
                        .transpose()?;
                    if next.as_ref().is_some_and(|next| visited.contains(next)) {
                        return Err(ReadError::Endless {
                            what: target.path().to_owned(),
                        });
                    }
                }
                hand_over(read, &page, &mut ids, take)?;
                self.progress(read, visited.len() as u64, None);
                let Some(next) = next else {
                    self.counted(visited.len() as u64);
                    return Ok(());
                };
                target = next;
            }
        }
    }

    async fn numbered(&self, read: &Read, values: &[&str], largest: u32, take: Take<'_>) -> Result<(), Stop> {
        let mut size = self.size(read, largest);
        let mut passes = 0;
        loop {
            match self.pass(read, values, size, passes > 0, take).await {
                Ok(()) => return Ok(()),
                Err(Stop::Smaller) => {
                    let target = Self::target(read, values);
                    let error = CallError::new("GET", target.to_string(), target.path(), Problem::Refused);
                    size = self.smaller(read, size, error)?;
                }
                Err(Stop::Failed(ReadError::Gap { .. })) if passes + 1 < PASSES => passes += 1,
                Err(other) => return Err(other),
            }
        }
    }

    /// Reads a list by number once. The totals of all pages must agree with each other and with what arrived: people come and
    /// go while a list is read, and then a page shifts and one is missed.
    async fn pass(&self, read: &Read, values: &[&str], size: u32, again: bool, take: Take<'_>) -> Result<(), Stop> {
        let at = |number: u64| {
            Self::target(read, values)
                .with("pageSize", size)
                .with("pageNumber", number)
        };
        let get = async |number: u64, again: bool| -> Result<Page, Stop> {
            let parse = |body: &[u8]| record::page(read.list(), body);
            let target = at(number);
            let page = if again {
                self.reader.page_again(&target, parse).await
            } else {
                self.reader.page(&target, parse).await
            };
            page.map_err(|error| match error {
                ReadError::Call(error) if is_too_large(&error) => Stop::Smaller,
                ReadError::Call(error) if number > 1 && error.status == Some(400) => Stop::Window(*error),
                error => Stop::Failed(error),
            })
        };
        let first = get(1, again).await?;
        let announced = first.total.unwrap_or(first.records.len() as u64);
        if let (Some(window), Some(_)) = (read.window, read.beyond)
            && announced > window
        {
            let target = at(1);
            let error = CallError::new("GET", target.to_string(), target.path(), Problem::Refused);
            return Err(Stop::Window(error));
        }
        let last = announced.div_ceil(u64::from(size)).max(1);
        let mut ids = BTreeSet::new();
        let mut totals = BTreeMap::from([(1, announced)]);
        hand_over(read, &first, &mut ids, take)?;
        let mut pages = stream::iter(2..=last)
            .map(|number| async move { Ok::<_, Stop>((number, get(number, again).await?)) })
            .buffer_unordered(self.concurrency);
        let mut done = 1;
        while let Some((number, page)) = pages.try_next().await? {
            totals.extend(page.total.map(|total| (number, total)));
            hand_over(read, &page, &mut ids, take)?;
            done += 1;
            self.progress(read, done, Some(last));
        }
        drop(pages);
        // A page whose total differs from the others' is asked for again, once.
        let usual = usual(totals.values().copied());
        let odd: Vec<u64> = totals
            .iter()
            .filter(|(_, total)| **total != usual)
            .map(|(number, _)| *number)
            .collect();
        for number in odd {
            let page = get(number, true).await?;
            totals.extend(page.total.map(|total| (number, total)));
            hand_over(read, &page, &mut ids, take)?;
        }
        let arrived = ids.len() as u64;
        if totals.values().all(|total| *total == arrived) {
            self.counted(last);
            return Ok(());
        }
        let most = totals.values().copied().max().unwrap_or(announced);
        Err(Stop::Failed(gap(&at(1), most, arrived)))
    }

    /// How large the pages of an operation may be, as far as we learnt.
    fn size(&self, read: &Read, largest: u32) -> u32 {
        self.sizes.borrow().get(read.path).copied().unwrap_or(largest)
    }

    /// The next smaller size; an error where there is none.
    fn smaller(&self, read: &Read, size: u32, error: CallError) -> Result<u32, ReadError> {
        let Some(next) = SIZES.into_iter().find(|next| *next < size) else {
            return Err(error.into());
        };
        let mut sizes = self.sizes.borrow_mut();
        let known = sizes.entry(read.path).or_insert(next);
        *known = (*known).min(next);
        // The page that was too large.
        self.counted(1);
        Ok(*known)
    }

    fn progress(&self, read: &Read, done: u64, of: Option<u64>) {
        self.reader.watch().pages(read.gives, done, of);
    }
}

/// The total that most pages give.
fn usual(totals: impl Iterator<Item = u64>) -> u64 {
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    for total in totals {
        *counts.entry(total).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map_or(0, |(total, _)| total)
}

fn hand_over(read: &Read, page: &Page, ids: &mut BTreeSet<String>, take: Take<'_>) -> Result<(), ReadError> {
    // Of what a list under an owner holds, the id is that of the subject or person.
    let list = read.list().unwrap_or(List::Users);
    for line in &page.records {
        let id = record::id(list, line.get()).map_err(|why| ReadError::Record {
            what: read.path.to_owned(),
            why,
        })?;
        ids.insert(id.clone());
        take(id, line.get())?;
    }
    Ok(())
}

fn is_too_large(error: &CallError) -> bool {
    error.is_code("response.entity.too.large") || error.status == Some(413)
}

fn gap(target: &Target, announced: u64, arrived: u64) -> ReadError {
    ReadError::Gap {
        what: target.path().to_owned(),
        announced,
        arrived,
    }
}
