//! The command line: one file a command; each wires stages and picks an exit code.
//!
//! The rim of the house: the only place that knows of clap, colours, streams and progress bars.

mod args;
mod connect;
mod connect_zendesk;
mod console;
mod divisions;
mod exit;
mod failure;
mod given;
mod names;
mod network;
mod output;
mod progress;
mod reference;
mod rules;
mod schemas;
mod snapshots;
mod tables;

// Commands, in the order of the flow.
mod demo;

mod init;

mod doctor;

mod snapshot;

mod map;

mod plan;

mod explain;

mod oauth;

mod manifest;

mod audit;

mod who_can;

mod diff;

mod diagnose;

mod catalogue;

mod rehearsal;

mod util;

pub use args::{Cli, Command, Globals};
pub use console::Console;
pub use exit::{Exit, FailOn};
pub use failure::{Failure, Kind};
pub use output::{Format, Outputs};
pub use tables::TableArgs;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

/// Parses the arguments, runs the command and says how it ended.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return args::report(&error).into(),
    };
    let mut console = Console::new(&cli.globals);
    match args::dispatch(cli, &mut console) {
        Ok(exit) => exit.into(),
        Err(failure) => console.fail(&failure).into(),
    }
}
