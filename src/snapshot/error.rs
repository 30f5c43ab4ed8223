//! Why a snapshot can't be read or written.

use std::path::PathBuf;

use super::files::FileError;

/// A snapshot that could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The file system said no.
    #[error(transparent)]
    File(#[from] FileError),
    /// The path holds no snapshot.
    #[error("`{}` is no snapshot and holds none", path.display())]
    None {
        /// Where one was looked for.
        path: PathBuf,
    },
    /// `snapshot.json` is not what it should be.
    #[error("`{}` is not a snapshot's `snapshot.json`", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        #[source]
        source: serde_json::Error,
    },
    /// Written by a newer program, or by another one.
    #[error("`{}` has the schema `{schema}`, which this version can't read", path.display())]
    Schema {
        /// The file.
        path: PathBuf,
        /// The schema that it names.
        schema: String,
    },
    /// A list's file differs from what `snapshot.json` says of it.
    #[error("`{}` is damaged: {what}; take the snapshot again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// How it differs.
        what: String,
    },
    /// Another run reads into the same place.
    #[error("another run is reading into the same place (`{}`)", path.display())]
    Busy {
        /// The file that it holds.
        path: PathBuf,
    },
    /// The folder to write to holds something else.
    #[error("`{}` exists and is no snapshot, so it is left alone", path.display())]
    Occupied {
        /// The folder.
        path: PathBuf,
    },
}

impl SnapshotError {
    /// What to do next, where that is known.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::File(_) | Self::Damaged { .. } => None,
            Self::None { .. } => Some(
                "take one with `zd2gc snapshot zendesk --subdomain NAME -o DIR`; with `--import PATH`, of what a customer exported",
            ),
            Self::Manifest { .. } => Some("take the snapshot again"),
            Self::Schema { .. } => Some("use the version of zd2gc that wrote it, or take the snapshot again"),
            Self::Busy { .. } => Some("wait until it has ended, or name another folder with `-o`"),
            Self::Occupied { .. } => Some("name another folder with `-o`, or move this one away"),
        }
    }

    /// Whether the user named something that can't be used, as opposed to a file system that failed.
    pub fn is_usage(&self) -> bool {
        !matches!(self, Self::File(_))
    }
}
