//! `zd2gc init`: a project to start from. Overwrites nothing.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::args::Globals;
use crate::cli::{Console, Exit, Failure};
use crate::mapping::defaults::{DEFAULTS, OVERLAYS};
use crate::model::shown;
use crate::snapshot::files::write_atomically;

/// Arguments of `init`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  zd2gc init acme\n  zd2gc init --defaults")]
pub struct InitArgs {
    /// The project's folder
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// Add the shipped tables in `defaults/`, to read; they are not loaded from there
    #[arg(long)]
    defaults: bool,
}

/// The files of a project, in the order in which they are filled in.
pub(super) const FILES: &[(&str, &str)] = &[
    ("zd2gc.yaml", include_str!("zd2gc.yaml")),
    ("mappings/tenants.yaml", include_str!("tenants.yaml")),
    ("mappings/applications.yaml", include_str!("applications.yaml")),
    ("mappings/overlay.yaml", include_str!("overlay.yaml")),
    ("mappings/overrides.yaml", include_str!("overrides.yaml")),
    (".gitignore", include_str!("gitignore")),
];

/// Runs `init`.
pub(super) fn run(args: &InitArgs, _globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    let mut said = String::new();
    let mut write = |name: &str, text: &str| -> Result<(), Failure> {
        let path = args.dir.join(name);
        if is_there(&path) {
            said.push_str(&format!("left alone  {name} (it was there)\n"));
        } else {
            write_atomically(&path, |out| out.write_all(text.as_bytes())).map_err(Failure::unexpected)?;
            said.push_str(&format!("wrote       {name}\n"));
        }
        Ok(())
    };
    for (name, text) in FILES {
        write(name, text)?;
    }
    if args.defaults {
        for table in DEFAULTS {
            write(&format!("defaults/{}", table.name), table.text)?;
        }
        for overlay in OVERLAYS {
            write(&format!("defaults/overlays/{}", overlay.name), overlay.text)?;
        }
    }
    console.data(said.as_bytes())?;
    let enter = if args.dir == Path::new(".") {
        String::new()
    } else {
        format!("  cd {}\n", shown(&args.dir.to_string_lossy()))
    };
    console.status(&format!(
        "\nNext:\n{enter}  zd2gc snapshot zendesk -o snapshots   (the accounts that zd2gc.yaml names)\n  \
         zd2gc snapshot zendesk --import EXPORT --subdomain NAME -o snapshots   (files)\n  \
         fill in mappings/tenants.yaml and mappings/applications.yaml\n  zd2gc map lint\n  \
         zd2gc plan --snapshot snapshots -o plan.json -o plan.md"
    ));
    Ok(Exit::Done)
}

/// Whether anything has this name, a link to nowhere included.
fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}
