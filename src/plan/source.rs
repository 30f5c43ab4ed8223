//! Who a person is in Zendesk: source roles, as lists of settings.
//!
//! A custom role is its `configuration`. A system role is a row of the tables; a plain agent's row is completed by
//! what the agent's own record says. Nothing is read as a default.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::mapping::Tables;
use crate::mapping::tables::SystemRoleName;
use crate::zendesk::model::{CustomRole, RoleSetting, RoleType, TicketRestriction, User, UserRole, flatten};

/// Which tickets a role shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display, strum::EnumString)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum TicketAccess {
    /// All tickets.
    All,
    /// Those of the own groups.
    WithinGroups,
    /// Those of the own groups and of all public groups.
    WithinGroupsAndPublicGroups,
    /// Those of the own organizations.
    WithinOrganization,
    /// Those assigned to oneself.
    AssignedOnly,
}

/// What a plain agent's own record adds to the system row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Profile {
    /// Which tickets; `None` when the record says something that we don't know.
    pub access: Option<TicketAccess>,
    /// May write private comments only.
    pub private_only: bool,
    /// Moderates the help center.
    pub moderator: bool,
    /// May download the user report.
    pub report_csv: bool,
}

/// A source role within an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RoleKey {
    /// A listed role, by id.
    Custom(u64),
    /// A system role, with what the person's record adds.
    System(SystemRoleName, Option<Profile>),
}

/// A role of Zendesk as settings.
#[derive(Debug, Clone)]
pub(super) struct SourceRole {
    /// Which one.
    pub key: RoleKey,
    /// Its name, made up for system roles.
    pub name: String,
    /// Its settings, sorted by key and value.
    pub settings: Vec<RoleSetting>,
    /// Whether its people have a free seat in Zendesk: light agents and contributors.
    pub free_seat: bool,
    /// Permissions that the system row adds outright (`billing:subscription:view`), with the row's place.
    pub system_row: Option<SystemRoleName>,
}

/// Why a team member has no source role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NoRole {
    /// The record names a role that the list does not have, or one that agents can't hold.
    NotListed(u64),
    /// The record says neither agent nor admin nor anything else that we know.
    Unknown,
}

/// The source roles of an account.
#[derive(Debug, Clone, Default)]
pub(super) struct SourceRoles {
    /// In the order that decides names: listed roles by id, then system roles.
    pub roles: Vec<SourceRole>,
    by_key: BTreeMap<RoleKey, usize>,
    access: Vec<Option<TicketAccess>>,
    has_custom_roles: bool,
}

impl SourceRoles {
    /// All source roles that an account's people can have.
    pub(super) fn of(listed: &[CustomRole], account_settings: Option<&Value>, tables: &Tables) -> Self {
        let mut found = Self {
            has_custom_roles: !listed.is_empty(),
            ..Self::default()
        };
        let mut listed: Vec<_> = listed.iter().collect();
        listed.sort_by_key(|role| role.id.value);
        for role in listed {
            // Built-in administrators are a row of the tables: what the list says of them is partial.
            if matches!(
                role.kind(),
                RoleType::Custom | RoleType::LightAgent | RoleType::ChatAgent | RoleType::Contributor
            ) {
                found.add(SourceRole {
                    key: RoleKey::Custom(role.id.value),
                    name: role.name.clone(),
                    settings: flatten(&role.configuration),
                    free_seat: matches!(role.kind(), RoleType::LightAgent | RoleType::Contributor),
                    system_row: None,
                });
            }
        }
        let plain = if found.has_custom_roles {
            SystemRoleName::LegacyAgent
        } else {
            SystemRoleName::Agent
        };
        for profile in profiles() {
            found.add(plain_agent(plain, profile, account_settings, tables));
        }
        for role in [
            SystemRoleName::LightAgent,
            SystemRoleName::ChatAgent,
            SystemRoleName::Contributor,
        ] {
            found.add(system(role, None, tables));
            for profile in profiles().filter(|profile| {
                profile.access.is_some() && !(profile.private_only || profile.moderator || profile.report_csv)
            }) {
                found.add(system(role, Some(profile), tables));
            }
        }
        for role in [SystemRoleName::Admin, SystemRoleName::BillingAdmin] {
            found.add(system(role, None, tables));
        }
        found
    }

