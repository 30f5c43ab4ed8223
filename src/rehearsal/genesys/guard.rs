//! What stands between a good token and a resource: the client's scopes, the subject's permissions, divisions.
//!
//! Source: `x-inin-requires-permissions` and `security` of the API's definition, as the catalogue has them; the order of
//! the checks follows the vendor's error codes (application before subject before division).

use super::refusal::Refusal;
use super::session::Session;
use crate::access::{Access, Held, Reach};
use crate::catalogue::{Mode, OperationFacts, ScopeSource};
use crate::model::Permission;
use crate::rehearsal::world::{Org, division_aware};

/// A call that may go on.
pub(super) struct Pass {
    /// The divisions in which it may.
    pub reach: Reach,
    /// Whether something could not be checked as the vendor does.
    pub unguarded: bool,
}

/// Checks a call. `held` says whether a resource answers it, which then looks at divisions itself.
pub(super) fn pass(
    operation: &OperationFacts,
    session: &Session,
    access: &Access,
    org: &Org,
    held: bool,
) -> Result<Pass, Refusal> {
    let mut unguarded = operation.mode == Mode::Unknown;
    if let Some(scopes) = &session.scopes {
        unguarded |= operation.scope_source == ScopeSource::Unknown;
        let listed = !operation.scopes.is_empty() && !operation.any_token;
        if listed && !operation.scopes.iter().any(|scope| scopes.contains(*scope)) {
            return Err(Refusal::scope(&operation.scopes));
        }
    }
    if session.person.is_none() && needs_person(operation.path) {
        return Err(Refusal::not_a_user());
    }
    if operation.permissions.is_empty() || matches!(operation.mode, Mode::None | Mode::Unknown) {
        return Ok(Pass {
            reach: Reach::All,
            unguarded,
        });
    }
    let subject = session.subject(org);
    let all: Vec<(&Permission, Held)> = operation
        .permissions
        .iter()
        .map(|permission| (permission, access.held(subject, permission)))
        .collect();
    let missing: Vec<&Permission> = all
        .iter()
        .filter(|(_, held)| held.is_nowhere())
        .map(|(permission, _)| *permission)
        .collect();
    let refused = match operation.mode {
        Mode::All => !missing.is_empty(),
        _ => missing.len() == all.len(),
    };
    if refused {
        return Err(match operation.mode {
            Mode::All => Refusal::missing_permissions(&missing),
            _ => Refusal::missing_any_permission(&missing),
        });
    }
    let got: Vec<_> = all.iter().filter(|(_, held)| !held.is_nowhere()).collect();
    // Whether a condition is met, only the vendor can tell.
    unguarded |= got.iter().all(|(_, held)| held.outright.is_nowhere());
    let reaches = got.iter().map(|(permission, held)| {
        if division_aware(permission) {
            held.at_most()
        } else {
            Reach::All
        }
    });
    let reach = match operation.mode {
        Mode::All => reaches.fold(Reach::All, |reach, one| reach.within(&one)),
        _ => reaches.fold(Reach::default(), |mut reach, one| {
            reach.extend(one);
            reach
        }),
    };
    // One object that nobody made stands in the home division, as every new one does; lists are filtered instead.
    if !held && (operation.path.contains('{') || operation.writes()) && !reach.includes(org.home()) {
        let named: Vec<_> = got.iter().map(|(permission, _)| *permission).collect();
        return Err(Refusal::missing_in_division(operation.mode, &named, org.home()));
    }
    Ok(Pass { reach, unguarded })
}

/// Whether an operation is about the one who calls, as a person. The facts name one of 43 such operations and the rule that
/// they need a user; a path that says `me` of a person is taken for one.
fn needs_person(path: &str) -> bool {
    let about_token = [
        "/tokens/me",
        "/organizations/me",
        "/subjects/me",
        "/divisionspermitted/me",
        "/divisionspermitted/paged/me",
    ];
    path.split('/').any(|part| part == "me") && !about_token.iter().any(|end| path.ends_with(end))
}
