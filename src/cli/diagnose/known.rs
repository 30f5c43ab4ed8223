//! What a plan or snapshots know of a refused call.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;

use crate::access::ask::Places;
use crate::access::snapshot::{GRANTS, Hints, Org as OrgSnapshot};
use crate::access::{Access, Reach};
use crate::catalogue::{Catalogue, Mode, OperationFacts};
use crate::cli::args::Globals;
use crate::cli::given::{self, Given, PlanFile, Tenants};
use crate::cli::{Console, Failure, TableArgs};
use crate::diagnose::{Approval, Caller, Client, Diagnosis, Holds, Known, Org, Refusal, operation};
use crate::genesys::model::OAuthAuthorization;
use crate::model::{Permission, fold_name};
use crate::plan::model::ApplicationPlan;
use crate::snapshot::Of;

/// Where more is known from.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is known besides")]
pub(super) struct KnownArgs {
    /// A plan
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// The snapshot of an org, or a folder of them
    #[arg(long, value_name = "DIR")]
    snapshot: Option<PathBuf>,
    /// Only this tenant; repeatable [default: all]
    #[arg(long, value_name = "NAME")]
    tenant: Vec<String>,
    /// The client that called: its id or its name; needs --plan or --snapshot
    #[arg(long, value_name = "CLIENT")]
    client: Option<String>,
    /// Who called: an address, an id, group:NAME, client:NAME; needs --plan or --snapshot
    #[arg(long, value_name = "WHO")]
    who: Option<String>,
}

/// Diagnoses with what the arguments name.
pub(super) fn with(
    args: &KnownArgs,
    tables: &TableArgs,
    refusal: &Refusal,
    globals: &Globals,
    console: &mut Console,
    diagnose: impl FnOnce(&Known<'_>) -> Diagnosis,
) -> Result<Diagnosis, Failure> {
    let asks = args.client.is_some() || args.who.is_some() || !args.tenant.is_empty();
    if asks && args.plan.is_none() && args.snapshot.is_none() {
        return Err(Failure::usage("--client, --who and --tenant ask a plan or a snapshot")
            .hint("name one with --plan or --snapshot"));
    }
    let loaded = tables.load(globals, None)?.tables;
    let levels = |permission: &Permission| loaded.as_ref().and_then(|tables| tables.level(permission));
    let mut known = Known::only(&levels);
    let call = operation(refusal);
    let asked = Asked { args, call };
    let mut there = BTreeSet::new();
    if let Some(path) = &args.plan {
        let Given::Plan(plan) = given::given(path)? else {
            return Err(Failure::usage(format!("`{}` is a folder, not a plan", path.display()))
                .hint("snapshots go to --snapshot"));
        };
        there.extend(plan.head.tenants.iter().map(|tenant| tenant.name.clone()));
        known.orgs.extend(asked.of_plan(&plan));
    }
    if let Some(path) = &args.snapshot {
        let Given::Orgs(snapshots) = given::given(path)? else {
            return Err(Failure::usage(format!("`{}` is not a folder", path.display())).hint("a plan goes to --plan"));
        };
        let tenants = Tenants::read(tables, false, globals, console)?;
        for snapshot in snapshots {
            if let Of::Genesys { org_name, .. } = snapshot.of() {
                there.insert(tenants.of(&snapshot).map_or_else(|| org_name.clone(), str::to_owned));
            }
            if tenants.is_wanted(&snapshot, &args.tenant) {
                let org = given::read_org(&snapshot, &Hints::default())?;
                let name = match snapshot.of() {
                    Of::Genesys { org_name, .. } => org_name.clone(),
                    Of::Zendesk { subdomain } => subdomain.to_string(),
                };
                known.orgs.push(asked.of_snapshot(&org, &name));
            }
        }
    }
    if !args.tenant.is_empty() && known.orgs.is_empty() {
        return Err(given::no_tenant(&args.tenant, there.iter().map(String::as_str)));
    }
    Ok(diagnose(&known))
}

/// What is looked for.
struct Asked<'a> {
    args: &'a KnownArgs,
    call: Option<&'static OperationFacts>,
}

