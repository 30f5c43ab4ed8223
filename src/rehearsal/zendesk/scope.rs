//! OAuth scopes: which exist, and which cover which.
//!
//! Sources: the API's definition (2025 and 2026) and published lists of what came in August 2026.

use std::collections::BTreeSet;

use super::refusal::Refusal;

/// Scopes of everything.
const WHOLE: &[&str] = &["read", "write", "impersonate"];

/// Areas that have a scope for reading and one for writing.
const BOTH: &[&str] = &[
    "account_settings",
    "apps",
    "automations",
    "brands",
    "custom_objects",
    "deletion_schedules",
    "dynamic_content",
    "groups",
    "hc",
    "macros",
    "organizations",
    "requests",
    "satisfaction_ratings",
    "sla_policies",
    "targets",
    "themes",
    "ticket_attachments",
    "ticket_views",
    "tickets",
    "triggers",
    "unrestricted",
    "users",
    "webhooks",
    "zis",
];

/// Scopes without a counterpart.
const ALONE: &[&str] = &[
    "any_channel:write",
    "auditlogs:read",
    "security:read",
    "web_widget:write",
];

/// Whether the vendor knows a scope.
fn is_known(scope: &str) -> bool {
    WHOLE.contains(&scope)
        || ALONE.contains(&scope)
        || matches!(scope.split_once(':'), Some((area, "read" | "write")) if BOTH.contains(&area))
}

/// Whether scopes cover one: `write` covers everything but acting for others, `read` all reading. That `users:write` covers
/// `users:read` is said by one tool and denied by the vendor's page; here it does not.
pub(super) fn covers(granted: &BTreeSet<String>, scope: &str) -> bool {
    let has = |name: &str| granted.contains(name);
    has(scope) || (has("write") && scope != "impersonate") || (has("read") && scope.ends_with(":read"))
}

/// What a client gets of what it asks for: nothing asked is everything that it may have; more than it may have is an error;
/// names that nobody knows are dropped, so that a token may open nothing at all.
pub(super) fn granted(asked: &str, ceiling: Option<&[String]>) -> Result<BTreeSet<String>, Refusal> {
    let may: BTreeSet<String> = match ceiling {
        Some(ceiling) => ceiling.iter().cloned().collect(),
        None => WHOLE.iter().map(|name| (*name).to_owned()).collect(),
    };
    if asked.trim().is_empty() {
        // Not `impersonate`: that one has to be asked for.
        return Ok(may.into_iter().filter(|scope| scope != "impersonate").collect());
    }
    let asked: BTreeSet<String> = asked
        .split_whitespace()
        .filter(|scope| is_known(scope))
        .map(str::to_owned)
        .collect();
    if asked.iter().all(|scope| covers(&may, scope)) {
        Ok(asked)
    } else {
        Err(Refusal::oauth(
            400,
            "invalid_scope",
            "scope not allowed for this client",
        ))
    }
}

/// Scopes as OAuth writes them.
pub(super) fn joined(scopes: &BTreeSet<String>) -> String {
    scopes.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn got(asked: &str, ceiling: Option<&[&str]>) -> Result<String, u16> {
        let ceiling: Option<Vec<String>> = ceiling.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        granted(asked, ceiling.as_deref())
            .map(|scopes| joined(&scopes))
            .map_err(|refusal| refusal.answer().status)
    }

    #[test]
    fn nothing_asked_is_everything_that_the_client_may_have() {
        assert_eq!(got("", None).unwrap(), "read write");
        assert_eq!(got(" ", Some(&["read"])).unwrap(), "read");
    }

    #[test]
    fn more_than_the_client_may_have_is_refused_and_less_is_not() {
        assert_eq!(
            got("users:read groups:read", Some(&["read"])).unwrap(),
            "groups:read users:read"
        );
        assert_eq!(got("read", Some(&["users:read"])), Err(400));
        assert_eq!(got("write", Some(&["read"])), Err(400));
        assert_eq!(got("impersonate", Some(&["write"])), Err(400));
        assert_eq!(got("users:read", Some(&["users:write"])), Err(400));
    }

    #[test]
    fn names_that_nobody_knows_open_nothing() {
        assert_eq!(got("tickets", None).unwrap(), "");
        assert_eq!(got("user:read users:read", Some(&["read"])).unwrap(), "users:read");
        assert_eq!(got("auditlogs:write", None).unwrap(), "");
        assert!(!covers(&BTreeSet::new(), "users:read"));
    }
}
