//! What the user or client may do, where, and as whom.

use super::{Sign, When};
use crate::catalogue::{Mode, OperationFacts};
use crate::diagnose::cause::Cause::{
    BadSecretOrAuthEncoding, CcScopesIgnored, DivisionFilteredResult, DivisionNotGranted, InventedScope,
    PermissionNotLicensed, PolicyDenied, RolePermissionMissing, ScopeNotOnClient, SsoNotAuthz, TokenInvalid,
    TokenOrgMismatch, UseRoleDivisions, UserContextRequired,
};
use crate::diagnose::seen::{Call, Grant};

/// Codes that say outright that a permission lacks: words to the same effect add nothing.
const OUTRIGHT: &[&str] = &[
    "missing.permissions",
    "missing.any.permissions",
    "notification.unauthorized.topic",
];

/// How people tell that rows lack.
const FEWER: &[&str] = &[
    "fewer|less|only|half|part|partial|some|subset|incomplete|missing|few|not_all|lack*|short|just|12|total queues|users|rows|results|records|entities|items|list|conversations|agents|objects|flows|report|count|campaigns|entries|data -scope|scopes",
    "empty|zero|0|nothing list|result*|entities|array|rows|report|response|came|return*",
    "missing|lack*|absent division|divisions",
    "count|total differ*|lower|smaller|mismatch*|less|wrong",
    "get*|got|see*|show*|return*|list*|came|come*|answer*|total|lists|count* N_of_N|of_N|instead_of_N|not_N",
    "total|totals|count|counts N",
    "rest|others exist|there|visible|missing|see -404 -403",
    "all|only ever|get_back|got_back|returned lists|queues|users|rows|records",
    "N queues|users|lists|flows|rows|people|agents|contacts|campaigns|objects admin*|ui|there_are|we_have|count*|missing",
    "not|NO all queues|users|rows|results|records|conversations|agents|flows|everything",
];

