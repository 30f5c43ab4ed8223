//! Why files can't be imported.

use std::path::{Path, PathBuf};

use crate::snapshot::SnapshotError;
use crate::snapshot::files::FileError;
use crate::zendesk::ReadError;

/// An import that could not be done; the snapshot that was there is untouched.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file or folder of the import can't be read.
    #[error("could not read `{}`", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// A pipe or a device.
    #[error("`{}` is neither a file nor a folder", path.display())]
    NoFile {
        /// Which.
        path: PathBuf,
    },
    /// A file without content, as a download that failed leaves it.
    #[error("`{}` is empty", path.display())]
    Empty {
        /// Which.
        path: PathBuf,
    },
    /// A text that is not UTF-8.
    #[error("`{}` is {encoding}, and only UTF-8 can be read", path.display())]
    Encoding {
        /// Which.
        path: PathBuf,
        /// What it is instead.
        encoding: &'static str,
    },
    /// A file that breaks off, which is what an interrupted download leaves.
    #[error("`{}` breaks off at line {} column {}", path.display(), source.line(), source.column())]
    CutOff {
        /// Which.
        path: PathBuf,
        /// Where, and in what.
        #[source]
        source: serde_json::Error,
    },
    /// A file that is not JSON, or a record of the wrong shape.
    #[error("could not understand `{}`", path.display())]
    Json {
        /// Which.
        path: PathBuf,
        /// What is wrong, with line and column.
        #[source]
        source: serde_json::Error,
    },
    /// A row of a CSV file that can't be read.
    #[error("could not understand line {line} of `{}`: {what}", path.display())]
    Csv {
        /// Which.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// Nothing of what was given is of an account.
    #[error("nothing in `{}` is a list of a Zendesk account", path.display())]
    NothingKnown {
        /// What was given.
        path: PathBuf,
        /// How many files were looked at.
        files: usize,
    },
    /// Files of two accounts.
    #[error("the import mixes two accounts: `{first}` (`{}`) and `{second}` (`{}`)", first_file.display(), second_file.display())]
    TwoAccounts {
        /// One account.
        first: String,
        /// A file that speaks of it.
        first_file: PathBuf,
        /// The other.
        second: String,
        /// A file that speaks of that.
        second_file: PathBuf,
    },
    /// The snapshot can't be written.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// What was written can't be read back.
    #[error(transparent)]
    ReadBack(#[from] ReadError),
    /// Ctrl-C.
    #[error("interrupted; nothing was changed")]
    Interrupted,
}

impl From<FileError> for ImportError {
    fn from(error: FileError) -> Self {
        Self::Snapshot(error.into())
    }
}

impl ImportError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Unreadable { .. } => "check the path and your rights to read it",
            Self::NoFile { .. } => "save what comes out of it to a file, and import that",
            Self::Empty { .. } | Self::CutOff { .. } => "fetch this file again, or take it out of the folder",
            Self::Encoding { .. } => "save it as UTF-8 and import again",
            Self::Json { .. } => {
                "fetch this file again; if it is not an answer of the Zendesk API, take it out of the folder"
            }
            Self::Csv { .. } => "correct the row in the file, or export the file again without opening it in between",
            Self::NothingKnown { path, .. } if is_packed(path) => "unpack it, and import the folder",
            Self::NothingKnown { .. } => {
                "give a folder with answers of the Zendesk API (users, custom_roles, groups, ...), an export of users as \
                 NDJSON, or a CSV file of team members"
            }
            Self::TwoAccounts { .. } => {
                "import each account from a folder of its own; if these are brands of one account, add its list of brands \
                 (GET /api/v2/brands)"
            }
            Self::Snapshot(error) => return error.hint().map(str::to_owned),
            Self::ReadBack(_) | Self::Interrupted => return None,
        };
        Some(hint.to_owned())
    }

    /// Whether the cause is in what the user gave, as opposed to a disk that failed.
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Snapshot(error) => error.is_usage(),
            Self::ReadBack(_) | Self::Interrupted => false,
            _ => true,
        }
    }
}

/// Whether a file is an archive by its name; exports are often sent as one.
fn is_packed(path: &Path) -> bool {
    path.extension()
        .and_then(|text| text.to_str())
        .is_some_and(|text| ["7z", "gz", "rar", "tar", "tgz", "zip"].contains(&text.to_ascii_lowercase().as_str()))
}
