//! `zd2gc explain`: from a cell of the plan back to its causes.

use crate::support::{Ran, Sandbox, fixtures};

/// The small account, planned.
fn planned() -> Sandbox {
    let sandbox = Sandbox::new();
    let from = fixtures().join("zendesk/small");
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
    sandbox.write(
        "m/tenants.yaml",
        "schema: zd2gc/tenants/1\ntenants:\n  - name: emea\n    subdomains: [acme]\n    org_id: 00000000-0000-4000-8000-000000000001\n    region: eu-central-1\n",
    );
    let _ = sandbox
        .run(&["plan", "--snapshot", "snaps", "--mappings", "m", "-o", "plan.json"])
        .ended(0);
    sandbox
}

#[test]
fn everything_in_a_plan_explains() {
    let sandbox = planned();
    let plan: serde_json::Value = serde_json::from_str(&sandbox.read("plan.json")).unwrap();
    for person in plan["people"].as_array().unwrap() {
        let email = person["email"].as_str().unwrap();
        let told = sandbox.run(&["explain", email, "--format", "json"]).ended(0).json();
        assert_eq!(told["people"].as_array().unwrap().len(), 1, "{email}");
        for held in told["people"][0]["holds"].as_array().unwrap() {
            for permission in held["permissions"].as_array().unwrap() {
                assert!(
                    !permission["because"].as_array().unwrap().is_empty(),
                    "{email}: {permission}"
                );
            }
        }
    }
    for role in plan["tenants"][0]["roles"].as_array().unwrap() {
        let told = sandbox.run(&["explain", role["name"].as_str().unwrap()]).ended(0);
        assert!(told.stdout.contains(role["key"].as_str().unwrap()), "{}", told.stdout);
    }
}

#[test]
fn what_is_not_in_the_plan_ends_in_2() {
    let sandbox = planned();
    sandbox.write("broken.json", "{\"schema\": \"zd2gc/plan/1\", \"people\": 3}");
    sandbox.write("other.json", "{\"schema\": \"zd2gc/findings/1\"}");
    sandbox.write("bare.json", "{\"findings\": []}");
    let plan: serde_json::Value = serde_json::from_str(&sandbox.read("plan.json")).unwrap();
    let email = plan["people"][0]["email"].as_str().unwrap();
    let wrong = |args: &[&str], says: &str| {
        let ran: Ran = sandbox.run(args).ended(2);
        assert!(ran.stderr.contains(says), "{says}: {}", ran.stderr);
        assert!(ran.stdout.is_empty());
    };
    wrong(&["explain", &email[1..]], &format!("did you mean `{email}`?"));
    wrong(&["explain", email, "--plan", "gone.json"], "make a plan first");
    wrong(&["explain", email, "--plan", "broken.json"], "can't be read");
    wrong(
        &["explain", email, "--plan", "other.json"],
        "of schema `zd2gc/findings/1`, not a plan",
    );
    wrong(
        &["explain", email, "--plan", "bare.json"],
        "has no schema, so it is not a plan",
    );
    wrong(&["explain", email, "analytics"], "nearest:");
    wrong(&["explain", email, "routing:queue:joins"], "routing:queue:join");
}
