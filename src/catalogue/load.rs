//! Parsing the embedded facts. A line that doesn't parse is a mistake of ours, which a test finds.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Catalogue;
use super::facts::{
    AuthorizeParameter, DefaultRole, OperationFacts, ParameterKind, PermissionFacts, PermissionStatus, RegionFacts,
    RemovedOperation, ScopeFacts,
};
use crate::model::Permission;

const BROKEN: &str = "the embedded facts parse: a test reads them all";

/// Documented parameters in the vendor's order, then the names that are mistaken for some.
/// Source: developer.genesys.cloud, "Additional parameters" of the authorize page, and the official JavaScript SDK.
const PARAMETERS: &[AuthorizeParameter] = &[
    parameter(
        "client_id",
        ParameterKind::Documented,
        "id of the OAuth client; it must exist in this region",
    ),
    parameter(
        "response_type",
        ParameterKind::Documented,
        "`code`; `token` is the implicit grant, which is being withdrawn",
    ),
    parameter(
        "redirect_uri",
        ParameterKind::Documented,
        "exactly one of the URIs that the client has registered",
    ),
    parameter(
        "state",
        ParameterKind::Documented,
        "comes back unchanged; protects against forged answers",
    ),
    parameter(
        "code_challenge",
        ParameterKind::Documented,
        "PKCE: base64url of the SHA-256 of the verifier",
    ),
    parameter("code_challenge_method", ParameterKind::Documented, "PKCE: `S256`"),
    parameter(
        "org",
        ParameterKind::Documented,
        "the org's short name; only together with `provider`",
    ),
    parameter(
        "provider",
        ParameterKind::Documented,
        "the identity provider to use; only together with `org`",
    ),
    parameter(
        "target",
        ParameterKind::Documented,
        "the id of another org to enter through Authorized Organizations",
    ),
    parameter(
        "login_hint",
        ParameterKind::Documented,
        "prefills an address or an org name; selects and grants nothing",
    ),
    parameter(
        "prompt",
        ParameterKind::Documented,
        "only `login`: asks for credentials again",
    ),
    parameter(
        "scope",
        ParameterKind::Undocumented,
        "standard OAuth, not documented by Genesys: the client's registration decides",
    ),
    parameter("org_id", ParameterKind::NotAParameter, "use `target`"),
    parameter(
        "tenant_id",
        ParameterKind::NotAParameter,
        "one token is one org; `target` enters another",
    ),
    parameter(
        "multi_org",
        ParameterKind::NotAParameter,
        "one token is one org: authorize once in each",
    ),
    parameter(
        "audience",
        ParameterKind::NotAParameter,
        "Genesys Cloud has no audiences",
    ),
    parameter(
        "x-genesys-tenant-id",
        ParameterKind::NotAHeader,
        "no header selects an org; the token decides",
    ),
    parameter(
        "X-Genesys-Organization",
        ParameterKind::NotAHeader,
        "no header selects an org; the token decides",
    ),
    parameter(
        "organizationId",
        ParameterKind::NotAHeader,
        "no header selects an org; the token decides",
    ),
];

const fn parameter(name: &'static str, kind: ParameterKind, meaning: &'static str) -> AuthorizeParameter {
    AuthorizeParameter { name, kind, meaning }
}

fn rows<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    text.lines().map(|line| {
        let mut cells = line.split('\t');
        let row = std::array::from_fn(|_| cells.next().expect(BROKEN));
        assert!(cells.next().is_none(), "{BROKEN}");
        row
    })
}

fn permission(name: &str) -> Permission {
    name.parse().expect(BROKEN)
}

pub(super) fn embedded() -> Catalogue {
    let mut permissions = BTreeMap::new();
    for [name, status, operations] in rows(include_str!("data/permissions.tsv")) {
        let status: PermissionStatus = status.parse().expect(BROKEN);
        // Wildcards seen in roles are patterns, not permissions; a case variant is the permission that it equals.
        if matches!(status, PermissionStatus::Wildcard | PermissionStatus::CaseVariant) {
            continue;
        }
        let name = permission(name);
        permissions.insert(
            name.clone(),
            PermissionFacts {
                name,
                status,
                operations: operations.parse().expect(BROKEN),
            },
        );
    }
    Catalogue {
        operations: rows(include_str!("data/operations.tsv")).map(operation).collect(),
        removed: rows(include_str!("data/removed.tsv"))
            .map(
                |[method, path, first_release, last_release, last_date, status]| RemovedOperation {
                    method: method.parse().expect(BROKEN),
                    path,
                    first_release,
                    last_release,
                    last_date,
                    renamed_parameter: status == "renamed-parameter",
                },
            )
            .collect(),
        permissions,
        scopes: rows(include_str!("data/scopes.tsv"))
            .map(|[name, access, operations, reads, writes]| ScopeFacts {
                name,
                access,
                operations: operations.parse().expect(BROKEN),
                reads: reads.parse().expect(BROKEN),
                writes: writes.parse().expect(BROKEN),
            })
            .collect(),
        regions: rows(include_str!("data/regions.tsv"))
            .map(|[name, domain, environment, _status]| RegionFacts {
                name,
                domain,
                environment,
            })
            .collect(),
        default_roles: rows(include_str!("data/default_roles.tsv"))
            .map(|[name, id, standing]| DefaultRole {
                name,
                default_role_id: (!id.is_empty()).then_some(id),
                standing,
            })
            .collect(),
        parameters: PARAMETERS.to_vec(),
        domains: rows(include_str!("data/domains.tsv"))
            .map(|[permission_domain, scope_domain, operations]| {
                (permission_domain, scope_domain, operations.parse().expect(BROKEN))
            })
            .collect(),
        index: OnceLock::new(),
    }
}

fn operation(row: [&'static str; 8]) -> OperationFacts {
    let [method, path, mode, permissions, scopes, scope_source, flags, since] = row;
    let has = |flag: &str| flags.split(' ').any(|word| word == flag);
    OperationFacts {
        method: method.parse().expect(BROKEN),
        path,
        mode: mode.parse().expect(BROKEN),
        permissions: permissions.split_whitespace().map(permission).collect(),
        scopes: scopes.split_whitespace().collect(),
        scope_source: scope_source.parse().expect(BROKEN),
        deprecated: has("deprecated"),
        preview: has("preview"),
        no_auth: has("noauth"),
        any_token: has("anytoken"),
        guest_token: has("guesttoken"),
        since,
    }
}
