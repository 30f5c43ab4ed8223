//! What was worked out for a person before holds for everybody whom the same things decide.

use foldhash::fast::FixedState;
use indexmap::IndexMap;
use smallvec::SmallVec;

/// What people have in common whom the same things decide: nothing but numbers, as there can be many of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// Where they are counted as holders of their role in Zendesk.
    pub holders: usize,
    /// Where they are counted under the roles that they would hold together.
    pub combination: usize,
    /// Where they are counted by cause, for tenants that grant to groups.
    pub cause: Option<usize>,
    /// Where they are counted when they have no division.
    pub nowhere: Option<usize>,
    /// Where they are counted when they answer and nothing lets them go on queue.
    pub queueless: Option<usize>,
    /// Their row behind the head, where people wait.
    pub body: u32,
}

/// The numbers that decide; those of most people stand in the map itself, which spares a walk through memory for each.
type Key = SmallVec<[u64; 8]>;

/// The most recent of them, by the numbers that decide.
///
/// Hashed fast and the same in every run: everybody is looked up here once, and nobody gains by numbers that collide.
#[derive(Debug, Default)]
pub(super) struct Memo {
    met: IndexMap<Key, Known, FixedState>,
    bytes: usize,
}

impl Memo {
    /// What is known for these numbers.
    pub(super) fn known(&self, key: &[u64]) -> Option<Known> {
        self.met.get(key).copied()
    }

    /// Keeps what was worked out for these numbers.
    pub(super) fn keep(&mut self, key: &[u64], known: Known) {
        // Hash, place in the table and the allocator's own share, roughly.
        const BESIDE: usize = 48;
        let key = Key::from_slice(key);
        let elsewhere = if key.spilled() { size_of_val(&*key) } else { 0 };
        self.bytes += size_of::<Key>() + elsewhere + size_of::<Known>() + BESIDE;
        self.met.insert(key, known);
    }

    /// How many bytes are kept, roughly.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Lets go of everything.
    pub(super) fn clear(&mut self) {
        self.met.clear();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_worked_out_is_known_until_it_is_let_go() {
        let known = Known {
            holders: 1,
            combination: 2,
            cause: None,
            nowhere: None,
            queueless: None,
            body: 3,
        };
        let mut memo = Memo::default();
        memo.keep(&[1, 2], known);
        assert_eq!(memo.known(&[1, 2]).unwrap().body, 3);
        assert!(memo.known(&[1]).is_none() && memo.known(&[2, 1]).is_none());
        assert!(memo.bytes() > 16);
        memo.clear();
        assert!(memo.known(&[1, 2]).is_none() && memo.bytes() == 0);
    }
}
