//! What is read of an account, and how: one table for snapshots, estimates, doctor and docs.

use crate::http::Target;
use crate::zendesk::List;

/// How a list comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// By cursor, with this `page[size]`.
    Cursor(u32),
    /// One answer holds everything; pages that it names all the same are followed.
    Whole,
    /// One answer that is no list.
    Single,
}

/// Which accounts have a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exists {
    /// Every account.
    Everywhere,
    /// Those of a plan. On others the vendor answers 403, as to somebody who lacks a right, or 404.
    OnPlan(&'static str),
    /// Those that use something. On others the vendor may answer 404.
    WithFeature(&'static str),
}

/// Who may read a list, besides a token's scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display)]
pub enum Reader {
    /// Agents and admins.
    #[strum(to_string = "an agent")]
    Agent,
    /// Agents and admins, unless their role limits them to their own organization.
    #[strum(to_string = "an agent who is not limited to their own organization")]
    AgentOfAllOrganizations,
    /// Admins.
    #[strum(to_string = "an admin")]
    Admin,
}

/// A read of an account.
#[derive(Debug, Clone, Copy)]
pub struct Read {
    /// The list that it gives.
    pub list: List,
    /// Its parameters besides pages.
    pub query: &'static [(&'static str, &'static str)],
    /// How it comes.
    pub paging: Paging,
    /// The OAuth scopes, any of which would do. The vendor publishes none narrower than `read` for some.
    pub scopes: &'static [&'static str],
    /// Who may.
    pub reader: Reader,
    /// Which accounts have it.
    pub exists: Exists,
    /// What a plan or an audit lacks without it.
    pub tells: &'static str,
}

impl Read {
    const fn of(list: List, paging: Paging, scopes: &'static [&'static str], reader: Reader) -> Self {
        Self {
            list,
            query: &[],
            paging,
            scopes,
            reader,
            exists: Exists::Everywhere,
            tells: "",
        }
    }

    const fn query(mut self, query: &'static [(&'static str, &'static str)]) -> Self {
        self.query = query;
        self
    }

    const fn exists(mut self, exists: Exists) -> Self {
        self.exists = exists;
        self
    }

    const fn tells(mut self, tells: &'static str) -> Self {
        self.tells = tells;
        self
    }

    /// The path.
    pub fn path(&self) -> &'static str {
        self.list.path()
    }

    /// The first page.
    pub fn target(&self) -> Target {
        match self.paging {
            Paging::Cursor(size) => self.target_of(size),
            Paging::Whole | Paging::Single => self.target_of(0),
        }
    }

    /// The first page of so many records, where the list comes in pages that one can choose.
    pub fn target_of(&self, size: u32) -> Target {
        let target = Target::new(self.path());
        let target = self
            .query
            .iter()
            .fold(target, |target, (name, value)| target.with(name, value));
        match self.paging {
            Paging::Cursor(_) => target.with("page[size]", size),
            Paging::Whole | Paging::Single => target,
        }
    }
}

/// Who reads; answered to anybody, with nobody's name to who shows no credentials.
pub const ME: &str = "/api/v2/users/me";
/// What the token that reads may do.
pub const CURRENT_TOKEN: &str = "/api/v2/oauth/tokens/current";
/// How many users there are; takes the filters of the list. Above 100,000 the vendor counts about once a day.
pub const USERS_COUNT: &str = "/api/v2/users/count";
/// The organizations of one team member.
pub const MEMBERSHIPS_OF_USER: &str = "/api/v2/users/{user_id}/organization_memberships";

/// The largest page of lists by cursor, by the vendor's page on paging.
pub const LARGEST: u32 = 100;

const USERS: &[&str] = &["users:read", "read"];
const GROUPS: &[&str] = &["groups:read", "read"];
const BRANDS: &[&str] = &["brands:read", "read"];
const ORGANIZATIONS: &[&str] = &["organizations:read", "read"];
const SETTINGS: &[&str] = &["account_settings:read", "read"];
const ONLY_READ: &[&str] = &["read"];

/// Every read.
pub const READS: &[Read] = &[
    Read::of(List::Users, Paging::Cursor(LARGEST), USERS, Reader::Agent)
        .query(&[("role[]", "agent"), ("role[]", "admin")])
        .tells("who the team members are; nothing can be planned without"),
    Read::of(List::CustomRoles, Paging::Whole, ONLY_READ, Reader::Agent)
        .exists(Exists::OnPlan("Enterprise"))
        .tells("what the roles allow"),
    Read::of(List::Groups, Paging::Cursor(LARGEST), GROUPS, Reader::Agent).tells("which groups there are"),
    Read::of(List::GroupMemberships, Paging::Cursor(LARGEST), GROUPS, Reader::Agent).tells("who is in which group"),
    Read::of(List::Brands, Paging::Cursor(LARGEST), BRANDS, Reader::Admin)
        .tells("which brands there are; an agent sees the own ones only"),
    Read::of(List::BrandAgents, Paging::Cursor(LARGEST), ONLY_READ, Reader::Admin)
        .exists(Exists::WithFeature("department spaces"))
        .tells("who works for which brand"),
    Read::of(
        List::Organizations,
        Paging::Cursor(LARGEST),
        ORGANIZATIONS,
        Reader::AgentOfAllOrganizations,
    )
    .tells("which organizations roles are limited to"),
    Read::of(
        List::OrganizationMemberships,
        Paging::Cursor(LARGEST),
        ORGANIZATIONS,
        Reader::Agent,
    )
    .tells("which team members belong to which organization"),
    Read::of(List::AccountSettings, Paging::Single, SETTINGS, Reader::Agent)
        .tells("what the account lets agents do outside of roles"),
    Read::of(List::OauthClients, Paging::Cursor(LARGEST), ONLY_READ, Reader::Admin)
        .tells("which applications have a client of the account's"),
    Read::of(List::OauthTokens, Paging::Cursor(LARGEST), ONLY_READ, Reader::Admin)
        .query(&[("all", "true")])
        .tells("which applications are in use, by whom and with which scopes"),
    Read::of(List::ApiTokens, Paging::Whole, ONLY_READ, Reader::Admin)
        .tells("which scripts sign in with API tokens, which end on 2027-04-30"),
];

/// The read that gives a list.
///
/// # Panics
/// Never: a test holds that every list has one.
pub fn of(list: List) -> &'static Read {
    READS.iter().find(|read| read.list == list).expect("every list is read")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_read_once_and_read_opens_all_of_them() {
        for list in List::all() {
            assert_eq!(READS.iter().filter(|read| read.list == list).count(), 1, "{list:?}");
        }
        for read in READS {
            assert!(read.scopes.contains(&"read") && !read.tells.is_empty(), "{read:?}");
        }
    }

    #[test]
    fn team_members_are_asked_for_by_both_roles() {
        assert_eq!(
            of(List::Users).target().to_string(),
            "/api/v2/users?role%5B%5D=agent&role%5B%5D=admin&page%5Bsize%5D=100"
        );
        assert_eq!(of(List::CustomRoles).target().to_string(), "/api/v2/custom_roles");
    }
}
