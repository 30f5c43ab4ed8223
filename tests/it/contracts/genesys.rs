//! Genesys Cloud: Swagger 2. The schemas are held more strictly than they are written: nothing besides what they list,
//! nothing that is null, dates that are dates.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};
use zd2gc::catalogue::Catalogue;
use zd2gc::model::Method;
use zd2gc::rehearsal::world::generated::{Sizes, world};
use zd2gc::rehearsal::{Assumption, Behaviour, RateLimit, Rehearsal, World};

use crate::rehearsal_genesys::caller::{Caller, free};
use crate::rehearsal_genesys::people_client;
use crate::rehearsal_genesys::worlds::{empty, full, hostile};

/// An API definition, and what was checked against it.
struct Contract {
    paths: Value,
    definitions: Value,
    validators: BTreeMap<String, Validator>,
    checked: BTreeSet<String>,
}

impl Contract {
    fn read() -> Self {
        let mut definition = super::definition("genesys-subset.json");
        let mut definitions = definition["definitions"].take();
        for (name, schema) in more() {
            definitions[name] = schema;
        }
        // Extended by one field each.
        for (name, from, field, schema) in [
            (
                "TrustUser",
                "User",
                "trustUserDetails",
                json!({"type": "object", "properties": {
                    "dateCreated": {"type": "string", "format": "date-time"},
                    "createdBy": {"$ref": "#/definitions/OrgUser"}
                }}),
            ),
            (
                "TrustGroup",
                "Group",
                "dateCreated",
                json!({"type": "string", "format": "date-time"}),
            ),
        ] {
            let mut extended = definitions[from].clone();
            extended["properties"][field] = schema;
            definitions[name] = extended;
        }
        definitions.as_object_mut().unwrap().values_mut().for_each(make_strict);
        Self {
            paths: definition["paths"].take(),
            definitions,
            validators: BTreeMap::new(),
            checked: BTreeSet::new(),
        }
    }

    /// The schema of an answer.
    fn schema(&self, method: Method, template: &str, status: u16) -> Value {
        if status >= 400 {
            return json!({"$ref": "#/definitions/ErrorBody"});
        }
        let method = method.to_string().to_ascii_lowercase();
        let own = &self.paths[template][method.as_str()]["responses"][status.to_string()]["schema"];
        let mut schema = if own.is_null() {
            let known = more_paths().into_iter().find(|(path, _)| *path == template);
            known
                .unwrap_or_else(|| panic!("no schema of {status} for {method} {template}"))
                .1
        } else {
            own.clone()
        };
        make_strict(&mut schema);
        schema
    }

    /// What is wrong with an answer.
    fn faults(&mut self, method: Method, template: &str, status: u16, body: &Value) -> Vec<String> {
        let mut schema = self.schema(method, template, status);
        let key = schema.to_string();
        if !self.validators.contains_key(&key) {
            schema["definitions"] = self.definitions.clone();
            let built = jsonschema::options()
                .with_draft(Draft::Draft4)
                .should_validate_formats(true)
                .build(&schema)
                .unwrap();
            self.validators.insert(key.clone(), built);
        }
        self.validators[&key]
            .iter_errors(body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect()
    }

    /// Holds an answer against the definition.
    #[track_caller]
    fn check(&mut self, method: Method, path: &str, status: u16, body: &Value) {
        let bare = path.split('?').next().unwrap();
        let operation = Catalogue::embedded().operation(method, bare).unwrap();
        let wrong = self.faults(method, operation.path, status, body);
        assert!(
            wrong.is_empty(),
            "{method} {path} {status}:\n{}\n{body}",
            wrong.join("\n")
        );
        let codes = &self.paths[operation.path]["get"]["responses"][status.to_string()]["x-inin-error-codes"];
        if method == Method::Get && status >= 400 && !self.paths[operation.path].is_null() {
            let code = body["code"].as_str().unwrap();
            assert!(codes.get(code).is_some(), "{path}: {status} {code} is none of {codes}");
        }
        self.checked.insert(format!("{method} {} {status}", operation.path));
    }

    /// Makes a call and holds its answer against the definition.
    #[track_caller]
    fn get(&mut self, caller: &Caller<'_>, path: &str) -> (u16, Value) {
        let answer = caller.answer(Method::Get, path, &Value::Null);
        assert_eq!(answer.header("x-rehearsal"), None, "{path} is answered by nobody");
        let body = answer.value();
        self.check(Method::Get, path, answer.status, &body);
        (answer.status, body)
    }
}

/// What a schema leaves open is closed.
fn make_strict(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.get("properties").is_some_and(Value::is_object) && !fields.contains_key("additionalProperties") {
                fields.insert("additionalProperties".to_owned(), false.into());
            }
            match fields.get("format").and_then(Value::as_str) {
                // Addresses are relative here.
                Some("uri") => {
                    fields.insert("format".to_owned(), "uri-reference".into());
                }
                Some("int32") => {
                    fields.insert("minimum".to_owned(), i32::MIN.into());
                    fields.insert("maximum".to_owned(), i32::MAX.into());
                }
                _ => {}
            }
            // A field may have any name, that of a keyword as well.
            if let Some(Value::Object(properties)) = fields.get_mut("properties") {
                properties.values_mut().for_each(make_strict);
            }
            for nested in ["items", "additionalProperties"] {
                fields.get_mut(nested).into_iter().for_each(make_strict);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_strict),
        _ => {}
    }
}

