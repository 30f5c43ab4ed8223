//! What the application may do: scopes.

use super::{Sign, When};
use crate::diagnose::cause::Cause::{
    CcScopesIgnored, ClientNotAuthorizedInOrg, InventedScope, RolePermissionMissing, ScopeNotOnClient, TokenInvalid,
    UseRoleDivisions,
};
use crate::diagnose::seen::{From, Grant, Seen};

pub(super) const SIGNS: &[Sign] = &[
    Sign {
        seen: "a scope that does not exist is listed or demanded",
        when: When::Shows(|seen| {
            seen.scopes
                .iter()
                .any(|scope| !scope.exists && scope.from != From::Notes)
        }),
        speaks: &[(InventedScope, 7), (ScopeNotOnClient, -2)],
        because: "no client can be given it, and no call asks for it",
    },
    Sign {
        seen: "a scope that does not exist is spoken of",
        when: When::Shows(|seen| {
            let mut invented = seen.scopes.iter().filter(|scope| !scope.exists).peekable();
            invented.peek().is_some() && invented.all(|scope| scope.from == From::Notes)
        }),
        speaks: &[(InventedScope, 3)],
        because: "names that circulate are often made up; whether it was used is not told",
    },
    Sign {
        seen: "all scopes that are named exist",
        when: When::Shows(|seen| !seen.scopes.is_empty() && seen.scopes.iter().all(|scope| scope.exists)),
        speaks: &[(InventedScope, -4)],
        because: "the catalogue has them",
    },
    Sign {
        seen: "code auth.invalid.scope or invalid_scope",
        when: When::Code(&["auth.invalid.scope", "invalid_scope"]),
        speaks: &[(InventedScope, 6), (ScopeNotOnClient, -1)],
        because: "the scope is refused as a name",
    },
    Sign {
        seen: "a scope is said to be unknown or invalid, or looked for in vain",
        when: When::Said(&[
            "scope|scopes invalid|unknown|unrecognized|unrecognised|nonexistent",
            "scope|scopes NO exist*|find|found|list*|dropdown|drop_down|offered|there|known",
        ]),
        speaks: &[(InventedScope, 2)],
        because: "names of scopes that circulate are often made up",
    },
    Sign {
        seen: "code app.not.authorized.for.scope",
        when: When::Code(&["app.not.authorized.for.scope"]),
        speaks: &[
            (ScopeNotOnClient, 6),
            (ClientNotAuthorizedInOrg, 1),
            (RolePermissionMissing, -4),
            (TokenInvalid, -3),
            (InventedScope, -1),
        ],
        because: "the application lacks every one of the scopes that the operation accepts",
    },
    Sign {
        seen: "the application is said to lack a scope",
        when: When::Said(&[
            "app|application|client not_authorized|lacks|missing|without|NO|needs scope|scopes",
            "scope|scopes not_granted|missing|insufficient|required|lack*|add*|forgot|removed|consent*|reapprov*|approved",
            "insufficient_scope",
        ]),
        speaks: &[(ScopeNotOnClient, 3)],
        because: "the scope check asks what the client was given and the org approved",
    },
    Sign {
        seen: "a user's application names scopes, and none that the operation accepts",
        when: When::Shows(|seen| {
            let Some(operation) = seen.operation().filter(|operation| !operation.scopes.is_empty()) else {
                return false;
            };
            let mut listed = seen
                .scopes
                .iter()
                .filter(|scope| scope.from == From::List && scope.exists)
                .peekable();
            listed.peek().is_some()
                && !seen.uses(Grant::ClientCredentials)
                && !listed.any(|scope| operation.scopes.contains(&scope.text.as_str()))
        }),
        speaks: &[(ScopeNotOnClient, 3)],
        because: "one of the operation's scopes must be on the client",
    },
    Sign {
        seen: "the scopes that are listed open the operation",
        when: When::Shows(covered),
        speaks: &[(ScopeNotOnClient, -2)],
        because: "one of the operation's scopes suffices",
    },
    Sign {
        seen: "status 401 with words about scopes",
        when: When::Shows(|seen| {
            seen.is_status(&[401]) && !seen.has_code(&["app.not.authorized.for.scope"]) && seen.says(&["scope|scopes"])
        }),
        speaks: &[(ScopeNotOnClient, -3), (TokenInvalid, 1)],
        because: "the scope check answers 403: these words did not come from it",
    },
    Sign {
        seen: "client credentials, and scopes are listed",
        when: When::Shows(|seen| {
            let mut scopes = seen.scopes.iter();
            seen.uses(Grant::ClientCredentials) && scopes.any(|scope| scope.exists && scope.from != From::Notes)
        }),
        speaks: &[
            (CcScopesIgnored, 2),
            (ScopeNotOnClient, -3),
            (ClientNotAuthorizedInOrg, -2),
        ],
        because: "scopes don't apply to such a client; the roles granted to it do",
    },
    Sign {
        seen: "client credentials, and a scope is named in what is told besides",
        when: When::Shows(|seen| {
            let mut scopes = seen.scopes.iter();
            seen.uses(Grant::ClientCredentials) && scopes.any(|scope| scope.exists && scope.from == From::Notes)
        }),
        speaks: &[(CcScopesIgnored, 2), (ScopeNotOnClient, -2)],
        because: "scopes don't apply to such a client, whoever advises them",
    },
    Sign {
        seen: "client credentials, and scopes are spoken of",
        when: When::Shows(|seen| seen.uses(Grant::ClientCredentials) && seen.says(&["scope|scopes"])),
        speaks: &[(CcScopesIgnored, 3), (ScopeNotOnClient, -2)],
        because: "scopes don't apply to such a client, whatever is tried with them",
    },
    Sign {
        seen: "client credentials, and a right that lacks though scopes were given",
        when: When::Shows(|seen| {
            seen.uses(Grant::ClientCredentials)
                && (!seen.scopes.is_empty() || seen.says(&["scope|scopes"]))
                && (seen.has_code(&["missing.permissions", "missing.any.permissions"])
                    || seen.is_status(&[403]) && seen.codes.is_empty())
        }),
        speaks: &[(CcScopesIgnored, 4)],
        because: "more scopes change nothing there",
    },
    Sign {
        seen: "client credentials",
        when: When::Shows(|seen| seen.uses(Grant::ClientCredentials)),
        speaks: &[
            (ScopeNotOnClient, -2),
            (ClientNotAuthorizedInOrg, -2),
            (UseRoleDivisions, 1),
        ],
        because: "such a client is its own org's, and holds roles",
    },
    Sign {
        seen: "code missing.client.scope",
        when: When::Code(&["missing.client.scope"]),
        speaks: &[(ScopeNotOnClient, 5)],
        because: "a client for users is made with scopes",
    },
];

/// Whether a listed scope opens the operation.
fn covered(seen: &Seen<'_>) -> bool {
    seen.operation().is_some_and(|operation| {
        seen.scopes
            .iter()
            .any(|scope| scope.from == From::List && operation.scopes.contains(&scope.text.as_str()))
    })
}
