//! `zd2gc catalogue`.

use clap::Args;

use super::args::Globals;
use super::{Console, Exit, Failure};

/// Arguments of `catalogue`.
#[derive(Debug, Args)]
pub struct CatalogueArgs {}

/// Runs `catalogue`.
pub(super) fn run(_args: &CatalogueArgs, _globals: &Globals, _console: &mut Console) -> Result<Exit, Failure> {
    Err(Failure::unexpected("not built yet"))
}
