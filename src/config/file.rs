//! The project file and the user file: `zd2gc/project/1`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_yaml::{Mapping, Value as Yaml};

use super::connections::{GenesysConnection, ZendeskConnection};
use super::{Color, ConfigError};

/// The schema's name.
pub const SCHEMA: &str = "zd2gc/project/1";

/// The project file's name; it is looked for in the working folder only.
pub const PROJECT_FILE: &str = "zd2gc.yaml";

/// No settings file has reason to be larger.
const LIMIT: u64 = 1 << 20;

/// A project: where its tables and snapshots are, and what its commands do unless told otherwise.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectFile {
    /// `zd2gc/project/1`.
    pub schema: String,
    /// The folder of mapping tables, relative to this file; `mappings` if that exists.
    pub mappings: Option<PathBuf>,
    /// The folder of snapshots, relative to this file.
    pub snapshots: Option<PathBuf>,
    /// Overlays of the shipped tables to lie over the defaults.
    pub overlays: Option<Vec<String>>,
    /// The tenant that commands work on unless told otherwise.
    pub tenant: Option<String>,
    /// When to colour.
    pub color: Option<Color>,
    /// How accounts of Zendesk are reached.
    pub zendesk: Option<Vec<ZendeskConnection>>,
    /// How orgs of Genesys Cloud are reached.
    pub genesys: Option<Vec<GenesysConnection>>,
    /// The profile to use unless told otherwise.
    pub profile: Option<String>,
    /// Settings by profile; they go before those outside.
    #[serde(default)]
    pub profiles: BTreeMap<String, Keys>,
}

/// The settings that a profile can have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The folder of mapping tables, relative to this file.
    pub mappings: Option<PathBuf>,
    /// The folder of snapshots, relative to this file.
    pub snapshots: Option<PathBuf>,
    /// Overlays of the shipped tables to lie over the defaults.
    pub overlays: Option<Vec<String>>,
    /// The tenant that commands work on unless told otherwise.
    pub tenant: Option<String>,
    /// When to colour.
    pub color: Option<Color>,
    /// How accounts of Zendesk are reached.
    pub zendesk: Option<Vec<ZendeskConnection>>,
    /// How orgs of Genesys Cloud are reached.
    pub genesys: Option<Vec<GenesysConnection>>,
}

/// The keys of [`Keys`], for errors.
const KEYS: &[&str] = &[
    "mappings",
    "snapshots",
    "overlays",
    "tenant",
    "color",
    "zendesk",
    "genesys",
];

/// A settings file that was read and checked.
#[derive(Debug, Clone, Default)]
pub(super) struct Checked {
    /// The file.
    pub(super) file: PathBuf,
    /// Its settings.
    pub(super) keys: Keys,
    /// The profile that it asks for.
    pub(super) profile: Option<String>,
    /// Its profiles.
    pub(super) profiles: BTreeMap<String, Keys>,
}

/// Whether a file has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It was asked for by name.
    Required,
    /// It is where one may be.
    Optional,
}

impl Checked {
    /// Reads a settings file, or says that there is none.
    pub(super) fn read(file: &Path, presence: Presence) -> Result<Option<Self>, ConfigError> {
        let unreadable = |source| ConfigError::Unreadable {
            file: file.to_owned(),
            source,
        };
        let opened = match fs::File::open(file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && presence == Presence::Optional => {
                return Ok(None);
            }
            opened => opened.map_err(unreadable)?,
        };
        let mut text = String::new();
        opened.take(LIMIT + 1).read_to_string(&mut text).map_err(unreadable)?;
        if text.len() as u64 > LIMIT {
            return Err(ConfigError::TooLarge {
                file: file.to_owned(),
                limit: LIMIT,
            });
        }
        Self::parse(file, &text).map(Some)
    }

