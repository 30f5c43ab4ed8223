//! What an org has besides a plan, and what an audit must not report one by one: a few people, default roles, OAuth clients
//! that nobody planned. All of it is sensible, so that nothing here is a finding:
//!
//! - Two administrators hold a default role with the right to grant, so that the org could go on; they hold no
//!   second right that makes a pair of duties with it. People of no plan are counted, not listed.
//! - Nobody of the plan holds these roles, and nobody here holds a planned role but `employee`, which everybody has.
//! - No role here is a custom one, save the two that the rehearsal's own clients hold (`own.rs`). Of those clients the full
//!   one may approve clients (`oauth:client:authorize`, level A), as listing approvals takes that right: who audits
//!   with it leaves itself out.
//! - Clients were made by somebody who is still there, live as long as the vendor proposes, and hold nothing privileged.
//! - One approval was given by a person, so that a list of approvals shows more than the caller's own and an approval
//!   that is missing there can be told from one that is not shown.

use super::Draft;
use crate::catalogue::Catalogue;
use crate::model::fold_name;
use crate::rehearsal::world::ids::{mixed, uuid};
use crate::rehearsal::world::org::{
    Authorization, AuthorizationState, Client, ClientState, GrantKind, Integration, Role, State, SubjectRef, User,
};
use crate::rehearsal::world::own;
use crate::rehearsal::world::people::person;

/// Default roles that administrators may have, the first that no plan claims.
pub(in crate::rehearsal::world) const ADMINISTRATOR_ROLES: [&str; 3] =
    ["Master Admin", "People Admin", "Telephony Admin"];

/// A default role without a privileged right, the first that no plan claims.
pub(in crate::rehearsal::world) const HARMLESS_ROLES: [&str; 3] =
    ["Supervisor", "Quality Evaluator", "Quality Administrator"];

/// What [`ADMINISTRATOR_ROLES`] hold here: one right of level A, and what it takes to use it.
const ADMINISTRATION: [&str; 4] = [
    "authorization:grant:add",
    "authorization:grant:view",
    "authorization:role:view",
    "directory:user:view",
];

/// What other default roles hold here: the vendor's real lists are in no document.
const HARMLESS: [&str; 3] = [
    "analytics:conversationAggregate:view",
    "quality:evaluation:view",
    "routing:queue:view",
];

/// How long a client's tokens last unless somebody says otherwise, in seconds (default of `accessTokenValiditySeconds`).
pub(in crate::rehearsal::world) const TOKEN_SECONDS: u64 = 86_400;

/// A role of the org's own by name: a default one where the catalogue knows it, with its id where that is known.
pub(in crate::rehearsal::world) fn default_role(name: &str, id: String) -> Role {
    let known = own::default_roles(0)
        .into_iter()
        .find(|role| fold_name(&role.name) == fold_name(name) || role.name == "User" && is_user(name));
    let facts = Catalogue::embedded().default_role(name);
    let permissions: &[&str] = if ADMINISTRATOR_ROLES.iter().any(|own| fold_name(own) == fold_name(name)) {
        &ADMINISTRATION
    } else {
        &HARMLESS
    };
    Role {
        id,
        name: name.to_owned(),
        description: facts.map_or_else(
            || "A role that the org had before".to_owned(),
            |facts| format!("Default role {}", facts.name),
        ),
        // Of most default roles the id is in no document; in these invented orgs it is made from the name.
        default_role_id: facts.map(|facts| {
            facts
                .default_role_id
                .map_or_else(|| crate::model::slug(facts.name), str::to_owned)
        }),
        permissions: known.map_or_else(
            || permissions.iter().map(|name| (*name).to_owned()).collect(),
            |role| role.permissions,
        ),
        ..Role::default()
    }
}

/// Whether a name is an older one of the default role `User`.
fn is_user(name: &str) -> bool {
    ["purecloud user", "engage user"].contains(&fold_name(name).as_str())
}

