//! An account of Zendesk: what its lists hold, and who can get tokens.

mod configuration;
mod generated;
mod lists;
mod login;
mod pages;

pub use lists::{Id, List, Lists, Record, id_at, place};
pub use login::{ApiToken, Application, Kind};
pub use pages::AccountError;

use super::generated::Sizes;
use crate::model::Subdomain;
use crate::rehearsal::RateLimit;

/// What the account's owner pays for, as far as access goes: rate limits and which lists there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Plan {
    /// Suite Team.
    Team,
    /// Suite Growth.
    Growth,
    /// Suite Professional.
    Professional,
    /// Suite Enterprise.
    Enterprise,
    /// Suite Enterprise Plus, or the High Volume API add-on.
    EnterprisePlus,
}

impl Plan {
    /// Calls that the account may make, all of its tokens together.
    ///
    /// Source: the vendor's page on rate limits, 2025.
    pub fn rate_limit(self) -> RateLimit {
        RateLimit::a_minute(match self {
            Self::Team => 200,
            Self::Growth | Self::Professional => 400,
            Self::Enterprise => 700,
            Self::EnterprisePlus => 2_500,
        })
    }

    /// Whether it has custom roles and the audit log.
    pub fn is_enterprise(self) -> bool {
        self >= Self::Enterprise
    }

    /// Whether what only larger plans have is refused (403); on the smallest plans it is not there (404). Both were seen,
    /// without a rule: a reader must take either.
    pub fn refuses(self) -> bool {
        self >= Self::Professional
    }
}

/// An account.
#[derive(Debug)]
pub struct Account {
    /// Its subdomain.
    pub subdomain: Subdomain,
    /// Its plan.
    pub plan: Plan,
    /// What its lists hold.
    pub lists: Box<dyn Lists>,
    /// OAuth clients that can get tokens. The first two are the rehearsal's own: the one that may read everything and the
    /// limited one.
    pub clients: Vec<Application>,
    /// API tokens, inactive ones included.
    pub api_tokens: Vec<ApiToken>,
}

impl Account {
    /// An account of any size, whose records are computed when they are asked for.
    pub fn generated(subdomain: Subdomain, sizes: Sizes) -> Self {
        generated::account(subdomain, sizes)
    }

    /// An account of JSON: name of a list (as in answers or in snapshots: `users`, `clients` or `oauth_clients`,
    /// `account_settings`) and a page of it as the API sends it, or a bare array. A list may have several pages; one that has
    /// none is empty. The rehearsal's own two OAuth clients are added.
    ///
    /// # Errors
    /// When a text is not a list of records, or nobody in it may read everything.
    pub fn of_pages(subdomain: Subdomain, plan: Plan, pages: &[(&str, &str)]) -> Result<Self, AccountError> {
        pages::account(subdomain, plan, pages)
    }
}
