//! CSV files: the list of team members, and the file of a bulk import.

use std::fs::File;
use std::io::{BufReader, Seek as _};
use std::path::Path;

use csv::StringRecord;
use serde_json::{Map, Value};

use super::ImportError;
use super::files::unreadable;
use super::intake::{CSV_ADDRESSES, CSV_IDS, CSV_PEOPLE, Intake};
use super::record::version;
use crate::model::fold_address;
use crate::snapshot::Key;

/// Which of the two it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sheet {
    /// Admin Center's list of team members: ids, groups, no roles.
    TeamMembers,
    /// The file of a bulk import: roles, no ids.
    BulkImport,
}

impl Sheet {
    fn of(header: &StringRecord) -> Option<Self> {
        let has = |name: &str| header.iter().any(|field| field.trim().eq_ignore_ascii_case(name));
        if has("ID") && has("Name") && has("Email") && (has("Groups") || has("Suspended")) {
            Some(Self::TeamMembers)
        } else if has("Name") && has("Email") && has("Role") {
            Some(Self::BulkImport)
        } else {
            None
        }
    }

    /// The field that a column becomes, in the API's words where there are some.
    fn field(self, column: &str) -> String {
        let plain: String = column
            .trim()
            .to_lowercase()
            .chars()
            .map(|character| if character.is_alphanumeric() { character } else { '_' })
            .collect();
        match (self, plain.as_str()) {
            (_, "date_created") => "created_at",
            (_, "last_updated") => "updated_at",
            (_, "last_sign_in") => "last_login_at",
            (_, "language") => "locale",
            _ => return plain,
        }
        .to_owned()
    }
}

/// The separator of a file: a comma, or a semicolon where a spreadsheet program chose so.
fn delimiter(reader: &mut BufReader<File>, path: &Path) -> Result<u8, ImportError> {
    use std::io::BufRead as _;
    let start = reader.stream_position().map_err(unreadable(path))?;
    let mut line = Vec::new();
    std::io::Read::take(&mut *reader, 1 << 16)
        .read_until(b'\n', &mut line)
        .map_err(unreadable(path))?;
    reader.seek(std::io::SeekFrom::Start(start)).map_err(unreadable(path))?;
    let count = |byte: u8| line.split(|other| *other == byte).count();
    Ok(if count(b';') > count(b',') { b';' } else { b',' })
}

/// Which of the two a file is, by its header.
pub(super) fn kind(mut reader: BufReader<File>, path: &Path) -> Result<Option<Sheet>, ImportError> {
    let delimiter = delimiter(&mut reader, path)?;
    let mut rows = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(reader);
    // Any text may come here; what can't be read as CSV is simply none.
    Ok(rows.headers().ok().and_then(Sheet::of))
}

/// Reads the people of a file.
pub(super) fn read(sheet: Sheet, mut reader: BufReader<File>, intake: &mut Intake<'_>) -> Result<u64, ImportError> {
    let path = intake.file().to_owned();
    let delimiter = delimiter(&mut reader, &path)?;
    let mut rows = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(reader);
    let wrong = |error: &csv::Error| ImportError::Csv {
        path: path.clone(),
        line: error.position().map_or(1, csv::Position::line),
        what: match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("it has {len} fields and the header has {expected_len}")
            }
            csv::ErrorKind::Utf8 { .. } => "it is not UTF-8".to_owned(),
            _ => error.to_string(),
        },
    };
    let fields: Vec<String> = rows
        .headers()
        .map_err(|error| wrong(&error))?
        .iter()
        .map(|column| sheet.field(column))
        .collect();
    let mut row = StringRecord::new();
    let mut count = 0;
    loop {
        match rows.read_record(&mut row) {
            Ok(true) => {}
            Ok(false) => return Ok(count),
            Err(error) => return Err(wrong(&error)),
        }
        let line = row.position().map_or(0, csv::Position::line);
        let bad = |what: String| ImportError::Csv {
            path: path.clone(),
            line,
            what,
        };
        let person = person(&fields, &row).map_err(bad)?;
        push(&person, intake).map_err(|what| intake.stopped.take().unwrap_or_else(|| bad(what)))?;
        count += 1;
    }
}

fn person(fields: &[String], row: &StringRecord) -> Result<Map<String, Value>, String> {
    let mut person = Map::new();
    for (field, text) in fields.iter().zip(row) {
        let text = text.trim();
        let value = match field.as_str() {
            "id" => Value::from(text.parse::<u64>().map_err(|_| {
                format!("the ID `{text}` is not a whole number (spreadsheet programs round long ones)")
            })?),
            "suspended" if text.eq_ignore_ascii_case("true") => Value::Bool(true),
            "suspended" if text.eq_ignore_ascii_case("false") => Value::Bool(false),
            _ if text.is_empty() => Value::Null,
            _ => Value::from(text),
        };
        person.insert(field.clone(), value);
    }
    Ok(person)
}

fn push(person: &Map<String, Value>, intake: &mut Intake<'_>) -> Result<(), String> {
    let text = |field: &str| person.get(field).and_then(Value::as_str).unwrap_or_default();
    let address = fold_address(text("email")).into_owned();
    let id = person.get("id").and_then(Value::as_u64);
    // The file of team members comes first where both speak of one person.
    let by_address = Key {
        first: u64::from(address.is_empty()),
        second: if address.is_empty() { id.unwrap_or_default() } else { 0 },
        text: if address.is_empty() {
            text("name").to_owned()
        } else {
            address.clone()
        },
    };
    let changed = version(person);
    if changed != i64::MIN {
        intake.newest = intake.newest.max(Some(changed));
    }
    let line = Value::Object(person.clone()).to_string();
    intake.push(CSV_PEOPLE, &by_address, i64::from(id.is_none()), &line)?;
    let shown = if address.is_empty() {
        text("name").to_owned()
    } else {
        address.clone()
    };
    match id {
        Some(id) => intake.push(CSV_IDS, &Key::of(id, 0), 0, &shown),
        None => intake.push(CSV_ADDRESSES, &Key::text(address), 0, &shown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_known_by_their_header() {
        let sheet = |columns: &[&str]| Sheet::of(&StringRecord::from(columns.to_vec()));
        assert_eq!(
            sheet(&["ID", "Name", "Email", "Suspended", "Groups"]),
            Some(Sheet::TeamMembers)
        );
        assert_eq!(
            sheet(&["Name", "Email", "Role", "Restriction"]),
            Some(Sheet::BulkImport)
        );
        assert_eq!(sheet(&["Name", "Phone"]), None);
    }

    #[test]
    fn an_id_that_a_spreadsheet_rounded_is_refused() {
        let row = StringRecord::from(vec!["7.421E+12"]);
        assert!(person(&["id".to_owned()], &row).unwrap_err().contains("7.421E+12"));
    }
}
