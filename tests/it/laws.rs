//! Laws of planning, held against small accounts that are made up anew for every case. They call the library, as a
//! process a case would make ten thousand cases take hours.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use zd2gc::mapping::{Sources, Tables, load};
use zd2gc::plan::explain::explain;
use zd2gc::plan::model::{GrantPlan, PersonPlan, TenantPlan};
use zd2gc::plan::read::{PlanHead, read};
use zd2gc::plan::write::write;
use zd2gc::plan::{AccountInput, Request, SpoolReader, make};
use zd2gc::snapshot::Snapshot;
use zd2gc::zendesk::import::{Import, Watch};
use zd2gc::zendesk::model::{KnownSetting, known_settings};
use zd2gc::zendesk::{Account, People};

use crate::support::{Sandbox, cases};

/// The accounts that go to the tenant.
const ACCOUNTS: [&str; 2] = ["acme", "beta"];
/// What divides it.
const DIVIDE_BY: [&str; 3] = ["none", "brand", "group"];
/// Organizations that the tenant makes divisions for; each account has one of its own.
const ORGANIZATIONS: [&str; 2] = ["Acme's partner", "Beta's partner"];

/// One or two accounts, and what divides the tenant that they go to.
#[derive(Debug, Clone)]
struct World {
    by: usize,
    grant_to: usize,
    accounts: Vec<Lists>,
}

