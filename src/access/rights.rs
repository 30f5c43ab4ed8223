//! What a role lets its holders do.

use std::collections::BTreeMap;

use crate::model::{Pattern, Permission};

/// A permission, or a wildcard for several, in a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// `domain:entity:action`, where `*` stands for a whole entity or action.
    pub pattern: Pattern,
    /// Whether it holds only under a condition: then it is another permission than the same one without.
    pub conditional: bool,
}

/// The rights of a role, and what tells it from others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleRights {
    /// The role's name.
    pub name: String,
    /// The vendor's id; empty where it is only planned.
    pub id: String,
    /// Which default role it is, where it is one.
    pub default_role_id: Option<String>,
    /// The key of the planned role that it is, from the end of its description.
    pub key: Option<String>,
    /// Whether everybody has it (`base` of the vendor's `employee`).
    pub base: bool,
    /// False where what it allows is not known: of a role that a plan does not make.
    pub known: bool,
    /// Its permissions, in the org's order.
    pub policies: Vec<Policy>,
    /// Its general permissions, of one word.
    pub general: Vec<Permission>,
}

/// How a role gives a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    /// Whatever the circumstances.
    Always,
    /// Under a condition, which only the vendor can evaluate.
    Conditionally,
}

impl RoleRights {
    /// Whether the vendor made it: restoring defaults undoes every change to it.
    pub fn is_default(&self) -> bool {
        self.default_role_id.is_some()
    }

    /// Whether the platform itself gives it to everybody.
    pub fn is_everybodys(&self) -> bool {
        let default = self.default_role_id.as_deref();
        default.is_some_and(|id| id.eq_ignore_ascii_case("employee"))
    }

    /// Every permission that it stands for, each with whether it holds under a condition only: wildcards expanded to
    /// `listed`, general permissions included.
    pub fn expanded(&self, listed: impl Fn(&Pattern) -> Vec<Permission>) -> BTreeMap<Permission, bool> {
        let mut all: BTreeMap<Permission, bool> = self.general.iter().map(|name| (name.clone(), false)).collect();
        for policy in &self.policies {
            let named = match policy.pattern.exact() {
                Some(permission) => vec![permission.clone()],
                None => listed(&policy.pattern),
            };
            for permission in named {
                all.entry(permission)
                    .and_modify(|conditional| *conditional &= policy.conditional)
                    .or_insert(policy.conditional);
            }
        }
        all
    }

    /// A permission in the role's own spelling, if the role names it outright.
    pub fn spelled(&self, permission: &Permission) -> Option<Permission> {
        let named = self.policies.iter().filter_map(|policy| policy.pattern.exact());
        let mut names = self.general.iter().chain(named);
        names.find(|name| *name == permission).cloned()
    }

    /// What gives a permission in the role: the name itself before a wildcard, and either rather without a condition.
    pub(super) fn policy_of(&self, permission: &Permission) -> Option<String> {
        if let Some(general) = self.general.iter().find(|name| *name == permission) {
            return Some(general.to_string());
        }
        let matching = self.policies.iter().filter(|policy| policy.pattern.matches(permission));
        let best = matching.min_by_key(|policy| (policy.conditional, policy.pattern.exact().is_none()));
        best.map(|policy| policy.pattern.to_string())
    }

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
