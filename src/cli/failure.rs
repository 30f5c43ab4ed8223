//! Errors at the rim: what kind they are, what caused them, what to do next.

use std::error::Error;

use super::Exit;

/// The kind of a failure; it alone decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Wrong usage, configuration or mapping table.
    Usage,
    /// Something that should not happen, or a file that can't be read or written.
    Unexpected,
    /// Something that was asked for can't be read.
    Incomplete,
    /// A credential that was refused.
    Credential,
    /// The network or the rate budget gave out.
    Network,
    /// Stopped by Ctrl-C.
    Interrupted,
    /// The reader of our output went away: no word about it, and no failure.
    ClosedPipe,
}

/// A failure with hints; built by commands, shown by the console.
#[derive(Debug)]
pub struct Failure {
    /// Decides the exit code.
    pub kind: Kind,
    /// What went wrong, with its chain of causes.
    pub error: Box<dyn Error + Send + Sync>,
    /// What to do next.
    pub hints: Vec<String>,
}

impl Failure {
    /// A failure of wrong usage, configuration or tables.
    pub fn usage(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            kind: Kind::Usage,
            error: error.into(),
            hints: Vec::new(),
        }
    }

    /// A failure to read or write.
    pub fn unexpected(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            kind: Kind::Unexpected,
            error: error.into(),
            hints: Vec::new(),
        }
    }

    /// A failure of which the kind was decided elsewhere.
    pub fn of(kind: Kind, error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            kind,
            error: error.into(),
            hints: Vec::new(),
        }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// How the process ends.
    pub fn exit(&self) -> Exit {
        match self.kind {
            Kind::Usage => Exit::Usage,
            Kind::Unexpected => Exit::Unexpected,
            Kind::Incomplete => Exit::Incomplete,
            Kind::Credential => Exit::Credential,
            Kind::Network => Exit::Network,
            Kind::Interrupted => Exit::Interrupted,
            Kind::ClosedPipe => Exit::Done,
        }
    }
}

impl From<std::io::Error> for Failure {
    /// For writes to our own streams; files are named by the stage that touches them.
    fn from(error: std::io::Error) -> Self {
        let kind = if error.kind() == std::io::ErrorKind::BrokenPipe {
            Kind::ClosedPipe
        } else {
            Kind::Unexpected
        };
        Self {
            kind,
            error: StreamError(error).into(),
            hints: Vec::new(),
        }
    }
}

/// Stdout or stderr that takes no more: without saying so, "no space left" would send people to the wrong disk.
#[derive(Debug, thiserror::Error)]
#[error("could not write the output")]
struct StreamError(#[source] std::io::Error);
