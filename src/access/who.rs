//! Through what somebody holds a permission, and who holds it.

use super::rights::Gives;
use super::{Access, Reach};
use crate::model::Permission;

/// One way by which a subject holds a permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path<'a> {
    /// The subject's key.
    pub subject: &'a str,
    /// The key of the group through which it is held, or `None` where the grant is the subject's own.
    pub through: Option<&'a str>,
    /// The key of the role.
    pub role: &'a str,
    /// Where.
    pub at: &'a Reach,
    /// Whether it holds under a condition only.
    pub conditional: bool,
}

impl Access {
    /// Every way by which a subject holds a permission.
    pub fn paths<'a>(
        &'a self,
        subject: &'a str,
        permission: &'a Permission,
    ) -> impl Iterator<Item = Path<'a>> + use<'a> {
        self.held_by(subject).filter_map(move |(through, grant)| {
            let gives = self.rights(&grant.role)?.gives(permission)?;
            Some(Path {
                subject,
                through,
                role: &grant.role,
                at: &grant.at,
                conditional: gives == Gives::Conditionally,
            })
        })
    }

    /// Who holds a permission, by subject, with every way.
    pub fn who_can<'a>(&'a self, permission: &'a Permission) -> impl Iterator<Item = Path<'a>> + use<'a> {
        self.holders().flat_map(move |subject| self.paths(subject, permission))
    }
}
