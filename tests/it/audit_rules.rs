//! Every rule of the audit on an org as planned with one thing changed: it fires once there, not before, and says nothing
//! where a list that it needs was not read.

use serde_json::{Value, json};
use sha2::Digest as _;
use zd2gc::access::RoleRights;
use zd2gc::access::snapshot::Org;
use zd2gc::audit::papers::Papers;
use zd2gc::audit::{audit, case, checks};
use zd2gc::finding::Findings;
use zd2gc::mapping::{Sources, Tables, load};
use zd2gc::plan::access::Planned;
use zd2gc::plan::read::read;
use zd2gc::snapshot::Snapshot;

use crate::support::Sandbox;

const ORG: &str = "00000000-0000-4000-8000-000000000001";
const OTHER: &str = "00000000-0000-4000-8000-000000000002";

/// A plan with its people, and the org: both as small as every rule has something to look at.
struct World {
    tenant: Value,
    people: Vec<Value>,
    org: Value,
    /// Conditions are in no plan's file: what is planned under one is put in behind it.
    conditional: bool,
}

fn policies(permissions: &[&str]) -> Value {
    let policy = |name: &&str| {
        let parts: Vec<&str> = name.split(':').collect();
        json!({"domain": parts[0], "entityName": parts[1], "actionSet": [parts[2]]})
    };
    permissions.iter().map(policy).collect()
}

fn grant(role: &str, id: &str, kind: &str, division: &str) -> Value {
    json!({"roleId": role, "id": id, "type": kind, "divisions": [{"id": division}]})
}

const TIER_2: &[&str] = &["routing:queue:view", "analytics:conversationDetail:view"];

