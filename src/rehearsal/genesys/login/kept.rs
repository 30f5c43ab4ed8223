//! What the login host remembers for a while, each under a value that only one browser or application was given.

use std::collections::BTreeMap;
use std::time::Duration;

/// How many of a kind are remembered: whoever asks for more, again and again, only pushes out the oldest.
const MOST: usize = 10_000;

/// Things by their value, each until it ends.
#[derive(Debug)]
pub(super) struct Kept<T> {
    things: BTreeMap<String, (Duration, T)>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self {
            things: BTreeMap::new(),
        }
    }
}

impl<T> Kept<T> {
    /// Remembers a thing until `ends`.
    pub(super) fn keep(&mut self, value: String, thing: T, now: Duration, ends: Duration) {
        if self.things.len() >= MOST {
            self.things.retain(|_, (ends, _)| *ends > now);
        }
        if self.things.len() >= MOST {
            let oldest = self.things.iter().min_by_key(|(_, (ends, _))| *ends);
            if let Some(oldest) = oldest.map(|(value, _)| value.clone()) {
                self.things.remove(&oldest);
            }
        }
        self.things.insert(value, (ends, thing));
    }

    /// What stands under a value, unless it ended.
    pub(super) fn get(&self, value: &str, now: Duration) -> Option<&T> {
        let (ends, thing) = self.things.get(value)?;
        (*ends > now).then_some(thing)
    }

    /// Takes what stands under a value, which then is good no more.
    pub(super) fn take(&mut self, value: &str, now: Duration) -> Option<T> {
        let (ends, thing) = self.things.remove(value)?;
        (ends > now).then_some(thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_good_until_it_ends_and_is_taken_once() {
        let at = Duration::from_secs;
        let mut kept = Kept::default();
        kept.keep("a".to_owned(), 1, at(0), at(10));
        assert_eq!(kept.get("a", at(9)), Some(&1));
        assert_eq!(kept.get("a", at(10)), None);
        assert_eq!(kept.take("a", at(9)), Some(1));
        assert_eq!(kept.take("a", at(9)), None);
    }

    #[test]
    fn the_oldest_makes_room() {
        let at = Duration::from_secs;
        let mut kept = Kept::default();
        for number in 0..=MOST as u64 {
            kept.keep(number.to_string(), number, at(0), at(10 + number));
        }
        assert_eq!(kept.things.len(), MOST);
        assert_eq!(kept.get("0", at(0)), None);
        assert_eq!(kept.get("1", at(0)), Some(&1));
    }
}
