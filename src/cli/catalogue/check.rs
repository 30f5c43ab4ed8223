//! `zd2gc catalogue check`.

use std::io::{self, Write};

use clap::Args;

use super::json;
use crate::catalogue::{Catalogue, Checked};
use crate::cli::{Console, Exit, FailOn, Failure, Format, Outputs};
use crate::model::{Severity, shown};

/// Shown under the help.
pub(super) const EXAMPLES: &str = "Examples:
  zd2gc catalogue check analytics:readonly routing:queue:view
  zd2gc catalogue check 'POST /api/v2/users' api.mypurecloud.de login_hint
  zd2gc catalogue check --format json analytics:read

What a name is the name of is guessed from its shape: a scope, a permission (also with `*` for an
entity or action), an operation (with or without method), a region (or one of its hosts), an
authorize parameter or a header.

Ends in 0 when all names exist, in 13 when one does not, unless --fail-on says otherwise.";

/// Arguments of `catalogue check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The names to check
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
    /// From which severity on names that don't exist (medium) decide the exit code; or never
    #[arg(long, value_name = "SEVERITY", default_value = "info")]
    fail_on: FailOn,
    /// Where results go.
    #[command(flatten)]
    outputs: Outputs,
}

/// Runs `catalogue check`.
pub(super) fn run(args: &CheckArgs, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&[Format::Text, Format::Json])?;
    let catalogue = Catalogue::embedded();
    let answers: Vec<Checked> = args.names.iter().map(|name| catalogue.check(name)).collect();
    args.outputs.write(console, |format, out| match format {
        Format::Json => json(&answers, out),
        _ => text(&answers, out),
    })?;
    let missing = answers.iter().any(|answer| !answer.exists);
    Ok(args.fail_on.judge(missing.then_some(Severity::Medium)))
}

fn text(answers: &[Checked], out: &mut dyn Write) -> io::Result<()> {
    for answer in answers {
        let verdict = if answer.exists { "exists" } else { "does not exist" };
        let kind = answer.kind.to_string().replace('-', " ");
        writeln!(out, "{}: {kind}, {verdict}", shown(&answer.name))?;
        if !answer.exists {
            if answer.nearest.is_empty() {
                writeln!(out, "  nothing is near it")?;
            }
            for name in &answer.nearest {
                writeln!(out, "  near: {name}")?;
            }
        }
    }
    Ok(())
}
