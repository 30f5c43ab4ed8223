//! What was worked out for a person before holds for everybody whom the same things decide.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::rc::Rc;

use super::PlanError;
use super::body::Cause;
use super::people::Combination;
use super::spool::Shared;

/// How many bytes are kept at hand, roughly. A tenant needs far fewer unless it is divided by many groups.
const KEPT: usize = 12 << 20;

/// What people have in common whom the same things decide.
#[derive(Debug)]
pub(super) struct Known {
    /// What decides their row.
    pub cause: Cause,
    /// The tenant, and the roles that they would hold together.
    pub combination: (usize, Vec<Combination>),
    /// Their row behind the head.
    pub shared: Shared,
}

/// The numbers that decide, and what they lead to.
type Met = (Box<[u64]>, Rc<Known>);

/// The most recent of them, by the numbers that decide.
#[derive(Debug, Default)]
pub(super) struct Memo {
    /// How often it was emptied.
    pub emptied: u32,
    /// By the hash of the numbers, which are then compared: short keys are looked up faster than long ones.
    met: BTreeMap<u64, Vec<Met>>,
    bytes: usize,
}

impl Memo {
    /// What is known for these numbers, worked out if it is new.
    pub(super) fn known(
        &mut self,
        key: &[u64],
        work_out: impl FnOnce() -> Result<Known, PlanError>,
    ) -> Result<Rc<Known>, PlanError> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let hash = hasher.finish();
        let met = self
            .met
            .get(&hash)
            .into_iter()
            .flatten()
            .find(|(numbers, _)| **numbers == *key);
        if let Some((_, known)) = met {
            return Ok(Rc::clone(known));
        }
        let known = Rc::new(work_out()?);
        let size = size_of_val(key)
            + size_of::<Known>()
            + known.shared.text.len()
            + size_of_val(&*known.cause.placed.divisions)
            + size_of_val(&*known.cause.placed.because);
        if self.bytes + size > KEPT {
            self.met.clear();
            self.emptied += 1;
            self.bytes = 0;
        }
        self.bytes += size;
        self.met.entry(hash).or_default().push((key.into(), Rc::clone(&known)));
        Ok(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fidelity;
    use crate::plan::places::Placed;

    fn known(length: usize) -> Known {
        Known {
            cause: Cause {
                account: 0,
                source: 0,
                placed: Placed {
                    divisions: Vec::new(),
                    fidelity: Fidelity::Exact,
                    because: Vec::new(),
                    nowhere: None,
                },
                person_row: None,
            },
            combination: (0, Vec::new()),
            shared: Shared::new("x".repeat(length)),
        }
    }

    #[test]
    fn what_was_worked_out_is_not_worked_out_again() {
        let mut memo = Memo::default();
        memo.known(&[1, 2], || Ok(known(1))).unwrap();
        let again = memo.known(&[1, 2], || panic!("worked out again")).unwrap();
        assert_eq!(again.shared.text, "x");
    }

    #[test]
    fn memory_stays_bounded() {
        let mut memo = Memo::default();
        for at in 0..100 {
            memo.known(&[at], || Ok(known(1 << 20))).unwrap();
            assert!(memo.bytes <= KEPT && memo.met.len() < 13);
        }
    }
}
