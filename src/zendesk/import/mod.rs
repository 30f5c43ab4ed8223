//! Files that a customer exported, into a snapshot.
//!
//! In: answers of the API under any file names, exports of users, CSV files. Out: a snapshot with its findings.
//! Streams everything; memory grows neither with files nor with people.

mod close;
mod error;
mod files;
mod finish;
mod hosts;
pub(in crate::zendesk) mod intake;
mod json;
mod pages;
mod people;
pub(in crate::zendesk) mod record;
mod sheet;

pub use error::ImportError;
pub use finish::import_findings;

pub(in crate::zendesk) use finish::{Origin, finish};

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use self::files::Form;
use self::intake::Intake;
use self::sheet::Sheet;
use super::MemberCounts;
use super::lists::List;
use crate::finding::Finding;
use crate::model::Subdomain;
use crate::snapshot::{Draft, Of, Snapshot, Sorts};

/// Bytes of records that are sorted in memory; what goes beyond goes to disk.
pub(in crate::zendesk) const SORT_BUDGET: usize = 40 << 20;
/// Files up to this size are read whole, which is faster; pages of the API are far smaller.
const WHOLE_FILE: u64 = 4 << 20;

/// Whether to stop and leave everything as it was; asked now and then.
pub(in crate::zendesk) type Stop<'a> = &'a dyn Fn() -> bool;

/// Who watches an import.
pub trait Watch {
    /// A file is about to be read.
    fn file(&self, path: &Path, number: usize, of: usize);
    /// The snapshot is about to be written.
    fn closing(&self) {}
    /// Whether the import should stop and leave everything as it was.
    fn wants_to_stop(&self) -> bool {
        false
    }
}

/// What to import.
#[derive(Debug, Clone)]
pub struct Import {
    /// A file or a folder.
    pub path: PathBuf,
    /// The account that the files are of.
    pub subdomain: Subdomain,
    /// As of when they are true; by default the newest `updated_at` in them.
    pub taken_at: Option<Timestamp>,
    /// The folder that the snapshot's folder goes into.
    pub into: PathBuf,
}

/// What was imported.
#[derive(Debug)]
pub struct Imported {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// How many people there are.
    pub members: MemberCounts,
    /// What was noticed, worst first.
    pub findings: Vec<Finding>,
    /// What each file held, in their order; nothing of an account where it is empty.
    pub files: Vec<(PathBuf, BTreeMap<List, u64>)>,
}

impl Import {
    /// Imports the files.
    ///
    /// # Errors
    /// When a file can't be read or understood, or the snapshot can't be written; an older snapshot is then untouched.
    pub fn run(&self, watch: &dyn Watch) -> Result<Imported, ImportError> {
        let paths = files::under(&self.path)?;
        let sheets = sheets(&paths)?;
        let of = Of::Zendesk {
            subdomain: self.subdomain.clone(),
        };
        let draft = Draft::begin(&self.into, of)?;
        let stop = || watch.wants_to_stop();
        let wants_addresses = sheets.values().any(|sheet| *sheet == Sheet::BulkImport);
        let mut intake = Intake::new(Sorts::new(draft.scratch(), SORT_BUDGET), wants_addresses, &stop);
        let mut held = Vec::with_capacity(paths.len());
        for (at, path) in paths.iter().enumerate() {
            watch.file(path, at + 1, paths.len());
            if watch.wants_to_stop() {
                return Err(ImportError::Interrupted);
            }
            let lists = read_file(path, sheets.get(path).copied(), &mut intake)?;
            held.push((path.clone(), lists));
        }
        if held.iter().all(|(_, lists)| lists.is_empty()) {
            return Err(ImportError::NothingKnown {
                path: self.path.clone(),
                files: held.len(),
            });
        }
        let taken_at = match (self.taken_at, intake.newest) {
            (Some(given), _) => Some(given),
            (None, Some(newest)) => Timestamp::from_microsecond(newest).ok(),
            (None, None) => None,
        };
        watch.closing();
        let finished = finish(intake, draft, &self.subdomain, taken_at, Origin::Files, &stop)?;
        Ok(Imported {
            snapshot: finished.snapshot,
            members: finished.members,
            findings: finished.findings,
            files: held,
        })
    }
}

/// The CSV files among the files.
fn sheets(paths: &[PathBuf]) -> Result<BTreeMap<PathBuf, Sheet>, ImportError> {
    let mut sheets = BTreeMap::new();
    for path in paths {
        let (reader, form) = files::open(path)?;
        if form == Form::Text
            && let Some(sheet) = sheet::kind(reader, path)?
        {
            sheets.insert(path.clone(), sheet);
        }
    }
    Ok(sheets)
}

fn read_file(path: &Path, sheet: Option<Sheet>, intake: &mut Intake<'_>) -> Result<BTreeMap<List, u64>, ImportError> {
    let (mut reader, form) = files::open(path)?;
    intake.begin(path);
    if let Some(sheet) = sheet {
        let count = sheet::read(sheet, reader, intake)?;
        intake.end();
        return Ok(BTreeMap::from([(List::Users, count)]));
    }
    if form != Form::Json {
        intake.end();
        return Ok(BTreeMap::new());
    }
    let size = reader.get_ref().metadata().map_err(files::unreadable(path))?.len();
    let read = if size <= WHOLE_FILE {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(files::unreadable(path))?;
        json::read(serde_json::de::SliceRead::new(&bytes), intake)
    } else {
        json::read(serde_json::de::IoRead::new(reader), intake)
    };
    match read {
        Ok(()) => Ok(intake.end()),
        Err(source) => Err(match (intake.stopped.take(), source.classify()) {
            (Some(stopped), _) => stopped,
            (None, serde_json::error::Category::Eof) => ImportError::CutOff {
                path: path.to_owned(),
                source,
            },
            (None, serde_json::error::Category::Io) => files::unreadable(path)(source.into()),
            (None, _) => ImportError::Json {
                path: path.to_owned(),
                source,
            },
        }),
    }
}
