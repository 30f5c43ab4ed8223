//! What a subject of an org may do, and by what: what `explain --snapshot` answers.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ask::Places;
use super::named::Meant;
use super::rights::Gives;
use super::snapshot::Org;
use super::{Access, Grant, Reach};
use crate::genesys::model::Trustee;
use crate::model::{Pattern, Permission};

/// What a subject may do, in each org that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccessFile {
    /// `zd2gc/access/1`.
    pub schema: String,
    /// The subject, as it was asked for.
    pub subject: String,
    /// The permission that was asked for, in the vendor's spelling; null for all.
    pub permission: Option<String>,
    /// The division that was asked for, as it was named; null for all.
    pub division: Option<String>,
    /// The orgs in which the subject is, or may be.
    pub of: Vec<AccessOf>,
}

impl AccessFile {
    /// The schema's name.
    pub const SCHEMA: &'static str = "zd2gc/access/1";
}

/// What is known in one org.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccessOf {
    /// The org's id.
    pub of: String,
    /// The tenant that it is; null where no table says.
    pub tenant: Option<String>,
    /// When the org was read.
    pub as_of: String,
    /// Who goes by that name: none where that is not known, several where they share it.
    pub subjects: Vec<SubjectAccess>,
    /// What is not known, or in part only, and why: by the list that would say it.
    pub lacking: BTreeMap<String, String>,
    /// What else bears on the answer.
    pub notes: Vec<String>,
}

/// What a subject may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SubjectAccess {
    /// Who, as findings name them: an address, `group:NAME`, `client:NAME`, a trustee's name.
    pub subject: String,
    /// The display name of a person, or null.
    pub name: Option<String>,
    /// `person`, `group`, `client`, `trustee-user` or `trustee-group`.
    pub kind: String,
    /// `active`, `inactive`, `deleted`, or `unknown` where no list has them.
    pub state: String,
    /// The vendor's id.
    pub id: String,
    /// How far their org is trusted; absent for whoever is of this org.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<Trust>,
    /// The groups that they are in, whatever these hold.
    pub groups: Vec<String>,
    /// The roles that they hold; where a permission or a division was asked for, those only that bear on it.
    pub roles: Vec<HeldRole>,
    /// The permissions that they hold, wildcards expanded; only the one that was asked for, if one was.
    pub permissions: Vec<HeldPermission>,
    /// What is nearest to the permission that was asked for and is not held.
    pub nearest: Vec<Near>,
}

/// The trust in another org, without which nobody of it enters, whatever they are granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Trust {
    /// Whether it is switched on; null where the org does not say.
    pub enabled: Option<bool>,
    /// When it ends, in the vendor's words; null where no end is set.
    pub expires: Option<String>,
}

/// A role, where and through what it is held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct HeldRole {
    /// The role.
    pub role: String,
    /// The group through which it is held, or `direct`.
    pub through: String,
    /// Where.
    pub divisions: Places,
    /// How many permissions it carries, wildcards expanded.
    pub permissions: u64,
}

/// A permission that is held, and every way by which it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HeldPermission {
    /// The permission.
    pub permission: String,
    /// Whether it holds under a condition only, whichever way.
    pub conditional: bool,
    /// Whether grants limit it to divisions: where false, whoever holds it holds it in the whole org; null where no list says.
    pub division_aware: Option<bool>,
    /// The ways.
    pub ways: Vec<Way>,
}

/// A way by which a permission is held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Way {
    /// The role that gives it.
    pub role: String,
    /// The group through which it is held, or `direct`.
    pub through: String,
    /// Where.
    pub divisions: Places,
    /// What stands in the role: the permission itself, or a wildcard that it is one of.
    pub policy: String,
    /// Whether it holds under a condition only.
    pub conditional: bool,
}

/// A role that carries what is not held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Near {
    /// The role.
    pub role: String,
    /// How many permissions it carries, wildcards expanded.
    pub permissions: u64,
    /// Whether it gives the permission under a condition only.
    pub conditional: bool,
    /// The group through which the subject holds the role elsewhere, or `direct`; null where they do not hold it.
    pub through: Option<String>,
    /// Where they hold it; null where they do not.
    pub divisions: Option<Places>,
}

/// How many roles that carry a permission are named.
const NEAREST: usize = 3;

