//! `zd2gc explain`.

use clap::Args;

use super::args::Globals;
use super::{Console, Exit, Failure};

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {}

/// Runs `explain`.
pub(super) fn run(_args: &ExplainArgs, _globals: &Globals, _console: &mut Console) -> Result<Exit, Failure> {
    Err(Failure::unexpected("not built yet"))
}
