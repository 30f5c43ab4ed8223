//! Files into tables: rows read, checked, laid over each other, and held against each other.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::check::{self, Names};
use super::defaults::is_shipped;
use super::draw::{Paint, draw};
use super::fault::Fault;
use super::merge::{self, Layered};
use super::rows::{self, Row, Rows};
use super::rules;
use super::source::SourceFile;
use super::tables::{RoleMatch, TableFile, Tables};
use crate::catalogue::Catalogue;
use crate::finding::Findings;
use crate::model::{Permission, Severity};

/// What loading gave.
#[derive(Debug)]
pub struct Loaded {
    /// The tables; `None` when a fault forbids their use.
    pub tables: Option<Tables>,
    /// All faults of all files, by file and place.
    pub faults: Vec<Fault>,
    /// The files that were read, faulty ones included.
    pub files: Vec<TableFile>,
    /// The texts of the files that have faults, by shown name, for carets.
    texts: BTreeMap<String, String>,
}

impl Loaded {
    /// Draws a fault with the lines it points at.
    pub fn draw(&self, fault: &Fault, width: usize, paint: Paint) -> String {
        draw(fault, &|file| self.texts.get(file).cloned(), width, paint)
    }

    /// The faults as findings.
    pub fn findings(&self) -> Findings {
        self.faults.iter().map(Fault::to_finding).collect()
    }

    /// The worst severity.
    pub fn highest(&self) -> Option<Severity> {
        self.faults.iter().map(|fault| fault.severity).max()
    }

    /// Adds faults that were found by holding the tables against something else, and sorts anew.
    pub fn add(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.faults.extend(faults);
        sort(&mut self.faults);
    }
}

fn sort(faults: &mut [Fault]) {
    faults.sort_by(|a, b| a.place.cmp(&b.place).then_with(|| a.rule.name.cmp(b.rule.name)));
}

/// Files in the order of their layers into tables; `faults` holds what reading found.
pub(super) fn compile(
    files: Vec<SourceFile>,
    mut faults: Vec<Fault>,
    live: Option<&dyn Fn(&Permission) -> bool>,
) -> Loaded {
    let mut texts = BTreeMap::new();
    let mut rows = Rows::default();
    let mut listed = Vec::new();
    for file in files {
        listed.push(TableFile {
            file: file.name.clone(),
            sha256: hex(&Sha256::digest(file.text().as_bytes())),
        });
        texts.insert(file.name.clone(), file.text().to_owned());
        rows::read(file, &mut rows, &mut faults);
    }
    let mut names = Names {
        catalogue: Catalogue::embedded(),
        live,
        faults,
    };
    let mut tables = checked(&rows, &mut names);
    tables.files.clone_from(&listed);
    let mut faults = names.faults;
    sort(&mut faults);
    let usable = !faults.iter().any(Fault::is_error);
    // The user's files may yet get faults: rows that no snapshot meets.
    texts.retain(|name, _| {
        !is_shipped(name)
            || faults
                .iter()
                .any(|fault| fault.place.file == *name || fault.also.iter().any(|(place, _)| place.file == *name))
    });
    Loaded {
        tables: usable.then_some(tables),
        faults,
        files: listed,
        texts,
    }
}

fn checked(rows: &Rows, names: &mut Names<'_>) -> Tables {
    let mut tables = Tables::default();
    let mut settings = Vec::new();
    for row in &rows.settings {
        for (checked, place) in check::settings(names, row) {
            let mut layered = Layered::of(row, format!("{}={}", checked.setting, checked.value), checked);
            layered.place = place;
            settings.push(layered);
        }
    }
    let mut lay = merge::Merge::default();
    tables.settings = lay.rows(settings);
    tables.decisions = lay.rows(each(&rows.decisions, |row| {
        let checked = check::decision(names, row);
        Some((format!("decision {}", checked.id), checked))
    }));
    for row in &rows.others_conversations {
        let permissions = check::others_conversations(names, row);
        // The last layer's list counts as a whole.
        tables.others_conversations = permissions;
    }
    tables.base = lay.rows(each(&rows.base, |row| {
        let checked = check::base(names, row);
        Some((format!("base {}", checked.role), checked))
    }));
    tables.system = lay.rows(each(&rows.system, |row| {
        let checked = check::system(names, row);
        Some((format!("system {}", checked.role), checked))
    }));
    let administration = lay.rows(each(&rows.administration, |row| {
        Some(("administration".to_owned(), check::administration(names, row)))
    }));
    tables.administration = administration.into_iter().next_back();
    tables.overrides = lay.rows(each(&rows.overrides, |row| {
        let checked = check::overrides(names, row)?;
        let role = match &checked.role {
            RoleMatch::Id(id) => format!("role_id {id}"),
            RoleMatch::Name(name) => format!("name {name}"),
            RoleMatch::Glob(glob) => format!("name {}", glob.glob().glob()),
        };
        let account = checked.subdomain.as_ref().map_or("*", |subdomain| subdomain.as_str());
        Some((format!("override {account} {role}"), checked))
    }));
    check::shadows(names, &tables.overrides);
    tables.scopes = lay.rows(each(&rows.scopes, |row| {
        let checked = check::scope(names, row);
        Some((format!("scope {}", checked.zendesk), checked))
    }));
    tables.people = lay.rows(each(&rows.people, |row| {
        let checked = check::person(names, row)?;
        Some((format!("person {}", row.raw.who.trim().to_lowercase()), checked))
    }));
    tables.duties = lay.rows(each(&rows.duties, |row| {
        let checked = check::duty(names, row);
        Some((format!("duty {}", checked.id), checked))
    }));
    let levels = each(&rows.levels, |row| {
        let checked = check::level(names, row);
        Some((format!("level {:?}", checked.level), checked))
    });
    tables.privileged = lay.groups(levels);

    let tenants: Vec<_> = pairs(&rows.tenants, |row| check::tenant(names, row));
    tables.tenants = lay.rows(layered(&tenants, |tenant| format!("tenant {}", tenant.name)));
    check::tenants_among_themselves(names, &tenants);
    let applications: Vec<_> = pairs(&rows.applications, |row| check::application(names, row));
    tables.applications = lay.rows(layered(&applications, |application| {
        format!("application {}", application.name)
    }));
    // A tenant with a fault of its own would be missing here, and its applications would be told off for it.
    if tenants.len() == rows.tenants.len() {
        check::applications_among_tenants(names, &applications, &tables.tenants, &tables.scopes);
    }
    decisions(rows, &tables, names);
    for loose in &rows.loose {
        names.loose(loose);
    }
    tables.replaced = lay.replaced;
    tables.replaced.sort();
    names.faults.extend(lay.faults);
    tables
}

