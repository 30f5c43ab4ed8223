//! An account of any size: each record is computed from its place when it is asked for.
//!
//! Fields are those of the API's definition, with values that it allows: where it knows no `null`, a field without a value
//! is left out.

mod records;

use std::sync::OnceLock;

use serde_json::Value;

use super::configuration::Profile;
use super::login::{self, ApiToken, Application, Kind};
use super::{Account, List, Lists, Plan, Record};
use crate::model::Subdomain;
use crate::rehearsal::world::generated::Sizes;
use crate::rehearsal::world::ids::mixed;

/// How many custom roles there are.
const CUSTOM_ROLES: usize = 12;
/// What the account's own roles are called.
const ROLE_NAMES: [&str; CUSTOM_ROLES] = [
    "Tier 1 support",
    "Tier 2 support",
    "Team lead",
    "Quality analyst",
    "Knowledge editor",
    "Billing desk",
    "Workforce planner",
    "Escalation desk",
    "Chat specialist",
    "Phone specialist",
    "Account operations",
    "Trainee",
];
/// The roles that come with every account of the plan: name, `role_type`, settings.
const BUILT_IN: [(&str, u64, Profile); 4] = [
    ("Light agent", 1, Profile::LightAgent),
    ("Contributor", 3, Profile::Contributor),
    ("Administrator", 4, Profile::Administrator),
    ("Billing admin", 5, Profile::Administrator),
];
/// How many organizations there are: one full page.
const ORGANIZATIONS: usize = 100;
/// How many team members belong to an organization, at most.
const MEMBERS_OF_ORGANIZATIONS: usize = 30;
/// How many tokens of clients there are.
const TOKENS: usize = 4;

/// Makes the account.
pub(super) fn account(subdomain: Subdomain, sizes: Sizes) -> Account {
    // An account has an owner.
    let people = sizes.users.max(1);
    let [full, limited] = login::own(&subdomain, id(List::Clients, 0), 0, 2.min(people - 1));
    let further = |number: u64, identifier: &str, name: &str, kind, redirect: &str, at: usize| Application {
        id: id(List::Clients, 0) + number,
        identifier: identifier.to_owned(),
        name: name.to_owned(),
        description: String::new(),
        secret: login::secret(&subdomain, number),
        kind,
        redirect_uris: vec![redirect.to_owned()],
        ceiling: None,
        user: at.min(people - 1),
    };
    let clients = vec![
        full,
        limited,
        further(
            2,
            "conversation_archive",
            "Conversation archive",
            Kind::Confidential,
            "https://archive.rehearsal.example/callback",
            0,
        ),
        further(
            3,
            "phone_bridge",
            "Phone bridge",
            Kind::Public,
            "http://127.0.0.1:8484/callback",
            2,
        ),
        further(
            4,
            "night_report",
            "Night report",
            Kind::Confidential,
            "https://reports.rehearsal.example/callback",
            3,
        ),
    ];
    let api_tokens = (0..2)
        .map(|at: usize| ApiToken {
            id: id(List::ApiTokens, at),
            token: login::secret(&subdomain, 100 + at as u64),
            active: at == 0,
        })
        .collect();
    let lists = Generated {
        subdomain: subdomain.clone(),
        people,
        groups: sizes.groups,
        seed: sizes.seed,
        clients: clients.clone(),
        held: OnceLock::new(),
    };
    Account {
        subdomain,
        plan: Plan::Enterprise,
        lists: Box::new(lists),
        clients,
        api_tokens,
    }
}

/// The id of the record at a place: 13 digits, as the vendor's are.
fn id(list: List, at: usize) -> u64 {
    9_000_000_000_001 + list as u64 * 10_000_000_000 + at as u64
}

/// What a team member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Member {
    /// Administers everything; the second of all administers billing too.
    Admin,
    /// Administers billing as well.
    BillingAdmin,
    /// Watches only.
    Light,
    /// Has no role of the account's, from before there were any.
    Legacy,
    /// Has a custom role, by its number.
    Custom(usize),
}

