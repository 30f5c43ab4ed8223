//! Whether a name exists, whatever it is the name of.

use serde::Serialize;

use super::facts::{OperationFacts, ParameterKind, RemovedOperation};
use super::glosses;
use super::lookup::template_match;
use super::nearest::Near;
use super::query::{method_and_path, parts};
use super::words::{action, ends_a_scope, split, stem};
use super::{Catalogue, Kind};
use crate::model::{Method, Operation, Pattern, Permission};

/// How many neighbours an answer has at most.
const NEIGHBOURS: usize = 5;

/// What the catalogue says of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The name: a permission that exists in the vendor's spelling, everything else as it was asked for.
    pub name: String,
    /// What it is, or looks like.
    pub kind: Kind,
    /// Whether it exists.
    pub exists: bool,
    /// The nearest real names, nearest first, where it doesn't; empty where nothing is near.
    pub nearest: Vec<String>,
}

/// What became of an operation.
#[derive(Debug, Clone, Copy)]
pub enum Resolved<'a> {
    /// It exists; the second is there where newer definitions have dropped it already.
    Exists(&'a OperationFacts, Option<&'a RemovedOperation>),
    /// The API once had it.
    Removed(&'a RemovedOperation),
    /// It never was.
    Unknown,
}

impl Catalogue {
    /// Says whether a name exists, guessing what it is the name of from its shape.
    pub fn check(&self, name: &str) -> Checked {
        let name = name.trim();
        let exists = |name: String, kind| Checked {
            name,
            kind,
            exists: true,
            nearest: Vec::new(),
        };
        if looks_like_operation(name) {
            if self.has_operation(name) {
                return exists(name.to_owned(), Kind::Operation);
            }
            return refused(name, Kind::Operation, self.nearest_operations(name, NEIGHBOURS));
        }
        if let Some(found) = self.exact(name) {
            return found;
        }
        let kind = self.guess(name);
        match kind {
            Kind::Permission | Kind::Scope => self.neighbours(name, kind),
            kind => refused(name, kind, self.nearest(name, kind, NEIGHBOURS)),
        }
    }

