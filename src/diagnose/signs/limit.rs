//! Limits of calls, and the caller's address.

use super::{Sign, When};
use crate::diagnose::cause::Cause::{
    BadTokenRequestForm, DivisionNotGranted, IpNotAllowed, PolicyDenied, RateLimitedApi, RateLimitedToken,
    RolePermissionMissing, TokenInvalid,
};

pub(super) const SIGNS: &[Sign] = &[
    Sign {
        seen: "status 429 or its code",
        when: When::Shows(|seen| {
            seen.is_status(&[429]) || seen.has_code(&["too.many.requests", "too.many.requests.retry.after"])
        }),
        speaks: &[(RateLimitedApi, 6), (RolePermissionMissing, -4), (TokenInvalid, -3)],
        because: "the platform counts calls by token, client and org",
    },
    Sign {
        seen: "headers of a limit that is used up, or that ask to wait",
        when: When::Shows(|seen| {
            let number = |name: &str| seen.header(name).and_then(|value| value.trim().parse::<u64>().ok());
            let used = number("inin-ratelimit-count").zip(number("inin-ratelimit-allowed"));
            seen.header("retry-after").is_some() || used.is_some_and(|(used, allowed)| used >= allowed)
        }),
        speaks: &[(RateLimitedApi, 6)],
        because: "the platform counts calls, and says how far",
    },
    Sign {
        seen: "a rate limit is spoken of",
        when: When::Said(&[
            "rate|ratelimit limit*|exceeded",
            "too_many_requests|throttl*|quota",
            "retry_after",
            "requests per_minute|per_second",
            "loop|parallel|concurren*|burst|thousands|workers calls|requests|users",
        ]),
        speaks: &[(RateLimitedApi, 3), (RateLimitedToken, 1)],
        because: "limits are told in words too",
    },
    Sign {
        seen: "many token requests are spoken of",
        when: When::Said(&[
            "new|fresh|own token each|every|per|for call|request|thread|worker|job|lambda|invocation|run|loop|pod|container|process|instance|test",
            "pods|workers|containers|lambdas|processes|instances|runners each|own|start* token|tokens|log_in|login",
            "token|tokens request*|fetch*|login*|get*|creat*|new each|every|per|many|hundred*|loop|pool|parallel|burst|often|second|minute",
            "login|logins|authentication many|often|rate|burst|parallel|per_minute",
            "token|tokens|login|logins peak|busy|rush|midnight|full_hour|same_time|at_once|simultaneous* fail*|400|error*|refus*|some",
        ]),
        speaks: &[(RateLimitedToken, 4), (BadTokenRequestForm, -1)],
        because: "tokens are to be kept and used again",
    },
    Sign {
        seen: "code ip.not.authorized",
        when: When::Code(&["ip.not.authorized"]),
        speaks: &[(IpNotAllowed, 7), (TokenInvalid, -4)],
        because: "the org or the client takes calls from listed addresses only",
    },
    Sign {
        seen: "the network that calls come from is spoken of",
        when: When::Said(&[
            "ip|address|addresses|cidr allow*|whitelist*|allowlist*|listed|block*|range|egress|restrict*|not_authorized|permitted",
            "vpn|egress|nat|gateway|proxy|office|datacenter|home_office|cloud_function|runner work*|fail*|only|from|moved|new|differ*",
            "tcp_denied|denied connect|proxy",
            "trusted|allowed|permitted|known network|networks|ranges|addresses",
            "same token|bearer vpn|laptop|office|desktop|network|home work*|200|ok|fine",
            "allowlist|whitelist|allow_list|white_list|ip_range",
            "work* laptop|office|locally|vpn|home fail*|not|401|refus* server|cloud|lambda|ci|pipeline|prod*|kubernetes|azure|aws",
        ]),
        speaks: &[(IpNotAllowed, 4)],
        because: "the same call from another address is answered otherwise only where addresses are listed",
    },
    Sign {
        seen: "code authz.policy.denied",
        when: When::Code(&["authz.policy.denied"]),
        speaks: &[(PolicyDenied, 7), (RolePermissionMissing, -3), (DivisionNotGranted, -2)],
        because: "the right was there, and an access policy denied all the same",
    },
    Sign {
        seen: "an access policy is spoken of",
        when: When::Said(&[
            "policy|policies denied|deny|denies|denied_by|access|attribute*|blocks|enforc*|condition*|rule|rules|abac",
            "security_rules|access_rule|access_rules denied|deny|denies|refus*|block*",
            "only|except|after|before|outside|during working_hours|business_hours|office_hours|night|weekend* same role|permission*",
            "abac|attribute_based",
            "policyid|policy_id",
        ]),
        speaks: &[(PolicyDenied, 5)],
        because: "policies deny what roles allow",
    },
];
