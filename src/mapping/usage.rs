//! What accounts ask for: which roles, with which settings, held by how many people.
//!
//! The input of coverage and suggestions; people are looked at one by one and not kept.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::tables::{PersonMatch, SystemRoleName, Tables};
use crate::model::{Subdomain, fold_address};
use crate::zendesk::model::{
    ApiToken, Brand, CustomRole, OAuthClient, OAuthToken, RoleSetting, RoleType, TicketRestriction, User, UserRole,
    flatten,
};

/// Which role of an account people hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeldRole {
    /// A listed role, by id.
    Custom(u64),
    /// A system role, with what the records of plain agents say besides.
    System(SystemRoleName, Vec<RoleSetting>),
    /// A role that the account's list does not have.
    NotListed(u64),
}

/// How many people an account has, by what becomes of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct PeopleUse {
    /// Team members that hold a role here.
    pub team_members: u64,
    /// Suspended ones: never granted anything.
    pub suspended: u64,
    /// Deleted ones.
    pub deleted: u64,
    /// Shared ones, who belong to another account.
    pub shared: u64,
    /// Team members whose role is not listed.
    pub role_not_listed: u64,
    /// Team members without an address.
    pub without_email: u64,
}

/// An account, as far as tables are concerned.
#[derive(Debug, Clone)]
pub struct AccountUse {
    /// The account.
    pub subdomain: Subdomain,
    /// Its roles, by id.
    pub roles: Vec<CustomRole>,
    /// Its brands.
    pub brands: Vec<Brand>,
    /// Its OAuth clients.
    pub oauth_clients: Vec<OAuthClient>,
    /// Its OAuth tokens.
    pub oauth_tokens: Vec<OAuthToken>,
    /// Its API tokens.
    pub api_tokens: Vec<ApiToken>,
    /// How many hold which role.
    pub held: BTreeMap<HeldRole, u64>,
    /// How many people there are.
    pub people: PeopleUse,
    /// The rows of people that someone meets.
    pub matched: BTreeSet<PersonMatch>,
}

impl AccountUse {
    /// An account of which nobody was looked at yet.
    pub fn new(subdomain: Subdomain) -> Self {
        Self {
            subdomain,
            roles: Vec::new(),
            brands: Vec::new(),
            oauth_clients: Vec::new(),
            oauth_tokens: Vec::new(),
            api_tokens: Vec::new(),
            held: BTreeMap::new(),
            people: PeopleUse::default(),
            matched: BTreeSet::new(),
        }
    }

    /// Looks at a person.
    pub fn person(&mut self, user: &User<'_>, tables: &Tables) {
        if !user.is_team_member() {
            return;
        }
        let counted = if user.active == Some(false) {
            Some(&mut self.people.deleted)
        } else if user.suspended == Some(true) {
            Some(&mut self.people.suspended)
        } else if user.shared == Some(true) || user.shared_agent == Some(true) {
            Some(&mut self.people.shared)
        } else {
            None
        };
        if let Some(count) = counted {
            *count += 1;
            return;
        }
        self.people.team_members += 1;
        match user.email.as_deref().map(str::trim).filter(|email| !email.is_empty()) {
            None => self.people.without_email += 1,
            Some(email) if !tables.people.is_empty() => self.meet(&fold_address(email), tables),
            Some(_) => {}
        }
        let role = self.role_of(user);
        if matches!(role, HeldRole::NotListed(_)) {
            self.people.role_not_listed += 1;
        }
        *self.held.entry(role).or_default() += 1;
    }

    fn meet(&mut self, address: &str, tables: &Tables) {
        for row in &tables.people {
            let meets = match &row.who {
                PersonMatch::Address(own) => own == address,
                PersonMatch::Domain(domain) => address.rsplit_once('@').is_some_and(|(_, theirs)| theirs == domain),
            };
            if meets {
                self.matched.insert(row.who.clone());
            }
        }
    }

