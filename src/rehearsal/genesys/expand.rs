//! `expand`: what the vendor adds to an object if it is asked to, and can.
//!
//! The vendor calls it best effort and reserves to leave expansions out, so everything that an answer holds because of
//! `expand` is decided here: who leaves it out of a call loses all of it.

use std::collections::BTreeSet;

use super::Seen;
use super::refusal::Refusal;

/// What people can be expanded with (`expand` of `GET /api/v2/users`).
pub(super) const OF_USERS: &[&str] = &[
    "routingStatus",
    "presence",
    "integrationPresence",
    "conversationSummary",
    "outOfOffice",
    "geolocation",
    "station",
    "authorization",
    "lasttokenissued",
    "authorization.unusedRoles",
    "team",
    "workPlanBidRanks",
    "externalContactsSettings",
    "groups",
    "customAttributes",
    "profileSkills",
    "certifications",
    "locations",
    "skills",
    "languages",
    "languagePreference",
    "employerInfo",
    "biography",
    "dateLastLogin",
    "dateWelcomeSent",
];

/// What `GET /api/v2/users/me` can be expanded with besides.
pub(super) const OF_ME: &[&str] = &[
    "date",
    "geolocationsettings",
    "organization",
    "presencedefinitions",
    "divisionedpresencedefinitions",
    "locationdefinitions",
    "orgauthorization",
    "orgproducts",
    "favorites",
    "superiors",
    "directreports",
    "adjacents",
    "routingskills",
    "routinglanguages",
    "fieldconfigs",
    "token",
    "trustors",
    "logCapture",
    "autoanswersettings",
];

/// What a call wants expanded.
#[derive(Debug, Default)]
pub(super) struct Expand<'a>(BTreeSet<&'a str>);

impl<'a> Expand<'a> {
    /// What a call asks for, of what there is.
    pub(super) fn asked(seen: &Seen<'a>, known: &[&[&str]]) -> Result<Self, Refusal> {
        Self::of(seen.call.query.list("expand"), known)
    }

    /// The names of a list, of what there is.
    pub(super) fn of(names: impl Iterator<Item = &'a str>, known: &[&[&str]]) -> Result<Self, Refusal> {
        let mut asked = BTreeSet::new();
        for name in names {
            if !known.iter().any(|names| names.contains(&name)) {
                let all: Vec<&str> = known.iter().copied().flatten().copied().collect();
                return Err(Refusal::invalid_value("expand", name, &all.join(", ")));
            }
            asked.insert(name);
        }
        Ok(Self(asked))
    }

    /// Whether something is to be added.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}
