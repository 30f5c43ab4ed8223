//! A page of a list of an account: its records without what no file may hold, and where it goes on.

use serde::Deserialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::http::Target;
use crate::live::Page;
use crate::zendesk::List;
use crate::zendesk::import::record::cleaned;

/// Reads the body that a target gave. Secrets are gone before anybody keeps it.
pub(in crate::zendesk) fn read(list: List, target: &Target, body: &[u8]) -> Result<Page, String> {
    let mut page = match list {
        List::AccountSettings => settings(body)?,
        list => Page::read(body, key(list))?,
    };
    if page.next.is_none() {
        page.next = after(target, body)?;
    }
    page.records = page
        .records
        .iter()
        .map(|record| kept(list, record))
        .collect::<Result<_, _>>()?;
    Ok(page)
}

/// The key of a list in its answers.
fn key(list: List) -> &'static str {
    match list {
        List::OauthClients => "clients",
        List::OauthTokens => "tokens",
        list => list.name(),
    }
}

fn settings(body: &[u8]) -> Result<Page, String> {
    #[derive(Deserialize)]
    struct Envelope {
        settings: Box<RawValue>,
    }
    let read: Envelope = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    Ok(Page {
        records: vec![read.settings],
        ..Page::default()
    })
}

/// A record as it may be kept; one that is none is for the reader of the list to refuse.
fn kept(list: List, raw: &RawValue) -> Result<Box<RawValue>, String> {
    let Ok(record) = serde_json::from_str::<Map<String, Value>>(raw.get()) else {
        return to_raw_value(&Value::Null).map_err(|error| error.to_string());
    };
    to_raw_value(&cleaned(list, record)).map_err(|error| error.to_string())
}

/// The next page of a list that says `has_more` and gives a cursor in place of a link.
fn after(target: &Target, body: &[u8]) -> Result<Option<String>, String> {
    #[derive(Deserialize, Default)]
    struct Envelope {
        #[serde(default)]
        meta: Option<Meta>,
    }
    #[derive(Deserialize)]
    struct Meta {
        #[serde(default)]
        has_more: Option<bool>,
        #[serde(default)]
        after_cursor: Option<String>,
    }
    let meta = serde_json::from_slice::<Envelope>(body).unwrap_or_default().meta;
    let Some(meta) = meta.filter(|meta| meta.has_more == Some(true)) else {
        return Ok(None);
    };
    let Some(cursor) = meta.after_cursor.filter(|cursor| !cursor.is_empty()) else {
        return Err("the answer says that more follows, and not where".to_owned());
    };
    let text = target.to_string();
    let query = text.split_once('?').map_or("", |(_, query)| query);
    let others = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "page[after]");
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(others)
        .append_pair("page[after]", &cursor)
        .finish();
    Ok(Some(format!("{}?{query}", target.path())))
}

/// A target without what may differ between two ways of writing it: `.json`, the order and the escapes of parameters.
pub(super) fn same(target: &Target) -> String {
    let text = target.to_string();
    let (path, query) = text.split_once('?').unwrap_or((&text, ""));
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    pairs.sort();
    format!("{} {pairs:?}", path.trim_end_matches(".json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(page: &Page) -> Vec<&str> {
        page.records.iter().map(|record| record.get()).collect()
    }

    #[test]
    fn secrets_and_customers_are_not_kept() {
        let target = Target::new("/api/v2/oauth/clients");
        let page = read(
            List::OauthClients,
            &target,
            br#"{"clients": [{"id": 1, "secret": "abc", "redirect_uri": ["https://u:p@x.example/"]}, 7]}"#,
        );
        assert_eq!(
            lines(&page.unwrap()),
            [r#"{"id":1,"redirect_uri":["https://x.example/"]}"#, "null"]
        );
        let users = read(
            List::Users,
            &target,
            br#"{"users": [{"id": 1, "role": "end-user", "email": "x"}]}"#,
        );
        assert_eq!(lines(&users.unwrap()), [r#"{"id":1,"role":"end-user"}"#]);
        let settings = read(
            List::AccountSettings,
            &target,
            br#"{"settings": {"api": {"key": "v"}}}"#,
        );
        assert_eq!(lines(&settings.unwrap()), [r#"{"api":{"key":"v"}}"#]);
    }

    #[test]
    fn a_cursor_without_a_link_leads_on() {
        let target = Target::new("/api/v2/groups")
            .with("page[size]", 100)
            .with("page[after]", "a");
        let of = |meta: &str| {
            let body = format!(r#"{{"groups": [], "meta": {meta}, "links": {{"next": null}}}}"#);
            read(List::Groups, &target, body.as_bytes()).map(|page| page.next)
        };
        assert_eq!(
            of(r#"{"has_more": true, "after_cursor": "b=="}"#).unwrap().as_deref(),
            Some("/api/v2/groups?page%5Bsize%5D=100&page%5Bafter%5D=b%3D%3D")
        );
        assert_eq!(of(r#"{"has_more": false, "after_cursor": "b"}"#).unwrap(), None);
        assert!(of(r#"{"has_more": true, "after_cursor": null}"#).is_err());
    }

    #[test]
    fn two_ways_to_write_a_target_are_the_same() {
        let base = url::Url::parse("http://127.0.0.1:1/acme").unwrap();
        let link = Target::of_link(&base, "http://127.0.0.1:1/acme/api/v2/groups.json?b=2&page[size]=1").unwrap();
        let own = Target::new("/api/v2/groups").with("page[size]", 1).with("b", 2);
        assert_eq!(same(&link), same(&own));
    }
}
