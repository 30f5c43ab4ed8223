//! Whether an org can be read before anything starts: what a credential may read, what it lacks, what a reading costs.
//!
//! In: an API with a credential, and how privileged permissions are by the tables. Out: what was found. Each read of the
//! table is asked for once, as cheaply as it goes; what is for each of something is asked with the first of them.

mod estimate;
mod held;
mod least;
mod missing;
mod model;
mod probe;

pub use least::Levels;
pub use model::{ClientSeen, Limited, OrgChecked, PermissionNeeded, Policy, RoleNeeded};

use std::time::Instant;

use serde_json::Value;

use self::held::Held;
use self::least::Least;
use self::missing::Asker;
use self::probe::{Outcome, Probe, probe};
use super::live::reads::{self, Each, Read};
use crate::http::{Api, CallError};
use crate::live::{Missing, ReadChecked};
use crate::model::{OrgId, Region};

/// What is to be checked.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The tenant of the tables, or the region.
    pub tenant: &'a str,
    /// The org that the tables say it is.
    pub org_id: Option<&'a OrgId>,
    /// The region.
    pub region: &'a Region,
    /// Where the credential was found.
    pub credential: &'a str,
    /// The host that gives the token, where it was not given.
    pub login: Option<&'a str>,
}

/// Why a check ends before its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// The credential, the network or the user.
    #[error(transparent)]
    Call(#[from] Box<CallError>),
    /// The token is of another org than the tables say, so that no run would start.
    #[error("the token is of the org {found}")]
    OtherOrg {
        /// Whose token it is.
        found: String,
    },
}

impl From<CallError> for CheckError {
    fn from(error: CallError) -> Self {
        Self::Call(Box::new(error))
    }
}

/// Checks an org: one call a read, and one or two for a token.
///
/// # Errors
/// When the credential or the network gives out, or the org is not the one. A refused read is no error but a result.
pub async fn check(api: &Api, wanted: Wanted<'_>, levels: Levels<'_>) -> Result<OrgChecked, CheckError> {
    let token = probe(api, &reads::TOKEN, &[]).await?;
    // The first call gets the token too; the second one tells how long an answer takes.
    let before = Instant::now();
    let organization = probe(api, &reads::ORGANIZATION, &[]).await?;
    let latency = before.elapsed();
    let org_id = text(token.given(), &["organization", "id"]).or_else(|| text(organization.given(), &["id"]));
    if let (Some(expected), Some(found)) = (wanted.org_id, &org_id)
        && expected.as_str() != found
    {
        return Err(CheckError::OtherOrg { found: found.clone() });
    }
    let client = token.given().map(client);
    let short = text(organization.given(), &["thirdPartyOrgName"]);
    let org_name = short
        .or_else(|| text(organization.given(), &["name"]))
        .or_else(|| text(token.given(), &["organization", "name"]));
    let home_org = text(token.given(), &["homeOrganization", "id"]).filter(|home| Some(home) != org_id.as_ref());

    let mut probes = vec![token, organization];
    let first = reads::FIRST.iter().map(|read| probe(api, read, &[]));
    probes.extend(futures::future::try_join_all(first).await?);
    let further = futures::future::try_join_all(further(&probes).map(async |(read, with)| match with {
        Ok(ids) => probe(api, &read, &ids.iter().map(String::as_str).collect::<Vec<_>>()).await,
        Err(why) => Ok(Probe {
            read,
            outcome: Outcome::NotAsked(why),
        }),
    }));
    let further = further.await?;
    probes.extend(further);

    let held = Held::of(&probes);
    let least = Least::of_reads(&probes, levels);
    let asker = Asker {
        client: client.as_ref(),
        held: &held,
        least: &least,
    };
    let reads = checked(&probes, &asker);
    let limited = least.permissions().iter().filter_map(|permission| {
        Some(Limited {
            permission: permission.to_string(),
            divisions: held.limited_to(permission)?.into_iter().collect(),
        })
    });
    Ok(OrgChecked {
        tenant: wanted.tenant.to_owned(),
        org_id,
        org_name,
        region: wanted.region.to_string(),
        api: api.base().to_string(),
        credential: wanted.credential.to_owned(),
        login: wanted.login.map(str::to_owned),
        home_org,
        limited: limited.collect(),
        role: least.role(&held, &reads),
        scopes: least.scopes(),
        calls: estimate::sizes(&probes).estimate(api, latency),
        reads,
        client,
    })
}

