//! The parts of an account that fit into memory, read from its snapshot: all but people and organizations.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::model::{ApiToken, Brand, CustomRole, Group, OAuthClient, OAuthToken, Organization};
use crate::model::{Subdomain, fold_name};
use crate::snapshot::{Coverage, Of, Snapshot, SnapshotError};

/// Why an account can't be read from a snapshot.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The snapshot itself can't be read.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// A snapshot of something else.
    #[error("`{}` is not a snapshot of a Zendesk account", path.display())]
    NotZendesk {
        /// The snapshot's folder.
        path: PathBuf,
    },
    /// A record that is not of the vendor's shape.
    #[error("could not understand line {line} of `{}`", path.display())]
    Record {
        /// The list's file.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong, with the field's path.
        #[source]
        source: Box<serde_path_to_error::Error<serde_json::Error>>,
    },
}

/// An account: everything that its plan needs at hand, but for its people, who are streamed by [`super::People`].
#[derive(Debug, Clone)]
pub struct Account {
    /// The account's subdomain.
    pub subdomain: Subdomain,
    /// As of when the snapshot is true (RFC 3339).
    pub taken_at: String,
    /// The SHA-256 that names the snapshot's content.
    pub sha256: String,
    /// The roles, built-in ones included, by id.
    pub roles: Vec<CustomRole>,
    /// The groups, deleted ones included, by id.
    pub groups: Vec<Group>,
    /// The brands, by id.
    pub brands: Vec<Brand>,
    /// The OAuth clients, by id.
    pub oauth_clients: Vec<OAuthClient>,
    /// The OAuth tokens, by id.
    pub oauth_tokens: Vec<OAuthToken>,
    /// The API tokens, by id.
    pub api_tokens: Vec<ApiToken>,
    /// The account's settings.
    pub settings: Option<Value>,
    /// Each list, and whether it was read.
    pub coverage: BTreeMap<String, Coverage>,
    /// What was counted and not stored: `end_users`, `inactive_end_users`.
    pub counts: BTreeMap<String, u64>,
}

impl Account {
    /// Reads an account from its snapshot.
    ///
    /// # Errors
    /// When the snapshot is not of a Zendesk account, or a list of it can't be read.
    pub fn read(snapshot: &Snapshot) -> Result<Self, ReadError> {
        let Of::Zendesk { subdomain } = snapshot.of() else {
            return Err(ReadError::NotZendesk {
                path: snapshot.folder().to_owned(),
            });
        };
        Ok(Self {
            subdomain: subdomain.clone(),
            taken_at: snapshot.taken_at().to_owned(),
            sha256: snapshot.sha256().to_owned(),
            roles: whole_list(snapshot, "custom_roles")?,
            groups: whole_list(snapshot, "groups")?,
            brands: whole_list(snapshot, "brands")?,
            oauth_clients: whole_list(snapshot, "oauth_clients")?,
            oauth_tokens: whole_list(snapshot, "oauth_tokens")?,
            api_tokens: whole_list(snapshot, "api_tokens")?,
            settings: whole_list(snapshot, "account_settings")?.pop(),
            coverage: snapshot.coverage().clone(),
            counts: snapshot.counts().clone(),
        })
    }

    /// Whether a list was read.
    pub fn has(&self, list: &str) -> bool {
        self.coverage.get(list).is_some_and(Coverage::is_read)
    }

    /// The organizations with one of these names (folded by [`fold_name`]): id and name. Accounts can have millions.
    ///
    /// # Errors
    /// When the list can't be read.
    pub fn organizations_named(
        snapshot: &Snapshot,
        names: &BTreeSet<String>,
    ) -> Result<BTreeMap<u64, String>, ReadError> {
        let mut found = BTreeMap::new();
        each(snapshot, "organizations", |organization: Organization| {
            if names.contains(&fold_name(&organization.name)) {
                found.insert(organization.id.value, organization.name);
            }
        })?;
        Ok(found)
    }
}

fn whole_list<T: DeserializeOwned>(snapshot: &Snapshot, name: &str) -> Result<Vec<T>, ReadError> {
    let mut records = Vec::new();
    each(snapshot, name, |record| records.push(record))?;
    Ok(records)
}

fn each<T: DeserializeOwned>(snapshot: &Snapshot, name: &str, mut take: impl FnMut(T)) -> Result<(), ReadError> {
    let Some(mut lines) = snapshot.list(name)? else {
        return Ok(());
    };
    let path = lines.path().to_owned();
    let mut number = 0;
    while let Some(line) = lines.next_line()? {
        number += 1;
        take(record(line).map_err(|source| ReadError::Record {
            path: path.clone(),
            line: number,
            source,
        })?);
    }
    Ok(())
}

/// Reads a record from its line; only a wrong one is read twice, to learn which field is wrong.
pub(super) fn record<'de, T: serde::Deserialize<'de>>(
    line: &'de str,
) -> Result<T, Box<serde_path_to_error::Error<serde_json::Error>>> {
    match serde_json::from_str(line) {
        Ok(record) => Ok(record),
        Err(_) => serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(line)).map_err(Box::new),
    }
}
