//! Which applications have an authorization URL in an org, and what it asks for.

use url::Url;

use crate::mapping::Tables;
use crate::mapping::tables::{Application, GrantType, Reach, Tenant};
use crate::oauth::{AuthorizeRequest, Flow, HomeLogin, PROVIDERS, Prompt};

/// What the person at the keyboard may choose about a URL.
#[derive(Debug, Clone, Default)]
pub struct UrlChoices {
    /// Fills the login page in.
    pub login_hint: Option<String>,
    /// Whether to ask for credentials again.
    pub prompt: Prompt,
    /// Another of the registered URIs than the first.
    pub redirect_uri: Option<String>,
}

/// Why an application has no authorization URL in an org.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoUrl {
    /// The row leaves the tenant out.
    #[error("its row lists the tenants that it is for, and `{0}` is not among them")]
    NotServed(String),
    /// Nobody signs in.
    #[error("with client-credentials nobody signs in: the client fetches its token itself")]
    ClientCredentials,
    /// A client's own rights end at its org's border.
    #[error("a client-credentials client has rights in its own org only; {0} can't give it any in another")]
    ClientCredentialsAbroad(Reach),
    /// The identity provider sends the person.
    #[error("with saml2-bearer the identity provider's assertion takes the place of a login at this URL")]
    Saml2Bearer,
    /// An identity provider is set up in one org.
    #[error("a saml2-bearer client works with the identity provider of its own org only; {0} can't reach another")]
    Saml2BearerAbroad(Reach),
    /// Nowhere to come back to.
    #[error("the application has no redirect URI")]
    NoRedirectUri,
    /// Not one of those that the client has registered.
    #[error("`{0}` is not among the application's redirect URIs")]
    UnregisteredRedirectUri(String),
    /// Clients are regional, and the row lists none here.
    #[error("the application has no client id for tenant `{0}`")]
    NoClientId(String),
    /// The client exists in another region only.
    #[error(
        "the client is registered in region {owner}, and `{tenant}` is in region {region}: a client works in its own region only"
    )]
    OtherRegion {
        /// The owner's region.
        owner: String,
        /// The tenant.
        tenant: String,
        /// Its region.
        region: String,
    },
}

impl NoUrl {
    /// What to do instead.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotServed(_) => "add the tenant to the application's `tenants`, or leave it out of the question",
            Self::ClientCredentials => {
                "grant the planned role to the client in its divisions, and let it fetch tokens from the login host"
            }
            Self::ClientCredentialsAbroad(_) => {
                "create a client in each org, list their ids under `client_id` by tenant, and use reach own-client"
            }
            Self::Saml2Bearer => "configure the identity provider to send its assertion to the application",
            Self::Saml2BearerAbroad(_) => {
                "create a client in each org and use reach own-client, or use authorization-code"
            }
            Self::NoRedirectUri => "add the registered URI to the application's `redirect_uris`",
            Self::UnregisteredRedirectUri(_) => {
                "register it on the OAuth client and add it to `redirect_uris`; every letter counts, a closing slash too"
            }
            Self::NoClientId(_) => "add the client's id under `client_id` for that tenant",
            Self::OtherRegion { .. } => {
                "create a client in that region and list the ids under `client_id` by tenant, with reach own-client"
            }
        }
    }
}

