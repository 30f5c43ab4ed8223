//! Words for things whose names say too little: what somebody who needs the thing would ask for.

use super::Kind;

/// Kind, name, and the words that lead to it.
pub(super) const GLOSSES: &[(Kind, &str, &str)] = &[
    (
        Kind::AuthorizeParameter,
        "client_id",
        "application app oauth client id key",
    ),
    (
        Kind::AuthorizeParameter,
        "response_type",
        "grant flow code token implicit type",
    ),
    (
        Kind::AuthorizeParameter,
        "redirect_uri",
        "callback return url uri redirect",
    ),
    (Kind::AuthorizeParameter, "state", "csrf nonce forgery session relay"),
    (
        Kind::AuthorizeParameter,
        "code_challenge",
        "pkce verifier hash challenge",
    ),
    (
        Kind::AuthorizeParameter,
        "code_challenge_method",
        "pkce s256 hash algorithm method challenge",
    ),
    (
        Kind::AuthorizeParameter,
        "org",
        "organization name short subdomain domain",
    ),
    (
        Kind::AuthorizeParameter,
        "provider",
        "identity provider idp sso saml connection login",
    ),
    (
        Kind::AuthorizeParameter,
        "target",
        "organization id tenant account customer other multi switch select audience resource trustor",
    ),
    (
        Kind::AuthorizeParameter,
        "login_hint",
        "user username email address hint login prefill",
    ),
    (
        Kind::AuthorizeParameter,
        "prompt",
        "consent login credential again force display",
    ),
    (Kind::AuthorizeParameter, "scope", "scope permission access right"),
    (
        Kind::Operation,
        "GET /api/v2/tokens/me",
        "token organization id tenant account customer select session current",
    ),
    (
        Kind::Operation,
        "GET /api/v2/organizations/me",
        "organization name current",
    ),
    (
        Kind::Header,
        "Authorization",
        "bearer token access api key credential auth",
    ),
    (Kind::Header, "Content-Type", "json body form type"),
    (Kind::Header, "Accept", "json answer type"),
    (Kind::Header, "Retry-After", "wait rate limit retry"),
    (Kind::Region, "ap-northeast-1", "tokyo japan jp asia pacific"),
    (Kind::Region, "ap-northeast-2", "seoul korea kr asia pacific"),
    (Kind::Region, "ap-northeast-3", "osaka japan jp asia pacific"),
    (Kind::Region, "ap-south-1", "mumbai india in asia pacific"),
    (Kind::Region, "ap-southeast-1", "singapore sg asia pacific"),
    (Kind::Region, "ap-southeast-2", "sydney australia au asia pacific"),
    (Kind::Region, "ca-central-1", "canada montreal ca"),
    (Kind::Region, "eu-central-1", "frankfurt germany de europe eu"),
    (Kind::Region, "eu-central-2", "zurich switzerland ch europe eu"),
    (Kind::Region, "eu-west-1", "ireland dublin ie europe eu"),
    (Kind::Region, "eu-west-2", "london britain england uk europe eu"),
    (
        Kind::Region,
        "eusc-de-east-1",
        "sovereign brandenburg germany de europe eu",
    ),
    (Kind::Region, "me-central-1", "emirates uae dubai middle east"),
    (Kind::Region, "mx-central-1", "mexico mx america"),
    (Kind::Region, "sa-east-1", "paulo brazil br south america"),
    (Kind::Region, "us-east-1", "virginia us usa america"),
    (Kind::Region, "us-east-2", "fedramp government gov ohio us usa america"),
    (Kind::Region, "us-west-2", "oregon us usa america"),
];

/// The headers that the Platform API takes or gives and that people need to know of.
pub(super) fn headers() -> impl Iterator<Item = &'static str> {
    GLOSSES
        .iter()
        .filter(|(kind, ..)| *kind == Kind::Header)
        .map(|(_, name, _)| *name)
}

/// The words that lead to a name.
pub(super) fn gloss(kind: Kind, name: &str) -> Option<&'static str> {
    GLOSSES
        .iter()
        .find(|(of, named, _)| *of == kind && *named == name)
        .map(|(.., words)| *words)
}
