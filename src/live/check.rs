//! What is found out of a coming reading before it starts: the same words for both vendors.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One of the coming reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReadChecked {
    /// What it gives: a list of a snapshot, or a fact in its head.
    pub gives: String,
    /// The method; `GET`, as there is no other here.
    pub method: String,
    /// The path, as the catalogue has it.
    pub path: String,
    /// Whether it may be read; null where that can't be known beforehand.
    pub readable: Option<bool>,
    /// What it takes and the credential lacks.
    pub missing: Option<Missing>,
    /// What a plan or an audit lacks without it.
    pub tells: String,
    /// What the vendor answered, where it refused or failed.
    pub answered: Option<String>,
    /// Why nobody was asked, where that is so.
    pub not_asked: Option<String>,
    /// Why there is nothing to read, where the vendor says so: what is not on a plan is an answer and nothing that lacks.
    pub absent: Option<String>,
}

impl ReadChecked {
    /// Whether the vendor failed when it was asked, so that another time it may do.
    pub fn failed(&self) -> bool {
        self.readable.is_none() && self.answered.is_some() && self.absent.is_none()
    }
}

/// What a credential lacks for a read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Missing {
    /// The least scopes that are missing.
    pub scopes: Vec<String>,
    /// Broader ones, any of which would do in their place.
    pub broader_scopes: Vec<String>,
    /// The cheapest permissions that are missing.
    pub permissions: Vec<String>,
    /// The divisions in which they are, where only those are missing.
    pub divisions: Vec<String>,
    /// What else is missing, in words: an approval, a product, a person.
    pub other: Option<String>,
}

/// What a coming reading costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CallsExpected {
    /// The calls, by the sizes that lists say they have.
    pub expected: u64,
    /// The most that it may be, as far as that is known.
    pub at_most: u64,
    /// Whether it may be more all the same: a list goes on after its first page and does not say how far.
    pub at_least: bool,
    /// The calls a minute that the vendor's headers allow.
    pub allowed_a_minute: Option<u64>,
    /// How long the expected calls take at least.
    pub seconds: u64,
}
