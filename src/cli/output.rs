//! Where results go: `-o FILE` names a file, whose extension gives the form; `--format` is the form of stdout.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Console, Failure};
use crate::snapshot::files::write_atomically;

/// A form of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub enum Format {
    /// For people, at a terminal.
    Text,
    /// For programs.
    Json,
    /// For programs, one object a line.
    Jsonl,
    /// For people, in a document.
    Markdown,
    /// For people and programs.
    Yaml,
}

impl Format {
    /// The form that a file's extension asks for.
    fn of_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Some(Self::Text),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            "md" | "markdown" => Some(Self::Markdown),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }
}

/// The flags that say where results go.
#[derive(Debug, Clone, Args)]
pub struct Outputs {
    /// Write the result to this file; its extension gives the form (.json .md .txt ...). Repeatable
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The form of stdout: text, json, and where it makes sense markdown or yaml
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub format: Format,
}

impl Outputs {
    /// Checks, before any work is done, that the command has all the forms asked for.
    pub fn check(&self, has: &[Format]) -> Result<(), Failure> {
        let known = || has.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        if !has.contains(&self.format) {
            return Err(Failure::usage(format!("this command has no form `{}`", self.format))
                .hint(format!("it has: {}", known())));
        }
        for file in &self.files {
            let format = Format::of_path(file);
            if !format.is_some_and(|format| has.contains(&format)) {
                return Err(Failure::usage(format!(
                    "the extension of `{}` names no form that this command has",
                    file.display()
                ))
                .hint(format!("it has: {}", known())));
            }
        }
        Ok(())
    }

    /// Renders to every file asked for (atomically) and, when there is none or `--format` is not text, to stdout.
    ///
    /// `render` writes one form; it is called once for each target.
    pub fn write(
        &self,
        console: &mut Console,
        mut render: impl FnMut(Format, &mut dyn Write) -> std::io::Result<()>,
    ) -> Result<(), Failure> {
        for file in &self.files {
            let format = Format::of_path(file).unwrap_or(self.format);
            write_atomically(file, |out| render(format, out)).map_err(Failure::unexpected)?;
            console.status(&format!("wrote {}", file.display()));
        }
        // Not gathered first: a plan of a million people is larger than memory should be.
        let mut out = BufWriter::with_capacity(1 << 16, console.out());
        render(self.format, &mut out)?;
        out.flush()?;
        Ok(())
    }
}
