//! `aurora-emea`, in Frankfurt: in use for a year, for one brand.
//!
//! Worth noticing: a custom role called like a planned one with other rights; people under another address, another case, or
//! switched off; a group that holds grants; both planned clients with other details than the tables say; a role with a
//! condition and one with a wildcard; a trustee for ever; a policy that denies; grants that ignore divisions.

use super::{Maker, texts};
use crate::rehearsal::world::ids::uuid;
use crate::rehearsal::world::org::{
    Authorization, AuthorizationState, GrantKind, Group, Integration, Org, OrgPolicy, Person, PolicyCondition,
    RoleSettings, State, SubjectRef, Trustee,
};

/// Makes the org.
pub(super) fn org(seed: u64) -> Org {
    let mut maker = Maker::new(
        seed,
        "00000000-0000-4000-8000-00000000e0ea",
        "aurora-emea",
        "eu-central-1",
        "Headquarters",
    );
    // The plan's `Aurora Travel` is there, in another case; `Outlet EMEA` and `Schools` are not.
    let travel = maker.division("AURORA Travel");
    // A right-to-left mark before, and markup within: names are whatever somebody typed.
    let hostile = maker.division("\u{202e}<i>Pilot</i>");

    let user = 1;
    let administrator = maker.default_role(
        "Master Admin",
        &[
            "authorization:grant:add",
            "authorization:grant:delete",
            "authorization:role:add",
            "authorization:role:edit",
            "directory:user:add",
            "oauth:client:add",
            "oauth:client:authorize",
        ],
    );
    let everything = maker.default_role("admin", &[]);
    maker.org.roles[everything].general = texts(&["admin"]);
    let supervisor = maker.default_role(
        "Supervisor",
        &[
            "analytics:conversationAggregate:view",
            "analytics:conversationDetail:view",
            "conversation:communication:view",
            "routing:queue:view",
        ],
    );
    let evaluator = maker.default_role(
        "Quality Evaluator",
        &["quality:evaluation:view", "recording:recording:view"],
    );
    // Named like a planned role, and something else.
    let lead = maker.role(
        "Team Lead",
        "Made by hand for the pilot",
        &["routing:queue:view", "wfm:agentSchedule:view"],
    );
    let flows = maker.role("=cmd|' /C calc'!A0", "<script>alert(1)</script>", &["architect:flow:*"]);
    let recordings = maker.role("Recordings of one queue", "For the works council", &[]);
    maker.org.roles[recordings].conditions.push(PolicyCondition {
        permission: "recording:recording:view".to_owned(),
        variable: "Conversation.customerParticipants.routing.queue".to_owned(),
        value: "00000000-0000-4000-8000-00000000a0e1".to_owned(),
    });

    let mara = maker.user("Mara Lindqvist", "mara@aurora.example", State::Active, 0);
    let ines = maker.user("Ines Carvalho", "Ines@Aurora.example", State::Active, travel);
    let zoe = maker.user("Zoë Ångström", "zoe.angstrom@aurora.example", State::Active, travel);
    // Known under an older address: only the name they sign in with is the plan's.
    let noor = maker.user(
        "Noor van den Berg",
        "n.vandenberg@old-aurora.example",
        State::Active,
        travel,
    );
    "noor@aurora.example".clone_into(&mut maker.org.users[noor].username);
    let otto = maker.user("Old-school Otto", "otto@aurora.example", State::Inactive, 0);
    let priya = maker.user("Priya \"Numbers\" Raman", "priya@aurora.example", State::Deleted, 0);
    let aino = maker.user("Aino Korhonen", "aino@aurora-nordic.example", State::Active, 0);
    // In no account.
    let pilot = maker.user("Pim <b>Pilot</b>", "pim@integrator.example", State::Active, hostile);
    let gone = maker.user("Gone Gisela", "gisela@aurora.example", State::Inactive, 0);

    let home = Some(0);
    let at = |user: usize| SubjectRef::User(user);
    let org = &mut maker.org;
    for (role, subject, division) in [
        (administrator, at(mara), home),
        (administrator, at(aino), home),
        (everything, at(mara), None),
        (user, at(ines), home),
        (user, at(zoe), home),
        (user, at(noor), home),
        (lead, at(ines), Some(travel)),
        (supervisor, at(zoe), Some(travel)),
        (recordings, at(noor), Some(travel)),
        (flows, at(pilot), None),
        (supervisor, at(otto), Some(travel)),
        (evaluator, at(priya), home),
    ] {
        org.grant(role, subject, division);
    }
    org.groups.push(Group {
        id: uuid(maker.seed, "group", 0),
        name: "Leads | EMEA".to_owned(),
        description: "Everybody here supervises".to_owned(),
        members: vec![ines, noor],
        state: State::Active,
    });
    org.groups.push(Group {
        id: uuid(maker.seed, "group", 1),
        name: "Canteen".to_owned(),
        description: String::new(),
        members: vec![mara, ines, zoe],
        state: State::Active,
    });
    org.grant(supervisor, SubjectRef::Group(0), Some(travel));
    org.grant(evaluator, SubjectRef::Group(0), home);
    clients(&mut maker, [mara, gone], supervisor, travel);
    others(&mut maker, mara, supervisor);
    maker.done()
}

