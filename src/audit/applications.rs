//! Applications side by side: the client in its owner's org, its approval in others.

use super::{Case, Owned};
use crate::finding::{Evidence, Finding, Rule};
use crate::genesys::model::{OAuthAuthorization, OAuthClient};
use crate::plan::applications::vendor_grant;
use crate::plan::model::ApplicationPlan;

/// The clients that the org owns and has: what is asked of each, and what is there.
pub(super) fn clients<'c, 'a>(
    case: &'c Case<'a>,
) -> impl Iterator<Item = (&'c Owned<'a>, &'a OAuthClient)> + use<'c, 'a> {
    let org = case.org;
    case.owned.iter().filter_map(move |one| {
        let id = one.application.client_id.to_ascii_lowercase();
        Some((one, org.clients.get(&id)?))
    })
}

/// Those of them for which scopes count: a client that acts for itself has none to speak of.
pub(super) fn scoped<'c, 'a>(
    case: &'c Case<'a>,
) -> impl Iterator<Item = (&'c Owned<'a>, &'a OAuthClient)> + use<'c, 'a> {
    clients(case).filter(|(one, _)| vendor_grant(&one.application.grant_type) != Some("CLIENT-CREDENTIALS"))
}

/// Those that act for themselves, by the plan of this tenant: what they hold is granted here.
pub(super) fn machines<'c, 'a>(case: &'c Case<'a>) -> impl Iterator<Item = (&'c Owned<'a>, String)> + use<'c, 'a> {
    let org = case.org;
    let wanted = case.wanted();
    case.owned.iter().filter_map(move |one| {
        let key = crate::access::keys::client(&one.application.client_id);
        let is_planned = wanted.subjects().contains_key(&key);
        let is_there = org
            .clients
            .contains_key(&one.application.client_id.to_ascii_lowercase());
        (is_planned && is_there).then_some((one, key))
    })
}

/// The applications that this org has to approve, with the approval that there is.
pub(super) fn approvals<'c, 'a>(
    case: &'c Case<'a>,
) -> impl Iterator<Item = (&'a ApplicationPlan, Option<&'a OAuthAuthorization>)> + use<'c, 'a> {
    let org = case.org;
    let needed = case
        .planned
        .tenant
        .applications
        .iter()
        .filter(|one| one.approval.needed);
    needed.map(move |one| (one, org.authorizations.get(&one.client_id.to_ascii_lowercase())))
}

/// Those that are approved and in force.
pub(super) fn approved<'c, 'a>(
    case: &'c Case<'a>,
) -> impl Iterator<Item = (&'a ApplicationPlan, &'a OAuthAuthorization)> + use<'c, 'a> {
    approvals(case).filter_map(|(one, approval)| {
        Some((
            one,
            approval.filter(|approval| !is(approval, "revoked") && !is_pending(approval))?,
        ))
    })
}

/// Whether an approval is in a state.
pub(super) fn is(approval: &OAuthAuthorization, state: &str) -> bool {
    approval
        .state
        .as_deref()
        .is_some_and(|own| own.eq_ignore_ascii_case(state))
}

/// Whether an approval waits to be given.
pub(super) fn is_pending(approval: &OAuthAuthorization) -> bool {
    approval.pending == Some(true) || is(approval, "requested")
}

/// A finding about a client that the org owns.
pub(super) fn of_client(case: &Case<'_>, rule: &Rule, one: &Owned<'_>, object: &str, message: String) -> Finding {
    case.finding(rule, &one.application.name, object, message)
        .evidence(Evidence::get(
            format!("/api/v2/oauth/clients/{}", one.application.client_id),
            None,
        ))
}

/// A finding about an approval.
pub(super) fn of_approval(
    case: &Case<'_>,
    rule: &Rule,
    one: &ApplicationPlan,
    object: &str,
    message: String,
) -> Finding {
    case.finding(rule, &one.name, object, message).evidence(Evidence::get(
        format!("/api/v2/oauth/authorizations/{}", one.client_id),
        None,
    ))
}
