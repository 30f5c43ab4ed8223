//! The binary: parses, runs the command, returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    zd2gc::cli::run(std::env::args_os())
}
