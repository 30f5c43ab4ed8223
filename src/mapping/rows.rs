//! Texts into rows: each row is read by itself, so that a bad one does not hide the others.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use serde_yaml::Value;

use super::fault::Fault;
use super::format::{
    AdministrationRow, ApplicationRow, BaseRow, DecisionRow, DutyRow, Kind, LevelRow, OverrideRow, PermissionText,
    PersonEntry, ScopeEntry, SettingEntry, SystemRow, TenantRow,
};
use super::nearest::nearest;
use super::rules;
use super::schemas::plain;
use super::source::{Layer, SourceFile};
use super::spans::{self, Node, Step};
use super::structure::{DUPLICATE, Loose, Walk, clean};
use crate::model::Place;
use strum::IntoEnumIterator as _;

/// A row as it was written, with the place of everything in it.
#[derive(Debug)]
pub struct Row<T> {
    /// What was written.
    pub raw: T,
    /// The same, to compare rows by.
    pub(super) value: Value,
    /// The file.
    pub(super) file: Rc<SourceFile>,
    node: Node,
}

impl<T> Row<T> {
    /// Where the row begins.
    pub fn place(&self) -> Place {
        self.file.place(self.node.head())
    }

    /// Where something in the row stands; the row itself when that is nowhere.
    pub(super) fn at(&self, path: &[Step<'_>]) -> Place {
        self.file.place(self.node.at(path))
    }

    /// Where a key of the row stands.
    pub(super) fn key(&self, path: &[Step<'_>], key: &str) -> Place {
        let mut node = &self.node;
        for step in path {
            node = node.step(*step).unwrap_or(node);
        }
        let span = node
            .entry(key)
            .map_or_else(|| node.head(), |entry| entry.key_span.clone());
        self.file.place(span)
    }

    /// Where the value of a key stands; the row itself where it has no such key.
    pub fn value_of(&self, key: &str) -> Place {
        self.at(&[key.into()])
    }

    /// Where an item of a list stands.
    pub fn item_of(&self, key: &str, index: usize) -> Place {
        self.at(&[key.into(), index.into()])
    }

    /// The layer of its file.
    pub(super) fn layer(&self) -> Layer {
        self.file.layer
    }
}

/// All rows of all files, in the order of layers, files and lines.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) settings: Vec<Row<SettingEntry>>,
    pub(super) others_conversations: Vec<Row<Vec<PermissionText>>>,
    pub(super) decisions: Vec<Row<DecisionRow>>,
    pub(super) base: Vec<Row<BaseRow>>,
    pub(super) system: Vec<Row<SystemRow>>,
    pub(super) administration: Vec<Row<AdministrationRow>>,
    pub(super) overrides: Vec<Row<OverrideRow>>,
    pub(super) scopes: Vec<Row<ScopeEntry>>,
    pub(super) tenants: Vec<Row<TenantRow>>,
    pub(super) applications: Vec<Row<ApplicationRow>>,
    pub(super) people: Vec<Row<PersonEntry>>,
    pub(super) duties: Vec<Row<DutyRow>>,
    pub(super) levels: Vec<Row<LevelRow>>,
    /// Names in rows that can't be read.
    pub(super) loose: Vec<Loose>,
}

/// Reads a file's rows; what can't be read becomes faults.
pub(super) fn read(file: SourceFile, rows: &mut Rows, faults: &mut Vec<Fault>) {
    let file = Rc::new(file);
    let before = faults.len();
    let Some((value, node)) = parse(&file, faults) else {
        if faults.len() == before {
            faults.push(no_schema(&file, file.whole()));
        }
        return;
    };
    let Some(kind) = kind_of(&file, &value, &node, faults) else {
        return;
    };
    let schema = plain(kind).to_value();
    let mut reader = Reader {
        file: &file,
        value: &value,
        node: &node,
        schema: &schema,
        faults,
        loose: &mut rows.loose,
    };
    reader.top();
    match kind {
        Kind::Settings => {
            reader.one("others_conversations", &mut rows.others_conversations);
            reader.list("decisions", &mut rows.decisions);
            reader.list("settings", &mut rows.settings);
        }
        Kind::Roles => {
            reader.list("base", &mut rows.base);
            reader.list("system", &mut rows.system);
            reader.one("administration", &mut rows.administration);
            reader.list("overrides", &mut rows.overrides);
        }
        Kind::Scopes => reader.list("scopes", &mut rows.scopes),
        Kind::Tenants => reader.list("tenants", &mut rows.tenants),
        Kind::Applications => reader.list("applications", &mut rows.applications),
        Kind::People => reader.list("people", &mut rows.people),
        Kind::Duties => reader.list("duties", &mut rows.duties),
        Kind::Privileged => reader.list("levels", &mut rows.levels),
    }
}

/// A text as a value with the places of everything in it; nothing, without a fault, of a text that holds nothing.
pub(super) fn parse(file: &SourceFile, faults: &mut Vec<Fault>) -> Option<(Value, Node)> {
    let spans = spans::read(file, faults)?;
    let node = spans.root;
    let value: Value = match serde_yaml::from_str(&without_duplicates(file.text(), &spans.duplicates)) {
        Ok(value) => value,
        Err(error) => {
            let at = error
                .location()
                .map_or(0, |location| location.index().min(file.text().len()));
            faults
                .push(Fault::new(&rules::YAML_SYNTAX, file.place(at..at), "this is not YAML").label(error.to_string()));
            return None;
        }
    };
    Some((clean(value, &node), node))
}

/// The text with every second key of a name under another one, so that its other faults are seen in the same run.
fn without_duplicates<'a>(text: &'a str, duplicates: &[Range<usize>]) -> Cow<'a, str> {
    if duplicates.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut duplicates = duplicates.to_vec();
    duplicates.sort_by_key(|span| span.start);
    let mut renamed = String::with_capacity(text.len());
    let mut from = 0;
    for (index, span) in duplicates.iter().enumerate() {
        renamed.push_str(&text[from..span.start]);
        renamed.push_str(&format!("\"{DUPLICATE}{index}\""));
        from = span.end;
    }
    renamed.push_str(&text[from..]);
    Cow::Owned(renamed)
}