/// Clients and approvals. Both of the applications' clients are registered here, and neither as planned.
fn clients(maker: &mut Maker, [mara, gone]: [usize; 2], supervisor: usize, travel: usize) {
    // A closing slash counts, `analytics` is more than what was asked for, and its maker has left.
    let export = maker.client(
        "00000000-0000-4000-8000-0000000c0e01",
        "Compliance export",
        GrantKind::Code,
        gone,
    );
    let client = &mut maker.org.clients[export];
    client.redirect_uris = texts(&["https://archive.aurora.example/callback/"]);
    client.scopes = texts(&["analytics", "user-basic-info"]);
    // Holds a role made for people, in a division beside the planned one.
    let night = maker.client(
        "00000000-0000-4000-8000-0000000c0e02",
        "Night report",
        GrantKind::ClientCredentials,
        mara,
    );
    maker.org.grant(supervisor, SubjectRef::Client(night), Some(travel));
    let old = maker.client(&maker.id("client", 0), "Softphone <2019>", GrantKind::Token, gone);
    let client = &mut maker.org.clients[old];
    client.redirect_uris = texts(&["https://softphone.aurora.example/"]);
    client.scopes = texts(&["conversations"]);
    client.token_seconds = 172_800;
    let foreign = maker.id("foreign client", 0);
    maker.org.authorizations.push(Authorization {
        client: foreign,
        state: AuthorizationState::Authorized,
        pending: false,
        scopes: texts(&["presence:readonly", "routing:readonly"]),
        roles: Vec::new(),
        by: Some(mara),
    });
}

/// Orgs that are trusted, a policy, an integration, settings.
fn others(maker: &mut Maker, mara: usize, supervisor: usize) {
    let person = |seed: u64, number: u64, name: &str, email: &str| Person {
        id: uuid(seed, "trustee user", number),
        name: name.to_owned(),
        email: email.to_owned(),
    };
    let seed = maker.seed;
    let org = &mut maker.org;
    org.trustees.push(Trustee {
        org_id: uuid(seed, "trustee", 0),
        org_name: "partner-consulting".to_owned(),
        enabled: true,
        full_access: false,
        expires: Some("2027-06-30T00:00:00Z".to_owned()),
        users: vec![person(seed, 0, "Rafaela Conti", "rafaela@partner.example")],
        groups: Vec::new(),
    });
    org.trustees.push(Trustee {
        org_id: uuid(seed, "trustee", 1),
        org_name: "pilot-integrator".to_owned(),
        enabled: true,
        full_access: false,
        expires: None,
        users: vec![person(seed, 1, "Pim Pilot", "pim@integrator.example")],
        groups: vec![person(seed, 2, "Support desk", "")],
    });
    org.grant(supervisor, SubjectRef::TrusteeUser(0, 0), Some(0));
    org.grant(supervisor, SubjectRef::TrusteeUser(1, 0), None);
    org.grant(supervisor, SubjectRef::TrusteeGroup(1, 0), Some(0));
    org.policies.push(OrgPolicy {
        id: uuid(seed, "policy", 0),
        name: "No recordings after hours".to_owned(),
        denies: true,
        active: true,
        target: "recording:recording:view".to_owned(),
    });
    org.integrations.push(Integration {
        id: uuid(seed, "integration", 0),
        name: "Booking panel".to_owned(),
        kind: "embedded-client-app".to_owned(),
        enabled: true,
    });
    org.settings = RoleSettings {
        backfill: false,
        grants_by_division: false,
    };
    // Who signs in most is who is asked first when something is unclear.
    org.users[mara].title = Some("Head of service".to_owned());
}
