//! A refusal, looked at: which names in it are real, what kind of call it was, who called. Nothing is concluded here.

mod call;
mod codes;
mod grant;
mod host;
mod names;

use super::refusal::{Refusal, status_in};
use super::said::Said;
use crate::catalogue::{Catalogue, Mode};
use crate::model::{Pattern, Permission};

pub(super) use call::{Call, asked};
#[cfg(test)]
pub(super) use codes::CODES;
pub(super) use grant::Grant;
pub(super) use host::Host;
pub(super) use names::{From, Name};

/// What can be seen in a refusal.
pub(super) struct Seen<'a> {
    /// What was told.
    pub(super) refusal: &'a Refusal,
    /// What exists.
    pub(super) catalogue: &'static Catalogue,
    /// The HTTP status; of the code where it is a number, or the one that free text tells.
    pub(super) status: Option<u16>,
    /// The known codes that stand in code, message and notes.
    pub(super) codes: Vec<&'static str>,
    /// What was called.
    pub(super) call: Call<'static>,
    /// Where.
    pub(super) host: Host<'static>,
    /// The regions that host and texts name.
    pub(super) regions: Vec<&'static str>,
    /// The grants that are spoken of.
    pub(super) grants: Vec<Grant>,
    /// Scopes that are spoken of, each once.
    pub(super) scopes: Vec<Name>,
    /// Permissions that are spoken of, each once.
    pub(super) permissions: Vec<Name>,
    /// Headers that are sent (true) or spoken of to choose an org: there is none that does.
    pub(super) org_headers: Vec<(String, bool)>,
    /// Message and notes as words.
    pub(super) said: Said,
    /// The message alone as words: what the platform itself says.
    pub(super) answered: Said,
    /// All grants that any text names.
    pub(super) named_grants: Vec<Grant>,
}

/// The status of a refusal that message and notes tell, where they tell of one only.
fn status_told(refusal: &Refusal) -> Option<u16> {
    const REFUSALS: [&str; 7] = ["400", "401", "403", "404", "405", "415", "429"];
    let texts = [&refusal.message, &refusal.notes];
    let texts = texts.into_iter().filter_map(|text| text.as_deref());
    let words =
        texts.flat_map(|text| text.split(|sign: char| !(sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.'))));
    let mut told = words
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| REFUSALS.contains(word));
    let first = told.next()?;
    told.all(|other| other == first).then(|| first.parse().ok()).flatten()
}

impl<'a> Seen<'a> {
    /// Looks at a refusal.
    pub(super) fn of(refusal: &'a Refusal) -> Self {
        let catalogue = Catalogue::embedded();
        let texts = || {
            [&refusal.error_code, &refusal.message, &refusal.notes]
                .into_iter()
                .filter_map(|text| text.as_deref())
        };
        // A code is no sentence: its words would say what the code says a second time.
        let worded = [&refusal.message, &refusal.notes];
        let of_code = refusal.error_code.as_deref().and_then(status_in);
        let call = call::called(refusal, catalogue);
        let (scopes, permissions) = names::named(refusal, catalogue);
        Self {
            refusal,
            catalogue,
            status: refusal.http_status.or(of_code).or_else(|| status_told(refusal)),
            codes: codes::found(texts()),
            host: host::called(refusal, catalogue),
            regions: host::regions(refusal, catalogue),
            grants: grant::spoken_of(refusal),
            scopes,
            permissions,
            org_headers: names::org_headers(refusal, catalogue),
            said: Said::of(worded.into_iter().filter_map(|text| text.as_deref())),
            answered: Said::of(refusal.message.as_deref()),
            named_grants: grant::named(refusal),
            call,
        }
    }

    /// Whether the status is one of these.
    pub(super) fn is_status(&self, any: &[u16]) -> bool {
        self.status.is_some_and(|status| any.contains(&status))
    }

    /// Whether one of these codes was given.
    pub(super) fn has_code(&self, any: &[&str]) -> bool {
        self.codes.iter().any(|code| any.contains(code))
    }

    /// Whether a grant is spoken of.
    pub(super) fn uses(&self, grant: Grant) -> bool {
        self.grants.contains(&grant)
    }

    /// Whether free text fits one of the patterns.
    pub(super) fn says(&self, patterns: &[&str]) -> bool {
        self.said.any(patterns)
    }

    /// Whether the message itself fits one of the patterns.
    pub(super) fn answers(&self, patterns: &[&str]) -> bool {
        self.answered.any(patterns)
    }

    /// Whether it is the token host that refused, as far as can be seen.
    pub(super) fn is_token_request(&self) -> bool {
        matches!(self.call, Call::Token)
            || self.has_code(codes::OF_TOKEN_HOST)
            || self.answers(&["refresh_token invalid|expired|revoked"])
            || matches!(self.call, Call::Unnamed) && self.says(&["token request|endpoint|call|url", "oauth token"])
    }

    /// The value of a request's header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.refusal.headers.iter();
        headers
            .find(|(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Whether the permissions that the caller is listed with open the operation; `None` where that can't be told.
    pub(super) fn holds_what_is_asked(&self) -> Option<bool> {
        let operation = self.operation().filter(|operation| !operation.permissions.is_empty())?;
        let listed: Vec<Pattern> = (self.permissions.iter())
            .filter(|name| name.from == From::List)
            .filter_map(|name| name.text.parse().ok())
            .collect();
        let mut asked = operation.permissions.iter();
        let held = |permission: &Permission| listed.iter().any(|pattern| pattern.matches(permission));
        (!listed.is_empty()).then(|| match operation.mode {
            Mode::All => asked.all(held),
            _ => asked.any(held),
        })
    }

    /// The operation, where it exists.
    pub(super) fn operation(&self) -> Option<&'static crate::catalogue::OperationFacts> {
        match self.call {
            Call::Exists(operation) => Some(operation),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(notes: &str) -> Refusal {
        Refusal {
            notes: Some(notes.to_owned()),
            ..Refusal::default()
        }
    }

    #[test]
    fn what_notes_alone_tell_counts_where_it_can_mean_one_thing_only() {
        let refusal = noted("`GET /api/v2/users/me` is refused with 403. Again 403.");
        let seen = Seen::of(&refusal);
        assert_eq!(
            (seen.status, seen.operation().map(|one| one.path)),
            (Some(403), Some("/api/v2/users/me"))
        );
        let refusal = noted("GET /api/v2/users/me works, GET /api/v2/groups gives 403, before it was 401");
        let seen = Seen::of(&refusal);
        assert_eq!((seen.status, seen.operation().map(|one| one.path)), (None, None));
    }
}
