//! Closing: the sorted lists become the files of the snapshot.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::intake::{ADDRESSES, CSV_ADDRESSES, CSV_IDS, CSV_PEOPLE, Intake};
use super::people::{Names, into_users, only_in_csv};
use super::{ImportError, Origin, Stop};
use crate::finding::{Evidence, Finding, Findings, Tally};
use crate::model::{Subdomain, fold_name};
use crate::snapshot::files::FileError;
use crate::snapshot::{Draft, Merged};
use crate::zendesk::lists::List;
use crate::zendesk::model::{Brand, CustomRole, Group};
use crate::zendesk::rules::{DUPLICATE_RECORD, END_USERS, INACTIVE_MEMBER, RECORD_NOT_RECOGNISED, SUSPENDED_MEMBER};
use crate::zendesk::survey::{counted, listed};

/// What was counted and found on the way.
pub(super) struct Closed {
    pub(super) counts: BTreeMap<String, u64>,
    pub(super) findings: Findings,
}

/// Writes all lists.
pub(super) fn close(
    mut intake: Intake<'_>,
    draft: &mut Draft,
    named: &Subdomain,
    origin: Origin<'_>,
    stop: Stop<'_>,
) -> Result<Closed, ImportError> {
    let mut findings = intake.pages.findings();
    let mut closing = Closing {
        draft,
        origin,
        stop,
        repeated: Tally::default(),
    };
    let mut roles = Names::new();
    let mut groups = Names::new();
    let mut brands: Vec<Brand> = Vec::new();
    let from_csv = intake.sorts.is_empty(List::Users.name()) && !intake.sorts.is_empty(CSV_PEOPLE);
    for list in List::all().filter(|list| !is_after_users(*list)) {
        match list {
            List::Brands => closing.list(&mut intake, list, |line| brands.extend(read(line)))?,
            List::CustomRoles if from_csv => closing.list(&mut intake, list, |line| {
                name(
                    &mut roles,
                    read(line).map(|role: CustomRole| (role.name, role.id.value)),
                );
            })?,
            List::Groups if from_csv => closing.list(&mut intake, list, |line| {
                name(&mut groups, read(line).map(|group: Group| (group.name, group.id.value)));
            })?,
            _ => closing.list(&mut intake, list, |_| {})?,
        }
    }
    let brands_file = intake.first_file.get(&List::Brands).cloned().unwrap_or_default();
    match (intake.hosts.judge(named, &brands, &brands_file), origin) {
        (Ok(finding), _) => findings.extend(finding),
        (Err(error), Origin::Files) => return Err(error),
        // Whoever was asked is one account, whatever hosts its records name.
        (Err(_), Origin::Account { .. }) => {}
    }
    if from_csv {
        let roles = intake.arrived.contains_key(&List::CustomRoles).then_some(&roles);
        let groups = intake.arrived.contains_key(&List::Groups).then_some(&groups);
        // Memberships that came as JSON are better than those of a CSV file.
        let groups = groups.filter(|_| intake.sorts.is_empty(List::GroupMemberships.name()));
        findings.extend(into_users(&mut intake, roles, groups)?);
    }
    let people = closing.users(&mut intake)?;
    findings.extend(people.findings);
    if !from_csv && intake.sorts.len(CSV_IDS) + intake.sorts.len(CSV_ADDRESSES) > 0 {
        findings.extend(only_in_csv(&mut intake, &mut Ids::open(&people.all)?)?);
    }
    for leftover in [CSV_PEOPLE, CSV_IDS, CSV_ADDRESSES, ADDRESSES] {
        intake.sorts.take(leftover)?;
    }
    let mut counts = people.counts;
    for list in List::all().filter(|list| is_after_users(*list) && *list != List::Users) {
        if list == List::OrganizationMemberships && people.known {
            let left_out = closing.members_only(&mut intake, list, &people.members)?;
            counts.insert("organization_memberships_of_end_users".to_owned(), left_out);
        } else {
            closing.list(&mut intake, list, |_| {})?;
        }
    }
    findings.extend(closing.repeated());
    if intake.unknown > 0 {
        findings.add(
            Finding::new(
                &RECORD_NOT_RECOGNISED,
                named.as_str(),
                "records",
                format!(
                    "{} records beside known ones are of no list and were passed over.",
                    intake.unknown
                ),
            )
            .count(intake.unknown),
        );
    }
    counts.retain(|_, count| *count > 0);
    Ok(Closed { counts, findings })
}

