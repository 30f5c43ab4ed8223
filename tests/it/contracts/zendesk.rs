//! Zendesk's definition is in the form of `OpenAPI` 3.0.
//!
//! It is made strict: a field that it does not name is a fault, and so is a `null` that it does not allow. What recorded
//! answers have all the same is listed here, each with its reason.

use serde_json::{Map, Value, json};

use super::{Fault, definition, faults};
use crate::http::{Response, get};
use crate::rehearsal_zendesk::{Served, rich, small, sparse};

/// Fields that answers have and the definition lacks: schema, field, its type, why it is right.
const MORE: &[(&str, &str, &str, &str)] = &[
    (
        "BrandObject",
        "user_separation",
        "string",
        "recorded where brands keep their users apart",
    ),
    (
        "UserForAdmin",
        "separation",
        "object",
        "recorded where brands keep their users apart",
    ),
    (
        "UserForAdmin",
        "suspension_details",
        "object?",
        "of the definition of 2026",
    ),
    ("AccountSettingsLocalizationObject", "time_zone", "string", "recorded"),
    (
        "AccountSettingsLocalizationObject",
        "iana_time_zone",
        "string",
        "recorded",
    ),
    (
        "AccountSettingsLocalizationObject",
        "default_locale_identifier",
        "string",
        "recorded",
    ),
    (
        "AccountSettingsLocalizationObject",
        "uses_12_hour_clock",
        "boolean",
        "recorded",
    ),
];

/// Where fields of paging stand beside the list: the page on paging defines them once for all lists.
const PAGED: &[&str] = &[
    "AuditLogsResponse",
    "BrandsResponse",
    "CustomRolesResponse",
    "GroupMembershipsResponse",
    "GroupsResponse",
    "OAuthClientsResponse",
    "OAuthTokensResponse",
    "OrganizationMembershipsResponse",
    "OrganizationsResponse",
    "UsersResponse",
];

/// Keys of a role's configuration that came after the definition, or stand on the page about roles only; with their types.
const SETTINGS: &[(&str, &str)] = &[
    ("actions_access", "string"),
    ("assign_tickets_to_any_brand", "boolean"),
    ("capacity_rules_access", "string"),
    ("custom_objects", "object"),
    ("execute_it_asset_management_actions", "boolean"),
    ("explore_reports", "object"),
    ("export_views", "boolean"),
    ("manage_api_credentials", "boolean"),
    ("manage_approval_requests", "boolean"),
    ("manage_automations", "boolean"),
    ("manage_deletion_schedules", "string"),
    ("manage_group_memberships", "boolean"),
    ("manage_groups", "boolean"),
    ("manage_macro_content_suggestions", "boolean"),
    ("manage_organizations", "boolean"),
    ("manage_roles", "string"),
    ("manage_skills", "boolean"),
    ("manage_slas", "boolean"),
    ("manage_suspended_tickets", "boolean"),
    ("manage_team_members", "string"),
    ("manage_ticket_settings", "boolean"),
    ("manage_triggers", "boolean"),
    ("manage_user_own_contacts", "boolean"),
    ("manage_user_own_forwarding_numbers", "boolean"),
    ("manage_user_own_photo", "boolean"),
    ("modify_closed_tickets", "boolean"),
    ("read_macro_content_suggestions", "boolean"),
    ("ticket_redaction", "boolean"),
    ("update_api_settings", "boolean"),
    ("update_user_own_alias", "boolean"),
    ("update_user_own_name", "boolean"),
    ("update_user_own_signature", "boolean"),
    ("view_access_logs", "boolean"),
    ("view_audit_logs", "boolean"),
    ("view_filter_tickets", "boolean"),
    ("view_reduced_count", "boolean"),
];

/// Fields that recorded answers leave `null` where the definition knows none. Only accounts of recorded JSON may: what the
/// rehearsal makes up itself has none of them.
const NULLS: &[(&str, &str)] = &[
    ("BrandObject", "host_mapping"),
    ("BrandObject", "logo"),
    ("OAuthClientObject", "company"),
    ("OAuthClientObject", "logo_url"),
    ("OAuthClientObject", "secret"),
    ("OauthTokenObject", "expires_at"),
    ("OauthTokenObject", "refresh_token"),
    ("OauthTokenObject", "refresh_token_expires_at"),
    ("OauthTokenObject", "used_at"),
    ("UserForAdmin", "alias"),
    ("UserForAdmin", "default_group_id"),
    ("UserForAdmin", "details"),
    ("UserForAdmin", "email"),
    ("UserForAdmin", "last_login_at"),
    ("UserForAdmin", "notes"),
    ("UserForAdmin", "signature"),
];

/// Ids that recorded answers once had as texts.
const TEXTS: &[(&str, &str)] = &[("UserForAdmin", "custom_role_id"), ("UserForAdmin", "role_type")];

