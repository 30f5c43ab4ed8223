//! Making a plan: tenants first, then people one by one, then what follows from both.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde_json::json;

use super::claims::claims;
use super::counts::{Counts, TenantCounts, people_who};
use super::divisions::PEOPLE;
use super::licences::licences;
use super::live::LiveOrg;
use super::memo::Memo;
use super::model::{
    DecisionPlan, DivisionPlan, GroupPlan, Inputs, PlanCoverage, RoleHalf, RolePlan, SnapshotInput, TenantPlan,
};
use super::people::{Exceptions, Walk};
use super::read::PlanHead;
use super::spool::SpoolWriter;
use super::tenant::TenantDraft;
use super::{power, rules, wire};
use crate::catalogue::Catalogue;
use crate::finding::{Finding, Findings};
use crate::mapping::Tables;
use crate::mapping::tables::GrantTo;
use crate::model::{Divisions, Fidelity, Level, Severity};
use crate::snapshot::Coverage;
use crate::zendesk::model::known_setting;
use crate::zendesk::{Account, MemberCounts, People, ReadError, Survey};

/// Everything that a plan is made from.
pub struct Request<'a> {
    /// The checked tables.
    pub tables: &'a Tables,
    /// The accounts, by subdomain.
    pub accounts: &'a [AccountInput<'a>],
    /// Opens the people of an account, from the start; may be asked several times.
    pub people: &'a dyn Fn(usize) -> Result<People, ReadError>,
    /// The orgs of which there are snapshots, with what names those.
    pub live: &'a [(LiveOrg, SnapshotInput)],
    /// The addresses of a wave, folded; `None` plans everybody.
    pub wave: Option<BTreeSet<String>>,
    /// The date that stands in for a clock; the newest snapshot's by default.
    pub as_of: Option<String>,
    /// Only these tenants, by name; empty means all.
    pub only: Vec<String>,
    /// The levels that count as new access, when gains are not wanted.
    pub no_new_access: Option<BTreeSet<Level>>,
}

/// An account to plan.
pub struct AccountInput<'a> {
    /// All of it that is held in memory.
    pub account: &'a Account,
    /// Its organizations that a tenant names, by id.
    pub organizations: BTreeMap<u64, String>,
    /// What was noticed when it was imported and can't be seen in its lists any more.
    pub noticed: Vec<Finding>,
}

impl AccountInput<'_> {
    /// Whether brand memberships were read; an empty list says nothing, as most accounts have none.
    pub fn brand_membership_read(&self) -> bool {
        matches!(self.account.coverage.get("brand_agents"), Some(Coverage::Read { count, .. }) if *count > 0)
    }
}

/// A plan that was made; its people are where they were written.
#[derive(Debug)]
pub struct Made {
    /// Everything but the people.
    pub head: PlanHead,
    /// What could not be read or known, although it was asked for; not empty: the plan is incomplete.
    pub incomplete: Vec<String>,
    /// Where each tenant's people were written, by tenant.
    pub spooled: Vec<Spooled>,
}

/// The people of a tenant, where they were written: whoever lists the first few needs to read no others.
#[derive(Debug)]
pub struct Spooled {
    /// The tenant.
    pub tenant: String,
    /// How many bytes stand before its people: where reading them can begin.
    pub at: u64,
    /// How many rows there are.
    pub rows: u64,
}

