//! Whose account the files are of: the hosts in the records' URLs, and the brands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::ImportError;
use crate::finding::{Evidence, Finding};
use crate::model::Subdomain;
use crate::zendesk::lists::List;
use crate::zendesk::model::Brand;
use crate::zendesk::rules::SUBDOMAIN_MISMATCH;

/// The hosts that were seen, each with the first file that has it.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    seen: BTreeMap<String, PathBuf>,
    last: String,
}

impl Hosts {
    /// Hosts beyond this many are not remembered; two are an error unless they are brands, of which there are 300 at most.
    const REMEMBERED: usize = 1000;

    /// Looks at a record.
    pub(super) fn record(&mut self, record: &Map<String, Value>, file: &Path) {
        let Some(host) = record
            .get("url")
            .and_then(Value::as_str)
            .and_then(|url| url.strip_prefix("https://")?.split_once("/api/v2/"))
            .map(|(host, _)| host)
        else {
            return;
        };
        if host == self.last {
            return;
        }
        host.clone_into(&mut self.last);
        let name = short(host);
        if self.seen.len() < Self::REMEMBERED {
            self.seen.entry(name).or_insert_with(|| file.to_owned());
        }
    }

    /// Refuses files of two accounts; says when they are of another account than the one that was named.
    pub(super) fn judge(
        &self,
        named: &Subdomain,
        brands: &[Brand],
        brands_file: &Path,
    ) -> Result<Option<Finding>, ImportError> {
        let file = |name: &str| self.seen.get(name).map_or(brands_file, PathBuf::as_path).to_owned();
        let two = |first: &str, second: &str| ImportError::TwoAccounts {
            first: first.to_owned(),
            first_file: file(first),
            second: second.to_owned(),
            second_file: file(second),
        };
        let defaults: Vec<_> = brands
            .iter()
            .filter(|brand| brand.default == Some(true))
            .map(|brand| brand.subdomain.as_deref().unwrap_or(&brand.name))
            .collect();
        if let [first, second, ..] = defaults[..] {
            return Err(two(first, second));
        }
        let own: BTreeSet<String> = brands
            .iter()
            .flat_map(|brand| [&brand.subdomain, &brand.host_mapping])
            .flatten()
            .map(|name| short(name))
            .collect();
        let mut inside = self.seen.keys().filter(|name| own.contains(*name));
        let mut outside = self.seen.keys().filter(|name| !own.contains(*name));
        match (inside.next(), outside.next(), outside.next()) {
            (Some(first), Some(second), _) | (None, Some(first), Some(second)) => return Err(two(first, second)),
            _ => {}
        }
        let named = named.as_str();
        if self.seen.contains_key(named) || own.contains(named) || (self.seen.is_empty() && own.is_empty()) {
            return Ok(None);
        }
        let actual = self.seen.keys().chain(&own).next().cloned().unwrap_or_default();
        Ok(Some(
            Finding::new(
                &SUBDOMAIN_MISMATCH,
                named,
                actual.as_str(),
                format!("The snapshot was asked for as `{named}`, but its records are of `{actual}`."),
            )
            .expected(named, actual)
            .evidence(Evidence::get(List::Brands.path(), None)),
        ))
    }
}

/// `acme` of acme.zendesk.com; other hosts stay whole.
fn short(host: &str) -> String {
    let lower = host.to_ascii_lowercase();
    match lower.strip_suffix(".zendesk.com") {
        Some(subdomain) => subdomain.to_owned(),
        None => lower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand(subdomain: &str, default: bool) -> Brand {
        serde_json::from_value(serde_json::json!({"id": 1, "subdomain": subdomain, "default": default})).unwrap()
    }

    fn judged(named: &str, hosts: &[&str], brands: &[Brand]) -> Result<Option<Finding>, ImportError> {
        let mut seen = Hosts::default();
        for host in hosts {
            let Value::Object(record) =
                serde_json::json!({"url": format!("https://{host}.zendesk.com/api/v2/users/1.json")})
            else {
                panic!("an object");
            };
            seen.record(&record, Path::new("a.json"));
        }
        seen.judge(&named.parse().unwrap(), brands, Path::new("brands.json"))
    }

    #[test]
    fn brands_of_one_account_are_one_account() {
        let brands = [brand("acme", true), brand("acme-emea", false)];
        assert_eq!(judged("acme", &["acme", "acme-emea"], &brands).unwrap(), None);
        assert_eq!(judged("acme-emea", &["acme"], &brands).unwrap(), None);
        assert_eq!(judged("acme", &[], &[]).unwrap(), None);
    }

    #[test]
    fn hosts_that_are_no_brands_of_one_account_are_two() {
        assert!(judged("acme", &["acme", "other"], &[]).is_err());
        assert!(judged("acme", &["acme", "other"], &[brand("acme", true)]).is_err());
        assert!(judged("acme", &["acme"], &[brand("acme", true), brand("other", true)]).is_err());
    }

    #[test]
    fn another_name_is_a_finding() {
        let found = judged("acme", &["other"], &[]).unwrap().unwrap();
        assert_eq!(
            (found.rule.as_str(), found.object.as_str()),
            ("subdomain-mismatch", "other")
        );
    }
}
