//! Applications: their clients, what machines hold, and how far orgs have approved them.

use std::collections::BTreeSet;

use super::scene::{Approved, Registered, Scene, revoke};
use super::{Kind, one};
use crate::catalogue::Catalogue;
use crate::model::Divisions;
use crate::plan::model::ApplicationPlan;
use crate::rehearsal::world::Drift;
use crate::rehearsal::world::from_plan::{ADMINISTRATOR_ROLES, stranger};
use crate::rehearsal::world::org::{
    Authorization, AuthorizationState, Client, ClientState, GrantKind, State, SubjectRef,
};
use crate::rehearsal::world::own;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    client_missing,
    client_inactive,
    grant_type,
    redirect_uri,
    scope_missing,
    scope_extra,
    scope_unknown,
    role_missing,
    role_extra,
    division_extra,
    privileged,
    owner_gone,
    long_token,
    implicit,
    approval_missing,
    approval_pending,
    approval_revoked,
    approval_scope_missing,
    approval_scope_extra,
    approval_roles,
];

/// The longest time that the API takes for a client's tokens, in seconds (a client for SCIM, by the vendor's schema).
const LONGEST: u64 = 38_880_000;

/// Registers the client anew, under another id and without what it held: the one that everybody was told of is gone. What
/// it lacks besides follows from that.
/// Subject: the application. Object: the client's id in the plan.
fn client_missing(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_client(|_, _| true)?;
    let id = scene.id("client made anew");
    let org = scene.org(found.org);
    let client = &mut org.clients[found.client];
    client.id = id;
    "Made anew".clone_into(&mut client.name);
    revoke(org, SubjectRef::Client(found.client), |_| true);
    one("client-missing", &found.plan.name, &found.plan.client_id)
}

/// Switches a client off; it keeps everything else.
/// Subject: the application. Object: the client's id.
fn client_inactive(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_client(|_, _| true)?;
    scene.org(found.org).clients[found.client].state = ClientState::Inactive;
    one("client-inactive", &found.plan.name, &found.plan.client_id)
}

/// Changes how a client gets its tokens: never to implicit, of which another rule speaks. What rests on the planned way
/// (scopes, redirect URIs, roles of its own) stays as planned.
/// Subject: the application. Object: the client's id.
fn grant_type(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_client(|_, _| true)?;
    let client = &mut scene.org(found.org).clients[found.client];
    client.kind = match client.kind {
        GrantKind::Code => GrantKind::Saml,
        _ => GrantKind::Code,
    };
    one("client-grant-type-mismatch", &found.plan.name, &found.plan.client_id)
}

/// Registers one more redirect URI, or takes one of several away.
/// Subject: the application. Object: the URI.
fn redirect_uri(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_client(|scene, one| !client(scene, one).redirect_uris.is_empty())?;
    let less = scene.below(2) == 0;
    let uris = &mut scene.org(found.org).clients[found.client].redirect_uris;
    let uri = if less && uris.len() > 1 {
        uris.remove(0)
    } else {
        let uri = "https://old.rehearsal.example/callback".to_owned();
        uris.push(uri.clone());
        uri
    };
    one("client-redirect-uri-mismatch", &found.plan.name, uri)
}

/// Takes one of the least scopes from a client; what serves signing in only is not asked for.
/// Subject: the application. Object: the scope.
fn scope_missing(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_client(|_, one| has_scopes(one.plan))?;
    let scope = scene.pick(found.plan.scopes.iter().map(|one| &one.scope).collect())?;
    scene.org(found.org).clients[found.client]
        .scopes
        .retain(|own| own != scope);
    one("client-scope-missing", &found.plan.name, scope)
}

/// Gives a client one scope more, which exists and opens nothing that writes.
/// Subject: the application. Object: the scope.
fn scope_extra(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_client(|_, one| has_scopes(one.plan))?;
    let scope = other_scope(scene, &client(scene, &found).scopes.clone())?;
    scene.org(found.org).clients[found.client].scopes.push(scope.to_owned());
    one("client-scope-extra", &found.plan.name, scope)
}

/// Gives a client a scope that does not exist: it is unknown, and therefore not called extra.
/// Subject: the application. Object: the scope.
fn scope_unknown(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_client(|_, one| has_scopes(one.plan))?;
    let scope = "tickets:readonly";
    scene.org(found.org).clients[found.client].scopes.push(scope.to_owned());
    one("client-scope-unknown", &found.plan.name, scope)
}

/// Takes one of its roles from a client, everywhere.
/// Subject: the application. Object: the role.
fn role_missing(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_client(|scene, one| holds(scene, one))?;
    let name = scene.pick(found.plan.roles.iter().collect())?;
    let role = scene.role(found.org, name)?;
    revoke(scene.org(found.org), SubjectRef::Client(found.client), |grant| {
        grant.role == role
    });
    one("client-role-missing", &found.plan.name, name)
}

