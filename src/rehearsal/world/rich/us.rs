//! `aurora-us`, in Virginia: new, and hardly in use.
//!
//! Worth noticing: none of the planned divisions is there; one planned person only under the name they sign in with, one deleted
//! and invited again; one of the two planned clients is registered, switched off and for the wrong grant; an approval that waits;
//! a trustee that may do everything; new permissions flow into default roles.

use super::{Maker, texts};
use crate::rehearsal::world::ids::uuid;
use crate::rehearsal::world::org::{
    Authorization, AuthorizationState, ClientState, GrantKind, Integration, Org, RoleSettings, State, SubjectRef,
    Trustee,
};

/// Makes the org.
pub(super) fn org(seed: u64) -> Org {
    let mut maker = Maker::new(
        seed,
        "00000000-0000-4000-8000-0000000000a5",
        "aurora-us",
        "us-east-1",
        "New Organization",
    );
    let warehouse = maker.division("Warehouse");
    let administrator = maker.default_role(
        "Master Admin",
        &[
            "authorization:grant:add",
            "authorization:role:edit",
            "oauth:client:authorize",
        ],
    );
    let agent = maker.default_role("Communicate - User", &["conversation:call:add", "directory:user:view"]);

    let mara = maker.user("Mara Lindqvist", "mara@aurora.example", State::Active, 0);
    let tobias = maker.user("Tobias O'Rourke-Ng", "tobias@aurora.example", State::Active, 0);
    let dwayne = maker.user("Dwayne Whitfield", "dwayne@us.aurora.example", State::Active, warehouse);
    let hana = maker.user("Hana Kováčová", "hana.kovacova@us.aurora.example", State::Active, 0);
    "hana@aurora.example".clone_into(&mut maker.org.users[hana].username);
    let before = maker.user("Pipe | Column", "pipe@aurora.example", State::Deleted, 0);
    maker.org.users[before].username = format!("{}-deleted", maker.id("user", before));
    maker.user("Pipe | Column", "pipe@aurora.example", State::Active, 0);

    let org = &mut maker.org;
    org.grant(administrator, SubjectRef::User(mara), Some(0));
    org.grant(administrator, SubjectRef::User(tobias), Some(0));
    org.grant(agent, SubjectRef::User(dwayne), Some(warehouse));
    org.grant(agent, SubjectRef::User(hana), None);

    let export = maker.client(
        "00000000-0000-4000-8000-0000000c0a01",
        "Compliance Export (US)",
        GrantKind::Saml,
        mara,
    );
    let client = &mut maker.org.clients[export];
    client.state = ClientState::Inactive;
    client.redirect_uris = texts(&["https://archive.aurora.example/callback"]);
    client.scopes = texts(&["analytics:readonly", "users:readonly"]);
    let waiting = maker.id("foreign client", 0);
    maker.org.authorizations.push(Authorization {
        client: waiting,
        state: AuthorizationState::Requested,
        pending: true,
        scopes: texts(&["conversations:readonly"]),
        roles: Vec::new(),
        by: Some(dwayne),
    });
    let approved = maker.id("foreign client", 1);
    let roles = vec![maker.org.roles[agent].id.clone()];
    maker.org.authorizations.push(Authorization {
        client: approved,
        state: AuthorizationState::Authorized,
        pending: false,
        scopes: texts(&["presence:readonly"]),
        roles,
        by: Some(mara),
    });
    maker.org.trustees.push(Trustee {
        org_id: uuid(maker.seed, "trustee", 0),
        org_name: "everything-integrators".to_owned(),
        enabled: true,
        full_access: true,
        expires: Some("2026-12-31T00:00:00Z".to_owned()),
        users: Vec::new(),
        groups: Vec::new(),
    });
    maker.org.integrations.push(Integration {
        id: uuid(maker.seed, "integration", 0),
        name: "Freight board".to_owned(),
        kind: "embedded-client-app".to_owned(),
        enabled: false,
    });
    maker.org.settings = RoleSettings {
        backfill: true,
        grants_by_division: true,
    };
    maker.done()
}
