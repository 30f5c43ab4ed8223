//! Rows as they are written into rows that can be used: names held against rules, catalogue and plan.

use super::format::{ApprovalsFile, AssertionsFile, SuppressionsFile};
use super::{Approval, Assertion, Named, Suppression, Whom};
use crate::mapping::{Fault, Row, Sheet, SheetFile, did_you_mean, rules};
use crate::model::{Pattern, Permission, Place, fold_name};

/// What names are held against.
#[derive(Clone, Copy)]
pub struct Against<'a> {
    /// The tenants of the plan.
    pub tenants: &'a [&'a str],
    /// The roles of the plan and of Zendesk.
    pub personas: &'a [&'a str],
    /// Whether an org lists a permission.
    pub live: &'a dyn Fn(&Permission) -> bool,
}

impl std::fmt::Debug for Against<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Against")
            .field("tenants", &self.tenants)
            .finish_non_exhaustive()
    }
}

fn unknown(what: &str, text: &str, place: Place, known: &[&str]) -> Fault {
    Fault::new(&rules::VALUE_INVALID, place, format!("there is no {what} `{text}`"))
        .label(format!("unknown {what}"))
        .help(did_you_mean(text, known))
}

/// Takes the rows out, so that the sheet can gather faults meanwhile.
fn each<R, C>(sheet: &mut Sheet<R>, mut check: impl FnMut(&mut Sheet<R>, &Row<R>) -> Option<C>) -> Vec<C> {
    let rows = std::mem::take(&mut sheet.rows);
    let checked = rows.iter().filter_map(|row| check(sheet, row)).collect();
    sheet.faults.sort_by(|a, b| a.place.cmp(&b.place));
    checked
}

fn tenant<R>(sheet: &mut Sheet<R>, row: &Row<R>, name: Option<&String>, against: Against<'_>) {
    if let Some(name) = name.filter(|name| !against.tenants.contains(&name.as_str())) {
        sheet
            .faults
            .push(unknown("tenant", name, row.value_of("tenant"), against.tenants));
    }
}

fn named<R>(sheet: &mut Sheet<R>, row: &Row<R>, key: &str, text: &str) -> Option<Named> {
    let named = Named::new(text).filter(|_| !text.trim().is_empty());
    if named.is_none() {
        let message = if text.trim().is_empty() {
            format!("`{key}` is empty")
        } else {
            format!("`{text}` is no glob")
        };
        sheet.faults.push(
            Fault::new(&rules::VALUE_INVALID, row.value_of(key), message)
                .label("not a name")
                .help("write the name as the finding has it, or a glob such as `*@acme.example`"),
        );
    }
    named
}

/// The rows of a file of suppressions. `rules` are the names of the rules that findings can be of.
pub fn suppressions(
    sheet: &mut Sheet<<SuppressionsFile as SheetFile>::Row>,
    known: &[&str],
    against: Against<'_>,
) -> Vec<Suppression> {
    each(sheet, |sheet, row| {
        let raw = &row.raw;
        if !known.contains(&raw.rule.as_str()) {
            sheet
                .faults
                .push(unknown("rule", &raw.rule, row.value_of("rule"), known));
        }
        tenant(sheet, row, raw.tenant.as_ref(), against);
        sheet.says_something("reason", &raw.reason, row.value_of("reason"));
        sheet.says_something("who", &raw.who, row.value_of("who"));
        let mut glob = |key: &str, text: &Option<String>| text.as_deref().map(|text| named(sheet, row, key, text));
        let (subject, object) = (glob("subject", &raw.subject), glob("object", &raw.object));
        Some(Suppression {
            rule: raw.rule.clone(),
            tenant: raw.tenant.clone(),
            subject: subject.flatten(),
            object: object.flatten(),
            reason: raw.reason.clone(),
            who: raw.who.clone(),
            until: sheet.day(&raw.until, row.value_of("until"))?,
            place: row.place(),
        })
    })
}

/// The rows of a file of approvals.
pub fn approvals(sheet: &mut Sheet<<ApprovalsFile as SheetFile>::Row>, against: Against<'_>) -> Vec<Approval> {
    each(sheet, |sheet, row| {
        let raw = &row.raw;
        tenant(sheet, row, raw.tenant.as_ref(), against);
        sheet.says_something("reason", &raw.reason, row.value_of("reason"));
        sheet.says_something("who", &raw.who, row.value_of("who"));
        let permission = sheet.pattern(&raw.permission.0, &row.value_of("permission"), against.live);
        let subject = named(sheet, row, "subject", &raw.subject);
        let until = sheet.day(&raw.until, row.value_of("until"));
        Some(Approval {
            permission: permission?,
            subject: subject?,
            subject_text: raw.subject.clone(),
            tenant: raw.tenant.clone(),
            who: raw.who.clone(),
            until: until?,
            reason: raw.reason.clone(),
            place: row.place(),
        })
    })
}

/// The rows of a file of assertions.
pub fn assertions(sheet: &mut Sheet<<AssertionsFile as SheetFile>::Row>, against: Against<'_>) -> Vec<Assertion> {
    let mut ids: Vec<String> = Vec::new();
    each(sheet, |sheet, row| {
        let raw = &row.raw;
        tenant(sheet, row, raw.tenant.as_ref(), against);
        sheet.says_something("why", &raw.why, row.value_of("why"));
        if let Some(id) = &raw.id {
            if ids.contains(id) {
                sheet.faults.push(
                    Fault::new(
                        &rules::VALUE_INVALID,
                        row.value_of("id"),
                        format!("two rows have the id `{id}`"),
                    )
                    .label("again")
                    .help("give each row an id of its own"),
                );
            }
            ids.push(id.clone());
        }
        let whom = match (&raw.persona, &raw.person) {
            (Some(persona), None) => {
                let folded = fold_name(persona);
                if !against.personas.iter().any(|own| fold_name(own) == folded) {
                    sheet
                        .faults
                        .push(unknown("role", persona, row.value_of("persona"), against.personas));
                }
                Some(Whom::Persona(persona.clone()))
            }
            (None, Some(person)) => Some(Whom::Person(person.clone())),
            _ => {
                sheet.faults.push(
                    Fault::new(
                        &rules::VALUE_INVALID,
                        row.place(),
                        "a row needs one of `persona` and `person`",
                    )
                    .label("here")
                    .help("name a role by `persona`, or one address by `person`"),
                );
                None
            }
        };
        if raw.must.is_empty() && raw.must_not.is_empty() {
            sheet.faults.push(
                Fault::new(&rules::VALUE_INVALID, row.place(), "a row needs `must` or `must_not`")
                    .label("here")
                    .help("list permissions by `must`, by `must_not`, or by both"),
            );
        }
        let mut list = |key: &str, names: &[crate::mapping::PermissionName]| -> Vec<Pattern> {
            let mut all = Vec::new();
            for (index, name) in names.iter().enumerate() {
                all.extend(sheet.pattern(&name.0, &row.item_of(key, index), against.live));
            }
            all
        };
        let (must, must_not) = (list("must", &raw.must), list("must_not", &raw.must_not));
        Some(Assertion {
            id: raw.id.clone(),
            whom: whom?,
            tenant: raw.tenant.clone(),
            must,
            must_not,
            division: raw.division.clone(),
            why: raw.why.clone(),
            place: row.place(),
        })
    })
}
