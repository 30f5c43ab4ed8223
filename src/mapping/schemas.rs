//! JSON Schemas of the tables, so that editors complete and check them.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};
use strum::IntoEnumIterator as _;

use super::format::{
    ApplicationsFile, DutiesFile, Kind, PeopleFile, PrivilegedFile, RolesFile, ScopesFile, SettingsFile, TenantsFile,
};
use super::sheet::SheetFile;
use crate::catalogue::{Catalogue, PermissionStatus};
use crate::zendesk::model::known_settings;

/// The schema of each kind of table, by the name of its file: `settings` of `settings.schema.json`.
///
/// Permissions, scopes, regions and settings are offered by name and not enforced: a live org may have more.
pub fn schemas() -> BTreeMap<String, Schema> {
    Kind::iter()
        .map(|kind| {
            let mut schema = plain(kind);
            offer_names(&mut schema, &kind.schema());
            (kind.to_string(), schema)
        })
        .collect()
}

/// The schema of a file that is written as tables are, by the text of its `schema:`, with names to choose from.
pub fn offered<F: SheetFile>() -> Schema {
    let mut schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<F>();
    offer_names(&mut schema, F::SCHEMA);
    schema
}

/// The schema as the structs have it: what the check of keys and types goes by.
pub(super) fn plain(kind: Kind) -> Schema {
    fn of<T: JsonSchema>() -> Schema {
        SchemaSettings::draft2020_12()
            .into_generator()
            .into_root_schema_for::<T>()
    }
    match kind {
        Kind::Settings => of::<SettingsFile>(),
        Kind::Roles => of::<RolesFile>(),
        Kind::Scopes => of::<ScopesFile>(),
        Kind::Tenants => of::<TenantsFile>(),
        Kind::Applications => of::<ApplicationsFile>(),
        Kind::People => of::<PeopleFile>(),
        Kind::Duties => of::<DutiesFile>(),
        Kind::Privileged => of::<PrivilegedFile>(),
    }
}

/// Adds names to choose from, and what the structs can't say.
fn offer_names(schema: &mut Schema, name: &str) {
    let catalogue = Catalogue::embedded();
    schema.insert("title".to_owned(), json!(name));
    let Some(root) = schema.as_object_mut() else { return };
    if let Some(property) = root
        .get_mut("properties")
        .and_then(|properties| properties.get_mut("schema"))
    {
        *property = json!({"const": name, "description": "What this file is."});
    }
    // A list whose rows are all commented out is null to YAML.
    if let Some(Value::Object(properties)) = root.get_mut("properties") {
        for property in properties.values_mut() {
            if property.get("type") == Some(&json!("array")) {
                property["type"] = json!(["array", "null"]);
            }
        }
    }
    let Some(Value::Object(definitions)) = root.get_mut("$defs") else {
        return;
    };
    let mut offer = |name: &str, known: Vec<String>, pattern: &str| {
        if let Some(Value::Object(definition)) = definitions.get_mut(name) {
            definition.remove("type");
            definition.insert(
                "anyOf".to_owned(),
                json!([{"enum": known}, {"type": "string", "pattern": pattern}]),
            );
        }
    };
    let permissions = catalogue
        .permissions()
        .filter(|facts| facts.status == PermissionStatus::Api)
        .map(|facts| facts.name.to_string());
    offer(
        "PermissionText",
        permissions.collect(),
        "^[A-Za-z0-9_-]+(:([A-Za-z0-9_-]+|\\*):([A-Za-z0-9_-]+|\\*))?$",
    );
    let scopes = catalogue.scopes().iter().map(|scope| scope.name.to_owned());
    offer("ScopeText", scopes.collect(), "^[A-Za-z0-9._-]+(:[A-Za-z0-9._-]+)?$");
    let regions = catalogue
        .regions()
        .iter()
        .flat_map(|region| [region.name.to_owned(), region.domain.to_owned()]);
    offer("RegionText", regions.collect(), "^[a-z0-9.-]+$");
    let settings = known_settings().keys().map(|key| (*key).to_owned());
    offer("SettingKey", settings.collect(), "^[A-Za-z0-9_*.-]+$");
    if let Some(Value::Object(definition)) = definitions.get_mut("OrgIdText") {
        definition.insert(
            "pattern".to_owned(),
            json!("^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$"),
        );
    }
    if let Some(Value::Object(definition)) = definitions.get_mut("SettingEntry") {
        definition.insert(
            "oneOf".to_owned(),
            json!([{"required": ["value"]}, {"required": ["values"]}]),
        );
    }
}
