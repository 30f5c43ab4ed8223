//! What the person who installs an application has to be allowed to do, by the catalogue.

use super::model::InstallerRight;
use crate::catalogue::Catalogue;
use crate::model::Method;

/// Where an installer works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// In the org that owns the client.
    Owner,
    /// In every org of the sheet.
    EachOrg,
}

/// A piece of an installer's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    /// Register the client.
    RegisterClient,
    /// Correct the client's scopes, redirect URIs or roles.
    EditClient,
    /// Make the planned role.
    CreateRole,
    /// Give the role to people or to the client.
    GrantRole,
    /// Approve a client of another org.
    ApproveClient,
    /// Let people of another org in.
    PairOrgs,
}

impl Task {
    /// The operation behind it, what it is for, and where.
    fn facts(self) -> (Method, &'static str, &'static str, Where) {
        match self {
            Self::RegisterClient => (
                Method::Post,
                "/api/v2/oauth/clients",
                "register the OAuth client",
                Where::Owner,
            ),
            Self::EditClient => (
                Method::Put,
                "/api/v2/oauth/clients/{clientId}",
                "set the client's scopes, redirect URIs or roles",
                Where::Owner,
            ),
            Self::CreateRole => (
                Method::Post,
                "/api/v2/authorization/roles",
                "create the role",
                Where::EachOrg,
            ),
            Self::GrantRole => (
                Method::Post,
                "/api/v2/authorization/roles/{roleId}",
                "grant the role in its divisions",
                Where::EachOrg,
            ),
            // Approving itself happens on a page; reading the approvals asks for the same right.
            Self::ApproveClient => (
                Method::Get,
                "/api/v2/oauth/authorizations/{clientId}",
                "approve the client (Admin > Integrations > Authorized Applications) and see its state",
                Where::EachOrg,
            ),
            Self::PairOrgs => (
                Method::Post,
                "/api/v2/orgauthorization/trustees",
                "let the people of the client's org in",
                Where::EachOrg,
            ),
        }
    }
}

/// The rights that some tasks ask for, in the order of the tasks.
pub(super) fn rights(tasks: &[Task], catalogue: &Catalogue) -> Vec<InstallerRight> {
    let mut rights = Vec::new();
    for task in tasks {
        let (method, path, purpose, place) = task.facts();
        let Some(facts) = catalogue.operation(method, path) else {
            continue;
        };
        // A test holds that these operations list one permission, or several that are all needed.
        for permission in &facts.permissions {
            rights.push(InstallerRight {
                permission: permission.to_string(),
                org: match place {
                    Where::Owner => "the org that owns the client".to_owned(),
                    Where::EachOrg => "each org".to_owned(),
                },
                task: purpose.to_owned(),
                operation: format!("{method} {path}"),
            });
        }
    }
    rights
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Mode;

    #[test]
    fn every_task_has_an_operation_that_says_what_it_needs() {
        for task in [
            Task::RegisterClient,
            Task::EditClient,
            Task::CreateRole,
            Task::GrantRole,
            Task::ApproveClient,
            Task::PairOrgs,
        ] {
            let (method, path, _, _) = task.facts();
            let facts = Catalogue::embedded().operation(method, path).unwrap();
            assert_eq!(facts.path, path);
            assert!(
                facts.permissions.len() == 1 || (facts.mode == Mode::All && facts.permissions.len() > 1),
                "{path}"
            );
        }
    }
}
