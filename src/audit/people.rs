//! One person, group or client side by side: what they were to hold and what they hold.

use std::collections::{BTreeMap, BTreeSet};

use super::Case;
use crate::access::RoleRights;
use crate::finding::{Evidence, Finding, Findings, Rule, Tally};

/// Roles with the divisions in which each is held; `*` for all.
type Held<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// From so many on, people who meet the same cause are told of together.
const MANY: usize = 10;

/// What somebody was to hold, and what they hold.
#[derive(Debug, Default)]
pub(super) struct Compared<'a> {
    /// Roles that they lack everywhere.
    pub(super) missing: BTreeSet<&'a str>,
    /// Base roles that they lack.
    pub(super) missing_bases: BTreeSet<&'a str>,
    /// Roles that nobody meant for them.
    pub(super) extra: BTreeSet<&'a str>,
    /// Roles that they hold, and not in these divisions.
    pub(super) less: BTreeSet<(&'a str, &'a str)>,
    /// Roles that they are to hold, and hold in these divisions besides.
    pub(super) more: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Compared<'a> {
    /// Whether nothing differs.
    pub(super) fn is_empty(&self) -> bool {
        self.missing.is_empty()
            && self.missing_bases.is_empty()
            && self.extra.is_empty()
            && self.less.is_empty()
            && self.more.is_empty()
    }

    /// Compares a planned person.
    pub(super) fn person(case: &Case<'a>, key: &'a str) -> Self {
        let (wanted, there) = (case.wanted(), case.there());
        let none = BTreeSet::new();
        let bases = case.planned.bases.get(key).unwrap_or(&none);
        if is_as_planned(case, key, bases) {
            return Self::default();
        }
        // What a planned group holds for its members is held against the group.
        let groups: BTreeSet<&str> = wanted
            .groups_of(key)
            .iter()
            .map(String::as_str)
            .filter(|group| there.subjects().contains_key(*group))
            .collect();
        let is_in = |group: &str| there.groups_of(key).iter().any(|own| own == group);
        let (inside, outside): (BTreeSet<&str>, BTreeSet<&str>) = groups.into_iter().partition(|group| is_in(group));
        let mut own = Case::direct(wanted, key);
        own.retain(|role, _| !bases.contains(*role));
        for group in &outside {
            for (role, at) in Case::direct(wanted, group) {
                own.entry(role).or_default().extend(at);
            }
        }
        let mut held = Case::direct(there, key);
        for group in there
            .groups_of(key)
            .iter()
            .filter(|group| !inside.contains(group.as_str()))
        {
            for (role, at) in Case::direct(there, group) {
                held.entry(role).or_default().extend(at);
            }
        }
        let mut through: Held<'a> = BTreeMap::new();
        for group in &inside {
            for (role, at) in Case::direct(there, group) {
                through.entry(role).or_default().extend(at);
            }
        }
        let mut compared = Self::sides(case, &own, &held, &through, &|role| bases.contains(role));
        let planned_through: BTreeSet<&str> = inside
            .iter()
            .flat_map(|group| Case::direct(wanted, group))
            .map(|(role, _)| role)
            .collect();
        compared.extra.retain(|role| !planned_through.contains(role));
        for base in bases.iter().filter(|base| there.rights(base).is_some()) {
            if !held.contains_key(base.as_str()) && !through.contains_key(base.as_str()) {
                compared
                    .missing_bases
                    .extend(wanted.roles().get_key_value(base).map(|(key, _)| key.as_str()));
            }
        }
        compared
    }

    /// Compares a planned group or client, which hold what they hold by themselves.
    pub(super) fn alone(case: &Case<'a>, key: &str) -> Self {
        let own = Case::direct(case.wanted(), key);
        let held = Case::direct(case.there(), key);
        Self::sides(case, &own, &held, &BTreeMap::new(), &|_| false)
    }

    fn sides(
        case: &Case<'a>,
        own: &Held<'a>,
        held: &Held<'a>,
        through: &Held<'a>,
        is_base: &dyn Fn(&str) -> bool,
    ) -> Self {
        let there = case.there();
        let mut compared = Self::default();
        for (role, wanted) in own {
            // A role or division that the org lacks is the one cause of all that is missing with it.
            if there.rights(role).is_none() {
                continue;
            }
            let possible: Vec<&str> = wanted.iter().copied().filter(|key| case.has_division(key)).collect();
            let has = |key: &str| {
                let among = |held: &Held<'_>| held.get(role).is_some_and(|at| at.contains(key) || at.contains("*"));
                among(held) || among(through)
            };
            if !held.contains_key(role) && !through.contains_key(role) {
                if !possible.is_empty() {
                    compared.missing.insert(role);
                }
                continue;
            }
            compared
                .less
                .extend(possible.into_iter().filter(|key| !has(key)).map(|key| (*role, key)));
        }
        for (role, at) in held {
            if is_base(role) || there.rights(role).is_some_and(is_everybodys) {
                continue;
            }
            match own.get(role) {
                None if case.wanted().rights(role).is_some() || there.rights(role).is_some() => {
                    compared.extra.insert(role);
                }
                None => {}
                Some(wanted) if wanted.contains("*") => {}
                Some(wanted) => compared.more.extend(at.difference(wanted).map(|key| (*role, *key))),
            }
        }
        compared
    }
}

