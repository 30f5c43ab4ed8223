//! Writing files so that a crash leaves the old one or the new one, never half of one.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file or folder that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("could not {action} `{}`", path.display())]
pub struct FileError {
    /// What was tried: `read`, `write`, `create`.
    pub action: &'static str,
    /// Where.
    pub path: PathBuf,
    /// Why not.
    #[source]
    pub source: io::Error,
}

impl FileError {
    /// For use with `map_err`.
    pub fn new(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self { action, path, source }
    }
}

/// Writes a file through a temporary one beside it, which takes its place when all is written and on disk.
///
/// # Errors
/// When the folder can't be created or written to, the disk is full, or `fill` fails; the old file is then untouched.
pub fn write_atomically(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), FileError> {
    // The umask narrows this as for any new file.
    write_with_mode(path, 0o666, fill)
}

/// As [`write_atomically`], a file that only its owner may read.
///
/// # Errors
/// As there.
pub fn write_secret(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), FileError> {
    write_with_mode(path, 0o600, fill)
}

fn write_with_mode(
    path: &Path,
    mode: u32,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), FileError> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(FileError::new("create", folder))?;
    let wrong = || FileError::new("write", path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".zd2gc-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // tempfile's own 0600 would follow the file to its final name.
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = mode;
    // By its kind alone: tempfile adds the random name of a file that nobody has asked for.
    let file = builder
        .tempfile_in(folder)
        .map_err(|error| wrong()(error.kind().into()))?;
    let mut writer = BufWriter::with_capacity(1 << 16, file);
    fill(&mut writer).map_err(wrong())?;
    let file = writer.into_inner().map_err(|error| wrong()(error.into_error()))?;
    file.as_file().sync_all().map_err(wrong())?;
    file.persist(path).map_err(|error| wrong()(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn the_random_name_of_the_temporary_file_is_not_told() {
        let error = write_atomically(Path::new("/proc/plan.json"), |_| Ok(())).unwrap_err();
        assert_eq!(error.to_string(), "could not write `/proc/plan.json`");
        assert!(!error.source.to_string().contains(".zd2gc-"), "{}", error.source);
    }

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.json");
        write_atomically(&path, |out| out.write_all(b"old")).unwrap();
        let failed = write_atomically(&path, |out| {
            out.write_all(b"half of the new")?;
            Err(io::Error::other("disk full"))
        });
        assert!(failed.unwrap_err().to_string().starts_with("could not write"));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no temporary file stays behind"
        );
    }
}
