//! Pages: whether those of a list are all there.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::finding::{Evidence, Finding, Findings};
use crate::zendesk::lists::List;
use crate::zendesk::rules::INCOMPLETE_PAGES;

/// The pages of each list, by the key that the list has in them (`deleted_users` is not `users`).
#[derive(Debug, Default)]
pub(super) struct Pages(BTreeMap<String, Chain>);

/// The pages of one list.
#[derive(Debug, Default)]
struct Chain {
    open: u64,
    ended: u64,
    records: u64,
    said: u64,
}

impl Pages {
    /// Above this, the vendor's `count` is an estimate.
    const COUNTED: u64 = 100_000;

    /// Looks at the envelope of a page.
    pub(super) fn page(&mut self, lists: &[(String, u64)], rest: &Map<String, Value>) {
        for (key, count) in lists {
            self.0.entry(key.clone()).or_default().records += count;
        }
        let more = |object: &str, field: &str| rest.get(object).and_then(|meta| meta.get(field));
        let next = more("links", "next")
            .or_else(|| rest.get("next_page"))
            .and_then(Value::as_str);
        // Cursor paging says `has_more` and may still carry a cursor on its last page; exports say `end_of_stream`.
        let has_more = match (more("meta", "has_more"), rest.get("end_of_stream")) {
            (Some(Value::Bool(more)), _) => *more,
            (_, Some(Value::Bool(end))) => !end,
            _ => next.is_some(),
        };
        // Side-loaded lists come along without paging of their own: the link names the list that is paged.
        let paged = next
            .and_then(|url| url.split_once("/api/v2/"))
            .and_then(|(_, path)| {
                let path = path.split('?').next()?.trim_end_matches(".json");
                lists.iter().find(|(key, _)| path.ends_with(key.as_str()))
            })
            .or_else(|| lists.first());
        let Some(chain) = paged.and_then(|(key, _)| self.0.get_mut(key)) else {
            return;
        };
        if has_more {
            chain.open += 1;
        } else {
            chain.ended += 1;
        }
        if let Some(count) = rest.get("count").and_then(Value::as_u64)
            && count <= Self::COUNTED
        {
            chain.said = chain.said.max(count);
        }
    }

    /// The lists of which pages are missing.
    pub(super) fn findings(&self) -> Findings {
        self.0
            .iter()
            .filter_map(|(key, chain)| {
                let path = List::of_plural(key).map_or("", List::path);
                let (expected, actual) = if chain.open > 0 && chain.ended == 0 {
                    ("a last page".to_owned(), "every page says that more follow".to_owned())
                } else if chain.said > chain.records {
                    (format!("{} records", chain.said), format!("{} records", chain.records))
                } else {
                    return None;
                };
                let message = format!("The pages of `{key}` are not all there: expected {expected}, and {actual}.");
                Some(
                    Finding::new(&INCOMPLETE_PAGES, key.as_str(), "pages", message)
                        .expected(expected, actual)
                        .evidence(Evidence::get(path, None)),
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pages: &[&str]) -> Vec<String> {
        let mut seen = Pages::default();
        for page in pages {
            let Value::Object(rest) = serde_json::from_str(page).unwrap() else {
                panic!("an object");
            };
            seen.page(&[("users".to_owned(), 2)], &rest);
        }
        seen.findings().iter().map(|finding| finding.message.clone()).collect()
    }

    #[test]
    fn a_list_needs_its_last_page() {
        let more =
            r#"{"meta": {"has_more": true, "after_cursor": "a"}, "links": {"next": "https://x/api/v2/users.json?a"}}"#;
        // The last page may still carry a cursor.
        let last = r#"{"meta": {"has_more": false, "after_cursor": "b"}, "links": {"next": null}}"#;
        assert_eq!(found(&[more, last]), Vec::<String>::new());
        assert_eq!(found(&[last]), Vec::<String>::new());
        assert_eq!(found(&[more, more]).len(), 1);
        assert_eq!(found(&[r#"{"end_of_stream": false}"#]).len(), 1);
        assert_eq!(
            found(&[r#"{"end_of_stream": true, "after_cursor": "x"}"#]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_page_from_the_middle_is_missed_by_the_count() {
        let first = r#"{"next_page": "https://x/api/v2/users.json?page=2", "count": 6}"#;
        let third = r#"{"next_page": null, "count": 6}"#;
        assert_eq!(
            found(&[first, third]),
            ["The pages of `users` are not all there: expected 6 records, and 4 records."]
        );
    }
}