/// The lists of an account, as the API sends them.
type Lists = Vec<(&'static str, Vec<Value>)>;

/// A value of a setting, which settings of custom objects and of reports hold one level deeper.
fn put(configuration: &mut Map<String, Value>, key: &str, value: &str) {
    let (key, rest) = key.split_once('.').map_or((key, None), |(key, rest)| (key, Some(rest)));
    let key = if key == "*" { "shipment" } else { key };
    if let Some(rest) = rest {
        let inner = configuration.entry(key).or_insert_with(|| json!({}));
        if let Some(inner) = inner.as_object_mut() {
            put(inner, rest, value);
        }
        return;
    }
    let value = match value {
        "true" | "false" => json!(value == "true"),
        "*" => json!(17),
        word => json!(word),
    };
    configuration.insert(key.to_owned(), value);
}

fn role() -> impl Strategy<Value = Value> {
    let settings: Vec<&'static KnownSetting> = known_settings().values().collect();
    let one = (select(settings), any::<prop::sample::Index>());
    let kind = prop_oneof![8 => Just(0), 1 => 0..4_u8];
    let access = select(known_settings()["ticket_access"].values.clone());
    let names = &["Tier 1", "Tier 2", "User", "Chat agent", "Zuständig"];
    (select(names), kind, option::weighted(0.9, access), vec(one, 0..12)).prop_map(|(name, kind, access, settings)| {
        let mut configuration = Map::new();
        for (setting, value) in settings.iter().filter(|(setting, _)| setting.key != "ticket_access") {
            put(
                &mut configuration,
                setting.key,
                setting.values[value.index(setting.values.len())],
            );
        }
        if let Some(access) = access {
            put(&mut configuration, "ticket_access", access);
        }
        json!({"name": name, "role_type": kind, "configuration": configuration})
    })
}

/// A person, and as bits what they are a member of.
fn person() -> impl Strategy<Value = (Value, u8)> {
    let role = prop_oneof![8 => Just("agent"), 2 => Just("admin"), 1 => Just("end-user"), 1 => Just("captain")];
    let restriction = select(&[
        None,
        Some("groups"),
        Some("organization"),
        Some("assigned"),
        Some("new"),
    ]);
    let kind = select(&[None, Some(1), Some(2), Some(3), Some(5)]);
    let flags = (
        prop::bool::weighted(0.05),
        prop::bool::weighted(0.95),
        prop::bool::weighted(0.05),
        any::<bool>(),
    );
    let mentioned = (option::weighted(0.8, 0..4_u64), restriction, kind);
    (role, mentioned, flags, any::<u8>()).prop_map(|(role, (custom, restriction, kind), flags, member)| {
        let (suspended, active, shared, moderator) = flags;
        let user = json!({"role": role, "custom_role_id": custom.map(|at| 51 + at), "ticket_restriction": restriction,
            "role_type": if custom.is_some() { None } else { kind }, "suspended": suspended, "active": active,
            "shared": shared, "moderator": moderator, "updated_at": "2026-10-02T00:00:00Z"});
        (user, member)
    })
}

/// The rows of a membership list: who is a member of which of the first few ids.
fn memberships(people: &[(Value, u8)], first: u64, key: &str, bits: std::ops::Range<u32>) -> Vec<Value> {
    let mut rows = Vec::new();
    for (user, (_, member)) in (1_u64..).zip(people) {
        for (target, bit) in (first..).zip(bits.clone()) {
            if member >> bit & 1 == 1 {
                rows.push(json!({"id": 1000 * first + rows.len() as u64, "user_id": user, key: target}));
            }
        }
    }
    rows
}

fn account(which: usize) -> impl Strategy<Value = Lists> {
    let names = select(&["Billing", "Legal", "Home", "Bistro"]);
    let groups = vec((names.clone(), prop::bool::weighted(0.1), any::<Option<bool>>()), 0..4);
    let brands = vec((names, prop::bool::weighted(0.8)), 0..4);
    (vec(role(), 0..4), groups, brands, vec(person(), 0..7)).prop_map(move |(mut roles, groups, brands, people)| {
        for (id, role) in (51_u64..).zip(&mut roles) {
            role["id"] = json!(id);
        }
        let mut users = Vec::new();
        for (id, (user, member)) in (1_u64..).zip(&people) {
            let mut user = user.clone();
            user["id"] = json!(id);
            user["name"] = json!(format!("Person {id}"));
            // The second account's people are the first's from the third on, in capitals.
            let address = format!("p{}@acme.example", id + 2 * which as u64);
            user["email"] = json!(if which == 1 { address.to_uppercase() } else { address });
            user["organization_id"] = json!((member & 0x80 != 0).then_some(41));
            users.push(user);
        }
        let groups = (11_u64..).zip(groups).map(
            |(id, (name, deleted, public))| json!({"id": id, "name": name, "deleted": deleted, "is_public": public}),
        );
        let brands = (31_u64..).zip(brands).map(|(id, (name, active))| {
            let subdomain = format!("{}-{id}", ACCOUNTS[which]);
            json!({"id": id, "name": name, "subdomain": subdomain, "active": active, "default": id == 31})
        });
        vec![
            ("custom_roles", roles),
            ("users", users),
            ("groups", groups.collect()),
            ("group_memberships", memberships(&people, 11, "group_id", 0..3)),
            ("brands", brands.collect()),
            ("brand_agents", memberships(&people, 31, "brand_id", 3..6)),
            (
                "organizations",
                vec![
                    json!({"id": 41, "name": ORGANIZATIONS[which]}),
                    json!({"id": 42, "name": "Other"}),
                ],
            ),
            (
                "organization_memberships",
                memberships(&people, 41, "organization_id", 6..7),
            ),
        ]
    })
}

fn world() -> impl Strategy<Value = World> {
    let first = account(0).prop_map(|lists| vec![lists]);
    let both = (account(0), account(1)).prop_map(|(first, second)| vec![first, second]);
    let accounts = prop_oneof![first, both];
    (0..DIVIDE_BY.len(), 0..2_usize, accounts).prop_map(|(by, grant_to, accounts)| World { by, grant_to, accounts })
}

/// The tables for each way to divide a tenant and to grant, read once.
static TABLES: LazyLock<Vec<Vec<Tables>>> = LazyLock::new(|| {
    let of = |by: &str, grant_to: &str| {
        let sandbox = Sandbox::new();
        sandbox.write(
            "tenants.yaml",
            &format!(
                "schema: zd2gc/tenants/1\ntenants:\n  - name: emea\n    subdomains: [acme, beta]\n    \
                 org_id: 00000000-0000-4000-8000-000000000001\n    org_name: acme-emea\n    region: eu-central-1\n    \
                 grant_to: {grant_to}\n    divisions: {{by: {by}, organizations: {{\"{}\": Partners, \"{}\": Friends}}}}\n",
                ORGANIZATIONS[0], ORGANIZATIONS[1]
            ),
        );
        let sources = Sources {
            folder: Some(sandbox.root()),
            ..Sources::default()
        };
        load(&sources).unwrap().tables.unwrap()
    };
    DIVIDE_BY.map(|by| vec![of(by, "user"), of(by, "group")]).into()
});

/// Nobody watches.
struct Quiet;

impl Watch for Quiet {
    fn file(&self, _: &Path, _: usize, _: usize) {}
}

impl World {
    fn tables(&self) -> &'static Tables {
        &TABLES[self.by][self.grant_to]
    }

    /// Imports the accounts; another seed gives the same content in other files and another order.
    fn import(&self, sandbox: &Sandbox, seed: u64) -> Vec<Snapshot> {
        let mut snapshots = Vec::new();
        for (lists, subdomain) in self.accounts.iter().zip(ACCOUNTS) {
            let from = format!("in-{subdomain}-{seed}");
            for (name, rows) in lists {
                let mut rows: Vec<(u64, &Value)> = rows.iter().map(|row| (mixed(seed, row), row)).collect();
                rows.sort_by_key(|(draw, _)| *draw);
                let pages = 1 + usize::try_from(mixed(seed, name) % 2).unwrap();
                for page in 0..pages {
                    let rows = rows.iter().skip(page).step_by(pages).map(|(_, row)| row);
                    let answer = json!({*name: rows.collect::<Vec<_>>()});
                    sandbox.write(
                        &format!("{from}/{}.json", mixed(seed, (name, page))),
                        &answer.to_string(),
                    );
                }
            }
            let import = Import {
                path: sandbox.path(&from),
                subdomain: subdomain.parse().unwrap(),
                taken_at: Some("2026-10-02T00:00:00Z".parse().unwrap()),
                into: sandbox.path(&format!("snaps-{seed}")),
            };
            snapshots.push(import.run(&Quiet).unwrap().snapshot);
        }
        snapshots
    }
}