/// What kind of table a file says it is.
fn kind_of(file: &SourceFile, value: &Value, node: &Node, faults: &mut Vec<Fault>) -> Option<Kind> {
    let Value::Mapping(mapping) = value else {
        faults.push(no_schema(file, file.place(node.head())));
        return None;
    };
    let place = file.place(node.at(&["schema".into()]));
    let Some(schema) = mapping.get("schema") else {
        faults.push(no_schema(file, file.place(node.head())));
        return None;
    };
    let text = schema.as_str().unwrap_or_default();
    if let Some(kind) = Kind::iter().find(|kind| kind.schema() == text) {
        return Some(kind);
    }
    let name = text.strip_prefix("zd2gc/").and_then(|rest| rest.split('/').next());
    let fault = Fault::new(
        &rules::SCHEMA_UNKNOWN,
        place,
        format!("`{text}` is no schema of a table"),
    )
    .label("unknown schema");
    let known: Vec<String> = Kind::iter().map(Kind::schema).collect();
    let other_version = name.and_then(|name| name.parse::<Kind>().ok());
    faults.push(match other_version {
        Some(kind) => fault.help(format!("this version of the program reads `{}`", kind.schema())),
        None => match nearest(text, known.iter().map(String::as_str)) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help(format!("use one of {}", known.join(", "))),
        },
    });
    None
}

