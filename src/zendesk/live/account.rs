//! A whole account into a snapshot: every list once, by whole sets, never one call a person.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::pages::{Pages, Reach};
use super::reads::{self, Exists, LARGEST, READS, Read};
use super::{Identity, LiveError, is_for_scope};
use crate::finding::Finding;
use crate::http::{Api, CallError, Target};
use crate::live::{ReadError, Reader, Watch};
use crate::model::Subdomain;
use crate::snapshot::{Draft, Journal, Of, Snapshot, Sorts};
use crate::zendesk::import::intake::Intake;
use crate::zendesk::import::record::key;
use crate::zendesk::import::{ImportError, Origin, SORT_BUDGET, finish};
use crate::zendesk::{List, MemberCounts};

/// What was read.
#[derive(Debug)]
pub struct Taken {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// How many people there are.
    pub members: MemberCounts,
    /// What was noticed, worst first.
    pub findings: Vec<Finding>,
    /// The lists that were asked for and could not be read, with the reason; without those that the account has not.
    pub lacking: BTreeMap<List, String>,
    /// How many calls the account takes, when all goes well: a page each, and one to see who reads.
    pub expected: u64,
    /// How many answers came from an earlier run that was cut off.
    pub resumed: usize,
}

/// Which account is read, by whom, and into where.
#[derive(Debug)]
pub struct Take<'a> {
    /// The account.
    pub subdomain: &'a Subdomain,
    /// What the credential is called: a client's id, an address.
    pub credential: &'a str,
    /// Whose it is.
    pub identity: &'a Identity,
    /// The folder that the snapshot's folder goes into.
    pub into: &'a Path,
    /// When the run begins.
    pub now: Timestamp,
    /// Whether what an earlier run left is passed over.
    pub afresh: bool,
}

impl Take<'_> {
    /// Reads the account into a snapshot.
    ///
    /// # Errors
    /// When the credential, the network or the disk gives out, or nothing at all may be read. The journal stays: another run
    /// goes on from there. A list that the vendor refuses or gives in part is no error: the snapshot says so.
    pub async fn run(&self, api: &Api, watch: &dyn Watch) -> Result<Taken, LiveError> {
        let of = Of::Zendesk {
            subdomain: self.subdomain.clone(),
        };
        let draft = Draft::begin(self.into, of.clone())?;
        let by = format!("{} {}", self.credential, self.identity.of_journal());
        let mut journal = Journal::open(self.into, &of, &by, self.now, self.afresh)?;
        let (began, resumed) = (journal.began(), journal.resumed());
        let stop = || api.transport().is_stopped();
        let reader = Reader::new(api, &mut journal, watch);
        let account = Account {
            pages: Pages::new(&reader),
            intake: RefCell::new(Intake::new(Sorts::new(draft.scratch(), SORT_BUDGET), false, &stop)),
            gaps: RefCell::default(),
            in_organizations: RefCell::default(),
            names_custom_role: Cell::new(false),
        };
        account.lists().await?;
        if let Identity::Member { role, .. } = self.identity
            && role != "admin"
        {
            account.shown_in_part();
        }
        let expected = account.pages.count.get() + 1;
        let (intake, lacking, gaps) = account.end();
        if intake.arrived.is_empty() {
            journal.remove()?;
            return Err(LiveError::Nothing {
                why: match self.identity {
                    Identity::Hidden { why } => why.clone(),
                    Identity::Member { .. } => gaps.get(&List::Users).cloned().unwrap_or_default(),
                },
            });
        }
        let origin = Origin::Account {
            gaps: &gaps,
            lacking: &lacking,
        };
        let finished = finish(intake, draft, self.subdomain, Some(began), origin, &stop)?;
        journal.remove()?;
        Ok(Taken {
            snapshot: finished.snapshot,
            members: finished.members,
            findings: finished.findings,
            lacking,
            expected,
            resumed,
        })
    }
}

