//! The lists of an account, as its API shows them, wherever the records come from.

use std::fmt;

use serde_json::{Map, Value};

/// A record as the API shows it.
pub type Record = Map<String, Value>;

/// A list of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::EnumIter)]
pub enum List {
    /// Team members and end users, without deleted ones.
    Users,
    /// Users who were deleted.
    DeletedUsers,
    /// Roles, built-in ones included.
    CustomRoles,
    /// Groups, deleted ones included.
    Groups,
    /// Who is in which group.
    GroupMemberships,
    /// Organizations of customers.
    Organizations,
    /// Who belongs to which organization.
    OrganizationMemberships,
    /// Brands.
    Brands,
    /// Who works for which brand, where department spaces are used.
    BrandAgents,
    /// What was changed by whom.
    AuditLogs,
    /// OAuth clients.
    Clients,
    /// OAuth tokens, as their list shows them: without their values.
    Tokens,
    /// API tokens, without their values.
    ApiTokens,
    /// The account's settings, one record.
    Settings,
}

impl List {
    /// The key of the list in answers.
    pub fn key(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::DeletedUsers => "deleted_users",
            Self::CustomRoles => "custom_roles",
            Self::Groups => "groups",
            Self::GroupMemberships => "group_memberships",
            Self::Organizations => "organizations",
            Self::OrganizationMemberships => "organization_memberships",
            Self::Brands => "brands",
            Self::BrandAgents => "brand_agents",
            Self::AuditLogs => "audit_logs",
            Self::Clients => "clients",
            Self::Tokens => "tokens",
            Self::ApiTokens => "api_tokens",
            Self::Settings => "settings",
        }
    }

    /// The key of one record in answers.
    pub fn singular(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            list => list.key().trim_end_matches('s'),
        }
    }

    /// The path of the list: `oauth/clients`, after `/api/v2/`.
    pub fn path(self) -> &'static str {
        match self {
            Self::Clients => "oauth/clients",
            Self::Tokens => "oauth/tokens",
            Self::Settings => "account/settings",
            list => list.key(),
        }
    }
}

/// What an account's lists hold. A list is in the order of its ids.
///
/// A world of JSON keeps records; a generated one computes each when it is asked for, so that 50,000 people cost neither
/// time at the start nor memory.
pub trait Lists: fmt::Debug + Send + Sync {
    /// How many records a list has.
    fn count(&self, list: List) -> usize;

    /// A record; `at` is below [`Self::count`].
    fn record(&self, list: List, at: usize) -> Record;

    /// One field of a record, `null` where it has none: what filters and sorting look at, of many records.
    fn field(&self, list: List, at: usize, name: &str) -> Value {
        self.record(list, at).remove(name).unwrap_or_default()
    }

    /// The place of a user by address.
    fn user_by_email(&self, email: &str) -> Option<usize> {
        (0..self.count(List::Users)).find(|at| {
            let own = self.field(List::Users, *at, "email");
            own.as_str().is_some_and(|own| own.eq_ignore_ascii_case(email))
        })
    }
}

/// What a list is sorted by: numbers before texts, numbers in texts as numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Id {
    /// Of most records.
    Number(u64),
    /// Of brand memberships.
    Text(String),
}

impl Id {
    /// Reads an id as it stands in a path, a query or a cursor.
    pub fn of_text(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Text(text.to_owned()), Self::Number)
    }

    /// Reads an id as it stands in a record.
    pub fn of_value(value: &Value) -> Self {
        match value {
            Value::Number(number) => Self::Number(number.as_u64().unwrap_or_default()),
            Value::String(text) => Self::of_text(text),
            _ => Self::Number(0),
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// The id of a record.
pub fn id_at(lists: &dyn Lists, list: List, at: usize) -> Id {
    Id::of_value(&lists.field(list, at, "id"))
}

/// The place of a record by its id.
pub fn place(lists: &dyn Lists, list: List, id: &Id) -> Option<usize> {
    let (mut low, mut high) = (0, lists.count(list));
    while low < high {
        let middle = low.midpoint(high);
        match id_at(lists, list, middle).cmp(id) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return Some(middle),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_texts_are_ids_like_others() {
        assert_eq!(Id::of_value(&"12".into()), Id::of_value(&12.into()));
        assert!(Id::of_text("9") < Id::of_text("10"));
        assert!(Id::of_text("10") < Id::of_text("01FX"));
        assert_eq!(Id::of_text("01FX").to_string(), "01FX");
    }

    #[test]
    fn one_record_has_the_singular_key() {
        assert_eq!(List::BrandAgents.singular(), "brand_agent");
        assert_eq!(List::GroupMemberships.singular(), "group_membership");
        assert_eq!(List::Settings.singular(), "settings");
    }
}