fn listing(of: &str, fields: &[&str]) -> Value {
    let mut properties = Map::new();
    let items = json!({"type": "array", "items": {"$ref": format!("#/definitions/{of}")}});
    for field in fields {
        let schema = match *field {
            "entities" | "results" => items.clone(),
            field if field.ends_with("Uri") || field.ends_with("Page") || field == "cursor" => {
                json!({"type": "string"})
            }
            "types" => json!({"type": "array", "items": {"type": "string"}}),
            _ => json!({"type": "integer"}),
        };
        properties.insert((*field).to_owned(), schema);
    }
    json!({"type": "object", "properties": properties})
}

/// Schemas of answers that the definition's part leaves out, as the official SDKs model them.
fn more() -> Vec<(&'static str, Value)> {
    let pages = [
        "entities",
        "pageSize",
        "pageNumber",
        "total",
        "firstUri",
        "lastUri",
        "selfUri",
        "nextUri",
        "previousUri",
        "pageCount",
    ];
    vec![
        ("TrustUserEntityListing", listing("TrustUser", &pages)),
        ("TrustGroupEntityListing", listing("TrustGroup", &pages)),
        (
            "UsersSearchResponse",
            listing(
                "User",
                &[
                    "total",
                    "pageCount",
                    "pageSize",
                    "pageNumber",
                    "previousPage",
                    "currentPage",
                    "nextPage",
                    "types",
                    "results",
                ],
            ),
        ),
        ("UserCursorEntityListing", {
            let mut schema = listing("User", &["entities", "nextUri", "selfUri", "cursor"]);
            schema["properties"]["results"] = json!({"type": "integer"});
            schema
        }),
        (
            "RoleSettings",
            json!({"type": "object", "properties": {
                "id": {"type": "string"},
                "backfillEnabled": {"type": "boolean"},
                "authorizationGrantDivisionAware": {"type": "boolean"},
                "genesysOrgPolicyBypass": {"type": "boolean"},
                "selfUri": {"type": "string", "format": "uri"}
            }}),
        ),
        (
            "ApiUsageQueryResult",
            json!({"type": "object", "properties": {
                "results": {"type": "array", "items": {"type": "object"}},
                "queryStatus": {"type": "string", "enum": ["Complete", "Running", "Incomplete"]},
                "cursors": {"type": "object"}
            }}),
        ),
    ]
}

