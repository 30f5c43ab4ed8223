//! The rules about what a right reader notices in an account.

use crate::finding::Rule;
use crate::model::Severity;

/// Every rule of this stage, for the pages of rules.
pub const RULES: &[&Rule] = &[
    &DUPLICATE_RECORD,
    &TAKEN_AT_UNKNOWN,
    &INCOMPLETE_PAGES,
    &SUBDOMAIN_MISMATCH,
    &PERSON_ONLY_IN_CSV,
    &ROLE_UNKNOWN_IN_CSV,
    &GROUP_UNKNOWN_IN_CSV,
    &RECORD_NOT_RECOGNISED,
    &SUSPENDED_MEMBER,
    &INACTIVE_MEMBER,
    &SHARED_AGENT,
    &USER_ROLE_UNKNOWN,
    &ADMIN_WITHOUT_ROLE,
    &AGENT_WITHOUT_ROLE,
    &ROLE_NOT_LISTED,
    &ID_AS_STRING,
    &MEMBER_OF_SEVERAL_GROUPS,
    &AGENT_WITHOUT_GROUP,
    &MEMBER_OF_DELETED_GROUP,
    &DELETED_GROUP,
    &NO_BRAND,
    &BRAND_MEMBERSHIP_UNREAD,
    &INACTIVE_BRAND,
    &ROLE_COUNT_MISMATCH,
    &ROLE_WITHOUT_MEMBERS,
    &ADMIN_EQUIVALENT_ROLE,
    &SETTING_UNKNOWN,
    &SETTING_MISSING,
    &EXTERNAL_ID_CASE_VARIANTS,
    &DORMANT_MEMBER,
    &PERSON_WITHOUT_EMAIL,
    &NO_TEAM_MEMBER,
    &PRODUCT_ROLES_NOT_READABLE,
    &ACCOUNT_OWNER_UNKNOWN,
];

/// The object of findings about end users, whom only an import sees.
pub(super) const END_USERS: &str = "end users";

/// Those that only an import can notice; whoever reads the snapshot later finds them in its `findings.json`.
pub(super) const IMPORT_RULES: &[&Rule] = &[
    &DUPLICATE_RECORD,
    &TAKEN_AT_UNKNOWN,
    &INCOMPLETE_PAGES,
    &SUBDOMAIN_MISMATCH,
    &PERSON_ONLY_IN_CSV,
    &ROLE_UNKNOWN_IN_CSV,
    &GROUP_UNKNOWN_IN_CSV,
    &RECORD_NOT_RECOGNISED,
];

/// Nothing in an import says as of when it is true.
pub(super) static TAKEN_AT_UNKNOWN: Rule = Rule {
    name: "taken-at-unknown",
    severity: Severity::Low,
    what: "Nothing in the import has an `updated_at`, and no `--taken-at` was given: as of when the snapshot is true is not known.",
    why: "Who has not signed in for long can't be told, and a later plan can't say how old its facts are.",
    fix: "Import again with the date of the export: `--taken-at 2026-11-20`.",
};

/// A record came more than once with different content; the newest by `updated_at` is kept.
pub(super) static DUPLICATE_RECORD: Rule = Rule {
    name: "duplicate-record",
    severity: Severity::Info,
    what: "A record came more than once with different content; the newest by `updated_at` is kept.",
    why: "Pages that were fetched while the account changed, or an incremental export beside a list, overlap. The older versions are not in the snapshot.",
    fix: "Nothing, unless the lists were fetched far apart: then fetch them again together.",
};

/// The pages of a list say that more follow than the import holds.
pub(super) static INCOMPLETE_PAGES: Rule = Rule {
    name: "incomplete-pages",
    severity: Severity::Medium,
    what: "The pages of a list say that more follow than the import holds.",
    why: "People or memberships on the missing pages are not in the snapshot, and nothing is planned for them.",
    fix: "Fetch the missing pages into the same folder and import again.",
};

