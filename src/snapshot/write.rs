//! Writing a snapshot: whole into a hidden folder beside its place, then swapped in.
//!
//! Killed at any moment, the place holds the old snapshot or the new one. What a killed run leaves behind is
//! removed by the next one: its lock tells that nobody works on it any more.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::files::{FileError, write_atomically};
use super::manifest::{FILE, Manifest};
use super::open::hex;
use super::{Coverage, Of, Snapshot, SnapshotError, swap};

/// A snapshot in the making.
#[derive(Debug)]
pub struct Draft {
    of: Of,
    place: PathBuf,
    // Removed with all that is left in it when the draft is dropped.
    folder: tempfile::TempDir,
    _lock: File,
    facts: BTreeMap<String, serde_json::Value>,
    lists: BTreeMap<String, Coverage>,
}

impl Draft {
    /// Begins a snapshot that will stand in `into`, in a folder named after whose it is.
    ///
    /// # Errors
    /// When the folder can't be created, or something else stands in that place.
    pub fn begin(into: &Path, of: Of) -> Result<Self, SnapshotError> {
        fs::create_dir_all(into).map_err(FileError::new("create", into))?;
        let place = into.join(of.folder());
        swap::sweep(into, of.folder())?;
        if !is_free(&place)? {
            return Err(SnapshotError::Occupied { path: place });
        }
        let create = || FileError::new("create", into);
        let folder = tempfile::Builder::new()
            .prefix(&swap::prefix(of.folder()))
            .suffix(swap::SUFFIX)
            .tempdir_in(into)
            .map_err(create())?;
        let lock = File::create(folder.path().join(swap::LOCK)).map_err(create())?;
        match lock.try_lock() {
            // File systems without locks exist; there a leftover stays until it is removed by hand.
            Ok(()) | Err(TryLockError::Error(_)) => {}
            Err(TryLockError::WouldBlock) => return Err(create()(TryLockError::WouldBlock.into()).into()),
        }
        fs::create_dir(folder.path().join(swap::NEW)).map_err(create())?;
        fs::create_dir(folder.path().join("runs")).map_err(create())?;
        Ok(Self {
            of,
            place,
            folder,
            _lock: lock,
            facts: BTreeMap::new(),
            lists: BTreeMap::new(),
        })
    }

    /// A folder for temporary files.
    pub fn scratch(&self) -> PathBuf {
        self.folder.path().join("runs")
    }

    fn new_folder(&self) -> PathBuf {
        self.folder.path().join(swap::NEW)
    }

    /// Begins a list; its lines must come sorted.
    ///
    /// # Errors
    /// When its file can't be created.
    pub fn list(&self, name: &str) -> Result<ListWriter, FileError> {
        ListWriter::create(name, self.new_folder().join(format!("{name}.ndjson")))
    }

    /// Ends a list.
    ///
    /// # Errors
    /// When its file can't be written to the end.
    pub fn add(&mut self, list: ListWriter) -> Result<(), FileError> {
        let name = list.name.clone();
        let coverage = list.finish()?;
        self.lists.insert(name, coverage);
        Ok(())
    }

    /// Says what of a list that was added could not be read.
    pub fn partial(&mut self, name: &str, why: &str) {
        if let Some(Coverage::Read { partial, .. }) = self.lists.get_mut(name) {
            *partial = Some(why.to_owned());
        }
    }

    /// Says that a list was not read, and why.
    pub fn missing(&mut self, name: &str, why: &str) {
        self.lists
            .insert(name.to_owned(), Coverage::Missing { why: why.to_owned() });
    }

    /// Says a single fact that stands in no list.
    pub fn fact(&mut self, name: &str, mut value: serde_json::Value) {
        value.sort_all_objects();
        self.facts.insert(name.to_owned(), value);
    }

    /// Writes `snapshot.json` and opens what there is, still in its hidden folder.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn close(&self, taken_at: &str, counts: BTreeMap<String, u64>) -> Result<Snapshot, SnapshotError> {
        let manifest = Manifest {
            schema: self.of.schema().to_owned(),
            of: self.of.clone(),
            taken_at: taken_at.to_owned(),
            counts,
            facts: self.facts.clone(),
            lists: self.lists.clone(),
        };
        self.file(FILE, |out| {
            serde_json::to_writer_pretty(&mut *out, &manifest)?;
            out.write_all(b"\n")
        })?;
        Snapshot::open(&self.new_folder())
    }

    /// Writes another file into the snapshot's folder.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn file(&self, name: &str, fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), FileError> {
        // Nobody sees a draft's folder, so the error names the place that it is meant for.
        write_atomically(&self.new_folder().join(name), fill).map_err(|error| FileError {
            path: self.place.join(name),
            ..error
        })
    }

    /// Puts the snapshot into its place, in exchange for an old one.
    ///
    /// # Errors
    /// When the file system refuses; the old snapshot is then still in its place.
    pub fn publish(self) -> Result<Snapshot, SnapshotError> {
        let new = self.new_folder();
        sync(&new)?;
        swap::swap(&new, &self.place, &self.folder.path().join(swap::OLD))?;
        if let Some(parent) = self.place.parent() {
            sync(parent)?;
        }
        let snapshot = Snapshot::open(&self.place)?;
        // What is left in the draft's folder, the old snapshot among it, goes when `self` is dropped.
        Ok(snapshot)
    }
}

/// Whether a snapshot may be put there: nothing, an empty folder, or an older snapshot.
fn is_free(place: &Path) -> Result<bool, FileError> {
    if place.join(FILE).is_file() {
        return Ok(true);
    }
    match fs::read_dir(place) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(FileError::new("read", place)(error)),
    }
}

/// Waits until a folder's entries are on disk, where the platform can open folders.
fn sync(folder: &Path) -> Result<(), FileError> {
    if cfg!(unix) {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(FileError::new("write", folder))?;
    }
    Ok(())
}

/// Writes the lines of a list.
#[derive(Debug)]
pub struct ListWriter {
    name: String,
    path: PathBuf,
    file: BufWriter<File>,
    digest: Sha256,
    count: u64,
}

impl ListWriter {
    fn create(name: &str, path: PathBuf) -> Result<Self, FileError> {
        let file = File::create(&path).map_err(FileError::new("write", &path))?;
        Ok(Self {
            name: name.to_owned(),
            path,
            file: BufWriter::with_capacity(1 << 17, file),
            digest: Sha256::new(),
            count: 0,
        })
    }

    /// Adds a line.
    ///
    /// # Errors
    /// When the disk is full or gone.
    pub fn line(&mut self, line: &str) -> Result<(), FileError> {
        self.count += 1;
        self.digest.update(line.as_bytes());
        self.digest.update(b"\n");
        self.file
            .write_all(line.as_bytes())
            .and_then(|()| self.file.write_all(b"\n"))
            .map_err(FileError::new("write", &self.path))
    }

    /// How many lines there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    fn finish(self) -> Result<Coverage, FileError> {
        let Self {
            path,
            file,
            digest,
            count,
            ..
        } = self;
        file.into_inner()
            .map_err(std::io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .map_err(FileError::new("write", &path))?;
        Ok(Coverage::Read {
            count,
            sha256: hex(&digest.finalize()),
            partial: None,
        })
    }
}
