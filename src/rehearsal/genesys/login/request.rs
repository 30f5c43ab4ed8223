//! What an authorize URL asks for. Parameters that the vendor does not document (`scope`, `org_id`, `tenant_id`, `audience`
//! ...) are not looked at.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::pages::Notice;
use super::{ClientAt, Visit};
use crate::rehearsal::world::{ClientState, GrantKind};
use crate::rehearsal::{Answer, Query};

/// A client's request, once it is known where answers go.
#[derive(Debug)]
pub(super) struct Asked {
    /// The client.
    pub client: ClientAt,
    /// What comes back, and where.
    pub back: Back,
    /// The PKCE challenge, as bytes.
    pub challenge: Option<Vec<u8>>,
    /// The org whose identity provider to go to.
    pub home: Option<Home>,
    /// The id of the org to enter.
    pub target: Option<String>,
    /// What fills the sign-in page in; it selects nothing.
    pub hint: Hint,
    /// Whether to ask who it is although the browser is signed in.
    pub ask_again: bool,
}

/// An org's own sign-in: `org` and `provider`.
#[derive(Debug)]
pub(super) struct Home {
    /// The org, of the world's.
    pub org: usize,
    /// The identity provider's name.
    pub provider: String,
}

/// `login_hint`: an address, an org's name, or `address:org`.
#[derive(Debug, Default)]
pub(super) struct Hint {
    /// The address.
    pub address: String,
    /// The org, of the world's.
    pub org: Option<usize>,
}

/// The way back to the client.
#[derive(Debug)]
pub(super) struct Back {
    /// The redirect URI as it was sent, which is as it is registered.
    pub redirect_uri: String,
    /// What was asked for: it decides where in the URL the answer stands.
    pub response: Response,
    /// Returned unchanged.
    state: Option<String>,
}

/// `response_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Response {
    /// A code, in the query.
    Code,
    /// A token, in the fragment (implicit).
    Token,
}

impl Back {
    /// Sends the browser back with these, and the state.
    pub(super) fn with(&self, pairs: &[(&str, &str)]) -> Answer {
        let mut encoder = url::form_urlencoded::Serializer::new(String::new());
        encoder.extend_pairs(pairs);
        if let Some(state) = &self.state {
            encoder.append_pair("state", state);
        }
        // Blanks as they are written outside of forms, too: not every client reads `+` as one.
        let more = encoder.finish().replace('+', "%20");
        let uri = &self.redirect_uri;
        let sign = match self.response {
            Response::Token => '#',
            Response::Code if uri.contains('?') => '&',
            Response::Code => '?',
        };
        Answer::redirect(&format!("{uri}{sign}{more}")).with("cache-control", "no-store")
    }

    /// Sends the browser back with an error (RFC 6749, section 4.1.2.1). That the vendor does so is documented, with which
    /// values is not.
    pub(super) fn error(&self, error: &str, description: &str) -> Answer {
        self.with(&[("error", error), ("error_description", description)])
    }

    /// The person said no, or may not say yes.
    pub(super) fn denied(&self) -> Answer {
        self.error("access_denied", "the request was denied")
    }
}

