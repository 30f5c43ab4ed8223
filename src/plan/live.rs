//! What a Genesys snapshot says of the org that a tenant goes to; it wins over the embedded catalogue.

use std::collections::{BTreeMap, BTreeSet};

use super::translate::Existing;
use crate::access::keys;
use crate::catalogue::Catalogue;
use crate::genesys::OrgLists;
use crate::mapping::tables::BaseRole;
use crate::model::{Pattern, Permission, fold_name};

/// An org as a snapshot shows it.
#[derive(Debug, Clone, Default)]
pub struct LiveOrg {
    /// The org's id.
    pub org_id: String,
    /// The roles by folded name.
    pub roles: BTreeMap<String, LiveRole>,
    /// The divisions: folded name to whether it is home; `None` when the list is missing.
    pub divisions: Option<BTreeMap<String, bool>>,
    /// The name of the home division.
    pub home_name: Option<String>,
    /// The permissions with their division awareness; `None` when the list is missing.
    pub permissions: Option<BTreeMap<Permission, Option<bool>>>,
    /// The licences with the permissions that they cover; `None` when the list is missing.
    pub licences: Option<Vec<(String, BTreeSet<Permission>)>>,
}

/// A role that an org has.
#[derive(Debug, Clone, Default)]
pub struct LiveRole {
    /// The name.
    pub name: String,
    /// Which default role it is.
    pub default_role_id: Option<String>,
    /// What it allows; wildcards expanded.
    pub permissions: BTreeSet<Permission>,
    /// The key of the planned role that it carries out, from the end of its description.
    pub key: Option<String>,
    /// The licence that holding it takes.
    pub base_license: Option<String>,
    /// Whether some of its permissions hold under a condition only.
    pub conditional: bool,
}

impl LiveOrg {
    /// From the lists of a snapshot.
    pub fn new(lists: OrgLists) -> Self {
        let OrgLists {
            org_id,
            roles,
            divisions,
            permissions,
            licences,
        } = lists;
        let mut org = Self {
            org_id,
            divisions: divisions.as_ref().map(|list| {
                list.iter()
                    .map(|division| (fold_name(&division.name), division.home_division == Some(true)))
                    .collect()
            }),
            home_name: divisions
                .as_ref()
                .and_then(|list| list.iter().find(|division| division.home_division == Some(true)))
                .map(|division| division.name.clone()),
            permissions: permissions.as_ref().map(|list| {
                list.iter()
                    .flat_map(|domain| domain.permission_map.values().flatten())
                    .filter_map(|entry| {
                        let name = format!("{}:{}:{}", entry.domain, entry.entity_type, entry.action);
                        name.parse().ok().map(|permission| (permission, entry.division_aware))
                    })
                    .collect()
            }),
            licences: licences.as_ref().map(|list| {
                list.iter()
                    .map(|licence| {
                        let ids = licence
                            .permissions
                            .as_ref()
                            .map(|permissions| permissions.ids.as_slice())
                            .unwrap_or_default();
                        (
                            licence.id.clone(),
                            ids.iter().filter_map(|name| name.parse().ok()).collect(),
                        )
                    })
                    .collect()
            }),
            ..Self::default()
        };
        for role in roles {
            let mut live = LiveRole {
                name: role.name.clone(),
                default_role_id: role.default_role_id.clone(),
                key: role
                    .description
                    .as_deref()
                    .and_then(keys::in_description)
                    .map(str::to_owned),
                base_license: role.base_license.clone(),
                ..LiveRole::default()
            };
            for (pattern, conditional) in role
                .permission_policies
                .iter()
                .flat_map(|policy| policy.patterns().collect::<Vec<_>>())
            {
                live.conditional |= conditional;
                if let Ok(pattern) = pattern.parse::<Pattern>() {
                    live.permissions.extend(org.expand(&pattern));
                }
            }
            org.roles.insert(fold_name(&role.name), live);
        }
        org
    }

    /// The org's role with this name.
    pub fn role(&self, name: &str) -> Option<&LiveRole> {
        self.roles.get(&fold_name(name))
    }

    /// The org's own version of a base role: by name, by an older name, or by default-role id equal to the name.
    pub fn base_role(&self, base: &BaseRole) -> Option<&LiveRole> {
        std::iter::once(&base.role)
            .chain(&base.aliases)
            .find_map(|name| self.role(name))
            .or_else(|| {
                self.roles.values().find(|role| {
                    role.default_role_id
                        .as_deref()
                        .is_some_and(|id| id.eq_ignore_ascii_case(&base.role))
                })
            })
    }
}

impl Existing for LiveOrg {
    fn expand(&self, pattern: &Pattern) -> Vec<Permission> {
        if let Some(permission) = pattern.exact() {
            return vec![permission.clone()];
        }
        match &self.permissions {
            Some(list) => list
                .keys()
                .filter(|permission| pattern.matches(permission))
                .cloned()
                .collect(),
            None => Catalogue::embedded().expand(pattern).cloned().collect(),
        }
    }
}

/// The embedded catalogue alone, where there is no snapshot of the org.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offline;

impl Existing for Offline {
    fn expand(&self, pattern: &Pattern) -> Vec<Permission> {
        match pattern.exact() {
            Some(permission) => vec![permission.clone()],
            None => Catalogue::embedded().expand(pattern).cloned().collect(),
        }
    }
}
