//! The paths of the API that a reader of access needs: who may call them, and what answers.
//!
//! Source: the API's definition, and the vendor's pages for what it says of roles.

use super::resources::{brands, filtered, link, list, one, settings, tokens};
use super::{Seen, Served, incremental, people};
use crate::rehearsal::world::account::List;

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Right {
    /// Everybody, even without credentials.
    Anyone,
    /// Every user, whatever their role.
    User,
    /// Agents and admins.
    Agent,
    /// Admins.
    Admin,
    /// Admins, and those whose role has the setting.
    AdminOr(&'static str),
    /// Admins, and agents who are not limited to their own organization.
    AllOrganizations,
}

/// The scope that a token needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// This one, or `read`.
    Area(&'static str),
    /// `read`: no narrower scope opens it.
    Read,
    /// Any.
    Any,
}

/// A path.
#[derive(Clone, Copy)]
pub(super) struct Row {
    /// After `/api/v2/`, without `.json`; `{}` for a parameter.
    template: &'static str,
    /// Who may.
    pub right: Right,
    /// With which scope.
    pub needs: Needs,
    /// Whether only the larger plans have it.
    pub enterprise: bool,
    /// What answers.
    pub serve: fn(&Seen<'_>) -> Served,
}

/// A row of every plan.
const fn row(template: &'static str, right: Right, needs: Needs, serve: fn(&Seen<'_>) -> Served) -> Row {
    Row {
        template,
        right,
        needs,
        enterprise: false,
        serve,
    }
}

/// The same, of the larger plans only.
const fn enterprise(row: Row) -> Row {
    Row {
        enterprise: true,
        ..row
    }
}

/// The scope of users.
const USERS: Needs = Needs::Area("users:read");
/// The scope of groups and who is in them.
const GROUPS: Needs = Needs::Area("groups:read");
/// The scope of organizations and who belongs to them.
const ORGANIZATIONS: Needs = Needs::Area("organizations:read");
/// The scope of brands.
const BRANDS: Needs = Needs::Area("brands:read");
/// The scope of the audit log.
const AUDIT: Needs = Needs::Area("auditlogs:read");

/// Every path; a name stands before a parameter in the same place.
const ROWS: &[Row] = &[
    enterprise(row("custom_roles", Right::Agent, Needs::Read, |seen| {
        super::page::whole(seen, List::CustomRoles)
    })),
    enterprise(row(
        "custom_roles/{}",
        Right::AdminOr("manage_roles"),
        Needs::Read,
        |seen| one(seen, List::CustomRoles),
    )),
    row("users", Right::Agent, USERS, people::list),
    row("users/me", Right::Anyone, USERS, people::me),
    row("users/count", Right::Agent, USERS, people::count),
    row("users/show_many", Right::Agent, USERS, people::show_many),
    row("users/search", Right::Agent, Needs::Read, people::search),
    row("users/{}", Right::Agent, USERS, people::one),
    row("users/{}/group_memberships", Right::Agent, GROUPS, |seen| {
        link(seen, List::GroupMemberships, "user_id", List::Users)
    }),
    row(
        "users/{}/organization_memberships",
        Right::Agent,
        ORGANIZATIONS,
        |seen| link(seen, List::OrganizationMemberships, "user_id", List::Users),
    ),
    row("users/{}/brand_agents", Right::Admin, Needs::Read, |seen| {
        link(seen, List::BrandAgents, "user_id", List::Users)
    }),
    row("deleted_users", Right::Agent, USERS, |seen| {
        list(seen, List::DeletedUsers)
    }),
    row("deleted_users/{}", Right::Agent, USERS, |seen| {
        one(seen, List::DeletedUsers)
    }),
    row("incremental/users/cursor", Right::Admin, USERS, incremental::users),
    row("groups", Right::Agent, GROUPS, |seen| {
        let without = seen.call.query.get("exclude_deleted") == Some("true");
        filtered(seen, List::Groups, &|at| {
            !(without && seen.account.lists.field(List::Groups, at, "deleted") == true)
        })
    }),
    row("groups/{}", Right::Agent, GROUPS, |seen| one(seen, List::Groups)),
    row("groups/{}/memberships", Right::Agent, GROUPS, |seen| {
        link(seen, List::GroupMemberships, "group_id", List::Groups)
    }),
    row("group_memberships", Right::Agent, GROUPS, |seen| {
        list(seen, List::GroupMemberships)
    }),
    row("group_memberships/{}", Right::Agent, GROUPS, |seen| {
        one(seen, List::GroupMemberships)
    }),
    row("organizations", Right::AllOrganizations, ORGANIZATIONS, |seen| {
        list(seen, List::Organizations)
    }),
    row("organizations/{}", Right::AllOrganizations, ORGANIZATIONS, |seen| {
        one(seen, List::Organizations)
    }),
    row(
        "organizations/{}/organization_memberships",
        Right::AllOrganizations,
        ORGANIZATIONS,
        |seen| {
            link(
                seen,
                List::OrganizationMemberships,
                "organization_id",
                List::Organizations,
            )
        },
    ),
    row("organization_memberships", Right::Agent, ORGANIZATIONS, |seen| {
        list(seen, List::OrganizationMemberships)
    }),
    row("organization_memberships/{}", Right::Agent, ORGANIZATIONS, |seen| {
        one(seen, List::OrganizationMemberships)
    }),
    row("brands", Right::Agent, BRANDS, brands::list),
    row("brands/{}", Right::Agent, BRANDS, brands::one),
    row("brands/{}/agents", Right::Admin, Needs::Read, |seen| {
        link(seen, List::BrandAgents, "brand_id", List::Brands)
    }),
    row("brand_agents", Right::Admin, Needs::Read, |seen| {
        list(seen, List::BrandAgents)
    }),
    row("brand_agents/{}", Right::Admin, Needs::Read, |seen| {
        one(seen, List::BrandAgents)
    }),
    row(
        "account/settings",
        Right::Agent,
        Needs::Area("account_settings:read"),
        settings,
    ),
    enterprise(row("audit_logs", Right::AdminOr("view_audit_logs"), AUDIT, |seen| {
        super::resources::audit_logs(seen)
    })),
    enterprise(row("audit_logs/{}", Right::AdminOr("view_audit_logs"), AUDIT, |seen| {
        one(seen, List::AuditLogs)
    })),
    row("oauth/clients", Right::Admin, Needs::Read, |seen| {
        list(seen, List::Clients)
    }),
    row("oauth/clients/{}", Right::Admin, Needs::Read, |seen| {
        one(seen, List::Clients)
    }),
    row("oauth/tokens", Right::User, Needs::Read, tokens::list),
    row("oauth/tokens/current", Right::User, Needs::Any, tokens::current),
    row("oauth/tokens/{}", Right::Admin, Needs::Read, |seen| {
        one(seen, List::Tokens)
    }),
    row("api_tokens", Right::Admin, Needs::Read, |seen| {
        super::resources::api_tokens(seen)
    }),
];

/// The row of a path, and the values of its parameters.
pub(super) fn find(path: &str) -> Option<(&'static Row, Vec<&str>)> {
    let path = path.strip_prefix("/api/v2/")?;
    ROWS.iter().find_map(|row| Some((row, matched(row.template, path)?)))
}

/// The values of a template's parameters in a path that fits it.
fn matched<'a>(template: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let mut values = Vec::new();
    let (mut parts, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (parts.next(), given.next()) {
            (None, None) => return Some(values),
            (Some("{}"), Some(value)) if !value.is_empty() => values.push(value),
            (Some(part), Some(value)) if part == value => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_before_parameters() {
        fn template(path: &str) -> Option<(&str, Vec<&str>)> {
            find(path).map(|(row, values)| (row.template, values))
        }
        assert_eq!(template("/api/v2/users/me"), Some(("users/me", vec![])));
        assert_eq!(template("/api/v2/users/7"), Some(("users/{}", vec!["7"])));
        assert_eq!(
            template("/api/v2/groups/7/memberships"),
            Some(("groups/{}/memberships", vec!["7"]))
        );
        assert_eq!(template("/api/v2/users/"), None);
        assert_eq!(template("/api/v2/tickets"), None);
        for row in ROWS {
            let path = format!("/api/v2/{}", row.template.replace("{}", "7"));
            assert_eq!(find(&path).unwrap().0.template, row.template, "it is hidden");
        }
    }
}
