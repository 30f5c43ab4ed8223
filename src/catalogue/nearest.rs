//! The nearest real names of one that doesn't exist: by what its words mean first, by its letters second.

use std::cmp::Ordering;

use super::index::{Entry, Index};
use super::query::{Query, bare_host};
use super::words::Action;
use super::{Catalogue, Kind};
use crate::model::Pattern;

/// How much the first part of a name counts against the rest.
const AREA: f64 = 2.0;
/// How much what a name does counts.
const ACTION: f64 = 0.6;
/// How much words count that only the real name has.
const UNASKED: f64 = 0.3;
/// How much it counts that all but the first part is what was asked for, no more and no less.
const WHOLE: f64 = 0.08;
/// How much letters count.
const LETTERS: f64 = 0.12;
/// Below this nothing is near.
const LEAST: f64 = 0.3;
/// How many are compared by letters too.
const FINALISTS: usize = 60;

/// A real name and how near it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near<'a> {
    /// The real name.
    pub(super) entry: &'a Entry,
    /// From 0 to about 1.1.
    pub(super) score: f64,
    /// Whether it says just what was asked, in other words or with a slip.
    pub(super) same: bool,
}

impl Catalogue {
    /// The nearest real names of one kind, nearest first, each as it can be used.
    ///
    /// Empty where nothing is near. A permission asked for with `*` as its action is answered with patterns; a host
    /// with hosts.
    pub fn nearest(&self, name: &str, kind: Kind, limit: usize) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for near in self.near(name, kind) {
            if names.len() == limit {
                break;
            }
            let usable = self.usable(near.entry, name);
            if !names.contains(&usable) {
                names.push(usable);
            }
        }
        names
    }

    /// All names of a kind that are near, nearest first.
    pub(super) fn near(&self, name: &str, kind: Kind) -> Vec<Near<'_>> {
        let index = self.index();
        let query = Query::of(name, kind, index);
        let entries = || index.entries.iter().filter(|entry| belongs(entry, kind));
        let mut found: Vec<Near<'_>> = entries()
            .map(|entry| meaning(&query, entry, kind, index))
            .filter(|near| near.score >= LEAST)
            .collect();
        sort(&mut found);
        found.truncate(FINALISTS);
        for near in &mut found {
            near.score += LETTERS * letters(&query, near.entry);
            near.score += preference(near.entry, kind);
        }
        if found.is_empty() {
            // No word means anything here: a slip in every word may still show in the letters.
            found = entries()
                .map(|entry| Near {
                    entry,
                    score: letters(&query, entry),
                    same: false,
                })
                .filter(|near| near.score >= 0.5)
                .collect();
        }
        sort(&mut found);
        let best = found.first().map_or(0.0, |near| near.score);
        found.retain(|near| near.score >= best * 0.6);
        found
    }

    /// A real name in the form that was asked for.
    pub(super) fn usable(&self, entry: &Entry, asked: &str) -> String {
        match entry.kind {
            Kind::Permission if asked.trim().ends_with(":*") => entry
                .name
                .rsplit_once(':')
                .map(|(most, _)| format!("{most}:*"))
                .filter(|pattern| {
                    pattern
                        .parse()
                        .is_ok_and(|pattern: Pattern| self.stands_for_some(&pattern))
                })
                .unwrap_or_else(|| entry.name.clone()),
            Kind::Region if asked.contains('.') => {
                let host = asked.trim();
                let host = host.split_once("://").map_or(host, |(_, rest)| rest);
                let service = host
                    .strip_suffix(bare_host(asked))
                    .filter(|service| service.ends_with('.'));
                let domain = self
                    .region(&entry.name)
                    .map_or(entry.name.as_str(), |region| region.domain);
                format!("{}{domain}", service.unwrap_or_default())
            }
            _ => entry.name.clone(),
        }
    }
}

/// Whether an entry answers for a kind. What a header is wanted for, a parameter or an operation may do.
fn belongs(entry: &Entry, kind: Kind) -> bool {
    match kind {
        Kind::Header => {
            matches!(entry.kind, Kind::Header | Kind::AuthorizeParameter)
                || entry.kind == Kind::Operation && super::glosses::gloss(entry.kind, &entry.name).is_some()
        }
        _ => entry.kind == kind,
    }
}

