//! The records themselves.

use serde_json::{Value, json};

use super::{BUILT_IN, CUSTOM_ROLES, Generated, Member, ROLE_NAMES, id};
use crate::rehearsal::world::account::configuration::{Profile, configuration};
use crate::rehearsal::world::account::login::client_record;
use crate::rehearsal::world::account::{List, Lists as _, Record};
use crate::rehearsal::world::people::person;

impl Generated {
    /// A user: a team member, or an end user after them.
    pub(super) fn user(&self, at: usize) -> Value {
        let own = id(List::Users, at);
        let is_member = at < self.people;
        let (name, email) = if is_member {
            person(self.seed, at as u64)
        } else {
            let (name, _) = person(self.seed ^ 1, at as u64);
            (name, format!("customer.{}@customer.example", at - self.people + 1))
        };
        let member = is_member.then(|| self.member(at));
        let is_admin = matches!(member, Some(Member::Admin | Member::BillingAdmin));
        let role_type = match member {
            Some(Member::Custom(_)) => Some(0),
            Some(Member::Light) => Some(1),
            Some(Member::Admin) => Some(4),
            Some(Member::BillingAdmin) => Some(5),
            Some(Member::Legacy) | None => None,
        };
        let restriction = match member {
            None => Some("requested"),
            Some(Member::Legacy | Member::Light) => Some("groups"),
            _ => None,
        };
        let suspended = is_member && at % 100 == 11;
        let role = self.field(List::Users, at, "role");
        let custom_role_id = self.field(List::Users, at, "custom_role_id");
        let updated = self.date(List::Users, at);
        let mut user = json!({
            "id": own,
            "url": self.url(List::Users, own),
            "name": name,
            "email": email,
            "created_at": "2024-03-04T08:15:30Z",
            "updated_at": updated,
            "time_zone": "Berlin",
            "iana_time_zone": "Europe/Berlin",
            "phone": null,
            "shared_phone_number": null,
            "photo": null,
            "locale_id": 1,
            "locale": "en-US",
            "organization_id": self.organization_of(at).map(|at| id(List::Organizations, at)),
            "role": role,
            "verified": true,
            "external_id": (is_member && at % 3 != 2).then(|| format!("hr-{:06}", at + 1)),
            "tags": [],
            "alias": "",
            "active": true,
            "shared": false,
            "shared_agent": false,
            "last_login_at": updated,
            "two_factor_auth_enabled": is_member && at % 4 != 1,
            "signature": "",
            "details": "",
            "notes": "",
            "role_type": role_type,
            "custom_role_id": custom_role_id,
            "moderator": is_admin,
            "ticket_restriction": restriction,
            "only_private_comments": member == Some(Member::Light),
            "restricted_agent": restriction.is_some(),
            "suspended": suspended,
            "suspension_details": suspended.then(|| json!({"channels": "all"})),
            "report_csv": is_admin,
            "user_fields": {},
        });
        if is_member && self.groups > 0 {
            user["default_group_id"] = id(List::Groups, self.group_of(at, 0)).into();
        }
        user
    }

    /// A user who was deleted, with what their list still shows.
    pub(super) fn deleted_user(&self, at: usize) -> Value {
        let own = id(List::DeletedUsers, at);
        let (name, _) = person(self.seed ^ 2, at as u64);
        json!({
            "id": own,
            "url": self.url(List::DeletedUsers, own),
            "name": name,
            "email": format!("left.{}@rehearsal.example", at + 1),
            "created_at": "2024-03-03T08:15:30Z",
            "updated_at": self.date(List::DeletedUsers, at),
            "time_zone": "Berlin",
            "phone": null,
            "shared_phone_number": null,
            "photo": null,
            "locale_id": 1,
            "locale": "en-US",
            "organization_id": null,
            "role": "end-user",
            "active": false,
        })
    }

