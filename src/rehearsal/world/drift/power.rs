//! Power: who could take the org, who comes in from others, what a policy could deny.

use super::scene::{Scene, Somebody};
use super::{Kind, found, one};
use crate::rehearsal::world::Drift;
use crate::rehearsal::world::org::{OrgPolicy, Person, SubjectRef, Trustee};

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    privileged_holder,
    admin_permission,
    duties,
    trustee_access,
    trustee_full_access,
    trustee_never_expires,
    policy,
];

/// The pair of duties that [`duties`] brings together, as the rules that come with the tool name it.
pub(super) const DUTY: &str = "edits-do-not-call-and-dials";

/// Its two sides.
const SIDES: [&str; 2] = ["outbound:dncList:edit", "outbound:campaign:start"];

/// Gives a person of the plan the default role `admin` with its general permission of that name. Two findings follow and
/// both are true: the grant is not planned, and its holder can do everything.
/// Subject of both: the person. Objects: the role for `grant-extra`, the permission `admin` for `privileged-holder`.
fn privileged_holder(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let people: Vec<Somebody<'_>> = scene.people().collect();
    let person = scene.pick(people)?;
    let role = scene.add_default_role(person.org, "admin")?;
    role.general.push("admin".to_owned());
    let org = scene.org(person.org);
    org.grant(org.roles.len() - 1, SubjectRef::User(person.user), Some(0));
    scene.take(person);
    let email = &person.plan.email;
    Some(vec![
        found("grant-extra", email, "admin"),
        found("privileged-holder", email, "admin"),
    ])
}

/// Puts the general permission `admin` into a planned role that nobody holds: no holder is to be told of, and the rule for this
/// permission says more than that it is extra.
/// Subject: the role. Object: `admin`.
fn admin_permission(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let mut roles = scene.made_roles();
    roles.retain(|(org, at, _)| !scene.is_held(*org, *at));
    let (org, at, plan) = scene.pick(roles)?;
    scene.take_role(org, at).general.push("admin".to_owned());
    one("admin-general-permission", &plan.name, "admin")
}

/// Gives a person of the plan a default role that holds both sides of a pair of duties, where the plan gives them neither. Two
/// findings follow and both are true: the grant is not planned, and what it gives must not meet.
/// Subject of both: the person. Objects: the role for `grant-extra`, the duty rule's id for `separation-of-duties`.
fn duties(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let mut people: Vec<Somebody<'_>> = scene.people().collect();
    people.retain(|one| {
        let roles = &scene.tenant(one.org).roles;
        let held = roles
            .iter()
            .filter(|role| one.plan.grants.iter().any(|grant| grant.role == role.name));
        let mut rights = held.flat_map(|role| {
            let wild = role.wildcards.iter().flat_map(|wildcard| &wildcard.permissions);
            role.permissions.iter().chain(wild)
        });
        // Either side would make another finding of the plan's own; the domain is asked about, which is more than enough.
        rights.all(|right| !right.starts_with("outbound:"))
    });
    let person = scene.pick(people)?;
    let role = scene.add_default_role(person.org, "Outbound Admin")?;
    role.permissions = SIDES.iter().map(|name| (*name).to_owned()).collect();
    let org = scene.org(person.org);
    org.grant(org.roles.len() - 1, SubjectRef::User(person.user), Some(0));
    scene.take(person);
    let email = &person.plan.email;
    Some(vec![
        found("grant-extra", email, "Outbound Admin"),
        found("separation-of-duties", email, DUTY),
    ])
}

/// Lets somebody of another org in, with one role in one division and until a day that is set.
/// Subject: the trustee org's name. Object: `ROLE @ KEY`.
fn trustee_access(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let at = scene.any_org();
    let role = scene.harmless_role(at)?;
    let mut trustee = trustee(scene, "northlight-consulting");
    trustee.users.push(Person {
        id: scene.id("trustee user"),
        name: "Ulla Rehn".to_owned(),
        email: "ulla@northlight.example".to_owned(),
    });
    let org = scene.org(at);
    org.trustees.push(trustee);
    org.grant(role, SubjectRef::TrusteeUser(org.trustees.len() - 1, 0), Some(0));
    let object = format!("{} @ home", org.roles[role].name);
    one("trustee-access", "northlight-consulting", object)
}

/// Lets another org do everything, until a day that is set; nobody of it holds a role besides.
/// Subject: the trustee org's name. Object: empty.
fn trustee_full_access(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let org = scene.any_org();
    let mut trustee = trustee(scene, "everything-integrators");
    trustee.full_access = true;
    scene.org(org).trustees.push(trustee);
    one("trustee-full-access", "everything-integrators", "")
}

/// Trusts another org for ever; nobody of it holds a role.
/// Subject: the trustee org's name. Object: empty.
fn trustee_never_expires(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let org = scene.any_org();
    let mut trustee = trustee(scene, "forgotten-pilot");
    trustee.expires = None;
    scene.org(org).trustees.push(trustee);
    one("trustee-never-expires", "forgotten-pilot", "")
}

/// Makes an access policy, in force, that denies something that a planned role gives.
/// Subject: the policy's name. Object: the permission that it is about.
fn policy(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let mut roles = scene.made_roles();
    roles.retain(|(org, at, plan)| !plan.permissions.is_empty() && scene.is_held(*org, *at));
    let (org, _, plan) = scene.pick(roles)?;
    let permission = scene.pick(plan.permissions.iter().collect())?;
    let id = scene.id("drifted policy");
    scene.org(org).policies.push(OrgPolicy {
        id,
        name: "Office hours only".to_owned(),
        denies: true,
        active: true,
        target: permission.clone(),
    });
    one("policy-may-deny", "Office hours only", permission)
}

/// An org that is trusted until a day that is set, without people.
fn trustee(scene: &mut Scene<'_>, name: &str) -> Trustee {
    Trustee {
        org_id: scene.id("trustee org"),
        org_name: name.to_owned(),
        enabled: true,
        full_access: false,
        expires: Some("2027-06-30T00:00:00Z".to_owned()),
        users: Vec::new(),
        groups: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn both_sides_of_the_duty_exist() {
        for name in SIDES {
            assert!(Catalogue::embedded().has_permission(&name.parse().unwrap()), "{name}");
        }
    }
}
