//! `zd2gc oauth`.

use std::io::Write;

use clap::{Args, Subcommand, ValueEnum};
use oauth2::{CsrfToken, PkceCodeChallenge};

use super::args::Globals;

use super::names::{listed, near};
use super::{Console, Exit, Failure, Format, Outputs, TableArgs};
use crate::catalogue::Catalogue;
use crate::mapping::Tables;
use crate::mapping::tables::{Application, Tenant};
use crate::oauth::{CodeVerifier, Prompt, State, UrlEntry, UrlsFile, WithoutUrl};
use crate::plan::applications::{NoUrl, UrlChoices, authorize_request, needs, url_notes};
use crate::report;

/// Arguments of `oauth`.
#[derive(Debug, Args)]
pub struct OauthArgs {
    /// What to do.
    #[command(subcommand)]
    command: OauthCommand,
}

/// What can be done about OAuth.
#[derive(Debug, Subcommand)]
enum OauthCommand {
    /// Authorization URLs for each application and org
    Url(UrlArgs),
}

/// Arguments of `oauth url`.
#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  zd2gc oauth url --mappings mappings\n  zd2gc oauth url --tenant emea --application 'Compliance export' --login-hint anna@acme.example\n  zd2gc oauth url -o urls.json -o urls.md"
)]
pub(super) struct UrlArgs {
    #[command(flatten)]
    tables: TableArgs,
    /// Only this tenant; without it the settings' tenant, or all
    #[arg(long, value_name = "NAME")]
    tenant: Option<String>,
    /// Only this application
    #[arg(long, value_name = "NAME")]
    application: Option<String>,
    /// Fill this address, or org name, into the login page; it selects and grants nothing
    #[arg(long, value_name = "TEXT")]
    login_hint: Option<String>,
    /// Ask for credentials even where a session exists
    #[arg(long, value_name = "WHAT")]
    prompt: Option<PromptArg>,
    /// Leave `scope` out of the URL: what the client has registered decides anyway
    #[arg(long)]
    no_scope: bool,
    /// Another of the application's redirect URIs than the first
    #[arg(long, value_name = "URI")]
    redirect_uri: Option<String>,
    /// This state instead of a random one
    #[arg(long, value_name = "TEXT")]
    state: Option<String>,
    /// This PKCE code verifier (RFC 7636) instead of a random one
    #[arg(long, value_name = "TEXT")]
    code_verifier: Option<String>,
    #[command(flatten)]
    outputs: Outputs,
}

/// What `--prompt` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PromptArg {
    /// Always ask.
    Login,
}

const FORMATS: [Format; 3] = [Format::Text, Format::Json, Format::Markdown];

/// Runs `oauth`.
pub(super) fn run(args: &OauthArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        OauthCommand::Url(args) => url(args, globals, console),
    }
}

fn url(args: &UrlArgs, globals: &Globals, console: &mut Console) -> Result<Exit, Failure> {
    args.outputs.check(&FORMATS)?;
    let mut wishes = Wishes::of(args)?;
    if wishes.tenant.is_none() {
        wishes.tenant = globals.settings()?.tenant().map(str::to_owned);
    }
    let tables = args.tables.load_usable(globals, None, console)?;
    let file = urls(&tables, Catalogue::embedded(), &wishes)?;
    if file.urls.is_empty() && file.without_url.is_empty() {
        console.warn("the tables have no application: list them in an applications table");
    }
    args.outputs.write(console, |format, out| write(&file, format, out))?;
    Ok(Exit::Done)
}

/// What is wanted, checked.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    /// Only this tenant.
    pub(super) tenant: Option<String>,
    /// Only this application.
    pub(super) application: Option<String>,
    /// What may be chosen about a URL.
    pub(super) choices: UrlChoices,
    /// Leaves `scope` out.
    pub(super) no_scope: bool,
    /// Given instead of a random one.
    pub(super) state: Option<State>,
    /// Given instead of a random one.
    pub(super) verifier: Option<CodeVerifier>,
}

impl Wishes {
    fn of(args: &UrlArgs) -> Result<Self, Failure> {
        let malformed = |flag: &'static str| {
            move |error| Failure::usage(error).hint(format!("leave {flag} out: a random one is made"))
        };
        Ok(Self {
            tenant: args.tenant.clone(),
            application: args.application.clone(),
            choices: UrlChoices {
                login_hint: args.login_hint.clone(),
                prompt: match args.prompt {
                    None => Prompt::AsNeeded,
                    Some(PromptArg::Login) => Prompt::Login,
                },
                redirect_uri: args.redirect_uri.clone(),
            },
            no_scope: args.no_scope,
            state: args
                .state
                .as_deref()
                .map(str::parse)
                .transpose()
                .map_err(malformed("--state"))?,
            verifier: args
                .code_verifier
                .as_deref()
                .map(str::parse)
                .transpose()
                .map_err(malformed("--code-verifier"))?,
        })
    }
}

