//! When the next call may go: as many calls in a window as the vendor's own headers say, never a number of ours.
//!
//! The vendors count calls in windows that open at their first call. What is known of the open window comes with every
//! answer. A window of which nothing is known is opened by one call alone; its answer tells how many may follow.

use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::answer::Limit;

/// Windows end on the vendor's clock; so much later nobody doubts it.
const MARGIN: Duration = Duration::from_millis(8);
/// By how much the end of a window may seem to move: headers speak of whole seconds.
const ROUNDING: Duration = Duration::from_millis(1_200);
/// Near the end of a window that somebody else uses too, calls go one at a time from here on.
const SHARED: u64 = 8;

/// The budget of one token.
#[derive(Debug)]
pub(super) struct Pace {
    state: Mutex<State>,
    changed: Notify,
    /// The least time between two calls, where the user asks for it.
    gap: Option<Duration>,
}

#[derive(Debug, Default)]
struct State {
    window: Option<Window>,
    in_flight: u64,
    /// Whether the vendor answers without saying what is left.
    silent: bool,
    /// Nothing goes before this.
    not_before: Option<Instant>,
    /// When the next call may go because of `gap`.
    next: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    allowed: u64,
    /// The calls of the window, as far as answers tell.
    used: u64,
    /// Those of them that were ours.
    own: u64,
    ends: Instant,
}

impl Window {
    /// Whether somebody else uses the token too.
    fn is_shared(&self) -> bool {
        self.used > self.own
    }
}

/// What a call has to do before it may go.
enum Turn {
    Go,
    /// Until then, or until an answer comes.
    Wait(Option<Instant>),
}

/// A call that is on its way; it is counted until its answer is known.
#[derive(Debug)]
pub(super) struct Ticket<'a> {
    pace: &'a Pace,
    answered: bool,
}

impl Pace {
    pub(super) fn new(max_rps: Option<f64>) -> Self {
        Self {
            state: Mutex::default(),
            changed: Notify::new(),
            gap: max_rps.map(|rps| Duration::from_secs_f64(1.0 / rps)),
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Waits until a call may go.
    pub(super) async fn turn(&self) -> Ticket<'_> {
        loop {
            let changed = self.changed.notified();
            let until = match self.state().turn(Instant::now(), self.gap) {
                Turn::Go => {
                    return Ticket {
                        pace: self,
                        answered: false,
                    };
                }
                Turn::Wait(until) => until,
            };
            match until {
                Some(until) => tokio::select! {
                    () = tokio::time::sleep_until(until) => {}
                    () = changed => {}
                },
                None => changed.await,
            }
        }
    }

    /// Forgets what is known: another token has another budget.
    pub(super) fn renew(&self) {
        let mut state = self.state();
        state.window = None;
        state.not_before = None;
        drop(state);
        self.changed.notify_waiters();
    }
}

impl State {
    fn turn(&mut self, now: Instant, gap: Option<Duration>) -> Turn {
        if let Some(until) = self.not_before.max(self.next)
            && until > now
        {
            return Turn::Wait(Some(until));
        }
        if let Some(window) = self.window
            && window.ends <= now
        {
            self.window = None;
        }
        let may = match self.window {
            // One call alone tells what the window allows; a vendor that says nothing is asked as fast as it answers.
            None => self.in_flight == 0 || self.silent,
            Some(window) => {
                let left = window.allowed.saturating_sub(window.used + self.in_flight);
                // What somebody else takes meanwhile is known after each answer only.
                let least = u64::from(window.is_shared());
                left > least && (!window.is_shared() || left > SHARED || self.in_flight == 0)
            }
        };
        if may {
            self.in_flight += 1;
            self.next = gap.map(|gap| now + gap);
            return Turn::Go;
        }
        match self.window {
            Some(window) if self.in_flight == 0 => Turn::Wait(Some(window.ends)),
            _ => Turn::Wait(None),
        }
    }

    fn answered(&mut self, now: Instant, limit: Option<Limit>) {
        let Some(limit) = limit else {
            self.silent = self.window.is_none();
            return;
        };
        self.silent = false;
        let ends = now + limit.reset + MARGIN;
        match &mut self.window {
            Some(window) if ends <= window.ends + ROUNDING => {
                window.allowed = limit.allowed;
                window.used = window.used.max(limit.used);
                window.own += 1;
                window.ends = window.ends.min(ends);
            }
            _ => {
                self.window = Some(Window {
                    allowed: limit.allowed,
                    used: limit.used,
                    own: 1,
                    ends,
                });
            }
        }
    }
}

impl Ticket<'_> {
    /// The call was answered.
    pub(super) fn answered(mut self, limit: Option<Limit>, retry_after: Option<Duration>) {
        self.answered = true;
        let now = Instant::now();
        let mut state = self.pace.state();
        state.in_flight -= 1;
        state.answered(now, limit);
        if let Some(wait) = retry_after {
            state.not_before = state.not_before.max(Some(now + wait + MARGIN));
        }
        drop(state);
        self.pace.changed.notify_waiters();
    }
}

impl Drop for Ticket<'_> {
    /// A call without an answer may have been counted by the vendor or not.
    fn drop(&mut self) {
        if self.answered {
            return;
        }
        let mut state = self.pace.state();
        state.in_flight -= 1;
        if let Some(window) = &mut state.window {
            window.used += 1;
            window.own += 1;
        }
        drop(state);
        self.pace.changed.notify_waiters();
    }
}
