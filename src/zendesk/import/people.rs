//! People of CSV files: turned into users where nothing better was imported, compared with it where something was.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::ImportError;
use super::intake::{ADDRESSES, CSV_ADDRESSES, CSV_IDS, CSV_PEOPLE, Intake};
use crate::finding::{Evidence, Finding, Findings, Tally};
use crate::model::{fold_name, shown};
use crate::zendesk::lists::List;
use crate::zendesk::rules::{GROUP_UNKNOWN_IN_CSV, PERSON_ONLY_IN_CSV, ROLE_UNKNOWN_IN_CSV};

/// Ids by folded name; `None` where two have that name.
pub(super) type Names = BTreeMap<String, Option<u64>>;

/// The people of CSV files that are in no other file.
pub(super) fn only_in_csv(intake: &mut Intake<'_>, all_ids: &mut super::close::Ids) -> Result<Findings, ImportError> {
    let mut only = Tally::<()>::default();
    let mut named = Vec::new();
    let mut add = |shown: &str| {
        if named.len() < 5 {
            named.push(shown.to_owned());
        }
        only.add((), || Evidence::get(List::Users.path(), None));
    };
    let mut rows = intake.sorts.take(CSV_IDS)?;
    while let Some((row, _)) = rows.next_newest()? {
        if !all_ids.has(row.key.first)? {
            add(&row.line);
        }
    }
    let mut known = intake.sorts.take(ADDRESSES)?;
    let mut ahead = known.next()?.map(|record| record.key.text.clone());
    let mut rows = intake.sorts.take(CSV_ADDRESSES)?;
    while let Some((row, _)) = rows.next_newest()? {
        while ahead.as_ref().is_some_and(|address| *address < row.key.text) {
            ahead = known.next()?.map(|record| record.key.text.clone());
        }
        if ahead.as_ref() != Some(&row.key.text) {
            add(&row.line);
        }
    }
    Ok(only
        .into_causes()
        .map(|((), count, _)| {
            let listed = named.iter().map(|name| shown(name)).collect::<Vec<_>>().join(", ");
            Finding::new(
                &PERSON_ONLY_IN_CSV,
                named.first().map_or("", String::as_str),
                "users",
                format!(
                    "{count} people stand in a CSV file and not among the users; they are not in the snapshot: {listed}"
                ),
            )
            .count(count)
            .evidence(Evidence::get(List::Users.path(), None))
        })
        .collect())
}

/// Turns the people of CSV files into users and memberships.
pub(super) fn into_users(
    intake: &mut Intake<'_>,
    roles: Option<&Names>,
    groups: Option<&Names>,
) -> Result<Findings, ImportError> {
    let mut doubts = Doubts::default();
    let mut rows = intake.sorts.take(CSV_PEOPLE)?;
    let mut person: Option<(crate::snapshot::Key, Map<String, Value>)> = None;
    loop {
        let next = rows.next()?.map(|row| (row.key.clone(), row.line.clone()));
        let same = matches!((&person, &next), (Some((key, _)), Some((other, _))) if key == other);
        if !same && let Some((key, fields)) = person.take() {
            add(intake, key, fields, roles, groups, &mut doubts)?;
        }
        let Some((key, line)) = next else {
            break;
        };
        let fields: Map<String, Value> = serde_json::from_str(&line).expect("it was written as an object");
        match &mut person {
            Some((_, known)) => {
                for (field, value) in fields {
                    if known.get(&field).is_none_or(Value::is_null) {
                        known.insert(field, value);
                    }
                }
            }
            None => person = Some((key, fields)),
        }
    }
    Ok(doubts.findings())
}

/// What CSV files leave open.
#[derive(Default)]
struct Doubts {
    role: BTreeMap<String, u64>,
    group: BTreeMap<String, u64>,
}

