//! One account and one org of any size, by seed: the same seed and sizes, the same world.

use super::ids::{mixed, uuid};
use super::org::{
    Client, ClientState, Division, GrantKind, Group, Org, Person, Role, RoleSettings, State, SubjectRef, Trustee, User,
};
use super::own;
use super::people::person;
use super::{Account, Tenant, World};
use crate::catalogue::Catalogue;

/// How large.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// People of the org, a tenth of them inactive, a hundredth deleted; as many team members in Zendesk.
    pub users: usize,
    /// Roles, the default ones included.
    pub roles: usize,
    /// Divisions, home included.
    pub divisions: usize,
    /// Groups, of which up to ten hold grants.
    pub groups: usize,
    /// OAuth clients, the rehearsal's own three included.
    pub clients: usize,
    /// What everything depends on.
    pub seed: u64,
}

impl Default for Sizes {
    fn default() -> Self {
        Self {
            users: 100,
            roles: 40,
            divisions: 20,
            groups: 50,
            clients: 20,
            seed: 1,
        }
    }
}

/// The sizes of the small world.
pub const SMALL: Sizes = Sizes {
    users: 12,
    roles: 6,
    divisions: 2,
    groups: 2,
    clients: 5,
    seed: 1,
};

/// Permissions that custom roles of a service organization have, in bundles of what is given together.
const BUNDLES: [&[&str]; 8] = [
    &[
        "conversation:call:pull",
        "conversation:call:add",
        "conversation:communication:view",
    ],
    &["routing:queue:view", "routing:queue:search", "routing:wrapupCode:view"],
    &[
        "responses:library:view",
        "responses:response:view",
        "responses:response:edit",
    ],
    &[
        "analytics:conversationDetail:view",
        "analytics:conversationAggregate:view",
    ],
    &[
        "architect:flow:view",
        "architect:flow:search",
        "architect:datatable:view",
    ],
    &["recording:recording:view", "quality:evaluation:view"],
    &["externalContacts:contact:view", "externalContacts:contact:edit"],
    &["directory:user:view", "directory:group:view", "wfm:agentSchedule:view"],
];

/// Makes a world.
pub fn world(sizes: Sizes) -> World {
    let org = org(sizes);
    let applications = own::applications(&org);
    World {
        orgs: vec![org],
        accounts: vec![Account::generated(
            SUBDOMAIN.parse().expect("it is a subdomain: a test reads it"),
            sizes,
        )],
        tenants: vec![Tenant {
            name: "main".to_owned(),
            subdomains: vec![SUBDOMAIN.to_owned()],
            org: 0,
            more: String::new(),
        }],
        tables: vec![("applications.yaml".to_owned(), applications)],
        ..World::default()
    }
}

/// The subdomain of the generated account.
pub(super) const SUBDOMAIN: &str = "rehearsal";

fn org(sizes: Sizes) -> Org {
    let seed = sizes.seed;
    let region = Catalogue::embedded()
        .region("eu-central-1")
        .expect("the catalogue has it: a test reads all regions");
    let id = uuid(seed, "org", 0).parse().expect("our ids are UUIDs");
    let mut org = Org {
        id,
        name: "rehearsal-emea".to_owned(),
        region,
        divisions: divisions(sizes),
        roles: roles(sizes),
        users: users(sizes),
        groups: groups(sizes),
        clients: Vec::new(),
        grants: Vec::new(),
        authorizations: Vec::new(),
        trustees: vec![Trustee {
            org_id: uuid(seed, "trustee", 0),
            org_name: "partner-consulting".to_owned(),
            enabled: true,
            full_access: false,
            expires: Some("2027-06-30T00:00:00Z".to_owned()),
            users: vec![Person {
                id: uuid(seed, "trustee user", 0),
                name: "Rafaela Conti".to_owned(),
                email: "rafaela@partner.example".to_owned(),
            }],
            groups: Vec::new(),
        }],
        trustors: Vec::new(),
        policies: Vec::new(),
        integrations: Vec::new(),
        products: own::PRODUCTS.iter().map(|name| (*name).to_owned()).collect(),
        settings: RoleSettings::default(),
        division_limit: 50,
    };
    own::add(&mut org, seed);
    clients(&mut org, sizes);
    grants(&mut org, sizes);
    org.sort();
    org
}

fn divisions(sizes: Sizes) -> Vec<Division> {
    (0..sizes.divisions.max(1))
        .map(|at| Division {
            id: uuid(sizes.seed, "division", at as u64),
            name: if at == 0 {
                "Home".to_owned()
            } else {
                format!("Division {at:02}")
            },
        })
        .collect()
}

fn roles(sizes: Sizes) -> Vec<Role> {
    // Two roles are the rehearsal's own; they come with its clients.
    let defaults = own::default_roles(sizes.seed);
    let custom = sizes.roles.saturating_sub(defaults.len() + own::ROLES);
    let custom = (0..custom).map(|at| {
        let draw = mixed(sizes.seed, "role", at as u64);
        let mut permissions: Vec<String> = (0..3)
            .flat_map(|which| {
                let bundle = usize::try_from((draw >> (which * 8)) & 7).unwrap_or(0);
                BUNDLES[bundle].iter().map(|name| (*name).to_owned())
            })
            .collect();
        permissions.sort();
        permissions.dedup();
        Role {
            id: uuid(sizes.seed, "role", at as u64),
            name: format!("Team role {:02}", at + 1),
            description: format!("What team {:02} does", at + 1),
            permissions,
            ..Role::default()
        }
    });
    defaults.into_iter().chain(custom).collect()
}

