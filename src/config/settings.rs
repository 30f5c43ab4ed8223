//! The effective settings, each with where it came from.

use std::fmt;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ConfigError;
use super::connections::{Beside as _, GenesysConnection, ZendeskConnection};
use super::environment::Environment;
use super::file::{Checked, Keys, PROJECT_FILE, Presence, did_you_mean};

/// When to colour.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, strum::Display, strum::EnumString,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Color {
    /// On a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What the command line says about settings.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--profile`.
    pub profile: Option<String>,
    /// `--color`.
    pub color: Option<Color>,
}

/// Where a setting came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "from")]
pub enum Origin {
    /// A flag.
    Flag {
        /// The flag.
        flag: &'static str,
    },
    /// A variable.
    Environment {
        /// Its name.
        variable: &'static str,
    },
    /// The project file.
    Project {
        /// The file.
        file: PathBuf,
        /// The profile in it.
        #[serde(skip_serializing_if = "Option::is_none")]
        profile: Option<String>,
    },
    /// The user file.
    User {
        /// The file.
        file: PathBuf,
    },
    /// Nobody said anything.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag { flag } => write!(f, "flag {flag}"),
            Self::Environment { variable } => write!(f, "environment {variable}"),
            Self::Project { file, profile: None } => write!(f, "{}", file.display()),
            Self::Project {
                file,
                profile: Some(profile),
            } => write!(f, "{}, profile {profile}", file.display()),
            Self::User { file } => write!(f, "{} (user file)", file.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A setting with where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Value<T> {
    /// What it is.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

impl<T> Value<T> {
    fn default_of(value: T) -> Self {
        Self {
            value,
            origin: Origin::Default,
        }
    }
}

/// The effective settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// The project file that was read, or null.
    pub project: Value<Option<PathBuf>>,
    /// The profile in use, or null.
    pub profile: Value<Option<String>>,
    /// The folder of mapping tables, or null for the shipped ones alone.
    pub mappings: Value<Option<PathBuf>>,
    /// The folder of snapshots, or null.
    pub snapshots: Value<Option<PathBuf>>,
    /// Overlays of the shipped tables.
    pub overlays: Value<Vec<String>>,
    /// The tenant to work on, or null for all.
    pub tenant: Value<Option<String>>,
    /// When to colour.
    pub color: Value<Color>,
    /// How accounts of Zendesk are reached.
    pub zendesk: Value<Vec<ZendeskConnection>>,
    /// How orgs of Genesys Cloud are reached.
    pub genesys: Value<Vec<GenesysConnection>>,
}

impl Settings {
    /// The settings of this process in its working folder.
    ///
    /// # Errors
    /// When a file or a variable says something that no setting takes.
    pub fn load(given: &Given) -> Result<Self, ConfigError> {
        Self::resolve(given, &Environment::of_process(), Path::new(""))
    }

    /// The settings of a file that is named, and of nothing else.
    ///
    /// # Errors
    /// When the file says something that no setting takes.
    pub fn of_file(given: &Given) -> Result<Self, ConfigError> {
        Self::resolve(given, &Environment::default(), Path::new(""))
    }

    /// The settings of somebody who has set nothing, whatever files and variables there are.
    pub fn defaults() -> Self {
        Self {
            project: Value::default_of(None),
            profile: Value::default_of(None),
            mappings: Value::default_of(None),
            snapshots: Value::default_of(None),
            overlays: Value::default_of(Vec::new()),
            tenant: Value::default_of(None),
            color: Value::default_of(Color::default()),
            zendesk: Value::default_of(Vec::new()),
            genesys: Value::default_of(Vec::new()),
        }
    }

    /// The folder of mapping tables, if there is one besides the shipped ones.
    pub fn mappings(&self) -> Option<PathBuf> {
        self.mappings.value.clone()
    }

    /// The folder of snapshots.
    pub fn snapshots(&self) -> Option<PathBuf> {
        self.snapshots.value.clone()
    }

    /// The overlays of the shipped tables.
    pub fn overlays(&self) -> &[String] {
        &self.overlays.value
    }

    /// The tenant to work on.
    pub fn tenant(&self) -> Option<&str> {
        self.tenant.value.as_deref()
    }

    fn resolve(given: &Given, environment: &Environment, folder: &Path) -> Result<Self, ConfigError> {
        let (project_path, project_origin, presence) = match (&given.config, environment.get("ZD2GC_CONFIG")) {
            (Some(file), _) => (file.clone(), Origin::Flag { flag: "--config" }, Presence::Required),
            (None, Some(file)) => (
                PathBuf::from(file),
                Origin::Environment {
                    variable: "ZD2GC_CONFIG",
                },
                Presence::Required,
            ),
            (None, None) => (folder.join(PROJECT_FILE), Origin::Default, Presence::Optional),
        };
        let project = Checked::read(&project_path, presence)?;
        let user = match environment.user_file() {
            Some(file) => Checked::read(&file, Presence::Optional)?,
            None => None,
        };

        let mut profile: Value<Option<String>> = Value::default_of(None);
        if let Some(name) = &given.profile {
            profile = Value {
                value: Some(name.clone()),
                origin: Origin::Flag { flag: "--profile" },
            };
        } else if let Some(name) = environment.get("ZD2GC_PROFILE") {
            profile = Value {
                value: Some(name.to_owned()),
                origin: Origin::Environment {
                    variable: "ZD2GC_PROFILE",
                },
            };
        } else if let Some(project) = &project
            && let Some(name) = &project.profile
        {
            profile = Value {
                value: Some(name.clone()),
                origin: Origin::Project {
                    file: project.file.clone(),
                    profile: None,
                },
            };
        }

        // Each layer goes before those after it.
        let mut layers: Vec<(Keys, Origin)> = Vec::new();
        if let Some(name) = &profile.value {
            let profiles = project.as_ref().map(|project| &project.profiles);
            let Some(keys) = profiles.and_then(|profiles| profiles.get(name)) else {
                return Err(unknown_profile(name, project.as_ref()));
            };
            let file = project_path.clone();
            layers.push((
                relative_to(&file, keys.clone()),
                Origin::Project {
                    file,
                    profile: Some(name.clone()),
                },
            ));
        }
        if let Some(project) = &project {
            let origin = Origin::Project {
                file: project.file.clone(),
                profile: None,
            };
            layers.push((relative_to(&project.file, project.keys.clone()), origin));
        }
        if let Some(user) = user {
            let keys = relative_to(&user.file, user.keys);
            layers.push((keys, Origin::User { file: user.file }));
        }

        let from_layers = |layers: &[(Keys, Origin)]| Self {
            project: Value {
                value: project.as_ref().map(|project| project.file.clone()),
                origin: project_origin.clone(),
            },
            profile: profile.clone(),
            mappings: first(layers, |keys| keys.mappings.clone().map(Some)),
            snapshots: first(layers, |keys| keys.snapshots.clone().map(Some)),
            overlays: first(layers, |keys| keys.overlays.clone()),
            tenant: first(layers, |keys| keys.tenant.clone().map(Some)),
            color: first(layers, |keys| keys.color),
            zendesk: first(layers, |keys| keys.zendesk.clone()),
            genesys: first(layers, |keys| keys.genesys.clone()),
        };
        let mut settings = from_layers(&layers);
        settings.take_environment(environment)?;
        if let Some(color) = given.color {
            settings.color = Value {
                value: color,
                origin: Origin::Flag { flag: "--color" },
            };
        }
        if settings.mappings.origin == Origin::Default && project.is_some() {
            let beside = beside(&project_path, Path::new("mappings"));
            if beside.is_dir() {
                settings.mappings.value = Some(beside);
            }
        }
        Ok(settings)
    }

    /// Lays the environment over the files.
    fn take_environment(&mut self, environment: &Environment) -> Result<(), ConfigError> {
        let named = |name: &'static str| {
            environment
                .get(name)
                .map(|value| (value, Origin::Environment { variable: name }))
        };
        if let Some((value, origin)) = named("ZD2GC_MAPPINGS") {
            self.mappings = Value {
                value: Some(value.into()),
                origin,
            };
        }
        if let Some((value, origin)) = named("ZD2GC_SNAPSHOTS") {
            self.snapshots = Value {
                value: Some(value.into()),
                origin,
            };
        }
        if let Some((value, origin)) = named("ZD2GC_OVERLAYS") {
            let names = value.split(',').map(str::trim).filter(|name| !name.is_empty());
            self.overlays = Value {
                value: names.map(str::to_owned).collect(),
                origin,
            };
        }
        if let Some((value, origin)) = named("ZD2GC_TENANT") {
            self.tenant = Value {
                value: Some(value.to_owned()),
                origin,
            };
        }
        if let Some((value, origin)) = named("ZD2GC_COLOR") {
            let value = value.parse().map_err(|_| ConfigError::Variable {
                name: "ZD2GC_COLOR",
                why: format!("expected auto, always or never, found `{value}`"),
            })?;
            self.color = Value { value, origin };
        }
        Ok(())
    }
}

/// The value of the first layer that has one.
fn first<T: Default>(layers: &[(Keys, Origin)], get: impl Fn(&Keys) -> Option<T>) -> Value<T> {
    layers
        .iter()
        .find_map(|(keys, origin)| {
            Some(Value {
                value: get(keys)?,
                origin: origin.clone(),
            })
        })
        .unwrap_or_else(|| Value::default_of(T::default()))
}

/// A path in a file means the same wherever the command runs.
pub(super) fn beside(file: &Path, path: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) => folder.join(path),
        None => path.to_owned(),
    }
}

