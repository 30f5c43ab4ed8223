//! What can be the cause of a refusal, and the layer of the platform that it lies in.

use serde::Serialize;
use strum::{Display, EnumIter, EnumString};

/// A cause. Names are stable; programs rely on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Display, EnumString, EnumIter)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Cause {
    /// The path or the method is not in the public API: it never was, or was removed.
    NonexistentEndpoint,
    /// The call went to a host that does not serve it: API and login swapped, or none of the regions'.
    WrongHost,
    /// The login host does not know the client: another region, or a wrong id.
    WrongRegionOrClientId,
    /// The client is known, its secret is wrong, or the header that carries it is malformed.
    BadSecretOrAuthEncoding,
    /// The token request is not what a token request looks like.
    BadTokenRequestForm,
    /// The client is set to another grant than the request uses.
    GrantTypeMismatch,
    /// The authorization code or refresh token was used, has expired, or is another client's or org's.
    CodeOrRefreshInvalid,
    /// The grant issues no refresh token.
    NoRefreshForGrant,
    /// Verifier, challenge or method of PKCE don't fit, or a secret was mixed in.
    PkceMismatch,
    /// The redirect URI is none of the registered ones.
    RedirectUriMismatch,
    /// The client is not approved in this org, or its approval is pending or revoked.
    ClientNotAuthorizedInOrg,
    /// The client is inactive or disabled.
    ClientInactive,
    /// The bearer token is missing, malformed, expired, revoked, idle, or of another region.
    TokenInvalid,
    /// The token belongs to another org than the one that is meant.
    TokenOrgMismatch,
    /// A scope that does not exist.
    InventedScope,
    /// The scope exists, but the client lacks it, or it was not approved in this org.
    ScopeNotOnClient,
    /// Scopes were expected to matter to a client-credentials client.
    CcScopesIgnored,
    /// The user or client lacks the permission.
    RolePermissionMissing,
    /// The org lacks the permission: a product, feature or licence is missing.
    PermissionNotLicensed,
    /// The permission is held, but not in the division of the object.
    DivisionNotGranted,
    /// A list holds only what lies in the divisions that were granted.
    DivisionFilteredResult,
    /// To limit a client or role to divisions, roles are granted in them.
    UseRoleDivisions,
    /// An access policy denies.
    PolicyDenied,
    /// A user is needed, or the user who takes part.
    UserContextRequired,
    /// The caller's address is not on the allow list.
    IpNotAllowed,
    /// The API's limit of calls.
    RateLimitedApi,
    /// The limit of token requests, which arrives as 400.
    RateLimitedToken,
    /// The grant is being withdrawn.
    GrantDeprecated,
    /// Single sign-on signs in; roles are another matter.
    SsoNotAuthz,
    /// Web-messaging guests use no OAuth client's token.
    GuestApiNotOauth,
}

/// The layer of the platform that refuses, in the order in which a call passes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Layer {
    /// Host, path and method.
    Request,
    /// Which org the token is of.
    Tenant,
    /// The authorization page.
    Authorize,
    /// Tokens, and what issues them.
    Token,
    /// The grant that the application uses.
    Grant,
    /// The caller's address.
    Network,
    /// How many calls there may be.
    Limit,
    /// What the application may do.
    Scope,
    /// What the user or client may do.
    Permission,
    /// Where they may do it.
    Division,
    /// Access policies.
    Policy,
    /// Who acts.
    Actor,
    /// How people sign in.
    Identity,
}

impl Cause {
    /// The layer that it lies in.
    pub fn layer(self) -> Layer {
        match self {
            Self::NonexistentEndpoint | Self::WrongHost => Layer::Request,
            Self::TokenOrgMismatch => Layer::Tenant,
            Self::RedirectUriMismatch | Self::ClientNotAuthorizedInOrg => Layer::Authorize,
            Self::WrongRegionOrClientId
            | Self::BadSecretOrAuthEncoding
            | Self::BadTokenRequestForm
            | Self::GrantTypeMismatch
            | Self::CodeOrRefreshInvalid
            | Self::NoRefreshForGrant
            | Self::PkceMismatch
            | Self::ClientInactive
            | Self::TokenInvalid => Layer::Token,
            Self::GrantDeprecated => Layer::Grant,
            Self::IpNotAllowed => Layer::Network,
            Self::RateLimitedApi | Self::RateLimitedToken => Layer::Limit,
            Self::InventedScope | Self::ScopeNotOnClient | Self::CcScopesIgnored => Layer::Scope,
            Self::RolePermissionMissing | Self::PermissionNotLicensed => Layer::Permission,
            Self::DivisionNotGranted | Self::DivisionFilteredResult | Self::UseRoleDivisions => Layer::Division,
            Self::PolicyDenied => Layer::Policy,
            Self::UserContextRequired | Self::GuestApiNotOauth => Layer::Actor,
            Self::SsoNotAuthz => Layer::Identity,
        }
    }
}
