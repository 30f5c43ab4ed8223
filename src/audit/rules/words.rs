//! Words and pieces that several rules share.

use std::collections::BTreeMap;

use crate::access::{Kind, RoleRights, State, Subject};
use crate::audit::Case;
use crate::model::Permission;
use crate::plan::model::RolePlan;

pub(in crate::audit) use crate::access::snapshot::GRANTS;

/// A role that the plan describes whole and the org has: plan, key, both sides' rights.
pub(super) struct Pair<'a> {
    pub(super) plan: &'a RolePlan,
    pub(super) key: String,
    pub(super) wanted: &'a RoleRights,
    pub(super) there: &'a RoleRights,
}

impl Pair<'_> {
    /// What each side stands for, with whether it holds under a condition only.
    pub(super) fn permissions(&self, case: &Case<'_>) -> (BTreeMap<Permission, bool>, BTreeMap<Permission, bool>) {
        let listed = |pattern: &crate::model::Pattern| case.listed(pattern);
        (self.wanted.expanded(listed), self.there.expanded(listed))
    }
}

/// The roles whose permissions the plan knows. Default roles are the vendor's: a rule of their own speaks of them.
pub(super) fn pairs<'a>(case: &Case<'a>) -> Vec<Pair<'a>> {
    let (wanted, there) = (case.wanted(), case.there());
    let pair = |(plan, key): (&'a RolePlan, String)| {
        let (wanted, there) = (wanted.rights(&key)?, there.rights(&key)?);
        wanted.known.then_some(Pair {
            plan,
            key,
            wanted,
            there,
        })
    };
    case.roles().filter_map(pair).collect()
}

/// Those of them that the plan makes, or that are the org's own custom roles.
pub(super) fn custom_pairs<'a>(case: &Case<'a>) -> Vec<Pair<'a>> {
    let mut pairs = pairs(case);
    pairs.retain(|pair| !pair.there.is_default());
    pairs
}

/// Whether the org has a permission at all, as far as that is known.
pub(super) fn is_available(case: &Case<'_>, permission: &Permission) -> bool {
    let Some(all) = &case.org.permissions else {
        return true;
    };
    // General permissions are in no list.
    permission.parts().is_none() || all.contains_key(permission)
}

/// `ROLE @ KEY`.
pub(super) fn at(case: &Case<'_>, role: &str, division: &str) -> String {
    format!("{} @ {}", case.role_name(role), case.division_name(division))
}

/// How it is known that somebody who holds grants is not there any more; `None` where they are, or may be.
pub(super) fn is_gone(case: &Case<'_>, subject: &Subject) -> Option<&'static str> {
    let lists_it = match subject.kind {
        Kind::Person | Kind::Group => true,
        Kind::Client => case.org.lacking("oauth_clients").is_none(),
        Kind::TrusteeUser | Kind::TrusteeGroup => case.org.lacking("trustees").is_none(),
    };
    match subject.state {
        State::Deleted => Some("is deleted"),
        State::Unknown if lists_it => Some("is in no list of the org"),
        _ => None,
    }
}
