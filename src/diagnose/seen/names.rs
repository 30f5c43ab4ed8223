//! Which scopes and permissions a refusal speaks of, and which of them exist.

use crate::catalogue::{Catalogue, Kind, ParameterKind};
use crate::diagnose::Refusal;

/// A name that is spoken of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::diagnose) struct Name {
    /// The name; the vendor's spelling where it exists.
    pub(in crate::diagnose) text: String,
    /// Whether it exists.
    pub(in crate::diagnose) exists: bool,
    /// Where it stands.
    pub(in crate::diagnose) from: From,
}

/// Where a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::diagnose) enum From {
    /// In the list of scopes or permissions.
    List,
    /// In the answer: its code or its message.
    Answer,
    /// In what somebody tells besides, where names are quoted that somebody else advised.
    Notes,
}

/// What standard OAuth and `OpenID` call scopes, and Genesys Cloud does not know.
const FOREIGN_SCOPES: &[&str] = &["openid", "offline_access", "profile", "email"];

/// What is longer is no name.
const LONGEST: usize = 120;
/// How many names of a refusal are looked at: nobody goes through more.
const MOST: usize = 40;

/// The scopes and the permissions.
pub(super) fn named(refusal: &Refusal, catalogue: &Catalogue) -> (Vec<Name>, Vec<Name>) {
    let (mut scopes, mut permissions) = (Vec::new(), Vec::new());
    for name in refusal.scopes.iter().filter(|name| name.len() <= LONGEST).take(MOST) {
        let name = trimmed(name);
        if !name.is_empty() {
            let exists = catalogue.scope(name).is_some();
            // A permission among the scopes is no scope, whatever it is elsewhere.
            add(&mut scopes, name, exists, From::List);
        }
    }
    for name in refusal
        .permissions
        .iter()
        .filter(|name| name.len() <= LONGEST)
        .take(MOST)
    {
        let checked = catalogue.check(trimmed(name));
        match checked.kind {
            Kind::Permission => add(&mut permissions, &checked.name, checked.exists, From::List),
            Kind::Scope if checked.exists => add(&mut scopes, &checked.name, true, From::Answer),
            _ => add(&mut permissions, trimmed(name), false, From::List),
        }
    }
    let texts = [
        (&refusal.error_code, From::Answer),
        (&refusal.message, From::Answer),
        (&refusal.notes, From::Notes),
    ];
    for (text, from) in texts {
        if let Some(text) = text {
            in_text(text, from, catalogue, &mut scopes, &mut permissions);
        }
    }
    (scopes, permissions)
}

fn trimmed(name: &str) -> &str {
    name.trim_matches(|sign: char| !sign.is_alphanumeric() && sign != '*')
}

fn add(names: &mut Vec<Name>, name: &str, exists: bool, from: From) {
    if !names.iter().any(|own| own.text.eq_ignore_ascii_case(name)) {
        names.push(Name {
            text: name.to_owned(),
            exists,
            from,
        });
    }
}

/// Words with colons in them; and words alone that stand where scopes are spoken of.
fn in_text(text: &str, from: From, catalogue: &Catalogue, scopes: &mut Vec<Name>, permissions: &mut Vec<Name>) {
    let part_of_name = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, ':' | '-' | '_' | '*' | '.');
    let mut before = "";
    for token in text.split(|sign: char| !part_of_name(sign)) {
        if scopes.len() + permissions.len() > MOST {
            return;
        }
        let token = token.trim_matches(['.', ':', '-', '_']);
        if token.is_empty() || token.len() > LONGEST {
            continue;
        }
        if is_part_of_permissions(token, catalogue) {
            // A domain and an entity: what somebody calls a group of permissions.
        } else if looks_like_a_name(token) {
            let checked = catalogue.check(token);
            match checked.kind {
                Kind::Scope => add(scopes, &checked.name, checked.exists, from),
                Kind::Permission => add(permissions, &checked.name, checked.exists, from),
                _ => {}
            }
        } else if before.eq_ignore_ascii_case("scope") || FOREIGN_SCOPES.contains(&token) {
            if catalogue.scope(token).is_some() {
                add(scopes, token, true, from);
            } else if FOREIGN_SCOPES.contains(&token) && before.eq_ignore_ascii_case("scope") {
                add(scopes, token, false, from);
            }
        }
        before = token;
    }
}

/// Two or three parts of letters between colons; not a time, an address, a URN.
fn looks_like_a_name(token: &str) -> bool {
    let parts: Vec<&str> = token.split(':').collect();
    matches!(parts.len(), 2 | 3)
        && !matches!(
            parts[0].to_ascii_lowercase().as_str(),
            "http"
                | "https"
                | "urn"
                | "localhost"
                | "id"
                | "user"
                | "username"
                | "client-id"
                | "client_id"
                | "clientid"
        )
        && parts.iter().all(|part| {
            *part == "*"
                || part.len() >= 2 && part.starts_with(|first: char| first.is_ascii_alphabetic()) && !part.contains('.')
        })
}

/// Whether two parts begin the names of permissions.
fn is_part_of_permissions(token: &str, catalogue: &Catalogue) -> bool {
    token.matches(':').count() == 1
        && catalogue.scope(token).is_none()
        && catalogue.permissions().any(|facts| {
            let name = facts.name.as_str();
            name.get(..token.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(token))
                && name.as_bytes().get(token.len()) == Some(&b':')
        })
}

/// Headers that people send (true) or speak of to choose an org.
pub(super) fn org_headers(refusal: &Refusal, catalogue: &Catalogue) -> Vec<(String, bool)> {
    let known: Vec<&str> = catalogue
        .authorize_parameters()
        .iter()
        .filter(|parameter| parameter.kind == ParameterKind::NotAHeader)
        .map(|parameter| parameter.name)
        .collect();
    let chooses = |name: &str| {
        let lower = name.to_ascii_lowercase();
        let is_header = lower.starts_with("x-") || lower.starts_with("inin-") || lower.contains("genesys");
        known.iter().any(|known| known.eq_ignore_ascii_case(name))
            || is_header && ["tenant", "org"].iter().any(|word| lower.contains(word))
            || lower == "organization-id"
            || lower == "tenant-id"
    };
    let sent = refusal.headers.keys().filter(|name| chooses(name));
    let mut found: Vec<(String, bool)> = sent.map(|name| (name.clone(), true)).collect();
    let texts = [&refusal.message, &refusal.notes];
    for text in texts.into_iter().filter_map(|text| text.as_deref()) {
        for token in text.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '-')) {
            if token.contains('-') && chooses(token) && !found.iter().any(|(own, _)| own.eq_ignore_ascii_case(token)) {
                found.push((token.to_owned(), false));
            }
        }
    }
    found
}
