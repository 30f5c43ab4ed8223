//! What a snapshot of an org says of access.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde::de::DeserializeOwned;

use super::{Access, Division, Kind, Policy, Reach, RoleRights, State, Subject, keys};
use crate::genesys::model::{
    AccessPolicy, Division as DivisionRecord, Group, GroupMember, Named, OAuthAuthorization, OAuthClient,
    PermissionCollection, Role, RoleSettings, SubjectGrant, Trustee, User,
};
use crate::model::{Permission, fold_name};
use crate::snapshot::{Coverage, Of, Snapshot, SnapshotError};

/// The lists that say who holds what.
pub const GRANTS: &[&str] = &[
    "roles",
    "divisions",
    "users",
    "groups",
    "group_members",
    "subject_grants",
];

/// What whoever compares with a plan knows of names: the same thing may be called otherwise in the org.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// Keys of planned roles by folded name: a role whose description lost its mark is known by its name.
    pub roles: BTreeMap<String, String>,
    /// Keys of people that a plan speaks of: somebody may be known by the name that they sign in with.
    pub people: BTreeSet<String>,
}

/// A permission of an org.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PermissionFacts {
    /// Whether grants limit it to divisions; `None` where the org does not say.
    pub division_aware: Option<bool>,
}

/// An org, as a snapshot shows it.
#[derive(Debug, Clone, Default)]
pub struct Org {
    /// The org's id.
    pub id: String,
    /// The region, by its AWS name.
    pub region: String,
    /// Who holds what.
    pub access: Access,
    /// The permissions that the org has; `None` where they were not read.
    pub permissions: Option<BTreeMap<Permission, PermissionFacts>>,
    /// The scopes that there are; `None` where they were not read.
    pub scopes: Option<BTreeSet<String>>,
    /// OAuth clients by id.
    pub clients: BTreeMap<String, OAuthClient>,
    /// Approvals by the client's id.
    pub authorizations: BTreeMap<String, OAuthAuthorization>,
    /// Orgs that may enter.
    pub trustees: Vec<Trustee>,
    /// Access policies.
    pub policies: Vec<AccessPolicy>,
    /// Settings of roles; `None` where they were not read.
    pub settings: Option<RoleSettings>,
    /// The client that read the snapshot.
    pub reader: Option<String>,
    /// The keys of people by the vendor's id.
    people: IndexMap<String, String>,
    /// The keys of roles by the vendor's id.
    roles: BTreeMap<String, String>,
    /// Why lists are not there, or in part only.
    lacking: BTreeMap<String, String>,
}

/// Why a snapshot says nothing of access.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The snapshot itself.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// It is of an account of Zendesk.
    #[error("`{}` is a snapshot of a Zendesk account, not of a Genesys Cloud org", .0.display())]
    NoOrg(std::path::PathBuf),
    /// A record that is not of the vendor's shape.
    #[error("could not understand line {line} of the list `{list}`")]
    Record {
        /// The list.
        list: &'static str,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong.
        #[source]
        source: serde_json::Error,
    },
}

impl Org {
    /// Reads a snapshot.
    ///
    /// # Errors
    /// When a list can't be read or understood, or the snapshot is of an account.
    pub fn read(snapshot: &Snapshot, hints: &Hints) -> Result<Self, ReadError> {
        let Of::Genesys { org_id, region, .. } = snapshot.of() else {
            return Err(ReadError::NoOrg(snapshot.folder().to_owned()));
        };
        let mut org = Self {
            id: org_id.to_string(),
            region: region.to_string(),
            ..Self::default()
        };
        for (list, coverage) in snapshot.coverage() {
            match coverage {
                Coverage::Missing { why } | Coverage::Read { partial: Some(why), .. } => {
                    org.lacking.insert(list.clone(), why.clone());
                }
                Coverage::Read { partial: None, .. } => {}
            }
        }
        org.facts(snapshot);
        org.names(snapshot)?;
        org.read_divisions(snapshot)?;
        org.read_roles(snapshot, hints)?;
        org.read_people(snapshot, hints)?;
        org.read_clients(snapshot)?;
        org.read_trustees(snapshot)?;
        let groups = org.read_groups(snapshot)?;
        org.read_grants(snapshot, &groups)?;
        org.access.sort();
        Ok(org)
    }

