//! Two accounts and two orgs before a migration: an invented company that sells travel and outdoor clothes, its small Nordic
//! subsidiary, and the orgs in Europe and America that they are to move to.
//!
//! The first account is the one that `zd2gc demo` reads; the second is on a plan without custom roles, its agents limited by
//! `ticket_restriction`, and two of its people are in the first one too. The orgs are what one finds in life: some of the planned
//! divisions and people are there already and under other names, some of the applications' clients are registered with other
//! details than the tables say, and not everything in them is as it should be. Their files say what.

mod emea;
mod us;

use super::ids::uuid;
use super::org::{Client, ClientState, Division, GrantKind, Org, Role, RoleSettings, State, SubjectRef, User};
use super::own;
use super::{Account, Plan, Tenant, World};
use crate::catalogue::Catalogue;

/// The larger account's pages, by list.
pub const AURORA: &[(&str, &str)] = &[
    ("account_settings", include_str!("aurora/account_settings.json")),
    ("api_tokens", include_str!("aurora/api_tokens.json")),
    ("brand_agents", include_str!("aurora/brand_agents.json")),
    ("brands", include_str!("aurora/brands.json")),
    ("custom_roles", include_str!("aurora/custom_roles.json")),
    ("group_memberships", include_str!("aurora/group_memberships.json")),
    ("groups", include_str!("aurora/groups.json")),
    ("oauth_clients", include_str!("aurora/oauth_clients.json")),
    ("oauth_tokens", include_str!("aurora/oauth_tokens.json")),
    (
        "organization_memberships",
        include_str!("aurora/organization_memberships.json"),
    ),
    ("organizations", include_str!("aurora/organizations.json")),
    ("users", include_str!("aurora/users.json")),
];

/// The smaller account's pages, by list: its plan has no custom roles and no department spaces.
pub const NORDIC: &[(&str, &str)] = &[
    ("account_settings", include_str!("nordic/account_settings.json")),
    ("api_tokens", include_str!("nordic/api_tokens.json")),
    ("brands", include_str!("nordic/brands.json")),
    ("group_memberships", include_str!("nordic/group_memberships.json")),
    ("groups", include_str!("nordic/groups.json")),
    ("oauth_clients", include_str!("nordic/oauth_clients.json")),
    (
        "organization_memberships",
        include_str!("nordic/organization_memberships.json"),
    ),
    ("organizations", include_str!("nordic/organizations.json")),
    ("users", include_str!("nordic/users.json")),
];

/// The tables beside `tenants.yaml`.
const TABLES: [(&str, &str); 3] = [
    ("applications.yaml", include_str!("mappings/applications.yaml")),
    ("overrides.yaml", include_str!("mappings/overrides.yaml")),
    ("people.yaml", include_str!("mappings/people.yaml")),
];

