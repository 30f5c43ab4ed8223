//! People, one by one: each in every tenant in which they have a brand, written as soon as they are placed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::body::{Body, Cause, pieces, tail};
use super::counts::{Combination, Counts};
use super::memo::{Known, Memo};
use super::model::{AlsoIn, PeopleCoverage};
use super::places::Placed;
use super::spool::SpoolWriter;
use super::tenant::TenantDraft;
use super::{PlanError, Request};
use crate::finding::Evidence;
use crate::mapping::tables::{GrantTo, PersonMatch};
use crate::model::{Fidelity, fold_address};
use crate::zendesk::PersonRow;

/// How many bytes are kept at hand of what was worked out, roughly; where people wait, reading keeps as many again.
const KEPT: usize = 12 << 20;

/// A person who is in several accounts of a tenant, as seen in one of them.
struct Elsewhere {
    zendesk_id: Option<u64>,
    body: Body,
    combination: Combination,
}

/// Rows of the wave and of people.yaml, ready to be asked.
pub(super) struct Exceptions<'a> {
    request: &'a Request<'a>,
    addresses: BTreeMap<&'a str, usize>,
    domains: BTreeMap<&'a str, usize>,
}

impl<'a> Exceptions<'a> {
    /// Prepares the rows.
    pub(super) fn new(request: &'a Request<'a>) -> Self {
        let mut addresses = BTreeMap::new();
        let mut domains = BTreeMap::new();
        for (at, row) in request.tables.people.iter().enumerate() {
            match &row.who {
                PersonMatch::Address(address) => addresses.insert(address.as_str(), at),
                PersonMatch::Domain(domain) => domains.insert(domain.as_str(), at),
            };
        }
        Self {
            request,
            addresses,
            domains,
        }
    }

    /// The row that counts for an address: its own before its domain's.
    fn row(&self, address: &str) -> Option<usize> {
        if let Some(at) = self.addresses.get(address) {
            return Some(*at);
        }
        let (_, domain) = address.rsplit_once('@')?;
        self.domains.get(domain).copied()
    }

    /// Whether two addresses could become one.
    fn can_join(&self) -> bool {
        self.request.tables.people.iter().any(|row| row.to.is_some())
    }
}

/// Writes the rows of one tenant.
pub(super) struct Walk<'a, 'w, 's> {
    /// The request.
    pub request: &'a Request<'a>,
    /// Exceptions.
    pub exceptions: &'a Exceptions<'a>,
    /// The tenant.
    pub draft: &'a TenantDraft<'a>,
    /// The tenant's index among the drafts.
    pub tenant: usize,
    /// Where rows go.
    pub out: &'w mut SpoolWriter<'s>,
    /// What is counted.
    pub counts: &'w mut Counts,
    /// The accounts whose people were counted before, in another tenant.
    pub counted: &'w mut BTreeSet<usize>,
    /// What a right reader notices, by account.
    pub surveys: &'w mut BTreeMap<usize, crate::zendesk::Survey>,
    /// What was worked out for people of this tenant.
    pub memo: Memo,
    /// The numbers that decide a person's row, kept for its memory.
    pub key: Vec<u64>,
}

/// A person who is granted something.
struct Met<'p> {
    address: Cow<'p, str>,
    account: usize,
    source: usize,
    /// The row of people.yaml for them.
    row: Option<usize>,
    name: &'p str,
    zendesk_id: Option<u64>,
    changed: Option<&'p str>,
}