    /// Checks the text of a settings file.
    pub(super) fn parse(file: &Path, text: &str) -> Result<Self, ConfigError> {
        let schema_error = |why: String| ConfigError::Schema {
            file: file.to_owned(),
            why,
        };
        let value: Yaml = serde_yaml::from_str(text).map_err(|source| ConfigError::Syntax {
            file: file.to_owned(),
            source,
        })?;
        let Yaml::Mapping(mut map) = value else {
            return Err(schema_error(format!(
                "it has to be a map that begins with `schema: {SCHEMA}`"
            )));
        };
        match map.remove("schema") {
            Some(Yaml::String(schema)) if schema == SCHEMA => {}
            Some(other) => {
                let other = serde_yaml::to_string(&other).unwrap_or_default();
                return Err(schema_error(format!(
                    "its schema is `{}`, not `{SCHEMA}`",
                    other.trim()
                )));
            }
            None => return Err(schema_error(format!("it has no line `schema: {SCHEMA}`"))),
        }
        let profile = match map.remove("profile") {
            None | Some(Yaml::Null) => None,
            Some(Yaml::String(name)) => Some(name),
            Some(_) => return Err(wrong(file, "profile", "expected the name of a profile")),
        };
        let mut profiles = BTreeMap::new();
        match map.remove("profiles") {
            None | Some(Yaml::Null) => {}
            Some(Yaml::Mapping(entries)) => {
                for (name, entry) in entries {
                    let Yaml::String(name) = name else {
                        return Err(wrong(file, "profiles", "expected names of profiles as keys"));
                    };
                    let prefix = format!("profiles.{name}.");
                    let entry = match entry {
                        Yaml::Mapping(entry) => entry,
                        Yaml::Null => Mapping::new(),
                        _ => return Err(wrong(file, prefix.trim_end_matches('.'), "expected a map of settings")),
                    };
                    profiles.insert(name, keys(file, &prefix, entry)?);
                }
            }
            Some(_) => return Err(wrong(file, "profiles", "expected a map of profiles by name")),
        }
        Ok(Self {
            file: file.to_owned(),
            keys: keys(file, "", map)?,
            profile,
            profiles,
        })
    }
}

fn wrong(file: &Path, key: &str, why: &str) -> ConfigError {
    ConfigError::Value {
        file: file.to_owned(),
        key: key.to_owned(),
        why: why.to_owned(),
    }
}

/// Checks the keys of a map one by one, so that an error names its key, and then their values.
fn keys(file: &Path, prefix: &str, map: Mapping) -> Result<Keys, ConfigError> {
    for key in map.keys() {
        let name = key.as_str().map_or_else(
            || serde_yaml::to_string(key).unwrap_or_default().trim().to_owned(),
            str::to_owned,
        );
        if KEYS.contains(&name.as_str()) {
            continue;
        }
        let path = format!("{prefix}{name}");
        if looks_secret(&name) {
            return Err(ConfigError::Secret {
                file: file.to_owned(),
                key: path,
            });
        }
        let known: Vec<&str> = if prefix.is_empty() {
            ["schema", "profile", "profiles"].iter().chain(KEYS).copied().collect()
        } else {
            KEYS.to_vec()
        };
        return Err(ConfigError::UnknownKey {
            file: file.to_owned(),
            key: path,
            remedy: did_you_mean(&name, &known, "settings are"),
        });
    }
    let mut read = Keys::default();
    for (key, value) in map {
        let name = key.as_str().unwrap_or_default().to_owned();
        let one = Yaml::Mapping(Mapping::from_iter([(key, value)]));
        let one: Keys = serde_yaml::from_value(one).map_err(|error| {
            let why = error.to_string();
            // The path of a map with one key is that key, which the error names already.
            let why = why.strip_prefix(&format!("{name}: ")).unwrap_or(&why).to_owned();
            wrong(file, &format!("{prefix}{name}"), &why)
        })?;
        read = read.or(one);
    }
    let fault = read.zendesk.iter().flatten().find_map(ZendeskConnection::fault);
    if let Some(fault) = fault {
        return Err(wrong(file, &format!("{prefix}zendesk"), &fault));
    }
    Ok(read)
}

impl Keys {
    /// These, and those of the other where these say nothing.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            mappings: self.mappings.or(other.mappings),
            snapshots: self.snapshots.or(other.snapshots),
            overlays: self.overlays.or(other.overlays),
            tenant: self.tenant.or(other.tenant),
            color: self.color.or(other.color),
            zendesk: self.zendesk.or(other.zendesk),
            genesys: self.genesys.or(other.genesys),
        }
    }
}

/// Whether a key is named as people name secrets.
fn looks_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    [
        "secret",
        "token",
        "password",
        "passwd",
        "api_key",
        "apikey",
        "credential",
    ]
    .iter()
    .any(|word| key.contains(word))
}

/// The nearest of some names, or all of them.
pub(super) fn did_you_mean(name: &str, known: &[&str], all: &str) -> String {
    let nearest = known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), *candidate))
        .min();
    match nearest {
        Some((distance, candidate)) if distance <= 2.max(candidate.len() / 3) => {
            format!("did you mean `{candidate}`?")
        }
        _ => format!("{all} {}", known.join(", ")),
    }
}
