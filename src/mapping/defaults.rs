//! The tables that ship with the program.

use super::source::{Layer, SourceFile};

/// A table that ships, by the path that `init --defaults` writes it to.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// The file's name, `settings.yaml`; overlays are known by their stem.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// The default tables: settings, roles, scopes, duties, privileged rights. Never tenants or applications.
pub const DEFAULTS: &[Shipped] = &[
    Shipped {
        name: "duties.yaml",
        text: include_str!("../../mappings/duties.yaml"),
    },
    Shipped {
        name: "privileged.yaml",
        text: include_str!("../../mappings/privileged.yaml"),
    },
    Shipped {
        name: "roles.yaml",
        text: include_str!("../../mappings/roles.yaml"),
    },
    Shipped {
        name: "scopes.yaml",
        text: include_str!("../../mappings/scopes.yaml"),
    },
    Shipped {
        name: "settings.yaml",
        text: include_str!("../../mappings/settings.yaml"),
    },
];

/// Tables for products that not every org has, laid over the defaults when asked for by name.
pub const OVERLAYS: &[Shipped] = &[
    Shipped {
        name: "cases.yaml",
        text: include_str!("../../mappings/overlays/cases.yaml"),
    },
    Shipped {
        name: "work-items.yaml",
        text: include_str!("../../mappings/overlays/work-items.yaml"),
    },
];

/// The names of the overlays, as `--overlay` takes them.
pub fn overlay_names() -> Vec<&'static str> {
    OVERLAYS.iter().map(|overlay| stem(overlay.name)).collect()
}

fn stem(name: &'static str) -> &'static str {
    name.strip_suffix(".yaml").unwrap_or(name)
}

/// Whether a shown name is that of a table that ships, and not of the user's.
pub(super) fn is_shipped(name: &str) -> bool {
    name.starts_with("default:") || name.starts_with("overlay:")
}

pub(super) fn files() -> Vec<SourceFile> {
    let file = |shipped: &Shipped| SourceFile::new(format!("default:{}", shipped.name), Layer::Default, shipped.text);
    DEFAULTS.iter().map(file).collect()
}

pub(super) fn overlay(name: &str, index: usize) -> Option<SourceFile> {
    let shipped = OVERLAYS.iter().find(|overlay| stem(overlay.name) == name)?;
    Some(SourceFile::new(
        format!("overlay:{}", shipped.name),
        Layer::Overlay(index),
        shipped.text,
    ))
}
