//! The codes of refusals that are known, and where they come from.

/// Every code that is looked for: of the API (its definition's error codes), and of the token host (RFC 6749).
pub(in crate::diagnose) const CODES: &[&str] = &[
    "app.not.authorized.for.scope",
    "auth.invalid.scope",
    "auth.too.many.clients",
    "authentication.required",
    "authentication.request.timeout",
    "authz.policy.denied",
    "bad.client.role",
    "bad.client.state",
    "bad.credentials",
    "bad.grant.type",
    "bad.role.divisions",
    "bulk.move.no.permission.division",
    "client.not.found",
    "credentials.expired",
    "feature.forbidden",
    "feature.toggle.disabled",
    "grant.type.required",
    "insufficient.permissions",
    "ip.not.authorized",
    "missing.any.division.permissions",
    "missing.any.permissions",
    "missing.client.roles",
    "missing.client.scope",
    "missing.division.permission",
    "missing.division.permission.implied",
    "missing.division.permissions",
    "missing.permissions",
    "missing.trustor.permissions",
    "not.a.user",
    "not.authorized",
    "not.found",
    "notification.unauthorized.divisioned.topic",
    "notification.unauthorized.topic",
    "service.unavailable",
    "too.many.requests",
    "too.many.requests.retry.after",
    "access_denied",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
];

/// Those that only the token host gives.
pub(super) const OF_TOKEN_HOST: &[&str] = &[
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
];

/// The codes that stand in texts, in any spelling of their separators.
pub(super) fn found<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'static str> {
    let mut found = Vec::new();
    for text in texts {
        for token in text.split(|sign: char| !(sign.is_alphanumeric() || matches!(sign, '.' | '_' | '-'))) {
            let token = token.trim_matches(['.', '-', '_']).to_ascii_lowercase();
            if !token.contains(['.', '_', '-']) {
                continue;
            }
            let plain = |code: &str| code.replace(['_', '-'], ".");
            if let Some(code) = CODES.iter().find(|code| plain(code) == plain(&token))
                && !found.contains(code)
            {
                found.push(*code);
            }
        }
    }
    found
}
