//! What holds for every text that can be printed, and for the signs as a whole.

use std::collections::BTreeSet;

use strum::IntoEnumIterator as _;

use super::cause::Cause;
use super::seen::CODES;
use super::{Known, Refusal, diagnose, signs, told};
use crate::catalogue::Catalogue;

/// Names in texts that are no permission, scope, operation, host or parameter: fields of answers, words of OAuth and HTTP.
const OTHER_NAMES: &[&str] = &[
    "Authorization: Bearer",
    "Basic",
    "Bearer",
    "Content-Type: application/x-www-form-urlencoded",
    "Retry-After",
    "S256",
    "api.",
    "authorizedGrantType",
    "authorizedScope",
    "code_verifier",
    "curl -u ID:SECRET",
    "curl -u ID:SECRET -d grant_type=client_credentials",
    "expand=authorization",
    "grant_type",
    "login.",
    "me",
    "refresh_token",
    "registeredRedirectUri",
    "roleDivisions",
    "state",
    "zd2gc catalogue search",
    "zd2gc catalogue show",
];

/// The names between backticks.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Whether a name is one that exists.
fn is_real(name: &str) -> bool {
    OTHER_NAMES.contains(&name) || CODES.contains(&name) || Catalogue::embedded().check(name).exists
}

#[test]
fn every_name_in_every_text_exists() {
    let of_signs = signs::all().flat_map(|sign| [sign.seen, sign.because]);
    let texts: Vec<&str> = told::texts().chain(of_signs).collect();
    assert!(texts.len() > 300, "{}", texts.len());
    let wrong: BTreeSet<&str> = texts
        .iter()
        .flat_map(|text| names(text))
        .filter(|name| !is_real(name))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    // And those that are listed here are used.
    let used: BTreeSet<&str> = texts.iter().flat_map(|text| names(text)).collect();
    let idle: Vec<_> = OTHER_NAMES.iter().filter(|name| !used.contains(**name)).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn texts_never_advise_what_makes_it_worse() {
    for text in told::texts() {
        let lower = text.to_lowercase();
        assert!(
            !lower.contains("recreate") && !lower.contains("delete the client"),
            "{text}"
        );
        assert!(!lower.contains("`admin`"), "{text}");
    }
}

#[test]
fn every_cause_has_a_sign_of_its_own() {
    for cause in Cause::iter() {
        let best = signs::all()
            .flat_map(|sign| sign.speaks)
            .filter(|(of, _)| *of == cause)
            .map(|(_, steps)| *steps)
            .max();
        assert!(best.is_some_and(|steps| steps >= 3), "{cause}: {best:?}");
    }
}

#[test]
fn a_sign_that_every_refusal_shows_would_say_nothing() {
    let nothing = Refusal::default();
    let found = diagnose(&nothing, &Known::only(&|_| None));
    assert!(found.causes.is_empty(), "{:?}", found.causes);
}

#[test]
fn hostile_texts_are_read_in_time_and_change_nothing() {
    let long = "scope missing permission division ".repeat(500);
    let texts = [
        "\u{202e}\u{0}\u{7f}".repeat(2_000),
        "{".repeat(10_000),
        "{\"a\":".repeat(4_000),
        ":".repeat(20_000),
        "/api/v2/".repeat(4_000),
        long,
    ];
    for text in texts {
        let refusal = Refusal {
            message: Some(text.clone()),
            notes: Some(text.clone()),
            path: Some(text.clone()),
            host: Some(text.clone()),
            scopes: vec![text.clone()],
            ..super::paste::read(&text)
        };
        let told = diagnose(&refusal, &Known::only(&|_| None));
        let printed = serde_json::to_string(&told).unwrap();
        assert!(printed.len() < 100_000, "{}", printed.len());
        assert!(
            !printed.contains('\u{202e}') && !printed.contains("\\u0000"),
            "control characters"
        );
    }
}