fn relative_to(file: &Path, mut keys: Keys) -> Keys {
    keys.mappings = keys.mappings.map(|path| beside(file, &path));
    keys.snapshots = keys.snapshots.map(|path| beside(file, &path));
    keys.zendesk = keys.zendesk.map(|all| all.beside(file));
    keys.genesys = keys.genesys.map(|all| all.beside(file));
    keys
}

fn unknown_profile(name: &str, project: Option<&Checked>) -> ConfigError {
    let remedy = match project {
        None => format!("there is no project file; profiles stand in `{PROJECT_FILE}` under `profiles:`"),
        Some(project) if project.profiles.is_empty() => {
            format!(
                "`{}` has no profiles; they stand under `profiles:`",
                project.file.display()
            )
        }
        Some(project) => {
            let known: Vec<&str> = project.profiles.keys().map(String::as_str).collect();
            did_you_mean(name, &known, &format!("`{}` has", project.file.display()))
        }
    };
    ConfigError::UnknownProfile {
        name: name.to_owned(),
        remedy,
    }
}

#[cfg(test)]
mod tests {
    use super::super::connections::SecretSource;
    use super::*;
    use crate::snapshot::files::write_atomically;

    const PROJECT: &str =
        "schema: zd2gc/project/1\nmappings: tables\ntenant: emea\nprofiles:\n  us:\n    tenant: us\n    color: never\n";