/// The records are of another account than the one that the snapshot was asked for.
pub(super) static SUBDOMAIN_MISMATCH: Rule = Rule {
    name: "subdomain-mismatch",
    severity: Severity::High,
    what: "The records are of another account than the one that the snapshot was asked for.",
    why: "Everything after the snapshot would be planned for the wrong account.",
    fix: "Import with the `--subdomain` of the account that the files come from, or give the right files; of a live account, correct its `url`.",
};

/// A CSV file names people whom the lists of users do not have.
pub(super) static PERSON_ONLY_IN_CSV: Rule = Rule {
    name: "person-only-in-csv",
    severity: Severity::Medium,
    what: "A CSV file names people whom the lists of users do not have.",
    why: "They may have been added after the users were fetched, or a page of users is missing. Nothing is planned for them.",
    fix: "Fetch the users again, or leave the CSV file out.",
};

/// A CSV file gives people a role that the import does not have.
pub(super) static ROLE_UNKNOWN_IN_CSV: Rule = Rule {
    name: "role-unknown-in-csv",
    severity: Severity::Medium,
    what: "A CSV file gives people a role that the import does not have.",
    why: "A role cannot be guessed from a name, so these people are granted nothing.",
    fix: "Add the list of roles (GET /api/v2/custom_roles) to the import, or correct the role in the CSV file.",
};

/// A CSV file puts people into groups that the import does not have by that name.
pub(super) static GROUP_UNKNOWN_IN_CSV: Rule = Rule {
    name: "group-unknown-in-csv",
    severity: Severity::Low,
    what: "A CSV file puts people into groups that the import does not have by that name.",
    why: "Their membership is not in the snapshot, so divisions that follow groups will miss them.",
    fix: "Add the lists of groups and of group memberships to the import.",
};

/// Records that stand beside known ones are of no list of an account.
pub(super) static RECORD_NOT_RECOGNISED: Rule = Rule {
    name: "record-not-recognised",
    severity: Severity::Low,
    what: "Records that stand beside known ones are of no list of an account.",
    why: "They were passed over; if they were meant to be part of the account, something is missing.",
    fix: "Look at the files that `-v` names, and take out what does not belong there.",
};

/// Users who are suspended.
pub(super) static SUSPENDED_MEMBER: Rule = Rule {
    name: "suspended-member",
    severity: Severity::Info,
    what: "Users who are suspended.",
    why: "They cannot sign in, but still hold their seat. They are counted and are granted nothing.",
    fix: "Activate those who should move before the snapshot is taken, or leave them behind.",
};

/// Users who were deleted (`active: false`).
pub(super) static INACTIVE_MEMBER: Rule = Rule {
    name: "inactive-member",
    severity: Severity::Info,
    what: "Users who were deleted (`active: false`).",
    why: "They are counted and are granted nothing.",
    fix: "Nothing, unless someone was deleted by mistake.",
};

/// Users who are shared from another account.
pub(super) static SHARED_AGENT: Rule = Rule {
    name: "shared-agent",
    severity: Severity::Info,
    what: "Users who are shared from another account.",
    why: "Their rights are kept in their own account. They are counted and are granted nothing.",
    fix: "Take the snapshot of their own account if they should move.",
};

/// Users whose `role` is missing or newer than this program.
pub(super) static USER_ROLE_UNKNOWN: Rule = Rule {
    name: "user-role-unknown",
    severity: Severity::Medium,
    what: "Users whose `role` is missing or newer than this program.",
    why: "What they may do cannot be known, so they are granted nothing.",
    fix: "Import the users from the API, where each has a role.",
};

/// Admins without a custom role id, on an account that has roles.
pub(super) static ADMIN_WITHOUT_ROLE: Rule = Rule {
    name: "admin-without-role",
    severity: Severity::Info,
    what: "Admins without a custom role id, on an account that has roles.",
    why: "Records from before 2021-12 lack the id of the built-in role. They are treated as admins.",
    fix: "Nothing: `role: admin` decides.",
};