fn no_schema(file: &SourceFile, place: Place) -> Fault {
    let known: Vec<String> = Kind::iter().map(Kind::schema).collect();
    let guess = file.name.split('.').next().and_then(|stem| stem.parse::<Kind>().ok());
    let fault = Fault::new(&rules::SCHEMA_UNKNOWN, place, "the file does not say what it is");
    match guess {
        Some(kind) => fault.help(format!("begin it with `schema: {}`", kind.schema())),
        None => fault.help(format!("begin it with `schema:` and one of {}", known.join(", "))),
    }
}

/// Reads the rows of one file.
pub(super) struct Reader<'a> {
    pub(super) file: &'a Rc<SourceFile>,
    pub(super) value: &'a Value,
    pub(super) node: &'a Node,
    pub(super) schema: &'a Json,
    pub(super) faults: &'a mut Vec<Fault>,
    pub(super) loose: &'a mut Vec<Loose>,
}

impl Reader<'_> {
    /// Checks the keys of the file itself; its lists are checked row by row.
    pub(super) fn top(&mut self) {
        let Value::Mapping(mapping) = self.value else { return };
        let mut own = serde_yaml::Mapping::new();
        for (key, value) in mapping {
            let known = key.as_str().and_then(|key| self.property(key));
            let stand_in = match value {
                Value::Sequence(_) if known.is_some() => Value::Sequence(Vec::new()),
                // Checked with its own caret by `one`.
                Value::Mapping(_) if known.is_some_and(|schema| schema.get("anyOf").is_some()) => continue,
                other => other.clone(),
            };
            own.insert(key.clone(), stand_in);
        }
        self.check(self.schema, &Value::Mapping(own), self.node, "the file");
    }

    fn property(&self, key: &str) -> Option<&Json> {
        self.schema.get("properties")?.get(key)
    }

    /// Whether it passed.
    fn check(&mut self, schema: &Json, value: &Value, node: &Node, what: &str) -> bool {
        let before = self.faults.len();
        let mut walk = Walk {
            file: self.file,
            root: self.schema,
            faults: self.faults,
            met: Vec::new(),
        };
        walk.check(schema, value, node, what);
        let met = walk.met;
        let passed = self.faults.len() == before;
        if !passed {
            self.loose.extend(met);
        }
        passed
    }

    /// Reads the rows of a list, each by itself.
    pub(super) fn list<T: DeserializeOwned>(&mut self, key: &str, rows: &mut Vec<Row<T>>) {
        let (Some(Value::Sequence(items)), Some(node)) = (self.value.get(key), self.node.step(key.into())) else {
            return;
        };
        let Some(schema) = self.schema.get("properties").and_then(|p| p.get(key)?.get("items")) else {
            return;
        };
        let what = format!("a row of `{key}`");
        for (index, item) in items.iter().enumerate() {
            let Some(item_node) = node.step(index.into()) else {
                continue;
            };
            if self.check(schema, item, item_node, &what) {
                self.take(item, item_node, rows);
            }
        }
    }

    fn one<T: DeserializeOwned>(&mut self, key: &str, rows: &mut Vec<Row<T>>) {
        let (Some(value), Some(node)) = (self.value.get(key), self.node.step(key.into())) else {
            return;
        };
        let Some(schema) = self.schema.get("properties").and_then(|p| p.get(key)) else {
            return;
        };
        // A text in the place of a list or mapping was told by `top`.
        if (value.is_sequence() || value.is_mapping()) && self.check(schema, value, node, &format!("`{key}`")) {
            self.take(value, node, rows);
        }
    }

    fn take<T: DeserializeOwned>(&mut self, value: &Value, node: &Node, rows: &mut Vec<Row<T>>) {
        match serde_yaml::from_value(value.clone()) {
            Ok(raw) => rows.push(Row {
                raw,
                value: value.clone(),
                file: Rc::clone(self.file),
                node: node.clone(),
            }),
            Err(error) => self.faults.push(
                Fault::new(
                    &rules::VALUE_WRONG_TYPE,
                    self.file.place(node.head()),
                    "this can't be read as a row",
                )
                .label(error.to_string()),
            ),
        }
    }
}
