//! The settings of roles (`configuration`): every key that the vendor documents or that was seen in its answers, with its
//! values from the least to the most.
//!
//! Sources: the API's definition (2025 and 2026), the page on custom roles, and recorded answers for built-in roles.

use serde_json::{Value, json};

use super::Record;
use crate::rehearsal::world::ids::mixed;

use Values::{Objects, OneOf, Reports, Switch};

/// What a setting may be.
#[derive(Debug, Clone, Copy)]
enum Values {
    /// True or false.
    Switch,
    /// One of these, from the least to the most.
    OneOf(&'static [&'static str]),
    /// Scopes by custom object.
    Objects,
    /// Which tickets reports show.
    Reports,
}

/// The settings, by name.
const SETTINGS: &[(&str, Values)] = &[
    ("actions_access", OneOf(&["none", "workflows_and_zendesk", "all"])),
    ("assign_tickets_to_any_brand", Switch),
    ("assign_tickets_to_any_group", Switch),
    ("capacity_rules_access", OneOf(&["none", "view-and-assign", "all"])),
    ("chat_access", Switch),
    ("custom_objects", Objects),
    ("end_user_list_access", OneOf(&["none", "full"])),
    (
        "end_user_profile_access",
        OneOf(&["readonly", "edit-within-org", "edit", "full"]),
    ),
    ("execute_it_asset_management_actions", Switch),
    ("explore_access", OneOf(&["none", "readonly", "edit", "full"])),
    ("explore_reports", Reports),
    ("export_views", Switch),
    ("forum_access", OneOf(&["readonly", "edit-topics", "full"])),
    ("forum_access_restricted_content", Switch),
    ("group_access", Switch),
    ("light_agent", Switch),
    (
        "macro_access",
        OneOf(&["readonly", "manage-personal", "manage-group", "full"]),
    ),
    ("manage_api_credentials", Switch),
    ("manage_approval_requests", Switch),
    ("manage_automations", Switch),
    ("manage_business_rules", Switch),
    ("manage_contextual_workspaces", Switch),
    ("manage_deletion_schedules", OneOf(&["none", "all"])),
    ("manage_dynamic_content", Switch),
    ("manage_extensions_and_channels", Switch),
    ("manage_facebook", Switch),
    ("manage_group_memberships", Switch),
    ("manage_groups", Switch),
    ("manage_macro_content_suggestions", Switch),
    ("manage_organization_fields", Switch),
    ("manage_organizations", Switch),
    ("manage_roles", OneOf(&["none", "all-except-self"])),
    ("manage_skills", Switch),
    ("manage_slas", Switch),
    ("manage_suspended_tickets", Switch),
    (
        "manage_team_members",
        OneOf(&["none", "readonly", "all-with-self-restriction"]),
    ),
    ("manage_ticket_fields", Switch),
    ("manage_ticket_forms", Switch),
    ("manage_ticket_settings", Switch),
    ("manage_triggers", Switch),
    ("manage_user_fields", Switch),
    ("manage_user_own_contacts", Switch),
    ("manage_user_own_forwarding_numbers", Switch),
    ("manage_user_own_photo", Switch),
    ("moderate_forums", Switch),
    ("modify_closed_tickets", Switch),
    ("organization_editing", Switch),
    ("organization_notes_editing", Switch),
    ("read_macro_content_suggestions", Switch),
    ("report_access", OneOf(&["none", "readonly", "full"])),
    ("side_conversation_create", Switch),
    (
        "ticket_access",
        OneOf(&[
            "assigned-only",
            "within-organization",
            "within-groups",
            "within-groups-and-public-groups",
            "all",
        ]),
    ),
    ("ticket_comment_access", OneOf(&["none", "public"])),
    ("ticket_deletion", Switch),
    ("ticket_editing", Switch),
    ("ticket_merge", Switch),
    ("ticket_redaction", Switch),
    ("ticket_tag_editing", Switch),
    ("twitter_search_access", Switch),
    ("update_api_settings", Switch),
    ("update_user_own_alias", Switch),
    ("update_user_own_name", Switch),
    ("update_user_own_signature", Switch),
    (
        "user_view_access",
        OneOf(&["none", "readonly", "manage-personal", "manage-group", "full"]),
    ),
    (
        "view_access",
        OneOf(&["playonly", "readonly", "manage-personal", "manage-group", "full"]),
    ),
    ("view_access_logs", Switch),
    ("view_audit_logs", Switch),
    ("view_deleted_tickets", Switch),
    ("view_filter_tickets", Switch),
    ("view_reduced_count", Switch),
    ("voice_access", Switch),
    ("voice_dashboard_access", Switch),
];

/// What the light agent's role differs in from the least of everything; a contributor's too, but for [`LIGHT_ONLY`].
const LIGHT: &[(&str, &str)] = &[
    ("end_user_profile_access", "readonly"),
    ("forum_access", "readonly"),
    ("macro_access", "readonly"),
    ("ticket_access", "within-groups"),
    ("view_access", "readonly"),
];

/// What a light agent may that a contributor may not.
const LIGHT_ONLY: &[(&str, &str)] = &[
    ("end_user_list_access", "full"),
    ("explore_access", "readonly"),
    ("report_access", "readonly"),
];

/// Settings that let their holder take more: few roles have them.
const POWERS: &[&str] = &[
    "manage_api_credentials",
    "manage_roles",
    "manage_team_members",
    "update_api_settings",
];

/// Whose settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Profile {
    /// Administrators and billing administrators.
    Administrator,
    /// Light agents.
    LightAgent,
    /// Contributors.
    Contributor,
    /// A role that the account made: its number, and what it looks random by.
    Custom(u64, u64),
}