/// Agents without a custom role, on an account that has roles.
pub(super) static AGENT_WITHOUT_ROLE: Rule = Rule {
    name: "agent-without-role",
    severity: Severity::Medium,
    what: "Agents without a custom role, on an account that has roles.",
    why: "They are legacy agents: their rights come from their profile, and are read as those of a plain agent.",
    fix: "Give each of them a role in Zendesk before the snapshot is taken, or check what the plan gives them.",
};

/// Agents whose custom role is not in the list of roles.
pub(super) static ROLE_NOT_LISTED: Rule = Rule {
    name: "role-not-listed",
    severity: Severity::Medium,
    what: "Agents whose custom role is not in the list of roles, or of whom nobody knows because the list itself was not read.",
    why: "What the role allows cannot be known, so they are granted nothing.",
    fix: "Read the list of roles (again), or give these agents a role that exists.",
};

/// Ids that came as text instead of numbers.
pub(super) static ID_AS_STRING: Rule = Rule {
    name: "id-as-string",
    severity: Severity::Info,
    what: "Ids that came as text instead of numbers.",
    why: "They were read all the same, but say that the files went through another program, which may have changed more.",
    fix: "Prefer files that come straight from the API.",
};

/// People who are in more than one group.
pub(super) static MEMBER_OF_SEVERAL_GROUPS: Rule = Rule {
    name: "member-of-several-groups",
    severity: Severity::Info,
    what: "People who are in more than one group.",
    why: "Where divisions follow groups, they are granted their role in each of them.",
    fix: "Check that all of these memberships are still wanted.",
};

/// Team members who are in no group.
pub(super) static AGENT_WITHOUT_GROUP: Rule = Rule {
    name: "agent-without-group",
    severity: Severity::Low,
    what: "Team members who are in no group.",
    why: "A role that is limited to the groups of its holder gives them no tickets.",
    fix: "Put them into a group, or leave them behind.",
};

/// People who are in a group that was deleted.
pub(super) static MEMBER_OF_DELETED_GROUP: Rule = Rule {
    name: "member-of-deleted-group",
    severity: Severity::Low,
    what: "People who are in a group that was deleted.",
    why: "The membership gives them nothing in Zendesk and nothing is planned from it.",
    fix: "Nothing; remove the membership if the group should come back.",
};

/// Groups that were deleted and still stand in the list.
pub(super) static DELETED_GROUP: Rule = Rule {
    name: "deleted-group",
    severity: Severity::Info,
    what: "Groups that were deleted and still stand in the list.",
    why: "They become no division.",
    fix: "Nothing.",
};

/// Agents who work for no brand, on an account where memberships of brands were read.
pub static NO_BRAND: Rule = Rule {
    name: "no-brand",
    severity: Severity::Medium,
    what: "Agents who work for no brand, on an account where memberships of brands were read.",
    why: "Rights on tickets follow brands, so none is planned for them where divisions are brands.",
    fix: "Give them a brand in Zendesk, or say in people.yaml which divisions are theirs.",
};

/// Nothing says which agents work for which brands.
pub(super) static BRAND_MEMBERSHIP_UNREAD: Rule = Rule {
    name: "brand-membership-unread",
    severity: Severity::Info,
    what: "Nothing says which agents work for which brands.",
    why: "Everybody is taken to work for all active brands.",
    fix: "If the account separates its agents by brand, add GET /api/v2/brand_agents to the import.",
};

/// Brands that are not in use.
pub(super) static INACTIVE_BRAND: Rule = Rule {
    name: "inactive-brand",
    severity: Severity::Info,
    what: "Brands that are not in use.",
    why: "They become no division.",
    fix: "Nothing, unless a brand should come back.",
};

/// A role has more or fewer holders among the users than Zendesk counts.
pub(super) static ROLE_COUNT_MISMATCH: Rule = Rule {
    name: "role-count-mismatch",
    severity: Severity::Medium,
    what: "A role has more or fewer holders among the users than Zendesk counts.",
    why: "Either the users are not all there, or they and the roles were fetched at different times. Shared users are not counted, as they belong to another account.",
    fix: "Fetch users and roles again together.",
};

