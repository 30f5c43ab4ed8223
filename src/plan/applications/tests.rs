//! What applications need, by the vendor's own lists.

use super::*;
use crate::mapping::tables::{ClientIds, DivisionRule, GrantTo, PrivilegedRow, ScopeRow};
use crate::model::{Fidelity, Level, Place};

fn tenant(name: &str, number: u8, region: &str) -> Tenant {
    let facts = Catalogue::embedded().region(region).unwrap();
    Tenant {
        name: name.into(),
        subdomains: vec![name.into()],
        org_id: format!("00000000-0000-4000-8000-0000000000{number:02}")
            .parse()
            .unwrap(),
        org_name: Some(format!("acme-{name}")),
        region: facts.name.into(),
        domain: facts.domain.into(),
        divide_by: DivisionRule::None,
        rename: std::collections::BTreeMap::new(),
        organizations: std::collections::BTreeMap::new(),
        grant_to: GrantTo::User,
        identity_provider: None,
        api_url: None,
        login_url: None,
        place: Place::default(),
    }
}

fn application(operations: &[&str]) -> Application {
    Application {
        name: "Compliance export".into(),
        client_id: ClientIds::One("00000000-0000-4000-8000-0000000000c1".parse().unwrap()),
        grant_type: GrantType::AuthorizationCode,
        redirect_uris: vec!["https://compliance.example/callback".into()],
        reach: Reach::OwnClient,
        owner: None,
        used_by: vec![],
        divisions: vec![],
        tenants: vec![],
        zendesk_scopes: vec![],
        zendesk_client: None,
        operations: operations.iter().map(|text| text.parse().unwrap()).collect(),
        place: Place::default(),
    }
}

fn tables() -> Tables {
    Tables {
        tenants: vec![tenant("emea", 1, "eu-central-1"), tenant("us", 2, "us-east-1")],
        privileged: vec![PrivilegedRow {
            level: Level::A,
            permissions: ["admin", "directory:organization:admin", "directory:user:edit"]
                .map(|text| text.parse().unwrap())
                .to_vec(),
            reason: String::new(),
            place: Place::default(),
        }],
        scopes: vec![ScopeRow {
            zendesk: "users:read".into(),
            scopes: vec!["users:readonly".parse().unwrap()],
            permissions: vec!["directory:user:view".parse().unwrap()],
            fidelity: Fidelity::Exact,
            reason: String::new(),
            place: Place::default(),
        }],
        ..Tables::default()
    }
}

fn in_emea(application: &Application) -> Needs {
    let tables = tables();
    needs(application, &tables.tenants[0], &tables, Catalogue::embedded())
}

fn scopes(needs: &Needs) -> Vec<&str> {
    needs.scopes.iter().map(|scope| scope.scope.as_str()).collect()
}

fn permissions(needs: &Needs) -> Vec<&str> {
    needs.permissions.iter().map(|plan| plan.permission.as_str()).collect()
}

fn rules_of(needs: &Needs) -> Vec<&str> {
    needs.findings.iter().map(|finding| finding.rule.as_str()).collect()
}

#[test]
fn the_bulk_export_gets_one_scope_and_one_permission() {
    let needs = in_emea(&application(&["POST /api/v2/analytics/conversations/details/jobs"]));
    assert_eq!(scopes(&needs), ["analytics:readonly"]);
    assert_eq!(permissions(&needs), ["analytics:conversationDetail:view"]);
    assert_eq!(
        needs.permissions[0].instead_of,
        ["analytics:agentConversationDetail:view"]
    );
    assert_eq!(needs.recommended_scopes, ["user-basic-info"]);
    assert!(needs.findings.is_empty(), "{:?}", needs.findings);
    assert_eq!(
        needs.authorization_url.as_deref(),
        Some(
            "https://login.mypurecloud.de/oauth/authorize?response_type=code&client_id=00000000-0000-4000-8000-0000000000c1\
             &redirect_uri=https%3A%2F%2Fcompliance.example%2Fcallback&scope=analytics%3Areadonly"
        )
    );
}

#[test]
fn one_writing_operation_makes_the_reading_scope_of_its_area_needless() {
    let reads = ["GET /api/v2/users", "GET /api/v2/routing/queues"];
    assert_eq!(
        scopes(&in_emea(&application(&reads))),
        ["routing:readonly", "users:readonly"]
    );
    let writes = [reads.as_slice(), &["POST /api/v2/routing/queues"]].concat();
    assert_eq!(scopes(&in_emea(&application(&writes))), ["routing", "users:readonly"]);
}

