//! Zendesk: one account's host, its API under `/api/v2/` and its OAuth pages under `/oauth/`.
//!
//! A call to the API goes through the same doors as at the vendor's: rate limit of the account, credentials, scopes of the
//! token, rights of the user, plan of the account. Only then a resource answers, by the table in [`routes`]. Nothing that
//! is called changes the account.
#![allow(
    clippy::unnecessary_wraps,
    reason = "the table of paths takes functions that may refuse, whether each does or not"
)]

mod access;
mod authorize;
mod cursor;
mod incremental;
mod page;
mod people;
mod refusal;
mod resources;
mod routes;
mod scope;
mod session;
mod token;

pub(super) use refusal::refuse;
pub(super) use session::{Sessions, own_token};

use std::time::Duration;

use super::limit::Spent;
use super::world::account::Account;
use super::{Answer, Call, Rehearsal};
use crate::model::Method;

use refusal::Refusal;
use session::Caller;

/// What a resource answers.
type Served = Result<Answer, Refusal>;

/// A call that was let through.
struct Seen<'a> {
    /// The rehearsal, for what changes: tokens, windows.
    rehearsal: &'a Rehearsal,
    /// The account.
    account: &'a Account,
    /// Who calls; `None` for who shows no credentials.
    caller: Option<Caller>,
    /// The call.
    call: &'a Call,
    /// The values of the path's parameters, in their order.
    parts: Vec<&'a str>,
    /// How long after its beginning the call was made.
    now: Duration,
}

/// Answers a call to an account's host.
pub(super) fn answer(rehearsal: &Rehearsal, account: usize, call: &Call, now: Duration) -> Answer {
    let path = call.path().trim_end_matches('/');
    let answer = match (call.method, path) {
        (Method::Post, "/oauth/tokens") => token::answer(rehearsal, account, call, now),
        (Method::Get | Method::Head, "/oauth/authorizations/new") => authorize::ask(rehearsal, account, call),
        (Method::Post, "/oauth/authorizations") => authorize::decide(rehearsal, account, call, now),
        _ if path.starts_with("/api/v2/") => api(rehearsal, account, call, now),
        _ => Refusal::invalid_endpoint().answer(),
    };
    answer.with(
        "x-request-id",
        super::world::uuid(rehearsal.behaviour.seed, path, rehearsal.next_call()),
    )
}

/// The API: the account's rate limit, then [`guarded`].
fn api(rehearsal: &Rehearsal, account: usize, call: &Call, now: Duration) -> Answer {
    let own = &rehearsal.world.accounts[account];
    let limit = rehearsal.behaviour.rate_limit.unwrap_or_else(|| own.plan.rate_limit());
    let spent = rehearsal
        .windows()
        .count(&format!("zendesk {}", own.subdomain), limit, now);
    let answer = if spent.is_over() {
        Err(Refusal::too_many(spent))
    } else {
        guarded(rehearsal, account, call, now)
    };
    limited(answer.unwrap_or_else(|refusal| refusal.answer()), spent)
}

/// Says what is left of the account's window: under the older names and the newer ones.
fn limited(answer: Answer, spent: Spent) -> Answer {
    let allowed = spent.allowed.to_string();
    let remaining = spent.allowed.saturating_sub(spent.count).to_string();
    answer
        .with("x-rate-limit", allowed.clone())
        .with("x-rate-limit-remaining", remaining.clone())
        .with("ratelimit-limit", allowed)
        .with("ratelimit-remaining", remaining)
        .with("ratelimit-reset", spent.seconds().to_string())
}

/// Credentials, route, scope, right, plan, then the resource.
fn guarded(rehearsal: &Rehearsal, at: usize, call: &Call, now: Duration) -> Served {
    let account = &rehearsal.world.accounts[at];
    let caller = rehearsal.zendesk_sessions().of_call(account, at, call, now)?;
    let path = call.path().trim_end_matches('/');
    let (row, parts) =
        routes::find(path.strip_suffix(".json").unwrap_or(path)).ok_or_else(Refusal::invalid_endpoint)?;
    access::check(row, account, caller.as_ref())?;
    if !matches!(call.method, Method::Get | Method::Head) {
        return Err(Refusal::read_only());
    }
    (row.serve)(&Seen {
        rehearsal,
        account,
        caller,
        call,
        parts,
        now,
    })
}
