//! `zd2gc manifest`.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::args::Globals;
use super::{Console, Exit, Failure, Format, Outputs};
use crate::catalogue::Catalogue;
use crate::manifest::{self, Manifest};
use crate::plan::read::{PlanHead, ReadError, read_head};
use crate::report;
use crate::snapshot::files::FileError;

/// Arguments of `manifest`.
#[derive(Debug, Args)]
pub struct ManifestArgs {
    /// What to do.
    #[command(subcommand)]
    command: ManifestCommand,
}

/// What can be done with manifests.
#[derive(Debug, Subcommand)]
enum ManifestCommand {
    /// Make the access sheets of the applications of a plan
    Build(BuildArgs),
}

/// Arguments of `manifest build`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  zd2gc manifest build --plan plan.json\n  zd2gc manifest build --application 'Compliance export' -o manifest.json -o manifest.md"
)]
struct BuildArgs {
    /// The plan that holds the applications
    #[arg(long, value_name = "FILE", default_value = "plan.json")]
    plan: PathBuf,
    /// Only this application. Repeatable
    #[arg(long = "application", value_name = "NAME")]
    applications: Vec<String>,
    #[command(flatten)]
    outputs: Outputs,
}

const FORMATS: [Format; 4] = [Format::Text, Format::Json, Format::Yaml, Format::Markdown];

/// Runs `manifest`.
pub(super) fn run(args: &ManifestArgs, _globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        ManifestCommand::Build(args) => build(args, console),
    }
}

fn build(args: &BuildArgs, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&FORMATS)?;
    let head = read_plan(args)?;
    let names = manifest::names(&head.tenants);
    for wanted in &args.applications {
        if !names.contains(&wanted.as_str()) {
            let failure = Failure::usage(format!("the plan has no application `{wanted}`"));
            return Err(match super::names::near(wanted, names.iter().copied()) {
                Some(near) => failure.hint(format!("did you mean `{near}`?")),
                None => failure.hint(format!("it has: {}", super::names::listed(names))),
            });
        }
    }
    let manifest = manifest::build(&head.tenants, &head.findings, Catalogue::embedded(), |name| {
        args.applications.is_empty() || args.applications.iter().any(|wanted| wanted == name)
    });
    if manifest.applications.is_empty() {
        console.warn("the plan has no applications: list them in an applications table and plan again");
    }
    args.outputs
        .write(console, |format, out| write(&manifest, format, out))?;
    Ok(Exit::Done)
}

fn read_plan(args: &BuildArgs) -> Result<PlanHead, Failure> {
    let file = File::open(&args.plan)
        .map_err(FileError::new("read", &args.plan))
        .map_err(|error| {
            Failure::unexpected(error).hint("make a plan with `zd2gc plan -o plan.json`, or name one with --plan")
        })?;
    read_head(BufReader::new(file)).map_err(|error| {
        let hint = match &error {
            ReadError::Schema { .. } => "name a file that `zd2gc plan -o FILE.json` has written",
            ReadError::Shape(_) => "the file may be cut off or edited: plan again",
        };
        Failure::usage(error)
            .hint(format!("the file is {}", args.plan.display()))
            .hint(hint)
    })
}

/// Writes a manifest in one form.
pub(super) fn write(manifest: &Manifest, format: Format, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    match format {
        Format::Markdown => report::manifest::write_markdown(manifest, out),
        Format::Yaml => serde_yaml::to_writer(out, manifest).map_err(std::io::Error::other),
        Format::Json | Format::Jsonl => {
            serde_json::to_writer_pretty(&mut *out, manifest)?;
            writeln!(out)
        }
        Format::Text => report::manifest::write_text(manifest, out),
    }
}
