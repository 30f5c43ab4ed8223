//! Files about rights: settings, roles, scopes, duties, privileged.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{AllWord, OneOrMany, PermissionText, RoleIdText, ScopeText, SettingKey, SettingValue};
use crate::mapping::tables::{DutyScope, SystemRoleName};
use crate::model::{Fidelity, Half, Level, Severity};

/// What each Zendesk role setting becomes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "the lists are read row by row, so that one bad row does not hide the others"
)]
pub(in crate::mapping) struct SettingsFile {
    /// zd2gc/settings/1
    schema: String,
    /// Permissions that show conversations one takes no part in: roles with `ticket_access: assigned-only` never get them.
    #[serde(default)]
    others_conversations: Vec<PermissionText>,
    /// Questions that only the customer can answer; rows refer to them by id.
    #[serde(default)]
    decisions: Vec<DecisionRow>,
    /// One row for each setting and value.
    #[serde(default)]
    settings: Vec<SettingEntry>,
}

/// A question that only the customer can answer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::mapping) struct DecisionRow {
    /// Stable, kebab-case.
    pub(in crate::mapping) id: String,
    /// The question, as the customer's admin will read it.
    pub(in crate::mapping) question: String,
    /// The answers to choose from.
    pub(in crate::mapping) options: Vec<String>,
    /// What the plan does until it is answered.
    pub(in crate::mapping) effect: String,
}

/// One setting with one value or several, and what it becomes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::mapping) struct SettingEntry {
    /// The setting's key.
    pub(in crate::mapping) setting: SettingKey,
    /// The value; `*` for any. Either this or `values`.
    pub(in crate::mapping) value: Option<SettingValue>,
    /// Several values that become the same.
    pub(in crate::mapping) values: Option<Vec<SettingValue>>,
    /// The permissions that it becomes; an empty list for none.
    pub(in crate::mapping) permissions: Vec<PermissionText>,
    /// How well that keeps the meaning.
    pub(in crate::mapping) fidelity: Fidelity,
    /// Which half of the role it belongs to; `account` unless it says `tickets`.
    #[serde(default)]
    pub(in crate::mapping) half: Half,
    /// Which of the permissions are more than was asked for; in a `wider` row without it, all are.
    pub(in crate::mapping) gains: Option<Vec<PermissionText>>,
    /// `all`: the right is to hold in all divisions, those to come included.
    pub(in crate::mapping) divisions: Option<AllWord>,
    /// The id of the decision that it waits for.
    pub(in crate::mapping) decision: Option<String>,
    /// Why, in one sentence for the customer's admin.
    pub(in crate::mapping) reason: String,
}

/// Base roles, system roles as settings, administration, overrides.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "the lists are read row by row, so that one bad row does not hide the others"
)]
pub(in crate::mapping) struct RolesFile {
    /// zd2gc/roles/1
    schema: String,
    /// Default roles of Genesys Cloud that people hold beside their own.
    #[serde(default)]
    base: Vec<BaseRow>,
    /// Zendesk's system roles, as settings.
    #[serde(default)]
    system: Vec<SystemRow>,
    /// The rights that give out power: a role that the plan gives to nobody.
    #[serde(default)]
    administration: Option<AdministrationRow>,
    /// Named exceptions.
    #[serde(default)]
    overrides: Vec<OverrideRow>,
}

/// A default role that people hold beside their own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::mapping) struct BaseRow {
    /// The role's name in a new org.
    pub(in crate::mapping) role: String,
    /// Names that the same role has in older orgs.
    #[serde(default)]
    pub(in crate::mapping) aliases: Vec<String>,
    /// Any of these settings earns it; without, everyone holds it.
    #[serde(default)]
    pub(in crate::mapping) when: Vec<BTreeMap<String, SettingValue>>,
    /// Why.
    pub(in crate::mapping) reason: String,
}

/// A system role as settings.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::mapping) struct SystemRow {
    /// Which one.
    pub(in crate::mapping) role: SystemRoleName,
    /// The settings that stand for it; a list gives several values.
    #[serde(default)]
    pub(in crate::mapping) settings: BTreeMap<String, OneOrMany<SettingValue>>,
    /// Permissions that no setting stands for.
    #[serde(default)]
    pub(in crate::mapping) add: Vec<PermissionText>,
    /// Why.
    pub(in crate::mapping) reason: String,
}

/// The rights that give out power.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::mapping) struct AdministrationRow {
    /// The role's name.
    pub(in crate::mapping) name: String,
    /// What it holds.
    pub(in crate::mapping) permissions: Vec<PermissionText>,
    /// The id of the decision that names its holders.
    pub(in crate::mapping) decision: String,
    /// Why.
    pub(in crate::mapping) reason: String,
}

