//! A tenant before its people are known: divisions, roles, what each application needs.

use std::collections::{BTreeMap, BTreeSet};

use super::claims::Claim;
use super::live::{LiveOrg, Offline};
use super::places::{Places, Territory};
use super::roles::{AccountRoles, RoleSet};
use super::rules;
use super::source::SourceRoles;
use super::translate::{Existing, Translation, translate};
use super::{AccountInput, wire};
use crate::finding::{Evidence, Finding};
use crate::mapping::Tables;
use crate::mapping::tables::{Target, Tenant};
use crate::zendesk::model::{RoleType, flatten};

/// A tenant in the making.
#[derive(Debug)]
pub(super) struct TenantDraft<'a> {
    /// The table's row.
    pub tenant: &'a Tenant,
    /// All tables.
    pub tables: &'a Tables,
    /// The org, where there is a snapshot of it.
    pub live: Option<&'a LiveOrg>,
    /// The accounts that feed it.
    pub accounts: Vec<DraftAccount<'a>>,
    /// Its divisions.
    pub places: Places,
    /// Its roles.
    pub roles: RoleSet,
    /// Its applications.
    pub applications: Vec<super::model::ApplicationPlan>,
    /// Roles that people get for an application's sake, by account and source role.
    pub application_roles: BTreeMap<(usize, usize), Vec<usize>>,
    /// Sources of application roles, for the plan.
    pub application_sources: BTreeMap<usize, Vec<super::model::RoleSource>>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

/// An account within a tenant.
#[derive(Debug)]
pub(super) struct DraftAccount<'a> {
    /// Its index in the request.
    pub input: usize,
    /// Its subdomain.
    pub subdomain: &'a str,
    /// Its source roles.
    pub sources: SourceRoles,
    /// What each becomes.
    pub translations: Vec<Translation>,
}

