//! OAuth: authorization URLs with PKCE as Genesys Cloud takes them, and tokens for clients of either vendor.
//!
//! In: a client, a login host, what to ask for. Out: a URL, and the file `zd2gc/urls/1`; or what `http` sends as its
//! credential. URLs hold no secret of a client, and make no randomness of their own: state and verifier are arguments.

mod credentials;
mod file;
mod pkce;
mod url;

pub use credentials::{ClientAuth, ClientCredentials};
pub use file::{UrlEntry, UrlsFile, WithoutUrl};
pub use pkce::{CodeVerifier, Malformed, State};
pub use url::{AuthorizeRequest, Flow, HomeLogin, PROVIDERS, Prepared, Prompt};
