//! Every name of the catalogue as words with places and weights: what nearest names and searches go through.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{OperationFacts, ParameterKind, PermissionStatus};
use super::glosses;
use super::words::{self, Action, action, split, stem};
use super::{Catalogue, Kind};
use crate::model::Method;

/// A word, by its number.
pub(super) type Word = u32;

/// All names as words.
#[derive(Debug)]
pub(super) struct Index {
    /// The words that run-together names (`externalcontacts`) are cut into.
    pieces: BTreeSet<String>,
    /// Words that are never cut.
    whole: BTreeSet<&'static str>,
    numbers: BTreeMap<String, Word>,
    /// How rare each word is: 0.4 for those that are everywhere, 1 for one of its own.
    rarity: Vec<f64>,
    /// The names.
    pub(super) entries: Vec<Entry>,
}

/// A name as words, in the singular.
#[derive(Debug)]
pub(super) struct Entry {
    /// What it is.
    pub(super) kind: Kind,
    /// The name, as it can be used.
    pub(super) name: String,
    /// The domain of a region's hosts.
    pub(super) other_name: Option<String>,
    /// Its first part: the domain of a permission, the area of a scope, the first segment of a path.
    pub(super) area: Vec<Word>,
    /// What the same area is called elsewhere: `wfm` is `workforce-management` among scopes.
    pub(super) also: Vec<Word>,
    /// The rest of the name, without what it does.
    pub(super) body: Vec<Word>,
    /// Words that only lead to it: names of path parameters, glosses.
    pub(super) extra: Vec<Word>,
    /// What it does.
    pub(super) actions: Vec<Action>,
    /// For a scope or permission: which share of the operations with a word in their path need it or one beside it.
    pub(super) opens: BTreeMap<Word, f64>,
}

/// A name on its way into the index.
struct Raw {
    kind: Kind,
    name: String,
    other_name: Option<String>,
    area: Vec<String>,
    also: Vec<String>,
    body: Vec<String>,
    extra: Vec<String>,
    actions: Vec<Action>,
}

impl Raw {
    fn new(kind: Kind, name: impl Into<String>) -> Self {
        let name = name.into();
        let extra = glosses::gloss(kind, &name).map(split).unwrap_or_default();
        Self {
            kind,
            name,
            other_name: None,
            area: Vec::new(),
            also: Vec::new(),
            body: Vec::new(),
            extra,
            actions: Vec::new(),
        }
    }
}

impl Index {
    /// Indexes the whole catalogue.
    pub(super) fn of(catalogue: &Catalogue) -> Self {
        let mut raws = Vec::new();
        permissions(catalogue, &mut raws);
        scopes(catalogue, &mut raws);
        raws.extend(catalogue.operations.iter().map(operation));
        others(catalogue, &mut raws);

        let mut index = Self {
            pieces: pieces(catalogue),
            whole: words::listed().collect(),
            numbers: BTreeMap::new(),
            rarity: Vec::new(),
            entries: Vec::new(),
        };
        let mut known = BTreeMap::new();
        for raw in raws {
            let mut numbered = |index: &mut Self, words: Vec<String>| -> Vec<Word> {
                let mut out = Vec::new();
                for word in words {
                    let numbers = known.entry(word).or_insert_with_key(|word| {
                        index
                            .cut(word)
                            .into_iter()
                            .map(|piece| index.number(piece))
                            .collect::<Vec<_>>()
                    });
                    for number in numbers {
                        if !out.contains(number) {
                            out.push(*number);
                        }
                    }
                }
                out
            };
            let entry = Entry {
                kind: raw.kind,
                area: numbered(&mut index, raw.area),
                also: numbered(&mut index, raw.also),
                body: numbered(&mut index, raw.body),
                extra: numbered(&mut index, raw.extra),
                other_name: raw.other_name,
                name: raw.name,
                actions: raw.actions,
                opens: BTreeMap::new(),
            };
            index.entries.push(entry);
        }
        index.weigh();
        index.open(catalogue);
        index
    }

    /// The number of a word, new or old.
    fn number(&mut self, word: String) -> Word {
        let next = Word::try_from(self.numbers.len()).expect("fewer words than numbers");
        *self.numbers.entry(word).or_insert(next)
    }

    /// The number of a word that the catalogue has.
    pub(super) fn find(&self, word: &str) -> Option<Word> {
        self.numbers.get(word).copied()
    }

