//! Rows of tenants.

use std::collections::BTreeMap;

use super::filled;
use super::names::Names;
use crate::mapping::fault::Fault;
use crate::mapping::format::{Name, OrgIdText, TenantRow};
use crate::mapping::nearest::{nearest, one_of};
use crate::mapping::rows::Row;
use crate::mapping::rules;
use crate::mapping::spans::Step;
use crate::mapping::tables::Tenant;
use crate::model::{OrgId, Place, Subdomain, is_loopback};

/// Identity providers that the authorize page documents.
const PROVIDERS: &[&str] = &["okta", "adfs", "salesforce", "onelogin", "gsuite", "ping"];

/// A tenant, with what is needed to compare it with the others.
pub(in crate::mapping) fn tenant(names: &mut Names<'_>, row: &Row<TenantRow>) -> Option<Tenant> {
    let raw = &row.raw;
    filled(names, row, &["name".into()], &raw.name, "the name");
    let mut subdomains = Vec::new();
    if raw.subdomains.is_empty() {
        names.faults.push(
            Fault::new(
                &rules::VALUE_INVALID,
                row.key(&[], "subdomains"),
                "the tenant has no subdomain",
            )
            .help("name the subdomains whose people go to this org"),
        );
    }
    for (index, text) in raw.subdomains.iter().enumerate() {
        match host(text) {
            Some(name) => subdomains.push(name),
            None => names.faults.push(
                Fault::new(
                    &rules::SUBDOMAIN_INVALID,
                    row.at(&["subdomains".into(), index.into()]),
                    format!("`{text}` is neither a Zendesk subdomain nor a host"),
                )
                .label("not a subdomain"),
            ),
        }
    }
    let org_id = org_id(names, row, &["org_id".into()], &raw.org_id);
    let region = names.catalogue.region(&raw.region.0);
    if region.is_none() {
        let regions = names.catalogue.regions();
        let near = nearest(
            &raw.region.0,
            regions.iter().flat_map(|region| [region.name, region.domain]),
        );
        let all: Vec<&str> = regions.iter().map(|region| region.name).collect();
        names.faults.push(
            Fault::new(
                &rules::REGION_UNKNOWN,
                row.at(&["region".into()]),
                format!("Genesys Cloud has no region `{}`", raw.region.0),
            )
            .label("unknown region")
            .help(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it has {}", one_of(&all)),
            }),
        );
    }
    if let Some(provider) = &raw.identity_provider {
        if !PROVIDERS.contains(&provider.as_str()) {
            names.faults.push(
                Fault::new(
                    &rules::IDENTITY_PROVIDER_UNDOCUMENTED,
                    row.at(&["identity_provider".into()]),
                    format!("the authorize page does not document the provider `{provider}`"),
                )
                .label("not documented")
                .help(match nearest(provider, PROVIDERS.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`? It documents {}", one_of(PROVIDERS)),
                    None => format!("it documents {}", one_of(PROVIDERS)),
                }),
            );
        }
        if raw.org_name.is_none() {
            names.faults.push(
                Fault::new(
                    &rules::VALUE_INVALID,
                    row.key(&[], "identity_provider"),
                    "an identity provider goes into the URL only together with `org_name`",
                )
                .severity(crate::model::Severity::Medium)
                .label("left out of the URL")
                .help("add `org_name`, the org's short name"),
            );
        }
    }
    let mut base = |key: &'static str, url: &Option<super::super::format::UrlText>| {
        url.as_ref()
            .and_then(|url| secure_url(names, &url.0, &row.at(&[key.into()])))
    };
    let api_url = base("api_url", &raw.api_url);
    let login_url = base("login_url", &raw.login_url);
    let mut texts = |key: &'static str, map: &BTreeMap<String, Name>| -> BTreeMap<String, String> {
        for (from, to) in map {
            let text = to.text();
            let place = row.at(&["divisions".into(), key.into(), from.as_str().into()]);
            division_name(names, &text, place);
        }
        map.iter().map(|(from, to)| (from.clone(), to.text())).collect()
    };
    let rename = texts("rename", &raw.divisions.rename);
    let organizations = texts("organizations", &raw.divisions.organizations);
    let region = region?;
    Some(Tenant {
        name: raw.name.clone(),
        subdomains,
        org_id: org_id?,
        org_name: raw.org_name.clone(),
        region: region.name.to_owned(),
        domain: region.domain.to_owned(),
        divide_by: raw.divisions.by,
        rename,
        organizations,
        grant_to: raw.grant_to,
        identity_provider: raw.identity_provider.clone(),
        api_url,
        login_url,
        place: row.place(),
    })
}

/// A UUID.
pub(super) fn org_id<T>(names: &mut Names<'_>, row: &Row<T>, path: &[Step<'_>], text: &OrgIdText) -> Option<OrgId> {
    match text.0.trim().parse() {
        Ok(id) => {
            let id: OrgId = id;
            if id.as_str().bytes().all(|byte| matches!(byte, b'0' | b'-')) {
                names.faults.push(
                    Fault::new(&rules::ORG_ID_INVALID, row.at(path), "this id is a placeholder")
                        .label("to be filled in"),
                );
                return None;
            }
            Some(id)
        }
        Err(error) => {
            let error: crate::model::InvalidName = error;
            names
                .faults
                .push(Fault::new(&rules::ORG_ID_INVALID, row.at(path), error.to_string()).label("not a UUID"));
            None
        }
    }
}

/// A URL over TLS, or to loopback.
pub(super) fn secure_url(names: &mut Names<'_>, text: &str, place: &Place) -> Option<url::Url> {
    let wrong = |message: String| Fault::new(&rules::URL_INVALID, place.clone(), message);
    let url = match url::Url::parse(text) {
        Ok(url) => url,
        Err(error) => {
            names
                .faults
                .push(wrong(format!("`{text}` is no URL")).label(error.to_string()));
            return None;
        }
    };
    let fault = if !url.username().is_empty() || url.password().is_some() {
        Some(wrong("a URL in a table holds no credentials".to_owned()).help("take the part before `@` out"))
    } else if url.fragment().is_some() {
        Some(wrong(format!("`{text}` has a fragment")).help("take `#` and what follows out"))
    } else {
        match url.scheme() {
            "https" => None,
            "http" if is_loopback(&url) => None,
            "http" => Some(wrong(format!("`{text}` is not https")).label("sent in the clear")),
            // Applications on phones and desktops register schemes of their own.
            scheme => Some(wrong(format!("`{scheme}` URLs are not taken")).label("not https")),
        }
    };
    match fault {
        Some(fault) => {
            names.faults.push(fault);
            None
        }
        None => Some(url),
    }
}

/// The name of a division: Genesys Cloud refuses an empty one.
pub(super) fn division_name(names: &mut Names<'_>, text: &str, place: Place) {
    if text.trim().is_empty() {
        names.faults.push(Fault::new(
            &rules::VALUE_INVALID,
            place,
            "the name of a division is empty",
        ));
    }
}

/// A subdomain, or a host that a brand maps to; lower case. `acme.zendesk.com` is read as `acme`.
fn host(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let bare = text.strip_suffix(".zendesk.com").unwrap_or(&text);
    let right = bare.split('.').all(|label| label.parse::<Subdomain>().is_ok());
    right.then(|| bare.to_owned())
}

/// What tenants may not share: subdomains and orgs.
pub(in crate::mapping) fn tenants_among_themselves(names: &mut Names<'_>, tenants: &[(Tenant, &Row<TenantRow>)]) {
    let mut subdomains: BTreeMap<&str, (&str, Place)> = BTreeMap::new();
    let mut orgs: BTreeMap<&OrgId, (&str, Place)> = BTreeMap::new();
    for (tenant, row) in tenants {
        for (index, text) in row.raw.subdomains.iter().enumerate() {
            let Some(name) = host(text) else { continue };
            let Some(subdomain) = tenant.subdomains.iter().find(|own| **own == name) else {
                continue;
            };
            let place = row.at(&["subdomains".into(), index.into()]);
            if let Some((other, first)) = subdomains.get(subdomain.as_str()) {
                let message = if *other == tenant.name {
                    format!("the tenant `{other}` names the subdomain `{subdomain}` twice")
                } else {
                    format!(
                        "the subdomain `{subdomain}` is in two tenants: `{other}` and `{}`",
                        tenant.name
                    )
                };
                names.faults.push(
                    Fault::new(&rules::SUBDOMAIN_IN_TWO_TENANTS, place, message)
                        .label("again")
                        .also(first.clone(), format!("in `{other}`")),
                );
            } else {
                subdomains.insert(subdomain, (&tenant.name, place));
            }
        }
        let place = row.at(&["org_id".into()]);
        if let Some((other, first)) = orgs.get(&tenant.org_id) {
            names.faults.push(
                Fault::new(
                    &rules::ORG_IN_TWO_TENANTS,
                    place,
                    format!("the tenants `{other}` and `{}` have the same org", tenant.name),
                )
                .label("again")
                .also(first.clone(), format!("in `{other}`")),
            );
        } else {
            orgs.insert(&tenant.org_id, (&tenant.name, place));
        }
    }
}