/// Lists that need to know who is a team member, and the list of those.
fn is_after_users(list: List) -> bool {
    matches!(
        list,
        List::Users | List::GroupMemberships | List::BrandAgents | List::OrganizationMemberships
    )
}

/// Reads a record that was checked when it arrived.
fn read<T: DeserializeOwned>(line: &str) -> Option<T> {
    serde_json::from_str(line).ok()
}

/// Notes a name; one that two have resolves to neither.
fn name(names: &mut Names, named: Option<(String, u64)>) {
    if let Some((name, id)) = named {
        names
            .entry(fold_name(&name))
            .and_modify(|known| *known = None)
            .or_insert(Some(id));
    }
}

/// What closing the users told.
struct Users {
    known: bool,
    counts: BTreeMap<String, u64>,
    findings: Findings,
    members: PathBuf,
    all: PathBuf,
}

/// The work of closing.
struct Closing<'a> {
    draft: &'a mut Draft,
    origin: Origin<'a>,
    stop: Stop<'a>,
    repeated: Tally<List>,
}

impl Closing<'_> {
    /// Takes a list's sorted records, or says that it is missing.
    fn take(&mut self, intake: &mut Intake<'_>, list: List) -> Result<Option<Merged>, ImportError> {
        if intake.arrived.contains_key(&list) {
            Ok(Some(intake.sorts.take(list.name())?))
        } else {
            self.draft.missing(list.name(), self.origin.why_missing(list));
            Ok(None)
        }
    }

    /// Writes a list as it is.
    fn list(&mut self, intake: &mut Intake<'_>, list: List, mut each: impl FnMut(&str)) -> Result<(), ImportError> {
        let Some(mut records) = self.take(intake, list)? else {
            return Ok(());
        };
        let mut out = self.draft.list(list.name())?;
        while let Some((record, others)) = records.next_newest()? {
            go_on(self.stop, out.count())?;
            out.line(&record.line)?;
            each(&record.line);
            let id = record.key.first;
            self.note(list, others, id);
        }
        self.draft.add(out)?;
        if let Some(why) = self.origin.why_partial(list) {
            self.draft.partial(list.name(), why);
        }
        Ok(())
    }

    /// Writes the team members and counts the customers.
    fn users(&mut self, intake: &mut Intake<'_>) -> Result<Users, ImportError> {
        #[derive(Deserialize)]
        struct State<'a> {
            #[serde(default)]
            role: Option<&'a str>,
            #[serde(default)]
            active: Option<bool>,
            #[serde(default)]
            suspended: Option<bool>,
        }
        let scratch = self.draft.scratch();
        let (members_path, all_path) = (scratch.join("member-ids"), scratch.join("all-ids"));
        let mut users = Users {
            known: false,
            counts: BTreeMap::new(),
            findings: Findings::default(),
            members: members_path,
            all: all_path,
        };
        let Some(mut records) = self.take(intake, List::Users)? else {
            return Ok(users);
        };
        users.known = true;
        let mut members = IdWriter::create(&users.members)?;
        let mut all = IdWriter::create(&users.all)?;
        let mut inactive = Tally::<()>::default();
        let mut suspended = Tally::<()>::default();
        let mut end_users = 0_u64;
        let mut out = self.draft.list(List::Users.name())?;
        while let Some((record, others)) = records.next_newest()? {
            go_on(self.stop, out.count() + end_users)?;
            let id = record.key.first;
            let state: State<'_> = serde_json::from_str(&record.line).unwrap_or(State {
                role: None,
                active: None,
                suspended: None,
            });
            all.write(id)?;
            if state.role == Some("end-user") {
                end_users += 1;
                if state.active == Some(false) {
                    inactive.add((), || Evidence::get(format!("/api/v2/deleted_users/{id}"), None));
                }
                if state.suspended == Some(true) {
                    suspended.add((), || Evidence::get(format!("/api/v2/users/{id}"), None));
                }
            } else {
                members.write(id)?;
                out.line(&record.line)?;
            }
            self.note(List::Users, others, id);
        }
        self.draft.add(out)?;
        members.finish()?;
        all.finish()?;
        users.counts.insert("end_users".to_owned(), end_users);
        for (rule, tally, key, what) in [
            (
                &INACTIVE_MEMBER,
                inactive,
                "inactive_end_users",
                "deleted and now an end user, as a deleted team member is",
            ),
            (
                &SUSPENDED_MEMBER,
                suspended,
                "suspended_end_users",
                "a suspended end user",
            ),
        ] {
            for ((), count, evidence) in tally.into_causes() {
                users.counts.insert(key.to_owned(), count);
                let message = format!(
                    "{} {what}; nothing is granted: {}",
                    counted(count, "user is", "users are each"),
                    listed(&evidence, count)
                );
                let mut finding = Finding::new(rule, List::Users.name(), END_USERS, message).count(count);
                finding.evidence = evidence;
                users.findings.add(finding);
            }
        }
        Ok(users)
    }

    /// Writes the memberships of team members, and says how many of others there were.
    fn members_only(&mut self, intake: &mut Intake<'_>, list: List, members: &Path) -> Result<u64, ImportError> {
        let Some(mut records) = self.take(intake, list)? else {
            return Ok(0);
        };
        let mut members = Ids::open(members)?;
        let mut out = self.draft.list(list.name())?;
        let mut left_out = 0;
        while let Some((record, others)) = records.next_newest()? {
            go_on(self.stop, out.count() + left_out)?;
            if members.has(record.key.first)? {
                out.line(&record.line)?;
                let id = record.key.first;
                self.note(list, others, id);
            } else {
                left_out += 1;
            }
        }
        self.draft.add(out)?;
        Ok(left_out)
    }

    fn note(&mut self, list: List, others: u64, id: u64) {
        if others == 0 {
            return;
        }
        self.repeated.add(list, || {
            let by_user = list.sorted_by().first() == Some(&"user_id");
            let path = match list {
                List::AccountSettings => list.path().to_owned(),
                _ if by_user => format!("/api/v2/users/{id}/{}", list.name()),
                _ => format!("{}/{id}", list.path()),
            };
            Evidence::get(path, None)
        });
    }

    fn repeated(self) -> Findings {
        self.repeated
            .into_causes()
            .map(|(list, count, evidence)| {
                let mut finding = Finding::new(
                    &DUPLICATE_RECORD,
                    list.name(),
                    "versions",
                    format!(
                        "{} of `{}` came in several versions, of which the newest is kept: {}",
                        counted(count, "record", "records"),
                        list.name(),
                        listed(&evidence, count)
                    ),
                )
                .count(count);
                finding.evidence = evidence;
                finding
            })
            .collect()
    }
}

