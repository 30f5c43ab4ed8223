//! What was called: an operation of the API, the token host, the authorization page, or nothing that can be told.

use crate::catalogue::{Catalogue, OperationFacts, RemovedOperation, Resolved};
use crate::diagnose::Refusal;
use crate::model::{Method, Operation};

/// A path longer than this is none: the longest of the API has 150 characters, ids left out.
const LONGEST: usize = 600;

/// What was called.
#[derive(Debug, Clone)]
pub(in crate::diagnose) enum Call<'a> {
    /// An operation of the API.
    Exists(&'a OperationFacts),
    /// One that the API once had.
    Removed(&'a RemovedOperation),
    /// A path of the API, with a method that it has not; these it has.
    OtherMethod(Vec<Method>),
    /// A path that the API has not, and never had under this method.
    Unknown,
    /// The beginning of a path: cut short in the telling, as it seems.
    Cut,
    /// Where tokens are issued.
    Token,
    /// Where people authorize applications.
    Authorize,
    /// Nothing that can be told.
    Unnamed,
}

/// Finds out what was called.
pub(super) fn called<'a>(refusal: &Refusal, catalogue: &'a Catalogue) -> Call<'a> {
    let Some((method, path)) = asked(refusal) else {
        return Call::Unnamed;
    };
    // Where the login sends people back to, with what came of it: an address of the application's own.
    let told = refusal.path.as_deref().unwrap_or_default();
    let comes_back = ["?error=", "&error=", "#error=", "?code=", "&code="];
    if !told.contains("/api/v") && comes_back.iter().any(|query| told.contains(query)) {
        return Call::Authorize;
    }
    let lower = path.to_ascii_lowercase();
    if lower.ends_with("/oauth/token") || lower.ends_with("/token") && !lower.contains("/api/v") {
        return Call::Token;
    }
    if lower.contains("/oauth/authorize") || lower.ends_with("/authorize") || lower.contains("/oauth2/") {
        return Call::Authorize;
    }
    resolved(method, &path, catalogue)
}

/// Method and path as they were told, the path from `/api/v2` on where people leave that out.
pub(in crate::diagnose) fn asked(refusal: &Refusal) -> Option<(Option<Method>, String)> {
    let told = refusal
        .path
        .as_deref()
        .or_else(|| told_in_notes(refusal))?
        .trim()
        .trim_matches(['`', '"', '\'', '<', '>', ',']);
    let (method, path) = match told.split_once(char::is_whitespace) {
        Some((first, rest)) if first.parse::<Method>().is_ok() => (first.parse().ok(), rest.trim()),
        Some((first, _)) => (None, first),
        None => (None, told),
    };
    let own = refusal.method.as_deref().and_then(|method| method.trim().parse().ok());
    let is_path = path.contains('/') && !path.contains(char::is_whitespace) && path.len() <= LONGEST;
    is_path.then(|| (own.or(method), whole(&Operation::clean_path(path))))
}

/// The one call that notes name with its method, where no path was given.
fn told_in_notes(refusal: &Refusal) -> Option<&str> {
    let notes = refusal.notes.as_deref()?;
    let mut calls = notes.match_indices("/api/v").filter_map(|(at, _)| {
        let method = notes[..at].split_whitespace().next_back()?;
        let is_method =
            notes[..at].ends_with(' ') && method.trim_start_matches(['`', '"', '(']).parse::<Method>().is_ok();
        let end = notes[at..].find(|sign: char| sign.is_whitespace() || matches!(sign, ',' | ';' | '"' | '`' | ')'));
        is_method.then(|| notes[at..end.map_or(notes.len(), |end| at + end)].trim_end_matches(['.', ':', '?']))
    });
    let first = calls.next()?;
    calls.next().is_none().then_some(first)
}

/// A path from `/api/v2` on.
fn whole(path: &str) -> String {
    let path = path.strip_prefix("/platform").unwrap_or(path);
    let path = path.replace("//", "/");
    if path.starts_with("/v2/") || path.starts_with("/v1/") {
        return format!("/api{path}");
    }
    path
}

fn resolved<'a>(method: Option<Method>, path: &str, catalogue: &'a Catalogue) -> Call<'a> {
    let short = format!("/api/v2{path}");
    let ways: &[&str] = if path.starts_with("/api/") {
        &[path]
    } else {
        &[path, &short]
    };
    for way in ways {
        if let Some(found) = exact(method, way, catalogue) {
            return found;
        }
    }
    for way in ways {
        let methods = catalogue.methods_of(way);
        if !methods.is_empty() {
            return Call::OtherMethod(methods);
        }
    }
    if is_cut(path, catalogue) {
        Call::Cut
    } else {
        Call::Unknown
    }
}

/// The operation that a path names outright; where no method was told, the one that reads goes first.
fn exact<'a>(method: Option<Method>, path: &str, catalogue: &'a Catalogue) -> Option<Call<'a>> {
    const ORDER: [Method; 5] = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];
    let methods: &[Method] = method.as_ref().map_or(&ORDER, std::slice::from_ref);
    let mut removed = None;
    for method in methods {
        match catalogue.resolve(*method, path) {
            Resolved::Exists(operation, _) => return Some(Call::Exists(operation)),
            Resolved::Removed(gone) => match catalogue.renamed(gone).filter(|_| gone.renamed_parameter) {
                Some(operation) => return Some(Call::Exists(operation)),
                None => removed = removed.or(Some(Call::Removed(gone))),
            },
            Resolved::Unknown => {}
        }
    }
    // Another method of the path may live while this one is gone: then it is gone all the same.
    removed
}

/// Whether a path ends in the middle: with dots, or inside a word of paths that exist.
fn is_cut(path: &str, catalogue: &Catalogue) -> bool {
    if path.ends_with("...") || path.ends_with('\u{2026}') || path.contains("/.../") {
        return true;
    }
    let told: Vec<&str> = path.trim_matches('/').split('/').collect();
    let Some((last, before)) = told.split_last() else {
        return true;
    };
    // `/api/v2` alone says that nothing was told.
    if matches!(told.as_slice(), ["" | "api"] | ["api", "v2"]) {
        return true;
    }
    catalogue.operations().iter().any(|operation| {
        let mut own = operation.path.trim_start_matches('/').split('/');
        let same = before
            .iter()
            .all(|part| own.next().is_some_and(|own| own.starts_with('{') || own == *part));
        same && last.len() >= 2
            && own
                .next()
                .is_some_and(|next| !next.starts_with('{') && next.len() > last.len() && next.starts_with(last))
    })
}