/// A text in an answer; an empty one is none.
fn text(value: Option<&Value>, path: &[&str]) -> Option<String> {
    let found = path.iter().try_fold(value?, |value, key| value.get(*key))?.as_str()?;
    (!found.is_empty()).then(|| found.to_owned())
}

fn client(token: &Value) -> ClientSeen {
    let of_client = |key: &str| text(Some(token), &["OAuthClient", key]).unwrap_or_default();
    let names = |value: &Value| {
        let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        names.map(str::to_owned).collect()
    };
    ClientSeen {
        id: of_client("id"),
        name: of_client("name"),
        grant_type: of_client("authorizedGrantType"),
        scopes: names(&token["authorizedScope"]),
        registered_scopes: names(&token["OAuthClient"]["scope"]),
    }
}

/// The window of pages by number where none is known: what vendors end such lists at.
const WINDOW: u64 = 10_000;

/// The reads that come after the first ones, with the ids that their paths take, or why there is none: those for each of
/// something, and those that go on where a list is too large for pages by number.
fn further(probes: &[Probe]) -> impl Iterator<Item = (Read, Result<Vec<String>, String>)> {
    let beyond = probes.iter().find_map(|probe| {
        let window = probe.read.window.unwrap_or(WINDOW);
        probe.read.beyond.filter(|_| probe.total() > Some(window))
    });
    let each = [
        reads::SUBJECT_GRANTS,
        reads::GROUP_MEMBERS,
        reads::TRUSTEE_USERS,
        reads::TRUSTEE_GROUPS,
    ]
    .into_iter()
    .map(|read| {
        let (list, one) = match read.each {
            Each::Role => ("roles", "a role"),
            Each::GroupWithGrants => ("groups", "a group"),
            Each::Trustee | Each::Once => ("trustees", "an org that may enter"),
        };
        let of = probes.iter().find(|probe| probe.read.gives == list);
        let first = of.and_then(Probe::first_id).map(str::to_owned);
        let why = if of.is_some_and(|probe| probe.given().is_some()) {
            format!("there is none: it is read for each of `{list}`")
        } else {
            format!("it takes {one}, and `{list}` can't be read")
        };
        (read, first.map(|id| vec![id]).ok_or(why))
    });
    beyond.into_iter().map(|read| (*read, Ok(Vec::new()))).chain(each)
}

/// The reads as they are told: those of one path and list are one.
fn checked(probes: &[Probe], asker: &Asker<'_>) -> Vec<ReadChecked> {
    // Where something came through without its scope, the org does not look at scopes.
    let scopes_count = !probes.iter().any(|probe| {
        let operation = probe.read.operation();
        let without = |client: &ClientSeen| {
            !client.acts_for_itself()
                && !operation.any_token
                && !operation.scopes.is_empty()
                && !operation
                    .scopes
                    .iter()
                    .any(|scope| client.scopes.iter().any(|own| own == scope))
        };
        probe.given().is_some() && asker.client.is_some_and(without)
    });
    let mut checked: Vec<ReadChecked> = Vec::new();
    for probe in probes {
        let read = &probe.read;
        let (readable, missing, answered, not_asked): (Option<bool>, Option<Missing>, _, _) = match &probe.outcome {
            Outcome::Given(_) => (Some(true), None, None, None),
            Outcome::Refused(refusal) => (
                Some(false),
                Some(asker.refused(read, refusal)),
                Some(refusal.answered.clone()),
                None,
            ),
            Outcome::Failed(error) => (None, None, Some(error.to_string()), None),
            Outcome::NotAsked(why) => {
                let (readable, missing) = asker.told(read, scopes_count);
                (readable, missing, None, Some(why.clone()))
            }
        };
        let same = |other: &&mut ReadChecked| other.gives == read.gives && other.path == read.path;
        if let Some(other) = checked.iter_mut().find(same) {
            // People of all states but one are not all people.
            if other.readable == Some(true) {
                (other.readable, other.missing, other.answered) = (readable, missing, answered);
            }
            continue;
        }
        checked.push(ReadChecked {
            gives: read.gives.to_owned(),
            method: "GET".to_owned(),
            path: read.path.to_owned(),
            readable,
            missing,
            tells: read.tells.to_owned(),
            answered,
            not_asked,
            absent: None,
        });
    }
    checked
}
