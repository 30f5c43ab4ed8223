//! Every rule of the audit on an org as planned with one thing changed: it fires once there, not before, and says nothing
//! where a list that it needs was not read.

use serde_json::json;
use zd2gc::audit::checks;

use crate::audit_world::{TIER_2, World, grant, policies, tables};

/// A change that one rule is about: rule, what is changed, subject, object.
type Change = (&'static str, fn(&mut World), &'static str, &'static str);

const ANNA: &str = "anna@acme.example";

/// One for each rule.
const CHANGES: &[Change] = &[
    ("role-missing", |w| w.without("roles", "id", "r1"), "Tier 2", ""),
    (
        "role-permission-missing",
        |w| w.one("roles", "r1")["permissionPolicies"] = policies(&TIER_2[..1]),
        "Tier 2",
        "analytics:conversationDetail:view",
    ),
    (
        "role-permission-extra",
        |w| w.policy("r1", "routing:queue:edit"),
        "Tier 2",
        "routing:queue:edit",
    ),
    (
        "role-unplanned",
        |w| w.add("roles", json!({"id": "r9", "name": "Beside"})),
        "Beside",
        "",
    ),
    (
        "default-role-modified",
        |w| w.policy("r3", "routing:queue:view"),
        "User",
        "routing:queue:view",
    ),
    (
        "condition-missing",
        |w| w.conditional = true,
        "Tier 2",
        "analytics:conversationDetail:view",
    ),
    (
        "condition-extra",
        |w| w.one("roles", "r1")["permissionPolicies"][1]["resourceConditionNode"] = json!({"conjunction": "AND"}),
        "Tier 2",
        "analytics:conversationDetail:view",
    ),
    (
        "wildcard-policy",
        |w| w.policy("r1", "routing:queue:*"),
        "Tier 2",
        "routing:queue:*",
    ),
    (
        "admin-general-permission",
        |w| w.one("roles", "r1")["permissions"] = json!(["admin"]),
        "Tier 2",
        "admin",
    ),
    (
        "division-missing",
        |w| w.without("divisions", "id", "d2"),
        "Billing",
        "billing",
    ),
    (
        "user-missing",
        |w| {
            w.without("users", "id", "u1");
            w.without("subject_grants", "id", "u1");
        },
        ANNA,
        "",
    ),
    (
        "user-inactive-with-grants",
        |w| w.one("users", "u1")["state"] = json!("inactive"),
        ANNA,
        "",
    ),
    (
        "grant-missing",
        |w| {
            w.list("subject_grants")
                .retain(|one| one["id"] != "u1" || one["roleId"] != "r1");
        },
        ANNA,
        "Tier 2",
    ),
    (
        "grant-extra",
        |w| w.add("subject_grants", grant("r5", "u1", "PC_USER", "d1")),
        ANNA,
        "Power",
    ),
    (
        "grant-division-missing",
        |w| w.one("subject_grants", "u1")["divisions"] = json!([{"id": "d1"}]),
        ANNA,
        "Tier 2 @ billing",
    ),
    (
        "grant-division-extra",
        |w| w.one("subject_grants", "u1")["divisions"] = json!([{"id": "d1"}, {"id": "d2"}]),
        ANNA,
        "Tier 2 @ home",
    ),
    (
        "deleted-subject-grants",
        |w| w.add("subject_grants", grant("r5", "u9", "PC_USER", "d1")),
        "zed@acme.example",
        "",
    ),
    (
        "grants-ignore-divisions",
        |w| w.org["facts"]["role_settings"]["authorizationGrantDivisionAware"] = json!(false),
        "emea",
        "",
    ),
    (
        "role-backfill-on",
        |w| w.org["facts"]["role_settings"]["backfillEnabled"] = json!(true),
        "emea",
        "",
    ),
    (
        "client-missing",
        |w| w.without("oauth_clients", "id", "c2"),
        "Console",
        "c2",
    ),
    (
        "client-inactive",
        |w| w.one("oauth_clients", "c2")["state"] = json!("inactive"),
        "Console",
        "c2",
    ),
    (
        "client-grant-type-mismatch",
        |w| w.one("oauth_clients", "c2")["authorizedGrantType"] = json!("SAML2-BEARER"),
        "Console",
        "c2",
    ),
    (
        "client-redirect-uri-mismatch",
        |w| {
            let uris = &mut w.one("oauth_clients", "c2")["registeredRedirectUri"];
            uris.as_array_mut().unwrap().push(json!("https://evil.example"));
        },
        "Console",
        "https://evil.example",
    ),
    (
        "client-scope-missing",
        |w| w.one("oauth_clients", "c2")["scope"] = json!([]),
        "Console",
        "users:readonly",
    ),
    (
        "client-scope-extra",
        |w| w.one("oauth_clients", "c2")["scope"] = json!(["users:readonly", "routing"]),
        "Console",
        "routing",
    ),
    (
        "client-scope-unknown",
        |w| w.one("oauth_clients", "c2")["scope"] = json!(["users:readonly", "nonsense"]),
        "Console",
        "nonsense",
    ),
    (
        "client-role-missing",
        |w| w.without("subject_grants", "id", "c1"),
        "Night report",
        "zd2gc Night report",
    ),
    (
        "client-role-extra",
        |w| w.add("subject_grants", grant("r5", "c1", "PC_OAUTH_CLIENT", "d1")),
        "Night report",
        "Power",
    ),
    (
        "client-division-extra",
        |w| w.add("subject_grants", grant("r4", "c1", "PC_OAUTH_CLIENT", "d2")),
        "Night report",
        "zd2gc Night report @ billing",
    ),
    (
        "client-privileged",
        |w| w.add("subject_grants", grant("r5", "c9", "PC_OAUTH_CLIENT", "d1")),
        "client:Else",
        "authorization:grant:add",
    ),
    (
        "client-owner-gone",
        |w| w.one("oauth_clients", "c9")["createdBy"] = json!({"id": "u9"}),
        "client:Else",
        "zed@acme.example",
    ),
    (
        "client-long-token",
        |w| w.one("oauth_clients", "c9")["accessTokenValiditySeconds"] = json!(604_800),
        "client:Else",
        "c9",
    ),
    (
        "implicit-grant-client",
        |w| w.one("oauth_clients", "c9")["authorizedGrantType"] = json!("TOKEN"),
        "client:Else",
        "c9",
    ),
    (
        "authorization-missing",
        |w| w.list("oauth_authorizations").retain(|one| one["client"]["id"] != "c3"),
        "Foreign",
        "c3",
    ),
    (
        "authorization-pending",
        |w| w.approval()["state"] = json!("REQUESTED"),
        "Foreign",
        "c3",
    ),
    (
        "authorization-revoked",
        |w| w.approval()["state"] = json!("REVOKED"),
        "Foreign",
        "c3",
    ),
    (
        "authorization-scope-missing",
        |w| w.approval()["scope"] = json!([]),
        "Foreign",
        "users:readonly",
    ),
    (
        "authorization-scope-extra",
        |w| w.approval()["scope"] = json!(["users:readonly", "routing"]),
        "Foreign",
        "routing",
    ),
    (
        "authorization-roles-limit",
        |w| w.approval()["roles"] = json!(["r5"]),
        "Foreign",
        "Tier 2",
    ),
    (
        "scim-grants-roles",
        |w| w.add("subject_grants", grant("r6", "c9", "PC_OAUTH_CLIENT", "d1")),
        "client:Else",
        "SCIM Integration",
    ),
    (
        "region-mismatch",
        |w| w.org["region"] = json!("us-east-1"),
        "emea",
        "us-east-1",
    ),
    (
        "trustee-access",
        |w| {
            w.trustee(&json!({}));
            w.add("subject_grants", grant("r5", "x1", "PC_TRUSTEE_USER", "d1"));
        },
        "consulting",
        "Power @ home",
    ),
    (
        "trustee-full-access",
        |w| w.trustee(&json!({"hasFullAccess": true})),
        "consulting",
        "",
    ),
    (
        "trustee-never-expires",
        |w| w.trustee(&json!({"dateExpired": null})),
        "consulting",
        "",
    ),
    (
        "policy-may-deny",
        |w| {
            w.add(
                "policies",
                json!({"id": "p1", "name": "no queues", "targetResource": "analytics:conversationDetail:view", "effect": "DENY"}),
            );
        },
        "no queues",
        "analytics:conversationDetail:view",
    ),
    (
        "agent-without-queue-role",
        |w| {
            w.list("subject_grants")
                .retain(|one| one["id"] != "u1" || one["roleId"] != "r3");
        },
        ANNA,
        "User",
    ),
    (
        "permission-not-available",
        |w| w.without("permissions", "domain", "analytics"),
        "Tier 2",
        "analytics:conversationDetail:view",
    ),
    (
        "privileged-holder",
        |w| w.add("subject_grants", grant("r5", "u1", "PC_USER", "d1")),
        ANNA,
        "authorization:grant:add",
    ),
    (
        "separation-of-duties",
        |w| w.add("subject_grants", grant("r5", "u1", "PC_USER", "d1")),
        ANNA,
        "writes-and-gives-roles",
    ),
];

#[test]
fn each_rule_fires_once_on_what_it_is_about_and_not_without() {
    let tables = tables();
    let (found, unchecked) = World::as_planned().audited(&tables, None);
    assert_eq!((found, unchecked), (Vec::new(), Vec::new()), "as planned");
    for (rule, change, subject, object) in CHANGES {
        let mut world = World::as_planned();
        change(&mut world);
        let (mut found, _) = world.audited(&tables, None);
        found.retain(|one| one[0] == *rule);
        assert_eq!(found, [[*rule, *subject, *object].map(str::to_owned)], "{rule}");
    }
    for check in checks() {
        let rule = check.rule.name;
        assert!(CHANGES.iter().any(|change| change.0 == rule), "{rule} has no example");
    }
}

#[test]
fn a_rule_says_nothing_and_is_listed_where_a_list_that_it_needs_was_not_read() {
    let tables = tables();
    for check in checks() {
        let rule = check.rule.name;
        let (_, change, ..) = CHANGES.iter().find(|change| change.0 == rule).unwrap();
        let mut world = World::as_planned();
        change(&mut world);
        for list in check.needs {
            let (found, unchecked) = world.audited(&tables, Some(list));
            assert!(
                found.iter().all(|one| one[0] != rule),
                "{rule} without {list}: {found:?}"
            );
            assert!(unchecked.iter().any(|one| one == rule), "{rule} without {list}");
        }
    }
}
