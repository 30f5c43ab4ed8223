//! What every org of the rehearsal has: its default roles, and three OAuth clients of its own: one that may read
//! everything, a limited one that holds half of the rights, and one with which people sign in.

use super::ids::{mixed, uuid};
use super::org::{Client, ClientState, GrantKind, Org, Role, SubjectRef};

/// How many clients of its own an org has; they are its first.
pub(super) const CLIENTS: usize = 3;

/// The place of `Sandbox app` among them.
const SANDBOX: usize = 2;

/// Where an application on this machine may listen for the codes of `Sandbox app`. Two spellings, as they are compared
/// letter by letter.
const CALLBACKS: [&str; 2] = ["http://127.0.0.1:8787/callback", "http://localhost:8787/callback"];

/// What `Sandbox app` may do for people: who they are, and what an audit of people reads.
const SCOPES: [&str; 4] = [
    "authorization:readonly",
    "groups:readonly",
    "user-basic-info",
    "users:readonly",
];

/// How many roles these take; they are the last that [`add`] leaves.
pub(super) const ROLES: usize = 2;

/// Products of an org.
pub(super) const PRODUCTS: [&str; 3] = ["engage3", "collaborate", "communicate"];

/// What reading an org whole takes: half of it, in turns, is what the limited client holds.
const READS: [&str; 14] = [
    "authorization:role:view",
    "authorization:grant:view",
    "oauth:client:view",
    "oauth:client:authorize",
    "authorization:orgTrustee:view",
    "authorization:orgTrustor:view",
    "authorization:orgTrusteeUser:view",
    "authorization:orgTrusteeGroup:view",
    "authorization:settings:view",
    "authorization:policy:view",
    "directory:user:view",
    "integrations:integration:view",
    "authorization:license:view",
    "directory:group:view",
];

/// The default roles that every org of the rehearsal has, `employee` first.
pub(super) fn default_roles(seed: u64) -> Vec<Role> {
    let role = |id: &str, name: &str, permissions: &[&str]| Role {
        id: uuid(seed, "default role", mixed(0, name, 0)),
        name: name.to_owned(),
        description: format!("Default role {name}"),
        default_role_id: Some(id.to_owned()),
        permissions: permissions.iter().map(|name| (*name).to_owned()).collect(),
        ..Role::default()
    };
    vec![
        role("employee", "employee", &["directory:userProfile:view"]),
        role(
            "user",
            "User",
            &[
                "conversation:call:add",
                "routing:queue:join",
                "conversation:communication:view",
            ],
        ),
    ]
}

/// The place of a role by name.
pub(super) fn role(org: &Org, name: &str) -> Option<usize> {
    org.roles.iter().position(|role| role.name == name)
}

/// The secret of an invented client: it only has to differ from others.
pub(super) fn secret(seed: u64, number: u64) -> String {
    format!("rehearsal-{}", uuid(seed, "secret", number).replace('-', ""))
}

/// `applications.yaml` with the org's `Sandbox app`.
pub(super) fn applications(org: &Org) -> String {
    let client = &org.clients[SANDBOX];
    format!(
        "# The application for trying to sign in; every org of the rehearsal has its client.\n\
         schema: zd2gc/applications/1\napplications:\n  - name: {}\n    client_id: {}\n    \
         grant_type: authorization-code-pkce\n    redirect_uris: [{}]\n    operations: [GET /api/v2/users]\n",
        client.name,
        client.id,
        client.redirect_uris.join(", ")
    )
}

/// Adds the three clients at the front, and the roles of the two that act for themselves at the end.
pub(super) fn add(org: &mut Org, seed: u64) {
    let own = |number: u64, name: &str, description: &str| Client {
        id: uuid(seed, &format!("own client of {}", org.name), number),
        secret: secret(seed ^ mixed(0, &org.name, 0), number),
        name: name.to_owned(),
        description: description.to_owned(),
        kind: GrantKind::ClientCredentials,
        redirect_uris: Vec::new(),
        scopes: Vec::new(),
        state: ClientState::Active,
        token_seconds: 86_400,
        created_by: None,
    };
    let clients = [
        own(0, "zd2gc", "May read what an audit reads"),
        own(1, "zd2gc limited", "May read half of it"),
        Client {
            kind: GrantKind::Code,
            redirect_uris: CALLBACKS.map(str::to_owned).to_vec(),
            scopes: SCOPES.map(str::to_owned).to_vec(),
            ..own(2, "Sandbox app", "For trying to sign in: listens on this machine")
        },
    ];
    org.clients.splice(0..0, clients);
    for (at, (name, permissions)) in [
        ("zd2gc reader", READS.to_vec()),
        ("zd2gc limited reader", READS.iter().copied().step_by(2).collect()),
    ]
    .into_iter()
    .enumerate()
    {
        org.roles.push(Role {
            id: uuid(seed, &format!("own role of {}", org.name), at as u64),
            name: name.to_owned(),
            description: "Of the rehearsal itself".to_owned(),
            permissions: permissions.into_iter().map(str::to_owned).collect(),
            ..Role::default()
        });
        let role = org.roles.len() - 1;
        org.grant(role, SubjectRef::Client(at), None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn every_scope_of_ours_exists() {
        for scope in SCOPES {
            assert!(Catalogue::embedded().scope(scope).is_some(), "{scope}");
        }
    }

    #[test]
    fn every_permission_of_ours_exists() {
        let catalogue = Catalogue::embedded();
        let defaults = default_roles(1);
        let names = READS.into_iter().chain(
            defaults
                .iter()
                .flat_map(|role| role.permissions.iter().map(String::as_str)),
        );
        for name in names {
            assert!(catalogue.has_permission(&name.parse().unwrap()), "{name}");
        }
    }
}
