//! The journal of a reading: every page that came, as it came, so that a run that was cut off goes on where it was.
//!
//! One file beside the place of the snapshot: a head, then a line for each call with what is kept of its answer. A line that
//! a crash left half-written ends the journal; what it would have held is asked for again.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::files::FileError;
use super::{Of, SnapshotError};

/// After so long a journal is no use any more: accounts and orgs change, and a snapshot is of one time.
const OLD: Duration = Duration::from_hours(24);

const SCHEMA: &str = "zd2gc/journal/1";

/// The first line.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Head {
    schema: String,
    of: Of,
    /// Who reads: another credential sees other things.
    by: String,
    /// When the first run began.
    began: Timestamp,
}

/// The other lines.
#[derive(Serialize, Deserialize)]
struct Line<'a, P> {
    call: &'a str,
    page: P,
}

/// The journal of a reading.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    /// Where each call's line is: offset and length.
    lines: BTreeMap<String, (u64, usize)>,
    end: u64,
    began: Timestamp,
    resumed: usize,
}

impl Journal {
    /// Opens the journal of a snapshot that will stand in `into`, or begins one: where there is none, where it is by another
    /// credential, or too old, or `afresh`.
    ///
    /// # Errors
    /// When the folder can't be written to, or another run is reading into the same place.
    pub fn open(into: &Path, of: &Of, by: &str, now: Timestamp, afresh: bool) -> Result<Self, SnapshotError> {
        fs::create_dir_all(into).map_err(FileError::new("create", into))?;
        let path = into.join(format!(".zd2gc-{}.journal", of.folder()));
        let wrong = |action| FileError::new(action, &path);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            // People's names and addresses, before anybody decided who may read them.
            options.mode(0o600);
        }
        let file = options.open(&path).map_err(wrong("create"))?;
        match file.try_lock() {
            // File systems without locks exist.
            Ok(()) | Err(TryLockError::Error(_)) => {}
            Err(TryLockError::WouldBlock) => return Err(SnapshotError::Busy { path }),
        }
        let mut journal = Self {
            path,
            file,
            lines: BTreeMap::new(),
            end: 0,
            began: now,
            resumed: 0,
        };
        let fits = |head: &Head| {
            let age = now.duration_since(head.began);
            head.schema == SCHEMA && head.of == *of && head.by == by && !age.is_negative() && age.unsigned_abs() < OLD
        };
        match journal.read()? {
            Some(head) if !afresh && fits(&head) => {
                journal.began = head.began;
                journal.resumed = journal.lines.len();
            }
            _ => {
                journal.lines.clear();
                journal.end = 0;
                let head = Head {
                    schema: SCHEMA.to_owned(),
                    of: of.clone(),
                    by: by.to_owned(),
                    began: now,
                };
                let mut line = serde_json::to_vec(&head).map_err(|error| journal.wrong("write")(error.into()))?;
                line.push(b'\n');
                journal.append(&line)?;
            }
        }
        Ok(journal)
    }

    fn wrong(&self, action: &'static str) -> impl FnOnce(std::io::Error) -> FileError + use<> {
        FileError::new(action, &self.path)
    }

    /// Reads what there is, up to the first line that is not whole.
    fn read(&mut self) -> Result<Option<Head>, FileError> {
        let mut reader = BufReader::with_capacity(1 << 18, &self.file);
        let mut head = None;
        let mut line = Vec::new();
        loop {
            line.clear();
            let length = reader.read_until(b'\n', &mut line).map_err(self.wrong("read"))?;
            if length == 0 || line.last() != Some(&b'\n') {
                break;
            }
            if head.is_none() {
                match serde_json::from_slice::<Head>(&line) {
                    Ok(read) => head = Some(read),
                    Err(_) => break,
                }
            } else {
                match serde_json::from_slice::<Line<'_, &RawValue>>(&line) {
                    Ok(read) => self.lines.insert(read.call.to_owned(), (self.end, length)),
                    Err(_) => break,
                };
            }
            self.end += length as u64;
        }
        Ok(head)
    }

    /// When the reading began.
    pub fn began(&self) -> Timestamp {
        self.began
    }

    /// How many answers of an earlier run there were.
    pub fn resumed(&self) -> usize {
        self.resumed
    }

    /// How many answers there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// What was kept of a call's answer.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn page(&self, call: &str) -> Result<Option<Box<RawValue>>, FileError> {
        let Some((offset, length)) = self.lines.get(call) else {
            return Ok(None);
        };
        let mut bytes = vec![0; *length];
        let mut file = &self.file;
        file.seek(SeekFrom::Start(*offset))
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(self.wrong("read"))?;
        let line: Line<'_, &RawValue> =
            serde_json::from_slice(&bytes).map_err(|error| self.wrong("read")(error.into()))?;
        Ok(Some(line.page.to_owned()))
    }

    /// Keeps what a call gave; what was kept of it before counts no more.
    ///
    /// # Errors
    /// When the disk is full or gone.
    pub fn keep(&mut self, call: &str, page: &impl Serialize) -> Result<(), FileError> {
        let mut line = serde_json::to_vec(&Line { call, page }).map_err(|error| self.wrong("write")(error.into()))?;
        line.push(b'\n');
        let at = (self.end, line.len());
        self.append(&line)?;
        self.lines.insert(call.to_owned(), at);
        Ok(())
    }

    /// Writes at the end of what is whole. What a crash of this process leaves is in the system's hands already.
    fn append(&mut self, line: &[u8]) -> Result<(), FileError> {
        let mut file = &self.file;
        file.set_len(self.end)
            .and_then(|()| file.seek(SeekFrom::Start(self.end)))
            .and_then(|_| file.write_all(line))
            .map_err(self.wrong("write"))?;
        self.end += line.len() as u64;
        Ok(())
    }

    /// Removes the journal: the snapshot stands.
    ///
    /// # Errors
    /// When the file can't be removed.
    pub fn remove(self) -> Result<(), FileError> {
        fs::remove_file(&self.path).map_err(FileError::new("remove", &self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of() -> Of {
        Of::Zendesk {
            subdomain: "acme".parse().unwrap(),
        }
    }

    fn open(into: &Path, by: &str, now: &str) -> Journal {
        Journal::open(into, &of(), by, now.parse().unwrap(), false).unwrap()
    }

    const NOON: &str = "2026-11-25T12:00:00Z";

    #[test]
    fn a_run_goes_on_where_another_was_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = open(folder.path(), "client", NOON);
        journal.keep("GET /a", &[1, 2]).unwrap();
        journal.keep("GET /b", &"x").unwrap();
        drop(journal);
        let path = folder.path().join(".zd2gc-acme.journal");
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend_from_slice(b"{\"call\":\"GET /c\",\"page\":{\"half\":");
        crate::snapshot::files::write_atomically(&path, |out| out.write_all(&bytes)).unwrap();
        let mut journal = open(folder.path(), "client", "2026-11-25T13:00:00Z");
        assert_eq!(journal.resumed(), 2);
        assert_eq!(journal.began().to_string(), NOON);
        assert_eq!(journal.page("GET /a").unwrap().unwrap().get(), "[1,2]");
        assert!(journal.page("GET /c").unwrap().is_none());
        journal.keep("GET /c", &3).unwrap();
        journal.keep("GET /a", &[4]).unwrap();
        drop(journal);
        let journal = open(folder.path(), "client", NOON);
        assert_eq!(journal.len(), 3);
        assert_eq!(journal.page("GET /a").unwrap().unwrap().get(), "[4]");
    }

    #[test]
    fn another_credential_or_another_day_begins_anew() {
        for (by, now) in [("other", NOON), ("client", "2026-11-27T12:00:00Z")] {
            let folder = tempfile::tempdir().unwrap();
            open(folder.path(), "client", NOON).keep("GET /a", &1).unwrap();
            let journal = open(folder.path(), by, now);
            assert!(journal.is_empty(), "{by} {now}");
            drop(journal);
            assert!(open(folder.path(), by, now).is_empty());
        }
    }

    #[test]
    fn two_runs_do_not_share_a_journal() {
        let folder = tempfile::tempdir().unwrap();
        let _running = open(folder.path(), "client", NOON);
        let other = Journal::open(folder.path(), &of(), "client", NOON.parse().unwrap(), false);
        assert!(matches!(other, Err(SnapshotError::Busy { .. })));
    }
}