/// Which of them an operation answers with.
fn more_paths() -> Vec<(&'static str, Value)> {
    let one = |name: &str| json!({"$ref": format!("#/definitions/{name}")});
    vec![
        ("/api/v2/authorization/divisions/limit", json!({"type": "integer"})),
        (
            "/api/v2/authorization/divisionspermitted/me",
            json!({"type": "array", "items": one("AuthzDivision")}),
        ),
        (
            "/api/v2/authorization/divisionspermitted/paged/{subjectId}",
            one("DivsPermittedEntityListing"),
        ),
        ("/api/v2/authorization/policies/{policyId}", one("AuthorizationPolicy")),
        ("/api/v2/authorization/roles/settings", one("RoleSettings")),
        (
            "/api/v2/authorization/subjects/rolecounts",
            json!({"type": "object", "additionalProperties": {"type": "integer"}}),
        ),
        ("/api/v2/groups/{groupId}", one("Group")),
        ("/api/v2/groups/{groupId}/individuals", one("UserEntityListing")),
        ("/api/v2/integrations/types/{typeId}", one("IntegrationType")),
        ("/api/v2/integrations/{integrationId}", one("Integration")),
        ("/api/v2/license/definitions/{licenseId}", one("LicenseDefinition")),
        (
            "/api/v2/oauth/clients/{clientId}/usage/query/results/{executionId}",
            one("ApiUsageQueryResult"),
        ),
        ("/api/v2/orgauthorization/trustees/{trusteeOrgId}", one("Trustee")),
        (
            "/api/v2/orgauthorization/trustees/{trusteeOrgId}/groups",
            one("TrustGroupEntityListing"),
        ),
        (
            "/api/v2/orgauthorization/trustees/{trusteeOrgId}/groups/{trusteeGroupId}",
            one("TrustGroup"),
        ),
        (
            "/api/v2/orgauthorization/trustees/{trusteeOrgId}/groups/{trusteeGroupId}/roles",
            one("UserAuthorization"),
        ),
        (
            "/api/v2/orgauthorization/trustees/{trusteeOrgId}/users",
            one("TrustUserEntityListing"),
        ),
        (
            "/api/v2/orgauthorization/trustees/{trusteeOrgId}/users/{trusteeUserId}",
            one("TrustUser"),
        ),
        (
            "/api/v2/orgauthorization/trustees/{trusteeOrgId}/users/{trusteeUserId}/roles",
            one("UserAuthorization"),
        ),
        ("/api/v2/orgauthorization/trustors/{trustorOrgId}", one("Trustor")),
        ("/api/v2/users/query", one("UserCursorEntityListing")),
        ("/api/v2/users/search", one("UsersSearchResponse")),
        ("/api/v2/users/{userId}/trustors", one("TrustorEntityListing")),
    ]
}

