//! The plan as it is written: `zd2gc/plan/1`, fields in the file's order.
//!
//! `people` is not held here: its rows are streamed, one a line, see [`PersonPlan`].

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::mapping::tables::{Decision, ReplacedRow, TableFile};
use crate::model::{Divisions, Fidelity, Level};

/// The schema's name.
pub const SCHEMA: &str = "zd2gc/plan/1";

/// What the plan was made from.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Inputs {
    /// The snapshots, by account or org.
    pub snapshots: Vec<SnapshotInput>,
    /// The table files.
    #[schemars(with = "Vec<serde_json::Value>")]
    pub tables: Vec<TableFileInput>,
    /// Rows of the defaults that others took the place of.
    pub replaced_rows: Vec<ReplacedInput>,
}

/// A snapshot that went in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct SnapshotInput {
    /// The account's subdomain or the org's id.
    pub of: String,
    /// The SHA-256 of its `snapshot.json`, which holds the digests of its lists.
    pub sha256: String,
}

/// A table file that went in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct TableFileInput {
    /// The file's name.
    pub file: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

impl From<&TableFile> for TableFileInput {
    fn from(file: &TableFile) -> Self {
        Self {
            file: file.file.clone(),
            sha256: file.sha256.clone(),
        }
    }
}

/// A row that another took the place of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ReplacedInput {
    /// The key of both rows.
    pub row: String,
    /// Where the earlier one stands.
    pub replaced: String,
    /// Where the one that counts stands.
    pub by: String,
}

impl From<&ReplacedRow> for ReplacedInput {
    fn from(row: &ReplacedRow) -> Self {
        Self {
            row: row.row.clone(),
            replaced: row.replaced.clone(),
            by: row.by.clone(),
        }
    }
}

/// Everything that is planned in one org.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TenantPlan {
    /// Our name for it.
    pub name: String,
    /// The org's id.
    pub org_id: String,
    /// The org's short name, or null.
    pub org_name: Option<String>,
    /// The region, by its AWS name.
    pub region: String,
    /// The subdomains that feed it.
    pub subdomains: Vec<String>,
    /// The divisions; `home` is always there.
    pub divisions: Vec<DivisionPlan>,
    /// The roles, by key.
    pub roles: Vec<RolePlan>,
    /// The applications, by name.
    pub applications: Vec<ApplicationPlan>,
    /// What only the customer can answer.
    #[schemars(with = "Vec<serde_json::Value>")]
    pub decisions: Vec<DecisionPlan>,
    /// `unknown` without a Genesys snapshot, else people and roles by licence.
    pub licences: serde_json::Value,
    /// Groups that receive the grants, where the tenant grants to groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupPlan>,
}

/// A decision as the plan writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecisionPlan {
    /// Stable id.
    pub id: String,
    /// The question.
    pub question: String,
    /// The answers to choose from.
    pub options: Vec<String>,
    /// What the plan does until it is answered.
    pub effect: String,
}

impl From<&Decision> for DecisionPlan {
    fn from(decision: &Decision) -> Self {
        Self {
            id: decision.id.clone(),
            question: decision.question.clone(),
            options: decision.options.clone(),
            effect: decision.effect.clone(),
        }
    }
}

/// A group that receives grants instead of its members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GroupPlan {
    /// Its name.
    pub name: String,
    /// The role that it holds, by name.
    pub role: String,
    /// Where it holds it.
    #[schemars(with = "serde_json::Value")]
    pub divisions: Divisions,
    /// How many people are in it.
    pub members: u64,
}

/// A division.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DivisionPlan {
    /// What grants name it by; `home` for the home division.
    pub key: String,
    /// Its name in the org.
    pub name: String,
    /// What it comes from.
    pub sources: Vec<DivisionSource>,
    /// Whether the org has it; null without a Genesys snapshot.
    pub exists: Option<bool>,
}

/// What a division comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct DivisionSource {
    /// The account.
    pub subdomain: String,
    /// `brand`, `group`, `organization` or `people`.
    pub kind: String,
    /// The id in Zendesk, or null for a name in a table.
    pub id: Option<u64>,
    /// The name in Zendesk.
    pub name: String,
}

/// What a role is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum RoleHalf {
    /// What its people may do with tickets.
    Tickets,
    /// What its people may do in the account.
    Account,
    /// A default role that people hold beside their own.
    Base,
    /// What an application's client or its people need.
    Application,
    /// The power to give out power: without holders.
    Administration,
}

/// A role of the org: new, or one that it has.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RolePlan {
    /// Stable key, written as `[zd2gc:KEY]` at the end of the role's description.
    pub key: String,
    /// The name, unique in the tenant.
    pub name: String,
    /// What it is for.
    pub half: RoleHalf,
    /// Whether it is the org's own role.
    pub existing: bool,
    /// False when its permissions can't be known offline.
    pub known: bool,
    /// The permissions, sorted.
    pub permissions: Vec<String>,
    /// The wildcards, with what they stand for.
    pub wildcards: Vec<WildcardPlan>,
    /// Where it comes from.
    pub sources: Vec<RoleSource>,
}

/// A wildcard of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WildcardPlan {
    /// The pattern.
    pub pattern: String,
    /// What it stands for.
    pub permissions: Vec<String>,
}

/// A Zendesk role that a planned role comes from.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RoleSource {
    /// The account.
    pub subdomain: String,
    /// The custom role, or null for a system role.
    pub role_id: Option<u64>,
    /// Its name in Zendesk.
    pub name: String,
    /// How many people hold it.
    pub people: u64,
    /// The settings that gave the permissions, and the rows that said so.
    pub settings: Vec<SettingPlan>,
    /// What is lost.
    pub losses: Vec<Loss>,
    /// What is gained.
    pub gains: Vec<Gain>,
}

