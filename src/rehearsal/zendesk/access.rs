//! Whether a call may go on: the token's scopes, the user's rights, the account's plan.

use serde_json::Value;

use super::refusal::Refusal;
use super::routes::{Needs, Right, Row};
use super::scope::covers;
use super::session::Caller;
use crate::rehearsal::world::account::{Account, Id, List, place};

/// Checks a call to a path.
pub(super) fn check(row: &Row, account: &Account, caller: Option<&Caller>) -> Result<(), Refusal> {
    let Some(caller) = caller else {
        return match row.right {
            Right::Anyone => Ok(()),
            _ => Err(Refusal::unauthenticated()),
        };
    };
    if let Some(session) = &caller.session {
        let (any_of, open) = match row.needs {
            Needs::Area(scope) => (vec![scope, "read"], covers(&session.scopes, scope)),
            Needs::Read => (vec!["read"], covers(&session.scopes, "read")),
            // What the token may can be asked with any token that may something.
            Needs::Any => (vec!["read"], !session.scopes.is_empty()),
        };
        if !open {
            return Err(Refusal::scope(&any_of));
        }
    }
    if !is_allowed(row.right, account, caller.user) {
        return Err(Refusal::forbidden());
    }
    if row.enterprise && !account.plan.is_enterprise() {
        return Err(if account.plan.refuses() {
            Refusal::forbidden()
        } else {
            Refusal::invalid_endpoint()
        });
    }
    Ok(())
}

/// Whether a user has a right.
fn is_allowed(right: Right, account: &Account, user: usize) -> bool {
    let role = account.lists.field(List::Users, user, "role");
    let is_admin = role == "admin";
    match right {
        Right::Anyone | Right::User => true,
        Right::Agent => is_admin || role == "agent",
        Right::Admin => is_admin,
        Right::AdminOr(setting) => {
            let held = setting_of(account, user, setting);
            is_admin || held == true || held.as_str().is_some_and(|value| value != "none")
        }
        Right::AllOrganizations => {
            is_admin || (role == "agent" && setting_of(account, user, "ticket_access") != "within-organization")
        }
    }
}

/// Whether a user is an admin.
pub(super) fn is_admin(account: &Account, user: usize) -> bool {
    is_allowed(Right::Admin, account, user)
}

/// A setting of the role that a user has; `null` where they have none.
pub(super) fn setting_of(account: &Account, user: usize, setting: &str) -> Value {
    let role = account.lists.field(List::Users, user, "custom_role_id");
    if role.is_null() {
        return Value::Null;
    }
    let Some(at) = place(&*account.lists, List::CustomRoles, &Id::of_value(&role)) else {
        return Value::Null;
    };
    account
        .lists
        .field(List::CustomRoles, at, "configuration")
        .get(setting)
        .cloned()
        .unwrap_or_default()
}
