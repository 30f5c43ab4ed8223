//! What a plan speaks of: of all that an org holds, the part that can be held against it.
//!
//! A plan says nothing of the org's other people, roles and divisions; what it says of base roles and of the org's own roles
//! is that they are to be there, not where everybody holds them or what they contain.

use std::collections::{BTreeMap, BTreeSet};

use super::access::Planned;
use crate::access::{Access, Reach, RoleRights};

impl Planned<'_> {
    /// What is planned and what is there, each as far as the plan speaks of it: its divisions; its roles, with the permissions
    /// of those that it makes; and all that its people, groups and clients hold, whatever the role, but their base roles and the
    /// role that the platform gives to everybody.
    pub fn spoken_of(&self, there: &Access) -> (Access, Access) {
        (self.side(&self.access, there), self.side(there, there))
    }

    fn side(&self, own: &Access, there: &Access) -> Access {
        let mut part = Access::default();
        for (key, division) in own.divisions() {
            if self.access.divisions().contains_key(key) {
                part.division(key.clone(), division.clone());
            }
        }
        for (key, rights) in own.roles() {
            let Some(planned) = self.access.rights(key) else {
                continue;
            };
            // The org's own roles change with the platform: the audit tells of them.
            let known = rights.known && planned.key.is_some();
            let rights = RoleRights {
                known,
                ..rights.clone()
            };
            part.role(key.clone(), rights);
        }
        let none = BTreeSet::new();
        for key in self.access.subjects().keys() {
            let bases = self.bases.get(key).unwrap_or(&none);
            let mut held: BTreeMap<&str, Reach> = BTreeMap::new();
            for (_, grant) in own.held_by(key) {
                let everybodys = there.rights(&grant.role).is_some_and(RoleRights::is_everybodys);
                if !everybodys && !bases.contains(&grant.role) {
                    held.entry(&grant.role).or_default().extend(grant.at.clone());
                }
            }
            for (role, at) in held {
                part.grant(key, role, at);
            }
        }
        part
    }
}
