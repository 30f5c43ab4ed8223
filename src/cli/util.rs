//! `zd2gc util`: schemas, completions, man pages, effective settings, and the pages made from the program itself.

use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory as _, Subcommand};
use clap_complete::Shell;
use schemars::Schema;

use super::args::{Cli, Globals};
use super::{Console, Exit, Failure, Format};
use super::{reference, rules, schemas};
use crate::config::{Settings, Value};
use crate::model::shown;
use crate::snapshot::files::write_atomically;

/// Arguments of `util`.
#[derive(Debug, Args)]
pub struct UtilArgs {
    #[command(subcommand)]
    command: UtilCommand,
}

#[derive(Debug, Subcommand)]
enum UtilCommand {
    /// Print the JSON Schema of a file format, or list them all
    #[command(
        after_help = "Examples:\n  zd2gc util schema\n  zd2gc util schema tenants > tenants.schema.json\n  zd2gc util schema -o schemas"
    )]
    Schema(SchemaArgs),
    /// Print a shell's completions
    #[command(
        after_help = "Example:\n  zd2gc util completions bash > ~/.local/share/bash-completion/completions/zd2gc"
    )]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write man pages
    Man {
        /// The folder to write them to
        #[arg(short = 'o', long = "output", value_name = "DIR")]
        output: PathBuf,
    },
    /// Show the settings in effect, and where each comes from
    Config {
        /// The form of stdout: text or json
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: Format,
    },
    /// Write the pages that are made from the program: commands, rules, schemas
    #[command(hide = true)]
    Docs {
        /// The folder to write them to
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
}

#[derive(Debug, Args)]
struct SchemaArgs {
    /// The format; all of them without it
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Write to this folder, one file a format
    #[arg(short = 'o', long = "output", value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Runs `util`.
pub(super) fn run(args: &UtilArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        UtilCommand::Schema(args) => schema(args, console)?,
        UtilCommand::Completions { shell } => {
            let mut bytes = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "zd2gc", &mut bytes);
            console.data(&bytes)?;
        }
        UtilCommand::Man { output } => man(output, console)?,
        UtilCommand::Config { format } => config(&globals.settings()?, *format, console)?,
        UtilCommand::Docs { dir } => docs(dir)?,
    }
    Ok(Exit::Done)
}

fn schema(args: &SchemaArgs, console: &mut Console) -> Result<(), Failure> {
    let mut schemas = schemas::schemas();
    if let Some(name) = &args.name {
        // By its short name or as files carry it: `plan`, `zd2gc/plan/1`.
        let titled = |schema: &Schema| schema.get("title").and_then(|title| title.as_str()) == Some(name);
        let short = schemas
            .iter()
            .find(|(_, schema)| titled(schema))
            .map(|(short, _)| short.clone());
        let name = &short.unwrap_or_else(|| name.clone());
        let Some(schema) = schemas.remove(name) else {
            let known = schemas.into_keys().collect::<Vec<_>>().join(", ");
            return Err(Failure::usage(format!("no file format is called `{name}`")).hint(format!("there are {known}")));
        };
        schemas = [(name.clone(), schema)].into();
        if args.output.is_none() {
            return console.data(&json(&schemas[name])?);
        }
    }
    if let Some(folder) = &args.output {
        for (name, schema) in &schemas {
            write(&folder.join(format!("{name}.schema.json")), &json(schema)?)?;
        }
        console.status(&format!("wrote {} schemas to {}", schemas.len(), folder.display()));
        return Ok(());
    }
    let mut text = String::new();
    for (name, schema) in &schemas {
        let title = schema.get("title").and_then(|title| title.as_str()).unwrap_or_default();
        text.push_str(&format!("{name:<14} {title}\n"));
    }
    console.data(text.as_bytes())
}

fn man(folder: &Path, console: &mut Console) -> Result<(), Failure> {
    let mut root = Cli::command();
    root.build();
    let mut written = 0;
    let mut waiting = vec![root];
    while let Some(command) = waiting.pop() {
        waiting.extend(command.get_subcommands().filter(|child| !child.is_hide_set()).cloned());
        let page = clap_mangen::Man::new(command);
        let mut bytes = Vec::new();
        page.render(&mut bytes)?;
        write(&folder.join(page.get_filename()), &bytes)?;
        written += 1;
    }
    console.status(&format!("wrote {written} man pages to {}", folder.display()));
    Ok(())
}

fn config(settings: &Settings, format: Format, console: &mut Console) -> Result<(), Failure> {
    match format {
        Format::Json => console.data(&json(settings)?),
        Format::Text => {
            let path = |value: &Value<Option<PathBuf>>| value.value.as_ref().map(|path| path.display().to_string());
            let rows = [
                ("project", path(&settings.project), &settings.project.origin),
                ("profile", settings.profile.value.clone(), &settings.profile.origin),
                ("mappings", path(&settings.mappings), &settings.mappings.origin),
                ("snapshots", path(&settings.snapshots), &settings.snapshots.origin),
                (
                    "overlays",
                    listed(settings.overlays.value.iter().map(String::as_str)),
                    &settings.overlays.origin,
                ),
                ("tenant", settings.tenant.value.clone(), &settings.tenant.origin),
                ("color", Some(settings.color.value.to_string()), &settings.color.origin),
                (
                    "zendesk",
                    listed(settings.zendesk.value.iter().map(|one| one.subdomain.as_str())),
                    &settings.zendesk.origin,
                ),
                (
                    "genesys",
                    listed(settings.genesys.value.iter().map(|one| one.tenant.as_str())),
                    &settings.genesys.origin,
                ),
            ];
            let mut text = String::new();
            for (name, value, origin) in rows {
                let value = value.unwrap_or_else(|| "-".to_owned());
                text.push_str(&format!(
                    "{name:<10} {:<24} {}\n",
                    shown(&value),
                    shown(&origin.to_string())
                ));
            }
            console.data(text.as_bytes())
        }
        other => Err(Failure::usage(format!("this command has no form `{other}`")).hint("it has: text, json")),
    }
}

/// Names in one line; `None` where there are none.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<_> = names.collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Everything under `docs/` that is made from the program: a test compares, this writes.
fn docs(dir: &Path) -> Result<(), Failure> {
    for (name, text) in reference::pages() {
        write(&dir.join(name), text.as_bytes())?;
    }
    let rules = rules::rules();
    write(&dir.join("rules/index.md"), rules::index(&rules).as_bytes())?;
    for rule in rules {
        write(
            &dir.join(format!("rules/{}.md", rule.name)),
            rules::page(rule).as_bytes(),
        )?;
    }
    for (name, schema) in schemas::schemas() {
        write(&dir.join(format!("schemas/{name}.schema.json")), &json(&schema)?)?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_atomically(path, |out| out.write_all(bytes)).map_err(Failure::unexpected)
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, Failure> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(Failure::unexpected)?;
    bytes.push(b'\n');
    Ok(bytes)
}
