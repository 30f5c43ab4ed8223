//! The authorization page, approvals, and how people sign in.

use super::{Sign, When};
use crate::diagnose::cause::Cause::{
    ClientNotAuthorizedInOrg, GuestApiNotOauth, NonexistentEndpoint, RedirectUriMismatch, RolePermissionMissing,
    SsoNotAuthz, TokenInvalid, TokenOrgMismatch, UserContextRequired, WrongRegionOrClientId,
};
use crate::diagnose::seen::Call;

/// What identity providers are called.
const PROVIDERS: &[&str] =
    &["sso|single_sign_on|okta|adfs|azure|entra|onelogin|ping|saml|idp|identity_provider|gsuite|google_workspace"];

pub(super) const SIGNS: &[Sign] = &[
    Sign {
        seen: "the page says that client id or redirect URI is invalid",
        when: When::Said(&["client|client_id or redirect_uri|redirect invalid"]),
        speaks: &[(RedirectUriMismatch, 4), (WrongRegionOrClientId, 3)],
        because: "the page words both faults alike",
    },
    Sign {
        seen: "a redirect URI that is not just as registered",
        when: When::Said(&[
            "redirect_uri|redirect_url|redirect|callback|redirecturi mismatch*|invalid|differ*|not|wrong|match*|registered|trailing_slash|slash|exact*|localhost|port|http|https|query|unregistered|chang*|added",
            "trailing_slash",
            "land*|ends|redirected|sent|taken dashboard|home_page|homepage",
            "redirect*|registered|callback port|http|https|localhost|domain|subdomain|staging|host moved|new|now|chang*|other|another|different",
            "port|localhost|domain moved|new|now|chang*|other|another|different client|registered|login page|uri",
        ]),
        speaks: &[(RedirectUriMismatch, 4)],
        because: "it must equal a registered one to the letter",
    },
    Sign {
        seen: "the login came back to the application with an error",
        when: When::Shows(|seen| {
            let path = seen.refusal.path.as_deref().unwrap_or_default();
            path.contains("error=")
                || seen.says(&[
                    "callback|redirected|comes_back|sent_back|query|query_string error|error_description -redirect_uri",
                    "browser|login|sign_in come_back|comes_back|came_back|returns error|callback",
                ])
        }),
        speaks: &[(ClientNotAuthorizedInOrg, 3), (RedirectUriMismatch, -4)],
        because: "it comes back only to an address that is registered",
    },
    Sign {
        seen: "the redirect URI is said to be the registered one",
        when: When::Said(&[
            "redirect_uri|redirect_url|callback equal|identical|same|registered|matches|checked|correct -not|NO|mismatch",
        ]),
        speaks: &[(RedirectUriMismatch, -3)],
        because: "what was compared to the letter is not it",
    },
    Sign {
        seen: "an administrator has to approve, or an approval is pending, revoked or lacking",
        when: When::Said(&[
            "admin*|administrator approve*|must|needs|consent|ask",
            "application|app|integration|plug_in|plugin|add_on NO list* authorized|approved|org",
            "application|app|integration pending|awaiting|to_approve|to_authorize|requested admin*|approv*|authoriz*|status",
            "approval|approved|approve|consent* pending|revoked|withdrawn|waiting|NO|not_yet|removed|expired|denied",
            "authorization|authorisation|authorized|authorised pending|revoked|withdrawn|waiting|never|not_yet -code -header",
            "client|application|app not_authorized|not_approved|not_authorised|unapproved|unauthorized org|organization|organisation|tenant|customer",
            "authorized_applications",
            "nobody|NO|not_yet accepted|approved|authorized|installed|confirmed|enabled app|application|vendor|add_on|plug_in|plugin|integration -role -permission",
            "show*|list* up application|app|client|client_id|integration|add_on NO|pending authorized_applications|applications",
            "customer|second|other|another|new org|organization|organisation|tenant approv*|authoriz*|installed|consent* -authorized_organizations -authorised_organisations",
        ]),
        speaks: &[(ClientNotAuthorizedInOrg, 4), (TokenOrgMismatch, -1)],
        because: "each org approves a client and its scopes for itself",
    },
    Sign {
        seen: "the answer itself says that an administrator has to approve",
        when: When::Shows(|seen| {
            seen.answers(&[
                "admin*|administrator must|approve*|consent",
                "application|app|client not_authorized|not_approved org|organization|organisation",
            ])
        }),
        speaks: &[(ClientNotAuthorizedInOrg, 3), (TokenOrgMismatch, -2)],
        because: "what the platform says counts more than what is guessed beside it",
    },
    Sign {
        seen: "code access_denied",
        when: When::Code(&["access_denied"]),
        speaks: &[
            (ClientNotAuthorizedInOrg, 5),
            (RedirectUriMismatch, -2),
            (RolePermissionMissing, -1),
        ],
        because: "the login went through, and the application was not let in",
    },
    Sign {
        seen: "it happens on the authorization page",
        when: When::Shows(|seen| matches!(seen.call, Call::Authorize)),
        speaks: &[
            (RedirectUriMismatch, 1),
            (ClientNotAuthorizedInOrg, 1),
            (TokenInvalid, -2),
            (NonexistentEndpoint, -3),
        ],
        because: "no token is in play there",
    },
    // Single sign-on.
    Sign {
        seen: "people sign in through an identity provider",
        when: When::Said(PROVIDERS),
        speaks: &[(SsoNotAuthz, 2)],
        because: "an identity provider says who somebody is, and grants nothing",
    },
    Sign {
        seen: "sign-on works, and rights or the person lack behind it",
        when: When::Said(&[
            "sso|single_sign_on|okta|adfs|azure|entra|onelogin|ping|saml|idp|identity_provider|assertion group*|role*|permission*|access|claim*|attribute*|right*|provision*|user_not_found|not_found|nothing|see|403|authorized|authorised|denied|refused|not_exist",
            "log_in|login|logs_in|logged_in|sign* sso|okta|adfs|azure|entra|saml|idp|ping|onelogin fine|works|ok|succe* but|then|no|yet|still",
            "group|groups|role|roles mapp*|from|assert* idp|okta|adfs|azure|entra|saml",
        ]),
        speaks: &[(SsoNotAuthz, 4)],
        because: "the person must exist in the org and hold roles there",
    },
    Sign {
        seen: "somebody who signs in through an identity provider has no user in the org",
        when: When::Shows(|seen| {
            seen.says(PROVIDERS)
                && seen.says(&[
                    "NO user|account|person|match*",
                    "user NO found|exist*|there|created|provision*",
                ])
        }),
        speaks: &[(SsoNotAuthz, 4)],
        because: "the person must be there before anything is granted",
    },
    // Guests.
    Sign {
        seen: "the operation takes a web-messaging guest's token",
        when: When::Shows(|seen| {
            seen.operation()
                .is_some_and(|operation| operation.guest_token || operation.path.contains("/guest"))
        }),
        speaks: &[(GuestApiNotOauth, 8), (RolePermissionMissing, -1), (TokenInvalid, -2)],
        because: "guests get a token of their own, not from an OAuth client",
    },
    Sign {
        seen: "code credentials.expired",
        when: When::Code(&["credentials.expired"]),
        speaks: &[(GuestApiNotOauth, 5), (TokenInvalid, 1)],
        because: "only operations of guests give it",
    },
    Sign {
        seen: "a guest's conversation is spoken of",
        when: When::Said(&[
            "guest|visitor|webchat|web_chat|messenger|web_messaging|webmessaging|widget token|oauth|client|api|call*|jwt|session|credential*|bearer|join*|send*",
            "web_messaging|webmessaging|messenger_sdk|guest_api|webchat",
            "anonymous|visitor|visitors|shopper*|website_user* chat|messenger|conversation|widget|log_in|login|token|client",
        ]),
        speaks: &[(GuestApiNotOauth, 5), (TokenInvalid, -1), (UserContextRequired, -1)],
        because: "guests use no OAuth client",
    },
];
