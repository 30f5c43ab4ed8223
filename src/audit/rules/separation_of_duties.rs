//! `separation-of-duties`.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::{Access, Kind, Path, Reach};
use crate::audit::Case;
use crate::finding::{Evidence, Finding, Findings};
use crate::mapping::tables::{DutyRule, DutyScope};
use crate::model::{Pattern, Permission};

// The plan is held against the same rule before anybody has anything.
pub(super) use crate::plan::rules::SEPARATION_OF_DUTIES as RULE;
// Clients hold by grants: who they are in the list of clients adds a name only.
pub(super) const NEEDS: &[&str] = super::words::GRANTS;

/// The plan's own remedy is for tables; here somebody holds it.
const REMEDY: &str = "Take one of the two away, or have it approved until a day (`--approvals`). Leave two holders of \
                      `authorization:grant:add` at least.";

/// What somebody holds of the two sides of a rule: a role that gives each right, and where it is held.
type Sides<'a> = BTreeMap<Permission, (&'a str, Reach)>;

/// Groups that are told of, by key, each with the rules that it breaks, by place.
type Told<'a> = BTreeSet<(&'a str, usize)>;

/// Somebody who is looked at.
struct Holder<'a> {
    /// The key in the org.
    key: &'a str,
    /// How findings name them.
    name: String,
    /// The vendor's id.
    id: &'a str,
    /// How many people hold what this one holds.
    people: u64,
}

fn is_any(side: &[Pattern], permission: &Permission) -> bool {
    side.iter().any(|pattern| pattern.matches(permission))
}

/// What of some rights somebody holds by the ways that count.
fn sides<'a>(
    access: &'a Access,
    subject: &'a str,
    rights: impl Iterator<Item = &'a Permission>,
    counts: impl Fn(&Path<'_>, &Permission) -> bool,
) -> Sides<'a> {
    let mut sides = Sides::new();
    for permission in rights {
        for path in access.paths(subject, permission).filter(|path| counts(path, permission)) {
            let side = sides.entry(permission.clone()).or_insert((path.role, Reach::default()));
            side.1.extend(path.at.clone());
        }
    }
    sides
}

/// Whether both sides of a rule meet in one hand.
fn meets(rule: &DutyRule, held: &Sides<'_>) -> bool {
    let reach = |side: &[Pattern]| {
        let mut reach = Reach::default();
        for (_, (_, at)) in held.iter().filter(|(permission, _)| is_any(side, permission)) {
            reach.extend(at.clone());
        }
        reach
    };
    let (left, right) = (reach(&rule.left), reach(&rule.right));
    if left.is_nowhere() || right.is_nowhere() {
        return false;
    }
    rule.scope == DutyScope::Any || !left.within(&right).is_nowhere()
}

/// The rights that somebody holds in the org, where they break a rule that the plan does not break for them already.
fn broken<'c, 'a>(
    case: &'c Case<'a>,
    key: &'a str,
) -> impl Iterator<Item = (usize, &'a DutyRule, BTreeSet<Permission>)> + use<'c, 'a> {
    let there = case.held(case.there(), key);
    // Who can do everything has a finding of their own, once.
    let is_admin = there.keys().any(|permission| permission.as_str().eq_ignore_ascii_case("admin"));
    let wanted = case.held(case.wanted(), key);
    let rules = case.tables.duties.iter().enumerate().filter(move |_| !is_admin);
    rules.filter_map(move |(number, rule)| {
        let of = |held: &BTreeMap<Permission, &str>| -> BTreeSet<Permission> {
            let all = held.keys().filter(|one| is_any(&rule.left, one) || is_any(&rule.right, one));
            all.cloned().collect()
        };
        let (there, wanted) = (of(&there), of(&wanted));
        let meet = |access, rights: &BTreeSet<Permission>| meets(rule, &sides(access, key, rights.iter(), |_, _| true));
        let is_broken = meet(case.there(), &there) && !meet(case.wanted(), &wanted);
        is_broken.then_some((number, rule, there))
    })
}

