//! One cheap call for each read: may it be read, and how large is it?

use std::collections::BTreeMap;

use serde_json::Value;

use crate::genesys::live::reads::{Paging, Read};
use crate::http::{Api, CallError, Problem, Target};

/// What came of a probe.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    /// It may be read; this is its first page.
    Given(Value),
    /// The vendor refuses.
    Refused(Refusal),
    /// The vendor failed, or something in its place answered: another time it may do.
    Failed(CallError),
    /// There is nobody to ask about, for this reason.
    NotAsked(String),
}

/// A refusal, in the vendor's words.
#[derive(Debug, Clone, Default)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) message: String,
    /// What the message speaks of, by the vendor's names.
    pub(super) params: BTreeMap<String, String>,
    /// All of it, on one line.
    pub(super) answered: String,
}

impl From<CallError> for Refusal {
    fn from(error: CallError) -> Self {
        Self {
            answered: error.answered(),
            status: error.status.unwrap_or_default(),
            code: error.code.unwrap_or_default(),
            message: error.message.unwrap_or_default(),
            params: error.params,
        }
    }
}

/// A read with what came of it.
#[derive(Debug, Clone)]
pub(super) struct Probe {
    pub(super) read: Read,
    pub(super) outcome: Outcome,
}

impl Probe {
    /// The first page, where it may be read.
    pub(super) fn given(&self) -> Option<&Value> {
        match &self.outcome {
            Outcome::Given(page) => Some(page),
            _ => None,
        }
    }

    /// The id of the first record.
    pub(super) fn first_id(&self) -> Option<&str> {
        self.given()?["entities"][0]["id"].as_str()
    }

    /// How many records the list has, where its page tells.
    pub(super) fn total(&self) -> Option<u64> {
        let page = self.given()?;
        let arrived = || Some(page["entities"].as_array()?.len() as u64);
        match self.read.paging {
            Paging::Numbered(_) => page["total"].as_u64(),
            Paging::Whole => arrived(),
            // Pages by cursor have no total: a page without a next one is the whole list.
            Paging::Cursor(_) if page["nextUri"].is_null() => arrived(),
            Paging::Cursor(_) | Paging::Single => None,
        }
    }
}

/// Whether one answer is to hold as much as it can. Lists by cursor say how large they are in no other way, and the org's
/// own permissions tell which of them divisions limit: neither costs a call more.
fn takes_all(read: &Read) -> bool {
    // People by cursor are counted by the pages that have numbers.
    (matches!(read.paging, Paging::Cursor(_)) && read.gives != "users") || read.gives == "permissions"
}

/// Asks for a read; `values` fill in its path.
///
/// # Errors
/// When the credential, the network or the user ends the run.
pub(super) async fn probe(api: &Api, read: &Read, values: &[&str]) -> Result<Probe, CallError> {
    let size = match read.paging {
        Paging::Numbered(largest) | Paging::Cursor(largest) if takes_all(read) => Some(largest),
        Paging::Numbered(_) | Paging::Cursor(_) => Some(1),
        Paging::Whole | Paging::Single => None,
    };
    let mut outcome = ask(api, read, values, size).await?;
    if let (Outcome::Refused(refusal), Some(2..)) = (&outcome, size)
        && refusal.code == "response.entity.too.large"
    {
        outcome = ask(api, read, values, Some(1)).await?;
    }
    Ok(Probe { read: *read, outcome })
}

async fn ask(api: &Api, read: &Read, values: &[&str], size: Option<u32>) -> Result<Outcome, CallError> {
    let target = read
        .query
        .iter()
        .fold(Target::of_template(read.path, values), |target, (name, value)| {
            target.with(name, value)
        });
    let target = match size {
        Some(size) => target.with("pageSize", size),
        None => target,
    };
    let parse = |body: &[u8]| serde_json::from_slice::<Value>(body).map_err(|error| error.to_string());
    match api.get(&target, parse).await {
        Ok(page) => Ok(Outcome::Given(page)),
        Err(error) => match error.problem {
            Problem::Refused => Ok(Outcome::Refused(error.into())),
            Problem::Failing | Problem::Body(_) => Ok(Outcome::Failed(error)),
            _ => Err(error),
        },
    }
}