    /// A role with its settings.
    pub(super) fn role(&self, at: usize) -> Value {
        let (name, role_type, profile) = if at < CUSTOM_ROLES {
            (ROLE_NAMES[at], 0, Profile::Custom(at as u64, self.seed))
        } else {
            BUILT_IN[at - CUSTOM_ROLES]
        };
        let description = if at < CUSTOM_ROLES {
            "Made for the team"
        } else {
            "Built-in"
        };
        let group = (self.groups > 0).then(|| id(List::Groups, 0));
        json!({
            "id": id(List::CustomRoles, at),
            "name": name,
            "description": description,
            "role_type": role_type,
            "created_at": "2024-01-04T10:10:00Z",
            "updated_at": self.date(List::CustomRoles, at),
            "configuration": configuration(profile, group, id(List::Brands, 0)),
            "team_member_count": self.held(at),
        })
    }

    /// A group.
    pub(super) fn group(&self, at: usize) -> Value {
        let own = id(List::Groups, at);
        json!({
            "url": self.url(List::Groups, own),
            "id": own,
            "is_public": at % 8 != 7,
            "name": format!("Team {:02}", at + 1),
            "description": "",
            "default": at == 0,
            "deleted": false,
            "created_at": "2024-01-04T10:05:00Z",
            "updated_at": self.date(List::Groups, at),
        })
    }

    /// Who is in which group.
    pub(super) fn group_membership(&self, at: usize) -> Value {
        let own = id(List::GroupMemberships, at);
        let (user, which) = self.membership(at);
        json!({
            "url": self.url(List::GroupMemberships, own),
            "id": own,
            "user_id": id(List::Users, user),
            "group_id": id(List::Groups, self.group_of(user, which)),
            "default": which == 0,
            "created_at": "2024-03-05T08:20:00Z",
            "updated_at": self.date(List::GroupMemberships, at),
        })
    }

    /// An organization.
    pub(super) fn organization(&self, at: usize) -> Value {
        let own = id(List::Organizations, at);
        json!({
            "url": self.url(List::Organizations, own),
            "id": own,
            "name": format!("Customer {:03}", at + 1),
            "shared_tickets": at.is_multiple_of(5),
            "shared_comments": false,
            "external_id": at.is_multiple_of(2).then(|| format!("CRM-{}", at + 1)),
            "created_at": "2024-04-01T08:00:00Z",
            "updated_at": self.date(List::Organizations, at),
            "domain_names": [format!("customer{:03}.example", at + 1)],
            "details": "",
            "notes": "",
            "group_id": null,
            "tags": [],
            "organization_fields": {},
        })
    }

    /// Who belongs to which organization.
    pub(super) fn organization_membership(&self, at: usize) -> Value {
        let own = id(List::OrganizationMemberships, at);
        let members = self.organization_members();
        let user = if at < members {
            Self::organization_member(at)
        } else {
            self.people + at - members
        };
        let organization = self.organization_of(user).unwrap_or(0);
        json!({
            "url": self.url(List::OrganizationMemberships, own),
            "id": own,
            "user_id": id(List::Users, user),
            "organization_id": id(List::Organizations, organization),
            "organization_name": format!("Customer {:03}", organization + 1),
            "default": true,
            "view_tickets": false,
            "created_at": "2024-04-02T08:00:00Z",
            "updated_at": self.date(List::OrganizationMemberships, at),
        })
    }

    /// The brand.
    pub(super) fn brand(&self, at: usize) -> Value {
        let own = id(List::Brands, at);
        let subdomain = self.subdomain.as_str();
        json!({
            "url": self.url(List::Brands, own),
            "id": own,
            "name": "Rehearsal",
            "brand_url": format!("https://{subdomain}.zendesk.com"),
            "subdomain": subdomain,
            "has_help_center": true,
            "help_center_state": "enabled",
            "active": true,
            "default": true,
            "is_deleted": false,
            "ticket_form_ids": [],
            "signature_template": "{{agent.signature}}",
            "created_at": "2024-01-04T10:00:00Z",
            "updated_at": "2026-05-06T10:00:00Z",
            "host_mapping": "help.rehearsal.example",
        })
    }