/// What is asked of an org.
pub struct Question<'a> {
    /// Only this permission.
    pub permission: Option<&'a Permission>,
    /// Only in the division with this key.
    pub division: Option<&'a str>,
    /// What a wildcard stands for.
    pub listed: &'a dyn Fn(&Pattern) -> Vec<Permission>,
}

impl Org {
    /// What a subject holds, and by what.
    pub fn explain(&self, meant: &Meant, question: &Question<'_>) -> SubjectAccess {
        let access = &self.access;
        let subject = access.subjects().get(&meant.key);
        let told = |tell: &dyn Fn(&super::Subject) -> String| subject.map(tell).unwrap_or_default();
        let (roles, permissions) = self.held_of(&meant.key, question);
        let nearest = match question.permission {
            Some(permission) if permissions.is_empty() => nearest(access, &meant.key, permission, question),
            _ => Vec::new(),
        };
        let groups = access.groups_of(&meant.key).iter();
        let groups: BTreeSet<String> = groups.map(|group| access.subject_name(group)).collect();
        SubjectAccess {
            subject: access.subject_name(&meant.key),
            name: meant.name.clone(),
            kind: told(&|subject| subject.kind.to_string()),
            state: told(&|subject| subject.state.to_string()),
            id: told(&|subject| subject.id.clone()),
            trust: subject.and_then(|subject| self.trustee_of(&subject.id)).map(trust),
            groups: groups.into_iter().collect(),
            roles,
            permissions,
            nearest,
        }
    }

    /// What bears on what subjects hold beside roles and grants.
    pub fn notes_for(&self, subjects: &[SubjectAccess], permission: Option<&Permission>) -> Vec<String> {
        let mut notes: Vec<String> = permission.and_then(|one| self.limit_of(one)).into_iter().collect();
        for subject in subjects {
            notes.extend(self.trustee_note(subject));
            notes.extend(self.client_note(subject));
        }
        let held: BTreeSet<Permission> = subjects
            .iter()
            .flat_map(|subject| &subject.permissions)
            .filter_map(|held| held.permission.parse().ok())
            .collect();
        notes.extend(held.iter().flat_map(|permission| self.denials_of(permission)));
        let mut ways = subjects
            .iter()
            .flat_map(|subject| &subject.permissions)
            .flat_map(|held| &held.ways);
        if self.permissions.is_none() && permission.is_none() && ways.any(|way| way.policy.contains('*')) {
            notes.push(
                "the org's own permissions were not read: wildcards stand for what the catalogue has, and the org may have more"
                    .to_owned(),
            );
        }
        let mut told = BTreeSet::new();
        notes.retain(|note| told.insert(note.clone()));
        notes
    }

    /// The org that somebody comes from who is not of this one, by their id or their group's.
    fn trustee_of(&self, id: &str) -> Option<&Trustee> {
        self.trustees.iter().find(|trustee| {
            let people = trustee.users.iter().map(|user| &user.id);
            let mut members = people.chain(trustee.groups.iter().map(|group| &group.id));
            members.any(|own| own == id)
        })
    }

    /// That somebody of another org may do everything, whatever is granted.
    fn trustee_note(&self, subject: &SubjectAccess) -> Option<String> {
        let trustee = self.trustee_of(&subject.id);
        trustee.filter(|trustee| trustee.has_full_access == Some(true))?;
        Some(format!(
            "the org `{}` may enter with full access: its people may do more than they are granted",
            subject.subject
        ))
    }

    /// That the roles of a client count for nothing where people log in through it.
    fn client_note(&self, subject: &SubjectAccess) -> Option<String> {
        let client = self.clients.get(&subject.id.to_ascii_lowercase())?;
        let grant = client.authorized_grant_type.as_deref()?;
        (!grant.eq_ignore_ascii_case("CLIENT-CREDENTIALS")).then(|| {
            format!(
                "`{}` is registered for {grant}: it acts with the rights of whoever logs in, and roles of its own count for nothing",
                subject.subject
            )
        })
    }

