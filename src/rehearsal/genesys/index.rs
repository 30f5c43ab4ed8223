//! What is looked up in an org again and again, found once when the rehearsal opens: ids, states, grants by role, by
//! subject and by division. Large orgs would otherwise be scanned by every call.

use std::collections::{BTreeMap, BTreeSet};

use crate::rehearsal::world::{Org, State, SubjectRef};

/// Places in the vectors of an [`Org`].
#[derive(Debug)]
pub(in crate::rehearsal) struct Index {
    users: Ids,
    roles: Ids,
    divisions: Ids,
    groups: Ids,
    clients: Ids,
    /// People and groups of trustees, by id.
    trusted: BTreeMap<String, SubjectRef>,
    /// People in use, without access, gone; in the org's order.
    states: [Vec<usize>; 3],
    /// Who holds each role directly, and where.
    holders: Vec<Vec<Holder>>,
    /// The grants of each subject, as places in [`Org::grants`].
    grants_of: BTreeMap<SubjectRef, Vec<usize>>,
    /// The grants in each division.
    grants_in: Vec<Vec<usize>>,
    /// The grants in all divisions.
    grants_everywhere: Vec<usize>,
    /// The groups of each person who is in one.
    groups_of: BTreeMap<usize, Vec<usize>>,
}

/// Who holds a role, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holder {
    /// Who.
    pub subject: SubjectRef,
    /// In which divisions; `None` for all of them.
    pub divisions: Vec<Option<usize>>,
}

/// Ids of a list, to be found by halving.
#[derive(Debug)]
struct Ids(Vec<usize>);

impl Ids {
    fn of<T>(list: &[T], id: impl Fn(&T) -> &str) -> Self {
        let mut places: Vec<usize> = (0..list.len()).collect();
        places.sort_by(|a, b| id(&list[*a]).cmp(id(&list[*b])));
        Self(places)
    }

    fn find<T>(&self, list: &[T], id: impl Fn(&T) -> &str, wanted: &str) -> Option<usize> {
        let at = self.0.binary_search_by(|place| id(&list[*place]).cmp(wanted)).ok()?;
        Some(self.0[at])
    }
}

