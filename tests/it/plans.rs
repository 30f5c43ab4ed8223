//! Plans that several tests hold orgs against: of the demo and of the fixture accounts, as the binary makes them.

use std::sync::LazyLock;

use serde_json::json;
use sha2::Digest as _;
use zd2gc::plan::model::PersonPlan;
use zd2gc::plan::read::{PlanHead, read};
use zd2gc::rehearsal::World;
use zd2gc::rehearsal::world::{from_plan, rich};

use crate::support::{Sandbox, fixtures};

/// A plan as the binary made it.
pub(crate) struct Plan {
    pub(crate) name: &'static str,
    /// The file as it is.
    pub(crate) text: String,
    pub(crate) head: PlanHead,
    pub(crate) people: Vec<PersonPlan>,
}

impl Plan {
    fn of(name: &'static str, sandbox: &Sandbox, file: &str) -> Self {
        let mut people = Vec::new();
        let text = sandbox.read(file);
        let head = read(text.as_bytes(), &mut |person| people.push(person)).unwrap();
        Self {
            name,
            text,
            head,
            people,
        }
    }

    pub(crate) fn world(&self, seed: u64) -> World {
        from_plan(&self.head, &self.people, seed).unwrap()
    }
}

/// The plans of the demo and of both fixture accounts, one of them in a second shape.
pub(crate) static PLANS: LazyLock<Vec<Plan>> = LazyLock::new(|| vec![demo(), rich(), small(), known(), aurora()]);

fn demo() -> Plan {
    let sandbox = Sandbox::new();
    let _ = sandbox.run(&["demo", "--dir", "demo"]).ended(0);
    Plan::of("demo", &sandbox, "demo/plan.json")
}

/// Imports a fixture account and plans it.
fn planned(account: &str, tables: &[(&str, &str)], org: Option<&[(&str, &str)]>) -> Sandbox {
    let sandbox = Sandbox::new();
    let from = fixtures().join("zendesk").join(account);
    let _ = sandbox
        .run(&[
            "snapshot",
            "zendesk",
            "--import",
            from.to_str().unwrap(),
            "--subdomain",
            "acme",
            "-o",
            "snaps",
        ])
        .ended(0);
    for (name, text) in tables {
        sandbox.write(&format!("m/{name}"), text);
    }
    if let Some(lists) = org {
        snapshot(&sandbox, lists);
    }
    let _ = sandbox
        .run(&["plan", "--snapshot", "snaps", "--mappings", "m", "-o", "plan.json"])
        .ended(0);
    sandbox
}

