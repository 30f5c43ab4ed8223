//! Applications of a plan: clients in their owner's org, approvals and trustees in the others.

use super::{Draft, FromPlanError};
use crate::model::Divisions;
use crate::plan::applications::vendor_grant;
use crate::plan::model::{ApplicationPlan, RoleHalf};
use crate::rehearsal::world::ids::{mixed, uuid};
use crate::rehearsal::world::org::{
    Authorization, AuthorizationState, Client, ClientState, GrantKind, Org, Person, SubjectRef, Trustee, Trustor,
};
use crate::rehearsal::world::own;

use super::noise::TOKEN_SECONDS;

/// Adds clients, approvals, trustees, and what clients hold.
pub(super) fn add(drafts: &mut [Draft<'_>], seed: u64) -> Result<(), FromPlanError> {
    for at in 0..drafts.len() {
        let tenant = drafts[at].tenant;
        for application in tenant.applications.iter().filter(|one| !one.client_id.is_empty()) {
            let kind = kind(application)?;
            let owner = owner(drafts, application);
            if let Some(owner) = owner {
                let client = register(&mut drafts[owner].org, application, kind, seed);
                if owner == at && kind == GrantKind::ClientCredentials {
                    grant(&mut drafts[at], application, client)?;
                }
            }
            if application.approval.needed {
                approve(&mut drafts[at].org, application);
            }
            if application.reach == "authorized-organization" && owner != Some(at) {
                let own = owner.map(|owner| as_trustee(&drafts[owner].org));
                trust(&mut drafts[at], application, own, seed)?;
                let (id, name) = (drafts[at].org.id.to_string(), drafts[at].org.name.clone());
                if let Some(owner) = owner {
                    let trustors = &mut drafts[owner].org.trustors;
                    if !trustors.iter().any(|one| one.org_id == id) {
                        trustors.push(Trustor {
                            org_id: id,
                            org_name: name,
                            enabled: true,
                        });
                    }
                }
            }
        }
    }
    Ok(())
}

/// How a client gets its tokens.
fn kind(application: &ApplicationPlan) -> Result<GrantKind, FromPlanError> {
    match vendor_grant(&application.grant_type) {
        Some("CODE") => Ok(GrantKind::Code),
        Some("CLIENT-CREDENTIALS") => Ok(GrantKind::ClientCredentials),
        Some("SAML2-BEARER") => Ok(GrantKind::Saml),
        _ => Err(FromPlanError::GrantType {
            application: application.name.clone(),
            grant_type: application.grant_type.clone(),
        }),
    }
}

/// The org in which a client is registered, if it is one of these.
fn owner(drafts: &[Draft<'_>], application: &ApplicationPlan) -> Option<usize> {
    let owner = application.owner.as_deref()?;
    drafts
        .iter()
        .position(|draft| draft.org.id.as_str().eq_ignore_ascii_case(owner))
}

/// The client in its owner's org: made once, with what every tenant needs of it.
fn register(org: &mut Org, application: &ApplicationPlan, kind: GrantKind, seed: u64) -> usize {
    let at = org.clients.iter().position(|one| one.id == application.client_id);
    let at = at.unwrap_or_else(|| {
        org.clients.push(Client {
            id: application.client_id.clone(),
            secret: own::secret(seed, mixed(0, &application.client_id, 0)),
            name: application.name.clone(),
            description: "Carried over from Zendesk".to_owned(),
            kind,
            redirect_uris: Vec::new(),
            scopes: Vec::new(),
            state: ClientState::Active,
            token_seconds: TOKEN_SECONDS,
            created_by: administrator(org),
        });
        org.clients.len() - 1
    });
    let client = &mut org.clients[at];
    for uri in &application.redirect_uris {
        if !client.redirect_uris.contains(uri) {
            client.redirect_uris.push(uri.clone());
        }
    }
    client.scopes.extend(scopes(application));
    client.scopes.sort();
    client.scopes.dedup();
    at
}

/// The scopes of a client and of its approval: those that it needs, and those that serve a person signing in.
fn scopes(application: &ApplicationPlan) -> impl Iterator<Item = String> {
    let least = application.scopes.iter().map(|one| one.scope.clone());
    least.chain(application.recommended_scopes.iter().cloned())
}

/// Somebody who may make clients and approve them: the first of those whom no plan speaks of.
fn administrator(org: &Org) -> Option<usize> {
    org.users
        .iter()
        .position(|user| user.email.ends_with("@unplanned.example"))
}

/// What a client holds itself.
fn grant(draft: &mut Draft<'_>, application: &ApplicationPlan, client: usize) -> Result<(), FromPlanError> {
    let what = || format!("application `{}`", application.name);
    let places = if application.divisions.iter().any(|key| key == "all") {
        Some(Divisions::All)
    } else {
        Divisions::from_keys(application.divisions.clone())
    };
    // Without a division nothing can be granted; the plan has told so already.
    let Some(places) = places else { return Ok(()) };
    for role in &application.roles {
        draft.grant(&what, role, &places, SubjectRef::Client(client))?;
    }
    Ok(())
}

/// The approval of a client that is registered elsewhere.
fn approve(org: &mut Org, application: &ApplicationPlan) {
    let by = administrator(org);
    let mut scopes: Vec<String> = scopes(application).chain(application.approval.scopes.clone()).collect();
    scopes.sort();
    scopes.dedup();
    org.authorizations.push(Authorization {
        client: application.client_id.clone(),
        state: AuthorizationState::Authorized,
        pending: false,
        scopes,
        roles: Vec::new(),
        by,
    });
}

/// An org of this world as others see it that let its people in: one of its administrators comes.
fn as_trustee(org: &Org) -> (String, Option<Person>) {
    let person = administrator(org).map(|at| Person {
        id: org.users[at].id.clone(),
        name: org.users[at].name.clone(),
        email: org.users[at].email.clone(),
    });
    (org.name.clone(), person)
}

/// The client's org as a trustee, with one person who holds what the application's people need, in all divisions, as
/// roles of trustees do. Of an owner that the plan does not name nothing can be made.
fn trust(
    draft: &mut Draft<'_>,
    application: &ApplicationPlan,
    own: Option<(String, Option<Person>)>,
    seed: u64,
) -> Result<(), FromPlanError> {
    let Some(owner) = &application.owner else { return Ok(()) };
    let what = || format!("application `{}`", application.name);
    let known = draft.org.trustees.iter().position(|one| one.org_id == *owner);
    let at = known.unwrap_or_else(|| {
        let (name, person) = own.unwrap_or_else(|| ("application-owner".to_owned(), None));
        let person = person.unwrap_or_else(|| Person {
            id: uuid(seed ^ mixed(0, owner, 0), "trustee user", 0),
            name: "Rafaela Conti".to_owned(),
            email: "rafaela@partner.example".to_owned(),
        });
        draft.org.trustees.push(Trustee {
            org_id: owner.clone(),
            org_name: name,
            enabled: true,
            full_access: false,
            expires: Some("2027-06-30T00:00:00Z".to_owned()),
            users: vec![person],
            groups: Vec::new(),
        });
        draft.org.trustees.len() - 1
    });
    for name in &application.roles {
        let planned = draft.tenant.roles.iter().find(|role| role.name == *name);
        // A default role is everybody's already, and no trustee needs it for an application's sake.
        if planned.is_some_and(|role| role.half == RoleHalf::Base) {
            continue;
        }
        let role = draft.role(&what, name)?;
        draft.org.grant(role, SubjectRef::TrusteeUser(at, 0), None);
    }
    Ok(())
}
