//! Reading a list line by line, and knowing at its end that it was the whole list.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::SnapshotError;
use super::files::FileError;
use super::open::hex;

/// Reads the lines of a list; at the end it compares their number and their SHA-256 with `snapshot.json`.
///
/// The digest takes about a third of the time that reading people takes, half a second for a million of them. Without
/// it, a plan that names the snapshot it was made from would claim more than is known.
#[derive(Debug)]
pub struct ListReader {
    path: PathBuf,
    file: BufReader<File>,
    line: Vec<u8>,
    read: u64,
    digest: Sha256,
    count: u64,
    sha256: String,
}

impl ListReader {
    /// The longest line that is read; a vendor's record has a few kilobytes.
    const LONGEST: u64 = 1 << 26;

    /// Opens a list's file.
    pub(super) fn open(path: &Path, count: u64, sha256: &str) -> Result<Self, SnapshotError> {
        let file = File::open(path).map_err(FileError::new("read", path))?;
        Ok(Self {
            path: path.to_owned(),
            file: BufReader::with_capacity(1 << 18, file),
            line: Vec::new(),
            read: 0,
            digest: Sha256::new(),
            count,
            sha256: sha256.to_owned(),
        })
    }

    /// The next line without its line feed, or `None` at the end.
    ///
    /// # Errors
    /// When the file can't be read, or is not the one that `snapshot.json` speaks of.
    pub fn next_line(&mut self) -> Result<Option<&str>, SnapshotError> {
        self.line.clear();
        let length = (&mut self.file)
            .take(Self::LONGEST)
            .read_until(b'\n', &mut self.line)
            .map_err(FileError::new("read", &self.path))?;
        if length == 0 {
            self.check_end()?;
            return Ok(None);
        }
        self.read += 1;
        self.digest.update(&self.line);
        if self.line.pop() != Some(b'\n') {
            return Err(self.damaged(format!("line {} is cut off", self.read)));
        }
        match std::str::from_utf8(&self.line) {
            Ok(line) => Ok(Some(line)),
            Err(_) => Err(SnapshotError::Damaged {
                path: self.path.clone(),
                what: format!("line {} is not UTF-8", self.read),
            }),
        }
    }

    /// The number of the line that was read last, counted from 1.
    pub fn line_number(&self) -> u64 {
        self.read
    }

    /// The list's file, for messages.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn check_end(&self) -> Result<(), SnapshotError> {
        if self.read != self.count {
            return Err(self.damaged(format!(
                "it has {} lines and `snapshot.json` says {}",
                self.read, self.count
            )));
        }
        if hex(&self.digest.clone().finalize()) != self.sha256 {
            return Err(self.damaged("its content is not the one that `snapshot.json` names".to_owned()));
        }
        Ok(())
    }

    fn damaged(&self, what: String) -> SnapshotError {
        SnapshotError::Damaged {
            path: self.path.clone(),
            what,
        }
    }
}
