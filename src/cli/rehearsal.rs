//! `zd2gc rehearsal`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::args::Globals;
use super::{Console, Exit, Failure};
use crate::rehearsal::world::generated::{self, Sizes};
use crate::rehearsal::{Behaviour, FaultChoice, Genesys, RateLimit, Rehearsal, Serve, Zendesk, serve};

/// Arguments of `rehearsal`.
#[derive(Debug, Args)]
pub struct RehearsalArgs {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// What it holds: small and generated have one account and one org, rich has two of each
    #[arg(long, value_name = "WORLD", value_enum, default_value_t)]
    world: Kind,
    /// How many people the generated world has
    #[arg(long, value_name = "N")]
    users: Option<usize>,
    /// How many roles the generated world has, the default ones included
    #[arg(long, value_name = "N")]
    roles: Option<usize>,
    /// How many divisions the generated world has, home included
    #[arg(long, value_name = "N")]
    divisions: Option<usize>,
    /// How many groups the generated world has
    #[arg(long, value_name = "N")]
    groups: Option<usize>,
    /// How many OAuth clients the generated world has, the rehearsal's own two included
    #[arg(long, value_name = "N")]
    clients: Option<usize>,
    /// What everything that looks random depends on
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Calls that a token or an account may make in a window of so many seconds [default: as the vendors]
    #[arg(long, value_name = "N/SECONDS")]
    rate_limit: Option<RateLimit>,
    /// What may go wrong, and which part of the calls it hits [rate: 0.1]; `all` has every kind
    #[arg(long, value_name = "KIND[=RATE]")]
    fault: Vec<FaultChoice>,
    /// The largest page of Genesys Cloud's lists
    #[arg(long, value_name = "N", default_value_t = 500)]
    page_max: usize,
    /// How long each answer is held back, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,
    /// Where each call is noted: `METHOD PATH?QUERY STATUS`
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
}

/// Which world.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Kind {
    /// A handful of everything.
    #[default]
    Small,
    /// Of any size, by seed.
    Generated,
}

/// The first line of stdout.
#[derive(Serialize)]
struct FirstLine {
    schema: &'static str,
    zendesk: Vec<Zendesk>,
    genesys: Vec<Genesys>,
    drift: Vec<serde_json::Value>,
}

/// Runs `rehearsal`.
pub(super) fn run(args: &RehearsalArgs, _globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    let default = match args.world {
        Kind::Small => generated::SMALL,
        Kind::Generated => Sizes::default(),
    };
    let sizes = Sizes {
        users: args.users.unwrap_or(default.users),
        roles: args.roles.unwrap_or(default.roles),
        divisions: args.divisions.unwrap_or(default.divisions),
        groups: args.groups.unwrap_or(default.groups),
        clients: args.clients.unwrap_or(default.clients),
        seed: args.seed,
    };
    let behaviour = Behaviour {
        page_max: args.page_max,
        rate_limit: args.rate_limit,
        seed: args.seed,
        faults: args.fault.iter().flat_map(|choice| choice.0.clone()).collect(),
    };
    let log = args
        .log
        .as_ref()
        .map(std::fs::File::create)
        .transpose()
        .map_err(Failure::unexpected)?;
    let how = Serve {
        port: args.port,
        latency: Duration::from_millis(args.latency),
        log,
    };
    let running = serve(Rehearsal::new(generated::world(sizes), behaviour), how).map_err(Failure::unexpected)?;
    let first = FirstLine {
        schema: "zd2gc/rehearsal/1",
        zendesk: running.rehearsal().zendesk(running.origin()),
        genesys: running.rehearsal().genesys(running.origin()),
        drift: Vec::new(),
    };
    let mut line = serde_json::to_vec(&first).map_err(Failure::unexpected)?;
    line.push(b'\n');
    console.data(&line)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::unexpected)?;
    runtime.block_on(tokio::signal::ctrl_c()).map_err(Failure::unexpected)?;
    Ok(Exit::Interrupted)
}