impl Walk<'_, '_, '_> {
    /// Goes through the people of all accounts of the tenant.
    ///
    /// # Errors
    /// When a snapshot can't be read or a row can't be written.
    pub(super) fn run(&mut self) -> Result<(), PlanError> {
        let elsewhere = self.elsewhere()?;
        let mut done: BTreeSet<String> = BTreeSet::new();
        let begin = format!(
            "{{\"tenant\":{},\"email\":",
            serde_json::to_string(&self.draft.tenant.name)?
        );
        let mut line = Vec::new();
        for account in 0..self.draft.accounts.len() {
            let input = self.draft.accounts[account].input;
            let first_time = self.counted.insert(input);
            let mut people = (self.request.people)(input)?;
            while let Some(row) = people.next()? {
                if first_time && let Some(survey) = self.surveys.get_mut(&input) {
                    survey.person(&row);
                }
                let Some(met) = self.meet(account, &row, first_time) else {
                    continue;
                };
                line.clear();
                line.extend_from_slice(begin.as_bytes());
                let known = self.known(&met, &row)?;
                self.count(&met, &known);
                let counts = &mut self.counts.tenants[self.tenant];
                let seen = || evidence(met.zendesk_id, met.changed);
                if let Some(all) = elsewhere.get(&*met.address) {
                    if !done.insert(met.address.clone().into_owned()) {
                        continue;
                    }
                    let combinations = all.iter().map(|one| one.combination.clone()).collect();
                    let number = counts.combinations.number(combinations);
                    counts.combine(number, &met.address, seen);
                    counts.several.add((), seen);
                    let grants = all.iter().flat_map(|one| &one.body.grants);
                    let grants: BTreeSet<_> = grants
                        .map(|grant| (grant.role.clone(), grant.divisions.clone()))
                        .collect();
                    for grant in grants {
                        *counts.joined.entry(grant).or_default() += 1;
                    }
                    head(&mut line, &met)?;
                    union(&mut line, all)?;
                    self.out.row(&line).map_err(PlanError::Spool)?;
                } else {
                    counts.combine(known.combination, &met.address, seen);
                    if let Some(cause) = known.cause {
                        counts.causes.add(cause);
                    }
                    head(&mut line, &met)?;
                    self.out.person(&line, known.body).map_err(PlanError::Spool)?;
                }
                self.counts.people.planned += 1;
            }
        }
        Ok(())
    }

    /// Decides whether a person is planned here. Counts why not, once an account.
    fn meet<'p>(&mut self, account: usize, row: &'p PersonRow<'_>, first_time: bool) -> Option<Met<'p>> {
        let user = &row.user;
        let mut count = |counter: fn(&mut PeopleCoverage) -> &mut u64| {
            if first_time {
                *counter(&mut self.counts.people) += 1;
            }
        };
        if user.active == Some(false) {
            count(|people| &mut people.deleted);
            return None;
        }
        if !user.is_team_member() {
            // A role that is missing or new is nobody that we could place; customers are not in the list.
            count(|people| &mut people.without_role);
            return None;
        }
        if user.suspended == Some(true) {
            count(|people| &mut people.suspended);
            return None;
        }
        if user.shared == Some(true) || user.shared_agent == Some(true) {
            count(|people| &mut people.shared);
            return None;
        }
        let address = user
            .email
            .as_deref()
            .map(fold_address)
            .filter(|address| !address.is_empty());
        let Some(address) = address else {
            count(|people| &mut people.without_email);
            return None;
        };
        let person_row = self.exceptions.row(&address);
        let exception = person_row.map(|at| &self.request.tables.people[at]);
        if exception.is_some_and(|row| row.skip) {
            count(|people| &mut people.left_out);
            return None;
        }
        let target = exception.and_then(|row| row.to.as_deref()).map(|to| {
            match (to.strip_prefix('@'), address.rsplit_once('@')) {
                (Some(domain), Some((local, _))) => format!("{local}@{domain}"),
                _ => fold_address(to).into_owned(),
            }
        });
        if let Some(wave) = &self.request.wave {
            let in_wave = wave.contains(&*address) || target.as_ref().is_some_and(|target| wave.contains(target));
            if !in_wave {
                count(|people| &mut people.left_out);
                return None;
            }
        }
        let draft_account = &self.draft.accounts[account];
        let Ok(source) = draft_account.sources.role_of(user) else {
            count(|people| &mut people.without_role);
            return None;
        };
        if !self.draft.places.has(account, row) {
            return None;
        }
        if self.request.wave.is_some() {
            self.counts.met.insert(address.clone().into_owned());
            self.counts.met.extend(target.clone());
        }
        Some(Met {
            address: target.map_or(address, Cow::Owned),
            account,
            source,
            row: person_row,
            name: user.name.as_deref().unwrap_or_default(),
            zendesk_id: user.id.map(|id| id.value),
            changed: user.updated_at.as_deref(),
        })
    }

    /// What a person has in common with everybody whom the same things decide; worked out if it is new.
    fn known(&mut self, met: &Met<'_>, row: &PersonRow<'_>) -> Result<Known, PlanError> {
        let access = self.draft.accounts[met.account].sources.access(met.source);
        self.key.clear();
        self.key.extend([
            (met.account as u64) << 32 | met.source as u64,
            met.row.map_or(0, |at| at as u64 + 1),
        ]);
        self.draft.places.deciding(met.account, access, row, &mut self.key);
        if let Some(known) = self.memo.known(&self.key) {
            return Ok(known);
        }
        if self.memo.bytes() + self.out.kept() > KEPT {
            self.memo.clear();
            self.out.forget().map_err(PlanError::Spool)?;
        }
        let draft = self.draft;
        let cause = self.cause(met, row);
        let tail = tail(&cause.body(draft))?;
        let body = self.out.body(pieces(&tail)).map_err(PlanError::Spool)?;
        let given = draft.roles.given(cause.account, cause.source);
        let holder = (cause.account, cause.source);
        let nowhere = cause.placed.nowhere.filter(|_| given.tickets.is_some());
        let queue_role = given.base.iter().any(|at| !draft.tables.base[*at].when.is_empty());
        let answers = draft.accounts[cause.account].translations[cause.source].answers;
        let counts = &mut self.counts.tenants[self.tenant];
        let known = Known {
            holders: counts.holders.number(holder),
            combination: counts.combinations.number(vec![Combination::of(&cause, draft)]),
            nowhere: nowhere.map(|nowhere| counts.nowhere.number((nowhere, cause.account))),
            queueless: (answers && !queue_role).then(|| counts.queueless.number(holder)),
            cause: (draft.tenant.grant_to == GrantTo::Group).then(|| counts.causes.number(cause)),
            body,
        };
        self.memo.keep(&self.key, known);
        Ok(known)
    }

    /// What decides a person's row.
    fn cause(&self, met: &Met<'_>, row: &PersonRow<'_>) -> Cause {
        let places = &self.draft.places;
        let exception = met.row.map(|at| &self.request.tables.people[at]);
        let placed = if let Some(exception) = exception.filter(|row| !row.divisions.is_empty()) {
            let divisions: BTreeSet<usize> = exception
                .divisions
                .iter()
                .filter_map(|name| places.named(name))
                .collect();
            Placed {
                divisions: divisions.into_iter().collect(),
                fidelity: Fidelity::Wider,
                because: Vec::new(),
                nowhere: None,
            }
        } else {
            let access = self.draft.accounts[met.account].sources.access(met.source);
            places.tickets(met.account, access, row)
        };
        let counts = exception.is_some_and(|row| !row.divisions.is_empty() || !row.roles.is_empty());
        Cause {
            account: met.account,
            source: met.source,
            placed,
            person_row: met.row.filter(|_| counts),
        }
    }

    fn count(&mut self, met: &Met<'_>, known: &Known) {
        let counts = &mut self.counts.tenants[self.tenant];
        let seen = || evidence(met.zendesk_id, met.changed);
        counts.holders.add(known.holders);
        if let Some(nowhere) = known.nowhere {
            self.counts.people.without_division += 1;
            counts.nowhere.add_to(nowhere, seen);
        }
        if let Some(queueless) = known.queueless {
            counts.queueless.add_to(queueless, seen);
        }
    }

    /// What people of several accounts get in each of them, by address. Two passes, and only where two rows could meet:
    /// the first keeps a hash of each address, the second the people whose hash came twice.
    fn elsewhere(&mut self) -> Result<BTreeMap<String, Vec<Elsewhere>>, PlanError> {
        if self.draft.accounts.len() < 2 && !self.exceptions.can_join() {
            return Ok(BTreeMap::new());
        }
        let mut hashes = Vec::new();
        self.each(&mut |_, met, _| hashes.push(hash(&met.address)))?;
        hashes.sort_unstable();
        let twice: BTreeSet<u64> = hashes
            .windows(2)
            .filter(|pair| pair[0] == pair[1])
            .map(|pair| pair[0])
            .collect();
        drop(hashes);
        let mut found: BTreeMap<String, Vec<Elsewhere>> = BTreeMap::new();
        if twice.is_empty() {
            return Ok(found);
        }
        self.each(&mut |walk, met, row| {
            if twice.contains(&hash(&met.address)) {
                let cause = walk.cause(&met, row);
                found.entry(met.address.into_owned()).or_default().push(Elsewhere {
                    zendesk_id: met.zendesk_id,
                    body: cause.body(walk.draft),
                    combination: Combination::of(&cause, walk.draft),
                });
            }
        })?;
        found.retain(|_, all| all.len() > 1);
        Ok(found)
    }

    /// Each person who is planned here, without counting anybody.
    fn each(&mut self, then: &mut dyn FnMut(&Self, Met<'_>, &PersonRow<'_>)) -> Result<(), PlanError> {
        for account in 0..self.draft.accounts.len() {
            let mut people = (self.request.people)(self.draft.accounts[account].input)?;
            while let Some(row) = people.next()? {
                if let Some(met) = self.meet(account, &row, false) {
                    then(self, met, &row);
                }
            }
        }
        Ok(())
    }
}

