//! Files into tables: rows read, checked, laid over each other, and held against each other.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::check::{self, Names};
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
    texts.retain(|name, _| {
        faults
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
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