    /// Roles and permissions that a subject holds, as far as they are asked for.
    fn held_of(&self, subject: &str, question: &Question<'_>) -> (Vec<HeldRole>, Vec<HeldPermission>) {
        let access = &self.access;
        let mut roles = Vec::new();
        let mut ways: BTreeMap<Permission, Vec<Way>> = BTreeMap::new();
        for (through, grant) in access.held_by(subject).filter(|(_, grant)| !grant.at.is_nowhere()) {
            let rights = access.rights(&grant.role);
            let all = rights
                .map(|rights| rights.expanded(question.listed))
                .unwrap_or_default();
            let count = all.len() as u64;
            let wanted: Vec<Permission> = match question.permission {
                // Not by the list: a wildcard covers what no list has, too.
                Some(one) if rights.is_some_and(|rights| rights.gives(one).is_some()) => vec![one.clone()],
                Some(_) => Vec::new(),
                None => all.into_keys().collect(),
            };
            let mut bears = question.permission.is_none() && reaches(grant, question.division);
            for permission in wanted {
                if !self.is_limited(&permission) || reaches(grant, question.division) {
                    bears = true;
                    let way = way(access, through, grant, &permission);
                    ways.entry(permission).or_default().extend(way);
                }
            }
            if bears {
                roles.push(HeldRole {
                    role: access.role_name(&grant.role),
                    through: access.through(through),
                    divisions: access.places(&grant.at),
                    permissions: count,
                });
            }
        }
        roles.sort();
        roles.dedup();
        let permissions = ways.into_iter().map(|(permission, mut ways)| {
            ways.sort();
            ways.dedup();
            HeldPermission {
                division_aware: self.division_aware(&permission),
                permission: permission.to_string(),
                conditional: ways.iter().all(|way| way.conditional),
                ways,
            }
        });
        (roles, permissions.collect())
    }

    /// Whether grants limit a permission to divisions; `None` where the org does not say.
    fn division_aware(&self, permission: &Permission) -> Option<bool> {
        self.permissions.as_ref()?.get(permission)?.division_aware
    }

    /// Whether a permission holds only where it was granted, as far as is known.
    fn is_limited(&self, permission: &Permission) -> bool {
        self.division_aware(permission) != Some(false)
    }
}

/// What an org says of the trust in another one.
fn trust(trustee: &Trustee) -> Trust {
    Trust {
        enabled: trustee.enabled,
        expires: trustee.date_expired.clone().filter(|date| !date.is_empty()),
    }
}

/// Whether a grant counts in the division that was asked for, if one was.
fn reaches(grant: &Grant, division: Option<&str>) -> bool {
    division.is_none_or(|division| grant.at.includes(division))
}

/// The way that a grant gives a permission by, if it does.
fn way(access: &Access, through: Option<&str>, grant: &Grant, permission: &Permission) -> Option<Way> {
    let rights = access.rights(&grant.role)?;
    let gives = rights.gives(permission)?;
    Some(Way {
        role: access.role_name(&grant.role),
        through: access.through(through),
        divisions: access.places(&grant.at),
        policy: rights.policy_of(permission)?,
        conditional: gives == Gives::Conditionally,
    })
}

/// What is nearest to a permission that a subject does not hold: roles of theirs that carry it elsewhere, else the roles that
/// carry it and little else. A role that gives everything is no advice while another one gives this.
fn nearest(access: &Access, subject: &str, permission: &Permission, question: &Question<'_>) -> Vec<Near> {
    let near = |key: &str, held: Option<(Option<&str>, &Reach)>| {
        let rights = access.rights(key)?;
        Some(Near {
            conditional: rights.gives(permission)? == Gives::Conditionally,
            role: rights.name.clone(),
            permissions: rights.expanded(question.listed).len() as u64,
            through: held.map(|(through, _)| access.through(through)),
            divisions: held.map(|(_, at)| access.places(at)),
        })
    };
    let own = access.held_by(subject).filter(|(_, grant)| !grant.at.is_nowhere());
    let mut elsewhere: Vec<Near> = own
        .filter_map(|(through, grant)| near(&grant.role, Some((through, &grant.at))))
        .collect();
    elsewhere.sort();
    elsewhere.dedup();
    if !elsewhere.is_empty() {
        return elsewhere;
    }
    let general = |key: &str| {
        let rights = access.rights(key);
        permission.as_str().contains(':') && rights.is_some_and(|rights| !rights.general.is_empty())
    };
    let mut carry: Vec<(bool, Near)> = access
        .roles()
        .keys()
        .filter_map(|key| Some((general(key), near(key, None)?)))
        .collect();
    carry.sort_by(|(a_general, a), (b_general, b)| {
        (a_general, a.conditional, a.permissions, &a.role).cmp(&(b_general, b.conditional, b.permissions, &b.role))
    });
    carry.into_iter().map(|(_, near)| near).take(NEAREST).collect()
}