/// The large account: two tenants, divisions by group and by brand, applications of every kind and reach.
fn rich() -> Plan {
    let tenants = "schema: zd2gc/tenants/1
tenants:
  - name: emea
    subdomains: [acme]
    org_id: 00000000-0000-4000-8000-000000000001
    org_name: acme-emea
    region: eu-central-1
    divisions: {by: brand}
  - name: apac
    subdomains: [it-fixture-7421]
    org_id: 00000000-0000-4000-8000-000000000002
    region: eu-central-1
    divisions: {by: group}
";
    let applications = "schema: zd2gc/applications/1
applications:
  - name: Compliance export
    client_id: 00000000-0000-4000-8000-0000000000c1
    grant_type: authorization-code
    redirect_uris: [https://compliance.example/callback, https://compliance.example/second]
    reach: authorized-client
    owner: emea
    used_by: [Team Lead EMEA]
    operations: [POST /api/v2/analytics/conversations/details/jobs, GET /api/v2/routing/queues]
  - name: Foreign wallboard
    client_id: 00000000-0000-4000-8000-0000000000c3
    grant_type: authorization-code-pkce
    redirect_uris: [https://wallboard.example]
    reach: authorized-client
    owner: 00000000-0000-4000-8000-0000000000f1
    used_by: [Tier 1, Auditeur / Prüfer]
    operations: [GET /api/v2/routing/queues, GET /api/v2/users]
  - name: Trusted console
    client_id: 00000000-0000-4000-8000-0000000000c5
    grant_type: authorization-code
    redirect_uris: [https://console.example/callback]
    reach: authorized-organization
    owner: emea
    used_by: [Reporting analyst]
    operations: [GET /api/v2/users]
  - name: Sign-on bridge
    client_id: 00000000-0000-4000-8000-0000000000c6
    grant_type: saml2-bearer
    tenants: [emea]
    used_by: [Tier 1]
    operations: [GET /api/v2/routing/queues]
  - name: Night report
    client_id: {emea: 00000000-0000-4000-8000-0000000000c4, apac: 00000000-0000-4000-8000-0000000000c7}
    grant_type: client-credentials
    divisions: [home]
    operations: [GET /api/v2/routing/queues]
  - name: Everywhere report
    client_id: 00000000-0000-4000-8000-0000000000c8
    grant_type: client-credentials
    divisions: [all]
    tenants: [emea]
    operations: [GET /api/v2/users]
";
    let sandbox = planned(
        "rich",
        &[("tenants.yaml", tenants), ("applications.yaml", applications)],
        None,
    );
    Plan::of("rich", &sandbox, "plan.json")
}

/// The rich world's two accounts, some of whose people are in both, with the tables of its project.
fn aurora() -> Plan {
    let sandbox = Sandbox::new();
    for (subdomain, pages) in [("aurora-demo", rich::AURORA), ("aurora-nordic", rich::NORDIC)] {
        for (list, text) in pages {
            sandbox.write(&format!("in-{subdomain}/{list}.json"), text);
        }
        let from = format!("in-{subdomain}");
        let _ = sandbox
            .run(&[
                "snapshot",
                "zendesk",
                "--import",
                &from,
                "--subdomain",
                subdomain,
                "-o",
                "snaps",
            ])
            .ended(0);
    }
    let world = rich::world(1);
    let mut tenants = "schema: zd2gc/tenants/1\ntenants:\n".to_owned();
    for tenant in &world.tenants {
        let org = &world.orgs[tenant.org];
        tenants.push_str(&format!(
            "  - name: {}\n    subdomains: [{}]\n    org_id: {}\n    org_name: {}\n    region: {}\n{}",
            tenant.name,
            tenant.subdomains.join(", "),
            org.id,
            org.name,
            org.region.name,
            tenant.more
        ));
    }
    sandbox.write("m/tenants.yaml", &tenants);
    for (name, text) in &world.tables {
        sandbox.write(&format!("m/{name}"), text);
    }
    let _ = sandbox
        .run(&["plan", "--snapshot", "snaps", "--mappings", "m", "-o", "plan.json"])
        .ended(0);
    let plan = Plan::of("aurora", &sandbox, "plan.json");
    assert!(plan.people.iter().filter(|person| !person.also.is_empty()).count() >= 2);
    plan
}

const TENANT: &str = "schema: zd2gc/tenants/1\ntenants:\n  - name: emea\n    subdomains: [acme]\n    org_id: \
                      00000000-0000-4000-8000-000000000003\n    org_name: acme-emea\n    region: eu-central-1\n";

/// The small account, everything in the home division, granted to groups.
fn small() -> Plan {
    let tenants = format!("{TENANT}    grant_to: group\n");
    let sandbox = planned("small", &[("tenants.yaml", &tenants)], None);
    Plan::of("small", &sandbox, "plan.json")
}

/// The large account into an org that is known, by group and granted to groups: what default roles hold is in the plan.
fn known() -> Plan {
    let tenants = format!("{TENANT}    grant_to: group\n    divisions: {{by: group}}\n");
    let roles = r#"{"id":"1","name":"Engage User","defaultRoleId":"engageUser","permissionPolicies":[{"domain":"conversation","entityName":"call","actionSet":["accept"]}]}
{"id":"2","name":"employee","defaultRoleId":"employee","permissionPolicies":[{"domain":"directory","entityName":"userProfile","actionSet":["view"]}]}
"#;
    let divisions = "{\"id\":\"3\",\"name\":\"Headquarters\",\"homeDivision\":true}\n";
    let org: &[(&str, &str)] = &[("roles", roles), ("divisions", divisions)];
    let sandbox = planned("rich", &[("tenants.yaml", &tenants)], Some(org));
    Plan::of("known", &sandbox, "plan.json")
}

/// A snapshot of the org of [`TENANT`].
pub(crate) fn snapshot(sandbox: &Sandbox, lists: &[(&str, &str)]) {
    let mut told = serde_json::Map::new();
    for (name, lines) in lists {
        sandbox.write(&format!("snaps/org/{name}.ndjson"), lines);
        let digest = sha2::Sha256::digest(lines.as_bytes());
        let digest: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        told.insert(
            (*name).to_owned(),
            json!({"count": lines.lines().count(), "sha256": digest.concat()}),
        );
    }
    let snapshot = json!({"schema": "zd2gc/genesys-snapshot/1", "taken_at": "2026-10-03T00:00:00Z",
        "of": {"org_id": "00000000-0000-4000-8000-000000000003", "org_name": "acme-emea", "region": "eu-central-1"},
        "lists": told});
    sandbox.write("snaps/org/snapshot.json", &snapshot.to_string());
}
