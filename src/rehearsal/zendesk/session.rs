//! Credentials: access tokens, codes and refresh tokens of OAuth, and API tokens.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::refusal::Refusal;
use crate::rehearsal::Call;
use crate::rehearsal::world::account::{Account, List};
use crate::rehearsal::world::{World, mixed, uuid};

/// Who calls.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    /// The user, by their place in the list.
    pub user: usize,
    /// The token with which they call; `None` for API tokens, which do whatever the user may.
    pub session: Option<Session>,
}

/// What an access token opens.
#[derive(Debug, Clone)]
pub(super) struct Session {
    /// The account, of [`World::accounts`].
    pub account: usize,
    /// The id under which the token is shown.
    pub id: u64,
    /// The token itself.
    pub token: String,
    /// The client, of [`Account::clients`].
    pub client: usize,
    /// As whom it acts, by their place in the list of users.
    pub user: usize,
    /// What it may.
    pub scopes: BTreeSet<String>,
    /// When it was issued.
    pub began: Duration,
    /// When it ends.
    pub ends: Duration,
    /// The token that renews it, and when that one ends.
    pub refresh: Option<(String, Duration)>,
}

/// What somebody agreed to, until the client fetches its token.
#[derive(Debug, Clone)]
pub(super) struct Code {
    /// The account.
    pub account: usize,
    /// The client.
    pub client: usize,
    /// Who agreed.
    pub user: usize,
    /// To what.
    pub scopes: BTreeSet<String>,
    /// Where the code was sent.
    pub redirect_uri: String,
    /// The challenge to which the client has the verifier.
    pub challenge: Option<String>,
    /// When it ends.
    pub ends: Duration,
}

/// The credentials that are good.
#[derive(Debug, Default)]
pub(in crate::rehearsal) struct Sessions {
    /// Sessions by their access tokens.
    tokens: BTreeMap<String, Session>,
    /// What was agreed to, by code.
    codes: BTreeMap<String, Code>,
    /// Access tokens by the refresh tokens that renew them.
    refreshes: BTreeMap<String, String>,
    /// What tokens look like.
    seed: u64,
    /// How many there were.
    issued: u64,
}

impl Sessions {
    /// With one token for each account, of its first client, that never ends.
    pub(in crate::rehearsal) fn of(world: &World, seed: u64) -> Self {
        let mut sessions = Self {
            seed,
            ..Self::default()
        };
        for (at, account) in world.accounts.iter().enumerate() {
            if let Some(client) = account.clients.first() {
                sessions.keep(Session {
                    account: at,
                    id: FIRST_ID,
                    token: own_token(account),
                    client: 0,
                    user: client.user,
                    scopes: client.ceiling.iter().flatten().cloned().collect(),
                    began: Duration::ZERO,
                    ends: Duration::MAX,
                    refresh: None,
                });
            }
        }
        sessions
    }

    /// A text that was never given out, and its number.
    pub(super) fn new_secret(&mut self, kind: &str) -> (String, u64) {
        self.issued += 1;
        let part = |kind: &str| uuid(self.seed, kind, self.issued).replace('-', "");
        (
            format!("{}{}", part(kind), part(&format!("{kind} end"))),
            FIRST_ID + self.issued,
        )
    }

    /// Keeps a session: its tokens are good from now on.
    pub(super) fn keep(&mut self, session: Session) {
        if let Some((refresh, _)) = &session.refresh {
            self.refreshes.insert(refresh.clone(), session.token.clone());
        }
        self.tokens.insert(session.token.clone(), session);
    }

    /// Keeps a code.
    pub(super) fn keep_code(&mut self, code: String, what: Code) {
        self.codes.insert(code, what);
    }

    /// Takes a code: it is good once.
    pub(super) fn take_code(&mut self, code: &str) -> Option<Code> {
        self.codes.remove(code)
    }

    /// The session that a refresh token renews; it stays as it is.
    pub(super) fn of_refresh(&self, refresh: &str) -> Option<&Session> {
        self.tokens.get(self.refreshes.get(refresh)?)
    }

    /// Ends a session with both of its tokens; says whether it was there.
    pub(super) fn end_refresh(&mut self, refresh: &str) -> bool {
        let token = self.refreshes.remove(refresh);
        token.is_some_and(|token| self.tokens.remove(&token).is_some())
    }

    /// Whose call it is; nobody's without credentials, which a few paths answer.
    pub(super) fn of_call(
        &self,
        account: &Account,
        at: usize,
        call: &Call,
        now: Duration,
    ) -> Result<Option<Caller>, Refusal> {
        let Some(header) = call.header("authorization") else {
            return Ok(None);
        };
        let (kind, value) = header.split_once(' ').unwrap_or((header, ""));
        if kind.eq_ignore_ascii_case("bearer") {
            let session = self
                .tokens
                .get(value.trim())
                .filter(|session| session.account == at && session.ends > now && may_sign_in(account, session.user))
                .ok_or_else(Refusal::invalid_token)?;
            return Ok(Some(Caller {
                user: session.user,
                session: Some(session.clone()),
            }));
        }
        let user = kind
            .eq_ignore_ascii_case("basic")
            .then(|| of_basic(account, value.trim()))
            .flatten()
            .ok_or_else(Refusal::unauthenticated)?;
        Ok(Some(Caller { user, session: None }))
    }
}

/// The first id of tokens that the rehearsal issues, above those of any list.
const FIRST_ID: u64 = 99_000_000_000_001;

/// The user of `{email}/token:{api_token}`. Passwords are refused, as the vendor ended them for the API.
fn of_basic(account: &Account, value: &str) -> Option<usize> {
    let text = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
    let (name, token) = text.split_once(':')?;
    let email = name.strip_suffix("/token")?;
    account.api_tokens.iter().find(|one| one.active && one.token == token)?;
    account
        .lists
        .user_by_email(email)
        .filter(|user| may_sign_in(account, *user))
}

/// Whether a user is in use.
pub(super) fn may_sign_in(account: &Account, user: usize) -> bool {
    user < account.lists.count(List::Users)
        && account.lists.field(List::Users, user, "active") != false
        && account.lists.field(List::Users, user, "suspended") != true
}

/// The token of the rehearsal's own first client.
pub(in crate::rehearsal) fn own_token(account: &Account) -> String {
    let account = mixed(0, account.subdomain.as_str(), 0);
    format!("rehearsal-{}", uuid(account, "zendesk token", 0).replace('-', ""))
}
