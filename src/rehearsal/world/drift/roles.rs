//! Roles: missing, changed, or in no plan.

use std::collections::BTreeSet;

use super::scene::Scene;
use super::{Kind, one};
use crate::catalogue::Catalogue;
use crate::model::{Pattern, Permission, fold_name};
use crate::plan::model::RolePlan;
use crate::rehearsal::world::Drift;
use crate::rehearsal::world::org::{PolicyCondition, Role};

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    missing,
    permission_missing,
    permission_extra,
    unplanned,
    default_modified,
    condition_extra,
    wildcard,
];

/// Rights without danger, that division grants limit, and that make no pair of duties with any other.
const HARMLESS: [&str; 6] = [
    "analytics:conversationAggregate:view",
    "architect:flow:view",
    "conversation:communication:view",
    "outbound:campaign:view",
    "quality:evaluation:view",
    "routing:queue:view",
];

/// Deletes a role that nobody holds and no application needs, so that no grant is missing with it.
/// Subject: the role. Object: empty.
fn missing(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let mut roles = scene.made_roles();
    roles.retain(|(org, at, plan)| {
        let needed = scene
            .tenant(*org)
            .applications
            .iter()
            .any(|one| one.roles.contains(&plan.name));
        !scene.is_held(*org, *at) && !needed
    });
    let (org, at, plan) = scene.pick(roles)?;
    scene.take_role(org, at);
    let org = scene.org(org);
    org.roles.remove(at);
    for grant in org.grants.iter_mut().filter(|grant| grant.role > at) {
        grant.role -= 1;
    }
    one("role-missing", &plan.name, "")
}

/// Takes one permission out of a role. Who holds the role still holds it, so that it is the role's fault alone.
/// Subject: the role. Object: the permission.
fn permission_missing(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let (org, at, plan) = changeable(scene)?;
    let permission = scene.pick(outright(plan))?;
    let role = scene.take_role(org, at);
    role.permissions.retain(|own| own != permission);
    one("role-permission-missing", &plan.name, permission)
}

/// Gives a role one permission more: one without danger, so that no rule about power has a say.
/// Subject: the role. Object: the permission.
fn permission_extra(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let (org, at, plan) = scene.made_roles_by_chance()?;
    let permission = scene.pick(lacking(plan))?;
    scene.take_role(org, at).permissions.push(permission.to_owned());
    one("role-permission-extra", &plan.name, permission)
}

/// Makes a custom role that no plan has and that nobody holds.
/// Subject: the role. Object: empty.
fn unplanned(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let org = scene.any_org();
    let mut name = "Weekend cover".to_owned();
    while scene
        .org(org)
        .roles
        .iter()
        .any(|role| fold_name(&role.name) == fold_name(&name))
    {
        name.push_str(" 2");
    }
    let id = scene.id("drifted role");
    scene.org(org).roles.push(Role {
        id,
        name: name.clone(),
        description: "For whoever covers the weekend".to_owned(),
        permissions: vec![HARMLESS[0].to_owned(), HARMLESS[5].to_owned()],
        ..Role::default()
    });
    one("role-unplanned", name, "")
}

/// Gives a default role one permission more than the plan saw in it. Only where the plan knows what the org's default roles
/// hold, which takes a snapshot of the org when it was made. Default roles are not the plan's to make: the rule for changed ones
/// speaks, those for planned roles do not.
/// Subject: the role. Object: the permission.
fn default_modified(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let mut roles = scene.roles();
    roles.retain(|(org, at, plan)| {
        let is_default = scene.world.orgs[*org].roles[*at].default_role_id.is_some();
        plan.existing && plan.known && is_default && !lacking(plan).is_empty()
    });
    let (org, at, plan) = scene.pick(roles)?;
    let permission = scene.pick(lacking(plan))?;
    scene.take_role(org, at).permissions.push(permission.to_owned());
    one("default-role-modified", &plan.name, permission)
}

