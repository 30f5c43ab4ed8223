//! What is read of an org, and how: one table for snapshots, estimates, doctor and docs.

use crate::catalogue::{Catalogue, OperationFacts};
use crate::genesys::List;
use crate::model::Method;

/// How a list comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// One answer holds everything.
    Whole,
    /// One answer that is no list: a fact.
    Single,
    /// By `pageNumber`, with this largest `pageSize` to ask for.
    Numbered(u32),
    /// By the cursor in `nextUri`, with this largest `pageSize`.
    Cursor(u32),
}

/// What a read is for each of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Each {
    /// Made once.
    Once,
    /// For each role.
    Role,
    /// For each group that holds grants.
    GroupWithGrants,
    /// For each org that may enter.
    Trustee,
}

/// A read of an org.
#[derive(Debug, Clone, Copy)]
pub struct Read {
    /// What it gives: the name of a list, or of a fact in `snapshot.json`.
    pub gives: &'static str,
    /// The path, as the catalogue has it.
    pub path: &'static str,
    /// Its parameters besides pages.
    pub query: &'static [(&'static str, &'static str)],
    /// How it comes.
    pub paging: Paging,
    /// For each of what.
    pub each: Each,
    /// The entity at which pages by number end, where one is known.
    pub window: Option<u64>,
    /// The read to fall back to past that.
    pub beyond: Option<&'static Read>,
    /// What a plan or an audit lacks without it.
    pub tells: &'static str,
}

impl Read {
    const fn of(gives: &'static str, path: &'static str, paging: Paging, tells: &'static str) -> Self {
        Self {
            gives,
            path,
            query: &[],
            paging,
            each: Each::Once,
            window: None,
            beyond: None,
            tells,
        }
    }

    const fn each(mut self, each: Each) -> Self {
        self.each = each;
        self
    }

    const fn query(mut self, query: &'static [(&'static str, &'static str)]) -> Self {
        self.query = query;
        self
    }

    const fn beyond(mut self, window: Option<u64>, read: &'static Read) -> Self {
        self.window = window;
        self.beyond = Some(read);
        self
    }

    /// What the catalogue knows of the operation: permissions, scopes.
    ///
    /// # Panics
    /// Never: a test holds that every path of the table is in the catalogue.
    pub fn operation(&self) -> &'static OperationFacts {
        Catalogue::embedded()
            .operation(Method::Get, self.path)
            .expect("every read is in the catalogue")
    }

    /// The list that it gives, where it gives one.
    pub fn list(&self) -> Option<List> {
        List::all().find(|list| list.name() == self.gives)
    }
}

/// `authorization/roles` is known to take pages of 100, `permissions` of 500; sources: calls of shipping tools.
const ROLES: u32 = 100;
/// The largest page that is known of anything.
const LARGE: u32 = 500;
/// The largest page of `divisions/query` and `policies`, by the API's definition.
const CURSOR: u32 = 200;
/// Lists of which a page is enough for most orgs.
const SMALL: u32 = 100;

/// People past the window of pages by number.
const ACTIVE_BY_CURSOR: Read = users_query(&[("state", "active")]);
const INACTIVE_BY_CURSOR: Read = users_query(&[("state", "inactive")]);
const DELETED_BY_CURSOR: Read = users_query(&[("state", "deleted")]);

const fn users_query(query: &'static [(&'static str, &'static str)]) -> Read {
    Read::of(
        "users",
        "/api/v2/users/query",
        Paging::Cursor(LARGE),
        "people, where there are more than pages by number show",
    )
    .query(query)
}

const fn users(query: &'static [(&'static str, &'static str)]) -> Read {
    Read::of(
        "users",
        "/api/v2/users",
        Paging::Numbered(LARGE),
        "who the people of the org are, in each state",
    )
    .query(query)
}

/// Which token reads; without it nothing begins.
pub const TOKEN: Read = Read::of(
    "token",
    "/api/v2/tokens/me",
    Paging::Single,
    "which org a token belongs to",
);
/// Which org that is.
pub const ORGANIZATION: Read = Read::of(
    "organization",
    "/api/v2/organizations/me",
    Paging::Single,
    "the org's short name",
);

/// Who holds each role, and where.
pub const SUBJECT_GRANTS: Read = Read::of(
    "subject_grants",
    "/api/v2/authorization/roles/{roleId}/subjectgrants",
    Paging::Numbered(LARGE),
    "who holds which role in which divisions",
)
.each(Each::Role);