    /// All words of the catalogue, with their numbers.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, Word)> {
        self.numbers.iter().map(|(word, number)| (word.as_str(), *number))
    }

    /// How many words there are.
    pub(super) fn size(&self) -> usize {
        self.numbers.len()
    }

    /// How rare a word is, from 0.4 to 1.
    pub(super) fn rarity(&self, word: Word) -> f64 {
        usize::try_from(word)
            .ok()
            .and_then(|at| self.rarity.get(at))
            .copied()
            .unwrap_or(1.0)
    }

    /// A word in the singular, cut into its pieces where it is several run together.
    pub(super) fn cut(&self, word: &str) -> Vec<String> {
        let single = stem(word);
        if word.len() >= 6 && word.is_ascii() && !self.whole.contains(single.as_str()) {
            let mut found = Vec::new();
            if self.cut_from(word, &mut found) && found.len() > 1 {
                return found;
            }
        }
        vec![single]
    }

    /// Covers the text with pieces, longest first.
    fn cut_from(&self, text: &str, found: &mut Vec<String>) -> bool {
        if text.is_empty() {
            return true;
        }
        for end in (3..=text.len().min(24)).rev() {
            let single = stem(&text[..end]);
            if self.pieces.contains(&single) {
                found.push(single);
                if self.cut_from(&text[end..], found) {
                    return true;
                }
                found.pop();
            }
        }
        false
    }

    /// Counts how rare each word is among permissions, scopes and operations.
    fn weigh(&mut self) {
        let mut counts = vec![0_u32; self.numbers.len()];
        let mut all = 0_u32;
        for entry in &self.entries {
            if matches!(entry.kind, Kind::Permission | Kind::Scope | Kind::Operation) {
                all += 1;
                for word in entry.area.iter().chain(&entry.body) {
                    if let Some(count) = usize::try_from(*word).ok().and_then(|at| counts.get_mut(at)) {
                        *count += 1;
                    }
                }
            }
        }
        let all = f64::from(all + 1).ln();
        self.rarity = counts
            .into_iter()
            .map(|count| 0.4 + 0.6 * (1.0 - f64::from(count + 1).ln() / all))
            .collect();
    }

    /// Counts what the operations with a word in their path need: `queue` leads to the scope `routing`, and `ivr` to
    /// the permissions `routing:callRoute:...`.
    fn open(&mut self, catalogue: &Catalogue) {
        let mut counts: BTreeMap<&str, BTreeMap<Word, u32>> = BTreeMap::new();
        let mut totals: BTreeMap<Word, u32> = BTreeMap::new();
        let entries = self.entries.iter().filter(|entry| entry.kind == Kind::Operation);
        for (facts, entry) in catalogue.operations.iter().zip(entries) {
            let mut needs: BTreeSet<&str> = facts
                .permissions
                .iter()
                .filter_map(|name| needed(name.as_str()))
                .collect();
            needs.extend(facts.scopes.first().and_then(|scope| needed(scope)));
            for word in entry.area.iter().chain(&entry.body) {
                *totals.entry(*word).or_default() += 1;
            }
            for need in needs {
                let words = counts.entry(need).or_default();
                for word in entry.area.iter().chain(&entry.body) {
                    *words.entry(*word).or_default() += 1;
                }
            }
        }
        for entry in &mut self.entries {
            if matches!(entry.kind, Kind::Scope | Kind::Permission)
                && let Some(counts) = needed(&entry.name).and_then(|need| counts.get(need))
            {
                entry.opens = counts
                    .iter()
                    .map(|(word, count)| (*word, f64::from(*count) / f64::from(totals[word])))
                    .filter(|(_, share)| *share >= 0.25)
                    .collect();
            }
        }
    }
}

/// A scope without its access, a permission without its action.
fn needed(name: &str) -> Option<&str> {
    match name.matches(':').count() {
        2 => name.rsplit_once(':').map(|(most, _)| most),
        _ => name.split(':').next(),
    }
}

/// The words that compound names are made of, in the singular: those between capitals and hyphens.
fn pieces(catalogue: &Catalogue) -> BTreeSet<String> {
    let mut pieces = BTreeSet::new();
    let mut add = |part: &str| {
        let words = split(part);
        if words.len() > 1 {
            pieces.extend(words.iter().map(|word| stem(word)).filter(|word| word.len() >= 3));
        }
    };
    for facts in catalogue.permissions.values() {
        facts.name.as_str().split(':').for_each(&mut add);
    }
    for facts in &catalogue.scopes {
        facts.name.split(':').for_each(&mut add);
    }
    for facts in &catalogue.operations {
        facts
            .path
            .split('/')
            .filter(|part| part.starts_with('{'))
            .for_each(&mut add);
    }
    pieces
}

fn permissions(catalogue: &Catalogue, raws: &mut Vec<Raw>) {
    // What shares fewer operations than one in ten with a domain is no other name for it.
    let mut also: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (domain, scope, count) in &catalogue.domains {
        let all: u32 = catalogue
            .domains
            .iter()
            .filter(|row| row.0 == *domain)
            .map(|row| row.2)
            .sum();
        if count * 10 >= all {
            also.entry(domain).or_default().extend(split(scope));
        }
    }
    for facts in catalogue.permissions.values() {
        if facts.status == PermissionStatus::Refuted {
            continue;
        }
        let mut raw = Raw::new(Kind::Permission, facts.name.as_str());
        if let Some((domain, entity, act)) = facts.name.parts() {
            raw.area = split(domain);
            raw.body = split(entity);
            raw.also = also.get(domain).cloned().unwrap_or_default();
            take_actions(&split(act), &mut raw.actions, &mut raw.body);
        } else {
            raw.area = split(facts.name.as_str());
        }
        raws.push(raw);
    }
}