/// What speaks for a name whatever was asked: a parameter does what people want of headers, and `view`, `add`, `edit`
/// and `delete` are what the vendor calls the common actions.
fn preference(entry: &Entry, kind: Kind) -> f64 {
    match entry.kind {
        Kind::AuthorizeParameter if kind == Kind::Header => 0.1,
        Kind::Permission
            if [":view", ":add", ":edit", ":delete"]
                .iter()
                .any(|end| entry.name.ends_with(end)) =>
        {
            0.04
        }
        _ => 0.0,
    }
}

fn sort(found: &mut [Near<'_>]) {
    found.sort_by(|a, b| {
        b.score
            .partial_cmp(&a.score)
            .unwrap_or(Ordering::Equal)
            .then_with(|| a.entry.kind.cmp(&b.entry.kind))
            .then_with(|| a.entry.name.len().cmp(&b.entry.name.len()))
            .then_with(|| a.entry.name.cmp(&b.entry.name))
    });
}

/// How near by meaning, from 0 to 1.
fn meaning<'a>(query: &Query, entry: &'a Entry, kind: Kind, index: &Index) -> Near<'a> {
    // Glosses lead to regions, parameters and headers as their names do; elsewhere they are an afterthought.
    let extra = match kind {
        Kind::Region | Kind::AuthorizeParameter | Kind::Header | Kind::DefaultRole => 0.95,
        _ => 0.5,
    };
    // What an operation needs is farther from its path than two names of one area are from each other.
    let other_name = if kind == Kind::Operation { 0.6 } else { 0.85 };
    let opened = |asked: &super::query::Asked| {
        entry.opens.iter().fold(0.0_f64, |most, (word, share)| {
            // The word itself: what is merely like it needs something else.
            let same = asked.best(std::slice::from_ref(word)) >= 0.95;
            if same { most.max(*share) } else { most }
        })
    };
    let (mut wanted, mut met, mut same) = (0.0, 0.0, true);
    for asked in &query.area {
        let weight = AREA * asked.weight;
        let best = asked
            .best(&entry.area)
            .max(other_name * asked.best(&entry.also))
            .max(0.6 * asked.best(&entry.body))
            .max(0.4 * asked.best(&entry.extra))
            .max(0.8 * opened(asked));
        wanted += weight;
        met += weight * best;
        same &= asked.best(&entry.area) >= 0.7;
    }
    for asked in &query.body {
        let best = asked
            .best(&entry.body)
            .max(0.8 * asked.best(&entry.area))
            .max(extra * asked.best(&entry.extra))
            .max(0.4 * asked.best(&entry.also))
            .max(0.8 * opened(asked));
        wanted += asked.weight;
        met += asked.weight * best;
        same &= asked.best(&entry.body) >= 0.7;
    }
    // What it does alone is no ground for a neighbour.
    let said = met >= 0.3 * wanted && met > 0.0;
    if !query.actions.is_empty() {
        let fit = fit(&query.actions, &entry.actions);
        wanted += ACTION;
        met += ACTION * fit;
        same &= fit >= 1.0;
    }
    let whole = !query.body.is_empty()
        && !entry.body.is_empty()
        && query.body.iter().all(|asked| asked.best(&entry.body) >= 0.9)
        && entry.body.iter().all(|word| {
            query
                .body
                .iter()
                .any(|asked| asked.best(std::slice::from_ref(word)) >= 0.9)
        });
    let mut unasked = 0.0;
    // The area was asked for under its other name: its own is nothing unasked then.
    let by_other_name = kind != Kind::Operation
        && query
            .area
            .iter()
            .any(|asked| asked.best(&entry.also) >= 0.95 && asked.best(&entry.area) < 0.7);
    for (words, weight) in [(&entry.area, AREA), (&entry.body, 1.0)] {
        for word in words {
            let asked = query
                .area
                .iter()
                .chain(&query.body)
                .any(|asked| asked.best(std::slice::from_ref(word)) >= 0.5);
            if !asked {
                let weight = if by_other_name && weight > 1.0 { 0.0 } else { weight };
                unasked += weight * index.rarity(*word);
                same = false;
            }
        }
    }
    if extra > 0.5 {
        unasked = 0.0;
    }
    let mut score = if said { met / (wanted + UNASKED * unasked) } else { 0.0 };
    if whole && score > 0.0 && matches!(kind, Kind::Permission | Kind::Scope | Kind::Operation) {
        score += WHOLE;
    }
    if entry.kind == Kind::Operation && score > 0.0 {
        let parameters = entry.name.matches('{').count();
        score -= 0.01 * f64::from(u8::try_from(parameters.abs_diff(query.parameters)).unwrap_or(u8::MAX));
        if query
            .method
            .is_some_and(|method| entry.name.starts_with(&format!("{method} ")))
        {
            score += 0.05;
        }
    }
    Near { entry, score, same }
}

