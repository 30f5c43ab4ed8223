//! Answers of the rehearsal held against the vendors' own API definitions.
//!
//! The definitions are not ours to pass on, so the tests that need them are ignored: `ZD2GC_CONTRACTS=FOLDER cargo test --test
//! it contracts -- --ignored`, with `zendesk-subset.json` and `genesys-subset.json` in FOLDER.

pub(crate) mod genesys;
pub(crate) mod zendesk;

use std::path::PathBuf;

use serde_json::Value;

/// Something that a definition does not allow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fault {
    /// Where, as a JSON pointer.
    pub(crate) at: String,
    /// What is wrong there.
    pub(crate) what: String,
}

/// A definition out of the folder that the environment names.
pub(crate) fn definition(name: &str) -> Value {
    let folder = std::env::var_os("ZD2GC_CONTRACTS").expect("ZD2GC_CONTRACTS names the folder of the API definitions");
    let path = PathBuf::from(folder).join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// Faults of a value under a JSON Schema that stands in the document that it refers to.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<Fault> {
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(schema)
        .unwrap();
    let mut faults: Vec<Fault> = validator
        .iter_errors(value)
        .map(|error| Fault {
            at: error.instance_path().to_string(),
            what: error.to_string().chars().take(300).collect(),
        })
        .collect();
    faults.sort();
    faults.dedup();
    faults
}
