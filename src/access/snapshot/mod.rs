//! What a snapshot of an org says of access. Who holds what is read in `subjects`.

mod subjects;

use std::collections::{BTreeMap, BTreeSet};

use foldhash::fast::FixedState;
use indexmap::IndexSet;
use serde::de::DeserializeOwned;

use super::{Access, ByKey, Division, Policy, RoleRights, keys};
use crate::genesys::List;
use crate::genesys::model::{
    AccessPolicy, Division as DivisionRecord, Named, OAuthAuthorization, OAuthClient, PermissionCollection, Role,
    RoleSettings, Trustee,
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

/// Why a list is not there that the snapshot does not speak of.
const NOT_NAMED: &str = "not checked: the snapshot does not name it";

/// What whoever compares with a plan knows of names: the same thing may be called otherwise in the org.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// Keys of planned roles by folded name: a role whose description lost its mark is known by its name.
    pub roles: BTreeMap<String, String>,
    /// Keys of people that a plan speaks of: somebody may be known by the name that they sign in with.
    pub people: IndexSet<String, FixedState>,
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
    people: ByKey<String>,
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
            if let Coverage::Missing { why } | Coverage::Read { partial: Some(why), .. } = coverage {
                org.lacking.insert(list.clone(), why.clone());
            }
        }
        // Of a list that is not named nobody knows whether the org has anything in it.
        let all = List::all().map(List::name);
        for list in all.filter(|list| !snapshot.coverage().contains_key(*list)) {
            org.lacking.insert(list.to_owned(), NOT_NAMED.to_owned());
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