#[test]
fn seeing_oneself_needs_the_basic_scope_only() {
    let needs = in_emea(&application(&["GET /api/v2/users/me"]));
    assert_eq!(scopes(&needs), ["user-basic-info"]);
    assert!(
        needs.recommended_scopes.is_empty(),
        "what is needed is not recommended too"
    );
    let both = in_emea(&application(&["GET /api/v2/users/me", "GET /api/v2/users"]));
    assert_eq!(scopes(&both), ["user-basic-info", "users:readonly"]);
}

#[test]
fn a_privileged_permission_is_taken_only_where_nothing_else_opens() {
    let needs = in_emea(&application(&["PATCH /api/v2/users/{userId}"]));
    assert_eq!(
        permissions(&needs),
        ["directory:user:edit"],
        "all three are level A; two more so"
    );
    assert_eq!(rules_of(&needs), ["application-privileged"]);
    assert!(needs.permissions[0].instead_of.contains(&"admin".to_owned()));
}

#[test]
fn the_order_of_operations_changes_nothing() {
    let all: Vec<&str> = vec![
        "POST /api/v2/analytics/conversations/details/jobs",
        "GET /api/v2/integrations/actions",
        "GET /api/v2/users",
        "POST /api/v2/routing/queues",
        "PUT /api/v2/routing/queues/{queueId}",
        "GET /api/v2/authorization/roles",
    ];
    let first = format!("{:?}", in_emea(&application(&all)));
    for turn in 1..all.len() {
        let mut turned = all.clone();
        turned.rotate_left(turn);
        turned.push(all[0]);
        assert_eq!(format!("{:?}", in_emea(&application(&turned))), first);
    }
}

#[test]
fn every_operation_of_the_catalogue_is_satisfied_or_spoken_of() {
    let tables = tables();
    for facts in Catalogue::embedded().operations() {
        let name = format!("{} {}", facts.method, facts.path);
        let needs = needs(
            &application(&[&name]),
            &tables.tenants[0],
            &tables,
            Catalogue::embedded(),
        );
        let bare = facts.no_auth || facts.any_token || facts.guest_token;
        let said = rules_of(&needs);
        assert!(
            bare || needs.scopes.len() == 1 || said.contains(&"operation-scope-unknown"),
            "{name}: {:?}",
            needs.scopes
        );
        assert!(
            bare || !needs.permissions.is_empty() || said.contains(&"permission-choice-open"),
            "{name}: {:?}",
            needs.permissions
        );
    }
}

#[test]
fn operations_that_change_something_under_a_readonly_scope_are_said() {
    let needs = in_emea(&application(&[
        "DELETE /api/v2/analytics/conversations/details/jobs/{jobId}",
    ]));
    assert_eq!(rules_of(&needs), ["readonly-scope-writes"]);
}

#[test]
fn scim_writes_and_patches_of_participants_leave_the_choice_open() {
    for name in [
        "POST /api/v2/scim/v2/users",
        "PATCH /api/v2/conversations/calls/{conversationId}/participants/{participantId}",
        "GET /api/v2/scim/users",
    ] {
        let needs = in_emea(&application(&[name]));
        assert!(needs.permissions.is_empty(), "{name}");
        assert!(rules_of(&needs).contains(&"permission-choice-open"), "{name}");
    }
}

#[test]
fn client_credentials_have_permissions_and_no_scopes() {
    let needs = in_emea(&Application {
        grant_type: GrantType::ClientCredentials,
        divisions: vec!["home".into()],
        ..application(&["GET /api/v2/users", "GET /api/v2/routing/queues"])
    });
    assert!(needs.scopes.is_empty() && needs.recommended_scopes.is_empty());
    assert_eq!(permissions(&needs).len(), 1, "users need none that is listed");
    assert_eq!(needs.divisions, ["home"]);
    assert_eq!(needs.authorization_url, None);
    assert!(rules_of(&needs).contains(&"scopes-not-applied"));
}

#[test]
fn zendesk_scopes_count_only_where_no_operations_are_named() {
    let alone = in_emea(&Application {
        zendesk_scopes: vec!["users:read".into(), "nowhere:read".into()],
        ..application(&[])
    });
    assert_eq!(scopes(&alone), ["users:readonly"]);
    assert_eq!(permissions(&alone), ["directory:user:view"]);
    assert_eq!(alone.scopes[0].because, ["Zendesk scope users:read"]);
    assert_eq!(rules_of(&alone), ["zendesk-scope-unmapped"]);

    let both = in_emea(&Application {
        zendesk_scopes: vec!["users:read".into()],
        ..application(&["POST /api/v2/analytics/conversations/details/jobs"])
    });
    assert_eq!(scopes(&both), ["analytics:readonly"]);
    assert_eq!(rules_of(&both), ["zendesk-scope-not-carried"]);

    assert_eq!(rules_of(&in_emea(&application(&[]))), ["application-needs-unknown"]);
}