/// Adds everything that no plan speaks of.
pub(super) fn add(draft: &mut Draft<'_>, seed: u64) {
    let seed = draft.seed(seed);
    let employee = ensured(draft, "employee", seed);
    ensured(draft, "User", seed);
    let administrator = unclaimed(draft, &ADMINISTRATOR_ROLES, seed);
    let harmless = unclaimed(draft, &HARMLESS_ROLES, seed);
    let org = &mut draft.org;
    let first = org.users.len();
    let strangers = [
        (State::Active, Some(administrator)),
        (State::Active, Some(administrator)),
        (State::Active, Some(harmless)),
        (State::Active, None),
        (State::Inactive, None),
        (State::Deleted, None),
    ];
    for (number, (state, role)) in strangers.into_iter().enumerate() {
        let at = org.users.len();
        org.users.push(stranger(seed, number as u64, state));
        if state == State::Active {
            org.grant(employee, SubjectRef::User(at), Some(0));
        }
        if let Some(role) = role {
            org.grant(role, SubjectRef::User(at), Some(0));
        }
    }
    let client = |number: u64, name: &str, kind, uris: &[&str], scopes: &[&str]| Client {
        id: uuid(seed, "unplanned client", number),
        secret: own::secret(seed, number),
        name: name.to_owned(),
        description: "In no plan".to_owned(),
        kind,
        redirect_uris: uris.iter().map(|uri| (*uri).to_owned()).collect(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        state: ClientState::Active,
        token_seconds: TOKEN_SECONDS,
        created_by: Some(first),
    };
    org.clients.push(client(
        0,
        "Lobby display",
        GrantKind::Code,
        &["https://display.rehearsal.example/callback"],
        &["routing:readonly"],
    ));
    org.clients
        .push(client(1, "Data warehouse feed", GrantKind::ClientCredentials, &[], &[]));
    let feed = org.clients.len() - 1;
    org.grant(harmless, SubjectRef::Client(feed), Some(0));
    org.authorizations.push(Authorization {
        client: uuid(seed, "foreign client", 0),
        state: AuthorizationState::Authorized,
        pending: false,
        scopes: vec!["presence:readonly".to_owned()],
        roles: Vec::new(),
        by: Some(first),
    });
    org.integrations.push(Integration {
        id: uuid(seed, "integration", 0),
        name: "Knowledge panel".to_owned(),
        kind: "embedded-client-app".to_owned(),
        enabled: true,
    });
}

/// Somebody of whom no plan speaks.
pub(in crate::rehearsal::world) fn stranger(seed: u64, number: u64, state: State) -> User {
    let (name, address) = person(seed, 1_000_000 + number);
    let email = address.replace("@rehearsal.example", "@unplanned.example");
    User {
        id: uuid(seed, "unplanned user", number),
        name,
        username: email.clone(),
        email,
        state,
        division: 0,
        title: None,
        last_login: (state == State::Active).then(|| "2026-11-19T07:30:00.000Z".to_owned()),
    }
}

/// A default role that no plan claims, by the first of some names that is free.
fn unclaimed(draft: &mut Draft<'_>, names: &[&'static str], seed: u64) -> usize {
    let is_free = |name: &&&str| {
        !draft
            .org
            .roles
            .iter()
            .any(|role| fold_name(&role.name) == fold_name(name))
    };
    // A plan that claims all of them leaves one that no person of an org holds by itself.
    let name = names.iter().find(is_free).copied().unwrap_or("Trusted External User");
    push_default(draft, name, seed)
}

/// A default role that every org has, whether the plan knows it or not.
fn ensured(draft: &mut Draft<'_>, name: &str, seed: u64) -> usize {
    let there = draft
        .org
        .roles
        .iter()
        .position(|role| fold_name(&role.name) == fold_name(name));
    there.unwrap_or_else(|| push_default(draft, name, seed))
}

/// Adds a default role.
fn push_default(draft: &mut Draft<'_>, name: &str, seed: u64) -> usize {
    let id = uuid(seed, "unplanned role", mixed(0, name, 0));
    draft.org.roles.push(default_role(name, id));
    draft.org.roles.len() - 1
}
