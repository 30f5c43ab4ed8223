//! OAuth as Genesys Cloud does it: authorization URLs with PKCE.
//!
//! In: a client, an org's login host, what to ask for. Out: a URL, and the file `zd2gc/urls/1`. Never sends anything,
//! holds no secret of a client, makes no randomness of its own: state and verifier arrive as arguments.

mod file;
mod pkce;
mod url;

pub use file::{UrlEntry, UrlsFile, WithoutUrl};
pub use pkce::{CodeVerifier, Malformed, State};
pub use url::{AuthorizeRequest, Flow, HomeLogin, PROVIDERS, Prepared, Prompt};
