//! The rehearsal: a server in this process that behaves like Zendesk and Genesys Cloud, for training, for trying a
//! migration and for tests.
//!
//! In: a [`World`] (invented accounts and orgs), what may go wrong ([`Fault`]), limits. Out: answers to HTTP calls, the
//! same for the same calls. It shares no model with the clients, so that a wrong field name can't be wrong on both
//! sides: field names here come from the vendors' API definitions. It never talks to anybody and keeps nothing.

mod answer;
mod assume;
mod call;
mod faults;
mod first_line;
mod genesys;
mod limit;
mod project;
mod server;
pub mod world;
mod zendesk;

pub use answer::{Answer, Wire};
pub use assume::Assumption;
pub use call::{Call, Query};
pub use faults::{Fault, FaultChoice, FaultKind};
pub use first_line::{Credential, Genesys, Zendesk};
pub use limit::RateLimit;
pub use project::ProjectFile;
pub use server::{Running, Serve, ServeError, serve};
pub use world::{Account, AccountError, Org, Plan, World};

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::access::Access;
use crate::catalogue::RegionFacts;

use world::Authorization;

/// How the rehearsal behaves, besides what its world holds.
#[derive(Debug, Clone)]
pub struct Behaviour {
    /// The largest page of Genesys Cloud's lists.
    pub page_max: usize,
    /// Calls allowed in a window, in place of the vendors' own limits.
    pub rate_limit: Option<RateLimit>,
    /// What decides whatever looks random: ids of tokens, which calls fail.
    pub seed: u64,
    /// What may go wrong on the way.
    pub faults: Vec<Fault>,
    /// Which open questions of the vendors' APIs are answered the other way.
    pub assume: BTreeSet<Assumption>,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            page_max: 500,
            rate_limit: None,
            seed: 1,
            faults: Vec::new(),
            assume: BTreeSet::new(),
        }
    }
}

/// A world with everything that changes while it is called: tokens, windows of rate limits.
#[derive(Debug)]
pub struct Rehearsal {
    world: World,
    behaviour: Behaviour,
    /// Who holds what, by org.
    access: Vec<Access>,
    /// Where everything is, by org.
    indices: Vec<genesys::Index>,
    sessions: Mutex<genesys::Sessions>,
    logins: Mutex<genesys::Logins>,
    approvals: Mutex<genesys::Approvals>,
    zendesk_sessions: Mutex<zendesk::Sessions>,
    windows: Mutex<limit::Windows>,
    faults: Mutex<faults::Faults>,
    calls: AtomicU64,
}

impl Rehearsal {
    /// Opens a world.
    pub fn new(world: World, behaviour: Behaviour) -> Self {
        let access = world.orgs.iter().map(Org::access).collect();
        let indices = world.orgs.iter().map(genesys::Index::of).collect();
        let sessions = Mutex::new(genesys::Sessions::of(&world, behaviour.seed));
        let logins = Mutex::new(genesys::Logins::new(behaviour.seed));
        let faults = Mutex::new(faults::Faults::new(behaviour.seed, &behaviour.faults));
        let zendesk_sessions = Mutex::new(zendesk::Sessions::of(&world, behaviour.seed));
        Self {
            world,
            behaviour,
            access,
            indices,
            faults,
            sessions,
            logins,
            approvals: Mutex::default(),
            zendesk_sessions,
            windows: Mutex::default(),
            calls: AtomicU64::new(0),
        }
    }

    /// The world.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// A token that never ends, with which a person of an org uses a client of it: as if they had signed in, with the
    /// client's scopes. For tests and tools; `None` where the org, the client or the person isn't there.
    pub fn token_for(&self, org: usize, client: usize, user: usize) -> Option<String> {
        let there = self.world.orgs.get(org)?;
        there.users.get(user)?;
        Some(self.sessions().of_person(org, client, there.clients.get(client)?, user))
    }

    /// Answers a call, made so long after the rehearsal began.
    ///
    /// The first segment of the path is the vendor's host: `/api.mypurecloud.de/api/v2/users`, so that one port serves
    /// all of them.
    pub fn answer(&self, call: &Call, now: Duration) -> Answer {
        let Some(host) = self.host(call.host()) else {
            return Answer::text(404, format!("no host `{}` in this rehearsal\n", call.host()));
        };
        if let Host::GenesysLogin(region) = host {
            return genesys::login(self, region, call, now);
        }
        let ask = |call: &Call| match host {
            Host::Zendesk(account) => zendesk::answer(self, account, call, now),
            Host::GenesysApi(region) | Host::GenesysLogin(region) => genesys::answer(self, region, call, now),
        };
        let hits = self.faults.lock().unwrap_or_else(PoisonError::into_inner).hit(call);
        let Some(hits) = hits.filter(|_| !is_login(call)) else {
            return ask(call);
        };
        let answer = ask(&hits.ask(call));
        let answer = match (hits.refused, host) {
            (None, _) => answer,
            (Some(refused), Host::Zendesk(_)) => zendesk::refuse(refused, answer),
            (Some(refused), _) => genesys::refuse(refused, answer),
        };
        hits.spoil(answer, call).with("x-rehearsal-fault", hits.to_string())
    }

    /// The vendor's host of this name, if the world has one.
    fn host(&self, name: &str) -> Option<Host> {
        if let Some(subdomain) = name.strip_suffix(".zendesk.com") {
            let account = |one: &Account| one.subdomain.as_str() == subdomain;
            return self.world.accounts.iter().position(account).map(Host::Zendesk);
        }
        self.world.orgs.iter().find_map(|org| {
            if name == org.region.api_host() {
                Some(Host::GenesysApi(org.region))
            } else if name == org.region.login_host() {
                Some(Host::GenesysLogin(org.region))
            } else {
                None
            }
        })
    }

    /// The tokens of Genesys Cloud.
    fn sessions(&self) -> MutexGuard<'_, genesys::Sessions> {
        // What a panicking answer left is whole: each change is one step.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who is signed in to Genesys Cloud, and what they were given.
    fn logins(&self) -> MutexGuard<'_, genesys::Logins> {
        self.logins.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Approvals of clients since the beginning.
    fn approvals(&self) -> MutexGuard<'_, genesys::Approvals> {
        self.approvals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The approvals of clients in an org as they are now, those included that were given or asked for on the authorize
    /// page.
    pub fn authorizations(&self, org: usize) -> Vec<Authorization> {
        self.approvals().of(org, &self.world.orgs[org])
    }

    /// The tokens of Zendesk.
    fn zendesk_sessions(&self) -> MutexGuard<'_, zendesk::Sessions> {
        self.zendesk_sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The windows of rate limits.
    fn windows(&self) -> MutexGuard<'_, limit::Windows> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of a call, counted from 0.
    fn next_call(&self) -> u64 {
        self.calls.fetch_add(1, Ordering::Relaxed)
    }
}

/// A host of the vendors'.
#[derive(Debug, Clone, Copy)]
enum Host {
    /// An account of Zendesk, by its place in [`World::accounts`].
    Zendesk(usize),
    /// The API of a region of Genesys Cloud.
    GenesysApi(&'static RegionFacts),
    /// The login of a region of Genesys Cloud.
    GenesysLogin(&'static RegionFacts),
}

/// Whether a call signs in: Zendesk does that on the account's own host.
fn is_login(call: &Call) -> bool {
    call.path().starts_with("/oauth/")
}