/// Which account is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// One that the rehearsal makes up.
    Ours,
    /// One of recorded JSON.
    Recorded,
}

/// Faults of an answer: of the operation, its status, its body.
fn check(definition: &Value, of: Of, method: &str, template: &str, answer: &Response) -> Vec<Fault> {
    let schemas = &definition["components"]["schemas"];
    let operation = &definition["paths"][template][method.to_ascii_lowercase()];
    assert!(operation.is_object(), "the definition has no {method} {template}");
    let schema = &operation["responses"][answer.status.to_string()]["content"]["application/json"]["schema"];
    assert!(schema.is_object(), "{method} {template} answers no {}", answer.status);
    let strict: Map<String, Value> = schemas
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, schema)| (name.clone(), completed(name, schema, of)))
        .collect();
    let strict: Map<String, Value> = strict
        .iter()
        .map(|(name, schema)| (name.clone(), translated(schema, Fields::Closed, &strict)))
        .collect();
    let mut root = translated(schema, Fields::Closed, &strict);
    root["components"] = json!({"schemas": strict});
    faults(&root, &answer.json())
}

/// A named schema with what it lacks.
fn completed(name: &str, schema: &Value, of: Of) -> Value {
    let mut schema = schema.clone();
    let mut more: Vec<(&str, Value)> = MORE
        .iter()
        .filter(|(own, ..)| *own == name)
        .map(|(_, field, kind, _)| (*field, typed(kind)))
        .collect();
    if name == "CustomRoleConfigurationObject" {
        more.extend(SETTINGS.iter().map(|(field, kind)| (*field, typed(kind))));
        if of == Of::Recorded {
            // A setting that nobody knows, to see that readers keep it.
            more.push(("x_future_masking_flag", typed("boolean")));
        }
    }
    if name == "UserObject" {
        // Its parts name all fields: that others may come is no reason to pass over wrong names today.
        schema.as_object_mut().unwrap().remove("additionalProperties");
    }
    if PAGED.contains(&name) {
        more.extend([
            ("count", typed("integer")),
            ("next_page", typed("string?")),
            ("previous_page", typed("string?")),
            (
                "meta",
                json!({"type": "object", "additionalProperties": false, "required": ["has_more", "after_cursor", "before_cursor"],
                    "properties": {"has_more": typed("boolean"), "after_cursor": typed("string?"), "before_cursor": typed("string?")}}),
            ),
            (
                "links",
                json!({"type": "object", "additionalProperties": false, "required": ["next", "prev"],
                    "properties": {"next": typed("string?"), "prev": typed("string?")}}),
            ),
        ]);
    }
    let place = match schema.get("allOf") {
        Some(Value::Array(parts)) => format!("/allOf/{}", parts.len() - 1),
        _ => String::new(),
    };
    let holder = schema.pointer_mut(&place).unwrap();
    for (field, value) in more {
        let fields = holder["properties"].as_object_mut().unwrap();
        let paging = ["count", "next_page", "previous_page"].contains(&field);
        // Some lists name their paging themselves.
        if !(paging && fields.contains_key(field)) {
            let old = fields.insert(field.to_owned(), value);
            assert!(old.is_none(), "{name} has {field} by now");
        }
    }
    if of == Of::Recorded {
        for (_, field) in NULLS.iter().filter(|(own, _)| *own == name) {
            let own = holder["properties"][*field].take();
            assert!(own.is_object(), "{name} has no {field}");
            holder["properties"][*field] = json!({"anyOf": [own, {"type": "null"}]});
        }
    }
    for (_, field) in TEXTS.iter().filter(|(own, _)| *own == name && of == Of::Recorded) {
        holder["properties"][*field] = json!({"type": ["integer", "string", "null"]});
    }
    schema
}

/// `string`, or `string?` for one that may be null.
fn typed(kind: &str) -> Value {
    match kind.strip_suffix('?') {
        Some(kind) => json!({"type": [kind, "null"]}),
        None => json!({"type": kind}),
    }
}

/// Whether a schema forbids fields that it does not name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fields {
    /// It does.
    Closed,
    /// It is a part of one that does.
    Open,
}