    /// That a role was made.
    pub(super) fn audit_log(&self, at: usize) -> Value {
        let own = id(List::AuditLogs, at);
        let (name, _) = person(self.seed, 0);
        json!({
            "url": self.url(List::AuditLogs, own),
            "id": own,
            "action": "create",
            "action_label": "Created",
            "actor_id": id(List::Users, 0),
            "actor_name": name,
            "source_id": id(List::CustomRoles, at),
            "source_type": "permission_set",
            "source_label": format!("Role: {}", ROLE_NAMES[at]),
            "change_description": "",
            "ip_address": "192.0.2.17",
            "created_at": "2024-01-04T10:10:00Z",
        })
    }

    /// An OAuth client.
    pub(super) fn client(&self, at: usize) -> Record {
        let client = &self.clients[at];
        client_record(&self.subdomain, client, id(List::Users, client.user))
    }

    /// A token of a client that is not the rehearsal's own.
    pub(super) fn token(&self, at: usize) -> Value {
        let own = id(List::Tokens, at);
        let client = &self.clients[2 + at % (self.clients.len() - 2)];
        let scopes: &[&str] = [&["read", "write"][..], &["tickets:read", "users:read"], &["read"]][at % 3];
        json!({
            "url": self.url(List::Tokens, own),
            "id": own,
            "user_id": id(List::Users, client.user),
            "client_id": client.id,
            "token": "rehearsal0",
            "scopes": scopes,
            "created_at": "2026-06-02T08:00:00Z",
            "used_at": self.date(List::Tokens, at),
        })
    }

    /// An API token.
    pub(super) fn api_token(at: usize) -> Value {
        let mut token = json!({
            "id": id(List::ApiTokens, at),
            "user_id": id(List::Users, 0),
            "description": if at == 0 { "Warehouse job" } else { "Old import" },
            "active": at == 0,
            "created_at": "2024-07-01T08:00:00Z",
            "updated_at": "2026-07-01T08:00:00Z",
            "last_used": null,
        });
        if at == 0 {
            token["last_used"] = "2026-11-18T02:00:00Z".into();
        }
        token
    }

    /// The account's settings.
    pub(super) fn settings(&self) -> Value {
        json!({
            "brands": {"default_brand_id": id(List::Brands, 0), "require_brand_on_new_tickets": false},
            "agents": {"agent_workspace": true, "focus_mode": false, "aw_self_serve_migration_enabled": true},
            "groups": {"check_group_name_uniqueness": true},
            "user": {
                "tagging": true,
                "time_zone_selection": true,
                "language_selection": true,
                "multiple_organizations": false,
                "agent_created_welcome_emails": true,
                "end_user_phone_number_validation": false,
                "have_gravatars_enabled": true,
            },
            "api": {"accepted_api_agreement": true, "api_password_access": "false", "api_token_access": "true"},
            "chat": {"enabled": true, "maximum_request_count": 1, "welcome_message": ""},
            "voice": {"enabled": true, "outbound_enabled": true},
            "tickets": {
                "agent_ticket_deletion": false,
                "comments_public_by_default": true,
                "is_first_comment_private_enabled": true,
                "light_agent_email_ccs_allowed": false,
                "using_skill_based_routing": false,
            },
            "active_features": {
                "light_agents": true,
                "sandbox": false,
                "explore": true,
                "voice": true,
                "chat": true,
                "organization_access_enabled": true,
            },
            "localization": {
                "locale_ids": [1, 8],
                "time_zone": "Berlin",
                "iana_time_zone": "Europe/Berlin",
                "default_locale_identifier": "en-US",
                "uses_12_hour_clock": false,
            },
            "lotus": {"prefer_lotus": true, "reporting": true, "pod_id": 17},
            "metrics": {"account_size": if self.people < 100 { "1-99" } else { "100+" }},
            "billing": {"backend": "zuora"},
            "limits": {"attachment_size": 52_428_800},
            "routing": {"enabled": true, "autorouting_tag": "", "max_email_capacity": 4, "max_messaging_capacity": 2},
        })
    }
}
