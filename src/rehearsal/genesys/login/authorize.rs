//! `GET /oauth/authorize`: the next page, or the way back to the client; and `/logout`.

use std::collections::BTreeSet;

use super::Visit;
use super::decision::Decision;
use super::entrance::Entrance;
use super::pages::{Allow, Choice, Choose, Form, Notice, SignIn};
use super::request::{self, Asked, Response};
use super::state::{Code, Granted, PersonAt};
use crate::rehearsal::world::AuthorizationState;
use crate::rehearsal::{Answer, Call};

/// The cookie that knows a browser again. Its path is the login host's, so that each region has its own.
const COOKIE: &str = "rehearsal_login";

/// A request in a browser.
pub(super) struct Open<'a> {
    /// The call.
    pub visit: Visit<'a>,
    /// What was asked for.
    pub asked: Asked,
    /// The browser.
    pub browser: String,
}

/// Shows what comes next.
pub(super) fn show(visit: Visit<'_>) -> Answer {
    let asked = match request::read(&visit) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let known = cookie(visit.call);
    let (browser, person) = visit.rehearsal.logins().browser(known, visit.now);
    let is_new = known != Some(browser.as_str());
    let open = Open { visit, asked, browser };
    let answer = open.next(person);
    if is_new {
        open.remembering(answer, &open.browser)
    } else {
        answer
    }
}

/// The value of the cookie, as a browser sent it.
pub(super) fn cookie(call: &Call) -> Option<&str> {
    let cookies = call.header("cookie")?.split(';');
    cookies
        .filter_map(|one| one.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value)
}