fn users(sizes: Sizes) -> Vec<User> {
    (0..sizes.users)
        .map(|at| {
            let number = at as u64;
            let (name, email) = person(sizes.seed, number);
            // Spread over the list, as they are in life: every tenth and every hundredth.
            let state = match at % 100 {
                57 => State::Deleted,
                rest if rest % 10 == 3 => State::Inactive,
                _ => State::Active,
            };
            let draw = mixed(sizes.seed, "user", number);
            User {
                id: uuid(sizes.seed, "user", number),
                name,
                username: email.clone(),
                email,
                state,
                division: usize::try_from(draw % sizes.divisions.max(1) as u64).unwrap_or(0),
                title: draw.is_multiple_of(3).then(|| "Agent".to_owned()),
                last_login: (state == State::Active).then(|| format!("2026-11-{:02}T07:30:00.000Z", 1 + draw % 19)),
            }
        })
        .collect()
}

fn groups(sizes: Sizes) -> Vec<Group> {
    (0..sizes.groups)
        .map(|at| {
            // A dozen people near each other, fewer in a small org; who left is in no group.
            let first = usize::try_from(mixed(sizes.seed, "group", at as u64) % sizes.users.max(1) as u64).unwrap_or(0);
            let mut members: Vec<usize> = (first..(first + 12).min(sizes.users))
                .filter(|at| is_active(*at))
                .collect();
            members.sort_unstable();
            Group {
                id: uuid(sizes.seed, "group", at as u64),
                name: format!("Group {:02}", at + 1),
                description: String::new(),
                members,
                state: State::Active,
            }
        })
        .collect()
}

/// Whether a person of [`users`] is in use.
fn is_active(at: usize) -> bool {
    at % 100 != 57 && at % 10 != 3
}

fn clients(org: &mut Org, sizes: Sizes) {
    for at in org.clients.len()..sizes.clients {
        let number = at as u64;
        let machine = at % 2 == 0;
        org.clients.push(Client {
            id: uuid(sizes.seed, "client", number),
            secret: own::secret(sizes.seed, number),
            name: format!("Integration {at:02}"),
            description: String::new(),
            kind: if machine {
                GrantKind::ClientCredentials
            } else {
                GrantKind::Code
            },
            redirect_uris: if machine {
                Vec::new()
            } else {
                vec![format!("https://app{at:02}.rehearsal.example/callback")]
            },
            scopes: if machine {
                Vec::new()
            } else {
                vec![
                    "analytics:readonly".to_owned(),
                    "user-basic-info".to_owned(),
                    "users:readonly".to_owned(),
                ]
            },
            state: ClientState::Active,
            token_seconds: 86_400,
            created_by: Some(0).filter(|_| sizes.users > 0),
        });
    }
}

fn grants(org: &mut Org, sizes: Sizes) {
    let employee = own::role(org, "employee");
    let defaults = own::default_roles(sizes.seed).len();
    let custom: Vec<usize> = (defaults..org.roles.len() - own::ROLES).collect();
    for at in 0..org.users.len() {
        if !is_active(at) {
            continue;
        }
        if let Some(employee) = employee {
            org.grant(employee, SubjectRef::User(at), Some(0));
        }
        // Every twentieth has nothing to do with the migration.
        if custom.is_empty() || at % 20 == 19 {
            continue;
        }
        let draw = mixed(sizes.seed, "grant", at as u64);
        let role = custom[at % custom.len()];
        let divisions = org.divisions.len() as u64;
        for which in 0..=(draw & 1) {
            let division = usize::try_from((draw >> (8 * (which + 1))) % divisions).unwrap_or(0);
            org.grant(role, SubjectRef::User(at), Some(division));
        }
    }
    if custom.is_empty() {
        return;
    }
    for at in 0..org.groups.len().min(10) {
        org.grant(
            custom[at % custom.len()],
            SubjectRef::Group(at),
            Some(at % org.divisions.len()),
        );
    }
    for at in own::CLIENTS..org.clients.len() {
        if org.clients[at].kind == GrantKind::ClientCredentials {
            org.grant(custom[at % custom.len()], SubjectRef::Client(at), Some(0));
        }
    }
    org.grant(custom[0], SubjectRef::TrusteeUser(0, 0), None);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_of_a_role_exists() {
        for name in BUNDLES.iter().copied().flatten() {
            let permission = name.parse().unwrap();
            assert!(Catalogue::embedded().has_permission(&permission), "{name}");
        }
    }

    #[test]
    fn a_tenth_is_inactive_and_a_hundredth_deleted() {
        let sizes = Sizes {
            users: 1_000,
            ..Sizes::default()
        };
        let world = world(sizes);
        let count = |state| world.orgs[0].users.iter().filter(|user| user.state == state).count();
        assert_eq!((count(State::Inactive), count(State::Deleted)), (100, 10));
        let org = &world.orgs[0];
        assert_eq!(org.roles.len(), sizes.roles, "the rehearsal's own are among them");
        assert_eq!((org.divisions.len(), org.groups.len(), org.clients.len()), (20, 50, 20));
        let holding =
            |subject: &SubjectRef| matches!(subject, SubjectRef::User(at) if org.users[*at].state != State::Active);
        assert!(
            !org.grants.iter().any(|grant| holding(&grant.subject)),
            "who left holds nothing"
        );
    }

    #[test]
    fn the_same_seed_makes_the_same_world() {
        let text = |seed| {
            format!(
                "{:?}",
                world(Sizes {
                    seed,
                    ..Sizes::default()
                })
                .orgs
            )
        };
        assert_eq!(text(3), text(3));
        assert_ne!(text(3), text(4));
    }
}
