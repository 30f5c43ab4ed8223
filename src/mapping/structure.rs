//! Keys and types: a file held against the schema of its kind, all faults at once.
//!
//! The schema is the one made from the structs of [`super::format`], so that reading, checking and editors agree.

use serde_json::Value as Json;
use serde_yaml::Value;

use super::fault::Fault;
use super::nearest::{did_you_mean, one_of};
use super::rules;
use super::source::SourceFile;
use super::spans::{Node, NodeKind};
use crate::model::Place;

/// Walks a value beside its places and its schema.
pub(super) struct Walk<'a> {
    pub(super) file: &'a SourceFile,
    pub(super) root: &'a Json,
    pub(super) faults: &'a mut Vec<Fault>,
    /// Names met on the way.
    pub(super) met: Vec<Loose>,
}

/// A name in a row that can't be read: it is checked all the same, so that one run shows all faults.
#[derive(Debug)]
pub(super) struct Loose {
    /// The definition of its type: `PermissionText`.
    pub(super) kind: String,
    /// The name.
    pub(super) text: String,
    /// Where it stands.
    pub(super) place: Place,
}

/// The types of names that can be checked by themselves.
const LOOSE: &[&str] = &["PermissionText", "ScopeText", "OperationText"];

impl<'a> Walk<'a> {
    /// Checks a value; `what` names it in messages: a key in backticks, or "a row".
    pub(super) fn check(&mut self, schema: &'a Json, value: &Value, node: &Node, what: &str) {
        if let (Some(name), Value::String(text)) = (definition_of(schema), value)
            && LOOSE.contains(&name)
        {
            self.met.push(Loose {
                kind: name.to_owned(),
                text: text.clone(),
                place: self.file.place(node.head()),
            });
        }
        let schema = self.resolve(schema);
        if let Some(Json::Array(branches)) = schema.get("anyOf") {
            return self.any_of(branches, value, node, what);
        }
        if let Some(words) = words_of(schema) {
            return self.word(&words, value, node, what);
        }
        let expected = self.expected(schema);
        if !self.fits(schema, value) {
            return self.wrong_type(&expected, value, node, what);
        }
        match value {
            Value::Mapping(_) => self.mapping(schema, value, node, what),
            Value::Sequence(items) => {
                let Some(item_schema) = schema.get("items") else { return };
                let item_what = format!("an item of {what}");
                for (index, item) in items.iter().enumerate() {
                    let child = node.step(index.into()).unwrap_or(node);
                    self.check(item_schema, item, child, &item_what);
                }
            }
            _ => {}
        }
    }

    fn mapping(&mut self, schema: &'a Json, value: &Value, node: &Node, what: &str) {
        let Value::Mapping(mapping) = value else { return };
        let properties = schema.get("properties").and_then(Json::as_object);
        for (key, child) in mapping {
            let Value::String(key) = key else { continue };
            let entry = node.entry(key);
            let child_node = entry.map_or(node, |entry| &entry.value);
            match (
                properties.and_then(|properties| properties.get(key)),
                schema.get("additionalProperties"),
            ) {
                (Some(child_schema), _) => self.check(child_schema, child, child_node, &format!("`{key}`")),
                (None, Some(Json::Object(_))) => {
                    let child_schema = schema.get("additionalProperties").unwrap_or(&Json::Null);
                    self.check(child_schema, child, child_node, &format!("`{key}`"));
                }
                (None, _) => {
                    let known: Vec<&str> = properties.into_iter().flatten().map(|(key, _)| key.as_str()).collect();
                    let span = entry.map_or_else(|| node.head(), |entry| entry.key_span.clone());
                    self.faults.push(
                        Fault::new(
                            &rules::KEY_UNKNOWN,
                            self.file.place(span),
                            format!("{what} has no key `{key}`"),
                        )
                        .label("unknown key")
                        .help(if is_secret(key) {
                            "tables hold no secrets: take it out, and renew it if others have seen this file".to_owned()
                        } else {
                            did_you_mean(key, &known)
                        }),
                    );
                }
            }
        }
        let missing: Vec<&str> = schema
            .get("required")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .filter(|key| !mapping.contains_key(*key))
            .collect();
        if !missing.is_empty() {
            let describe = |key: &&str| {
                let schema = properties.and_then(|properties| properties.get(*key));
                let expected = schema.map_or(String::new(), |schema| self.expected(self.resolve(schema)));
                format!("`{key}`: {expected}")
            };
            let help = missing.iter().map(describe).collect::<Vec<_>>().join("; ");
            self.faults.push(
                Fault::new(
                    &rules::KEY_MISSING,
                    self.file.place(node.head()),
                    format!("{what} lacks {}", all_of(&missing)),
                )
                .label("here")
                .help(format!("add {help}")),
            );
        }
    }

    fn any_of(&mut self, branches: &'a [Json], value: &Value, node: &Node, what: &str) {
        let branches: Vec<&Json> = branches
            .iter()
            .map(|branch| self.resolve(branch))
            .filter(|branch| !is_null(branch))
            .collect();
        if let [only] = branches.as_slice() {
            return self.check(only, value, node, what);
        }
        if let Some(branch) = branches.iter().find(|branch| self.fits(branch, value)) {
            return self.check(branch, value, node, what);
        }
        let expected: Vec<String> = branches.iter().map(|branch| self.expected(branch)).collect();
        self.wrong_type(&expected.join(" or "), value, node, what);
    }

