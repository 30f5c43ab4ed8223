//! An org of Genesys Cloud: what its lists hold. Places in lists are indices into the org's own vectors.

use crate::access::{Access, Policy, Reach, RoleRights};
use crate::catalogue::RegionFacts;
use crate::model::OrgId;

/// An org.
#[derive(Debug)]
pub struct Org {
    /// The tenant id.
    pub id: OrgId,
    /// The short name, with which people sign in.
    pub name: String,
    /// Its region.
    pub region: &'static RegionFacts,
    /// Divisions; the first is the home division.
    pub divisions: Vec<Division>,
    /// Roles.
    pub roles: Vec<Role>,
    /// People of the org, deleted ones included.
    pub users: Vec<User>,
    /// Groups.
    pub groups: Vec<Group>,
    /// OAuth clients that are registered here. The first ones are the rehearsal's own: the one that may read everything, the
    /// limited one, and the one with which people sign in.
    pub clients: Vec<Client>,
    /// Who holds which role where.
    pub grants: Vec<Grant>,
    /// Clients that were approved here, or wait for it.
    pub authorizations: Vec<Authorization>,
    /// Orgs that people may come in from.
    pub trustees: Vec<Trustee>,
    /// Orgs that people of this one may enter.
    pub trustors: Vec<Trustor>,
    /// Access policies.
    pub policies: Vec<OrgPolicy>,
    /// Integrations.
    pub integrations: Vec<Integration>,
    /// Products that were bought.
    pub products: Vec<String>,
    /// Settings of roles.
    pub settings: RoleSettings,
    /// How many divisions the org may have.
    pub division_limit: u64,
}

/// A division.
#[derive(Debug, Clone)]
pub struct Division {
    /// The id.
    pub id: String,
    /// The display name.
    pub name: String,
}

/// A role.
#[derive(Debug, Clone, Default)]
pub struct Role {
    /// The id.
    pub id: String,
    /// The display name.
    pub name: String,
    /// The description.
    pub description: String,
    /// Which default role it is; `None` for custom ones.
    pub default_role_id: Option<String>,
    /// Permissions, as written in policies: `domain:entity:action`, `*` for a whole entity or action.
    pub permissions: Vec<String>,
    /// Those of them that hold under a condition only.
    pub conditions: Vec<PolicyCondition>,
    /// General permissions, of one word.
    pub general: Vec<String>,
    /// The licence that holding it takes.
    pub base_license: Option<String>,
}

/// A permission that holds under a condition: `variable operator value`.
#[derive(Debug, Clone)]
pub struct PolicyCondition {
    /// The permission, which [`Role::permissions`] does not list as well.
    pub permission: String,
    /// The variable: `Conversation.customerParticipants.routing.queue`.
    pub variable: String,
    /// What it is compared with.
    pub value: String,
}

/// Whether something is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub enum State {
    /// In use.
    #[default]
    Active,
    /// Kept, without access.
    Inactive,
    /// Gone, but still listed to who asks.
    Deleted,
}

/// A person of the org.
#[derive(Debug, Clone, Default)]
pub struct User {
    /// The id.
    pub id: String,
    /// The display name.
    pub name: String,
    /// The address.
    pub email: String,
    /// What they sign in with; mostly the address.
    pub username: String,
    /// Whether they are still there.
    pub state: State,
    /// Their division.
    pub division: usize,
    /// Their job.
    pub title: Option<String>,
    /// When they last signed in.
    pub last_login: Option<String>,
}

/// A group of people.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// The id.
    pub id: String,
    /// The display name.
    pub name: String,
    /// The description.
    pub description: String,
    /// Its members, as indices of [`Org::users`].
    pub members: Vec<usize>,
    /// Whether it is still there.
    pub state: State,
}

/// How a client gets its tokens. `CODE` stands for both code flows, with PKCE and without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
pub enum GrantKind {
    /// Authorization code.
    #[strum(serialize = "CODE")]
    Code,
    /// Implicit.
    #[strum(serialize = "TOKEN")]
    Token,
    /// SAML 2 bearer.
    #[strum(serialize = "SAML2-BEARER")]
    Saml,
    /// Client credentials.
    #[strum(serialize = "CLIENT-CREDENTIALS")]
    ClientCredentials,
}

/// Whether a client may get tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub enum ClientState {
    /// It may.
    #[default]
    Active,
    /// Genesys disabled it.
    Disabled,
    /// The org switched it off.
    Inactive,
}

/// An OAuth client.
#[derive(Debug, Clone)]
pub struct Client {
    /// The id.
    pub id: String,
    /// The secret; invented, and worth nothing outside of the rehearsal.
    pub secret: String,
    /// The display name.
    pub name: String,
    /// The description.
    pub description: String,
    /// How it gets tokens.
    pub kind: GrantKind,
    /// Where codes may be sent.
    pub redirect_uris: Vec<String>,
    /// Scopes; for client credentials they don't apply.
    pub scopes: Vec<String>,
    /// Whether it may get tokens.
    pub state: ClientState,
    /// How long its tokens last, in seconds.
    pub token_seconds: u64,
    /// Who made it, as an index of [`Org::users`].
    pub created_by: Option<usize>,
}

/// Who holds a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubjectRef {
    /// A person, of [`Org::users`].
    User(usize),
    /// A group, of [`Org::groups`].
    Group(usize),
    /// A client, of [`Org::clients`].
    Client(usize),
    /// A person of a trustee: of [`Org::trustees`], of [`Trustee::users`].
    TrusteeUser(usize, usize),
    /// A group of a trustee: of [`Org::trustees`], of [`Trustee::groups`].
    TrusteeGroup(usize, usize),
}

