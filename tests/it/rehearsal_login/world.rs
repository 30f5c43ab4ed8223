//! Three orgs in two regions, with every kind of client and person that the login host tells apart.

use zd2gc::catalogue::Catalogue;
use zd2gc::rehearsal::world::{
    Authorization, AuthorizationState, Client, ClientState, Division, GrantKind, Group, Org, Person, Role,
    RoleSettings, State, SubjectRef, Trustee, User, World,
};
use zd2gc::rehearsal::{Behaviour, Rehearsal};

/// Where a client of the tests wants codes.
pub(crate) const CALLBACK: &str = "http://127.0.0.1:8787/callback";

/// The org `acme`: the customer's.
pub(crate) const ACME: &str = "00000000-0000-4000-8000-00000000000a";
/// The org `partner`, in the same region, whose clients are foreign to `acme`.
pub(crate) const PARTNER: &str = "00000000-0000-4000-8000-00000000000b";
/// The org `acme-us`, in another region.
pub(crate) const ACME_US: &str = "00000000-0000-4000-8000-00000000000c";

pub(crate) fn rehearsal() -> Rehearsal {
    Rehearsal::new(world(), Behaviour::default())
}

pub(crate) fn world() -> World {
    World {
        orgs: vec![acme(), partner(), acme_us()],
        ..World::default()
    }
}

fn org(id: &str, name: &str, region: &str) -> Org {
    let machine = |at: u64, name: &str| Client {
        kind: GrantKind::ClientCredentials,
        redirect_uris: Vec::new(),
        scopes: Vec::new(),
        ..client(&format!("{id}-own-{at}"), name, &[])
    };
    let mut org = Org {
        id: id.parse().unwrap(),
        name: name.to_owned(),
        region: Catalogue::embedded().region(region).unwrap(),
        divisions: vec![Division {
            id: format!("{id}-home"),
            name: "Home".to_owned(),
        }],
        roles: vec![
            role(id, "Administrator", &["oauth:client:authorize"]),
            role(id, "Agent", &["routing:queue:view"]),
            role(id, "Lead", &["analytics:conversationDetail:view"]),
        ],
        users: Vec::new(),
        groups: Vec::new(),
        clients: vec![machine(0, "zd2gc"), machine(1, "zd2gc limited")],
        grants: Vec::new(),
        authorizations: Vec::new(),
        trustees: Vec::new(),
        trustors: Vec::new(),
        policies: Vec::new(),
        integrations: Vec::new(),
        products: Vec::new(),
        settings: RoleSettings::default(),
        division_limit: 50,
    };
    org.grant(0, SubjectRef::Client(0), None);
    org.grant(1, SubjectRef::Client(1), Some(0));
    org
}

fn role(org: &str, name: &str, permissions: &[&str]) -> Role {
    Role {
        id: format!("{org}-{name}"),
        name: name.to_owned(),
        permissions: permissions.iter().map(|name| (*name).to_owned()).collect(),
        ..Role::default()
    }
}

/// A client of the code grant.
fn client(id: &str, name: &str, scopes: &[&str]) -> Client {
    Client {
        id: id.to_owned(),
        secret: format!("secret-of-{id}"),
        name: name.to_owned(),
        description: String::new(),
        kind: GrantKind::Code,
        redirect_uris: vec![CALLBACK.to_owned(), "https://app.example/cb?from=genesys".to_owned()],
        scopes: scopes.iter().map(|name| (*name).to_owned()).collect(),
        state: ClientState::Active,
        token_seconds: 86_400,
        created_by: None,
    }
}

/// A person whose id is their name.
fn user(name: &str, email: &str) -> User {
    User {
        id: format!("user-{name}"),
        name: name.to_owned(),
        username: email.to_owned(),
        email: email.to_owned(),
        ..User::default()
    }
}

fn acme() -> Org {
    let mut org = org(ACME, "acme", "eu-central-1");
    org.users = vec![
        user("Ada", "ada@acme.example"),
        user("Ben", "ben@acme.example"),
        User {
            state: State::Inactive,
            ..user("Ina", "ina@acme.example")
        },
        user("Sam", "sam@both.example"),
        User {
            name: "<script>alert(1)</script>\u{202e}evil".to_owned(),
            ..user("Mallory", "mallory@acme.example")
        },
    ];
    org.grant(0, SubjectRef::User(0), None);
    org.grant(1, SubjectRef::User(1), Some(0));
    org.clients.extend([
        client("wallboard", "Wallboard", &["users:readonly", "user-basic-info"]),
        client("queues-only", "Queues only", &["routing:readonly"]),
        Client {
            kind: GrantKind::Token,
            ..client("kiosk", "Kiosk", &["users:readonly"])
        },
        Client {
            state: ClientState::Inactive,
            ..client("retired", "Retired", &["users:readonly"])
        },
        Client {
            kind: GrantKind::ClientCredentials,
            ..client("roleless", "Roleless", &[])
        },
        Client {
            kind: GrantKind::ClientCredentials,
            token_seconds: 300,
            ..client("short", "Short", &[])
        },
    ]);
    let short = org.clients.len() - 1;
    org.grant(1, SubjectRef::Client(short), Some(0));
    let approved = |client: &str, state, roles: &[&str]| Authorization {
        client: client.to_owned(),
        state,
        pending: false,
        scopes: vec!["user-basic-info".to_owned(), "users:readonly".to_owned()],
        roles: roles.iter().map(|name| format!("{ACME}-{name}")).collect(),
        by: Some(0),
    };
    org.authorizations = vec![
        approved("approved", AuthorizationState::Authorized, &[]),
        approved("for-agents", AuthorizationState::Authorized, &["Agent", "Lead"]),
        approved("revoked", AuthorizationState::Revoked, &[]),
    ];
    org.trustees = vec![Trustee {
        org_id: PARTNER.to_owned(),
        org_name: "partner".to_owned(),
        enabled: true,
        full_access: false,
        expires: Some("2026-11-20T09:00:00Z".to_owned()),
        users: vec![Person {
            id: "user-Paula".to_owned(),
            name: "Paula".to_owned(),
            email: "paula@partner.example".to_owned(),
        }],
        groups: vec![Person {
            id: "group-Consultants".to_owned(),
            name: "Consultants".to_owned(),
            email: String::new(),
        }],
    }];
    org.grant(1, SubjectRef::TrusteeUser(0, 0), None);
    org
}

fn partner() -> Org {
    let mut org = org(PARTNER, "partner", "eu-central-1");
    org.users = vec![
        user("Paula", "paula@partner.example"),
        user("Sam P", "sam@both.example"),
        user("Gus", "gus@partner.example"),
        user("Nils", "nils@partner.example"),
    ];
    org.groups = vec![Group {
        id: "group-Consultants".to_owned(),
        name: "Consultants".to_owned(),
        members: vec![2],
        ..Group::default()
    }];
    let scopes = ["analytics:readonly", "users:readonly", "user-basic-info"];
    org.clients.extend([
        client("insight", "Insight Suite", &scopes),
        client("approved", "Approved Suite", &scopes),
        client("for-agents", "For agents", &scopes),
        client("revoked", "Revoked", &scopes),
        client("hostile", "<img src=x onerror=alert(1)>\u{202e}\u{200b}\"'&", &scopes),
        client("consulting", "Consulting desk", &["users:readonly", "user-basic-info"]),
    ]);
    org
}

fn acme_us() -> Org {
    let mut org = org(ACME_US, "acme-us", "us-east-1");
    org.users = vec![user("Uma", "uma@acme.example")];
    org.clients.push(client("american", "American", &["users:readonly"]));
    org
}
