//! Host, path, method, and the org that a call is meant for.

use super::{Sign, When};
use crate::diagnose::cause::Cause::{
    self, BadSecretOrAuthEncoding, BadTokenRequestForm, ClientNotAuthorizedInOrg, DivisionNotGranted, IpNotAllowed,
    NonexistentEndpoint, RolePermissionMissing, ScopeNotOnClient, TokenInvalid, TokenOrgMismatch, WrongHost,
    WrongRegionOrClientId,
};
use crate::diagnose::seen::{Call, Host};

/// What it says of causes that a call is not in the API: no right opens it, and nobody's token or approval is at fault.
const UNREAL: &[(Cause, i8)] = &[
    (NonexistentEndpoint, 12),
    (DivisionNotGranted, -2),
    (RolePermissionMissing, -2),
    (ScopeNotOnClient, -2),
    (ClientNotAuthorizedInOrg, -2),
    (TokenInvalid, -1),
];

pub(super) const SIGNS: &[Sign] = &[
    Sign {
        seen: "the path is in no definition of the public API",
        when: When::Shows(|seen| matches!(seen.call, Call::Unknown)),
        speaks: UNREAL,
        because: "what does not exist can't be permitted, whatever the answer calls it",
    },
    Sign {
        seen: "the API once had this operation and has it no longer",
        when: When::Shows(|seen| matches!(seen.call, Call::Removed(_))),
        speaks: UNREAL,
        because: "old guides and SDKs go on naming what was withdrawn",
    },
    Sign {
        seen: "the path exists, not with this method",
        when: When::Shows(|seen| matches!(seen.call, Call::OtherMethod(_))),
        speaks: &[(NonexistentEndpoint, 6), (DivisionNotGranted, -1)],
        because: "an operation is a method and a path",
    },
    Sign {
        seen: "the operation exists",
        when: When::Shows(|seen| matches!(seen.call, Call::Exists(_))),
        speaks: &[
            (NonexistentEndpoint, -6),
            (BadSecretOrAuthEncoding, -2),
            (BadTokenRequestForm, -3),
        ],
        because: "the API's definition has it",
    },
    Sign {
        seen: "status 405",
        when: When::Shows(|seen| seen.is_status(&[405, 501])),
        speaks: &[(NonexistentEndpoint, 4)],
        because: "the method is refused before anybody's rights are looked at",
    },
    Sign {
        seen: "an endpoint is asked about that was withdrawn, or that no document has",
        when: When::Said(&[
            "endpoint|api|operation|path|call|method remov*|withdrawn|retired|sunset|gone|deprecated",
            "endpoint|path|url|route|operation NO exist*|found|documented|listed",
            "endpoint|path|operation NO api_explorer|swagger|documentation|reference",
            "method_not_allowed",
            "NO such_endpoint|such_path|such_operation|handler",
        ]),
        speaks: &[(NonexistentEndpoint, 3)],
        because: "a call that nobody documents is often one that does not exist",
    },
    Sign {
        seen: "status 404 on an operation that exists",
        when: When::Shows(|seen| matches!(seen.call, Call::Exists(_)) && seen.is_status(&[404])),
        speaks: &[(DivisionNotGranted, 3), (TokenOrgMismatch, 1)],
        because: "an object in a division that one can't see is answered as if it were not there",
    },
    // Hosts.
    Sign {
        seen: "an API call went to the login host",
        when: When::Shows(|seen| matches!(seen.host, Host::Login(_)) && is_api_call(&seen.call)),
        speaks: &[(WrongHost, 7), (NonexistentEndpoint, -6), (TokenInvalid, -1)],
        because: "the login host only issues tokens",
    },
    Sign {
        seen: "a token or login request went to the API host",
        when: When::Shows(|seen| {
            matches!(seen.host, Host::Api(_)) && matches!(seen.call, Call::Token | Call::Authorize)
        }),
        speaks: &[(WrongHost, 7), (NonexistentEndpoint, -6), (TokenInvalid, -4)],
        because: "the API host issues no tokens, and asks for one before anything else",
    },
    Sign {
        seen: "a call went to the host of the web applications",
        when: When::Shows(|seen| matches!(seen.host, Host::Apps(_))),
        speaks: &[(WrongHost, 6)],
        because: "that host serves pages for people",
    },
    Sign {
        seen: "the host is none of the 18 regions'",
        when: When::Shows(|seen| matches!(seen.host, Host::Foreign(_)) && !matches!(seen.call, Call::Authorize)),
        speaks: &[(WrongHost, 6), (NonexistentEndpoint, -1)],
        because: "each region has a host for the API and one for logins, and no others",
    },
    Sign {
        seen: "the host is one of the region's own",
        when: When::Shows(|seen| {
            matches!(
                (&seen.host, &seen.call),
                (Host::Api(_), Call::Exists(_)) | (Host::Login(_), Call::Token | Call::Authorize)
            )
        }),
        speaks: &[(WrongHost, -5)],
        because: "this host serves that call",
    },
    Sign {
        seen: "a page of HTML came back, or the name was not found",
        when: When::Said(&[
            "html|webpage|login_page instead|came|back|returned|response|got|answer*|returns|body",
            "doctype",
            "html",
            "unexpected_token",
            "invalid_character beginning",
            "request_blocked|request_could_not_be_satisfied",
            "enotfound|getaddrinfo|nxdomain",
            "NO such_host",
            "could_not_resolve|resolve_host|name_resolution|name_or_service|unknown_host|unknownhostexception",
            "dns fail*|error|resol*",
        ]),
        speaks: &[
            (WrongHost, 3),
            (IpNotAllowed, 1),
            (TokenInvalid, -1),
            (RolePermissionMissing, -2),
        ],
        because: "the API answers in JSON, and its hosts are known to the name service",
    },
    Sign {
        seen: "hosts are spoken of: login and API swapped, or a base URL in doubt",
        when: When::Said(&[
            "wrong|same|swapped|mixed|different host|hostname|base_url|domain|base_path|server",
            "login host|hostname|domain|server|subdomain|url api|call*|request*",
            "api host|hostname|domain|server token|oauth|login",
            "base_url|basepath|base_path|hostname|api_url set|chang*|config*|point*|built|copied|guess*",
        ]),
        speaks: &[(WrongHost, 2)],
        because: "API and login have a host each",
    },
    // Which org.
    Sign {
        seen: "a header is meant to choose the org",
        when: When::Shows(|seen| seen.org_headers.iter().any(|(_, sent)| *sent)),
        speaks: &[(TokenOrgMismatch, 5)],
        because: "no header chooses an org: a token is of one org",
    },
    Sign {
        seen: "a header to choose the org is spoken of",
        when: When::Shows(|seen| !seen.org_headers.is_empty() && seen.org_headers.iter().all(|(_, sent)| !sent)),
        speaks: &[(TokenOrgMismatch, 3)],
        because: "there is no such header; whether it was sent is not told",
    },
    Sign {
        seen: "a parameter is meant to choose the org",
        when: When::Shows(|seen| {
            let path = seen.refusal.path.as_deref().unwrap_or_default();
            let in_path = [
                "org_id=",
                "orgid=",
                "tenant_id=",
                "tenantid=",
                "organization_id=",
                "organizationid=",
            ];
            let lower = path.to_ascii_lowercase();
            in_path.iter().any(|name| lower.contains(name)) || seen.says(&[
            "org_id|tenant_id|multi_org|organization_id|organisation_id header|parameter|param|url|query|authorize|put|pass*|add*|send*|tried|set|append*",
            ])
        }),
        speaks: &[(TokenOrgMismatch, 5)],
        because: "there is no such parameter: the login chooses the org",
    },
    Sign {
        seen: "token and object are of two orgs",
        when: When::Said(&[
            "token|login|logged_in|signed_in org_a|org_1|org_b|org_2|first_org|second_org",
            "customer_a|org_a|tenant_a|company_a|org_1 customer_b|org_b|tenant_b|company_b|org_2",
            "queue|user|object|id|client|flow|it belongs|in|of|from org_b|org_2|second_org|partner_org|customer_org",
            "names|users|queues|objects|list|people|client_id|colleagues subsidiary|parent_company|sister_company|other_company|other_org|partner_org",
            "belongs partner|customer|other|another|vendor|second|first org|organization|organisation|tenant",
        ]),
        speaks: &[(TokenOrgMismatch, 4), (DivisionNotGranted, -2)],
        because: "ids are looked up in the token's own org",
    },
    Sign {
        seen: "the answer is of another org than the one that was meant",
        when: When::Said(&[
            "return*|show*|get*|got|see*|list*|came|come*|data|objects wrong|other|another|different|first|old|home|source org|organization|organisation|tenant|customer",
            "wrong|other|another|different|old|first org|organization|organisation|tenant data|users|queues|objects|records|name|id",
            "org|organization|organisation|tenant id|name differ*|different|other|wrong|mismatch*|unexpected|first|old",
            "token issued|minted|obtained|created|from|of|for|belongs other|another|different|first|wrong|old org|organization|organisation|tenant",
            "same|one|single token both|two|several|three|multiple|all|every|each orgs|organizations|organisations|tenants|customers|companies",
            "switch*|choose|select between|orgs|organizations|tenants|companies one_token|same_token|token",
            "switch*|select*|choose|chang*|pass* org|organization|organisation|tenant header|parameter|param|query|id",
            "reus* token org|organization|organisation|tenant|customer",
        ]),
        speaks: &[(TokenOrgMismatch, 4), (ClientNotAuthorizedInOrg, -1)],
        because: "one token is one org, and it is chosen at login",
    },
    Sign {
        seen: "the API names another org as the token's own",
        when: When::Said(&[
            "organizations_me|organisations_me name|says|returns|answers|gives|shows our|own|other|another|test|wrong|vendor|partner|different|first|sandbox",
        ]),
        speaks: &[
            (TokenOrgMismatch, 6),
            (DivisionNotGranted, -2),
            (WrongRegionOrClientId, -1),
        ],
        because: "that call says which org a token is of",
    },
    Sign {
        seen: "it works in one org and fails in another",
        when: When::Said(&[
            "work*|fine|ok|succe* first|own|home|our|one|dev|test|source|main|org_a|sandbox|vendor fail*|not|refus*|error*|break*|denied|401|403 second|other|another|new|customer|prod*|org_b|next",
            "fail*|not|refus*|error*|break*|denied|401|403|only second|other|another|new|customer org|tenant|organization|organisation",
        ]),
        speaks: &[(ClientNotAuthorizedInOrg, 3), (TokenOrgMismatch, 2)],
        because: "tokens, approvals and grants are each org's own",
    },
    Sign {
        seen: "an object or client is unknown that is there for others, in another org",
        when: When::Code(&["client.not.found", "missing.trustor.permissions"]),
        speaks: &[
            (TokenOrgMismatch, 4),
            (WrongRegionOrClientId, 2),
            (RolePermissionMissing, 1),
        ],
        because: "ids are looked up in the token's own org",
    },
];

/// Whether it is a call of the API, real or not.
fn is_api_call(call: &Call<'_>) -> bool {
    matches!(
        call,
        Call::Exists(_) | Call::Removed(_) | Call::OtherMethod(_) | Call::Unknown | Call::Cut
    )
}
