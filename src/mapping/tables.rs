//! The checked tables: what `plan` and `manifest` work with. Everything in here has been held against the
//! catalogue; a name that does not exist cannot get this far.

use std::collections::BTreeMap;

use serde::Serialize;

pub use super::duty::{DutyRule, DutyScope};
use crate::model::{Divisions, Fidelity, Half, Level, Operation, OrgId, Pattern, Permission, Place, Scope, Subdomain};

/// All tables of a run: the embedded defaults with the user's over them.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// What each Zendesk setting becomes.
    pub settings: Vec<SettingRow>,
    /// Permissions that show conversations one takes no part in; `assigned-only` roles never get them.
    pub others_conversations: Vec<Permission>,
    /// The questions that rows refer to by id.
    pub decisions: Vec<Decision>,
    /// Default roles that people hold beside their own.
    pub base: Vec<BaseRole>,
    /// Zendesk's system roles as settings.
    pub system: Vec<SystemRole>,
    /// Rights that give out power: planned as a role without holders.
    pub administration: Option<Administration>,
    /// Named exceptions.
    pub overrides: Vec<Override>,
    /// What a Zendesk OAuth scope becomes.
    pub scopes: Vec<ScopeRow>,
    /// Which subdomain becomes which org.
    pub tenants: Vec<Tenant>,
    /// The applications to carry over.
    pub applications: Vec<Application>,
    /// Addresses that change, people to skip or to place by hand.
    pub people: Vec<PersonRow>,
    /// Rights that nobody should hold together.
    pub duties: Vec<DutyRule>,
    /// Privileged rights by level.
    pub privileged: Vec<PrivilegedRow>,
    /// The files read, for the plan's `inputs`.
    pub files: Vec<TableFile>,
    /// Rows of the defaults that a user's row took the place of.
    pub replaced: Vec<ReplacedRow>,
}

/// A table file and what it held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TableFile {
    /// The file's name, relative to its folder; `default:settings.yaml` for the embedded ones.
    pub file: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// A row that another took the place of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ReplacedRow {
    /// The key of both rows: `macro_access=full`.
    pub row: String,
    /// Where the earlier one stands: `default:settings.yaml:12`.
    pub replaced: String,
    /// Where the one that counts stands.
    pub by: String,
}

/// One setting with one value, and what it becomes. `values:` lists have been expanded.
#[derive(Debug, Clone)]
pub struct SettingRow {
    /// The flattened key; a segment may be `*` where Zendesk puts a name of the customer's (`custom_objects.*.scopes`).
    pub setting: String,
    /// The value; `*` stands for any.
    pub value: String,
    /// What it becomes, wildcards included.
    pub permissions: Vec<Pattern>,
    /// How well that keeps the meaning.
    pub fidelity: Fidelity,
    /// Which half of the role it belongs to.
    pub half: Half,
    /// The permissions gained, where the row lists them; `None` in a `wider` row means all of them.
    pub gains: Option<Vec<Permission>>,
    /// `all`: the grant is to hold in all divisions, a privileged gain.
    pub divisions: Option<Divisions>,
    /// The decision that the row waits for.
    pub decision: Option<String>,
    /// Why, for a customer's admin.
    pub reason: String,
    /// Where the row stands.
    pub place: Place,
}

impl SettingRow {
    /// Whether the row speaks of this setting and value; the exactness of a match, higher wins, or `None`.
    ///
    /// A row that names key and value outright wins over one with `*` in the value, that over one with `*` in the key.
    pub fn matches(&self, setting: &str, value: &str) -> Option<u8> {
        let value_score = match self.value.as_str() {
            own if own == value => 1,
            "*" => 0,
            _ => return None,
        };
        if self.setting == setting {
            return Some(2 + value_score);
        }
        let mut own = self.setting.split('.');
        let mut theirs = setting.split('.');
        loop {
            match (own.next(), theirs.next()) {
                (None, None) => return Some(value_score),
                (Some("*"), Some(_)) => {}
                (Some(a), Some(b)) if a == b => {}
                _ => return None,
            }
        }
    }
}

/// A question that only the customer can answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Stable, kebab-case.
    pub id: String,
    /// The question, for a customer's admin.
    pub question: String,
    /// The answers to choose from.
    pub options: Vec<String>,
    /// What the plan does until it is answered.
    pub effect: String,
}

/// A default role that people hold beside their own.
#[derive(Debug, Clone)]
pub struct BaseRole {
    /// The role's name in a new org.
    pub role: String,
    /// Names that the same role has in older orgs.
    pub aliases: Vec<String>,
    /// Any of these settings and values earns it; empty means everyone.
    pub when: Vec<(String, String)>,
    /// Why.
    pub reason: String,
    /// Where the row stands.
    pub place: Place,
}

