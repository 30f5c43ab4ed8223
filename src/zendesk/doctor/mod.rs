//! Whether an account can be read before anything starts: who reads, what a credential may read, what it lacks, what a
//! reading costs.
//!
//! In: an API with a credential. Out: what was found. Each read of the table is asked for once, by the smallest page.

mod missing;
mod model;

pub use model::{AccountChecked, UserSeen};

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::Value;

use self::missing::lacks;
use super::lists::List;
use super::live::reads::{self, LARGEST, Paging, READS, Read};
use super::live::{Gap, Identity, LiveError, gap, granted, identify, page};
use crate::http::{Api, CallError, Problem, Target};
use crate::live::{Page, ReadChecked, ReadError, Sizes};
use crate::model::Subdomain;

/// What is to be checked.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The account.
    pub subdomain: &'a Subdomain,
    /// Where the credential was found.
    pub credential: &'a str,
    /// The host that gives the token, where it was not given.
    pub login: Option<&'a str>,
    /// Whether scopes apply to the credential.
    pub scopes_apply: bool,
}

/// What came of a probe.
enum Outcome {
    /// It may be read; this is its first page.
    Given(Page),
    /// The vendor refuses.
    Refused(CallError),
    /// The vendor failed, or something in its place answered: another time it may do.
    Failed(CallError),
}

/// A read with what came of it.
struct Probe {
    read: &'static Read,
    outcome: Outcome,
}

/// Checks an account: one call a read, and up to five for who reads, with which scopes, and how many people there are.
///
/// # Errors
/// When the credential is nobody's or no team member's, or the network gives out. A refused read is no error but a result.
pub async fn check(api: &Api, wanted: Wanted<'_>) -> Result<AccountChecked, LiveError> {
    let identity = identify(api).await?;
    // The first call gets the token too; the second one tells how long an answer takes.
    let before = Instant::now();
    let granted_scopes = granted(api).await?;
    let latency = before.elapsed();
    let probes = futures::future::try_join_all(READS.iter().map(|read| probe(api, read)));
    let (probes, people) = futures::future::try_join(probes, people(api)).await?;
    let names_custom_role = probes.iter().any(Probe::names_custom_role);
    let asked = probes.iter().map(|probe| checked(probe, &identity, names_custom_role));
    let (user, user_hidden) = match &identity {
        Identity::Member { id, role } => (
            Some(UserSeen {
                id: *id,
                role: role.clone(),
            }),
            None,
        ),
        Identity::Hidden { why } => (None, Some(why.clone())),
    };
    let Least {
        scopes,
        narrower,
        only_broader,
    } = least();
    Ok(AccountChecked {
        subdomain: wanted.subdomain.to_string(),
        api: api.base().to_string(),
        credential: wanted.credential.to_owned(),
        login: wanted.login.map(str::to_owned),
        user,
        user_hidden,
        granted_scopes: granted_scopes.filter(|_| wanted.scopes_apply),
        scopes_apply: wanted.scopes_apply,
        reads: asked.collect(),
        scopes,
        narrower_scopes: narrower,
        only_broader,
        calls: sizes(&probes, people, &identity).estimate(api, latency.max(Duration::from_millis(1))),
    })
}

impl Probe {
    /// Whether the first person has a custom role, so that roles are needed whatever the plan is said to be.
    fn names_custom_role(&self) -> bool {
        #[derive(Deserialize)]
        struct User {
            #[serde(default)]
            custom_role_id: Option<Value>,
        }
        let Outcome::Given(page) = &self.outcome else {
            return false;
        };
        self.read.list == List::Users
            && page.records.iter().any(|record| {
                let user = serde_json::from_str::<User>(record.get());
                user.is_ok_and(|user| user.custom_role_id.is_some())
            })
    }
}

/// Asks for a read by the smallest page.
///
/// # Errors
/// When the credential, the network or the user ends the run.
async fn probe(api: &Api, read: &'static Read) -> Result<Probe, CallError> {
    let target = read.target_of(1);
    let outcome = match api.get(&target, |body| page::read(read.list, &target, body)).await {
        Ok(page) => Outcome::Given(page),
        Err(error) => match error.problem {
            Problem::Refused => Outcome::Refused(error),
            Problem::Failing | Problem::Body(_) => Outcome::Failed(error),
            _ => return Err(error),
        },
    };
    Ok(Probe { read, outcome })
}