/// `OpenAPI` 3.0 as JSON Schema 2020-12. `named` is what references lead to.
fn translated(schema: &Value, fields: Fields, named: &Map<String, Value>) -> Value {
    let Value::Object(schema) = schema else {
        return schema.clone();
    };
    if let (Fields::Open, Some(Value::String(to))) = (fields, schema.get("$ref")) {
        // A part of a whole may have less than the whole: what it names is written out here, without the ban on others.
        return translated(&named[to.rsplit('/').next().unwrap()], Fields::Open, named);
    }
    let mut out = Map::new();
    for (word, value) in schema {
        let value = match (word.as_str(), value) {
            ("format", format) if format != "date-time" => continue,
            ("nullable" | "readOnly" | "description" | "example", _) => continue,
            ("type", kind) if schema.get("nullable") == Some(&Value::Bool(true)) => json!([kind, "null"]),
            ("properties", Value::Object(fields)) => Value::Object(
                fields
                    .iter()
                    .map(|(name, field)| (name.clone(), translated(field, Fields::Closed, named)))
                    .collect(),
            ),
            ("items", items) => translated(items, Fields::Closed, named),
            ("additionalProperties", Value::Object(_)) => translated(value, Fields::Closed, named),
            ("allOf", Value::Array(parts)) => parts.iter().map(|part| translated(part, Fields::Open, named)).collect(),
            ("anyOf" | "oneOf", Value::Array(parts)) => {
                parts.iter().map(|part| translated(part, fields, named)).collect()
            }
            _ => value.clone(),
        };
        out.insert(word.clone(), value);
    }
    if fields == Fields::Closed && !out.contains_key("additionalProperties") {
        if out.contains_key("allOf") {
            out.insert("unevaluatedProperties".to_owned(), false.into());
        } else if out.contains_key("properties") {
            out.insert("additionalProperties".to_owned(), false.into());
        }
    }
    Value::Object(out)
}

/// Every operation of the definition, and a path that calls it.
fn calls(served: &Served) -> Vec<(&'static str, String)> {
    let id = |list: &str, key: &str| served.all(list)[0][key].to_string();
    let user = id("/api/v2/users", "id");
    let mut calls = vec![
        ("/api/v2/account/settings", "/api/v2/account/settings".to_owned()),
        ("/api/v2/users/me", "/api/v2/users/me".to_owned()),
        ("/api/v2/users/{user_id}", format!("/api/v2/users/{user}")),
        (
            "/api/v2/incremental/users/cursor",
            "/api/v2/incremental/users/cursor?start_time=0".to_owned(),
        ),
        (
            "/api/v2/incremental/users/cursor",
            "/api/v2/incremental/users/cursor?start_time=4000000000".to_owned(),
        ),
    ];
    if !served.all("/api/v2/custom_roles").is_empty() {
        let role = id("/api/v2/custom_roles", "id");
        calls.push((
            "/api/v2/custom_roles/{custom_role_id}",
            format!("/api/v2/custom_roles/{role}"),
        ));
    }
    for list in [
        "/api/v2/audit_logs",
        "/api/v2/brands",
        "/api/v2/custom_roles",
        "/api/v2/group_memberships",
        "/api/v2/groups",
        "/api/v2/oauth/clients",
        "/api/v2/oauth/tokens",
        "/api/v2/organization_memberships",
        "/api/v2/organizations",
        "/api/v2/users",
    ] {
        let all = if list.ends_with("tokens") { "&all=true" } else { "" };
        calls.push((list, format!("{list}?per_page=100{all}")));
        calls.push((list, format!("{list}.json?page[size]=3{all}")));
        calls.push((list, format!("{list}?page[size]=100{all}")));
    }
    calls
}

#[test]
#[ignore = "needs the vendors' API definitions: ZD2GC_CONTRACTS names their folder"]
fn every_answer_of_zendesks_reads_is_as_its_definition_says() {
    let definition = definition("zendesk-subset.json");
    let mut wrong = Vec::new();
    let mut called = std::collections::BTreeSet::new();
    for (name, served, of) in [
        ("small", small(), Of::Ours),
        ("sparse", sparse(), Of::Ours),
        ("rich", rich(), Of::Recorded),
    ] {
        for (template, path) in calls(&served) {
            let answer = get(&format!("{}{path}", served.url), &[("authorization", &served.bearer)]);
            assert_eq!(answer.status, 200, "{path}: {}", answer.body);
            called.insert(template);
            for fault in check(&definition, of, "GET", template, &answer) {
                wrong.push(format!("{name} {path} {}: {}", fault.at, fault.what));
            }
        }
    }
    let all: std::collections::BTreeSet<&str> = definition["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(called, all, "the calls are those of the definition");
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
#[ignore = "needs the vendors' API definitions: ZD2GC_CONTRACTS names their folder"]
fn a_wrong_field_is_found() {
    let definition = definition("zendesk-subset.json");
    let served = small();
    let template = "/api/v2/users";
    let mut answer = get(
        &format!("{}{template}?page[size]=1", served.url),
        &[("authorization", &served.bearer)],
    );
    let sound = answer.body.clone();
    for (right, wrong) in [
        ("\"custom_role_id\"", "\"customRoleId\""),
        ("\"active\":true", "\"active\":\"yes\""),
        ("\"has_more\"", "\"hasMore\""),
        ("\"alias\":\"\"", "\"alias\":null"),
    ] {
        answer.body = sound.replacen(right, wrong, 1);
        assert_ne!(answer.body, sound, "{right}");
        assert_ne!(check(&definition, Of::Ours, "GET", template, &answer), [], "{wrong}");
    }
}
