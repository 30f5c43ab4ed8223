//! Which host a call went to.

use crate::catalogue::{Catalogue, RegionFacts};
use crate::diagnose::Refusal;

/// A host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::diagnose) enum Host<'a> {
    /// The API of a region.
    Api(&'a RegionFacts),
    /// Its login host.
    Login(&'a RegionFacts),
    /// The host of its web applications.
    Apps(&'a RegionFacts),
    /// The region, without a service: people name it so.
    Region(&'a RegionFacts),
    /// A host of none of the regions.
    Foreign(String),
    /// One of their own machines: a gateway, a sandbox.
    Own,
    /// None was told.
    Untold,
}

impl<'a> Host<'a> {
    /// The region, where it is known.
    pub(in crate::diagnose) fn region(&self) -> Option<&'a RegionFacts> {
        match self {
            Self::Api(region) | Self::Login(region) | Self::Apps(region) | Self::Region(region) => Some(region),
            Self::Foreign(_) | Self::Own | Self::Untold => None,
        }
    }
}

/// The host of a refusal: its own, or that of its path where that is a URL.
pub(super) fn called<'a>(refusal: &Refusal, catalogue: &'a Catalogue) -> Host<'a> {
    let of_path = refusal.path.as_deref().filter(|path| path.contains("://"));
    let header = refusal
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("host"))
        .map(|(_, value)| value.as_str());
    let Some(told) = refusal.host.as_deref().or(of_path).or(header) else {
        return Host::Untold;
    };
    let told = told.split_whitespace().next_back().unwrap_or_default();
    let told = told.split_once("://").map_or(told, |(_, rest)| rest);
    let told = told.rsplit_once('@').map_or(told, |(_, host)| host);
    let host = told
        .split(['/', '?', '#', ':', ','])
        .next()
        .unwrap_or_default()
        .trim_matches(|sign: char| !sign.is_ascii_alphanumeric())
        .to_ascii_lowercase();
    if host.is_empty() {
        return Host::Untold;
    }
    known(&host, catalogue).unwrap_or_else(|| {
        if is_own(&host) {
            Host::Own
        } else if host.contains('.') {
            Host::Foreign(host)
        } else {
            Host::Untold
        }
    })
}

fn known<'a>(host: &str, catalogue: &'a Catalogue) -> Option<Host<'a>> {
    let of = |service: &str| {
        host.strip_prefix(service)
            .and_then(|domain| by_domain(domain, catalogue))
    };
    of("api.")
        .map(Host::Api)
        .or_else(|| of("login.").map(Host::Login))
        .or_else(|| of("apps.").map(Host::Apps))
        .or_else(|| catalogue.region(host).map(Host::Region))
}

fn by_domain<'a>(domain: &str, catalogue: &'a Catalogue) -> Option<&'a RegionFacts> {
    catalogue.regions().iter().find(|region| region.domain == domain)
}

/// The regions that host and texts name, each once: by domain, host, AWS name, or the short name in a domain.
pub(super) fn regions(refusal: &Refusal, catalogue: &Catalogue) -> Vec<&'static str> {
    let of_host = called(refusal, Catalogue::embedded())
        .region()
        .map(|region| region.name);
    let mut found: Vec<&'static str> = of_host.into_iter().collect();
    for text in [&refusal.message, &refusal.notes]
        .into_iter()
        .filter_map(|text| text.as_deref())
    {
        for token in text.split(|sign: char| !(sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-'))) {
            let token = token.trim_matches(['.', '-']).to_ascii_lowercase();
            let short = |domain: &str| {
                let first = domain.split('.').next().unwrap_or_default();
                first == token && first != "mypurecloud" && first.len() >= 4
            };
            let region = catalogue
                .region(&token)
                .or_else(|| catalogue.regions().iter().find(|region| short(region.domain)))
                .map(|region| region.name);
            if let Some(region) = region
                && !found.contains(&region)
            {
                found.push(region);
            }
        }
    }
    found
}

/// Loopback, private names and addresses.
fn is_own(host: &str) -> bool {
    let private = [
        ".local",
        ".internal",
        ".lan",
        ".corp",
        ".test",
        ".localhost",
        ".example",
    ];
    let is_address = !matches!(url::Host::parse(host), Ok(url::Host::Domain(_)));
    host == "localhost" || is_address || private.iter().any(|end| host.ends_with(end))
}
