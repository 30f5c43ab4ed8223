//! Who asks: what stands in the `Authorization` header.

use base64::Engine as _;
use futures::future::LocalBoxFuture;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};

use super::{CallError, Transport};

/// How a credential is sent.
#[derive(Debug, Clone)]
pub enum Scheme {
    /// `Bearer`: a token of either vendor.
    Bearer(SecretString),
    /// `Basic`: an address with `/token` behind it, and an API token of Zendesk.
    ApiToken {
        /// The address of whose token it is.
        email: String,
        /// The token.
        token: SecretString,
    },
}

impl Scheme {
    /// The secret in it.
    pub fn secret(&self) -> &SecretString {
        match self {
            Self::Bearer(token) | Self::ApiToken { token, .. } => token,
        }
    }

    /// The header's value; `None` for a secret with characters that no header takes.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        let text = match self {
            Self::Bearer(token) => format!("Bearer {}", token.expose_secret()),
            Self::ApiToken { email, token } => {
                let pair = format!("{email}/token:{}", token.expose_secret());
                format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
            }
        };
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// What a bearer gives a call to send.
#[derive(Debug, Clone)]
pub struct Handed {
    /// What to send.
    pub scheme: Scheme,
    /// Whether it was got for this very call, in place of what the vendor refused.
    pub renewed: bool,
}

impl Handed {
    /// Something that was there already.
    pub fn held(scheme: Scheme) -> Self {
        Self { scheme, renewed: false }
    }
}

/// Where tokens come from.
pub trait Bearer {
    /// What to send. `refused` is what the vendor does not take any more: whoever can, gets another.
    ///
    /// # Errors
    /// When there is no other, or none can be got.
    fn scheme<'a>(
        &'a self,
        transport: &'a Transport,
        refused: Option<&'a Scheme>,
    ) -> LocalBoxFuture<'a, Result<Handed, CallError>>;

    /// Whether another can be got when one is refused.
    fn renews(&self) -> bool {
        false
    }
}

/// A token that was given and can't be renewed.
#[derive(Debug)]
pub struct Fixed(pub Scheme);

impl Bearer for Fixed {
    fn scheme<'a>(
        &'a self,
        _transport: &'a Transport,
        _refused: Option<&'a Scheme>,
    ) -> LocalBoxFuture<'a, Result<Handed, CallError>> {
        Box::pin(async { Ok(Handed::held(self.0.clone())) })
    }
}
