//! The lists of an org's snapshot.

use strum::{EnumIter, IntoEnumIterator as _};

/// A list of an org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum List {
    /// Permissions by domain, with division awareness and conditions.
    Permissions,
    /// OAuth scopes.
    OauthScopes,
    /// Roles with their policies.
    Roles,
    /// Divisions.
    Divisions,
    /// People in every state.
    Users,
    /// Groups.
    Groups,
    /// Who is in a group that holds grants: people, each with `groupId`.
    GroupMembers,
    /// Who holds a role, and in which divisions: subjects, each with `roleId`.
    SubjectGrants,
    /// OAuth clients that the org owns, without their secrets.
    OauthClients,
    /// Approvals of clients, as far as the caller sees them.
    OauthAuthorizations,
    /// Orgs that may enter this one, each with its `users` and `groups`.
    Trustees,
    /// Orgs that this one may enter.
    Trustors,
    /// Access policies.
    Policies,
    /// Integrations.
    Integrations,
    /// Licences and the permissions that they cover.
    LicenseDefinitions,
}

impl List {
    /// Every list.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    /// The name in snapshots.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