/// Rows that wait for a decision that nobody asks.
fn decisions(rows: &Rows, tables: &Tables, names: &mut Names<'_>) {
    let known: Vec<&str> = tables.decisions.iter().map(|decision| decision.id.as_str()).collect();
    let waiting = rows
        .settings
        .iter()
        .filter_map(|row| Some((row.raw.decision.as_deref()?, row.at(&["decision".into()]))))
        .chain(
            rows.administration
                .iter()
                .map(|row| (row.raw.decision.as_str(), row.at(&["decision".into()]))),
        );
    for (id, place) in waiting {
        if !known.contains(&id) {
            names.faults.push(
                Fault::new(
                    &rules::DECISION_UNKNOWN,
                    place,
                    format!("no table has a decision `{id}`"),
                )
                .label("unknown decision")
                .help(super::nearest::did_you_mean(id, &known)),
            );
        }
    }
}

fn each<T, C>(rows: &[Row<T>], mut check: impl FnMut(&Row<T>) -> Option<(String, C)>) -> Vec<Layered<C>> {
    rows.iter()
        .filter_map(|row| check(row).map(|(key, checked)| Layered::of(row, key, checked)))
        .collect()
}

fn pairs<T, C>(rows: &[Row<T>], mut check: impl FnMut(&Row<T>) -> Option<C>) -> Vec<(C, &Row<T>)> {
    rows.iter()
        .filter_map(|row| check(row).map(|checked| (checked, row)))
        .collect()
}

