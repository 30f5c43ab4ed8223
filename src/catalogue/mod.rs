//! What exists in Genesys Cloud: operations, permissions, scopes, regions, default roles, authorize parameters.
//!
//! In: facts embedded as tab-separated text, parsed on first use. Out: answers, and the nearest real names for one
//! that does not exist. Never says more than the facts do: what they don't tell is `unknown`. A live org's own lists
//! win over this catalogue; that is for the stages that have them.

mod check;
mod facts;
mod glosses;
mod index;
mod kind;
mod least;
mod load;
mod lookup;
mod nearest;
mod query;
mod search;
mod view;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use crate::model::Permission;

pub use check::{Checked, Resolved};
pub use facts::{
    AuthorizeParameter, DefaultRole, Mode, OperationFacts, ParameterKind, PermissionFacts, PermissionStatus,
    RegionFacts, RemovedOperation, ScopeFacts, ScopeSource,
};
pub use kind::Kind;
pub use least::{least, rank, scope_rank};
pub use search::Hit;
pub use view::{OperationView, PermissionView, PermissionsView, RemovedView, ScopeView};

/// What exists, as of [`Catalogue::DATE`].
#[derive(Debug)]
pub struct Catalogue {
    operations: Vec<OperationFacts>,
    removed: Vec<RemovedOperation>,
    permissions: BTreeMap<Permission, PermissionFacts>,
    scopes: Vec<ScopeFacts>,
    regions: Vec<RegionFacts>,
    default_roles: Vec<DefaultRole>,
    parameters: Vec<AuthorizeParameter>,
    /// Permission domain, scope domain, how many operations join them; most first within a domain.
    domains: Vec<(&'static str, &'static str, u32)>,
    /// All names as words; made when nearest names are first asked for.
    index: OnceLock<index::Index>,
}

impl Catalogue {
    /// The day on which the facts were gathered.
    pub const DATE: &'static str = "2026-11-23";

    /// The embedded catalogue; parsed on first use, which takes a few milliseconds.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Catalogue> = LazyLock::new(load::embedded);
        &EMBEDDED
    }

    fn index(&self) -> &index::Index {
        self.index.get_or_init(|| index::Index::of(self))
    }
}
