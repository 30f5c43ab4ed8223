//! A browser without a screen: it keeps cookies, follows redirects within the login host, and sends forms as they stand.

use std::time::Duration;

use zd2gc::model::Method;
use zd2gc::rehearsal::{Answer, Call, Query, Rehearsal};

/// Where the calls of these tests are made.
pub(crate) const ORIGIN: &str = "http://127.0.0.1:4711";
/// The login host of both orgs of the region.
pub(crate) const LOGIN: &str = "/login.mypurecloud.de";

pub(crate) struct Browser<'a> {
    rehearsal: &'a Rehearsal,
    pub(crate) now: Duration,
    pub(crate) cookie: Option<String>,
    /// The page that is shown.
    pub(crate) page: Option<Answer>,
    /// Where the browser was sent, out of the login host.
    pub(crate) landed: Option<String>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(rehearsal: &'a Rehearsal) -> Self {
        Self {
            rehearsal,
            now: Duration::from_mins(1),
            cookie: None,
            page: None,
            landed: None,
        }
    }

    /// Opens the authorize page with these parameters.
    pub(crate) fn authorize(&mut self, query: &[(&str, &str)]) -> &mut Self {
        let mut encoder = url::form_urlencoded::Serializer::new(String::new());
        encoder.extend_pairs(query);
        self.open(&format!("{LOGIN}/oauth/authorize?{}", encoder.finish()))
    }

    pub(crate) fn open(&mut self, target: &str) -> &mut Self {
        self.go(Call::new(Method::Get, ORIGIN, target))
    }

    /// Sends the form of the page with these fields, which a click adds to the hidden ones.
    pub(crate) fn send(&mut self, fields: &[(&str, &str)]) -> &mut Self {
        let call = self.form(fields);
        self.go(call)
    }

    /// What [`Self::send`] would send.
    pub(crate) fn form(&self, fields: &[(&str, &str)]) -> Call {
        let text = self.text();
        let mut encoder = url::form_urlencoded::Serializer::new(String::new());
        encoder.append_pair("ticket", &attribute(&text, "name=\"ticket\" value="));
        encoder.extend_pairs(fields);
        Call::new(Method::Post, ORIGIN, &attribute(&text, "<form method=\"post\" action="))
            .with("content-type", "application/x-www-form-urlencoded")
            .with_body(encoder.finish())
    }

    pub(crate) fn go(&mut self, mut call: Call) -> &mut Self {
        for _ in 0..10 {
            if let Some(cookie) = &self.cookie {
                call = call.with("cookie", format!("other=1; {cookie}; last=2"));
            }
            let answer = self.rehearsal.answer(&call, self.now);
            let set = answer.header("set-cookie").map(|set| set.split(';').next().unwrap());
            if let Some(set) = set {
                self.cookie = Some(set.to_owned());
            }
            let Some(to) = answer.header("location").map(str::to_owned) else {
                self.page = Some(answer);
                self.landed = None;
                return self;
            };
            if !to.starts_with(LOGIN) {
                self.page = None;
                self.landed = Some(to);
                return self;
            }
            call = Call::new(Method::Get, ORIGIN, &to);
        }
        panic!("sent from page to page for ever");
    }

    #[track_caller]
    pub(crate) fn status(&self) -> u16 {
        self.page.as_ref().expect("no page is shown").status
    }

    #[track_caller]
    pub(crate) fn text(&self) -> String {
        let page = self
            .page
            .as_ref()
            .unwrap_or_else(|| panic!("no page is shown, but {:?}", self.landed));
        String::from_utf8(page.body.clone()).unwrap()
    }

    #[track_caller]
    pub(crate) fn heading(&self) -> String {
        let text = self.text();
        let heading = text.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap();
        heading.replace("<bdi>", "").replace("</bdi>", "")
    }

    /// What came back to the client, in the query.
    #[track_caller]
    pub(crate) fn back(&self) -> Query {
        let landed = self
            .landed
            .as_deref()
            .unwrap_or_else(|| panic!("still at {}", self.heading()));
        assert!(!landed.contains('#'), "{landed}");
        Query::parse(landed.split_once('?').unwrap().1)
    }
}

/// The value of an attribute, unescaped.
fn attribute(text: &str, before: &str) -> String {
    let value = text
        .split(before)
        .nth(1)
        .unwrap_or_else(|| panic!("no {before} in {text}"));
    let value = value.split('"').nth(1).unwrap();
    value
        .replace("&#38;", "&")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
}

/// Asks for a token; `basic` in the header, where given.
pub(crate) fn token(rehearsal: &Rehearsal, now: Duration, basic: Option<&str>, form: &[(&str, &str)]) -> Answer {
    let mut encoder = url::form_urlencoded::Serializer::new(String::new());
    encoder.extend_pairs(form);
    let mut call = Call::new(Method::Post, ORIGIN, &format!("{LOGIN}/oauth/token"))
        .with("content-type", "application/x-www-form-urlencoded")
        .with_body(encoder.finish());
    if let Some(basic) = basic {
        call = call.with("authorization", format!("Basic {basic}"));
    }
    rehearsal.answer(&call, now)
}

/// Calls the API of the region.
pub(crate) fn api(rehearsal: &Rehearsal, now: Duration, token: &str, path: &str) -> Answer {
    let call = Call::new(Method::Get, ORIGIN, &format!("/api.mypurecloud.de{path}"))
        .with("authorization", format!("Bearer {token}"));
    rehearsal.answer(&call, now)
}
