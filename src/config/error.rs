//! What can be wrong with the settings.

use std::io;
use std::path::PathBuf;

/// What is wrong with a settings file or a variable; always something that the user can put right.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file can't be read.
    #[error("could not read settings file `{}`", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The file is larger than any settings file has reason to be.
    #[error("settings file `{}` is larger than {limit} bytes", file.display())]
    TooLarge {
        /// The file.
        file: PathBuf,
        /// The most that is read.
        limit: u64,
    },
    /// The file is not YAML.
    #[error("settings file `{}` is not valid YAML", file.display())]
    Syntax {
        /// The file.
        file: PathBuf,
        /// Where and why.
        #[source]
        source: serde_yaml::Error,
    },
    /// The file is YAML but no map of settings, or says another schema.
    #[error("`{}` is no settings file: {why}", file.display())]
    Schema {
        /// The file.
        file: PathBuf,
        /// What is missing or different.
        why: String,
    },
    /// A key that no setting has.
    #[error("unknown setting `{key}` in `{}`", file.display())]
    UnknownKey {
        /// The file.
        file: PathBuf,
        /// The key, with the profile it stands in.
        key: String,
        /// The key that was probably meant, or all of them.
        remedy: String,
    },
    /// A key that looks as if it held a secret.
    #[error("`{key}` in `{}` looks like a secret, and settings files hold none", file.display())]
    Secret {
        /// The file.
        file: PathBuf,
        /// The key.
        key: String,
    },
    /// A value that a setting can't have.
    #[error("setting `{key}` in `{}` has a wrong value: {why}", file.display())]
    Value {
        /// The file.
        file: PathBuf,
        /// The key.
        key: String,
        /// What is wrong.
        why: String,
    },
    /// A variable whose value a setting can't have.
    #[error("environment variable `{name}` has a wrong value: {why}")]
    Variable {
        /// The variable.
        name: &'static str,
        /// What is wrong.
        why: String,
    },
    /// A profile that the project file does not have.
    #[error("unknown profile `{name}`")]
    UnknownProfile {
        /// The profile asked for.
        name: String,
        /// Which there are, or where to write them.
        remedy: String,
    },
}

impl ConfigError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                "`zd2gc init` writes a project file to start from".to_owned()
            }
            Self::Unreadable { .. } => "check the path and its permissions".to_owned(),
            Self::TooLarge { .. } => "check that this is the file you meant".to_owned(),
            Self::Syntax { .. } | Self::Schema { .. } => {
                "compare it with what `zd2gc init` writes; docs/configuration.md explains every key".to_owned()
            }
            Self::UnknownKey { remedy, .. } | Self::UnknownProfile { remedy, .. } => remedy.clone(),
            Self::Secret { .. } => {
                "take it out, and revoke it if the file was shared; secrets come from the environment or from a file of their own"
                    .to_owned()
            }
            Self::Value { .. } | Self::Variable { .. } => "docs/configuration.md lists what each setting takes".to_owned(),
        }
    }
}
