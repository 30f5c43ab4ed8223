//! Licences: what each covers, and which one a role takes.
//!
//! What the vendor's licences cover is said by live orgs only. The rehearsal invents it by domain of permissions, each
//! licence with what the cheaper ones cover, so that roles and definitions agree.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::{Row, Seen, Served};
use crate::catalogue::{Catalogue, PermissionStatus};
use crate::model::Method;
use crate::rehearsal::Answer;
use crate::rehearsal::world::{Org, Role};

/// The operations of this file.
pub(super) const SERVES: &[Row] = &[
    (Method::Get, "/api/v2/license/definitions", definitions),
    (Method::Get, "/api/v2/license/definitions/{licenseId}", definition),
];

/// Licences, the cheapest first, with the domains that each adds; the last covers everything.
const TIERS: [(&str, &[&str]); 3] = [
    (
        "collaborate",
        &["chat", "directory", "groups", "presence", "user", "users"],
    ),
    ("communicate", &["greetings", "sms", "telephony", "video", "voicemail"]),
    ("engage3", &[]),
];

/// Whether a tier covers a permission.
fn covers(tier: usize, permission: &str) -> bool {
    let domain = permission.split(':').next().unwrap_or_default();
    let added = |(_, domains): &(&str, &[&str])| domains.iter().any(|own| own.eq_ignore_ascii_case(domain));
    tier + 1 == TIERS.len() || TIERS[..=tier].iter().any(added)
}

/// Whether the org has a licence to give.
fn is_sold(org: &Org, tier: usize) -> bool {
    org.products.iter().any(|product| product == TIERS[tier].0)
}

/// The licence that a role takes: what the world says, else the cheapest one that covers all that the role holds.
pub(super) fn of<'a>(org: &Org, role: &'a Role) -> Option<&'a str> {
    if let Some(own) = &role.base_license {
        return Some(own);
    }
    let mut held = held(role).peekable();
    held.peek()?;
    let held: Vec<&String> = held.collect();
    (0..TIERS.len())
        .find(|tier| is_sold(org, *tier) && held.iter().all(|permission| covers(*tier, permission)))
        .map(|tier| TIERS[tier].0)
}

/// The permissions of a role, those under a condition included.
fn held(role: &Role) -> impl Iterator<Item = &String> {
    role.permissions
        .iter()
        .chain(role.conditions.iter().map(|condition| &condition.permission))
}

fn definitions(seen: &Seen<'_>) -> Served {
    Ok(Answer::json(200, &all(seen.org)))
}

fn definition(seen: &Seen<'_>) -> Served {
    let found = all(seen.org).into_iter().find(|one| one["id"] == seen.part(0));
    Ok(Answer::json(200, &found.ok_or_else(Refusal::not_found)?))
}

/// Every licence of the org (`LicenseDefinition`): those it bought, and those that its roles name besides.
fn all(org: &Org) -> Vec<Value> {
    let own = (0..TIERS.len()).filter(|tier| is_sold(org, *tier)).map(|tier| {
        let listed = Catalogue::embedded()
            .permissions()
            .filter(|facts| facts.status == PermissionStatus::Api && covers(tier, facts.name.as_str()))
            .map(|facts| facts.name.as_str().to_owned());
        let below: Vec<&str> = (0..tier)
            .filter(|below| is_sold(org, *below))
            .map(|below| TIERS[below].0)
            .collect();
        body(TIERS[tier].0, &listed.collect(), &below)
    });
    let named: BTreeSet<&str> = org
        .roles
        .iter()
        .filter_map(|role| role.base_license.as_deref())
        .collect();
    let named = named
        .into_iter()
        .filter(|id| !(0..TIERS.len()).any(|tier| TIERS[tier].0 == *id && is_sold(org, tier)))
        .map(|id| {
            let roles = org.roles.iter().filter(|role| role.base_license.as_deref() == Some(id));
            body(id, &roles.flat_map(held).cloned().collect(), &[])
        });
    own.chain(named).collect()
}

fn body(id: &str, permissions: &BTreeSet<String>, comprises: &[&str]) -> Value {
    let uri = |id: &str| format!("/api/v2/license/definitions/{id}");
    let comprised: Vec<Value> = comprises
        .iter()
        .map(|id| json!({"id": id, "selfUri": uri(id)}))
        .collect();
    json!({
        "id": id,
        "description": "",
        "permissions": {"ids": permissions},
        "prerequisites": [],
        "comprises": comprised,
        "selfUri": uri(id),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearsal::world::generated::{SMALL, world};

    #[test]
    fn the_licence_of_each_role_covers_it_and_a_cheaper_one_does_not() {
        let world = world(SMALL);
        let org = &world.orgs[0];
        let definitions = all(org);
        let covered = |id: &str| -> BTreeSet<&str> {
            let one = definitions.iter().find(|one| one["id"] == id).unwrap();
            let ids = one["permissions"]["ids"].as_array().unwrap();
            ids.iter().filter_map(Value::as_str).collect()
        };
        let mut seen = BTreeSet::new();
        for role in &org.roles {
            let own = of(org, role).unwrap();
            seen.insert(own);
            let tier = TIERS.iter().position(|(id, _)| *id == own).unwrap();
            for permission in held(role) {
                assert!(covered(own).contains(permission.as_str()), "{own} for {permission}");
            }
            if tier > 0 {
                assert!(held(role).any(|permission| !covered(TIERS[tier - 1].0).contains(permission.as_str())));
            }
        }
        assert!(seen.len() > 1, "only {seen:?}");
    }
}
