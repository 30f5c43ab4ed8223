//! The client at the token host: its id, its secret, its region, its state.

use super::{Sign, When};
use crate::diagnose::cause::Cause::{
    BadSecretOrAuthEncoding, ClientInactive, CodeOrRefreshInvalid, TokenInvalid, WrongRegionOrClientId,
};

pub(super) const SIGNS: &[Sign] = &[
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
                && !seen.answers(&["authentication fail*"])
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
                && !seen.answers(&["client not_found|unknown"])
        }),
        speaks: &[(BadSecretOrAuthEncoding, 3), (WrongRegionOrClientId, -2)],
        because: "the token host words an unknown client differently",
    },
    Sign {
        seen: "a secret was changed, or how it is sent is in doubt",
        when: When::Said(&[
            "secret|credential* rotat*|regenerat*|renew*|chang*|reset|new|fresh|replac*|updat*|recreat*|refreshed|cycled -client_cred*",
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
];
