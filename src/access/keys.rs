//! How a plan and an org name the same thing: keys that don't change with a vendor's id, spelling or case.
//!
//! - A person is their address, folded; a group `group:` with its name folded; a client `client:` with its id; somebody of
//!   another org `trustee:` with the vendor's id.
//! - A role that a plan makes is `key:` with its key, which stands at the end of its description and outlives its name; any
//!   other `role:` with its name folded.
//! - The home division is `home`, whatever its name; any other its name, folded.

use crate::model::{Divisions, fold_address, fold_name};

/// The home division.
pub const HOME: &str = Divisions::HOME;

/// A person by address.
pub fn person(address: &str) -> String {
    fold_address(address).into_owned()
}

/// A group by name.
pub fn group(name: &str) -> String {
    format!("group:{}", fold_name(name))
}

/// A client by id.
pub fn client(id: &str) -> String {
    format!("client:{}", id.to_ascii_lowercase())
}

/// Somebody, or a group, of another org, by the vendor's id.
pub fn trustee(id: &str) -> String {
    format!("trustee:{id}")
}

/// A role that a plan makes, by its key.
pub fn planned_role(key: &str) -> String {
    format!("key:{key}")
}

/// A role of the org's own, by name.
pub fn role(name: &str) -> String {
    format!("role:{}", fold_name(name))
}

/// A division by name.
pub fn division(name: &str, home: bool) -> String {
    if home { HOME.to_owned() } else { fold_name(name) }
}

/// The key of a planned role at the end of a description: `... [zd2gc:KEY]`.
pub fn in_description(description: &str) -> Option<&str> {
    let start = description.rfind("[zd2gc:")?;
    description[start + "[zd2gc:".len()..].trim_end().strip_suffix(']')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planned_role_is_recognised_by_the_key_in_its_description() {
        assert_eq!(in_description("From Zendesk [zd2gc:tier-2]"), Some("tier-2"));
        assert_eq!(in_description("a [zd2gc:tier-2] in the middle"), None);
        assert_eq!(in_description("none"), None);
    }

    #[test]
    fn spelling_and_case_do_not_matter() {
        assert_eq!(person(" Anna@Acme.example"), person("anna@acme.example"));
        assert_eq!(group("Tier 2 "), group("tier 2"));
        assert_eq!(division("Hauptsitz", true), "home");
    }
}