/// A role held by somebody somewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// Which role, of [`Org::roles`].
    pub role: usize,
    /// Who.
    pub subject: SubjectRef,
    /// In which division, of [`Org::divisions`]; `None` for all of them.
    pub division: Option<usize>,
}

/// How far the approval of a client has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
pub enum AuthorizationState {
    /// Somebody asked for it.
    Requested,
    /// Approved.
    Authorized,
    /// Taken back.
    Revoked,
}

/// The approval of a client in this org.
#[derive(Debug, Clone)]
pub struct Authorization {
    /// The client's id; the client may be registered in another org.
    pub client: String,
    /// How far it has come.
    pub state: AuthorizationState,
    /// Whether it waits for somebody to approve it (or more scopes).
    pub pending: bool,
    /// The scopes that were approved.
    pub scopes: Vec<String>,
    /// The roles (ids) that it is approved for; empty for everybody.
    pub roles: Vec<String>,
    /// Who approved or asked, as an index of [`Org::users`].
    pub by: Option<usize>,
}

/// Somebody of another org.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// The id in the own org.
    pub id: String,
    /// The display name.
    pub name: String,
    /// The address; empty for groups.
    pub email: String,
}

/// An org that people may come in from.
#[derive(Debug, Clone, Default)]
pub struct Trustee {
    /// The org's id.
    pub org_id: String,
    /// Its name.
    pub org_name: String,
    /// Whether the trust is in force.
    pub enabled: bool,
    /// Whether they may do everything.
    pub full_access: bool,
    /// Until when; `None` for ever.
    pub expires: Option<String>,
    /// The people who may come in.
    pub users: Vec<Person>,
    /// The groups whose people may come in.
    pub groups: Vec<Person>,
}

/// An org that people of this one may enter.
#[derive(Debug, Clone, Default)]
pub struct Trustor {
    /// The org's id.
    pub org_id: String,
    /// Its name.
    pub org_name: String,
    /// Whether the trust is in force.
    pub enabled: bool,
}

/// An access policy.
#[derive(Debug, Clone, Default)]
pub struct OrgPolicy {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Whether it denies; else it allows.
    pub denies: bool,
    /// Whether it is in force.
    pub active: bool,
    /// What it is about: `recording:recording:view`.
    pub target: String,
}

/// An integration.
#[derive(Debug, Clone, Default)]
pub struct Integration {
    /// The id.
    pub id: String,
    /// The display name.
    pub name: String,
    /// The id of its type: `embedded-client-app`.
    pub kind: String,
    /// Whether it is switched on.
    pub enabled: bool,
}

/// Settings of roles (`GET /api/v2/authorization/roles/settings`).
#[derive(Debug, Clone, Copy, Default)]
pub struct RoleSettings {
    /// Whether new permissions of the vendor flow into default roles.
    pub backfill: bool,
    /// Whether granting is limited to the divisions of the one who grants.
    pub grants_by_division: bool,
}

impl Org {
    /// The id under which a subject stands in grants.
    pub fn subject_id(&self, subject: SubjectRef) -> &str {
        match subject {
            SubjectRef::User(at) => &self.users[at].id,
            SubjectRef::Group(at) => &self.groups[at].id,
            SubjectRef::Client(at) => &self.clients[at].id,
            SubjectRef::TrusteeUser(at, who) => &self.trustees[at].users[who].id,
            SubjectRef::TrusteeGroup(at, who) => &self.trustees[at].groups[who].id,
        }
    }

    /// The name of a subject.
    pub fn subject_name(&self, subject: SubjectRef) -> &str {
        match subject {
            SubjectRef::User(at) => &self.users[at].name,
            SubjectRef::Group(at) => &self.groups[at].name,
            SubjectRef::Client(at) => &self.clients[at].name,
            SubjectRef::TrusteeUser(at, who) => &self.trustees[at].users[who].name,
            SubjectRef::TrusteeGroup(at, who) => &self.trustees[at].groups[who].name,
        }
    }

    /// The id of the home division.
    pub fn home(&self) -> &str {
        &self.divisions[0].id
    }

    /// Grants a role once more.
    pub fn grant(&mut self, role: usize, subject: SubjectRef, division: Option<usize>) {
        self.grants.push(Grant {
            role,
            subject,
            division,
        });
    }

    /// Grants by role and subject, as lists of the API are ordered.
    pub fn sort(&mut self) {
        self.grants.sort();
        self.grants.dedup();
    }

    /// Who effectively holds what.
    pub fn access(&self) -> Access {
        let mut access = Access::default();
        for role in &self.roles {
            access.role(&role.id, role.rights());
        }
        for grant in &self.grants {
            let at = match grant.division {
                None => Reach::All,
                Some(at) => Reach::one(&self.divisions[at].id),
            };
            access.grant(self.subject_id(grant.subject), &self.roles[grant.role].id, at);
        }
        for group in &self.groups {
            for member in &group.members {
                access.member(&self.users[*member].id, &group.id);
            }
        }
        access
    }
}

impl Role {
    /// What it lets its holders do.
    fn rights(&self) -> RoleRights {
        let policy = |text: &str, conditional| {
            Some(Policy {
                pattern: text.parse().ok()?,
                conditional,
            })
        };
        let outright = self.permissions.iter().filter_map(|text| policy(text, false));
        let under = self.conditions.iter().filter_map(|one| policy(&one.permission, true));
        RoleRights {
            name: self.name.clone(),
            policies: outright.chain(under).collect(),
            general: self.general.iter().filter_map(|name| name.parse().ok()).collect(),
            known: true,
            ..RoleRights::default()
        }
    }
}