/// The account's lists.
#[derive(Debug)]
struct Generated {
    /// Whose lists they are.
    subdomain: Subdomain,
    /// How many team members there are.
    people: usize,
    /// How many groups.
    groups: usize,
    /// What everything that looks random depends on.
    seed: u64,
    /// The OAuth clients, as in [`Account::clients`].
    clients: Vec<Application>,
    /// How many hold each role, counted when somebody asks for roles.
    held: OnceLock<Vec<usize>>,
}

impl Generated {
    /// How many end users there are, after the team members in their list.
    fn end_users(&self) -> usize {
        (self.people / 10).clamp(4, 60)
    }

    /// How many team members belong to an organization: every tenth, up to a limit.
    fn organization_members(&self) -> usize {
        (self.people + 5).div_euclid(10).min(MEMBERS_OF_ORGANIZATIONS)
    }

    /// Which team member is the `which`-th that belongs to an organization.
    fn organization_member(which: usize) -> usize {
        which * 10 + 4
    }

    /// Memberships of people with an even place, and of those with an odd one: two and three, where there are as many groups.
    fn memberships_each(&self) -> (usize, usize) {
        (self.groups.min(2), self.groups.min(3))
    }

    /// The team member and which of their memberships it is, by the place of the membership.
    fn membership(&self, at: usize) -> (usize, usize) {
        let (even, odd) = self.memberships_each();
        let (pair, rest) = (at / (even + odd), at % (even + odd));
        if rest < even {
            (pair * 2, rest)
        } else {
            (pair * 2 + 1, rest - even)
        }
    }

    /// The groups of a team member, the default one first; none twice.
    fn group_of(&self, at: usize, which: usize) -> usize {
        let groups = self.groups;
        let draw = mixed(self.seed, "membership", at as u64);
        let part = |shift: u32, below: usize| usize::try_from((draw >> shift) & 0xffff).unwrap_or(0) % below.max(1);
        let first = part(0, groups);
        let second = 1 + part(16, (groups - 1) / 2);
        let third = second + 1 + part(32, groups.saturating_sub(1 + second));
        let offset = [0, second, third][which];
        (first + offset) % groups
    }

    /// What a team member is, by place.
    fn member(&self, at: usize) -> Member {
        match at {
            0 => Member::Admin,
            1 if self.people > 3 => Member::BillingAdmin,
            _ if at % 500 == 250 => Member::Admin,
            _ if at % 250 == 99 => Member::Legacy,
            _ if at % 25 == 7 => Member::Light,
            _ => {
                let draw = mixed(self.seed, "custom role", at as u64);
                Member::Custom(usize::try_from(draw % CUSTOM_ROLES as u64).unwrap_or(0))
            }
        }
    }

    /// The place of the role of a team member.
    fn role_of(&self, at: usize) -> Option<usize> {
        match self.member(at) {
            Member::Custom(role) => Some(role),
            Member::Light => Some(CUSTOM_ROLES),
            Member::Admin => Some(CUSTOM_ROLES + 2),
            Member::BillingAdmin => Some(CUSTOM_ROLES + 3),
            Member::Legacy => None,
        }
    }

    /// How many team members hold a role, by its place.
    fn held(&self, role: usize) -> usize {
        let held = self.held.get_or_init(|| {
            let mut held = vec![0; CUSTOM_ROLES + BUILT_IN.len()];
            for role in (0..self.people).filter_map(|at| self.role_of(at)) {
                held[role] += 1;
            }
            held
        });
        held[role]
    }

    /// The address of a record, at the vendor's host: it is part of what was made, wherever it is served.
    fn url(&self, list: List, id: u64) -> String {
        format!(
            "https://{}.zendesk.com/api/v2/{}/{id}.json",
            self.subdomain,
            list.path()
        )
    }

