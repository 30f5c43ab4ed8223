//! The rules of an audit: one file each, with what it needs, and the function that looks.

mod words;

pub(in crate::audit) use words::GRANTS;

use crate::finding::{Findings, Rule};
use crate::model::{Level, Permission};

use super::Case;

/// A rule and how it looks.
#[derive(Debug)]
pub struct Check {
    /// The rule.
    pub rule: &'static Rule,
    /// The lists and facts without which it says nothing: what was not read is not missing.
    pub needs: &'static [&'static str],
    /// Looks at an org.
    pub run: fn(&Case<'_>, &mut Findings),
}

macro_rules! checks {
    (own: $($name:ident),*; of the plan: $($shared:ident),* $(,)?) => {
        $(mod $name;)*
        $(mod $shared;)*

        /// Every rule with how it looks.
        static CHECKS: &[Check] = &[
            $(Check { rule: &$name::RULE, needs: $name::NEEDS, run: $name::check },)*
            $(Check { rule: &$shared::RULE, needs: $shared::NEEDS, run: $shared::check },)*
        ];

        /// The rules of this stage; those that a plan is held against too are the plan's.
        pub static RULES: &[&Rule] = &[$(&$name::RULE),*];
    };
}

checks![own:
    role_missing,
    role_permission_missing,
    role_permission_extra,
    role_unplanned,
    default_role_modified,
    condition_missing,
    condition_extra,
    wildcard_policy,
    admin_general_permission,
    division_missing,
    user_missing,
    user_inactive_with_grants,
    grant_missing,
    grant_extra,
    grant_division_missing,
    grant_division_extra,
    deleted_subject_grants,
    grants_ignore_divisions,
    role_backfill_on,
    client_missing,
    client_inactive,
    client_grant_type_mismatch,
    client_redirect_uri_mismatch,
    client_scope_missing,
    client_scope_extra,
    client_scope_unknown,
    client_role_missing,
    client_role_extra,
    client_division_extra,
    client_privileged,
    client_owner_gone,
    client_long_token,
    implicit_grant_client,
    authorization_missing,
    authorization_pending,
    authorization_revoked,
    authorization_scope_missing,
    authorization_scope_extra,
    authorization_roles_limit,
    scim_grants_roles,
    region_mismatch,
    trustee_access,
    trustee_full_access,
    trustee_never_expires,
    policy_may_deny;
    of the plan:
    agent_without_queue_role,
    permission_not_available,
    privileged_holder,
    separation_of_duties,
];

/// Every rule with how it looks.
pub fn checks() -> &'static [Check] {
    CHECKS
}

/// The rule of which the list of approvals decides whether it can be applied.
pub(super) const AUTHORIZATION_MISSING: &str = "authorization-missing";

/// Why a missing approval can't be told from a hidden one, where that is so.
pub(super) fn approvals_hidden(case: &Case<'_>) -> Option<&'static str> {
    let asked = case.planned.tenant.applications.iter().any(|one| one.approval.needed);
    let shown = case.org.authorizations.values().any(|one| one.created_by.is_some());
    (asked && !shown && case.org.lacking("oauth_authorizations").is_none()).then_some(
        "the list of approvals shows none that somebody else made, so it may be the reading client's own only",
    )
}

/// Whether a permission is one that takes an org, or takes its data out.
pub(super) fn is_power(case: &Case<'_>, permission: &Permission) -> bool {
    permission.as_str().eq_ignore_ascii_case("admin") || matches!(case.level(permission), Some(Level::A | Level::B))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rules_name_is_that_of_its_file() {
        for check in checks() {
            assert!(
                !check.needs.is_empty() || check.rule.name == "region-mismatch",
                "{}",
                check.rule.name
            );
        }
        assert!(CHECKS.len() > RULES.len());
    }
}
