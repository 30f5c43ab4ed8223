//! Where all records of an account arrive, whatever form they came in: of files, or of pages that were asked for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::hosts::Hosts;
use super::pages::Pages;
use super::record::prepare;
use super::{ImportError, Stop};
use crate::model::fold_address;
use crate::snapshot::{Key, Sorts};
use crate::zendesk::lists::List;

/// People of CSV files, by address.
pub(super) const CSV_PEOPLE: &str = "csv-people";
/// People of CSV files that have an id, by id.
pub(super) const CSV_IDS: &str = "csv-ids";
/// People of CSV files without an id, by address.
pub(super) const CSV_ADDRESSES: &str = "csv-addresses";
/// The addresses of all users that came as JSON.
pub(super) const ADDRESSES: &str = "addresses";

/// What has arrived so far.
pub(in crate::zendesk) struct Intake<'a> {
    /// The records, being sorted.
    pub(in crate::zendesk) sorts: Sorts,
    /// How many records of each list arrived.
    pub(in crate::zendesk) arrived: BTreeMap<List, u64>,
    /// The file that each list was first seen in.
    pub(super) first_file: BTreeMap<List, PathBuf>,
    /// Whose account it is.
    pub(super) hosts: Hosts,
    /// Which pages there are.
    pub(super) pages: Pages,
    /// The newest `updated_at`, in microseconds since 1970.
    pub(in crate::zendesk) newest: Option<i64>,
    /// Records that are of no list.
    pub(super) unknown: u64,
    /// Whether the addresses of users are wanted, to compare them with a CSV file without ids.
    pub(super) wants_addresses: bool,
    /// Why reading was stopped, where it was not the file's fault.
    pub(in crate::zendesk) stopped: Option<ImportError>,
    file: PathBuf,
    in_file: BTreeMap<List, u64>,
    unknown_in_file: u64,
    steps: u64,
    stop: Stop<'a>,
}

impl<'a> Intake<'a> {
    pub(in crate::zendesk) fn new(sorts: Sorts, wants_addresses: bool, stop: Stop<'a>) -> Self {
        Self {
            sorts,
            arrived: BTreeMap::new(),
            first_file: BTreeMap::new(),
            hosts: Hosts::default(),
            pages: Pages::default(),
            newest: None,
            unknown: 0,
            wants_addresses,
            stopped: None,
            file: PathBuf::new(),
            in_file: BTreeMap::new(),
            unknown_in_file: 0,
            steps: 0,
            stop,
        }
    }

    /// Begins a file.
    pub(super) fn begin(&mut self, file: &Path) {
        file.clone_into(&mut self.file);
        self.in_file.clear();
        self.unknown_in_file = 0;
    }

    /// Ends a file and says what was in it.
    pub(super) fn end(&mut self) -> BTreeMap<List, u64> {
        // In a file of which nothing is known, nothing is missed.
        if !self.in_file.is_empty() {
            self.unknown += self.unknown_in_file;
        }
        std::mem::take(&mut self.in_file)
    }

    /// Takes a record; an error stops the file, and `stopped` tells whether it was the file's fault.
    pub(in crate::zendesk) fn record(&mut self, list: List, record: Map<String, Value>) -> Result<(), String> {
        self.hosts.record(&record, &self.file);
        if self.wants_addresses
            && list == List::Users
            && let Some(address) = record.get("email").and_then(Value::as_str)
        {
            let key = Key::text(fold_address(address));
            self.push(ADDRESSES, &key, 0, "")?;
        }
        let prepared = prepare(list, record)?;
        if prepared.version != i64::MIN {
            self.newest = self.newest.max(Some(prepared.version));
        }
        self.count(list);
        self.push(list.name(), &prepared.key, prepared.version, &prepared.line)
    }

    /// Says that an empty list, or records that went another way, belong to a list.
    pub(in crate::zendesk) fn seen(&mut self, list: List) {
        self.in_file.entry(list).or_default();
        self.arrived.entry(list).or_default();
        if !self.first_file.contains_key(&list) {
            self.first_file.insert(list, self.file.clone());
        }
    }

    /// Drops what arrived of a list that did not arrive whole.
    pub(in crate::zendesk) fn forget(&mut self, list: List) -> Result<(), ImportError> {
        self.arrived.remove(&list);
        self.first_file.remove(&list);
        self.sorts.take(list.name())?;
        Ok(())
    }

    fn count(&mut self, list: List) {
        self.seen(list);
        *self.in_file.entry(list).or_default() += 1;
        *self.arrived.entry(list).or_default() += 1;
    }

    /// Adds a line to a sort.
    pub(super) fn push(&mut self, sort: &'static str, key: &Key, version: i64, line: &str) -> Result<(), String> {
        self.steps += 1;
        if self.steps.is_multiple_of(1 << 10) && (self.stop)() {
            self.stopped = Some(ImportError::Interrupted);
            return Err("interrupted".to_owned());
        }
        self.sorts.push(sort, key, version, line).map_err(|error| {
            let text = error.to_string();
            self.stopped = Some(error.into());
            text
        })
    }

    /// Looks at a page's envelope.
    pub(super) fn page(&mut self, lists: &[(String, u64)], rest: &Map<String, Value>) {
        for list in lists.iter().filter_map(|(key, _)| List::of_plural(key)) {
            self.seen(list);
        }
        self.pages.page(lists, rest);
    }

    /// Counts a record that is of no list.
    pub(super) fn unknown(&mut self) {
        self.unknown_in_file += 1;
    }

    /// The file being read.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }
}
