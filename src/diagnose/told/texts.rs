//! What is said of each cause, whatever the case: what it is, what shows it, what to do, and where that is known from.
//!
//! Names stand between backticks. A test looks up every one of them.

use crate::diagnose::cause::Cause;

/// The texts of a cause.
pub(in crate::diagnose) struct Text {
    /// What is so.
    pub(in crate::diagnose) what: &'static str,
    /// Where that is known from.
    pub(in crate::diagnose) known_from: &'static str,
    /// What would be seen if it is this cause, and not another.
    pub(in crate::diagnose) proof: &'static str,
    /// What to do, in order.
    pub(in crate::diagnose) remedy: &'static [&'static str],
}

const DEFINITION: &str = "the API's definition and its error codes";
const TOKEN_HOST: &str = "answers of the token host as vendors' tools record them";
const OAUTH: &str = "RFC 6749 and RFC 7636; the vendor's own wording is not documented";
const AUTHORIZE: &str = "the vendor's page on authorization parameters, and its SDKs";

/// The texts of a cause.
pub(in crate::diagnose) fn of(cause: Cause) -> Text {
    match cause {
        Cause::NonexistentEndpoint => Text {
            what: "This method and path are not in the public API, so no scope and no permission opens them.",
            known_from: "the vendor's API definition and every release of its SDK, by operation",
            proof: "`zd2gc catalogue show` does not know the call, and the refusal stays the same for an administrator",
            remedy: &[
                "call one that exists in its place; `zd2gc catalogue search` finds more",
                "take names from the vendor's API definition or an SDK's current release, not from forum posts",
            ],
        },
        Cause::WrongHost => Text {
            what: "The call went to a host that does not serve it. The API is at `api.` and a region's domain, logins and tokens are at `login.` and the same domain.",
            known_from: "the vendor's list of its 18 regions",
            proof: "the same call to the right host is answered in JSON",
            remedy: &["use the host of the region in which the org is, for the API and for logins each"],
        },
        Cause::WrongRegionOrClientId => Text {
            what: "The login host does not know this client. A client is known only in the region in which it was made; the id may also be mistyped, or the client deleted.",
            known_from: TOKEN_HOST,
            proof: "the same id and secret at the login host of the region that the client was made in give a token",
            remedy: &[
                "look up in which region the org is that owns the client, and ask for tokens at that region's login host",
                "compare the client id with the one that the org lists (`GET /api/v2/oauth/clients`)",
            ],
        },
        Cause::BadSecretOrAuthEncoding => Text {
            what: "The client is known, but what proves it is not right: the secret is wrong or old, or the Basic header is malformed.",
            known_from: TOKEN_HOST,
            proof: "a token request by hand with the current secret (`curl -u ID:SECRET`) succeeds",
            remedy: &[
                "put the current secret everywhere the old one is kept; a new secret ends the old one at once",
                "make the header anew: `Basic`, a blank, and base64 of id, colon, secret, without a line break at its end",
            ],
        },
        Cause::BadTokenRequestForm => Text {
            what: "The token host can't read the request. It takes a form with `grant_type` in the body, and the client's id and secret in the Basic header.",
            known_from: "the token requests of the vendor's SDKs",
            proof: "the same request as a form (`curl -u ID:SECRET -d grant_type=client_credentials`) is answered with a token or with one of OAuth's codes",
            remedy: &[
                "send `Content-Type: application/x-www-form-urlencoded`, not JSON, and put `grant_type` into the body",
                "put id and secret into the Basic header, not into the address or the body",
            ],
        },
        Cause::GrantTypeMismatch => Text {
            what: "The client is set to another grant than the request uses. A client has one.",
            known_from: TOKEN_HOST,
            proof: "`GET /api/v2/oauth/clients/{clientId}` shows another `authorizedGrantType` than the request's",
            remedy: &[
                "read `authorizedGrantType` of the client (`GET /api/v2/oauth/clients/{clientId}`) and use that grant",
                "where both are needed, let each have a client of its own: changing the grant of one cuts off who uses it",
            ],
        },
        Cause::CodeOrRefreshInvalid => Text {
            what: "The authorization code or refresh token itself is refused: used already, expired, issued to another client or org, or sent with another redirect URI than it was issued for.",
            known_from: OAUTH,
            proof: "a fresh code, exchanged once and at once, gives a token",
            remedy: &[
                "let the user sign in again and exchange the new code once, at once, with the same `redirect_uri`",
                "keep refresh tokens by client, region and org; one of another org is no good here",
            ],
        },
        Cause::NoRefreshForGrant => Text {
            what: "This grant issues no refresh token: client credentials, the implicit grant and SAML assertions never do.",
            known_from: "the vendor's SDKs and its pages on grants",
            proof: "the answer of the token host holds no `refresh_token`",
            remedy: &[
                "with client credentials, ask for a new token shortly before the old one ends",
                "where a user must stay signed in, use the code grant, which issues refresh tokens",
            ],
        },
        Cause::PkceMismatch => Text {
            what: "The parts of PKCE don't fit: the verifier is not the one that the challenge was made of, the method is not `S256`, or a secret was sent along.",
            known_from: OAUTH,
            proof: "base64url of the SHA-256 of the verifier, without padding, differs from the challenge that was sent",
            remedy: &[
                "keep the verifier from the moment the URL is made until the code is exchanged, in the same session",
                "make the challenge as base64url without padding of the SHA-256 of the verifier, and say `S256`",
                "send `client_id` and `code_verifier` in the form, and no Basic header",
            ],
        },
        Cause::RedirectUriMismatch => Text {
            what: "The redirect URI is none of those that the client has registered. They are compared to the letter: slash at the end, port, query and scheme count.",
            known_from: AUTHORIZE,
            proof: "the `redirect_uri` of the URL is in none of the client's `registeredRedirectUri`, letter by letter",
            remedy: &[
                "compare the `redirect_uri` of the URL with `registeredRedirectUri` of the client (`GET /api/v2/oauth/clients/{clientId}`)",
                "register the missing one beside the others, in the org that owns the client",
            ],
        },
        Cause::ClientNotAuthorizedInOrg => Text {
            what: "The application is not approved in this org, or its approval waits or was taken back. Each org approves a client and its scopes for itself.",
            known_from: "the vendor's help on authorizing OAuth clients",
            proof: "`GET /api/v2/oauth/authorizations/{clientId}` with a token of the customer's org shows no approval",
            remedy: &[
                "look at `GET /api/v2/oauth/authorizations/{clientId}` with a token of that org",
                "let somebody of that org who holds `oauth:client:authorize` approve it, with its scopes, under Authorized Applications",
                "sign in again afterwards: older tokens don't know of the approval",
            ],
        },
        Cause::ClientInactive => Text {
            what: "The client is inactive. It gets no tokens, and those that it has are refused.",
            known_from: DEFINITION,
            proof: "`GET /api/v2/oauth/clients/{clientId}` shows `state` inactive",
            remedy: &[
                "read `state` of the client (`GET /api/v2/oauth/clients/{clientId}`) in the org that owns it",
                "ask who switched it off, and why, before it is switched on again; deleting it would cut off every org that approved it",
            ],
        },
        Cause::TokenInvalid => Text {
            what: "The bearer token is not accepted: it is missing, malformed, expired, revoked, idle, of a disabled client, or of another region. No right was looked at yet.",
            known_from: DEFINITION,
            proof: "`GET /api/v2/tokens/me` with the same token at the same host is refused too",
            remedy: &[
                "send `Authorization: Bearer` and the token, to the API host of the region that issued it",
                "ask `GET /api/v2/tokens/me` with it; refused there too, get a new token",
                "mind the lifetime: a day by default, and a much shorter idle time where the org sets one",
            ],
        },
        Cause::TokenOrgMismatch => Text {
            what: "The token belongs to another org than the one that is meant. One token is one org: it is chosen at login, and no header, parameter or id in a path changes it afterwards.",
            known_from: "the API's definition, which declares no header for an org, and the vendor's page on authorization parameters",
            proof: "`GET /api/v2/tokens/me` names another organization than the one that is meant",
            remedy: &[
                "ask `GET /api/v2/tokens/me` and `GET /api/v2/organizations/me` with this very token: which organization do they name",
                "authorize once in each org and keep tokens apart by org; a user of a partner org enters another with `target`",
                "leave out headers that are to choose an org",
            ],
        },
        Cause::InventedScope => Text {
            what: "A scope is named that does not exist in Genesys Cloud. It can be put on no client and is asked for by no call.",
            known_from: "the vendor's list of scopes, and the scopes of each operation",
            proof: "`GET /api/v2/oauth/scopes` does not list it",
            remedy: &["take the scope that the operation accepts; any one of them suffices"],
        },
        Cause::ScopeNotOnClient => Text {
            what: "The application lacks the scope: none of those that the operation accepts is on the client, or they were not approved in this org. This is about the application, whatever the user may do.",
            known_from: DEFINITION,
            proof: "`authorizedScope` of `GET /api/v2/tokens/me` holds none of the scopes that the operation accepts",
            remedy: &[
                "read `authorizedScope` of `GET /api/v2/tokens/me`",
                "add the narrowest scope that the operation accepts to the client, in the org that owns it",
                "let each customer's org approve the client anew, and sign in again: tokens keep the scopes they were issued with",
            ],
        },
        Cause::CcScopesIgnored => Text {
            what: "For a client-credentials client scopes don't apply. What it may do comes from the roles that were granted to it, each in divisions.",
            known_from: "the vendor's help on OAuth clients",
            proof: "`roleDivisions` of `GET /api/v2/oauth/clients/{clientId}` holds no role with the permission",
            remedy: &[
                "leave the scopes alone; look at the roles of the client (`roleDivisions` of `GET /api/v2/oauth/clients/{clientId}`)",
                "grant it a role that holds just the permissions the operation needs, in the divisions that it works in",
            ],
        },
        Cause::RolePermissionMissing => Text {
            what: "The user or client lacks the permission: no role that they hold carries it. Scopes don't help here; they are about the application.",
            known_from: DEFINITION,
            proof: "the roles of the caller (`GET /api/v2/users/me` with `expand=authorization`, `roleDivisions` for a client) don't carry the permission",
            remedy: &[
                "look at what the caller holds: `GET /api/v2/authorization/subjects/{subjectId}`",
                "put the permission into a role that the caller holds for this work, or grant a small role that carries it, in the divisions concerned",
                "wait up to five minutes for a change of roles to take effect",
            ],
        },
        Cause::PermissionNotLicensed => Text {
            what: "The org itself lacks the permission: the product, feature or licence that brings it is not there. No role can hold it until it is.",
            known_from: DEFINITION,
            proof: "`GET /api/v2/authorization/permissions` of that org does not list the permission",
            remedy: &[
                "look whether `GET /api/v2/authorization/permissions` lists the permission in that org",
                "if it does not, ask the account's owner for the product or feature; a role can't help",
            ],
        },
        Cause::DivisionNotGranted => Text {
            what: "The permission is held, but not in the division of the object. Objects have one division, and what lies in others is refused, or answered as if it were not there.",
            known_from: DEFINITION,
            proof: "`GET /api/v2/authorization/subjects/{subjectId}` shows the role in other divisions than the object's",
            remedy: &[
                "compare the object's division with those of the grants (`GET /api/v2/authorization/subjects/{subjectId}`)",
                "grant the role in that division too, or move the object; both need rights in both divisions",
            ],
        },
        Cause::DivisionFilteredResult => Text {
            what: "Nothing was refused: lists hold only what lies in the divisions in which the caller holds the permission, and leave the rest out without a word.",
            known_from: "the vendor's help on access control",
            proof: "somebody with the same role in all divisions gets more rows from the same call",
            remedy: &[
                "ask which divisions the caller sees: `GET /api/v2/authorization/divisionspermitted/paged/me`",
                "grant the role in the divisions that lack; if the rest should stay hidden, all is well",
            ],
        },
        Cause::UseRoleDivisions => Text {
            what: "What a client or user reaches is limited by granting a role in divisions. No scope, parameter or header does that.",
            known_from: DEFINITION,
            proof: "`roleDivisions` of `GET /api/v2/oauth/clients/{clientId}` names the divisions of each role",
            remedy: &[
                "give a client its roles with divisions in `roleDivisions` (`PUT /api/v2/oauth/clients/{clientId}`, by somebody who holds those roles)",
                "grant a user the role in the division (`POST /api/v2/authorization/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}`)",
                "look which of its permissions know divisions at all: the others hold in the whole org",
            ],
        },
        Cause::PolicyDenied => Text {
            what: "An access policy of the org denies, though the roles allow. Policies look at attributes of who asks and of what is asked for.",
            known_from: DEFINITION,
            proof: "the message names policies, and `GET /api/v2/authorization/policies/{policyId}` shows one that fits the call",
            remedy: &[
                "read the policies that the message names (`GET /api/v2/authorization/policies/{policyId}`)",
                "let whoever owns the policy decide; more roles change nothing",
            ],
        },
        Cause::UserContextRequired => Text {
            what: "The operation is done by a user, some only by the user who takes part. A token without a user can't do it, whatever roles the client holds.",
            known_from: "the API's error codes; 43 operations need a user",
            proof: "the same call with a token from a user's login succeeds",
            remedy: &[
                "use a grant with a user (code, with PKCE where no secret can be kept)",
                "to learn who a client's token is, ask `GET /api/v2/tokens/me` and `GET /api/v2/organizations/me`",
            ],
        },
        Cause::IpNotAllowed => Text {
            what: "The caller's address is not on the list of allowed addresses, of the org or of the client. The token may be perfectly good.",
            known_from: DEFINITION,
            proof: "the same call with the same token from a listed address succeeds",
            remedy: &[
                "find out from which address the calls leave your network",
                "let an administrator add it to the allowed addresses of the org, or of the client",
            ],
        },
        Cause::RateLimitedApi => Text {
            what: "There were too many calls: the platform counts them by token, by client and by org.",
            known_from: "the API's error codes; 300 calls a minute and token are what users quote of the vendor's page",
            proof: "the answer carries `Retry-After`, and the same call alone, later, succeeds",
            remedy: &[
                "wait as long as `Retry-After` says, then go on slower; more tokens of one client do not help for long",
                "read pages as large as they may be, and ask for many things in one call where there is one",
            ],
        },
        Cause::RateLimitedToken => Text {
            what: "There were too many token requests. The token host says so with 400, not with 429.",
            known_from: "the vendor's Terraform provider, which waits on this very answer",
            proof: "the same request, alone and a minute later, gives a token",
            remedy: &[
                "keep a token until shortly before it ends, and share it among workers",
                "wait a minute before the next request",
            ],
        },
        Cause::GrantDeprecated => Text {
            what: "The implicit grant is being withdrawn: applications in a browser use code with PKCE.",
            known_from: "the vendor's pages on grants",
            proof: "the authorization URL says `response_type` token",
            remedy: &[
                "move to code with PKCE: `response_type` code, `code_challenge`, and the exchange at the token host",
                "plan it org by org; the client stays, its grant changes",
            ],
        },
        Cause::SsoNotAuthz => Text {
            what: "Single sign-on says who somebody is; it grants nothing. The person must exist in the org and hold roles there.",
            known_from: "the vendor's help on single sign-on and roles",
            proof: "the person's grants (`GET /api/v2/authorization/subjects/{subjectId}`) are empty, or no user has that address",
            remedy: &[
                "look whether the org has a user with that address, and what it is granted (`GET /api/v2/authorization/subjects/{subjectId}`)",
                "grant roles in Genesys Cloud, directly or through a group; groups and attributes of the identity provider give none by themselves",
            ],
        },
        Cause::GuestApiNotOauth => Text {
            what: "This is a guest's side of web messaging or web chat. Guests use a token of their own conversation, not one of an OAuth client.",
            known_from: DEFINITION,
            proof: "the operation takes a guest's token (`zd2gc catalogue show`)",
            remedy: &[
                "use the messenger or its SDK, which keeps the guest's token; it ends with the conversation",
                "for the agents' side, use the operations under conversations with a user's token",
            ],
        },
    }
}
