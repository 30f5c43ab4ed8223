//! `zd2gc manifest`.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::args::Globals;
use super::{Console, Exit, Failure, Format, Outputs, TableArgs};
use crate::catalogue::Catalogue;
use crate::manifest::{self, Manifest};
use crate::plan::applications::alone;
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
    /// Make the access sheets of the applications
    Build(BuildArgs),
}

/// Arguments of `manifest build`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  zd2gc manifest build --plan plan.json\n  zd2gc manifest build --mappings mappings\n  zd2gc manifest build --application 'Compliance export' -o manifest.json -o manifest.md"
)]
struct BuildArgs {
    /// The plan that holds the applications; plan.json without it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["mappings", "overlay"])]
    plan: Option<PathBuf>,
    #[command(flatten)]
    tables: TableArgs,
    /// Only this application. Repeatable
    #[arg(long = "application", value_name = "NAME")]
    applications: Vec<String>,
    #[command(flatten)]
    outputs: Outputs,
}

const FORMATS: [Format; 4] = [Format::Text, Format::Json, Format::Yaml, Format::Markdown];

/// Runs `manifest`.
pub(super) fn run(args: &ManifestArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        ManifestCommand::Build(args) => build(args, globals, console),
    }
}

fn build(args: &BuildArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&FORMATS)?;
    let (tenants, findings) = if args.tables.mappings.is_some() || !args.tables.overlay.is_empty() {
        let tables = args.tables.load_usable(globals, None, console)?;
        alone(&tables, Catalogue::embedded())
    } else {
        let head = read_plan(args)?;
        (head.tenants, head.findings)
    };
    let names = manifest::names(&tenants);
    for wanted in &args.applications {
        if !names.contains(&wanted.as_str()) {
            let failure = Failure::usage(format!("there is no application `{wanted}`"));
            return Err(match super::names::near(wanted, names.iter().copied()) {
                Some(near) => failure.hint(format!("did you mean `{near}`?")),
                None => failure.hint(format!("there are: {}", super::names::listed(names))),
            });
        }
    }
    let manifest = manifest::build(&tenants, &findings, Catalogue::embedded(), |name| {
        args.applications.is_empty() || args.applications.iter().any(|wanted| wanted == name)
    });
    if manifest.applications.is_empty() {
        console.warn("there are no applications: list them in an applications table");
    }
    args.outputs
        .write(console, |format, out| write(&manifest, format, out))?;
    Ok(Exit::Done)
}

fn read_plan(args: &BuildArgs) -> Result<PlanHead, Failure> {
    let path = args.plan.as_deref().unwrap_or(Path::new("plan.json"));
    let file = File::open(path)
        .map_err(FileError::new("read", path))
        .map_err(|error| {
            Failure::usage(error).hint(
                "make a plan with `zd2gc plan -o plan.json`, name one with --plan, or give tables alone with --mappings",
            )
        })?;
    read_head(BufReader::new(file)).map_err(|error| {
        let hint = match &error {
            ReadError::Schema { .. } | ReadError::NoSchema => "name a file that `zd2gc plan -o FILE.json` has written",
            ReadError::Shape(_) => "the file may be cut off or edited: plan again",
        };
        Failure::usage(error)
            .hint(format!("the file is {}", path.display()))
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
