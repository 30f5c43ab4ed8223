//! The flags of commands that ask the vendors, and what all of them do around a reading: connections, Ctrl-C, errors.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::ProgressBar;
use jiff::Timestamp;

use super::{Console, Failure, Kind};
use crate::config::Settings;
use crate::http::{CallError, Options, Problem, Transport};
use crate::live::{ReadError, Watch};

/// How the vendors are asked.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Network")]
pub(super) struct NetworkArgs {
    /// Ask nobody: end with 2 where something would have to be asked
    #[arg(long)]
    pub offline: bool,
    /// How many calls may be under way at a host
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub concurrency: u16,
    /// The most calls a second to a host; the vendors' own limits are kept in any case
    #[arg(long, value_name = "N", value_parser = rate)]
    pub max_rps: Option<f64>,
    /// How long the run may take: 90s, 15m, 2h. What was read by then is kept, and the next run goes on from it
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub timeout: Option<Duration>,
    /// Certificates (PEM) to trust in place of the system's: of a proxy that looks into connections
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate >= 0.01 => Ok(rate),
        _ => Err("expected a number from 0.01 on".to_owned()),
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "expected a time such as 90s, 15m or 2h".to_owned();
    let time: jiff::SignedDuration = text.parse().map_err(|_| wrong())?;
    Duration::try_from(time)
        .ok()
        .filter(|time| !time.is_zero())
        .ok_or_else(wrong)
}

impl NetworkArgs {
    /// Sets up connections; the run's time begins.
    pub(super) fn transport(&self) -> Result<Arc<Transport>, Failure> {
        if self.offline {
            return Err(
                Failure::usage("this would have to ask a vendor, and --offline forbids it")
                    .hint("leave --offline out, or work on snapshots that were taken before"),
            );
        }
        let ca = match &self.ca_file {
            None => None,
            Some(path) => {
                let read = std::fs::read(path).map_err(|error| {
                    Failure::usage(crate::snapshot::files::FileError::new("read", path)(error))
                        .hint("--ca-file names a file of PEM certificates")
                })?;
                Some(read)
            }
        };
        let options = Options {
            concurrency: usize::from(self.concurrency),
            max_rps: self.max_rps,
            timeout: self.timeout,
            ca,
        };
        let made = Transport::new(options).map_err(|error| {
            let hint = error.hint();
            Failure::usage(error).hint(hint)
        })?;
        Ok(Arc::new(made))
    }
}

/// Runs something that asks the vendors, until it is done; Ctrl-C stops it at the next call.
pub(super) fn run<T>(transport: &Transport, work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::unexpected)?;
    Ok(runtime.block_on(async {
        tokio::pin!(work);
        tokio::select! {
            biased;
            done = &mut work => return done,
            heard = tokio::signal::ctrl_c() => {
                // Where Ctrl-C can't be heard, it ends the process, which loses nothing either.
                if heard.is_ok() {
                    transport.stop();
                }
            }
        }
        work.await
    }))
}

/// Where snapshots go.
pub(super) fn folder(output: Option<&PathBuf>, settings: &Settings) -> Result<PathBuf, Failure> {
    output.cloned().or_else(|| settings.snapshots()).ok_or_else(|| {
        Failure::usage("where should the snapshots go?").hint("name a folder with -o, or `snapshots:` in the settings")
    })
}

/// When a snapshot begins: the one thing in it that depends on the clock.
#[expect(
    clippy::disallowed_methods,
    reason = "a live snapshot is of the time when it was taken"
)]
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}

/// What to say of something that could not be read.
pub(super) fn failure(error: ReadError) -> Failure {
    let (kind, hint) = match &error {
        ReadError::Call(call) => of_call(call),
        ReadError::Gap { .. } | ReadError::Endless { .. } | ReadError::Foreign(_) | ReadError::Record { .. } => {
            (Kind::Incomplete, None)
        }
        ReadError::Snapshot(error) if error.is_usage() => (Kind::Usage, error.hint().map(str::to_owned)),
        ReadError::File(_) | ReadError::Snapshot(_) => (Kind::Unexpected, None),
    };
    let failure = Failure::of(kind, error);
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

fn of_call(error: &CallError) -> (Kind, Option<String>) {
    let resume = "run the same command again: it goes on from what was read".to_owned();
    match &error.problem {
        Problem::Credential => {
            let hint = match (error.method, error.code.as_deref()) {
                ("POST", Some("invalid_client")) => {
                    "the client's id or secret is wrong for this account or region, or the client was switched off"
                }
                ("POST", Some("unauthorized_client" | "unsupported_grant_type")) => {
                    "the client must be one for client credentials"
                }
                ("POST", _) => {
                    "the login host did not give a token: check the client's id and secret, and its account or region"
                }
                _ => "the token is wrong, has ended, or is of another account or region: get a new one",
            };
            (Kind::Credential, Some(hint.to_owned()))
        }
        Problem::Refused => (Kind::Incomplete, None),
        Problem::Limited | Problem::Failing | Problem::Deadline => (Kind::Network, Some(resume)),
        Problem::Network(_) => {
            let hint = "check host, proxy (HTTPS_PROXY) and certificates (--ca-file); then run the same command again";
            (Kind::Network, Some(hint.to_owned()))
        }
        Problem::Body(_) => {
            let hint = "something between here and the vendor answers in its place, such as a proxy's sign-in page";
            (Kind::Network, Some(hint.to_owned()))
        }
        Problem::Stopped => (Kind::Interrupted, Some(resume)),
    }
}

/// How long stderr may be silent in a pipe.
const SILENCE: Duration = Duration::from_secs(10);

/// Shows how far a reading is: a line that moves on a terminal, a line now and then in a pipe.
pub(super) struct Progress<'a> {
    bar: ProgressBar,
    console: RefCell<&'a mut Console>,
    said: Cell<Instant>,
    what: String,
}

impl<'a> Progress<'a> {
    pub(super) fn new(console: &'a mut Console, what: String) -> Self {
        Self {
            bar: super::progress::spinner(console, ""),
            console: RefCell::new(console),
            said: Cell::new(Instant::now()),
            what,
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Progress<'_> {
    fn pages(&self, list: &str, read: u64, of: Option<u64>) {
        let of = of.map(|of| format!(" of {of}")).unwrap_or_default();
        let text = format!("{}: {list}, page {read}{of}", self.what);
        if self.bar.is_hidden() {
            if Instant::now().duration_since(self.said.get()) >= SILENCE {
                self.console.borrow_mut().status(&text);
                self.said.set(Instant::now());
            }
        } else {
            self.bar.set_message(text);
        }
    }

    fn note(&self, text: &str) {
        let text = format!("{}: {}", self.what, crate::model::shown(text));
        self.bar.suspend(|| self.console.borrow_mut().detail(&text));
    }
}
