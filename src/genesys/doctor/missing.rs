//! Why a read is refused, sorted: what to give to whom.

use std::collections::BTreeSet;

use super::held::Held;
use super::least::Least;
use super::model::ClientSeen;
use super::probe::Refusal;
use crate::catalogue::Mode;
use crate::genesys::live::reads::Read;
use crate::live::Missing;
use crate::model::Permission;

/// Whether the vendor says that permissions are missing everywhere.
pub(super) fn is_without_permission(refusal: &Refusal) -> bool {
    matches!(refusal.code.as_str(), "missing.permissions" | "missing.any.permissions")
}

/// The permissions that a refusal names, in its parameters or in its words.
pub(super) fn named(refusal: &Refusal) -> BTreeSet<Permission> {
    let texts = refusal.params.values().map(String::as_str);
    let texts = texts.chain([refusal.message.as_str()]);
    texts
        .flat_map(|text| {
            text.split(|character: char| character.is_whitespace() || "[](){},;'\"`".contains(character))
                .map(|word| word.trim_matches(['.', ':']))
        })
        .filter(|word| word.contains(':'))
        .filter_map(|word| word.parse().ok())
        .collect()
}

/// The divisions that a refusal names.
fn divisions(refusal: &Refusal) -> Vec<String> {
    let of_division = refusal.params.iter().filter(|(name, _)| {
        let name = name.to_ascii_lowercase();
        name.contains("division")
    });
    let ids: BTreeSet<String> = of_division
        .flat_map(|(_, value)| value.split(','))
        .map(|id| id.trim_matches(['[', ']', ' ']).to_owned())
        .filter(|id| !id.is_empty())
        .collect();
    ids.into_iter().collect()
}

/// Whose credential it is, as far as refusals go by that.
pub(super) struct Asker<'a> {
    pub(super) client: Option<&'a ClientSeen>,
    pub(super) held: &'a Held,
    pub(super) least: &'a Least,
}

