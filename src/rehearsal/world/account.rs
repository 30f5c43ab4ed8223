//! An account of Zendesk: what its lists hold.

use crate::model::Subdomain;

/// An account.
#[derive(Debug)]
pub struct Account {
    /// Its subdomain.
    pub subdomain: Subdomain,
}