pub(super) const SIGNS: &[Sign] = &[
    Sign {
        seen: "code missing.permissions or missing.any.permissions",
        when: When::Code(OUTRIGHT),
        speaks: &[
            (RolePermissionMissing, 6),
            (PermissionNotLicensed, 1),
            (DivisionNotGranted, -2),
            (ScopeNotOnClient, -4),
            (InventedScope, -2),
            (TokenInvalid, -4),
        ],
        because: "no role of the user or client holds the permission",
    },
    Sign {
        seen: "code bad.client.role",
        when: When::Code(&["bad.client.role"]),
        speaks: &[
            (RolePermissionMissing, 4),
            (UseRoleDivisions, 1),
            (BadSecretOrAuthEncoding, -3),
        ],
        because: "who gives a client a role must hold it",
    },
    Sign {
        seen: "status 403 without a code that is known",
        when: When::Shows(|seen| seen.is_status(&[403]) && seen.codes.is_empty()),
        speaks: &[
            (RolePermissionMissing, 2),
            (ScopeNotOnClient, 1),
            (DivisionNotGranted, 1),
            (PolicyDenied, 1),
        ],
        because: "rights are refused with 403",
    },
    Sign {
        seen: "a permission is said to be lacking",
        when: When::Shows(|seen| {
            !seen.has_code(OUTRIGHT)
                && seen.says(&[
                    "permission|permissions|privilege* missing|lack*|required|need*|requires|insufficient|without|NO|denied",
                    "role|roles missing|lack*|remov*|assign*|need*",
                    "no_role|no_roles|without_role|without_roles|not_assigned",
                    "unable to_perform|not_have",
                    "not_have|does_not_have|lacks permission|permissions|role|rights",
                ])
        }),
        speaks: &[(RolePermissionMissing, 3)],
        because: "permissions come with roles",
    },
    Sign {
        seen: "the permissions that are listed do not open the operation",
        when: When::Shows(|seen| seen.holds_what_is_asked() == Some(false)),
        speaks: &[(RolePermissionMissing, 2)],
        because: "the operation asks for others",
    },
    Sign {
        seen: "the permissions that are listed open the operation",
        // Whoever lists the permission that an answer demands does not say that it is held.
        when: When::Shows(|seen| seen.holds_what_is_asked() == Some(true) && !seen.has_code(OUTRIGHT)),
        speaks: &[(RolePermissionMissing, -2), (ScopeNotOnClient, 1)],
        because: "what is held must be refused by something else",
    },
    Sign {
        seen: "the permission that is named exists in no document",
        when: When::Shows(|seen| {
            !seen.permissions.is_empty() && seen.permissions.iter().all(|permission| !permission.exists)
        }),
        speaks: &[(RolePermissionMissing, -1), (PermissionNotLicensed, 1)],
        because: "a permission that an org does not list can't be in a role",
    },
    Sign {
        seen: "the org lacks a product, a feature or a licence, or does not offer the permission",
        when: When::Said(&[
            "licen*|subscription|product|wfm|workforce|wem|speech_analytics|quality_management|gamification|feature|add_on|addon|module|entitle*|sku NO|not|missing|disabled|enabled|lack*|purchas*|bought|expired|trial|buy|activate*|upgrade*|higher",
            "feature|product disabled|not_enabled|toggle*|forbidden|not_available",
            "cx_1|cx1|cx_2|cx2|cx_3|cx3|genesys_cloud_1|genesys_cloud_2|wem|communicate licen*|only|tier|upgrade*",
        ]),
        speaks: &[
            (PermissionNotLicensed, 4),
            (RolePermissionMissing, -2),
            (CcScopesIgnored, -2),
        ],
        because: "an org lists the permissions of the products that it has",
    },
    Sign {
        seen: "the org does not offer the permission",
        when: When::Said(&[
            "permission|permissions NO list*|appear*|show*|exist*|offered|available|find|there|org|ui|picker",
            "NO list* domain|permission|permissions",
            "permission not_exist org|organization|organisation|tenant",
            "cannot|can_not find|see|select|assign|add permission|permissions -user*",
            "picker|search* nothing|NO tick|select|find*|found|choose|shows",
            "role_editor|permission_list|list_of_permissions|permissions_tab|authorization_permissions NO|nothing|absent|missing|empty|greyed*|comes_up",
        ]),
        speaks: &[
            (PermissionNotLicensed, 5),
            (RolePermissionMissing, -3),
            (CcScopesIgnored, -2),
            (TokenOrgMismatch, -2),
        ],
        because: "an org lists the permissions of the products that it has",
    },
    Sign {
        seen: "code feature.forbidden or feature.toggle.disabled",
        when: When::Code(&["feature.forbidden", "feature.toggle.disabled"]),
        speaks: &[(PermissionNotLicensed, 7), (RolePermissionMissing, -2)],
        because: "the feature is not on for this org",
    },
    Sign {
        seen: "even administrators are refused, or the role is there",
        when: When::Said(&[
            "admin*|everybody|everyone|all_users also|even|too|same refused|fail*|denied|403|cannot",
            "has|have|holds|holding|got|given|assigned|granted permission|role -not|lacks|without|NO",
            "permission|role there|assigned|granted|present|visible|held",
        ]),
        speaks: &[
            (RolePermissionMissing, -2),
            (PermissionNotLicensed, 1),
            (DivisionNotGranted, 1),
            (PolicyDenied, 1),
        ],
        because: "what is held must be refused by something else",
    },
    // Divisions.
    Sign {
        seen: "a code about divisions",
        when: When::Code(&[
            "missing.division.permission",
            "missing.any.division.permissions",
            "missing.division.permissions",
            "missing.division.permission.implied",
            "bulk.move.no.permission.division",
            "insufficient.permissions",
            "notification.unauthorized.divisioned.topic",
        ]),
        speaks: &[
            (DivisionNotGranted, 7),
            (RolePermissionMissing, -1),
            (ScopeNotOnClient, -4),
            (CcScopesIgnored, -3),
        ],
        because: "the permission is asked for in the division of the object",
    },
    Sign {
        seen: "a division is spoken of",
        when: When::Said(&["division|divisions|divisioned"]),
        speaks: &[
            (DivisionNotGranted, 2),
            (DivisionFilteredResult, 1),
            (UseRoleDivisions, 1),
        ],
        because: "grants hold in divisions",
    },
    Sign {
        seen: "one object is refused or not found, others are not, or others see it",
        when: When::Said(&[
            "moved|transferred division|divisions",
            "404|not_found|missing|vanish*|invisible|hidden -list* exists|there|ui|see*|admin*|colleague*|others|visible",
            "some|one|certain|specific|few queue|queues|flow|flows|user|object|objects|campaign work*|fail*|403|404|refus*|not",
            "other|another|different division object|queue|user|flow|lies|belongs|sits|assigned|move*|403|404|denied",
            "admin* see*|find*|open*|gets but|while|not|404",
        ]),
        speaks: &[(DivisionNotGranted, 3)],
        because: "an object has one division, and is seen from there",
    },
    Sign {
        seen: "an answer with success",
        when: When::Shows(|seen| seen.is_status(&[200, 202, 206]) && !seen.is_token_request()),
        speaks: &[
            (DivisionFilteredResult, 1),
            (DivisionNotGranted, -1),
            (RolePermissionMissing, -3),
            (ScopeNotOnClient, -3),
            (TokenInvalid, -4),
        ],
        because: "nothing was refused",
    },
    Sign {
        seen: "fewer rows came back than there are",
        when: When::Said(FEWER),
        speaks: &[(DivisionFilteredResult, 3)],
        because: "lists leave out what lies in other divisions, without a word",
    },
    Sign {
        seen: "a success with fewer rows than there are",
        when: When::Shows(|seen| seen.is_status(&[200, 202, 206]) && !seen.is_token_request() && seen.says(FEWER)),
        speaks: &[(DivisionFilteredResult, 3)],
        because: "a list is limited to granted divisions",
    },
    Sign {
        seen: "somebody wants to limit a client or role to a division",
        when: When::Said(&[
            "limit*|restrict*|confine|narrow|lock|constrain|tie|bind client|integration|role|application|app|token|user|bot|lead*|agent*|supervisor*|manager*|people|person|him|them|her|access division|divisions",
            "should|may|must|want*|how|need* only|just|nobody|not see*|reach*|act*|read*|edit*|manage|work division|divisions",
            "limit*|restrict*|confine lead*|agent*|supervisor*|manager*|users|people|him|them|her queues|branch*|region|team|site",
            "limit*|restrict*|confine|narrow*|should|may|can client|integration|application|app|bot|sync|job|export|role|token|dashboard only|one|nobody|just office|site|team|branch|country|brand|department|unit|location|region",
            "role cop*|duplicat*|clone*|per each|every|country|site|team|branch|office|everybody|everyone|same",
            "have_to|need_to|must|should|really clone|copy|duplicate role|roles",
            "give|grant|assign role|right|rights only|just|not for|in|at",
            "each|everybody|everyone only|just own area|unit|part|region|team|business|people|brand|country|site",
            "role|roles only|just work*|appl*|count*|hold* division|divisions",
            "role|granted|given|handed all_divisions but|only|should|not",
            "how|want|need|possible|can limit*|restrict*|confine|narrow|give division|divisions",
            "division|divisions scope|parameter|header|query|token_request|claim|param",
            "client|integration|application|app|bot NO|only|just reach|see|access|touch|read division|divisions",
            "roledivisions|role_divisions",
        ]),
        speaks: &[(UseRoleDivisions, 5), (DivisionNotGranted, -1)],
        because: "divisions come with the grant of a role, with nothing else",
    },
    Sign {
        seen: "the call grants a role in a division, and nothing was refused",
        when: When::Shows(|seen| {
            seen.status.is_none_or(|status| status < 300)
                && seen
                    .operation()
                    .is_some_and(|operation| operation.path.contains("/divisions/{divisionId}/roles/"))
        }),
        speaks: &[(UseRoleDivisions, 2)],
        because: "that is how a right is limited to a division",
    },
    Sign {
        seen: "code missing.client.roles or bad.role.divisions",
        when: When::Code(&["missing.client.roles", "bad.role.divisions"]),
        speaks: &[(UseRoleDivisions, 6)],
        because: "a client-credentials client is given roles, each in divisions",
    },
    // Who acts.
    Sign {
        seen: "code not.a.user",
        when: When::Code(&["not.a.user"]),
        speaks: &[(UserContextRequired, 7), (RolePermissionMissing, -2)],
        because: "the operation is about the user who calls, and a client is none",
    },
    Sign {
        seen: "code not.authorized",
        when: When::Code(&["not.authorized"]),
        speaks: &[
            (UserContextRequired, 5),
            (PermissionNotLicensed, 1),
            (RolePermissionMissing, -1),
            (CcScopesIgnored, -2),
        ],
        because: "a refusal that lists no permission is about who acts, more often than not",
    },
    Sign {
        seen: "client credentials on an operation that lists no permission, and a refusal",
        when: When::Shows(|seen| {
            let by_no_right = |operation: &OperationFacts| operation.mode == Mode::None && !operation.any_token;
            seen.uses(Grant::ClientCredentials) && seen.is_status(&[403]) && seen.operation().is_some_and(by_no_right)
        }),
        speaks: &[(UserContextRequired, 3), (CcScopesIgnored, -1)],
        because: "where no permission decides, it is who calls, or who takes part",
    },
    Sign {
        seen: "client credentials on an operation about the caller",
        when: When::Shows(|seen| {
            let of_caller = |path: &str| path.split('/').any(|part| part == "me") && !path.contains("/tokens/");
            seen.uses(Grant::ClientCredentials)
                && seen
                    .operation()
                    .is_some_and(|operation| of_caller(operation.path) && operation.path != "/api/v2/organizations/me")
        }),
        speaks: &[(UserContextRequired, 5), (RolePermissionMissing, -1)],
        because: "`me` is a user, and a client is none",
    },
    Sign {
        seen: "a user is needed who takes part, or a bot acts in a user's place",
        when: When::Said(&[
            "participant|participates|own_conversation|take*_part",
            "user_context|on_behalf|behalf|impersonat*|acting_as",
            "not_a_user|requires_a_user|needs_a_user|user_token|current_user|logged_in_user",
            "client|integration|bot|service|server agent|user|participant status|presence|answer*|accept*|call*|me",
        ]),
        speaks: &[(UserContextRequired, 3)],
        because: "some operations act for the user who calls, or for one who takes part",
    },
    Sign {
        seen: "rights are lacking to somebody who signs in through an identity provider",
        when: When::Shows(|seen| {
            (seen.is_status(&[403]) || seen.has_code(&["missing.permissions", "missing.any.permissions"]))
                && seen.says(&["sso|okta|adfs|azure|entra|onelogin|saml|idp|identity_provider|single_sign_on"])
                && !matches!(seen.call, Call::Unknown | Call::Removed(_))
        }),
        speaks: &[(SsoNotAuthz, 3)],
        because: "signing in is one thing, holding roles another",
    },
];