impl Asker<'_> {
    /// What a refused read lacks. What isn't known stays empty: the vendor's words stand beside it.
    pub(super) fn refused(&self, read: &Read, refusal: &Refusal) -> Missing {
        let code = refusal.code.as_str();
        let mut missing = Missing::default();
        match code {
            "app.not.authorized.for.scope" => {
                missing.scopes = self.scope(read, refusal);
                missing.other = self.approval(&missing.scopes);
                // The next thing to be refused, once the scope is there.
                missing.permissions = self.known_missing(read);
            }
            "not.a.user" => {
                missing.other = Some("a token of a person: a client's own token does not do here".to_owned());
            }
            "authz.policy.denied" => {
                missing.other = Some("leave by an access policy of the org, which denies it".to_owned());
            }
            "feature.forbidden" | "feature.toggle.disabled" | "not.authorized" => {
                missing.other = Some("a product, licence or feature that the org does not have switched on".to_owned());
            }
            "missing.trustor.permissions" => {
                missing.permissions = self.permissions(read, refusal);
                missing.other = Some("rights in the org that let yours in: its trustor has to grant them".to_owned());
            }
            _ if code.starts_with("missing.") => {
                missing.permissions = self.permissions(read, refusal);
                if code.contains("division") {
                    missing.divisions = divisions(refusal);
                }
                missing.other = self.product(&missing.permissions);
            }
            _ if refusal.status == 404 => {
                missing.other =
                    Some("something that the org does not have: it answers that nothing is there".to_owned());
            }
            _ => {}
        }
        missing
    }

    /// What a read lacks that nobody was asked about: whether it may be read, and what it would take.
    pub(super) fn told(&self, read: &Read, scopes_count: bool) -> (Option<bool>, Option<Missing>) {
        let operation = read.operation();
        let mut missing = Missing {
            permissions: self.known_missing(read),
            ..Missing::default()
        };
        if let Some(client) = self.client.filter(|client| scopes_count && !client.acts_for_itself())
            && !operation.any_token
            && !operation.scopes.is_empty()
            && !operation
                .scopes
                .iter()
                .any(|scope| client.scopes.iter().any(|own| own == scope))
        {
            missing.scopes = self.least.scopes_of(read);
            missing.other = self.approval(&missing.scopes);
        }
        if missing != Missing::default() {
            return (Some(false), Some(missing));
        }
        let held: Vec<Option<bool>> = operation
            .permissions
            .iter()
            .map(|permission| self.held.holds(permission))
            .collect();
        let readable = match operation.mode {
            Mode::Any if held.contains(&Some(true)) => Some(true),
            Mode::All if held.iter().all(|one| *one == Some(true)) => Some(true),
            // What is known to be missing was told above. Without a list, being signed in or owning the object decides.
            Mode::Any | Mode::All | Mode::None | Mode::Unknown => None,
        };
        (readable, None)
    }

    /// The least scope; where the catalogue knows none, those that the vendor names.
    fn scope(&self, read: &Read, refusal: &Refusal) -> Vec<String> {
        let least = self.least.scopes_of(read);
        if !least.is_empty() {
            return least;
        }
        let named = refusal.params.values().flat_map(|value| value.split(','));
        let named: BTreeSet<&str> = named.map(str::trim).filter(|name| !name.is_empty()).collect();
        named
            .iter()
            .find(|name| name.ends_with(":readonly"))
            .or_else(|| named.first())
            .map(|name| vec![(*name).to_owned()])
            .unwrap_or_default()
    }

    /// Whether a scope stands on the client and only the org's approval is missing.
    fn approval(&self, scopes: &[String]) -> Option<String> {
        let client = self.client?;
        let area = |scope: &str| scope.trim_end_matches(":readonly").to_owned();
        let registered = |scope: &String| {
            let mut own = client.registered_scopes.iter();
            own.any(|own| own == scope || *own == area(scope))
        };
        let approved = !scopes.is_empty() && scopes.iter().all(registered);
        approved.then(|| {
            "the org's approval: the client has the scope, this token does not. Approve the application in the org, then sign in \
             again"
                .to_owned()
        })
    }

    /// Of what the vendor names, else of what the catalogue lists, the least.
    fn permissions(&self, read: &Read, refusal: &Refusal) -> Vec<String> {
        let named = named(refusal);
        let any = refusal.code.contains(".any.") || (named.is_empty() && read.operation().mode == Mode::Any);
        let of_catalogue = || read.operation().permissions.iter().cloned().collect();
        let listed: BTreeSet<Permission> = if named.is_empty() { of_catalogue() } else { named };
        let least = if any { self.least.of(&listed) } else { listed };
        least.iter().map(Permission::to_string).collect()
    }

    /// What a read takes that is known not to be held.
    fn known_missing(&self, read: &Read) -> Vec<String> {
        let operation = read.operation();
        let lacks = |permission: &&Permission| self.held.holds(permission) == Some(false);
        let missing: BTreeSet<Permission> = operation.permissions.iter().filter(lacks).cloned().collect();
        let missing = match operation.mode {
            Mode::All => missing,
            Mode::Any if missing.len() == operation.permissions.len() => self.least.of(&missing),
            Mode::Any | Mode::None | Mode::Unknown => BTreeSet::new(),
        };
        missing.iter().map(Permission::to_string).collect()
    }

    /// Whether a role can't help, as the org itself does not know the permission.
    fn product(&self, permissions: &[String]) -> Option<String> {
        let unknown = |name: &String| name.parse().is_ok_and(|name| self.held.is_unknown_to_org(&name));
        permissions.iter().any(unknown).then(|| {
            "the product that brings the permission: the org's own list of permissions does not have it".to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::genesys::live::reads;

    fn read(path: &str) -> Read {
        reads::reads().find(|read| read.path == path).unwrap()
    }

    fn refusal(status: u16, code: &str, message: &str, params: &[(&str, &str)]) -> Refusal {
        Refusal {
            status,
            code: code.to_owned(),
            message: message.to_owned(),
            params: params
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            answered: String::new(),
        }
    }

    fn lacks(client: Option<&ClientSeen>, path: &str, refusal: &Refusal) -> Missing {
        let asker = Asker {
            client,
            held: &Held::default(),
            least: &Least::of_reads(&[], &|_| None),
        };
        asker.refused(&read(path), refusal)
    }

    const SETTINGS: &str = "/api/v2/authorization/roles/settings";

    #[test]
    fn of_several_permissions_the_cheapest_is_named() {
        let names = "[authorization:settings:view, directory:organization:admin]";
        let message = format!("You must have at least one of the following permissions assigned: {names}");
        let any = refusal(403, "missing.any.permissions", &message, &[]);
        assert_eq!(lacks(None, SETTINGS, &any).permissions, ["authorization:settings:view"]);
        let silent = refusal(403, "missing.any.permissions", "", &[]);
        assert_eq!(
            lacks(None, SETTINGS, &silent).permissions,
            ["authorization:settings:view"]
        );
        let all = refusal(403, "missing.permissions", "", &[("permissions", "a:b:view, a:c:view")]);
        assert_eq!(lacks(None, SETTINGS, &all).permissions, ["a:b:view", "a:c:view"]);
    }

    #[test]
    fn divisions_are_named_where_only_they_are_missing() {
        let params = [("permissions", "integrations:integration:view"), ("divisionId", "d-1")];
        let missing = lacks(
            None,
            "/api/v2/integrations",
            &refusal(403, "missing.division.permission", "", &params),
        );
        assert_eq!(missing.permissions, ["integrations:integration:view"]);
        assert_eq!(missing.divisions, ["d-1"]);
    }

    #[test]
    fn a_scope_is_to_be_added_or_only_to_be_approved() {
        let refused = refusal(
            403,
            "app.not.authorized.for.scope",
            "",
            &[("scopes", "oauth, oauth:readonly")],
        );
        let mut client = ClientSeen {
            id: "c".to_owned(),
            name: "C".to_owned(),
            grant_type: "CODE".to_owned(),
            scopes: Vec::new(),
            registered_scopes: Vec::new(),
        };
        let path = "/api/v2/oauth/clients";
        let added = lacks(Some(&client), path, &refused);
        assert_eq!((added.scopes, added.other), (vec!["oauth:readonly".to_owned()], None));
        client.registered_scopes = vec!["oauth".to_owned()];
        let approved = lacks(Some(&client), path, &refused);
        assert!(approved.other.unwrap().starts_with("the org's approval"));
    }

    #[test]
    fn what_no_role_helps_with_is_told_in_words() {
        let said = |status, code| {
            lacks(None, SETTINGS, &refusal(status, code, "", &[]))
                .other
                .unwrap_or_default()
        };
        assert!(said(400, "not.a.user").contains("person"));
        assert!(said(403, "feature.toggle.disabled").contains("product"));
        assert!(said(403, "authz.policy.denied").contains("access policy"));
        assert!(said(404, "not.found").contains("nothing is there"));
        assert_eq!(
            lacks(None, SETTINGS, &refusal(400, "something.else", "", &[])),
            Missing::default()
        );
    }
}
