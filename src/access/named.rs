//! Whom a name means: subjects of an org by what people call them.

use super::snapshot::{GRANTS, Org, ReadError, each};
use super::{Access, Kind, Subject, keys};
use crate::genesys::model::User;
use crate::model::{fold_address, fold_name};
use crate::snapshot::Snapshot;

/// A subject that a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// The subject's key.
    pub key: String,
    /// The display name of a person; `None` for others, and where no list has them.
    pub name: Option<String>,
}

/// Whom a name means, and whom it may have been meant for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Those who go by it: several where people share a name, or somebody took over an address.
    pub meant: Vec<Meant>,
    /// Who goes by the most similar name, and how similar it is, up to 1.
    pub near: Option<(f64, String)>,
}

/// From this likeness on, a name may be a slip of the pen for another.
const LIKE: f64 = 0.8;

/// What the names of trustees may begin with, to tell them from people of the org.
const TRUSTEE: &str = "trustee:";

impl Found {
    /// Takes note of somebody's name where it is the most similar so far.
    fn compare(&mut self, wanted: &str, name: &str, shown: &str) {
        let likeness = strsim::jaro_winkler(wanted, &fold_name(name));
        if likeness > LIKE && self.near.as_ref().is_none_or(|(best, _)| likeness > *best) {
            self.near = Some((likeness, shown.to_owned()));
        }
    }
}

impl Access {
    /// The keys of the subjects that go by a name, as far as this value knows their names: an address, `group:NAME`,
    /// `client:NAME`, a trustee's org, each with or without the word in front, or an id.
    pub fn named(&self, name: &str) -> Vec<&str> {
        let person = keys::person(name);
        let wanted = fold_name(name);
        let all = self.subjects().iter();
        all.filter(|(key, subject)| **key == person || is_meant(&wanted, subject))
            .map(|(key, _)| key.as_str())
            .collect()
    }
}

/// Whom a name means in an org: whoever [`Access::named`] finds, and people by username and display name, too.
///
/// # Errors
/// When the list of people can't be read or understood.
pub fn named(snapshot: &Snapshot, org: &Org, text: &str) -> Result<Found, ReadError> {
    let wanted = fold_name(text);
    let address = fold_address(text);
    let id = text.trim();
    let mut found = Found::default();
    each(snapshot, "users", |user: User| {
        let Some(key) = org.person(&user.id) else { return };
        let addresses = [user.email.as_deref(), user.username.as_deref()];
        let by_address = addresses.into_iter().flatten().any(|own| fold_address(own) == address);
        if by_address || user.id.eq_ignore_ascii_case(id) || fold_name(&user.name) == wanted {
            found.meant.push(Meant {
                key: key.to_owned(),
                name: Some(user.name),
            });
            return;
        }
        let shown = addresses[0].filter(|own| !own.is_empty()).unwrap_or(&user.name);
        for name in addresses.into_iter().flatten().chain([user.name.as_str()]) {
            found.compare(&wanted, name, shown);
        }
    })?;
    for (key, subject) in org.access.subjects() {
        // People of the list were looked through above.
        if org.person(&subject.id).is_some() {
            continue;
        }
        if is_meant(&wanted, subject) {
            found.meant.push(Meant {
                key: key.clone(),
                name: None,
            });
        } else {
            found.compare(&wanted, bare(subject), &subject.name);
            found.compare(&wanted, &subject.name, &subject.name);
        }
    }
    Ok(found)
}

/// The word in front of a subject's name that tells its kind.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Group => "group:",
        Kind::Client => "client:",
        Kind::TrusteeUser | Kind::TrusteeGroup => TRUSTEE,
        Kind::Person => "",
    }
}

/// The name of a subject without the word that tells its kind.
fn bare(subject: &Subject) -> &str {
    subject.name.strip_prefix(word(subject.kind)).unwrap_or(&subject.name)
}

/// Whether a folded name means a subject: its name or its id, with or without the word in front.
fn is_meant(wanted: &str, subject: &Subject) -> bool {
    let rest = wanted.strip_prefix(word(subject.kind)).unwrap_or(wanted).trim();
    rest == fold_name(bare(subject)) || !subject.id.is_empty() && rest.eq_ignore_ascii_case(&subject.id)
}

/// The lists that would have whoever goes by a name: without them it is not known whether there is such a subject.
pub fn lists_of(text: &str) -> &'static [&'static str] {
    let wanted = fold_name(text);
    if wanted.starts_with("group:") {
        &["groups"]
    } else if wanted.starts_with("client:") {
        &["oauth_clients"]
    } else if wanted.starts_with(TRUSTEE) {
        &["trustees"]
    } else if wanted.contains('@') {
        &["users"]
    } else {
        &["groups", "oauth_clients", "trustees", "users"]
    }
}

/// The lists without which it is not known what a subject of a kind holds.
pub fn needs(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Person => GRANTS,
        Kind::Group => &["divisions", "groups", "roles", "subject_grants"],
        Kind::Client => &["divisions", "oauth_clients", "roles", "subject_grants"],
        Kind::TrusteeUser | Kind::TrusteeGroup => &["divisions", "roles", "subject_grants", "trustees"],
    }
}