/// Who is in the groups that hold grants.
pub const GROUP_MEMBERS: Read = Read::of(
    "group_members",
    "/api/v2/groups/{groupId}/members",
    Paging::Numbered(LARGE),
    "who holds rights through a group",
)
.each(Each::GroupWithGrants);

/// The people of an org that may enter.
pub const TRUSTEE_USERS: Read = Read::of(
    "trustees",
    "/api/v2/orgauthorization/trustees/{trusteeOrgId}/users",
    Paging::Numbered(SMALL),
    "which people of another org may enter",
)
.each(Each::Trustee);

/// The groups of an org that may enter.
pub const TRUSTEE_GROUPS: Read = Read::of(
    "trustees",
    "/api/v2/orgauthorization/trustees/{trusteeOrgId}/groups",
    Paging::Numbered(SMALL),
    "which groups of another org may enter",
)
.each(Each::Trustee);

/// What needs nothing but the token. Those that go into [`SUBJECT_GRANTS`] and the like come first.
pub const FIRST: &[Read] = &[
    Read::of(
        "roles",
        "/api/v2/authorization/roles",
        Paging::Numbered(ROLES),
        "the roles and what they allow",
    )
    .query(&[("userCount", "false")]),
    Read::of(
        "divisions",
        "/api/v2/authorization/divisions/query",
        Paging::Cursor(CURSOR),
        "the divisions, and which of them is home",
    ),
    users(&[("state", "active")]).beyond(None, &ACTIVE_BY_CURSOR),
    // An offset past 10,000 inactive people is refused (Terraform provider, DEVTOOLING-862).
    users(&[("state", "inactive")]).beyond(Some(10_000), &INACTIVE_BY_CURSOR),
    users(&[("state", "deleted")]).beyond(None, &DELETED_BY_CURSOR),
    Read::of("groups", "/api/v2/groups", Paging::Numbered(LARGE), "the groups"),
    Read::of(
        "oauth_clients",
        "/api/v2/oauth/clients",
        Paging::Whole,
        "the org's OAuth clients, their scopes, roles and divisions",
    ),
    Read::of(
        "oauth_authorizations",
        "/api/v2/oauth/authorizations",
        Paging::Whole,
        "which clients were approved, and for which scopes",
    ),
    Read::of(
        "permissions",
        "/api/v2/authorization/permissions",
        Paging::Numbered(LARGE),
        "which permissions the org has, and which of them divisions limit",
    ),
    Read::of(
        "oauth_scopes",
        "/api/v2/oauth/scopes",
        Paging::Whole,
        "which scopes there are",
    ),
    Read::of(
        "trustees",
        "/api/v2/orgauthorization/trustees",
        Paging::Numbered(SMALL),
        "which other orgs may enter",
    ),
    Read::of(
        "trustors",
        "/api/v2/orgauthorization/trustors",
        Paging::Numbered(SMALL),
        "which other orgs this one may enter",
    ),
    Read::of(
        "policies",
        "/api/v2/authorization/policies",
        Paging::Cursor(CURSOR),
        "access policies that may deny what a role allows",
    ),
    Read::of(
        "integrations",
        "/api/v2/integrations",
        Paging::Numbered(SMALL),
        "the integrations",
    ),
    Read::of(
        "license_definitions",
        "/api/v2/license/definitions",
        Paging::Whole,
        "which licence a role implies",
    ),
    Read::of(
        "role_settings",
        "/api/v2/authorization/roles/settings",
        Paging::Single,
        "whether grants go by division, and whether default roles are filled up",
    ),
    Read::of(
        "division_limit",
        "/api/v2/authorization/divisions/limit",
        Paging::Single,
        "how many divisions there may be",
    ),
    Read::of(
        "subject",
        "/api/v2/authorization/subjects/me",
        Paging::Single,
        "what the one who reads holds, and where",
    ),
];

/// Every read, in the order of a snapshot.
pub fn reads() -> impl Iterator<Item = Read> {
    [TOKEN, ORGANIZATION].into_iter().chain(FIRST.iter().copied()).chain([
        SUBJECT_GRANTS,
        GROUP_MEMBERS,
        TRUSTEE_USERS,
        TRUSTEE_GROUPS,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_read_is_in_the_catalogue_and_every_list_is_read() {
        for read in reads() {
            assert_eq!(read.operation().path, read.path);
        }
        for list in List::all() {
            assert!(reads().any(|read| read.list() == Some(list)), "{list:?}");
        }
    }
}
