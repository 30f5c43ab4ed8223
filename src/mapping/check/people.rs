//! Rows of people.

use super::filled;
use super::names::Names;
use crate::mapping::fault::Fault;
use crate::mapping::format::PersonEntry;
use crate::mapping::rows::Row;
use crate::mapping::rules;
use crate::mapping::tables::{PersonMatch, PersonRow};
use crate::model::fold_address;

/// An exception for a person or a domain.
pub(in crate::mapping) fn person(names: &mut Names<'_>, row: &Row<PersonEntry>) -> Option<PersonRow> {
    let raw = &row.raw;
    filled(names, row, &["reason".into()], &raw.reason, "the reason");
    let who = read(&raw.who);
    if who.is_none() {
        names.faults.push(
            Fault::new(
                &rules::PERSON_MATCH_INVALID,
                row.at(&["match".into()]),
                format!("`{}` is neither an address nor a domain", raw.who),
            )
            .label("not an address"),
        );
    }
    let to = raw.to.as_deref().map(read);
    match (&who, &to) {
        (_, Some(None)) => names.faults.push(
            Fault::new(
                &rules::PERSON_MATCH_INVALID,
                row.at(&["to".into()]),
                format!(
                    "`{}` is neither an address nor a domain",
                    raw.to.as_deref().unwrap_or_default()
                ),
            )
            .label("not an address"),
        ),
        (Some(PersonMatch::Domain(_)), Some(Some(PersonMatch::Address(_)))) => names.faults.push(
            Fault::new(
                &rules::PERSON_MATCH_INVALID,
                row.at(&["to".into()]),
                "everyone of a domain would go to one address",
            )
            .label("one address")
            .help("write the new domain: `to: \"@acme-emea.example\"`"),
        ),
        (Some(PersonMatch::Address(_)), Some(Some(PersonMatch::Domain(_)))) => names.faults.push(
            Fault::new(
                &rules::PERSON_MATCH_INVALID,
                row.at(&["to".into()]),
                "one address would go to a domain",
            )
            .label("a domain")
            .help("write the whole new address"),
        ),
        _ => {}
    }
    if raw.skip {
        for key in ["to", "divisions", "roles"] {
            if row.value.get(key).is_some() {
                names.faults.push(
                    Fault::new(
                        &rules::PERSON_CONTRADICTION,
                        row.key(&[], key),
                        format!("the row leaves them out and has `{key}`"),
                    )
                    .label("has no effect")
                    .also(row.key(&[], "skip"), "left out"),
                );
            }
        }
    } else if raw.to.is_none() && raw.divisions.is_empty() && raw.roles.is_empty() {
        names.faults.push(
            Fault::new(&rules::ROW_DEAD, row.place(), "the row changes nothing")
                .help("add `to`, `skip: true`, `divisions` or `roles`, or take it out"),
        );
    }
    Some(PersonRow {
        who: who?,
        to: to.flatten().map(|to| match to {
            PersonMatch::Address(address) => address,
            PersonMatch::Domain(domain) => format!("@{domain}"),
        }),
        skip: raw.skip,
        divisions: raw.divisions.iter().map(super::super::format::Name::text).collect(),
        roles: raw.roles.clone(),
        reason: raw.reason.clone(),
        place: row.place(),
    })
}

/// An address or `@domain`, folded.
fn read(text: &str) -> Option<PersonMatch> {
    let text = fold_address(text);
    let (local, domain) = text.rsplit_once('@')?;
    let right = !domain.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !text.contains(|character: char| character.is_whitespace() || character.is_control())
        && !local.contains('@');
    match (right, local) {
        (false, _) => None,
        (true, "") => Some(PersonMatch::Domain(domain.to_owned())),
        (true, _) => Some(PersonMatch::Address(text.into_owned())),
    }
}
