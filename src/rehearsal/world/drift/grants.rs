//! Grants, and those who should hold them: divisions, people, groups; settings that change what a grant is worth.

use std::collections::{BTreeMap, BTreeSet};

use super::scene::{Scene, Somebody, Touched, revoke};
use super::{Kind, one};
use crate::model::Divisions;
use crate::plan::model::{PersonPlan, RoleHalf, TenantPlan};
use crate::rehearsal::world::Drift;
use crate::rehearsal::world::from_plan::stranger;
use crate::rehearsal::world::org::{State, SubjectRef};

/// What must come before everything else: the other kinds then leave alone what it took.
pub(super) const FIRST: Kind = division_missing;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    grant_missing,
    grant_extra,
    grant_division_missing,
    grant_division_extra,
    user_missing,
    user_inactive,
    deleted_subject,
    queue_role,
    grants_ignore_divisions,
    backfill,
];

/// Deletes a division, with the grants in it: it is the one cause of all that is missing there. No application's client
/// holds anything in it. Who was in it is in the home division then.
/// Subject: the division's name in the plan. Object: its key.
fn division_missing(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let mut divisions = Vec::new();
    for org in scene.orgs() {
        let tenant = scene.tenant(org);
        let used: BTreeSet<&String> = tenant.applications.iter().flat_map(|one| &one.divisions).collect();
        for plan in tenant.divisions.iter().filter(|one| one.key != Divisions::HOME) {
            if !used.contains(&plan.key) {
                divisions.push((org, plan));
            }
        }
    }
    let (at, plan) = scene.pick(divisions)?;
    let gone = scene.division(at, &plan.key)?;
    let org = scene.org(at);
    let id = org.divisions.remove(gone).id;
    org.grants.retain(|grant| grant.division != Some(gone));
    let moved = |division: &mut usize| {
        if *division == gone {
            *division = 0;
        } else if *division > gone {
            *division -= 1;
        }
    };
    org.grants
        .iter_mut()
        .filter_map(|grant| grant.division.as_mut())
        .for_each(moved);
    org.users.iter_mut().map(|user| &mut user.division).for_each(moved);
    scene.touch(Touched::Division(id));
    one("division-missing", &plan.name, &plan.key)
}

/// Takes a role from a person, everywhere; where a group holds it for them, the person leaves the group.
/// Subject: the person. Object: the role.
fn grant_missing(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let mut found = Vec::new();
    for person in scene.people() {
        let held = Held::of(scene.tenant(person.org), person.plan);
        for (role, places) in &held.direct {
            if places
                .iter()
                .all(|divisions| scene.places_are_free(person.org, divisions))
            {
                found.push((person, *role, None));
            }
        }
        for (role, divisions, group) in held.through {
            // Of a role that comes from two sides, one is left when the other is taken.
            let others = held.roles.iter().filter(|own| **own == role).count();
            if others == 1 && scene.places_are_free(person.org, divisions) {
                found.push((person, role, Some(group)));
            }
        }
    }
    let (person, role, group) = scene.pick(found)?;
    let at = scene.role(person.org, role)?;
    if let Some(group) = group {
        let groups = &scene.world.orgs[person.org].groups;
        let id = groups.iter().find(|one| one.name == group)?.id.clone();
        if !scene.is_free(&Touched::Group(id.clone())) {
            return None;
        }
        let mut groups = scene.org(person.org).groups.iter_mut();
        let group = groups.find(|one| one.id == id)?;
        group.members.retain(|member| *member != person.user);
        scene.touch(Touched::Group(id));
    } else {
        revoke(scene.org(person.org), SubjectRef::User(person.user), |grant| {
            grant.role == at
        });
    }
    scene.take(person);
    one("grant-missing", &person.plan.email, role)
}

/// Gives a person of the plan a default role that holds nothing privileged and that nobody of the plan is to have, at home.
/// Subject: the person. Object: the role.
fn grant_extra(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let people: Vec<Somebody<'_>> = scene.people().collect();
    let person = scene.pick(people)?;
    let role = scene.harmless_role(person.org)?;
    let org = scene.org(person.org);
    org.grant(role, SubjectRef::User(person.user), Some(0));
    let name = org.roles[role].name.clone();
    scene.take(person);
    one("grant-extra", &person.plan.email, name)
}

