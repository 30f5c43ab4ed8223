//! The flags that say where mapping tables are, and loading them for the commands that work with them.

use std::path::PathBuf;

use clap::Args;

use super::args::Globals;
use super::{Console, Failure};
use crate::config::Settings;
use crate::mapping::{LoadError, Loaded, Paint, Sources, Tables, load};
use crate::model::Permission;

/// Where mapping tables are.
#[derive(Debug, Clone, Default, Args)]
pub struct TableArgs {
    /// The folder of your tables; without it the project's `mappings`, if there is one
    #[arg(long, value_name = "DIR")]
    pub mappings: Option<PathBuf>,
    /// Lay a table that ships for a product over the defaults: cases, work-items. Repeatable
    #[arg(long, value_name = "NAME")]
    pub overlay: Vec<String>,
}

/// The project's folder of tables.
const PROJECT: &str = "mappings";

impl TableArgs {
    /// The user's folder, if there is one: the flag's, else the settings', else the project's own.
    pub(super) fn folder(&self, settings: &Settings) -> Option<PathBuf> {
        let named = self.mappings.clone().or_else(|| settings.mappings());
        named.or_else(|| Some(PathBuf::from(PROJECT)).filter(|folder| folder.is_dir()))
    }

    /// Loads the tables with all their faults.
    pub(super) fn load(
        &self,
        globals: &Globals,
        live: Option<&dyn Fn(&Permission) -> bool>,
    ) -> Result<Loaded, Failure> {
        let settings = globals.settings()?;
        let folder = self.folder(&settings);
        let sources = Sources {
            folder: folder.as_deref(),
            overlays: if self.overlay.is_empty() {
                settings.overlays()
            } else {
                &self.overlay
            },
            live,
        };
        load(&sources).map_err(|error| {
            let hint = match &error {
                LoadError::Folder { .. } => Some("`zd2gc init` makes a folder to start from"),
                LoadError::Overlay { .. } => None,
            };
            let failure = Failure::usage(error);
            match hint {
                Some(hint) => failure.hint(hint),
                None => failure,
            }
        })
    }

    /// Loads tables that can be used; faults are drawn on stderr, and those that forbid their use are a failure.
    pub(super) fn load_usable(
        &self,
        globals: &Globals,
        live: Option<&dyn Fn(&Permission) -> bool>,
        console: &mut Console,
    ) -> Result<Tables, Failure> {
        let loaded = self.load(globals, live)?;
        let errors = loaded.faults.iter().filter(|fault| fault.is_error()).count();
        for fault in loaded.faults.iter().filter(|fault| fault.is_error()).take(20) {
            console.status(&loaded.draw(fault, console.width(), Paint::Coloured));
        }
        loaded.tables.ok_or_else(|| {
            let faults = if errors == 1 {
                "1 fault"
            } else {
                &format!("{errors} faults")
            };
            Failure::usage(format!("the mapping tables can't be used: {faults}"))
                .hint("`zd2gc map lint` shows all of them")
        })
    }
}