/// Reads the query. Who can't be sent back for sure is shown a page: an unknown client, or a redirect URI that is not
/// registered to the letter.
pub(super) fn read(visit: &Visit<'_>) -> Result<Asked, Answer> {
    let query = &visit.call.query;
    let given = |name: &str| query.get(name).filter(|text| !text.is_empty());
    let client = given("client_id").and_then(|id| visit.client(id));
    let redirect_uri = given("redirect_uri");
    let (Some(at), Some(redirect_uri)) = (client, redirect_uri) else {
        return Err(Notice::unknown_client().answer(400));
    };
    let client = visit.client_at(at);
    if !client.redirect_uris.iter().any(|uri| uri == redirect_uri) {
        return Err(Notice::unknown_client().answer(400));
    }
    if client.state != ClientState::Active {
        return Err(Notice::inactive_client(&client.name).answer(400));
    }
    let mut back = Back {
        redirect_uri: redirect_uri.to_owned(),
        response: Response::Code,
        state: query.get("state").map(str::to_owned),
    };
    let kind = match given("response_type") {
        Some("code") => GrantKind::Code,
        Some("token") => {
            back.response = Response::Token;
            GrantKind::Token
        }
        Some(_) => return Err(back.error("unsupported_response_type", "response_type is code or token")),
        None => return Err(back.error("invalid_request", "response_type is missing")),
    };
    if client.kind != kind {
        return Err(back.error("unauthorized_client", "the client has another grant type"));
    }
    let challenge = challenge(query).map_err(|why| back.error("invalid_request", why))?;
    let home = match (given("org"), given("provider")) {
        (None, None) => None,
        (Some(org), Some(provider)) => Some(Home {
            org: visit
                .org_named(org)
                .ok_or_else(|| Notice::unknown_org(org).answer(400))?,
            provider: provider.to_owned(),
        }),
        // The vendor's SDKs don't even send one without the other.
        _ => return Err(back.error("invalid_request", "org and provider go together")),
    };
    Ok(Asked {
        client: at,
        back,
        challenge,
        home,
        target: given("target").map(str::to_owned),
        hint: given("login_hint").map(|text| hint(visit, text)).unwrap_or_default(),
        ask_again: given("prompt") == Some("login"),
    })
}

/// The PKCE challenge. `S256` is the only method that the vendor's own code sends; whether it takes `plain` is not known:
/// here it does not, so that nobody relies on it.
fn challenge(query: &Query) -> Result<Option<Vec<u8>>, &'static str> {
    match (query.get("code_challenge"), query.get("code_challenge_method")) {
        (None, None) => Ok(None),
        (Some(text), Some("S256")) => URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .filter(|bytes| bytes.len() == 32)
            .map(Some)
            .ok_or("code_challenge is no SHA-256 in base64url without padding"),
        (Some(_), _) => Err("code_challenge_method is S256"),
        (None, Some(_)) => Err("code_challenge is missing"),
    }
}

/// Reads a hint. Text that is neither an address nor an org's name still fills the field in.
fn hint(visit: &Visit<'_>, text: &str) -> Hint {
    if let Some(org) = visit.org_named(text) {
        return Hint {
            org: Some(org),
            ..Hint::default()
        };
    }
    match text.split_once(':') {
        Some((address, org)) => Hint {
            address: address.to_owned(),
            org: visit.org_named(org),
        },
        None => Hint {
            address: text.to_owned(),
            org: None,
        },
    }
}

impl Visit<'_> {
    /// The org of this region with a name; case does not matter.
    fn org_named(&self, name: &str) -> Option<usize> {
        let name = name.trim().to_lowercase();
        let mut orgs = self.world.orgs.iter();
        orgs.position(|org| org.region == self.region && org.name.to_lowercase() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(redirect_uri: &str, response: Response, state: Option<&str>) -> Back {
        Back {
            redirect_uri: redirect_uri.to_owned(),
            response,
            state: state.map(str::to_owned),
        }
    }

    #[test]
    fn answers_are_added_where_the_flow_wants_them() {
        let to = |back: Back| back.with(&[("code", "c")]).header("location").unwrap().to_owned();
        assert_eq!(
            to(back("https://a.example/cb", Response::Code, Some("s"))),
            "https://a.example/cb?code=c&state=s"
        );
        assert_eq!(
            to(back("https://a.example/cb?x=1", Response::Code, None)),
            "https://a.example/cb?x=1&code=c"
        );
        assert_eq!(
            to(back("https://a.example/cb?x=1", Response::Token, Some("a b+c&é"))),
            "https://a.example/cb?x=1#code=c&state=a%20b%2Bc%26%C3%A9"
        );
    }

    #[test]
    fn only_s256_is_taken() {
        let read = |text: &str| challenge(&Query::parse(text));
        let right = "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert_eq!(read("").unwrap(), None);
        assert!(read(&format!("{right}&code_challenge_method=S256")).unwrap().is_some());
        for wrong in [
            right.to_owned(),
            format!("{right}&code_challenge_method=plain"),
            format!("{right}=&code_challenge_method=S256"),
            "code_challenge=short&code_challenge_method=S256".to_owned(),
            "code_challenge_method=S256".to_owned(),
        ] {
            assert!(read(&wrong).is_err(), "{wrong}");
        }
    }
}
