//! What may go wrong on the way: each kind at a rate, decided by seed.
//!
//! Whether a call is hit depends on the seed, the kind, the call itself and how often it was made before, never on the
//! order in which calls of different kinds arrive. So a run can be repeated however many calls are under way at once, and
//! trying again helps as often as it does in life. Faults hit the API hosts; login hosts keep working.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde_json::{Value, json};
use strum::{EnumIter, EnumString, IntoEnumIterator as _};

use super::world::mixed;
use super::{Answer, Call};

/// How long a slow answer takes.
const SLOW: Duration = Duration::from_secs(1);
/// The least that an answer too large leaves: the vendor's default page still passes.
const LEAST_PAGE: u64 = 25;
/// Where an offset ends in some of the vendor's lists.
const WINDOW: u64 = 10_000;
/// By how much a wrong total is wrong.
const TOO_MANY: u64 = 7;

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumString, EnumIter, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum FaultKind {
    /// 429 with `Retry-After`.
    #[strum(serialize = "429")]
    TooMany,
    /// 429 without `Retry-After`.
    #[strum(serialize = "429-bare")]
    TooManyBare,
    /// 500, 502, 503 or 504.
    #[strum(serialize = "5xx")]
    ServerError,
    /// A right answer, late.
    Slow,
    /// A connection that breaks in the middle of a body.
    Cut,
    /// A body that ends too early, in a whole answer.
    BadJson,
    /// A page of HTML in place of JSON, with status 200, as gateways give.
    ContentType,
    /// A token that ends before its time.
    ExpiredToken,
    /// An `expand` (or `include`) that is passed over, which the vendor reserves for itself.
    LostExpand,
    /// A list that can't be read past its first 10,000 entities.
    OffsetWindow,
    /// A list that gives smaller pages only.
    TooLarge,
    /// A total that is higher than what arrives.
    TotalMismatch,
    /// A link to the next page that leads to the same one.
    EndlessNext,
}

impl FaultKind {
    /// Whether it is about a list as such, and stays however often one asks.
    fn stays(self) -> bool {
        matches!(self, Self::OffsetWindow | Self::TooLarge)
    }
}

/// A kind and how often it hits, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fault {
    /// The kind.
    pub kind: FaultKind,
    /// Which part of the calls it hits.
    pub rate: f64,
}

/// Faults to have: `--fault KIND[=RATE]`, where `all` stands for every kind.
#[derive(Debug, Clone, PartialEq)]
pub struct FaultChoice(pub Vec<Fault>);

impl FaultChoice {
    /// How often a fault hits unless told otherwise.
    const RATE: f64 = 0.1;

    /// Every kind, for help and errors.
    pub fn kinds() -> String {
        let kinds: Vec<_> = FaultKind::iter().map(|kind| kind.to_string()).collect();
        kinds.join(", ")
    }
}

impl FromStr for FaultChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, rate) = match text.split_once('=') {
            None => (text, Self::RATE),
            Some((name, rate)) => match rate.parse() {
                Ok(rate) if (0.0..=1.0).contains(&rate) => (name, rate),
                _ => return Err(format!("`{rate}` is no rate: expected a number from 0 to 1")),
            },
        };
        if name == "all" {
            return Ok(Self(FaultKind::iter().map(|kind| Fault { kind, rate }).collect()));
        }
        match name.parse() {
            Ok(kind) => Ok(Self(vec![Fault { kind, rate }])),
            Err(_) => Err(format!("no fault is called `{name}`; there are all, {}", Self::kinds())),
        }
    }
}

/// Faults, and what they remember.
#[derive(Debug, Default)]
pub(super) struct Faults {
    seed: u64,
    rates: BTreeMap<FaultKind, f64>,
    /// How often each call was made.
    made: BTreeMap<String, u64>,
    /// Tokens that ended before their time, as the header that carries them.
    ended: BTreeSet<String>,
}

/// What a vendor says when it refuses; each vendor in its own form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// 429; with or without the seconds to wait.
    TooMany(Option<u64>),
    /// 5xx.
    Server(u16),
    /// 401: the token is not good any more.
    Expired,
    /// 400: smaller pages, please.
    TooLarge,
    /// 400: not so far.
    Window,
}

/// The faults that hit one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hits {
    kinds: BTreeSet<FaultKind>,
    draw: u64,
    pub(super) refused: Option<Refused>,
}

