//! What a vendor answered.

use std::time::Duration;

/// An answer with status 2xx and a JSON body; the body is whole, whether it is right is for its reader to say.
#[derive(Debug)]
pub struct Answer {
    /// The body.
    pub body: Vec<u8>,
}

/// What the headers of an answer say of the rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The calls that a window allows.
    pub allowed: u64,
    /// The calls of this window so far, whoever made them with this token.
    pub used: u64,
    /// How long the window stays open, in whole seconds, rounded up.
    pub reset: Duration,
}

impl Limit {
    /// Reads the headers of either vendor: `inin-ratelimit-*` (Genesys Cloud), `ratelimit-*` and `x-rate-limit*` (Zendesk).
    /// Source: the rate-limit pages of both vendors.
    pub(super) fn of(headers: &reqwest::header::HeaderMap) -> Option<Self> {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
        if let (Some(used), Some(allowed), Some(reset)) = (
            number("inin-ratelimit-count"),
            number("inin-ratelimit-allowed"),
            number("inin-ratelimit-reset"),
        ) {
            return Some(Self {
                allowed,
                used,
                reset: Duration::from_secs(reset),
            });
        }
        let allowed = number("ratelimit-limit").or_else(|| number("x-rate-limit"))?;
        let left = number("ratelimit-remaining").or_else(|| number("x-rate-limit-remaining"))?;
        // Where only the older headers come, a window is a minute.
        let reset = number("ratelimit-reset").unwrap_or(60);
        Some(Self {
            allowed,
            used: allowed.saturating_sub(left),
            reset: Duration::from_secs(reset),
        })
    }
}

/// How long an answer asks to wait: seconds, or the time until a date.
pub(super) fn retry_after(headers: &reqwest::header::HeaderMap) -> Option<Duration> {
    let text = headers.get(reqwest::header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    // A date: compared with the sender's own clock where it says what that shows.
    let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    let sent = headers.get(reqwest::header::DATE)?.to_str().ok()?;
    let now = jiff::fmt::rfc2822::parse(sent).ok()?.timestamp();
    Some(date.duration_since(now).try_into().unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn both_vendors_say_what_is_left() {
        let genesys = Limit::of(&headers(&[
            ("inin-ratelimit-count", "7"),
            ("inin-ratelimit-allowed", "180"),
            ("inin-ratelimit-reset", "61"),
        ]));
        assert_eq!(genesys.unwrap().used, 7);
        let zendesk = Limit::of(&headers(&[
            ("x-rate-limit", "700"),
            ("x-rate-limit-remaining", "699"),
            ("ratelimit-reset", "4"),
        ]));
        assert_eq!(zendesk.unwrap().used, 1);
        assert_eq!(zendesk.unwrap().reset, Duration::from_secs(4));
        assert_eq!(Limit::of(&headers(&[("x-rate-limit", "700")])), None);
    }

    #[test]
    fn waiting_is_told_in_seconds_or_as_a_date() {
        let seconds = headers(&[("retry-after", "12")]);
        assert_eq!(retry_after(&seconds), Some(Duration::from_secs(12)));
        let date = headers(&[
            ("retry-after", "Wed, 25 Nov 2026 10:00:30 GMT"),
            ("date", "Wed, 25 Nov 2026 10:00:00 GMT"),
        ]);
        assert_eq!(retry_after(&date), Some(Duration::from_secs(30)));
        assert_eq!(retry_after(&headers(&[("retry-after", "soon")])), None);
    }
}
