//! What is said about applications.

use crate::finding::Rule;
use crate::model::Severity;

/// All rules about applications.
pub const RULES: &[&Rule] = &[
    &APPLICATION_NEEDS_UNKNOWN,
    &APPLICATION_OWNER_UNKNOWN,
    &APPLICATION_PRIVILEGED,
    &OPERATION_DEPRECATED,
    &OPERATION_NOT_IN_CATALOGUE,
    &OPERATION_PREVIEW,
    &OPERATION_REMOVED,
    &PERMISSION_CHOICE_OPEN,
    &READONLY_SCOPE_WRITES,
    &SCOPE_DERIVED,
    &SCOPE_UNKNOWN,
    &SCOPES_NOT_APPLIED,
    &TRUST_NEEDED,
    &ZENDESK_SCOPE_NOT_CARRIED,
    &ZENDESK_SCOPE_UNMAPPED,
];

/// Neither operations nor Zendesk scopes.
pub static APPLICATION_NEEDS_UNKNOWN: Rule = Rule {
    name: "application-needs-unknown",
    severity: Severity::Medium,
    what: "An application's row names neither the operations that it calls nor the Zendesk scopes that it had.",
    why: "Without them no scope and no permission can be derived; the application would be refused everywhere.",
    fix: "list the operations that the application calls under `operations`, best from its access log or source",
};

/// A foreign client without an owner.
pub static APPLICATION_OWNER_UNKNOWN: Rule = Rule {
    name: "client-owner-unknown",
    severity: Severity::Low,
    what: "An application reaches into other orgs, but its row does not say in which org its client is registered.",
    why: "Only the owning org lists a client, so nobody can check its scopes and redirect URIs without knowing it.",
    fix: "add `owner`: the name of a tenant, or the id of the org",
};

/// A privileged permission without an alternative.
pub static APPLICATION_PRIVILEGED: Rule = Rule {
    name: "application-privileged",
    severity: Severity::Medium,
    what: "An operation of the application opens only with a privileged permission.",
    why: "Whoever gets hold of the application's token holds that right too.",
    fix: "ask whether the application needs that operation; if so, give its role to as few as can be",
};

/// Deprecated.
pub static OPERATION_DEPRECATED: Rule = Rule {
    name: "operation-deprecated",
    severity: Severity::Low,
    what: "The application calls an operation that the vendor has deprecated.",
    why: "It can be withdrawn, and then the application stops.",
    fix: "move to the operation that the vendor names in its release notes",
};

/// Not in the catalogue.
pub static OPERATION_NOT_IN_CATALOGUE: Rule = Rule {
    name: "operation-not-in-catalogue",
    severity: Severity::High,
    what: "The application calls an operation that the catalogue does not know.",
    why: "What it needs can't be known, and most likely it does not exist.",
    fix: "look the operation up with `zd2gc catalogue search`",
};

/// A preview.
pub static OPERATION_PREVIEW: Rule = Rule {
    name: "operation-preview",
    severity: Severity::Info,
    what: "The application calls an operation that is a preview.",
    why: "Its shape and its permissions may change without notice.",
    fix: "keep the application ready for a change, or wait until the operation is released",
};

/// Gone from the API.
pub static OPERATION_REMOVED: Rule = Rule {
    name: "operation-removed",
    severity: Severity::High,
    what: "The application calls an operation that the API once had.",
    why: "The call fails in every org.",
    fix: "look for its successor with `zd2gc catalogue show`",
};

/// The facts leave the permission open.
pub static PERMISSION_CHOICE_OPEN: Rule = Rule {
    name: "permission-choice-open",
    severity: Severity::Low,
    what: "Which permission an operation needs depends on what is sent, or is not told: SCIM writes, PATCH of \
           participants, and operations without a list.",
    why: "Choosing for the application would give too much or too little; nothing is chosen.",
    fix: "say which fields the application sends and add the permissions to its role by hand, or try the call with \
          a test user",
};

/// A scope called readonly that lets something be changed.
pub static READONLY_SCOPE_WRITES: Rule = Rule {
    name: "readonly-scope-writes",
    severity: Severity::Info,
    what: "An operation that changes something accepts a scope called `:readonly`.",
    why: "The scope's name promises more than it keeps: the permissions of the person decide.",
    fix: "nothing to do; do not count on the scope to keep the application from changing things",
};

/// Scopes that no document states.
pub static SCOPE_DERIVED: Rule = Rule {
    name: "scope-derived",
    severity: Severity::Info,
    what: "The scopes of an operation are derived from its path and the operations beside it.",
    why: "That is right in about 92 cases of 100; a wrong scope shows as 403 `app.not.authorized.for.scope`.",
    fix: "try the call once with a token that has this scope only",
};

/// No scope known.
pub static SCOPE_UNKNOWN: Rule = Rule {
    name: "operation-scope-unknown",
    severity: Severity::Medium,
    what: "Which scope an operation accepts is not known.",
    why: "No scope is planned for it, and the call may be refused with 403 `app.not.authorized.for.scope`.",
    fix: "read the scope from the vendor's API Explorer and register it on the client",
};

/// Client credentials have no scopes.
pub static SCOPES_NOT_APPLIED: Rule = Rule {
    name: "scopes-not-applied",
    severity: Severity::Info,
    what: "The application uses client credentials, to which scopes do not apply.",
    why: "Its roles and their divisions are the only bound on what it can do.",
    fix: "nothing to do; keep its role as small as planned",
};

/// Another org's people come in.
pub static TRUST_NEEDED: Rule = Rule {
    name: "trust-needed",
    severity: Severity::Info,
    what: "People of another org enter this one through Authorized Organizations to use the application.",
    why: "Until this org has paired with theirs and given them the role here, signing in fails.",
    fix: "pair the two orgs (Admin > Authorized Organizations) and give the planned role to the trustees; it holds in \
          all divisions of the role",
};

/// A Zendesk scope beyond what the operations need.
pub static ZENDESK_SCOPE_NOT_CARRIED: Rule = Rule {
    name: "zendesk-scope-not-carried",
    severity: Severity::Info,
    what: "The application had a Zendesk scope of which no operation in its row has need.",
    why: "The plan gives the least that the operations need; if operations are missing from the row, it gives too little.",
    fix: "check that `operations` is complete",
};

/// A Zendesk scope without a row.
pub static ZENDESK_SCOPE_UNMAPPED: Rule = Rule {
    name: "zendesk-scope-unmapped",
    severity: Severity::Medium,
    what: "The application had a Zendesk scope of which no row of the scopes table speaks.",
    why: "What it stood for is not carried over.",
    fix: "add a row to a scopes table, or list the operations that the application calls",
};