/// A number that looks random and depends on these two only.
fn mixed(seed: u64, what: impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, what).hash(&mut hasher);
    hasher.finish()
}

/// The plan of some accounts, as it is written.
fn planned(tables: &Tables, snapshots: &[Snapshot]) -> Vec<u8> {
    let read: Vec<Account> = snapshots
        .iter()
        .map(|snapshot| Account::read(snapshot).unwrap())
        .collect();
    let named = tables.tenants[0].organizations.keys();
    let named: BTreeSet<String> = named.map(|name| zd2gc::model::fold_name(name)).collect();
    let accounts: Vec<_> = read
        .iter()
        .zip(snapshots)
        .map(|(account, snapshot)| AccountInput {
            account,
            organizations: Account::organizations_named(snapshot, &named).unwrap(),
            noticed: Vec::new(),
        })
        .collect();
    let mut people = Vec::new();
    let request = Request {
        tables,
        accounts: &accounts,
        people: &|at| People::open(&snapshots[at]),
        live: &[],
        wave: None,
        as_of: None,
        only: Vec::new(),
        no_new_access: None,
    };
    let made = make(&request, &mut people).unwrap();
    let mut plan = Vec::new();
    write(&made.head, &mut SpoolReader::new(&people[..]), &mut plan).unwrap();
    plan
}

fn understood(plan: &[u8]) -> (PlanHead, Vec<PersonPlan>) {
    let mut people = Vec::new();
    let head = read(plan, &mut |person| people.push(person)).unwrap();
    (head, people)
}

/// What a person may do where: a permission, or a role whose content the org alone knows, and a place of an account.
type Rights = BTreeSet<(String, String)>;

/// What people hold by their grants, by address and by the account that a grant is for.
fn rights(head: &PlanHead, people: &[PersonPlan]) -> BTreeMap<(String, String), Rights> {
    let tenant = &head.tenants[0];
    let mut held: BTreeMap<(String, String), Rights> = BTreeMap::new();
    for person in people {
        for grant in &person.grants {
            let account = grant
                .because
                .subdomain
                .as_ref()
                .unwrap_or(&person.source_role.subdomain);
            let key = (person.email.clone(), account.clone());
            held.entry(key).or_default().extend(of_grant(tenant, grant));
        }
    }
    held
}

