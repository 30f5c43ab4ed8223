//! Runs the binary in an empty environment, in a folder of its own.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use proptest::prelude::ProptestConfig;

/// A folder of one test, with the binary at hand; gone when the test ends.
pub(crate) struct Sandbox {
    folder: tempfile::TempDir,
}

/// How a run ended and what it said.
#[must_use]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::File::create(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The binary with an empty environment, in the sandbox's folder.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zd2gc"));
        command
            .env_clear()
            .env("COLUMNS", "80")
            .env("HOME", self.root())
            .current_dir(self.root())
            .stdin(Stdio::null());
        command
    }

    /// Runs the binary.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command().args(args))
    }
}

impl Ran {
    /// Runs a command to its end.
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Fails with everything that was said unless the run ended with this code.
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "\n--- stdout\n{}\n--- stderr\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// Stdout as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("stdout is not JSON ({error}):\n{}", self.stdout))
    }
}

/// How many cases a property test looks at: these few, or a share of what `PROPTEST_CASES` asks for, one in so many; a
/// config that names its own number would not hear of that variable.
pub(crate) fn cases(few: u32, share: u32) -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").and_then(|cases| cases.to_str()?.parse::<u32>().ok());
    ProptestConfig {
        cases: asked.map_or(few, |asked| asked.div_ceil(share)),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// How many rounds a test makes: these few, or as many as a variable says, as long runs do.
pub(crate) fn rounds(variable: &str, few: u64) -> u64 {
    let asked = std::env::var_os(variable).and_then(|rounds| rounds.to_str()?.parse().ok());
    asked.unwrap_or(few)
}

/// The folder of committed test inputs.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}
