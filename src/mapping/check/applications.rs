//! Rows of applications.

use std::collections::BTreeMap;

use super::filled;
use super::names::Names;
use super::tenants::{division_name, org_id, secure_url};
use crate::mapping::fault::Fault;
use crate::mapping::format::{ApplicationRow, ClientId, Name, OneOrMany};
use crate::mapping::nearest::{did_you_mean, nearest};
use crate::mapping::rows::Row;
use crate::mapping::rules;
use crate::mapping::tables::{Application, ClientIds, GrantType, Reach, ScopeRow, Tenant};
use crate::model::{OrgId, Severity};

/// An application by itself.
pub(in crate::mapping) fn application(names: &mut Names<'_>, row: &Row<ApplicationRow>) -> Option<Application> {
    let raw = &row.raw;
    filled(names, row, &["name".into()], &raw.name, "the name");
    let client_id = match &raw.client_id {
        ClientId::One(id) => org_id(names, row, &["client_id".into()], id).map(ClientIds::One),
        ClientId::PerTenant(ids) => {
            let mut checked = BTreeMap::new();
            for (tenant, id) in ids {
                let path = ["client_id".into(), tenant.as_str().into()];
                if let Some(id) = org_id(names, row, &path, id) {
                    checked.insert(tenant.clone(), id);
                }
            }
            (checked.len() == ids.len()).then_some(ClientIds::PerTenant(checked))
        }
    };
    let redirect_uris: Vec<String> = raw
        .redirect_uris
        .iter()
        .enumerate()
        .filter(|(index, uri)| secure_url(names, &uri.0, &row.at(&["redirect_uris".into(), (*index).into()])).is_some())
        .map(|(_, uri)| uri.0.trim().to_owned())
        .collect();
    if raw.grant_type.has_url() && raw.redirect_uris.is_empty() {
        names.faults.push(
            Fault::new(
                &rules::REDIRECT_URI_MISSING,
                row.at(&["grant_type".into()]),
                format!("people sign in to `{}`, and it has no redirect URI", raw.name),
            )
            .label("needs `redirect_uris`"),
        );
    }
    reach(names, row);
    let divisions = divisions(names, row);
    let operations = raw
        .operations
        .iter()
        .enumerate()
        .filter_map(|(index, operation)| names.operation(&operation.0, row.at(&["operations".into(), index.into()])))
        .collect();
    if raw.operations.is_empty() && raw.zendesk_scopes.is_empty() {
        names.faults.push(
            Fault::new(
                &rules::APPLICATION_WITHOUT_OPERATIONS,
                row.place(),
                format!("`{}` lists neither operations nor Zendesk scopes", raw.name),
            )
            .label("no scopes, no permissions"),
        );
    }
    Some(Application {
        name: raw.name.clone(),
        client_id: client_id?,
        grant_type: raw.grant_type,
        redirect_uris,
        reach: raw.reach,
        owner: raw.owner.clone(),
        used_by: raw.used_by.clone(),
        divisions,
        tenants: raw.tenants.clone(),
        zendesk_scopes: raw.zendesk_scopes.clone(),
        zendesk_client: raw.zendesk_client.as_ref().map(Name::text),
        operations,
        place: row.place(),
    })
}

/// Whether the grant can be used where it is meant to reach.
fn reach(names: &mut Names<'_>, row: &Row<ApplicationRow>) {
    let raw = &row.raw;
    if raw.reach == Reach::OwnClient || raw.grant_type.has_url() {
        return;
    }
    let instead = match raw.grant_type {
        GrantType::Saml2Bearer => {
            "use `reach: own-client` with a client in each org: a SAML assertion is for the org that trusts its issuer"
        }
        _ => {
            "create a client in each org: `reach: own-client`, `client_id: {emea: ID, us: ID}`, `divisions`; \
             or let people sign in, with `grant_type: authorization-code`"
        }
    };
    let mut fault = Fault::new(
        &rules::APPLICATION_REACH_IMPOSSIBLE,
        row.at(&["reach".into()]),
        format!("a {} client can't act in an org that is not its own", raw.grant_type),
    )
    .label(format!("impossible with `{}`", raw.grant_type))
    .help(instead);
    fault = fault.also(row.at(&["grant_type".into()]), "its grant");
    names.faults.push(fault);
}

fn divisions(names: &mut Names<'_>, row: &Row<ApplicationRow>) -> Vec<String> {
    let raw = &row.raw;
    let divisions: Vec<String> = raw
        .divisions
        .as_ref()
        .map(OneOrMany::as_slice)
        .unwrap_or_default()
        .iter()
        .map(Name::text)
        .collect();
    for (index, division) in divisions.iter().enumerate() {
        division_name(names, division, row.at(&["divisions".into(), index.into()]));
    }
    if raw.grant_type == GrantType::ClientCredentials {
        if divisions.is_empty() {
            names.faults.push(
                Fault::new(
                    &rules::APPLICATION_NO_DIVISION,
                    row.at(&["grant_type".into()]),
                    format!(
                        "the client of `{}` has roles of its own, and the row says no division",
                        raw.name
                    ),
                )
                .label("needs `divisions`"),
            );
        } else if divisions.len() > 1 && divisions.iter().any(|division| division == "all") {
            names.faults.push(
                Fault::new(
                    &rules::VALUE_INVALID,
                    row.at(&["divisions".into()]),
                    "`all` stands beside other divisions",
                )
                .help("write `all` alone, or take it out"),
            );
        }
    } else if !divisions.is_empty() {
        names.faults.push(
            Fault::new(
                &rules::APPLICATION_DIVISION_IGNORED,
                row.key(&[], "divisions"),
                format!("people sign in to `{}`: their own divisions count", raw.name),
            )
            .label("no effect"),
        );
    }
    divisions
}