impl Asked<'_> {
    fn of_plan(&self, plan: &PlanFile) -> Vec<Org> {
        let wanted = |name: &str| {
            self.args.tenant.is_empty() || self.args.tenant.iter().any(|one| fold_name(one) == fold_name(name))
        };
        let tenants = plan.head.tenants.iter().filter(|tenant| wanted(&tenant.name));
        tenants
            .map(|tenant| {
                let planned = plan.planned(tenant);
                let is_wanted = |one: &ApplicationPlan, wanted: &str| {
                    one.client_id == wanted || fold_name(&one.name) == fold_name(wanted)
                };
                let acts = tenant.applications.iter().any(|one| {
                    let named = self.args.client.as_deref().is_some_and(|wanted| is_wanted(one, wanted));
                    named && one.grant_type == "client-credentials"
                });
                let client = self.args.client.as_deref().map(|wanted| {
                    let application = tenant.applications.iter().find(|one| is_wanted(one, wanted));
                    application.map_or_else(
                        || absent(wanted),
                        |application| Client {
                            name: application.name.clone(),
                            there: Some(true),
                            active: None,
                            grant: None,
                            scopes: Some(application.scopes.iter().map(|scope| scope.scope.clone()).collect()),
                            approval: None,
                        },
                    )
                });
                Org {
                    name: tenant.name.clone(),
                    domain: domain(&tenant.region),
                    planned: true,
                    permissions: None,
                    policies: false,
                    client,
                    caller: self.caller(&planned.access, &BTreeSet::new(), acts),
                }
            })
            .collect()
    }

    fn of_snapshot(&self, org: &OrgSnapshot, name: &str) -> Org {
        let lacking: BTreeSet<&str> = org.lacks().keys().map(String::as_str).collect();
        let listed = org.permissions.as_ref();
        let needed = |permission: &Permission| self.call.is_some_and(|call| call.permissions.contains(permission));
        let policies = org
            .policies
            .iter()
            .filter(|policy| policy.active != Some(false))
            .any(|policy| {
                let target = policy.target_resource.as_deref().map(str::parse::<Permission>);
                target.is_some_and(|target| target.is_ok_and(|target| needed(&target)))
            });
        let client = self.args.client.as_deref().map(|wanted| client(org, wanted));
        let grant = client.as_ref().and_then(|client| client.grant.as_deref());
        let acts = grant.is_some_and(|grant| grant.eq_ignore_ascii_case("CLIENT-CREDENTIALS"));
        Org {
            name: name.to_owned(),
            domain: domain(&org.region),
            planned: false,
            permissions: listed.map(|listed| listed.keys().filter(|name| needed(name)).cloned().collect()),
            policies,
            client,
            caller: self.caller(&org.access, &lacking, acts),
        }
    }

    /// What the caller holds of what the call takes.
    ///
    /// Without --who it is the client, if it acts for itself: behind every other stand the people who sign in.
    fn caller(&self, access: &Access, lacking: &BTreeSet<&str>, acts: bool) -> Option<Caller> {
        let client = self.args.client.as_deref().filter(|_| acts);
        let wanted = self.args.who.as_deref().or(client)?;
        let found = access
            .named(wanted)
            .first()
            .and_then(|key| access.subjects().get_key_value(*key));
        let holds = match found {
            None if lacking.contains("users") || self.args.who.is_none() => Holds::Unknown,
            None => Holds::Absent,
            // That a client is off is told of the client itself.
            Some((_, subject)) if subject.state != crate::access::State::Active && self.args.who.is_some() => {
                Holds::Inactive
            }
            Some((key, _)) => self.holds(access, key, lacking),
        };
        let name = found.map_or_else(|| wanted.to_owned(), |(key, _)| access.subject_name(key));
        Some(Caller { name, holds })
    }

    fn holds(&self, access: &Access, subject: &str, lacking: &BTreeSet<&str>) -> Holds {
        let Some(call) = self.call.filter(|call| !call.permissions.is_empty()) else {
            return Holds::Unknown;
        };
        let within = |permission: &Permission| access.held(subject, permission).at_most();
        let mut reaches = call.permissions.iter().map(within);
        let reach = match call.mode {
            Mode::Any => reaches.fold(Reach::default(), |mut all, one| {
                all.extend(one);
                all
            }),
            Mode::All => {
                let first = reaches.next().unwrap_or_default();
                reaches.fold(first, |all, one| all.within(&one))
            }
            Mode::None | Mode::Unknown => return Holds::Unknown,
        };
        // Without these it is not known who lacks a right.
        let unread = GRANTS.iter().any(|list| lacking.contains(list));
        if reach.is_nowhere() {
            return if unread { Holds::Unknown } else { Holds::Not };
        }
        match access.places(&reach) {
            Places::All(_) => Holds::Everywhere,
            Places::Named(names) => Holds::Within(names),
        }
    }
}

/// A client that is not there.
fn absent(wanted: &str) -> Client {
    Client {
        name: wanted.to_owned(),
        there: Some(false),
        ..Client::default()
    }
}

/// A client of an org, its own or one that it approved.
fn client(org: &OrgSnapshot, wanted: &str) -> Client {
    let own = org
        .clients
        .iter()
        .find(|(id, client)| **id == wanted || fold_name(&client.name) == fold_name(wanted));
    let id = own.map_or(wanted, |(id, _)| id.as_str());
    let approval = org.authorizations.get(id);
    if own.is_none() && approval.is_none() {
        let unread = org.lacking("oauth_clients").is_some() || org.lacking("oauth_authorizations").is_some();
        return Client {
            there: if unread { None } else { Some(false) },
            ..absent(wanted)
        };
    }
    let record = own.map(|(_, client)| client);
    Client {
        name: record.map_or_else(|| wanted.to_owned(), |client| client.name.clone()),
        there: Some(true),
        active: record
            .and_then(|client| client.state.as_deref())
            .map(|state| state.eq_ignore_ascii_case("active")),
        grant: record.and_then(|client| client.authorized_grant_type.clone()),
        scopes: record.map(|client| client.scope.clone()),
        approval: approval.map(stands),
    }
}

/// How an approval stands, by the vendor's words.
fn stands(approval: &OAuthAuthorization) -> Approval {
    let is = |state: &str| {
        approval
            .state
            .as_deref()
            .is_some_and(|own| own.eq_ignore_ascii_case(state))
    };
    if approval.pending == Some(true) || is("requested") {
        Approval::Pending
    } else if is("revoked") {
        Approval::Revoked
    } else {
        Approval::Given(approval.scope.clone())
    }
}

/// The domain of a region's hosts.
fn domain(region: &str) -> Option<String> {
    Catalogue::embedded()
        .region(region)
        .map(|region| region.domain.to_owned())
}
