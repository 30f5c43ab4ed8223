//! Worlds that strain the API: nearly empty, and full of names that want to be something else.

use zd2gc::rehearsal::World;
use zd2gc::rehearsal::world::generated::{Sizes, world};
use zd2gc::rehearsal::world::{
    Authorization, AuthorizationState, Integration, OrgPolicy, Person, PolicyCondition, Role, SubjectRef, Trustor,
};

/// An org with nothing but its home division, its default roles and the rehearsal's own clients.
pub(crate) fn empty() -> World {
    let mut world = world(Sizes {
        users: 0,
        roles: 0,
        divisions: 0,
        groups: 0,
        clients: 0,
        seed: 7,
    });
    let org = &mut world.orgs[0];
    org.grants
        .retain(|grant| matches!(grant.subject, SubjectRef::Client(_)));
    org.trustees.clear();
    org.trustors.clear();
    org.policies.clear();
    org.integrations.clear();
    org.authorizations.clear();
    org.products.clear();
    world
}

/// An org that has one of everything.
pub(crate) fn full() -> World {
    let mut world = world(Sizes::default());
    let org = &mut world.orgs[0];
    org.trustees[0].groups = vec![Person {
        id: "trusted-group".to_owned(),
        name: "Trusted group".to_owned(),
        email: String::new(),
    }];
    org.trustors = vec![Trustor {
        org_id: "trustor".to_owned(),
        org_name: "a-customer".to_owned(),
        enabled: true,
    }];
    org.policies = vec![OrgPolicy {
        id: "policy".to_owned(),
        name: "Nobody deletes".to_owned(),
        denies: true,
        active: true,
        target: "recording:recording:view".to_owned(),
    }];
    org.integrations = vec![Integration {
        id: "integration".to_owned(),
        name: "An app".to_owned(),
        kind: "embedded-client-app".to_owned(),
        enabled: true,
    }];
    org.authorizations = vec![Authorization {
        client: org.clients[3].id.clone(),
        state: AuthorizationState::Authorized,
        pending: false,
        scopes: vec!["users:readonly".to_owned()],
        roles: vec![org.roles[0].id.clone()],
        by: None,
    }];
    org.roles.push(Role {
        id: "role-under-condition".to_owned(),
        name: "Under a condition".to_owned(),
        permissions: vec!["routing:queue:*".to_owned()],
        conditions: vec![PolicyCondition {
            permission: "recording:recording:view".to_owned(),
            variable: "Conversation.customerParticipants.routing.queue".to_owned(),
            value: "a-queue".to_owned(),
        }],
        general: vec!["admin".to_owned()],
        base_license: Some("a-licence-of-its-own".to_owned()),
        ..Role::default()
    });
    let role = org.roles.len() - 1;
    org.grant(role, SubjectRef::User(0), Some(0));
    org.grant(role, SubjectRef::TrusteeGroup(0, 0), None);
    world
}

/// The same with names that want to break out of whatever they are put in.
pub(crate) fn hostile() -> World {
    let mut world = full();
    let org = &mut world.orgs[0];
    let names = [
        "\u{202e}gnirts\u{0}\u{7}",
        "</script><script>alert(1)</script>",
        "=HYPERLINK(\"http://x.example\")",
        "\"},\"total\":0,{\"",
        "\u{feff}\u{200b}\r\nX-Header: 1",
        "👩‍👩‍👧‍👦 ${jndi:ldap://x} {{7*7}} %00 ../../",
        "",
        "*",
    ];
    let mut at = 0;
    let mut next = || {
        at += 1;
        format!("{}{at}", names[at % names.len()])
    };
    for user in &mut org.users {
        user.name = next();
        user.email = next();
        user.username = next();
        user.title = Some(next());
    }
    org.divisions.iter_mut().for_each(|one| one.name = next());
    for group in &mut org.groups {
        group.name = next();
        group.description = next();
    }
    for role in &mut org.roles {
        role.name = next();
        role.description = next();
    }
    for client in &mut org.clients {
        client.name = next();
        client.description = next();
    }
    org.policies.iter_mut().for_each(|one| one.name = next());
    org.integrations.iter_mut().for_each(|one| one.name = next());
    for trustee in &mut org.trustees {
        trustee.org_name = next();
        trustee.users.iter_mut().for_each(|one| one.name = next());
        trustee.groups.iter_mut().for_each(|one| one.name = next());
    }
    org.trustors.iter_mut().for_each(|one| one.org_name = next());
    world
}
