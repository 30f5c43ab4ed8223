//! `zd2gc catalogue show`.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;

use super::json;
use crate::catalogue::{
    Catalogue, Checked, Kind, Mode, OperationView, PermissionStatus, PermissionView, RegionFacts, ScopeSource,
    ScopeView,
};
use crate::cli::{Console, Exit, Failure, Format, Outputs};
use crate::model::{Operation, Permission, Severity, shown};

/// Shown under the help.
pub(super) const EXAMPLES: &str = "Examples:
  zd2gc catalogue show 'GET /api/v2/users/{userId}/roles'
  zd2gc catalogue show 'GET https://api.mypurecloud.de/api/v2/users/1234/roles' --format json
  zd2gc catalogue show routing:queue:view
  zd2gc catalogue show analytics:readonly
  zd2gc catalogue show eu-central-1

Ends in 13 when it does not exist; what comes nearest is shown then.";

/// Arguments of `catalogue show`.
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// An operation ('METHOD /path', template or real), a permission, a scope, a region or one of its hosts
    #[arg(value_name = "NAME")]
    name: String,
    /// Where results go.
    #[command(flatten)]
    outputs: Outputs,
}

/// What can be shown.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum View {
    Operation(OperationView),
    Permission(PermissionView),
    Scope(ScopeView),
    Region(RegionView),
    Other(Checked),
}

/// Everything about a region.
#[derive(Debug, Serialize)]
struct RegionView {
    /// The region.
    region: &'static str,
    /// Always true: what does not exist is answered as `catalogue check` does.
    exists: bool,
    /// The domain of its hosts.
    domain: &'static str,
    /// Where API calls go.
    api_host: String,
    /// Where authorization and tokens are.
    login_host: String,
    /// Where the web applications are.
    apps_host: String,
    /// `prod`, `fedramp` or `eusc`.
    environment: &'static str,
    /// The day of the facts.
    catalogue: &'static str,
}

impl From<&RegionFacts> for RegionView {
    fn from(facts: &RegionFacts) -> Self {
        Self {
            region: facts.name,
            exists: true,
            domain: facts.domain,
            api_host: facts.api_host(),
            login_host: facts.login_host(),
            apps_host: facts.apps_host(),
            environment: facts.environment,
            catalogue: Catalogue::DATE,
        }
    }
}

impl View {
    fn exists(&self) -> bool {
        match self {
            Self::Operation(view) => view.exists,
            Self::Permission(view) => view.exists,
            Self::Scope(view) => view.exists,
            Self::Region(view) => view.exists,
            Self::Other(view) => view.exists,
        }
    }
}

/// Runs `catalogue show`.
pub(super) fn run(args: &ShowArgs, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&[Format::Text, Format::Json])?;
    let view = look(&args.name)?;
    args.outputs.write(console, |format, out| match format {
        Format::Json => json(&view, out),
        _ => text(&view, out),
    })?;
    if view.exists() {
        Ok(Exit::Done)
    } else {
        Ok(Exit::Findings(Severity::Medium))
    }
}

fn look(name: &str) -> Result<View, Failure> {
    let catalogue = Catalogue::embedded();
    if let Ok(operation) = name.parse::<Operation>() {
        return Ok(View::Operation(catalogue.view_operation(&operation)));
    }
    let checked = catalogue.check(name);
    match checked.kind {
        Kind::Operation => Err(without_method(catalogue, name)),
        Kind::Scope => Ok(View::Scope(catalogue.view_scope(&checked.name))),
        Kind::Permission => Ok(match checked.name.parse::<Permission>() {
            Ok(permission) => View::Permission(catalogue.view_permission(&permission)),
            Err(_) => View::Other(checked),
        }),
        Kind::Region => {
            let host = checked
                .name
                .split_once("://")
                .map_or(checked.name.as_str(), |(_, host)| host);
            Ok(match catalogue.region(host.trim_end_matches('/')) {
                Some(facts) => View::Region(facts.into()),
                None => View::Other(checked),
            })
        }
        Kind::AuthorizeParameter | Kind::Header | Kind::DefaultRole => Ok(View::Other(checked)),
    }
}

/// A path alone is several operations, or a word that is no method stands before it.
fn without_method(catalogue: &Catalogue, name: &str) -> Failure {
    let path = Operation::clean_path(name.split_whitespace().last().unwrap_or_default());
    let methods = catalogue.methods_of(&path);
    let failure = Failure::usage(format!("`{name}` is no operation: a method and a path are needed"));
    if methods.is_empty() {
        let mut failure = failure;
        for near in catalogue.nearest_operations(name, 3) {
            failure = failure.hint(format!("near: `{near}`"));
        }
        return failure;
    }
    let methods: Vec<String> = methods.iter().map(|method| format!("`{method} {path}`")).collect();
    failure.hint(format!("ask for {}", methods.join(" or ")))
}

