//! `POST /oauth/authorize`: what people answer on the pages. Each answer goes back to the page's own URL, so that reloading
//! it repeats nothing.

use super::Visit;
use super::authorize::{Open, cookie};
use super::decision::Decision;
use super::pages::{Notice, shown};
use super::request;
use super::state::PersonAt;
use crate::rehearsal::{Answer, Query};

/// Takes an answer.
pub(super) fn take(visit: Visit<'_>) -> Answer {
    let asked = match request::read(&visit) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let form = visit.call.form();
    let query = visit.call.query.to_string();
    let known = cookie(visit.call).unwrap_or_default();
    let ticket = form.get("ticket").unwrap_or_default();
    // Another site can make a browser send a form, but can't know the value that this browser was given.
    if !visit.rehearsal.logins().spend(ticket, known, &query, visit.now) {
        let again = visit.here(&visit.call.query);
        return Notice::stale().with_again(again, "Start again").answer(400);
    }
    let (browser, person) = visit.rehearsal.logins().browser(Some(known), visit.now);
    let open = Open { visit, asked, browser };
    if form.get("step") == Some("decline") {
        return open.asked.back.denied();
    }
    if let Some(account) = form.get("person") {
        return match open.account_of(account) {
            Some(person) => open.signed_in(person),
            None => open.sign_in("", Some("This account can't sign in here.".to_owned())),
        };
    }
    if let Some(org) = form.get("target") {
        return open.on(&open.visit.call.query.set("target", org));
    }
    match (form.get("step"), person) {
        (Some("sign-in"), _) => open.signing_in(form.get("address").unwrap_or_default()),
        (Some("allow"), Some(person)) => {
            open.allowed(person);
            open.on(&open.visit.call.query)
        }
        _ => open.on(&open.visit.call.query),
    }
}

impl Open<'_> {
    /// On to the next page.
    fn on(&self, query: &Query) -> Answer {
        Answer::redirect(&self.visit.here(query)).with("cache-control", "no-store")
    }

    /// Somebody typed an address.
    fn signing_in(&self, address: &str) -> Answer {
        let only = self.asked.home.as_ref().map(|home| home.org);
        let people = self.visit.people(address, only);
        match people[..] {
            [] if address.trim().is_empty() => self.sign_in(
                "",
                Some("Type an address, or choose one of the people below.".to_owned()),
            ),
            [] => {
                let whom = shown(address.trim());
                self.sign_in(
                    address,
                    Some(format!("Nobody who is active signs in here as “{whom}”.")),
                )
            }
            [person] => self.signed_in(person),
            _ => self.choose_account(&people),
        }
    }

    /// The account of a button: ids of org and person. What the page offers is checked again.
    fn account_of(&self, text: &str) -> Option<PersonAt> {
        let (org_id, id) = text.split_once('/')?;
        let world = self.visit.world;
        let org = world.orgs.iter().position(|org| org.id.as_str() == org_id)?;
        let user = world.orgs[org].users.iter().position(|user| user.id == id)?;
        let person = PersonAt { org, user };
        let only = self.asked.home.as_ref().map(|home| home.org);
        let address = &world.orgs[org].users[user].email;
        self.visit.people(address, only).contains(&person).then_some(person)
    }

    /// Somebody is signed in from now on.
    fn signed_in(&self, person: PersonAt) -> Answer {
        let browser = {
            let mut logins = self.visit.rehearsal.logins();
            logins.forget(&self.browser, self.visit.now);
            logins.new_browser(Some(person), self.visit.now)
        };
        // They were asked: the page must not ask for ever.
        self.remembering(self.on(&self.visit.call.query.without("prompt")), &browser)
    }

    /// Somebody said yes, for themselves or for everybody; what they may say is decided again.
    fn allowed(&self, person: PersonAt) {
        let client = self.asked.client;
        let decision = self.visit.decide(person, client);
        if decision == Decision::Approve {
            let one = self.visit.client_at(client);
            let mut approvals = self.visit.rehearsal.approvals();
            approvals.approve(person.org, &one.id, &one.scopes, person.user);
        }
        if matches!(decision, Decision::Approve | Decision::Consent) {
            self.visit.rehearsal.logins().consent(person, client);
        }
    }
}
