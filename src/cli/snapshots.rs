//! Snapshots as commands name them: folders, or folders of folders, of accounts and orgs.

use std::path::PathBuf;

use super::Failure;
use crate::genesys::OrgLists;
use crate::model::Permission;
use crate::plan::LiveOrg;
use crate::plan::model::SnapshotInput;
use crate::snapshot::{Of, Snapshot, SnapshotError};
use crate::zendesk::{Account, ReadError};

/// The snapshots that a command was given, read as far as they fit into memory.
pub(super) struct Snapshots {
    /// The accounts, by subdomain, each with the snapshot that its people are read from.
    pub(super) accounts: Vec<(Account, Snapshot)>,
    /// The orgs, each with what names its snapshot in a plan.
    pub(super) orgs: Vec<(LiveOrg, SnapshotInput)>,
}

impl Snapshots {
    /// Reads what lies in some folders.
    pub(super) fn read(folders: &[PathBuf]) -> Result<Self, Failure> {
        let mut found = Self {
            accounts: Vec::new(),
            orgs: Vec::new(),
        };
        for folder in folders {
            for snapshot in Snapshot::find(folder).map_err(failure)? {
                if matches!(snapshot.of(), Of::Zendesk { .. }) {
                    let account = Account::read(&snapshot).map_err(unreadable)?;
                    found.accounts.push((account, snapshot));
                } else if let Some(lists) = OrgLists::read(&snapshot).map_err(Failure::usage)? {
                    let input = SnapshotInput {
                        of: lists.org_id.clone(),
                        sha256: snapshot.sha256().to_owned(),
                    };
                    found.orgs.push((LiveOrg::new(lists), input));
                }
            }
        }
        found.accounts.sort_by(|a, b| a.0.subdomain.cmp(&b.0.subdomain));
        if let Some(pair) = found
            .accounts
            .windows(2)
            .find(|pair| pair[0].0.subdomain == pair[1].0.subdomain)
        {
            let twice = &pair[0].0.subdomain;
            return Err(Failure::usage(format!("two snapshots are of the account `{twice}`"))
                .hint("name one of them with --snapshot"));
        }
        Ok(found)
    }

    /// Whether one of the orgs lists a permission.
    pub(super) fn list(&self, permission: &Permission) -> bool {
        self.orgs.iter().any(|(org, _)| {
            org.permissions
                .as_ref()
                .is_some_and(|list| list.contains_key(permission))
        })
    }
}

/// What was given is wrong, or a disk is: the error tells which, and what to do.
pub(super) fn failure(error: SnapshotError) -> Failure {
    let hint = error.hint();
    let failure = if error.is_usage() {
        Failure::usage(error)
    } else {
        Failure::unexpected(error)
    };
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// What to say of an account that can't be read.
pub(super) fn unreadable(error: ReadError) -> Failure {
    match error {
        ReadError::Snapshot(error) => failure(error),
        other => Failure::usage(other).hint("take the snapshot again"),
    }
}