fn text(view: &View, out: &mut dyn Write) -> io::Result<()> {
    match view {
        View::Operation(view) => operation(view, out),
        View::Permission(view) => permission(view, out),
        View::Scope(view) => scope(view, out),
        View::Region(view) => {
            writeln!(out, "{}", view.region)?;
            writeln!(out, "  domain: {}", view.domain)?;
            writeln!(out, "  API: https://{}", view.api_host)?;
            writeln!(out, "  login: https://{}", view.login_host)?;
            writeln!(out, "  web applications: https://{}", view.apps_host)?;
            writeln!(out, "  environment: {}", view.environment)
        }
        View::Other(checked) => {
            let verdict = if checked.exists { "exists" } else { "does not exist" };
            writeln!(out, "{}", shown(&checked.name))?;
            writeln!(out, "  {}, {verdict}", checked.kind.to_string().replace('-', " "))?;
            if let Some(facts) = Catalogue::embedded()
                .authorize_parameters()
                .iter()
                .find(|facts| facts.name.eq_ignore_ascii_case(&checked.name))
            {
                writeln!(out, "  {}", facts.meaning)?;
            }
            list("near", &checked.nearest, out)
        }
    }?;
    writeln!(out, "Catalogue of {}.", Catalogue::DATE)
}

/// A label and its items: on one line where there is one, else one a line.
fn list(label: &str, items: &[String], out: &mut dyn Write) -> io::Result<()> {
    match items {
        [] => Ok(()),
        [item] => writeln!(out, "  {label}: {item}"),
        items => {
            writeln!(out, "  {label}:")?;
            items.iter().try_for_each(|item| writeln!(out, "    {item}"))
        }
    }
}

fn operation(view: &OperationView, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} {}", view.method, shown(&view.path))?;
    if !view.exists {
        match &view.removed {
            Some(removed) if removed.renamed_parameter => {
                writeln!(out, "  lives on with another name for a parameter of its path")?;
            }
            Some(removed) => writeln!(
                out,
                "  was removed: last in release {} of {}",
                removed.last_release, removed.last_date
            )?,
            None => writeln!(out, "  does not exist")?,
        }
        return list("instead", &view.instead, out);
    }
    let names = &view.permissions.names;
    match view.permissions.mode {
        Mode::None => writeln!(
            out,
            "  permissions: none listed; being signed in, or whose the object is, decides"
        )?,
        Mode::Unknown => writeln!(out, "  permissions: not known")?,
        Mode::Any => list(
            if names.len() > 1 {
                "permissions, any one of"
            } else {
                "permission"
            },
            names,
            out,
        )?,
        Mode::All => list(
            if names.len() > 1 {
                "permissions, all of"
            } else {
                "permission"
            },
            names,
            out,
        )?,
    }
    list(
        if view.scopes.len() > 1 {
            "scopes, any one of"
        } else {
            "scope"
        },
        &view.scopes,
        out,
    )?;
    let sure = match view.scope_source {
        ScopeSource::Exact => "stated in the vendor's API definition",
        ScopeSource::Derived => "derived from operations beside it; right about 92 times in 100",
        ScopeSource::Unknown => "not known",
    };
    writeln!(out, "  how sure the scopes are: {sure}")?;
    let flags = [
        (view.deprecated, "deprecated: look for its successor"),
        (view.preview, "preview: may change or go without notice"),
        (view.no_auth, "needs no token"),
        (view.any_token, "takes any token, whatever its scopes"),
        (view.guest_token, "takes the token of a web-messaging guest"),
        (
            view.removed.is_some(),
            "about to go: the newest definitions have it no longer",
        ),
    ];
    for (_, says) in flags.iter().filter(|(set, _)| *set) {
        writeln!(out, "  {says}")?;
    }
    if let Some(release) = &view.first_release {
        writeln!(out, "  first release: {release}")?;
    }
    Ok(())
}

fn permission(view: &PermissionView, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", shown(&view.permission))?;
    let status = match view.status {
        Some(PermissionStatus::Api) => "permission, named by the vendor's API documents",
        Some(PermissionStatus::General) => "general permission, not divided into entity and action",
        Some(PermissionStatus::Wildcard) => "pattern over permissions",
        Some(PermissionStatus::CaseVariant) => "another spelling of a permission",
        Some(PermissionStatus::RepoOnly) => "permission, seen in public code only: ask the org's own list before use",
        Some(PermissionStatus::Refuted) => "named here and there, and shown not to exist",
        None => "permission, does not exist",
    };
    writeln!(out, "  {status}")?;
    list("near", &view.nearest, out)?;
    list("opens", &view.operations, out)?;
    list("of these, need more than it", &view.needs_more, out)
}

fn scope(view: &ScopeView, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", shown(&view.scope))?;
    match view.access.as_deref() {
        Some("readonly") => writeln!(out, "  scope, for reading")?,
        Some("full") => writeln!(out, "  scope, for reading and writing")?,
        Some(_) => writeln!(out, "  scope")?,
        None => writeln!(out, "  scope, does not exist")?,
    }
    list("near", &view.nearest, out)?;
    list("accepted by", &view.operations, out)?;
    list("of these, write though it is readonly", &view.writes_with_readonly, out)?;
    list("of these, derived and not stated by the vendor", &view.derived, out)
}
