//! Where a right holds.

use std::collections::BTreeSet;

/// The divisions in which a right holds, by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// In all of them, those to come included (`*` in Genesys Cloud).
    All,
    /// In these; in none of them the right is not held.
    In(BTreeSet<String>),
}

impl Default for Reach {
    /// Nowhere.
    fn default() -> Self {
        Self::In(BTreeSet::new())
    }
}

impl Reach {
    /// One division.
    pub fn one(division: impl Into<String>) -> Self {
        Self::In(BTreeSet::from([division.into()]))
    }

    /// Whether it is no division at all.
    pub fn is_nowhere(&self) -> bool {
        matches!(self, Self::In(divisions) if divisions.is_empty())
    }

    /// Whether it holds in a division.
    pub fn includes(&self, division: &str) -> bool {
        match self {
            Self::All => true,
            Self::In(divisions) => divisions.contains(division),
        }
    }

    /// Adds what the other reaches.
    pub fn extend(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::All, _) => {}
            (_, Self::All) => *self = Self::All,
            (Self::In(own), Self::In(more)) => own.extend(more),
        }
    }

    /// What both reach.
    #[must_use]
    pub fn within(self, other: &Self) -> Self {
        match (self, other) {
            (Self::All, other) => other.clone(),
            (own, Self::All) => own,
            (Self::In(own), Self::In(others)) => Self::In(own.intersection(others).cloned().collect()),
        }
    }
}

/// Where a subject holds a permission.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// Without a condition.
    pub outright: Reach,
    /// Under a condition, which only the vendor can evaluate.
    pub conditional: Reach,
}

impl Held {
    /// Whether it is not held at all.
    pub fn is_nowhere(&self) -> bool {
        self.outright.is_nowhere() && self.conditional.is_nowhere()
    }

    /// Where it is held at most: conditions taken as fulfilled.
    pub fn at_most(&self) -> Reach {
        let mut reach = self.outright.clone();
        reach.extend(self.conditional.clone());
        reach
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(divisions: &[&str]) -> Reach {
        Reach::In(divisions.iter().map(|id| (*id).to_owned()).collect())
    }

    #[test]
    fn all_takes_everything_in_and_gives_way_when_narrowed() {
        let mut reach = some(&["a"]);
        reach.extend(some(&["b"]));
        assert_eq!(reach, some(&["a", "b"]));
        assert_eq!(Reach::All.within(&reach), reach);
        assert_eq!(reach.clone().within(&some(&["b", "c"])), some(&["b"]));
        reach.extend(Reach::All);
        assert_eq!(reach, Reach::All);
    }
}
