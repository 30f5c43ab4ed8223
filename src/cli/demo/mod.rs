//! `zd2gc demo`: the whole pipeline on a built-in account and on orgs of a rehearsal, into a folder.
//!
//! Each step is a command that can be run by hand, dispatched inside this process; what the demo shows is taken from
//! what the command said.

mod data;
mod steps;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use unicode_width::UnicodeWidthStr as _;

use super::args::{self, Globals};
use super::{Cli, Command, Console, Exit, Failure};
use crate::model::shown;
use crate::rehearsal::Running;
use crate::snapshot::files::write_atomically;
use steps::{Step, steps};

/// Arguments of `demo`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  zd2gc demo\n  zd2gc demo --dir tour")]
pub struct DemoArgs {
    /// The folder to work in; what was changed in it by hand is kept
    #[arg(long, value_name = "DIR", default_value = "zd2gc-demo")]
    dir: PathBuf,
}

/// Runs `demo`.
pub(super) fn run(args: &DemoArgs, _globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    let dir = args.dir.to_string_lossy().into_owned();
    let dir = dir.trim_end_matches('/');
    console.data(
        format!(
            "Aurora, an invented company, moves from Zendesk to two Genesys Cloud orgs.\n\
             Nothing leaves this machine; everything is in {}/.\n",
            shown(dir)
        )
        .as_bytes(),
    )?;
    write_account(&args.dir, console)?;
    let steps = steps(dir);
    // What a step leaves running ends with the demo.
    let mut running = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let mut text = format!("\n{}. {}\n   $ {}\n", at + 1, step.title, shown(&step.command_line()));
        if step.serves {
            let serving = serve(step)?;
            let changed = serving.rehearsal().world().drift.len();
            text.push_str(&format!("   {changed} deviations from the plan were made\n"));
            running.push(serving);
            console.data(text.as_bytes())?;
            continue;
        }
        let (exit, out) = run_step(step)?;
        for line in (step.found)(&out) {
            text.push_str(&wrapped(&shown(&line), console.width()));
        }
        text.push_str(&format!("   would have ended in {}", exit.code()));
        if let Some(why) = step.why(exit) {
            text.push_str(&format!(": {why}"));
        }
        text.push('\n');
        console.data(text.as_bytes())?;
    }
    console.data(
        format!(
            "\nLook at, in {dir}/\n  report.md      what a customer approves: people, what they lose and gain\n  \
             plan.json      the same for programs\n  \
             urls.json      one authorization URL for each application and org\n  \
             manifest.json  the access sheet of each application\n  \
             audit.md       what an auditor signs off: expected against actual\n\nThen\n  \
             zd2gc explain ines@aurora.example --plan {plan}\n  \
             change a row in {dir}/mappings/ and run the demo again\n  \
             zd2gc init starts a project of your own\n",
            dir = shown(dir),
            plan = shown(&steps::typed(&format!("{dir}/plan.json"))),
        )
        .as_bytes(),
    )?;
    Ok(Exit::Done)
}

/// Writes the account and the tables. What somebody changed is kept, and said.
fn write_account(dir: &Path, console: &mut Console) -> Result<(), Failure> {
    for (name, text) in data::FILES {
        let path = dir.join(name);
        match fs::read(&path) {
            Ok(there) if there == text.as_bytes() => {}
            Ok(_) => console.status(&format!(
                "kept {}, which is not the demo's own",
                shown(&path.to_string_lossy())
            )),
            Err(_) => write_atomically(&path, |out| out.write_all(text.as_bytes())).map_err(Failure::unexpected)?,
        }
    }
    Ok(())
}

/// Runs a step; gives how it would have ended and what it said to stdout.
fn run_step(step: &Step) -> Result<(Exit, Vec<u8>), Failure> {
    let mut cli = <Cli as clap::Parser>::try_parse_from(step.arguments()).map_err(Failure::unexpected)?;
    // The demo may be tried in somebody's project: its tenant and overlays are not the demo's.
    cli.globals.alone = true;
    let mut console = Console::kept();
    let exit = args::dispatch(cli, &mut console)
        .map_err(|failure| failure.hint(format!("this was the demo's step `{}`", step.command_line())))?;
    Ok((exit, console.into_kept().0))
}

/// Starts what a step leaves running.
fn serve(step: &Step) -> Result<Running, Failure> {
    let cli = <Cli as clap::Parser>::try_parse_from(step.arguments()).map_err(Failure::unexpected)?;
    match cli.command {
        Command::Rehearsal(args) => super::rehearsal::start(&args),
        _ => Err(Failure::unexpected("no other command serves")),
    }
}

/// A line below a step, broken between words so that it fits; what follows stands a little further in.
fn wrapped(line: &str, width: usize) -> String {
    let indent = 3 + line.len() - line.trim_start().len();
    let mut text = " ".repeat(indent);
    let mut at = indent;
    for (count, word) in line.split_whitespace().enumerate() {
        let long = word.width();
        if count > 0 && at + 1 + long > width {
            text.push('\n');
            text.push_str(&" ".repeat(indent + 2));
            at = indent + 2;
        } else if count > 0 {
            text.push(' ');
            at += 1;
        }
        text.push_str(word);
        at += long;
    }
    text.push('\n');
    text
}