/// A named exception.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::mapping) struct OverrideRow {
    /// Which roles of Zendesk it is for.
    #[serde(rename = "match")]
    pub(in crate::mapping) which: RoleMatchRow,
    /// The role's new name.
    pub(in crate::mapping) rename: Option<String>,
    /// An existing role of Genesys Cloud that takes its place.
    pub(in crate::mapping) to: Option<String>,
    /// True: its people get the base roles only.
    #[serde(default)]
    pub(in crate::mapping) skip: bool,
    /// Permissions to add.
    #[serde(default)]
    pub(in crate::mapping) add: Vec<PermissionText>,
    /// Permissions to take away, after `add`.
    #[serde(default)]
    pub(in crate::mapping) remove: Vec<PermissionText>,
    /// False: kept apart from roles with the same permissions.
    pub(in crate::mapping) merge: Option<bool>,
    /// `all`: its grants hold in all divisions, those to come included.
    pub(in crate::mapping) divisions: Option<AllWord>,
    /// Why.
    pub(in crate::mapping) reason: String,
}

/// Which roles an override is for: by id, or by a name that may be a glob.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::mapping) struct RoleMatchRow {
    /// The account; any, if left out.
    pub(in crate::mapping) subdomain: Option<String>,
    /// The role's name; `*` and `?` make it a glob.
    pub(in crate::mapping) name: Option<String>,
    /// The role's id.
    pub(in crate::mapping) role_id: Option<RoleIdText>,
}

/// What each Zendesk OAuth scope becomes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "the lists are read row by row, so that one bad row does not hide the others"
)]
pub(in crate::mapping) struct ScopesFile {
    /// zd2gc/scopes/1
    schema: String,
    /// One row for each scope of Zendesk.
    #[serde(default)]
    scopes: Vec<ScopeEntry>,
}

/// What a Zendesk OAuth scope becomes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::mapping) struct ScopeEntry {
    /// Zendesk's scope.
    pub(in crate::mapping) zendesk: String,
    /// The scopes in Genesys Cloud.
    #[serde(default)]
    pub(in crate::mapping) scopes: Vec<ScopeText>,
    /// The permissions that the calls behind it need.
    #[serde(default)]
    pub(in crate::mapping) permissions: Vec<PermissionText>,
    /// How well that keeps the meaning.
    pub(in crate::mapping) fidelity: Fidelity,
    /// Why.
    pub(in crate::mapping) reason: String,
}

/// Rights that nobody should hold together.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "the lists are read row by row, so that one bad row does not hide the others"
)]
pub(in crate::mapping) struct DutiesFile {
    /// zd2gc/duties/1
    schema: String,
    /// One row for each pair.
    #[serde(default)]
    duties: Vec<DutyRow>,
}

/// Rights that nobody should hold together.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::mapping) struct DutyRow {
    /// Stable, kebab-case.
    pub(in crate::mapping) id: String,
    /// How bad it is.
    pub(in crate::mapping) severity: Severity,
    /// Any of these...
    pub(in crate::mapping) left: Vec<PermissionText>,
    /// ...with any of these.
    pub(in crate::mapping) right: Vec<PermissionText>,
    /// Where they have to meet.
    #[serde(default)]
    pub(in crate::mapping) scope: DutyScope,
    /// Why.
    pub(in crate::mapping) why: String,
    /// Who may hold both.
    #[serde(default)]
    pub(in crate::mapping) allow: AllowRow,
}

/// Who may hold both rights of a duty row.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::mapping) struct AllowRow {
    /// Roles that may.
    #[serde(default)]
    pub(in crate::mapping) roles: Vec<String>,
    /// How many people may.
    #[serde(default)]
    pub(in crate::mapping) max_people: u64,
}

/// Privileged rights.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "the lists are read row by row, so that one bad row does not hide the others"
)]
pub(in crate::mapping) struct PrivilegedFile {
    /// zd2gc/privileged/1
    schema: String,
    /// One row for each level.
    #[serde(default)]
    levels: Vec<LevelRow>,
}

/// The privileged rights of one level.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::mapping) struct LevelRow {
    /// A can take the organization, B take data out, C act as a customer or change live traffic.
    pub(in crate::mapping) level: Level,
    /// Which.
    pub(in crate::mapping) permissions: Vec<PermissionText>,
    /// Why.
    pub(in crate::mapping) reason: String,
}
