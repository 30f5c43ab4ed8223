//! The built-in account: an invented company that sells travel and outdoor clothes, with four brands, nine roles, people whose
//! names are as awkward as real ones, and two applications. Pages as Zendesk's API sends them; the rehearsal's rich world holds the
//! same account.

/// The files that the demo writes into its folder, by path from there.
pub(super) const FILES: &[(&str, &str)] = &[
    ("zd2gc.yaml", include_str!("zd2gc.yaml")),
    ("mappings/tenants.yaml", include_str!("mappings/tenants.yaml")),
    (
        "mappings/applications.yaml",
        include_str!("../../rehearsal/world/rich/mappings/applications.yaml"),
    ),
    (
        "mappings/overrides.yaml",
        include_str!("../../rehearsal/world/rich/mappings/overrides.yaml"),
    ),
    (
        "mappings/people.yaml",
        include_str!("../../rehearsal/world/rich/mappings/people.yaml"),
    ),
    (
        "account/account_settings.json",
        include_str!("../../rehearsal/world/rich/aurora/account_settings.json"),
    ),
    (
        "account/api_tokens.json",
        include_str!("../../rehearsal/world/rich/aurora/api_tokens.json"),
    ),
    (
        "account/brand_agents.json",
        include_str!("../../rehearsal/world/rich/aurora/brand_agents.json"),
    ),
    (
        "account/brands.json",
        include_str!("../../rehearsal/world/rich/aurora/brands.json"),
    ),
    (
        "account/custom_roles.json",
        include_str!("../../rehearsal/world/rich/aurora/custom_roles.json"),
    ),
    (
        "account/group_memberships.json",
        include_str!("../../rehearsal/world/rich/aurora/group_memberships.json"),
    ),
    (
        "account/groups.json",
        include_str!("../../rehearsal/world/rich/aurora/groups.json"),
    ),
    (
        "account/oauth_clients.json",
        include_str!("../../rehearsal/world/rich/aurora/oauth_clients.json"),
    ),
    (
        "account/oauth_tokens.json",
        include_str!("../../rehearsal/world/rich/aurora/oauth_tokens.json"),
    ),
    (
        "account/organization_memberships.json",
        include_str!("../../rehearsal/world/rich/aurora/organization_memberships.json"),
    ),
    (
        "account/organizations.json",
        include_str!("../../rehearsal/world/rich/aurora/organizations.json"),
    ),
    (
        "account/users.json",
        include_str!("../../rehearsal/world/rich/aurora/users.json"),
    ),
];

/// The account's subdomain.
pub(super) const SUBDOMAIN: &str = "aurora-demo";