/// Gives a client a default role that holds nothing privileged, at home.
/// Subject: the application. Object: the role.
fn role_extra(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_client(|scene, one| holds(scene, one) && scene.harmless_role(one.org).is_some())?;
    let role = scene.harmless_role(found.org)?;
    let org = scene.org(found.org);
    org.grant(role, SubjectRef::Client(found.client), Some(0));
    let name = org.roles[role].name.clone();
    one("client-role-extra", &found.plan.name, name)
}

/// Gives a client one of its roles in one division more.
/// Subject: the application. Object: `ROLE @ KEY`, or `ROLE @ NAME` of a division that the plan does not have.
fn division_extra(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_client(|scene, one| {
        let all = one.plan.divisions.iter().any(|key| key == "all");
        holds(scene, one) && !all
    })?;
    let name = scene.pick(found.plan.roles.iter().collect())?;
    let role = scene.role(found.org, name)?;
    let keys: BTreeSet<&str> = found.plan.divisions.iter().map(String::as_str).collect();
    let (division, place) = scene.division_beside(found.org, &keys);
    scene
        .org(found.org)
        .grant(role, SubjectRef::Client(found.client), Some(division));
    one("client-division-extra", &found.plan.name, format!("{name} @ {place}"))
}

/// Lets a client that no plan knows grant roles: of a client that the plan knows a role too many would be told besides.
/// Subject: `client:NAME`. Object: the one privileged permission.
fn privileged(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let org = scene.any_org();
    let planned: BTreeSet<&str> = scene.tenant(org).roles.iter().map(|role| role.name.as_str()).collect();
    let roles = &scene.org(org).roles;
    let role = roles
        .iter()
        .position(|role| ADMINISTRATOR_ROLES.contains(&role.name.as_str()) && !planned.contains(role.name.as_str()))?;
    let client = unplanned(scene, org, "Provisioning job", GrantKind::ClientCredentials);
    let org = scene.org(org);
    org.grant(role, SubjectRef::Client(client), Some(0));
    one(
        "client-privileged",
        "client:Provisioning job",
        "authorization:grant:add",
    )
}

/// Has a client made by somebody who is switched off, holds nothing, and is in no plan.
/// Subject: the application, or `client:NAME`. Object: the maker's e-mail.
fn owner_gone(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let (org, client) = any_client(scene)?;
    let number = 3_000 + scene.below(1_000) as u64;
    let name = scene.client_name(org, client);
    let own = scene.org(org);
    let user = stranger(number, number, State::Inactive);
    let email = user.email.clone();
    own.users.push(user);
    own.clients[client].created_by = Some(own.users.len() - 1);
    one("client-owner-gone", name, email)
}

/// Lets a client's tokens live as long as the API takes.
/// Subject: the application, or `client:NAME`. Object: the client's id.
fn long_token(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let (org, client) = any_client(scene)?;
    let name = scene.client_name(org, client);
    let own = &mut scene.org(org).clients[client];
    own.token_seconds = LONGEST;
    let id = own.id.clone();
    one("client-long-token", name, id)
}

/// Registers a client for the implicit grant: one that no plan knows, as of a planned one the grant type would be wrong besides.
/// Subject: `client:NAME`. Object: the client's id.
fn implicit(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let org = scene.any_org();
    let client = unplanned(scene, org, "Old softphone", GrantKind::Token);
    let own = &mut scene.org(org).clients[client];
    own.redirect_uris = vec!["https://softphone.rehearsal.example/callback".to_owned()];
    own.scopes = vec!["conversations:readonly".to_owned()];
    let id = own.id.clone();
    one("implicit-grant-client", "client:Old softphone", id)
}

/// Has nobody approve a client. Another approval in the org is somebody else's, so that the list can be seen to be whole.
/// Subject: the application. Object: the client's id.
fn approval_missing(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_approval(|_, _| true)?;
    scene.org(found.org).authorizations.remove(found.at);
    one("authorization-missing", &found.plan.name, &found.plan.client_id)
}

/// Has a client wait for its approval.
/// Subject: the application. Object: the client's id.
fn approval_pending(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_approval(|_, _| true)?;
    let approval = approval(scene, &found);
    approval.state = AuthorizationState::Requested;
    approval.pending = true;
    one("authorization-pending", &found.plan.name, &found.plan.client_id)
}

/// Takes an approval back.
/// Subject: the application. Object: the client's id.
fn approval_revoked(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_approval(|_, _| true)?;
    approval(scene, &found).state = AuthorizationState::Revoked;
    one("authorization-revoked", &found.plan.name, &found.plan.client_id)
}

