//! The lists of an org's snapshot that plans look at.

use serde::de::DeserializeOwned;

use super::model::{Division, LicenseDefinition, PermissionCollection, Role};
use crate::snapshot::{Of, Snapshot, SnapshotError};

/// What a snapshot says of an org; `None` for a list that it does not have.
#[derive(Debug, Clone, Default)]
pub struct OrgLists {
    /// The org's id.
    pub org_id: String,
    /// The roles.
    pub roles: Vec<Role>,
    /// The divisions.
    pub divisions: Option<Vec<Division>>,
    /// The permissions.
    pub permissions: Option<Vec<PermissionCollection>>,
    /// The licences.
    pub licences: Option<Vec<LicenseDefinition>>,
}

/// Why an org's snapshot can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The snapshot itself.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// A record that is not of the vendor's shape.
    #[error("could not understand line {line} of the list `{list}`")]
    Record {
        /// The list.
        list: String,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong.
        #[source]
        source: serde_json::Error,
    },
}

impl OrgLists {
    /// Reads an org's snapshot; `None` when it is of something else.
    ///
    /// # Errors
    /// When a list can't be read or understood.
    pub fn read(snapshot: &Snapshot) -> Result<Option<Self>, ReadError> {
        let Of::Genesys { org_id, .. } = snapshot.of() else {
            return Ok(None);
        };
        Ok(Some(Self {
            org_id: org_id.to_string(),
            roles: list(snapshot, "roles")?.unwrap_or_default(),
            divisions: list(snapshot, "divisions")?,
            permissions: list(snapshot, "permissions")?,
            licences: list(snapshot, "license_definitions")?,
        }))
    }
}

fn list<T: DeserializeOwned>(snapshot: &Snapshot, name: &str) -> Result<Option<Vec<T>>, ReadError> {
    let Some(mut lines) = snapshot.list(name)? else {
        return Ok(None);
    };
    let mut records = Vec::new();
    while let Some(line) = lines.next_line()? {
        let record = serde_json::from_str(line).map_err(|source| ReadError::Record {
            list: name.to_owned(),
            line: records.len() as u64 + 1,
            source,
        })?;
        records.push(record);
    }
    Ok(Some(records))
}
