//! What the rehearsal's vendors hold: orgs and accounts, all of it invented.

pub mod account;
mod aware;
pub mod drift;
mod from_plan;
pub mod generated;
mod ids;
mod org;
mod own;
mod people;
pub mod rich;

pub use account::{Account, AccountError, Plan};
pub(super) use aware::{allows_conditions, division_aware};
pub use from_plan::{FromPlanError, from_plan};
pub(super) use ids::{mixed, uuid};
pub use org::{
    Authorization, AuthorizationState, Client, ClientState, Division, Grant, GrantKind, Group, Integration, Org,
    OrgPolicy, Person, PolicyCondition, Role, RoleSettings, State, SubjectRef, Trustee, Trustor, User,
};

use std::time::Duration;

/// Accounts, orgs, and how their project is set up.
#[derive(Debug, Default)]
pub struct World {
    /// The orgs of Genesys Cloud.
    pub orgs: Vec<Org>,
    /// The accounts of Zendesk.
    pub accounts: Vec<Account>,
    /// Rows of `tenants.yaml` in the project, one for each org that is a tenant.
    pub tenants: Vec<Tenant>,
    /// Other mapping tables of the project: name and text.
    pub tables: Vec<(String, String)>,
    /// Where it differs from the plan that it was made from.
    pub drift: Vec<Drift>,
}

/// A row of `tenants.yaml`.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// The tenant's name.
    pub name: String,
    /// The subdomains that it claims.
    pub subdomains: Vec<String>,
    /// Its org, as an index of [`World::orgs`].
    pub org: usize,
    /// Further keys as YAML, each line indented by four.
    pub more: String,
}

/// One deviation from a plan, as an audit should name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
pub struct Drift {
    /// The audit's rule.
    pub rule: String,
    /// The finding's subject.
    pub subject: String,
    /// The finding's object.
    pub object: String,
}

/// The moment at which the rehearsal's worlds begin; what ages, ages from here.
pub(super) const BEGIN: &str = "2026-11-20T08:00:00Z";

/// The moment so long after [`BEGIN`], as both vendors write dates; `None` for one that no calendar has.
pub(super) fn moment(after: Duration) -> Option<String> {
    let begin: jiff::Timestamp = BEGIN.parse().ok()?;
    let moment = begin.checked_add(jiff::SignedDuration::try_from(after).ok()?).ok()?;
    Some(moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_counted_from_the_beginning() {
        assert_eq!(moment(Duration::ZERO).unwrap(), BEGIN);
        assert_eq!(moment(Duration::from_millis(90_500)).unwrap(), "2026-11-20T08:01:30Z");
        assert_eq!(moment(Duration::MAX), None);
    }
}
