//! A whole org into a snapshot: every list once, by whole sets, never one call a person.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::pages::Pages;
use super::reads::{self, Paging, Read};
use super::record;
use super::{IDENTITY_CALLS, Identity, why};
use crate::finding::{Finding, Findings, FindingsFile};
use crate::genesys::List;
use crate::http::Api;
use crate::live::{ReadError, Reader, Watch};
use crate::snapshot::{Draft, Journal, Of, Snapshot, Sorts, list_not_read};

/// Bytes of records that are sorted in memory; what goes beyond goes to disk.
const SORT_BUDGET: usize = 40 << 20;

/// What was read.
#[derive(Debug)]
pub struct Taken {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// What is not in it, or in part only, and why.
    pub findings: Vec<Finding>,
    /// How many calls the org takes, when all goes well: a page each, and those that see who reads.
    pub expected: u64,
    /// How many answers came from an earlier run that was cut off.
    pub resumed: usize,
}

/// Reads an org into a snapshot below `into`; `afresh` passes over what an earlier run left.
///
/// # Errors
/// When the credential, the network or the disk gives out. The journal stays: another run goes on from there. A list that the
/// vendor refuses or gives in part is no error: the snapshot says so.
pub async fn take(
    api: &Api,
    identity: &Identity,
    into: &Path,
    now: Timestamp,
    afresh: bool,
    watch: &dyn Watch,
) -> Result<Taken, ReadError> {
    let of = Of::Genesys {
        org_id: identity.org_id.clone(),
        org_name: identity.org_name.clone(),
        region: identity.region.clone(),
    };
    let mut draft = Draft::begin(into, of.clone())?;
    let mut journal = Journal::open(into, &of, &identity.client_id, now, afresh)?;
    let (began, resumed) = (journal.began(), journal.resumed());
    let reader = Reader::new(api, &mut journal, watch);
    let org = Org {
        pages: Pages::new(&reader),
        sorts: RefCell::new(Sorts::new(draft.scratch(), SORT_BUDGET)),
        gaps: RefCell::default(),
    };
    let known = org.first(&mut draft).await?;
    org.grants(&known).await?;
    org.members().await?;
    org.trustees(&known).await?;
    let Org { sorts, gaps, pages } = org;
    let expected = pages.count.get() + IDENTITY_CALLS;
    let (mut sorts, gaps) = (sorts.into_inner(), gaps.into_inner());
    draft.fact("token", identity.token.clone());
    match &identity.organization {
        Ok(organization) => draft.fact("organization", organization.clone()),
        Err(why) => draft.fact("organization", serde_json::json!({ "missing": why })),
    }
    for list in List::all() {
        write(&mut draft, &mut sorts, list, &gaps)?;
    }
    let mut findings: Findings = gaps.iter().map(|(gives, gap)| not_read(gives, &gap.why())).collect();
    if let Err(why) = &identity.organization {
        findings.add(not_read("organization", why));
    }
    let findings = findings.into_sorted();
    let closed = draft.close(&began.to_string(), BTreeMap::new())?;
    let file = FindingsFile::new(closed.of().folder(), closed.coverage_told(), findings.clone());
    draft.file("findings.json", |out| {
        serde_json::to_writer_pretty(&mut *out, &file)?;
        out.write_all(b"\n")
    })?;
    let snapshot = draft.publish()?;
    journal.remove()?;
    Ok(Taken {
        snapshot,
        findings,
        expected,
        resumed,
    })
}

/// A list or fact that could not be read.
fn not_read(gives: &str, why: &str) -> Finding {
    let path = reads::reads().find(|read| read.gives == gives).map(|read| read.path);
    list_not_read(gives, why, path)
}

/// What is lacking of a list.
#[derive(Default)]
struct Gap {
    whys: BTreeSet<String>,
    /// Whether nothing of the list counts, as opposed to a part that is true and not all.
    whole: bool,
}

impl Gap {
    /// How many reasons are told; one list of many roles or groups may have as many.
    const TOLD: usize = 5;

    fn why(&self) -> String {
        let told: Vec<&str> = self.whys.iter().take(Self::TOLD).map(String::as_str).collect();
        let more = self.whys.len().saturating_sub(Self::TOLD);
        let more = if more > 0 {
            format!("; and {more} more")
        } else {
            String::new()
        };
        format!("{}{more}", told.join("; "))
    }
}

/// What later reads need of the first ones.
#[derive(Default)]
struct Known {
    roles: BTreeSet<String>,
    trustees: BTreeMap<String, String>,
}