    fn word(&mut self, words: &[&str], value: &Value, node: &Node, what: &str) {
        match value {
            Value::String(text) if words.contains(&text.as_str()) => {}
            Value::String(text) => self.faults.push(
                Fault::new(
                    &rules::VALUE_WRONG_TYPE,
                    self.file.place(node.head()),
                    format!("{what} can't be `{text}`"),
                )
                .label(format!("one of {}", words.join(", ")))
                .help(did_you_mean(text, words)),
            ),
            _ => self.wrong_type(&one_of(words), value, node, what),
        }
    }

    fn wrong_type(&mut self, expected: &str, value: &Value, node: &Node, what: &str) {
        let is = kind_of(value);
        let help = match value {
            Value::Bool(_) | Value::Number(_) if expected.contains("a text") => "put it in quotes".to_owned(),
            Value::String(text) if expected == "a list" => format!("write [{text}]"),
            Value::Sequence(_) if !expected.contains("a list") => {
                "write one value, without brackets or hyphens".to_owned()
            }
            _ => format!("write {expected}"),
        };
        self.faults.push(
            Fault::new(
                &rules::VALUE_WRONG_TYPE,
                self.file.place(node.head()),
                format!("{what} takes {expected}, and this is {is}"),
            )
            .label(is)
            .help(help),
        );
    }

    /// Follows references to the definitions.
    fn resolve(&self, schema: &'a Json) -> &'a Json {
        match definition_of(schema).and_then(|name| self.root.get("$defs")?.get(name)) {
            Some(definition) => definition,
            None => schema,
        }
    }

    /// Whether a value is of the type that a schema asks for at its top.
    fn fits(&self, schema: &'a Json, value: &Value) -> bool {
        if let Some(Json::Array(branches)) = schema.get("anyOf") {
            return branches.iter().any(|branch| self.fits(self.resolve(branch), value));
        }
        if words_of(schema).is_some() {
            return value.is_string();
        }
        types_of(schema).iter().any(|name| match *name {
            "object" => value.is_mapping(),
            "array" => value.is_sequence(),
            "string" => value.is_string(),
            "boolean" => value.is_bool(),
            "integer" if schema.get("minimum").is_some() => value.is_u64(),
            "integer" => value.is_i64() || value.is_u64(),
            _ => false,
        })
    }

    /// What a schema asks for, in words.
    fn expected(&self, schema: &'a Json) -> String {
        if let Some(words) = words_of(schema) {
            return one_of(&words);
        }
        if let Some(Json::Array(branches)) = schema.get("anyOf") {
            let branches = branches
                .iter()
                .map(|branch| self.resolve(branch))
                .filter(|branch| !is_null(branch))
                .map(|branch| self.expected(branch));
            return branches.collect::<Vec<_>>().join(" or ");
        }
        let described = types_of(schema).into_iter().filter_map(|name| match name {
            "object" => Some("a mapping (`key: value`)"),
            "array" => Some("a list"),
            "string" => Some("a text"),
            "boolean" => Some("`true` or `false`"),
            "integer" => Some("a whole number"),
            _ => None,
        });
        described.collect::<Vec<_>>().join(" or ")
    }
}

fn definition_of(schema: &Json) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

fn types_of(schema: &Json) -> Vec<&str> {
    match schema.get("type") {
        Some(Json::String(name)) => vec![name],
        Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_null(schema: &Json) -> bool {
    types_of(schema) == ["null"]
}

/// The words of an enumeration: as an `enum`, or as constants that each have a description.
fn words_of(schema: &Json) -> Option<Vec<&str>> {
    if let Some(Json::Array(words)) = schema.get("enum") {
        return Some(words.iter().filter_map(Json::as_str).collect());
    }
    if let Some(word) = schema.get("const").and_then(Json::as_str) {
        return Some(vec![word]);
    }
    let Some(Json::Array(branches)) = schema.get("oneOf") else {
        return None;
    };
    let mut words = Vec::new();
    for branch in branches {
        words.extend(words_of(branch)?);
    }
    Some(words)
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a mapping",
        Value::Tagged(_) => "a tagged value",
    }
}

/// `a`, `b` and `c`.
fn all_of(names: &[&str]) -> String {
    one_of(names).replace(" or ", " and ")
}

/// How keys begin that stand for a second key of the same name: told already, not looked at again.
pub(super) const DUPLICATE: &str = "zd2gc duplicate key ";

/// A value as tables mean it: a key without a value is not there, keys are texts as written, a list without rows is empty.
pub(super) fn clean(value: Value, node: &Node) -> Value {
    match value {
        Value::Mapping(mut mapping) => {
            mapping.retain(|key, _| !key.as_str().is_some_and(|key| key.starts_with(DUPLICATE)));
            let entries = match &node.kind {
                NodeKind::Map(entries) if entries.len() == mapping.len() => Some(entries),
                _ => None,
            };
            let cleaned = mapping
                .into_iter()
                .enumerate()
                .filter(|(_, (_, child))| !child.is_null())
                .filter_map(|(index, (key, child))| {
                    let entry = entries.map(|entries| &entries[index]);
                    let key = match (key, entry) {
                        (Value::String(key), _) => key,
                        (_, Some(entry)) => entry.key.clone(),
                        _ => return None,
                    };
                    let child_node = node.step(key.as_str().into()).unwrap_or(node);
                    Some((Value::String(key), clean(child, child_node)))
                });
            Value::Mapping(cleaned.collect())
        }
        Value::Sequence(items) => Value::Sequence(
            items
                .into_iter()
                .enumerate()
                .map(|(index, item)| clean(item, node.step(index.into()).unwrap_or(node)))
                .collect(),
        ),
        other => other,
    }
}
/// Whether a key speaks of something that must not stand in a table.
fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["secret", "password", "token", "api_key", "apikey"]
        .iter()
        .any(|word| key.contains(word))
}