fn evidence(id: Option<u64>, changed: Option<&str>) -> Evidence {
    match id {
        Some(id) => Evidence::get(format!("/api/v2/users/{id}"), changed),
        None => Evidence::get("/api/v2/users", changed),
    }
}

fn hash(address: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    address.hash(&mut hasher);
    hasher.finish()
}

/// The keys of a row before its body; the tenant and the name of the next key stand there.
fn head(line: &mut Vec<u8>, met: &Met<'_>) -> Result<(), PlanError> {
    serde_json::to_writer(&mut *line, &met.address)?;
    line.extend_from_slice(b",\"name\":");
    serde_json::to_writer(&mut *line, met.name)?;
    line.extend_from_slice(b",\"zendesk_id\":");
    serde_json::to_writer(&mut *line, &met.zendesk_id)?;
    Ok(())
}

/// One person with what every account gives.
fn union(line: &mut Vec<u8>, all: &[Elsewhere]) -> Result<(), PlanError> {
    let Some((first, rest)) = all.split_first() else {
        return Ok(());
    };
    let mut body = first.body.clone();
    for grant in &mut body.grants {
        grant.because.subdomain = Some(body.source_role.subdomain.clone());
    }
    let mut also = Vec::new();
    for other in rest {
        also.push(AlsoIn {
            zendesk_id: other.zendesk_id,
            source_role: other.body.source_role.clone(),
        });
        for base in &other.body.base {
            if !body.base.contains(base) {
                body.base.push(base.clone());
            }
        }
        for grant in &other.body.grants {
            let mut grant = grant.clone();
            grant.because.subdomain = Some(other.body.source_role.subdomain.clone());
            body.grants.push(grant);
        }
        body.gains.extend(other.body.gains.iter().cloned());
        body.losses.extend(other.body.losses.iter().cloned());
    }
    let mut seen = BTreeSet::new();
    body.gains
        .retain(|gain| seen.insert((gain.permission.clone(), gain.because.clone())));
    let text = tail(&body)?;
    line.extend_from_slice(text.trim_end_matches('}').as_bytes());
    line.extend_from_slice(b",\"also\":");
    serde_json::to_writer(&mut *line, &also)?;
    line.push(b'}');
    Ok(())
}
