//! The pages on which a person signs in and allows a client, or does not.
//!
//! Whoever may decide is offered in a list: the rehearsal asks for no password. Source: the vendor's page on the
//! authorization code flow.

use std::collections::BTreeSet;
use std::time::Duration;

use askama::Template;
use url::Url;

use super::refusal::Refusal;
use super::scope::granted;
use super::session::{Code, may_sign_in};
use super::token::find;
use crate::model::shown;
use crate::rehearsal::world::account::{Account, Application, Kind, List};
use crate::rehearsal::{Answer, Call, Query, Rehearsal};

/// How long a code is good.
const CODE_LIFE: Duration = Duration::from_mins(2);
/// How many people are offered; others type their address.
const OFFERED: usize = 20;
/// What a request consists of, and the form passes on.
const PARAMETERS: [&str; 7] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
];

/// Asks who signs in, and whether the client may.
#[derive(Template)]
#[template(path = "consent.html", config = "src/rehearsal/zendesk/templates/askama.toml")]
struct Consent<'a> {
    client: String,
    subdomain: &'a str,
    scopes: &'a BTreeSet<String>,
    /// Where the decision goes.
    action: String,
    /// The request, passed on.
    hidden: Vec<(&'static str, &'a str)>,
    /// Who can sign in.
    people: Vec<Offered>,
    /// What was wrong with the decision; empty at first.
    fault: &'static str,
}

/// Somebody who can sign in.
struct Offered {
    /// As the page shows it.
    name: String,
    /// What is sent.
    email: String,
    /// Agent or admin.
    role: String,
}

/// Says why nobody is asked.
#[derive(Template)]
#[template(path = "invalid.html", config = "src/rehearsal/zendesk/templates/askama.toml")]
struct Invalid<'a> {
    why: &'a str,
}

/// A request that can be decided.
struct Request<'a> {
    account: &'a Account,
    /// The account, of the world's.
    at: usize,
    /// The client and its place in [`Account::clients`].
    client: (usize, &'a Application),
    redirect_uri: &'a str,
    scopes: BTreeSet<String>,
    /// What the token request has to fit.
    challenge: Option<String>,
    /// What goes back unchanged.
    state: Option<&'a str>,
}

/// Answers a browser that comes with an authorization request.
pub(super) fn ask(rehearsal: &Rehearsal, account: usize, call: &Call) -> Answer {
    match Request::read(rehearsal, account, &call.query) {
        Ok(request) => request.page(call, &call.query, ""),
        Err(answer) => answer,
    }
}

/// Answers a browser that brings the decision.
pub(super) fn decide(rehearsal: &Rehearsal, account: usize, call: &Call, now: Duration) -> Answer {
    let form = call.form();
    let request = match Request::read(rehearsal, account, &form) {
        Ok(request) => request,
        Err(answer) => return answer,
    };
    if form.get("decision") != Some("allow") {
        return request.back(&[
            ("error", "access_denied"),
            ("error_description", "the user denied access"),
        ]);
    }
    let typed = form.get("email").unwrap_or_default().trim();
    let email = if typed.is_empty() {
        form.get("user").unwrap_or_default()
    } else {
        typed
    };
    let user = request
        .account
        .lists
        .user_by_email(email)
        .filter(|user| may_sign_in(request.account, *user));
    let Some(user) = user else {
        return request.page(call, &form, "Nobody who can sign in has that address.");
    };
    let mut sessions = rehearsal.zendesk_sessions();
    let (code, _) = sessions.new_secret("zendesk code");
    sessions.keep_code(
        code.clone(),
        Code {
            account: request.at,
            client: request.client.0,
            user,
            scopes: request.scopes.clone(),
            redirect_uri: request.redirect_uri.to_owned(),
            challenge: request.challenge.clone(),
            ends: now + CODE_LIFE,
        },
    );
    request.back(&[("code", &code)])
}

