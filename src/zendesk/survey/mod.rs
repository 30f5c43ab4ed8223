//! What a right reader notices in an account: each cause once, with how many people it meets.
//!
//! In: the account, then its people one by one. Out: counts and findings. Memory does not grow with people.

use std::collections::BTreeMap;

use super::{Account, PersonRow};
use crate::finding::Findings;

/// How many people there are, and how many of them hold nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberCounts {
    /// Team members that were read, of every state.
    pub members: u64,
    /// Team members that are neither suspended, inactive nor shared.
    pub active: u64,
    /// Suspended ones.
    pub suspended: u64,
    /// Deleted ones (`active: false`).
    pub deleted: u64,
    /// Shared ones, who belong to another account.
    pub shared: u64,
    /// Customers; they are counted and not stored.
    pub end_users: u64,
    /// Team members by the id of their custom role.
    pub by_role: BTreeMap<u64, u64>,
}

/// Collects what there is to notice.
#[derive(Debug)]
pub struct Survey {
    counts: MemberCounts,
}

impl Survey {
    /// Looks at what an account has besides people.
    pub fn new(account: &Account) -> Self {
        Self {
            counts: MemberCounts {
                end_users: account.counts.get("end_users").copied().unwrap_or_default(),
                ..MemberCounts::default()
            },
        }
    }

    /// Looks at a person.
    pub fn person(&mut self, _row: &PersonRow<'_>) {
        self.counts.members += 1;
    }

    /// Says what was noticed.
    pub fn finish(self) -> (MemberCounts, Findings) {
        (self.counts, Findings::default())
    }
}
