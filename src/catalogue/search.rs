//! Searching everything by words.

use std::cmp::Ordering;

use serde::Serialize;

use super::facts::{Mode, OperationFacts, PermissionStatus};
use super::index::{Entry, Index};
use super::query::Asked;
use super::words::{action, drop_vendors, split};
use super::{Catalogue, Kind};
use crate::model::Operation;

/// Something that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// What it is.
    pub kind: Kind,
    /// Its name, as it can be used.
    pub name: String,
    /// What it needs, opens or means, in a few words.
    pub about: String,
}

impl Catalogue {
    /// What the words lead to, best first.
    ///
    /// Every word counts, rare ones more; words that mean the same are found too. Everything that is found meets at
    /// least half of what was asked for.
    pub fn search(&self, text: &str, limit: usize) -> Vec<Hit> {
        let index = self.index();
        let mut words = split(text);
        drop_vendors(&mut words);
        words.retain(|word| {
            !["api", "v2", "the", "of", "a", "an", "to", "for", "in", "and", "or"].contains(&word.as_str())
        });
        let asked: Vec<(Asked, String)> = words
            .iter()
            .flat_map(|word| index.cut(word))
            .map(|word| (Asked::new(&word, index), word))
            .collect();
        let wanted: f64 = asked.iter().map(|(asked, _)| asked.weight).sum();
        let mut found: Vec<(f64, &Entry)> = index
            .entries
            .iter()
            .filter_map(|entry| {
                let met: f64 = asked
                    .iter()
                    .map(|(asked, word)| asked.weight * meets(asked, word, entry))
                    .sum();
                let score = met / wanted.max(f64::MIN_POSITIVE);
                (score >= 0.5).then(|| (score - clutter(entry, &asked, index), entry))
            })
            .collect();
        found.sort_by(|(a, first), (b, second)| {
            b.partial_cmp(a)
                .unwrap_or(Ordering::Equal)
                .then_with(|| first.kind.cmp(&second.kind))
                .then_with(|| first.name.len().cmp(&second.name.len()))
                .then_with(|| first.name.cmp(&second.name))
        });
        found
            .into_iter()
            .take(limit)
            .map(|(_, entry)| Hit {
                kind: entry.kind,
                name: entry.name.clone(),
                about: self.about(entry),
            })
            .collect()
    }

    /// What there is to say of a name in a few words.
    fn about(&self, entry: &Entry) -> String {
        let name = entry.name.as_str();
        match entry.kind {
            Kind::Operation => name
                .parse::<Operation>()
                .ok()
                .and_then(|asked| self.operation(asked.method, &asked.path))
                .map(about_operation),
            Kind::Permission => {
                name.parse()
                    .ok()
                    .and_then(|name| self.permission(&name))
                    .map(|facts| match facts.status {
                        PermissionStatus::RepoOnly => "seen in public code only".to_owned(),
                        _ => operations(self.opened_by(&facts.name).count()),
                    })
            }
            Kind::Scope => Some(self.about_scope(name)),
            Kind::Region => self.region(name).map(|facts| facts.domain.to_owned()),
            Kind::DefaultRole => self.default_role(name).map(|facts| facts.standing.to_owned()),
            Kind::AuthorizeParameter => self.authorize_parameter(name).map(|facts| facts.meaning.to_owned()),
            Kind::Header => None,
        }
        .unwrap_or_default()
    }

    fn about_scope(&self, scope: &str) -> String {
        let (all, reads) = self.accepting(scope).fold((0_usize, 0_usize), |(all, reads), facts| {
            (all + 1, reads + usize::from(!facts.writes()))
        });
        format!("{}, {reads} of them read", operations(all))
    }
}

fn about_operation(facts: &OperationFacts) -> String {
    let names = facts.permissions.iter().map(ToString::to_string).collect::<Vec<_>>();
    let needs = match facts.mode {
        Mode::None => "no permission listed".to_owned(),
        Mode::Unknown => "permissions unknown".to_owned(),
        Mode::Any if names.len() > 1 => format!("any of {}", names.join(", ")),
        Mode::All if names.len() > 1 => format!("all of {}", names.join(", ")),
        Mode::Any | Mode::All => names.join(", "),
    };
    match (facts.deprecated, facts.preview) {
        (true, _) => format!("{needs} (deprecated)"),
        (false, true) => format!("{needs} (preview)"),
        (false, false) => needs,
    }
}

fn operations(count: usize) -> String {
    match count {
        0 => "no operation known".to_owned(),
        1 => "1 operation".to_owned(),
        count => format!("{count} operations"),
    }
}

/// How well an entry meets one word, from 0 to 1.
fn meets(asked: &Asked, word: &str, entry: &Entry) -> f64 {
    let does = action(word).is_some_and(|action| entry.actions.contains(&action));
    let named = entry
        .name
        .split([' ', ':'])
        .any(|part| part.len() == word.len() && part.eq_ignore_ascii_case(word));
    asked
        .best(&entry.area)
        .max(asked.best(&entry.body))
        .max(if named { 1.0 } else { 0.0 })
        .max(if does { 0.9 } else { 0.0 })
        .max(0.8 * asked.best(&entry.extra))
        .max(0.6 * asked.best(&entry.also))
}

/// How much of a name nobody asked for: short and plain names come first.
fn clutter(entry: &Entry, asked: &[(Asked, String)], index: &Index) -> f64 {
    let unasked: f64 = entry
        .area
        .iter()
        .chain(&entry.body)
        .filter(|word| {
            !asked
                .iter()
                .any(|(asked, _)| asked.best(std::slice::from_ref(*word)) >= 0.5)
        })
        .map(|word| index.rarity(*word))
        .sum();
    0.05 * unasked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        Catalogue::embedded()
            .search(text, 10)
            .into_iter()
            .map(|hit| hit.name)
            .collect()
    }

    #[test]
    fn plain_words_find_what_they_name() {
        assert!(
            names("queue view").contains(&"routing:queue:view".to_owned()),
            "{:?}",
            names("queue view")
        );
        assert!(names("frankfurt").contains(&"eu-central-1".to_owned()));
        assert!(names("people admin").contains(&"People Admin".to_owned()));
        assert!(names("pkce").contains(&"code_challenge".to_owned()));
        assert_eq!(
            names("workforce management")[..2],
            ["workforce-management", "workforce-management:readonly"]
        );
    }

    #[test]
    fn words_of_zendesk_find_what_genesys_calls_otherwise() {
        assert!(
            names("macros").iter().any(|name| name.contains("response")),
            "{:?}",
            names("macros")
        );
        assert!(names("tickets").iter().any(|name| name.contains("conversation")));
    }

    #[test]
    fn nonsense_finds_nothing() {
        assert!(names("flurble wibble").is_empty());
        assert!(names("").is_empty());
        assert!(names(":::").is_empty());
    }
}
