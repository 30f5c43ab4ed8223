//! People, one by one: each in every tenant in which they have a brand, written as soon as they are placed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::rc::Rc;

use super::body::{Body, Cause};
use super::memo::{Known, Memo};
use super::model::{AlsoIn, PeopleCoverage};
use super::places::{Nowhere, Placed};
use super::rules;
use super::spool::{Shared, SpoolWriter};
use super::tenant::TenantDraft;
use super::{PlanError, Request};
use crate::finding::{Evidence, Finding, Tally};
use crate::mapping::tables::{DutyScope, GrantTo, PersonMatch};
use crate::model::{Divisions, Fidelity, fold_address};
use crate::zendesk::PersonRow;

/// What was counted while people went by.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// People by what became of them.
    pub people: PeopleCoverage,
    /// Holders of each source role, by tenant, account and source role.
    pub holders: BTreeMap<usize, BTreeMap<(usize, usize), u64>>,
    /// People by the roles they would hold, for the duty rules; several for a person of several accounts.
    pub combinations: BTreeMap<usize, Tally<Vec<Combination>>>,
    /// The first person of each combination, by address.
    pub first: BTreeMap<(usize, Vec<Combination>), String>,
    /// People by what decides their grants, for tenants that grant to groups.
    pub causes: BTreeMap<usize, BTreeMap<Cause, u64>>,
    /// Grants of people of several accounts, by tenant, role and place; each person once.
    pub joined: BTreeMap<(usize, (String, Divisions)), u64>,
    /// Addresses of the wave that were met.
    pub met: BTreeSet<String>,
    nowhere: BTreeMap<usize, Tally<(Nowhere, usize)>>,
    queueless: BTreeMap<usize, Tally<(usize, usize)>>,
    several: BTreeMap<usize, Tally<()>>,
}

/// The roles that a person would hold together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Combination {
    /// The account.
    pub account: usize,
    /// The source role.
    pub source: usize,
    /// Whether the tickets half finds a division.
    pub placed: bool,
    /// Where; kept only where a duty rule asks for rights that meet in one division, as it makes many combinations.
    pub divisions: Vec<usize>,
    /// The row of people.yaml.
    pub person_row: Option<usize>,
}

impl Combination {
    /// The combination that a cause leads to.
    pub(super) fn of(cause: &Cause, draft: &TenantDraft<'_>) -> Self {
        let mut rules = draft.tables.duties.iter();
        let by_division = rules.any(|rule| rule.scope == DutyScope::SameDivision);
        Self {
            account: cause.account,
            source: cause.source,
            placed: !cause.placed.divisions.is_empty(),
            divisions: if by_division || cause.person_row.is_some() {
                cause.placed.divisions.clone()
            } else {
                Vec::new()
            },
            person_row: cause.person_row,
        }
    }
}

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

