//! `zd2gc diagnose` with a snapshot or a plan: what they know moves the order.

use crate::plans;
use crate::support::{Ran, Sandbox};

/// An org: anna holds `routing:queue:view` in Billing, ben has left, the client Report is off and Console is approved
/// for users only; there is no recording product.
fn org() -> Sandbox {
    let sandbox = Sandbox::new();
    let lists: &[(&str, &str)] = &[
        (
            "divisions",
            "{\"id\":\"d0\",\"name\":\"Home\",\"homeDivision\":true}\n{\"id\":\"d1\",\"name\":\"Billing\"}\n",
        ),
        (
            "roles",
            "{\"id\":\"r1\",\"name\":\"Queues\",\"permissionPolicies\":[{\"domain\":\"routing\",\"entityName\":\"queue\",\"actionSet\":[\"view\"]}]}\n",
        ),
        (
            "users",
            "{\"id\":\"u1\",\"name\":\"Anna\",\"email\":\"anna@acme.example\",\"state\":\"active\"}\n{\"id\":\"u2\",\"name\":\"Ben\",\"email\":\"ben@acme.example\",\"state\":\"inactive\"}\n",
        ),
        ("groups", ""),
        ("group_members", ""),
        (
            "subject_grants",
            "{\"roleId\":\"r1\",\"id\":\"u1\",\"type\":\"PC_USER\",\"divisions\":[{\"id\":\"d1\"}]}\n",
        ),
        (
            "permissions",
            "{\"domain\":\"routing\",\"permissionMap\":{\"queue\":[{\"domain\":\"routing\",\"entityType\":\"queue\",\"action\":\"view\"}]}}\n",
        ),
        (
            "oauth_clients",
            "{\"id\":\"c1\",\"name\":\"Report\",\"authorizedGrantType\":\"CLIENT-CREDENTIALS\",\"state\":\"inactive\",\"scope\":[]}\n{\"id\":\"c3\",\"name\":\"Desk\",\"authorizedGrantType\":\"CODE\",\"state\":\"active\",\"scope\":[\"users:readonly\"]}\n",
        ),
        (
            "oauth_authorizations",
            "{\"client\":{\"id\":\"c2\",\"name\":\"Console\"},\"scope\":[\"users:readonly\"],\"state\":\"Requested\",\"pending\":true}\n",
        ),
        ("trustees", ""),
        ("policies", ""),
    ];
    plans::snapshot(&sandbox, lists);
    sandbox
}

/// Asks about a call, with what the snapshot knows.
fn ask(sandbox: &Sandbox, args: &[&str]) -> Ran {
    let all = [&["diagnose", "--snapshot", "snaps", "--format", "json"], args].concat();
    sandbox.run(&all)
}

fn first(ran: &Ran) -> String {
    ran.json()["causes"][0]["id"].as_str().unwrap().to_owned()
}

const QUEUES: &[&str] = &["--call", "GET /api/v2/routing/queues", "--status", "403"];

#[test]
fn who_holds_it_elsewhere_lacks_the_division_and_who_holds_nothing_the_permission() {
    let sandbox = org();
    let anna = ask(&sandbox, &[QUEUES, &["--who", "anna@acme.example"]].concat()).ended(0);
    assert_eq!(first(&anna), "division-not-granted");
    let told = anna.json()["causes"][0]["evidence"].to_string();
    assert!(
        told.contains("`anna@acme.example` holds what the call takes in Billing only"),
        "{told}"
    );

    let users = ["--call", "GET /api/v2/users/u1", "--status", "403", "--who", "u1"];
    let lacks = ask(&sandbox, &users).ended(0);
    let ids = lacks.json()["causes"].to_string();
    assert!(ids.contains("role-permission-missing"), "{ids}");

    let ben = ask(&sandbox, &[QUEUES, &["--who", "ben@acme.example"]].concat()).ended(0);
    assert_eq!(first(&ben), "token-invalid");
    let nobody = ask(&sandbox, &[QUEUES, &["--who", "cleo@acme.example"]].concat()).ended(0);
    assert!(
        nobody.stdout.contains("acme-emea has nobody by that name"),
        "{}",
        nobody.stdout
    );
}

#[test]
fn a_permission_that_the_org_does_not_offer_is_not_licensed() {
    let sandbox = org();
    let call = ["--call", "GET /api/v2/quality/forms", "--status", "403"];
    let found = ask(&sandbox, &call).ended(0);
    assert_eq!(first(&found), "permission-not-licensed");
    let offered = ask(&sandbox, QUEUES).ended(0);
    assert!(
        !offered.stdout.contains("permission-not-licensed"),
        "{}",
        offered.stdout
    );
}

#[test]
fn the_state_of_a_client_and_of_its_approval_decide() {
    let sandbox = org();
    let off = ask(&sandbox, &["--status", "401", "--client", "Report"]).ended(0);
    assert_eq!(first(&off), "client-inactive");
    let pending = ask(&sandbox, &["--status", "401", "--client", "c2"]).ended(0);
    assert_eq!(first(&pending), "client-not-authorized-in-org");
    let unknown = ask(&sandbox, &["--status", "401", "--client", "c9"]).ended(0);
    assert!(unknown.stdout.contains("has no such client"), "{}", unknown.stdout);
    let scope = ask(&sandbox, &[QUEUES, &["--client", "Desk"]].concat()).ended(0);
    assert_eq!(first(&scope), "scope-not-on-client");
    let grant = [
        "--status",
        "400",
        "--client",
        "Desk",
        "--grant-type",
        "client_credentials",
    ];
    assert_eq!(first(&ask(&sandbox, &grant).ended(0)), "grant-type-mismatch");
}

#[test]
fn the_region_of_the_org_is_held_against_the_host() {
    let sandbox = org();
    let call = [
        "--host",
        "api.mypurecloud.com",
        "--status",
        "401",
        "--call",
        "GET /api/v2/users",
    ];
    let found = ask(&sandbox, &call).ended(0);
    assert_eq!(first(&found), "token-invalid");
    assert!(
        found.stdout.contains("acme-emea is in `mypurecloud.de`"),
        "{}",
        found.stdout
    );
}

#[test]
fn a_plan_knows_what_is_planned() {
    let sandbox = Sandbox::new();
    let _ = sandbox.run(&["demo", "--dir", "demo"]).ended(0);
    let plan = ["diagnose", "--plan", "demo/plan.json", "--format", "json"];
    let found = sandbox
        .run(&[&plan, QUEUES, &["--who", "nobody@larchpost.example"]].concat())
        .ended(0);
    assert!(found.stdout.contains("the plan: "), "{}", found.stdout);
    let wrong = sandbox
        .run(&[&plan, QUEUES, &["--tenant", "nowhere"]].concat())
        .ended(2);
    assert!(
        wrong.stderr.contains("nothing that was named is of the tenant"),
        "{}",
        wrong.stderr
    );
    let no_plan = sandbox
        .run(&["diagnose", "--plan", "demo/nowhere.json", "--status", "403"])
        .ended(2);
    assert!(no_plan.stderr.contains("nowhere.json"), "{}", no_plan.stderr);
    let folder = sandbox
        .run(&["diagnose", "--snapshot", "demo/plan.json", "--status", "403"])
        .ended(2);
    assert!(folder.stderr.contains("--plan"), "{}", folder.stderr);
}
