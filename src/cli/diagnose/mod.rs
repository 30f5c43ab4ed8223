//! `zd2gc diagnose`: the cause of a refusal.

mod known;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::Globals;
use super::{Console, Exit, Failure, Format, Outputs, TableArgs};
use crate::diagnose::{Diagnosis, Refusal, diagnose, paste};
use crate::report;
use crate::snapshot::files::FileError;

/// The most that is read of a file: refusals are small.
const LARGEST: u64 = 8 << 20;

/// Arguments of `diagnose`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  zd2gc diagnose --call 'GET /api/v2/users/me' --status 400 --code not.a.user --grant-type client_credentials
  curl -v https://api.mypurecloud.de/api/v2/users 2>&1 | zd2gc diagnose --paste
  zd2gc diagnose --paste error.txt --note 'works in our own org, fails in the customer org'
  zd2gc diagnose --input refusal.json --format json | jq '.causes[0]'
  zd2gc diagnose --call 'GET /api/v2/routing/queues' --status 403 --snapshot snapshots --tenant emea --who anna@acme.example

Everything may be left out, and every text is free text: what is not understood is no error. Secrets in what is pasted
are not kept. Ends in 5 when nothing that was told speaks for a cause.")]
pub struct DiagnoseArgs {
    /// The call: a method and a path, or a whole URL
    #[arg(long, value_name = "CALL", help_heading = "What was refused")]
    call: Option<String>,
    /// The host that it went to
    #[arg(long, value_name = "HOST", help_heading = "What was refused")]
    host: Option<String>,
    /// The HTTP status
    #[arg(long, value_name = "STATUS", help_heading = "What was refused")]
    status: Option<String>,
    /// The code in the answer, the vendor's or that of OAuth
    #[arg(long, value_name = "CODE", help_heading = "What was refused")]
    code: Option<String>,
    /// What the answer says
    #[arg(long, value_name = "TEXT", help_heading = "What was refused")]
    message: Option<String>,
    /// The answer's body
    #[arg(long, value_name = "FILE", help_heading = "What was refused")]
    body: Option<PathBuf>,
    /// A scope of the client or of the request; repeatable
    #[arg(long, value_name = "SCOPE", help_heading = "What was refused")]
    scope: Vec<String>,
    /// A permission of the caller, or one that the answer names; repeatable
    #[arg(long, value_name = "PERMISSION", help_heading = "What was refused")]
    permission: Vec<String>,
    /// How the application gets its tokens, in your own words
    #[arg(long, value_name = "GRANT", help_heading = "What was refused")]
    grant_type: Option<String>,
    /// A header of the request, `Name: value`; repeatable
    #[arg(long, value_name = "HEADER", help_heading = "What was refused")]
    header: Vec<String>,
    /// Whatever else is known, in words; repeatable
    #[arg(long, value_name = "TEXT", help_heading = "What was refused")]
    note: Vec<String>,
    /// All of it as JSON, `-` for standard input: `zd2gc util schema refusal` says how
    #[arg(long, value_name = "FILE", help_heading = "What was refused")]
    input: Option<PathBuf>,
    /// Output of curl -v, an SDK, Postman, Terraform or a log; without FILE from standard input
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", help_heading = "What was refused")]
    paste: Option<PathBuf>,
    #[command(flatten)]
    known: known::KnownArgs,
    #[command(flatten)]
    tables: TableArgs,
    #[command(flatten)]
    outputs: Outputs,
}

/// Runs `diagnose`.
pub(super) fn run(args: &DiagnoseArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&[Format::Text, Format::Json])?;
    let refusal = args.refusal()?;
    if refusal.is_empty() {
        return Err(Failure::usage("nothing was told of the refusal")
            .hint("give --status, --code and --call, or paste the output: zd2gc diagnose --paste error.txt"));
    }
    let found = known::with(&args.known, &args.tables, &refusal, globals, console, |known| {
        diagnose(&refusal, known)
    })?;
    let width = console.width();
    args.outputs.write(console, |format, out| match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &found)?;
            writeln!(out)
        }
        _ => report::diagnose::write_text(&found, width, out),
    })?;
    Ok(exit(&found))
}

/// Whether a cause was found.
fn exit(found: &Diagnosis) -> Exit {
    if found.causes.is_empty() {
        Exit::Incomplete
    } else {
        Exit::Done
    }
}

impl DiagnoseArgs {
    /// What was told: the flags count before the input, the input before the body and the paste.
    fn refusal(&self) -> Result<Refusal, Failure> {
        let from_stdin = [&self.input, &self.paste, &self.body]
            .iter()
            .filter(|file| file.as_deref() == Some(Path::new("-")))
            .count();
        if from_stdin > 1 {
            return Err(
                Failure::usage("standard input can be only one of --input, --paste and --body")
                    .hint("put one of them into a file"),
            );
        }
        let mut refusal = self.flags();
        if let Some(file) = &self.input {
            let text = text(file)?;
            let input: Refusal = serde_json::from_str(&text).map_err(|error| {
                Failure::usage(format!("{} is not the JSON of a refusal: {error}", named(file)))
                    .hint("`zd2gc util schema refusal` says what it may hold; output of a tool goes to --paste")
            })?;
            refusal = refusal.or(input);
        }
        for file in [&self.body, &self.paste].into_iter().flatten() {
            refusal = refusal.or(paste::read(&text(file)?));
        }
        Ok(refusal)
    }

    /// What the flags tell; read as the input is, so that both mean the same.
    fn flags(&self) -> Refusal {
        let notes = (!self.note.is_empty()).then(|| self.note.join("\n"));
        let told = serde_json::json!({
            "http_status": self.status,
            "error_code": self.code,
            "message": self.message,
            "path": self.call,
            "host": self.host,
            "scopes": self.scope,
            "permissions": self.permission,
            "grant_type": self.grant_type,
            "headers": self.header,
            "notes": notes,
        });
        serde_json::from_value(told).expect("a refusal takes whatever its fields hold")
    }
}

/// A file, or standard input; bytes that are no text are shown as such.
fn text(file: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().take(LARGEST).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|open| open.take(LARGEST).read_to_end(&mut bytes))
    };
    read.map_err(FileError::new("read", file)).map_err(Failure::usage)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A file in words.
fn named(file: &Path) -> String {
    if file == Path::new("-") {
        "standard input".to_owned()
    } else {
        format!("`{}`", file.display())
    }
}
