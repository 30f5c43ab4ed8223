//! How much of some accounts the tables cover, and what is lost even so.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::defaults::is_shipped;
use super::fault::Fault;
use super::rules;
use super::tables::{RoleMatch, Tables, Target};
use super::usage::{AccountUse, HeldRole, PeopleUse};
use crate::finding::Source;
use crate::model::{Fidelity, Place, fold_name};

/// What `map coverage` says.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Coverage {
    /// `zd2gc/coverage/1`.
    pub schema: String,
    /// The accounts, by subdomain.
    pub accounts: Vec<String>,
    /// Each role that someone holds, and each listed role.
    pub roles: Vec<RoleCoverage>,
    /// Each setting with each value that is asked for.
    pub settings: Vec<SettingCoverage>,
    /// People by account.
    pub people: BTreeMap<String, PeopleUse>,
    /// What no row speaks of.
    pub uncovered: Vec<SettingCoverage>,
    /// What is lost in whole or in part.
    pub lost: Vec<SettingCoverage>,
}

impl Coverage {
    /// The schema's name.
    pub const SCHEMA: &'static str = "zd2gc/coverage/1";
}

/// A role, and how much of it is covered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct RoleCoverage {
    /// The account.
    pub subdomain: String,
    /// The role's id; null for system roles.
    pub role_id: Option<u64>,
    /// Its name.
    pub name: String,
    /// How many people hold it.
    pub people: u64,
    /// `translated`, `renamed`, `existing`, `skipped`, or `not-listed`.
    pub becomes: String,
    /// How many settings it asks for.
    pub asks: usize,
    /// How many of them are kept: `exact` or `wider`.
    pub kept: usize,
    /// How many lose something: `narrower`.
    pub narrower: usize,
    /// How many have no counterpart: `none`.
    pub none: usize,
    /// How many no row speaks of.
    pub uncovered: usize,
}

/// A setting with a value, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct SettingCoverage {
    /// The key.
    pub setting: String,
    /// The value.
    pub value: String,
    /// How many people ask for it.
    pub people: u64,
    /// How many roles do.
    pub roles: usize,
    /// How well it is kept; null where no row speaks of it.
    pub fidelity: Option<Fidelity>,
    /// The row.
    pub row: Option<Source>,
    /// The row's reason.
    pub reason: Option<String>,
}

/// Holds accounts against tables.
pub fn coverage(tables: &Tables, accounts: &[AccountUse]) -> Coverage {
    let mut roles = Vec::new();
    let mut asked: BTreeMap<(String, String), (u64, usize)> = BTreeMap::new();
    for account in accounts {
        for (role, people) in roles_of(account) {
            let settings = account.settings_of(&role, tables);
            let name = account.role_name(&role);
            let role_id = match role {
                HeldRole::Custom(id) | HeldRole::NotListed(id) => Some(id),
                HeldRole::System(..) => None,
            };
            let mut row = RoleCoverage {
                subdomain: account.subdomain.to_string(),
                role_id,
                becomes: becomes(tables, account, &role, role_id, &name).to_owned(),
                name,
                people,
                asks: settings.len(),
                kept: 0,
                narrower: 0,
                none: 0,
                uncovered: 0,
            };
            for setting in settings {
                match tables.setting(&setting.setting, &setting.value).map(|row| row.fidelity) {
                    Some(Fidelity::Exact | Fidelity::Wider) => row.kept += 1,
                    Some(Fidelity::Narrower) => row.narrower += 1,
                    Some(Fidelity::None) => row.none += 1,
                    None => row.uncovered += 1,
                }
                let met = asked.entry((setting.setting, setting.value)).or_default();
                met.0 += people;
                met.1 += 1;
            }
            roles.push(row);
        }
    }
    let settings: Vec<SettingCoverage> = asked
        .into_iter()
        .map(|((setting, value), (people, roles))| {
            let row = tables.setting(&setting, &value);
            SettingCoverage {
                fidelity: row.map(|row| row.fidelity),
                row: row.map(|row| Source::from(&row.place)),
                reason: row.map(|row| row.reason.clone()),
                setting,
                value,
                people,
                roles,
            }
        })
        .collect();
    let only = |keep: fn(Option<Fidelity>) -> bool| -> Vec<SettingCoverage> {
        let mut rows: Vec<_> = settings.iter().filter(|row| keep(row.fidelity)).cloned().collect();
        rows.sort_by(|a, b| {
            b.people
                .cmp(&a.people)
                .then_with(|| a.setting.cmp(&b.setting))
                .then_with(|| a.value.cmp(&b.value))
        });
        rows
    };
    Coverage {
        schema: Coverage::SCHEMA.to_owned(),
        accounts: accounts.iter().map(|account| account.subdomain.to_string()).collect(),
        roles,
        people: accounts
            .iter()
            .map(|account| (account.subdomain.to_string(), account.people.clone()))
            .collect(),
        uncovered: only(|fidelity| fidelity.is_none()),
        lost: only(|fidelity| matches!(fidelity, Some(Fidelity::None | Fidelity::Narrower))),
        settings,
    }
}

