//! `zd2gc map`.

use clap::Args;

use super::args::Globals;
use super::{Console, Exit, Failure};

/// Arguments of `map`.
#[derive(Debug, Args)]
pub struct MapArgs {}

/// Runs `map`.
pub(super) fn run(_args: &MapArgs, _globals: &Globals, _console: &mut Console) -> Result<Exit, Failure> {
    Err(Failure::unexpected("not built yet"))
}
