//! `zd2gc util`.

use clap::Args;

use super::args::Globals;
use super::{Console, Exit, Failure};

/// Arguments of `util`.
#[derive(Debug, Args)]
pub struct UtilArgs {}

/// Runs `util`.
pub(super) fn run(_args: &UtilArgs, _globals: &Globals, _console: &mut Console) -> Result<Exit, Failure> {
    Err(Failure::unexpected("not built yet"))
}
