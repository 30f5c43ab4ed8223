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

/// By what an answer's words are known that SDKs and tickets hand on without its code; what says more goes first.
/// Source: the texts that the API's definition gives for its codes.
const WORDED: &[(&str, &str)] = &[
    ("app.not.authorized.for.scope", "not authorized to use scope"),
    ("authentication.required", "no authentication bearer token"),
    ("authz.policy.denied", "security policies have denied"),
    ("bad.credentials", "invalid login credentials"),
    ("bad.role.divisions", "invalid role divisions"),
    ("ip.not.authorized", "from this ip address are not authorized"),
    (
        "missing.any.division.permissions",
        "in at least one of the following division",
    ),
    ("missing.any.permissions", "at least one of the following permissions"),
    ("missing.client.roles", "client roles and divisions are missing"),
    ("missing.client.scope", "client scope is missing"),
    ("missing.division.permission", "in the provided division"),
    ("missing.division.permissions", "required permissions to the division"),
    ("missing.permissions", "missing the following permission"),
    ("not.a.user", "requires a user context"),
    ("not.authorized", "not authorized to perform the requested action"),
    ("too.many.requests", "rate limit exceeded the maximum"),
];

/// The codes that stand in texts, in any spelling of their separators; where none does, the one whose words stand there.
pub(super) fn found<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Vec<&'static str> {
    let mut found = spelt(texts.clone());
    if found.is_empty() {
        let worded = texts.filter_map(|text| {
            let text = text.to_lowercase();
            WORDED.iter().find(|(_, words)| text.contains(words))
        });
        found.extend(worded.map(|(code, _)| *code).take(1));
    }
    found
}

/// The codes that stand in texts.
fn spelt<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'static str> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<&'static str> {
        found([text].into_iter())
    }

    #[test]
    fn answers_without_a_code_are_known_by_their_words() {
        assert!(
            WORDED
                .iter()
                .all(|(code, words)| CODES.contains(code) && of(words) == [*code])
        );
        let several = "You must have at least one of the following permissions assigned: [a] in at least one of the \
                       following division(s): [b]";
        assert_eq!(of(several), ["missing.any.division.permissions"]);
        assert_eq!(
            of("bad.credentials: from this IP address are not authorized"),
            ["bad.credentials"]
        );
    }
}
