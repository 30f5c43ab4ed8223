//! zd2gc carries access from Zendesk to Genesys Cloud: who may do what, in which organization, through which application.
//!
//! The modules are the stages of the flow, in its order; data goes one way. `tests/it/house.rs` holds who may import whom.

// Words and what exists.
pub mod model;

pub mod finding;

pub mod catalogue;

// Reading.
pub mod http;

pub mod snapshot;

pub mod live;

pub mod zendesk;

pub mod genesys;

// Translating.
pub mod mapping;

pub mod access;

pub mod plan;

// What leaves the house.
pub mod oauth;

pub mod manifest;

pub mod audit;

pub mod diagnose;

pub mod report;

// To try it all on.
pub mod rehearsal;

// The rim.
pub mod config;

pub mod cli;
