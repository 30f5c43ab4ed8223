//! How much a finding matters.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString};

/// How much a finding matters; ordered from the least to the most.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    EnumIter,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Look at it when there is time.
    Low,
    /// Decide before the move.
    Medium,
    /// Do not go on without an answer.
    High,
}