impl<'a> Request<'a> {
    /// Reads one. A client or an address that is not registered is answered here; whatever else is wrong, goes back to the
    /// client.
    fn read(rehearsal: &'a Rehearsal, at: usize, query: &'a Query) -> Result<Self, Answer> {
        let account = &rehearsal.world.accounts[at];
        let given = |name: &str| query.get(name).filter(|text| !text.is_empty());
        let client = given("client_id")
            .and_then(|id| find(account, id))
            .ok_or_else(|| invalid("There is no such client."))?;
        let registered = given("redirect_uri")
            .filter(|uri| client.1.redirect_uris.iter().any(|own| own == uri))
            .filter(|uri| Url::parse(uri).is_ok());
        let redirect_uri = registered.ok_or_else(|| invalid("The redirect_uri is not one of the client's."))?;
        let mut request = Self {
            account,
            at,
            client,
            redirect_uri,
            scopes: BTreeSet::new(),
            challenge: given("code_challenge").map(str::to_owned),
            state: given("state"),
        };
        let wrong =
            |request: &Self, error: &str, why: &str| Err(request.back(&[("error", error), ("error_description", why)]));
        match given("response_type") {
            Some("code") => {}
            Some(_) => return wrong(&request, "unsupported_response_type", "response_type is code"),
            None => return wrong(&request, "invalid_request", "response_type is missing"),
        }
        match (&request.challenge, given("code_challenge_method")) {
            (Some(_), Some("S256")) => {}
            (None, None) if client.1.kind == Kind::Confidential => {}
            (None, None) => return wrong(&request, "invalid_request", "a public client needs a code_challenge"),
            _ => return wrong(&request, "invalid_request", "code_challenge comes with the method S256"),
        }
        match granted(given("scope").unwrap_or_default(), client.1.ceiling.as_deref()) {
            Ok(scopes) => request.scopes = scopes,
            Err(_) => return wrong(&request, "invalid_scope", "scope not allowed for this client"),
        }
        Ok(request)
    }

    /// Sends the browser back to the client.
    fn back(&self, parameters: &[(&str, &str)]) -> Answer {
        let Ok(mut to) = Url::parse(self.redirect_uri) else {
            return Refusal::invalid_endpoint().answer();
        };
        {
            let mut query = to.query_pairs_mut();
            query.extend_pairs(parameters);
            if let Some(state) = self.state {
                query.append_pair("state", state);
            }
        }
        Answer::redirect(to.as_str())
    }

    /// The page that asks.
    fn page(&self, call: &Call, query: &Query, fault: &'static str) -> Answer {
        let page = Consent {
            client: shown(&self.client.1.name).into_owned(),
            subdomain: self.account.subdomain.as_str(),
            scopes: &self.scopes,
            action: format!("{}/oauth/authorizations", call.base()),
            hidden: PARAMETERS
                .into_iter()
                .filter_map(|name| Some((name, query.get(name)?)))
                .collect(),
            people: self.people(),
            fault,
        };
        let status = if fault.is_empty() { 200 } else { 400 };
        html(status, &page)
    }

    /// Team members who can sign in, the first of them. Names are hostile: what hides or reorders text is shown as its
    /// number.
    fn people(&self) -> Vec<Offered> {
        let lists = &*self.account.lists;
        let text = |at: usize, name: &str| {
            let value = lists.field(List::Users, at, name);
            value.as_str().unwrap_or_default().to_owned()
        };
        (0..lists.count(List::Users))
            .filter(|at| lists.field(List::Users, *at, "role") != "end-user" && may_sign_in(self.account, *at))
            .take(OFFERED)
            .map(|at| Offered {
                name: shown(&text(at, "name")).into_owned(),
                email: text(at, "email"),
                role: text(at, "role"),
            })
            .collect()
    }
}

/// The page that says why.
fn invalid(why: &str) -> Answer {
    html(400, &Invalid { why })
}

/// Renders a page. Nothing in it runs, nobody else may frame it, and no browser keeps it.
fn html(status: u16, page: &impl Template) -> Answer {
    let text = page.render().expect("a text in memory takes whatever is written");
    Answer::html(status, text)
        .with("cache-control", "no-store")
        // No `form-action`: browsers hold it against redirects that follow a form, and those lead to the client.
        .with(
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
        )
        .with("referrer-policy", "no-referrer")
        .with("x-content-type-options", "nosniff")
}