impl fmt::Display for Hits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, kind) in self.kinds.iter().enumerate() {
            write!(f, "{}{kind}", if at == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl Faults {
    /// The faults of a run.
    pub(super) fn new(seed: u64, faults: &[Fault]) -> Self {
        Self {
            seed,
            rates: faults.iter().map(|fault| (fault.kind, fault.rate)).collect(),
            ..Self::default()
        }
    }

    /// Decides what hits a call.
    pub(super) fn hit(&mut self, call: &Call) -> Option<Hits> {
        if self.rates.is_empty() {
            return None;
        }
        let id = format!("{} {}?{}", call.method, call.target, call.query);
        let made = self.made.entry(id.clone()).or_default();
        *made += 1;
        let drawn = |kind: FaultKind| {
            let about = if kind.stays() {
                call.target.clone()
            } else {
                format!("{id} {made}")
            };
            mixed(self.seed, &format!("{kind} {about}"), 0)
        };
        let kinds: BTreeSet<FaultKind> = self
            .rates
            .iter()
            .filter(|(kind, rate)| is_below(drawn(**kind), **rate))
            .map(|(kind, _)| *kind)
            .collect();
        let draw = mixed(self.seed, &id, *made);
        let mut hits = Hits {
            refused: None,
            kinds,
            draw,
        };
        hits.refused = self.refused(&hits, call);
        (hits.refused.is_some() || !hits.kinds.is_empty()).then_some(hits)
    }

    /// Whether a call is refused, and how.
    fn refused(&mut self, hits: &Hits, call: &Call) -> Option<Refused> {
        let number = |name: &str| call.query.get(name).and_then(|text| text.parse::<u64>().ok());
        let token = call.header("authorization").unwrap_or_default();
        if self.ended.contains(token) {
            return Some(Refused::Expired);
        }
        if hits.kinds.contains(&FaultKind::ExpiredToken) && token.to_ascii_lowercase().starts_with("bearer ") {
            self.ended.insert(token.to_owned());
            return Some(Refused::Expired);
        }
        if hits.kinds.contains(&FaultKind::TooMany) {
            return Some(Refused::TooMany(Some(1)));
        }
        if hits.kinds.contains(&FaultKind::TooManyBare) {
            return Some(Refused::TooMany(None));
        }
        if hits.kinds.contains(&FaultKind::ServerError) {
            return Some(Refused::Server(
                [500, 502, 503, 504][usize::try_from(hits.draw % 4).unwrap_or(0)],
            ));
        }
        let size = number("pageSize").unwrap_or(LEAST_PAGE);
        if hits.kinds.contains(&FaultKind::TooLarge) {
            let largest = LEAST_PAGE + mixed(self.seed, &call.target, 1) % 100;
            if size > largest {
                return Some(Refused::TooLarge);
            }
        }
        if hits.kinds.contains(&FaultKind::OffsetWindow) && size * number("pageNumber").unwrap_or(1) > WINDOW {
            return Some(Refused::Window);
        }
        None
    }
}

/// Whether a number drawn from all of `u64` lies within the first part of them.
#[expect(clippy::cast_precision_loss, reason = "a rate is no more precise than that")]
fn is_below(drawn: u64, rate: f64) -> bool {
    (drawn as f64) < rate * u64::MAX as f64 || rate >= 1.0
}

impl Hits {
    /// What the vendor gets to see of a call.
    pub(super) fn ask(&self, call: &Call) -> Call {
        let mut call = call.clone();
        if self.kinds.contains(&FaultKind::LostExpand) {
            call.query = call.query.without("expand").without("include");
        }
        call
    }

    /// What is left of the vendor's answer.
    pub(super) fn spoil(&self, mut answer: Answer, call: &Call) -> Answer {
        let has = |kind| self.kinds.contains(&kind);
        if has(FaultKind::Slow) {
            answer.wire.delay = SLOW;
        }
        if answer.status != 200 || answer.body.is_empty() {
            return answer;
        }
        if (has(FaultKind::TotalMismatch) || has(FaultKind::EndlessNext))
            && let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body)
        {
            if has(FaultKind::TotalMismatch) {
                raise_total(&mut body);
            }
            if has(FaultKind::EndlessNext) {
                lead_back(&mut body, call);
            }
            answer.body = serde_json::to_vec(&body).expect("what was read as JSON can be written");
        }
        if has(FaultKind::ContentType) {
            answer.headers.retain(|(name, _)| name != "content-type");
            answer.headers.push(("content-type".to_owned(), "text/html".to_owned()));
            answer.body =
                b"<!doctype html><title>Sign in to the network</title><h1>Sign in to the network</h1>\n".to_vec();
        }
        if has(FaultKind::BadJson) {
            answer.body.truncate(answer.body.len() / 2);
        }
        answer.wire.cut = has(FaultKind::Cut);
        answer
    }
}

/// Makes the total of a list higher than it is, in either vendor's form.
fn raise_total(body: &mut Value) {
    for name in ["total", "count"] {
        if let Some(total) = body.get_mut(name)
            && let Some(number) = total.as_u64()
        {
            *total = json!(number + TOO_MANY);
        }
    }
}

/// Makes the link to the next page lead to this one, in either vendor's form.
fn lead_back(body: &mut Value, call: &Call) {
    if body.get("entities").is_some() {
        body["nextUri"] = json!(format!("{}?{}", call.path(), call.query));
        return;
    }
    let own = format!("{}{}?{}", call.base(), call.path(), call.query);
    if let Some(meta) = body.get_mut("meta").and_then(Value::as_object_mut) {
        meta.insert("has_more".to_owned(), json!(true));
        if let Some(links) = body.get_mut("links").and_then(Value::as_object_mut) {
            links.insert("next".to_owned(), json!(own));
        }
    } else if let Some(next) = body.get_mut("next_page") {
        *next = json!(own);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Method;

    fn call(target: &str) -> Call {
        Call::new(Method::Get, "http://127.0.0.1:1", target).with("authorization", "Bearer x")
    }

    fn faults(text: &str) -> Faults {
        Faults::new(7, &text.parse::<FaultChoice>().unwrap().0)
    }

    #[test]
    fn a_rate_hits_that_part_of_the_calls_and_the_same_ones_again() {
        let hit = |faults: &mut Faults| -> Vec<bool> {
            (0..2_000)
                .map(|at| faults.hit(&call(&format!("/a/api/v2/users/{at}"))).is_some())
                .collect()
        };
        let first = hit(&mut faults("5xx=0.2"));
        let count = first.iter().filter(|hit| **hit).count();
        assert!((330..470).contains(&count), "{count}");
        assert_eq!(first, hit(&mut faults("5xx=0.2")));
        let mut backwards = faults("5xx=0.2");
        let mut again: Vec<_> = (0..2_000)
            .rev()
            .map(|at| backwards.hit(&call(&format!("/a/api/v2/users/{at}"))).is_some())
            .collect();
        again.reverse();
        assert_eq!(first, again, "whatever the order");
    }

    #[test]
    fn trying_again_helps_with_what_passes_and_not_with_what_stays() {
        let mut faults = faults("429=0.5");
        let tries: BTreeSet<bool> = (0..20)
            .map(|_| faults.hit(&call("/a/api/v2/users")).is_some())
            .collect();
        assert_eq!(tries.len(), 2);
        let mut faults = super::tests::faults("too-large=1");
        for _ in 0..5 {
            let hits = faults.hit(&call("/a/api/v2/users?pageSize=500")).unwrap();
            assert_eq!(hits.refused, Some(Refused::TooLarge));
            let hits = faults.hit(&call("/a/api/v2/users?pageSize=25")).unwrap();
            assert_eq!(hits.refused, None, "the default page passes");
        }
    }

    #[test]
    fn a_token_that_expired_stays_so() {
        let mut faults = faults("expired-token=1");
        assert_eq!(
            faults.hit(&call("/a/api/v2/users")).unwrap().refused,
            Some(Refused::Expired)
        );
        faults.rates.insert(FaultKind::ExpiredToken, 0.0);
        assert_eq!(
            faults.hit(&call("/a/api/v2/groups")).unwrap().refused,
            Some(Refused::Expired)
        );
        let other = Call::new(Method::Get, "", "/a/api/v2/groups").with("authorization", "Bearer y");
        assert_eq!(faults.hit(&other), None);
    }

    #[test]
    fn answers_are_spoilt_in_either_vendors_form() {
        let spoilt = |kind: &str, body: Value| {
            let call = call("/acme.zendesk.com/api/v2/users?page[size]=2");
            let hits = faults(kind).hit(&call).unwrap();
            hits.spoil(Answer::json(200, &body), &call)
        };
        let total = spoilt("total-mismatch=1", json!({"entities": [], "total": 3}));
        assert_eq!(total.value()["total"], 10);
        let next = spoilt(
            "endless-next=1",
            json!({"users": [], "meta": {"has_more": false}, "links": {"next": null}}),
        );
        assert_eq!(next.value()["meta"]["has_more"], true);
        assert_eq!(
            next.value()["links"]["next"],
            "http://127.0.0.1:1/acme.zendesk.com/api/v2/users?page%5Bsize%5D=2"
        );
        assert_eq!(spoilt("bad-json=1", json!({"users": [1, 2]})).value(), Value::Null);
        assert!(spoilt("cut=1", json!({"users": [1, 2]})).wire.cut);
        assert_eq!(
            spoilt("content-type=1", json!({})).header("content-type"),
            Some("text/html")
        );
    }

    #[test]
    fn choices_are_read_as_they_are_written() {
        assert_eq!(
            "429-bare=0.25".parse(),
            Ok(FaultChoice(vec![Fault {
                kind: FaultKind::TooManyBare,
                rate: 0.25
            }]))
        );
        assert_eq!("all".parse::<FaultChoice>().unwrap().0.len(), FaultKind::iter().count());
        let wrong = "coffee".parse::<FaultChoice>().unwrap_err();
        assert!(wrong.contains("endless-next"), "{wrong}");
        assert!("slow=2".parse::<FaultChoice>().is_err());
    }
}
