//! `zd2gc init`.

use clap::Args;

use super::args::Globals;
use super::{Console, Exit, Failure};

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct InitArgs {}

/// Runs `init`.
pub(super) fn run(_args: &InitArgs, _globals: &Globals, _console: &mut Console) -> Result<Exit, Failure> {
    Err(Failure::unexpected("not built yet"))
}
