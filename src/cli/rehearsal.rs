//! `zd2gc rehearsal`.

use std::fs::{self, File};
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::args::Globals;
use super::{Console, Exit, Failure};
use crate::model::shown;
use crate::plan;
use crate::rehearsal::world::generated::{self, Sizes};
use crate::rehearsal::world::{Drift, World, drift, from_plan, rich};
use crate::rehearsal::{
    Assumption, Behaviour, FaultChoice, Genesys, ProjectFile, RateLimit, Rehearsal, Running, Serve, Zendesk, serve,
};
use crate::snapshot::files::{FileError, write_atomically, write_secret};

/// Arguments of `rehearsal`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  zd2gc rehearsal\n  zd2gc rehearsal --world rich --project try\n  zd2gc rehearsal --world generated --users 10000 --fault 5xx=0.05\n  zd2gc rehearsal --from-plan plan.json --drift 7\n\nThe first line of stdout says where it serves and with which credentials. Ctrl-C ends it."
)]
pub struct RehearsalArgs {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// What it holds: small and generated have one account and one org, rich has two of each
    #[arg(long, value_name = "WORLD", value_enum, conflicts_with = "from_plan")]
    world: Option<Kind>,
    /// The org in which this plan was carried out, in place of a world
    #[arg(long, value_name = "PLAN")]
    from_plan: Option<PathBuf>,
    /// Differ from the plan in what an audit should find; the first line lists it
    #[arg(long, value_name = "SEED", requires = "from_plan")]
    drift: Option<u64>,
    /// How many people the generated world has [default: 100]
    #[arg(long, value_name = "N")]
    users: Option<usize>,
    /// How many roles the generated world has, the default ones included [default: 40]
    #[arg(long, value_name = "N")]
    roles: Option<usize>,
    /// How many divisions the generated world has, home included [default: 20]
    #[arg(long, value_name = "N")]
    divisions: Option<usize>,
    /// How many groups the generated world has [default: 50]
    #[arg(long, value_name = "N")]
    groups: Option<usize>,
    /// How many OAuth clients the generated world has, the rehearsal's own included [default: 20]
    #[arg(long, value_name = "N")]
    clients: Option<usize>,
    /// What everything that looks random depends on
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// What may go wrong, and which part of the calls it hits
    #[arg(
        long,
        value_name = "KIND[=RATE]",
        help = format!(
            "What may go wrong, and which part of the calls it hits [rate: 0.1]. Repeatable; kinds are all, {}",
            FaultChoice::kinds()
        )
    )]
    fault: Vec<FaultChoice>,
    /// Calls that a token or an account may make in so many seconds [default: as the vendors]
    #[arg(long, value_name = "N/SECONDS")]
    rate_limit: Option<RateLimit>,
    /// The largest page of Genesys Cloud's lists
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..))]
    page_max: u64,
    /// How long each answer is held back, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,
    /// Take the other side of something that documents leave open
    #[arg(
        long,
        value_name = "KEY",
        value_parser = assumption,
        help = format!("Take the other side of something that documents leave open. Repeatable; keys are {}", Assumption::keys())
    )]
    assume: Vec<Assumption>,
    /// Note each call in this file: `METHOD PATH?QUERY STATUS`
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Write a project to this folder, with which every command works on the rehearsal
    #[arg(long, value_name = "DIR")]
    project: Option<PathBuf>,
}

/// Reads the key of an assumption.
fn assumption(text: &str) -> Result<Assumption, String> {
    text.parse()
        .map_err(|_| format!("no assumption is called `{text}`; there are {}", Assumption::keys()))
}

/// Which world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Kind {
    /// A handful of everything.
    #[default]
    Small,
    /// Two accounts and two orgs before their migration, with what makes one hard.
    Rich,
    /// Of any size, by seed.
    Generated,
}

/// The first line of stdout: `zd2gc/rehearsal/1`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct FirstLine {
    /// `zd2gc/rehearsal/1`.
    schema: &'static str,
    /// The accounts.
    zendesk: Vec<Zendesk>,
    /// The orgs.
    genesys: Vec<Genesys>,
    /// Where the org differs from the plan, as an audit should name it.
    drift: Vec<Drift>,
}

/// The name of the first line's form.
pub(super) const SCHEMA: &str = "zd2gc/rehearsal/1";

/// What the settings of a rehearsal's project begin with: only such a file is overwritten.
const OURS: &str = "# A project on a rehearsal";

/// Runs `rehearsal`.
pub(super) fn run(args: &RehearsalArgs, _globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::unexpected)?;
    let running = start(args)?;
    if let Some(folder) = &args.project {
        console.status(&format!("wrote a project to {}", shown(&folder.display().to_string())));
    }
    // Before the line: who reads it may end us at once.
    let ended = runtime.block_on(async {
        let ended = ended()?;
        say(&running, console)?;
        Ok::<_, Failure>(ended.await)
    })?;
    drop(running);
    Ok(ended)
}

/// Serves until what is returned is dropped; the project is written by then.
pub(super) fn start(args: &RehearsalArgs) -> Result<Running, Failure> {
    if let Some(folder) = &args.project {
        check_folder(folder)?;
    }
    let behaviour = Behaviour {
        page_max: usize::try_from(args.page_max).unwrap_or(usize::MAX),
        rate_limit: args.rate_limit,
        seed: args.seed,
        faults: args.fault.iter().flat_map(|choice| choice.0.clone()).collect(),
        assume: args.assume.iter().copied().collect(),
    };
    let rehearsal = Rehearsal::new(world(args)?, behaviour);
    let log = args.log.as_deref().map(open_log).transpose()?;
    let how = Serve {
        port: args.port,
        latency: Duration::from_millis(args.latency),
        log,
    };
    let running = serve(rehearsal, how).map_err(|error| {
        Failure::unexpected(error).hint("leave `--port` out, or set it to 0, to take a port that is free")
    })?;
    if let Some(folder) = &args.project {
        write_project(folder, &running)?;
    }
    Ok(running)
}

