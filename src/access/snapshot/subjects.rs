//! Who an org has and what they hold: people, clients, groups and trustees with their keys, then their grants.

use std::collections::BTreeMap;

use super::{Hints, Org, ReadError, each};
use crate::access::{Kind, Reach, State, Subject, keys};
use crate::genesys::model::{
    AccessPolicy, Group, GroupMember, OAuthAuthorization, OAuthClient, SubjectGrant, Trustee, User,
};
use crate::snapshot::Snapshot;

impl Org {
    pub(super) fn read_people(&mut self, snapshot: &Snapshot, hints: &Hints) -> Result<(), ReadError> {
        // Whoever is there takes the address before whoever is gone: addresses are used again.
        let mut gone = Vec::new();
        each(snapshot, "users", |user: User| {
            if state(&user.state) == State::Active {
                self.person_is(user, hints);
            } else {
                gone.push(user);
            }
        })?;
        gone.sort_by_key(|user| state(&user.state));
        for user in gone {
            self.person_is(user, hints);
        }
        Ok(())
    }

    fn person_is(&mut self, user: User, hints: &Hints) {
        let address = user.email.as_deref().filter(|email| !email.trim().is_empty());
        let by_email = address.map(keys::person);
        let by_name = user.username.as_deref().map(keys::person);
        let by_name = by_name.filter(|key| hints.people.contains(key));
        let planned = by_email.clone().filter(|key| hints.people.contains(key));
        let candidates = [planned, by_name, by_email];
        let free = candidates
            .into_iter()
            .flatten()
            .find(|key| !self.access.subjects().contains_key(key));
        let key = free.unwrap_or_else(|| format!("user:{}", user.id));
        let shown = address.map_or_else(|| user.name.clone(), str::to_owned);
        self.people.insert(user.id.clone(), key.clone());
        let subject = Subject {
            kind: Kind::Person,
            name: shown,
            id: user.id,
            state: state(&user.state),
        };
        self.access.subject(key, subject);
    }

    pub(super) fn read_clients(&mut self, snapshot: &Snapshot) -> Result<(), ReadError> {
        each(snapshot, "oauth_clients", |client: OAuthClient| {
            let subject = Subject {
                kind: Kind::Client,
                name: format!("client:{}", client.name),
                id: client.id.clone(),
                state: match client.state.as_deref() {
                    Some(off) if off.eq_ignore_ascii_case("inactive") => State::Inactive,
                    _ => State::Active,
                },
            };
            self.access.subject(keys::client(&client.id), subject);
            self.clients.insert(client.id.to_ascii_lowercase(), client);
        })?;
        each(snapshot, "oauth_authorizations", |approval: OAuthAuthorization| {
            let named = approval.client.as_ref().map(|client| client.id.clone());
            let in_path = || approval.self_uri.as_deref()?.rsplit('/').next().map(str::to_owned);
            if let Some(id) = named.or_else(in_path) {
                self.authorizations.insert(id.to_ascii_lowercase(), approval);
            }
        })?;
        each(snapshot, "policies", |policy: AccessPolicy| self.policies.push(policy))?;
        Ok(())
    }

    pub(super) fn read_trustees(&mut self, snapshot: &Snapshot) -> Result<(), ReadError> {
        each(snapshot, "trustees", |trustee: Trustee| self.trustees.push(trustee))?;
        for trustee in &self.trustees {
            let org = trustee
                .organization
                .as_ref()
                .and_then(|org| org.name.clone())
                .unwrap_or_default();
            let users = trustee.users.iter().map(|user| (&user.id, Kind::TrusteeUser));
            let groups = trustee.groups.iter().map(|group| (&group.id, Kind::TrusteeGroup));
            for (id, kind) in users.chain(groups) {
                let subject = Subject {
                    kind,
                    name: org.clone(),
                    id: id.clone(),
                    state: State::Active,
                };
                self.access.subject(keys::trustee(id), subject);
            }
        }
        Ok(())
    }

    /// Groups and who is in them; gives the keys of groups by id.
    pub(super) fn read_groups(&mut self, snapshot: &Snapshot) -> Result<BTreeMap<String, String>, ReadError> {
        let mut groups = BTreeMap::new();
        each(snapshot, "groups", |group: Group| {
            let own = keys::group(&group.name);
            let key = if self.access.subjects().contains_key(&own) {
                format!("{own} {}", group.id)
            } else {
                own
            };
            groups.insert(group.id.clone(), key.clone());
            let subject = Subject {
                kind: Kind::Group,
                name: format!("group:{}", group.name),
                id: group.id,
                state: state(&group.state),
            };
            self.access.subject(key, subject);
        })?;
        each(snapshot, "group_members", |member: GroupMember| {
            if let (Some(person), Some(group)) = (self.people.get(&member.id), groups.get(&member.group_id)) {
                self.access.member(person, group);
            }
        })?;
        Ok(groups)
    }

    pub(super) fn read_grants(
        &mut self,
        snapshot: &Snapshot,
        groups: &BTreeMap<String, String>,
    ) -> Result<(), ReadError> {
        let divisions: BTreeMap<String, String> = self
            .access
            .divisions()
            .iter()
            .map(|(key, division)| (division.id.clone(), key.clone()))
            .collect();
        each(snapshot, "subject_grants", |grant: SubjectGrant| {
            let Some(role) = self.roles.get(&grant.role_id) else {
                return;
            };
            let key = match grant.kind.as_str() {
                "PC_GROUP" => groups.get(&grant.id).cloned(),
                "PC_OAUTH_CLIENT" => Some(keys::client(&grant.id)),
                "PC_TRUSTEE_USER" | "PC_TRUSTEE_GROUP" => Some(keys::trustee(&grant.id)),
                _ => self.people.get(&grant.id).cloned(),
            };
            let key = key.unwrap_or_else(|| format!("user:{}", grant.id));
            if !self.access.subjects().contains_key(&key) {
                self.access.subject(key.clone(), stranger(&grant));
            }
            let everywhere = grant.divisions.iter().any(|division| division.id == "*");
            let at = if everywhere {
                Reach::All
            } else {
                let named = grant.divisions.into_iter().map(|division| {
                    // A division that the list does not have goes by its own name.
                    let name = || keys::division(division.name.as_deref().unwrap_or(&division.id), false);
                    divisions.get(&division.id).cloned().unwrap_or_else(name)
                });
                Reach::In(named.collect())
            };
            self.access.grant(&key, role, at);
        })?;
        Ok(())
    }
}

/// Somebody who holds grants and is in no list.
fn stranger(grant: &SubjectGrant) -> Subject {
    let (kind, prefix) = match grant.kind.as_str() {
        "PC_GROUP" => (Kind::Group, "group:"),
        "PC_OAUTH_CLIENT" => (Kind::Client, "client:"),
        "PC_TRUSTEE_USER" => (Kind::TrusteeUser, ""),
        "PC_TRUSTEE_GROUP" => (Kind::TrusteeGroup, ""),
        _ => (Kind::Person, ""),
    };
    let name = grant
        .name
        .as_deref()
        .filter(|name| !name.is_empty())
        .unwrap_or(&grant.id);
    Subject {
        kind,
        name: format!("{prefix}{name}"),
        id: grant.id.clone(),
        state: State::Unknown,
    }
}

fn state(text: &str) -> State {
    match text {
        "inactive" => State::Inactive,
        "deleted" => State::Deleted,
        _ => State::Active,
    }
}
