//! Why a read is refused, sorted: what to give to whom.

use std::collections::BTreeSet;

use super::held::Held;
use super::least::Least;
use super::model::ClientSeen;
use crate::catalogue::Mode;
use crate::genesys::live::reads::Read;
use crate::http::CallError;
use crate::live::Missing;
use crate::model::Permission;

/// Whether the vendor says that permissions are missing everywhere.
pub(super) fn is_without_permission(error: &CallError) -> bool {
    matches!(
        error.code.as_deref(),
        Some("missing.permissions" | "missing.any.permissions")
    )
}

/// The permissions that a refusal names, in its parameters or in its words.
pub(super) fn named(error: &CallError) -> BTreeSet<Permission> {
    let texts = error.params.values().map(String::as_str);
    let texts = texts.chain(error.message.as_deref());
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
fn divisions(error: &CallError) -> Vec<String> {
    let of_division = error.params.iter().filter(|(name, _)| {
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
    pub(super) fn refused(&self, read: &Read, error: &CallError) -> Missing {
        let code = error.code.as_deref().unwrap_or_default();
        let mut missing = Missing::default();
        match code {
            "app.not.authorized.for.scope" => {
                missing.scopes = self.scope(read, error);
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
                missing.permissions = self.permissions(read, error);
                missing.other = Some("rights in the org that let yours in: its trustor has to grant them".to_owned());
            }
            _ if code.starts_with("missing.") => {
                missing.permissions = self.permissions(read, error);
                if code.contains("division") {
                    missing.divisions = divisions(error);
                }
                missing.other = self.product(&missing.permissions);
            }
            _ if error.status == Some(404) => {
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
        let held = operation
            .permissions
            .iter()
            .map(|permission| self.held.holds(permission));
        let readable = match operation.mode {
            Mode::Any => held.fold(Some(false), |so_far, one| match (so_far, one) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            }),
            Mode::All => held.fold(Some(true), |so_far, one| match (so_far, one) {
                (Some(true), Some(true)) => Some(true),
                _ => None,
            }),
            // Being signed in, or owning the object, decides.
            Mode::None | Mode::Unknown => None,
        };
        (readable, None)
    }

    /// The least scope; where the catalogue knows none, those that the vendor names.
    fn scope(&self, read: &Read, error: &CallError) -> Vec<String> {
        let least = self.least.scopes_of(read);
        if !least.is_empty() {
            return least;
        }
        let named = error.params.values().flat_map(|value| value.split(','));
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
    fn permissions(&self, read: &Read, error: &CallError) -> Vec<String> {
        let named = named(error);
        let any = match error.code.as_deref() {
            Some(code) if code.contains(".any.") => true,
            _ => named.is_empty() && read.operation().mode == Mode::Any,
        };
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