/// Puts a permission of a role under a condition, where the plan wants it outright. It is another permission then, and what
/// is wrong with it is the condition: it is neither missing nor extra besides.
/// Subject: the role. Object: the permission.
fn condition_extra(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let (org, at, plan) = changeable(scene)?;
    let permission = scene.pick(outright(plan))?;
    let role = scene.take_role(org, at);
    role.permissions.retain(|own| own != permission);
    role.conditions.push(PolicyCondition {
        permission: permission.to_owned(),
        variable: "Conversation.customerParticipants.routing.queue".to_owned(),
        value: "00000000-0000-4000-8000-00000000c0de".to_owned(),
    });
    one("condition-extra", &plan.name, permission)
}

/// Gives a role a wildcard for an entity of which it holds every action already: nothing is extra today, and everything to
/// come will be. The rule for wildcards speaks alone.
/// Subject: the role. Object: the wildcard.
fn wildcard(scene: &mut Scene<'_>) -> Option<Vec<Drift>> {
    let mut roles = scene.made_roles();
    roles.retain(|(_, _, plan)| !whole_entities(plan).is_empty());
    let (org, at, plan) = scene.pick(roles)?;
    let pattern = scene.pick(whole_entities(plan))?;
    scene.take_role(org, at).permissions.push(pattern.clone());
    one("wildcard-policy", &plan.name, pattern)
}

impl<'a> Scene<'a> {
    /// One of the roles that the plan makes, to which something can be added.
    fn made_roles_by_chance(&mut self) -> Option<(usize, usize, &'a RolePlan)> {
        let mut roles = self.made_roles();
        roles.retain(|(_, _, plan)| !lacking(plan).is_empty());
        self.pick(roles)
    }
}

/// One of the roles that the plan makes, with a permission of which no wildcard of it speaks.
fn changeable<'a>(scene: &mut Scene<'a>) -> Option<(usize, usize, &'a RolePlan)> {
    let mut roles = scene.made_roles();
    roles.retain(|(_, _, plan)| !outright(plan).is_empty());
    scene.pick(roles)
}

/// The permissions that a role has by themselves only.
fn outright(plan: &RolePlan) -> Vec<&str> {
    let wildcards: BTreeSet<&str> = plan
        .wildcards
        .iter()
        .flat_map(|one| one.permissions.iter().map(String::as_str))
        .collect();
    let own = plan.permissions.iter().map(String::as_str);
    own.filter(|permission| !wildcards.contains(permission)).collect()
}

/// Rights without danger that a role has not.
fn lacking(plan: &RolePlan) -> Vec<&'static str> {
    let has = |name: &str| {
        let wild = plan.wildcards.iter().flat_map(|one| &one.permissions);
        plan.permissions
            .iter()
            .chain(wild)
            .any(|own| own.eq_ignore_ascii_case(name))
    };
    HARMLESS.into_iter().filter(|name| !has(name)).collect()
}

/// Wildcards over actions for which a role, that holds no right of power, has each permission that the catalogue knows.
fn whole_entities(plan: &RolePlan) -> Vec<String> {
    let own: BTreeSet<Permission> = plan.permissions.iter().filter_map(|name| name.parse().ok()).collect();
    let entities: BTreeSet<String> = own
        .iter()
        .filter_map(Permission::parts)
        .map(|(domain, entity, _)| format!("{domain}:{entity}:*"))
        .filter(|pattern| !plan.wildcards.iter().any(|one| one.pattern == *pattern))
        .collect();
    let is_whole = |pattern: &String| {
        let pattern: Option<Pattern> = pattern.parse().ok();
        pattern.is_some_and(|pattern| {
            let mut all = Catalogue::embedded().expand(&pattern).peekable();
            // Of what no API document names, nobody knows how much there is.
            all.peek().is_some() && all.all(|one| own.contains(one))
        })
    };
    entities.into_iter().filter(is_whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_that_is_added_exists_and_is_limited_by_grants() {
        for name in HARMLESS {
            let permission = name.parse().unwrap();
            assert!(Catalogue::embedded().has_permission(&permission), "{name}");
            assert!(crate::rehearsal::world::division_aware(&permission), "{name}");
        }
    }
}
