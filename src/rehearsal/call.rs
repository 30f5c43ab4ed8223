//! A call as the rehearsal looks at it: what both vendors' servers would see of it.

use std::collections::BTreeMap;

use crate::model::Method;

/// An HTTP request.
#[derive(Debug, Clone)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The path as it came, the vendor's host as its first segment: `/api.mypurecloud.de/api/v2/users`.
    pub target: String,
    /// The query.
    pub query: Query,
    /// Headers by name in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
    /// Where the rehearsal listens: `http://127.0.0.1:4711`.
    pub origin: String,
}

impl Call {
    /// A call without headers and body; `target` may have a query.
    pub fn new(method: Method, origin: &str, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self {
            method,
            target: path.to_owned(),
            query: Query::parse(query),
            headers: BTreeMap::new(),
            body: Vec::new(),
            origin: origin.to_owned(),
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.insert(name.to_ascii_lowercase(), value.into());
        self
    }

    /// Adds a body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The vendor's host.
    pub fn host(&self) -> &str {
        self.target
            .trim_start_matches('/')
            .split('/')
            .next()
            .unwrap_or_default()
    }

    /// The path on the vendor's host: `/api/v2/users`.
    pub fn path(&self) -> &str {
        let rest = self.target.trim_start_matches('/');
        rest.find('/').map_or("/", |at| &rest[at..])
    }

    /// What stands before [`Self::path`] in a whole URL: `http://127.0.0.1:4711/api.mypurecloud.de`.
    pub fn base(&self) -> String {
        format!("{}/{}", self.origin, self.host())
    }

    /// A header, by name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The body as a form.
    pub fn form(&self) -> Query {
        Query::parse(&String::from_utf8_lossy(&self.body))
    }
}

/// Names and values of a query or a form, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads `a=1&b=2`, percent-encoding and `+` decoded.
    pub fn parse(text: &str) -> Self {
        Self(url::form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// The first value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// Every value of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    /// Every value of a name, those joined by commas taken apart, as both vendors read lists.
    pub fn list<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.all(name)
            .flat_map(|value| value.split(','))
            .filter(|one| !one.is_empty())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names and values.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The same with one name set to one value, at its place or at the end.
    #[must_use]
    pub fn set(&self, name: &str, value: impl Into<String>) -> Self {
        let mut pairs = self.0.clone();
        match pairs.iter_mut().find(|(own, _)| own == name) {
            Some((_, own)) => *own = value.into(),
            None => pairs.push((name.to_owned(), value.into())),
        }
        Self(pairs)
    }

    /// The same without a name.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        Self(self.0.iter().filter(|(own, _)| own != name).cloned().collect())
    }
}

impl std::fmt::Display for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut encoder = url::form_urlencoded::Serializer::new(String::new());
        encoder.extend_pairs(&self.0);
        f.write_str(&encoder.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_segment_is_the_vendors_host() {
        let call = Call::new(
            Method::Get,
            "http://127.0.0.1:1",
            "/acme.zendesk.com/api/v2/users?page[size]=2&role[]=agent",
        );
        assert_eq!(call.host(), "acme.zendesk.com");
        assert_eq!(call.path(), "/api/v2/users");
        assert_eq!(call.base(), "http://127.0.0.1:1/acme.zendesk.com");
        assert_eq!(call.query.get("page[size]"), Some("2"));
        let bare = Call::new(Method::Get, "http://127.0.0.1:1", "/acme.zendesk.com");
        assert_eq!(bare.path(), "/");
    }

    #[test]
    fn queries_are_changed_and_written_again() {
        let query = Query::parse("expand=a,b&expand=c&pageNumber=1");
        assert_eq!(query.list("expand").collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(
            query.set("pageNumber", "2").without("expand").to_string(),
            "pageNumber=2"
        );
    }
}