    /// Why a list is not there, or not whole; `None` where it is.
    pub fn lacking(&self, list: &str) -> Option<&str> {
        self.lacking.get(list).map(String::as_str)
    }

    /// Everything that is not there, or not whole, and why.
    pub fn lacks(&self) -> &BTreeMap<String, String> {
        &self.lacking
    }

    /// The key of a person by the vendor's id.
    pub fn person(&self, id: &str) -> Option<&str> {
        self.people.get(id).map(String::as_str)
    }

    /// The key of a role by the vendor's id.
    pub fn role(&self, id: &str) -> Option<&str> {
        self.roles.get(id).map(String::as_str)
    }

    fn facts(&mut self, snapshot: &Snapshot) {
        let facts = snapshot.facts();
        let missing = |name: &str| Some(facts.get(name)?["missing"].as_str()?.to_owned());
        self.settings = facts
            .get("role_settings")
            .filter(|fact| fact["missing"].is_null())
            .and_then(|fact| serde_json::from_value(fact.clone()).ok());
        if self.settings.is_none() {
            let why = missing("role_settings").unwrap_or_else(|| "the snapshot does not have them".to_owned());
            self.lacking.insert("role_settings".to_owned(), why);
        }
        self.reader = facts
            .get("token")
            .and_then(|token| Some(token["OAuthClient"]["id"].as_str()?.to_owned()));
    }

    fn names(&mut self, snapshot: &Snapshot) -> Result<(), ReadError> {
        self.permissions = permissions(snapshot)?;
        let mut scopes = BTreeSet::new();
        let known = each(snapshot, "oauth_scopes", |scope: Named| {
            scopes.insert(scope.id);
        })?;
        self.scopes = known.then_some(scopes);
        Ok(())
    }

    fn read_divisions(&mut self, snapshot: &Snapshot) -> Result<(), ReadError> {
        each(snapshot, "divisions", |division: DivisionRecord| {
            let home = division.home_division == Some(true);
            let key = keys::division(&division.name, home);
            self.access.division(
                key,
                Division {
                    name: division.name,
                    id: division.id,
                    home,
                },
            );
        })?;
        Ok(())
    }

    fn read_roles(&mut self, snapshot: &Snapshot, hints: &Hints) -> Result<(), ReadError> {
        let mut roles: Vec<Role> = Vec::new();
        each(snapshot, "roles", |role: Role| roles.push(role))?;
        // Marked roles first: what a mark says goes before what a name says.
        let mark = |role: &Role| {
            role.description
                .as_deref()
                .and_then(keys::in_description)
                .map(str::to_owned)
        };
        roles.sort_by_key(|role| mark(role).is_none());
        for role in roles {
            let marked = mark(&role);
            let by_mark = marked.as_deref().map(keys::planned_role);
            let by_name = hints.roles.get(&fold_name(&role.name)).cloned();
            let by_default = role
                .default_role_id
                .as_deref()
                .and_then(|id| hints.roles.get(&fold_name(id)).cloned());
            let own = keys::role(&role.name);
            let candidates = [by_mark, by_name, by_default, Some(own.clone())];
            let free = candidates
                .into_iter()
                .flatten()
                .find(|key| self.access.rights(key).is_none());
            let key = free.unwrap_or_else(|| format!("{own} {}", role.id));
            self.roles.insert(role.id.clone(), key.clone());
            self.access.role(key, rights(role, marked));
        }
        Ok(())
    }

    fn read_people(&mut self, snapshot: &Snapshot, hints: &Hints) -> Result<(), ReadError> {
        // Whoever is there takes the address before whoever is gone: addresses are used again.
        let mut gone = Vec::new();
        each(snapshot, "users", |user: User| {
            if state(&user.state) == State::Active {
                self.person_is(user, hints);
            } else {
                gone.push(user);
            }
        })?;
        gone.sort_by_key(|user| state(&user.state));
        for user in gone {
            self.person_is(user, hints);
        }
        Ok(())
    }

