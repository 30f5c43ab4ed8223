//! Who calls the rehearsal in these tests, in this process.

use std::cell::Cell;
use std::time::Duration;

use serde_json::Value;
use zd2gc::model::Method;
use zd2gc::rehearsal::{Answer, Behaviour, Call, RateLimit, Rehearsal};

/// Where these rehearsals would be served.
const ORIGIN: &str = "http://127.0.0.1:1";

/// No limit that these tests could reach.
pub(crate) fn free() -> Behaviour {
    Behaviour {
        rate_limit: Some(RateLimit::a_minute(u64::MAX / 2)),
        ..Behaviour::default()
    }
}

/// The ids of a page's entities.
pub(crate) fn ids(page: &Value) -> Vec<String> {
    let entities = page["entities"].as_array().unwrap();
    entities
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect()
}

/// A token in the first org, and how often it was used.
pub(crate) struct Caller<'a> {
    rehearsal: &'a Rehearsal,
    token: String,
    calls: Cell<usize>,
}

impl<'a> Caller<'a> {
    /// The client that may read everything.
    pub(crate) fn own(rehearsal: &'a Rehearsal) -> Self {
        let token = rehearsal.genesys(ORIGIN)[0].access_token.clone();
        Self::with(rehearsal, token)
    }

    /// A person with a client.
    pub(crate) fn person(rehearsal: &'a Rehearsal, client: usize, user: usize) -> Self {
        Self::with(rehearsal, rehearsal.token_for(0, client, user).unwrap())
    }

    /// Any token.
    pub(crate) fn with(rehearsal: &'a Rehearsal, token: String) -> Self {
        Self {
            rehearsal,
            token,
            calls: Cell::new(0),
        }
    }

    /// How many calls were made.
    pub(crate) fn calls(&self) -> usize {
        self.calls.get()
    }

    /// Any call, with a body or `null`.
    pub(crate) fn answer(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.calls.set(self.calls.get() + 1);
        let host = self.rehearsal.world().orgs[0].region.api_host();
        let mut call = Call::new(method, ORIGIN, &format!("/{host}{path}"));
        if !self.token.is_empty() {
            call = call.with("authorization", format!("Bearer {}", self.token));
        }
        if !body.is_null() {
            call = call.with_body(body.to_string());
        }
        self.rehearsal.answer(&call, Duration::ZERO)
    }

    /// Status and body of any call.
    pub(crate) fn send(&self, method: Method, path: &str, body: &Value) -> (u16, Value) {
        let answer = self.answer(method, path, body);
        (answer.status, answer.value())
    }

    /// Status and body.
    pub(crate) fn get(&self, path: &str) -> (u16, Value) {
        self.send(Method::Get, path, &Value::Null)
    }

    /// The body of a call that succeeds.
    #[track_caller]
    pub(crate) fn ok(&self, path: &str) -> Value {
        let (status, body) = self.get(path);
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// A call that doesn't succeed, and why.
    #[track_caller]
    pub(crate) fn refused(&self, path: &str, status: u16, code: &str) {
        let (own, body) = self.get(path);
        assert_eq!((own, body["code"].as_str()), (status, Some(code)), "{path}: {body}");
        assert_eq!(body["status"], status);
    }

    /// Everything of a list by page number, as a straightforward reader would.
    #[track_caller]
    pub(crate) fn all(&self, path: &str) -> Vec<Value> {
        let mut all = Vec::new();
        for number in 1.. {
            let mut page = self.ok(&format!("{path}&pageNumber={number}"));
            all.append(page["entities"].as_array_mut().unwrap());
            if page["pageCount"].as_u64().unwrap() <= number {
                assert_eq!(page["total"], all.len(), "{path}");
                break;
            }
        }
        all
    }

    /// Everything of a list by cursor.
    #[track_caller]
    pub(crate) fn all_by_cursor(&self, path: &str) -> Vec<Value> {
        let mut all = Vec::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let mut page = self.ok(&path);
            all.append(page["entities"].as_array_mut().unwrap());
            next = page["nextUri"].as_str().map(str::to_owned);
        }
        all
    }
}
