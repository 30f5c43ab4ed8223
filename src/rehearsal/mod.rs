//! The rehearsal: a server in this process that behaves like Zendesk and Genesys Cloud, for training, for trying a
//! migration and for tests.
//!
//! In: a [`World`] (invented accounts and orgs), what may go wrong ([`Faults`]), limits. Out: answers to HTTP calls, the
//! same for the same calls. It shares no model with the clients, so that a wrong field name can't be wrong on both
//! sides: field names here come from the vendors' API definitions. It never talks to anybody and keeps nothing.

mod answer;
mod call;
mod first_line;
mod genesys;
mod limit;
mod server;
pub mod world;
mod zendesk;

pub use answer::Answer;
pub use call::{Call, Query};
pub use first_line::{Credential, Genesys, Zendesk};
pub use limit::RateLimit;
pub use server::{Running, Serve, ServeError, serve};
pub use world::{Account, AccountError, Org, Plan, World};

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::access::Access;

/// How the rehearsal behaves, besides what its world holds.
#[derive(Debug, Clone)]
pub struct Behaviour {
    /// The largest page of Genesys Cloud's lists.
    pub page_max: usize,
    /// Calls allowed in a window, in place of the vendors' own limits.
    pub rate_limit: Option<RateLimit>,
    /// What decides whatever looks random: ids of tokens, which calls fail.
    pub seed: u64,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            page_max: 500,
            rate_limit: None,
            seed: 1,
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
    sessions: Mutex<genesys::Sessions>,
    zendesk_sessions: Mutex<zendesk::Sessions>,
    windows: Mutex<limit::Windows>,
    calls: AtomicU64,
}

impl Rehearsal {
    /// Opens a world.
    pub fn new(world: World, behaviour: Behaviour) -> Self {
        let access = world.orgs.iter().map(Org::access).collect();
        let sessions = Mutex::new(genesys::Sessions::of(&world));
        let zendesk_sessions = Mutex::new(zendesk::Sessions::of(&world, behaviour.seed));
        Self {
            world,
            behaviour,
            access,
            sessions,
            zendesk_sessions,
            windows: Mutex::default(),
            calls: AtomicU64::new(0),
        }
    }

    /// The world.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Answers a call, made so long after the rehearsal began.
    ///
    /// The first segment of the path is the vendor's host: `/api.mypurecloud.de/api/v2/users`, so that one port serves
    /// all of them.
    pub fn answer(&self, call: &Call, now: Duration) -> Answer {
        let host = call.host();
        if let Some(subdomain) = host.strip_suffix(".zendesk.com") {
            let account = self
                .world
                .accounts
                .iter()
                .position(|one| one.subdomain.as_str() == subdomain);
            if let Some(account) = account {
                return zendesk::answer(self, account, call, now);
            }
        }
        for org in &self.world.orgs {
            if host == org.region.api_host() {
                return genesys::answer(self, org.region, call, now);
            }
            if host == org.region.login_host() {
                return genesys::login(self, org.region, call, now);
            }
        }
        Answer::text(404, format!("no host `{host}` in this rehearsal\n"))
    }

    /// The tokens of Genesys Cloud.
    fn sessions(&self) -> MutexGuard<'_, genesys::Sessions> {
        // What a panicking answer left is whole: each change is one step.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
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
