//! What nobody has proved on a live org: the rehearsal takes the side that is harder on its callers, and the other on
//! request.

use strum::{EnumIter, EnumString, IntoEnumIterator as _};

/// One open question of the Genesys Cloud API, answered the other way than by default (`--assume KEY`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumIter, EnumString, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Assumption {
    /// `roles/{id}/subjectgrants` lists who holds the role through a group too; by default direct grants only.
    InheritedInSubjectgrants,
    /// `roles/{id}/users` lists who holds the role through a group too; by default direct holders only.
    InheritedInRoleUsers,
    /// `divisions/{id}/grants` lists what people hold through groups too; by default direct grants only.
    InheritedInDivisionGrants,
    /// `divisions/*/grants` lists the grants in all divisions; by default `*` is no division there (404).
    DivisionStarGrants,
    /// `roles/{id}/subjectgrants` gives pages of 100 at most; by default as large as other lists.
    #[strum(serialize = "subjectgrants-pages-of-100")]
    SubjectgrantsPagesOf100,
    /// `users/query` gives pages of 500; by default of 100 at most.
    #[strum(serialize = "users-query-pages-of-500")]
    UsersQueryPagesOf500,
    /// `users/search` can be read past its first 10,000 results; by default it can't.
    SearchWithoutWindow,
    /// `oauth/authorizations` lists what everybody approved; by default what the caller did.
    AuthorizationsOfEverybody,
    /// Lists by page number can't be read past their first 10,000 entities; by default only inactive people can't.
    #[strum(serialize = "offset-window-10000")]
    OffsetWindow10000,
}

impl Assumption {
    /// Every key, for help and errors.
    pub fn keys() -> String {
        let keys: Vec<_> = Self::iter().map(|one| one.to_string()).collect();
        keys.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        for one in Assumption::iter() {
            let key = one.to_string();
            assert_eq!(key.parse(), Ok(one));
            assert!(
                key.bytes()
                    .all(|byte| byte == b'-' || byte.is_ascii_lowercase() || byte.is_ascii_digit()),
                "{key}"
            );
        }
        assert!(Assumption::keys().contains("subjectgrants-pages-of-100, "));
    }
}
