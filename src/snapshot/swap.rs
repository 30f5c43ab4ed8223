//! Swapping folders, and cleaning up after runs that were killed.
//!
//! A draft is a hidden folder `.zd2gc-NAME.XXXXXX.tmp` beside the place of NAME. It holds `lock`, `runs/` and
//! `new/`, and where the platform can't exchange two folders in one step, for a moment `old/`.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::files::FileError;

/// The locked file in a draft.
pub(super) const LOCK: &str = "lock";
/// The new snapshot in a draft.
pub(super) const NEW: &str = "new";
/// The old snapshot, moved away.
pub(super) const OLD: &str = "old";
/// How the names of drafts end.
pub(super) const SUFFIX: &str = ".tmp";

/// How the names of the drafts of a snapshot begin.
pub(super) fn prefix(name: &str) -> String {
    format!(".zd2gc-{name}.")
}

/// Puts the folder `new` in the place of `place`; what stood there goes to `new` or `old`.
pub(super) fn swap(new: &Path, place: &Path, old: &Path) -> Result<(), FileError> {
    if !place.exists() {
        return fs::rename(new, place).map_err(FileError::new("write", place));
    }
    if exchange(new, place) {
        return Ok(());
    }
    fs::rename(place, old).map_err(FileError::new("move away", place))?;
    fs::rename(new, place).map_err(|error| {
        // Back to where we were; if even that fails, `recover` will do it.
        let _ = fs::rename(old, place);
        FileError::new("write", place)(error)
    })
}

/// Exchanges two folders in one step; false where the platform or the file system can't.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(a: &Path, b: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok()
}

/// Exchanges two folders in one step; false where the platform or the file system can't.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

/// Removes the drafts that killed runs left behind, after putting back an old snapshot that one of them moved away.
pub(super) fn sweep(into: &Path, name: &str) -> Result<(), FileError> {
    for draft in abandoned(into, Some(name), File::create)? {
        draft.put_back(into)?;
        // The next run tries again; what is hidden harms nobody.
        let _ = fs::remove_dir_all(&draft.folder);
    }
    Ok(())
}

/// Puts back the old snapshots that killed runs moved away, of one name or of all.
pub(super) fn recover(into: &Path, name: Option<&str>) -> Result<(), FileError> {
    for draft in abandoned(into, name, File::open)? {
        draft.put_back(into)?;
    }
    Ok(())
}

/// A draft that nobody works on.
struct Abandoned {
    folder: std::path::PathBuf,
    name: String,
    // Held as long as we work on it.
    _lock: File,
}

impl Abandoned {
    fn put_back(&self, into: &Path) -> Result<(), FileError> {
        let (place, old) = (into.join(&self.name), self.folder.join(OLD));
        if old.is_dir() && !place.exists() {
            fs::rename(&old, &place).map_err(FileError::new("write", &place))?;
        }
        Ok(())
    }
}

/// The drafts that nobody works on. One that was killed at its beginning or its end has no lock; whoever sweeps makes one.
fn abandoned(
    into: &Path,
    name: Option<&str>,
    lock: impl Fn(std::path::PathBuf) -> io::Result<File>,
) -> Result<Vec<Abandoned>, FileError> {
    let entries = match fs::read_dir(into) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(FileError::new("read", into)(error)),
    };
    let mut drafts = Vec::new();
    for entry in entries {
        let entry = entry.map_err(FileError::new("read", into))?;
        let file_name = entry.file_name();
        let Some(of) = file_name
            .to_str()
            .and_then(|text| text.strip_prefix(".zd2gc-")?.strip_suffix(SUFFIX)?.rsplit_once('.'))
            .map(|(of, _)| of)
        else {
            continue;
        };
        if name.is_some_and(|name| name != of) {
            continue;
        }
        if let Ok(lock) = lock(entry.path().join(LOCK))
            && lock.try_lock().is_ok()
        {
            drafts.push(Abandoned {
                folder: entry.path(),
                name: of.to_owned(),
                _lock: lock,
            });
        }
    }
    Ok(drafts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{Draft, Of, Snapshot};

    fn draft(into: &Path) -> Draft {
        Draft::begin(
            into,
            Of::Zendesk {
                subdomain: "acme".parse().unwrap(),
            },
        )
        .unwrap()
    }

    fn publish(into: &Path, line: &str) {
        let mut draft = draft(into);
        let mut list = draft.list("users").unwrap();
        list.line(line).unwrap();
        draft.add(list).unwrap();
        draft
            .close("2026-11-20T00:00:00Z", std::collections::BTreeMap::new())
            .unwrap();
        draft.publish().unwrap();
    }

    fn first_line(into: &Path) -> String {
        let snapshot = &Snapshot::find(into).unwrap()[0];
        let mut users = snapshot.list("users").unwrap().unwrap();
        let line = users.next_line().unwrap().unwrap().to_owned();
        assert_eq!(users.next_line().unwrap(), None);
        line
    }

    fn names(into: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(into)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_new_snapshot_takes_the_place_of_the_old_one_and_leaves_nothing_else() {
        let into = tempfile::tempdir().unwrap();
        publish(into.path(), "1");
        publish(into.path(), "2");
        assert_eq!(first_line(into.path()), "2");
        assert_eq!(names(into.path()), ["acme"]);
    }

    #[test]
    fn a_run_that_died_between_two_renames_is_recovered() {
        let into = tempfile::tempdir().unwrap();
        publish(into.path(), "1");
        let left = into.path().join(".zd2gc-acme.dead00.tmp");
        fs::create_dir_all(left.join(NEW)).unwrap();
        File::create(left.join(LOCK)).unwrap();
        fs::rename(into.path().join("acme"), left.join(OLD)).unwrap();
        assert_eq!(first_line(into.path()), "1");
        publish(into.path(), "2");
        assert_eq!(names(into.path()), ["acme"]);
    }

    #[test]
    fn a_draft_that_is_being_written_is_left_alone() {
        let into = tempfile::tempdir().unwrap();
        let running = draft(into.path());
        publish(into.path(), "1");
        assert_eq!(names(into.path()).len(), 2);
        drop(running);
        assert_eq!(names(into.path()), ["acme"]);
    }

    #[test]
    fn a_folder_that_is_no_snapshot_is_left_alone() {
        let into = tempfile::tempdir().unwrap();
        fs::create_dir(into.path().join("acme")).unwrap();
        File::create(into.path().join("acme/notes.txt")).unwrap();
        let refused = Draft::begin(
            into.path(),
            Of::Zendesk {
                subdomain: "acme".parse().unwrap(),
            },
        );
        assert!(matches!(refused, Err(crate::snapshot::SnapshotError::Occupied { .. })));
    }
}