/// What to ask the login host for, or why there is nothing to ask.
pub fn authorize_request(
    application: &Application,
    tenant: &Tenant,
    tables: &Tables,
    scopes: &[String],
    choices: &UrlChoices,
) -> Result<AuthorizeRequest, NoUrl> {
    if !super::serves(application, tenant) {
        return Err(NoUrl::NotServed(tenant.name.clone()));
    }
    let own = application.reach == Reach::OwnClient;
    let flow = match application.grant_type {
        GrantType::AuthorizationCode => Flow::Code,
        GrantType::AuthorizationCodePkce => Flow::Pkce,
        GrantType::ClientCredentials if own => return Err(NoUrl::ClientCredentials),
        GrantType::ClientCredentials => return Err(NoUrl::ClientCredentialsAbroad(application.reach)),
        GrantType::Saml2Bearer if own => return Err(NoUrl::Saml2Bearer),
        GrantType::Saml2Bearer => return Err(NoUrl::Saml2BearerAbroad(application.reach)),
    };
    let owner = owner_tenant(application, tables);
    if let (Reach::AuthorizedClient, Some(owner)) = (application.reach, owner)
        && owner.region != tenant.region
    {
        return Err(NoUrl::OtherRegion {
            owner: owner.region.clone(),
            tenant: tenant.name.clone(),
            region: tenant.region.clone(),
        });
    }
    let client_id = application
        .client_id
        .in_tenant(&tenant.name)
        .ok_or_else(|| NoUrl::NoClientId(tenant.name.clone()))?;
    let redirect_uri = match &choices.redirect_uri {
        None => application.redirect_uris.first().ok_or(NoUrl::NoRedirectUri)?,
        Some(wanted) if application.redirect_uris.contains(wanted) => wanted,
        Some(wanted) => return Err(NoUrl::UnregisteredRedirectUri(wanted.clone())),
    };
    Ok(AuthorizeRequest {
        client_id: client_id.as_str().to_owned(),
        login_base: login_base(tenant),
        redirect_uri: redirect_uri.clone(),
        scopes: scopes.to_vec(),
        flow,
        target: enters_as_trustee(application, tenant, tables).then(|| tenant.org_id.clone()),
        home: home_login(application, tenant, tables).0,
        login_hint: choices.login_hint.clone(),
        prompt: choices.prompt,
    })
}

/// The login host: the region's, or the one that the tenant's row names for a rehearsal or a gateway.
fn login_base(tenant: &Tenant) -> Url {
    tenant.login_url.clone().unwrap_or_else(|| {
        Url::parse(&format!("https://login.{}", tenant.domain))
            .expect("a region's domain comes from the catalogue and makes a host")
    })
}

/// The tenant in whose org the client is registered, where the owner is one of the tables'.
fn owner_tenant<'a>(application: &Application, tables: &'a Tables) -> Option<&'a Tenant> {
    let owner = application.owner.as_ref()?;
    tables
        .tenants
        .iter()
        .find(|tenant| tenant.name == *owner || tenant.org_id.as_str().eq_ignore_ascii_case(owner))
}

fn enters_as_trustee(application: &Application, tenant: &Tenant, tables: &Tables) -> bool {
    application.reach == Reach::AuthorizedOrganization && super::is_foreign(application, tenant, tables)
}

/// The identity provider to send people to, and what was left out of it.
///
/// Trustees sign in at home: where they enter through Authorized Organizations it is the client's org that counts.
pub(super) fn home_login(
    application: &Application,
    tenant: &Tenant,
    tables: &Tables,
) -> (Option<HomeLogin>, Option<String>) {
    let home = if enters_as_trustee(application, tenant, tables) {
        owner_tenant(application, tables)
    } else {
        Some(tenant)
    };
    let Some((home, provider)) = home.and_then(|home| Some((home, home.identity_provider.as_ref()?))) else {
        return (None, None);
    };
    if !PROVIDERS.contains(&provider.as_str()) {
        let note = format!(
            "`org` and `provider` are left out: the authorize page documents {}, not `{provider}`",
            PROVIDERS.join(", ")
        );
        return (None, Some(note));
    }
    match &home.org_name {
        Some(org) => {
            let home = HomeLogin {
                org: org.clone(),
                provider: provider.clone(),
            };
            (Some(home), None)
        }
        None => (
            None,
            Some(format!(
                "`org` and `provider` are left out: `provider` works only with the org's short name, \
                 and tenant `{}` has no `org_name`",
                home.name
            )),
        ),
    }
}

/// What was left out of an application's URL, and why.
pub fn url_notes(application: &Application, tenant: &Tenant, tables: &Tables) -> Vec<String> {
    home_login(application, tenant, tables).1.into_iter().collect()
}
