//! What an org really has, permissions and scopes alone: into its snapshot, and against the embedded catalogue.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;

use super::Identity;
use super::pages::Pages;
use super::reads;
use super::record;
use crate::catalogue::{Catalogue, PermissionStatus};
use crate::genesys::List;
use crate::genesys::model::PermissionCollection;
use crate::http::Api;
use crate::live::{ReadError, Reader, Watch};
use crate::snapshot::{Coverage, Draft, Journal, Of, Snapshot, Sorts};

/// Why the other lists of a new snapshot are not there.
const NOT_ASKED: &str = "not asked for: `catalogue refresh` reads permissions and scopes only";

/// The lists that a refresh reads.
const LISTS: [List; 2] = [List::Permissions, List::OauthScopes];

/// What an org has, and how that differs from the embedded catalogue.
#[derive(Debug)]
pub struct Refreshed {
    /// The snapshot that holds it.
    pub snapshot: Snapshot,
    /// How many permissions the org has.
    pub permissions: u64,
    /// How many of them a grant limits to divisions.
    pub division_aware: u64,
    /// How many of them may stand under a condition.
    pub conditional: u64,
    /// Those that the catalogue does not know.
    pub new_permissions: Vec<String>,
    /// Those of the catalogue that the org has not.
    pub absent_permissions: Vec<String>,
    /// How many scopes the org has.
    pub scopes: u64,
    /// Those that the catalogue does not know.
    pub new_scopes: Vec<String>,
    /// Those of the catalogue that the org has not.
    pub absent_scopes: Vec<String>,
}

/// Reads permissions and scopes of an org into its snapshot below `into`; the other lists of a snapshot that stands there stay
/// as they are, and so does its date.
///
/// # Errors
/// When one of both can't be read, or the snapshot can't be written. What stood there stands there still.
pub async fn refresh(
    api: &Api,
    identity: &Identity,
    into: &Path,
    now: Timestamp,
    watch: &dyn Watch,
) -> Result<Refreshed, ReadError> {
    let of = Of::Genesys {
        org_id: identity.org_id.clone(),
        org_name: identity.org_name.clone(),
        region: identity.region.clone(),
    };
    let before = Snapshot::open(&into.join(of.folder())).ok();
    let mut draft = Draft::begin(into, of.clone())?;
    let mut journal = Journal::open(&draft.scratch(), &of, &identity.client_id, now, true)?;
    let reader = Reader::new(api, &mut journal, watch);
    let pages = Pages::new(&reader);
    let mut sorts = Sorts::new(draft.scratch(), 1 << 24);
    for list in LISTS {
        let Some(read) = reads::FIRST.iter().find(|read| read.list() == Some(list)) else {
            continue;
        };
        let mut take = |id: String, line: &str| Ok(sorts.push(list.name(), &record::key("", &id), 0, line)?);
        pages.read(read, &[], &mut take).await?;
    }
    let mut names = Names::default();
    for list in List::all() {
        if LISTS.contains(&list) {
            let mut out = draft.list(list.name())?;
            let mut records = sorts.take(list.name())?;
            while let Some((record, _)) = records.next_newest()? {
                names.take(list, &record.line);
                out.line(&record.line)?;
            }
            draft.add(out)?;
        } else {
            keep(&mut draft, before.as_ref(), list)?;
        }
    }
    for (name, fact) in before.iter().flat_map(Snapshot::facts) {
        draft.fact(name, fact.clone());
    }
    draft.fact("token", identity.token.clone());
    let taken_at = before
        .as_ref()
        .map_or_else(|| now.to_string(), |before| before.taken_at().to_owned());
    draft.close(
        &taken_at,
        before.map(|before| before.counts().clone()).unwrap_or_default(),
    )?;
    let snapshot = draft.publish()?;
    Ok(names.compare(snapshot))
}

/// Keeps a list of the snapshot that stood there, or says why it is missing.
fn keep(draft: &mut Draft, before: Option<&Snapshot>, list: List) -> Result<(), ReadError> {
    let coverage = before.and_then(|before| before.coverage().get(list.name()));
    match (before, coverage) {
        (Some(before), Some(Coverage::Read { partial, .. })) => {
            let mut out = draft.list(list.name())?;
            if let Some(mut lines) = before.list(list.name())? {
                while let Some(line) = lines.next_line()? {
                    out.line(line)?;
                }
            }
            draft.add(out)?;
            if let Some(why) = partial {
                draft.partial(list.name(), why);
            }
        }
        (_, Some(Coverage::Missing { why })) => draft.missing(list.name(), why),
        _ => draft.missing(list.name(), NOT_ASKED),
    }
    Ok(())
}

/// The names that an org has.
#[derive(Default)]
struct Names {
    permissions: BTreeMap<String, String>,
    division_aware: u64,
    conditional: u64,
    scopes: BTreeSet<String>,
}

impl Names {
    fn take(&mut self, list: List, line: &str) {
        if list == List::OauthScopes {
            self.scopes.extend(record::id(list, line));
            return;
        }
        // A domain that is not of the vendor's shape has no names to compare; it stands in the snapshot all the same.
        let Ok(domain) = serde_json::from_str::<PermissionCollection>(line) else {
            return;
        };
        for permission in domain.permission_map.into_values().flatten() {
            let name = format!("{}:{}:{}", permission.domain, permission.entity_type, permission.action);
            self.division_aware += u64::from(permission.division_aware == Some(true));
            self.conditional += u64::from(permission.allows_conditions == Some(true));
            self.permissions.insert(name.to_ascii_lowercase(), name);
        }
    }

    fn compare(self, snapshot: Snapshot) -> Refreshed {
        let catalogue = Catalogue::embedded();
        let with = |statuses: &[PermissionStatus]| -> BTreeMap<String, String> {
            let all = catalogue.permissions().filter(|facts| statuses.contains(&facts.status));
            all.map(|facts| (facts.name.as_str().to_ascii_lowercase(), facts.name.to_string()))
                .collect()
        };
        // What public code alone names may well be missing in an org; what API documents name is worth a word.
        let documented = with(&[PermissionStatus::Api]);
        let known = with(&[PermissionStatus::Api, PermissionStatus::RepoOnly]);
        let known_scopes: BTreeSet<String> = catalogue.scopes().iter().map(|scope| scope.name.to_owned()).collect();
        let without = |own: &BTreeMap<String, String>, other: &BTreeMap<String, String>| {
            let own = own.iter().filter(|(folded, _)| !other.contains_key(*folded));
            own.map(|(_, name)| name.clone()).collect()
        };
        Refreshed {
            snapshot,
            permissions: self.permissions.len() as u64,
            division_aware: self.division_aware,
            conditional: self.conditional,
            new_permissions: without(&self.permissions, &known),
            absent_permissions: without(&documented, &self.permissions),
            scopes: self.scopes.len() as u64,
            new_scopes: self.scopes.difference(&known_scopes).cloned().collect(),
            absent_scopes: known_scopes.difference(&self.scopes).cloned().collect(),
        }
    }
}
