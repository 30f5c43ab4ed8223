//! `zd2gc snapshot`.

use clap::Args;

use super::args::Globals;
use super::{Console, Exit, Failure};

/// Arguments of `snapshot`.
#[derive(Debug, Args)]
pub struct SnapshotArgs {}

/// Runs `snapshot`.
pub(super) fn run(_args: &SnapshotArgs, _globals: &Globals, _console: &mut Console) -> Result<Exit, Failure> {
    Err(Failure::unexpected("not built yet"))
}