/// Custom roles that nobody holds.
pub(super) static ROLE_WITHOUT_MEMBERS: Rule = Rule {
    name: "role-without-members",
    severity: Severity::Info,
    what: "Custom roles that nobody holds.",
    why: "They would become roles that nobody needs.",
    fix: "Skip them with an override, or plan them for later use.",
};

/// Custom roles that allow as much as an admin may do, or to obtain it.
pub(super) static ADMIN_EQUIVALENT_ROLE: Rule = Rule {
    name: "admin-equivalent-role",
    severity: Severity::High,
    what: "Custom roles that allow as much as an admin may do, or to obtain it.",
    why: "Whoever can edit roles, members or API credentials can give themselves the rest; business rules and triggers on all tickets can act in anybody's name.",
    fix: "Decide who of the holders really needs this before any of it is granted.",
};

/// Settings or values of roles that this program does not know.
pub(super) static SETTING_UNKNOWN: Rule = Rule {
    name: "setting-unknown",
    severity: Severity::Medium,
    what: "Settings or values of roles that this program does not know.",
    why: "No permission is planned for them, so their holders may lose something.",
    fix: "Look up the setting in Zendesk, and add a row for it to settings.yaml.",
};

/// Settings that a role does not mention while others of the account do.
pub(super) static SETTING_MISSING: Rule = Rule {
    name: "setting-missing",
    severity: Severity::Low,
    what: "Settings that a role does not mention while others of the account do.",
    why: "An absent setting is never read as a default: no permission is planned for it.",
    fix: "Save the role once in Admin Center, so that it has all settings, and fetch the roles again.",
};

/// External ids that are written partly in capitals and partly in small letters.
pub(super) static EXTERNAL_ID_CASE_VARIANTS: Rule = Rule {
    name: "external-id-case-variants",
    severity: Severity::Low,
    what: "External ids that are written partly in capitals and partly in small letters.",
    why: "Systems that compare them exactly will not find everybody.",
    fix: "Choose one spelling before people are matched by external id.",
};

/// Team members who did not sign in within the 90 days before the snapshot.
pub(super) static DORMANT_MEMBER: Rule = Rule {
    name: "dormant-member",
    severity: Severity::Low,
    what: "Team members who did not sign in within the 90 days before the snapshot.",
    why: "Each of them costs a licence in the new organization.",
    fix: "Ask whether they still need access, and skip them in people.yaml if not.",
};

/// Team members without an e-mail address.
pub(super) static PERSON_WITHOUT_EMAIL: Rule = Rule {
    name: "person-without-email",
    severity: Severity::Medium,
    what: "Team members without an e-mail address.",
    why: "People are matched by address, so these can be granted nothing.",
    fix: "Add an address in Zendesk, or grant by hand.",
};

/// The users hold no team member.
pub(super) static NO_TEAM_MEMBER: Rule = Rule {
    name: "no-team-member",
    severity: Severity::Medium,
    what: "The users hold no team member.",
    why: "Nothing can be planned for anybody.",
    fix: "Fetch the users with role[]=agent and role[]=admin.",
};

/// Roles inside single products (Explore, Guide, Talk, Chat, QA) are not read.
pub(super) static PRODUCT_ROLES_NOT_READABLE: Rule = Rule {
    name: "product-roles-not-readable",
    severity: Severity::Info,
    what: "Roles inside single products (Explore, Guide, Talk, Chat, QA) are not read.",
    why: "Zendesk has no public API for them, and they may allow more or less than the role that was read.",
    fix: "Look at the products on the page of each team member whose rights matter.",
};

/// Who owns the account is not read.
pub(super) static ACCOUNT_OWNER_UNKNOWN: Rule = Rule {
    name: "account-owner-unknown",
    severity: Severity::Info,
    what: "Who owns the account is not read.",
    why: "No field of the API names the owner, who can do more than an admin.",
    fix: "Ask the customer who the account owner is.",
};