/// How well what a name does fits what was asked for.
fn fit(asked: &[Action], real: &[Action]) -> f64 {
    use Action::{Create, Delete, Edit, Export, Manage, Read, Search};
    let mut best: f64 = if real.is_empty() { 0.3 } else { 0.0 };
    for a in asked {
        for b in real {
            best = best.max(match (a, b) {
                (a, b) if a == b => 1.0,
                (Export | Search, Read) | (Read, Export | Search) => 0.7,
                (Export, Search) | (Search, Export) => 0.5,
                (Manage, Create | Edit | Delete) | (Create | Edit | Delete, Manage) => 0.6,
                (Create, Edit) | (Edit, Create) => 0.3,
                _ => 0.0,
            });
        }
    }
    best
}

/// How near by letters, from 0 to 1.
fn letters(query: &Query, entry: &Entry) -> f64 {
    let name = entry.name.to_lowercase();
    // Where no method was asked for, the real one's letters don't count.
    let name = match entry.kind {
        Kind::Operation if query.method.is_none() => name.split_once(' ').map_or("", |(_, path)| path),
        _ => name.as_str(),
    };
    let other = entry.other_name.as_deref().unwrap_or(name);
    strsim::normalized_damerau_levenshtein(&query.letters, name)
        .max(strsim::normalized_damerau_levenshtein(&query.letters, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(name: &str) -> Vec<String> {
        let checked = Catalogue::embedded().check(name);
        assert!(!checked.exists, "{name}");
        checked.nearest
    }

    #[test]
    fn names_that_misled_a_real_user_are_answered_with_the_right_ones() {
        assert_eq!(nearest("analytics:read")[0], "analytics:readonly");
        assert_eq!(nearest("conversation:read")[0], "conversations:readonly");
        let both = nearest("analytics:conversation:read");
        assert_eq!(both[0], "analytics:readonly");
        assert!(
            both.contains(&"analytics:conversationDetail:view".to_owned()),
            "{both:?}"
        );
        assert_eq!(
            nearest("/api/v2/analytics/conversations/details/export")[0],
            "POST /api/v2/analytics/conversations/details/jobs"
        );
        assert_eq!(nearest("x-genesys-tenant-id"), ["target", "GET /api/v2/tokens/me"]);
    }

    #[test]
    fn answers_take_the_form_of_the_question() {
        assert_eq!(nearest("routing:queues:*")[0], "routing:queue:*");
        assert_eq!(nearest("eu-central-3")[0], "eu-central-1");
        assert_eq!(nearest("login.mypurecloud.co.uk"), ["login.euw2.pure.cloud"]);
        assert!(nearest("mypurecloud.fr")[0].starts_with("mypurecloud."));
    }

    #[test]
    fn nothing_is_near_what_means_nothing() {
        assert!(nearest("flurble:wibble:wobble").is_empty());
        assert!(nearest("").is_empty());
        assert!(nearest(&"\u{202e}:".repeat(10_000)).is_empty());
    }

    #[test]
    fn one_kind_can_be_asked_for() {
        let catalogue = Catalogue::embedded();
        assert_eq!(catalogue.nearest("user:queue:read", Kind::Scope, 1).len(), 1);
        assert_eq!(catalogue.nearest("routing:queues:read", Kind::Permission, 2).len(), 2);
        assert!(catalogue.nearest("routing:queues:read", Kind::Permission, 0).is_empty());
    }
}
