//! `snapshot.json`: whose the snapshot is, when it was taken, which lists it holds and which it lacks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{OrgId, Region, Subdomain};

/// Whose data a snapshot holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Of {
    /// A Zendesk account.
    Zendesk {
        /// The account's subdomain.
        subdomain: Subdomain,
    },
    /// A Genesys Cloud organization.
    Genesys {
        /// The organization's id.
        org_id: OrgId,
        /// Its short name.
        org_name: String,
        /// Its region.
        region: Region,
    },
}

impl Of {
    /// The schema of a snapshot of this vendor.
    pub fn schema(&self) -> &'static str {
        match self {
            Self::Zendesk { .. } => "zd2gc/zendesk-snapshot/1",
            Self::Genesys { .. } => "zd2gc/genesys-snapshot/1",
        }
    }

    /// The name of the folder: the subdomain, or the organization's id.
    pub fn folder(&self) -> &str {
        match self {
            Self::Zendesk { subdomain } => subdomain.as_str(),
            Self::Genesys { org_id, .. } => org_id.as_str(),
        }
    }
}

/// Whether a list was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Coverage {
    /// It was, and stands in the file `NAME.ndjson`.
    Read {
        /// How many records it has.
        count: u64,
        /// The SHA-256 of its file, in hexadecimal.
        sha256: String,
        /// What of it was not read, and why; null where it is whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        partial: Option<String>,
    },
    /// It was not.
    Missing {
        /// Why not.
        #[serde(rename = "missing")]
        why: String,
    },
}

impl Coverage {
    /// Whether the list was read.
    pub fn is_read(&self) -> bool {
        matches!(self, Self::Read { .. })
    }
}

/// The content of `snapshot.json`, keys in this order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// See [`Of::schema`].
    pub(super) schema: String,
    /// Whose data it is.
    pub(super) of: Of,
    /// As of when the data is true (RFC 3339).
    pub(super) taken_at: String,
    /// Things that were counted and not stored.
    #[serde(default)]
    pub(super) counts: BTreeMap<String, u64>,
    /// Single facts that stand in no list, in the vendor's words: of an org, its settings and the token that read it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) facts: BTreeMap<String, serde_json::Value>,
    /// Every list that the vendor has, read or missing.
    pub(super) lists: BTreeMap<String, Coverage>,
}

/// The name of the manifest's file.
pub(super) const FILE: &str = "snapshot.json";
