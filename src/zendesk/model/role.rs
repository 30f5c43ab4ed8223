//! Custom roles, and their configuration flattened into settings.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::FlexId;

/// The kind of a role: which of Zendesk's built-in ones it is, if it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoleType {
    /// 0: a role that the customer can change.
    Custom,
    /// 1: light agent.
    LightAgent,
    /// 2: chat agent.
    ChatAgent,
    /// 3: contributor.
    Contributor,
    /// 4: administrator.
    Admin,
    /// 5: billing administrator.
    BillingAdmin,
    /// A number newer than this program.
    Other(u64),
}

impl From<u64> for RoleType {
    fn from(number: u64) -> Self {
        match number {
            0 => Self::Custom,
            1 => Self::LightAgent,
            2 => Self::ChatAgent,
            3 => Self::Contributor,
            4 => Self::Admin,
            5 => Self::BillingAdmin,
            other => Self::Other(other),
        }
    }
}

/// A role of an Enterprise account, built-in ones included.
#[derive(Debug, Clone, Deserialize)]
pub struct CustomRole {
    /// The role's id.
    pub id: FlexId,
    /// The display name.
    #[serde(default)]
    pub name: String,
    /// See [`RoleType`]; absent reads as a custom role.
    #[serde(default)]
    pub role_type: Option<FlexId>,
    /// How many members Zendesk says it has.
    #[serde(default)]
    pub team_member_count: Option<u64>,
    /// The settings, nested ones included.
    #[serde(default)]
    pub configuration: Map<String, Value>,
    /// When it was last changed.
    #[serde(default)]
    pub updated_at: Option<String>,
}

impl CustomRole {
    /// Which kind of role this is.
    pub fn kind(&self) -> RoleType {
        self.role_type.map_or(RoleType::Custom, |number| number.value.into())
    }
}

/// One setting of a role with one value; a list gives one for each of its values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoleSetting {
    /// The key, nested ones joined by dots: `explore_reports.groups_ticket_access`.
    pub setting: String,
    /// The value as text: `true`, `within-groups`, `read`.
    pub value: String,
}

impl RoleSetting {
    /// Whether the value asks for nothing: `false`, `none`, empty.
    pub fn asks_for_nothing(&self) -> bool {
        super::asks_for_nothing(&self.value)
    }
}

/// Flattens a role's configuration into settings, sorted by key and value.
///
/// Empty objects and lists ask for nothing and give no setting; null gives the value `null`, which asks for nothing either.
pub fn flatten(configuration: &Map<String, Value>) -> Vec<RoleSetting> {
    let mut settings = Vec::new();
    for (key, value) in configuration {
        push(key, value, &mut settings);
    }
    settings.sort();
    settings.dedup();
    settings
}

fn push(setting: &str, value: &Value, settings: &mut Vec<RoleSetting>) {
    let text = match value {
        Value::Object(nested) => {
            for (key, value) in nested {
                push(&format!("{setting}.{key}"), value, settings);
            }
            return;
        }
        Value::Array(values) => {
            for value in values {
                push(setting, value, settings);
            }
            return;
        }
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(value) => value.clone(),
    };
    settings.push(RoleSetting {
        setting: setting.to_owned(),
        value: text,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_settings_are_joined_by_dots_and_lists_give_one_each() {
        let configuration = serde_json::json!({
            "macro_access": "full",
            "explore_reports": {"groups_ticket_access": "all", "ticket_access_selected_groups": []},
            "custom_objects": {"shipment": {"scopes": ["update", "read"]}},
            "voice_access": false,
        });
        let settings = flatten(configuration.as_object().unwrap());
        let told: Vec<_> = settings
            .iter()
            .map(|setting| format!("{}={}", setting.setting, setting.value))
            .collect();
        assert_eq!(
            told,
            [
                "custom_objects.shipment.scopes=read",
                "custom_objects.shipment.scopes=update",
                "explore_reports.groups_ticket_access=all",
                "macro_access=full",
                "voice_access=false",
            ]
        );
    }
}
