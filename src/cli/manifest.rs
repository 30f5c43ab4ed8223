//! `zd2gc manifest`.

use clap::Args;

use super::args::Globals;
use super::{Console, Exit, Failure};

/// Arguments of `manifest`.
#[derive(Debug, Args)]
pub struct ManifestArgs {}

/// Runs `manifest`.
pub(super) fn run(_args: &ManifestArgs, _globals: &Globals, _console: &mut Console) -> Result<Exit, Failure> {
    Err(Failure::unexpected("not built yet"))
}