/// Says where it serves. Stdout is a program's to read; on stderr stands what a person needs.
fn say(running: &Running, console: &mut Console) -> Result<(), Failure> {
    let rehearsal = running.rehearsal();
    let first = FirstLine {
        schema: SCHEMA,
        zendesk: rehearsal.zendesk(running.origin()),
        genesys: rehearsal.genesys(running.origin()),
        drift: rehearsal.world().drift.clone(),
    };
    for account in &first.zendesk {
        console.status(&format!("Zendesk account {}: {}", account.subdomain, account.url));
    }
    for org in &first.genesys {
        console.status(&format!(
            "Genesys Cloud org {} ({}): {}",
            org.org_name, org.region, org.api_url
        ));
    }
    console.status("Nothing leaves this machine. Ctrl-C ends it.");
    let mut line = serde_json::to_vec(&first).map_err(Failure::unexpected)?;
    line.push(b'\n');
    console.data(&line)
}

/// Waits for the end: Ctrl-C is an interruption, a polite kill is not. Both are listened for when this returns, not when
/// it is waited for: who reads the first line may end us at once.
#[cfg(unix)]
fn ended() -> Result<impl Future<Output = Exit>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::unexpected)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(Failure::unexpected)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => Exit::Interrupted,
            _ = terminate.recv() => Exit::Done,
        }
    })
}

/// Waits for the end: Ctrl-C.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere listening can fail")]
fn ended() -> Result<impl Future<Output = Exit>, Failure> {
    Ok(async {
        // Where it can't be heard, it ends the process itself.
        let _ = tokio::signal::ctrl_c().await;
        Exit::Interrupted
    })
}

/// The world that is asked for.
fn world(args: &RehearsalArgs) -> Result<World, Failure> {
    let kind = args.world.unwrap_or_default();
    let given = [
        ("--users", args.users),
        ("--roles", args.roles),
        ("--divisions", args.divisions),
        ("--groups", args.groups),
        ("--clients", args.clients),
    ];
    if let Some((flag, _)) = given.iter().find(|(_, value)| value.is_some())
        && (kind != Kind::Generated || args.from_plan.is_some())
    {
        return Err(Failure::usage(format!("`{flag}` is for the generated world"))
            .hint("add `--world generated`, or leave it out"));
    }
    if let Some(path) = &args.from_plan {
        return planned(path, args);
    }
    let seed = args.seed;
    Ok(match kind {
        Kind::Small => generated::world(Sizes {
            seed,
            ..generated::SMALL
        }),
        Kind::Rich => rich::world(seed),
        Kind::Generated => {
            let default = Sizes::default();
            generated::world(Sizes {
                users: args.users.unwrap_or(default.users),
                roles: args.roles.unwrap_or(default.roles),
                divisions: args.divisions.unwrap_or(default.divisions),
                groups: args.groups.unwrap_or(default.groups),
                clients: args.clients.unwrap_or(default.clients),
                seed,
            })
        }
    })
}

/// The orgs in which a plan was carried out, and what drifted since.
fn planned(path: &Path, args: &RehearsalArgs) -> Result<World, Failure> {
    let file = File::open(path).map_err(|source| {
        Failure::usage(FileError {
            action: "read",
            path: path.to_owned(),
            source,
        })
        .hint("`zd2gc plan -o plan.json` writes a plan")
    })?;
    let mut people = Vec::new();
    let head = plan::read::read(BufReader::new(file), &mut |person| people.push(person)).map_err(|error| {
        Failure::usage(error).hint(format!(
            "`{}` should be what `zd2gc plan -o plan.json` wrote",
            path.display()
        ))
    })?;
    let mut world = from_plan(&head, &people, args.seed).map_err(Failure::usage)?;
    if let Some(seed) = args.drift {
        world.drift = drift::apply(&mut world, &head, &people, seed);
    }
    Ok(world)
}

/// Opens the log anew: a run's calls are its own.
fn open_log(path: &Path) -> Result<File, Failure> {
    File::create(path).map_err(|source| {
        Failure::unexpected(FileError {
            action: "write",
            path: path.to_owned(),
            source,
        })
    })
}

/// Refuses a folder that holds somebody's own project.
fn check_folder(folder: &Path) -> Result<(), Failure> {
    let settings = folder.join("zd2gc.yaml");
    match fs::read_to_string(&settings) {
        Ok(text) if !text.starts_with(OURS) => Err(Failure::usage(format!(
            "`{}` is a project of its own, and would be overwritten",
            shown(&settings.display().to_string())
        ))
        .hint("name another folder, or one that does not exist yet")),
        _ => Ok(()),
    }
}

/// Writes the project; secrets for their owner only.
fn write_project(folder: &Path, running: &Running) -> Result<(), Failure> {
    for file in running.rehearsal().project(running.origin()) {
        let ProjectFile { path, text, secret } = file;
        let path = folder.join(path);
        let fill = |out: &mut dyn Write| out.write_all(text.as_bytes());
        let written = if secret {
            write_secret(&path, fill)
        } else {
            write_atomically(&path, fill)
        };
        written.map_err(Failure::unexpected)?;
    }
    Ok(())
}