/// Why a list is not there.
#[derive(Debug)]
pub(in crate::zendesk) enum Gap {
    /// It was refused, or did not come whole.
    Lacking(String),
    /// The account has none, by all that the vendor says.
    Absent(String),
}

/// An account being read.
struct Account<'a> {
    pages: Pages<'a>,
    intake: RefCell<Intake<'a>>,
    gaps: RefCell<BTreeMap<List, Gap>>,
    /// The team members who belong to an organization.
    in_organizations: RefCell<BTreeSet<u64>>,
    /// Whether a team member has a custom role.
    names_custom_role: Cell<bool>,
}

impl<'a> Account<'a> {
    /// Reads everything, side by side but for what needs to know the users.
    async fn lists(&self) -> Result<(), ReadError> {
        let others = READS
            .iter()
            .filter(|read| !matches!(read.list, List::Users | List::OrganizationMemberships))
            .map(|read| self.list(read));
        let people = async {
            self.users().await?;
            self.organization_memberships().await
        };
        let others = futures::future::try_join_all(others);
        futures::future::try_join(people, others).await.map(drop)
    }

    /// A list as it is.
    async fn list(&self, read: &Read) -> Result<(), ReadError> {
        let mut take = |record| self.push(read.list, record);
        let done = self.pages.read(read.list, &read.target(), None, &mut take).await;
        self.done(read, done.map(drop))
    }

    /// The team members; notes what later reads need of them.
    async fn users(&self) -> Result<(), ReadError> {
        let read = reads::of(List::Users);
        let mut take = |record: Map<String, Value>| {
            let has = |field: &str| record.get(field).is_some_and(|value| !value.is_null());
            if has("custom_role_id") {
                self.names_custom_role.set(true);
            }
            if has("organization_id")
                && let Ok(key) = key(List::Users, &record)
            {
                self.in_organizations.borrow_mut().insert(key.first);
            }
            self.push(List::Users, record)
        };
        let done = self.pages.read(List::Users, &read.target(), None, &mut take).await;
        self.done(read, done.map(drop))
    }

    /// Which team members belong to which organization.
    ///
    /// The list holds every customer's membership and can have millions; who belongs to an organization has a default one in
    /// their own record, so the list is read as long as that is cheaper than asking for each of these.
    async fn organization_memberships(&self) -> Result<(), ReadError> {
        let read = reads::of(List::OrganizationMemberships);
        if self.gaps.borrow().contains_key(&List::Users) {
            let why = "not checked: whose memberships are wanted is not known without `users`".to_owned();
            self.note(read, Gap::Lacking(why));
            return Ok(());
        }
        let members = std::mem::take(&mut *self.in_organizations.borrow_mut());
        let mut take = |record| self.push(read.list, record);
        let most = members.len().max(1);
        let done = match self.pages.read(read.list, &read.target(), Some(most), &mut take).await {
            Ok(Reach::Limit) => {
                self.forget(read.list)?;
                self.memberships_of(&members).await
            }
            done => done.map(drop),
        };
        self.done(read, done)
    }