impl Doubts {
    fn findings(self) -> Findings {
        let evidence = |path| Evidence::get(path, None);
        let mut findings = Findings::default();
        for (role, count) in self.role {
            let message = format!(
                "{} `{}` in a CSV file, which is no role of the import, so nothing is granted.",
                if count == 1 {
                    "1 person has".to_owned()
                } else {
                    format!("{count} people have")
                },
                shown(&role)
            );
            findings.add(
                Finding::new(&ROLE_UNKNOWN_IN_CSV, role, "role", message)
                    .count(count)
                    .evidence(evidence(List::CustomRoles.path())),
            );
        }
        for (group, count) in self.group {
            let message = format!(
                "{count} people are in `{}` by a CSV file, which is no group of the import.",
                shown(&group)
            );
            findings.add(
                Finding::new(&GROUP_UNKNOWN_IN_CSV, format!("group:{group}"), "group", message)
                    .count(count)
                    .evidence(evidence(List::Groups.path())),
            );
        }
        findings
    }
}

fn add(
    intake: &mut Intake<'_>,
    key: crate::snapshot::Key,
    mut person: Map<String, Value>,
    roles: Option<&Names>,
    groups: Option<&Names>,
    doubts: &mut Doubts,
) -> Result<(), ImportError> {
    person.entry("id").or_insert(Value::Null);
    resolve_role(&mut person, roles, doubts);
    let id = person.get("id").and_then(Value::as_u64);
    // The separator between groups is not documented; names that don't resolve are said.
    let named: Vec<String> = person
        .get("groups")
        .and_then(Value::as_str)
        .map(|groups| groups.split(';').map(|name| name.trim().to_owned()).collect())
        .unwrap_or_default();
    for name in named.iter().filter(|name| !name.is_empty()) {
        match (
            id,
            groups.and_then(|groups| groups.get(&fold_name(name)).copied().flatten()),
        ) {
            (Some(id), Some(group)) => {
                let line = format!("{{\"group_id\":{group},\"user_id\":{id}}}");
                intake.seen(List::GroupMemberships);
                let group_memberships = List::GroupMemberships.name();
                intake
                    .sorts
                    .push(group_memberships, &crate::snapshot::Key::of(id, group), i64::MIN, &line)?;
            }
            _ => *doubts.group.entry(name.clone()).or_default() += 1,
        }
    }
    let key = match id {
        Some(id) => crate::snapshot::Key::of(id, 0),
        None => crate::snapshot::Key::text(key.text),
    };
    let mut user = Value::Object(person);
    user.sort_all_objects();
    intake.seen(List::Users);
    intake
        .sorts
        .push(List::Users.name(), &key, i64::MIN, &user.to_string())?;
    Ok(())
}

/// Reads the role columns; a role that can't be resolved leaves the person without one, never with a likely one.
fn resolve_role(person: &mut Map<String, Value>, roles: Option<&Names>, doubts: &mut Doubts) {
    let text = |field: &str| person.get(field).and_then(Value::as_str).map(str::to_owned);
    let Some(role) = text("role") else {
        person.insert("role".to_owned(), Value::Null);
        return;
    };
    let restriction = text("restriction");
    let (resolved, field) = match (
        fold_name(&role).replace(['-', '_'], " ").as_str(),
        restriction.as_deref(),
    ) {
        ("end user", _) => (Some("end-user"), None),
        ("admin" | "administrator", _) => (Some("admin"), None),
        ("agent", None) => (Some("agent"), None),
        ("agent", Some(restriction)) => {
            let folded = fold_name(restriction);
            match roles.and_then(|roles| roles.get(&folded)) {
                Some(Some(id)) => (Some("agent"), Some(("custom_role_id", Value::from(*id)))),
                // The restrictions of plans without custom roles.
                _ if matches!(folded.as_str(), "groups" | "organization" | "assigned" | "requested") => {
                    (Some("agent"), Some(("ticket_restriction", Value::from(folded))))
                }
                _ => (None, None),
            }
        }
        _ => (None, None),
    };
    if resolved.is_none() {
        *doubts.role.entry(restriction.unwrap_or(role)).or_default() += 1;
    }
    person.insert("role".to_owned(), resolved.map_or(Value::Null, Value::from));
    if let Some((field, value)) = field {
        person.insert(field.to_owned(), value);
    }
}