impl<'a> TenantDraft<'a> {
    /// Builds a tenant from the accounts and brands that it claims.
    pub(super) fn new(
        tenant: &'a Tenant,
        claims: &[&Claim],
        all_claims: &[Claim],
        inputs: &'a [AccountInput<'a>],
        tables: &'a Tables,
        live: Option<&'a LiveOrg>,
    ) -> Self {
        let existing: &dyn Existing = match live {
            Some(live) => live,
            None => &Offline,
        };
        let claimed_anywhere: Vec<BTreeSet<u64>> = (0..inputs.len())
            .map(|at| {
                let brands = &inputs[at].account.brands;
                all_claims
                    .iter()
                    .filter(|claim| claim.account == at)
                    .flat_map(|claim| claim.brands.iter().map(|brand| brands[*brand].id.value))
                    .collect()
            })
            .collect();
        let territories: Vec<_> = claims
            .iter()
            .map(|claim| {
                let input = &inputs[claim.account];
                Territory {
                    subdomain: input.account.subdomain.as_str(),
                    claims_account: claim.claims_account,
                    brands: claim.brands.iter().map(|brand| &input.account.brands[*brand]).collect(),
                    claimed_anywhere: &claimed_anywhere[claim.account],
                    groups: input
                        .account
                        .groups
                        .iter()
                        .filter(|group| !group.deleted.unwrap_or(false))
                        .collect(),
                    organizations: &input.organizations,
                    brand_membership_read: input.brand_membership_read(),
                }
            })
            .collect();
        let people_divisions: Vec<&str> = tables
            .people
            .iter()
            .flat_map(|row| row.divisions.iter().map(String::as_str))
            .collect();
        let divisions = live.and_then(|live| live.divisions.as_ref());
        let mut places = Places::new(tenant, &territories, &people_divisions, divisions, 20);
        if let Some(name) = live.and_then(|live| live.home_name.as_ref()) {
            places.divisions[0].name.clone_from(name);
        }
        let accounts: Vec<_> = claims
            .iter()
            .map(|claim| {
                let account = inputs[claim.account].account;
                let sources = SourceRoles::of(&account.roles, account.settings.as_ref(), tables);
                let translations = sources
                    .roles
                    .iter()
                    .map(|role| translate(role, &account.subdomain, tables, existing))
                    .collect();
                DraftAccount {
                    input: claim.account,
                    subdomain: account.subdomain.as_str(),
                    sources,
                    translations,
                }
            })
            .collect();
        let mut roles = RoleSet::new(&tenant.name, &views(&accounts), tables, live);
        roles.by_hand(tables, live);
        let mut findings = places.findings.clone();
        findings.extend(roles.findings.iter().cloned());
        let mut draft = Self {
            tenant,
            tables,
            live,
            accounts,
            places,
            roles,
            applications: Vec::new(),
            application_roles: BTreeMap::new(),
            application_sources: BTreeMap::new(),
            findings,
        };
        draft.notice_roles(inputs);
        wire::applications(&mut draft);
        draft
    }

    /// What there is to say of roles before anybody holds them.
    fn notice_roles(&mut self, inputs: &[AccountInput<'_>]) {
        let mut findings = Vec::new();
        for account in &self.accounts {
            for (source, translation) in account.sources.roles.iter().zip(&account.translations) {
                if let (Target::Existing(name), Some(live)) = (&translation.target, self.live)
                    && live.role(name).is_none()
                {
                    findings.push(
                        Finding::new(
                            &rules::TARGET_ROLE_MISSING,
                            name.clone(),
                            source.name.clone(),
                            format!(
                                "`{}` of `{}` is to become the org's role `{name}`, which it does not have",
                                source.name, account.subdomain
                            ),
                        )
                        .tenant(&self.tenant.name),
                    );
                }
            }
            for role in &inputs[account.input].account.roles {
                let system = match role.kind() {
                    RoleType::Admin => crate::mapping::tables::SystemRoleName::Admin,
                    RoleType::BillingAdmin => crate::mapping::tables::SystemRoleName::BillingAdmin,
                    _ => continue,
                };
                let Some(row) = account
                    .sources
                    .roles
                    .iter()
                    .find(|source| source.system_row == Some(system))
                else {
                    continue;
                };
                let differs: Vec<_> = flatten(&role.configuration)
                    .into_iter()
                    .filter(|own| {
                        row.value(&own.setting)
                            .is_some_and(|_| !row.has(&own.setting, &own.value))
                    })
                    .map(|own| format!("{} = {}", own.setting, own.value))
                    .collect();
                if !differs.is_empty() {
                    findings.push(
                        Finding::new(
                            &rules::BUILT_IN_ROLE_DIFFERS,
                            role.name.clone(),
                            role.id.value.to_string(),
                            format!(
                                "`{}` is listed with other values than its system row: {}",
                                role.name,
                                differs.join(", ")
                            ),
                        )
                        .tenant(&self.tenant.name)
                        .evidence(Evidence::get(
                            format!("/api/v2/custom_roles/{}", role.id.value),
                            role.updated_at.as_deref(),
                        )),
                    );
                }
            }
        }
        if let Some(live) = self.live {
            for base in self
                .tables
                .base
                .iter()
                .filter(|base| !base.when.is_empty() && live.base_role(base).is_none())
            {
                findings.push(
                    Finding::new(
                        &rules::BASE_ROLE_MISSING,
                        base.role.clone(),
                        base.aliases.join(", "),
                        format!("the org has no role `{}`, nor one under its other names", base.role),
                    )
                    .tenant(&self.tenant.name)
                    .source(&base.place),
                );
            }
        }
        self.findings.extend(findings);
    }

    /// The accounts as roles are made from them.
    pub(super) fn views(&self) -> Vec<AccountRoles<'_>> {
        views(&self.accounts)
    }
}

fn views<'v>(accounts: &'v [DraftAccount<'_>]) -> Vec<AccountRoles<'v>> {
    accounts
        .iter()
        .map(|account| AccountRoles {
            subdomain: account.subdomain,
            sources: &account.sources.roles,
            translations: &account.translations,
        })
        .collect()
}
