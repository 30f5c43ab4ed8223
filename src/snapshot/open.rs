//! Opening snapshots.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::files::FileError;
use super::list::ListReader;
use super::manifest::{FILE, Manifest};
use super::{Coverage, Of, SnapshotError, swap};

/// A snapshot's folder, opened: what it says of itself, and its lists on demand.
#[derive(Debug, Clone)]
pub struct Snapshot {
    folder: PathBuf,
    manifest: Manifest,
    sha256: String,
}

impl Snapshot {
    /// Opens a snapshot's folder.
    ///
    /// # Errors
    /// When the folder has no `snapshot.json`, or one that this version can't read.
    pub fn open(folder: &Path) -> Result<Self, SnapshotError> {
        if !folder.exists()
            && let (Some(parent), Some(name)) = (folder.parent(), folder.file_name().and_then(|name| name.to_str()))
        {
            let here = if parent.as_os_str().is_empty() {
                Path::new(".")
            } else {
                parent
            };
            swap::recover(here, Some(name))?;
        }
        let path = folder.join(FILE);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error)
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
                ) =>
            {
                return Err(SnapshotError::None {
                    path: folder.to_owned(),
                });
            }
            Err(error) => return Err(FileError::new("read", &path)(error).into()),
        };
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|source| SnapshotError::Manifest {
            path: path.clone(),
            source,
        })?;
        if manifest.schema != manifest.of.schema() {
            return Err(SnapshotError::Schema {
                path,
                schema: manifest.schema,
            });
        }
        Ok(Self {
            folder: folder.to_owned(),
            manifest,
            sha256: hex(&Sha256::digest(&bytes)),
        })
    }

    /// The snapshots at a path: the folder itself, or those directly in it, sorted by whose they are.
    ///
    /// # Errors
    /// When there is none, or one of them can't be opened.
    pub fn find(path: &Path) -> Result<Vec<Self>, SnapshotError> {
        if path.join(FILE).is_file() {
            return Ok(vec![Self::open(path)?]);
        }
        if !path.exists() {
            return Ok(vec![Self::open(path)?]);
        }
        swap::recover(path, None)?;
        let none = || SnapshotError::None { path: path.to_owned() };
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error)
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
                ) =>
            {
                return Err(none());
            }
            Err(error) => return Err(FileError::new("read", path)(error).into()),
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.map_err(FileError::new("read", path))?;
            // Hidden folders are snapshots in the making.
            if !entry.file_name().to_string_lossy().starts_with('.') && entry.path().join(FILE).is_file() {
                found.push(Self::open(&entry.path())?);
            }
        }
        if found.is_empty() {
            return Err(none());
        }
        found.sort_by(|a, b| a.of().cmp(b.of()).then_with(|| a.folder.cmp(&b.folder)));
        Ok(found)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whose data it holds.
    pub fn of(&self) -> &Of {
        &self.manifest.of
    }

    /// As of when its data is true (RFC 3339).
    pub fn taken_at(&self) -> &str {
        &self.manifest.taken_at
    }

    /// The SHA-256 of `snapshot.json`, which holds those of the lists: it names the whole content.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Each list that the vendor has, and whether it was read.
    pub fn coverage(&self) -> &BTreeMap<String, Coverage> {
        &self.manifest.lists
    }

    /// The same, as files of findings say it.
    pub fn coverage_told(&self) -> BTreeMap<String, serde_json::Value> {
        let told = |coverage| serde_json::to_value(coverage).expect("coverage is plain data");
        let lists = self.coverage().iter();
        lists.map(|(list, coverage)| (list.clone(), told(coverage))).collect()
    }

    /// Things that were counted and not stored, such as `end_users`.
    pub fn counts(&self) -> &BTreeMap<String, u64> {
        &self.manifest.counts
    }

    /// Single facts that stand in no list, by name.
    pub fn facts(&self) -> &BTreeMap<String, serde_json::Value> {
        &self.manifest.facts
    }

    /// Opens a list; `None` when the snapshot lacks it.
    ///
    /// # Errors
    /// When its file can't be opened.
    pub fn list(&self, name: &str) -> Result<Option<ListReader>, SnapshotError> {
        match self.manifest.lists.get(name) {
            Some(Coverage::Read { count, sha256, .. }) => {
                let path = self.folder.join(format!("{name}.ndjson"));
                Ok(Some(ListReader::open(&path, *count, sha256)?))
            }
            Some(Coverage::Missing { .. }) | None => Ok(None),
        }
    }
}

/// Bytes in hexadecimal, lower case.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