    fn add(&mut self, role: SourceRole) {
        self.by_key.insert(role.key, self.roles.len());
        self.access.push(role.ticket_access());
        self.roles.push(role);
    }

    /// Which tickets a source role shows, by its index: asked for everybody, so read once.
    pub(super) fn access(&self, source: usize) -> Option<TicketAccess> {
        self.access.get(source).copied().flatten()
    }

    /// The index of a team member's source role.
    ///
    /// # Errors
    /// When the person has none that is listed.
    pub(super) fn role_of(&self, user: &User<'_>) -> Result<usize, NoRole> {
        let role_type = user.role_type.map(|number| RoleType::from(number.value));
        let key = match (user.role, user.custom_role_id) {
            // `role: admin` wins over whatever role id the record carries.
            (Some(UserRole::Admin), _) if role_type == Some(RoleType::BillingAdmin) => {
                RoleKey::System(SystemRoleName::BillingAdmin, None)
            }
            (Some(UserRole::Admin), _) => RoleKey::System(SystemRoleName::Admin, None),
            (Some(UserRole::Agent), Some(id)) => {
                return self
                    .by_key
                    .get(&RoleKey::Custom(id.value))
                    .copied()
                    .ok_or(NoRole::NotListed(id.value));
            }
            (Some(UserRole::Agent), None) => self.unlisted(user, role_type),
            _ => return Err(NoRole::Unknown),
        };
        self.by_key.get(&key).copied().ok_or(NoRole::Unknown)
    }

    /// The system role of an agent without a role id.
    fn unlisted(&self, user: &User<'_>, role_type: Option<RoleType>) -> RoleKey {
        let special = match role_type {
            Some(RoleType::LightAgent) => Some(SystemRoleName::LightAgent),
            Some(RoleType::ChatAgent) => Some(SystemRoleName::ChatAgent),
            Some(RoleType::Contributor) => Some(SystemRoleName::Contributor),
            _ => None,
        };
        let private_only = user.only_private_comments.unwrap_or(false);
        if let Some(role) = special {
            // The record's restriction narrows the row; without one the row stands.
            let profile = user.ticket_restriction.and_then(restriction).map(|access| Profile {
                access: Some(access),
                private_only: false,
                moderator: false,
                report_csv: false,
            });
            return RoleKey::System(role, profile);
        }
        let plain = if self.has_custom_roles {
            SystemRoleName::LegacyAgent
        } else {
            SystemRoleName::Agent
        };
        let access = match user.ticket_restriction {
            None => Some(TicketAccess::All),
            Some(word) => restriction(word),
        };
        let profile = Profile {
            access,
            private_only,
            moderator: user.moderator.unwrap_or(false),
            report_csv: user.report_csv.unwrap_or(false),
        };
        RoleKey::System(plain, Some(profile))
    }
}

impl SourceRole {
    /// Which tickets it shows, if it says so in a way that we know.
    pub(super) fn ticket_access(&self) -> Option<TicketAccess> {
        self.value("ticket_access")?.parse().ok()
    }

    /// The value of a setting that has one.
    pub(super) fn value(&self, setting: &str) -> Option<&str> {
        self.settings
            .iter()
            .find(|own| own.setting == setting)
            .map(|own| own.value.as_str())
    }

    /// Whether the setting has this value.
    pub(super) fn has(&self, setting: &str, value: &str) -> bool {
        self.settings
            .iter()
            .any(|own| own.setting == setting && own.value == value)
    }

    /// The id in Zendesk; none for system roles.
    pub(super) fn role_id(&self) -> Option<u64> {
        match self.key {
            RoleKey::Custom(id) => Some(id),
            RoleKey::System(..) => None,
        }
    }
}

fn restriction(word: TicketRestriction) -> Option<TicketAccess> {
    match word {
        TicketRestriction::Groups => Some(TicketAccess::WithinGroups),
        TicketRestriction::Organization => Some(TicketAccess::WithinOrganization),
        TicketRestriction::Assigned | TicketRestriction::Requested => Some(TicketAccess::AssignedOnly),
        TicketRestriction::Other => None,
    }
}

