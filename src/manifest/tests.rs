//! Sheets of small plans.

use super::*;
use crate::catalogue::Catalogue;
use crate::finding::Finding;
use crate::plan::applications::rules;
use crate::plan::model::TenantPlan;

/// Two orgs, one application with one client, as a plan writes them.
fn tenants() -> Vec<TenantPlan> {
    serde_json::from_str(include_str!("../../tests/fixtures/manifest/tenants.json")).unwrap()
}

fn manifest() -> Manifest {
    build(&tenants(), &[], Catalogue::embedded(), |_| true)
}

#[test]
fn one_client_in_two_orgs_is_one_client() {
    let sheet = &manifest().applications[0];
    assert_eq!(sheet.clients.len(), 1);
    assert_eq!(sheet.clients[0].tenants, ["emea", "apac"]);
    assert_eq!(sheet.clients[0].authorized_grant_type, "CODE");
    assert_eq!(sheet.orgs.len(), 2);
}

#[test]
fn a_role_is_the_body_that_creates_it() {
    let body = serde_json::to_string(&manifest().applications[0].roles).unwrap();
    insta::assert_snapshot!(body, @r#"[{"name":"zd2gc Compliance export","description":"Least rights of Compliance export. [zd2gc:zd2gc-compliance-export]","permissionPolicies":[{"domain":"analytics","entityName":"conversationDetail","actionSet":["view"],"allowConditions":false}]}]"#);
}

#[test]
fn the_installer_of_a_foreign_client_needs_to_approve_it() {
    let sheet = &manifest().applications[0];
    let rights: Vec<&str> = sheet
        .installer_rights
        .iter()
        .map(|right| right.permission.as_str())
        .collect();
    assert_eq!(
        rights,
        [
            "oauth:client:add",
            "oauth:client:edit",
            "authorization:role:add",
            "authorization:grant:add",
            "oauth:client:authorize"
        ]
    );
}

#[test]
fn what_was_not_carried_is_said_once() {
    let finding = || {
        Finding::new(
            &rules::ZENDESK_SCOPE_NOT_CARRIED,
            "Compliance export",
            "tickets:write",
            "left out",
        )
    };
    let manifest = build(
        &tenants(),
        &[finding().tenant("emea"), finding().tenant("apac")],
        Catalogue::embedded(),
        |_| true,
    );
    assert_eq!(manifest.applications[0].no_counterpart.len(), 1);
    assert_eq!(manifest.applications[0].no_counterpart[0].what, "tickets:write");
}

#[test]
fn sheets_can_be_asked_for_by_name() {
    assert_eq!(names(&tenants()), ["Compliance export"]);
    assert!(
        build(&tenants(), &[], Catalogue::embedded(), |_| false)
            .applications
            .is_empty()
    );
}
