//! How an application gets its tokens, by whatever name people give it.

use crate::diagnose::Refusal;
use crate::diagnose::said::Said;

/// A grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::diagnose) enum Grant {
    /// Without a user.
    ClientCredentials,
    /// A user, by code.
    Code,
    /// A user, by code with PKCE.
    Pkce,
    /// A user, the token straight to the browser; being withdrawn.
    Implicit,
    /// A user, by a SAML assertion.
    Saml,
    /// A refresh token.
    Refresh,
    /// A user's password: Genesys Cloud has no such grant.
    Password,
}

impl Grant {
    /// What the API calls the grant of a client.
    pub(in crate::diagnose) fn vendors(self) -> &'static str {
        match self {
            Self::ClientCredentials => "CLIENT-CREDENTIALS",
            Self::Code | Self::Pkce | Self::Refresh => "CODE",
            Self::Implicit => "TOKEN",
            Self::Saml => "SAML2-BEARER",
            Self::Password => "PASSWORD",
        }
    }

    /// What people call it.
    pub(in crate::diagnose) fn told(self) -> &'static str {
        match self {
            Self::ClientCredentials => "client credentials",
            Self::Code => "an authorization code",
            Self::Pkce => "a code with PKCE",
            Self::Implicit => "the implicit grant",
            Self::Saml => "a SAML assertion",
            Self::Refresh => "a refresh token",
            Self::Password => "a user's password",
        }
    }

    /// The grant by the API's name for it.
    pub(in crate::diagnose) fn of_vendor(name: &str) -> Option<Self> {
        let all = [
            Self::ClientCredentials,
            Self::Code,
            Self::Implicit,
            Self::Saml,
            Self::Password,
        ];
        all.into_iter().find(|grant| grant.vendors().eq_ignore_ascii_case(name))
    }
}

/// What each is called, as patterns of words.
const CALLED: &[(Grant, &[&str])] = &[
    (
        Grant::ClientCredentials,
        &[
            "client_cred*",
            "clientcred*",
            "machine_token",
            "machine_to_machine",
            "m2m",
            "service_account",
            "cc",
        ],
    ),
    (
        Grant::Code,
        &[
            "authorization_code",
            "code_authorization",
            "authorisation_code",
            "auth_code",
            "authorizationcode",
            "code",
            "authcode",
        ],
    ),
    (Grant::Pkce, &["pkce", "code_verifier", "code_challenge"]),
    (Grant::Implicit, &["implicit", "token_implicit", "response_type_token"]),
    (
        Grant::Saml,
        &[
            "saml2_bearer",
            "saml_bearer",
            "saml2bearer",
            "saml_assertion",
            "saml",
            "saml2",
        ],
    ),
    (
        Grant::Refresh,
        &["refresh_token", "refresh_grant", "refreshtoken", "refresh"],
    ),
    (
        Grant::Password,
        &["password_grant", "resource_owner", "ropc", "password"],
    ),
];

/// The grants that a refusal speaks of: its own field by all names, its text by those that can mean nothing else.
pub(super) fn spoken_of(refusal: &Refusal) -> Vec<Grant> {
    // The name of a grant may be a URN: its parts are words here.
    let field = refusal.grant_type.as_deref().map(|field| field.replace(':', " "));
    // What the API calls the implicit grant means nothing of the kind elsewhere.
    let is_token = field
        .as_deref()
        .is_some_and(|field| field.trim().eq_ignore_ascii_case("token"));
    let field = Said::of(field.as_deref());
    let mut found: Vec<Grant> = CALLED
        .iter()
        .filter(|(grant, names)| field.any(names) || is_token && *grant == Grant::Implicit)
        .map(|(grant, _)| *grant)
        .collect();
    let text = text(refusal);
    for grant in sure(&text) {
        // A text that names a second grant may compare the two: the field's word counts.
        let field_silent = found.is_empty() || grant == Grant::Pkce || grant == Grant::Refresh;
        if field_silent && !found.contains(&grant) {
            found.push(grant);
        }
    }
    if found.is_empty() && text.any(&["implicit grant|flow", "grant implicit"]) {
        found.push(Grant::Implicit);
    }
    found
}

/// All grants that field and text name, by names that can mean nothing else.
pub(super) fn named(refusal: &Refusal) -> Vec<Grant> {
    let mut found = spoken_of(refusal);
    for grant in sure(&text(refusal)) {
        if !found.contains(&grant) {
            found.push(grant);
        }
    }
    found
}

/// Message and notes as words.
fn text(refusal: &Refusal) -> Said {
    let texts = [&refusal.message, &refusal.notes];
    Said::of(texts.into_iter().filter_map(|text| text.as_deref()))
}

/// The grants of a text, by names that can mean nothing else.
fn sure(text: &Said) -> Vec<Grant> {
    let means_more = |name: &str| {
        matches!(
            name,
            "cc" | "code" | "saml" | "saml2" | "refresh" | "password" | "implicit"
        )
    };
    let of = |names: &[&str]| names.iter().any(|name| !means_more(name) && text.has(name));
    CALLED
        .iter()
        .filter(|(_, names)| of(names))
        .map(|(grant, _)| *grant)
        .collect()
}
