//! What a role lets its holders do.

use crate::model::{Pattern, Permission};

/// A permission, or a wildcard for several, in a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// `domain:entity:action`, where `*` stands for a whole entity or action.
    pub pattern: Pattern,
    /// Whether it holds only under a condition: then it is another permission than the same one without.
    pub conditional: bool,
}

/// The rights of a role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleRights {
    /// The role's name.
    pub name: String,
    /// Its permissions, in the org's order.
    pub policies: Vec<Policy>,
    /// Its general permissions, of one word.
    pub general: Vec<Permission>,
}

/// How a role gives a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    Always,
    Conditionally,
}

impl RoleRights {
    /// How the role gives a permission, if it does.
    pub(super) fn gives(&self, permission: &Permission) -> Option<Gives> {
        if self.general.contains(permission) {
            return Some(Gives::Always);
        }
        let mut best = None;
        for policy in self.policies.iter().filter(|policy| policy.pattern.matches(permission)) {
            if !policy.conditional {
                return Some(Gives::Always);
            }
            best = Some(Gives::Conditionally);
        }
        best
    }
}
