//! Access sheets: for each application all that has to be entered in Genesys Cloud, and where.
//!
//! In: the orgs of a plan, its findings, the catalogue. Out: [`Manifest`], `zd2gc/manifest/1`. Genesys Cloud has no
//! such file and imports none: a sheet is read by the person, or the provider, that enters its parts.

mod build;
mod installer;
mod model;
mod role;

pub use build::{build, names};
pub use model::{
    About, ApplicationSheet, ClientSheet, Entered, InstallerRight, Manifest, NoCounterpart, OrgSheet, PermissionPolicy,
    RoleBody, ScopeSheet,
};

#[cfg(test)]
mod tests;