/// How many team members there are; lists by cursor say no totals, and this is the only count that there is.
async fn people(api: &Api) -> Result<Option<u64>, CallError> {
    #[derive(Deserialize)]
    struct Answer {
        count: Count,
    }
    #[derive(Deserialize)]
    struct Count {
        value: u64,
    }
    let read = |body: &[u8]| serde_json::from_slice::<Answer>(body).map_err(|error| error.to_string());
    let users = reads::of(List::Users);
    let target = users
        .query
        .iter()
        .fold(Target::new(reads::USERS_COUNT), |target, (name, value)| {
            target.with(name, value)
        });
    match api.get(&target, read).await {
        Ok(answer) => Ok(Some(answer.count.value)),
        Err(error) => match error.problem {
            Problem::Refused | Problem::Failing | Problem::Body(_) => Ok(None),
            _ => Err(error),
        },
    }
}

/// A read as it is told.
fn checked(probe: &Probe, identity: &Identity, names_custom_role: bool) -> ReadChecked {
    let read = probe.read;
    let mut checked = ReadChecked {
        gives: read.list.name().to_owned(),
        method: "GET".to_owned(),
        path: read.path().to_owned(),
        readable: None,
        missing: None,
        tells: read.tells.to_owned(),
        answered: None,
        not_asked: None,
        absent: None,
    };
    match &probe.outcome {
        Outcome::Given(_) => match missing::in_part(read, identity) {
            Some(missing) => {
                checked.readable = Some(false);
                checked.missing = Some(missing);
            }
            None => checked.readable = Some(true),
        },
        Outcome::Refused(error) => {
            checked.answered = Some(error.answered());
            // In the words of a snapshot, so that both tell the same.
            match gap(read, &ReadError::Call(Box::new(error.clone()))) {
                Gap::Absent(why) if !(read.list == List::CustomRoles && names_custom_role) => {
                    checked.absent = Some(why);
                }
                _ => {
                    checked.readable = Some(false);
                    checked.missing = Some(lacks(read, error, identity));
                }
            }
        }
        Outcome::Failed(error) => checked.answered = Some(error.to_string()),
    }
    checked
}

/// The least scopes.
struct Least {
    scopes: Vec<String>,
    narrower: Vec<String>,
    only_broader: Vec<String>,
}

/// The least scopes of all reads: the narrowest of each, unless one of them opens all the others.
fn least() -> Least {
    let narrowest: BTreeSet<&str> = READS.iter().filter_map(|read| read.scopes.first().copied()).collect();
    let common = |scope: &&&str| READS.iter().all(|read| read.scopes.contains(scope));
    let owned = |scopes: BTreeSet<&str>| scopes.into_iter().map(str::to_owned).collect();
    match narrowest.iter().find(common).copied() {
        None => Least {
            scopes: owned(narrowest),
            narrower: Vec::new(),
            only_broader: Vec::new(),
        },
        Some(common) => Least {
            scopes: vec![common.to_owned()],
            narrower: owned(narrowest.into_iter().filter(|scope| *scope != common).collect()),
            only_broader: READS
                .iter()
                .filter(|read| read.scopes.first() == Some(&common))
                .map(|read| read.list.name().to_owned())
                .collect(),
        },
    }
}

/// Counts the calls of a snapshot: who reads, and each list's pages as far as they are announced.
fn sizes(probes: &[Probe], people: Option<u64>, identity: &Identity) -> Sizes {
    let mut calls = match identity {
        Identity::Member { .. } => 1,
        // Whose token it is was asked for in vain, and then which scopes it has.
        Identity::Hidden { .. } => 2,
    };
    let mut at_least = false;
    for probe in probes {
        let goes_on = matches!(&probe.outcome, Outcome::Given(page) if page.next.is_some());
        calls += match (probe.read.list, people) {
            (List::Users, Some(people)) if goes_on => people.div_ceil(u64::from(LARGEST)).max(1),
            _ => {
                at_least |= goes_on && matches!(probe.read.paging, Paging::Cursor(_));
                1
            }
        };
    }
    Sizes {
        expected: calls,
        at_most: calls,
        at_least,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_scope_opens_everything_and_the_narrower_ones_are_told() {
        let least = least();
        assert_eq!(least.scopes, ["read"]);
        assert!(least.narrower.contains(&"users:read".to_owned()));
        assert!(least.only_broader.contains(&"custom_roles".to_owned()));
        for read in READS {
            let name = read.list.name().to_owned();
            let narrow = read
                .scopes
                .iter()
                .any(|scope| least.narrower.contains(&(*scope).to_owned()));
            assert_ne!(narrow, least.only_broader.contains(&name), "{name}");
        }
    }
}
