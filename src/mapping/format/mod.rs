//! The tables as they are written: one struct a file, the keys as people type them.
//!
//! Nothing in here has been held against the catalogue; only the checked types of `tables` enter a plan.
//! The JSON Schemas are made from these structs, and so is the check of keys and types: one list of keys, not three.

mod places;
mod roles;
mod words;

pub(super) use places::{ApplicationRow, ApplicationsFile, ClientId, PeopleFile, PersonEntry, TenantRow, TenantsFile};
pub(super) use roles::{
    AdministrationRow, BaseRow, DecisionRow, DutiesFile, DutyRow, LevelRow, OverrideRow, PrivilegedFile, RolesFile,
    ScopeEntry, ScopesFile, SettingEntry, SettingsFile, SystemRow,
};
pub(super) use words::{
    AllWord, Name, OneOrMany, OperationText, OrgIdText, PermissionText, RegionText, RoleIdText, ScopeText, SettingKey,
    SettingValue, UrlText,
};

use strum::{Display, EnumIter, EnumString};

/// The kinds of tables, by their `schema`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Display, EnumString, EnumIter)]
#[strum(serialize_all = "lowercase")]
pub enum Kind {
    /// What each Zendesk setting becomes.
    Settings,
    /// Base roles, system roles, administration, overrides.
    Roles,
    /// What each Zendesk OAuth scope becomes.
    Scopes,
    /// Which subdomain becomes which org.
    Tenants,
    /// The applications to carry over.
    Applications,
    /// Addresses that change.
    People,
    /// Rights that nobody should hold together.
    Duties,
    /// Privileged rights.
    Privileged,
}

impl Kind {
    /// The text of `schema:`.
    pub fn schema(self) -> String {
        format!("zd2gc/{self}/1")
    }
}