/// Which of Zendesk's system roles a row describes.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    serde::Deserialize,
    strum::Display,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum SystemRoleName {
    /// A plain agent below Enterprise.
    Agent,
    /// An agent without a custom role on an account that has custom roles.
    LegacyAgent,
    /// A light agent whose role is not listed.
    LightAgent,
    /// A chat agent whose role is not listed.
    ChatAgent,
    /// A contributor whose role is not listed.
    Contributor,
    /// An administrator.
    Admin,
    /// An administrator who also manages billing.
    BillingAdmin,
}

/// A system role as settings.
#[derive(Debug, Clone)]
pub struct SystemRole {
    /// Which one.
    pub role: SystemRoleName,
    /// The settings that stand for it; a list gives several values.
    pub settings: BTreeMap<String, Vec<String>>,
    /// Permissions that it holds beside what its settings give.
    pub add: Vec<Pattern>,
    /// Why.
    pub reason: String,
    /// Where the row stands.
    pub place: Place,
}

/// The rights that give out power, kept apart in a role that the plan gives to nobody.
#[derive(Debug, Clone)]
pub struct Administration {
    /// The role's name.
    pub name: String,
    /// What it holds.
    pub permissions: Vec<Permission>,
    /// The decision that names its holders.
    pub decision: String,
    /// Why.
    pub reason: String,
    /// Where the row stands.
    pub place: Place,
}

/// Which source roles an override is for.
#[derive(Debug, Clone)]
pub enum RoleMatch {
    /// By id: the strongest.
    Id(u64),
    /// By exact name.
    Name(String),
    /// By a glob over names: the weakest.
    Glob(globset::GlobMatcher),
}

/// What an override makes of a source role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A role made from its settings, under its own name.
    Translated,
    /// The same under another name.
    Renamed(String),
    /// An existing role of Genesys Cloud.
    Existing(String),
    /// Nothing: its people get the base roles only.
    Skipped,
}

/// A named exception.
#[derive(Debug, Clone)]
pub struct Override {
    /// The account, or any.
    pub subdomain: Option<Subdomain>,
    /// The role.
    pub role: RoleMatch,
    /// What becomes of it.
    pub target: Target,
    /// Permissions to add.
    pub add: Vec<Pattern>,
    /// Permissions to take away, after `add`.
    pub remove: Vec<Pattern>,
    /// False keeps it apart from roles with the same permissions.
    pub merge: bool,
    /// `all`: its grants hold in all divisions, a privileged gain.
    pub divisions: Option<Divisions>,
    /// Why.
    pub reason: String,
    /// Where the row stands.
    pub place: Place,
}

/// What a Zendesk OAuth scope becomes.
#[derive(Debug, Clone)]
pub struct ScopeRow {
    /// Zendesk's scope.
    pub zendesk: String,
    /// The Genesys scopes; any that an application needs all of.
    pub scopes: Vec<Scope>,
    /// The permissions that the calls behind it need.
    pub permissions: Vec<Permission>,
    /// How well that keeps the meaning.
    pub fidelity: Fidelity,
    /// Why.
    pub reason: String,
    /// Where the row stands.
    pub place: Place,
}

/// How divisions are made.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    Serialize,
    serde::Deserialize,
    strum::Display,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum DivisionRule {
    /// Everything in home.
    #[default]
    None,
    /// One a brand.
    Brand,
    /// One a Zendesk group.
    Group,
}

/// Who receives grants.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    Serialize,
    serde::Deserialize,
    strum::Display,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum GrantTo {
    /// Each person.
    #[default]
    User,
    /// Groups whose members are the people with that role and those divisions.
    Group,
}

/// Which org the people of some subdomains go to.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// Our short name for it.
    pub name: String,
    /// Subdomains of accounts, and of brands (or their host mappings) where brands part ways.
    pub subdomains: Vec<String>,
    /// The org's id.
    pub org_id: OrgId,
    /// The org's short name; `org` in an authorization URL.
    pub org_name: Option<String>,
    /// The region, by its AWS name as the catalogue has it.
    pub region: String,
    /// The region's domain (`mypurecloud.de`).
    pub domain: String,
    /// How divisions are made.
    pub divide_by: DivisionRule,
    /// Names of divisions by names of brands or groups.
    pub rename: BTreeMap<String, String>,
    /// Divisions by names of Zendesk organizations.
    pub organizations: BTreeMap<String, String>,
    /// Who receives grants.
    pub grant_to: GrantTo,
    /// The identity provider for `provider`.
    pub identity_provider: Option<String>,
    /// The API's base where it is not the region's.
    pub api_url: Option<url::Url>,
    /// The login host's base where it is not the region's.
    pub login_url: Option<url::Url>,
    /// Where the row stands.
    pub place: Place,
}

