//! How well a translation keeps the meaning, which half of a role it belongs to, how dangerous a right is.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};

/// How well Genesys permissions keep the meaning of a Zendesk setting.
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
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Fidelity {
    /// The same right.
    Exact,
    /// Less than before: something is lost.
    Narrower,
    /// More than before: something is gained.
    Wider,
    /// No counterpart: all of it is lost.
    None,
}

/// The part of a source role that a right belongs to; `ticket_access` limits the tickets half only.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Half {
    /// Tickets, chat, voice, side conversations: limited by `ticket_access`.
    Tickets,
    /// Everything else: holds in every division of the account.
    #[default]
    Account,
}

/// How dangerous a right is in the wrong hands.
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
    schemars::JsonSchema,
)]
pub enum Level {
    /// Can take the organization.
    A,
    /// Can take data out, or destroy evidence.
    B,
    /// Can act as a customer, or change live traffic.
    C,
}
