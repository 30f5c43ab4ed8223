//! Rate limits: a fixed window that opens at its first call, one for each token or account.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

/// So many calls in so long a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// The calls that a window allows.
    pub calls: u64,
    /// How long a window lasts.
    pub window: Duration,
}

impl RateLimit {
    /// Calls a minute.
    pub const fn a_minute(calls: u64) -> Self {
        Self {
            calls,
            window: Duration::from_mins(1),
        }
    }
}

impl RateLimit {
    /// How many calls that is in a minute, rounded down.
    pub(super) fn calls_a_minute(self) -> u64 {
        let window = u64::try_from(self.window.as_millis()).unwrap_or(u64::MAX).max(1);
        self.calls.saturating_mul(60_000) / window
    }
}

impl FromStr for RateLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "expected calls and seconds, such as 300/60".to_owned();
        let (calls, seconds) = text.split_once('/').ok_or_else(wrong)?;
        let calls = calls.trim().parse().map_err(|_| wrong())?;
        let seconds: f64 = seconds.trim().parse().map_err(|_| wrong())?;
        if calls == 0 || !(0.001..=86_400.0).contains(&seconds) {
            return Err(wrong());
        }
        Ok(Self {
            calls,
            window: Duration::from_secs_f64(seconds),
        })
    }
}

/// The windows that are open, by token or account.
#[derive(Debug, Default)]
pub(super) struct Windows {
    open: BTreeMap<String, Window>,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    began: Duration,
    calls: u64,
}

/// What a call finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spent {
    /// The calls of this window, this one included.
    pub count: u64,
    /// The calls that it allows.
    pub allowed: u64,
    /// How long it stays open.
    pub reset: Duration,
}

impl Spent {
    /// Whether the call is one too many.
    pub(super) fn is_over(&self) -> bool {
        self.count > self.allowed
    }

    /// Whole seconds until the window closes: who waits so long finds a new one.
    pub(super) fn seconds(&self) -> u64 {
        self.reset.as_secs() + u64::from(self.reset.subsec_nanos() > 0)
    }
}

impl Windows {
    /// Counts a call.
    pub(super) fn count(&mut self, who: &str, limit: RateLimit, now: Duration) -> Spent {
        let window = self
            .open
            .entry(who.to_owned())
            .or_insert(Window { began: now, calls: 0 });
        if now.saturating_sub(window.began) >= limit.window {
            *window = Window { began: now, calls: 0 };
        }
        window.calls += 1;
        Spent {
            count: window.calls,
            allowed: limit.calls,
            reset: limit.window.saturating_sub(now.saturating_sub(window.began)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_opens_at_its_first_call() {
        let limit: RateLimit = "2/4".parse().unwrap();
        let mut windows = Windows::default();
        let at = Duration::from_millis;
        assert_eq!(windows.count("a", limit, at(1_000)).seconds(), 4);
        assert!(!windows.count("a", limit, at(3_500)).is_over());
        let third = windows.count("a", limit, at(3_500));
        assert!(third.is_over());
        assert_eq!(third.seconds(), 2, "1.5 s, rounded up: who waits so long may go on");
        assert!(
            !windows.count("b", limit, at(3_500)).is_over(),
            "each token has its own"
        );
        assert_eq!(windows.count("a", limit, at(5_000)).count, 1);
    }

    #[test]
    fn limits_are_read_as_they_are_written() {
        assert_eq!("300/60".parse(), Ok(RateLimit::a_minute(300)));
        assert_eq!("20/4".parse().map(RateLimit::calls_a_minute), Ok(300));
        for wrong in ["300", "0/60", "300/0", "x/1", "300/-1"] {
            assert!(wrong.parse::<RateLimit>().is_err(), "{wrong}");
        }
    }
}