/// The URLs of the applications and tenants asked for; what was named and can't be had is a failure.
pub(super) fn urls(tables: &Tables, catalogue: &Catalogue, wishes: &Wishes) -> Result<UrlsFile, Failure> {
    let applications = named(
        "application",
        wishes.application.as_deref(),
        &tables.applications,
        |one| &one.name,
    )?;
    let tenants = named("tenant", wishes.tenant.as_deref(), &tables.tenants, |one| &one.name)?;
    let mut file = UrlsFile {
        schema: UrlsFile::SCHEMA.to_owned(),
        urls: Vec::new(),
        without_url: Vec::new(),
    };
    let mut refusals = Vec::new();
    for application in applications {
        for tenant in &tenants {
            match entry(application, tenant, tables, catalogue, wishes) {
                Ok(entry) => file.urls.push(entry),
                // Of two lists, not every pair is meant.
                Err(NoUrl::NotServed(_)) if wishes.application.is_none() || wishes.tenant.is_none() => {}
                Err(refusal) => {
                    file.without_url.push(WithoutUrl {
                        application: application.name.clone(),
                        tenant: tenant.name.clone(),
                        why: format!("{refusal}; {}", refusal.hint()),
                    });
                    refusals.push((application, tenant, refusal));
                }
            }
        }
    }
    // Asked for by name and not to be had: wrong usage. Among all applications, some without a URL are as they should be.
    let asked_for =
        |refusal: &NoUrl| wishes.application.is_some() || matches!(refusal, NoUrl::UnregisteredRedirectUri(_));
    match refusals.into_iter().find(|(_, _, refusal)| asked_for(refusal)) {
        Some((application, tenant, refusal)) if file.urls.is_empty() => {
            let hint = refusal.hint();
            Err(Failure::usage(format!(
                "there is no authorization URL for `{}` in `{}`: {refusal}",
                application.name, tenant.name
            ))
            .hint(hint))
        }
        _ => Ok(file),
    }
}

fn entry(
    application: &Application,
    tenant: &Tenant,
    tables: &Tables,
    catalogue: &Catalogue,
    wishes: &Wishes,
) -> Result<UrlEntry, NoUrl> {
    let needed: Vec<String> = needs(application, tenant, tables, catalogue)
        .scopes
        .into_iter()
        .map(|scope| scope.scope)
        .collect();
    let sent: &[String] = if wishes.no_scope { &[] } else { &needed };
    let request = authorize_request(application, tenant, tables, sent, &wishes.choices)?;
    let state = wishes.state.clone().unwrap_or_else(random_state);
    let verifier = wishes.verifier.clone().unwrap_or_else(random_verifier);
    let decides = request.decides();
    let redirect_uri = request.redirect_uri.clone();
    let prepared = request.fresh(state, verifier);
    Ok(UrlEntry {
        application: application.name.clone(),
        tenant: tenant.name.clone(),
        org_id: tenant.org_id.to_string(),
        region: tenant.region.clone(),
        login_host: host(&prepared.url),
        grant_type: application.grant_type.to_string(),
        url: prepared.url.to_string(),
        state: prepared.state.as_str().to_owned(),
        code_verifier: prepared.code_verifier.map(|verifier| verifier.reveal().to_owned()),
        code_challenge: prepared.code_challenge,
        redirect_uri,
        scopes: needed,
        decides,
        notes: url_notes(application, tenant, tables),
    })
}

/// The host, with its port where it has one of its own: a rehearsal's.
fn host(url: &url::Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The one with the name, or all.
fn named<'a, T>(
    what: &str,
    wanted: Option<&str>,
    all: &'a [T],
    name: impl Fn(&T) -> &String,
) -> Result<Vec<&'a T>, Failure> {
    let Some(wanted) = wanted else {
        return Ok(all.iter().collect());
    };
    if let Some(one) = all.iter().find(|one| name(one) == wanted) {
        return Ok(vec![one]);
    }
    let names = || all.iter().map(|one| name(one).as_str());
    let failure = Failure::usage(format!("the tables have no {what} `{wanted}`"));
    Err(match near(wanted, names()) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint(format!("they have: {}", listed(names()))),
    })
}

/// 128 bits, as the crate makes them.
fn random_state() -> State {
    CsrfToken::new_random()
        .secret()
        .parse()
        .expect("base64url text is visible ASCII")
}

/// 256 bits, as the crate makes them.
fn random_verifier() -> CodeVerifier {
    PkceCodeChallenge::new_random_sha256()
        .1
        .secret()
        .parse()
        .expect("the crate makes verifiers of 43 unreserved characters")
}

/// Writes the URLs in one form.
pub(super) fn write(file: &UrlsFile, format: Format, out: &mut dyn Write) -> std::io::Result<()> {
    match format {
        Format::Json | Format::Jsonl | Format::Yaml => {
            serde_json::to_writer_pretty(&mut *out, file)?;
            writeln!(out)
        }
        Format::Markdown => report::urls::write_markdown(file, out),
        Format::Text => report::urls::write_text(file, out),
    }
}
