//! A name that somebody asked for, as words held against the catalogue's own.

use std::str::FromStr as _;

use super::Kind;
use super::index::{Index, actions_of, segments, take_actions};
use super::words::{self, Action, action, drop_hosts, drop_vendors, kin, likeness, split};
use crate::model::{Method, Operation};

/// A word that was asked for.
pub(super) struct Asked {
    /// How much each word of the catalogue means the same, by number.
    sims: Vec<f64>,
    /// How much it matters.
    pub(super) weight: f64,
}

impl Asked {
    /// Holds a word, in the singular, against all words of the catalogue.
    pub(super) fn new(word: &str, index: &Index) -> Self {
        let mut sims = vec![0.0; index.size()];
        let mut weight: f64 = 0.0;
        let mut meets = |known: &str, likeness: f64| {
            if let Some(number) = index.find(known)
                && let Some(sim) = usize::try_from(number).ok().and_then(|at| sims.get_mut(at))
            {
                *sim = likeness.max(*sim);
                if likeness >= 0.7 {
                    weight = weight.max(index.rarity(number));
                }
            }
        };
        meets(word, 1.0);
        for (other, kinship) in kin(word) {
            meets(other, kinship);
        }
        if index.find(word).is_none() && kin(word).is_empty() {
            let mut alike: Vec<(&str, f64)> = Vec::new();
            for (known, _) in index.words() {
                alike.push((known, likeness(word, known)));
            }
            for known in words::listed() {
                alike.push((known, likeness(word, known)));
            }
            alike.retain(|(_, likeness)| *likeness > 0.0);
            for (known, likeness) in alike {
                meets(known, likeness);
                for (other, kinship) in kin(known) {
                    meets(other, kinship * likeness);
                }
            }
        }
        // A word that leads nowhere matters most: that it is missed must show.
        let weight = if weight > 0.0 { weight } else { 1.0 };
        Self { sims, weight }
    }

    /// The best of some words of the catalogue.
    pub(super) fn best(&self, words: &[super::index::Word]) -> f64 {
        words
            .iter()
            .filter_map(|word| usize::try_from(*word).ok().and_then(|at| self.sims.get(at)))
            .fold(0.0, |best, sim| sim.max(best))
    }
}

/// A name that was asked for.
pub(super) struct Query {
    /// Its first part.
    pub(super) area: Vec<Asked>,
    /// The rest.
    pub(super) body: Vec<Asked>,
    /// What it wants to do.
    pub(super) actions: Vec<Action>,
    /// The method, where an operation was asked for with one.
    pub(super) method: Option<Method>,
    /// The name in lower case, to be compared by letters.
    pub(super) letters: String,
    /// How many path parameters it has.
    pub(super) parameters: usize,
}

impl Query {
    /// Reads a name as one of a kind.
    pub(super) fn of(name: &str, kind: Kind, index: &Index) -> Self {
        let (mut area, mut body, mut actions, mut method, mut parameters) = (vec![], vec![], vec![], None, 0);
        match kind {
            Kind::Operation => {
                let (asked, path) = method_and_path(name);
                method = asked;
                let (literal, ids): (Vec<_>, Vec<_>) = segments(&path).partition(|part| !is_id(part));
                parameters = ids.len();
                actions = match method {
                    Some(method) => actions_of(method, literal.last().copied()),
                    None => literal
                        .last()
                        .and_then(|last| split(last).last().and_then(|word| action(&words::stem(word))))
                        .into_iter()
                        .collect(),
                };
                let mut literal = meaningful(literal).into_iter();
                area = literal.next().map(split).unwrap_or_default();
                body = literal.flat_map(split).collect();
            }
            Kind::Permission | Kind::Scope => {
                let parts = meaningful(parts(name));
                if let Some((first, rest)) = parts.split_first() {
                    area = split(first);
                    if let Some((last, middle)) = rest.split_last() {
                        body = middle.iter().flat_map(|part| split(part)).collect();
                        take_actions(&split(last), &mut actions, &mut body);
                    } else if area.len() > 1 {
                        // One part, as in `analytics-read`: its end may say what it does.
                        let last = area.pop().unwrap_or_default();
                        let mut rest = Vec::new();
                        take_actions(&[last], &mut actions, &mut rest);
                        area.extend(rest);
                        body = area.split_off(1);
                    }
                }
            }
            Kind::Region => {
                body = split(bare_host(name));
                drop_hosts(&mut body);
            }
            Kind::AuthorizeParameter | Kind::Header | Kind::DefaultRole => {
                body = split(name);
                drop_vendors(&mut body);
            }
        }
        let asked = |words: Vec<String>| -> Vec<Asked> {
            words
                .iter()
                .flat_map(|word| index.cut(word))
                .map(|word| Asked::new(&word, index))
                .collect()
        };
        Self {
            area: asked(area),
            body: asked(body),
            actions,
            method,
            letters: name.trim().chars().take(300).collect::<String>().to_lowercase(),
            parameters,
        }
    }
}

/// Method and path of an operation as people write it; the method may lack, or be none.
pub(super) fn method_and_path(name: &str) -> (Option<Method>, String) {
    let name = name.trim();
    match name.split_once(char::is_whitespace) {
        Some((method, path)) => (
            Method::from_str(method).ok(),
            Operation::clean_path(path.split_whitespace().next().unwrap_or_default()),
        ),
        None => (None, Operation::clean_path(name)),
    }
}

/// The parts of a permission or scope, whatever separates them.
pub(super) fn parts(name: &str) -> Vec<&str> {
    let separator = [':', '.', '/', ' ', '\\', ',', ';', '|', '>', '#', '_']
        .into_iter()
        .find(|separator| name.trim().contains(*separator))
        .unwrap_or(':');
    name.trim()
        .split(separator)
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// The parts that say something: `zendesk` does not, unless it is all there is.
fn meaningful(mut parts: Vec<&str>) -> Vec<&str> {
    let mut words: Vec<String> = parts.iter().map(|part| part.to_lowercase()).collect();
    drop_vendors(&mut words);
    parts.retain(|part| words.contains(&part.to_lowercase()));
    parts
}

/// A host without scheme, port and the name of its service.
pub(super) fn bare_host(name: &str) -> &str {
    let host = name.trim();
    let host = host.split_once("://").map_or(host, |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    ["api.", "login.", "apps."]
        .iter()
        .find_map(|service| host.strip_prefix(service))
        .unwrap_or(host)
}

/// Whether a segment of a path stands for an id: a parameter, a number, a UUID.
fn is_id(segment: &str) -> bool {
    segment.starts_with(['{', ':', '<'])
        || segment.bytes().all(|byte| byte.is_ascii_digit())
        || segment.len() >= 16
            && segment.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
            && segment.bytes().any(|byte| byte.is_ascii_digit())
}
