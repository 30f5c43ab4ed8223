//! How tokens are asked for: grants, codes, refresh tokens, PKCE, and the grant that is withdrawn.

use super::{Sign, When};
use crate::diagnose::cause::Cause::{
    BadSecretOrAuthEncoding, BadTokenRequestForm, CodeOrRefreshInvalid, GrantDeprecated, GrantTypeMismatch,
    NoRefreshForGrant, PkceMismatch, RedirectUriMismatch, ScopeNotOnClient, TokenInvalid, TokenOrgMismatch,
    WrongRegionOrClientId,
};
use crate::diagnose::seen::{Call, Grant};

pub(super) const SIGNS: &[Sign] = &[
    Sign {
        seen: "code unauthorized_client",
        when: When::Code(&["unauthorized_client"]),
        speaks: &[
            (GrantTypeMismatch, 6),
            (BadSecretOrAuthEncoding, -3),
            (WrongRegionOrClientId, -3),
            (TokenInvalid, -4),
        ],
        because: "the client is set to another grant than the request uses",
    },
    Sign {
        seen: "the client is not allowed the grant that the request uses",
        when: When::Said(&[
            "client not_authorized|not_allowed|cannot|not_configured|not_permitted grant|grant_type|client_credential*",
            "grant|grant_type wrong|mismatch*|different|differs|chang*|switch*|set|configured|instead",
            "client created|set|configured|registered client_credential*|authorization_code|code|pkce|implicit|saml* but|while|request*|use*|send*",
        ]),
        speaks: &[(GrantTypeMismatch, 3)],
        because: "a client has one grant",
    },
    Sign {
        seen: "a refresh is refused to a client that is set to another grant",
        when: When::Shows(|seen| seen.has_code(&["unauthorized_client"]) && seen.uses(Grant::Refresh)),
        speaks: &[(NoRefreshForGrant, 4), (GrantTypeMismatch, -2)],
        because: "only the code grant comes with refresh tokens",
    },
    Sign {
        seen: "a client of one grant, and a request of another",
        when: When::Shows(|seen| {
            let of_client = [Grant::Code, Grant::Pkce, Grant::Implicit, Grant::Saml];
            let named = |grant: &Grant| seen.named_grants.contains(grant);
            let plain = seen.codes.is_empty() || seen.has_code(&["unauthorized_client", "unsupported_grant_type"]);
            let asks_for_token =
                seen.is_token_request() || matches!(seen.call, Call::Unnamed) && seen.is_status(&[400]);
            plain && asks_for_token && named(&Grant::ClientCredentials) && of_client.iter().any(named)
        }),
        speaks: &[(GrantTypeMismatch, 4)],
        because: "a client has one grant",
    },
    Sign {
        seen: "a grant type is missing or bad, in a request of the API that makes a client",
        when: When::Code(&["bad.grant.type", "grant.type.required"]),
        speaks: &[(GrantTypeMismatch, 4), (BadTokenRequestForm, 2)],
        because: "the API names the grant of a client in its own way",
    },
    Sign {
        seen: "code unsupported_grant_type",
        when: When::Code(&["unsupported_grant_type"]),
        speaks: &[(BadTokenRequestForm, 4), (GrantTypeMismatch, 3), (TokenInvalid, -3)],
        because: "the token host does not know what was asked for",
    },
    Sign {
        seen: "the user's password as a grant",
        when: When::Shows(|seen| seen.uses(Grant::Password) && (seen.is_token_request() || seen.is_status(&[400]))),
        speaks: &[(BadTokenRequestForm, 2), (GrantTypeMismatch, 2)],
        because: "there is no such grant here",
    },
    Sign {
        seen: "code invalid_grant",
        when: When::Code(&["invalid_grant"]),
        speaks: &[
            (CodeOrRefreshInvalid, 5),
            (TokenInvalid, -4),
            (BadSecretOrAuthEncoding, -2),
        ],
        because: "the code or refresh token itself is refused",
    },
    Sign {
        seen: "a code or refresh token that was used, has expired, or is another client's",
        when: When::Said(&[
            "code|authorization_code used|reused|twice|again|expired|too_old|hour*|second_time|already|stale|replayed|double",
            "refresh_token|refresh expired|used|reused|invalid|revoked|old|rejected|refused|fail*|stopped|another|other|different|second|rotat*|stored|twice",
            "exchange code fail*|again|twice|refus*|error*|late*",
            "second|twice|two_times|both|same|again code post|exchange|callback|token_endpoint|request*",
            "callback page reload*|refresh*",
        ]),
        speaks: &[(CodeOrRefreshInvalid, 3)],
        because: "a code is good once and briefly, a refresh token for its own client and org",
    },
    Sign {
        seen: "a code or refresh token is sent to the token host, and two orgs are spoken of",
        when: When::Shows(|seen| {
            let carries = seen.uses(Grant::Refresh) || seen.uses(Grant::Code) || seen.uses(Grant::Pkce);
            seen.is_token_request()
                && carries
                && seen.says(&[
                    "first|second|other|another|different|vendor|customer|partner org|organization|organisation|tenant",
                ])
        }),
        speaks: &[(CodeOrRefreshInvalid, 4), (TokenOrgMismatch, -4)],
        because: "it is good for the client and the org that it was issued for",
    },
    Sign {
        seen: "a refresh is asked of a grant that has none",
        when: When::Shows(|seen| {
            let none = [Grant::ClientCredentials, Grant::Implicit, Grant::Saml];
            let speaks_of_refresh = seen.uses(Grant::Refresh) || seen.says(&["refresh_token", "refresh token"]);
            none.iter().any(|grant| seen.named_grants.contains(grant)) && speaks_of_refresh
        }),
        speaks: &[
            (NoRefreshForGrant, 6),
            (CodeOrRefreshInvalid, -1),
            (ScopeNotOnClient, -1),
        ],
        because: "client credentials, the implicit grant and SAML assertions come without a refresh token",
    },
    Sign {
        seen: "no refresh token came with the access token",
        when: When::Said(&[
            "NO refresh_token",
            "refresh_token null|undefined|none|empty|nowhere|lack*|omit*|blank",
            "only|just access_token -expired",
            "where|how get|obtain|find refresh_token",
            "answer|response|reply|body only|just|contains access_token|token expires*|expiry|lifetime|duration|seconds",
            "renew*|extend|prolong token|session without|silently|only|24|day|how",
            "lack*|omit* refresh_token",
        ]),
        speaks: &[(NoRefreshForGrant, 4), (CodeOrRefreshInvalid, -2)],
        because: "whether there is one depends on the grant",
    },
    Sign {
        seen: "parts of PKCE are in play",
        when: When::Said(&[
            "code_challenge_method|challenge_method|s256 plain|instead|missing|wrong|not|method",
            "plain s256|challenge|verifier|method",
            "s256|sha256|sha_256|hash btoa|base64|hex|padding|plus|slash|equals|url_safe|digest",
            "proof_key|verifier|pkce kept|stored|overwrit*|tab|tabs|storage|localstorage|sessionstorage|cookie|reload*",
            "NO verifier|code_verifier stored|found|kept|sent|there|match*",
            "verifier|code_verifier|code_challenge|challenge wrong|mismatch*|differ*|missing|fail*|lost|plain|s256|method|length|short|another|other|new|regenerat*|base64*|hash*|padding|encod*|stored|session",
            "pkce secret|client_secret|basic|authorization_header",
            "pkce fail*|mismatch*|wrong|invalid|error|broken|verif*",
            "code_verifier|code_challenge",
        ]),
        speaks: &[(PkceMismatch, 5), (CodeOrRefreshInvalid, -2)],
        because: "the verifier must be the one that the challenge was made of, and PKCE takes no secret",
    },
    Sign {
        seen: "the code was refused to an application with PKCE",
        when: When::Shows(|seen| seen.uses(Grant::Pkce) && seen.has_code(&["invalid_grant", "invalid_request"])),
        speaks: &[(PkceMismatch, 3)],
        because: "a verifier that does not fit looks like a code that is no good",
    },
    Sign {
        seen: "a token request of an application with PKCE",
        when: When::Shows(|seen| seen.uses(Grant::Pkce) && matches!(seen.call, Call::Token)),
        speaks: &[(PkceMismatch, 1)],
        because: "the verifier is one more thing that must fit",
    },
    Sign {
        seen: "PKCE and a Basic header at once",
        when: When::Shows(|seen| {
            let basic = seen
                .header("authorization")
                .is_some_and(|value| value.to_ascii_lowercase().starts_with("basic"));
            seen.uses(Grant::Pkce) && (basic || seen.says(&["basic header"]))
        }),
        speaks: &[
            (PkceMismatch, 4),
            (BadSecretOrAuthEncoding, -2),
            (BadTokenRequestForm, -2),
        ],
        because: "PKCE takes no secret: the verifier stands in its place",
    },
    Sign {
        seen: "the implicit grant",
        when: When::Shows(|seen| {
            let path = seen.refusal.path.as_deref().unwrap_or_default();
            seen.uses(Grant::Implicit) || path.contains("response_type=token")
        }),
        speaks: &[(GrantDeprecated, 4)],
        because: "it is being withdrawn in favour of code with PKCE",
    },
    Sign {
        seen: "response_type token, or a grant that is withdrawn",
        when: When::Said(&[
            "response_type token",
            "token hash|fragment|address_bar|behind|after url|address|back|comes|returned",
            "kind|type|option|grant NO|no_longer|not_longer|disappeared|gone|missing offered|drop_down|dropdown|list|new client",
            "implicit NO|cannot|any_more|anymore select*|choose|create|offer*|available|possible|there",
            "implicit|grant|flow deprecat*|withdrawn|retir*|sunset|removed|discontinued|end_of_life|phased|no_longer|legacy",
            "token fragment|hash -refresh",
        ]),
        speaks: &[(GrantDeprecated, 4), (RedirectUriMismatch, -1)],
        because: "the implicit grant is being withdrawn",
    },
    Sign {
        seen: "a new client is refused the implicit grant",
        when: When::Shows(|seen| seen.has_code(&["bad.grant.type"]) && seen.uses(Grant::Implicit)),
        speaks: &[(GrantDeprecated, 3), (GrantTypeMismatch, -1), (RedirectUriMismatch, -3)],
        because: "new clients can't have it any more",
    },
    Sign {
        seen: "code unsupported_response_type",
        when: When::Code(&["unsupported_response_type"]),
        speaks: &[(GrantDeprecated, 5)],
        because: "new clients can't have the implicit grant",
    },
];