/// Every read of a world: lists, first and last pages, each kind of object, every filter.
fn reads(world: &World) -> Vec<String> {
    let org = &world.orgs[0];
    let mut reads: Vec<String> = [
        "authorization/divisions?pageSize=1",
        "authorization/divisions?objectCount=true&pageSize=100",
        "authorization/divisions/home",
        "authorization/divisions/limit",
        "authorization/divisions/query?pageSize=1",
        "authorization/divisions/query?pageSize=200",
        "authorization/divisions/*/grants?pageSize=500",
        "authorization/divisionspermitted/me?permission=directory:user:view",
        "authorization/divisionspermitted/paged/me?permission=directory:user:view&pageSize=1",
        "authorization/divisionspermitted/paged/me?permission=routing:queue:delete",
        "authorization/permissions?pageSize=500",
        "authorization/permissions?queryType=domain&query=routing,oauth",
        "authorization/policies",
        "authorization/products",
        "authorization/roles?pageSize=500",
        "authorization/roles?pageSize=1&userCount=false&sortBy=name",
        "authorization/roles/settings",
        "authorization/subjects/me?includeDuplicates=true",
        "authorization/subjects/rolecounts",
        "groups?pageSize=500",
        "integrations?pageSize=500",
        "integrations/types?pageSize=500",
        "license/definitions",
        "oauth/authorizations",
        "oauth/clients",
        "oauth/scopes",
        "oauth/scopes/users:readonly",
        "organizations/limits/namespaces/platform.api",
        "organizations/limits/namespaces/authorization",
        "organizations/me",
        "orgauthorization/trustees?pageSize=500",
        "orgauthorization/trustors?pageSize=500",
        "tokens/me",
        "users?state=any&pageSize=500",
        "users?state=any&pageSize=500&expand=authorization,groups,dateLastLogin,skills,languages,locations,certifications,profileSkills",
        "users?state=deleted",
        "users?state=inactive&pageSize=1&pageNumber=2",
        "users/query?pageSize=1",
        "users/query?pageSize=100",
        "users/search?q64=e30=",
        "users/search?q64=eyJwYWdlU2l6ZSI6M30=",
    ]
    .map(str::to_owned)
    .to_vec();
    for role in &org.roles {
        let id = &role.id;
        reads.extend([
            format!("authorization/roles/{id}"),
            format!("authorization/roles/{id}/subjectgrants?pageSize=500"),
            format!("authorization/roles/{id}/subjectgrants?pageSize=1&pageNumber=2"),
            format!("authorization/roles/{id}/users?pageSize=500"),
        ]);
    }
    for division in &org.divisions {
        reads.push(format!("authorization/divisions/{}?objectCount=true", division.id));
        reads.push(format!("authorization/divisions/{}/grants?pageSize=500", division.id));
    }
    for user in &org.users {
        let id = &user.id;
        reads.extend([
            format!("users/{id}?expand=authorization,groups&state=active"),
            format!("users/{id}/roles"),
            format!("users/{id}/trustors"),
            format!("authorization/subjects/{id}"),
            format!("authorization/subjects/{id}?includeDuplicates=true"),
            format!("authorization/subjects/rolecounts?id={id}"),
            format!("authorization/divisionspermitted/paged/{id}?permission=routing:queue:view"),
        ]);
    }
    for group in &org.groups {
        let id = &group.id;
        reads.extend([
            format!("groups/{id}"),
            format!("groups/{id}/members?pageSize=500&expand=authorization"),
            format!("groups/{id}/individuals"),
            format!("authorization/subjects/{id}"),
        ]);
    }
    for client in &org.clients {
        let id = &client.id;
        reads.extend([
            format!("oauth/clients/{id}"),
            format!("oauth/clients/{id}/usage/summary"),
            format!("oauth/clients/{id}/usage/query/results/1"),
            format!("oauth/authorizations/{id}"),
        ]);
    }
    reads.extend(
        org.policies
            .iter()
            .map(|one| format!("authorization/policies/{}", one.id)),
    );
    for one in &org.integrations {
        reads.push(format!("integrations/{}", one.id));
        reads.push(format!("integrations/types/{}", one.kind));
    }
    reads.extend(org.products.iter().map(|id| format!("license/definitions/{id}")));
    for trustee in &org.trustees {
        let id = format!("orgauthorization/trustees/{}", trustee.org_id);
        reads.extend(["", "/users?pageSize=500", "/groups?pageSize=500"].map(|end| format!("{id}{end}")));
        for (kind, members) in [("users", &trustee.users), ("groups", &trustee.groups)] {
            for member in members {
                reads.push(format!("{id}/{kind}/{}", member.id));
                reads.push(format!("{id}/{kind}/{}/roles", member.id));
            }
        }
    }
    reads.extend(
        org.trustors
            .iter()
            .map(|one| format!("orgauthorization/trustors/{}", one.org_id)),
    );
    reads.iter().map(|path| format!("/api/v2/{path}")).collect()
}

/// Calls that don't succeed.
const WRONG: &[&str] = &[
    "/api/v2/authorization/divisions/nothing",
    "/api/v2/authorization/divisions/nothing/grants",
    "/api/v2/authorization/divisions/query?after=a&before=b",
    "/api/v2/authorization/divisions?objectCount=maybe",
    "/api/v2/authorization/divisionspermitted/paged/me",
    "/api/v2/authorization/permissions?queryType=shape",
    "/api/v2/authorization/policies/nothing",
    "/api/v2/authorization/roles/nothing",
    "/api/v2/authorization/roles/nothing/subjectgrants",
    "/api/v2/authorization/roles/nothing/users",
    "/api/v2/authorization/roles?pageSize=501",
    "/api/v2/authorization/roles?pageSize=-1",
    "/api/v2/authorization/subjects/nothing",
    "/api/v2/groups/nothing/members",
    "/api/v2/groups?sortOrder=sideways",
    "/api/v2/integrations?reportedState=lost",
    "/api/v2/oauth/authorizations/nothing",
    "/api/v2/oauth/clients/nothing",
    "/api/v2/oauth/clients/nothing/usage/summary",
    "/api/v2/oauth/scopes/nothing",
    "/api/v2/organizations/limits/namespaces/nothing",
    "/api/v2/users/me",
    "/api/v2/users/nothing",
    "/api/v2/users/nothing/roles",
    "/api/v2/users?expand=shoes",
    "/api/v2/users?state=asleep",
];

