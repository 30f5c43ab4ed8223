//! The two streams: data goes to stdout, everything else to stderr. Nothing else in the crate prints.

use std::io::{self, IsTerminal as _, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

use super::args::{Globals, LogFormat};
use super::{Exit, Failure, Kind};
use crate::config::Color;
use crate::model::shown;

/// Both streams, with what the user wants of them.
pub struct Console {
    out: Sink<io::Stdout>,
    err: Sink<io::Stderr>,
    quiet: bool,
    verbose: u8,
    progress: bool,
    format: LogFormat,
}

/// Where a stream goes.
enum Sink<S: anstream::stream::RawStream> {
    /// Out, coloured where it may be.
    Stream(AutoStream<S>),
    /// Kept, colours and all.
    Kept(Vec<u8>),
}

impl<S: anstream::stream::RawStream> Sink<S> {
    fn into_kept(self) -> Vec<u8> {
        match self {
            Self::Stream(_) => Vec::new(),
            // What is kept is shown in another form: as plain text.
            Self::Kept(bytes) => anstream::adapter::strip_bytes(&bytes).into_vec(),
        }
    }
}

impl<S: anstream::stream::RawStream + anstream::stream::AsLockedWrite> Write for Sink<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stream(stream) => stream.write(bytes),
            Self::Kept(kept) => kept.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stream(stream) => stream.flush(),
            Self::Kept(_) => Ok(()),
        }
    }
}

const ERROR: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

impl Console {
    /// Looks at the streams and the flags once. `NO_COLOR`, `CLICOLOR_FORCE` and `TERM=dumb` are respected by anstream.
    pub fn new(globals: &Globals) -> Self {
        // Wrong settings are the business of the commands that go by them.
        let color = globals.settings().map_or_else(
            |_| globals.color.map(Color::from).unwrap_or_default(),
            |settings| settings.color.value,
        );
        let choice = match color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        let stream_choice = |auto: anstream::ColorChoice| {
            if choice == anstream::ColorChoice::Auto {
                auto
            } else {
                choice
            }
        };
        let out = AutoStream::new(io::stdout(), stream_choice(AutoStream::choice(&io::stdout())));
        let err = AutoStream::new(io::stderr(), stream_choice(AutoStream::choice(&io::stderr())));
        Self {
            out: Sink::Stream(out),
            err: Sink::Stream(err),
            quiet: globals.quiet,
            verbose: globals.verbose,
            progress: !globals.no_progress
                && !globals.quiet
                && globals.log_format == LogFormat::Text
                && io::stderr().is_terminal(),
            format: globals.log_format,
        }
    }

    /// Keeps what is said instead of showing it; for commands that run others.
    pub fn kept() -> Self {
        Self {
            out: Sink::Kept(Vec::new()),
            err: Sink::Kept(Vec::new()),
            quiet: false,
            verbose: 0,
            progress: false,
            format: LogFormat::Text,
        }
    }

    /// What was said to stdout and stderr, of a console that keeps it.
    pub fn into_kept(self) -> (Vec<u8>, Vec<u8>) {
        (self.out.into_kept(), self.err.into_kept())
    }

    /// Stdout, for data.
    pub fn out(&mut self) -> &mut impl Write {
        &mut self.out
    }

    /// Writes data to stdout and flushes it.
    pub fn data(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.out.write_all(bytes)?;
        self.out.flush()?;
        Ok(())
    }

    /// Says something about the work on stderr, unless `--quiet`.
    pub fn status(&mut self, text: &str) {
        if !self.quiet {
            self.say("info", text, text);
        }
    }

    /// Says something on stderr with `-v`.
    pub fn detail(&mut self, text: &str) {
        if self.verbose > 0 {
            self.say("debug", text, text);
        }
    }

    /// Warns on stderr; `--quiet` does not hide it.
    pub fn warn(&mut self, text: &str) {
        self.say(
            "warning",
            text,
            &format!("{WARNING}warning{WARNING:#}: {}", shown(text)),
        );
    }

    /// One message, in the form that was asked for.
    fn say(&mut self, level: &str, message: &str, text: &str) {
        // A stderr that is gone must not turn work that was done into a failure.
        let _ = match self.format {
            LogFormat::Text => writeln!(self.err, "{text}"),
            LogFormat::Json => {
                let plain = anstream::adapter::strip_str(message).to_string();
                writeln!(self.err, "{}", serde_json::json!({"level": level, "message": plain}))
            }
        };
    }

    /// Whether stderr is a terminal that wants progress bars.
    pub fn shows_progress(&self) -> bool {
        self.progress
    }

    /// The width to fit tables into: the terminal's, `COLUMNS`, or 80.
    pub fn width(&self) -> usize {
        crate::config::columns().unwrap_or(80)
    }

    /// Shows a failure with its causes and hints.
    pub fn fail(&mut self, failure: &Failure) -> Exit {
        if failure.kind == Kind::ClosedPipe {
            return Exit::Done;
        }
        if self.format == LogFormat::Json {
            let mut causes = Vec::new();
            let mut cause = failure.error.source();
            while let Some(error) = cause {
                causes.push(error.to_string());
                cause = error.source();
            }
            let line = serde_json::json!({
                "level": "error",
                "message": failure.error.to_string(),
                "causes": causes,
                "hints": failure.hints,
            });
            let _ = writeln!(self.err, "{line}");
            return failure.exit();
        }
        let mut text = format!("{ERROR}error{ERROR:#}: {}\n", lines_shown(&failure.error.to_string()));
        let mut cause = failure.error.source();
        while let Some(error) = cause {
            text.push_str(&format!("  caused by: {}\n", lines_shown(&error.to_string())));
            cause = error.source();
        }
        for hint in &failure.hints {
            text.push_str(&format!("{HINT}hint{HINT:#}: {}\n", lines_shown(hint)));
        }
        let _ = self.err.write_all(text.as_bytes());
        failure.exit()
    }
}

/// Hidden characters escaped, line by line: our own messages may have several lines.
fn lines_shown(text: &str) -> String {
    text.lines().map(shown).collect::<Vec<_>>().join("\n")
}
