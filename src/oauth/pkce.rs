//! State and code verifier: what ties an answer of the login host to the request that asked for it.

use std::fmt;
use std::str::FromStr;

/// A text that can't be a state or a verifier; it is not repeated, as it may be worth something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Not what RFC 7636, section 4.1 asks of a verifier.
    #[error("a code verifier has 43 to 128 characters out of A-Z, a-z, 0-9 and `-._~`; this one does not")]
    Verifier,
    /// Not what RFC 6749, appendix A.5 asks of a state.
    #[error("a state has 1 to 512 visible ASCII characters without spaces; this one does not")]
    State,
}

/// A PKCE code verifier; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeVerifier(String);

impl CodeVerifier {
    /// The verifier itself: whoever has it and the code can fetch the token of a public client.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for CodeVerifier {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let right = (43..=128).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
        if right {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::Verifier)
        }
    }
}

impl fmt::Debug for CodeVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeVerifier([redacted])")
    }
}

/// The `state` of an authorization request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State(String);

impl State {
    /// The text that is sent and comes back.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for State {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        if (1..=512).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::State)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verifiers_are_as_the_standard_asks() {
        assert!("a".repeat(42).parse::<CodeVerifier>().is_err());
        assert!("a".repeat(43).parse::<CodeVerifier>().is_ok());
        assert!("~".repeat(128).parse::<CodeVerifier>().is_ok());
        assert!("a".repeat(129).parse::<CodeVerifier>().is_err());
        assert!(format!("{}+", "a".repeat(50)).parse::<CodeVerifier>().is_err());
        let verifier: CodeVerifier = "s".repeat(43).parse().unwrap();
        assert_eq!(format!("{verifier:?}"), "CodeVerifier([redacted])");
    }

    #[test]
    fn a_state_is_visible_ascii() {
        assert!("".parse::<State>().is_err());
        assert!("a b".parse::<State>().is_err());
        assert!("ä".parse::<State>().is_err());
        assert!("emea|42&x=1".parse::<State>().is_ok());
    }
}