    /// When a record was last changed: in the ten months before the rehearsal begins.
    fn date(&self, list: List, at: usize) -> String {
        let draw = mixed(self.seed, list.key(), at as u64);
        let (month, day, hour, minute) = (
            1 + draw % 10,
            1 + (draw >> 8) % 28,
            (draw >> 16) % 24,
            (draw >> 24) % 60,
        );
        format!("2026-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z")
    }

    /// The organization of a user.
    fn organization_of(&self, at: usize) -> Option<usize> {
        let is_member = at < self.people && at % 10 == 4 && at / 10 < MEMBERS_OF_ORGANIZATIONS;
        (is_member || at >= self.people).then(|| (at * 7 + 3) % ORGANIZATIONS)
    }
}

impl Lists for Generated {
    fn count(&self, list: List) -> usize {
        match list {
            List::Users => self.people + self.end_users(),
            List::DeletedUsers => (self.people / 100).clamp(1, 20),
            List::CustomRoles => CUSTOM_ROLES + BUILT_IN.len(),
            List::Groups => self.groups,
            List::GroupMemberships => {
                let (even, odd) = self.memberships_each();
                self.people / 2 * (even + odd) + self.people % 2 * even
            }
            List::Organizations => ORGANIZATIONS,
            List::OrganizationMemberships => self.organization_members() + self.end_users(),
            List::Brands | List::Settings => 1,
            List::BrandAgents => 0,
            List::AuditLogs => CUSTOM_ROLES,
            List::Clients => self.clients.len(),
            List::Tokens => TOKENS,
            List::ApiTokens => 2,
        }
    }

    fn record(&self, list: List, at: usize) -> Record {
        let value = match list {
            List::Users => self.user(at),
            List::DeletedUsers => self.deleted_user(at),
            List::CustomRoles => self.role(at),
            List::Groups => self.group(at),
            List::GroupMemberships => self.group_membership(at),
            List::Organizations => self.organization(at),
            List::OrganizationMemberships => self.organization_membership(at),
            List::Brands => self.brand(at),
            // The account has no department spaces.
            List::BrandAgents => Value::Null,
            List::AuditLogs => self.audit_log(at),
            List::Clients => return self.client(at),
            List::Tokens => self.token(at),
            List::ApiTokens => Self::api_token(at),
            List::Settings => self.settings(),
        };
        match value {
            Value::Object(record) => record,
            _ => Record::new(),
        }
    }

    fn field(&self, list: List, at: usize, name: &str) -> Value {
        match (list, name) {
            (List::Settings, "id") => Value::Null,
            (_, "id") => id(list, at).into(),
            (List::Users, "role") if at >= self.people => "end-user".into(),
            (List::Users, "role") => match self.member(at) {
                Member::Admin | Member::BillingAdmin => "admin".into(),
                _ => "agent".into(),
            },
            (List::Users, "custom_role_id") => (at < self.people)
                .then(|| self.role_of(at))
                .flatten()
                .map(|role| id(List::CustomRoles, role))
                .into(),
            (List::Users | List::DeletedUsers | List::GroupMemberships, "updated_at") => self.date(list, at).into(),
            (List::Users, "active") => true.into(),
            (List::GroupMemberships, "user_id") => id(List::Users, self.membership(at).0).into(),
            (List::GroupMemberships, "group_id") => {
                let (user, which) = self.membership(at);
                id(List::Groups, self.group_of(user, which)).into()
            }
            _ => self.record(list, at).remove(name).unwrap_or_default(),
        }
    }

