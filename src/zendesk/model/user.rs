//! Users, borrowed from the line they stand on.

use serde::Deserialize;

use super::{FlexId, Text};

/// The coarse role of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserRole {
    /// A customer.
    EndUser,
    /// A team member.
    Agent,
    /// A team member with administration rights.
    Admin,
    /// Something newer than this program.
    #[serde(other)]
    Other,
}

/// Which tickets a plain agent (below Enterprise) may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TicketRestriction {
    /// Those of the agent's groups.
    Groups,
    /// Those of the agent's organization.
    Organization,
    /// Those assigned to the agent.
    Assigned,
    /// Those that the user requested (end users).
    Requested,
    /// Something newer than this program.
    #[serde(other)]
    Other,
}

/// A user as far as access is concerned; texts borrow from the line wherever it holds them unescaped.
#[derive(Debug, Clone, Deserialize)]
pub struct User<'a> {
    /// The id; null only for people of a bulk-import CSV, which has none.
    #[serde(default)]
    pub id: Option<FlexId>,
    /// The display name.
    #[serde(default, borrow)]
    pub name: Option<Text<'a>>,
    /// The primary address.
    #[serde(default, borrow)]
    pub email: Option<Text<'a>>,
    /// End user, agent or admin.
    #[serde(default)]
    pub role: Option<UserRole>,
    /// 0 to 5, see [`super::RoleType`]; null on plain agents and older records.
    #[serde(default)]
    pub role_type: Option<FlexId>,
    /// The custom role.
    #[serde(default)]
    pub custom_role_id: Option<FlexId>,
    /// False once deleted.
    #[serde(default)]
    pub active: Option<bool>,
    /// Cannot sign in.
    #[serde(default)]
    pub suspended: Option<bool>,
    /// Belongs to another account.
    #[serde(default)]
    pub shared: Option<bool>,
    /// An agent of another account.
    #[serde(default)]
    pub shared_agent: Option<bool>,
    /// Which tickets a plain agent may see.
    #[serde(default)]
    pub ticket_restriction: Option<TicketRestriction>,
    /// Whether a plain agent may write private comments only.
    #[serde(default)]
    pub only_private_comments: Option<bool>,
    /// Whether a plain agent moderates the help center.
    #[serde(default)]
    pub moderator: Option<bool>,
    /// Whether a plain agent may download the user report.
    #[serde(default)]
    pub report_csv: Option<bool>,
    /// The primary organization.
    #[serde(default)]
    pub organization_id: Option<FlexId>,
    /// The primary group.
    #[serde(default)]
    pub default_group_id: Option<FlexId>,
    /// The last sign-in (RFC 3339).
    #[serde(default, borrow)]
    pub last_login_at: Option<Text<'a>>,
    /// When the record was last changed (RFC 3339).
    #[serde(default, borrow)]
    pub updated_at: Option<Text<'a>>,
    /// The id that another system knows the user by.
    #[serde(default, borrow)]
    pub external_id: Option<Text<'a>>,
}

impl User<'_> {
    /// Whether this is a team member: an agent or an admin.
    pub fn is_team_member(&self) -> bool {
        matches!(self.role, Some(UserRole::Agent | UserRole::Admin))
    }
}
