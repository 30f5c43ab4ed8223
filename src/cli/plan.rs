//! `zd2gc plan`.

use clap::Args;

use super::args::Globals;
use super::{Console, Exit, Failure};

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {}

/// Runs `plan`.
pub(super) fn run(_args: &PlanArgs, _globals: &Globals, _console: &mut Console) -> Result<Exit, Failure> {
    Err(Failure::unexpected("not built yet"))
}
