//! The arguments that every command has, and the list of commands, in the order of the flow.

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{Console, Exit, Failure};
use super::{
    audit, catalogue, demo, diagnose, diff, doctor, explain, init, manifest, map, oauth, plan, rehearsal, snapshot,
    util, who_can,
};
use crate::config::{Color, Given, Settings};

/// Carries access from Zendesk to Genesys Cloud: who may do what, in which organization, through which application.
///
/// It plans and explains; it never writes to either vendor.
#[derive(Debug, Parser)]
#[command(
    name = "zd2gc",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    infer_subcommands = false
)]
#[command(
    after_help = "Examples:\n  zd2gc demo\n  zd2gc snapshot zendesk --import export/ --subdomain acme -o snapshots\n  zd2gc plan --snapshot snapshots -o plan.json -o plan.md\n  zd2gc explain anna@acme.example"
)]
pub struct Cli {
    /// The flags that every command has.
    #[command(flatten)]
    pub globals: Globals,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// The flags that every command has.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Globals {
    /// The project file, instead of the working folder's
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        help = "The project file [env: ZD2GC_CONFIG] [default: zd2gc.yaml if there is one]"
    )]
    pub config: Option<std::path::PathBuf>,
    /// The profile of the project file
    #[arg(
        short,
        long,
        global = true,
        value_name = "NAME",
        help = "The profile of the project file [env: ZD2GC_PROFILE]"
    )]
    pub profile: Option<String>,
    /// Say nothing on stderr but warnings and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more on stderr
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Colour
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        help = "Colour [env: ZD2GC_COLOR] [default: auto]"
    )]
    pub color: Option<ColorWhen>,
    /// No progress bars
    #[arg(long, global = true)]
    pub no_progress: bool,
    /// The form of what is said on stderr
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    pub log_format: LogFormat,
    /// Whether neither the environment nor any settings file but the one that is named counts; no flag, but for commands
    /// that run others.
    #[arg(skip)]
    pub alone: bool,
}

impl Globals {
    /// The effective settings: these flags over the environment over the settings files.
    pub fn settings(&self) -> Result<Settings, Failure> {
        if self.alone && self.config.is_none() {
            return Ok(Settings::defaults());
        }
        let given = Given {
            config: self.config.clone(),
            profile: self.profile.clone(),
            color: self.color.map(Color::from),
        };
        let loaded = if self.alone {
            Settings::of_file(&given)
        } else {
            Settings::load(&given)
        };
        loaded.map_err(|error| {
            let hint = error.hint();
            Failure::usage(error).hint(hint)
        })
    }
}

impl From<ColorWhen> for Color {
    fn from(when: ColorWhen) -> Self {
        match when {
            ColorWhen::Auto => Self::Auto,
            ColorWhen::Always => Self::Always,
            ColorWhen::Never => Self::Never,
        }
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless the environment says otherwise.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The form of what is said on stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For programs: one object a line, with `level`, `message`, `causes` and `hints`.
    Json,
}

/// The commands, in the order of the flow.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the whole pipeline on a built-in account: no network, no configuration
    Demo(demo::DemoArgs),
    /// Start a project: configuration and mapping tables to fill in
    Init(init::InitArgs),
    /// Before anything starts: can the orgs be read, and what is missing?
    Doctor(Box<doctor::DoctorArgs>),
    /// Read accounts into snapshots
    Snapshot(snapshot::SnapshotArgs),
    /// Check mapping tables, and what they cover of a snapshot
    Map(map::MapArgs),
    /// Plan: snapshots and tables in, roles, grants, gains and losses out
    Plan(plan::PlanArgs),
    /// Follow a cell of the plan back to its causes
    Explain(explain::ExplainArgs),
    /// Authorization URLs for each application and org
    Oauth(oauth::OauthArgs),
    /// Access sheets of the applications
    Manifest(manifest::ManifestArgs),
    /// Hold a plan against the live orgs: what is missing, what is extra, who has power
    Audit(Box<audit::AuditArgs>),
    /// Who holds a permission, where, and through what: in an org, or by a plan
    WhoCan(who_can::WhoCanArgs),
    /// What one plan or org has and the other has not
    Diff(diff::DiffArgs),
    /// Why a call was refused: the layer, the cause, what to do
    Diagnose(Box<diagnose::DiagnoseArgs>),
    /// What exists in Genesys Cloud: permissions, scopes, operations, regions
    Catalogue(catalogue::CatalogueArgs),
    /// A sandbox of both vendors' APIs on a loopback port, to train and to test with
    Rehearsal(rehearsal::RehearsalArgs),
    /// Schemas, completions, man pages, effective settings
    Util(util::UtilArgs),
}

/// Runs a command.
pub(super) fn dispatch(cli: Cli, console: &mut Console) -> Result<Exit, Failure> {
    let globals = &cli.globals;
    match cli.command {
        Command::Demo(args) => demo::run(&args, globals, console),
        Command::Init(args) => init::run(&args, globals, console),
        Command::Doctor(args) => doctor::run(&args, globals, console),
        Command::Snapshot(args) => snapshot::run(&args, globals, console),
        Command::Map(args) => map::run(&args, globals, console),
        Command::Plan(args) => plan::run(&args, globals, console),
        Command::Explain(args) => explain::run(&args, globals, console),
        Command::Oauth(args) => oauth::run(&args, globals, console),
        Command::Manifest(args) => manifest::run(&args, globals, console),
        Command::Audit(args) => audit::run(&args, globals, console),
        Command::WhoCan(args) => who_can::run(&args, globals, console),
        Command::Diff(args) => diff::run(&args, globals, console),
        Command::Diagnose(args) => diagnose::run(&args, globals, console),
        Command::Catalogue(args) => catalogue::run(&args, globals, console),
        Command::Rehearsal(args) => rehearsal::run(&args, globals, console),
        Command::Util(args) => util::run(&args, globals, console),
    }
}

/// Prints what clap has to say: help and version are data, the rest is an error of usage.
pub(super) fn report(error: &clap::Error) -> Exit {
    // Nothing can be done about a stream that is gone.
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Done,
        _ => Exit::Usage,
    }
}
