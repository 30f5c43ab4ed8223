//! Who somebody is, and which orgs they may enter: their own, and those that trust it (Authorized Organizations).

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Visit;
use super::state::PersonAt;
use crate::rehearsal::world::{BEGIN, Org, State, SubjectRef, Trustee};

/// A way into an org.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entrance {
    /// The org, of the world's.
    pub org: usize,
    /// As whom.
    pub subject: SubjectRef,
}

/// How many people a sign-in page names.
const NAMED: usize = 6;

/// How many people of an org are looked at for it: a page must not take longer in a larger org.
const LOOKED_AT: usize = 500;

impl Visit<'_> {
    /// The people who sign in with an address: one in each org of the region at most that matter, the active ones. With
    /// `only`, of this org.
    pub(super) fn people(&self, address: &str, only: Option<usize>) -> Vec<PersonAt> {
        let address = address.trim().to_lowercase();
        let is = |text: &str| text.to_lowercase() == address;
        self.orgs(only)
            .flat_map(|(org, one)| {
                let users = one.users.iter().enumerate();
                users
                    .filter(|(_, user)| user.state == State::Active && (is(&user.email) || is(&user.username)))
                    .map(move |(user, _)| PersonAt { org, user })
            })
            .collect()
    }

    /// Some people to choose from, those who may approve clients first.
    pub(super) fn some_people(&self, only: Option<usize>) -> Vec<PersonAt> {
        let mut people: Vec<PersonAt> = self
            .orgs(only)
            .flat_map(|(org, one)| {
                let users = one.users.iter().enumerate().take(LOOKED_AT);
                let mut own: Vec<PersonAt> = users
                    .filter(|(_, user)| user.state == State::Active)
                    .map(|(user, _)| PersonAt { org, user })
                    .collect();
                own.sort_by_key(|person| !self.may_approve(*person));
                own.truncate(NAMED);
                own
            })
            .collect();
        // Of each org some: the first ones of all of them, then the second ones.
        let mut seen = vec![0_usize; self.world.orgs.len()];
        people.sort_by_cached_key(|person| {
            seen[person.org] += 1;
            (seen[person.org], person.org)
        });
        people.truncate(NAMED);
        people
    }

    /// The orgs of this region, or the one of them that was asked for.
    fn orgs(&self, only: Option<usize>) -> impl Iterator<Item = (usize, &Org)> {
        let orgs = self.world.orgs.iter().enumerate();
        orgs.filter(move |(at, org)| org.region == self.region && only.is_none_or(|only| only == *at))
    }

    /// The orgs that somebody may enter, their own first.
    pub(super) fn entrances(&self, person: PersonAt) -> Vec<Entrance> {
        let own = Entrance {
            org: person.org,
            subject: SubjectRef::User(person.user),
        };
        let others = self.orgs(None).filter(|(at, _)| *at != person.org);
        let others = others.filter_map(|(org, one)| {
            let subject = self.as_trustee(person, one)?;
            Some(Entrance { org, subject })
        });
        std::iter::once(own).chain(others).collect()
    }

    /// As whom somebody of another org comes in: it has to trust their org now, and to name them, or a group of theirs.
    fn as_trustee(&self, person: PersonAt, org: &Org) -> Option<SubjectRef> {
        let home = &self.world.orgs[person.org];
        let user = &home.users[person.user];
        let (at, trustee) = org
            .trustees
            .iter()
            .enumerate()
            .find(|(_, trustee)| trustee.org_id == home.id.as_str())?;
        if !trustee.enabled || is_over(trustee, self.now) {
            return None;
        }
        if let Some(who) = trustee.users.iter().position(|one| one.id == user.id) {
            return Some(SubjectRef::TrusteeUser(at, who));
        }
        let of_theirs = |id: &str| {
            let group = home.groups.iter().find(|group| group.id == id);
            group.is_some_and(|group| group.state == State::Active && group.members.contains(&person.user))
        };
        let who = trustee.groups.iter().position(|group| of_theirs(&group.id))?;
        Some(SubjectRef::TrusteeGroup(at, who))
    }
}

/// Whether a trust has ended. A date that is none was never one: the trust goes on.
fn is_over(trustee: &Trustee, now: Duration) -> bool {
    let expires = trustee
        .expires
        .as_deref()
        .and_then(|text| text.parse::<Timestamp>().ok());
    let begin: Timestamp = BEGIN.parse().expect("a test reads it");
    let now = SignedDuration::try_from(now)
        .ok()
        .and_then(|since| begin.checked_add(since).ok());
    matches!((expires, now), (Some(expires), Some(now)) if expires <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trust_ends_at_its_moment() {
        let trust = |expires: Option<&str>| Trustee {
            expires: expires.map(str::to_owned),
            ..Trustee::default()
        };
        let at = Duration::from_secs;
        assert!(!is_over(&trust(None), at(0)));
        assert!(
            is_over(&trust(Some("2026-11-20T08:00:00Z")), at(0)),
            "the world's beginning"
        );
        assert!(!is_over(&trust(Some("2026-11-20T08:00:10Z")), at(9)));
        assert!(is_over(&trust(Some("2026-11-20T08:00:10Z")), at(10)));
    }
}