/// Stops when the user wants to; asked now and then only.
fn go_on(stop: Stop<'_>, at: u64) -> Result<(), ImportError> {
    if at.is_multiple_of(1 << 10) && stop() {
        return Err(ImportError::Interrupted);
    }
    Ok(())
}

/// Writes ids, sorted.
struct IdWriter {
    path: PathBuf,
    file: BufWriter<File>,
}

impl IdWriter {
    fn create(path: &Path) -> Result<Self, FileError> {
        let file = File::create(path).map_err(FileError::new("write", path))?;
        Ok(Self {
            path: path.to_owned(),
            file: BufWriter::new(file),
        })
    }

    fn write(&mut self, id: u64) -> Result<(), FileError> {
        self.file
            .write_all(&id.to_le_bytes())
            .map_err(FileError::new("write", &self.path))
    }

    fn finish(mut self) -> Result<(), FileError> {
        self.file.flush().map_err(FileError::new("write", &self.path))
    }
}

/// Sorted ids, asked for in order.
pub(super) struct Ids {
    path: PathBuf,
    file: BufReader<File>,
    ahead: Option<u64>,
}

impl Ids {
    /// Opens a file of ids.
    pub(super) fn open(path: &Path) -> Result<Self, FileError> {
        let file = File::open(path).map_err(FileError::new("read", path))?;
        let mut ids = Self {
            path: path.to_owned(),
            file: BufReader::new(file),
            ahead: None,
        };
        ids.read()?;
        Ok(ids)
    }

    fn read(&mut self) -> Result<(), FileError> {
        let mut bytes = [0; 8];
        self.ahead = match self.file.read_exact(&mut bytes) {
            Ok(()) => Some(u64::from_le_bytes(bytes)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => None,
            Err(error) => return Err(FileError::new("read", &self.path)(error)),
        };
        Ok(())
    }

    /// Whether an id is among them; each call must ask for the same or a greater one than the last.
    pub(super) fn has(&mut self, id: u64) -> Result<bool, FileError> {
        while self.ahead.is_some_and(|ahead| ahead < id) {
            self.read()?;
        }
        Ok(self.ahead == Some(id))
    }
}