/// Makes a world.
type Make = fn() -> World;

#[test]
#[ignore = "needs the vendors' schemas: ZD2GC_CONTRACTS"]
fn every_answer_of_the_reads_is_as_genesys_defines_it() {
    let mut contract = Contract::read();
    let worlds: [(&str, Make); 4] = [
        ("generated", || world(Sizes::default())),
        ("full", full),
        ("empty", empty),
        ("hostile", hostile),
    ];
    for (name, make) in worlds {
        let mut world = make();
        let (client, person) = (world.orgs[0].clients.len(), world.orgs[0].users.len());
        world.orgs[0]
            .clients
            .push(people_client("people", &["user-basic-info", "authorization"]));
        let rehearsal = Rehearsal::new(
            world,
            Behaviour {
                assume: [Assumption::DivisionStarGrants, Assumption::AuthorizationsOfEverybody].into(),
                ..free()
            },
        );
        let caller = Caller::own(&rehearsal);
        let mut good = 0;
        for path in reads(rehearsal.world()) {
            let (status, body) = contract.get(&caller, &path);
            // Deleted people and clients that nobody approved.
            let may_lack = path.contains("oauth/authorizations/") || path.contains("state=active");
            assert!(
                status < 300 || status == 404 && may_lack,
                "{name} {path}: {status} {body}"
            );
            good += usize::from(status < 300);
        }
        assert!(good > 40, "{name}: {good} reads were answered");
        for path in WRONG {
            let (status, _) = contract.get(&caller, path);
            assert!(status >= 400, "{path}");
        }
        if person > 0 {
            let me = Caller::person(&rehearsal, client, 0);
            for path in [
                "/api/v2/users/me",
                "/api/v2/users/me?expand=authorization,groups,organization,orgproducts,orgauthorization,token,trustors,date,favorites,superiors,directreports,routingskills,dateLastLogin",
                "/api/v2/authorization/subjects/me",
                "/api/v2/tokens/me",
            ] {
                assert_eq!(contract.get(&me, path).0, 200);
            }
            contract.get(&me, "/api/v2/groups");
            contract.get(&me, "/api/v2/authorization/roles");
        }
        for token in ["", "wrong"] {
            contract.get(&Caller::with(&rehearsal, token.to_owned()), "/api/v2/users");
        }
        let posted = caller.answer(Method::Post, "/api/v2/users/search", &json!({"pageSize": 100}));
        contract.check(Method::Post, "/api/v2/users/search", posted.status, &posted.value());
    }
    let rehearsal = Rehearsal::new(
        world(Sizes::default()),
        Behaviour {
            rate_limit: Some(RateLimit::a_minute(1)),
            ..free()
        },
    );
    let caller = Caller::own(&rehearsal);
    contract.get(&caller, "/api/v2/users");
    assert_eq!(contract.get(&caller, "/api/v2/users").0, 429);
    // What is checked can fail.
    let good = json!({"entities": [{"id": "1", "name": "n", "authorizedGrantType": "CODE", "dateCreated": "2026-11-20T08:00:00Z"}]});
    let clients = "/api/v2/oauth/clients";
    assert!(contract.faults(Method::Get, clients, 200, &good).is_empty());
    for (field, value) in [
        ("surprise", json!(1)),
        ("name", Value::Null),
        ("id", json!(1)),
        ("authorizedGrantType", json!("code")),
        ("dateCreated", json!("2026-11-20")),
    ] {
        let mut wrong = good.clone();
        wrong["entities"][0][field] = value;
        assert_eq!(contract.faults(Method::Get, clients, 200, &wrong).len(), 1, "{field}");
    }
    // Everything of the definition that is a read.
    let missing: Vec<&String> = contract
        .paths
        .as_object()
        .unwrap()
        .iter()
        .filter(|(path, methods)| {
            methods.get("get").is_some()
                && !["200", "202"]
                    .iter()
                    .any(|status| contract.checked.contains(&format!("GET {path} {status}")))
        })
        .map(|(path, _)| path)
        .collect();
    assert!(missing.is_empty(), "not checked: {missing:?}");
}