    fn user_by_email(&self, email: &str) -> Option<usize> {
        // The number in front of the `@` is the place: nobody has to be made to find one.
        let (local, _) = email.split_once('@')?;
        let number: usize = local.rsplit('.').next()?.parse().ok()?;
        let at = number.checked_sub(1)?;
        let places = [at, self.people + at];
        places.into_iter().find(|at| {
            *at < self.count(List::Users)
                && self
                    .field(List::Users, *at, "email")
                    .as_str()
                    .is_some_and(|own| own.eq_ignore_ascii_case(email))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn lists(users: usize, groups: usize) -> Account {
        let sizes = Sizes {
            users,
            groups,
            ..Sizes::default()
        };
        account("rehearsal".parse().unwrap(), sizes)
    }

    #[test]
    fn ten_thousand_people_have_twenty_five_thousand_memberships() {
        let account = lists(10_000, 50);
        assert_eq!(account.lists.count(List::GroupMemberships), 25_000);
        assert!(account.lists.count(List::OrganizationMemberships) <= 100);
        assert_eq!(lists(12, 2).lists.count(List::GroupMemberships), 24);
        assert_eq!(lists(3, 0).lists.count(List::GroupMemberships), 0);
    }

    #[test]
    fn nobody_is_in_a_group_twice_and_everybody_has_one_default() {
        for (users, groups) in [(12, 2), (101, 3), (333, 4), (500, 50), (20, 1)] {
            let lists = lists(users, groups).lists;
            let (mut seen, mut defaults) = (BTreeSet::new(), BTreeSet::new());
            for at in 0..lists.count(List::GroupMemberships) {
                let record = lists.record(List::GroupMemberships, at);
                let user = record["user_id"].as_u64().unwrap();
                assert!(seen.insert((user, record["group_id"].as_u64().unwrap())), "{groups}");
                if record["default"] == true {
                    assert!(defaults.insert(user));
                    let place = usize::try_from(user - id(List::Users, 0)).unwrap();
                    assert_eq!(lists.field(List::Users, place, "default_group_id"), record["group_id"]);
                }
            }
            assert_eq!(defaults.len(), users);
        }
    }

    #[test]
    fn a_field_is_that_of_the_record() {
        let account = lists(600, 9);
        let all = [
            List::Users,
            List::DeletedUsers,
            List::CustomRoles,
            List::Groups,
            List::GroupMemberships,
            List::Organizations,
            List::OrganizationMemberships,
            List::Brands,
            List::AuditLogs,
            List::Clients,
            List::Tokens,
            List::ApiTokens,
        ];
        for list in all {
            for at in 0..account.lists.count(list) {
                let record = account.lists.record(list, at);
                for (name, value) in &record {
                    assert_eq!(account.lists.field(list, at, name), *value, "{list:?} {name}");
                }
            }
        }
    }

    #[test]
    fn roles_count_their_holders_and_ids_lead_somewhere() {
        let lists = lists(1_000, 5).lists;
        let mut counted: u64 = 0;
        for at in 0..lists.count(List::CustomRoles) {
            counted += lists
                .field(List::CustomRoles, at, "team_member_count")
                .as_u64()
                .unwrap();
        }
        // Every 250th has no role of the account's.
        assert_eq!(counted, 1_000 - 4);
        for at in 0..lists.count(List::OrganizationMemberships) {
            let record = lists.record(List::OrganizationMemberships, at);
            let user = usize::try_from(record["user_id"].as_u64().unwrap() - id(List::Users, 0)).unwrap();
            assert_eq!(
                lists.field(List::Users, user, "organization_id"),
                record["organization_id"]
            );
        }
    }

    #[test]
    fn people_are_found_by_address_team_members_and_customers() {
        let lists = lists(50, 5).lists;
        for at in [0, 7, 49, 50, 53] {
            let email = lists.field(List::Users, at, "email");
            assert_eq!(lists.user_by_email(email.as_str().unwrap()), Some(at));
        }
        assert_eq!(lists.user_by_email("nobody@rehearsal.example"), None);
        assert_eq!(lists.user_by_email("nobody.1@rehearsal.example"), None);
    }

    #[test]
    fn an_account_of_nobody_has_its_owner() {
        let account = lists(0, 0);
        assert_eq!(account.lists.field(List::Users, 0, "role"), "admin");
        assert!(account.clients.iter().all(|client| client.user == 0));
    }
}
