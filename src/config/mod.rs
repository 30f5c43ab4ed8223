//! Settings: flag, environment, project file, user file, default, in this order.
//!
//! The only place that reads the environment.

/// The width that `COLUMNS` asks for, if it is a number worth using.
pub fn columns() -> Option<usize> {
    #[expect(clippy::disallowed_methods, reason = "config/ is where the environment is read")]
    let text = std::env::var("COLUMNS").ok()?;
    text.parse().ok().filter(|width| (40..=500).contains(width))
}
