//! `zd2gc oauth`.

use clap::Args;

use super::args::Globals;
use super::{Console, Exit, Failure};

/// Arguments of `oauth`.
#[derive(Debug, Args)]
pub struct OauthArgs {}

/// Runs `oauth`.
pub(super) fn run(_args: &OauthArgs, _globals: &Globals, _console: &mut Console) -> Result<Exit, Failure> {
    Err(Failure::unexpected("not built yet"))
}