impl World {
    fn as_planned() -> Self {
        let role = |key: &str, name: &str, half: &str, existing: bool, permissions: &[&str]| {
            json!({"key": key, "name": name, "half": half, "existing": existing, "known": key != "employee",
                "permissions": permissions, "wildcards": [], "sources": []})
        };
        let application = |name: &str, id: &str, owner: &str, kind: &str| {
            let signs_in = kind != "client-credentials";
            let scopes = if signs_in {
                json!([{"scope": "users:readonly", "because": []}])
            } else {
                json!([])
            };
            let uris = if signs_in {
                json!(["https://console.example/callback"])
            } else {
                json!([])
            };
            let roles = if signs_in {
                json!(["Tier 2"])
            } else {
                json!(["zd2gc Night report"])
            };
            let approval = json!({"needed": owner == OTHER, "scopes": if owner == OTHER { json!(["users:readonly"]) } else { json!([]) }});
            json!({"name": name, "client_id": id, "owner": owner, "grant_type": kind, "reach": "own-client",
                "scopes": scopes, "recommended_scopes": [], "permissions": [], "redirect_uris": uris,
                "authorization_url": null, "roles": roles, "divisions": ["home"], "approval": approval})
        };
        let tenant = json!({"name": "emea", "org_id": ORG, "org_name": null, "region": "eu-central-1", "subdomains": ["acme"],
            "divisions": [{"key": "home", "name": "Home", "sources": [], "exists": null},
                {"key": "billing", "name": "Billing", "sources": [], "exists": null}],
            "roles": [role("tier-2", "Tier 2", "tickets", false, TIER_2), role("employee", "employee", "base", true, &[]),
                role("user", "User", "base", true, &["conversation:call:accept"]),
                role("night", "zd2gc Night report", "application", false, &["routing:queue:view"])],
            "applications": [application("Console", "c2", ORG, "authorization-code"),
                application("Night report", "c1", ORG, "client-credentials"),
                application("Foreign", "c3", OTHER, "authorization-code")],
            "decisions": [], "licences": "unknown"});
        let person = |email: &str| {
            json!({"tenant": "emea", "email": email, "name": email, "zendesk_id": 1,
                "source_role": {"subdomain": "acme", "role_id": 5, "name": "Tier 2"}, "base": ["employee", "User"],
                "grants": [{"role": "Tier 2", "divisions": ["billing"],
                    "because": {"setting": null, "value": null, "groups": []}, "fidelity": "exact"}],
                "gains": [], "losses": []})
        };
        let people = vec![person("anna@acme.example"), person("bert@acme.example")];
        let mut grants = Vec::new();
        for id in ["u1", "u2"] {
            grants.extend([
                grant("r1", id, "PC_USER", "d2"),
                grant("r2", id, "PC_USER", "d1"),
                grant("r3", id, "PC_USER", "d1"),
            ]);
        }
        grants.push(grant("r4", "c1", "PC_OAUTH_CLIENT", "d1"));
        let listed = |names: &[&str]| -> Value {
            let one = |name: &&str| {
                let parts: Vec<&str> = name.split(':').collect();
                json!({"domain": parts[0], "permissionMap": {parts[1]: [
                    {"domain": parts[0], "entityType": parts[1], "action": parts[2]}]}})
            };
            names.iter().map(one).collect()
        };
        let org = json!({"region": "eu-central-1",
            "facts": {"role_settings": {"backfillEnabled": false, "authorizationGrantDivisionAware": true}},
            "lists": {
                "permissions": listed(&["routing:queue:view", "routing:queue:edit", "analytics:conversationDetail:view",
                    "conversation:call:accept", "authorization:grant:add", "authorization:role:add"]),
                "oauth_scopes": [{"id": "users"}, {"id": "users:readonly"}, {"id": "routing"}],
                "roles": [
                    {"id": "r1", "name": "Tier 2", "description": "[zd2gc:tier-2]", "permissionPolicies": policies(TIER_2)},
                    {"id": "r2", "name": "employee", "defaultRoleId": "employee"},
                    {"id": "r3", "name": "User", "defaultRoleId": "user",
                        "permissionPolicies": policies(&["conversation:call:accept"])},
                    {"id": "r4", "name": "zd2gc Night report", "description": "[zd2gc:night]",
                        "permissionPolicies": policies(&["routing:queue:view"])},
                    {"id": "r5", "name": "Power", "defaultRoleId": "power",
                        "permissionPolicies": policies(&["authorization:role:add", "authorization:grant:add"])},
                    {"id": "r6", "name": "SCIM Integration", "defaultRoleId": "scim"}],
                "divisions": [{"id": "d1", "name": "Home", "homeDivision": true}, {"id": "d2", "name": "Billing"}],
                "users": [{"id": "u1", "name": "Anna", "email": "anna@acme.example", "state": "active"},
                    {"id": "u2", "name": "Bert", "email": "bert@acme.example", "state": "active"},
                    {"id": "u9", "name": "Zed", "email": "zed@acme.example", "state": "deleted"}],
                "groups": [], "group_members": [], "subject_grants": grants,
                "oauth_clients": [
                    {"id": "c1", "name": "Night", "authorizedGrantType": "CLIENT-CREDENTIALS", "state": "active"},
                    {"id": "c2", "name": "Console", "authorizedGrantType": "CODE", "state": "active",
                        "scope": ["users:readonly"], "registeredRedirectUri": ["https://console.example/callback"]},
                    {"id": "c9", "name": "Else", "authorizedGrantType": "CLIENT-CREDENTIALS", "state": "active"}],
                "oauth_authorizations": [
                    {"client": {"id": "c3"}, "scope": ["users:readonly"], "state": "AUTHORIZED", "createdBy": {"id": "u1"}},
                    {"client": {"id": "c8"}, "scope": [], "state": "AUTHORIZED", "createdBy": {"id": "u1"}}],
                "trustees": [], "policies": []}});
        Self {
            tenant,
            people,
            org,
            conditional: false,
        }
    }

    fn list(&mut self, name: &str) -> &mut Vec<Value> {
        self.org["lists"][name].as_array_mut().unwrap()
    }

    fn add(&mut self, list: &str, record: Value) {
        self.list(list).push(record);
    }

    fn one(&mut self, list: &str, id: &str) -> &mut Value {
        let is = |one: &&mut Value| one["id"] == id || one["client"]["id"] == id;
        self.list(list).iter_mut().find(is).unwrap()
    }

    fn without(&mut self, list: &str, key: &str, value: &str) {
        self.list(list).retain(|one| one[key] != value);
    }

