//! What is asked for: a path with its query, below a base.

use std::fmt;

use url::{Url, form_urlencoded};

/// A path with its query, in the order in which its parameters were added: the same target is always written the same way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    path: String,
    query: String,
}

/// A link to a next page that leads away from the host which sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a link to the next page leads to another host, `{host}`")]
pub struct ForeignLink {
    /// Where it leads.
    pub host: String,
}

impl Target {
    /// A path without query, from the catalogue or with ids in it: what could break out of a segment is escaped.
    pub fn new(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            query: String::new(),
        }
    }

    /// A template with its parameters filled in: `/api/v2/groups/{groupId}/members` with one id.
    pub fn of_template(template: &str, values: &[&str]) -> Self {
        let mut values = values.iter();
        let parts: Vec<String> = template
            .split('/')
            .map(|part| match values.as_slice().first() {
                Some(value) if part.starts_with('{') => {
                    values.next();
                    form_urlencoded::byte_serialize(value.as_bytes()).collect()
                }
                _ => part.to_owned(),
            })
            .collect();
        Self::new(parts.join("/"))
    }

    /// Adds a parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        let start = if self.query.is_empty() { "" } else { "&" };
        let pair: String = form_urlencoded::Serializer::new(String::new())
            .append_pair(name, &value.to_string())
            .finish();
        self.query.push_str(start);
        self.query.push_str(&pair);
        self
    }

    /// From a link that an answer holds: absolute below `base`, or a path as the vendor writes it.
    ///
    /// # Errors
    /// When it leads to another host: tokens are sent to the host that they are for, nowhere else.
    pub fn of_link(base: &Url, link: &str) -> Result<Self, ForeignLink> {
        let foreign = || ForeignLink {
            host: link.chars().take(80).collect(),
        };
        let url = base.join(link).map_err(|_| foreign())?;
        if url.origin() != base.origin() {
            return Err(foreign());
        }
        let root = base.path().trim_end_matches('/');
        // A gateway may serve the API below a path of its own, and links speak of it or don't.
        let path = url.path().strip_prefix(root).filter(|rest| rest.starts_with('/'));
        Ok(Self {
            path: path.unwrap_or(url.path()).to_owned(),
            query: url.query().unwrap_or_default().to_owned(),
        })
    }

    /// The path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole address below a base.
    pub(super) fn below(&self, base: &Url) -> Result<Url, url::ParseError> {
        Url::parse(&format!("{}{self}", base.as_str().trim_end_matches('/')))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if !self.query.is_empty() {
            write!(f, "?{}", self.query)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_the_vendor_cannot_break_out_of_their_segment() {
        let target = Target::of_template("/api/v2/groups/{groupId}/members", &["../x?a=b"]).with("pageSize", 5);
        assert_eq!(target.to_string(), "/api/v2/groups/..%2Fx%3Fa%3Db/members?pageSize=5");
    }

    #[test]
    fn links_stay_on_their_host() {
        let base = Url::parse("http://127.0.0.1:1/acme.zendesk.com").unwrap();
        let link = "http://127.0.0.1:1/acme.zendesk.com/api/v2/users?page%5Bsize%5D=2";
        let target = Target::of_link(&base, link).unwrap();
        assert_eq!(target.to_string(), "/api/v2/users?page%5Bsize%5D=2");
        assert_eq!(
            target.below(&base).unwrap().as_str(),
            "http://127.0.0.1:1/acme.zendesk.com/api/v2/users?page%5Bsize%5D=2"
        );
        assert!(Target::of_link(&base, "https://evil.example/api/v2/users").is_err());
        let relative = Target::of_link(&base, "/api/v2/users/query?cursor=a").unwrap();
        assert_eq!(relative.to_string(), "/api/v2/users/query?cursor=a");
    }
}
