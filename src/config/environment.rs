//! The environment: read here and nowhere else.

use std::path::PathBuf;

/// What the environment says, taken once; tests make their own.
#[derive(Debug, Clone, Default)]
pub(super) struct Environment {
    variables: std::collections::BTreeMap<&'static str, String>,
}

/// Every variable that settings look at.
const NAMES: &[&str] = &[
    "HOME",
    "XDG_CONFIG_HOME",
    "ZD2GC_COLOR",
    "ZD2GC_CONFIG",
    "ZD2GC_MAPPINGS",
    "ZD2GC_OVERLAYS",
    "ZD2GC_PROFILE",
    "ZD2GC_SNAPSHOTS",
    "ZD2GC_TENANT",
];

impl Environment {
    /// The process's environment. Empty variables count as unset, as shells cannot tell the two apart.
    pub(super) fn of_process() -> Self {
        Self {
            variables: NAMES
                .iter()
                .filter_map(|name| Some((*name, read(name)?)))
                .filter(|(_, value)| !value.is_empty())
                .collect(),
        }
    }

    /// An environment for a test.
    #[cfg(test)]
    pub(super) fn of(variables: &[(&'static str, &str)]) -> Self {
        Self {
            variables: variables
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect(),
        }
    }

    /// The value of a variable.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// Where the user file stands: `$XDG_CONFIG_HOME/zd2gc/config.yaml`, or below `~/.config`.
    pub(super) fn user_file(&self) -> Option<PathBuf> {
        // The XDG base directory specification says to ignore a relative path.
        let folder = match self.get("XDG_CONFIG_HOME").map(PathBuf::from) {
            Some(folder) if folder.is_absolute() => folder,
            _ => PathBuf::from(self.get("HOME")?).join(".config"),
        };
        Some(folder.join("zd2gc").join("config.yaml"))
    }
}

#[expect(clippy::disallowed_methods, reason = "config/ is where the environment is read")]
pub(super) fn read(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The width that `COLUMNS` asks for, if it is a number worth using.
pub fn columns() -> Option<usize> {
    read("COLUMNS")?.parse().ok().filter(|width| (40..=500).contains(width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_file_follows_xdg() {
        let home = [("HOME", "/home/anna")];
        assert_eq!(
            Environment::of(&home).user_file().unwrap(),
            PathBuf::from("/home/anna/.config/zd2gc/config.yaml")
        );
        let both = [("HOME", "/home/anna"), ("XDG_CONFIG_HOME", "/etc/xdg")];
        assert_eq!(
            Environment::of(&both).user_file().unwrap(),
            PathBuf::from("/etc/xdg/zd2gc/config.yaml")
        );
        let relative = [("HOME", "/home/anna"), ("XDG_CONFIG_HOME", "xdg")];
        assert_eq!(
            Environment::of(&relative).user_file().unwrap(),
            PathBuf::from("/home/anna/.config/zd2gc/config.yaml")
        );
        assert_eq!(Environment::of(&[]).user_file(), None);
    }
}