/// Every profile that a record can have, plainest first: the order decides which name equal roles get.
fn profiles() -> impl Iterator<Item = Profile> {
    let accesses = [
        Some(TicketAccess::All),
        Some(TicketAccess::WithinGroups),
        Some(TicketAccess::WithinOrganization),
        Some(TicketAccess::AssignedOnly),
        None,
    ];
    let flags = (0..8_u8).map(|bits| (bits & 1 != 0, bits & 2 != 0, bits & 4 != 0));
    flags.flat_map(move |(private_only, moderator, report_csv)| {
        accesses.map(|access| Profile {
            access,
            private_only,
            moderator,
            report_csv,
        })
    })
}

fn system_name(role: SystemRoleName) -> &'static str {
    match role {
        SystemRoleName::Agent => "Agent",
        SystemRoleName::LegacyAgent => "Legacy agent",
        SystemRoleName::LightAgent => "Light agent",
        SystemRoleName::ChatAgent => "Chat agent",
        SystemRoleName::Contributor => "Contributor",
        SystemRoleName::Admin => "Administrator",
        SystemRoleName::BillingAdmin => "Billing administrator",
    }
}

fn system(role: SystemRoleName, profile: Option<Profile>, tables: &Tables) -> SourceRole {
    let mut settings = BTreeMap::new();
    if let Some(row) = tables.system.iter().find(|row| row.role == role) {
        settings.extend(
            row.settings
                .iter()
                .map(|(setting, values)| (setting.clone(), values.clone())),
        );
    }
    let mut name = system_name(role).to_owned();
    if let Some(access) = profile.and_then(|profile| profile.access) {
        settings.insert("ticket_access".to_owned(), vec![access.to_string()]);
        name = format!("{name} ({access})");
    }
    SourceRole {
        key: RoleKey::System(role, profile),
        name,
        settings: listed(settings),
        free_seat: matches!(role, SystemRoleName::LightAgent | SystemRoleName::Contributor),
        system_row: Some(role),
    }
}

fn plain_agent(role: SystemRoleName, profile: Profile, account: Option<&Value>, tables: &Tables) -> SourceRole {
    let mut settings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    if let Some(row) = tables.system.iter().find(|row| row.role == role) {
        settings.extend(
            row.settings
                .iter()
                .map(|(setting, values)| (setting.clone(), values.clone())),
        );
    }
    let mut put = |setting: &str, value: String| settings.insert(setting.to_owned(), vec![value]);
    if let Some(access) = profile.access {
        put("ticket_access", access.to_string());
    }
    put(
        "ticket_comment_access",
        if profile.private_only { "none" } else { "public" }.to_owned(),
    );
    put("moderate_forums", profile.moderator.to_string());
    put(
        "report_access",
        if profile.report_csv { "readonly" } else { "none" }.to_owned(),
    );
    // Below Enterprise these two are the account's word, not the role's.
    let account_says = |area: &str, key: &str| account?.get(area)?.get(key)?.as_bool();
    if let Some(may) = account_says("tickets", "agent_ticket_deletion") {
        put("ticket_deletion", may.to_string());
    }
    if let Some(may) = account_says("user", "tagging") {
        put("ticket_tag_editing", may.to_string());
    }
    let mut parts = Vec::new();
    match profile.access {
        Some(TicketAccess::All) => {}
        Some(access) => parts.push(access.to_string()),
        None => parts.push("unknown tickets".to_owned()),
    }
    for (flag, word) in [
        (profile.private_only, "private comments"),
        (profile.moderator, "moderator"),
        (profile.report_csv, "reports"),
    ] {
        if flag {
            parts.push(word.to_owned());
        }
    }
    let base = system_name(role);
    let name = if parts.is_empty() {
        base.to_owned()
    } else {
        format!("{base} ({})", parts.join(", "))
    };
    SourceRole {
        key: RoleKey::System(role, Some(profile)),
        name,
        settings: listed(settings),
        free_seat: false,
        system_row: Some(role),
    }
}

