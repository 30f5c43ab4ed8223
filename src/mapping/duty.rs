//! Rights that nobody should hold together, as checked rows.

use serde::Serialize;

use crate::model::{Pattern, Place, Severity};

/// Where two rights have to meet for a duty rule to fire.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    Serialize,
    serde::Deserialize,
    strum::Display,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum DutyScope {
    /// Anywhere.
    #[default]
    Any,
    /// In one division.
    SameDivision,
}

/// Rights that nobody should hold together.
#[derive(Debug, Clone)]
pub struct DutyRule {
    /// Stable id.
    pub id: String,
    /// How bad it is.
    pub severity: Severity,
    /// Any of these...
    pub left: Vec<Pattern>,
    /// ...with any of these.
    pub right: Vec<Pattern>,
    /// Where they have to meet.
    pub scope: DutyScope,
    /// Why.
    pub why: String,
    /// Roles that may hold both.
    pub allow_roles: Vec<String>,
    /// How many people may hold both.
    pub allow_people: u64,
    /// Where the row stands.
    pub place: Place,
}