    /// The organizations of each of these.
    async fn memberships_of(&self, members: &BTreeSet<u64>) -> Result<(), ReadError> {
        for id in members {
            let target =
                Target::of_template(reads::MEMBERSHIPS_OF_USER, &[&id.to_string()]).with("page[size]", LARGEST);
            let mut take = |record| self.push(List::OrganizationMemberships, record);
            match self
                .pages
                .read(List::OrganizationMemberships, &target, None, &mut take)
                .await
            {
                Ok(_) => {}
                // Somebody who was deleted meanwhile belongs to none.
                Err(ReadError::Call(error)) if error.status == Some(404) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Keeps a record.
    fn push(&self, list: List, record: Map<String, Value>) -> Result<(), ReadError> {
        let mut intake = self.intake.borrow_mut();
        intake.record(list, record).map_err(|why| match intake.stopped.take() {
            Some(ImportError::Snapshot(error)) => error.into(),
            Some(_) => stopped(list).into(),
            None => ReadError::Record {
                what: list.path().to_owned(),
                why,
            },
        })
    }

    /// Drops what arrived of a list.
    fn forget(&self, list: List) -> Result<(), ReadError> {
        self.intake.borrow_mut().forget(list).map_err(|error| match error {
            ImportError::Snapshot(error) => error.into(),
            _ => stopped(list).into(),
        })
    }

    /// Notes that a list is there, or why not; what ends the run is passed on.
    fn done(&self, read: &Read, done: Result<(), ReadError>) -> Result<(), ReadError> {
        match done {
            Ok(()) => {
                self.intake.borrow_mut().seen(read.list);
                Ok(())
            }
            Err(error) if error.is_final() => Err(error),
            Err(error) => {
                self.forget(read.list)?;
                // To learn that took a call at least.
                self.pages.count.set(self.pages.count.get() + 1);
                self.note(read, gap(read, &error));
                Ok(())
            }
        }
    }

    /// Says of lists that show an agent a part that they may not be whole.
    fn shown_in_part(&self) {
        let brands = reads::of(List::Brands);
        if !self.gaps.borrow().contains_key(&brands.list) {
            let why = format!("perhaps in part: {} shows agents their own brands", brands.path());
            self.note(brands, Gap::Lacking(why));
        }
    }

    fn note(&self, read: &Read, gap: Gap) {
        let (Gap::Lacking(why) | Gap::Absent(why)) = &gap;
        self.pages.reader.watch().note(&format!("{}: {why}", read.list.name()));
        self.gaps.borrow_mut().insert(read.list, gap);
    }

    /// What arrived, what is lacking of it, and why each list that is not there is not.
    fn end(self) -> (Intake<'a>, BTreeMap<List, String>, BTreeMap<List, String>) {
        let (mut lacking, mut missing) = (BTreeMap::new(), BTreeMap::new());
        for (list, gap) in self.gaps.into_inner() {
            // Roles that people have are needed, whatever the account is said to lack.
            let is_needed = list == List::CustomRoles && self.names_custom_role.get();
            let (why, lacks) = match gap {
                Gap::Lacking(why) => (why, true),
                Gap::Absent(why) => (why, is_needed),
            };
            if lacks {
                lacking.insert(list, why.clone());
            }
            missing.insert(list, why);
        }
        (self.intake.into_inner(), lacking, missing)
    }
}

/// What a refusal says of a list: that it may not be read, or that there is none.
pub(in crate::zendesk) fn gap(read: &Read, error: &ReadError) -> Gap {
    let ReadError::Call(call) = error else {
        return Gap::Lacking(format!("not whole: {error}"));
    };
    let refused = format!("{} was refused with {}", call.path, call.answered());
    match (read.exists, call.status) {
        (Exists::OnPlan(plan), Some(404)) => Gap::Absent(format!(
            "not on this account or plan: {refused}; it takes the plan {plan}"
        )),
        (Exists::OnPlan(plan), Some(403)) if !is_for_scope(call) => Gap::Absent(format!(
            "not on this plan, or not for this user: {refused}; Zendesk says the same to who lacks the right ({}) and \
             on plans below {plan}",
            read.reader
        )),
        (Exists::WithFeature(feature), Some(404)) => Gap::Absent(format!(
            "not on this account or plan: {refused}; it comes with {feature}"
        )),
        (_, Some(400)) => Gap::Lacking(format!("not whole: {refused}")),
        (_, Some(403)) if is_for_scope(call) => Gap::Lacking(format!("not checked: {refused}")),
        (_, Some(403)) => Gap::Lacking(format!("not checked: {refused}; it takes {}", read.reader)),
        _ => Gap::Lacking(format!("not checked: {refused}")),
    }
}

fn stopped(list: List) -> CallError {
    CallError::new(
        "GET",
        list.path().to_owned(),
        list.path(),
        crate::http::Problem::Stopped,
    )
}