/// An org being read.
struct Org<'a> {
    pages: Pages<'a>,
    sorts: RefCell<Sorts>,
    gaps: RefCell<BTreeMap<&'static str, Gap>>,
}

impl Org<'_> {
    /// Keeps a record.
    fn push(&self, list: List, owner: &str, id: &str, line: &str) -> Result<(), ReadError> {
        let key = record::key(owner, id);
        Ok(self.sorts.borrow_mut().push(list.name(), &key, 0, line)?)
    }

    /// Notes that something can't be had; what ends the run is passed on. What arrived of a list before it failed is true:
    /// it is kept as a part, unless the list as such is refused.
    fn gap(&self, gives: &'static str, error: ReadError) -> Result<(), ReadError> {
        if error.is_final() {
            return Err(error);
        }
        let refused = matches!(&error, ReadError::Call(call) if call.status != Some(400));
        self.note(gives, why(&error), refused);
        Ok(())
    }

    fn note(&self, gives: &'static str, why: String, whole: bool) {
        self.pages.reader.watch().note(&format!("{gives}: {why}"));
        let mut gaps = self.gaps.borrow_mut();
        let gap = gaps.entry(gives).or_default();
        gap.whys.insert(why);
        gap.whole |= whole;
    }

    fn lacks(&self, list: List) -> bool {
        self.gaps.borrow().get(list.name()).is_some_and(|gap| gap.whole)
    }

    /// The reads that need nothing but the token.
    async fn first(&self, draft: &mut Draft) -> Result<Known, ReadError> {
        let known = RefCell::new(Known::default());
        let facts = RefCell::new(BTreeMap::new());
        let one = async |read: &Read| -> Result<(), ReadError> {
            if read.paging == Paging::Single {
                match self.pages.single(read).await {
                    Ok(fact) => {
                        facts.borrow_mut().insert(read.gives, kept(read, fact));
                    }
                    Err(error) => self.gap(read.gives, error)?,
                }
                return Ok(());
            }
            let Some(list) = read.list() else {
                return Ok(());
            };
            let mut take = |id: String, line: &str| match list {
                List::Trustees => {
                    known.borrow_mut().trustees.insert(id, line.to_owned());
                    Ok(())
                }
                List::Roles => {
                    self.push(list, "", &id, line)?;
                    known.borrow_mut().roles.insert(id);
                    Ok(())
                }
                _ => self.push(list, "", &id, line),
            };
            match self.pages.read(read, &[], &mut take).await {
                Ok(()) => Ok(()),
                Err(error) => self.gap(read.gives, error),
            }
        };
        let all = reads::FIRST.iter().map(one);
        futures::future::try_join_all(all).await?;
        for (name, fact) in facts.into_inner() {
            draft.fact(name, fact);
        }
        for (name, gap) in self.gaps.borrow().iter() {
            if reads::FIRST
                .iter()
                .any(|read| read.gives == *name && read.list().is_none())
            {
                draft.fact(name, serde_json::json!({ "missing": gap.why() }));
            }
        }
        Ok(known.into_inner())
    }

    /// Who holds each role.
    async fn grants(&self, known: &Known) -> Result<(), ReadError> {
        if self.lacks(List::Roles) {
            self.note(
                List::SubjectGrants.name(),
                "not checked: who holds a role is asked role by role, and the roles could not be read".to_owned(),
                true,
            );
            return Ok(());
        }
        let one = async |role: &String| -> Result<(), ReadError> {
            let mut take = |id: String, line: &str| {
                let line = record::under("roleId", role, line);
                self.push(List::SubjectGrants, role, &id, &line)
            };
            match self.pages.read(&reads::SUBJECT_GRANTS, &[role], &mut take).await {
                Ok(()) => Ok(()),
                // A role that is gone by now is held by nobody.
                Err(ReadError::Call(error)) if error.status == Some(404) => Ok(()),
                Err(error) => self.gap(List::SubjectGrants.name(), error),
            }
        };
        let mut roles = known.roles.iter();
        // The first alone: it tells how large the pages may be.
        if let Some(role) = roles.next() {
            one(role).await?;
        }
        // A list that is refused for one role is refused for all.
        if self.lacks(List::SubjectGrants) {
            return Ok(());
        }
        self.each(roles, one).await
    }

    /// So many at once as there are places.
    async fn each<T>(
        &self,
        items: impl Iterator<Item = T>,
        one: impl AsyncFn(T) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let places = self.pages.reader.api().transport().options().concurrency;
        stream::iter(items)
            .map(|item| one(item))
            .buffer_unordered(places)
            .try_collect::<()>()
            .await
    }

    /// Who is in the groups that hold grants.
    async fn members(&self) -> Result<(), ReadError> {
        if self.lacks(List::SubjectGrants) {
            self.note(
                List::GroupMembers.name(),
                "not checked: which groups hold grants is not known".to_owned(),
                true,
            );
            return Ok(());
        }
        let groups = self.groups_with_grants()?;
        self.each(groups.iter(), async |group: &String| {
            let mut take = |id: String, line: &str| {
                let line = record::under("groupId", group, line);
                self.push(List::GroupMembers, group, &id, &line)
            };
            match self.pages.read(&reads::GROUP_MEMBERS, &[group], &mut take).await {
                Ok(()) => Ok(()),
                // A group that is gone has no members; its grants stand in the other list all the same.
                Err(ReadError::Call(error)) if error.status == Some(404) => Ok(()),
                Err(error) => self.gap(List::GroupMembers.name(), error),
            }
        })
        .await
    }

    /// The groups among the subjects of grants.
    fn groups_with_grants(&self) -> Result<BTreeSet<String>, ReadError> {
        #[derive(Deserialize)]
        struct Subject {
            id: String,
            #[serde(default, rename = "type")]
            kind: String,
        }
        let mut groups = BTreeSet::new();
        let mut sorts = self.sorts.borrow_mut();
        let mut grants = sorts.take(List::SubjectGrants.name())?;
        while let Some(record) = grants.next()? {
            if let Ok(subject) = serde_json::from_str::<Subject>(&record.line)
                && subject.kind == "PC_GROUP"
            {
                groups.insert(subject.id);
            }
            sorts.push(List::SubjectGrants.name(), &record.key, record.version, &record.line)?;
        }
        Ok(groups)
    }

    /// The orgs that may enter, with the people and groups of each.
    async fn trustees(&self, known: &Known) -> Result<(), ReadError> {
        self.each(known.trustees.iter(), async |(id, line): (&String, &String)| {
            let mut trustee: Value = serde_json::from_str(line).map_err(|error| ReadError::Record {
                what: "/api/v2/orgauthorization/trustees".to_owned(),
                why: error.to_string(),
            })?;
            for (field, read) in [("users", &reads::TRUSTEE_USERS), ("groups", &reads::TRUSTEE_GROUPS)] {
                let mut held = BTreeMap::new();
                let mut take = |id: String, line: &str| {
                    held.insert(id, serde_json::from_str::<Value>(line).unwrap_or_default());
                    Ok(())
                };
                match self.pages.read(read, &[id], &mut take).await {
                    Ok(()) => trustee[field] = held.into_values().collect(),
                    Err(error) if error.is_final() => return Err(error),
                    // The orgs themselves are known.
                    Err(error) => self.note(List::Trustees.name(), why(&error), false),
                }
            }
            self.push(List::Trustees, "", id, &trustee.to_string())
        })
        .await
    }
}

