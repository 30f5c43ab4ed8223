//! Who can hold rights, and what is known of them.

/// What holds rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// A person of the org.
    Person,
    /// A group of the org.
    Group,
    /// An OAuth client that acts for itself.
    Client,
    /// A person of another org who may enter.
    TrusteeUser,
    /// A group of another org that may enter.
    TrusteeGroup,
}

/// Whether somebody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum State {
    /// In use; also whoever is planned.
    Active,
    /// Switched off.
    Inactive,
    /// Deleted, and still known.
    Deleted,
    /// Holds grants, and no list of people, groups or clients has it.
    Unknown,
}

/// A subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What it is.
    pub kind: Kind,
    /// How findings name it: a person's address, `group:NAME`, `client:NAME`, a trustee's name.
    pub name: String,
    /// The vendor's id; empty where it is only planned.
    pub id: String,
    /// Whether it is there.
    pub state: State,
}

/// A division.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Division {
    /// The name in the org.
    pub name: String,
    /// The vendor's id; empty where it is only planned.
    pub id: String,
    /// Whether it is the home division.
    pub home: bool,
}