    fn policy(&mut self, role: &str, policy: &str) {
        let added = policies(&[policy])[0].clone();
        let all = &mut self.one("roles", role)["permissionPolicies"];
        all.as_array_mut().unwrap().push(added);
    }

    fn approval(&mut self) -> &mut Value {
        self.one("oauth_authorizations", "c3")
    }

    fn trustee(&mut self, more: &Value) {
        let mut trustee = json!({"id": "t1", "enabled": true, "dateExpired": "2027-01-01", "users": [{"id": "x1"}],
            "organization": {"id": "t1", "name": "consulting"}});
        for (key, value) in more.as_object().unwrap() {
            trustee[key] = value.clone();
        }
        self.add("trustees", trustee);
    }

    /// What is found: rule, subject, object; and the rules that were not applied. `lacks` names a list that was not read.
    fn audited(&self, tables: &Tables, lacks: Option<&str>) -> (Vec<[String; 3]>, Vec<String>) {
        let sandbox = Sandbox::new();
        let mut lists = serde_json::Map::new();
        for (name, records) in self.org["lists"].as_object().unwrap() {
            let mut lines = String::new();
            for one in records.as_array().unwrap() {
                lines.push_str(&format!("{one}\n"));
            }
            sandbox.write(&format!("org/{name}.ndjson"), &lines);
            let digest: Vec<String> = sha2::Sha256::digest(lines.as_bytes())
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let told = if lacks == Some(name) {
                json!({"missing": "not checked: refused"})
            } else {
                json!({"count": records.as_array().unwrap().len(), "sha256": digest.concat()})
            };
            lists.insert(name.clone(), told);
        }
        let mut facts = self.org["facts"].clone();
        if let Some(fact) = lacks.filter(|name| facts.get(name).is_some()) {
            facts[fact] = json!({"missing": "not checked: refused"});
        }
        let head = json!({"schema": "zd2gc/genesys-snapshot/1", "taken_at": "2026-11-20T00:00:00Z", "facts": facts,
            "of": {"org_id": ORG, "org_name": "acme", "region": self.org["region"]}, "lists": lists});
        sandbox.write("org/snapshot.json", &head.to_string());
        let plan = json!({"schema": "zd2gc/plan/1", "inputs": {"snapshots": [], "tables": [], "replaced_rows": []},
            "catalogue": "2026-11-23", "as_of": "2026-11-20", "tenants": [self.tenant], "people": self.people,
            "coverage": {"people": {"planned": 0, "suspended": 0, "deleted": 0, "shared": 0, "end_users": 0,
                "without_division": 0, "without_email": 0, "without_role": 0, "left_out": 0}, "settings": {}, "lists": {}}, "findings": []});
        let mut people = Vec::new();
        let head = read(plan.to_string().as_bytes(), &mut |person| people.push(person)).unwrap();
        let mut planned = Planned::new(&head.tenants[0]);
        for person in &people {
            planned.person(person);
        }
        planned.access.sort();
        if self.conditional {
            let mut rights: RoleRights = planned.access.rights("key:tier-2").unwrap().clone();
            rights.policies[1].conditional = true;
            planned.access.role("key:tier-2", rights);
        }
        let snapshot = Snapshot::open(&sandbox.path("org")).unwrap();
        let org = Org::read(&snapshot, &planned.hints()).unwrap();
        let papers = Papers::default();
        let case = case(&head, &planned, &org, tables, &papers);
        let mut found = Findings::default();
        let audited = audit(&case, |_| true, &mut found);
        let told = found
            .into_sorted()
            .into_iter()
            .map(|one| {
                let is_whole = one.expected.is_some() && one.actual.is_some();
                assert!(
                    is_whole && !one.remedy.is_empty() && !one.evidence.is_empty(),
                    "{one:?}"
                );
                [one.rule, one.subject, one.object]
            })
            .collect();
        (told, audited.unchecked.into_keys().map(str::to_owned).collect())
    }
}

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

fn tables() -> Tables {
    load(&Sources::default()).unwrap().tables.unwrap()
}

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