impl Index {
    /// Looks through an org.
    pub(in crate::rehearsal) fn of(org: &Org) -> Self {
        let mut states: [Vec<usize>; 3] = Default::default();
        for (at, user) in org.users.iter().enumerate() {
            states[user.state as usize].push(at);
        }
        let mut order: Vec<usize> = (0..org.grants.len()).collect();
        order.sort_by_key(|at| &org.grants[*at]);
        let mut holders: Vec<Vec<Holder>> = vec![Vec::new(); org.roles.len()];
        let mut grants_of: BTreeMap<SubjectRef, Vec<usize>> = BTreeMap::new();
        let mut grants_in = vec![Vec::new(); org.divisions.len()];
        let mut grants_everywhere = Vec::new();
        for at in order {
            let grant = &org.grants[at];
            match holders[grant.role].last_mut() {
                Some(last) if last.subject == grant.subject => last.divisions.push(grant.division),
                _ => holders[grant.role].push(Holder {
                    subject: grant.subject,
                    divisions: vec![grant.division],
                }),
            }
            grants_of.entry(grant.subject).or_default().push(at);
            match grant.division {
                Some(division) => grants_in[division].push(at),
                None => grants_everywhere.push(at),
            }
        }
        let mut groups_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, group) in org.groups.iter().enumerate() {
            for member in &group.members {
                groups_of.entry(*member).or_default().push(at);
            }
        }
        let mut trusted = BTreeMap::new();
        for (at, trustee) in org.trustees.iter().enumerate() {
            for (who, person) in trustee.users.iter().enumerate() {
                trusted.insert(person.id.clone(), SubjectRef::TrusteeUser(at, who));
            }
            for (who, group) in trustee.groups.iter().enumerate() {
                trusted.insert(group.id.clone(), SubjectRef::TrusteeGroup(at, who));
            }
        }
        Self {
            users: Ids::of(&org.users, |one| &one.id),
            roles: Ids::of(&org.roles, |one| &one.id),
            divisions: Ids::of(&org.divisions, |one| &one.id),
            groups: Ids::of(&org.groups, |one| &one.id),
            clients: Ids::of(&org.clients, |one| &one.id),
            trusted,
            states,
            holders,
            grants_of,
            grants_in,
            grants_everywhere,
            groups_of,
        }
    }

    /// The place of a person.
    pub(super) fn user(&self, org: &Org, id: &str) -> Option<usize> {
        self.users.find(&org.users, |one| &one.id, id)
    }

    /// The place of a role.
    pub(super) fn role(&self, org: &Org, id: &str) -> Option<usize> {
        self.roles.find(&org.roles, |one| &one.id, id)
    }

    /// The place of a division.
    pub(super) fn division(&self, org: &Org, id: &str) -> Option<usize> {
        self.divisions.find(&org.divisions, |one| &one.id, id)
    }

    /// The place of a group.
    pub(super) fn group(&self, org: &Org, id: &str) -> Option<usize> {
        self.groups.find(&org.groups, |one| &one.id, id)
    }

    /// The place of a client.
    pub(super) fn client(&self, org: &Org, id: &str) -> Option<usize> {
        self.clients.find(&org.clients, |one| &one.id, id)
    }

    /// Whoever can hold a role.
    pub(super) fn subject(&self, org: &Org, id: &str) -> Option<SubjectRef> {
        let own = self.user(org, id).map(SubjectRef::User);
        own.or_else(|| self.group(org, id).map(SubjectRef::Group))
            .or_else(|| self.client(org, id).map(SubjectRef::Client))
            .or_else(|| self.trusted.get(id).copied())
    }

    /// People in a state, in the org's order.
    pub(super) fn in_state(&self, state: State) -> &[usize] {
        &self.states[state as usize]
    }

    /// Who holds a role directly.
    pub(super) fn holders(&self, role: usize) -> &[Holder] {
        &self.holders[role]
    }

    /// Who holds a role directly or through a group.
    pub(super) fn all_holders(&self, org: &Org, role: usize) -> Vec<Holder> {
        let mut all: BTreeMap<SubjectRef, BTreeSet<Option<usize>>> = BTreeMap::new();
        for holder in self.holders(role) {
            all.entry(holder.subject).or_default().extend(&holder.divisions);
            if let SubjectRef::Group(group) = holder.subject {
                for member in &org.groups[group].members {
                    all.entry(SubjectRef::User(*member))
                        .or_default()
                        .extend(&holder.divisions);
                }
            }
        }
        all.into_iter()
            .map(|(subject, divisions)| Holder {
                subject,
                divisions: divisions.into_iter().collect(),
            })
            .collect()
    }

    /// How many people hold a role directly.
    pub(super) fn user_count(&self, role: usize) -> usize {
        // Sorted by kind of subject, people first.
        self.holders(role)
            .partition_point(|holder| matches!(holder.subject, SubjectRef::User(_)))
    }

    /// The grants of a subject, its own.
    pub(super) fn grants_of(&self, subject: SubjectRef) -> &[usize] {
        self.grants_of.get(&subject).map_or(&[], Vec::as_slice)
    }

    /// The grants in a division; `None` for those in all of them.
    pub(super) fn grants_in(&self, division: Option<usize>) -> &[usize] {
        match division {
            Some(at) => &self.grants_in[at],
            None => &self.grants_everywhere,
        }
    }

    /// The groups of a person.
    pub(super) fn groups_of(&self, user: usize) -> &[usize] {
        self.groups_of.get(&user).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearsal::world::generated;

    #[test]
    fn what_is_found_is_what_a_scan_finds() {
        let world = generated::world(generated::Sizes::default());
        let org = &world.orgs[0];
        let index = Index::of(org);
        for (at, user) in org.users.iter().enumerate() {
            assert_eq!(index.user(org, &user.id), Some(at));
        }
        assert_eq!(index.user(org, "nobody"), None);
        for role in 0..org.roles.len() {
            let granted: usize = index.holders(role).iter().map(|holder| holder.divisions.len()).sum();
            assert_eq!(granted, org.grants.iter().filter(|grant| grant.role == role).count());
            let people: BTreeSet<usize> = org
                .grants
                .iter()
                .filter(|grant| grant.role == role)
                .filter_map(|grant| match grant.subject {
                    SubjectRef::User(at) => Some(at),
                    _ => None,
                })
                .collect();
            assert_eq!(index.user_count(role), people.len());
        }
        let trusted = &org.trustees[0].users[0].id;
        assert_eq!(index.subject(org, trusted), Some(SubjectRef::TrusteeUser(0, 0)));
        let divided: usize = (0..org.divisions.len()).map(|at| index.grants_in(Some(at)).len()).sum();
        assert_eq!(divided + index.grants_in(None).len(), org.grants.len());
    }
}