/// Further keys of the European tenant.
const EMEA: &str = "    identity_provider: okta
    divisions:
      by: brand
      rename: {\"Aurora Outlet\": Outlet EMEA}
      organizations: {Northwind Schools: Schools}
";

/// Further keys of the American tenant.
const US: &str = "    divisions:
      by: brand
";

/// Makes the world; the seed decides ids.
pub fn world(seed: u64) -> World {
    let tenant = |name: &str, subdomains: &[&str], org, more: &str| Tenant {
        name: name.to_owned(),
        subdomains: subdomains.iter().map(|name| (*name).to_owned()).collect(),
        org,
        more: more.to_owned(),
    };
    World {
        orgs: vec![emea::org(seed), us::org(seed)],
        accounts: vec![
            account("aurora-demo", Plan::Enterprise, AURORA),
            account("aurora-nordic", Plan::Professional, NORDIC),
        ],
        tenants: vec![
            tenant("emea", &["aurora-demo", "aurora-nordic"], 0, EMEA),
            tenant("us", &["aurora-us"], 1, US),
        ],
        tables: TABLES
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect(),
        ..World::default()
    }
}

/// An account of pages that are built in.
fn account(subdomain: &str, plan: Plan, pages: &[(&str, &str)]) -> Account {
    let subdomain = subdomain.parse().expect("it is written here as a subdomain");
    Account::of_pages(subdomain, plan, pages).expect("the tests of this world read these pages")
}

/// An org in the making.
struct Maker {
    /// What there is of it.
    org: Org,
    /// What its ids depend on.
    seed: u64,
}

impl Maker {
    /// An org with its home division, default roles and the rehearsal's own clients.
    fn new(seed: u64, id: &str, name: &str, region: &str, home: &str) -> Self {
        let seed = seed ^ super::ids::mixed(0, id, 0);
        let mut org = Org {
            id: id.parse().expect("it is written here as a UUID"),
            name: name.to_owned(),
            region: Catalogue::embedded()
                .region(region)
                .expect("the test of this world looks every region up"),
            divisions: Vec::new(),
            roles: own::default_roles(seed),
            users: Vec::new(),
            groups: Vec::new(),
            clients: Vec::new(),
            grants: Vec::new(),
            authorizations: Vec::new(),
            trustees: Vec::new(),
            trustors: Vec::new(),
            policies: Vec::new(),
            integrations: Vec::new(),
            products: own::PRODUCTS.iter().map(|name| (*name).to_owned()).collect(),
            settings: RoleSettings::default(),
            division_limit: 50,
        };
        own::add(&mut org, seed);
        let mut maker = Self { org, seed };
        maker.division(home);
        maker
    }

    /// An id for the next thing of a kind.
    fn id(&self, kind: &str, number: usize) -> String {
        uuid(self.seed, kind, number as u64)
    }

    /// Adds a division.
    fn division(&mut self, name: &str) -> usize {
        let id = self.id("division", self.org.divisions.len());
        self.org.divisions.push(Division {
            id,
            name: name.to_owned(),
        });
        self.org.divisions.len() - 1
    }

    /// Adds a default role that comes beside `employee` and `User`.
    fn default_role(&mut self, name: &str, permissions: &[&str]) -> usize {
        let at = self.role(name, &format!("Default role {name}"), permissions);
        let facts = Catalogue::embedded().default_role(name);
        let id = facts.and_then(|facts| facts.default_role_id);
        // Of most default roles the id is in no document; in these invented orgs it is made from the name.
        self.org.roles[at].default_role_id = Some(id.map_or_else(|| crate::model::slug(name), str::to_owned));
        at
    }

    /// Adds a custom role.
    fn role(&mut self, name: &str, description: &str, permissions: &[&str]) -> usize {
        let id = self.id("role", self.org.roles.len());
        self.org.roles.push(Role {
            id,
            name: name.to_owned(),
            description: description.to_owned(),
            permissions: permissions.iter().map(|name| (*name).to_owned()).collect(),
            ..Role::default()
        });
        self.org.roles.len() - 1
    }

    /// Adds a person who signs in with their address, and gives them `employee` unless they are deleted.
    fn user(&mut self, name: &str, email: &str, state: State, division: usize) -> usize {
        let at = self.org.users.len();
        self.org.users.push(User {
            id: self.id("user", at),
            name: name.to_owned(),
            email: email.to_owned(),
            username: email.to_owned(),
            state,
            division,
            title: None,
            last_login: (state == State::Active).then(|| format!("2026-11-{:02}T07:30:00.000Z", 1 + at % 19)),
        });
        if state != State::Deleted {
            self.org.grant(0, SubjectRef::User(at), Some(0));
        }
        at
    }

    /// Adds an OAuth client, sensible but for what its caller changes.
    fn client(&mut self, id: &str, name: &str, kind: GrantKind, by: usize) -> usize {
        let at = self.org.clients.len();
        self.org.clients.push(Client {
            id: id.to_owned(),
            secret: own::secret(self.seed, at as u64),
            name: name.to_owned(),
            description: String::new(),
            kind,
            redirect_uris: Vec::new(),
            scopes: Vec::new(),
            state: ClientState::Active,
            token_seconds: 86_400,
            created_by: Some(by),
        });
        at
    }

    /// The org, its grants in the order of lists.
    fn done(mut self) -> Org {
        self.org.sort();
        self.org
    }
}

/// Words as texts.
fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[cfg(test)]
mod tests;