    fn person_is(&mut self, user: User, hints: &Hints) {
        let address = user.email.as_deref().filter(|email| !email.trim().is_empty());
        let by_email = address.map(keys::person);
        let by_name = user.username.as_deref().map(keys::person);
        let by_name = by_name.filter(|key| hints.people.contains(key));
        let planned = by_email.clone().filter(|key| hints.people.contains(key));
        let candidates = [planned, by_name, by_email];
        let free = candidates
            .into_iter()
            .flatten()
            .find(|key| !self.access.subjects().contains_key(key));
        let key = free.unwrap_or_else(|| format!("user:{}", user.id));
        let shown = address.map_or_else(|| user.name.clone(), str::to_owned);
        self.people.insert(user.id.clone(), key.clone());
        let subject = Subject {
            kind: Kind::Person,
            name: shown,
            id: user.id,
            state: state(&user.state),
        };
        self.access.subject(key, subject);
    }

    fn read_clients(&mut self, snapshot: &Snapshot) -> Result<(), ReadError> {
        each(snapshot, "oauth_clients", |client: OAuthClient| {
            let subject = Subject {
                kind: Kind::Client,
                name: format!("client:{}", client.name),
                id: client.id.clone(),
                state: match client.state.as_deref() {
                    Some(off) if off.eq_ignore_ascii_case("inactive") => State::Inactive,
                    _ => State::Active,
                },
            };
            self.access.subject(keys::client(&client.id), subject);
            self.clients.insert(client.id.to_ascii_lowercase(), client);
        })?;
        each(snapshot, "oauth_authorizations", |approval: OAuthAuthorization| {
            let named = approval.client.as_ref().map(|client| client.id.clone());
            let in_path = || approval.self_uri.as_deref()?.rsplit('/').next().map(str::to_owned);
            if let Some(id) = named.or_else(in_path) {
                self.authorizations.insert(id.to_ascii_lowercase(), approval);
            }
        })?;
        each(snapshot, "policies", |policy: AccessPolicy| self.policies.push(policy))?;
        Ok(())
    }

    fn read_trustees(&mut self, snapshot: &Snapshot) -> Result<(), ReadError> {
        each(snapshot, "trustees", |trustee: Trustee| self.trustees.push(trustee))?;
        for trustee in &self.trustees {
            let org = trustee
                .organization
                .as_ref()
                .and_then(|org| org.name.clone())
                .unwrap_or_default();
            let users = trustee.users.iter().map(|user| (&user.id, Kind::TrusteeUser));
            let groups = trustee.groups.iter().map(|group| (&group.id, Kind::TrusteeGroup));
            for (id, kind) in users.chain(groups) {
                let subject = Subject {
                    kind,
                    name: org.clone(),
                    id: id.clone(),
                    state: State::Active,
                };
                self.access.subject(keys::trustee(id), subject);
            }
        }
        Ok(())
    }

    /// Groups and who is in them; gives the keys of groups by id.
    fn read_groups(&mut self, snapshot: &Snapshot) -> Result<BTreeMap<String, String>, ReadError> {
        let mut groups = BTreeMap::new();
        each(snapshot, "groups", |group: Group| {
            let own = keys::group(&group.name);
            let key = if self.access.subjects().contains_key(&own) {
                format!("{own} {}", group.id)
            } else {
                own
            };
            groups.insert(group.id.clone(), key.clone());
            let subject = Subject {
                kind: Kind::Group,
                name: format!("group:{}", group.name),
                id: group.id,
                state: state(&group.state),
            };
            self.access.subject(key, subject);
        })?;
        each(snapshot, "group_members", |member: GroupMember| {
            if let (Some(person), Some(group)) = (self.people.get(&member.id), groups.get(&member.group_id)) {
                self.access.member(person, group);
            }
        })?;
        Ok(groups)
    }