impl Open<'_> {
    /// The answer, with the cookie set.
    pub(super) fn remembering(&self, answer: Answer, browser: &str) -> Answer {
        let path = self.visit.call.host();
        answer.with(
            "set-cookie",
            format!("{COOKIE}={browser}; Path=/{path}; HttpOnly; SameSite=Lax"),
        )
    }

    /// What comes next for who is signed in.
    fn next(&self, person: Option<PersonAt>) -> Answer {
        let asked = &self.asked;
        let elsewhere = |person: PersonAt| asked.home.as_ref().is_some_and(|home| home.org != person.org);
        let Some(person) = person.filter(|person| !asked.ask_again && !elsewhere(*person)) else {
            return self.sign_in(&asked.hint.address, None);
        };
        let entrances = self.visit.entrances(person);
        let entrance = match &asked.target {
            Some(id) => {
                let wanted = |one: &&Entrance| self.visit.world.orgs[one.org].id.as_str() == id;
                let Some(entrance) = entrances.iter().find(wanted) else {
                    return Notice::may_not_enter(&self.person_name(person))
                        .with_leave(self.form())
                        .with_again(self.as_somebody_else(), "Sign in as somebody else")
                        .answer(403);
                };
                *entrance
            }
            None if entrances.len() > 1 => return self.choose_org(&entrances),
            None => entrances[0],
        };
        match self.visit.decide(person, asked.client) {
            Decision::Go => self.grant(person, entrance),
            Decision::Consent => self.allow(person, entrance, false),
            Decision::Approve => self.allow(person, entrance, true),
            Decision::AskAdministrator => {
                self.note_request(person);
                self.refused(Notice::ask_administrator(
                    &self.visit.client_at(asked.client).name,
                    &self.visit.world.orgs[person.org].name,
                ))
            }
            Decision::NotForTheirRoles => self.refused(Notice::not_for_their_roles(
                &self.visit.client_at(asked.client).name,
                &self.visit.world.orgs[person.org].name,
            )),
        }
    }

    /// The page on which people say who they are.
    pub(super) fn sign_in(&self, address: &str, error: Option<String>) -> Answer {
        let only = self.asked.home.as_ref().map(|home| home.org);
        let status = if error.is_some() { 400 } else { 200 };
        let people = self.visit.some_people(only.or(self.asked.hint.org));
        SignIn::new(self, address, error, people.into_iter().map(|one| self.account(one))).answer(status)
    }

    /// The page on which people choose in which of their accounts they sign in.
    pub(super) fn choose_account(&self, people: &[PersonAt]) -> Answer {
        let accounts = people.iter().map(|person| Choice {
            is_suggested: self.asked.hint.org == Some(person.org),
            title: super::pages::shown(&self.visit.world.orgs[person.org].name),
            detail: self.person_name(*person),
            ..self.account(*person)
        });
        Choose::account(self, accounts.collect()).answer(200)
    }

    /// The page on which people choose the org that they work in.
    fn choose_org(&self, entrances: &[Entrance]) -> Answer {
        let choices = entrances.iter().enumerate().map(|(at, entrance)| {
            let org = &self.visit.world.orgs[entrance.org];
            Choice {
                value: org.id.to_string(),
                title: super::pages::shown(&org.name),
                detail: if at == 0 {
                    "Your own org"
                } else {
                    "As a guest of another org"
                }
                .to_owned(),
                is_suggested: false,
            }
        });
        Choose::org(self, choices.collect()).answer(200)
    }

    /// A person as a choice.
    fn account(&self, person: PersonAt) -> Choice {
        let org = &self.visit.world.orgs[person.org];
        let user = &org.users[person.user];
        let admin = if self.visit.may_approve(person) {
            ", may approve applications"
        } else {
            ""
        };
        Choice {
            value: format!("{}/{}", org.id, user.id),
            title: super::pages::shown(&user.name),
            detail: format!(
                "{} in {}{admin}",
                super::pages::shown(&user.email),
                super::pages::shown(&org.name)
            ),
            is_suggested: false,
        }
    }

    /// The page on which a person says yes or no, for themselves or for everybody of their org.
    fn allow(&self, person: PersonAt, entrance: Entrance, for_everybody: bool) -> Answer {
        let granted = self.granted(person, entrance);
        let client = self.visit.client_at(self.asked.client);
        let scopes: BTreeSet<String> = if for_everybody {
            client.scopes.iter().cloned().collect()
        } else {
            self.visit.scopes(&granted)
        };
        Allow::new(self, person, entrance, for_everybody, &scopes).answer(200)
    }

    /// A page that says why not, with a way back to the client.
    fn refused(&self, notice: Notice) -> Answer {
        notice
            .with_leave(self.form())
            .with_again(self.as_somebody_else(), "Sign in as somebody else")
            .answer(403)
    }

    /// Notes that somebody waits for a client's approval.
    fn note_request(&self, person: PersonAt) {
        let org = &self.visit.world.orgs[person.org];
        let id = &self.visit.client_at(self.asked.client).id;
        let mut approvals = self.visit.rehearsal.approvals();
        let waits = approvals
            .get(person.org, org, id)
            .is_some_and(|one| one.pending && one.state == AuthorizationState::Requested);
        if !waits {
            approvals.ask(person.org, id, person.user);
        }
    }

    /// Back to the client, with what it asked for.
    fn grant(&self, person: PersonAt, entrance: Entrance) -> Answer {
        let granted = self.granted(person, entrance);
        match self.asked.back.response {
            Response::Code => {
                let code = Code {
                    granted,
                    redirect_uri: self.asked.back.redirect_uri.clone(),
                    challenge: self.asked.challenge.clone(),
                };
                let code = self.visit.rehearsal.logins().code(code, self.visit.now);
                self.asked.back.with(&[("code", &code)])
            }
            Response::Token => {
                let issued = self.visit.issue(&granted);
                let expires_in = issued.expires_in.to_string();
                self.asked.back.with(&[
                    ("access_token", &issued.token),
                    ("expires_in", &expires_in),
                    ("token_type", "bearer"),
                ])
            }
        }
    }

    /// What the person lets the client do.
    fn granted(&self, person: PersonAt, entrance: Entrance) -> Granted {
        Granted {
            client: self.asked.client,
            person,
            org: entrance.org,
            subject: entrance.subject,
        }
    }

    /// A form of a page: where it is sent, and the value that is good once.
    pub(super) fn form(&self) -> Form {
        let query = &self.visit.call.query;
        let mut logins = self.visit.rehearsal.logins();
        Form {
            ticket: logins.ticket(&self.browser, &query.to_string(), self.visit.now),
            action: self.visit.here(query),
        }
    }

    /// The same request, asking who it is.
    pub(super) fn as_somebody_else(&self) -> String {
        self.visit.here(&self.visit.call.query.set("prompt", "login"))
    }

    /// A person's name as it is shown.
    pub(super) fn person_name(&self, person: PersonAt) -> String {
        super::pages::shown(&self.visit.world.orgs[person.org].users[person.user].name)
    }
}

/// Signs the browser out, and goes where a client wants people then, if it registered the address. Tokens stay good.
pub(super) fn sign_out(visit: Visit<'_>) -> Answer {
    if let Some(browser) = cookie(visit.call) {
        visit.rehearsal.logins().forget(browser, visit.now);
    }
    let query = &visit.call.query;
    let client = query.get("client_id").and_then(|id| visit.client(id));
    let to = query.get("redirect_uri").filter(|to| {
        let registered = |at| visit.client_at(at).redirect_uris.iter().any(|uri| uri == to);
        client.is_some_and(registered)
    });
    let answer = match to {
        Some(to) => Answer::redirect(to),
        None => Notice::signed_out().answer(200),
    };
    let path = visit.call.host();
    answer.with(
        "set-cookie",
        format!("{COOKIE}=; Path=/{path}; Max-Age=0; HttpOnly; SameSite=Lax"),
    )
}
