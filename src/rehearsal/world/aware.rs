//! Which permissions a grant limits to divisions.
//!
//! A live org says so itself (`divisionAware` in `GET /api/v2/authorization/permissions`); documents don't. The rehearsal
//! assumes it of what the API lists by division (operations named `divisionviews`), of people, and of conversations
//! with what is recorded and counted of them, whose division the vendor's access-control pages speak of.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::catalogue::Catalogue;
use crate::model::Permission;

/// Entities with divisions beside those that the API lists by division.
const ENTITIES: &[(&str, &str)] = &[
    ("analytics", "conversationaggregate"),
    ("analytics", "conversationdetail"),
    ("conversation", "communication"),
    ("directory", "user"),
    ("quality", "evaluation"),
    ("recording", "recording"),
    ("routing", "queue"),
    ("architect", "flow"),
];

/// Whether a grant limits the permission to its divisions.
pub(in crate::rehearsal) fn division_aware(permission: &Permission) -> bool {
    static LISTED: LazyLock<BTreeSet<(String, String)>> = LazyLock::new(|| {
        Catalogue::embedded()
            .operations()
            .iter()
            .filter(|operation| operation.path.contains("/divisionviews"))
            .flat_map(|operation| &operation.permissions)
            .filter_map(|permission| {
                let (domain, entity, _) = permission.parts()?;
                Some((domain.to_ascii_lowercase(), entity.to_ascii_lowercase()))
            })
            .collect()
    });
    let Some((domain, entity, _)) = permission.parts() else {
        return false;
    };
    let own = (domain.to_ascii_lowercase(), entity.to_ascii_lowercase());
    ENTITIES.contains(&(own.0.as_str(), own.1.as_str())) || LISTED.contains(&own)
}

/// Whether a role may hold the permission under a condition (`allowsConditions`). A live org says so itself; the rehearsal
/// assumes it of what is about single conversations, as conditions compare variables of those
/// (`Conversation.customerParticipants.routing.queue`).
pub(in crate::rehearsal) fn allows_conditions(permission: &Permission) -> bool {
    permission.parts().is_some_and(|(domain, entity, _)| {
        let domain = domain.to_ascii_lowercase();
        matches!(domain.as_str(), "conversation" | "quality" | "recording")
            || domain == "analytics" && entity.to_ascii_lowercase().starts_with("conversation")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queues_have_divisions_and_roles_have_none() {
        let aware = |name: &str| division_aware(&name.parse().unwrap());
        assert!(aware("Routing:Queue:view"));
        assert!(aware("outbound:campaign:view"));
        assert!(!aware("authorization:role:view"));
        assert!(!aware("admin"));
    }

    #[test]
    fn conditions_are_about_conversations() {
        let allows = |name: &str| allows_conditions(&name.parse().unwrap());
        assert!(allows("recording:recording:view"));
        assert!(allows("analytics:conversationDetail:view"));
        assert!(!allows("analytics:dashboard:view"));
        assert!(!allows("authorization:role:view"));
    }
}