    fn read_grants(&mut self, snapshot: &Snapshot, groups: &BTreeMap<String, String>) -> Result<(), ReadError> {
        let divisions: BTreeMap<String, String> = self
            .access
            .divisions()
            .iter()
            .map(|(key, division)| (division.id.clone(), key.clone()))
            .collect();
        each(snapshot, "subject_grants", |grant: SubjectGrant| {
            let Some(role) = self.roles.get(&grant.role_id) else {
                return;
            };
            let key = match grant.kind.as_str() {
                "PC_GROUP" => groups.get(&grant.id).cloned(),
                "PC_OAUTH_CLIENT" => Some(keys::client(&grant.id)),
                "PC_TRUSTEE_USER" | "PC_TRUSTEE_GROUP" => Some(keys::trustee(&grant.id)),
                _ => self.people.get(&grant.id).cloned(),
            };
            let key = key.unwrap_or_else(|| format!("user:{}", grant.id));
            if !self.access.subjects().contains_key(&key) {
                self.access.subject(key.clone(), stranger(&grant));
            }
            let everywhere = grant.divisions.iter().any(|division| division.id == "*");
            let at = if everywhere {
                Reach::All
            } else {
                let named = grant.divisions.into_iter().map(|division| {
                    // A division that the list does not have goes by its own name.
                    let name = || keys::division(division.name.as_deref().unwrap_or(&division.id), false);
                    divisions.get(&division.id).cloned().unwrap_or_else(name)
                });
                Reach::In(named.collect())
            };
            self.access.grant(&key, role, at);
        })?;
        Ok(())
    }
}

/// The permissions that an org has; `None` where they were not read.
///
/// # Errors
/// When the list can't be read or understood.
pub fn permissions(snapshot: &Snapshot) -> Result<Option<BTreeMap<Permission, PermissionFacts>>, ReadError> {
    let mut permissions = BTreeMap::new();
    let known = each(snapshot, "permissions", |domain: PermissionCollection| {
        for one in domain.permission_map.into_values().flatten() {
            let name = format!("{}:{}:{}", one.domain, one.entity_type, one.action);
            if let Ok(name) = name.parse() {
                let facts = PermissionFacts {
                    division_aware: one.division_aware,
                };
                permissions.insert(name, facts);
            }
        }
    })?;
    Ok(known.then_some(permissions))
}

/// Somebody who holds grants and is in no list.
fn stranger(grant: &SubjectGrant) -> Subject {
    let (kind, prefix) = match grant.kind.as_str() {
        "PC_GROUP" => (Kind::Group, "group:"),
        "PC_OAUTH_CLIENT" => (Kind::Client, "client:"),
        "PC_TRUSTEE_USER" => (Kind::TrusteeUser, ""),
        "PC_TRUSTEE_GROUP" => (Kind::TrusteeGroup, ""),
        _ => (Kind::Person, ""),
    };
    let name = grant
        .name
        .as_deref()
        .filter(|name| !name.is_empty())
        .unwrap_or(&grant.id);
    Subject {
        kind,
        name: format!("{prefix}{name}"),
        id: grant.id.clone(),
        state: State::Unknown,
    }
}

fn rights(role: Role, key: Option<String>) -> RoleRights {
    let mut rights = RoleRights {
        name: role.name,
        id: role.id,
        default_role_id: role.default_role_id,
        key,
        base: role.base == Some(true),
        known: true,
        policies: Vec::new(),
        general: role.permissions.iter().filter_map(|name| name.parse().ok()).collect(),
    };
    for policy in &role.permission_policies {
        for (pattern, conditional) in policy.patterns() {
            if let Ok(pattern) = pattern.parse() {
                rights.policies.push(Policy { pattern, conditional });
            }
        }
    }
    rights
}

fn state(text: &str) -> State {
    match text {
        "inactive" => State::Inactive,
        "deleted" => State::Deleted,
        _ => State::Active,
    }
}

/// Hands over each record of a list; false where the snapshot does not have it.
pub(super) fn each<T: DeserializeOwned>(
    snapshot: &Snapshot,
    list: &'static str,
    mut take: impl FnMut(T),
) -> Result<bool, ReadError> {
    let Some(mut lines) = snapshot.list(list)? else {
        return Ok(false);
    };
    let mut line = 0;
    while let Some(text) = lines.next_line()? {
        line += 1;
        take(serde_json::from_str(text).map_err(|source| ReadError::Record { list, line, source })?);
    }
    Ok(true)
}