/// The grant of an application's OAuth client.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    serde::Deserialize,
    strum::Display,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum GrantType {
    /// A person signs in; the application keeps a secret.
    AuthorizationCode,
    /// A person signs in; the application proves itself by PKCE.
    AuthorizationCodePkce,
    /// Nobody signs in: the client has rights of its own.
    ClientCredentials,
    /// An identity provider's assertion stands for a person.
    Saml2Bearer,
}

impl GrantType {
    /// Whether a person is sent to an authorization URL.
    pub fn has_url(self) -> bool {
        matches!(self, Self::AuthorizationCode | Self::AuthorizationCodePkce)
    }

    /// The vendor's word for it: `authorizedGrantType` of an OAuth client. Both code flows are `CODE`.
    pub fn vendor_name(self) -> &'static str {
        match self {
            Self::AuthorizationCode | Self::AuthorizationCodePkce => "CODE",
            Self::ClientCredentials => "CLIENT-CREDENTIALS",
            Self::Saml2Bearer => "SAML2-BEARER",
        }
    }
}

/// In whose org the client is registered, seen from the customer's.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    Serialize,
    serde::Deserialize,
    strum::Display,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Reach {
    /// In the org itself.
    #[default]
    OwnClient,
    /// In another org of the same region, approved in this one.
    AuthorizedClient,
    /// In another org whose people enter this one as trustees.
    AuthorizedOrganization,
}

/// The ids of an application's client: clients are regional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientIds {
    /// One everywhere.
    One(OrgId),
    /// One a tenant, by the tenant's name.
    PerTenant(BTreeMap<String, OrgId>),
}

impl ClientIds {
    /// The id in a tenant.
    pub fn in_tenant(&self, tenant: &str) -> Option<&OrgId> {
        match self {
            Self::One(id) => Some(id),
            Self::PerTenant(ids) => ids.get(tenant),
        }
    }
}

/// An application to carry over.
#[derive(Debug, Clone)]
pub struct Application {
    /// Its name.
    pub name: String,
    /// Its client.
    pub client_id: ClientIds,
    /// How it gets its tokens.
    pub grant_type: GrantType,
    /// Its registered redirect URIs, to the letter: the vendor compares texts, so that a closing slash counts. The first
    /// goes into the URL.
    pub redirect_uris: Vec<String>,
    /// Where its client is registered, seen from each tenant.
    pub reach: Reach,
    /// The org in which its client is registered: a tenant's name or an org id, as written.
    pub owner: Option<String>,
    /// Zendesk roles whose people log in.
    pub used_by: Vec<String>,
    /// Divisions of a client-credentials client: `all`, `home` or names.
    pub divisions: Vec<String>,
    /// The tenants it serves, by name; empty means all.
    pub tenants: Vec<String>,
    /// The Zendesk scopes it had.
    pub zendesk_scopes: Vec<String>,
    /// The Zendesk OAuth client or API token that it takes the place of: identifier or id.
    pub zendesk_client: Option<String>,
    /// The operations that it calls, in the catalogue's spelling (templates).
    pub operations: Vec<Operation>,
    /// Where the row stands.
    pub place: Place,
}

/// Who a row of people.yaml is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PersonMatch {
    /// One address, folded.
    Address(String),
    /// All addresses of a domain, folded, without the `@`.
    Domain(String),
}

/// An exception for a person or a domain.
#[derive(Debug, Clone)]
pub struct PersonRow {
    /// Who.
    pub who: PersonMatch,
    /// The address in Genesys Cloud: an address, or `@domain` for a domain's row.
    pub to: Option<String>,
    /// Leaves them out.
    pub skip: bool,
    /// Divisions instead of those that the rules give.
    pub divisions: Vec<String>,
    /// Roles in Genesys Cloud beside their own.
    pub roles: Vec<String>,
    /// Why.
    pub reason: String,
    /// Where the row stands.
    pub place: Place,
}

/// Privileged rights of one level.
#[derive(Debug, Clone)]
pub struct PrivilegedRow {
    /// How dangerous.
    pub level: Level,
    /// Which.
    pub permissions: Vec<Pattern>,
    /// Why.
    pub reason: String,
    /// Where the row stands.
    pub place: Place,
}
