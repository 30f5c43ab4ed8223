//! Live accounts into snapshots.
//!
//! In: an API with a credential. Out: who reads, and the snapshot of the account with what could not be read. A snapshot has
//! the same bytes as one of files that hold the same pages: both arrive and are closed in the same place.

mod account;
mod login;
pub(super) mod page;
mod pages;
pub mod reads;

pub(super) use account::{Gap, gap};
pub use account::{Take, Taken};
pub(super) use login::granted;
pub use login::{Identity, identify};

use crate::http::CallError;
use crate::live::ReadError;
use crate::snapshot::SnapshotError;
use crate::snapshot::files::FileError;
use crate::zendesk::import::ImportError;

/// Why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// A call did not do, or a file of ours.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The vendor answers as to who shows no credential.
    #[error("Zendesk takes the credential for nobody's: it answers as to an anonymous visitor")]
    Nobody,
    /// The credential of somebody who can't read an account.
    #[error("the credential is of a user who is no team member: the role is `{role}`")]
    NoMember {
        /// The user's role.
        role: String,
    },
    /// No list at all may be read.
    #[error("nothing of the account may be read: {why}")]
    Nothing {
        /// Why not its users.
        why: String,
    },
    /// What was read can't be made a snapshot.
    #[error(transparent)]
    Making(#[from] ImportError),
}

impl From<CallError> for LiveError {
    fn from(error: CallError) -> Self {
        Self::Read(error.into())
    }
}

impl From<SnapshotError> for LiveError {
    fn from(error: SnapshotError) -> Self {
        Self::Read(error.into())
    }
}

impl From<FileError> for LiveError {
    fn from(error: FileError) -> Self {
        Self::Read(error.into())
    }
}

/// Whether a refusal is for the scopes of the token: the vendor then names those that would do.
pub(super) fn is_for_scope(error: &CallError) -> bool {
    let message = error.message.as_deref().unwrap_or_default();
    message.contains("required scopes")
}
