//! Other files of rows that people write: read as tables are, with the same carets and the same words for what is wrong.

use std::collections::BTreeMap;
use std::rc::Rc;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_yaml::Value;

use super::check::Names;
use super::draw::{Paint, draw};
use super::fault::Fault;
use super::rows::{Reader, Row, parse};
use super::rules;
use super::source::{Layer, SourceFile};
use crate::catalogue::Catalogue;
use crate::model::{Pattern, Permission, Place};

/// A Genesys Cloud permission, `domain:entity:action`; `*` may stand for a whole entity or a whole action.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(rename = "PermissionText")]
pub struct PermissionName(pub String);

/// A file with one list of rows, as it is written. Its struct says what keys there are.
pub trait SheetFile: JsonSchema {
    /// A row.
    type Row: DeserializeOwned;
    /// The text of `schema:`.
    const SCHEMA: &'static str;
    /// The key of the list.
    const LIST: &'static str;
}

/// What a file held, with everything that is wrong with it.
#[derive(Debug)]
pub struct Sheet<R> {
    /// The rows that could be read.
    pub rows: Vec<Row<R>>,
    /// What is wrong, by place.
    pub faults: Vec<Fault>,
    texts: BTreeMap<String, String>,
}

impl<R> Default for Sheet<R> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            faults: Vec::new(),
            texts: BTreeMap::new(),
        }
    }
}

impl<R> Sheet<R> {
    /// A file that could not be read.
    pub(super) fn unread(fault: Fault) -> Self {
        Self {
            faults: vec![fault],
            ..Self::default()
        }
    }

    /// A permission or wildcard of a row, in the catalogue's spelling; a fault where it does not exist. `live` says
    /// whether an org lists it.
    pub fn pattern(&mut self, text: &str, place: &Place, live: &dyn Fn(&Permission) -> bool) -> Option<Pattern> {
        let mut names = Names {
            catalogue: Catalogue::embedded(),
            live: Some(live),
            faults: Vec::new(),
        };
        let pattern = names.pattern(text, place);
        self.faults.append(&mut names.faults);
        pattern
    }

    /// A day (`2027-06-30`); a fault where it is none.
    pub fn day(&mut self, text: &str, place: Place) -> Option<String> {
        let day = text.parse::<jiff::civil::Date>().ok();
        if day.is_none() {
            self.faults.push(
                Fault::new(&rules::VALUE_INVALID, place, format!("`{text}` is no day"))
                    .label("not a day")
                    .help("write year, month and day: 2027-06-30"),
            );
        }
        day.map(|day| day.to_string())
    }

    /// Whether a text says something; a fault where it does not.
    pub fn says_something(&mut self, key: &str, text: &str, place: Place) -> bool {
        let says = !text.trim().is_empty();
        if !says {
            self.faults.push(
                Fault::new(&rules::VALUE_INVALID, place, format!("`{key}` is empty"))
                    .label("empty")
                    .help(format!(
                        "say something by `{key}`: whoever reads this later has nothing else to go by"
                    )),
            );
        }
        says
    }

    /// Draws a fault with the lines it points at.
    pub fn draw(&self, fault: &Fault, width: usize, paint: Paint) -> String {
        draw(fault, &|file| self.texts.get(file).cloned(), width, paint)
    }
}

/// Reads a text.
pub(super) fn read<F: SheetFile>(name: &str, text: &str) -> Sheet<F::Row> {
    let file = Rc::new(SourceFile::new(name, Layer::User, text));
    let mut sheet = Sheet {
        texts: BTreeMap::from([(name.to_owned(), file.text().to_owned())]),
        ..Sheet::default()
    };
    let faults = &mut sheet.faults;
    let Some((value, node)) = parse(&file, faults) else {
        if faults.is_empty() {
            faults.push(no_schema::<F>(file.whole()));
        }
        return sheet;
    };
    let Some(schema) = value.as_mapping().and_then(|mapping| mapping.get("schema")) else {
        faults.push(no_schema::<F>(file.place(node.head())));
        return sheet;
    };
    if schema.as_str() != Some(F::SCHEMA) {
        let shown = match schema {
            Value::String(text) => format!("`{text}`"),
            _ => "this".to_owned(),
        };
        let place = file.place(node.at(&["schema".into()]));
        faults.push(
            Fault::new(
                &rules::SCHEMA_UNKNOWN,
                place,
                format!("{shown} is not the schema of this file"),
            )
            .label("another schema")
            .help(format!("did you mean `{}`?", F::SCHEMA)),
        );
        return sheet;
    }
    let schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<F>()
        .to_value();
    let mut reader = Reader {
        file: &file,
        value: &value,
        node: &node,
        schema: &schema,
        faults,
        loose: &mut Vec::new(),
    };
    reader.top();
    reader.list(F::LIST, &mut sheet.rows);
    sheet
}

fn no_schema<F: SheetFile>(place: Place) -> Fault {
    Fault::new(&rules::SCHEMA_UNKNOWN, place, "the file does not say what it is")
        .help(format!("begin it with `schema: {}`", F::SCHEMA))
}
