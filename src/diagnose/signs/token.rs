//! Requests for tokens, and the tokens themselves.

use super::{Sign, When};
use crate::diagnose::cause::Cause::{
    BadSecretOrAuthEncoding, BadTokenRequestForm, ClientInactive, CodeOrRefreshInvalid, GrantTypeMismatch,
    IpNotAllowed, RateLimitedToken, RolePermissionMissing, ScopeNotOnClient, TokenInvalid,
};
use crate::diagnose::seen::Call;

pub(super) const SIGNS: &[Sign] = &[
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
            let may_be_login = matches!(seen.call, Call::Unnamed) && seen.is_status(&[400]);
            !(seen.is_token_request() || may_be_login)
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
