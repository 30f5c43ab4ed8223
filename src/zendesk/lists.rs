//! The lists that an account has: what they are called, how their records are recognised, by what they are sorted.

use serde_json::{Map, Value};
use strum::{EnumIter, IntoEnumIterator as _};

/// A list of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumIter)]
pub enum List {
    /// Team members; customers are counted only.
    Users,
    /// Roles, built-in ones included.
    CustomRoles,
    /// Groups, deleted ones included.
    Groups,
    /// Who is in which group.
    GroupMemberships,
    /// Brands.
    Brands,
    /// Which brands a team member works for; only accounts with department spaces have it.
    BrandAgents,
    /// Organizations of customers.
    Organizations,
    /// Which team member belongs to which organization.
    OrganizationMemberships,
    /// The account's settings, one object.
    AccountSettings,
    /// OAuth clients.
    OauthClients,
    /// OAuth tokens, without their values.
    OauthTokens,
    /// API tokens, without their values.
    ApiTokens,
}

impl List {
    /// Every list.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    /// The name in snapshots.
    pub fn name(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::CustomRoles => "custom_roles",
            Self::Groups => "groups",
            Self::GroupMemberships => "group_memberships",
            Self::Brands => "brands",
            Self::BrandAgents => "brand_agents",
            Self::Organizations => "organizations",
            Self::OrganizationMemberships => "organization_memberships",
            Self::AccountSettings => "account_settings",
            Self::OauthClients => "oauth_clients",
            Self::OauthTokens => "oauth_tokens",
            Self::ApiTokens => "api_tokens",
        }
    }

    /// The path of the read that gives the list.
    pub fn path(self) -> &'static str {
        match self {
            Self::Users => "/api/v2/users",
            Self::CustomRoles => "/api/v2/custom_roles",
            Self::Groups => "/api/v2/groups",
            Self::GroupMemberships => "/api/v2/group_memberships",
            Self::Brands => "/api/v2/brands",
            Self::BrandAgents => "/api/v2/brand_agents",
            Self::Organizations => "/api/v2/organizations",
            Self::OrganizationMemberships => "/api/v2/organization_memberships",
            Self::AccountSettings => "/api/v2/account/settings",
            Self::OauthClients => "/api/v2/oauth/clients",
            Self::OauthTokens => "/api/v2/oauth/tokens",
            Self::ApiTokens => "/api/v2/api_tokens",
        }
    }

    /// The list whose records stand under a key of an answer: `users`, `deleted_users`.
    pub fn of_plural(key: &str) -> Option<Self> {
        Some(match key {
            "users" | "deleted_users" => Self::Users,
            "custom_roles" => Self::CustomRoles,
            "groups" => Self::Groups,
            "group_memberships" => Self::GroupMemberships,
            "brands" => Self::Brands,
            "brand_agents" => Self::BrandAgents,
            "organizations" => Self::Organizations,
            "organization_memberships" => Self::OrganizationMemberships,
            "clients" | "oauth_clients" => Self::OauthClients,
            "tokens" | "oauth_tokens" => Self::OauthTokens,
            "api_tokens" => Self::ApiTokens,
            _ => return None,
        })
    }

    /// The list that a single record under a key of an answer belongs to: `user`, `settings`.
    pub fn of_singular(key: &str) -> Option<Self> {
        Some(match key {
            "user" | "deleted_user" => Self::Users,
            "custom_role" => Self::CustomRoles,
            "group" => Self::Groups,
            "group_membership" => Self::GroupMemberships,
            "brand" => Self::Brands,
            "brand_agent" => Self::BrandAgents,
            "organization" => Self::Organizations,
            "organization_membership" => Self::OrganizationMemberships,
            "settings" => Self::AccountSettings,
            "client" | "oauth_client" => Self::OauthClients,
            "token" | "oauth_token" => Self::OauthTokens,
            "api_token" => Self::ApiTokens,
            _ => return None,
        })
    }

    /// The list that a record without an envelope belongs to: by its `url`, else by its shape.
    pub fn recognise(record: &Map<String, Value>) -> Option<Self> {
        if let Some(path) = record
            .get("url")
            .and_then(Value::as_str)
            .and_then(|url| url.split_once("/api/v2/"))
            .map(|(_, path)| path)
        {
            let (kind, rest) = path.split_once('/')?;
            return match kind {
                "oauth" => Self::of_plural(rest.split('/').next()?),
                "clients" | "tokens" => None,
                _ => Self::of_plural(kind),
            };
        }
        let has = |keys: &[&str]| keys.iter().all(|key| record.contains_key(*key));
        let shapes: [(&[&str], Self); 13] = [
            (&["configuration", "name"], Self::CustomRoles),
            (&["user_id", "group_id"], Self::GroupMemberships),
            (&["user_id", "brand_id"], Self::BrandAgents),
            (&["user_id", "organization_id"], Self::OrganizationMemberships),
            (&["identifier", "redirect_uri"], Self::OauthClients),
            (&["client_id", "scopes"], Self::OauthTokens),
            (&["user_id", "last_used"], Self::ApiTokens),
            (&["role", "email", "id"], Self::Users),
            (&["subdomain", "brand_url"], Self::Brands),
            (&["name", "shared_tickets"], Self::Organizations),
            (&["name", "domain_names"], Self::Organizations),
            (&["name", "deleted"], Self::Groups),
            (&["active_features", "tickets"], Self::AccountSettings),
        ];
        shapes.iter().find(|(keys, _)| has(keys)).map(|(_, list)| *list)
    }

    /// The fields whose numbers a record is sorted by.
    pub(super) fn sorted_by(self) -> &'static [&'static str] {
        match self {
            Self::GroupMemberships => &["user_id", "group_id"],
            Self::BrandAgents => &["user_id", "brand_id"],
            Self::OrganizationMemberships => &["user_id", "organization_id"],
            Self::AccountSettings => &[],
            _ => &["id"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised(json: &str) -> Option<List> {
        let Value::Object(record) = serde_json::from_str(json).unwrap() else {
            panic!("an object");
        };
        List::recognise(&record)
    }

    #[test]
    fn records_are_recognised_by_their_url_before_their_shape() {
        let url =
            |path: &str| format!(r#"{{"url": "https://a.zendesk.com/api/v2/{path}", "user_id": 1, "group_id": 2}}"#);
        assert_eq!(recognised(&url("users/7.json")), Some(List::Users));
        assert_eq!(recognised(&url("deleted_users/7.json")), Some(List::Users));
        assert_eq!(recognised(&url("oauth/tokens/7.json")), Some(List::OauthTokens));
        assert_eq!(recognised(&url("audit_logs/7.json")), None);
        assert_eq!(
            recognised(r#"{"user_id": 1, "group_id": 2}"#),
            Some(List::GroupMemberships)
        );
        assert_eq!(
            recognised(r#"{"id": 1, "role": "agent", "email": null}"#),
            Some(List::Users)
        );
        assert_eq!(recognised(r#"{"suspended": [1]}"#), None);
    }

    #[test]
    fn every_list_has_a_key_of_its_name() {
        for list in List::all().filter(|list| *list != List::AccountSettings) {
            assert_eq!(List::of_plural(list.name()), Some(list));
        }
    }
}
