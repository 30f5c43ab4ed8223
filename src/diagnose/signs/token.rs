//! The token host, and the tokens it issues.

use super::{Sign, When};
use crate::diagnose::cause::Cause::{
    BadSecretOrAuthEncoding, BadTokenRequestForm, ClientInactive, CodeOrRefreshInvalid, GrantDeprecated,
    GrantTypeMismatch, IpNotAllowed, NoRefreshForGrant, PkceMismatch, RateLimitedToken, RedirectUriMismatch,
    RolePermissionMissing, ScopeNotOnClient, TokenInvalid, TokenOrgMismatch, WrongRegionOrClientId,
};
use crate::diagnose::seen::{Call, Grant};

pub(super) const SIGNS: &[Sign] = &[
    // What the token host says.
    Sign {
        seen: "code invalid_client",
        when: When::Code(&["invalid_client"]),
        speaks: &[
            (BadSecretOrAuthEncoding, 3),
            (WrongRegionOrClientId, 3),
            (TokenInvalid, -4),
        ],
        because: "the token host does not take the client for what it claims to be",
    },
    Sign {
        seen: "the client was not found",
        when: When::Shows(|seen| {
            // The API says so of ids in another org.
            !seen.has_code(&["client.not.found"])
                && seen.says(&[
                    "invalid client_id|clientid -redirect_uri|redirect",
                    "client|clientid|client_id not_found|unknown|unrecognized|unrecognised|not_exist|not_known",
                    "client NO found|exist*|known|recogni*|such",
                    "NO such_client",
                ])
        }),
        speaks: &[(WrongRegionOrClientId, 4), (BadSecretOrAuthEncoding, -2)],
        because: "a client is known only to the login host of the region in which it was made",
    },
    Sign {
        seen: "the client's authentication failed",
        when: When::Said(&[
            "client_authentication|authentication fail*",
            "invalid client_secret|secret",
        ]),
        speaks: &[(BadSecretOrAuthEncoding, 2)],
        because: "the client is known, what proves it is not right",
    },
    Sign {
        seen: "the authentication of a client failed, which was found",
        when: When::Shows(|seen| {
            seen.has_code(&["invalid_client"])
                && seen.says(&["authentication fail*"])
                && !seen.says(&["client not_found|unknown"])
        }),
        speaks: &[(BadSecretOrAuthEncoding, 3), (WrongRegionOrClientId, -1)],
        because: "the token host words an unknown client differently",
    },
    Sign {
        seen: "a secret was changed, or how it is sent is in doubt",
        when: When::Said(&[
            "secret|credential* rotat*|regenerat*|renew*|chang*|reset|new|replac*|updat*|recreat*|refreshed|cycled -client_cred*",
            "base64|basic header|encod*|malformed|wrong|newline|line_break|padding|colon|urlencod*|break|wrapped|refus*",
            "secret generated|rolled|expired|swapped",
            "secret wrong|typo|truncat*|trimmed|whitespace|space|newline|placeholder|mismatch|incorrect|stale|copied|vault",
            "old secret|credential*",
        ]),
        speaks: &[(BadSecretOrAuthEncoding, 4), (CodeOrRefreshInvalid, -1)],
        because: "whoever still sends the old secret, or a broken header, is refused",
    },
    Sign {
        seen: "the secret is said to be right",
        when: When::Said(&[
            "secret|credentials|basic_header|key|password correct|checked|compared|verified|identical|unchanged|same|fine|good|works|matches|right",
            "secret can_not_be|is_not_it|ruled_out",
        ]),
        speaks: &[(BadSecretOrAuthEncoding, -3)],
        because: "what was compared is not it",
    },
    Sign {
        seen: "two regions are named",
        when: When::Shows(|seen| seen.regions.len() > 1),
        speaks: &[(WrongRegionOrClientId, 3), (TokenInvalid, 2)],
        because: "clients and tokens are good in one region",
    },
    Sign {
        seen: "another region is spoken of",
        when: When::Said(&[
            "region|regions wrong|other|another|different|mismatch*|moved|migrat*|chang*|switch*|same|default*|set|which",
            "frankfurt|ireland|dublin|london|sydney|tokyo|virginia|oregon|montreal|mumbai|seoul|zurich|emea|apac region|org|login|host|client|tenant",
            "login host|url|endpoint|region us|eu|default|different|other",
            "client registered|created|made|lives|exists region|frankfurt|ireland|us|eu|europe|emea|apac",
            "client_id|clientid|client typo|mistyped|copied|wrong|truncated|deleted|placeholder",
        ]),
        speaks: &[(WrongRegionOrClientId, 3), (TokenInvalid, 1)],
        because: "clients and tokens are good in one region",
    },
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
        seen: "code invalid_request",
        when: When::Shows(|seen| seen.has_code(&["invalid_request"]) && !seen.says(&["rate limit*", "too_many"])),
        speaks: &[(BadTokenRequestForm, 4), (TokenInvalid, -3)],
        because: "the token host can't read the request",
    },
    Sign {
        seen: "the token host answers 400, 415 or 405 without one of OAuth's codes",
        when: When::Shows(|seen| {
            matches!(seen.call, Call::Token) && seen.is_status(&[400, 405, 411, 415]) && seen.codes.is_empty()
        }),
        speaks: &[(BadTokenRequestForm, 2), (TokenInvalid, -3)],
        because: "a request that it can read gets a code",
    },
    Sign {
        seen: "the token request is JSON, or lacks its form",
        when: When::Shows(|seen| {
            let json = seen
                .header("content-type")
                .is_some_and(|value| value.to_ascii_lowercase().contains("json"));
            json && seen.is_token_request()
                || seen.is_token_request()
                    && seen.says(&[
                        "json body|payload|content_type|request|post*|send*|sent",
                        "grant_type missing|NO|absent|empty|lack*|query|url",
                        "credentials|client_id|secret body|query|url|json|querystring",
                        "form urlencoded|NO|form|encod*",
                        "content_type NO|wrong|json|header|missing",
                    ])
        }),
        speaks: &[(BadTokenRequestForm, 4), (GrantTypeMismatch, -1)],
        because: "a token request is a form, with the client in the Basic header",
    },
    Sign {
        seen: "the token request carries its form in the address, or none",
        when: When::Shows(|seen| {
            let path = seen.refusal.path.as_deref().unwrap_or_default();
            let in_address = ["grant_type=", "client_id=", "client_secret="];
            let empty = seen.header("content-length").is_some_and(|value| value.trim() == "0");
            matches!(seen.call, Call::Token) && (empty || in_address.iter().any(|part| path.contains(part)))
        }),
        speaks: &[(BadTokenRequestForm, 5)],
        because: "the token host reads the body, and the client from the Basic header",
    },
    Sign {
        seen: "the body of a request for tokens is spoken of",
        when: When::Said(&[
            "json body|payload token|grant_type",
            "grant_type missing|absent|lack*",
            "empty|NO|without body|form|payload",
            "append*|put*|everything|all url|query_string|querystring|address body|token|post",
            "NO grant_type",
            "x_www_form_urlencoded",
            "form_encoded|urlencoded|form_body|form_data|multipart",
        ]),
        speaks: &[(BadTokenRequestForm, 3)],
        because: "a token request is a form",
    },
    // Clients.
    Sign {
        seen: "code bad.client.state",
        when: When::Code(&["bad.client.state"]),
        speaks: &[(ClientInactive, 6)],
        because: "the client is disabled",
    },
    Sign {
        seen: "the client is said to be inactive or disabled",
        when: When::Said(&[
            "client|application|app|integration disabled|inactive|deactivat*|suspended|turned_off|switched_off|not_active|paused|toggled",
            "client state|status inactive|disabled|off|chang*|set",
            "state|status inactive|disabled",
            "set|put|marked|made|switched|turned inactive|disabled|off client|application|app|oauth|ours|it",
            "client|application|app|integration|entry|oauth shut_down|shut_off|decommission*|retired|parked|frozen|blocked|not_deleted",
            "disabled|deactivat* oauth|client|application|app",
        ]),
        speaks: &[(ClientInactive, 6), (BadSecretOrAuthEncoding, -2), (TokenInvalid, -2)],
        because: "an inactive client gets no tokens, and those it has are refused",
    },
    Sign {
        seen: "the client's record shows it inactive",
        when: When::Said(&["state|status inactive|disabled"]),
        speaks: &[(ClientInactive, 3), (BadSecretOrAuthEncoding, -3)],
        because: "what the platform says counts more than what is guessed beside it",
    },
    Sign {
        seen: "the answer itself says that the client is inactive or disabled",
        when: When::Shows(|seen| seen.answers(&["client|application|app disabled|inactive|deactivat*|suspended"])),
        speaks: &[
            (ClientInactive, 3),
            (BadSecretOrAuthEncoding, -3),
            (WrongRegionOrClientId, -2),
        ],
        because: "what the platform says counts more than what is guessed beside it",
    },
    // Tokens.
    Sign {
        seen: "code authentication.required",
        when: When::Code(&["authentication.required"]),
        speaks: &[(TokenInvalid, 6), (RolePermissionMissing, -3)],
        because: "no bearer token was found in the request",
    },
    Sign {
        seen: "code bad.credentials",
        when: When::Code(&["bad.credentials"]),
        speaks: &[
            (TokenInvalid, 5),
            (ClientInactive, 1),
            (RolePermissionMissing, -3),
            (ScopeNotOnClient, -3),
        ],
        because: "the token is refused before any right is looked at",
    },
    Sign {
        seen: "the API's words for a token that it does not accept",
        when: When::Shows(|seen| {
            let words = [
                "invalid login_credentials",
                "NO authentication_bearer_token",
                "bearer_token NO specified",
            ];
            seen.codes.is_empty() && seen.says(&words)
        }),
        speaks: &[(TokenInvalid, 4)],
        because: "SDKs often hand on the words without the code",
    },
    Sign {
        seen: "status 400 at a login, and nothing else",
        when: When::Shows(|seen| seen.is_status(&[400]) && seen.codes.is_empty() && matches!(seen.call, Call::Unnamed)),
        speaks: &[
            (BadTokenRequestForm, 2),
            (CodeOrRefreshInvalid, 1),
            (BadSecretOrAuthEncoding, 1),
        ],
        because: "the token host refuses with 400, and SDKs keep its words to themselves",
    },
    Sign {
        seen: "a Basic header that holds what an example stands in for",
        when: When::Shows(|seen| {
            let basic = seen.header("authorization").unwrap_or_default().to_ascii_lowercase();
            basic.starts_with("basic") && ["{", "<", "your", "base64"].iter().any(|sign| basic.contains(sign))
        }),
        speaks: &[(BadTokenRequestForm, 3), (BadSecretOrAuthEncoding, 1)],
        because: "the id and the secret go there, base64",
    },
    Sign {
        seen: "status 401 from the API, without a code",
        when: When::Shows(|seen| seen.is_status(&[401]) && seen.codes.is_empty() && !seen.is_token_request()),
        speaks: &[
            (TokenInvalid, 3),
            (RolePermissionMissing, -2),
            (ScopeNotOnClient, -2),
            (IpNotAllowed, 1),
        ],
        because: "401 is about who calls; rights and scopes are refused with 403",
    },
    Sign {
        seen: "the token is said to be old, cut or foreign",
        when: When::Said(&[
            "token|bearer expired|stale|old|revoked|invalid|malformed|truncated|cut|idle|timed_out|timeout|logged_out|missing|empty|quotes|quoted|yesterday|hours|cached",
            "NO token|bearer|authorization_header",
            "bearer|authorization header missing|NO|misspelled|typo|lowercase|prefix|forgot|stripp*|dropp*",
            "token session|logout|logged|idle|inactiv*",
            "worked|works minutes|hours|yesterday|morning|day 401|then|stop*|until|after",
        ]),
        speaks: &[(TokenInvalid, 2)],
        because: "a token lives a day by default and dies with its session, its client or its revocation",
    },
    Sign {
        seen: "the header Authorization is not `Bearer` and a token",
        when: When::Shows(|seen| {
            // With 400, it is a login that somebody tells of: the API says 401.
            !seen.is_token_request()
                && !(matches!(seen.call, Call::Unnamed) && seen.is_status(&[400]))
                && seen.header("authorization").is_some_and(|value| {
                    let mut parts = value.split_whitespace();
                    let bearer = parts.next().is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer"));
                    !bearer || parts.next().is_none()
                })
        }),
        speaks: &[(TokenInvalid, 4)],
        because: "the API takes nothing else there",
    },
    Sign {
        seen: "other calls with the same token work",
        when: When::Said(&[
            "other|another|all|same calls|endpoints|requests|token|apis work*|fine|ok|succe*|200",
            "same_token|token work*|valid|fine|ok|200|good",
            "me|users_me work*|fine|ok|succe*|200|returns",
        ]),
        speaks: &[(TokenInvalid, -3)],
        because: "a token that opens one call is a good token",
    },
    // What is being withdrawn.
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
    Sign {
        seen: "a limit of token requests",
        when: When::Shows(|seen| {
            seen.is_token_request() && (seen.says(&["rate limit*", "too_many"]) || seen.is_status(&[429]))
                || seen.has_code(&["invalid_request"]) && seen.says(&["rate limit*", "too_many"])
        }),
        speaks: &[(RateLimitedToken, 7), (BadTokenRequestForm, -3)],
        because: "the token host says so with 400, not with 429",
    },
];
