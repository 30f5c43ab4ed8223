//! What a right reader notices in an account: each cause once, with how many people it meets.
//!
//! In: the account, then its people one by one. Out: counts and findings. Memory does not grow with people.

mod account;
mod people;

use std::collections::BTreeMap;

use super::{Account, PersonRow};
use crate::finding::{Evidence, Findings};

/// How many people there are, and how many of them hold nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberCounts {
    /// Team members that were read, of every state.
    pub members: u64,
    /// Team members that are neither suspended, deleted nor shared.
    pub active: u64,
    /// Suspended ones.
    pub suspended: u64,
    /// Deleted ones (`active: false`).
    pub deleted: u64,
    /// Shared ones, who belong to another account.
    pub shared: u64,
    /// Customers; they are counted and not stored.
    pub end_users: u64,
    /// Team members by the id of their custom role, without shared and deleted ones.
    pub by_role: BTreeMap<u64, u64>,
}

/// Collects what there is to notice.
#[derive(Debug)]
pub struct Survey {
    noticed: Findings,
    people: people::Noticed,
    roles: Vec<account::RoleFacts>,
}

impl Survey {
    /// Looks at what an account has besides people.
    pub fn new(account: &Account) -> Self {
        Self {
            noticed: account::survey(account),
            people: people::Noticed::new(account),
            roles: account::roles(account),
        }
    }

    /// The same, with sign-ins reckoned from another day than the snapshot's: an RFC 3339 instant, or a date.
    #[must_use]
    pub fn reckoned_from(mut self, day: &str) -> Self {
        self.people.reckon_from(day);
        self
    }

    /// Looks at a person.
    pub fn person(&mut self, row: &PersonRow<'_>) {
        self.people.person(row);
    }

    /// Says what was noticed.
    pub fn finish(self) -> (MemberCounts, Findings) {
        let (counts, people) = self.people.finish();
        let mut findings = self.noticed;
        findings.extend(people);
        account::holders(&self.roles, &counts, &mut findings);
        (counts, findings)
    }
}

/// The first few ids of a longer list, and how many more there are.
pub(super) fn listed(evidence: &[Evidence], count: u64) -> String {
    const SHOWN: usize = 6;
    let ids: Vec<&str> = evidence
        .iter()
        .filter_map(|read| read.path.split('/').find(|part| part.parse::<u64>().is_ok()))
        .take(SHOWN)
        .collect();
    let more = count.saturating_sub(ids.len() as u64);
    match (ids.is_empty(), more) {
        (true, _) => "ids unknown".to_owned(),
        (false, 0) => ids.join(", "),
        (false, more) => format!("{} and {more} more", ids.join(", ")),
    }
}

/// `1 role`, `2 roles`.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {many}")
    }
}