/// The settings of a role. `group` and `brand` are ids that reports may be limited to.
pub(super) fn configuration(profile: Profile, group: Option<u64>, brand: u64) -> Record {
    SETTINGS
        .iter()
        .map(|(name, values)| {
            let value = match profile {
                Profile::Administrator => most(name, *values),
                Profile::LightAgent | Profile::Contributor => light(name, *values, profile),
                Profile::Custom(number, seed) => drawn(name, *values, number, seed, (group, brand)),
            };
            ((*name).to_owned(), value)
        })
        .collect()
}

/// The most of a setting, as recorded of administrators: all but marks of other roles and what is long gone.
fn most(name: &str, values: Values) -> Value {
    match values {
        Switch => (!["light_agent", "moderate_forums", "twitter_search_access"].contains(&name)).into(),
        OneOf(values) => values.last().copied().into(),
        Objects => json!({}),
        Reports => json!({"ticket_access": "all"}),
    }
}

/// A setting of those who may only watch.
fn light(name: &str, values: Values, profile: Profile) -> Value {
    let is_light = profile == Profile::LightAgent;
    match values {
        Switch => (name == "side_conversation_create" || (is_light && name == "light_agent")).into(),
        OneOf(values) => {
            let more: &[_] = if is_light { LIGHT_ONLY } else { &[] };
            let own = LIGHT.iter().chain(more).find(|(own, _)| *own == name);
            own.map_or(values[0], |(_, value)| *value).into()
        }
        Objects => json!({}),
        Reports => json!({"ticket_access": "within-groups"}),
    }
}

/// A setting of a custom role: the higher its level, the more.
fn drawn(name: &str, values: Values, number: u64, seed: u64, (group, brand): (Option<u64>, u64)) -> Value {
    let draw = mixed(seed, name, number);
    // One role in twelve is the one that runs the account.
    let runs_it = number % 12 == 10;
    let level = if runs_it { 3 } else { number % 3 + 1 };
    let pick = |values: &'static [&'static str], most: usize| {
        let at = usize::try_from(draw % 64).unwrap_or(0);
        values[(at % values.len()).min(most)]
    };
    let powerless = POWERS.contains(&name) && !runs_it;
    match values {
        Switch if name == "light_agent" || powerless => false.into(),
        Switch => (draw % 4 < level).into(),
        OneOf(values) if powerless => pick(values, values.len() - 2).into(),
        // How far tickets are seen decides where a role applies: every value is met at every level.
        OneOf(values) if name == "ticket_access" => pick(values, values.len()).into(),
        OneOf(values) => {
            let most = (values.len() * usize::try_from(level).unwrap_or(1)).div_ceil(3) - 1;
            pick(values, most).into()
        }
        Objects if level == 1 => json!({}),
        Objects => json!({"shipment": {"scopes": ["read", "update"]}, "voucher": {"scopes": ["read"]}}),
        Reports => {
            let groups = ["within-groups", "selected-groups", "all"];
            let brands = ["within-brands", "selected-brands", "all"];
            let (of_groups, of_brands) = (pick_of(&groups, draw), pick_of(&brands, draw >> 8));
            // Ids stand here as texts, as the vendor writes them.
            let listed = |chosen: bool, id: Option<u64>| -> Vec<String> {
                id.filter(|_| chosen).iter().map(ToString::to_string).collect()
            };
            json!({
                "groups_ticket_access": of_groups,
                "brands_ticket_access": of_brands,
                "ticket_access_selected_groups": listed(of_groups == "selected-groups", group),
                "ticket_access_selected_brands": listed(of_brands == "selected-brands", Some(brand)),
            })
        }
    }
}

/// One of three.
fn pick_of(values: &[&'static str; 3], draw: u64) -> &'static str {
    values[usize::try_from(draw % 3).unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn custom(seed: u64) -> Vec<Record> {
        (0..12)
            .map(|number| configuration(Profile::Custom(number, seed), Some(1), 2))
            .collect()
    }

    #[test]
    fn roles_differ_by_number_and_seed() {
        let roles = custom(1);
        assert!(roles.iter().all(|role| role.len() == SETTINGS.len()));
        let different: BTreeSet<String> = roles.iter().map(|role| json!(role).to_string()).collect();
        assert_eq!(different.len(), 12);
        assert_eq!(roles, custom(1));
        assert_ne!(roles, custom(2));
        let strong = roles.iter().filter(|role| role["manage_roles"] != "none").count();
        assert!(strong <= 1, "{strong} roles may make roles");
    }

    #[test]
    fn over_a_few_seeds_every_value_is_met() {
        let mut met: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for role in (1..20).flat_map(custom) {
            for (name, value) in role {
                met.entry(name).or_default().insert(value.to_string());
            }
        }
        for (name, values) in SETTINGS {
            let expected = match values {
                Switch if *name == "light_agent" => 1,
                Switch | Objects => 2,
                OneOf(values) => values.len(),
                Reports => 9,
            };
            assert_eq!(met[*name].len(), expected, "{name}: {:?}", met[*name]);
        }
    }

    #[test]
    fn built_in_roles_are_as_they_were_recorded() {
        let light = configuration(Profile::LightAgent, None, 1);
        assert_eq!(light["light_agent"], true);
        assert_eq!(light["ticket_access"], "within-groups");
        assert_eq!(light["ticket_comment_access"], "none");
        assert_eq!(light["user_view_access"], "none");
        let contributor = configuration(Profile::Contributor, None, 1);
        assert_eq!(contributor["explore_access"], "none");
        assert_eq!(contributor["side_conversation_create"], true);
        let admin = configuration(Profile::Administrator, None, 1);
        assert_eq!(admin["ticket_access"], "all");
        assert_eq!(admin["light_agent"], false);
        assert_eq!(admin["manage_roles"], "all-except-self");
    }
}