fn listed(settings: BTreeMap<String, Vec<String>>) -> Vec<RoleSetting> {
    let mut listed: Vec<_> = settings
        .into_iter()
        .flat_map(|(setting, values)| {
            values.into_iter().map(move |value| RoleSetting {
                setting: setting.clone(),
                value,
            })
        })
        .collect();
    listed.sort();
    listed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(json: &str) -> User<'_> {
        serde_json::from_str(json).unwrap()
    }

    fn roles(listed: &str) -> SourceRoles {
        let listed: Vec<CustomRole> = serde_json::from_str(listed).unwrap();
        SourceRoles::of(&listed, None, &Tables::default())
    }

    fn key_of(roles: &SourceRoles, json: &str) -> Result<RoleKey, NoRole> {
        roles.role_of(&user(json)).map(|at| roles.roles[at].key)
    }

    #[test]
    fn admin_wins_over_a_role_id() {
        let roles = roles(r#"[{"id": 5, "name": "Tier 2", "role_type": 0}]"#);
        let admin = key_of(
            &roles,
            r#"{"id": 1, "role": "admin", "role_type": 4, "custom_role_id": 5}"#,
        );
        assert_eq!(admin, Ok(RoleKey::System(SystemRoleName::Admin, None)));
        let billing = key_of(&roles, r#"{"id": 1, "role": "admin", "role_type": 5}"#);
        assert_eq!(billing, Ok(RoleKey::System(SystemRoleName::BillingAdmin, None)));
    }

    #[test]
    fn a_role_that_is_not_listed_gives_none() {
        let roles = roles(
            r#"[{"id": 5, "name": "Tier 2", "role_type": 0}, {"id": 9, "name": "Administrator", "role_type": 4}]"#,
        );
        assert_eq!(
            key_of(&roles, r#"{"id": 1, "role": "agent", "custom_role_id": "5"}"#),
            Ok(RoleKey::Custom(5))
        );
        assert_eq!(
            key_of(&roles, r#"{"id": 1, "role": "agent", "custom_role_id": 6}"#),
            Err(NoRole::NotListed(6))
        );
        let agent_as_admin = key_of(&roles, r#"{"id": 1, "role": "agent", "custom_role_id": 9}"#);
        assert_eq!(
            agent_as_admin,
            Err(NoRole::NotListed(9)),
            "an agent can't hold a built-in administrator's role"
        );
    }

    #[test]
    fn a_plain_agent_is_what_the_record_says() {
        let none = roles("[]");
        let agent = key_of(
            &none,
            r#"{"id": 1, "role": "agent", "ticket_restriction": "assigned", "moderator": true}"#,
        )
        .unwrap();
        let RoleKey::System(SystemRoleName::Agent, Some(profile)) = agent else {
            panic!("{agent:?}")
        };
        assert_eq!(profile.access, Some(TicketAccess::AssignedOnly));
        assert!(profile.moderator && !profile.private_only);
        let legacy = roles(r#"[{"id": 5, "name": "Tier 2"}]"#);
        let agent = key_of(&legacy, r#"{"id": 1, "role": "agent"}"#).unwrap();
        assert!(matches!(agent, RoleKey::System(SystemRoleName::LegacyAgent, Some(_))));
    }

    #[test]
    fn a_restriction_that_we_do_not_know_shows_no_tickets() {
        let roles = roles("[]");
        let at = roles
            .role_of(&user(r#"{"id": 1, "role": "agent", "ticket_restriction": "new-word"}"#))
            .unwrap();
        assert_eq!(roles.roles[at].ticket_access(), None);
    }

    #[test]
    fn a_light_agent_without_a_role_id_is_a_light_agent() {
        let roles = roles(r#"[{"id": 5, "name": "Tier 2"}]"#);
        let at = roles
            .role_of(&user(
                r#"{"id": 1, "role": "agent", "role_type": 1, "only_private_comments": true}"#,
            ))
            .unwrap();
        assert!(roles.roles[at].free_seat);
    }
}
