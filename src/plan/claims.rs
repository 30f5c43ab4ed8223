//! Which account and which of its brands go to which tenant.

use std::collections::{BTreeMap, BTreeSet};

use super::rules;
use super::{AccountInput, PlanError};
use crate::finding::Finding;
use crate::mapping::Tables;
use crate::zendesk::model::Brand;

/// What one account brings into one tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    /// The tenant, as an index of the tables.
    pub tenant: usize,
    /// The account, as an index of the request.
    pub account: usize,
    /// The active brands, as indices of the account's.
    pub brands: Vec<usize>,
    /// Whether people without a brand of any tenant are planned here.
    pub claims_account: bool,
}

/// All claims, by tenant and account, with what was noticed.
///
/// An account's subdomain claims every brand that no other tenant names; a brand's subdomain or host mapping claims that brand.
///
/// # Errors
/// When no tenant claims an account or one of its active brands.
pub(super) fn claims(tables: &Tables, accounts: &[AccountInput<'_>]) -> Result<(Vec<Claim>, Vec<Finding>), PlanError> {
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for (at, tenant) in tables.tenants.iter().enumerate() {
        for name in &tenant.subdomains {
            by_name.entry(name.to_ascii_lowercase()).or_insert(at);
        }
    }
    let mut met = BTreeSet::new();
    let mut found: BTreeMap<(usize, usize), Claim> = BTreeMap::new();
    for (at, input) in accounts.iter().enumerate() {
        let account = input.account;
        let own = account.subdomain.as_str();
        let of_account = by_name.get(own).copied();
        if of_account.is_some() {
            met.insert(own.to_owned());
        }
        let mut claim = |tenant: usize, brand: Option<usize>, whole: bool| {
            let claim = found.entry((tenant, at)).or_insert(Claim {
                tenant,
                account: at,
                brands: Vec::new(),
                claims_account: false,
            });
            claim.brands.extend(brand);
            claim.claims_account |= whole;
        };
        if let Some(tenant) = of_account {
            claim(tenant, None, true);
        }
        let mut fallback = None;
        let mut has_brand = false;
        for (index, brand) in account.brands.iter().enumerate().filter(|(_, brand)| is_active(brand)) {
            has_brand = true;
            let names = [brand.subdomain.as_deref(), brand.host_mapping.as_deref()];
            let named = names
                .into_iter()
                .flatten()
                .map(str::to_ascii_lowercase)
                .filter(|name| name != own)
                .find_map(|name| by_name.get(&name).map(|tenant| (name, *tenant)));
            let tenant = match (named, of_account) {
                (Some((name, tenant)), _) => {
                    met.insert(name);
                    tenant
                }
                (None, Some(tenant)) => tenant,
                (None, None) => {
                    return Err(PlanError::Unclaimed {
                        what: format!("the brand `{}` of `{own}`", brand.name),
                        subdomain: brand.subdomain.clone().unwrap_or_else(|| own.to_owned()),
                    });
                }
            };
            claim(tenant, Some(index), false);
            if fallback.is_none() || brand.default == Some(true) {
                fallback = Some(tenant);
            }
        }
        if of_account.is_none() {
            let Some(tenant) = fallback.filter(|_| has_brand) else {
                return Err(PlanError::Unclaimed {
                    what: format!("the account `{own}`"),
                    subdomain: own.to_owned(),
                });
            };
            claim(tenant, None, true);
        }
    }
    let mut findings = Vec::new();
    for tenant in &tables.tenants {
        for name in tenant
            .subdomains
            .iter()
            .filter(|name| !met.contains(&name.to_ascii_lowercase()))
        {
            findings.push(
                Finding::new(
                    &rules::TENANT_WITHOUT_SNAPSHOT,
                    tenant.name.clone(),
                    name.clone(),
                    format!("no snapshot has the account or active brand `{name}`"),
                )
                .tenant(&tenant.name)
                .source(&tenant.place),
            );
        }
    }
    Ok((found.into_values().collect(), findings))
}

/// Whether a brand is in use.
pub(super) fn is_active(brand: &Brand) -> bool {
    brand.active.unwrap_or(true) && !brand.is_deleted.unwrap_or(false)
}