/// What applications say about tenants and Zendesk's scopes.
pub(in crate::mapping) fn applications_among_tenants(
    names: &mut Names<'_>,
    applications: &[(Application, &Row<ApplicationRow>)],
    tenants: &[Tenant],
    scopes: &[ScopeRow],
) {
    let known: Vec<&str> = tenants.iter().map(|tenant| tenant.name.as_str()).collect();
    for (application, row) in applications {
        for (index, name) in application.tenants.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                names.faults.push(
                    Fault::new(
                        &rules::TENANT_UNKNOWN,
                        row.at(&["tenants".into(), index.into()]),
                        format!("no table has a tenant `{name}`"),
                    )
                    .label("unknown tenant")
                    .help(did_you_mean(name, &known)),
                );
            }
        }
        let served = |tenant: &&Tenant| application.tenants.is_empty() || application.tenants.contains(&tenant.name);
        if let ClientIds::PerTenant(ids) = &application.client_id {
            for name in ids.keys().filter(|name| !known.contains(&name.as_str())) {
                names.faults.push(
                    Fault::new(
                        &rules::TENANT_UNKNOWN,
                        row.key(&["client_id".into()], name),
                        format!("no table has a tenant `{name}`"),
                    )
                    .label("unknown tenant")
                    .help(did_you_mean(name, &known)),
                );
            }
            for tenant in tenants
                .iter()
                .filter(served)
                .filter(|tenant| !ids.contains_key(&tenant.name))
            {
                names.faults.push(
                    Fault::new(
                        &rules::CLIENT_ID_MISSING,
                        row.key(&[], "client_id"),
                        format!(
                            "`{}` has no client id for the tenant `{}`",
                            application.name, tenant.name
                        ),
                    )
                    .label(format!("lacks `{}`", tenant.name))
                    .help(format!(
                        "add `{}: CLIENT-ID`, or name the tenants that it serves in `tenants`",
                        tenant.name
                    )),
                );
            }
        }
        let orgs = tenants.iter().filter(served).count();
        if application.reach == Reach::OwnClient && matches!(application.client_id, ClientIds::One(_)) && orgs > 1 {
            names.faults.push(
                Fault::new(
                    &rules::CLIENT_IN_SEVERAL_ORGS,
                    row.at(&["client_id".into()]),
                    format!(
                        "`{}` has one client id for {orgs} orgs, and a client is registered in one",
                        application.name
                    ),
                )
                .label("registered in which org?")
                .help(
                    "give an id for each tenant, `{emea: ID, us: ID}`, or say `reach: authorized-client` and `owner`",
                ),
            );
        }
        owner(names, application, row, tenants, &served);
        for (index, scope) in application.zendesk_scopes.iter().enumerate() {
            if scopes.is_empty() || scopes.iter().any(|own| own.zendesk == *scope) {
                continue;
            }
            names.faults.push(
                Fault::new(
                    &rules::SCOPE_UNKNOWN,
                    row.at(&["zendesk_scopes".into(), index.into()]),
                    format!("no row says what Zendesk's scope `{scope}` becomes"),
                )
                .severity(Severity::Medium)
                .label("no row of `scopes`")
                .help_if(
                    nearest(scope, scopes.iter().map(|own| own.zendesk.as_str()))
                        .map(|near| format!("did you mean `{near}`?")),
                ),
            );
        }
    }
}

fn owner(
    names: &mut Names<'_>,
    application: &Application,
    row: &Row<ApplicationRow>,
    tenants: &[Tenant],
    served: &dyn Fn(&&Tenant) -> bool,
) {
    let Some(owner) = &application.owner else {
        if application.reach != Reach::OwnClient {
            names.faults.push(
                Fault::new(
                    &rules::APPLICATION_OWNER_MISSING,
                    row.at(&["reach".into()]),
                    format!(
                        "`{}` reaches other orgs and does not say whose client it is",
                        application.name
                    ),
                )
                .label("whose client?"),
            );
        }
        return;
    };
    let as_id = owner.parse::<OrgId>().ok();
    let home = tenants
        .iter()
        .find(|tenant| tenant.name == *owner || as_id.as_ref() == Some(&tenant.org_id));
    let Some(home) = home else {
        if as_id.is_none() {
            let known: Vec<&str> = tenants.iter().map(|tenant| tenant.name.as_str()).collect();
            let near = nearest(owner, known.iter().copied());
            names.faults.push(
                Fault::new(
                    &rules::APPLICATION_OWNER_UNKNOWN,
                    row.at(&["owner".into()]),
                    format!("the owner `{owner}` is neither a tenant nor an org id"),
                )
                .label("unknown owner")
                .help_if(near.map(|near| format!("did you mean `{near}`?"))),
            );
        }
        return;
    };
    if application.reach != Reach::AuthorizedClient || !application.grant_type.has_url() {
        return;
    }
    for tenant in tenants
        .iter()
        .filter(served)
        .filter(|tenant| tenant.region != home.region)
    {
        names.faults.push(
            Fault::new(
                &rules::APPLICATION_OTHER_REGION,
                row.at(&["owner".into()]),
                format!(
                    "the client of `{}` is in {} (`{}`), and `{}` is in {}",
                    application.name, home.region, home.name, tenant.name, tenant.region
                ),
            )
            .label("another region")
            .also(tenant.place.clone(), "to be reached"),
        );
    }
}