/// Listed roles, held or not, then the others that someone holds.
fn roles_of(account: &AccountUse) -> BTreeMap<HeldRole, u64> {
    let mut roles = account.held.clone();
    for role in &account.roles {
        // The listed settings of administrators are partial; their people are counted under the system role.
        if !matches!(
            role.kind(),
            crate::zendesk::model::RoleType::Admin | crate::zendesk::model::RoleType::BillingAdmin
        ) {
            roles.entry(HeldRole::Custom(role.id.value)).or_default();
        }
    }
    roles
}

fn becomes(tables: &Tables, account: &AccountUse, role: &HeldRole, id: Option<u64>, name: &str) -> &'static str {
    if matches!(role, HeldRole::NotListed(_)) {
        return "not-listed";
    }
    let overridden = tables.override_for(&account.subdomain, id, name);
    match overridden.map(|at| &tables.overrides[at].target) {
        None | Some(Target::Translated) => "translated",
        Some(Target::Renamed(_)) => "renamed",
        Some(Target::Existing(_)) => "existing",
        Some(Target::Skipped) => "skipped",
    }
}

/// Rows of the user's tables that nothing in the accounts meets.
pub fn unused(tables: &Tables, accounts: &[AccountUse]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut unused = |place: &Place, message: String| {
        faults.push(Fault::new(&rules::ROW_UNUSED, place.clone(), message).label("not used"));
    };
    let asked = coverage(tables, accounts).settings;
    let used: BTreeSet<&Place> = asked
        .iter()
        .filter_map(|setting| tables.setting(&setting.setting, &setting.value))
        .map(|row| &row.place)
        .collect();
    let mut told = BTreeSet::new();
    for row in tables.settings.iter().filter(|row| is_users(&row.place)) {
        if !used.contains(&row.place) && told.insert(&row.place) {
            unused(
                &row.place,
                format!("no role in the snapshots has `{}: {}`", row.setting, row.value),
            );
        }
    }
    for row in tables.overrides.iter().filter(|row| is_users(&row.place)) {
        let meets = accounts.iter().any(|account| {
            let is_account = row.subdomain.as_ref().is_none_or(|own| *own == account.subdomain);
            let held = roles_of(account);
            is_account
                && held.keys().any(|role| {
                    let name = account.role_name(role);
                    match &row.role {
                        RoleMatch::Id(id) => {
                            matches!(role, HeldRole::Custom(own) | HeldRole::NotListed(own) if own == id)
                        }
                        RoleMatch::Name(own) => *own == name,
                        RoleMatch::Glob(glob) => glob.is_match(&name),
                    }
                })
        });
        if !meets {
            let near = match &row.role {
                RoleMatch::Name(name) => {
                    let names: Vec<String> = accounts
                        .iter()
                        .flat_map(|account| roles_of(account).into_keys().map(|role| account.role_name(&role)))
                        .collect();
                    super::nearest::nearest(name, names.iter().map(String::as_str)).map(str::to_owned)
                }
                _ => None,
            };
            let message = match near {
                Some(near) => format!("no role in the snapshots matches the override; one is called `{near}`"),
                None => "no role in the snapshots matches the override".to_owned(),
            };
            unused(&row.place, message);
        }
    }
    for row in tables.people.iter().filter(|row| is_users(&row.place)) {
        if !accounts.iter().any(|account| account.matched.contains(&row.who)) {
            unused(&row.place, "nobody in the snapshots matches the row".to_owned());
        }
    }
    for tenant in tables.tenants.iter().filter(|row| is_users(&row.place)) {
        for subdomain in &tenant.subdomains {
            let meets = accounts.iter().any(|account| {
                account.subdomain.as_str() == subdomain
                    || account.brands.iter().any(|brand| {
                        brand
                            .subdomain
                            .as_deref()
                            .is_some_and(|own| own.eq_ignore_ascii_case(subdomain))
                            || brand
                                .host_mapping
                                .as_deref()
                                .is_some_and(|own| own.eq_ignore_ascii_case(subdomain))
                    })
            });
            if !meets {
                unused(
                    &tenant.place,
                    format!(
                        "no account and no brand in the snapshots has the subdomain `{subdomain}` of `{}`",
                        tenant.name
                    ),
                );
            }
        }
        for name in tenant.rename.keys() {
            let folded = fold_name(name);
            let by_brand = accounts
                .iter()
                .any(|account| account.brands.iter().any(|brand| fold_name(&brand.name) == folded));
            if tenant.divide_by == super::tables::DivisionRule::Brand && !by_brand {
                unused(&tenant.place, format!("no brand in the snapshots is called `{name}`"));
            }
        }
    }
    faults
}

fn is_users(place: &Place) -> bool {
    !is_shipped(&place.file)
}