fn layered<T, C: Clone>(pairs: &[(C, &Row<T>)], key: impl Fn(&C) -> String) -> Vec<Layered<C>> {
    pairs
        .iter()
        .map(|(checked, row)| Layered::of(row, key(checked), checked.clone()))
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Texts as if they were the user's files, over the embedded tables.
#[cfg(test)]
pub(super) fn compile_texts(texts: &[(&str, &str)]) -> Loaded {
    let mut files = super::defaults::files();
    files.extend(
        texts
            .iter()
            .map(|(name, text)| SourceFile::new(*name, super::source::Layer::User, text)),
    );
    compile(files, Vec::new(), None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::tables::SystemRoleName;
    use crate::model::{Fidelity, Level};
    use crate::zendesk::model::{asks_for_nothing, known_settings};

    fn defaults() -> Tables {
        compile_texts(&[]).tables.unwrap()
    }

    #[test]
    fn every_setting_and_value_of_zendesk_has_a_default_row_with_a_reason() {
        let tables = defaults();
        for setting in known_settings().values() {
            let key = setting.key.replace('*', "shipment");
            for value in &setting.values {
                if asks_for_nothing(value) {
                    continue;
                }
                let row = tables.setting(&key, value);
                assert!(row.is_some_and(|row| row.reason.len() > 10), "{key}: {value}");
            }
        }
    }

    #[test]
    fn default_settings_give_no_wildcard_and_nothing_of_level_a_unasked() {
        let tables = defaults();
        for row in &tables.settings {
            for pattern in &row.permissions {
                let permission = pattern.exact().expect("no wildcard");
                let level = tables.level(permission);
                assert!(
                    level != Some(Level::A) || row.setting.starts_with("manage_") || row.setting == "group_access",
                    "{}={} gives {permission}",
                    row.setting,
                    row.value
                );
            }
        }
    }

    #[test]
    fn every_system_role_has_a_default_row_and_power_is_kept_apart() {
        let tables = defaults();
        let roles: Vec<_> = tables.system.iter().map(|row| row.role).collect();
        for role in [
            SystemRoleName::Agent,
            SystemRoleName::LegacyAgent,
            SystemRoleName::LightAgent,
            SystemRoleName::ChatAgent,
            SystemRoleName::Contributor,
            SystemRoleName::Admin,
            SystemRoleName::BillingAdmin,
        ] {
            assert!(roles.contains(&role), "{role}");
        }
        let administration = tables.administration.as_ref().unwrap();
        assert!(tables.decision(&administration.decision).is_some());
        assert!(
            administration
                .permissions
                .iter()
                .any(|permission| permission.as_str() == "authorization:grant:add")
        );
    }

    #[test]
    fn a_users_row_counts_and_the_replaced_one_is_listed() {
        let row = "schema: zd2gc/settings/1\nsettings:\n  - {setting: macro_access, value: full, permissions: [], fidelity: none, reason: agreed}\n";
        let tables = compile_texts(&[("mine.yaml", row)]).tables.unwrap();
        let full = tables.setting("macro_access", "full").unwrap();
        assert_eq!((full.fidelity, full.place.line), (Fidelity::None, 3));
        let [replaced] = tables.replaced.as_slice() else {
            panic!("{:?}", tables.replaced)
        };
        assert_eq!(
            (replaced.row.as_str(), replaced.by.as_str()),
            ("macro_access=full", "mine.yaml:3")
        );
        assert!(replaced.replaced.starts_with("default:settings.yaml:"), "{replaced:?}");
    }

    #[test]
    fn a_copy_of_the_defaults_replaces_nothing() {
        let copies: Vec<(&str, &str)> = crate::mapping::defaults::DEFAULTS
            .iter()
            .filter(|shipped| shipped.name != "privileged.yaml")
            .map(|shipped| (shipped.name, shipped.text))
            .collect();
        let loaded = compile_texts(&copies);
        assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
        assert!(loaded.tables.unwrap().replaced.is_empty());
    }

    #[test]
    fn a_level_of_the_users_takes_the_place_of_the_whole_level() {
        let row = "schema: zd2gc/privileged/1\nlevels:\n  - {level: B, permissions: [\"recording:*:delete\"], reason: agreed}\n";
        let tables = compile_texts(&[("mine.yaml", row)]).tables.unwrap();
        let of_level: Vec<_> = tables.privileged.iter().filter(|row| row.level == Level::B).collect();
        assert_eq!(of_level.len(), 1);
        assert!(tables.privileged.iter().any(|row| row.level == Level::A));
    }

    #[test]
    fn a_permission_that_only_a_live_org_has_is_taken_when_the_org_says_so() {
        let row = "schema: zd2gc/settings/1\nsettings:\n  - {setting: macro_access, value: full, permissions: [brand:new:thing], fidelity: exact, reason: agreed}\n";
        let source = || vec![SourceFile::new("mine.yaml", super::super::source::Layer::User, row)];
        let refused = compile(source(), Vec::new(), None);
        assert_eq!(refused.faults[0].rule.name, "permission-not-in-catalogue");
        let live = |permission: &Permission| permission.as_str() == "brand:new:thing";
        assert!(compile(source(), Vec::new(), Some(&live)).faults.is_empty());
    }

    #[test]
    fn overrides_go_by_id_then_name_then_glob_and_the_first_of_equals() {
        let text = "schema: zd2gc/roles/1\noverrides:\n\
            - {match: {name: 'Tier *'}, rename: glob, reason: x}\n\
            - {match: {name: 'T* 2'}, rename: later glob, reason: x}\n\
            - {match: {name: Tier 3}, rename: name, reason: x}\n\
            - {match: {role_id: '5'}, rename: id, reason: x}\n\
            - {match: {subdomain: acme, name: 'Tier 4*'}, rename: account, reason: x}\n\
            - {match: {name: 'Tier 4?'}, rename: never, reason: x}\n";
        let tables = compile_texts(&[("mine.yaml", text)]).tables.unwrap();
        let renamed = |subdomain: &str, id: u64, name: &str| {
            let row = tables.override_for(&subdomain.parse().unwrap(), Some(id), name);
            row.and_then(|at| match &tables.overrides[at].target {
                crate::mapping::tables::Target::Renamed(name) => Some(name.clone()),
                _ => None,
            })
        };
        assert_eq!(renamed("acme", 5, "Tier 3").as_deref(), Some("id"));
        assert_eq!(renamed("acme", 6, "tier 3 ").as_deref(), Some("name"));
        assert_eq!(renamed("acme", 6, "Tier 2").as_deref(), Some("glob"));
        assert_eq!(renamed("acme", 6, "Tier 9").as_deref(), Some("glob"));
        assert_eq!(renamed("acme", 6, "Tier 41").as_deref(), Some("account"));
        assert_eq!(renamed("other", 6, "Tier 41").as_deref(), Some("glob"));
        assert_eq!(renamed("acme", 6, "Staff"), None);
    }
}
