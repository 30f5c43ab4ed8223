//! The division that a question about access is limited to.

use std::collections::BTreeSet;

use super::Failure;
use super::names::{listed, near};
use crate::access::Access;

/// The division that was asked for, looked for in each org.
pub(super) struct Divisions<'a> {
    wanted: Option<&'a str>,
    /// Whether an org has it, or may have it.
    found: bool,
    names: BTreeSet<String>,
}

/// Where holders are looked for in one org.
pub(super) enum Within {
    /// Everywhere.
    Anywhere,
    /// In the division with this key.
    Division(String),
    /// In a division that the org does not have.
    Nowhere,
}

impl<'a> Divisions<'a> {
    /// Looks for this one, or for none.
    pub(super) fn new(wanted: Option<&'a str>) -> Self {
        Self {
            wanted,
            found: wanted.is_none(),
            names: BTreeSet::new(),
        }
    }

    /// Looks for it in an org; `whole` says whether the org's divisions are known.
    pub(super) fn of(&mut self, access: &Access, whole: bool) -> Within {
        let Some(wanted) = self.wanted else {
            return Within::Anywhere;
        };
        let all = access.divisions().values();
        self.names.extend(all.map(|division| division.name.clone()));
        match access.division_key(wanted) {
            Some(key) => {
                self.found = true;
                Within::Division(key.to_owned())
            }
            None if whole => Within::Nowhere,
            None => {
                self.found = true;
                Within::Division(crate::access::keys::division(wanted, false))
            }
        }
    }

    /// A division that no org has is a slip of the pen.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let Some(wanted) = self.wanted.filter(|_| !self.found) else {
            return Ok(());
        };
        let names = || self.names.iter().map(String::as_str);
        let failure = Failure::usage(format!("there is no division `{wanted}`"));
        Err(match near(wanted, names()) {
            Some(near) => failure.hint(format!("did you mean `{near}`?")),
            None => failure.hint(format!("there is {}", listed(names()))),
        })
    }
}
