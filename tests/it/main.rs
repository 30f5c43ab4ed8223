//! What a user sees: the binary, run as a user runs it. One module a behaviour.
#![expect(clippy::unwrap_used, reason = "a test that can't go on should panic")]

mod support;

mod http;

mod live;

mod contracts;

mod house;

mod docs;

mod catalogue;

mod snapshot;

mod map;

mod plan;

mod laws;

mod explain;
mod explain_org;

mod oauth;

mod manifest;

mod init;

mod doctor;
mod doctor_zendesk;

mod demo;

mod util;

mod plans;

mod rehearsal_worlds;

mod audit;
mod audit_accepted;
mod audit_duties;
mod audit_papers;
mod audit_rules;
mod audit_world;

mod access_cases;
mod diagnose;
mod diagnose_known;
mod differences;

mod live_genesys;
mod live_zendesk;

mod pace;

mod instructions;

mod rehearsal;

mod rehearsal_genesys;
mod rehearsal_login;
mod rehearsal_zendesk;