/// Whether somebody holds by themselves just what they are to hold, and no group is in between: almost everybody does,
/// and this sees it without taking anything apart. Who is not as planned by this is compared in full.
fn is_as_planned(case: &Case<'_>, key: &str, bases: &BTreeSet<String>) -> bool {
    let (wanted, there) = (case.wanted(), case.there());
    if !wanted.groups_of(key).is_empty() || !there.groups_of(key).is_empty() {
        return false;
    }
    let own = || {
        wanted
            .grants()
            .get(key)
            .into_iter()
            .flatten()
            .filter(|grant| !bases.contains(&grant.role))
    };
    let held = || there.grants().get(key).into_iter().flatten();
    let has_bases = bases
        .iter()
        .all(|base| there.rights(base).is_none() || held().any(|grant| grant.role == *base));
    // What the platform gives to everybody is nobody's extra; a role that the org lacks is another's business.
    let counts = |role: &str| !bases.contains(role) && there.rights(role).is_none_or(|role| !is_everybodys(role));
    has_bases
        && own().count() == held().filter(|grant| counts(&grant.role)).count()
        && own().all(|grant| there.rights(&grant.role).is_some() && held().any(|other| other == grant))
}

/// Whether the platform itself gives a role to everybody.
pub(super) fn is_everybodys(role: &RoleRights) -> bool {
    role.is_everybodys()
}

/// Findings about people, gathered by cause: many who meet the same one are one finding.
pub(super) struct ByCause<'c, 'a> {
    case: &'c Case<'a>,
    rule: &'static Rule,
    met: BTreeMap<(String, String), Vec<(String, Finding)>>,
    accepted: Vec<Finding>,
}

impl<'c, 'a> ByCause<'c, 'a> {
    pub(super) fn new(case: &'c Case<'a>, rule: &'static Rule) -> Self {
        Self {
            case,
            rule,
            met: BTreeMap::new(),
            accepted: Vec::new(),
        }
    }

    /// Adds somebody who meets a cause: what is concerned, and the words for those who meet it together.
    ///
    /// Whom somebody accepts is told of alone, so that the row that accepts them finds them.
    pub(super) fn add(&mut self, subject: &str, object: &str, together: String, finding: Finding) {
        if self.case.papers.suppressions.row(&finding).is_some() {
            self.accepted.push(finding);
            return;
        }
        self.met
            .entry((object.to_owned(), together))
            .or_default()
            .push((subject.to_owned(), finding));
    }

    /// Hands the findings over.
    pub(super) fn into(self, found: &mut Findings) {
        found.extend(self.accepted);
        for ((object, together), met) in self.met {
            if met.len() < MANY {
                for (_, finding) in met {
                    found.add(finding);
                }
                continue;
            }
            let count = met.len() as u64;
            let shown: Vec<&str> = met.iter().take(5).map(|(subject, _)| subject.as_str()).collect();
            let message = format!(
                "{count} people {together}: {} and {} more",
                shown.join(", "),
                met.len() - shown.len()
            );
            // The role is what they have in common.
            let role = object.split(" @ ").next().unwrap_or_default().to_owned();
            let mut finding = self.case.finding(self.rule, role, object, message).count(count);
            if let Some((_, first)) = met.first() {
                finding.severity = first.severity;
                finding.expected.clone_from(&first.expected);
                finding.actual.clone_from(&first.actual);
            }
            let evidence: Vec<Evidence> = met.into_iter().flat_map(|(_, finding)| finding.evidence).collect();
            finding.evidence = evidence.into_iter().take(Tally::<()>::LISTED).collect();
            found.add(finding);
        }
    }
}
