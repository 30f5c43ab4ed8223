//! Calls through the journal.

use std::cell::RefCell;

use crate::http::{Api, CallError, ForeignLink, Problem, Target};
use crate::snapshot::files::FileError;
use crate::snapshot::{Journal, SnapshotError};

use super::Page;

/// Who watches a reading.
pub trait Watch {
    /// A list is about to be read, or more of it is known: so many of so many pages.
    fn pages(&self, list: &str, read: u64, of: Option<u64>);
    /// Something that a person wants to know meanwhile.
    fn note(&self, text: &str);
}

/// Why a list could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A call did not do.
    #[error(transparent)]
    Call(Box<CallError>),
    /// The vendor says that there is more than what it gave, however often it was asked.
    #[error("{arrived} of {announced} records of {what} arrived")]
    Gap {
        /// The path.
        what: String,
        /// How many the vendor says there are.
        announced: u64,
        /// How many different ones it gave.
        arrived: u64,
    },
    /// Links that lead in circles.
    #[error("the pages of {what} lead in a circle")]
    Endless {
        /// The path.
        what: String,
    },
    /// A link that leads away.
    #[error(transparent)]
    Foreign(#[from] ForeignLink),
    /// A record that is not what the vendor says it is.
    #[error("{what} gave a record that can't be kept: {why}")]
    Record {
        /// The path.
        what: String,
        /// What is wrong.
        why: String,
    },
    /// A file of ours.
    #[error(transparent)]
    File(#[from] FileError),
    /// A snapshot of ours.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
}

impl From<CallError> for ReadError {
    fn from(error: CallError) -> Self {
        Self::Call(Box::new(error))
    }
}

impl ReadError {
    /// Whether the run can't go on because of it, whatever other lists say: the credential, the network, the disk, the user.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Call(error) => error.problem != Problem::Refused,
            Self::File(_) | Self::Snapshot(_) => true,
            Self::Gap { .. } | Self::Endless { .. } | Self::Foreign(_) | Self::Record { .. } => false,
        }
    }
}

/// Reads pages, each once: what the journal holds is not asked for again.
pub struct Reader<'a> {
    api: &'a Api,
    journal: RefCell<&'a mut Journal>,
    watch: &'a dyn Watch,
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("api", &self.api).finish_non_exhaustive()
    }
}

impl<'a> Reader<'a> {
    /// A reader of an API.
    pub fn new(api: &'a Api, journal: &'a mut Journal, watch: &'a dyn Watch) -> Self {
        Self {
            api,
            journal: RefCell::new(journal),
            watch,
        }
    }

    /// The API.
    pub fn api(&self) -> &Api {
        self.api
    }

    /// Who watches.
    pub fn watch(&self) -> &dyn Watch {
        self.watch
    }

    /// A page: from the journal, else from the vendor, and then kept. `clean` takes out what may not be kept.
    ///
    /// # Errors
    /// When the vendor does not give it, or it can't be kept.
    pub async fn page(&self, target: &Target, read: impl Fn(&[u8]) -> Result<Page, String>) -> Result<Page, ReadError> {
        let call = format!("GET {target}");
        let kept = self.journal.borrow().page(&call)?;
        if let Some(page) = kept.and_then(|kept| serde_json::from_str(kept.get()).ok()) {
            return Ok(page);
        }
        self.page_again(target, read).await
    }

    /// A page from the vendor, whatever the journal holds.
    ///
    /// # Errors
    /// As there.
    pub async fn page_again(
        &self,
        target: &Target,
        read: impl Fn(&[u8]) -> Result<Page, String>,
    ) -> Result<Page, ReadError> {
        let page = self.api.get(target, read).await?;
        self.journal.borrow_mut().keep(&format!("GET {target}"), &page)?;
        Ok(page)
    }
}