/// A setting of a source role and what it became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SettingPlan {
    /// The setting; null for what an override, a base row or an application adds.
    pub setting: Option<String>,
    /// Its value.
    pub value: Option<String>,
    /// How well the meaning is kept.
    pub fidelity: Fidelity,
    /// The permissions that it gives to this role.
    pub permissions: Vec<String>,
    /// The row.
    pub rule: RuleRef,
    /// Why.
    pub reason: String,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct RuleRef {
    /// The file; `default:` before it for the embedded ones.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
}

/// Something that is lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Loss {
    /// The setting.
    pub setting: String,
    /// Its value.
    pub value: String,
    /// `narrower` or `none`.
    pub fidelity: Fidelity,
    /// Why, for a person.
    pub because: String,
}

/// Something that is gained.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Gain {
    /// The permission; `unknown` where it can't be known, null where the gain is a wider place.
    pub permission: Option<String>,
    /// How privileged, or null.
    pub level: Option<Level>,
    /// Why.
    pub because: String,
}

/// An application in one org.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ApplicationPlan {
    /// Its name.
    pub name: String,
    /// Its client's id in this org's region.
    pub client_id: String,
    /// The org in which its client is registered; null where the tables don't say.
    pub owner: Option<String>,
    /// How it gets its tokens.
    pub grant_type: String,
    /// Where its client is registered, seen from this org.
    pub reach: String,
    /// The least scopes, with the operations that need each.
    pub scopes: Vec<ScopePlan>,
    /// Scopes that serve a person signing in, beside the least.
    pub recommended_scopes: Vec<String>,
    /// The least permissions, with the operations that need each and those they were chosen before.
    pub permissions: Vec<PermissionPlan>,
    /// The registered redirect URIs.
    pub redirect_uris: Vec<String>,
    /// The authorization URL without state and challenge, or null.
    pub authorization_url: Option<String>,
    /// The roles that the client, or the people who sign in, need.
    pub roles: Vec<String>,
    /// Where the client holds them.
    pub divisions: Vec<String>,
    /// Whether the org has to approve the client, and for which scopes.
    pub approval: Approval,
}

/// A scope and the operations that need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScopePlan {
    /// The scope.
    pub scope: String,
    /// The operations, or the Zendesk scopes, that need it.
    pub because: Vec<String>,
}

/// A permission, the operations that need it, and what it was chosen before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PermissionPlan {
    /// The permission.
    pub permission: String,
    /// The operations, or the Zendesk scopes, that need it.
    pub because: Vec<String>,
    /// Others that would have done.
    pub instead_of: Vec<String>,
}

/// Whether an org has to approve a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Approval {
    /// Whether it has to.
    pub needed: bool,
    /// For which scopes.
    pub scopes: Vec<String>,
}

/// One person in one org: a row of `people`, one a line.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PersonPlan {
    /// The tenant.
    pub tenant: String,
    /// The address in Genesys Cloud.
    pub email: String,
    /// The display name.
    pub name: String,
    /// The id in Zendesk; null for people of a bulk-import CSV.
    pub zendesk_id: Option<u64>,
    /// The role in Zendesk.
    pub source_role: SourceRoleRef,
    /// Default roles held beside the own ones.
    pub base: Vec<String>,
    /// What is granted.
    pub grants: Vec<GrantPlan>,
    /// What this person gains beyond what the roles say.
    pub gains: Vec<Gain>,
    /// What this person loses beyond what the roles say.
    pub losses: Vec<Loss>,
    /// The other accounts of the tenant in which the same address is a team member.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<AlsoIn>,
}

/// The same person in another account of the tenant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct AlsoIn {
    /// The id there.
    pub zendesk_id: Option<u64>,
    /// The role there.
    pub source_role: SourceRoleRef,
}

/// A role in Zendesk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct SourceRoleRef {
    /// The account.
    pub subdomain: String,
    /// The custom role, or null for a system role.
    pub role_id: Option<u64>,
    /// Its name.
    pub name: String,
}

/// A grant: role x divisions.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GrantPlan {
    /// The role, by name.
    pub role: String,
    /// Where.
    #[schemars(with = "serde_json::Value")]
    pub divisions: Divisions,
    /// Why there.
    pub because: GrantCause,
    /// How well the place keeps the meaning.
    pub fidelity: Fidelity,
}

/// Why a grant is where it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct GrantCause {
    /// The account, where the person is in several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subdomain: Option<String>,
    /// The setting that decides, `ticket_access` or null.
    pub setting: Option<String>,
    /// Its value.
    pub value: Option<String>,
    /// The person's Zendesk groups, brands or organizations that count, by name.
    pub groups: Vec<String>,
}

/// What was counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanCoverage {
    /// People.
    pub people: PeopleCoverage,
    /// Settings by fidelity, with counts of distinct settings and values.
    pub settings: BTreeMap<String, u64>,
    /// Lists of each snapshot: a count, or why it is missing.
    pub lists: BTreeMap<String, BTreeMap<String, serde_json::Value>>,
}

/// People by what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PeopleCoverage {
    /// Those with a row.
    pub planned: u64,
    /// Suspended team members: never granted.
    pub suspended: u64,
    /// Deleted ones.
    pub deleted: u64,
    /// Those of other accounts.
    pub shared: u64,
    /// Customers.
    pub end_users: u64,
    /// Planned without a division for the tickets half.
    pub without_division: u64,
    /// Team members without an address.
    pub without_email: u64,
    /// Team members whose role is not listed.
    pub without_role: u64,
    /// Left out by people.yaml, or not in this wave.
    pub left_out: u64,
}