/// The permissions of a grant, in every place that its divisions stand for: names differ from plan to plan.
fn of_grant(tenant: &TenantPlan, grant: &GrantPlan) -> Rights {
    let role = tenant.roles.iter().find(|role| role.name == grant.role).unwrap();
    let wild = role.wildcards.iter().flat_map(|wildcard| &wildcard.permissions);
    let mut permissions: Vec<String> = role.permissions.iter().chain(wild).cloned().collect();
    if !role.known {
        permissions.push(format!("all of {}", role.name));
    }
    let places: Vec<String> = match grant.divisions.keys() {
        None => vec!["everywhere".to_owned()],
        Some(keys) => keys.into_iter().flat_map(|key| places(tenant, key)).collect(),
    };
    let in_each = |permission: String| places.iter().map(move |place| (permission.clone(), place.clone()));
    permissions.into_iter().flat_map(in_each).collect()
}

fn places(tenant: &TenantPlan, key: &str) -> Vec<String> {
    let division = tenant.divisions.iter().find(|division| division.key == key).unwrap();
    let mut places: Vec<String> = division.sources.iter().map(|source| format!("{source:?}")).collect();
    if key == "home" {
        places.push(key.to_owned());
    }
    places
}

proptest! {
    #![proptest_config(cases(12, 10))]

    #[test]
    fn the_same_input_in_any_order_gives_the_same_bytes(world in world(), seed in 1..u64::MAX) {
        let sandbox = Sandbox::new();
        let first = planned(world.tables(), &world.import(&sandbox, 0));
        let second = planned(world.tables(), &world.import(&sandbox, seed));
        prop_assert_eq!(String::from_utf8(first), String::from_utf8(second));
    }

    #[test]
    fn a_plan_planned_again_is_the_same_and_every_permission_explains(world in world()) {
        let sandbox = Sandbox::new();
        let snapshots = world.import(&sandbox, 0);
        let plan = planned(world.tables(), &snapshots);
        prop_assert_eq!(&plan, &planned(world.tables(), &snapshots));
        let (head, people) = understood(&plan);
        for role in &head.tenants[0].roles {
            let wild = role.wildcards.iter().flat_map(|wildcard| &wildcard.permissions);
            let permissions: BTreeSet<&String> = role.permissions.iter().chain(wild).collect();
            for source in &role.sources {
                let rows = || source.settings.iter().flat_map(|row| &row.permissions);
                prop_assert_eq!(&permissions, &rows().collect(), "{} through {}", role.name, source.name);
            }
            let explained = explain(&head, &[], &role.name, None);
            prop_assert!(explained.roles.iter().any(|found| found.role == role.name));
            for permission in explained.roles.iter().flat_map(|role| &role.sources).flat_map(|own| &own.permissions) {
                prop_assert!(!permission.because.is_empty(), "{} of {}", permission.permission, role.name);
            }
        }
        for person in &people {
            let explained = explain(&head, std::slice::from_ref(person), &person.email, None);
            let held: BTreeSet<&str> = explained.people[0].holds.iter().map(|held| held.role.as_str()).collect();
            let planned: BTreeSet<&str> =
                person.grants.iter().map(|grant| grant.role.as_str()).chain(person.base.iter().map(String::as_str)).collect();
            prop_assert_eq!(held, planned);
            for held in &explained.people[0].holds {
                for permission in &held.permissions {
                    prop_assert!(!permission.because.is_empty(), "{} of {}", permission.permission, held.role);
                }
            }
        }
    }

    #[test]
    fn a_person_of_two_accounts_gets_what_each_alone_would_give(first in account(0), second in account(1), by in 0..3_usize) {
        let world = World { by, grant_to: 0, accounts: vec![first, second] };
        let sandbox = Sandbox::new();
        let snapshots = world.import(&sandbox, 0);
        let (head, people) = understood(&planned(world.tables(), &snapshots));
        let mut alone = BTreeMap::new();
        let mut base: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for snapshot in &snapshots {
            let (head, people) = understood(&planned(world.tables(), std::slice::from_ref(snapshot)));
            alone.extend(rights(&head, &people));
            for person in people {
                base.entry(person.email).or_default().extend(person.base);
            }
        }
        prop_assert_eq!(rights(&head, &people), alone);
        let emails: BTreeSet<&String> = people.iter().map(|person| &person.email).collect();
        prop_assert_eq!(emails.len(), people.len(), "each person once");
        for person in people {
            prop_assert_eq!(base.remove(&person.email), Some(person.base.into_iter().collect()));
        }
        prop_assert!(base.is_empty());
    }
}
