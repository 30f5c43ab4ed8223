//! Answers about single things, in the form that programs read.

use serde::Serialize;

use super::facts::{Mode, OperationFacts, PermissionStatus, RemovedOperation, ScopeSource};
use super::{Catalogue, Resolved};
use crate::model::{Operation, Permission};

/// How many operations are offered in place of one that doesn't exist.
const INSTEAD: usize = 5;

/// Everything about an operation. Keys are never renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "they are the vendor's independent flags")]
pub struct OperationView {
    /// The method.
    pub method: String,
    /// The template that the path matches; the path as it was asked for where none does.
    pub path: String,
    /// Whether the API has it.
    pub exists: bool,
    /// The permissions it needs.
    pub permissions: PermissionsView,
    /// The scopes it accepts; any one suffices.
    pub scopes: Vec<String>,
    /// How sure the scopes are.
    pub scope_source: ScopeSource,
    /// Deprecated by the vendor.
    pub deprecated: bool,
    /// A preview that may change or go.
    pub preview: bool,
    /// The first release of the vendor's SDK that had it, or null.
    pub first_release: Option<String>,
    /// When the API lost it, or null.
    pub removed: Option<RemovedView>,
    /// What to use in its place, where it doesn't exist.
    pub instead: Vec<String>,
    /// Needs no token.
    pub no_auth: bool,
    /// Takes any token, whatever its scopes.
    pub any_token: bool,
    /// Takes a web-messaging guest's token.
    pub guest_token: bool,
    /// The day of the facts.
    pub catalogue: String,
}

/// The permissions of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PermissionsView {
    /// How they combine.
    pub mode: Mode,
    /// Their names.
    pub names: Vec<String>,
}

/// When the API lost an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemovedView {
    /// The last release of the vendor's SDK that had it.
    pub last_release: String,
    /// The day of that release.
    pub last_date: String,
    /// Whether it lives on, with another name for a parameter of its path.
    pub renamed_parameter: bool,
}

/// Everything about a permission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PermissionView {
    /// The permission, in the vendor's spelling where it exists.
    pub permission: String,
    /// Whether it exists.
    pub exists: bool,
    /// What is known of it, or null.
    pub status: Option<PermissionStatus>,
    /// The operations that list it.
    pub operations: Vec<String>,
    /// Those of them that need other permissions besides it.
    pub needs_more: Vec<String>,
    /// The nearest names, where it doesn't exist.
    pub nearest: Vec<String>,
    /// The day of the facts.
    pub catalogue: String,
}

/// Everything about a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScopeView {
    /// The scope.
    pub scope: String,
    /// Whether it exists.
    pub exists: bool,
    /// `full`, `readonly` or `other`, or null.
    pub access: Option<String>,
    /// The operations that accept it.
    pub operations: Vec<String>,
    /// For a readonly scope: operations that accept it though they write.
    pub writes_with_readonly: Vec<String>,
    /// Those of the operations of which this is derived and not stated by the vendor.
    pub derived: Vec<String>,
    /// The nearest names, where it doesn't exist.
    pub nearest: Vec<String>,
    /// The day of the facts.
    pub catalogue: String,
}

impl Catalogue {
    /// Everything about an operation, real or not.
    pub fn view_operation(&self, asked: &Operation) -> OperationView {
        match self.resolve(asked.method, &asked.path) {
            Resolved::Exists(facts, gone) => existing(facts, gone),
            Resolved::Removed(gone) => missing(
                asked,
                gone.path,
                Some(gone),
                self.nearest_operations(&asked.to_string(), INSTEAD),
            ),
            Resolved::Unknown => missing(
                asked,
                &asked.path,
                None,
                self.nearest_operations(&asked.to_string(), INSTEAD),
            ),
        }
    }

    /// Everything about a permission, real or not.
    pub fn view_permission(&self, asked: &Permission) -> PermissionView {
        let facts = self.permission(asked);
        let checked = self.check(asked.as_str());
        let lists: Vec<&OperationFacts> = self.opened_by(asked).collect();
        PermissionView {
            permission: checked.name,
            exists: checked.exists,
            status: facts.map(|facts| facts.status),
            operations: named(lists.iter().copied()),
            needs_more: named(
                lists
                    .iter()
                    .copied()
                    .filter(|facts| facts.mode == Mode::All && facts.permissions.len() > 1),
            ),
            nearest: checked.nearest,
            catalogue: Self::DATE.to_owned(),
        }
    }

    /// Everything about a scope, real or not.
    pub fn view_scope(&self, asked: &str) -> ScopeView {
        let facts = self.scope(asked);
        let accepts: Vec<&OperationFacts> = self.accepting(asked).collect();
        let readonly = facts.is_some_and(|facts| facts.access == "readonly");
        ScopeView {
            scope: asked.to_owned(),
            exists: facts.is_some(),
            access: facts.map(|facts| facts.access.to_owned()),
            operations: named(accepts.iter().copied()),
            writes_with_readonly: named(accepts.iter().copied().filter(|facts| readonly && facts.writes())),
            derived: named(
                accepts
                    .iter()
                    .copied()
                    .filter(|facts| facts.scope_source == ScopeSource::Derived),
            ),
            nearest: if facts.is_some() {
                Vec::new()
            } else {
                self.check(asked).nearest
            },
            catalogue: Self::DATE.to_owned(),
        }
    }
}

fn named<'a>(operations: impl Iterator<Item = &'a OperationFacts>) -> Vec<String> {
    operations
        .map(|facts| format!("{} {}", facts.method, facts.path))
        .collect()
}

fn existing(facts: &OperationFacts, gone: Option<&RemovedOperation>) -> OperationView {
    OperationView {
        method: facts.method.to_string(),
        path: facts.path.to_owned(),
        exists: true,
        permissions: PermissionsView {
            mode: facts.mode,
            names: facts.permissions.iter().map(ToString::to_string).collect(),
        },
        scopes: facts.scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        scope_source: facts.scope_source,
        deprecated: facts.deprecated,
        preview: facts.preview,
        first_release: (!facts.since.is_empty()).then(|| facts.since.to_owned()),
        removed: gone.map(removed),
        instead: Vec::new(),
        no_auth: facts.no_auth,
        any_token: facts.any_token,
        guest_token: facts.guest_token,
        catalogue: Catalogue::DATE.to_owned(),
    }
}

fn missing(asked: &Operation, path: &str, gone: Option<&RemovedOperation>, instead: Vec<String>) -> OperationView {
    OperationView {
        method: asked.method.to_string(),
        path: path.to_owned(),
        exists: false,
        permissions: PermissionsView {
            mode: Mode::Unknown,
            names: Vec::new(),
        },
        scopes: Vec::new(),
        scope_source: ScopeSource::Unknown,
        deprecated: false,
        preview: false,
        first_release: gone.map(|gone| gone.first_release.to_owned()),
        removed: gone.map(removed),
        instead,
        no_auth: false,
        any_token: false,
        guest_token: false,
        catalogue: Catalogue::DATE.to_owned(),
    }
}

fn removed(gone: &RemovedOperation) -> RemovedView {
    RemovedView {
        last_release: gone.last_release.to_owned(),
        last_date: gone.last_date.to_owned(),
        renamed_parameter: gone.renamed_parameter,
    }
}
