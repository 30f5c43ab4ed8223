//! What counts for a setting, a permission, a role: the questions that the plan asks of tables.

use super::tables::{Decision, Override, RoleMatch, SettingRow, Tables};
use crate::model::{Level, Permission, Subdomain, fold_name};

impl Tables {
    /// The row that counts for a setting and value: the most exact one.
    pub fn setting(&self, setting: &str, value: &str) -> Option<&SettingRow> {
        let scored = self
            .settings
            .iter()
            .filter_map(|row| row.matches(setting, value).map(|score| (score, row)));
        // The loader leaves one row a pair, so that the first of the best is the only one.
        scored.rev().max_by_key(|(score, _)| *score).map(|(_, row)| row)
    }

    /// The level of a permission, or `None` when it is not privileged.
    pub fn level(&self, permission: &Permission) -> Option<Level> {
        self.privileged
            .iter()
            .filter(|row| row.permissions.iter().any(|pattern| pattern.matches(permission)))
            .map(|row| row.level)
            .min()
    }

    /// The decision with this id.
    pub fn decision(&self, id: &str) -> Option<&Decision> {
        self.decisions.iter().find(|decision| decision.id == id)
    }

    /// The override that counts for a role, as an index of [`Tables::overrides`]: by id before by name before by glob,
    /// one that names the account before one that doesn't, and of equals the first.
    pub fn override_for(&self, subdomain: &Subdomain, role_id: Option<u64>, name: &str) -> Option<usize> {
        let rank = |row: &Override| {
            if row.subdomain.as_ref().is_some_and(|own| own != subdomain) {
                return None;
            }
            let kind = match &row.role {
                RoleMatch::Id(id) => (Some(*id) == role_id).then_some(0),
                RoleMatch::Name(own) => (fold_name(own) == fold_name(name)).then_some(1),
                RoleMatch::Glob(glob) => glob.is_match(name).then_some(2),
            };
            kind.map(|kind| (kind, row.subdomain.is_none()))
        };
        let ranked = self.overrides.iter().enumerate();
        ranked
            .filter_map(|(at, row)| rank(row).map(|rank| (rank, at)))
            .min()
            .map(|(_, at)| at)
    }
}
