//! The org itself: what it is called, what it bought, what it may use.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::{RATE_LIMIT, Row, Seen, Served};
use crate::model::Method;
use crate::rehearsal::Answer;

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[
    (Method::Get, "/api/v2/authorization/products", products),
    (
        Method::Get,
        "/api/v2/organizations/limits/namespaces/{namespaceName}",
        limits,
    ),
    (Method::Get, "/api/v2/organizations/me", me),
];

fn me(seen: &Seen<'_>) -> Served {
    Ok(Answer::json(200, &body(seen)))
}

/// The org (`Organization`).
pub(super) fn body(seen: &Seen<'_>) -> Value {
    let org = seen.org;
    json!({
        "id": org.id,
        "name": org.name,
        "thirdPartyOrgName": org.name,
        "domain": org.name,
        "defaultLanguage": "en-us",
        "defaultCountryCode": "US",
        "version": 1,
        "state": "active",
        "productPlatform": "GenesysCloud",
        "voicemailEnabled": false,
        "features": {},
        "selfUri": format!("/api/v2/organizations/{}", org.id),
    })
}

/// The products (`DomainOrganizationProduct`).
pub(super) fn product_list(seen: &Seen<'_>) -> Value {
    seen.org.products.iter().map(|id| json!({"id": id})).collect()
}

fn products(seen: &Seen<'_>) -> Served {
    let total = seen.org.products.len();
    Ok(Answer::json(
        200,
        &json!({
            "entities": product_list(seen),
            "pageSize": total.max(1),
            "pageNumber": 1,
            "total": total,
            "pageCount": 1,
        }),
    ))
}

/// The limits of a namespace. Of most, what stands in them isn't known: they are empty here.
fn limits(seen: &Seen<'_>) -> Served {
    let namespace = seen.part(0);
    if !NAMESPACES.contains(&namespace) {
        return Err(Refusal::not_found());
    }
    let limit = |key: &str, value: u64| json!({"key": key, "namespace": namespace, "value": value});
    let entities = if namespace == "platform.api" {
        let limit_of_calls = seen.behaviour.rate_limit.unwrap_or(RATE_LIMIT);
        let a_minute = limit_of_calls.calls_a_minute();
        vec![
            limit("client.credentials.token.rate.per.minute", a_minute),
            limit("token.rate.per.minute", a_minute),
            limit("request.bytes.max", 512_000),
        ]
    } else {
        Vec::new()
    };
    Ok(Answer::json(200, &json!({"entities": entities})))
}

/// Namespaces of limits (`namespace` of `Limit` in the API's definition).
const NAMESPACES: &[&str] = &[
    "agent.assistant",
    "agentic.virtual.agents",
    "analytics",
    "analytics.agents",
    "analytics.alerting",
    "analytics.data.extraction",
    "analytics.realtime",
    "analytics.reporting.settings",
    "anomaly.detection",
    "architect",
    "audiohook",
    "audiohook.monitor",
    "audit",
    "auth.api",
    "authorization",
    "automation.testing",
    "bots",
    "bots.voice",
    "business.rules",
    "callback",
    "case.management",
    "cobrowse",
    "content.management",
    "conversation",
    "copilot",
    "dataactions",
    "datatables",
    "directory",
    "dsar",
    "email",
    "employee.engagement",
    "event.orchestration",
    "external.contacts",
    "external.events.data.ingestion",
    "gamification",
    "gcv",
    "gdpr",
    "groups",
    "guides",
    "historical.adherence",
    "infrastructureascode",
    "integrations",
    "intent.miner",
    "internal.messaging",
    "journey",
    "knowledge",
    "language.understanding",
    "learning",
    "limit.registry",
    "marketplace",
    "mcp",
    "mcp.analytics.aggregates",
    "media.communications",
    "messaging",
    "micro.frontend",
    "multi.org",
    "notifications",
    "onboarding",
    "outbound",
    "platform.api",
    "predictive.routing",
    "presence",
    "quality",
    "recording",
    "response.management",
    "routing",
    "scim",
    "screen.monitoring",
    "search",
    "secondary.automation.testing",
    "skills",
    "social.media",
    "speech.and.text.analytics",
    "speech.integration",
    "supportability",
    "system",
    "task.management",
    "telephony.configuration",
    "usage",
    "users",
    "users.rules",
    "voice.transcription",
    "web.deployments",
    "web.messaging",
    "webchat",
    "webhooks",
    "workforce.management",
    "workforce.management.adherence",
    "workforce.management.agent.availability",
    "workforce.management.forecast",
    "workforce.management.scheduling.preferences",
    "workforce.management.self.schedule",
    "workforce.management.shift.trading",
];