/// Takes one division from a role that a person, or a group of the plan, holds in several.
/// Subject: the person, or `group:NAME`. Object: `ROLE @ KEY`.
fn grant_division_missing(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let mut holders = Holder::all(scene);
    holders.retain(|one| one.keys.len() > 1);
    let holder = scene.pick(holders)?;
    let key = scene.pick(holder.keys.iter().copied().collect())?;
    let division = scene.division(holder.org, key)?;
    let role = scene.role(holder.org, holder.role)?;
    revoke(scene.org(holder.org), holder.subject, |grant| {
        grant.role == role && grant.division == Some(division)
    });
    holder.take(scene);
    one(
        "grant-division-missing",
        holder.name,
        format!("{} @ {key}", holder.role),
    )
}

/// Gives a person, or a group of the plan, a role that they hold in one division more: one of the plan, or one that only the
/// org has.
/// Subject: the person, or `group:NAME`. Object: `ROLE @ KEY`, or `ROLE @ NAME` of a division that the plan does not have.
fn grant_division_extra(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let holders = Holder::all(scene);
    let holder = scene.pick(holders)?;
    let role = scene.role(holder.org, holder.role)?;
    let (division, name) = scene.division_beside(holder.org, &holder.keys);
    scene.org(holder.org).grant(role, holder.subject, Some(division));
    holder.take(scene);
    one("grant-division-extra", holder.name, format!("{} @ {name}", holder.role))
}

/// Takes a person out of the org with all that they hold; somebody whom no plan knows has their place, with `employee`
/// alone, as everybody has it.
/// Subject: the person. Object: empty.
fn user_missing(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let people: Vec<Somebody<'_>> = scene.people().collect();
    let person = scene.pick(people)?;
    let number = person.user as u64 + 10_000;
    let employee = scene.role(person.org, "employee");
    let org = scene.org(person.org);
    let user = stranger(number, number, State::Active);
    let user = crate::rehearsal::world::User {
        id: org.users[person.user].id.clone(),
        ..user
    };
    org.users[person.user] = user;
    revoke(org, SubjectRef::User(person.user), |grant| Some(grant.role) != employee);
    for group in &mut org.groups {
        group.members.retain(|member| *member != person.user);
    }
    scene.take(person);
    one("user-missing", &person.plan.email, "")
}

/// Switches a person off, and leaves them what they hold: it is all there, and none of it can be used.
/// Subject: the person. Object: empty.
fn user_inactive(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let mut people: Vec<Somebody<'_>> = scene.people().collect();
    people.retain(|one| {
        let mut places = one.plan.grants.iter().map(|grant| &grant.divisions);
        !one.plan.grants.is_empty() && places.all(|divisions| scene.places_are_free(one.org, divisions))
    });
    let person = scene.pick(people)?;
    let user = &mut scene.org(person.org).users[person.user];
    user.state = State::Inactive;
    user.last_login = None;
    scene.take(person);
    one("user-inactive-with-grants", &person.plan.email, "")
}

/// Leaves a grant of somebody who is deleted and whom no plan knows: a default role without anything privileged, so that no
/// planned role has a holder too many.
/// Subject: the deleted person. Object: empty.
fn deleted_subject(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let org = scene.any_org();
    let role = scene.harmless_role(org)?;
    let number = 2_000 + scene.below(1_000) as u64;
    let own = scene.org(org);
    let user = stranger(number, number, State::Deleted);
    let email = user.email.clone();
    own.users.push(user);
    own.grant(role, SubjectRef::User(own.users.len() - 1), Some(0));
    one("deleted-subject-grants", email, "")
}

/// Takes the default role that lets people go on queue from somebody who is to answer customers. Base roles other than
/// `employee` are planned for no other reason, so that the rule for missing grants leaves them to this one.
/// Subject: the person. Object: the role.
fn queue_role(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let mut found = Vec::new();
    for person in scene.people() {
        for base in &person.plan.base {
            let mut roles = scene.tenant(person.org).roles.iter();
            let is_base = roles.any(|role| role.name == *base && role.half == RoleHalf::Base);
            let is_granted = person.plan.grants.iter().any(|grant| grant.role == *base);
            if is_base && !is_granted && !base.eq_ignore_ascii_case("employee") {
                found.push((person, base));
            }
        }
    }
    let (person, base) = scene.pick(found)?;
    let role = scene.role(person.org, base)?;
    revoke(scene.org(person.org), SubjectRef::User(person.user), |grant| {
        grant.role == role
    });
    scene.take(person);
    one("agent-without-queue-role", &person.plan.email, base)
}

