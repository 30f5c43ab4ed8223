//! Exit codes: an interface that scripts rely on, in one table.

use std::process::ExitCode;
use std::str::FromStr;

use crate::model::Severity;

/// How a command ended. Where several apply, the first in the order below counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 130: stopped by Ctrl-C.
    Interrupted,
    /// 1: something that should not happen, or a file that can't be read or written.
    Unexpected,
    /// 2: wrong usage, configuration or mapping table.
    Usage,
    /// 4: a credential was refused.
    Credential,
    /// 6: the network or the rate budget gave out; can be resumed.
    Network,
    /// 5: something that was asked for could not be read or known; results are written and marked.
    Incomplete,
    /// 14 to 11: findings at or above `--fail-on`, by the highest.
    Findings(Severity),
    /// 10: `diff` found differences.
    Differences,
    /// 0: done.
    Done,
}

impl Exit {
    /// The number that the process returns.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Unexpected => 1,
            Self::Usage => 2,
            Self::Credential => 4,
            Self::Incomplete => 5,
            Self::Network => 6,
            Self::Differences => 10,
            Self::Findings(Severity::Info) => 11,
            Self::Findings(Severity::Low) => 12,
            Self::Findings(Severity::Medium) => 13,
            Self::Findings(Severity::High) => 14,
            Self::Interrupted => 130,
        }
    }

    /// The one that counts of two.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let rank = |exit: Self| match exit {
            Self::Interrupted => 0,
            Self::Unexpected => 1,
            Self::Usage => 2,
            Self::Credential => 3,
            Self::Network => 4,
            Self::Incomplete => 5,
            Self::Findings(severity) => 9 - severity as u8,
            Self::Differences => 10,
            Self::Done => 11,
        };
        if rank(self) <= rank(other) { self } else { other }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

/// From which severity on findings decide the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// They never do.
    Never,
    /// From this one on.
    From(Severity),
}

impl FailOn {
    /// The exit that the highest finding asks for.
    pub fn judge(self, highest: Option<Severity>) -> Exit {
        match (self, highest) {
            (Self::From(least), Some(highest)) if highest >= least => Exit::Findings(highest),
            _ => Exit::Done,
        }
    }
}

impl FromStr for FailOn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "never" {
            return Ok(Self::Never);
        }
        text.parse()
            .map(Self::From)
            .map_err(|_| "expected info, low, medium, high or never".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_applies_counts() {
        let order = [
            Exit::Interrupted,
            Exit::Unexpected,
            Exit::Usage,
            Exit::Credential,
            Exit::Network,
            Exit::Incomplete,
            Exit::Findings(Severity::High),
            Exit::Findings(Severity::Medium),
            Exit::Findings(Severity::Low),
            Exit::Findings(Severity::Info),
            Exit::Differences,
            Exit::Done,
        ];
        for (at, first) in order.iter().enumerate() {
            for later in &order[at..] {
                assert_eq!(first.or(*later), *first);
                assert_eq!(later.or(*first), *first);
            }
        }
        assert_eq!(order.map(Exit::code), [130, 1, 2, 4, 6, 5, 14, 13, 12, 11, 10, 0]);
    }

    #[test]
    fn fail_on_judges_from_its_severity_up() {
        let medium: FailOn = "medium".parse().unwrap();
        assert_eq!(medium.judge(Some(Severity::Low)), Exit::Done);
        assert_eq!(medium.judge(Some(Severity::High)), Exit::Findings(Severity::High));
        assert_eq!(FailOn::Never.judge(Some(Severity::High)), Exit::Done);
        assert!("loud".parse::<FailOn>().is_err());
    }
}
