//! What changes at the login host: browsers that are signed in, pages that are open, codes and refresh tokens.

use std::collections::BTreeSet;
use std::time::Duration;

use super::ClientAt;
use super::kept::Kept;
use crate::rehearsal::world::{SubjectRef, uuid};

/// How long a browser stays signed in.
const SIGNED_IN: Duration = Duration::from_hours(8);

/// How long a page that was shown can be sent back.
const OPEN: Duration = Duration::from_hours(1);

/// How long a code is good. The vendor's is not known; RFC 6749, section 4.1.2 allows ten minutes at most.
const CODE: Duration = Duration::from_mins(5);

/// A person: the org in which they have their account, and their place among its people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PersonAt {
    /// Their org, of the world's.
    pub org: usize,
    /// Their place in it.
    pub user: usize,
}

/// What a person let a client do: act as them in an org.
#[derive(Debug, Clone)]
pub(super) struct Granted {
    /// The client.
    pub client: ClientAt,
    /// Who signed in.
    pub person: PersonAt,
    /// The org that tokens will be good for.
    pub org: usize,
    /// As whom they act there.
    pub subject: SubjectRef,
}

/// What a code stands for.
#[derive(Debug, Clone)]
pub(super) struct Code {
    /// What was granted.
    pub granted: Granted,
    /// Where the code was sent: the token call has to name the same.
    pub redirect_uri: String,
    /// The PKCE challenge, as bytes.
    pub challenge: Option<Vec<u8>>,
}

/// A page that waits for an answer.
#[derive(Debug, PartialEq, Eq)]
struct Ticket {
    /// The browser that it was shown to.
    browser: String,
    /// The query of the authorize URL: consent to one client is none to another.
    query: String,
}

/// Everything that the login hosts remember.
#[derive(Debug, Default)]
pub(in crate::rehearsal) struct Logins {
    seed: u64,
    issued: u64,
    /// Who is signed in, by the browser's cookie.
    browsers: Kept<Option<PersonAt>>,
    tickets: Kept<Ticket>,
    codes: Kept<Code>,
    /// Refresh tokens; when they end at the vendor's is not known: here they don't.
    refresh: Kept<Granted>,
    /// Who consented to which client of another org: they are asked once.
    consents: BTreeSet<(PersonAt, ClientAt)>,
}

impl Logins {
    /// Nobody is signed in.
    pub(in crate::rehearsal) fn new(seed: u64) -> Self {
        Self {
            seed,
            ..Self::default()
        }
    }

    /// A value that was never given out.
    fn value(&mut self, kind: &str) -> String {
        self.issued += 1;
        let start = uuid(self.seed, kind, self.issued);
        let end = uuid(self.seed, "end", self.issued);
        format!("{start}{end}").replace('-', "")
    }

    /// The browser of a cookie and who is signed in with it; a new one where the cookie is unknown or ended.
    pub(super) fn browser(&mut self, cookie: Option<&str>, now: Duration) -> (String, Option<PersonAt>) {
        if let Some(cookie) = cookie
            && let Some(person) = self.browsers.get(cookie, now)
        {
            return (cookie.to_owned(), *person);
        }
        (self.new_browser(None, now), None)
    }

    /// A new browser: its cookie is another one after somebody signed in, or who knew the old one would be signed in too.
    pub(super) fn new_browser(&mut self, person: Option<PersonAt>, now: Duration) -> String {
        let cookie = self.value("browser");
        self.browsers.keep(cookie.clone(), person, now, now + SIGNED_IN);
        cookie
    }

    /// Forgets a browser.
    pub(super) fn forget(&mut self, cookie: &str, now: Duration) {
        self.browsers.take(cookie, now);
    }

    /// A value for the form of a page, good once, for this browser and authorize URL.
    pub(super) fn ticket(&mut self, browser: &str, query: &str, now: Duration) -> String {
        let value = self.value("ticket");
        let ticket = Ticket {
            browser: browser.to_owned(),
            query: query.to_owned(),
        };
        self.tickets.keep(value.clone(), ticket, now, now + OPEN);
        value
    }

    /// Takes the value of a form; whether it was good.
    pub(super) fn spend(&mut self, ticket: &str, browser: &str, query: &str, now: Duration) -> bool {
        let spent = self.tickets.take(ticket, now);
        spent.is_some_and(|spent| spent.browser == browser && spent.query == query)
    }

    /// A code.
    pub(super) fn code(&mut self, code: Code, now: Duration) -> String {
        let value = self.value("code");
        self.codes.keep(value.clone(), code, now, now + CODE);
        value
    }

    /// What a code stands for, if it is this client's; it is good no more, whatever comes of it.
    pub(super) fn spend_code(&mut self, value: &str, client: ClientAt, now: Duration) -> Option<Code> {
        let own = self.codes.get(value, now)?.granted.client == client;
        own.then(|| self.codes.take(value, now)).flatten()
    }

    /// A refresh token.
    pub(super) fn refresh(&mut self, granted: Granted, now: Duration) -> String {
        let value = self.value("refresh");
        self.refresh.keep(value.clone(), granted, now, Duration::MAX);
        value
    }

    /// What a refresh token stands for, if it is this client's. It is good once: the vendor's SDKs replace the one that they
    /// hold by the one of the answer, and whether the old one stays good is not known.
    pub(super) fn spend_refresh(&mut self, value: &str, client: ClientAt, now: Duration) -> Option<Granted> {
        let own = self.refresh.get(value, now)?.client == client;
        own.then(|| self.refresh.take(value, now)).flatten()
    }

    /// Whether somebody consented to a client.
    pub(super) fn consented(&self, person: PersonAt, client: ClientAt) -> bool {
        self.consents.contains(&(person, client))
    }

    /// Somebody consents to a client.
    pub(super) fn consent(&mut self, person: PersonAt, client: ClientAt) {
        self.consents.insert((person, client));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_mins(1);

    #[test]
    fn a_ticket_is_good_once_for_one_browser_and_url() {
        let ticket = || {
            let mut logins = Logins::new(1);
            let value = logins.ticket("b", "client_id=1", NOW);
            (logins, value)
        };
        let (mut own, value) = ticket();
        assert!(own.spend(&value, "b", "client_id=1", NOW));
        assert!(!own.spend(&value, "b", "client_id=1", NOW), "once");
        let (mut own, value) = ticket();
        assert!(!own.spend(&value, "c", "client_id=1", NOW), "another browser's");
        let (mut own, value) = ticket();
        assert!(!own.spend(&value, "b", "client_id=2", NOW), "of another client's page");
        let (mut own, value) = ticket();
        assert!(!own.spend(&value, "b", "client_id=1", NOW + OPEN), "too late");
        assert!(!own.spend("guessed", "b", "client_id=1", NOW));
    }

    #[test]
    fn values_never_come_twice() {
        let mut logins = Logins::new(1);
        let values: BTreeSet<String> = (0..1_000).map(|_| logins.value("code")).collect();
        assert_eq!(values.len(), 1_000);
    }

    #[test]
    fn a_browser_is_signed_in_for_a_while() {
        let mut logins = Logins::new(1);
        let person = PersonAt { org: 0, user: 3 };
        let cookie = logins.new_browser(Some(person), NOW);
        assert_eq!(logins.browser(Some(&cookie), NOW), (cookie.clone(), Some(person)));
        let (other, nobody) = logins.browser(Some(&cookie), NOW + SIGNED_IN);
        assert_ne!(other, cookie);
        assert_eq!(nobody, None);
    }
}