/// Lets whoever may grant do so in every division.
/// Subject: the tenant. Object: empty.
fn grants_ignore_divisions(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let org = scene.any_org();
    scene.org(org).settings.grants_by_division = false;
    one("grants-ignore-divisions", &scene.tenant(org).name, "")
}

/// Lets new permissions of the vendor flow into default roles.
/// Subject: the tenant. Object: empty.
fn backfill(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let org = scene.any_org();
    scene.org(org).settings.backfill = true;
    one("role-backfill-on", &scene.tenant(org).name, "")
}

/// What a person is to hold, by themselves and through groups.
struct Held<'a> {
    /// Places by role, of grants that the person holds.
    direct: BTreeMap<&'a str, Vec<&'a Divisions>>,
    /// Role, place and group's name.
    through: Vec<(&'a str, &'a Divisions, &'a str)>,
    /// The role of each grant, direct or not, equal ones once.
    roles: Vec<&'a str>,
}

impl<'a> Held<'a> {
    /// Parts what the person holds themselves from what groups hold for them.
    fn of(tenant: &'a TenantPlan, person: &'a PersonPlan) -> Self {
        let grants: BTreeSet<(&str, &Divisions)> = person
            .grants
            .iter()
            .map(|grant| (grant.role.as_str(), &grant.divisions))
            .collect();
        let mut held = Self {
            direct: BTreeMap::new(),
            through: Vec::new(),
            roles: Vec::new(),
        };
        for (role, divisions) in grants {
            let mut groups = tenant.groups.iter();
            held.roles.push(role);
            match groups.find(|group| group.role == role && group.divisions == *divisions) {
                Some(group) => held.through.push((role, divisions, &group.name)),
                None => held.direct.entry(role).or_default().push(divisions),
            }
        }
        // What people hold as a base role too is held at home by presence: it can't be told from a grant.
        held.direct
            .retain(|role, _| !person.base.iter().any(|base| base == role));
        held
    }
}

/// A person or a group with a role in divisions by name.
struct Holder<'a> {
    /// The org.
    org: usize,
    /// Who.
    subject: SubjectRef,
    /// The name by which findings go.
    name: String,
    /// The role.
    role: &'a str,
    /// Where, by the divisions' keys.
    keys: BTreeSet<&'a str>,
    /// What it uses up.
    uses: Touched,
}

impl<'a> Holder<'a> {
    /// All that are untouched and hold something in divisions that are untouched, not in all.
    fn all(scene: &Scene<'a>) -> Vec<Self> {
        let mut holders = Vec::new();
        for person in scene.people() {
            for (role, places) in Held::of(scene.tenant(person.org), person.plan).direct {
                if let Some(keys) = keys(scene, person.org, &places) {
                    holders.push(Self {
                        org: person.org,
                        subject: SubjectRef::User(person.user),
                        name: person.plan.email.clone(),
                        role,
                        keys,
                        uses: Touched::Person(person.org, person.user),
                    });
                }
            }
        }
        for (org, at, plan) in scene.groups() {
            if let Some(keys) = keys(scene, org, &[&plan.divisions]) {
                holders.push(Self {
                    org,
                    subject: SubjectRef::Group(at),
                    name: format!("group:{}", plan.name),
                    role: &plan.role,
                    keys,
                    uses: Touched::Group(scene.world.orgs[org].groups[at].id.clone()),
                });
            }
        }
        holders
    }

    /// Uses the holder up.
    fn take(&self, scene: &mut Scene<'_>) {
        scene.touch(self.uses.clone());
    }
}

/// The keys of some places; `None` for all divisions, or where one is not as the plan wants it.
fn keys<'a>(scene: &Scene<'_>, org: usize, places: &[&'a Divisions]) -> Option<BTreeSet<&'a str>> {
    let mut all = BTreeSet::new();
    for divisions in places {
        all.extend(divisions.keys()?);
        if !scene.places_are_free(org, divisions) {
            return None;
        }
    }
    Some(all)
}