pub(super) fn check(case: &Case<'_>, found: &mut Findings) {
    let told = alone(case, found);
    for shape in case.shapes() {
        for (number, rule, rights) in broken(case, shape.key) {
            for subject in &shape.people {
                let holder = Holder {
                    key: case.org.person(&subject.id).unwrap_or(shape.key),
                    name: subject.name.clone(),
                    id: &subject.id,
                    people: 1,
                };
                found.extend(judged(case, &holder, (number, rule), &rights, &told));
            }
        }
    }
}

/// Groups and clients, planned or not, which hold what they hold by themselves; gives the groups that are told of.
fn alone<'a>(case: &Case<'a>, found: &mut Findings) -> Told<'a> {
    let mut members: BTreeMap<&str, u64> = BTreeMap::new();
    for (key, _) in case.active_people() {
        for group in case.there().groups_of(key) {
            *members.entry(group).or_default() += 1;
        }
    }
    let mut told = Told::new();
    for (key, subject) in case.there().subjects() {
        let name = match subject.kind {
            Kind::Group => case.wanted().subjects().get(key).unwrap_or(subject).name.clone(),
            Kind::Client if !case.is_reader(&subject.id) => case.client_name(&subject.id),
            _ => continue,
        };
        // What is left of whom nobody has any more is told by the rule for that.
        if super::words::is_gone(case, subject).is_some() {
            continue;
        }
        let holder = Holder {
            key,
            name,
            id: &subject.id,
            people: members.get(key.as_str()).copied().unwrap_or_default(),
        };
        for (number, rule, rights) in broken(case, key) {
            if let Some(finding) = judged(case, &holder, (number, rule), &rights, &Told::new()) {
                found.add(finding);
                if subject.kind == Kind::Group {
                    told.insert((key, number));
                }
            }
        }
    }
    told
}

/// The finding about one who holds both sides, unless somebody approved enough of it, or a group that is told of is why.
fn judged(
    case: &Case<'_>,
    holder: &Holder<'_>,
    (number, rule): (usize, &DutyRule),
    rights: &BTreeSet<Permission>,
    told: &Told<'_>,
) -> Option<Finding> {
    // Asked of what is a finding without, so that an approval of nothing is told of.
    let open = rights.iter().filter(|one| !case.is_approved(holder.key, &holder.name, one));
    let there = sides(case.there(), holder.key, open, |path, permission| {
        // What a group gives to all its members is told of the group, once.
        let is_told = path.through.is_some_and(|group| told.contains(&(group, number)));
        !is_told && !case.is_approved_through(path.through, permission)
    });
    if !meets(rule, &there) {
        return None;
    }
    let by = |side: &[Pattern]| {
        let met = there.iter().find(|(permission, _)| is_any(side, permission));
        met.map(|(permission, (role, _))| (permission, case.role_name(role)))
    };
    let (left, right) = (by(&rule.left)?, by(&rule.right)?);
    if rule.allow_roles.contains(&left.1) && rule.allow_roles.contains(&right.1) {
        return None;
    }
    let paths = format!("`{}` by the role `{}`, `{}` by the role `{}`", left.0, left.1, right.0, right.1);
    let subject = case.there().subjects().get(holder.key);
    let through = match (subject.map(|one| one.kind), holder.people) {
        (Some(Kind::Group), 0) => String::new(),
        (Some(Kind::Group), 1) => ", and so does the one person in it".to_owned(),
        (Some(Kind::Group), people) => format!(", and so do the {people} people in it"),
        _ => String::new(),
    };
    let (name, id) = (&holder.name, holder.id);
    let message = format!("`{name}` holds both sides of `{}`{through}: {paths}. {}", rule.id, rule.why);
    Some(
        case.finding(&RULE, name, &rule.id, message)
            .severity(rule.severity)
            .count(holder.people.max(1))
            .expected("one side at most", paths)
            .remedy(REMEDY)
            .evidence(Evidence::get(format!("/api/v2/authorization/subjects/{id}"), None)),
    )
}
