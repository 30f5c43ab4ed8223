//! The end of every snapshot of an account, wherever its records came from: lists, survey, findings, and into its place.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::close::close;
use super::intake::Intake;
use super::{ImportError, Stop};
use crate::finding::{Finding, Findings, FindingsFile};
use crate::model::Subdomain;
use crate::snapshot::files::FileError;
use crate::snapshot::{Draft, Snapshot, SnapshotError, list_not_read};
use crate::zendesk::lists::List;
use crate::zendesk::rules::{END_USERS, IMPORT_RULES, TAKEN_AT_UNKNOWN};
use crate::zendesk::{Account, MemberCounts, People, ReadError, Survey};

/// What a snapshot says of its time when nothing tells.
const UNKNOWN_DATE: &str = "unknown";

/// The name of the file of findings in a snapshot's folder.
const FINDINGS: &str = "findings.json";

/// Where records came from.
#[derive(Debug, Clone, Copy)]
pub(in crate::zendesk) enum Origin<'a> {
    /// From files.
    Files,
    /// From the account itself.
    Account {
        /// Why each list that is not there, or in part only, is not.
        gaps: &'a BTreeMap<List, String>,
        /// Those among them that the account has, or has to have.
        lacking: &'a BTreeMap<List, String>,
    },
}

impl Origin<'_> {
    /// Why a list of which nothing arrived is missing.
    pub(super) fn why_missing(&self, list: List) -> &str {
        match self {
            Self::Files => "no file in the import holds it",
            Self::Account { gaps, .. } => gaps.get(&list).map_or("not asked for", String::as_str),
        }
    }

    /// Why a list of which something arrived may not be whole.
    pub(super) fn why_partial(&self, list: List) -> Option<&str> {
        match self {
            Self::Files => None,
            Self::Account { gaps, .. } => gaps.get(&list).map(String::as_str),
        }
    }
}

/// A snapshot in its place.
#[derive(Debug)]
pub(in crate::zendesk) struct Finished {
    /// The snapshot.
    pub(in crate::zendesk) snapshot: Snapshot,
    /// How many people there are.
    pub(in crate::zendesk) members: MemberCounts,
    /// What was noticed, worst first.
    pub(in crate::zendesk) findings: Vec<Finding>,
}

/// Makes the snapshot of what arrived.
pub(in crate::zendesk) fn finish(
    intake: Intake<'_>,
    mut draft: Draft,
    named: &Subdomain,
    taken_at: Option<Timestamp>,
    origin: Origin<'_>,
    stop: Stop<'_>,
) -> Result<Finished, ImportError> {
    let closed = close(intake, &mut draft, named, origin, stop)?;
    let known = taken_at.map_or_else(|| UNKNOWN_DATE.to_owned(), |at| at.to_string());
    let snapshot = draft.close(&known, closed.counts)?;
    let (members, surveyed) = survey(&snapshot, stop)?;
    let mut findings = closed.findings;
    findings.extend(surveyed);
    if taken_at.is_none() {
        findings.add(Finding::new(
            &TAKEN_AT_UNKNOWN,
            named.as_str(),
            "taken_at",
            "nothing in the import says as of when it is true",
        ));
    }
    if let Origin::Account { lacking, .. } = origin {
        let lists = lacking.iter();
        findings.extend(lists.map(|(list, why)| list_not_read(list.name(), why, Some(list.path()))));
    }
    let findings = findings.into_sorted();
    write_findings(&draft, &snapshot, &findings)?;
    let snapshot = draft.publish()?;
    Ok(Finished {
        snapshot,
        members,
        findings,
    })
}

fn survey(snapshot: &Snapshot, stop: Stop<'_>) -> Result<(MemberCounts, Findings), ImportError> {
    let mut survey = Survey::new(&Account::read(snapshot)?);
    let mut people = People::open(snapshot)?;
    let mut seen = 0_u64;
    while let Some(row) = people.next()? {
        survey.person(&row);
        seen += 1;
        if seen.is_multiple_of(1 << 12) && stop() {
            return Err(ImportError::Interrupted);
        }
    }
    Ok(survey.finish())
}

fn write_findings(draft: &Draft, snapshot: &Snapshot, findings: &[Finding]) -> Result<(), ImportError> {
    let file = FindingsFile::new(snapshot.of().folder(), snapshot.coverage_told(), findings.to_vec());
    Ok(draft.file(FINDINGS, |out| {
        serde_json::to_writer_pretty(&mut *out, &file)?;
        out.write_all(b"\n")
    })?)
}

/// What only the making of a snapshot could notice, from its `findings.json`: later stages carry it on.
///
/// A snapshot without that file, as other programs may write it, has none.
///
/// # Errors
/// When the file is there and can't be read.
pub fn import_findings(snapshot: &Snapshot) -> Result<Findings, ReadError> {
    let path = snapshot.folder().join(FINDINGS);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Findings::default()),
        Err(error) => return Err(SnapshotError::from(FileError::new("read", &path)(error)).into()),
    };
    let file: FindingsFile = serde_json::from_slice(&bytes).map_err(|error| SnapshotError::Damaged {
        path,
        what: error.to_string(),
    })?;
    let of_end_users = |finding: &Finding| finding.object == END_USERS;
    Ok(file
        .findings
        .into_iter()
        .filter(|finding| of_end_users(finding) || IMPORT_RULES.iter().any(|rule| rule.name == finding.rule))
        .collect())
}
