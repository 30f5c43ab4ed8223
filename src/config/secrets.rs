//! Secrets: from the environment or from files that only their owner may read. Never from a settings file, never shown.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::connections::SecretSource;
use super::environment::read;

/// The longest file that can be a secret.
const LONGEST: u64 = 64 << 10;

/// Why a secret can't be had. Tells where it was looked for, never what was found.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// A variable that is not set, or empty.
    #[error("the variable `{name}` is not set")]
    Variable {
        /// Its name.
        name: String,
    },
    /// A file that can't be read.
    #[error("could not read the secret in `{}`", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// A file that others may read.
    #[error("others may read the secret in `{}`", path.display())]
    Open {
        /// The file.
        path: PathBuf,
    },
    /// A file that holds nothing, or more than a secret.
    #[error("`{}` holds no secret: {what}", path.display())]
    Unfit {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl SecretError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            Self::Variable { name } => format!("set it: `export {name}=...`, or name another place in the settings"),
            Self::File { .. } => "put the secret there, on one line, readable by you alone".to_owned(),
            Self::Open { path } => format!("`chmod 600 {}`", path.display()),
            Self::Unfit { .. } => "the file has to hold the secret on one line and nothing else".to_owned(),
        }
    }
}

impl SecretSource {
    /// Reads the secret.
    ///
    /// # Errors
    /// When it is not there, or not kept as a secret.
    pub fn read(&self) -> Result<SecretString, SecretError> {
        match self {
            Self::Env(name) => variable(name).ok_or_else(|| SecretError::Variable { name: name.clone() }),
            Self::File(path) => file(path),
        }
    }
}

/// The secret in a variable; empty counts as unset.
pub fn variable(name: &str) -> Option<SecretString> {
    read(name).filter(|value| !value.is_empty()).map(SecretString::from)
}

fn file(path: &Path) -> Result<SecretString, SecretError> {
    let wrong = |source| SecretError::File {
        path: path.to_owned(),
        source,
    };
    let unfit = |what| SecretError::Unfit {
        path: path.to_owned(),
        what,
    };
    let about = std::fs::metadata(path).map_err(wrong)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if about.is_file() && about.permissions().mode() & 0o077 != 0 {
            return Err(SecretError::Open { path: path.to_owned() });
        }
    }
    if about.len() > LONGEST {
        return Err(unfit("it is too long"));
    }
    let text = std::fs::read_to_string(path).map_err(wrong)?;
    let secret = text.trim();
    if secret.is_empty() {
        return Err(unfit("it is empty"));
    }
    if secret.contains(char::is_control) {
        return Err(unfit("it has several lines"));
    }
    Ok(SecretString::from(secret.to_owned()))
}

/// What the environment says of a connection under the names that people already have.
#[derive(Debug, Default)]
pub struct Given {
    /// `GENESYSCLOUD_REGION`.
    pub region: Option<String>,
    /// `GENESYSCLOUD_ACCESS_TOKEN`.
    pub genesys_token: Option<SecretString>,
    /// `GENESYSCLOUD_OAUTHCLIENT_ID` and `GENESYSCLOUD_OAUTHCLIENT_SECRET`.
    pub genesys_client: Option<(String, SecretString)>,
    /// `ZENDESK_OAUTH_TOKEN`.
    pub zendesk_token: Option<SecretString>,
    /// `ZENDESK_EMAIL` and `ZENDESK_API_TOKEN`.
    pub zendesk_api_token: Option<(String, SecretString)>,
}

impl Given {
    /// What this process's environment says.
    pub fn of_process() -> Self {
        let plain = |name: &str| read(name).filter(|value| !value.is_empty());
        Self {
            region: plain("GENESYSCLOUD_REGION"),
            genesys_token: variable("GENESYSCLOUD_ACCESS_TOKEN"),
            genesys_client: plain("GENESYSCLOUD_OAUTHCLIENT_ID").zip(variable("GENESYSCLOUD_OAUTHCLIENT_SECRET")),
            zendesk_token: variable("ZENDESK_OAUTH_TOKEN"),
            zendesk_api_token: plain("ZENDESK_EMAIL").zip(variable("ZENDESK_API_TOKEN")),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use secrecy::ExposeSecret as _;

    use super::*;
    use crate::snapshot::files::{write_atomically, write_secret};

    #[test]
    fn a_secret_is_read_from_a_file_of_ones_own_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        write_secret(&path, |out| out.write_all(b"hush\n")).unwrap();
        let source = SecretSource::File(path.clone());
        assert_eq!(source.read().unwrap().expose_secret(), "hush");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let error = source.read().unwrap_err();
        assert!(matches!(error, SecretError::Open { .. }));
        assert!(error.hint().starts_with("`chmod 600 "), "{}", error.hint());
    }

    #[test]
    fn what_is_no_secret_is_told_without_showing_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        let source = SecretSource::File(path.clone());
        assert!(matches!(source.read(), Err(SecretError::File { .. })));
        for text in ["", "  \n", "one\ntwo"] {
            write_secret(&path, |out| out.write_all(text.as_bytes())).unwrap();
            let error = source.read().unwrap_err();
            assert!(matches!(error, SecretError::Unfit { .. }), "{text:?}");
            assert!(!error.to_string().contains("one"));
        }
        write_atomically(&path, |out| out.write_all(b"x")).unwrap();
        let unset = SecretSource::Env("ZD2GC_TEST_NOT_SET".to_owned()).read();
        assert!(matches!(unset, Err(SecretError::Variable { .. })));
    }
}