/// Approves a client for one of the least scopes less.
/// Subject: the application. Object: the scope.
fn approval_scope_missing(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_approval(|_, one| !one.plan.approval.scopes.is_empty())?;
    let scope = scene.pick(found.plan.approval.scopes.iter().collect())?;
    approval(scene, &found).scopes.retain(|own| own != scope);
    one("authorization-scope-missing", &found.plan.name, scope)
}

/// Approves a client for one scope more, which exists.
/// Subject: the application. Object: the scope.
fn approval_scope_extra(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_approval(|_, _| true)?;
    let own = approval(scene, &found).scopes.clone();
    let scope = other_scope(scene, &own)?;
    approval(scene, &found).scopes.push(scope.to_owned());
    one("authorization-scope-extra", &found.plan.name, scope)
}

/// Approves a client for people with certain roles only: all that its people need but one, or another one in its place.
/// Subject: the application. Object: the role that it is not approved for.
fn approval_roles(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let found = scene.take_approval(|scene, one| {
        let roles = &one.plan.roles;
        !roles.is_empty() && roles.iter().all(|name| scene.role(one.org, name).is_some())
    })?;
    let left_out = scene.pick(found.plan.roles.iter().collect())?;
    let mut names: Vec<&str> = found.plan.roles.iter().map(String::as_str).collect();
    names.retain(|name| name != left_out);
    if names.is_empty() {
        names.push("employee");
    }
    let places = names.iter().filter_map(|name| scene.role(found.org, name));
    let ids = places
        .map(|at| scene.world.orgs[found.org].roles[at].id.clone())
        .collect();
    approval(scene, &found).roles = ids;
    one("authorization-roles-limit", &found.plan.name, left_out)
}

/// The client of an application.
fn client<'s>(scene: &'s Scene<'_>, one: &Registered<'_>) -> &'s Client {
    &scene.world.orgs[one.org].clients[one.client]
}

/// The approval of an application's client.
fn approval<'s>(scene: &'s mut Scene<'_>, one: &Approved<'_>) -> &'s mut Authorization {
    &mut scene.world.orgs[one.org].authorizations[one.at]
}

/// Whether people sign in, so that scopes bind the client, and there are some.
fn has_scopes(plan: &ApplicationPlan) -> bool {
    !plan.scopes.is_empty()
}

/// Whether a client is to hold roles itself, in divisions that are as planned.
fn holds(scene: &Scene<'_>, one: &Registered<'_>) -> bool {
    let machine = client(scene, one).kind == GrantKind::ClientCredentials;
    let named = one.plan.divisions.iter().filter(|key| *key != "all").cloned().collect();
    let free = Divisions::from_keys(named).is_none_or(|divisions| scene.places_are_free(one.org, &divisions));
    machine && free && !one.plan.roles.is_empty() && !one.plan.divisions.is_empty()
}

/// A scope that exists, reads only, and is not among some.
fn other_scope(scene: &mut Scene<'_>, own: &[String]) -> Option<&'static str> {
    let scopes = Catalogue::embedded().scopes().iter();
    let harmless = scopes.filter(|scope| scope.access == "readonly" && scope.writes == 0);
    let others = harmless.map(|scope| scope.name).filter(|name| {
        let whole = name.trim_end_matches(":readonly");
        !own.iter().any(|one| one == name || one == whole)
    });
    scene.pick(others.collect())
}

/// Any client but the rehearsal's own, untouched; used up.
fn any_client(scene: &mut Scene<'_>) -> Option<(usize, usize)> {
    use super::scene::Touched;
    let mut all = Vec::new();
    for org in scene.orgs() {
        for (at, client) in scene.world.orgs[org].clients.iter().enumerate().skip(own::CLIENTS) {
            if scene.is_free(&Touched::Client(client.id.clone())) {
                all.push((org, at));
            }
        }
    }
    let (org, at) = scene.pick(all)?;
    let id = scene.org(org).clients[at].id.clone();
    scene.touch(Touched::Client(id));
    Some((org, at))
}

/// Adds a client that is in no plan, sensible but for what its caller changes; used up.
fn unplanned(scene: &mut Scene<'_>, org: usize, name: &str, kind: GrantKind) -> usize {
    let id = scene.id("drifted client");
    scene.touch(super::scene::Touched::Client(id.clone()));
    let maker = scene
        .org(org)
        .users
        .iter()
        .position(|user| user.state == State::Active && user.email.ends_with("@unplanned.example"));
    let clients = &mut scene.org(org).clients;
    clients.push(Client {
        secret: own::secret(crate::rehearsal::world::ids::mixed(0, &id, 0), 0),
        id,
        name: name.to_owned(),
        description: String::new(),
        kind,
        redirect_uris: Vec::new(),
        scopes: Vec::new(),
        state: ClientState::Active,
        token_seconds: 86_400,
        created_by: maker,
    });
    clients.len() - 1
}