/// A person who is granted something, placed in a tenant.
struct Met<'p> {
    address: Cow<'p, str>,
    known: Rc<Known>,
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
        let mut line = Vec::new();
        let mut emptied = self.memo.emptied;
        for account in 0..self.draft.accounts.len() {
            let input = self.draft.accounts[account].input;
            let first_time = self.counted.insert(input);
            let mut people = (self.request.people)(input)?;
            while let Some(row) = people.next()? {
                if first_time && let Some(survey) = self.surveys.get_mut(&input) {
                    survey.person(&row);
                }
                let Some(met) = self.meet(account, &row, first_time)? else {
                    continue;
                };
                line.clear();
                self.count(&met);
                if let Some(all) = elsewhere.get(&*met.address) {
                    if !done.insert(met.address.clone().into_owned()) {
                        continue;
                    }
                    let combinations = all.iter().map(|one| one.combination.clone()).collect();
                    self.combine(&met, &(self.tenant, combinations));
                    self.counts
                        .several
                        .entry(self.tenant)
                        .or_default()
                        .add((), || evidence(met.zendesk_id, met.changed));
                    let grants = all.iter().flat_map(|one| &one.body.grants);
                    let grants: BTreeSet<_> = grants
                        .map(|grant| (grant.role.clone(), grant.divisions.clone()))
                        .collect();
                    for grant in grants {
                        *self.counts.joined.entry((self.tenant, grant)).or_default() += 1;
                    }
                    head(&mut line, &self.draft.tenant.name, &met)?;
                    union(&mut line, all)?;
                    self.out.row(&line).map_err(PlanError::Spool)?;
                } else {
                    self.combine(&met, &met.known.combination);
                    if self.draft.tenant.grant_to == GrantTo::Group {
                        let causes = self.counts.causes.entry(self.tenant).or_default();
                        if let Some(count) = causes.get_mut(&met.known.cause) {
                            *count += 1;
                        } else {
                            causes.insert(met.known.cause.clone(), 1);
                        }
                    }
                    head(&mut line, &self.draft.tenant.name, &met)?;
                    if emptied != self.memo.emptied {
                        // Nobody refers any more to what the memo let go: neither need the reader keep it.
                        emptied = self.memo.emptied;
                        self.out.forget().map_err(PlanError::Spool)?;
                    }
                    self.out.person(&line, &met.known.shared).map_err(PlanError::Spool)?;
                }
                self.counts.people.planned += 1;
            }
        }
        Ok(())
    }

    /// Decides whether a person is planned here, and where. Counts why not, once an account.
    fn meet<'p>(
        &mut self,
        account: usize,
        row: &'p PersonRow<'_>,
        first_time: bool,
    ) -> Result<Option<Met<'p>>, PlanError> {
        let user = &row.user;
        let mut count = |counter: fn(&mut PeopleCoverage) -> &mut u64| {
            if first_time {
                *counter(&mut self.counts.people) += 1;
            }
        };
        if user.active == Some(false) {
            count(|people| &mut people.deleted);
            return Ok(None);
        }
        if !user.is_team_member() {
            // A role that is missing or new is nobody that we could place; customers are not in the list.
            count(|people| &mut people.without_role);
            return Ok(None);
        }
        if user.suspended == Some(true) {
            count(|people| &mut people.suspended);
            return Ok(None);
        }
        if user.shared == Some(true) || user.shared_agent == Some(true) {
            count(|people| &mut people.shared);
            return Ok(None);
        }
        let address = user
            .email
            .as_deref()
            .map(fold_address)
            .filter(|address| !address.is_empty());
        let Some(address) = address else {
            count(|people| &mut people.without_email);
            return Ok(None);
        };
        let person_row = self.exceptions.row(&address);
        let exception = person_row.map(|at| &self.request.tables.people[at]);
        if exception.is_some_and(|row| row.skip) {
            count(|people| &mut people.left_out);
            return Ok(None);
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
                return Ok(None);
            }
        }
        let draft_account = &self.draft.accounts[account];
        let Ok(source) = draft_account.sources.role_of(user) else {
            count(|people| &mut people.without_role);
            return Ok(None);
        };
        if !self.draft.places.has(account, row) {
            return Ok(None);
        }
        if self.request.wave.is_some() {
            self.counts.met.insert(address.clone().into_owned());
            self.counts.met.extend(target.clone());
        }
        let access = draft_account.sources.access(source);
        self.key.clear();
        self.key
            .extend([account as u64, source as u64, person_row.map_or(0, |at| at as u64 + 1)]);
        self.draft.places.deciding(account, access, row, &mut self.key);
        let (draft, tenant) = (self.draft, self.tenant);
        let known = self.memo.known(&self.key, || {
            let mut placed = draft.places.tickets(account, access, row);
            if let Some(exception) = exception.filter(|row| !row.divisions.is_empty()) {
                let divisions: BTreeSet<usize> = exception
                    .divisions
                    .iter()
                    .filter_map(|name| draft.places.named(name))
                    .collect();
                placed = Placed {
                    divisions: divisions.into_iter().collect(),
                    fidelity: Fidelity::Wider,
                    because: Vec::new(),
                    nowhere: None,
                };
            }
            let person_row =
                person_row.filter(|_| exception.is_some_and(|row| !row.divisions.is_empty() || !row.roles.is_empty()));
            let cause = Cause {
                account,
                source,
                placed,
                person_row,
            };
            Ok(Known {
                shared: Shared::new(tail(&cause.body(draft))?),
                combination: (tenant, vec![Combination::of(&cause, draft)]),
                cause,
            })
        })?;
        Ok(Some(Met {
            address: target.map_or(address, Cow::Owned),
            known,
            name: user.name.as_deref().unwrap_or_default(),
            zendesk_id: user.id.map(|id| id.value),
            changed: user.updated_at.as_deref(),
        }))
    }

    fn count(&mut self, met: &Met<'_>) {
        let cause = &met.known.cause;
        *self
            .counts
            .holders
            .entry(self.tenant)
            .or_default()
            .entry((cause.account, cause.source))
            .or_default() += 1;
        let seen = || evidence(met.zendesk_id, met.changed);
        let translation = &self.draft.accounts[cause.account].translations[cause.source];
        let given = self.draft.roles.given(cause.account, cause.source);
        if let (Some(nowhere), Some(_)) = (cause.placed.nowhere, given.tickets) {
            self.counts.people.without_division += 1;
            self.counts
                .nowhere
                .entry(self.tenant)
                .or_default()
                .add((nowhere, cause.account), seen);
        }
        let queue_role = given.base.iter().any(|at| !self.draft.tables.base[*at].when.is_empty());
        if translation.answers && !queue_role {
            self.counts
                .queueless
                .entry(self.tenant)
                .or_default()
                .add((cause.account, cause.source), seen);
        }
    }

    /// Counts a person under the roles that they would hold together.
    fn combine(&mut self, met: &Met<'_>, combination: &(usize, Vec<Combination>)) {
        if !self.counts.first.contains_key(combination) {
            self.counts
                .first
                .insert(combination.clone(), met.address.clone().into_owned());
        }
        let seen = || evidence(met.zendesk_id, met.changed);
        self.counts
            .combinations
            .entry(self.tenant)
            .or_default()
            .add_copy(&combination.1, seen);
    }

    /// What people of several accounts get in each of them, by address. Two passes, and only where two rows could meet:
    /// the first keeps a hash of each address, the second the people whose hash came twice.
    fn elsewhere(&mut self) -> Result<BTreeMap<String, Vec<Elsewhere>>, PlanError> {
        if self.draft.accounts.len() < 2 && !self.exceptions.can_join() {
            return Ok(BTreeMap::new());
        }
        let mut hashes = Vec::new();
        self.each(&mut |_, met| {
            hashes.push(hash(&met.address));
            Ok(())
        })?;
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
        self.each(&mut |walk, met| {
            if twice.contains(&hash(&met.address)) {
                let body = met.known.cause.body(walk.draft);
                let combination = Combination::of(&met.known.cause, walk.draft);
                found.entry(met.address.into_owned()).or_default().push(Elsewhere {
                    zendesk_id: met.zendesk_id,
                    body,
                    combination,
                });
            }
            Ok(())
        })?;
        found.retain(|_, all| all.len() > 1);
        Ok(found)
    }

    /// Each person who is planned here, without counting anybody.
    fn each(&mut self, then: &mut dyn FnMut(&Self, Met<'_>) -> Result<(), PlanError>) -> Result<(), PlanError> {
        for account in 0..self.draft.accounts.len() {
            let mut people = (self.request.people)(self.draft.accounts[account].input)?;
            while let Some(row) = people.next()? {
                if let Some(met) = self.meet(account, &row, false)? {
                    then(self, met)?;
                }
            }
        }
        Ok(())
    }
}