    fn role_of(&self, user: &User<'_>) -> HeldRole {
        let kind = user.role_type.map(|number| RoleType::from(number.value));
        if user.role == Some(UserRole::Admin) {
            let name = if kind == Some(RoleType::BillingAdmin) {
                SystemRoleName::BillingAdmin
            } else {
                SystemRoleName::Admin
            };
            return HeldRole::System(name, Vec::new());
        }
        if let Some(id) = user.custom_role_id {
            if self.roles.iter().any(|role| role.id.value == id.value) {
                return HeldRole::Custom(id.value);
            }
            if !matches!(
                kind,
                Some(RoleType::LightAgent | RoleType::ChatAgent | RoleType::Contributor)
            ) {
                return HeldRole::NotListed(id.value);
            }
        }
        match kind {
            Some(RoleType::LightAgent) => HeldRole::System(SystemRoleName::LightAgent, Vec::new()),
            Some(RoleType::ChatAgent) => HeldRole::System(SystemRoleName::ChatAgent, Vec::new()),
            Some(RoleType::Contributor) => HeldRole::System(SystemRoleName::Contributor, Vec::new()),
            _ if self.roles.is_empty() => HeldRole::System(SystemRoleName::Agent, record_settings(user)),
            _ => HeldRole::System(SystemRoleName::LegacyAgent, record_settings(user)),
        }
    }

    /// The name of a role as Zendesk shows it.
    pub fn role_name(&self, role: &HeldRole) -> String {
        match role {
            HeldRole::Custom(id) => self
                .roles
                .iter()
                .find(|role| role.id.value == *id)
                .map_or_else(|| id.to_string(), |role| role.name.clone()),
            HeldRole::System(name, _) => name.to_string(),
            HeldRole::NotListed(id) => format!("role {id}"),
        }
    }

    /// What a role asks for.
    pub fn settings_of(&self, role: &HeldRole, tables: &Tables) -> Vec<RoleSetting> {
        let mut settings = match role {
            HeldRole::Custom(id) => self
                .roles
                .iter()
                .find(|role| role.id.value == *id)
                .map(|role| flatten(&role.configuration))
                .unwrap_or_default(),
            HeldRole::System(name, record) => {
                let row = tables.system.iter().find(|row| row.role == *name);
                let of_row = row
                    .into_iter()
                    .flat_map(|row| &row.settings)
                    .flat_map(|(setting, values)| {
                        values.iter().map(|value| RoleSetting {
                            setting: setting.clone(),
                            value: value.clone(),
                        })
                    });
                of_row.chain(record.iter().cloned()).collect()
            }
            HeldRole::NotListed(_) => Vec::new(),
        };
        // `none` asks for nothing, unless a row says that it does: internal notes are the `none` of comments.
        settings.retain(|own| !own.asks_for_nothing() || tables.setting(&own.setting, &own.value).is_some());
        settings.sort();
        settings.dedup();
        settings
    }
}

/// What the record of a plain agent says that a role would say elsewhere.
fn record_settings(user: &User<'_>) -> Vec<RoleSetting> {
    let access = match user.ticket_restriction {
        None => Some("all"),
        Some(TicketRestriction::Groups) => Some("within-groups"),
        Some(TicketRestriction::Organization) => Some("within-organization"),
        Some(TicketRestriction::Assigned | TicketRestriction::Requested) => Some("assigned-only"),
        Some(TicketRestriction::Other) => None,
    };
    let comment = (user.only_private_comments != Some(true)).then_some("public");
    [
        ("ticket_access", access),
        ("ticket_comment_access", comment),
        ("moderate_forums", (user.moderator == Some(true)).then_some("true")),
        ("report_access", (user.report_csv == Some(true)).then_some("readonly")),
    ]
    .into_iter()
    .filter_map(|(setting, value)| {
        value.map(|value| RoleSetting {
            setting: setting.to_owned(),
            value: value.to_owned(),
        })
    })
    .collect()
}
