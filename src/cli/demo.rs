//! `zd2gc demo`.

use clap::Args;

use super::args::Globals;
use super::{Console, Exit, Failure};

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {}

/// Runs `demo`.
pub(super) fn run(_args: &DemoArgs, _globals: &Globals, _console: &mut Console) -> Result<Exit, Failure> {
    Err(Failure::unexpected("not built yet"))
}