/// Why no plan can be made.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// No tables say where anybody goes.
    #[error("no table names a tenant: it is not said which subdomain becomes which org")]
    NoTenants,
    /// No tenant claims an account or brand.
    #[error("no tenant claims {what}")]
    Unclaimed {
        /// What is not claimed.
        what: String,
        /// Its subdomain, to be added to a tenant.
        subdomain: String,
    },
    /// A tenant that was asked for does not exist.
    #[error("there is no tenant `{name}`; the tables have: {}", known.join(", "))]
    UnknownTenant {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// No Zendesk snapshot.
    #[error("none of the snapshots is of a Zendesk account: there is nothing to plan")]
    NoAccounts,
    /// The same account twice.
    #[error("two snapshots are of the account `{subdomain}`")]
    Twice {
        /// The account.
        subdomain: String,
    },
    /// A snapshot can't be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// People can't be spooled.
    #[error("could not write the people of the plan")]
    Spool(#[source] io::Error),
    /// A row can't be written as JSON.
    #[error("could not write a row of the plan")]
    Json(#[from] serde_json::Error),
}

/// Makes a plan; people are written to `out` as [`super::SpoolReader`] reads them back.
///
/// # Errors
/// When the tables don't say where an account goes, or a snapshot can't be read.
pub fn make(request: &Request<'_>, out: &mut dyn Write) -> Result<Made, PlanError> {
    let tables = request.tables;
    if request.accounts.is_empty() {
        return Err(PlanError::NoAccounts);
    }
    if let Some(pair) = request
        .accounts
        .windows(2)
        .find(|pair| pair[0].account.subdomain == pair[1].account.subdomain)
    {
        return Err(PlanError::Twice {
            subdomain: pair[0].account.subdomain.to_string(),
        });
    }
    if tables.tenants.is_empty() {
        return Err(PlanError::NoTenants);
    }
    if let Some(name) = request
        .only
        .iter()
        .find(|name| !tables.tenants.iter().any(|tenant| tenant.name == **name))
    {
        let known = tables.tenants.iter().map(|tenant| tenant.name.clone()).collect();
        return Err(PlanError::UnknownTenant {
            name: name.clone(),
            known,
        });
    }
    let (claims, noticed) = claims(tables, request.accounts)?;
    let mut findings = Findings::from_iter(noticed);
    let mut order: Vec<usize> = (0..tables.tenants.len())
        .filter(|at| request.only.is_empty() || request.only.contains(&tables.tenants[*at].name))
        .filter(|at| claims.iter().any(|claim| claim.tenant == *at))
        .collect();
    order.sort_by(|a, b| tables.tenants[*a].name.cmp(&tables.tenants[*b].name));
    let drafts: Vec<TenantDraft<'_>> = order
        .iter()
        .map(|at| {
            let tenant = &tables.tenants[*at];
            let own: Vec<_> = claims.iter().filter(|claim| claim.tenant == *at).collect();
            let live = request
                .live
                .iter()
                .map(|(live, _)| live)
                .find(|live| live.org_id == tenant.org_id.as_str());
            TenantDraft::new(tenant, &own, &claims, request.accounts, tables, live)
        })
        .collect();

    let mut counts = Counts::default();
    let mut surveys: BTreeMap<usize, Survey> = request
        .accounts
        .iter()
        .enumerate()
        .map(|(at, input)| {
            let survey = Survey::new(input.account);
            let survey = match &request.as_of {
                Some(day) => survey.reckoned_from(day),
                None => survey,
            };
            (at, survey)
        })
        .collect();
    let exceptions = Exceptions::new(request);
    let mut counted = BTreeSet::new();
    let mut spool = SpoolWriter::new(out);
    let mut spooled = Vec::new();
    for (tenant, draft) in drafts.iter().enumerate() {
        let (at, before) = (spool.bytes(), counts.people.planned);
        spool.forget().map_err(PlanError::Spool)?;
        counts.tenants.push(TenantCounts::default());
        Walk {
            request,
            exceptions: &exceptions,
            draft,
            tenant,
            out: &mut spool,
            counts: &mut counts,
            counted: &mut counted,
            surveys: &mut surveys,
            memo: Memo::default(),
            key: Vec::new(),
        }
        .run()?;
        spooled.push(Spooled {
            tenant: draft.tenant.name.clone(),
            at,
            rows: counts.people.planned - before,
        });
    }

    let mut incomplete = Vec::new();
    let mut coverage = PlanCoverage::default();
    for (at, input) in request.accounts.iter().enumerate() {
        findings.extend(input.noticed.iter().cloned());
        findings.extend(wire::unmapped(input.account, &tables.applications));
        let (members, noticed) = surveys.remove(&at).map(Survey::finish).unwrap_or_default();
        counts.people.end_users += members.end_users;
        findings.extend(noticed);
        lists(input.account, &members, &mut coverage, &mut findings, &mut incomplete);
    }
    wave(request, &counts, &mut findings);
    settings(&drafts, &counts, &mut coverage, &mut findings);

    let mut tenants = Vec::new();
    for (draft, counts) in drafts.iter().zip(&counts.tenants) {
        let plan = finish(draft, request, counts, &mut findings, &mut incomplete);
        tenants.push(plan);
    }
    coverage.people = counts.people.clone();
    let as_of = request.as_of.clone().unwrap_or_else(|| {
        request
            .accounts
            .iter()
            .map(|input| input.account.taken_at.as_str())
            // Of an import without any date it is not known: such a word must not count as the latest.
            .filter(|at| at.starts_with(|first: char| first.is_ascii_digit()))
            .max()
            .unwrap_or("unknown")
            .to_owned()
    });
    let mut snapshots: Vec<_> = request
        .accounts
        .iter()
        .map(|input| SnapshotInput {
            of: input.account.subdomain.to_string(),
            sha256: input.account.sha256.clone(),
        })
        .chain(request.live.iter().map(|(_, input)| input.clone()))
        .collect();
    snapshots.sort();
    let head = PlanHead {
        inputs: Inputs {
            snapshots,
            tables: tables.files.iter().map(Into::into).collect(),
            replaced_rows: tables.replaced.iter().map(Into::into).collect(),
        },
        catalogue: Catalogue::DATE.to_owned(),
        as_of,
        tenants,
        coverage,
        findings: findings.into_sorted(),
    };
    incomplete.sort();
    incomplete.dedup();
    Ok(Made {
        head,
        incomplete,
        spooled,
    })
}

/// A tenant with everything that its people decide.
fn finish(
    draft: &TenantDraft<'_>,
    request: &Request<'_>,
    counts: &TenantCounts,
    findings: &mut Findings,
    incomplete: &mut Vec<String>,
) -> TenantPlan {
    let tables = draft.tables;
    let views = draft.views();
    let holders: BTreeMap<_, _> = counts.holders.iter().map(|(from, people)| (*from, people)).collect();
    let mut sources = draft.application_sources.clone();
    for (at, extra) in &mut sources {
        // People who get an application's role count as its holders.
        let people: u64 = draft
            .application_roles
            .iter()
            .filter(|(_, roles)| roles.contains(at))
            .map(|(from, _)| holders.get(from).copied().unwrap_or(0))
            .sum();
        for source in extra {
            source.people = people;
        }
    }
    let mut by_hand_only: BTreeMap<&str, u64> = BTreeMap::new();
    for (at, given) in power::by_hand(draft, counts) {
        let role = &draft.roles.roles[at];
        if role.existing && role.from.is_empty() && role.half != RoleHalf::Base {
            by_hand_only.insert(&role.name, given.iter().map(|source| source.people).sum());
        }
        sources.entry(at).or_default().extend(given);
    }
    for (name, count) in by_hand_only {
        if draft.live.is_none_or(|live| live.role(name).is_none()) {
            findings.add(
                Finding::new(
                    &rules::PEOPLE_ROLE_UNKNOWN,
                    name,
                    "roles",
                    format!(
                        "{} the role `{name}` by a row for people; the plan makes no such role, so the org has to have it",
                        people_who(count, "gets", "get")
                    ),
                )
                .tenant(&draft.tenant.name)
                .count(count),
            );
        }
    }
    let mut roles = draft.roles.write(&views, tables, &holders, &sources);
    power::gain_reach(draft, &mut roles);
    findings.extend(draft.findings.iter().cloned());
    findings.extend(power::duties(draft, counts));
    findings.extend(power::reach(draft, &roles));
    findings.extend(counts.findings(draft));
    let wanted_everywhere = draft.roles.given.values().filter(|given| given.everywhere);
    let everywhere: BTreeSet<usize> = wanted_everywhere.filter_map(|given| given.tickets).collect();
    let all = draft.roles.roles.iter().enumerate();
    for (_, role) in all.filter(|(at, role)| role.everywhere || everywhere.contains(at)) {
        findings.add(
            Finding::new(
                &rules::ALL_DIVISIONS,
                role.name.clone(),
                "all",
                format!("`{}` would be granted in all divisions", role.name),
            )
            .tenant(&draft.tenant.name),
        );
    }
    if let Some(levels) = &request.no_new_access {
        let (gained, unknown) = power::new_access(&draft.tenant.name, &roles, levels);
        findings.extend(gained);
        if unknown {
            incomplete.push(format!(
                "what some roles of `{}` contain is not known without a Genesys snapshot, so neither is what their people gain",
                draft.tenant.name
            ));
        }
    }
    let held_by_nobody = |role: &&RolePlan| {
        role.half == RoleHalf::Administration && role.sources.iter().all(|source| source.people == 0)
    };
    if let Some(role) = roles.iter().find(held_by_nobody) {
        findings.add(
            Finding::new(
                &rules::ADMINISTRATION_WITHOUT_HOLDERS,
                role.name.clone(),
                role.permissions.len().to_string(),
                format!(
                    "`{}` holds {} rights that give out power, and nobody gets it yet",
                    role.name,
                    role.permissions.len()
                ),
            )
            .tenant(&draft.tenant.name)
            .severity(Severity::Info),
        );
    }
    let mut decisions: BTreeSet<&str> = BTreeSet::new();
    for (account, source) in holders.keys() {
        decisions.extend(
            draft.accounts[*account].translations[*source]
                .decisions
                .iter()
                .map(String::as_str),
        );
    }
    if roles.iter().any(|role| role.half == RoleHalf::Administration) {
        decisions.extend(tables.administration.as_ref().map(|row| row.decision.as_str()));
    }
    let live_licences = licences(draft.live, &roles, &power::role_sets(draft, counts));
    let mut subdomains: Vec<String> = draft
        .tenant
        .subdomains
        .iter()
        .map(|name| name.to_ascii_lowercase())
        .collect();
    subdomains.sort();
    TenantPlan {
        name: draft.tenant.name.clone(),
        org_id: draft.tenant.org_id.to_string(),
        org_name: draft.tenant.org_name.clone(),
        region: draft.tenant.region.clone(),
        subdomains,
        divisions: divisions(draft, counts),
        groups: groups(draft, counts),
        roles,
        applications: draft.applications.clone(),
        decisions: decisions
            .iter()
            .filter_map(|id| tables.decision(id))
            .map(DecisionPlan::from)
            .collect(),
        licences: live_licences,
    }
}

/// The tenant's divisions, without those that rows for people name and nobody is placed in: other tenants have those people.
fn divisions(draft: &TenantDraft<'_>, counts: &TenantCounts) -> Vec<DivisionPlan> {
    let used: BTreeSet<usize> = counts
        .combinations
        .causes()
        .flat_map(|met| met.cause)
        .filter(|one| one.person_row.is_some())
        .flat_map(|one| one.divisions.iter().copied())
        .collect();
    let only_by_hand = |division: &DivisionPlan| {
        !division.sources.is_empty() && division.sources.iter().all(|source| source.kind == PEOPLE)
    };
    let all = draft.places.divisions.iter().enumerate();
    all.filter(|(at, division)| used.contains(at) || !only_by_hand(division))
        .map(|(_, division)| division.clone())
        .collect()
}

/// The groups that receive grants: one for each role and set of divisions.
fn groups(draft: &TenantDraft<'_>, counts: &TenantCounts) -> Vec<GroupPlan> {
    if draft.tenant.grant_to != GrantTo::Group {
        return Vec::new();
    }
    let mut found: BTreeMap<(String, Divisions), u64> = BTreeMap::new();
    for (cause, members) in counts.causes.iter() {
        for grant in cause.body(draft).grants {
            *found.entry((grant.role, grant.divisions)).or_default() += members;
        }
    }
    for (grant, members) in &counts.joined {
        *found.entry(grant.clone()).or_default() += members;
    }
    found
        .into_iter()
        .map(|((role, divisions), members)| {
            let place = divisions
                .keys()
                .map_or_else(|| "all".to_owned(), |keys| keys.join(" + "));
            GroupPlan {
                name: format!("{role} @ {place}"),
                role,
                divisions,
                members,
            }
        })
        .collect()
}

/// Lists of a snapshot, and those that the plan can't do without.
fn lists(
    account: &Account,
    members: &MemberCounts,
    coverage: &mut PlanCoverage,
    findings: &mut Findings,
    incomplete: &mut Vec<String>,
) {
    let mut told = BTreeMap::new();
    for (name, list) in &account.coverage {
        match list {
            Coverage::Read { count, .. } => {
                told.insert(name.clone(), json!(count));
            }
            Coverage::Missing { why } => {
                told.insert(name.clone(), json!({"missing": why}));
                // Custom roles are needed only where somebody names one.
                let needed = matches!(name.as_str(), "users" | "groups" | "group_memberships")
                    || (name == "custom_roles" && members.by_role.keys().next().is_some());
                if needed {
                    incomplete.push(format!("`{name}` of `{}` is missing: {why}", account.subdomain));
                    findings.add(Finding::new(
                        &rules::LIST_MISSING,
                        account.subdomain.as_str(),
                        name.clone(),
                        format!("the snapshot of `{}` has no {name}: {why}", account.subdomain),
                    ));
                }
            }
        }
    }
    coverage.lists.insert(account.subdomain.to_string(), told);
}

/// Addresses of a wave that nobody has.
fn wave(request: &Request<'_>, counts: &Counts, findings: &mut Findings) {
    for address in request
        .wave
        .iter()
        .flatten()
        .filter(|address| !counts.met.contains(*address))
    {
        findings.add(Finding::new(
            &rules::WAVE_PERSON_NOT_FOUND,
            address.clone(),
            "",
            format!("`{address}` is in the wave and not among the people who are planned"),
        ));
    }
}

/// Settings by fidelity, and those without a row.
fn settings(drafts: &[TenantDraft<'_>], counts: &Counts, coverage: &mut PlanCoverage, findings: &mut Findings) {
    let mut seen: BTreeMap<(String, String), Fidelity> = BTreeMap::new();
    let mut unmapped: BTreeMap<(String, String, String), u64> = BTreeMap::new();
    for (draft, counts) in drafts.iter().zip(&counts.tenants) {
        for (account, own) in draft.accounts.iter().enumerate() {
            for (source, (role, translation)) in own.sources.roles.iter().zip(&own.translations).enumerate() {
                let holders = counts.holders.get(&(account, source));
                if role.role_id().is_none() && holders.is_none() {
                    continue;
                }
                for (setting, value, fidelity) in &translation.fidelities {
                    let worst = seen.entry((setting.clone(), value.clone())).or_insert(*fidelity);
                    *worst = (*worst).max(*fidelity);
                }
                // Of a setting that nobody knows the survey speaks: a row is not what is missing.
                for (setting, value) in translation
                    .unmapped
                    .iter()
                    .filter(|(setting, _)| known_setting(setting).is_some())
                {
                    let key = (own.subdomain.to_owned(), setting.clone(), value.clone());
                    *unmapped.entry(key).or_default() += holders.unwrap_or(0);
                }
            }
        }
    }
    for fidelity in seen.values() {
        *coverage.settings.entry(fidelity.to_string()).or_default() += 1;
    }
    for ((subdomain, setting, value), holders) in unmapped {
        findings.add(
            Finding::new(
                &rules::SETTING_UNMAPPED,
                subdomain.clone(),
                format!("{setting} = {value}"),
                format!(
                    "no row says what `{setting} = {value}` of `{subdomain}` becomes; {} it",
                    people_who(holders, "loses", "lose")
                ),
            )
            .count(holders.max(1)),
        );
    }
}
