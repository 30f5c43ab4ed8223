//! A rehearsal with its project, for the commands that ask both vendors: what was run in it, and what it was asked.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::http::Rehearsing;
use crate::support::{Ran, Sandbox};

/// A rehearsal with its project in `project`, and its log.
pub(crate) struct Live {
    pub(crate) sandbox: Sandbox,
    pub(crate) rehearsal: Rehearsing,
}

impl Live {
    #[track_caller]
    pub(crate) fn start(args: &[&str]) -> Self {
        let sandbox = Sandbox::new();
        let own = ["-q", "--project", "project", "--log", "log"];
        let args: Vec<&str> = own.iter().chain(args).copied().collect();
        let rehearsal = Rehearsing::start(&sandbox, &args);
        Self { sandbox, rehearsal }
    }

    /// The program, in the project's folder, with an empty environment.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.sandbox.command();
        command.current_dir(self.path("")).args(args);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::of(&mut self.command(args))
    }

    /// A path in the project.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.sandbox.path("project").join(name)
    }

    /// The calls so far: `METHOD PATH?QUERY STATUS`.
    pub(crate) fn log(&self) -> Vec<String> {
        self.sandbox.read("log").lines().map(str::to_owned).collect()
    }

    /// What an org is reached by: a key of the first line.
    pub(crate) fn org(&self, at: usize, key: &str) -> &str {
        self.rehearsal.org(at, key)
    }

    /// What an account is reached by: a key of the first line.
    pub(crate) fn account(&self, at: usize, key: &str) -> String {
        self.rehearsal.first["zendesk"][at][key].as_str().unwrap().to_owned()
    }

    /// A file of a snapshot, from a folder of the project.
    pub(crate) fn file(&self, folder: &str, of: &str, name: &str) -> Value {
        let text = self.sandbox.read(&format!("project/{folder}/{of}/{name}"));
        serde_json::from_str(&text).unwrap()
    }
}