impl Counts {
    /// What was noticed of people in a tenant.
    pub(super) fn findings(&mut self, tenant: usize, draft: &TenantDraft<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let name = &draft.tenant.name;
        for ((nowhere, account), count, evidence) in self.nowhere.remove(&tenant).unwrap_or_default().into_causes() {
            if nowhere == Nowhere::NoBrand {
                // The survey of the account says so already, as `no-brand`.
                continue;
            }
            let subdomain = draft.accounts[account].subdomain;
            let mut finding = Finding::new(
                &rules::NO_DIVISION,
                subdomain,
                "tickets half",
                format!(
                    "{} nothing for tickets: {}{}",
                    people_who(count, "gets", "get"),
                    nowhere.because(),
                    listed(&evidence)
                ),
            );
            finding.evidence = evidence;
            findings.push(finding.tenant(name).count(count));
        }
        for ((account, source), count, evidence) in self.queueless.remove(&tenant).unwrap_or_default().into_causes() {
            let role = &draft.accounts[account].sources.roles[source];
            let mut finding = Finding::new(
                &rules::AGENT_WITHOUT_QUEUE_ROLE,
                role.name.clone(),
                "User",
                format!(
                    "`{}` answers customers, and nothing it gets lets its people go on queue ({})",
                    role.name,
                    people(count)
                ),
            );
            finding.evidence = evidence;
            findings.push(finding.tenant(name).count(count));
        }
        for ((), count, evidence) in self.several.remove(&tenant).unwrap_or_default().into_causes() {
            let mut finding = Finding::new(
                &rules::PERSON_IN_SEVERAL_ACCOUNTS,
                name.clone(),
                "",
                format!(
                    "{} in several accounts of this tenant; each is one person there",
                    people_who(count, "is a team member", "are team members")
                ),
            );
            finding.evidence = evidence;
            findings.push(finding.tenant(name).count(count));
        }
        findings
    }
}

/// "1 person" or "7 people".
pub(super) fn people(count: u64) -> String {
    if count == 1 {
        "1 person".to_owned()
    } else {
        format!("{count} people")
    }
}

/// "1 person gets" or "7 people get".
pub(super) fn people_who(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", people(count), if count == 1 { one } else { many })
}

/// The first ids of some evidence, in brackets.
fn listed(evidence: &[Evidence]) -> String {
    let ids: Vec<_> = evidence
        .iter()
        .take(5)
        .filter_map(|one| one.path.rsplit('/').next())
        .collect();
    let more = if evidence.len() > ids.len() { ", ..." } else { "" };
    format!(" ({}{more})", ids.join(", "))
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

/// The first four keys of a row.
fn head(line: &mut Vec<u8>, tenant: &str, met: &Met<'_>) -> Result<(), PlanError> {
    line.extend_from_slice(b"{\"tenant\":");
    serde_json::to_writer(&mut *line, tenant)?;
    line.extend_from_slice(b",\"email\":");
    serde_json::to_writer(&mut *line, &met.address)?;
    line.extend_from_slice(b",\"name\":");
    serde_json::to_writer(&mut *line, met.name)?;
    line.extend_from_slice(b",\"zendesk_id\":");
    serde_json::to_writer(&mut *line, &met.zendesk_id)?;
    Ok(())
}

/// The keys of a body, as they follow the head: `,"source_role":...}`.
fn tail(body: &Body) -> Result<String, PlanError> {
    let text = serde_json::to_string(body)?;
    Ok(format!(",{}", &text[1..]))
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
