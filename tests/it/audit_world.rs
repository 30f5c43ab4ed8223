//! A plan and an org as it was planned, as small as every rule of the audit has something to look at.

use serde_json::{Value, json};
use sha2::Digest as _;
use zd2gc::access::RoleRights;
use zd2gc::access::snapshot::Org;
use zd2gc::audit::papers::Papers;
use zd2gc::audit::{audit, case};
use zd2gc::finding::{Finding, Findings};
use zd2gc::mapping::{Sources, Tables, load};
use zd2gc::plan::access::Planned;
use zd2gc::plan::read::read;
use zd2gc::snapshot::Snapshot;

use crate::support::Sandbox;

const ORG: &str = "00000000-0000-4000-8000-000000000001";
const OTHER: &str = "00000000-0000-4000-8000-000000000002";

/// A plan with its people, and the org: both as small as every rule has something to look at.
pub(crate) struct World {
    pub(crate) tenant: Value,
    pub(crate) people: Vec<Value>,
    pub(crate) org: Value,
    /// Conditions are in no plan's file: what is planned under one is put in behind it.
    pub(crate) conditional: bool,
}

pub(crate) fn policies(permissions: &[&str]) -> Value {
    let policy = |name: &&str| {
        let parts: Vec<&str> = name.split(':').collect();
        json!({"domain": parts[0], "entityName": parts[1], "actionSet": [parts[2]]})
    };
    permissions.iter().map(policy).collect()
}

pub(crate) fn grant(role: &str, id: &str, kind: &str, division: &str) -> Value {
    json!({"roleId": role, "id": id, "type": kind, "divisions": [{"id": division}]})
}

pub(crate) const TIER_2: &[&str] = &["routing:queue:view", "analytics:conversationDetail:view"];

impl World {
    pub(crate) fn as_planned() -> Self {
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

    pub(crate) fn list(&mut self, name: &str) -> &mut Vec<Value> {
        self.org["lists"][name].as_array_mut().unwrap()
    }

    pub(crate) fn add(&mut self, list: &str, record: Value) {
        self.list(list).push(record);
    }

    pub(crate) fn one(&mut self, list: &str, id: &str) -> &mut Value {
        let is = |one: &&mut Value| one["id"] == id || one["client"]["id"] == id;
        self.list(list).iter_mut().find(is).unwrap()
    }

    pub(crate) fn without(&mut self, list: &str, key: &str, value: &str) {
        self.list(list).retain(|one| one[key] != value);
    }

    pub(crate) fn policy(&mut self, role: &str, policy: &str) {
        let added = policies(&[policy])[0].clone();
        let all = &mut self.one("roles", role)["permissionPolicies"];
        all.as_array_mut().unwrap().push(added);
    }

    pub(crate) fn approval(&mut self) -> &mut Value {
        self.one("oauth_authorizations", "c3")
    }

    pub(crate) fn trustee(&mut self, more: &Value) {
        let mut trustee = json!({"id": "t1", "enabled": true, "dateExpired": "2027-01-01", "users": [{"id": "x1"}],
            "organization": {"id": "t1", "name": "consulting"}});
        for (key, value) in more.as_object().unwrap() {
            trustee[key] = value.clone();
        }
        self.add("trustees", trustee);
    }

    /// What is found: rule, subject, object; and the rules that were not applied. `lacks` names a list that was not read.
    pub(crate) fn audited(&self, tables: &Tables, lacks: Option<&str>) -> (Vec<[String; 3]>, Vec<String>) {
        let (found, unchecked) = self.findings(tables, lacks, &Papers::default());
        let told = found.into_iter().map(|one| [one.rule, one.subject, one.object]);
        (told.collect(), unchecked)
    }

    /// The findings themselves, after what was said of the audit beforehand.
    pub(crate) fn findings(
        &self,
        tables: &Tables,
        lacks: Option<&str>,
        papers: &Papers,
    ) -> (Vec<Finding>, Vec<String>) {
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
        let case = case(&head, &planned, &org, tables, papers);
        let mut found = Findings::default();
        let audited = audit(&case, |_| true, &mut found);
        let found = found.into_sorted();
        for one in &found {
            let is_whole = one.expected.is_some() && one.actual.is_some();
            assert!(
                is_whole && !one.remedy.is_empty() && !one.evidence.is_empty(),
                "{one:?}"
            );
        }
        (found, audited.unchecked.into_keys().map(str::to_owned).collect())
    }
}

pub(crate) fn tables() -> Tables {
    load(&Sources::default()).unwrap().tables.unwrap()
}
