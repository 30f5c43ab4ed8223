//! The files as people write them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::mapping::{PermissionName, SheetFile};

/// A file that is its schema and one list of rows.
macro_rules! file_of_rows {
    ($(#[$of_file:meta])* $file:ident, $schema:literal; $(#[$of_list:meta])* $list:ident: $row:ident) => {
        $(#[$of_file])*
        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[expect(
            dead_code,
            reason = "the list is read row by row, so that one bad row does not hide the others"
        )]
        pub struct $file {
            #[doc = $schema]
            schema: String,
            $(#[$of_list])*
            #[serde(default)]
            $list: Vec<$row>,
        }

        impl SheetFile for $file {
            type Row = $row;
            const SCHEMA: &'static str = $schema;
            const LIST: &'static str = stringify!($list);
        }
    };
}

file_of_rows! {
    /// Findings that somebody accepts for a while.
    SuppressionsFile, "zd2gc/suppressions/1";
    /// One row for each thing that is accepted.
    suppressions: SuppressionRow
}

/// Findings that are accepted: all that its keys meet.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuppressionRow {
    /// The rule.
    pub(super) rule: String,
    /// The tenant; all of them where it is left out.
    pub(super) tenant: Option<String>,
    /// The finding's subject, or a glob; any where it is left out.
    pub(super) subject: Option<String>,
    /// The finding's object, or a glob; any where it is left out.
    pub(super) object: Option<String>,
    /// Why it is accepted.
    pub(super) reason: String,
    /// Who accepts it.
    pub(super) who: String,
    /// The last day on which the row counts, such as 2027-06-30.
    pub(super) until: String,
}

file_of_rows! {
    /// Privileged rights that somebody approved.
    ApprovalsFile, "zd2gc/approvals/1";
    /// One row for each right and whoever may hold it.
    approvals: ApprovalRow
}

/// A right that somebody may hold.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalRow {
    /// The permission; `*` may stand for a whole entity or action.
    pub(super) permission: PermissionName,
    /// Who may hold it: an address, `group:NAME`, `client:NAME`, or an application's or a role's name.
    pub(super) subject: String,
    /// The tenant; all of them where it is left out.
    pub(super) tenant: Option<String>,
    /// Who approved it.
    pub(super) who: String,
    /// The last day on which the row counts, such as 2027-06-30.
    pub(super) until: String,
    /// Why it is approved.
    pub(super) reason: String,
}

file_of_rows! {
    /// What has to be so.
    AssertionsFile, "zd2gc/assertions/1";
    /// One row for each thing that has to be so.
    assertions: AssertionRow
}

/// What somebody must be able to do, or must not; one of `persona` and `person`, and `must`, `must_not` or both.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssertionRow {
    /// A name for the row, by which findings speak of it.
    pub(super) id: Option<String>,
    /// A role of the plan or of Zendesk, by name: everybody who is to hold it, or holds it.
    pub(super) persona: Option<String>,
    /// One person, by address.
    pub(super) person: Option<String>,
    /// The tenant; all of them where it is left out.
    pub(super) tenant: Option<String>,
    /// Permissions that each of them must hold.
    #[serde(default)]
    pub(super) must: Vec<PermissionName>,
    /// Permissions that none of them may hold.
    #[serde(default)]
    pub(super) must_not: Vec<PermissionName>,
    /// Where: a division's key in the plan or its name in the org; anywhere where it is left out.
    pub(super) division: Option<String>,
    /// Why it has to be so.
    pub(super) why: String,
}