    fn folder(text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        write_atomically(&folder.path().join(PROJECT_FILE), |out| out.write_all(text.as_bytes())).unwrap();
        folder
    }

    fn error(text: &str) -> String {
        let folder = folder(text);
        let error = Settings::resolve(&Given::default(), &Environment::default(), folder.path()).unwrap_err();
        format!("{error} / {}", error.hint()).replace(&format!("{}/", folder.path().display()), "")
    }

    #[test]
    fn without_files_everything_is_default() {
        let empty = tempfile::tempdir().unwrap();
        let settings = Settings::resolve(&Given::default(), &Environment::default(), empty.path()).unwrap();
        assert_eq!(settings.mappings(), None);
        assert_eq!(settings.color, Value::default_of(Color::Auto));
        assert_eq!(settings.project.value, None);
    }

    #[test]
    fn flag_goes_before_environment_before_profile_before_project_before_user() {
        let home = tempfile::tempdir().unwrap();
        write_atomically(&home.path().join(".config/zd2gc/config.yaml"), |out| {
            out.write_all(b"schema: zd2gc/project/1\ntenant: user\nsnapshots: shots\n")
        })
        .unwrap();
        let folder = folder(PROJECT);
        let home = home.path().to_str().unwrap();
        let mut variables = vec![("HOME", home)];
        let mut given = Given::default();
        let ask = |given: &Given, variables: &[(&'static str, &str)]| {
            Settings::resolve(given, &Environment::of(variables), folder.path()).unwrap()
        };

        let settings = ask(&given, &variables);
        assert_eq!(settings.tenant(), Some("emea"));
        assert_eq!(settings.mappings(), Some(folder.path().join("tables")));
        assert!(matches!(settings.snapshots.origin, Origin::User { .. }));

        given.profile = Some("us".to_owned());
        let settings = ask(&given, &variables);
        assert_eq!(settings.tenant(), Some("us"));
        assert_eq!(settings.color.value, Color::Never);
        assert!(settings.tenant.origin.to_string().ends_with("zd2gc.yaml, profile us"));

        variables.push(("ZD2GC_TENANT", "other"));
        variables.push(("ZD2GC_COLOR", "auto"));
        variables.push(("ZD2GC_OVERLAYS", "cases, work-items"));
        given.color = Some(Color::Always);
        let settings = ask(&given, &variables);
        assert_eq!(settings.tenant.origin.to_string(), "environment ZD2GC_TENANT");
        assert_eq!(settings.overlays(), ["cases", "work-items"]);
        assert_eq!(settings.color.origin.to_string(), "flag --color");
    }

    #[test]
    fn the_folder_mappings_counts_only_beside_a_project_file() {
        let project = folder("schema: zd2gc/project/1\n");
        let tables = project.path().join("mappings");
        std::fs::create_dir(&tables).unwrap();
        let none = Environment::default();
        let ask = || Settings::resolve(&Given::default(), &none, project.path()).unwrap();
        assert_eq!(ask().mappings(), Some(tables));
        std::fs::remove_file(project.path().join(PROJECT_FILE)).unwrap();
        assert_eq!(ask().mappings(), None);
    }

    #[test]
    fn a_wrong_file_is_an_error_with_file_key_and_remedy() {
        insta::assert_snapshot!(error("schema: zd2gc/project/1\nmapings: x\n"), @"unknown setting `mapings` in `zd2gc.yaml` / did you mean `mappings`?");
        insta::assert_snapshot!(error("schema: zd2gc/project/1\nprofiles:\n  eu:\n    frobnicate: x\n"), @"unknown setting `profiles.eu.frobnicate` in `zd2gc.yaml` / settings are mappings, snapshots, overlays, tenant, color, zendesk, genesys");
        insta::assert_snapshot!(error("schema: zd2gc/project/1\nzendesk_token: abc\n"), @"`zendesk_token` in `zd2gc.yaml` looks like a secret, and settings files hold none / take it out, and revoke it if the file was shared; secrets come from the environment or from a file of their own");
        insta::assert_snapshot!(error("schema: zd2gc/project/1\ncolor: blue\n"), @"setting `color` in `zd2gc.yaml` has a wrong value: unknown variant `blue`, expected one of `auto`, `always`, `never` / docs/configuration.md lists what each setting takes");
        insta::assert_snapshot!(error("schema: zd2gc/project/1\noverlays: cases\n"), @r##"setting `overlays` in `zd2gc.yaml` has a wrong value: invalid type: string "cases", expected a sequence / docs/configuration.md lists what each setting takes"##);
        insta::assert_snapshot!(error("schema: zd2gc/project/2\n"), @"`zd2gc.yaml` is no settings file: its schema is `zd2gc/project/2`, not `zd2gc/project/1` / compare it with what `zd2gc init` writes; docs/configuration.md explains every key");
        insta::assert_snapshot!(error("mappings: x\n"), @"`zd2gc.yaml` is no settings file: it has no line `schema: zd2gc/project/1` / compare it with what `zd2gc init` writes; docs/configuration.md explains every key");
        insta::assert_snapshot!(error("- a\n"), @"`zd2gc.yaml` is no settings file: it has to be a map that begins with `schema: zd2gc/project/1` / compare it with what `zd2gc init` writes; docs/configuration.md explains every key");
        insta::assert_snapshot!(error("schema: [\n"), @"settings file `zd2gc.yaml` is not valid YAML / compare it with what `zd2gc init` writes; docs/configuration.md explains every key");
        insta::assert_snapshot!(error("schema: zd2gc/project/1\nprofile: us\n"), @"unknown profile `us` / `zd2gc.yaml` has no profiles; they stand under `profiles:`");
        insta::assert_snapshot!(error(&format!("{PROJECT}profile: uss\n")), @"unknown profile `uss` / did you mean `us`?");
    }

    #[test]
    fn a_connection_says_where_its_secret_is_and_never_what_it_is() {
        let text = "schema: zd2gc/project/1\nzendesk:\n  - subdomain: acme\n    client_id: zd2gc\n    \
                    client_secret: {file: secrets/acme}\ngenesys:\n  - tenant: emea\n    client_id: x\n    \
                    client_secret: {env: EMEA}\n";
        let folder = folder(text);
        let settings = Settings::resolve(&Given::default(), &Environment::default(), folder.path()).unwrap();
        assert_eq!(
            settings.zendesk.value[0].client_secret,
            SecretSource::File(folder.path().join("secrets/acme"))
        );
        assert_eq!(
            settings.genesys.value[0].client_secret,
            SecretSource::Env("EMEA".to_owned())
        );
        for secret in [
            "canary-123",
            "[canary-123]",
            "{file: canary-123, env: x}",
            "{text: canary-123}",
        ] {
            let told = error(&text.replace("{env: EMEA}", secret));
            assert!(told.contains("never what it is") && !told.contains("canary"), "{told}");
        }
        let told = error(&text.replace(
            "    client_id: zd2gc",
            "    url: http://acme.example\n    client_id: zd2gc",
        ));
        assert!(told.contains("has to begin with https"), "{told}");
    }

    #[test]
    fn a_file_asked_for_by_name_has_to_be_there() {
        let given = Given {
            config: Some("no/such.yaml".into()),
            ..Given::default()
        };
        let error = Settings::resolve(&given, &Environment::default(), Path::new("")).unwrap_err();
        assert!(matches!(error, ConfigError::Unreadable { .. }));
    }
}
