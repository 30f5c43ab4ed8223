//! Settings: flag, environment, project file, user file, default, in this order.
//!
//! In: what the command line said, the environment, at most two small YAML files. Out: each setting with where it
//! came from. The only place that reads the environment; settings say where a secret is, and `secrets` reads it.

mod connections;
mod environment;
mod error;
mod file;
pub mod secrets;
mod settings;

pub use connections::{GenesysConnection, SecretSource, ZendeskConnection};
pub use environment::columns;
pub use error::ConfigError;
pub use file::{PROJECT_FILE, ProjectFile, SCHEMA};
pub use settings::{Color, Given, Origin, Settings, Value};
