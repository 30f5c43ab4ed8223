//! Who holds rights.

use std::fmt;

/// Who holds a right; prints as findings and `explain` name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A person, by address.
    Person(String),
    /// A Genesys Cloud group, by name.
    Group(String),
    /// An OAuth client, by name.
    Client(String),
    /// A planned or existing role, by name: who holds it is not said.
    Role(String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(address) => f.write_str(address),
            Self::Group(name) => write!(f, "group:{name}"),
            Self::Client(name) => write!(f, "client:{name}"),
            Self::Role(name) => f.write_str(name),
        }
    }
}
