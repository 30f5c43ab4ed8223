//! Genesys Cloud: its models.
//!
//! In: lists of a snapshot. Never talks of Zendesk.

pub mod model;