#[test]
fn operations_that_are_gone_or_never_were_are_said() {
    let removed = Catalogue::embedded()
        .removed_operations()
        .iter()
        .find(|operation| {
            Catalogue::embedded()
                .operation(operation.method, operation.path)
                .is_none()
        })
        .unwrap();
    let needs = in_emea(&application(&[
        &format!("{} {}", removed.method, removed.path),
        "GET /api/v2/no/such/thing",
    ]));
    assert_eq!(rules_of(&needs), ["operation-not-in-catalogue", "operation-removed"]);
}

#[test]
fn a_foreign_client_needs_approval_but_not_in_its_own_org() {
    let tables = tables();
    let application = Application {
        reach: Reach::AuthorizedClient,
        owner: Some("us".into()),
        ..application(&["GET /api/v2/routing/queues"])
    };
    let needs = |at: usize| needs(&application, &tables.tenants[at], &tables, Catalogue::embedded());
    assert!(needs(0).approval.needed);
    assert_eq!(needs(0).approval.scopes, ["routing:readonly"]);
    assert_eq!(needs(0).owner.as_deref(), Some("00000000-0000-4000-8000-000000000002"));
    assert_eq!(
        needs(0).authorization_url,
        None,
        "owner and customer are in two regions"
    );
    assert!(!needs(1).approval.needed);
    assert!(needs(1).authorization_url.is_some());
}

#[test]
fn trustees_enter_by_target_and_sign_in_at_home() {
    let mut tables = tables();
    tables.tenants[0].identity_provider = Some("okta".into());
    tables.tenants[1].identity_provider = Some("ping".into());
    let application = Application {
        reach: Reach::AuthorizedOrganization,
        owner: Some(tables.tenants[1].org_id.to_string()),
        ..application(&["GET /api/v2/routing/queues"])
    };
    let needs = needs(&application, &tables.tenants[0], &tables, Catalogue::embedded());
    let url = needs.authorization_url.unwrap();
    assert!(
        url.ends_with("&org=acme-us&provider=ping&target=00000000-0000-4000-8000-000000000001"),
        "{url}"
    );
    assert_eq!(rules_of_findings(&needs.findings), ["trust-needed"]);
    assert!(!needs.approval.needed);
}

fn rules_of_findings(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule.as_str()).collect()
}

#[test]
fn an_undocumented_provider_stays_out_of_the_url_with_a_note() {
    let mut tables = tables();
    tables.tenants[0].identity_provider = Some("entra".into());
    let application = application(&["GET /api/v2/routing/queues"]);
    let request = authorize_request(&application, &tables.tenants[0], &tables, &[], &UrlChoices::default()).unwrap();
    assert_eq!(request.home, None);
    assert!(url_notes(&application, &tables.tenants[0], &tables)[0].contains("not `entra`"));

    tables.tenants[0].identity_provider = Some("okta".into());
    tables.tenants[0].org_name = None;
    assert!(url_notes(&application, &tables.tenants[0], &tables)[0].contains("has no `org_name`"));
}

#[test]
fn combinations_that_cannot_work_say_why() {
    let tables = tables();
    let why = |application: &Application| {
        authorize_request(application, &tables.tenants[0], &tables, &[], &UrlChoices::default()).unwrap_err()
    };
    let base = application(&["GET /api/v2/routing/queues"]);
    for (grant_type, reach, expected) in [
        (GrantType::ClientCredentials, Reach::OwnClient, NoUrl::ClientCredentials),
        (
            GrantType::ClientCredentials,
            Reach::AuthorizedClient,
            NoUrl::ClientCredentialsAbroad(Reach::AuthorizedClient),
        ),
        (
            GrantType::ClientCredentials,
            Reach::AuthorizedOrganization,
            NoUrl::ClientCredentialsAbroad(Reach::AuthorizedOrganization),
        ),
        (GrantType::Saml2Bearer, Reach::OwnClient, NoUrl::Saml2Bearer),
        (
            GrantType::Saml2Bearer,
            Reach::AuthorizedClient,
            NoUrl::Saml2BearerAbroad(Reach::AuthorizedClient),
        ),
    ] {
        let found = why(&Application {
            grant_type,
            reach,
            ..base.clone()
        });
        assert_eq!(found, expected);
        assert!(!found.hint().is_empty());
    }
    assert_eq!(
        why(&Application {
            redirect_uris: vec![],
            ..base.clone()
        }),
        NoUrl::NoRedirectUri
    );
    assert_eq!(
        why(&Application {
            client_id: ClientIds::PerTenant(std::collections::BTreeMap::new()),
            ..base.clone()
        }),
        NoUrl::NoClientId("emea".into())
    );
    assert!(matches!(
        why(&Application {
            tenants: vec!["us".into()],
            ..base
        }),
        NoUrl::NotServed(_)
    ));
}