    /// What became of the operation with this method and path.
    ///
    /// A template that says more outright wins, also where the API has it no longer: `/api/v2/alerting/alerts/active`
    /// is not an `{alertId}`.
    pub fn resolve(&self, method: Method, path: &str) -> Resolved<'_> {
        let best = |a: Option<usize>, b: usize| a.is_none_or(|a| b > a);
        let mut live: Option<(usize, &OperationFacts)> = None;
        for facts in self.operations.iter().filter(|facts| facts.method == method) {
            if let Some(score) = template_match(facts.path, path)
                && best(live.map(|(score, _)| score), score)
            {
                live = Some((score, facts));
            }
        }
        let mut gone: Option<(usize, &RemovedOperation)> = None;
        for facts in self.removed.iter().filter(|facts| facts.method == method) {
            if let Some(score) = template_match(facts.path, path) {
                // Word for word, parameters and all: that very template was asked for.
                let score = score + usize::from(facts.path == path);
                if best(gone.map(|(score, _)| score), score) {
                    gone = Some((score, facts));
                }
            }
        }
        match (live, gone) {
            (Some((_, live)), Some((_, gone))) if live.path == gone.path => Resolved::Exists(live, Some(gone)),
            (Some((score, live)), gone) if gone.is_none_or(|(other, _)| other <= score) || live.path == path => {
                Resolved::Exists(live, None)
            }
            (_, Some((_, gone))) => Resolved::Removed(gone),
            (Some((_, live)), None) => Resolved::Exists(live, None),
            (None, None) => Resolved::Unknown,
        }
    }

    /// Whether a pattern stands for at least one permission that is known and not refuted.
    pub fn stands_for_some(&self, pattern: &Pattern) -> bool {
        self.permissions
            .values()
            .any(|facts| pattern.matches(&facts.name) && self.has_permission(&facts.name))
    }

    /// The nearest operations, `METHOD /path`; the successor of one whose path parameter was renamed comes first.
    pub fn nearest_operations(&self, name: &str, limit: usize) -> Vec<String> {
        let (method, path) = method_and_path(name);
        let mut names = Vec::new();
        if let Some(method) = method
            && let Resolved::Removed(gone) = self.resolve(method, &path)
            && let Some(facts) = self.renamed(gone)
        {
            names.push(format!("{} {}", facts.method, facts.path));
        }
        for near in self.nearest(name, Kind::Operation, limit) {
            if !names.contains(&near) {
                names.push(near);
            }
        }
        names.truncate(limit);
        names
    }

    fn has_operation(&self, name: &str) -> bool {
        match name.parse::<Operation>() {
            Ok(operation) => matches!(self.resolve(operation.method, &operation.path), Resolved::Exists(..)),
            // A bare path exists when any method has it.
            Err(_) => {
                !name.contains(char::is_whitespace) && {
                    let path = Operation::clean_path(name);
                    self.methods_of(&path)
                        .into_iter()
                        .any(|method| matches!(self.resolve(method, &path), Resolved::Exists(..)))
                }
            }
        }
    }

    /// The answer for a name that exists as it is, or in another case where case doesn't matter.
    fn exact(&self, name: &str) -> Option<Checked> {
        let (name, kind) = if self.scope(name).is_some() {
            (name.to_owned(), Kind::Scope)
        } else if self.region(without_scheme(name)).is_some() {
            (name.to_owned(), Kind::Region)
        } else if let Some(facts) = name.parse::<Permission>().ok().and_then(|name| self.permission(&name))
            && self.has_permission(&facts.name)
        {
            (facts.name.to_string(), Kind::Permission)
        } else if name.contains('*')
            && name
                .parse()
                .is_ok_and(|pattern: Pattern| self.stands_for_some(&pattern))
        {
            (name.to_owned(), Kind::Permission)
        } else if self.authorize_parameter(name).is_some() {
            (name.to_owned(), Kind::AuthorizeParameter)
        } else if glosses::headers().any(|header| header.eq_ignore_ascii_case(name)) {
            (name.to_owned(), Kind::Header)
        } else {
            return None;
        };
        Some(Checked {
            name,
            kind,
            exists: true,
            nearest: Vec::new(),
        })
    }

    /// What a name that doesn't exist looks like.
    fn guess(&self, name: &str) -> Kind {
        let lower = name.to_ascii_lowercase();
        if let Some(known) = self
            .parameters
            .iter()
            .find(|parameter| parameter.name.eq_ignore_ascii_case(name))
        {
            return match known.kind {
                ParameterKind::NotAHeader => Kind::Header,
                _ => Kind::AuthorizeParameter,
            };
        }
        if looks_like_region(&lower) || self.leads_to_region(&lower) {
            return Kind::Region;
        }
        if looks_like_header(name) {
            return Kind::Header;
        }
        if looks_like_parameter(name) {
            return Kind::AuthorizeParameter;
        }
        let parts = parts(name);
        match parts.len() {
            0..=2 => Kind::Scope,
            3 if parts
                .last()
                .is_some_and(|last| ends_a_scope(&last.to_ascii_lowercase())) =>
            {
                Kind::Scope
            }
            _ => Kind::Permission,
        }
    }

    /// Whether a single word is a place that a region is in, or the name of its hosts.
    fn leads_to_region(&self, lower: &str) -> bool {
        !lower.is_empty()
            && lower.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && (self
                .regions
                .iter()
                .any(|region| region.domain.split('.').next() == Some(lower) && lower != "mypurecloud")
                || lower.len() > 3
                    && glosses::GLOSSES
                        .iter()
                        .any(|(kind, _, words)| *kind == Kind::Region && words.split(' ').any(|word| word == lower)))
    }

    /// Neighbours among permissions and scopes: people take the one for the other.
    fn neighbours(&self, name: &str, kind: Kind) -> Checked {
        let parts = parts(name).len();
        // `login-hint`, `scopes`: a parameter in other letters.
        if parts == 1
            && self
                .near(name, Kind::AuthorizeParameter)
                .first()
                .is_some_and(|near| near.same)
        {
            return refused(
                name,
                Kind::AuthorizeParameter,
                self.nearest(name, Kind::AuthorizeParameter, NEIGHBOURS),
            );
        }
        let scopes = self.near(name, Kind::Scope);
        let permissions = self.near(name, Kind::Permission);
        let best = |found: &[Near<'_>]| found.first().map_or(0.0, |near| near.score);
        // Two words for one thing: a permission that says just the same beats the look of a scope. Where separators
        // are wrong or there are none, what fits better decides.
        let same = |found: &[Near<'_>]| found.first().is_some_and(|near| near.same);
        let says_it = parts != 2 && same(&permissions) && !same(&scopes);
        let fits_better = parts == 1 && best(&permissions) > best(&scopes) + 0.15;
        let kind = if says_it || fits_better { Kind::Permission } else { kind };
        let (own, other, of_other) = match kind {
            Kind::Scope => (&scopes, &permissions, if parts >= 3 { 3 } else { 2 }),
            _ => (&permissions, &scopes, 1),
        };
        let mut nearest: Vec<String> = Vec::new();
        let mut add = |found: &[Near<'_>], limit: usize, least: f64| {
            let mut added = 0;
            for near in found.iter().filter(|near| near.score >= least) {
                let usable = self.usable(near.entry, name);
                if added < limit && !nearest.contains(&usable) {
                    nearest.push(usable);
                    added += 1;
                }
            }
        };
        add(own, NEIGHBOURS - of_other, 0.0);
        add(other, of_other, 0.5);
        refused(name, kind, nearest)
    }
}

fn refused(name: &str, kind: Kind, nearest: Vec<String>) -> Checked {
    Checked {
        name: name.to_owned(),
        kind,
        exists: false,
        nearest,
    }
}

/// A host as it stands in a URL.
fn without_scheme(name: &str) -> &str {
    let host = name.split_once("://").map_or(name, |(_, rest)| rest);
    host.trim_end_matches('/')
}

/// A method before it, a slash at its front, a URL with a path, or `api/v2` in it.
fn looks_like_operation(name: &str) -> bool {
    let verb = name.split_once(char::is_whitespace).is_some_and(|(first, rest)| {
        rest.contains('/') && first.len() <= 8 && first.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    let url = name
        .split_once("://")
        .is_some_and(|(_, rest)| rest.split_once('/').is_some_and(|(_, path)| !path.is_empty()));
    verb || url || name.starts_with('/') || name.contains("api/v") || name.starts_with("v2/")
}

/// A host, or the shape of an AWS region.
fn looks_like_region(lower: &str) -> bool {
    let host = lower.contains('.')
        && [
            "purecloud",
            "pure.cloud",
            "genesys.cloud",
            "genesyscloud",
            "mypure",
            "inindca",
        ]
        .iter()
        .any(|part| lower.contains(part));
    let mut parts = lower.split('-');
    let continent = parts
        .next()
        .is_some_and(|first| ["af", "ap", "ca", "cn", "eu", "eusc", "il", "me", "mx", "sa", "us"].contains(&first));
    let aws = continent && lower.matches('-').count() >= 2 && lower.ends_with(|last: char| last.is_ascii_digit());
    host || aws || lower.starts_with("http://") || lower.starts_with("https://")
}

/// `x-...`, a colon and a blank in it, or words with capitals between hyphens.
fn looks_like_header(name: &str) -> bool {
    let title = name.contains('-')
        && !name.contains(':')
        && name
            .split('-')
            .all(|word| word.starts_with(|first: char| first.is_ascii_uppercase()));
    let prefixed = ["x-", "inin-", "genesys-", "purecloud-"].iter().any(|prefix| {
        name.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    });
    let line = name.ends_with(':') || name.contains(": ");
    title || prefixed || line
}

/// One word with underscores, `=` in it, or a camel that ends as ids, URIs and hints do.
fn looks_like_parameter(name: &str) -> bool {
    if name.contains([':', '/', '.', ' ']) {
        return false;
    }
    let words = split(name);
    let last = words.last().map(|word| stem(word));
    // `routing_queue_view` is a permission in other signs.
    if words.len() > 2 && last.as_deref().and_then(action).is_some() {
        return false;
    }
    let ends = last
        .as_deref()
        .is_some_and(|word| ["id", "uri", "url", "hint", "type", "method"].contains(&word));
    name.contains(['=', '?', '&']) || (words.len() > 1 && (name.contains('_') || ends) && !name.contains('-'))
}