/// Sorts the words of an action part: what they do, and what else they say.
pub(super) fn take_actions(words: &[String], actions: &mut Vec<Action>, rest: &mut Vec<String>) {
    for word in words {
        match action(&stem(word)) {
            Some(action) if actions.is_empty() => actions.push(action),
            _ => rest.push(word.clone()),
        }
    }
}

fn scopes(catalogue: &Catalogue, raws: &mut Vec<Raw>) {
    for facts in &catalogue.scopes {
        let mut raw = Raw::new(Kind::Scope, facts.name);
        let area = facts.name.split(':').next().unwrap_or_default();
        raw.area = split(area);
        let all: u32 = catalogue
            .domains
            .iter()
            .filter(|row| row.1 == area)
            .map(|row| row.2)
            .sum();
        for (domain, scope, count) in &catalogue.domains {
            if *scope == area && count * 5 >= all {
                raw.also.extend(split(domain));
            }
        }
        raw.actions = if facts.name.ends_with(":readonly") {
            vec![Action::Read, Action::Search, Action::Export]
        } else {
            vec![Action::Manage, Action::Create, Action::Edit, Action::Delete]
        };
        raws.push(raw);
    }
}

fn operation(facts: &OperationFacts) -> Raw {
    let mut raw = Raw::new(Kind::Operation, format!("{} {}", facts.method, facts.path));
    let (literal, parameters): (Vec<_>, Vec<_>) = segments(facts.path).partition(|part| !part.starts_with('{'));
    raw.actions = actions_of(facts.method, literal.last().copied());
    let mut literal = literal.into_iter();
    raw.area = literal.next().map(split).unwrap_or_default();
    raw.body = literal.flat_map(split).collect();
    raw.extra.extend(parameters.into_iter().flat_map(split));
    if let Some(scope) = facts.scopes.first() {
        raw.also.extend(split(scope.split(':').next().unwrap_or_default()));
    }
    for permission in &facts.permissions {
        if let Some((domain, entity, _)) = permission.parts() {
            raw.also.extend(split(domain));
            raw.also.extend(split(entity));
        }
    }
    raw
}

/// The segments of a path that say something: without `/api/v2`.
pub(super) fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter(|part| !part.is_empty())
        .skip_while(|part| *part == "api" || is_version(part))
}

fn is_version(part: &str) -> bool {
    part.strip_prefix('v')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What an operation does, by its method and the end of its path.
pub(super) fn actions_of(method: Method, last: Option<&str>) -> Vec<Action> {
    let end = last.and_then(|last| split(last).last().map(|word| stem(word)));
    let end = end.as_deref().and_then(action);
    match (method, end) {
        (Method::Post, Some(action @ (Action::Read | Action::Search))) => vec![action],
        (Method::Post, Some(Action::Export)) => vec![Action::Export, Action::Create],
        (Method::Post, _) => vec![Action::Create],
        (Method::Get | Method::Head | Method::Options, Some(action @ (Action::Export | Action::Search))) => {
            vec![Action::Read, action]
        }
        (Method::Get | Method::Head | Method::Options, _) => vec![Action::Read],
        (Method::Put | Method::Patch, _) => vec![Action::Edit],
        (Method::Delete, _) => vec![Action::Delete],
    }
}

/// Regions, default roles, authorize parameters and headers.
fn others(catalogue: &Catalogue, raws: &mut Vec<Raw>) {
    for facts in &catalogue.regions {
        let mut raw = Raw::new(Kind::Region, facts.name);
        raw.body = split(facts.name);
        raw.body.extend(split(facts.domain));
        raw.other_name = Some(facts.domain.to_owned());
        raw.extra.push(facts.environment.to_owned());
        raws.push(raw);
    }
    for facts in &catalogue.default_roles {
        let mut raw = Raw::new(Kind::DefaultRole, facts.name);
        raw.body = split(facts.name);
        raws.push(raw);
    }
    for facts in &catalogue.parameters {
        if matches!(facts.kind, ParameterKind::Documented | ParameterKind::Undocumented) {
            let mut raw = Raw::new(Kind::AuthorizeParameter, facts.name);
            raw.body = split(facts.name);
            raws.push(raw);
        }
    }
    for name in glosses::headers() {
        let mut raw = Raw::new(Kind::Header, name);
        raw.body = split(name);
        raws.push(raw);
    }
}
