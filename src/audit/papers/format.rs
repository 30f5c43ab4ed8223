//! The files as people write them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::mapping::{PermissionName, SheetFile};

/// Findings that somebody accepts for a while.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "the list is read row by row, so that one bad row does not hide the others"
)]
pub struct SuppressionsFile {
    /// zd2gc/suppressions/1
    schema: String,
    /// One row for each thing that is accepted.
    #[serde(default)]
    suppressions: Vec<SuppressionRow>,
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

impl SheetFile for SuppressionsFile {
    type Row = SuppressionRow;
    const SCHEMA: &'static str = "zd2gc/suppressions/1";
    const LIST: &'static str = "suppressions";
}

/// Privileged rights that somebody approved.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "the list is read row by row, so that one bad row does not hide the others"
)]
pub struct ApprovalsFile {
    /// zd2gc/approvals/1
    schema: String,
    /// One row for each right and whoever may hold it.
    #[serde(default)]
    approvals: Vec<ApprovalRow>,
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

impl SheetFile for ApprovalsFile {
    type Row = ApprovalRow;
    const SCHEMA: &'static str = "zd2gc/approvals/1";
    const LIST: &'static str = "approvals";
}

/// What has to be so.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "the list is read row by row, so that one bad row does not hide the others"
)]
pub struct AssertionsFile {
    /// zd2gc/assertions/1
    schema: String,
    /// One row for each thing that has to be so.
    #[serde(default)]
    assertions: Vec<AssertionRow>,
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

impl SheetFile for AssertionsFile {
    type Row = AssertionRow;
    const SCHEMA: &'static str = "zd2gc/assertions/1";
    const LIST: &'static str = "assertions";
}