/// What is kept of a fact: of the one who reads, which role where, and not what each role allows.
fn kept(read: &Read, fact: Value) -> Value {
    if read.gives != "subject" {
        return fact;
    }
    let grants: Vec<Value> = fact["grants"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|grant| {
            let named = |value: &Value| serde_json::json!({"id": value["id"], "name": value["name"]});
            serde_json::json!({
                "subjectId": grant["subjectId"],
                "role": named(&grant["role"]),
                "division": named(&grant["division"]),
            })
        })
        .collect();
    serde_json::json!({"id": fact["id"], "name": fact["name"], "grants": grants})
}

fn write(
    draft: &mut Draft,
    sorts: &mut Sorts,
    list: List,
    gaps: &BTreeMap<&'static str, Gap>,
) -> Result<(), ReadError> {
    let mut records = sorts.take(list.name())?;
    let gap = gaps.get(list.name());
    if let Some(gap) = gap.filter(|gap| gap.whole) {
        draft.missing(list.name(), &gap.why());
        return Ok(());
    }
    let mut out = draft.list(list.name())?;
    while let Some((record, _)) = records.next_newest()? {
        out.line(&record.line)?;
    }
    draft.add(out)?;
    if let Some(gap) = gap {
        draft.partial(list.name(), &gap.why());
    }
    Ok(())
}
